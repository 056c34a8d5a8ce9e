//! `n` to the new link in the clipboard, with a server that takes a fifth of a second.

use std::time::{Duration, Instant};

use anyhow::Result;

use super::figure::Figure;
use super::process;
use super::pty::{FRAME_END, Pty};
use super::stage::{FEW, Served, Stage};
use super::stats::Times;

const LATENCY: Duration = Duration::from_millis(200);
/// Google, and so greenroom, allows ten a minute.
const EACH: usize = 8;
const PROGRAMS: usize = 3;

/// The median of a few programs' spaces.
pub fn measure(stage: &mut Stage) -> Result<Vec<Figure>> {
    let mut times = Times::default();
    for _ in 0..PROGRAMS {
        let served = Served::new(FEW, LATENCY)?;
        let mut program = Pty::start(stage.answered(FEW, &served)?)?;
        program.wait_for(FRAME_END)?;
        process::rest(&mut program, Duration::from_millis(700))?;
        for _ in 0..EACH {
            program.forget();
            let start = Instant::now();
            program.write(b"n")?;
            let (at, _) = program.wait_for(b"\x1b]52;c;")?;
            times.push(at - start);
            // Leaves it without a name.
            program.write(b"\r")?;
            program.quiet(Duration::from_millis(600))?;
        }
        program.end(b"q")?;
    }
    Ok(vec![
        Figure::time("`n` → link in the clipboard, server at 200 ms, median", times.median(), Some(205.0)),
        Figure::time("… worst", times.worst(), None),
    ])
}

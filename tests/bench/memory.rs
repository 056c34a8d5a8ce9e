//! Resident memory, once the list is loaded and the program at rest.
//!
//! The server is one with TLS, so that the certificates that a real program holds are in memory.

use std::time::Duration;

use anyhow::Result;

use super::figure::Figure;
use super::process;
use super::pty::{FRAME_END, Pty};
use super::stage::{FEW, MANY, Stage};

/// Of a short list and of a long one.
pub fn measure(stage: &mut Stage) -> Result<Vec<Figure>> {
    let mut figures = Vec::new();
    for (count, words, most) in [(FEW, "500", 16.0), (MANY, "100,000", 80.0)] {
        let endpoint = stage.mute(true);
        let command = stage.greenroom(&stage.list(count, &endpoint)?, &endpoint, Some("a-token"));
        let mut program = Pty::start(command)?;
        program.wait_for(FRAME_END)?;
        process::rest(&mut program, Duration::from_millis(1500))?;
        let (all, own) = process::resident(program.pid()?)?;
        figures.push(Figure::size(format!("resident memory, {words} spaces"), all, Some(most)));
        figures.push(Figure::size("… without the pages of files", own, None));
        program.end(b"q")?;
    }
    Ok(figures)
}

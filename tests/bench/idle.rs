//! Ten seconds in which nothing happens.
//!
//! Counting begins when what is due anyway is over: a note in the footer goes after 6 s, and "just now" becomes a time of day
//! after a minute. Nothing else ever wakes a program with nothing to do.

use std::time::Duration;

use anyhow::Result;

use super::figure::Figure;
use super::process;
use super::pty::{FRAME_END, Pty};
use super::stage::{FEW, Served, Stage};

const LENGTH: Duration = Duration::from_secs(10);

fn count(name: &str, mut program: Pty) -> Result<Vec<Figure>> {
    let pid = program.pid()?;
    program.forget();
    let before = process::usage(pid)?;
    std::thread::sleep(LENGTH);
    let after = process::usage(pid)?;
    let bytes = u64::try_from(program.forget())?;
    program.end(b"q")?;
    let waits = after.waits - before.waits + after.interrupted - before.interrupted;
    Ok(vec![
        Figure::count(format!("idle for 10 s, {name}: bytes to the terminal"), bytes, Some(0)),
        Figure::count("… wake-ups of any thread", waits, Some(0)),
        Figure::count("… ticks of CPU", after.ticks - before.ticks, Some(0)),
        Figure::count("… nanoseconds on a CPU", after.nanoseconds - before.nanoseconds, Some(0)),
    ])
}

/// Without a token, and with one when all that is to be asked has been answered.
pub fn measure(stage: &mut Stage) -> Result<Vec<Figure>> {
    let endpoint = stage.mute(false);
    let mut signed_out = Pty::start(stage.greenroom(&stage.list(FEW, &endpoint)?, &endpoint, None))?;
    signed_out.wait_for(FRAME_END)?;
    process::rest(&mut signed_out, Duration::from_secs(1))?;
    let mut figures = count("signed out", signed_out)?;

    let served = Served::new(FEW, Duration::from_millis(5))?;
    let mut signed_in = Pty::start(stage.answered(FEW, &served)?)?;
    signed_in.wait_for(FRAME_END)?;
    process::rest(&mut signed_in, Duration::from_secs(2))?;
    // "just now" becomes a time of day.
    std::thread::sleep(Duration::from_secs(62));
    figures.extend(count("signed in and synced", signed_in)?);
    Ok(figures)
}

//! From a key to the frame that shows what it did, while every request hangs.

use std::time::{Duration, Instant};

use anyhow::Result;
use crossterm::event::KeyCode;

use super::desk::Desk;
use super::figure::Figure;
use super::process;
use super::pty::{FRAME_END, HELLO_END, Pty};
use super::stage::{MANY, Stage};
use super::stats::Times;

/// Keys in the pseudo-terminal.
const TYPED: usize = 600;
/// Keys in process.
const PRESSED: usize = 20_000;

/// One key, as a person holds it or types: some time after the last.
fn once(program: &mut Pty, key: &[u8], frame_end: &[u8]) -> Result<Duration> {
    std::thread::sleep(Duration::from_millis(fastrand::u64(20..40)));
    program.forget();
    let start = Instant::now();
    program.write(key)?;
    let (at, _) = program.wait_for(frame_end)?;
    Ok(at - start)
}

/// In the pseudo-terminal; and, key by key beside it, the small program, which tells what the machine itself takes.
fn typed(stage: &mut Stage) -> Result<(Times, Times)> {
    let mut hello = Pty::start(stage.hello()?)?;
    hello.wait_for(HELLO_END)?;
    let mut program = Pty::start(stage.unanswered(MANY)?)?;
    program.wait_for(FRAME_END)?;
    process::rest(&mut program, Duration::from_millis(500))?;
    let (mut times, mut of_hello) = (Times::default(), Times::default());
    for number in 0..TYPED {
        // Now and then the other way.
        let key: &[u8] = if number % 7 == 6 { b"k" } else { b"j" };
        of_hello.push(once(&mut hello, key, HELLO_END)?);
        times.push(once(&mut program, key, FRAME_END)?);
    }
    hello.end(b"q")?;
    program.end(b"q")?;
    Ok((times, of_hello))
}

/// In the terminal and in process.
pub fn measure(stage: &mut Stage) -> Result<Vec<Figure>> {
    let (typed, of_hello) = typed(stage)?;
    let mut desk = Desk::new(stage, MANY)?;
    let mut pressed = Times::default();
    for number in 0..PRESSED {
        let key = if number % 7 == 6 { 'k' } else { 'j' };
        pressed.push(desk.press(KeyCode::Char(key))?);
    }
    Ok(vec![
        Figure::time("key → frame, every request hanging, 100,000 spaces, 99th percentile", typed.per_mille(990), Some(2.0)),
        Figure::time("… median", typed.median(), None),
        Figure::time("… of the hello-world in the same run, 99th percentile", of_hello.per_mille(990), None),
        Figure::time("… of the hello-world, median", of_hello.median(), None),
        Figure::time("… in process (update and draw), 99th percentile", pressed.per_mille(990), None),
        Figure::time("… in process, median", pressed.median(), None),
    ])
}

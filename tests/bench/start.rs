//! From the start of the program to its first frame, beside a program that does nothing but draw.

use std::num::NonZero;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use portable_pty::CommandBuilder;

use super::figure::Figure;
use super::pty::{FRAME_END, HELLO_END, Pty, SIZE};
use super::stage::{FEW, MANY, Stage};
use super::stats::Times;

/// Runs of each program.
pub(super) const RUNS: usize = 80;
/// Runs before those that count.
pub(super) const WARM_UP: usize = 4;

/// Starts the program, waits for its first frame and ends it.
pub(super) fn once(command: CommandBuilder, frame_end: &[u8]) -> Result<(Duration, Vec<u8>)> {
    let mut program = Pty::start(command)?;
    let started = program.started;
    let (at, bytes) = program.wait_for(frame_end)?;
    program.end(b"q")?;
    Ok((at - started, bytes))
}

/// Proves that it was a full frame: header, as many rows as there is room for, details, keys.
pub(super) fn check(bytes: &[u8], count: u64) -> Result<()> {
    let (columns, rows) = SIZE;
    let size = |number| NonZero::new(number).context("a screen without room");
    let mut screen = vt100::Parser::new(size(rows)?, size(columns)?, 0);
    screen.process(bytes);
    let text = screen.screen().contents();
    let lines = text.lines().filter(|line| line.contains("open") || line.contains("trusted") || line.contains("restricted"));
    ensure!(lines.count() + 8 > usize::from(rows), "the first frame has not all rows:\n{text}");
    for word in ["greenroom", "Spaces", &count.to_string(), "https://meet.google.com/", "copy link"] {
        ensure!(text.contains(word), "the first frame is without {word:?}:\n{text}");
    }
    Ok(())
}

/// The three programs, one after the other, many times over.
pub fn measure(stage: &mut Stage) -> Result<Vec<Figure>> {
    let (hello, few, many) = (stage.hello()?, stage.unanswered(FEW)?, stage.unanswered(MANY)?);
    let (mut of_hello, mut of_few, mut of_many) = (Times::default(), Times::default(), Times::default());
    for run in 0..WARM_UP + RUNS {
        let (first, _) = once(hello.clone(), HELLO_END)?;
        let (second, few_bytes) = once(few.clone(), FRAME_END)?;
        let (third, many_bytes) = once(many.clone(), FRAME_END)?;
        if run == 0 {
            check(&few_bytes, FEW)?;
            check(&many_bytes, MANY)?;
        }
        if run >= WARM_UP {
            of_hello.push(first);
            of_few.push(second);
            of_many.push(third);
        }
    }
    let (hello, few, many) = (of_hello.median(), of_few.median(), of_many.median());
    let ratio = |one: Duration, other: Duration| one.as_secs_f64() / other.as_secs_f64();
    Ok(vec![
        Figure::time("spawn → first full frame, 500 spaces, median", few, Some(12.0)),
        Figure::time("… of a ratatui hello-world in the same runs, median", hello, None),
        Figure::ratio("… 500 spaces to hello-world", ratio(few, hello), Some(2.0)),
        Figure::time("… 100,000 spaces, median", many, None),
        Figure::ratio("… 100,000 spaces to 500", ratio(many, few), Some(1.5)),
    ])
}

//! A keystroke in the filter, over all rows, to the frame that shows the matches.

use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use crossterm::event::KeyCode;

use super::desk::Desk;
use super::figure::Figure;
use super::process;
use super::pty::{FRAME_END, Pty};
use super::stage::{MANY, Stage};
use super::stats::Times;

/// What is searched: few and many matches, one word and several, letters with marks and wide ones, nothing.
const QUERIES: [&str; 8] =
    ["e", "weekly design", "retro 4321", "restricted", "stand open 9", "föräldra", "朝会 12", "zzzqqq no such thing"];
/// How often everything is typed in process.
const ROUNDS: usize = 5;

/// In process: each letter, then each backspace.
fn pressed(stage: &Stage) -> Result<Times> {
    let mut desk = Desk::new(stage, MANY)?;
    let all = desk.shown();
    let mut times = Times::default();
    for _ in 0..ROUNDS {
        for query in QUERIES {
            desk.press(KeyCode::Char('/'))?;
            for letter in query.chars() {
                times.push(desk.press(KeyCode::Char(letter))?);
            }
            ensure!(desk.shown() < all || query.len() == 1, "{query} narrows nothing");
            for _ in query.chars() {
                times.push(desk.press(KeyCode::Backspace)?);
            }
            desk.press(KeyCode::Esc)?;
        }
    }
    Ok(times)
}

/// In the pseudo-terminal.
fn typed(stage: &Stage) -> Result<Times> {
    let mut program = Pty::start(stage.unanswered(MANY)?)?;
    program.wait_for(FRAME_END)?;
    process::rest(&mut program, Duration::from_millis(500))?;
    let mut times = Times::default();
    for query in QUERIES {
        program.write(b"/")?;
        program.quiet(Duration::from_millis(100))?;
        let letters = query.chars().map(|letter| (letter.to_string(), letter));
        let back = query.chars().rev().map(|letter| ("\x7f".to_owned(), letter));
        for (key, letter) in letters.chain(back) {
            std::thread::sleep(Duration::from_millis(fastrand::u64(20..40)));
            program.forget();
            if letter == ' ' {
                // A blank changes nothing but the cursor's place.
                program.write(key.as_bytes())?;
                program.quiet(Duration::from_millis(50))?;
                continue;
            }
            let start = Instant::now();
            program.write(key.as_bytes())?;
            let (at, _) = program.wait_for(FRAME_END)?;
            times.push(at - start);
        }
        program.write(b"\x1b")?;
        program.quiet(Duration::from_millis(100))?;
    }
    program.end(b"q")?;
    Ok(times)
}

/// In the terminal and in process.
pub fn measure(stage: &mut Stage) -> Result<Vec<Figure>> {
    let (typed, pressed) = (typed(stage)?, pressed(stage)?);
    Ok(vec![
        Figure::time("a filter keystroke over 100,000 spaces, worst", pressed.worst(), Some(16.0)),
        Figure::time("… median", pressed.median(), None),
        Figure::time("… key → frame in the terminal, worst", typed.worst(), Some(16.0)),
        Figure::time("… in the terminal, median", typed.median(), None),
    ])
}

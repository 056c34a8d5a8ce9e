//! A program in a pseudo-terminal with what a person sees of it, frame by frame.

use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use portable_pty::CommandBuilder;

use super::process;
use super::pty::{FRAME_END, PATIENCE, Pty, SIZE};

/// A program and its screen.
pub struct Watched {
    pty: Pty,
    parser: vt100::Parser,
}

impl Watched {
    /// Starts a program, and waits for its first frame.
    pub fn start(command: CommandBuilder) -> Result<Self> {
        let (columns, rows) = SIZE;
        let parser = vt100::Parser::new(rows.try_into()?, columns.try_into()?, 0);
        let mut watched = Self { pty: Pty::start(command)?, parser };
        watched.frame()?;
        Ok(watched)
    }

    /// Its process.
    pub fn pid(&self) -> Result<u32> {
        self.pty.pid()
    }

    /// Keys, as a terminal sends them.
    pub fn write(&mut self, keys: &str) -> Result<()> {
        self.pty.write(keys.as_bytes())
    }

    /// The lines of the screen.
    pub fn lines(&self) -> Vec<String> {
        self.parser.screen().rows(0, SIZE.0).collect()
    }

    /// Waits for the next frame; gives back when all of it had arrived.
    pub fn frame(&mut self) -> Result<Instant> {
        let next = self.pty.wait_for(FRAME_END);
        let (at, bytes) = next.with_context(|| format!("the screen is\n{}", self.lines().join("\n")))?;
        self.parser.process(&bytes);
        Ok(at)
    }

    /// Waits for the first frame that is as wanted; one that has been seen already counts as now.
    pub fn until(&mut self, what: &str, mut holds: impl FnMut(&[String]) -> bool) -> Result<Instant> {
        let start = Instant::now();
        let mut at = start;
        loop {
            let lines = self.lines();
            if holds(&lines) {
                return Ok(at);
            }
            ensure!(start.elapsed() < PATIENCE, "never: {what}; the screen is\n{}", lines.join("\n"));
            at = self.frame().with_context(|| format!("waiting for {what}"))?;
        }
    }

    /// Takes in what has arrived.
    pub fn seen(&mut self) -> usize {
        let bytes = self.pty.taken();
        self.parser.process(&bytes);
        bytes.len()
    }

    /// Waits until it neither writes nor works for that long.
    pub fn rest(&mut self, length: Duration) -> Result<()> {
        let start = Instant::now();
        loop {
            let before = process::usage(self.pid()?)?;
            std::thread::sleep(length);
            if self.seen() == 0 && process::usage(self.pid()?)? == before {
                return Ok(());
            }
            ensure!(start.elapsed() < PATIENCE, "it does not come to rest");
        }
    }

    /// Presses the key that ends it, and waits until it has ended.
    pub fn end(self, key: &str) -> Result<()> {
        self.pty.end(key.as_bytes())
    }
}

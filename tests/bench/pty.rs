//! A program in a real pseudo-terminal, and when its bytes arrived.
//!
//! A thread of its own reads and takes the time, so that the one that waits for bytes does not count.

use std::io::{Read, Write};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};

/// Columns and rows of every screen here.
pub const SIZE: (u16, u16) = (120, 40);
/// Longest wait for something that is sure to come.
pub const PATIENCE: Duration = Duration::from_secs(30);
/// What ends each frame of greenroom.
pub const FRAME_END: &[u8] = b"\x1b[?2026l";

/// What ends each frame of the small program that greenroom is compared with: ratatui hides the cursor behind each.
pub const HELLO_END: &[u8] = b"\x1b[?25l";

/// A program and its terminal; dropping it ends the program.
pub struct Pty {
    child: Box<dyn Child + Send + Sync>,
    writer: Box<dyn Write + Send>,
    chunks: Receiver<(Instant, Vec<u8>)>,
    /// What arrived and was not looked at yet, and when its last piece did.
    rest: Vec<u8>,
    at: Instant,
    /// When the program was started.
    pub started: Instant,
    // The last to go: without it the program would hear that its terminal is gone.
    _master: Box<dyn MasterPty + Send>,
}

impl Pty {
    /// Starts a program.
    pub fn start(command: CommandBuilder) -> Result<Self> {
        let (columns, rows) = SIZE;
        let pair = native_pty_system().openpty(PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 })?;
        let mut reader = pair.master.try_clone_reader()?;
        let writer = pair.master.take_writer()?;
        let (sender, chunks) = channel();
        std::thread::Builder::new().name("pty".into()).spawn(move || {
            let mut buffer = vec![0; 64 * 1024];
            while let Ok(length @ 1..) = reader.read(&mut buffer) {
                if sender.send((Instant::now(), buffer[..length].to_vec())).is_err() {
                    break;
                }
            }
        })?;
        let started = Instant::now();
        let child = pair.slave.spawn_command(command)?;
        Ok(Self { child, writer, chunks, rest: Vec::new(), at: started, started, _master: pair.master })
    }

    /// Its process.
    pub fn pid(&self) -> Result<u32> {
        self.child.process_id().context("the program has no process")
    }

    /// Keys, as a terminal sends them.
    pub fn write(&mut self, keys: &[u8]) -> Result<()> {
        self.writer.write_all(keys)?;
        Ok(self.writer.flush()?)
    }

    /// Waits for these bytes; gives back when they had arrived, and all that came up to their end.
    pub fn wait_for(&mut self, bytes: &[u8]) -> Result<(Instant, Vec<u8>)> {
        let mut looked = 0;
        loop {
            if let Some(place) = self.rest[looked..].windows(bytes.len()).position(|window| window == bytes) {
                let after = self.rest.split_off(looked + place + bytes.len());
                return Ok((self.at, std::mem::replace(&mut self.rest, after)));
            }
            looked = self.rest.len().saturating_sub(bytes.len() - 1);
            match self.chunks.recv_timeout(PATIENCE) {
                Ok((at, chunk)) => {
                    self.at = at;
                    self.rest.extend(chunk);
                }
                Err(error) => {
                    bail!("{error} while waiting for {:?}; the last was {:?}", text(bytes), text(&self.rest));
                }
            }
        }
    }

    /// What arrived and was not looked at yet.
    pub fn taken(&mut self) -> Vec<u8> {
        let mut bytes = std::mem::take(&mut self.rest);
        while let Ok((_, chunk)) = self.chunks.try_recv() {
            bytes.extend(chunk);
        }
        bytes
    }

    /// Forgets what arrived; gives back how many bytes that were.
    pub fn forget(&mut self) -> usize {
        self.taken().len()
    }

    /// Waits until nothing has arrived for that long, and forgets what did.
    pub fn quiet(&mut self, length: Duration) -> Result<()> {
        let start = Instant::now();
        while start.elapsed() < PATIENCE {
            match self.chunks.recv_timeout(length) {
                Ok(_) => {}
                Err(RecvTimeoutError::Timeout) => {
                    self.rest.clear();
                    return Ok(());
                }
                Err(RecvTimeoutError::Disconnected) => bail!("the program has ended"),
            }
        }
        bail!("it does not become quiet")
    }

    /// Presses the key that ends it, and waits until it has ended.
    pub fn end(mut self, key: &[u8]) -> Result<()> {
        self.write(key)?;
        let start = Instant::now();
        while self.child.try_wait()?.is_none() {
            if start.elapsed() > PATIENCE {
                bail!("it does not end");
            }
            std::thread::sleep(Duration::from_millis(1));
        }
        Ok(())
    }
}

impl Drop for Pty {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The end of the bytes, for a message.
fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(&bytes[bytes.len().saturating_sub(400)..]).into_owned()
}

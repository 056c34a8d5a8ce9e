//! A real pseudo-terminal with a program in it, and what a person sees of it.

use std::collections::BTreeSet;
use std::io::{Read, Write};
use std::num::NonZeroU16;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use portable_pty::{CommandBuilder, ExitStatus, MasterPty, PtySize, SlavePty, native_pty_system};
use rustix::process::{Pid, Signal, kill_process};

use super::PATIENCE;
use super::modes::modes_on;

/// Begin and end of a frame.
const FRAME: (&[u8], &[u8]) = (b"\x1b[?2026h", b"\x1b[?2026l");

/// A terminal. Dropping it kills what still runs in it.
pub struct Terminal {
    master: Option<Box<dyn MasterPty + Send>>,
    slave: Option<Box<dyn SlavePty + Send>>,
    writer: Option<Box<dyn Write + Send>>,
    chunks: Receiver<Vec<u8>>,
    deaf: Arc<AtomicBool>,
    parser: vt100::Parser,
    /// Bytes of a frame that is not whole yet.
    partial: Vec<u8>,
    /// All that was ever written to it.
    pub bytes: Vec<u8>,
    before: String,
    child: Option<(Pid, Receiver<ExitStatus>)>,
}

fn size(columns: u16, rows: u16) -> PtySize {
    PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 }
}

impl Terminal {
    /// A terminal in which nothing runs yet.
    pub fn empty(columns: u16, rows: u16) -> Self {
        let pair = native_pty_system().openpty(size(columns, rows)).unwrap();
        let before = line_discipline(&*pair.master);
        let mut reader = pair.master.try_clone_reader().unwrap();
        let (sender, chunks) = channel();
        let deaf = Arc::new(AtomicBool::new(false));
        let hears_no_more = Arc::clone(&deaf);
        std::thread::spawn(move || {
            let mut buffer = [0; 8192];
            while let Ok(length @ 1..) = reader.read(&mut buffer) {
                if sender.send(buffer[..length].to_vec()).is_err() || hears_no_more.load(Ordering::SeqCst) {
                    break;
                }
            }
        });
        Self {
            writer: Some(pair.master.take_writer().unwrap()),
            master: Some(pair.master),
            slave: Some(pair.slave),
            chunks,
            deaf,
            parser: vt100::Parser::new(nonzero(rows), nonzero(columns), 0),
            partial: Vec::new(),
            bytes: Vec::new(),
            before,
            child: None,
        }
    }

    /// The program in a terminal of that size.
    pub fn start(command: CommandBuilder, columns: u16, rows: u16) -> Self {
        let mut terminal = Self::empty(columns, rows);
        terminal.run(command);
        terminal
    }

    /// Runs the program in it, the only one that ever will.
    pub fn run(&mut self, command: CommandBuilder) {
        // With the last of its own ends closed, the terminal's output ends with the program.
        let mut child = self.slave.take().unwrap().spawn_command(command).unwrap();
        let pid = i32::try_from(child.process_id().unwrap()).unwrap();
        let (sender, ended) = channel();
        std::thread::spawn(move || {
            if let Ok(status) = child.wait() {
                let _gone = sender.send(status);
            }
        });
        self.child = Some((Pid::from_raw(pid).unwrap(), ended));
    }

    /// The terminal's name, for programs that are to write to it from elsewhere.
    pub fn path(&self) -> std::path::PathBuf {
        self.master.as_ref().unwrap().tty_name().unwrap()
    }

    /// Presses keys.
    pub fn keys(&mut self, keys: &str) {
        let writer = self.writer.as_mut().unwrap();
        writer.write_all(keys.as_bytes()).unwrap();
        writer.flush().unwrap();
    }

    /// Pastes, as a terminal does that was asked to bracket it.
    pub fn paste(&mut self, text: &str) {
        self.keys(&format!("\x1b[200~{text}\x1b[201~"));
    }

    /// Gives it another size.
    pub fn resize(&mut self, columns: u16, rows: u16) {
        self.pump_what_is_there();
        if columns > 0 && rows > 0 {
            self.parser.screen_mut().set_size(nonzero(rows), nonzero(columns));
        }
        self.master.as_ref().unwrap().resize(size(columns, rows)).unwrap();
    }

    /// What is on the screen, line by line.
    pub fn text(&self) -> String {
        self.parser.screen().contents()
    }

    /// Waits until the screen shows the words.
    pub fn wait_for(&mut self, words: &str) {
        self.wait_until(words, |text| text.contains(words));
    }

    /// Waits until the screen shows the words no more.
    pub fn wait_gone(&mut self, words: &str) {
        self.wait_until(&format!("no {words}"), |text| !text.contains(words));
    }

    /// Waits until the screen is as wanted.
    pub fn wait_until(&mut self, what: &str, mut holds: impl FnMut(&str) -> bool) {
        let deadline = Instant::now() + PATIENCE;
        while !holds(&self.text()) {
            self.pump(deadline, what);
        }
    }

    /// Waits until the bytes so far are as wanted.
    pub fn wait_for_bytes(&mut self, what: &str, mut holds: impl FnMut(&[u8]) -> bool) {
        let deadline = Instant::now() + PATIENCE;
        while !holds(&self.bytes) {
            self.pump(deadline, what);
        }
    }

    fn pump(&mut self, deadline: Instant, what: &str) {
        match self.chunks.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
            Ok(chunk) => self.take(&chunk),
            Err(error) => panic!("{error} while waiting for {what:?}; the screen is\n{}", self.text()),
        }
    }

    /// Only whole frames are seen.
    fn take(&mut self, chunk: &[u8]) {
        self.bytes.extend_from_slice(chunk);
        self.partial.extend_from_slice(chunk);
        let last = |wanted: &[u8]| self.partial.windows(wanted.len()).rposition(|window| window == wanted);
        let whole = match (last(FRAME.0), last(FRAME.1)) {
            (Some(begin), None) => begin,
            (Some(begin), Some(end)) if begin > end => begin,
            _ => self.partial.len(),
        };
        let seen: Vec<u8> = self.partial.drain(..whole).collect();
        self.parser.process(&seen);
    }

    fn pump_what_is_there(&mut self) {
        while let Ok(chunk) = self.chunks.try_recv() {
            self.take(&chunk);
        }
    }

    /// The process.
    pub fn pid(&self) -> Pid {
        self.child.as_ref().unwrap().0
    }

    /// The job in the foreground of the terminal.
    pub fn foreground(&self) -> Pid {
        Pid::from_raw(self.master.as_ref().unwrap().process_group_leader().unwrap()).unwrap()
    }

    /// Sends the process a signal.
    pub fn signal(&self, signal: Signal) {
        kill_process(self.pid(), signal).unwrap();
    }

    /// Waits until the process has ended and all that it wrote was read. Its exit code.
    pub fn wait_end(&mut self) -> u32 {
        let (_, ended) = self.child.as_ref().unwrap();
        let status = match ended.recv_timeout(PATIENCE) {
            Ok(status) => status,
            Err(error) => panic!("{error} while waiting for the end; the screen is\n{}", self.text()),
        };
        self.child = None;
        while let Ok(chunk) = self.chunks.recv_timeout(PATIENCE) {
            self.take(&chunk);
        }
        if let Some(signal) = status.signal() {
            panic!("killed: {signal}");
        }
        status.exit_code()
    }

    /// Ends the process without asking, and waits until it is gone.
    pub fn kill(&mut self) {
        self.signal(Signal::KILL);
        let (_, ended) = self.child.take().unwrap();
        ended.recv_timeout(PATIENCE).unwrap();
    }

    /// Closes the terminal while the process runs in it, as a window is closed. The keys must make the process write something.
    pub fn close(&mut self, keys: &str) {
        self.deaf.store(true, Ordering::SeqCst);
        self.keys(keys);
        let deadline = Instant::now() + PATIENCE;
        self.slave = None;
        // The reader's own hold on the terminal goes with it.
        loop {
            match self.chunks.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
                Ok(chunk) => self.take(&chunk),
                Err(std::sync::mpsc::RecvTimeoutError::Disconnected) => break,
                Err(error) => panic!("{error} while closing the terminal"),
            }
        }
        self.writer = None;
        self.master = None;
    }

    /// Private modes that are not as a shell has them.
    pub fn modes(&self) -> BTreeSet<u32> {
        modes_on(&self.bytes)
    }

    /// Whether raw mode is off and everything else of the line discipline as it was.
    pub fn is_plain(&self) -> bool {
        line_discipline(&**self.master.as_ref().unwrap()) == self.before
    }

    /// Everything is as it was before the app came.
    pub fn assert_as_it_was(&self) {
        assert!(self.bytes.windows(8).any(|window| window == b"\x1b[?1049h"), "nothing was entered");
        assert_eq!(self.modes(), BTreeSet::new());
        assert!(self.is_plain(), "the line discipline is another one");
        assert!(!self.parser.screen().alternate_screen() && !self.parser.screen().hide_cursor());
    }

    /// What the shell's screen shows after the app left its own.
    pub fn after_the_app(&self) -> String {
        let bytes = String::from_utf8_lossy(&self.bytes);
        bytes.rsplit_once("\x1b[?1049l").map_or_else(String::new, |(_, after)| after.to_owned())
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        if let Some((pid, _)) = &self.child {
            // It may have ended meanwhile.
            let _gone = kill_process(*pid, Signal::KILL);
        }
    }
}

fn nonzero(number: u16) -> NonZeroU16 {
    NonZeroU16::new(number).unwrap()
}

fn line_discipline(master: &dyn MasterPty) -> String {
    format!("{:?}", master.get_termios().unwrap())
}

/// Waits until something holds that nobody tells of, looking again after a while that grows.
pub fn eventually(what: &str, mut holds: impl FnMut() -> bool) {
    let deadline = Instant::now() + PATIENCE;
    let mut pause = Duration::from_millis(1);
    while !holds() {
        assert!(Instant::now() < deadline, "waited in vain for {what}");
        std::thread::sleep(pause);
        pause = (pause * 2).min(Duration::from_millis(50));
    }
}

//! Lines that a person types or a program sends, and questions.
//!
//! A line is read only when one is wanted: whoever reads ahead takes keys from what comes after.

use std::io::{self, BufRead as _, IsTerminal as _, Write as _};
use std::sync::mpsc::{Sender, channel};

use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

/// Longest line that is taken, in bytes: more than any address has.
const LONGEST: usize = 64 * 1024;

/// Reads standard input, a line at a time, on a thread of its own: reading cannot be broken off.
pub(super) struct Lines {
    wanted: Option<Sender<()>>,
    read: UnboundedReceiver<String>,
    /// A line is wanted that has not come yet.
    asked: bool,
}

impl Lines {
    pub(super) fn new() -> Self {
        let (wanted, wants) = channel::<()>();
        let (sender, read) = unbounded_channel();
        // A thread that cannot be started shows as an input that ended.
        let _thread = std::thread::Builder::new().name("lines".into()).spawn(move || {
            while wants.recv().is_ok() {
                let Some(line) = line() else { return };
                if sender.send(line).is_err() {
                    return;
                }
            }
        });
        Self { wanted: Some(wanted), read, asked: false }
    }

    /// The next line without its end; none when the input has ended. Dropping this loses nothing: the line is there next time.
    pub(super) async fn next(&mut self) -> Option<String> {
        if !self.asked {
            self.wanted.as_ref()?.send(()).ok()?;
            self.asked = true;
        }
        let line = self.read.recv().await;
        self.asked = false;
        if line.is_none() {
            self.wanted = None;
        }
        line
    }
}

fn line() -> Option<String> {
    use std::io::Read as _;
    let mut bytes = Vec::new();
    let read = io::stdin().lock().take(LONGEST as u64).read_until(b'\n', &mut bytes);
    match read {
        Ok(length) if length > 0 => Some(String::from_utf8_lossy(&bytes).trim_end_matches(['\n', '\r']).to_owned()),
        _ => None,
    }
}

/// Ctrl-C, from now on: it does not end the program by itself any more, nor is it lost before anybody waits for it.
pub(super) fn interrupt() -> BoxFuture<'static, ()> {
    #[cfg(unix)]
    let caught = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::interrupt());
    #[cfg(not(unix))]
    let caught = tokio::signal::windows::ctrl_c();
    match caught {
        Ok(mut signals) => async move {
            let _came = signals.recv().await;
        }
        .boxed(),
        // One that cannot be caught ends the program as ever.
        Err(_) => std::future::pending().boxed(),
    }
}

/// Whether there is a person to ask.
pub(super) fn somebody() -> bool {
    io::stdin().is_terminal() && io::stderr().is_terminal()
}

/// Asks; everything but a clear yes is no.
pub(super) fn yes(question: &str) -> bool {
    put(question) && line().is_some_and(|answer| is_yes(&answer))
}

/// Puts a question; false when nobody can read it.
pub(super) fn put(question: &str) -> bool {
    let mut out = io::stderr();
    write!(out, "{} [y/N] ", crate::text::clean_lines(question)).and_then(|()| out.flush()).is_ok()
}

/// Whether an answer is a clear yes.
pub(super) fn is_yes(answer: &str) -> bool {
    matches!(answer.trim().to_ascii_lowercase().as_str(), "y" | "yes")
}

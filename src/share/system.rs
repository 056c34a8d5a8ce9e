//! The desktop's clipboard, on a thread of its own.
//!
//! Owns the one connection to it: made at the first copy (opening costs nothing to who never copies), dropped after the screen
//! was given back, as its end may print. A display that does not answer keeps the thread, never the caller.

use std::ffi::OsString;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, TryRecvError, channel};
use std::time::Duration;

enum Request {
    Copy { text: String, secret: bool, done: Sender<Result<(), String>> },
    Close { keeper: Vec<OsString>, done: Sender<()> },
}

/// The thread, once there is one.
#[derive(Default)]
pub(super) struct System {
    requests: Option<Sender<Request>>,
    /// An answer that did not come in time.
    late: Option<Receiver<Result<(), String>>>,
}

impl System {
    pub(super) fn copy(&mut self, text: &str, secret: bool, patience: Duration) -> Result<(), String> {
        if let Some(late) = &self.late {
            match late.try_recv() {
                Err(TryRecvError::Empty) => return Err("the clipboard still does not answer".to_owned()),
                Ok(_) | Err(TryRecvError::Disconnected) => self.late = None,
            }
        }
        let (done, answer) = channel();
        let mut request = Request::Copy { text: text.to_owned(), secret, done };
        // A thread that is gone is followed by another.
        for _ in 0..2 {
            match self.requests.get_or_insert_with(start).send(request) {
                Ok(()) => {
                    return match answer.recv_timeout(patience) {
                        Ok(outcome) => outcome,
                        Err(RecvTimeoutError::Timeout) => {
                            self.late = Some(answer);
                            Err("the clipboard does not answer".to_owned())
                        }
                        Err(RecvTimeoutError::Disconnected) => {
                            self.requests = None;
                            Err("the clipboard broke off".to_owned())
                        }
                    };
                }
                Err(back) => {
                    request = back.0;
                    self.requests = None;
                }
            }
        }
        Err("the clipboard broke off".to_owned())
    }

    /// Ends the thread; where the text would go with the program, `keeper` is started to keep it.
    pub(super) fn close(&mut self, keeper: &[OsString], patience: Duration) {
        let Some(requests) = self.requests.take() else { return };
        if self.late.take().is_some_and(|late| matches!(late.try_recv(), Err(TryRecvError::Empty))) {
            return;
        }
        let (done, closed) = channel();
        if requests.send(Request::Close { keeper: keeper.to_vec(), done }).is_ok() {
            // What does not end in time ends with the program.
            let _ = closed.recv_timeout(patience);
        }
    }
}

fn start() -> Sender<Request> {
    let (sender, requests) = channel();
    // A thread that cannot be started shows as one that is gone.
    let _ = std::thread::Builder::new().name("clipboard".to_owned()).spawn(move || run(&requests));
    sender
}

fn run(requests: &Receiver<Request>) {
    let mut clipboard = None;
    let mut last = None;
    while let Ok(request) = requests.recv() {
        match request {
            Request::Copy { text, secret, done } => {
                let mut outcome = copy(&mut clipboard, &text, secret);
                if outcome.is_err() {
                    // The display may have been started again since.
                    clipboard = None;
                    outcome = copy(&mut clipboard, &text, secret);
                }
                if outcome.is_ok() {
                    last = Some((text, secret));
                }
                // Nobody listens any more when it took too long.
                let _ = done.send(outcome.map_err(|error| error.to_string()));
            }
            Request::Close { keeper, done } => {
                if let (Some(clipboard), Some((text, secret))) = (&mut clipboard, &last) {
                    keep(clipboard, &keeper, text, *secret);
                }
                drop(clipboard);
                let _ = done.send(());
                return;
            }
        }
    }
}

/// Whether there is a desktop's clipboard that answers. Its content is left alone.
pub(super) fn answers(patience: Duration) -> Result<(), String> {
    let (done, answer) = channel();
    let asking = std::thread::Builder::new().name("clipboard-probe".to_owned()).spawn(move || {
        let opened = arboard::Clipboard::new().map(drop).map_err(|error| error.to_string());
        // Nobody listens any more when it took too long.
        let _ = done.send(opened);
    });
    asking.map_err(|error| error.to_string())?;
    answer.recv_timeout(patience).unwrap_or_else(|_| Err("the clipboard does not answer".to_owned()))
}

fn copy(clipboard: &mut Option<arboard::Clipboard>, text: &str, secret: bool) -> Result<(), arboard::Error> {
    if clipboard.is_none() {
        *clipboard = Some(arboard::Clipboard::new()?);
    }
    let Some(clipboard) = clipboard else { return Err(arboard::Error::ClipboardNotSupported) };
    let set = clipboard.set();
    let set = if secret { exclude_from_history(set) } else { set };
    set.text(text)
}

fn exclude_from_history(set: arboard::Set<'_>) -> arboard::Set<'_> {
    #[cfg(target_os = "macos")]
    use arboard::SetExtApple as _;
    #[cfg(all(unix, not(target_os = "macos")))]
    use arboard::SetExtLinux as _;
    #[cfg(windows)]
    use arboard::SetExtWindows as _;
    #[cfg(windows)]
    return set.exclude_from_history().exclude_from_cloud();
    #[cfg(not(windows))]
    set.exclude_from_history()
}

/// Hands the text over while it still is the clipboard's: one that somebody copied since stays.
#[cfg(all(unix, not(target_os = "macos")))]
fn keep(clipboard: &mut arboard::Clipboard, keeper: &[OsString], text: &str, secret: bool) {
    if clipboard.get_text().is_ok_and(|current| current == text) {
        // There is nobody left to tell, and the link is still in the list.
        let _ = super::serve::hand_over(keeper, text, secret, super::clipboard::PATIENCE);
    }
}

#[cfg(not(all(unix, not(target_os = "macos"))))]
fn keep(_: &mut arboard::Clipboard, _: &[OsString], _: &str, _: bool) {}

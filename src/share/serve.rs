//! A copied text survives the program, on X11 and Wayland.
//!
//! There a clipboard is no place but a promise: the program that copied hands out the text when another one pastes. At its
//! end greenroom therefore starts itself again, hidden, to keep the promise until something else is copied.
//!
//! The text travels over standard input, never as an argument. The keeper leaves the terminal's session first of all
//! (`setsid`, which needs no unsafe code in a program that has just started), so that neither Ctrl-C nor the hang-up of a
//! terminal that closes reaches it; a process group of its own would not do, as it would stay in the session and the kernel
//! hangs up on a job that was stopped there. It says when it has the text, and only then the program goes.

use std::process::ExitCode;

/// The hidden subcommand that keeps a copied text.
pub const SUBCOMMAND: &str = "__clip-serve";

/// What the keeper says once the text is its own. Nothing else that may stand on its standard output contains it.
#[cfg(all(unix, not(target_os = "macos")))]
const READY: u8 = 0x06;
/// First byte of what the keeper is given: whether clipboard managers may remember the text.
#[cfg(all(unix, not(target_os = "macos")))]
const SECRET: u8 = b's';
#[cfg(all(unix, not(target_os = "macos")))]
const PLAIN: u8 = b'p';

#[cfg(all(unix, not(target_os = "macos")))]
pub(super) use unix::hand_over;

/// Keeps the text from standard input in the clipboard until something else is copied: all that the hidden subcommand does.
///
/// Ends at once, with a failure, where there is no such clipboard.
#[must_use]
pub fn serve_stdin() -> ExitCode {
    #[cfg(all(unix, not(target_os = "macos")))]
    let served = unix::serve();
    // The system itself keeps the text.
    #[cfg(not(all(unix, not(target_os = "macos"))))]
    let served: Option<()> = None;
    if served.is_some() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

#[cfg(all(unix, not(target_os = "macos")))]
mod unix {
    use std::ffi::OsString;
    use std::io::{self, BufReader, Read as _, Write as _};
    use std::process::{Command, Stdio};
    use std::sync::mpsc;
    use std::time::Duration;

    use arboard::{Clipboard, Error, SetExtLinux as _};

    use super::{PLAIN, READY, SECRET};

    /// How often the keeper looks whether there still is a clipboard: arboard waits for ever when the display goes.
    const LOOK: Duration = Duration::from_secs(5);

    /// Starts the keeper, gives it the text and waits, `patience` at most, until it has it.
    pub(in crate::share) fn hand_over(keeper: &[OsString], text: &str, secret: bool, patience: Duration) -> io::Result<()> {
        let (program, arguments) = keeper.split_first().ok_or(io::ErrorKind::InvalidInput)?;
        let mut child = Command::new(program)
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            // Not to stand in the way of an unmount for hours.
            .current_dir("/")
            .spawn()?;
        let (stdin, stdout) = (child.stdin.take(), child.stdout.take());
        let given = [&[if secret { SECRET } else { PLAIN }], text.as_bytes()].concat();
        let (sender, ready) = mpsc::channel();
        std::thread::spawn(move || {
            let told = stdin.is_some_and(|mut stdin| stdin.write_all(&given).is_ok());
            let answer =
                stdout.is_some_and(|stdout| BufReader::new(stdout).bytes().map_while(Result::ok).any(|byte| byte == READY));
            // Nobody listens any more when it took too long.
            let _ = sender.send(told && answer);
        });
        match ready.recv_timeout(patience) {
            Ok(true) => Ok(()),
            Ok(false) => Err(io::Error::other("the text could not be kept in the clipboard")),
            Err(_) => Err(io::ErrorKind::TimedOut.into()),
        }
    }

    pub(super) fn serve() -> Option<()> {
        // Fails only where this is a session of its own already.
        let _ = rustix::process::setsid();
        let mut given = Vec::new();
        io::stdin().read_to_end(&mut given).ok()?;
        let (&kind, text) = given.split_first()?;
        let text = std::str::from_utf8(text).ok()?;
        let mut clipboard = Clipboard::new().ok()?;
        // Set once without waiting, as the other call comes back only at the end.
        let set = |clipboard: &mut Clipboard, wait: bool| {
            let set = clipboard.set();
            let set = if kind == SECRET { set.exclude_from_history() } else { set };
            let set = if wait { set.wait() } else { set };
            set.text(text)
        };
        set(&mut clipboard, false).ok()?;
        std::thread::spawn(end_with_the_display);
        let mut stdout = io::stdout();
        // The program may be gone already.
        let _ = stdout.write_all(&[READY]).and_then(|()| stdout.flush());
        set(&mut clipboard, true).ok()
    }

    fn end_with_the_display() {
        loop {
            std::thread::sleep(LOOK);
            let looked = Clipboard::new().and_then(|mut clipboard| clipboard.get_text());
            if matches!(looked, Err(Error::Unknown { .. } | Error::ClipboardNotSupported)) {
                std::process::exit(0);
            }
        }
    }
}

//! One guard owns the terminal: every way out leaves it as it was.
//!
//! Owns which modes are on, for the whole process, and the panic hook. It must not draw, read keys or wait for signals: the
//! loop does, and calls [`Guard::leave`], [`Guard::suspend`] or, where no guard is at hand, [`restore`].
//!
//! What is on stands in one atomic set, written before the terminal is: whoever takes the set out of it leaves those modes,
//! so they are left once, also when entering failed halfway or two ways out are taken at the same time.
//!
//! The loop must write frames to the device that the guard has, or a buffer before it that dies with the frame. Bytes that
//! wait elsewhere would come out after the terminal was given back.

use std::io::{self, IsTerminal as _};
use std::panic::PanicHookInfo;
use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError};
use std::thread::ThreadId;

use crossterm::cursor::SetCursorStyle;
use crossterm::queue;

pub use super::modes::Device;
use super::modes::{Mode, end_frame};
use crate::text;

/// Most panics of tasks that are kept for [`take_task_panics`]; later ones only repeat them.
const KEPT_PANICS: usize = 16;

/// The modes that are on in this process' terminal.
static PROCESS: Modes = Modes::none();
/// Panics of tasks that nobody has shown yet.
static TASK_PANICS: Mutex<Vec<String>> = Mutex::new(Vec::new());
/// The thread whose panic ends the program.
static MAIN: OnceLock<ThreadId> = OnceLock::new();

/// A set of modes, shared with whoever may have to leave them.
#[derive(Debug)]
struct Modes(AtomicU8);

impl Modes {
    const fn none() -> Self {
        Self(AtomicU8::new(0))
    }

    fn enter<D: Device>(&self, wanted: u8, device: &mut D) -> io::Result<()> {
        for mode in Mode::ALL.into_iter().filter(|mode| wanted & mode.bit() != 0) {
            self.0.fetch_or(mode.bit(), Ordering::SeqCst);
            mode.enter(device)?;
        }
        device.flush()
    }

    /// Leaves what is on, in reverse; goes on after an error, and gives the first one back.
    fn leave<D: Device>(&self, device: &mut D) -> io::Result<()> {
        let on = self.0.swap(0, Ordering::SeqCst);
        if on == 0 {
            return Ok(());
        }
        let mut outcome = end_frame(device);
        for mode in Mode::ALL.into_iter().rev().filter(|mode| on & mode.bit() != 0) {
            // Raw mode goes last, and at once: what stands before it has to be out by then.
            if mode == Mode::Raw {
                outcome = outcome.and(device.flush());
            }
            let left = mode.leave(device);
            outcome = outcome.and(left);
        }
        outcome.and(device.flush())
    }

    fn any(&self) -> bool {
        self.0.load(Ordering::SeqCst) != 0
    }
}

/// What the app wants of the terminal besides raw mode and a screen of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    /// Clicks and the wheel (`mouse = false` turns them off).
    pub mouse: bool,
}

impl Options {
    fn modes(self) -> u8 {
        let wanted = |mode: &Mode| match mode {
            Mode::Mouse => self.mouse,
            Mode::CursorStyle => false,
            _ => true,
        };
        Mode::ALL.into_iter().filter(wanted).fold(0, |all, mode| all | mode.bit())
    }
}

/// Holds the terminal in the app's modes; dropping it gives the terminal back.
#[derive(Debug)]
pub struct Guard<D: Device = io::Stdout> {
    device: D,
    wanted: u8,
    modes: &'static Modes,
}

impl<D: Device> Guard<D> {
    /// Enters every mode, in order. There is one guard at a time in a process: [`restore`] leaves what this one entered.
    ///
    /// # Errors
    ///
    /// Those of the device; what was entered before it failed is left again.
    pub fn enter(options: Options, device: D) -> io::Result<Self> {
        Self::enter_as(options, device, &PROCESS)
    }

    fn enter_as(options: Options, device: D, modes: &'static Modes) -> io::Result<Self> {
        let mut guard = Self { device, wanted: options.modes(), modes };
        // On an error the guard is dropped here, and leaves what is on.
        guard.modes.enter(guard.wanted, &mut guard.device)?;
        Ok(guard)
    }

    /// Leaves every mode that is on, in reverse. Doing it again does nothing.
    ///
    /// # Errors
    ///
    /// The first one of the device; the other modes were left all the same.
    pub fn leave(&mut self) -> io::Result<()> {
        self.modes.leave(&mut self.device)
    }

    /// Gives the terminal back for a while: before [`stop_process`], an editor, a sign-in on the plain screen.
    ///
    /// The stream of input has to be dropped before: one that nobody reads still takes the keys.
    ///
    /// # Errors
    ///
    /// As [`Guard::leave`].
    pub fn suspend(&mut self) -> io::Result<()> {
        self.leave()
    }

    /// Takes the terminal again. Its screen is empty then: draw everything.
    ///
    /// # Errors
    ///
    /// Those of the device; the modes entered so far are still left by the guard.
    pub fn resume(&mut self) -> io::Result<()> {
        self.modes.enter(self.wanted, &mut self.device)
    }

    /// Gives the cursor another shape, until the guard leaves.
    ///
    /// # Errors
    ///
    /// Those of the device.
    pub fn set_cursor_style(&mut self, style: SetCursorStyle) -> io::Result<()> {
        self.modes.0.fetch_or(Mode::CursorStyle.bit(), Ordering::SeqCst);
        queue!(self.device, style)?;
        self.device.flush()
    }

    /// The terminal, to draw on.
    pub fn device(&mut self) -> &mut D {
        &mut self.device
    }
}

impl<D: Device> Drop for Guard<D> {
    fn drop(&mut self) {
        // There is nobody left to tell, and a terminal that is gone needs nothing.
        let _ = self.leave();
    }
}

/// Gives the process' terminal back, if a guard has it: for a fatal signal or error far from the guard. Never fails loudly.
pub fn restore() {
    // A terminal that is gone needs nothing.
    let _ = PROCESS.leave(&mut io::stdout());
}

/// Stops the process and what runs with it in the same job, as Ctrl-Z does, and comes back when it is continued.
///
/// The terminal has to be given back before ([`Guard::suspend`]). Blocks the calling thread. Where there is no shell that
/// could continue the job nothing is stopped. True when it was stopped, and so was continued: the system tells that with a
/// signal too.
///
/// # Errors
///
/// The operating system's; always `Unsupported` where there are no jobs.
#[cfg(unix)]
pub fn stop_process() -> io::Result<bool> {
    use std::sync::Arc;
    use std::sync::atomic::AtomicBool;
    use std::time::Duration;

    if !could_be_continued() {
        return Ok(false);
    }
    let continued = Arc::new(AtomicBool::new(false));
    let handler = signal_hook::flag::register(signal_hook::consts::SIGCONT, Arc::clone(&continued))?;
    // Not SIGTSTP: the app catches that one itself. The whole group: `cargo run` and a pager's pipe have to stop too, or the
    // shell would go on waiting for them.
    let sent = rustix::process::kill_current_process_group(rustix::process::Signal::STOP);
    if sent.is_ok() {
        // The signal may reach another thread first, and this one run on for a moment.
        for _ in 0..100 {
            if continued.load(Ordering::SeqCst) {
                break;
            }
            std::thread::sleep(Duration::from_millis(1));
        }
    }
    signal_hook::low_level::unregister(handler);
    sent?;
    Ok(continued.load(Ordering::SeqCst))
}

/// Whether a shell is there that looks after this job: it is in the session, and made a process group for the job.
#[cfg(unix)]
fn could_be_continued() -> bool {
    use rustix::process::{getpgrp, getppid, getsid};

    let Ok(session) = getsid(None) else { return false };
    getpgrp() != session && getppid().is_some_and(|parent| getsid(Some(parent)).is_ok_and(|its| its == session))
}

/// Stops the process as Ctrl-Z does; there are no jobs here.
///
/// # Errors
///
/// Always `Unsupported`.
#[cfg(not(unix))]
pub fn stop_process() -> io::Result<bool> {
    Err(io::ErrorKind::Unsupported.into())
}

/// Why the app cannot be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a terminal is needed, and {what} is none; `greenroom --help` lists what works without")]
pub struct NoTerminal {
    what: &'static str,
}

/// Whether keys can be read and a screen be drawn.
///
/// # Errors
///
/// [`NoTerminal`], one line for the person; the program ends with code 2.
pub fn check_terminal() -> Result<(), NoTerminal> {
    if !io::stdin().is_terminal() {
        Err(NoTerminal { what: "standard input" })
    } else if !io::stdout().is_terminal() {
        Err(NoTerminal { what: "standard output" })
    } else {
        Ok(())
    }
}

/// Makes panics leave the terminal alone or give it back. Call once, on the thread that runs the loop, before entering.
///
/// A panic on that thread ends the program: the terminal is given back first, then the hook that was there prints. One on any
/// other thread, while the terminal is held, is a task's: its runner gets it as an error, the screen stays, and the message waits
/// in [`take_task_panics`]. So tasks have to run on other threads than the loop.
pub fn install_panic_hook() {
    if MAIN.set(std::thread::current().id()).is_err() {
        return;
    }
    let previous = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info| {
        let fatal = MAIN.get() == Some(&std::thread::current().id());
        if fatal || !PROCESS.any() {
            restore();
            previous(info);
        } else {
            keep_panic(&TASK_PANICS, info);
        }
    }));
}

fn keep_panic(kept: &Mutex<Vec<String>>, info: &PanicHookInfo<'_>) {
    let message = info.payload_as_str().unwrap_or("no message");
    let place = info.location().map(|at| format!(" at {}:{}", at.file(), at.line())).unwrap_or_default();
    let mut kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
    // Not what it says: that is for the person, and may hold what the task worked on.
    tracing::error!("a task panicked{place}");
    if kept.len() < KEPT_PANICS {
        kept.push(text::clean(&format!("a task panicked{place}: {message}")).into_owned());
    }
}

/// The panics of tasks since the last call, one line each, oldest first.
#[must_use]
pub fn take_task_panics() -> Vec<String> {
    std::mem::take(&mut *TASK_PANICS.lock().unwrap_or_else(PoisonError::into_inner))
}

#[cfg(test)]
mod tests;

//! [`Hand`]: a program that is run for each event, one after another, each for a limited time.
//!
//! It is never a line for a shell. A slow one holds nothing up but the next one; where hundreds wait, watching itself waits.

use std::ffi::{OsStr, OsString};
use std::io::{self, Write as _};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use super::super::complain;
use super::told::Told;

/// For how long a program may run.
pub(super) const LIMIT: Duration = Duration::from_secs(10);
/// Events that wait for their turn at the most.
const QUEUE: usize = 256;
/// How long a program that is to end may tidy up.
#[cfg(unix)]
const GRACE: Duration = Duration::from_secs(1);
/// Between two looks whether it has ended.
const LOOK: Duration = Duration::from_millis(20);

/// Runs a program for each event.
#[derive(Debug)]
pub(super) struct Hand {
    queue: SyncSender<Told>,
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Hand {
    pub(super) fn new(command: Vec<OsString>, limit: Duration) -> Self {
        let (queue, events) = sync_channel(QUEUE);
        let stop = Arc::new(AtomicBool::new(false));
        let stopped = stop.clone();
        let thread = std::thread::Builder::new().name("exec".into()).spawn(move || run(&command, limit, &events, &stopped));
        let thread = thread.inspect_err(|error| complain(&format!("--exec: {error}"))).ok();
        Self { queue, stop, thread }
    }

    /// It is run for this event as soon as it is its turn.
    pub(super) async fn give(&self, told: Told) {
        let mut told = told;
        while let Err(TrySendError::Full(back)) = self.queue.try_send(told) {
            told = back;
            tokio::time::sleep(LOOK).await;
        }
    }

    /// What runs is stopped, and what waits is dropped.
    pub(super) fn end(self) {
        self.stop.store(true, Ordering::Relaxed);
        drop(self.queue);
        if let Some(thread) = self.thread {
            // A panic in there has been told.
            let _told = thread.join();
        }
    }
}

fn run(command: &[OsString], limit: Duration, events: &Receiver<Told>, stop: &AtomicBool) {
    let Some((program, arguments)) = command.split_first() else { return };
    let called = program.to_string_lossy();
    while let Ok(told) = events.recv() {
        if stop.load(Ordering::Relaxed) {
            return;
        }
        let ended = start(program, arguments, &told).and_then(|child| wait(child, limit, stop));
        match ended {
            Ok(End::Status(status)) if status.success() => {}
            Ok(End::Status(status)) => complain(&format!("--exec: {called} failed: {status}")),
            Ok(End::TooLong) => complain(&format!("--exec: {called} was stopped: it took longer than {} s", limit.as_secs_f32())),
            Ok(End::Stopped) => return,
            Err(error) => complain(&format!("--exec: {called} could not be run: {}", crate::files::said(&error))),
        }
    }
}

fn start(program: &OsStr, arguments: &[OsString], told: &Told) -> io::Result<Child> {
    let mut command = Command::new(program);
    command.args(arguments).envs(told.variables());
    // Stdout is for events alone.
    command.stdin(Stdio::piped()).stdout(io::stderr()).stderr(Stdio::inherit());
    #[cfg(unix)]
    {
        // With a group of its own it can be stopped with all that it has started.
        std::os::unix::process::CommandExt::process_group(&mut command, 0);
    }
    let mut child = command.spawn()?;
    if let Some(mut stdin) = child.stdin.take() {
        // It may not care to read it, and a pipe has room for more than that.
        let _unread = stdin.write_all((told.json() + "\n").as_bytes());
    }
    Ok(child)
}

/// How a program ended.
#[derive(Debug)]
enum End {
    Status(ExitStatus),
    TooLong,
    Stopped,
}

fn wait(mut child: Child, limit: Duration, stop: &AtomicBool) -> io::Result<End> {
    let until = Instant::now() + limit;
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(End::Status(status));
        }
        let stopped = stop.load(Ordering::Relaxed);
        if stopped || Instant::now() >= until {
            end(&mut child)?;
            return Ok(if stopped { End::Stopped } else { End::TooLong });
        }
        std::thread::sleep(LOOK);
    }
}

/// It is asked to end, and with all that it has started made to.
#[cfg(unix)]
fn end(child: &mut Child) -> io::Result<()> {
    use rustix::process::{Pid, Signal, WaitId, WaitIdOptions as Of, kill_process_group, waitid};
    let pid = Pid::from_child(child);
    // Each fails where nobody is left. Until it is waited for, nobody else has its number.
    let _gone = kill_process_group(pid, Signal::TERM);
    let until = Instant::now() + GRACE;
    while Instant::now() < until && matches!(waitid(WaitId::Pid(pid), Of::EXITED | Of::NOHANG | Of::NOWAIT), Ok(None)) {
        std::thread::sleep(LOOK);
    }
    let _gone = kill_process_group(pid, Signal::KILL);
    child.wait().map(drop)
}

#[cfg(not(unix))]
fn end(child: &mut Child) -> io::Result<()> {
    child.kill()?;
    child.wait().map(drop)
}

#[cfg(unix)]
fn may_run(program: &Path) -> bool {
    rustix::fs::access(program, rustix::fs::Access::EXEC_OK).is_ok()
}

#[cfg(not(unix))]
fn may_run(_program: &Path) -> bool {
    true
}

/// Whether there is such a program. It is looked for once, before anything happens.
pub(super) fn is_there(program: &OsStr) -> Result<(), String> {
    let here = Path::new(program);
    let called = || crate::text::clean(&here.to_string_lossy()).into_owned();
    let found = if here.components().count() > 1 {
        if here.is_file() && !may_run(here) {
            return Err(format!("--exec: {} may not be run", called()));
        }
        here.is_file()
    } else {
        let path = std::env::var_os("PATH").unwrap_or_default();
        // Elsewhere names have endings that the system adds.
        !cfg!(unix) || std::env::split_paths(&path).map(|folder| folder.join(here)).any(|file| file.is_file() && may_run(&file))
    };
    if found { Ok(()) } else { Err(format!("--exec: there is no program {}", called())) }
}

#[cfg(test)]
#[cfg(unix)]
mod tests;

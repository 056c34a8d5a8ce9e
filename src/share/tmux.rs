//! tmux's own buffer: the one way out of tmux that works with its settings as they come.
//!
//! `load-buffer -w` also hands the text to the terminal outside. Plain OSC 52 is swallowed by tmux's default settings.

use std::io::Write as _;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

/// Gives the text to tmux, over standard input: an argument would show in the list of processes. Waits `patience` at most.
pub(super) fn load_buffer(program: &Path, text: &str, patience: Duration) -> Result<(), String> {
    let mut child = Command::new(program)
        .args(["load-buffer", "-w", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .map_err(|error| format!("tmux does not start: {error}"))?;
    if let Some(mut stdin) = child.stdin.take() {
        let text = text.to_owned();
        // On a thread of its own: a tmux that does not read would keep the writer for ever. It ends when tmux does, and what
        // went wrong shows in tmux's exit status.
        std::thread::spawn(move || stdin.write_all(text.as_bytes()));
    }
    outcome(&mut child, "load-buffer", patience)
}

/// Whether a tmux is there to give a text to; changes nothing in it.
pub(super) fn answers(program: &Path, patience: Duration) -> Result<(), String> {
    let mut child = Command::new(program)
        .args(["show-options", "-gs", "set-clipboard"])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .map_err(|error| format!("tmux does not start: {error}"))?;
    outcome(&mut child, "show-options", patience)
}

fn outcome(child: &mut Child, command: &str, patience: Duration) -> Result<(), String> {
    match wait(child, patience) {
        Ok(Some(status)) if status.success() => Ok(()),
        Ok(Some(status)) => Err(format!("tmux {command} failed: {status}")),
        Ok(None) => Err(format!("tmux did not answer within {} s", patience.as_secs_f32())),
        Err(error) => Err(format!("tmux: {error}")),
    }
}

/// Waits for a child of ours for a while; one that takes longer is ended.
fn wait(child: &mut Child, patience: Duration) -> std::io::Result<Option<ExitStatus>> {
    let deadline = Instant::now() + patience;
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(Some(status));
        }
        if Instant::now() >= deadline {
            child.kill()?;
            child.wait()?;
            return Ok(None);
        }
        std::thread::sleep(Duration::from_millis(2));
    }
}

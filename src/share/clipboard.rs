//! The clipboard: which ways a text takes, and what can be said of it afterwards.
//!
//! Owns the choice of ways and the words for what happened. It must not write to the terminal: bytes for it are handed to the
//! caller, since only the loop writes there. Texts never stand in an error.

use std::ffi::OsString;
use std::fmt;
use std::io;
use std::path::PathBuf;
use std::str::FromStr;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use super::system::System;
use super::{osc52, serve, system, tmux};
use crate::text;

/// Longest wait for each way.
pub(super) const PATIENCE: Duration = Duration::from_secs(1);

/// Which clipboard the person wants (`GREENROOM_CLIPBOARD`, `clipboard =`).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Choice {
    /// What fits where the program runs.
    #[default]
    Auto,
    /// The desktop's.
    System,
    /// The terminal's, by OSC 52.
    Osc52,
    /// None: texts are only shown.
    None,
}

/// Not one of the words for a [`Choice`]; holds what was given, cleaned.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no clipboard is called {0:?}: choose auto, system, osc52 or none")]
pub struct UnknownChoice(String);

impl FromStr for Choice {
    type Err = UnknownChoice;

    fn from_str(word: &str) -> Result<Self, UnknownChoice> {
        match word {
            "auto" => Ok(Self::Auto),
            "system" => Ok(Self::System),
            "osc52" => Ok(Self::Osc52),
            "none" => Ok(Self::None),
            _ => Err(UnknownChoice(text::fit(&text::clean(word), 40).into_owned())),
        }
    }
}

impl fmt::Display for Choice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Auto => "auto",
            Self::System => "system",
            Self::Osc52 => "osc52",
            Self::None => "none",
        })
    }
}

/// What the ways depend on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Environment {
    /// The program runs in tmux.
    pub tmux: bool,
    /// The person sits at another machine: this one's desktop is not theirs.
    pub ssh: bool,
    /// The tmux to call.
    pub tmux_program: PathBuf,
    /// Program and arguments that run [`serve::serve_stdin`]; with none, a copied text goes with the program.
    pub keeper: Vec<OsString>,
}

impl Environment {
    /// That of the process.
    #[must_use]
    pub fn from_env() -> Self {
        let is_set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
        let keeper = std::env::current_exe().map(|program| vec![program.into(), serve::SUBCOMMAND.into()]);
        Self {
            tmux: is_set("TMUX"),
            ssh: is_set("SSH_CONNECTION") || is_set("SSH_TTY"),
            tmux_program: "tmux".into(),
            keeper: keeper.unwrap_or_default(),
        }
    }
}

/// One way into a clipboard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// tmux's buffer, which tmux passes on to the terminal outside.
    Tmux,
    /// The desktop's clipboard.
    System,
    /// OSC 52. Taken only where no way before it worked.
    Osc52,
}

/// The ways to take, in order. All are taken, but for [`Way::Osc52`], which is what remains when the others failed.
#[must_use]
pub fn plan(choice: Choice, environment: &Environment) -> Vec<Way> {
    match (choice, environment.tmux, environment.ssh) {
        (Choice::None, ..) => vec![],
        (Choice::System, ..) => vec![Way::System],
        (Choice::Osc52, ..) | (Choice::Auto, false, true) => vec![Way::Osc52],
        (Choice::Auto, true, true) => vec![Way::Tmux, Way::Osc52],
        (Choice::Auto, true, false) => vec![Way::Tmux, Way::System, Way::Osc52],
        (Choice::Auto, false, false) => vec![Way::System, Way::Osc52],
    }
}

/// What can truthfully be said of a copy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Copied {
    /// It is in a clipboard.
    Copied,
    /// The terminal was asked to copy; it gives no answer.
    SentToTerminal,
}

/// Why a text is in no clipboard.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CopyError {
    /// The person wants none.
    #[error("the clipboard is turned off")]
    Disabled,
    /// Every way failed; holds the last step's reason of each, in the order they were tried.
    #[error("the text could not be copied: {}", .0.join("; "))]
    Failed(Vec<String>),
}

impl CopyError {
    /// Why it failed.
    #[must_use]
    pub fn why(&self) -> String {
        match self {
            Self::Disabled => "clipboard = \"none\" is set".to_owned(),
            Self::Failed(reasons) => reasons.join("; "),
        }
    }

    /// What the person can do now.
    #[must_use]
    pub fn next_step(&self) -> &'static str {
        match self {
            Self::Disabled => "Select the text that is shown; with Shift held down where the app has the mouse.",
            Self::Failed(_) => {
                "Select the text that is shown (with Shift held down where the app has the mouse), or show it as a QR code; \
                 clipboard = \"osc52\" or \"system\" chooses another way."
            }
        }
    }
}

/// The clipboard of one run of the program.
pub struct Clipboard {
    plan: Vec<Way>,
    environment: Environment,
    system: Mutex<System>,
}

impl fmt::Debug for Clipboard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Clipboard").field("plan", &self.plan).finish_non_exhaustive()
    }
}

impl Clipboard {
    /// Opens nothing yet: that is left to the first copy.
    #[must_use]
    pub fn new(choice: Choice, environment: Environment) -> Self {
        Self { plan: plan(choice, &environment), environment, system: Mutex::default() }
    }

    /// Copies the text, its lines cleaned; blocks for at most a second for each way, so not on the thread that draws.
    ///
    /// `secret` keeps it out of the histories of clipboard managers. `terminal` writes bytes to the terminal, whole and
    /// between two frames; it is called once at most.
    ///
    /// # Errors
    ///
    /// [`CopyError`], with what each way said.
    pub fn copy(&self, text: &str, secret: bool, terminal: &mut dyn FnMut(&[u8]) -> io::Result<()>) -> Result<Copied, CopyError> {
        if self.plan.is_empty() {
            return Err(CopyError::Disabled);
        }
        let text = text::clean_lines(text);
        let mut copied = false;
        let mut reasons = Vec::new();
        for way in &self.plan {
            let outcome = match way {
                Way::Tmux => tmux::load_buffer(&self.environment.tmux_program, &text, PATIENCE),
                Way::System => self.system.lock().unwrap_or_else(PoisonError::into_inner).copy(&text, secret, PATIENCE),
                Way::Osc52 if copied => continue,
                Way::Osc52 => match send(&text, terminal) {
                    Ok(()) => return Ok(Copied::SentToTerminal),
                    Err(reason) => Err(reason),
                },
            };
            match outcome {
                Ok(()) => copied = true,
                Err(reason) => reasons.push(text::clean(&reason).into_owned()),
            }
        }
        if copied { Ok(Copied::Copied) } else { Err(CopyError::Failed(reasons)) }
    }

    /// Whether each way could be taken, in order. Nothing is copied and nothing is read: what is in a clipboard stays. Of the
    /// terminal nothing can be known. Blocks for at most a second for each way.
    #[must_use]
    pub fn probe(&self) -> Vec<(Way, Result<(), String>)> {
        let probe = |way: &Way| match way {
            Way::Tmux => tmux::answers(&self.environment.tmux_program, PATIENCE),
            Way::System => system::answers(PATIENCE),
            Way::Osc52 => Ok(()),
        };
        self.plan.iter().map(|way| (*way, probe(way).map_err(|reason| text::clean(&reason).into_owned()))).collect()
    }

    /// Ends the connection to the desktop's clipboard; a text that is still in it is kept there by a process of its own, where
    /// it would otherwise go with the program. Call it once the screen was given back; takes two seconds at most.
    pub fn close(&self) {
        self.system.lock().unwrap_or_else(PoisonError::into_inner).close(&self.environment.keeper, PATIENCE * 2);
    }
}

fn send(text: &str, terminal: &mut dyn FnMut(&[u8]) -> io::Result<()>) -> Result<(), String> {
    let Some(bytes) = osc52::sequence(text) else {
        return Err(format!("{} kB are too long to go through the terminal", text.len() / 1000));
    };
    terminal(&bytes).map_err(|error| format!("the terminal took no text: {error}"))
}

#[cfg(all(test, unix))]
#[path = "clipboard_tests.rs"]
mod tests;

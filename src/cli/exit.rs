//! How a run ends: the codes that scripts see, and which of them an error comes to.

use std::process::ExitCode;

use super::complain;
use super::way_in;
use crate::auth::error::AuthError;
use crate::meet::error::{Kind, MeetError};
use crate::store::StoreError;

/// What a run ended with, as scripts see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Exit {
    /// Done.
    Done,
    /// It failed; what is to be said.
    Failed(String),
    /// Wrong usage, or no terminal; what is to be said.
    Usage(String),
    /// Nobody is signed in; what is to be said.
    NotSignedIn(String),
    /// It is not permitted; what is to be said.
    NotPermitted(String),
    /// There is no such thing; what is to be said.
    NotFound(String),
    /// Rate limited or unreachable; what is to be said.
    Unavailable(String),
    /// Ended with this code, and all is said.
    Told(u8),
    /// A signal ended it.
    Signal(u8),
}

impl Exit {
    /// What is to be said.
    pub(super) fn words(&self) -> Option<&str> {
        match self {
            Self::Done | Self::Told(_) | Self::Signal(_) => None,
            Self::Failed(words)
            | Self::Usage(words)
            | Self::NotSignedIn(words)
            | Self::NotPermitted(words)
            | Self::NotFound(words)
            | Self::Unavailable(words) => Some(words),
        }
    }

    /// The code that scripts see.
    pub(super) fn code(&self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Told(code) => *code,
            Self::Signal(number) => 128_u8.saturating_add(*number),
            Self::Failed(_) => 1,
            Self::Usage(_) => 2,
            Self::NotSignedIn(_) => 3,
            Self::NotPermitted(_) => 4,
            Self::NotFound(_) => 5,
            Self::Unavailable(_) => 6,
        }
    }

    /// Says what is to be said and gives the code.
    pub(super) fn report(self) -> ExitCode {
        if let Some(words) = self.words() {
            complain(words);
        }
        ExitCode::from(self.code())
    }
}

/// Why, and what to do.
pub(super) fn auth_words(error: &AuthError) -> String {
    format!("{} {}", error.why(), error.next_step())
}

/// The end of a command that an error of signing in ended.
pub(super) fn auth(error: &AuthError) -> Exit {
    let words = auth_words(error);
    match way_in::kind(error) {
        way_in::Kind::Usage => Exit::Usage(words),
        way_in::Kind::NotSignedIn => Exit::NotSignedIn(words),
        way_in::Kind::NotPermitted => Exit::NotPermitted(words),
        way_in::Kind::Unavailable => Exit::Unavailable(words),
        way_in::Kind::Failed => Exit::Failed(words),
    }
}

/// The end of a command that the server refused, or that did not reach it. `what` is what failed, as a sentence without its full stop.
pub(super) fn meet(what: &str, error: &MeetError) -> Exit {
    of(error.kind(), format!("{what}. {} {}", error.why(), error.next_step()))
}

/// These words with the code of this kind.
pub(super) fn of(kind: Kind, words: String) -> Exit {
    match kind {
        Kind::NotSignedIn => Exit::NotSignedIn(words),
        Kind::NotPermitted => Exit::NotPermitted(words),
        Kind::NotFound => Exit::NotFound(words),
        Kind::Unavailable => Exit::Unavailable(words),
        Kind::Failed => Exit::Failed(words),
    }
}

/// The end of a command that the list refused. `what` is what failed, as a sentence without its full stop.
pub(super) fn store(what: &str, error: &StoreError) -> Exit {
    Exit::Failed(format!("{what}: {}. {}", error.why(), error.next_step()))
}

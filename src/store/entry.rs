//! The words of the list: what is kept of a space, and what opening can tell.

use std::fmt;
use std::path::PathBuf;

use jiff::Timestamp;

use crate::meet::names::SpaceName;
use crate::meet::resources::{AccessType, Space};

use super::Store;

/// Whose list it is. Lists of two scopes know nothing of each other.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Scope {
    /// The account, as the caller names it (an e-mail address; empty when only a token is known).
    pub account: String,
    /// The root of the API.
    pub endpoint: String,
}

/// A row of the list. Slim: a hundred thousand of them are held in memory.
#[derive(Clone, PartialEq, Eq)]
pub struct Entry {
    /// The lasting name; it is the key.
    pub name: SpaceName,
    /// The person's name for it; never empty.
    pub label: Option<Box<str>>,
    /// The meeting code, as the server last sent it.
    pub code: Option<Box<str>>,
    /// Who joins without knocking, where that was visible.
    pub access: Option<AccessType>,
    /// Kept at the top.
    pub pinned: bool,
    /// Last known: a conference was running.
    pub live: bool,
    /// When greenroom made it; `None`: looked up.
    pub created: Option<Timestamp>,
    /// When the person last used it: made, looked up, copied, opened, renamed. Kept to the microsecond, as all times here.
    pub last_seen: Timestamp,
    /// When its facts were learnt from the server; `None`: never.
    pub learnt: Option<Timestamp>,
}

impl Entry {
    /// An entry of which only the name and the time of use are known.
    #[must_use]
    pub fn named(name: SpaceName, last_seen: Timestamp) -> Self {
        Self { name, label: None, code: None, access: None, pinned: false, live: false, created: None, last_seen, learnt: None }
    }
}

// The code lets people in, and what a person calls a meeting is theirs: neither belongs into a log.
impl fmt::Debug for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Entry")
            .field("name", &self.name)
            .field("access", &self.access)
            .field("pinned", &self.pinned)
            .field("live", &self.live)
            .field("created", &self.created)
            .field("last_seen", &self.last_seen)
            .field("learnt", &self.learnt)
            .finish_non_exhaustive()
    }
}

/// The last known facts of a space, whole.
#[derive(Debug, Clone, PartialEq)]
pub struct Facts {
    /// As the server sent it, unknown fields included.
    pub space: Space,
    /// When the answer came.
    pub learnt: Timestamp,
}

/// All that is kept of a space: for adding, forgetting and bringing back.
#[derive(Debug, Clone, PartialEq)]
pub struct Known {
    /// The row.
    pub entry: Entry,
    /// The facts; where they are given, the row's code, access, live mark and time of learning are taken from them.
    pub facts: Option<Facts>,
}

/// An opened list.
#[derive(Debug)]
pub struct Opened {
    /// The list.
    pub store: Store,
    /// What the person should know about the opening.
    pub notice: Option<Notice>,
}

/// Something that the person should know although the list is open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Notice {
    /// The file was damaged; a new list was begun.
    SetAside {
        /// Where the old file lies now.
        kept: PathBuf,
        /// What was seen.
        detail: String,
    },
    /// The disk cannot do what several programs at once need to be quick (a network home).
    Slower {
        /// The file.
        path: PathBuf,
    },
    /// The list can be shown, not changed.
    ReadOnly {
        /// The file.
        path: PathBuf,
    },
}

impl fmt::Display for Notice {
    /// One or two sentences for the person.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::SetAside { kept, detail } => write!(
                f,
                "The list of spaces was damaged ({detail}). It lies unchanged in {}; a new list was begun.",
                kept.display()
            ),
            Self::Slower { path } => write!(
                f,
                "{} lies on a disk that allows only the slower way of writing (a network folder?). Name a local folder in \
                 GREENROOM_DATA_DIR to be quicker.",
                path.display()
            ),
            Self::ReadOnly { path } => write!(
                f,
                "The list can be shown but not changed: {} or its folder may not be written. Make them writable and start again.",
                path.display()
            ),
        }
    }
}

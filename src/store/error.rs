//! What can go wrong with the list, in words for the person.
//!
//! Owns the sorting of the database's answers into what a person can do about them; holds no word of SQL.

use std::path::{Path, PathBuf};

use rusqlite::ErrorCode;
use rusqlite::ffi;

/// Why the list could not be opened, read or changed. What was stored before is still there, whichever it is.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}. {}", self.why(), self.next_step())]
pub enum StoreError {
    /// Another program holds the list and did not let go in time.
    Locked,
    /// The list may be read, not changed.
    ReadOnly {
        /// The file that may not be written.
        path: PathBuf,
    },
    /// No room on the disk, or the person's share of it is used up.
    DiskFull,
    /// The file is damaged. Nothing was overwritten.
    Damaged {
        /// The damaged file.
        path: PathBuf,
        /// What was seen.
        detail: String,
    },
    /// The file was written by a newer greenroom. Nothing was touched.
    NewerVersion {
        /// The form that the file has.
        found: i64,
        /// The newest form that this program knows.
        known: i64,
    },
    /// The data folder is not there and cannot be made.
    NoFolder {
        /// The folder.
        path: PathBuf,
        /// What the system said.
        detail: String,
    },
    /// The file that was opened is no longer the one under its path.
    Moved {
        /// The path.
        path: PathBuf,
    },
    /// Anything else.
    Other {
        /// Why, as a sentence without its full stop.
        why: String,
        /// What the person can do, as a sentence.
        next: String,
    },
}

impl StoreError {
    /// Why it failed: a sentence without its full stop.
    #[must_use]
    pub fn why(&self) -> String {
        match self {
            Self::Locked => "another program is using the list of spaces and does not let go of it".into(),
            Self::ReadOnly { path } => format!("{} may not be written", path.display()),
            Self::DiskFull => "there is no room left on the disk for the list of spaces".into(),
            Self::Damaged { path, detail } => format!("{} is damaged: {detail}", path.display()),
            Self::NewerVersion { found, known } => {
                format!("the list was written by a newer greenroom (its form is {found}, this one knows up to {known})")
            }
            Self::NoFolder { path, detail } => format!("the data folder {} cannot be used: {detail}", path.display()),
            Self::Moved { path } => format!("{} was moved, removed or replaced while greenroom was running", path.display()),
            Self::Other { why, .. } => why.clone(),
        }
    }

    /// What the person can do now: a sentence.
    #[must_use]
    pub fn next_step(&self) -> String {
        match self {
            Self::Locked => {
                "Close other programs that have it open (a backup, sqlite3, another greenroom), then try again.".into()
            }
            Self::ReadOnly { .. } => {
                "Make the file and its folder writable, or name another folder in GREENROOM_DATA_DIR, then start again.".into()
            }
            Self::DiskFull => "Free some room, then try again; what was stored before is still there.".into(),
            Self::Damaged { path, .. } => format!(
                "Close greenroom everywhere and move {0} and {0}-wal to a safe place; the next start begins a new list. \
                 `sqlite3 COPY .recover` can save what is readable.",
                path.display()
            ),
            Self::NewerVersion { .. } => "Install the newer greenroom, or name another folder in GREENROOM_DATA_DIR.".into(),
            Self::NoFolder { .. } => "Make it a folder that you may write, or name another one in GREENROOM_DATA_DIR.".into(),
            Self::Moved { .. } => "Start greenroom again; to keep the old list, put its file back first.".into(),
            Self::Other { next, .. } => next.clone(),
        }
    }

    /// True when the same call may succeed later without the person doing anything.
    #[must_use]
    pub fn is_passing(&self) -> bool {
        matches!(self, Self::Locked)
    }

    /// Sorts an answer of the database about the file at `path`.
    pub(super) fn from_sqlite(error: &rusqlite::Error, path: &Path) -> Self {
        let path = path.to_path_buf();
        if let Some(detail) = damage(error) {
            return Self::Damaged { path, detail };
        }
        let Some((code, extended)) = codes(error) else {
            return Self::other(error);
        };
        match code {
            ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked | ErrorCode::FileLockingProtocolFailed => Self::Locked,
            ErrorCode::ReadOnly if extended == ffi::SQLITE_READONLY_DBMOVED => Self::Moved { path },
            ErrorCode::ReadOnly | ErrorCode::PermissionDenied => Self::ReadOnly { path },
            ErrorCode::DiskFull => Self::DiskFull,
            ErrorCode::CannotOpen => Self::Other {
                why: format!("{} or a file beside it cannot be opened", path.display()),
                next: "Look at the rights of the file and its folder, or name another folder in GREENROOM_DATA_DIR.".into(),
            },
            ErrorCode::SystemIoFailure => Self::Other {
                why: format!("the disk refused to read or write {} (code {extended})", path.display()),
                next: "Look whether the disk or your share of it is full or failing, then try again.".into(),
            },
            _ => Self::other(error),
        }
    }

    fn other(error: &rusqlite::Error) -> Self {
        Self::Other {
            why: format!("the list of spaces gave an unexpected answer ({error})"),
            next: "Try again; if it comes back, please report it with this line.".into(),
        }
    }

    /// Sorts an answer of the operating system about a file or folder.
    pub(super) fn from_io(error: &std::io::Error, path: &Path) -> Self {
        use std::io::ErrorKind as K;
        match error.kind() {
            K::StorageFull | K::QuotaExceeded => Self::DiskFull,
            K::PermissionDenied | K::ReadOnlyFilesystem => Self::ReadOnly { path: path.into() },
            _ => Self::Other {
                why: format!("{} cannot be used: {error}", path.display()),
                next: "Look at the file and its folder, or name another folder in GREENROOM_DATA_DIR.".into(),
            },
        }
    }
}

/// The database's code and its extended code.
pub(super) fn codes(error: &rusqlite::Error) -> Option<(ErrorCode, i32)> {
    match error {
        rusqlite::Error::SqliteFailure(error, _) => Some((error.code, error.extended_code)),
        _ => None,
    }
}

/// What is wrong with the file, when the answer tells that the file itself is.
pub(super) fn damage(error: &rusqlite::Error) -> Option<String> {
    let (code, extended) = codes(error)?;
    let detail = match code {
        ErrorCode::NotADatabase => "it is not a list of greenroom's, or its beginning was overwritten",
        ErrorCode::DatabaseCorrupt => "parts of it are missing or were overwritten",
        ErrorCode::SystemIoFailure if matches!(extended, ffi::SQLITE_IOERR_SHORT_READ | ffi::SQLITE_IOERR_CORRUPTFS) => {
            "it is shorter than it should be"
        }
        _ => return None,
    };
    Some(detail.into())
}

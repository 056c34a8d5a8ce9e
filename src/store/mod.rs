//! The list of spaces, durable.
//!
//! Owns the file `greenroom.db` in the data folder: the spaces that the person made or looked up, their own names for them,
//! and what was last known of each and since when. The API has no list call, so what is lost here is lost.
//!
//! It must hold with two programs writing at once, with `kill -9` at any moment, with a full disk, a read-only folder and a
//! damaged file, and it must be quick before the first frame: [`Store::open`] and [`Store::first`] cost the same with a
//! hundred thousand spaces as with five. It asks no server, knows no screen and no async runtime; every call blocks, at
//! worst for the five seconds that a writer waits for another program, so all but the first few belong on a thread.
//!
//! Time comes from the caller. The store's own clock only tells which stamps cannot be true: see [`Store::learn`].

mod entry;
mod error;
mod examine;
mod folder;
mod open;
mod read;
#[doc(hidden)]
pub mod sample;
mod schema;
mod write;

use std::cell::Cell;
use std::path::{Path, PathBuf};
use std::time::Duration;

use jiff::Timestamp;
use rusqlite::Connection;

pub use self::entry::{Entry, Facts, Known, Notice, Opened, Scope};
pub use self::error::StoreError;
pub use self::examine::Examined;

/// What every call gives.
type Result<T> = std::result::Result<T, StoreError>;

/// How long opening and reading wait for another program: the first frame must not freeze.
const READ_WAIT: Duration = Duration::from_millis(250);

/// How long writing waits: it happens behind the screen, and a change must not be lost to a short backup.
const WRITE_WAIT: Duration = Duration::from_secs(5);

/// What a test may set otherwise.
#[derive(Debug, Clone, Copy)]
struct Habits {
    read_wait: Duration,
    write_wait: Duration,
    now: fn() -> Timestamp,
    /// How SQLite speaks to the disk; `None`: in the usual way.
    vfs: Option<&'static str>,
}

impl Default for Habits {
    fn default() -> Self {
        Self { read_wait: READ_WAIT, write_wait: WRITE_WAIT, now: Timestamp::now, vfs: None }
    }
}

/// The list of one account at one endpoint. Owns one connection; may move between threads.
#[derive(Debug)]
pub struct Store {
    db: Connection,
    /// `None`: in memory.
    file: Option<PathBuf>,
    /// Which file that was when it was opened.
    identity: Option<(u64, u64)>,
    scope: Scope,
    /// The scope's row, once it has one: reading makes none.
    scope_id: Cell<Option<i64>>,
    read_only: bool,
    /// The database's count of other programs' changes at the last question.
    version: i64,
    habits: Habits,
}

impl Store {
    /// The path for messages.
    fn path(&self) -> &Path {
        self.file.as_deref().unwrap_or(Path::new("the list in memory"))
    }

    /// True when the list can be shown but not changed.
    #[must_use]
    pub fn is_read_only(&self) -> bool {
        self.read_only
    }

    /// Sorts an answer of the database.
    fn sorted(&self, error: &rusqlite::Error) -> StoreError {
        StoreError::from_sqlite(error, self.path())
    }
}

#[cfg(test)]
mod tests;

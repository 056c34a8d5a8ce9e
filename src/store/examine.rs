//! Looking at the list without touching it: for a person who asks whether it is well.

use std::path::Path;

use rusqlite::TransactionBehavior;

use super::open::{Trouble, connect, known};
use super::schema::{self, Look};
use super::{Habits, Result, Store, StoreError, folder};

/// What an examination found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Examined {
    /// How many accounts and endpoints have a list in the file.
    pub lists: u64,
    /// How many spaces they hold together.
    pub spaces: u64,
    /// Whether it can be changed: by its rights, and because no other program holds it.
    pub writable: Result<()>,
}

impl Store {
    /// Examines the file in this folder: its form, SQLite's own check of every page, and whether it can be written. Makes,
    /// repairs, moves and changes nothing. `None` where there is no list yet.
    ///
    /// Reads the whole file, so that it takes longer with a longer list: not before a first frame.
    ///
    /// # Errors
    /// [`StoreError::Damaged`], [`StoreError::NewerVersion`], [`StoreError::Locked`] and what a disk may do.
    pub fn examine(dir: &Path) -> Result<Option<Examined>> {
        let file = dir.join(folder::FILE);
        match std::fs::metadata(&file) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(StoreError::from_io(&error, &file)),
            Ok(found) if !found.is_file() => {
                return Err(StoreError::Damaged { path: file, detail: "it is no file".into() });
            }
            Ok(_) => {}
        }
        look(&file).map_err(|trouble| match trouble {
            Trouble::Database(error) => StoreError::from_sqlite(&error, &file),
            Trouble::Said(error) => error,
        })
    }
}

fn look(file: &Path) -> std::result::Result<Option<Examined>, Trouble> {
    let mut db = connect(file, Habits::default())?;
    // Made by a program that was killed before it came to write in it: as good as none.
    if schema::look(&db)? == Look::Empty {
        return Ok(None);
    }
    known(&db, file)?;
    let verdict: String = db.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
    if verdict != "ok" {
        return Err(StoreError::Damaged { path: file.into(), detail: "its pages do not fit together".into() }.into());
    }
    let (lists, spaces) = db.query_row("SELECT count(*), coalesce(sum(spaces), 0) FROM scopes", [], |row| {
        Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?))
    })?;
    let writable = if db.is_readonly("main")? {
        Err(StoreError::ReadOnly { path: file.into() })
    } else {
        // Taken and given back: nothing is written.
        let begun = db.transaction_with_behavior(TransactionBehavior::Immediate).and_then(rusqlite::Transaction::rollback);
        begun.map_err(|error| StoreError::from_sqlite(&error, file))
    };
    let count = |number: i64| u64::try_from(number).unwrap_or(0);
    Ok(Some(Examined { lists: count(lists), spaces: count(spaces), writable }))
}

//! Opening the list, on good days and bad ones.

use std::cell::Cell;
use std::fmt::Write as _;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode, OpenFlags, ffi};

use super::entry::{Notice, Opened, Scope};
use super::folder::{self, FolderLock};
use super::schema::{self, Look};
use super::{Habits, Result, Store, StoreError, error};

/// Making the file closes it once, which takes SQLite's locks on it from the whole process: one opening at a time.
static OPENING: Mutex<()> = Mutex::new(());

/// A file that is ready for use.
struct Ready {
    db: Connection,
    read_only: bool,
    notice: Option<Notice>,
}

/// Why a way of opening did not work.
pub(super) enum Trouble {
    Database(rusqlite::Error),
    Said(StoreError),
}

impl From<rusqlite::Error> for Trouble {
    fn from(error: rusqlite::Error) -> Self {
        Self::Database(error)
    }
}

impl From<StoreError> for Trouble {
    fn from(error: StoreError) -> Self {
        Self::Said(error)
    }
}

impl Store {
    /// Opens the list in the folder, making what is missing: the folder for this person alone, and the file `greenroom.db`.
    ///
    /// Costs about a millisecond however long the list is: nothing is scanned. Of two programs that start at once each gets
    /// the same list.
    ///
    /// A file that is seen to be damaged is renamed to `greenroom.db.damaged-YYYYMMDD-HHMMSS` (local time; `-2` and so on
    /// where that is taken) together with what lies beside it, and a new list begun; the notice tells.
    ///
    /// # Errors
    /// [`StoreError::NoFolder`], [`StoreError::NewerVersion`] (nothing is touched), [`StoreError::Locked`] after half a
    /// second, [`StoreError::ReadOnly`] when there is no list yet and none can be made, and what a disk may do.
    pub fn open(dir: &Path, scope: &Scope) -> Result<Opened> {
        Self::open_with(dir, scope, Habits::default())
    }

    pub(super) fn open_with(dir: &Path, scope: &Scope, habits: Habits) -> Result<Opened> {
        folder::make(dir)?;
        let file = dir.join(folder::FILE);
        let _one = OPENING.lock().unwrap_or_else(PoisonError::into_inner);
        let ready = match attempt(dir, &file, habits, None) {
            Err(StoreError::Damaged { detail, .. }) => renewed(dir, &file, habits, detail)?,
            Err(StoreError::Locked) => once_more(dir, &file, habits)?,
            other => other?,
        };
        let identity = folder::identity(&file);
        let store = Self::from_parts(ready.db, Some((file, identity)), scope, ready.read_only, habits)?;
        Ok(Opened { store, notice: ready.notice })
    }

    /// True where a list lies in the folder, of whatever account: then opening it makes nothing.
    #[must_use]
    pub fn is_in(dir: &Path) -> bool {
        dir.join(folder::FILE).is_file()
    }

    /// A list that lives as long as the store and touches no file.
    ///
    /// # Errors
    /// When there is no memory for it.
    pub fn in_memory(scope: &Scope) -> Result<Self> {
        let make = || {
            let mut db = Connection::open_in_memory()?;
            schema::create(&mut db)?;
            Ok(db)
        };
        let db = make().map_err(|error| StoreError::from_sqlite(&error, Path::new("the list in memory")))?;
        Self::from_parts(db, None, scope, false, Habits::default())
    }

    fn from_parts(
        db: Connection,
        file: Option<(std::path::PathBuf, Option<(u64, u64)>)>,
        scope: &Scope,
        read_only: bool,
        habits: Habits,
    ) -> Result<Self> {
        let (file, identity) = file.unzip();
        let mut store = Self {
            db,
            file,
            identity: identity.flatten(),
            scope: scope.clone(),
            scope_id: Cell::new(None),
            read_only,
            version: 0,
            habits,
        };
        store.db.set_prepared_statement_cache_capacity(32);
        store.changed_elsewhere()?;
        Ok(store)
    }
}

/// Another program may hold the file because it is just making it: that one has the folder's lock, and is worth waiting for.
fn once_more(dir: &Path, file: &Path, habits: Habits) -> Result<Ready> {
    let Ok(lock) = FolderLock::take(dir) else { return Err(StoreError::Locked) };
    attempt(dir, file, habits, Some(&lock))
}

/// Sets the damaged file aside and begins a new one, unless another program just did.
fn renewed(dir: &Path, file: &Path, habits: Habits, detail: String) -> Result<Ready> {
    // Where it cannot be moved, the damage is what the person must hear of.
    let stuck = |error, detail| match error {
        StoreError::ReadOnly { .. } => StoreError::Damaged { path: file.into(), detail },
        other => other,
    };
    let lock = FolderLock::take(dir).map_err(|error| stuck(error, detail))?;
    let detail = match attempt(dir, file, habits, Some(&lock)) {
        Err(StoreError::Damaged { detail, .. }) => detail,
        other => return other,
    };
    let kept = folder::set_aside(file, &lock, (habits.now)()).map_err(|error| stuck(error, detail.clone()))?;
    let fresh = attempt(dir, file, habits, Some(&lock))?;
    Ok(Ready { notice: Some(Notice::SetAside { kept, detail }), ..fresh })
}

/// Opens the file in the best way that the disk and the folder's rights allow.
fn attempt(dir: &Path, file: &Path, habits: Habits, held: Option<&FolderLock>) -> Result<Ready> {
    folder::touch(file)?;
    let first = match usual(dir, file, habits, held) {
        Ok(ready) => return Ok(ready),
        Err(Trouble::Said(error)) => return Err(error),
        Err(Trouble::Database(error)) => error,
    };
    if cannot_share(&first) {
        for way in [without_log, as_it_stands] {
            match way(file, habits) {
                Ok(ready) => return Ok(ready),
                Err(Trouble::Said(error)) => return Err(error),
                Err(Trouble::Database(_)) => {}
            }
        }
    }
    Err(StoreError::from_sqlite(&first, file))
}

/// True when the answer may mean that the file is well but the memory that programs share over it cannot be had.
fn cannot_share(error: &rusqlite::Error) -> bool {
    let Some((code, extended)) = error::codes(error) else { return false };
    matches!(code, ErrorCode::CannotOpen | ErrorCode::ReadOnly | ErrorCode::FileLockingProtocolFailed)
        || matches!(
            extended,
            ffi::SQLITE_IOERR_SHMOPEN | ffi::SQLITE_IOERR_SHMSIZE | ffi::SQLITE_IOERR_SHMMAP | ffi::SQLITE_IOERR_SHMLOCK
        )
}

/// A connection that leaves everything as it is, also when it is closed again.
pub(super) fn connect(file: &Path, habits: Habits) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let db = match habits.vfs {
        None => Connection::open_with_flags(file, flags)?,
        Some(vfs) => Connection::open_with_flags_and_vfs(file, flags, vfs)?,
    };
    db.busy_timeout(habits.read_wait)?;
    db.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
    Ok(db)
}

fn usual(dir: &Path, file: &Path, habits: Habits, held: Option<&FolderLock>) -> std::result::Result<Ready, Trouble> {
    let mut db = connect(file, habits)?;
    let read_only = db.is_readonly("main")?;
    let mut notice = read_only.then(|| Notice::ReadOnly { path: file.into() });
    if schema::look(&db)? == Look::Empty {
        if read_only {
            return Err(StoreError::ReadOnly { path: file.into() }.into());
        }
        // Two programs that change the journal of one new file at once would only hear that it is locked.
        let _lock = if held.is_none() { Some(FolderLock::take(dir)?) } else { None };
        if schema::look(&db)? == Look::Empty {
            if !begin_log(&db)? {
                notice = Some(Notice::Slower { path: file.into() });
            }
            schema::create(&mut db)?;
        }
    }
    known(&db, file)?;
    if !read_only && schema::look(&db)? == Look::Form(1) {
        schema::renew(&mut db)?;
    }
    settle(&db)?;
    Ok(Ready { db, read_only, notice })
}

/// Turns to the write-ahead log, where readers never wait for a writer. False: the disk does not allow it.
fn begin_log(db: &Connection) -> rusqlite::Result<bool> {
    match db.pragma_update_and_check(None, "journal_mode", "WAL", |row| row.get::<_, String>(0)) {
        Ok(mode) => Ok(mode == "wal"),
        Err(error) => match error::codes(&error) {
            Some((ErrorCode::SystemIoFailure | ErrorCode::CannotOpen | ErrorCode::FileLockingProtocolFailed, _)) => Ok(false),
            _ => Err(error),
        },
    }
}

/// Errors unless the file has the form that this program knows.
pub(super) fn known(db: &Connection, file: &Path) -> std::result::Result<(), Trouble> {
    let damaged = |detail: &str| Trouble::Said(StoreError::Damaged { path: file.into(), detail: detail.into() });
    match schema::look(db)? {
        Look::Form(found) if found > schema::KNOWN => Err(StoreError::NewerVersion { found, known: schema::KNOWN }.into()),
        Look::Form(_) => schema::check(db).map_err(|error| match error::codes(&error) {
            Some((ErrorCode::Unknown, _)) => damaged("parts of the list are missing in it"),
            _ => error.into(),
        }),
        Look::Foreign => Err(damaged("it belongs to another program")),
        Look::Empty => Err(damaged("it was emptied while it was opened")),
    }
}

/// From here on the connection may tidy up behind itself.
fn settle(db: &Connection) -> rusqlite::Result<()> {
    let mode: String = db.pragma_query_value(None, "journal_mode", |row| row.get(0))?;
    // With the log, NORMAL loses nothing to a killed program; without it, a power cut could damage the file.
    db.pragma_update(None, "synchronous", if mode == "wal" { "NORMAL" } else { "FULL" })?;
    db.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, false)?;
    Ok(())
}

/// For a file with a log on a disk that cannot share memory (a home that moved to the network): plays the log in and goes on
/// without one. Needs the file for itself for a moment; fails, changing nothing, when another program has it.
fn without_log(file: &Path, habits: Habits) -> std::result::Result<Ready, Trouble> {
    let db = connect(file, habits)?;
    db.pragma_update_and_check(None, "locking_mode", "EXCLUSIVE", |_| Ok(()))?;
    known(&db, file)?;
    let mode: String = db.pragma_update_and_check(None, "journal_mode", "DELETE", |row| row.get(0))?;
    if mode != "delete" || db.is_readonly("main")? {
        return Err(StoreError::Locked.into());
    }
    db.pragma_update_and_check(None, "locking_mode", "NORMAL", |_| Ok(()))?;
    // The lock goes with the next reading.
    schema::look(&db)?;
    settle(&db)?;
    Ok(Ready { db, read_only: false, notice: Some(Notice::Slower { path: file.into() }) })
}

/// For a folder that may not be written: the file is read as it stands. Refused while a log lies beside it, for the file
/// alone is then not the whole list.
fn as_it_stands(file: &Path, habits: Habits) -> std::result::Result<Ready, Trouble> {
    let log = folder::with_suffix(file, "-wal");
    if std::fs::metadata(log).is_ok_and(|log| log.len() > 0) {
        return Err(StoreError::ReadOnly { path: file.into() }.into());
    }
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_URI;
    let db = Connection::open_with_flags(format!("file:{}?immutable=1", escaped(file)), flags)?;
    db.busy_timeout(habits.read_wait)?;
    known(&db, file)?;
    Ok(Ready { db, read_only: true, notice: Some(Notice::ReadOnly { path: file.into() }) })
}

/// The path as it stands in a URI.
fn escaped(file: &Path) -> String {
    let mut text = String::new();
    if cfg!(windows) {
        text.push('/');
    }
    for byte in file.as_os_str().as_encoded_bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'-' | b'_' | b'.' | b'~' | b':' => text.push(char::from(*byte)),
            b'\\' if cfg!(windows) => text.push('/'),
            _ => {
                let _ = write!(text, "%{byte:02X}");
            }
        }
    }
    text
}

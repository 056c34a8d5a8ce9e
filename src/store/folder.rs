//! The files around the list: the folder, who may read it, the lock that orders two starting programs, and the setting
//! aside of a damaged file. Never removes or overwrites anything that holds data.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use jiff::Timestamp;

use super::StoreError;
use crate::files::{self, Lock, LockError};

pub(super) use crate::files::with_suffix;

/// The list's file in the data folder.
pub(super) const FILE: &str = "greenroom.db";

/// The lock's file: empty, never removed.
const LOCK: &str = "greenroom.lock";

/// How long a starting program waits for another one that is just making or setting aside the file.
const PATIENCE: Duration = Duration::from_secs(2);

/// What SQLite keeps beside a database. Set aside before it: a stale log beside a fresh file would be played into it.
const BESIDE: [&str; 3] = ["-wal", "-journal", "-shm"];

/// Makes the folder, and its parents, for this person alone; one that exists is left as it is.
pub(super) fn make(dir: &Path) -> Result<(), StoreError> {
    files::make(dir).map_err(|error| StoreError::NoFolder { path: dir.into(), detail: files::said(&error) })
}

/// Makes an empty file for this person alone, or takes the right to read it from everyone else. Links let people in, and
/// SQLite gives its other files the mode of this one.
///
/// An existing file is never opened here: closing it again would take SQLite's locks from the whole process.
pub(super) fn touch(file: &Path) -> Result<(), StoreError> {
    match files::private().create_new(true).open(file) {
        Ok(_) => Ok(()),
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
            if fs::metadata(file).is_ok_and(|found| found.is_file()) {
                files::tighten(file);
            }
            Ok(())
        }
        // A folder that may not be written can still hold a list that may be read.
        Err(_) if file.exists() => Ok(()),
        Err(error) => Err(StoreError::from_io(&error, file)),
    }
}

/// Which file stands under the path: changes when it is moved or replaced.
#[cfg(unix)]
pub(super) fn identity(file: &Path) -> Option<(u64, u64)> {
    use std::os::unix::fs::MetadataExt;
    fs::metadata(file).ok().map(|found| (found.dev(), found.ino()))
}

/// Elsewhere an open file cannot be moved.
#[cfg(not(unix))]
pub(super) fn identity(_file: &Path) -> Option<(u64, u64)> {
    Some((0, 0))
}

/// Held while a file is made or set aside; free again when dropped, or when the program dies.
#[derive(Debug)]
pub(super) struct FolderLock(Lock);

impl FolderLock {
    /// Takes the lock of the folder, waiting a little for another program.
    pub(super) fn take(dir: &Path) -> Result<Self, StoreError> {
        let path = dir.join(LOCK);
        match Lock::take(&path, PATIENCE) {
            Ok(lock) => Ok(Self(lock)),
            Err(LockError::Held) => Err(StoreError::Locked),
            Err(LockError::Io(error)) => Err(StoreError::from_io(&error, &path)),
        }
    }
}

/// Renames the file and what lies beside it to a name that nothing has, and returns that of the file. The file must be closed.
pub(super) fn set_aside(file: &Path, lock: &FolderLock, now: Timestamp) -> Result<PathBuf, StoreError> {
    files::set_aside(file, &BESIDE, &lock.0, now).map_err(|error| StoreError::from_io(&error, file))
}

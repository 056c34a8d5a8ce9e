//! Locks between programs.

use std::fs::{File, TryLockError};
use std::io;
use std::path::Path;
use std::time::{Duration, Instant};

use super::private;

/// How long it rests between two looks at a lock that another program holds.
const REST: Duration = Duration::from_millis(5);

/// Held while files are read and changed; free again when dropped, or when the program dies.
#[derive(Debug)]
pub struct Lock(#[expect(dead_code, reason = "held for its drop")] File);

/// Why a lock could not be had.
#[derive(Debug)]
pub enum LockError {
    /// Another program, or another part of this one, holds it.
    Held,
    /// Its file cannot be used.
    Io(io::Error),
}

impl Lock {
    /// Takes the lock whose file this is, if nobody holds it. The file is made where there is none, and never removed: that
    /// would let two programs hold two locks of one name.
    ///
    /// # Errors
    ///
    /// See [`LockError`].
    pub fn try_take(path: &Path) -> Result<Self, LockError> {
        let file = private().create(true).truncate(false).open(path).map_err(LockError::Io)?;
        match file.try_lock() {
            Ok(()) => Ok(Self(file)),
            Err(TryLockError::WouldBlock) => Err(LockError::Held),
            // A network home without locks: better without order than not at all.
            Err(TryLockError::Error(error)) if error.kind() == io::ErrorKind::Unsupported => Ok(Self(file)),
            Err(TryLockError::Error(error)) => Err(LockError::Io(error)),
        }
    }

    /// Takes the lock, waiting so long for whoever holds it.
    ///
    /// # Errors
    ///
    /// See [`LockError`].
    pub fn take(path: &Path, patience: Duration) -> Result<Self, LockError> {
        let until = Instant::now() + patience;
        loop {
            match Self::try_take(path) {
                Err(LockError::Held) if Instant::now() < until => std::thread::sleep(REST),
                other => return other,
            }
        }
    }
}

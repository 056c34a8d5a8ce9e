//! The files around the list: the folder, who may read it, the lock that orders two starting programs, and the setting
//! aside of a damaged file. Never removes or overwrites anything that holds data.

use std::fs::{self, DirBuilder, File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use jiff::Timestamp;

use super::StoreError;

/// The list's file in the data folder.
pub(super) const FILE: &str = "greenroom.db";

/// The lock's file: empty, never removed (removing it would let two programs hold two locks of one name).
const LOCK: &str = "greenroom.lock";

/// How long a starting program waits for another one that is just making or setting aside the file.
const PATIENCE: Duration = Duration::from_secs(2);

/// What SQLite keeps beside a database. Set aside before it: a stale log beside a fresh file would be played into it.
const BESIDE: [&str; 3] = ["-wal", "-journal", "-shm"];

/// Makes the folder, and its parents, for this person alone; one that exists is left as it is.
pub(super) fn make(dir: &Path) -> Result<(), StoreError> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(dir).map_err(|error| StoreError::NoFolder { path: dir.into(), detail: plain(&error) })
}

/// What the system said, without its number.
fn plain(error: &std::io::Error) -> String {
    let text = error.to_string();
    text.split(" (os error").next().unwrap_or_default().to_owned()
}

fn private() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

/// Makes an empty file for this person alone, or takes the right to read it from everyone else. Links let people in, and
/// SQLite gives its other files the mode of this one.
///
/// An existing file is never opened here: closing it again would take SQLite's locks from the whole process.
pub(super) fn touch(file: &Path) -> Result<(), StoreError> {
    match private().create_new(true).open(file) {
        Ok(_) => Ok(()),
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
            tighten(file);
            Ok(())
        }
        // A folder that may not be written can still hold a list that may be read.
        Err(_) if file.exists() => Ok(()),
        Err(error) => Err(StoreError::from_io(&error, file)),
    }
}

/// As far as it goes: the file of somebody else is still good for reading.
#[cfg(unix)]
fn tighten(file: &Path) {
    use std::os::unix::fs::PermissionsExt;
    if let Ok(found) = fs::metadata(file)
        && found.is_file()
        && found.permissions().mode() & 0o077 != 0
    {
        let mode = found.permissions().mode() & 0o700;
        let _ = fs::set_permissions(file, fs::Permissions::from_mode(mode));
    }
}

#[cfg(not(unix))]
fn tighten(_file: &Path) {}

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
pub(super) struct FolderLock(#[expect(dead_code, reason = "held for its drop")] File);

impl FolderLock {
    /// Takes the lock of the folder, waiting a little for another program.
    pub(super) fn take(dir: &Path) -> Result<Self, StoreError> {
        let path = dir.join(LOCK);
        let file = private().create(true).truncate(false).open(&path).map_err(|error| StoreError::from_io(&error, &path))?;
        let until = Instant::now() + PATIENCE;
        loop {
            match file.try_lock() {
                Ok(()) => return Ok(Self(file)),
                Err(TryLockError::WouldBlock) if Instant::now() < until => std::thread::sleep(Duration::from_millis(5)),
                Err(TryLockError::WouldBlock) => return Err(StoreError::Locked),
                // A network home without locks: SQLite's own are the next to speak.
                Err(TryLockError::Error(error)) if error.kind() == std::io::ErrorKind::Unsupported => return Ok(Self(file)),
                Err(TryLockError::Error(error)) => return Err(StoreError::from_io(&error, &path)),
            }
        }
    }
}

/// Renames the file and what lies beside it to a name that nothing has, and returns that of the file. The lock must be
/// held and the file closed. Killed half way, the file itself is still in its place and the next start does it again.
pub(super) fn set_aside(file: &Path, _lock: &FolderLock, now: Timestamp) -> Result<PathBuf, StoreError> {
    let stamp = now.to_zoned(jiff::tz::TimeZone::system()).strftime("%Y%m%d-%H%M%S").to_string();
    let base = with_suffix(file, &format!(".damaged-{stamp}"));
    let failed = |error: &std::io::Error| StoreError::from_io(error, file);
    let mut number = 1_u32;
    let kept = loop {
        let kept = if number == 1 { base.clone() } else { with_suffix(&base, &format!("-{number}")) };
        let taken = BESIDE.iter().any(|suffix| with_suffix(&kept, suffix).symlink_metadata().is_ok());
        if !taken {
            // Making it first reserves the name: a rename over it can hit nothing but this empty file.
            match private().create_new(true).open(&kept) {
                Ok(_) => break kept,
                Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(failed(&error)),
            }
        }
        number += 1;
    };
    let all = BESIDE.iter().filter(|suffix| with_suffix(file, suffix).symlink_metadata().is_ok());
    for suffix in all.copied().chain([""]) {
        if let Err(error) = fs::rename(with_suffix(file, suffix), with_suffix(&kept, suffix)) {
            // Only the empty file that reserved the name.
            let _ = fs::remove_file(&kept);
            return Err(failed(&error));
        }
    }
    Ok(kept)
}

/// The path with a suffix after its last character.
pub(super) fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

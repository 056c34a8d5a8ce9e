//! Files that hold what must not be lost or read by others: folders and files for this person alone, written whole or not at
//! all, in order by locks, set aside where they are damaged. Never removes or overwrites anything that holds data.
//!
//! Every call blocks, as disks do.

mod lock;

use std::ffi::OsStr;
use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use jiff::Timestamp;

pub use lock::{Lock, LockError};

/// How a file that is being written ends until it is whole.
const HALF: &str = ".half";

/// Makes the folder, and its parents, for this person alone; one that exists is left as it is.
///
/// # Errors
///
/// The system's.
pub fn make(dir: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(dir)
}

/// Makes the folder, and takes the right to look into it from everyone else where it exists.
///
/// # Errors
///
/// The system's.
pub fn make_private(dir: &Path) -> io::Result<()> {
    if !dir.exists() {
        make(dir)?;
        if let Some(parent) = dir.parent() {
            flush(parent);
        }
    }
    tighten(dir);
    Ok(())
}

/// What the system said, without its number.
#[must_use]
pub fn said(error: &io::Error) -> String {
    let text = error.to_string();
    text.split(" (os error").next().unwrap_or_default().to_owned()
}

/// For writing; what is made is for this person alone.
#[must_use]
pub fn private() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

/// Takes every right from everyone else. As far as it goes: what belongs to somebody else is still good for reading.
#[cfg(unix)]
pub fn tighten(path: &Path) {
    use std::os::unix::fs::PermissionsExt;
    if let Ok(found) = fs::metadata(path)
        && (found.is_file() || found.is_dir())
        && found.permissions().mode() & 0o077 != 0
    {
        let mode = found.permissions().mode() & 0o700;
        let _ = fs::set_permissions(path, fs::Permissions::from_mode(mode));
    }
}

/// Elsewhere a person's folders are for that person alone.
#[cfg(not(unix))]
pub fn tighten(_path: &Path) {}

/// Puts a file with these bytes under the path, for this person alone: a reader finds the old content or the new one, whole,
/// also when the program is killed or the power fails. The file's lock must be held, or two writers are two winners.
///
/// What an earlier, killed writer left half written is removed: it is nobody's, for the lock is held.
///
/// # Errors
///
/// The system's; the old file is then still there.
pub fn replace(file: &Path, bytes: &[u8], _lock: &Lock) -> io::Result<()> {
    let (dir, name) = parts(file)?;
    sweep(dir, &half(name));
    overwrite(file, bytes)
}

/// Puts a file with these bytes under a path at which there is nothing, for this person alone: it is there whole or not at all.
///
/// # Errors
///
/// The system's; [`io::ErrorKind::AlreadyExists`] where there is something, which stays as it is.
pub fn create(file: &Path, bytes: &[u8]) -> io::Result<()> {
    let (dir, fresh) = written(file, bytes)?;
    fresh.persist_noclobber(file).map_err(|error| error.error)?;
    flush(dir);
    Ok(())
}

/// As [`replace`], for a file that has no lock: of two writers the later one wins, and neither leaves half a file. What a killed one
/// leaves beside it stays, for it may be another's who is still at work.
///
/// # Errors
///
/// The system's; the old file is then still there.
pub fn overwrite(file: &Path, bytes: &[u8]) -> io::Result<()> {
    let (dir, fresh) = written(file, bytes)?;
    fresh.persist(file).map_err(|error| error.error)?;
    flush(dir);
    Ok(())
}

/// The folder of a file, and in it these bytes under a name of their own, on the disk.
fn written<'f>(file: &'f Path, bytes: &[u8]) -> io::Result<(&'f Path, tempfile::NamedTempFile)> {
    let (dir, name) = parts(file)?;
    let dir = if dir.as_os_str().is_empty() { Path::new(".") } else { dir };
    let mut fresh = tempfile::Builder::new().prefix(&half(name)).suffix(HALF).tempfile_in(dir)?;
    fresh.write_all(bytes)?;
    fresh.as_file().sync_all()?;
    Ok((dir, fresh))
}

/// Removes the file, which is no error where there is none, and what a killed writer left of it.
///
/// # Errors
///
/// The system's.
pub fn remove(file: &Path, _lock: &Lock) -> io::Result<()> {
    let (dir, name) = parts(file)?;
    sweep(dir, &half(name));
    match fs::remove_file(file) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => {
            flush(dir);
            Ok(())
        }
    }
}

/// A name is on the disk only when its folder is. Where a folder cannot be flushed, the system does it on its own.
fn flush(dir: &Path) {
    if cfg!(unix) {
        let _ = File::open(dir).and_then(|dir| dir.sync_all());
    }
}

fn parts(file: &Path) -> io::Result<(&Path, &OsStr)> {
    file.parent().zip(file.file_name()).ok_or_else(|| io::ErrorKind::InvalidInput.into())
}

/// How the names of half written files of this name begin.
fn half(name: &OsStr) -> std::ffi::OsString {
    let mut mark = std::ffi::OsString::from(".");
    mark.push(name);
    mark.push(".");
    mark
}

/// Removes half written files whose names begin so.
fn sweep(dir: &Path, mark: &OsStr) {
    for entry in fs::read_dir(dir).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let name = name.as_encoded_bytes();
        if name.starts_with(mark.as_encoded_bytes()) && name.ends_with(HALF.as_bytes()) {
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// Renames the file and what lies beside it, each under its own suffix, to a name that nothing has, and returns that of the
/// file: `FILE.damaged-YYYYMMDD-HHMMSS` (local time; `-2` and so on where that is taken). The lock must be held and the file
/// closed. Killed half way, the file itself is still in its place and can be set aside again.
///
/// # Errors
///
/// The system's; the file is then still in its place.
pub fn set_aside(file: &Path, beside: &[&str], _lock: &Lock, now: Timestamp) -> io::Result<PathBuf> {
    let stamp = now.to_zoned(jiff::tz::TimeZone::system()).strftime("%Y%m%d-%H%M%S").to_string();
    let base = with_suffix(file, &format!(".damaged-{stamp}"));
    let mut number = 1_u32;
    let kept = loop {
        let kept = if number == 1 { base.clone() } else { with_suffix(&base, &format!("-{number}")) };
        let taken = beside.iter().any(|suffix| with_suffix(&kept, suffix).symlink_metadata().is_ok());
        if !taken {
            // Making it first reserves the name: a rename over it can hit nothing but this empty file.
            match private().create_new(true).open(&kept) {
                Ok(_) => break kept,
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(error),
            }
        }
        number += 1;
    };
    let all = beside.iter().filter(|suffix| with_suffix(file, suffix).symlink_metadata().is_ok());
    for suffix in all.copied().chain([""]) {
        if let Err(error) = fs::rename(with_suffix(file, suffix), with_suffix(&kept, suffix)) {
            // Only the empty file that reserved the name.
            let _ = fs::remove_file(&kept);
            return Err(error);
        }
    }
    Ok(kept)
}

/// The path with a suffix after its last character.
#[must_use]
pub fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

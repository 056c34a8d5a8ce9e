//! Putting an export where the person wants it: whole or not at all, and over nothing without being told to.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use crate::files::{self, said};

/// What happens to a file that is there already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Existing {
    /// It stays, and nothing is written.
    Keep,
    /// It is replaced: the person was asked.
    Replace,
}

/// Why nothing was written; what was there before is there still.
#[derive(Debug)]
pub enum SaveError {
    /// There is a file of that name, and it was to be kept.
    Exists(PathBuf),
    /// The folder is not there.
    NoFolder(PathBuf),
    /// What has that name is no file: a folder, a pipe, a device.
    NoFile(PathBuf),
    /// The system refused: no right, no room.
    System(PathBuf, io::Error),
}

impl SaveError {
    /// Why, as a sentence without its full stop.
    #[must_use]
    pub fn why(&self) -> String {
        let clean = |path: &Path| crate::text::clean(&path.display().to_string()).into_owned();
        match self {
            Self::Exists(path) => format!("{} is there already", clean(path)),
            Self::NoFolder(path) => format!("there is no folder {}", clean(path)),
            Self::NoFile(path) => format!("{} is no file", clean(path)),
            Self::System(path, error) => format!("{} could not be written: {}", clean(path), said(error)),
        }
    }

    /// What to do now, a sentence.
    #[must_use]
    pub fn next_step(&self) -> &'static str {
        match self {
            Self::Exists(_) => "Choose another name, or say that it may be replaced.",
            Self::NoFolder(_) => "Make it first, or choose another.",
            Self::NoFile(_) => "Choose another name.",
            Self::System(_, error) if error.kind() == io::ErrorKind::PermissionDenied => {
                "Choose a folder in which you may write."
            }
            Self::System(_, error) if matches!(error.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded) => {
                "Make room, or choose another disk. Nothing was left half written."
            }
            Self::System(..) => "Choose another folder. Nothing was left half written.",
        }
    }
}

impl fmt::Display for SaveError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.why())
    }
}

impl std::error::Error for SaveError {}

/// Where the bytes go.
enum Target {
    /// A file that is not there yet.
    New,
    /// One that is replaced.
    Old(PathBuf),
}

fn target(file: &Path, existing: Existing) -> Result<Target, SaveError> {
    let system = |error: io::Error| SaveError::System(file.to_owned(), error);
    let folder = match file.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    if file.file_name().is_none() {
        return Err(SaveError::NoFile(file.to_owned()));
    }
    match file.symlink_metadata() {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            if !folder.is_dir() {
                return Err(SaveError::NoFolder(folder.to_owned()));
            }
            Ok(Target::New)
        }
        Err(error) => Err(system(error)),
        Ok(_) if existing == Existing::Keep => Err(SaveError::Exists(file.to_owned())),
        Ok(_) => {
            let target = file.canonicalize().map_err(system)?;
            if target.is_file() { Ok(Target::Old(target)) } else { Err(SaveError::NoFile(file.to_owned())) }
        }
    }
}

/// Whether [`save`] could begin, for whoever is about to spend minutes on the text. Writes nothing.
///
/// # Errors
///
/// See [`SaveError`].
pub fn may_save(file: &Path, existing: Existing) -> Result<(), SaveError> {
    target(file, existing).map(drop)
}

/// Writes the text to the file, for this person alone: what people said is not for everybody on this machine. A reader finds the old
/// content or the new one, whole. A link to a file is followed when it is replaced. Blocks, as disks do.
///
/// # Errors
///
/// See [`SaveError`]; nothing has changed then.
pub fn save(file: &Path, text: &str, existing: Existing) -> Result<(), SaveError> {
    let done = match target(file, existing)? {
        Target::New => files::create(file, text.as_bytes()),
        Target::Old(target) => files::overwrite(&target, text.as_bytes()),
    };
    done.map_err(|error| match error.kind() {
        io::ErrorKind::AlreadyExists => SaveError::Exists(file.to_owned()),
        _ => SaveError::System(file.to_owned(), error),
    })
}

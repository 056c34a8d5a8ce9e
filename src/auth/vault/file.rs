//! Tokens in files: `tokens/` in the data folder, for this person alone, one file for each slot.

use std::fs::{self, File};
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};
use std::time::Duration;

use jiff::Timestamp;

use super::{Slot, Turn, Vault, paper};
use crate::auth::credential::Credential;
use crate::auth::error::AuthError;
use crate::files::{self, Lock, LockError};

/// The folder in the data folder.
const FOLDER: &str = "tokens";
/// The lock of all writing: empty, never removed.
const LOCK: &str = "lock";
/// How long one waits for others that write. They are done in milliseconds.
const PATIENCE: Duration = Duration::from_secs(10);
/// Longest file that can be a credential.
const LONGEST: u64 = 64 * 1024;

/// Credentials in files of mode 0600 in a folder of mode 0700.
#[derive(Debug, Clone)]
pub struct FileVault {
    folder: PathBuf,
}

/// What is under a slot's path.
enum Found {
    Nothing,
    Whole(Credential),
    /// It is there, but cannot be used: why, and whether its content is at fault.
    Unusable(String, bool),
}

impl FileVault {
    /// The files in this data folder. Nothing is made or opened yet.
    #[must_use]
    pub fn new(data: &Path) -> Self {
        Self { folder: data.join(FOLDER) }
    }

    /// The file of a slot.
    #[must_use]
    pub fn path(&self, slot: &Slot) -> PathBuf {
        self.folder.join(format!("{}.json", slot.name()))
    }

    /// True when there is something under the slot's path, whatever it is.
    #[must_use]
    pub fn holds(&self, slot: &Slot) -> bool {
        self.path(slot).symlink_metadata().is_ok()
    }

    /// Every slot that a file is there for, as far as they can be read.
    #[must_use]
    pub fn slots(&self) -> Vec<Slot> {
        let files = fs::read_dir(&self.folder).into_iter().flatten().flatten().map(|entry| entry.path());
        files
            .filter(|path| path.extension().is_some_and(|end| end == "json"))
            .filter_map(|path| paper::owner(&bytes(&path).ok()?))
            .collect()
    }

    fn find(&self, slot: &Slot) -> Found {
        let path = self.path(slot);
        let unusable = |error: &std::io::Error| Found::Unusable(format!("{}: {}", path.display(), files::said(error)), false);
        let bytes = match bytes(&path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == ErrorKind::NotFound => return Found::Nothing,
            Err(error) => return unusable(&error),
        };
        match paper::read(slot, &bytes) {
            Ok(credential) => Found::Whole(credential),
            Err(problem) => Found::Unusable(format!("{} is damaged: {problem}", path.display()), true),
        }
    }

    fn kept(&self, what: &'static str, detail: String, next: &str) -> AuthError {
        AuthError::Kept { place: self.place(), what, detail, next: next.to_owned() }
    }

    fn io(&self, what: &'static str, path: &Path, error: &std::io::Error) -> AuthError {
        let next = match error.kind() {
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded => "Free some room on the disk, then try again.",
            _ => "Look at the rights of that folder, or name another one in GREENROOM_DATA_DIR.",
        };
        self.kept(what, format!("{}: {}", path.display(), files::said(error)), next)
    }

    /// The lock of all writing, in a folder that is there and for this person alone.
    fn lock_all(&self, what: &'static str) -> Result<Lock, AuthError> {
        files::make_private(&self.folder).map_err(|error| self.io(what, &self.folder, &error))?;
        let path = self.folder.join(LOCK);
        Lock::take(&path, PATIENCE).map_err(|error| match error {
            LockError::Io(error) => self.io(what, &path, &error),
            LockError::Held => {
                let detail = format!("another program holds {}", path.display());
                self.kept(what, detail, "Close other greenrooms, then try again.")
            }
        })
    }
}

/// What stands in a file, as far as a credential is long. Others lose the right to read it.
fn bytes(path: &Path) -> std::io::Result<Vec<u8>> {
    let file = File::open(path)?;
    if !file.metadata()?.is_file() {
        return Err(std::io::Error::other("it is no file"));
    }
    files::tighten(path);
    let mut bytes = Vec::new();
    file.take(LONGEST).read_to_end(&mut bytes)?;
    Ok(bytes)
}

impl Vault for FileVault {
    fn place(&self) -> String {
        self.folder.display().to_string()
    }

    fn read(&self, slot: &Slot) -> Result<Option<Credential>, AuthError> {
        match self.find(slot) {
            Found::Nothing => Ok(None),
            Found::Whole(credential) => Ok(Some(credential)),
            Found::Unusable(detail, true) => {
                let next = "Sign in again: the file is then set aside beside the new one, nothing is deleted.";
                Err(self.kept("read", detail, next))
            }
            Found::Unusable(detail, false) => {
                Err(self.kept("read", detail, "Look at the rights of that file and its folder, or sign in again."))
            }
        }
    }

    fn write(&self, slot: &Slot, credential: &Credential) -> Result<(), AuthError> {
        let what = "written";
        let text = paper::write(slot, credential, true).map_err(|problem| self.kept(what, problem.into(), "Try again."))?;
        let path = self.path(slot);
        let lock = self.lock_all(what)?;
        if let Found::Unusable(..) = self.find(slot) {
            files::set_aside(&path, &[], &lock, Timestamp::now()).map_err(|error| self.io(what, &path, &error))?;
        }
        files::replace(&path, text.as_bytes(), &lock).map_err(|error| self.io(what, &path, &error))?;
        match self.find(slot) {
            Found::Whole(back) if paper::same(&back, credential) => Ok(()),
            _ => {
                let detail = format!("what was read back from {} is not what was written", path.display());
                Err(self.kept(what, detail, "Look at the disk, or name another folder in GREENROOM_DATA_DIR."))
            }
        }
    }

    fn forget(&self, slot: &Slot) -> Result<(), AuthError> {
        if !self.folder.exists() {
            return Ok(());
        }
        let lock = self.lock_all("removed")?;
        let path = self.path(slot);
        files::remove(&path, &lock).map_err(|error| self.io("removed", &path, &error))
    }

    fn try_lock(&self, slot: &Slot) -> Result<Option<Turn>, AuthError> {
        let what = "changed";
        files::make_private(&self.folder).map_err(|error| self.io(what, &self.folder, &error))?;
        let path = self.folder.join(format!("{}.lock", slot.name()));
        match Lock::try_take(&path) {
            Ok(lock) => Ok(Some(Turn(lock))),
            Err(LockError::Held) => Ok(None),
            Err(LockError::Io(error)) => Err(self.io(what, &path, &error)),
        }
    }
}

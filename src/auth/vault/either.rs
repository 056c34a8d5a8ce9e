//! The keyring where it can be trusted, otherwise files.
//!
//! What a file is there for is in that file, whatever the keyring says: nothing else decides, so that two programs cannot differ.

use std::sync::{Mutex, PoisonError};

use super::keyring::Keyring;
use super::{FileVault, Slot, Turn, Vault};
use crate::auth::credential::Credential;
use crate::auth::error::AuthError;

pub(super) struct Either {
    keyring: Keyring,
    file: FileVault,
    /// Why the keyring was not used last.
    passed_over: Mutex<Option<String>>,
}

impl Either {
    pub(super) fn new(keyring: Keyring, file: FileVault) -> Self {
        Self { keyring, file, passed_over: Mutex::default() }
    }

    fn pass_over(&self, why: String) {
        *self.passed_over.lock().unwrap_or_else(PoisonError::into_inner) = Some(why);
    }
}

impl Vault for Either {
    /// Tries the keyring, if that was not done yet.
    fn place(&self) -> String {
        match self.keyring.is_good() {
            Ok(()) => self.keyring.name().to_owned(),
            Err(why) => {
                self.pass_over(why);
                self.file.place()
            }
        }
    }

    fn place_of(&self, slot: &Slot) -> String {
        if self.file.holds(slot) { self.file.place() } else { self.keyring.name().to_owned() }
    }

    fn notice(&self) -> Option<String> {
        let why = self.passed_over.lock().unwrap_or_else(PoisonError::into_inner).clone()?;
        let (folder, keyring) = (self.file.place(), self.keyring.name());
        Some(format!("Tokens go into files in {folder}, which nobody else may read: {keyring} cannot be used ({why})."))
    }

    fn read(&self, slot: &Slot) -> Result<Option<Credential>, AuthError> {
        if self.file.holds(slot) { self.file.read(slot) } else { self.keyring.read(slot) }
    }

    fn write(&self, slot: &Slot, credential: &Credential) -> Result<(), AuthError> {
        if self.file.holds(slot) {
            return self.file.write(slot, credential);
        }
        let why = match self.keyring.is_good() {
            Ok(()) => match self.keyring.write(slot, credential) {
                Ok(()) => return Ok(()),
                Err(AuthError::Kept { detail, .. }) => detail,
                Err(other) => return Err(other),
            },
            Err(why) => why,
        };
        self.pass_over(why);
        self.file.write(slot, credential)
    }

    fn forget(&self, slot: &Slot) -> Result<(), AuthError> {
        let in_file = self.file.holds(slot);
        // The keyring first: an older one in there would be found once the file is gone.
        match self.keyring.forget(slot) {
            Err(error) if !in_file => return Err(error),
            Err(AuthError::Kept { detail, .. }) => self.pass_over(detail),
            _ => {}
        }
        self.file.forget(slot)
    }

    fn try_lock(&self, slot: &Slot) -> Result<Option<Turn>, AuthError> {
        self.file.try_lock(slot)
    }
}

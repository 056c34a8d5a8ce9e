//! Tokens at rest: where a sign-in is kept, one slot for each client and account.
//!
//! Owns the promise that what was kept is there: written whole, read back, in order by locks between programs, never deleted
//! because it could not be read. Knows neither accounts nor servers. Shows no token.
//!
//! Every call blocks, on a disk or on a keyring that may ask the person: never from the loop, on a thread for blocking.

mod file;
mod paper;
#[cfg(test)]
mod tests;

use std::fmt;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::credential::Credential;
use super::error::AuthError;
use crate::files::Lock;

pub use file::FileVault;

/// How long one program waits for another one that is just refreshing: longer than a request may take.
const PATIENCE: Duration = Duration::from_secs(45);
/// How long it rests between two looks.
const REST: Duration = Duration::from_millis(20);

/// Whose credential: one for each client and account.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Slot {
    /// The OAuth client.
    pub client_id: String,
    /// The account. Upper and lower case are the same.
    pub email: String,
}

impl Slot {
    /// The slot of that account with that client.
    #[must_use]
    pub fn new(client_id: &str, email: &str) -> Self {
        Self { client_id: client_id.to_owned(), email: email.to_owned() }
    }

    /// A name that may stand in a path: says nothing of the account, and differs for each.
    fn name(&self) -> String {
        paper::fingerprint(&format!("{}\n{}", self.client_id, self.email.to_lowercase()))
    }

    fn is(&self, client_id: &str, email: &str) -> bool {
        self.client_id == client_id && self.email.to_lowercase() == email.to_lowercase()
    }
}

/// One program's turn to change a slot. It ends when this is dropped, or when the program dies.
pub struct Turn(#[expect(dead_code, reason = "held for its drop")] Lock);

impl fmt::Debug for Turn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Turn(..)")
    }
}

/// A place for credentials. All of it blocks.
pub trait Vault: Send + Sync {
    /// Where new credentials are kept, in words to follow "in": "the macOS Keychain", or a folder.
    fn place(&self) -> String;

    /// Where this one is kept.
    fn place_of(&self, _slot: &Slot) -> String {
        self.place()
    }

    /// What the person should hear of this place, such as that the keyring cannot be used; a sentence.
    fn notice(&self) -> Option<String> {
        None
    }

    /// What is kept; nothing where nothing is.
    ///
    /// # Errors
    ///
    /// [`AuthError::Kept`], when it is there and cannot be read, or when that cannot be told. Nothing is deleted.
    fn read(&self, slot: &Slot) -> Result<Option<Credential>, AuthError>;

    /// Keeps a credential in the place of the slot's old one, and reads it back. The old one is there until the new one is.
    ///
    /// What is there and cannot be read is set aside first.
    ///
    /// # Errors
    ///
    /// [`AuthError::Kept`], also when something else came back than was written.
    fn write(&self, slot: &Slot, credential: &Credential) -> Result<(), AuthError>;

    /// Removes what is kept. Nothing there is no error.
    ///
    /// # Errors
    ///
    /// [`AuthError::Kept`], when it may still be there.
    fn forget(&self, slot: &Slot) -> Result<(), AuthError>;

    /// Takes the slot's turn, unless somebody has it: whoever reads, asks a server and writes does it in one turn.
    ///
    /// # Errors
    ///
    /// [`AuthError::Kept`], when the lock cannot be used.
    fn try_lock(&self, slot: &Slot) -> Result<Option<Turn>, AuthError>;

    /// Takes the slot's turn, waiting for it up to 45 s, which is longer than any request takes.
    ///
    /// # Errors
    ///
    /// [`AuthError::Kept`], when it never came, or the lock cannot be used.
    fn lock(&self, slot: &Slot) -> Result<Turn, AuthError> {
        let until = Instant::now() + PATIENCE;
        loop {
            match self.try_lock(slot)? {
                Some(turn) => return Ok(turn),
                None if Instant::now() < until => std::thread::sleep(REST),
                None => {
                    return Err(AuthError::Kept {
                        place: self.place_of(slot),
                        what: "changed",
                        detail: "another greenroom is changing it and does not let go".into(),
                        next: "Close other greenrooms, then try again.".into(),
                    });
                }
            }
        }
    }
}

/// The place for the tokens of this data folder. Quick: nothing is opened or asked yet.
#[must_use]
pub fn open(data: &Path) -> Arc<dyn Vault> {
    Arc::new(FileVault::new(data))
}

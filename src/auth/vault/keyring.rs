//! Tokens in the system's keyring.
//!
//! Two entries for each slot, for Windows takes no more than 2560 bytes in one: the refresh token with its client, and the access
//! token, which is marked as belonging to that refresh token and can be missing. A keyring is tried before it is trusted with
//! anything: there are those that say "kept" and have nothing.

use std::sync::{Arc, OnceLock};

use jiff::Timestamp;
use keyring_core::{CredentialStore, Entry, Error};

use super::{Slot, paper};
use crate::auth::credential::Credential;
use crate::auth::error::AuthError;
use crate::auth::exchange::short;

/// The name of all entries.
const SERVICE: &str = "greenroom";
/// Longest words of the system that are kept, in characters.
const SAID: usize = 200;

type Store = Arc<CredentialStore>;

/// A keyring, opened when it is first needed.
pub(super) struct Keyring {
    name: &'static str,
    open: Box<dyn Fn() -> keyring_core::Result<Store> + Send + Sync>,
    opened: OnceLock<Result<Store, String>>,
    tried: OnceLock<Result<(), String>>,
}

impl Keyring {
    /// A keyring that is opened so.
    #[cfg_attr(
        not(any(test, target_os = "macos", windows, all(target_os = "linux", feature = "secret-service"))),
        expect(dead_code, reason = "here it takes the feature secret-service")
    )]
    pub(super) fn new(name: &'static str, open: impl Fn() -> keyring_core::Result<Store> + Send + Sync + 'static) -> Self {
        Self { name, open: Box::new(open), opened: OnceLock::new(), tried: OnceLock::new() }
    }

    /// Its name, to follow "in".
    pub(super) fn name(&self) -> &'static str {
        self.name
    }

    /// Writes an entry, reads it back and deletes it, once in the life of this program.
    pub(super) fn is_good(&self) -> Result<(), String> {
        self.tried.get_or_init(|| self.probe()).clone()
    }

    fn probe(&self) -> Result<(), String> {
        let (user, text) = (format!("probe {:016x}", fastrand::u64(..)), format!("{:016x}", fastrand::u64(..)));
        let entry = self.entry(&user)?;
        let said = |error: Error| said(&error);
        entry.set_secret(text.as_bytes()).map_err(said)?;
        let back = entry.get_secret();
        let deleted = entry.delete_credential();
        if back.map_err(said)? != text.as_bytes() {
            return Err("it gave back something else than was written".into());
        }
        deleted.map_err(said)?;
        match entry.get_secret() {
            Err(Error::NoEntry) => Ok(()),
            Ok(_) => Err("it did not delete what it was told to".into()),
            Err(error) => Err(said(error)),
        }
    }

    fn entry(&self, user: &str) -> Result<Entry, String> {
        let store = self.opened.get_or_init(|| (self.open)().map_err(|error| said(&error))).as_ref().map_err(String::clone)?;
        store.build(SERVICE, user, None).map_err(|error| said(&error))
    }

    /// The entries of a slot.
    fn entries(&self, slot: &Slot, what: &'static str) -> Result<Entries, AuthError> {
        let user = format!("{} {}", slot.email.to_lowercase(), slot.client_id);
        let entry = |user: &str| self.entry(user).map_err(|detail| self.kept(what, detail));
        Ok(Entries { main: entry(&user)?, access: entry(&format!("{user} access"))?, user })
    }

    fn kept(&self, what: &'static str, detail: String) -> AuthError {
        let next = "Unlock the keyring and try again; or sign in again: the tokens then go into a file.".to_owned();
        AuthError::Kept { place: self.name.to_owned(), what, detail, next }
    }

    pub(super) fn read(&self, slot: &Slot) -> Result<Option<Credential>, AuthError> {
        let entries = self.entries(slot, "read")?;
        let Some(bytes) = found(&entries.main).map_err(|detail| self.kept("read", detail))? else { return Ok(None) };
        let mut credential =
            paper::read(slot, &bytes).map_err(|problem| self.kept("read", format!("it is damaged: {problem}")))?;
        // It can be got anew: whatever is wrong with it, there is none.
        credential.access =
            found(&entries.access).ok().flatten().and_then(|bytes| paper::read_access(&credential.refresh, &bytes));
        Ok(Some(credential))
    }

    pub(super) fn write(&self, slot: &Slot, credential: &Credential) -> Result<(), AuthError> {
        let what = "written";
        let kept = |detail: String| self.kept(what, detail);
        let text = paper::write(slot, credential, false).map_err(|problem| kept(problem.into()))?;
        let entries = self.entries(slot, what)?;
        let old = found(&entries.main).map_err(kept)?;
        if let Some(old) = old.as_deref().filter(|old| paper::read(slot, old).is_err()) {
            let stamp = Timestamp::now().strftime("%Y%m%d-%H%M%S");
            let aside = self.entry(&format!("{} damaged-{stamp}", entries.user)).map_err(kept)?;
            aside.set_secret(old).map_err(|error| kept(said(&error)))?;
        }
        // Each write may ask the person: what is there already is not written again.
        if old.as_deref() != Some(text.as_bytes()) {
            entries.main.set_secret(text.as_bytes()).map_err(|error| kept(said(&error)))?;
        }
        let written = paper::write_access(credential).is_some_and(|text| entries.access.set_secret(text.as_bytes()).is_ok());
        if !written {
            // One that is too long, or none: an older one says nothing any more.
            let _ = entries.access.delete_credential();
        }
        if found(&entries.main).map_err(kept)?.as_deref() != Some(text.as_bytes()) {
            return Err(kept("what was read back is not what was written".into()));
        }
        Ok(())
    }

    pub(super) fn forget(&self, slot: &Slot) -> Result<(), AuthError> {
        let what = "removed";
        let entries = self.entries(slot, what)?;
        for entry in [&entries.main, &entries.access] {
            match entry.delete_credential() {
                Ok(()) | Err(Error::NoEntry) => {}
                Err(error) => return Err(self.kept(what, said(&error))),
            }
        }
        match found(&entries.main).map_err(|detail| self.kept(what, detail))? {
            None => Ok(()),
            Some(_) => Err(self.kept(what, "it is still there".into())),
        }
    }
}

struct Entries {
    user: String,
    main: Entry,
    access: Entry,
}

/// What an entry holds.
fn found(entry: &Entry) -> Result<Option<Vec<u8>>, String> {
    match entry.get_secret() {
        Ok(bytes) => Ok(Some(bytes)),
        Err(Error::NoEntry) => Ok(None),
        Err(error) => Err(said(&error)),
    }
}

/// The system's words. Some of the library's errors carry what was read, so that only those that do not are repeated.
fn said(error: &Error) -> String {
    match error {
        Error::PlatformFailure(error) => short(&error.to_string(), SAID),
        Error::NoStorageAccess(error) => format!("it is locked or may not be used ({})", short(&error.to_string(), SAID)),
        Error::NoEntry => "the entry is not there".into(),
        Error::TooLong(what, most) => format!("its {} may not be longer than {most}", short(what, 60)),
        Error::Ambiguous(_) => "there are several entries of that name".into(),
        Error::BadEncoding(_) | Error::BadDataFormat(..) | Error::BadStoreFormat(_) => "its content is damaged".into(),
        Error::Invalid(what, _) | Error::NotSupportedByStore(what) => format!("it does not take it ({})", short(what, SAID)),
        _ => "it cannot be used".into(),
    }
}

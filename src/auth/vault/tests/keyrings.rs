//! Tokens in a keyring, and keyrings that cannot be trusted.

use std::any::Any;
use std::collections::HashMap;
use std::fmt;
use std::sync::Mutex;

use keyring_core::api::{CredentialApi, CredentialStoreApi};
use keyring_core::{Credential as KeyringCredential, CredentialStore, Entry, Error, mock};
use rstest::rstest;

use super::either::Either;
use super::keyring::Keyring;
use super::*;

/// How a keyring behaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mood {
    Good,
    /// Everything fails.
    Locked,
    /// Says "kept", and has nothing.
    Forgetful,
    /// Says "kept", and has something else.
    Lying,
    /// Says "deleted", and has it still.
    Clinging,
    /// Takes no more than Windows does.
    Narrow,
    /// Has what it had, and takes nothing more.
    Full,
}

type Moods = Arc<Mutex<Mood>>;

/// The library's mock, in a mood.
struct Moody {
    inner: Arc<mock::Store>,
    mood: Moods,
}

struct MoodyEntry {
    inner: Entry,
    mood: Moods,
}

impl Moody {
    fn locked() -> Error {
        Error::NoStorageAccess("the collection is locked".into())
    }
}

impl CredentialStoreApi for Moody {
    fn vendor(&self) -> String {
        "test".into()
    }

    fn id(&self) -> String {
        "test".into()
    }

    fn build(&self, service: &str, user: &str, more: Option<&HashMap<&str, &str>>) -> keyring_core::Result<Entry> {
        let inner = self.inner.build(service, user, more)?;
        Ok(Entry::new_with_credential(Arc::new(MoodyEntry { inner, mood: Arc::clone(&self.mood) })))
    }

    fn as_any(&self) -> &dyn Any {
        self
    }

    fn debug_fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Moody")
    }
}

impl CredentialApi for MoodyEntry {
    fn set_secret(&self, secret: &[u8]) -> keyring_core::Result<()> {
        match *self.mood.lock().unwrap() {
            Mood::Locked | Mood::Full => Err(Moody::locked()),
            Mood::Forgetful => Ok(()),
            Mood::Lying => self.inner.set_secret(b"something else"),
            Mood::Narrow if secret.len() > 2560 => Err(Error::TooLong("secret".into(), 2560)),
            Mood::Good | Mood::Clinging | Mood::Narrow => self.inner.set_secret(secret),
        }
    }

    fn get_secret(&self) -> keyring_core::Result<Vec<u8>> {
        if *self.mood.lock().unwrap() == Mood::Locked { Err(Moody::locked()) } else { self.inner.get_secret() }
    }

    fn delete_credential(&self) -> keyring_core::Result<()> {
        match *self.mood.lock().unwrap() {
            Mood::Locked => Err(Moody::locked()),
            Mood::Clinging => Ok(()),
            _ => self.inner.delete_credential(),
        }
    }

    fn get_credential(&self) -> keyring_core::Result<Option<Arc<KeyringCredential>>> {
        Ok(None)
    }

    fn get_specifiers(&self) -> Option<(String, String)> {
        self.inner.get_specifiers()
    }

    fn as_any(&self) -> &dyn Any {
        self
    }

    fn debug_fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MoodyEntry")
    }
}

struct Stage {
    dir: tempfile::TempDir,
    store: Arc<mock::Store>,
    mood: Moods,
}

impl Stage {
    fn new(mood: Mood) -> Self {
        Self { dir: tempfile::tempdir().unwrap(), store: mock::Store::new().unwrap(), mood: Arc::new(Mutex::new(mood)) }
    }

    fn become_(&self, mood: Mood) {
        *self.mood.lock().unwrap() = mood;
    }

    /// A program that has just started.
    fn vault(&self) -> Either {
        let (inner, mood) = (Arc::clone(&self.store), Arc::clone(&self.mood));
        let keyring = Keyring::new("the test keyring", move || {
            let store: Arc<CredentialStore> = Arc::new(Moody { inner: Arc::clone(&inner), mood: Arc::clone(&mood) });
            Ok(store)
        });
        Either::new(keyring, self.file())
    }

    fn file(&self) -> FileVault {
        FileVault::new(self.dir.path())
    }

    /// What the entries hold, by their users.
    fn entries(&self) -> Vec<(String, String)> {
        let entries = self.store.search(&HashMap::new()).unwrap();
        let held = entries.iter().filter_map(|entry| {
            let user = entry.get_specifiers().unwrap().1;
            Some((user, String::from_utf8(entry.get_secret().ok()?).unwrap()))
        });
        held.collect()
    }
}

#[test]
fn a_good_keyring_has_it_and_no_file_does() {
    let stage = Stage::new(Mood::Good);
    let vault = stage.vault();
    assert_eq!(vault.place(), "the test keyring");
    assert!(stage.entries().is_empty(), "the trial leaves nothing");
    for number in 1..3 {
        vault.write(&slot(), &credential(number)).unwrap();
        check(&vault, number);
    }
    check(&stage.vault(), 2);
    assert_eq!((vault.place_of(&slot()), vault.notice()), ("the test keyring".to_owned(), None));
    assert!(!stage.file().holds(&slot()));
    assert_eq!(stage.entries().len(), 2);
    vault.forget(&slot()).unwrap();
    vault.forget(&slot()).unwrap();
    assert!(vault.read(&slot()).unwrap().is_none() && stage.entries().is_empty());
}

#[rstest]
#[case::locked(Mood::Locked, "locked")]
#[case::forgetful(Mood::Forgetful, "not there")]
#[case::lying(Mood::Lying, "something else")]
#[case::clinging(Mood::Clinging, "did not delete")]
fn one_that_cannot_be_trusted_is_passed_over(#[case] mood: Mood, #[case] why: &str) {
    let stage = Stage::new(mood);
    let vault = stage.vault();
    vault.write(&slot(), &credential(1)).unwrap();
    check(&vault, 1);
    check(&stage.file(), 1);
    let place = stage.file().place();
    assert_eq!((vault.place(), vault.place_of(&slot())), (place.clone(), place.clone()));
    let notice = vault.notice().unwrap();
    assert!(notice.contains(why) && notice.contains(&place), "{notice}");
    assert!(stage.entries().iter().all(|(_, held)| !held.contains(PLANTED)));
    // It stays where it is, also when the keyring is well again.
    stage.become_(Mood::Good);
    let vault = stage.vault();
    vault.write(&slot(), &credential(2)).unwrap();
    check(&stage.file(), 2);
    assert_eq!((vault.place(), vault.place_of(&slot())), ("the test keyring".to_owned(), place));
    vault.forget(&slot()).unwrap();
    assert!(vault.read(&slot()).unwrap().is_none());
}

#[test]
fn where_there_is_none_it_is_a_file() {
    let dir = tempfile::tempdir().unwrap();
    let keyring = Keyring::new("the test keyring", || Err(Error::PlatformFailure("no D-Bus".into())));
    let vault = Either::new(keyring, FileVault::new(dir.path()));
    // What is not in a file may be in the keyring: that is not the same as nothing.
    text(&vault.read(&slot()).unwrap_err());
    vault.write(&slot(), &credential(1)).unwrap();
    check(&vault, 1);
    assert!(vault.notice().unwrap().contains("no D-Bus"));
    vault.forget(&slot()).unwrap();
}

#[test]
fn one_that_turns_bad_loses_nothing() {
    for mood in [Mood::Locked, Mood::Forgetful, Mood::Lying, Mood::Full] {
        let stage = Stage::new(Mood::Good);
        let vault = stage.vault();
        vault.write(&slot(), &credential(1)).unwrap();
        stage.become_(mood);
        if mood == Mood::Locked {
            assert!(text(&vault.read(&slot()).unwrap_err()).contains("locked"));
        }
        vault.write(&slot(), &credential(2)).unwrap();
        check(&vault, 2);
        assert_eq!(vault.place_of(&slot()), stage.file().place(), "{mood:?}");
        assert!(vault.notice().is_some());
        // What is older in the keyring is not found again.
        stage.become_(Mood::Good);
        check(&stage.vault(), 2);
        stage.vault().forget(&slot()).unwrap();
        assert!(stage.vault().read(&slot()).unwrap().is_none(), "{mood:?}");
        assert!(stage.entries().iter().all(|(_, held)| !held.contains("1//")), "{mood:?}: {:?}", stage.entries().len());
    }
}

#[test]
fn the_narrowest_keyring_is_wide_enough() {
    let stage = Stage::new(Mood::Narrow);
    let vault = stage.vault();
    let mut big = credential(1);
    // As long as Google's may be.
    big.refresh = format!("1//{}", "r".repeat(509)).into();
    big.access.as_mut().unwrap().token = format!("ya29.{}", "a".repeat(2043)).into();
    vault.write(&slot(), &big).unwrap();
    assert!(paper::same(&stage.vault().read(&slot()).unwrap().unwrap(), &big));
    // What can be got anew need not be kept, and the older one does not come back.
    big.access.as_mut().unwrap().token = "a".repeat(2600).into();
    vault.write(&slot(), &big).unwrap();
    assert!(stage.vault().read(&slot()).unwrap().unwrap().access.is_none());
    assert_eq!(vault.place_of(&slot()), "the test keyring");
}

#[test]
fn an_access_token_of_another_sign_in_is_not_taken() {
    let stage = Stage::new(Mood::Good);
    stage.vault().write(&slot(), &credential(1)).unwrap();
    let access = stage.entries().into_iter().find(|(user, _)| user.ends_with(" access")).unwrap();
    stage.vault().write(&slot(), &credential(2)).unwrap();
    stage.store.build("greenroom", &access.0, None).unwrap().set_secret(access.1.as_bytes()).unwrap();
    let back = stage.vault().read(&slot()).unwrap().unwrap();
    assert!(back.access.is_none());
}

#[test]
fn a_damaged_entry_is_set_aside() {
    let stage = Stage::new(Mood::Good);
    stage.vault().write(&slot(), &credential(1)).unwrap();
    let main = stage.entries().into_iter().find(|(user, _)| !user.ends_with(" access")).unwrap().0;
    let damaged = format!("{{\"version\":1,\"x\":\"{PLANTED}\"");
    stage.store.build("greenroom", &main, None).unwrap().set_secret(damaged.as_bytes()).unwrap();
    assert!(text(&stage.vault().read(&slot()).unwrap_err()).contains("cut short"));
    stage.vault().write(&slot(), &credential(2)).unwrap();
    check(&stage.vault(), 2);
    assert!(stage.entries().iter().any(|(user, held)| user.contains(" damaged-") && *held == damaged));
}

//! Who is signed in: `accounts.json` in the data folder.
//!
//! Owns the list of accounts, which one is the current one, and what was learnt about their clients. Holds no secret; it is one
//! small file, so that it can be read before the first frame. What it does not know in there it keeps.

mod file;
mod learnt;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::path::Path;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::error::AuthError;
use super::scopes::Granted;
use super::vault::Slot;
pub(super) use learnt::Death;
use learnt::Learnt;

/// How long before its end a sign-in's end is announced.
const NOTICE: SignedDuration = SignedDuration::from_hours(24);

/// A sign-in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// Its address.
    pub email: String,
    /// Its number at Google, which stays when the address changes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// The OAuth client that it was signed in with.
    pub client_id: String,
    /// The scopes really granted.
    #[serde(default)]
    pub granted: Granted,
    /// Those that were asked for.
    #[serde(default)]
    pub asked: Granted,
    /// When.
    pub signed_in: Timestamp,
    /// When it ends, where that is known: it was granted for a while only, or an earlier sign-in with the same client died
    /// after the seven days of a project in *Testing*.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ends: Option<Timestamp>,
    /// Where its tokens are kept, in words.
    #[serde(default)]
    pub place: String,
}

impl Account {
    /// Where its credential is kept.
    #[must_use]
    pub fn slot(&self) -> Slot {
        Slot::new(&self.client_id, &self.email)
    }

    fn is(&self, other: &Slot) -> bool {
        self.client_id == other.client_id && same(&self.email, &other.email)
    }
}

/// The end of a sign-in, from a day before it on.
#[must_use]
pub fn ends_soon(account: &Account, now: Timestamp) -> Option<Timestamp> {
    account.ends.filter(|ends| ends.duration_since(now) <= NOTICE)
}

/// Everybody who is signed in.
#[derive(Debug, Clone, Default)]
pub struct Accounts {
    /// As they are told to others: with the ends that can be known.
    list: Vec<Account>,
    records: Vec<Record>,
    current: Option<Current>,
    clients: BTreeMap<String, Learnt>,
    rest: Map<String, Value>,
    notice: Option<String>,
}

/// An account as it stands in the file.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Record {
    #[serde(flatten)]
    account: Account,
    /// The last time that a server gave a token for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    used: Option<Timestamp>,
    #[serde(flatten)]
    rest: Map<String, Value>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct Current {
    email: String,
    client_id: String,
}

impl Accounts {
    /// Reads who is signed in. Nobody, where there is no such file.
    ///
    /// # Errors
    ///
    /// [`AuthError::Kept`], when the file is damaged, written by a newer greenroom, or may not be read. It is left as it is.
    pub fn load(data: &Path) -> Result<Self, AuthError> {
        file::load(data)
    }

    /// Reads, changes and writes in one go, in order with all other programs. A damaged file is set aside first
    /// (`accounts.json.damaged-DATE`), and nobody is signed in then; the tokens stay where they are.
    ///
    /// # Errors
    ///
    /// [`AuthError::Kept`]; nothing was changed then.
    pub fn change<T>(data: &Path, change: impl FnOnce(&mut Self) -> T) -> Result<T, AuthError> {
        file::change(data, change)
    }

    /// All, in the order in which they were first signed in.
    #[must_use]
    pub fn list(&self) -> &[Account] {
        &self.list
    }

    /// The one that is used where none is named: the one that was chosen last, else the newest sign-in.
    #[must_use]
    pub fn current(&self) -> Option<&Account> {
        let chosen = self.current.as_ref().and_then(|current| self.find(&Slot::new(&current.client_id, &current.email)));
        chosen.or_else(|| self.list.iter().max_by_key(|account| account.signed_in))
    }

    /// The account of this address: of several clients the current one's, else the newest sign-in.
    #[must_use]
    pub fn get(&self, email: &str) -> Option<&Account> {
        let current = self.current().filter(|account| same(&account.email, email));
        current.or_else(|| {
            let of_it = self.list.iter().filter(|account| same(&account.email, email));
            of_it.max_by_key(|account| account.signed_in)
        })
    }

    /// The account of this slot.
    #[must_use]
    pub fn find(&self, slot: &Slot) -> Option<&Account> {
        self.list.iter().find(|account| account.is(slot))
    }

    /// What the person should hear about the list, such as that it is missing though there are tokens; a sentence.
    #[must_use]
    pub fn notice(&self) -> Option<&str> {
        self.notice.as_deref()
    }

    /// That nobody of this address is signed in, with the names of those who are.
    #[must_use]
    pub fn unknown(&self, wanted: &str) -> AuthError {
        AuthError::UnknownAccount {
            wanted: crate::text::clean(wanted).chars().take(254).collect(),
            known: self.list.iter().map(|account| account.email.clone()).collect(),
        }
    }

    /// Makes another account the current one.
    ///
    /// # Errors
    ///
    /// [`AuthError::UnknownAccount`].
    pub fn switch(&mut self, email: &str) -> Result<Account, AuthError> {
        let account = self.get(email).cloned().ok_or_else(|| self.unknown(email))?;
        self.current = Some(Current { email: account.email.clone(), client_id: account.client_id.clone() });
        Ok(account)
    }

    /// Adds a sign-in, in the place of an older one of the same client and address, and makes it the current one.
    pub(super) fn add(&mut self, account: Account) {
        self.current = Some(Current { email: account.email.clone(), client_id: account.client_id.clone() });
        let slot = account.slot();
        match self.records.iter_mut().find(|record| record.account.is(&slot)) {
            Some(record) => {
                record.used = None;
                record.account = account;
            }
            None => self.records.push(Record { account, used: None, rest: Map::new() }),
        }
        self.tell();
    }

    /// Takes an account out. False: it was not there.
    pub(super) fn remove(&mut self, slot: &Slot) -> bool {
        let before = self.records.len();
        self.records.retain(|record| !record.account.is(slot));
        self.current.take_if(|current| current.client_id == slot.client_id && same(&current.email, &slot.email));
        self.tell();
        self.records.len() < before
    }

    /// Makes the list that others see.
    fn tell(&mut self) {
        let told = self.records.iter().map(|record| {
            let expected = self.clients.get(&record.account.client_id).and_then(|learnt| learnt.end(record.account.signed_in));
            let ends = record.account.ends.into_iter().chain(expected).min();
            Account { ends, ..record.account.clone() }
        });
        self.list = told.collect();
    }
}

/// Whether two addresses are one.
fn same(one: &str, other: &str) -> bool {
    one == other || one.to_lowercase() == other.to_lowercase()
}

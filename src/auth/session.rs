//! Keeping a sign-in, and forgetting it: the tokens and the list of accounts, in the order in which nothing can be lost.
//!
//! Every call blocks.

use std::path::Path;

use jiff::Timestamp;

use super::accounts::{Account, Accounts};
use super::error::AuthError;
use super::signed_in::SignedIn;
use super::vault::{Slot, Vault};

/// Keeps a sign-in and makes it the current one. Its tokens are written first and read back: when this is `Ok`, they are there.
///
/// Waits for another program that is just refreshing the same account, for what that one would write is older.
///
/// # Errors
///
/// [`AuthError::Kept`]. An older sign-in of the account is then still there, or the new one is and not yet in the list.
pub fn keep(data: &Path, vault: &dyn Vault, signed_in: SignedIn) -> Result<Account, AuthError> {
    keep_at(data, vault, signed_in, Timestamp::now())
}

/// The same for a sign-in of that moment.
pub(super) fn keep_at(data: &Path, vault: &dyn Vault, signed_in: SignedIn, now: Timestamp) -> Result<Account, AuthError> {
    let SignedIn { email, subject, granted, asked, credential, ends } = signed_in;
    let slot = Slot::new(&credential.client.id, &email);
    let turn = vault.lock(&slot)?;
    vault.write(&slot, &credential)?;
    drop(turn);
    let place = vault.place_of(&slot);
    let account = Account { email, subject, client_id: slot.client_id.clone(), granted, asked, signed_in: now, ends, place };
    Accounts::change(data, |accounts| {
        accounts.add(account.clone());
        // As the list tells it: with the end that is to be expected.
        accounts.find(&slot).cloned()
    })
    .map(|told| told.unwrap_or(account))
}

/// Forgets a sign-in on this machine: its tokens first, then its place in the list. Google is not told.
///
/// # Errors
///
/// [`AuthError::Kept`], when the tokens may still be there: then the account is still in the list.
pub fn forget(data: &Path, vault: &dyn Vault, account: &Account) -> Result<(), AuthError> {
    let slot = account.slot();
    let turn = vault.lock(&slot)?;
    vault.forget(&slot)?;
    drop(turn);
    Accounts::change(data, |accounts| {
        accounts.remove(&slot);
    })
}

/// Makes another account the current one.
///
/// # Errors
///
/// [`AuthError::UnknownAccount`], [`AuthError::Kept`].
pub fn switch(data: &Path, email: &str) -> Result<Account, AuthError> {
    // Looked at first, so that a wrong name writes nothing.
    let accounts = Accounts::load(data)?;
    if accounts.get(email).is_none() {
        return Err(accounts.unknown(email));
    }
    Accounts::change(data, |accounts| accounts.switch(email))?
}

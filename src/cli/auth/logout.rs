//! `greenroom auth logout [EMAIL] [--revoke]`.

use tracing::{info, warn};

use super::super::Exit;
use super::super::ask;
use super::super::surroundings::Surroundings;
use super::{exit, say, words};
use crate::auth::accounts::{Account, Accounts};
use crate::auth::error::AuthError;
use crate::auth::revoke::revoke;
use crate::auth::session;
use crate::auth::vault::{self, Vault};

/// Google's page on which every access can be taken back by hand.
const BY_HAND: &str = "https://myaccount.google.com/connections";

pub(super) fn run(around: &Surroundings, email: Option<&str>, take_back: bool, sure: bool) -> Exit {
    let data = &around.home.data;
    let account = match find(around, email) {
        Ok(account) => account,
        Err(error @ AuthError::UnknownAccount { .. }) => return Exit::NotFound(words(&error)),
        Err(error) => return exit(&error),
    };
    let vault = vault::open(data);
    if take_back && let Err(end) = at_google(around, &*vault, &account, sure) {
        return end;
    }
    if let Err(error) = session::forget(data, &*vault, &account) {
        return exit(&error);
    }
    info!("forgot a sign-in");
    say(&format!("{} is signed out on this computer. Its list of spaces stays.", account.email));
    match Accounts::load(data).ok().as_ref().and_then(Accounts::current) {
        Some(next) => say(&format!("{} is used from now on.", next.email)),
        None if !take_back => {
            say(&format!("Google was not told: --revoke would have done that; greenroom is still in the list at {BY_HAND}."));
        }
        None => {}
    }
    Exit::Done
}

fn find(around: &Surroundings, email: Option<&str>) -> Result<Account, AuthError> {
    let accounts = Accounts::load(&around.home.data)?;
    match email.or(around.home.account.as_deref()) {
        Some(email) => accounts.get(email).cloned().ok_or_else(|| accounts.unknown(email)),
        None => accounts.current().cloned().ok_or(AuthError::NotSignedIn),
    }
}

/// Takes the access back, if the person is sure of it. What could not be taken back is not forgotten either: without the token
/// nobody could try again.
fn at_google(around: &Surroundings, vault: &dyn Vault, account: &Account, sure: bool) -> Result<(), Exit> {
    let email = &account.email;
    let reach = format!(
        "Google takes back all that {email} has granted to this Cloud project: in every program with a client of it, on every \
         computer."
    );
    if !sure {
        if !ask::somebody() {
            return Err(Exit::Usage(format!("{reach} Say --yes to that; nothing was done")));
        }
        if !ask::yes(&format!("{reach}\nGo on?")) {
            say("Nothing was changed.");
            return Err(Exit::Done);
        }
    }
    let credential = match vault.read(&account.slot()) {
        Ok(Some(credential)) => credential,
        Ok(None) => {
            say(&format!("Its tokens are not here any more, so Google could not be told. By hand: {BY_HAND}."));
            return Ok(());
        }
        Err(error) => return Err(exit(&error)),
    };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let outcome = match runtime {
        Ok(runtime) => runtime.block_on(revoke(&credential, around.home.oauth.as_ref())),
        Err(error) => Err(AuthError::Internal(error.to_string())),
    };
    match outcome {
        Ok(()) => {
            info!("access taken back");
            say(&format!("{reach} It may take a few minutes to have effect."));
            Ok(())
        }
        Err(error) => {
            warn!(error = crate::log::kind_of(&error), "access could not be taken back");
            let next = format!(
                "{email} was not forgotten here either, so that you can try again. Without --revoke it is forgotten here alone; by \
                 hand: {BY_HAND}."
            );
            let words = format!("the access was not taken back. {} {next}", error.why());
            Err(match exit(&error) {
                Exit::Unavailable(_) => Exit::Unavailable(words),
                Exit::NotPermitted(_) => Exit::NotPermitted(words),
                _ => Exit::Failed(words),
            })
        }
    }
}

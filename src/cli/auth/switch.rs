//! `greenroom auth switch EMAIL`.

use tracing::info;

use super::super::Exit;
use super::super::surroundings::Surroundings;
use super::{exit, in_the_way, say, words};
use crate::auth::error::AuthError;
use crate::auth::session;

pub(super) fn run(around: &Surroundings, email: &str) -> Exit {
    match session::switch(&around.home.data, email) {
        Ok(account) => {
            info!("switched the account");
            say(&format!("{} is used from now on, where no other account is named.", account.email));
            if let Some(words) = in_the_way(around, &account.email) {
                say(&words);
            }
            Exit::Done
        }
        Err(error @ AuthError::UnknownAccount { .. }) => Exit::NotFound(words(&error)),
        Err(error) => exit(&error),
    }
}

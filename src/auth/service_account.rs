//! Acting for a person with a service account's key: domain-wide delegation.
//!
//! Meet belongs to people, so a key alone is of no use: its own list is empty and it may make no space. An administrator lets
//! the account act for the people of the organisation, for exactly the scopes that are named.
//!
//! Source: <https://developers.google.com/identity/protocols/oauth2/service-account>

use super::adc::{CredentialFile, Kind};
use super::error::AuthError;
use super::exchange::{Failure, Refusal};
use super::scopes::Scope;

/// The flag that says for whom.
pub const FLAG: &str = "--impersonate";

/// Takes a file for the key that `--impersonate` wants.
///
/// # Errors
///
/// When it holds other credentials.
pub(super) fn key(file: CredentialFile) -> Result<CredentialFile, AuthError> {
    if file.kind() == Kind::ServiceAccount {
        return Ok(file);
    }
    Err(file.refuse(
        &format!("{FLAG} needs a service account's key, and it holds {}.", file.kind().words()),
        &format!("Name the key's JSON file in {}, or leave {FLAG} out.", super::adc::VARIABLE),
    ))
}

/// A key without anybody to act for.
pub(super) fn for_nobody(file: &CredentialFile) -> AuthError {
    file.refuse(
        "It is a service account's key, and Meet belongs to people: for the account itself it lists nothing and makes no spaces.",
        "Say for whom to act: greenroom --impersonate USER@YOUR-DOMAIN (the account needs domain-wide delegation); or sign in with greenroom auth login.",
    )
}

/// What a refusal means for a key.
pub(super) fn refused(file: &CredentialFile, user: &str, scopes: &[Scope], refusal: Refusal) -> AuthError {
    if refusal.code != "unauthorized_client" {
        return Failure::Refused(refusal).into_error();
    }
    AuthError::Delegation {
        account: file.account().unwrap_or_default().to_owned(),
        client_id: file.client_id().map(str::to_owned),
        user: user.to_owned(),
        scopes: scopes.to_vec(),
        said: refusal.said,
    }
}

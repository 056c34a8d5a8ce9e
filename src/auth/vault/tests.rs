//! Tokens at rest on good days and bad ones.

mod files;
mod keyrings;

use super::*;
use crate::auth::credential::{Access, Client};

/// What no error and no name of a file may show.
const PLANTED: &str = "planted-secret";

fn slot() -> Slot {
    Slot::new("id-1.apps.googleusercontent.com", "Ana@example.com")
}

fn credential(number: u64) -> Credential {
    Credential {
        client: Client {
            id: slot().client_id,
            secret: format!("{PLANTED}-client").into(),
            token_uri: "https://oauth2.googleapis.com/token".into(),
        },
        refresh: format!("1//{PLANTED}-{number}").into(),
        access: Some(Access {
            token: format!("ya29.{PLANTED}-{number}").into(),
            expires: Some("2026-11-21T12:00:00Z".parse().unwrap()),
        }),
    }
}

#[track_caller]
fn check(vault: &dyn Vault, number: u64) {
    let back = vault.read(&slot()).unwrap().unwrap();
    assert!(paper::same(&back, &credential(number)), "another credential than {number}");
}

/// What a person reads of a failure to read; nothing of it is a secret.
#[track_caller]
fn text(error: &AuthError) -> String {
    assert!(matches!(error, AuthError::Kept { .. }), "{error:?}");
    let text = format!("{error:?} {} {}", error.why(), error.next_step());
    assert!(!text.contains(PLANTED), "{text}");
    text
}

//! How a credential is written down, and read again. No error in here repeats what was read: it may be a token.

use jiff::Timestamp;
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use serde_json::error::Category;

use super::Slot;
use crate::auth::credential::{Access, Client, Credential};

/// The form that this program writes.
const VERSION: u32 = 1;

/// A credential on paper. Not `Debug`: all of it is secret.
#[derive(Serialize, Deserialize)]
struct Paper {
    version: u32,
    client_id: String,
    email: String,
    client_secret: String,
    token_uri: String,
    refresh_token: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    access: Option<AccessPaper>,
}

/// An access token on paper.
#[derive(Serialize, Deserialize)]
struct AccessPaper {
    token: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    expires: Option<Timestamp>,
    /// Fingerprint of the refresh token that it came with, where the two are kept apart.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    of: Option<String>,
}

/// What is read first: a newer form may differ in everything else.
#[derive(Deserialize)]
struct Form {
    version: u32,
}

/// Whose a paper is.
#[derive(Deserialize)]
struct Owner {
    client_id: String,
    email: String,
}

/// SHA-256 in hexadecimal, half of it.
pub(super) fn fingerprint(text: &str) -> String {
    use std::fmt::Write as _;
    let digest = ring::digest::digest(&ring::digest::SHA256, text.as_bytes());
    digest.as_ref().iter().take(16).fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

fn access_paper(access: &Access, of: Option<String>) -> AccessPaper {
    AccessPaper { token: access.token.expose_secret().to_owned(), expires: access.expires, of }
}

/// The credential with or without its access token.
pub(super) fn write(slot: &Slot, credential: &Credential, with_access: bool) -> Result<String, &'static str> {
    let access = credential.access.as_ref().filter(|_| with_access).map(|access| access_paper(access, None));
    let paper = Paper {
        version: VERSION,
        client_id: slot.client_id.clone(),
        email: slot.email.clone(),
        client_secret: credential.client.secret.expose_secret().to_owned(),
        token_uri: credential.client.token_uri.clone(),
        refresh_token: credential.refresh.expose_secret().to_owned(),
        access,
    };
    serde_json::to_string_pretty(&paper).map_err(|_| "it could not be written down")
}

/// Reads it again; says what is wrong with it otherwise.
pub(super) fn read(slot: &Slot, bytes: &[u8]) -> Result<Credential, &'static str> {
    let form: Form = serde_json::from_slice(bytes).map_err(|error| problem(&error))?;
    if form.version != VERSION {
        return Err("it was written by a newer greenroom");
    }
    let paper: Paper = serde_json::from_slice(bytes).map_err(|error| problem(&error))?;
    if !slot.is(&paper.client_id, &paper.email) {
        return Err("it is that of another account");
    }
    if paper.refresh_token.is_empty() {
        return Err("there is no refresh token in it");
    }
    let access = paper.access.and_then(access);
    Ok(Credential {
        client: Client { id: paper.client_id, secret: SecretString::from(paper.client_secret), token_uri: paper.token_uri },
        refresh: SecretString::from(paper.refresh_token),
        access,
    })
}

/// Nothing where there is no token: an answer without one is none.
fn access(paper: AccessPaper) -> Option<Access> {
    (!paper.token.is_empty()).then(|| Access { token: SecretString::from(paper.token), expires: paper.expires })
}

/// Whose it is, as far as that can be read.
pub(super) fn owner(bytes: &[u8]) -> Option<Slot> {
    let owner: Owner = serde_json::from_slice(bytes).ok()?;
    Some(Slot { client_id: owner.client_id, email: owner.email })
}

/// True when both are the same in every part.
pub(super) fn same(one: &Credential, other: &Credential) -> bool {
    let access = |credential: &Credential| {
        credential.access.as_ref().map(|access| (access.token.expose_secret().to_owned(), access.expires))
    };
    one.client.id == other.client.id
        && one.client.token_uri == other.client.token_uri
        && one.client.secret.expose_secret() == other.client.secret.expose_secret()
        && one.refresh.expose_secret() == other.refresh.expose_secret()
        && access(one) == access(other)
}

/// The library's own words would quote what it found.
fn problem(error: &serde_json::Error) -> &'static str {
    match error.classify() {
        Category::Eof => "it is empty or cut short",
        Category::Syntax | Category::Io => "it is not JSON",
        Category::Data => "a part of it is missing or of another kind",
    }
}

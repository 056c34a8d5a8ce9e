//! Application Default Credentials: where their files lie, and what is in them.
//!
//! Reads and judges a file; sends nothing and keeps nothing. What the library would stop at, take wrongly or panic on is found
//! here and said in a sentence. The metadata server of Google's machines is never asked: it holds no person.
//!
//! Source: <https://docs.cloud.google.com/docs/authentication/application-default-credentials>

mod content;
mod fields;

use std::ffi::OsString;
use std::fmt;
use std::fs::File;
use std::io::{self, ErrorKind, Read};
use std::path::{Path, PathBuf};

use secrecy::SecretString;
use serde_json::Value;

pub(super) use self::fields::{is_email, is_project};
use super::error::AuthError;
use super::exchange::short;

/// Names the file.
pub const VARIABLE: &str = "GOOGLE_APPLICATION_CREDENTIALS";
/// Longest file that is read, in bytes.
const LONGEST: u64 = 256 * 1024;

/// What kind of credentials a file holds: its `type`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A service account's key.
    ServiceAccount,
    /// A sign-in that gcloud keeps.
    AuthorizedUser,
    /// Workload or workforce identity federation.
    ExternalAccount,
    /// A sign-in that gcloud keeps, acting as a service account.
    ImpersonatedServiceAccount,
}

impl Kind {
    /// As it stands in the file.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::ServiceAccount => "service_account",
            Self::AuthorizedUser => "authorized_user",
            Self::ExternalAccount => "external_account",
            Self::ImpersonatedServiceAccount => "impersonated_service_account",
        }
    }

    /// In words, to follow "it holds".
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::ServiceAccount => "a service account's key",
            Self::AuthorizedUser => "gcloud's sign-in of a person",
            Self::ExternalAccount => "an identity of another provider",
            Self::ImpersonatedServiceAccount => "a sign-in that acts as a service account",
        }
    }

    /// What to beware of. Meet belongs to people: for others it answers with empty lists and makes no space.
    #[must_use]
    pub fn warning(self) -> Option<&'static str> {
        match self {
            Self::ServiceAccount | Self::AuthorizedUser => None,
            Self::ExternalAccount | Self::ImpersonatedServiceAccount => Some(
                "This is no person: Meet lists nothing for it and makes no spaces. A service account's key with --impersonate acts for one.",
            ),
        }
    }

    fn of(name: &str) -> Option<Self> {
        [Self::ServiceAccount, Self::AuthorizedUser, Self::ExternalAccount, Self::ImpersonatedServiceAccount]
            .into_iter()
            .find(|kind| kind.name() == name)
    }

    /// How such a file is made.
    fn made(self) -> &'static str {
        match self {
            Self::ServiceAccount => {
                "Make a new JSON key of the service account at https://console.cloud.google.com/iam-admin/serviceaccounts."
            }
            Self::AuthorizedUser => "Make it anew: gcloud auth application-default login; or sign in with greenroom auth login.",
            Self::ExternalAccount => {
                "Make it anew: gcloud iam workload-identity-pools create-cred-config; or sign in with greenroom auth login."
            }
            Self::ImpersonatedServiceAccount => {
                "Make it anew: gcloud auth application-default login --impersonate-service-account=ACCOUNT; or sign in with greenroom auth login."
            }
        }
    }
}

/// A file of credentials that can be used.
#[derive(Clone)]
pub struct CredentialFile {
    path: PathBuf,
    kind: Kind,
    account: Option<String>,
    client_id: Option<String>,
    quota_project: Option<String>,
    json: SecretString,
}

impl CredentialFile {
    /// Reads what a file holds. Asks nobody.
    ///
    /// # Errors
    ///
    /// [`AuthError::Key`]: each wrong content has its own sentence and its own advice, and none of them repeats a secret.
    pub fn parse(path: &Path, bytes: &[u8]) -> Result<Self, AuthError> {
        let refuse = |problem: &str, next: &str| key_error(path, problem, next);
        if u64::try_from(bytes.len()).is_ok_and(|length| length > LONGEST) {
            return Err(refuse("It is far too long for a file of credentials.", "Name the JSON file with the credentials."));
        }
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        let json: Value = serde_json::from_slice(bytes).map_err(|error| no_json(path, bytes, &error))?;
        let Value::Object(map) = json else {
            return Err(refuse("It is JSON, but holds no credentials.", "Name the JSON file with the credentials."));
        };
        if map.contains_key("installed") || map.contains_key("web") {
            let next = format!("Sign in with it: greenroom auth login --client {}; and unset {VARIABLE}.", path.display());
            return Err(refuse("It is an OAuth client's file: it names a program, not who may be acted for.", &next));
        }
        let Some(name) = map.get("type").and_then(Value::as_str) else {
            return Err(refuse("It has no type, so it holds no credentials.", "Name the JSON file with the credentials."));
        };
        if name == "external_account_authorized_user" {
            return Err(refuse(
                "It is a sign-in through workforce identity federation (external_account_authorized_user), which greenroom cannot use.",
                "Sign in with greenroom auth login, or use credentials of another type.",
            ));
        }
        let Some(kind) = Kind::of(name) else {
            return Err(refuse(
                &format!("Credentials of type {} are unknown to greenroom.", short(name, 40)),
                "Use a service account's key, gcloud's file or one of identity federation; or sign in with greenroom auth login.",
            ));
        };
        content::read(path, kind, &map)
    }

    /// Where it lies.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What kind it is.
    #[must_use]
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// The service account that it is for, if it is for one.
    #[must_use]
    pub fn account(&self) -> Option<&str> {
        self.account.as_deref()
    }

    /// A service account's number, which the Admin console wants.
    #[must_use]
    pub fn client_id(&self) -> Option<&str> {
        self.client_id.as_deref()
    }

    /// Which project pays, where the file says so.
    #[must_use]
    pub fn quota_project(&self) -> Option<&str> {
        self.quota_project.as_deref()
    }

    /// Its content as the library reads it, checked.
    pub(super) fn json(&self) -> &SecretString {
        &self.json
    }

    /// It cannot be used, for a reason that showed later.
    pub(super) fn refuse(&self, problem: &str, next: &str) -> AuthError {
        key_error(&self.path, problem, next)
    }
}

impl fmt::Debug for CredentialFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CredentialFile").field("path", &self.path).field("kind", &self.kind).finish_non_exhaustive()
    }
}

/// Where gcloud keeps what `gcloud auth application-default login` gave it.
#[must_use]
pub fn gcloud_file(variable: impl Fn(&str) -> Option<OsString>, windows: bool) -> Option<PathBuf> {
    let named = |name| variable(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let folder = named("CLOUDSDK_CONFIG").or_else(|| {
        if windows {
            named("APPDATA").map(|folder| folder.join("gcloud"))
        } else {
            named("HOME").map(|home| home.join(".config").join("gcloud"))
        }
    })?;
    Some(folder.join("application_default_credentials.json"))
}

/// Reads a file as far as it may be.
///
/// # Errors
///
/// The system's.
pub fn read(path: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(path)?.take(LONGEST + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// A file that could not be read.
pub(super) fn unreadable(path: &Path, error: &io::Error) -> AuthError {
    let unset = format!("Correct {VARIABLE}, or unset it to come in another way.");
    match error.kind() {
        ErrorKind::NotFound => key_error(path, "There is no such file.", &unset),
        ErrorKind::PermissionDenied => {
            key_error(path, "You may not read it.", "Make it readable for you, and for nobody else: chmod 600.")
        }
        ErrorKind::IsADirectory => key_error(path, "It is a folder, not a file.", &unset),
        _ => key_error(path, &format!("It cannot be read ({}).", short(&error.to_string(), 120)), &unset),
    }
}

fn key_error(path: &Path, problem: &str, next: &str) -> AuthError {
    AuthError::Key { path: path.to_owned(), problem: problem.into(), next: next.into() }
}

/// What a file is that is no JSON. The library's words are not used: they may repeat what stands in the file.
fn no_json(path: &Path, bytes: &[u8], error: &serde_json::Error) -> AuthError {
    let name = "Name the JSON file with the credentials.";
    let begins = bytes.trim_ascii_start();
    if begins.is_empty() {
        return key_error(path, "It is empty.", name);
    }
    if begins.starts_with(b"<") {
        return key_error(path, "It is a web page, no JSON.", "Download the file anew, signed in to Google's console.");
    }
    if begins.starts_with(b"-----BEGIN") {
        return key_error(
            path,
            "It is a key alone, without the account that it belongs to.",
            "Make a key of type JSON for the service account at https://console.cloud.google.com/iam-admin/serviceaccounts.",
        );
    }
    if std::str::from_utf8(bytes).is_err() {
        return key_error(path, "It is no text in UTF-8.", "Name the JSON file with the credentials (a P12 key cannot be used).");
    }
    if error.is_eof() {
        return key_error(path, "It is JSON that breaks off in the middle.", "Copy or download the file anew.");
    }
    let problem = format!("It is no JSON (line {}, column {}).", error.line(), error.column());
    key_error(path, &problem, name)
}

#[cfg(test)]
mod tests;

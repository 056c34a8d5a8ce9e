//! The ways to a token, in their one order, and which of them is taken.
//!
//! Quick: it reads the environment, the list of accounts and at most two small files, and asks neither network nor keyring.
//!
//! | order | way | taken when |
//! |---|---|---|
//! | 1 | `GREENROOM_ACCESS_TOKEN` | it is set |
//! | 2 | the service account's key that `GOOGLE_APPLICATION_CREDENTIALS` names | `--impersonate USER` asks for it |
//! | 3 | an account that is signed in | `--account`, `GREENROOM_ACCOUNT`, else the current one |
//! | 4 | other credentials that `GOOGLE_APPLICATION_CREDENTIALS` names | it is set |
//! | 5 | gcloud's file | it is there |
//!
//! The first that is there is taken. If it cannot be used that is an error: who comes in another way unasked may be somebody else.

use std::ffi::OsString;
use std::fmt;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use secrecy::{ExposeSecret, SecretString};

use super::adc::{self, CredentialFile, Kind};
use super::error::AuthError;
use super::keyed::KeyedSource;
use super::service_account;
use crate::meet::endpoint::Endpoint;

/// Names the project that pays.
const QUOTA_PROJECT: &str = "GOOGLE_CLOUD_QUOTA_PROJECT";

/// What flags, variables and settings say about signing in. An empty text says nothing.
#[derive(Debug, Clone)]
pub struct Home {
    /// The data folder: accounts.
    pub data: PathBuf,
    /// The settings folder: the OAuth client's file.
    pub config: PathBuf,
    /// `--client`, `GREENROOM_CLIENT`.
    pub client: Option<PathBuf>,
    /// `GREENROOM_OAUTH_ENDPOINT`.
    pub oauth: Option<Endpoint>,
    /// `--account`, `GREENROOM_ACCOUNT`.
    pub account: Option<String>,
    /// `--impersonate`.
    pub impersonate: Option<String>,
    /// `GREENROOM_ACCESS_TOKEN`.
    pub token: Option<SecretString>,
}

/// Who is signed in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SignedIn {
    /// Whose list is shown.
    pub current: Option<String>,
    /// All, by address.
    pub all: Vec<String>,
}

/// What is looked at outside: the system's, or a test's.
pub struct Outside<'a> {
    /// Reads a variable of the environment.
    pub variable: &'a dyn Fn(&str) -> Option<OsString>,
    /// Reads a small file.
    pub read: &'a dyn Fn(&Path) -> io::Result<Vec<u8>>,
    /// Reads who is signed in.
    pub accounts: &'a dyn Fn() -> Result<SignedIn, AuthError>,
    /// Whether folders lie as on Windows.
    pub windows: bool,
}

/// A way that leads to a token.
#[derive(Debug, Clone)]
pub enum Way {
    /// A ready token.
    Token,
    /// An account that is signed in, by its address.
    Account(String),
    /// A service account that acts for a person.
    ServiceAccount {
        /// Where its key lies.
        path: PathBuf,
        /// The account.
        email: String,
        /// For whom it acts.
        user: String,
        /// The key.
        file: CredentialFile,
    },
    /// Application Default Credentials.
    Adc {
        /// Where they lie.
        path: PathBuf,
        /// What they are.
        kind: Kind,
        /// True for the file that gcloud keeps, false for one that the variable names.
        gcloud: bool,
        /// The credentials.
        file: CredentialFile,
    },
}

/// A place where a way may begin, in the order in which they are tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// `GREENROOM_ACCESS_TOKEN`.
    Token,
    /// `--impersonate`.
    Impersonate,
    /// The accounts that are signed in.
    Accounts,
    /// `GOOGLE_APPLICATION_CREDENTIALS`.
    Credentials,
    /// gcloud's file.
    Gcloud,
}

impl Place {
    /// All, in their order.
    pub const ALL: [Self; 5] = [Self::Token, Self::Impersonate, Self::Accounts, Self::Credentials, Self::Gcloud];
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Token => "GREENROOM_ACCESS_TOKEN",
            Self::Impersonate => service_account::FLAG,
            Self::Accounts => "signed-in account",
            Self::Credentials => adc::VARIABLE,
            Self::Gcloud => "gcloud's credentials",
        })
    }
}

/// What was found at a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    /// This way is taken.
    Taken,
    /// It would lead to a token, but one before it is taken.
    Shadowed,
    /// Nothing is there.
    Absent,
    /// Something is there that cannot be used.
    Unusable(AuthError),
}

/// One place that was looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Looked {
    /// Which.
    pub place: Place,
    /// What was found there.
    pub state: State,
    /// The same in words: a person, a file, what is not set. One line, no secret.
    pub detail: String,
}

/// All that looking brought.
#[derive(Debug)]
pub struct Look {
    /// Every place in its order.
    pub looked: Vec<Looked>,
    /// The way that is taken, or why there is none.
    pub way: Result<Way, AuthError>,
    /// The project that pays, where the environment names one.
    pub quota_project: Option<String>,
}

/// The way in.
#[derive(Debug)]
pub struct Found {
    /// The way that is taken.
    pub way: Way,
    /// Every place in its order.
    pub looked: Vec<Looked>,
    /// The project that pays, where the environment names one.
    pub quota_project: Option<String>,
}

impl Found {
    /// The source of tokens for credentials that somebody else keeps; none for a ready token and for accounts.
    #[must_use]
    pub fn keyed(&self, read_only: bool, oauth: Option<&Endpoint>) -> Option<KeyedSource> {
        let (file, user) = match &self.way {
            Way::Token | Way::Account(_) => return None,
            Way::ServiceAccount { file, user, .. } => (file, Some(user.clone())),
            Way::Adc { file, .. } => (file, None),
        };
        Some(KeyedSource::new(file.clone(), user, read_only, self.quota_project.clone(), oauth))
    }
}

/// The way that is taken.
///
/// # Errors
///
/// [`AuthError::NotSignedIn`] when there is none, else why the first that is there cannot be used.
pub fn find(home: &Home, outside: &Outside<'_>) -> Result<Found, AuthError> {
    let Look { looked, way, quota_project } = look(home, outside);
    Ok(Found { way: way?, looked, quota_project })
}

/// Looks at every place, for those who want to see them all.
#[must_use]
pub fn look(home: &Home, outside: &Outside<'_>) -> Look {
    let mut looked = Vec::new();
    let mut first = None;
    for place in Place::ALL {
        let there = at(place, home, outside);
        let (state, detail) = match &there {
            Ok(Spot::Way(way)) => (if first.is_some() { State::Shadowed } else { State::Taken }, way.to_string()),
            Ok(Spot::Nothing(detail)) => (State::Absent, detail.clone()),
            Err(error) => (State::Unusable(error.clone()), error.why()),
        };
        looked.push(Looked { place, state, detail });
        match there {
            Ok(Spot::Way(way)) => first = first.or(Some(Ok(way))),
            Ok(Spot::Nothing(_)) => {}
            Err(error) => first = first.or(Some(Err(error))),
        }
    }
    let mut way = first.unwrap_or(Err(AuthError::NotSignedIn));
    let mut quota_project = None;
    match named(outside, QUOTA_PROJECT).map(|value| value.to_string_lossy().trim().to_owned()) {
        Some(project) if adc::is_project(&project) => quota_project = Some(project),
        // Nobody else sends it.
        Some(_) if matches!(way, Ok(Way::ServiceAccount { .. } | Way::Adc { .. })) => {
            way = Err(AuthError::Setting {
                name: QUOTA_PROJECT,
                problem: "It is no name of a project.".into(),
                next: "Correct it, or unset it.".into(),
            });
        }
        _ => {}
    }
    Look { looked, way, quota_project }
}

/// What is at a place.
enum Spot {
    Way(Way),
    /// Nothing; holds what was looked for.
    Nothing(String),
}

fn at(place: Place, home: &Home, outside: &Outside<'_>) -> Result<Spot, AuthError> {
    match place {
        Place::Token => Ok(match home.token.as_ref().filter(|token| !token.expose_secret().trim().is_empty()) {
            Some(_) => Spot::Way(Way::Token),
            None => Spot::Nothing("not set".into()),
        }),
        Place::Impersonate => impersonated(home, outside),
        Place::Accounts => account(home, outside),
        Place::Credentials => named_file(home, outside),
        Place::Gcloud => gcloud(outside),
    }
}

fn impersonated(home: &Home, outside: &Outside<'_>) -> Result<Spot, AuthError> {
    let Some(user) = said(home.impersonate.as_ref()) else { return Ok(Spot::Nothing("not given".into())) };
    let refuse = |problem: &str, next: &str| {
        Err(AuthError::Setting { name: service_account::FLAG, problem: problem.into(), next: next.into() })
    };
    if !adc::is_email(user) {
        return refuse("This is no e-mail address.", "Give the address of the person to act for: --impersonate ana@example.com.");
    }
    let Some(path) = named(outside, adc::VARIABLE).map(PathBuf::from) else {
        return refuse(
            "It needs a service account's key, and GOOGLE_APPLICATION_CREDENTIALS names none.",
            "Set GOOGLE_APPLICATION_CREDENTIALS to the key's JSON file.",
        );
    };
    let file = service_account::key(file(&path, outside)?)?;
    let email = file.account().unwrap_or_default().to_owned();
    Ok(Spot::Way(Way::ServiceAccount { path, email, user: user.to_owned(), file }))
}

fn account(home: &Home, outside: &Outside<'_>) -> Result<Spot, AuthError> {
    let SignedIn { current, all } = (outside.accounts)()?;
    let Some(wanted) = said(home.account.as_ref()) else {
        return Ok(current.map_or_else(|| Spot::Nothing("nobody is signed in".into()), |email| Spot::Way(Way::Account(email))));
    };
    match all.iter().find(|email| email.eq_ignore_ascii_case(wanted)) {
        Some(email) => Ok(Spot::Way(Way::Account(email.clone()))),
        None => Err(AuthError::UnknownAccount { wanted: wanted.to_owned(), known: all }),
    }
}

fn named_file(home: &Home, outside: &Outside<'_>) -> Result<Spot, AuthError> {
    let Some(path) = named(outside, adc::VARIABLE).map(PathBuf::from) else { return Ok(Spot::Nothing("not set".into())) };
    if said(home.impersonate.as_ref()).is_some() {
        return Ok(Spot::Nothing(format!("read for {}", service_account::FLAG)));
    }
    let file = file(&path, outside)?;
    if file.kind() == Kind::ServiceAccount {
        return Err(service_account::for_nobody(&file));
    }
    Ok(Spot::Way(Way::Adc { path, kind: file.kind(), gcloud: false, file }))
}

fn gcloud(outside: &Outside<'_>) -> Result<Spot, AuthError> {
    let Some(path) = adc::gcloud_file(outside.variable, outside.windows) else {
        return Ok(Spot::Nothing("no home folder is known".into()));
    };
    let bytes = match (outside.read)(&path) {
        Ok(bytes) => bytes,
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
            return Ok(Spot::Nothing(format!("{} is not there", path.display())));
        }
        Err(error) => return Err(adc::unreadable(&path, &error)),
    };
    let file = CredentialFile::parse(&path, &bytes)?;
    if file.kind() == Kind::ServiceAccount {
        return Err(service_account::for_nobody(&file));
    }
    Ok(Spot::Way(Way::Adc { path, kind: file.kind(), gcloud: true, file }))
}

fn file(path: &Path, outside: &Outside<'_>) -> Result<CredentialFile, AuthError> {
    let bytes = (outside.read)(path).map_err(|error| adc::unreadable(path, &error))?;
    CredentialFile::parse(path, &bytes)
}

fn named(outside: &Outside<'_>, variable: &str) -> Option<OsString> {
    (outside.variable)(variable).filter(|value| !value.is_empty())
}

fn said(text: Option<&String>) -> Option<&str> {
    text.map(|text| text.trim()).filter(|text| !text.is_empty())
}

impl fmt::Display for Way {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Token => f.write_str("set"),
            Self::Account(email) => f.write_str(email),
            Self::ServiceAccount { path, email, user, .. } => write!(f, "{email} for {user}, {}", path.display()),
            Self::Adc { path, kind, .. } => write!(f, "{}, {}", kind.words(), path.display()),
        }
    }
}

#[cfg(test)]
mod tests;

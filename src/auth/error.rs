//! Everything that can go wrong with signing in, as one enum, with the words in which a person reads it.
//!
//! Texts in here are cleaned and bounded when they come in, and hold no secret.

use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

use jiff::Timestamp;

use super::scopes::Scope;

/// Why there is no token, or no sign-in.
///
/// `said` is what the server said, cleaned: one line, at most 300 characters.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum AuthError {
    /// Nobody is signed in, and no other way is open.
    NotSignedIn,
    /// That account is not signed in; the others are named.
    UnknownAccount {
        /// Which was asked for.
        wanted: String,
        /// Which there are.
        known: Vec<String>,
    },
    /// The client file is missing, unreadable or not the right one.
    ClientFile {
        /// Where it was looked for; none for a pasted text.
        path: Option<PathBuf>,
        /// What is wrong with it, as a sentence.
        problem: String,
        /// What to do.
        next: String,
    },
    /// The loopback port for the browser's answer cannot be used.
    Port {
        /// Which; 0 for any.
        port: u16,
        /// The system's words.
        detail: String,
    },
    /// Google's page answered with an error, such as `access_denied`.
    Consent {
        /// OAuth's word for it.
        code: String,
        /// What the server said.
        said: Option<String>,
    },
    /// What came back does not belong to this sign-in: its `state` is missing or another one.
    WrongState,
    /// What was pasted is not the address that the browser ended on; holds why not.
    Pasted(String),
    /// Nobody came back from the browser.
    NobodyCame {
        /// For how long it was waited.
        after: Duration,
    },
    /// The person cancelled.
    Cancelled,
    /// Signed in as somebody else than was asked for.
    OtherAccount {
        /// Who was wanted.
        wanted: String,
        /// Who came.
        came: String,
    },
    /// No refresh token came: it would be over in an hour.
    NoRefreshToken,
    /// The answer does not say whose token it is.
    NoIdentity,
    /// None of Meet's scopes was granted.
    NothingGranted {
        /// What was asked for.
        asked: Vec<Scope>,
    },
    /// The token endpoint refused a code, a key or a client: OAuth's words (`invalid_client`, `unauthorized_client`, …).
    Refused {
        /// OAuth's word for it.
        code: String,
        /// What the server said.
        said: Option<String>,
        /// How far this computer's clock is ahead of the server's, in seconds, where that is more than five minutes.
        clock: Option<i64>,
    },
    /// The organisation has not delegated these scopes to the service account. One that is missing refuses them all.
    Delegation {
        /// The service account.
        account: String,
        /// Its number, which the Admin console wants, as its key file tells it.
        client_id: Option<String>,
        /// For whom it was to act.
        user: String,
        /// What was asked for.
        scopes: Vec<Scope>,
        /// What the server said.
        said: Option<String>,
    },
    /// The refresh token is dead: only signing in again helps.
    Over {
        /// Whose.
        account: String,
        /// The likely cause.
        cause: Cause,
        /// What the server said.
        said: Option<String>,
    },
    /// The token server cannot be reached.
    Unreachable {
        /// Its host.
        host: String,
        /// The system's words.
        detail: String,
    },
    /// The token server did not answer in time.
    TimedOut {
        /// Its host.
        host: String,
        /// The time that was allowed.
        after: Duration,
    },
    /// The token server answered with 5xx, 429, a web page or something else that is no OAuth answer.
    Server {
        /// Its host.
        host: String,
        /// The HTTP status.
        http: u16,
        /// True for a web page.
        html: bool,
    },
    /// What is kept at rest could not be read or written. Nothing was deleted.
    Kept {
        /// Which place, as in "the keyring".
        place: String,
        /// What was tried, as in "read".
        what: &'static str,
        /// Why it did not work.
        detail: String,
        /// What to do.
        next: String,
    },
    /// A file with credentials (a service account's key, gcloud's) cannot be used.
    Key {
        /// Where.
        path: PathBuf,
        /// What is wrong with it, as a sentence.
        problem: String,
        /// What to do.
        next: String,
    },
    /// A flag or a variable cannot be used.
    Setting {
        /// Its name, as in "--impersonate".
        name: &'static str,
        /// What is wrong with it, as a sentence.
        problem: String,
        /// What to do.
        next: String,
    },
    /// A part of greenroom failed.
    Internal(String),
}

/// Why a refresh token died, as far as it can be told.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Cause {
    /// It lived about seven days: the project's publishing status is *Testing*.
    Testing {
        /// When it was given.
        since: Timestamp,
    },
    /// Its time was limited when it was granted.
    TimeLimit,
    /// The organisation's session rules demand a new sign-in (`invalid_rapt`).
    SessionPolicy,
    /// Not used for six months.
    Unused,
    /// The client was deleted or its secret changed.
    Client,
    /// Taken back by the person or an administrator, pushed out by a hundred newer ones, or by a new password.
    Revoked,
}

impl AuthError {
    /// True when the same may well work a little later, without anybody doing something.
    #[must_use]
    pub fn is_transient(&self) -> bool {
        matches!(self, Self::Unreachable { .. } | Self::TimedOut { .. } | Self::Server { .. })
    }

    /// True when only signing in helps.
    #[must_use]
    pub fn wants_sign_in(&self) -> bool {
        matches!(self, Self::NotSignedIn | Self::Over { .. } | Self::UnknownAccount { .. })
    }
}

impl fmt::Display for AuthError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.why())
    }
}

impl std::error::Error for AuthError {}

//! The words of signing in, between the pure and the impure.

use std::fmt;

use jiff::Timestamp;

use super::Trouble;
use crate::auth::scopes::{Granted, Scope};

/// What a person typed or pasted where a secret may be in it: no `Debug` shows it.
#[derive(Clone, PartialEq, Eq)]
pub struct Typed(pub String);

impl fmt::Debug for Typed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Typed(..)")
    }
}

/// Something of signing in that is to be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AuthOp {
    /// Begin a sign-in in the browser, in the place of one that is under way.
    Begin {
        /// Who is expected to come.
        account: Option<String>,
    },
    /// Check an OAuth client file, given by its path or its content, and keep it.
    Client(Typed),
    /// The address that a browser ended on, of another machine perhaps.
    Paste(Typed),
    /// Show the sign-in's page in the browser here, again.
    Browse,
    /// Stop waiting for the browser.
    Cancel,
    /// Look whether gcloud's credentials are there.
    Gcloud,
    /// Who is signed in.
    Accounts,
    /// Sign this account out here; Google is not told.
    Forget(String),
    /// The next start begins with this account, though another one signed in last.
    Stay(String),
}

/// What became of it.
#[derive(Debug)]
pub enum AuthMsg {
    /// There is no client file yet.
    NoClient,
    /// The client file is good and kept; holds its project.
    Client(Result<Option<String>, Trouble>),
    /// The page to sign in on.
    Page {
        /// Its address.
        url: String,
        /// The port on this machine where the browser's answer is awaited.
        port: u16,
        /// This machine as SSH reaches it, where that is known.
        machine: Option<String>,
    },
    /// Whether a browser was started; why not.
    Opened(Result<(), String>),
    /// What was pasted does not fit.
    PasteRefused(Trouble),
    /// Signed in, kept and read back.
    SignedIn(Box<SignedInAs>),
    /// Nobody was signed in.
    Failed(Trouble),
    /// Gcloud's credentials are there and can be used; or why not.
    Gcloud(Result<(), Trouble>),
    /// Who is signed in.
    Accounts(Result<Vec<AccountLine>, Trouble>),
    /// This account is signed out here.
    Forgot(Result<String, Trouble>),
    /// The next start begins with the account at work, or why it does not.
    Stayed(Result<(), Trouble>),
}

/// A sign-in that worked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedInAs {
    /// The account.
    pub email: String,
    /// What was granted.
    pub granted: Granted,
    /// What was asked for and not granted.
    pub missing: Vec<Scope>,
    /// Where the sign-in is kept.
    pub place: String,
    /// When it will end, where that is known.
    pub ends: Option<Timestamp>,
    /// What Google still wants before anything can be asked, such as the API to be switched on.
    pub still: Option<Trouble>,
    /// By another OAuth client than that of the list on the screen: what goes on needs its tokens.
    pub other_client: bool,
}

/// An account that is signed in here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountLine {
    /// The account.
    pub email: String,
    /// What was asked for and not granted.
    pub missing: Vec<Scope>,
    /// When its sign-in will end, where that is known.
    pub ends: Option<Timestamp>,
}

/// With what the program goes on in this one's place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Next {
    /// The list of another account that is signed in.
    Account(String),
    /// Gcloud's credentials.
    Gcloud,
    /// The demo.
    Demo,
    /// Whoever is signed in now, if anybody is.
    Anyone,
}

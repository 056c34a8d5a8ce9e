//! What the OAuth side knows: clients, service accounts, what was given out, and how people decide.

use std::collections::{BTreeSet, HashMap};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use rustls::pki_types::SubjectPublicKeyInfoDer;
use serde::Deserialize;

use super::authorize::Wish;
use super::id_token::Signer;
use super::scopes::Scopes;

/// Who may sign in to the apps of a Cloud project.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Publishing {
    /// Its test users alone, for seven days at a time.
    Testing,
    /// Everybody.
    #[default]
    Production,
    /// Those whose address ends in this domain.
    Internal(String),
}

/// What kind of app an OAuth client is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum ClientKind {
    /// A program on a person's own machine; answers go to any port of it.
    Desktop,
    /// A server; answers go to the addresses that it has registered.
    Web,
}

/// Why nobody can sign in through a client.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Block {
    /// The organisation's administrator has forbidden the app or its scopes.
    AdminPolicyEnforced,
    /// The app is for the members of another organisation.
    OrgInternal,
    /// The browser is not one that Google lets people sign in with.
    DisallowedUseragent,
    /// Google has deleted the client, as it does after six months without use.
    DeletedClient,
}

/// An OAuth client.
pub struct OAuthClient {
    pub(in crate::emulator) id: String,
    pub(in crate::emulator) secret: String,
    pub(in crate::emulator) project: String,
    pub(in crate::emulator) kind: ClientKind,
    /// Where answers may go, for a web client.
    pub redirect_uris: Vec<String>,
    /// Why nobody can sign in through it, if so.
    pub block: Option<Block>,
    /// Whether each refresh gives a new refresh token and ends the old one.
    pub rotates: bool,
}

impl OAuthClient {
    /// `….apps.googleusercontent.com`.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Its secret.
    #[must_use]
    pub fn secret(&self) -> &str {
        &self.secret
    }
}

/// How people decide who are sent to the authorize address.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Consent {
    /// They are asked, on a page.
    #[default]
    Ask,
    /// They agree at once.
    Allow {
        /// The e-mail address of the account that they choose.
        user: String,
        /// Scopes that they untick. Where only one scope goes beyond signing in, it has no box.
        unticked: Vec<String>,
        /// For how long, if not for good.
        time_limit: Option<Duration>,
    },
    /// The answer is this error at once, such as `access_denied`.
    Deny(String),
}

impl Consent {
    /// Agreeing at once, as this user, to everything and for good.
    #[must_use]
    pub fn allow(user: &str) -> Self {
        Self::Allow { user: user.to_owned(), unticked: Vec::new(), time_limit: None }
    }

    /// But not to this scope.
    #[must_use]
    pub fn without(mut self, scope: &str) -> Self {
        if let Self::Allow { unticked, .. } = &mut self {
            unticked.push(scope.to_owned());
        }
        self
    }

    /// But only for a while.
    #[must_use]
    pub fn only_for(mut self, limit: Duration) -> Self {
        if let Self::Allow { time_limit, .. } = &mut self {
            *time_limit = Some(limit);
        }
        self
    }

    /// Pressing Cancel at once.
    #[must_use]
    pub fn cancel() -> Self {
        Self::Deny("access_denied".into())
    }
}

/// An account of a program, with the key that its assertions are checked with.
pub(in crate::emulator) struct ServiceAccount {
    pub(super) email: String,
    /// Its number, which is also what an administrator delegates scopes to.
    pub(super) client_id: String,
    pub(super) project: String,
    pub(super) key: SubjectPublicKeyInfoDer<'static>,
    /// Scopes with which it may act as any user, exactly as they were written down.
    pub(super) delegated: BTreeSet<String>,
}

/// How a code is bound to who asked for it (PKCE).
#[derive(Clone, PartialEq, Eq)]
pub(in crate::emulator) enum Challenge {
    Plain(String),
    S256(String),
}

/// A code that was not redeemed yet.
pub(in crate::emulator) struct Code {
    pub(super) client: String,
    pub(super) user: String,
    pub(super) redirect_uri: String,
    pub(super) scopes: Scopes,
    pub(super) challenge: Option<Challenge>,
    pub(super) ends: Timestamp,
    /// Whether a refresh token comes with it.
    pub(super) offline: bool,
    pub(super) time_limit: Option<Duration>,
}

/// A refresh token.
pub(in crate::emulator) struct Refresh {
    pub(super) token: String,
    pub(super) client: String,
    pub(super) project: String,
    pub(super) user: String,
    pub(super) scopes: Scopes,
    /// When it was last used, or else given out.
    pub(super) used: Timestamp,
    /// When it dies whatever happens.
    pub(super) ends: Option<Timestamp>,
}

/// A person who is looking at the page.
pub(in crate::emulator) struct Pending {
    pub(super) wish: Wish,
    pub(super) ends: Timestamp,
}

/// All of it.
pub(in crate::emulator) struct State {
    /// In the order in which they were added.
    pub(in crate::emulator) clients: Vec<OAuthClient>,
    pub(super) accounts: Vec<ServiceAccount>,
    pub(super) codes: HashMap<String, Code>,
    /// Oldest first.
    pub(super) refresh: Vec<Refresh>,
    /// By the ticket in the page.
    pub(super) pending: HashMap<String, Pending>,
    pub(super) consent: Consent,
    /// Who has to prove again who they are.
    pub(super) reauth: BTreeSet<String>,
    pub(super) access_life: SignedDuration,
    /// Made when it is first needed.
    pub(super) signer: Option<Signer>,
}

impl Default for State {
    fn default() -> Self {
        Self {
            clients: Vec::new(),
            accounts: Vec::new(),
            codes: HashMap::new(),
            refresh: Vec::new(),
            pending: HashMap::new(),
            consent: Consent::Ask,
            reauth: BTreeSet::new(),
            access_life: SignedDuration::from_secs(3599),
            signer: None,
        }
    }
}

impl State {
    pub(super) fn client(&self, id: &str) -> Option<&OAuthClient> {
        self.clients.iter().find(|client| client.id == id)
    }

    pub(super) fn account(&self, email: &str) -> Option<&ServiceAccount> {
        self.accounts.iter().find(|account| account.email == email)
    }
}

//! The way in, as every command finds it: the same order as the app, and the same errors with the same exit codes.

use std::sync::Arc;

use secrecy::ExposeSecret;

use super::surroundings::Surroundings;
use crate::auth::accounts::{Account, Accounts};
use crate::auth::error::AuthError;
use crate::auth::keyed::KeyedSource;
use crate::auth::renew::Renewer;
use crate::auth::scopes::Granted;
use crate::auth::vault::Vault;
use crate::auth::ways::{Found, Look, Way};
use crate::meet::token::{StaticToken, TokenSource};

/// All that there is to know of signing in without asking anybody.
pub(super) struct WayIn {
    pub(super) look: Look,
    pub(super) accounts: Result<Accounts, AuthError>,
}

/// Looks at every way. Reads a few small files.
pub(super) fn look(around: &Surroundings) -> WayIn {
    WayIn { look: around.home.look(), accounts: Accounts::load(&around.home.data) }
}

/// Where the tokens of the way come from.
pub(super) enum Source {
    /// Somebody else got it, and nobody renews it.
    Ready(Arc<StaticToken>),
    /// A sign-in that greenroom keeps.
    Account(Box<Account>, Arc<Renewer>),
    /// Credentials that somebody else keeps; and whose they are, where that is known.
    Keyed(Arc<KeyedSource>, Option<String>),
}

impl Source {
    pub(super) fn tokens(&self) -> Arc<dyn TokenSource> {
        match self {
            Self::Ready(source) => source.clone(),
            Self::Account(_, source) => source.clone(),
            Self::Keyed(source, _) => source.clone(),
        }
    }

    /// The scopes, where they are known without asking.
    pub(super) fn granted(&self) -> Option<Granted> {
        match self {
            Self::Ready(_) => None,
            Self::Account(account, source) => source.granted().or_else(|| Some(account.granted.clone())),
            Self::Keyed(source, _) => source.granted(),
        }
    }

    /// Whose it is, where that is known.
    pub(super) fn account(&self) -> Option<&Account> {
        match self {
            Self::Account(account, _) => Some(account),
            Self::Ready(_) | Self::Keyed(..) => None,
        }
    }

    /// Whose list it is, as the app has it.
    pub(super) fn whose(&self) -> Option<&str> {
        match self {
            Self::Ready(_) => None,
            Self::Account(account, _) => Some(&account.email),
            Self::Keyed(_, whose) => whose.as_deref(),
        }
    }
}

impl WayIn {
    /// Whose list it is by the way that is taken, where that is known. Takes nothing and asks nobody.
    pub(super) fn whose(&self, around: &Surroundings) -> Option<String> {
        let way = self.look.way.as_ref().ok()?;
        match (way, &self.accounts) {
            // As it was written when it was signed in, whatever its case is here.
            (Way::Account(email), Ok(accounts)) => accounts.get(email).map(|account| account.email.clone()),
            (Way::Account(email), Err(_)) => Some(email.clone()),
            _ => keyed_for(way, around),
        }
    }

    /// The source of the way that is taken; the places that were looked at stay behind.
    pub(super) fn source(&mut self, around: &Surroundings, vault: Arc<dyn Vault>) -> Result<Source, AuthError> {
        let way = std::mem::replace(&mut self.look.way, Err(AuthError::NotSignedIn))?;
        match &way {
            Way::Token => {
                let token = around.home.token.as_ref().map(ExposeSecret::expose_secret).unwrap_or_default();
                Ok(Source::Ready(Arc::new(StaticToken::new(token))))
            }
            Way::Account(email) => {
                let accounts = self.accounts.as_ref().map_err(Clone::clone)?;
                let account = accounts.get(email).ok_or_else(|| accounts.unknown(email))?;
                let renewer = Renewer::new(vault, &around.home.data, account, around.home.oauth.clone());
                Ok(Source::Account(Box::new(account.clone()), Arc::new(renewer)))
            }
            Way::ServiceAccount { .. } | Way::Adc { .. } => {
                let whose = keyed_for(&way, around);
                let found = Found { way, looked: Vec::new(), quota_project: self.look.quota_project.clone() };
                let keyed = found.keyed(around.read_only, around.home.oauth.as_ref());
                keyed.map(|keyed| Source::Keyed(Arc::new(keyed), whose)).ok_or(AuthError::NotSignedIn)
            }
        }
    }
}

/// For whom credentials that somebody else keeps are.
fn keyed_for(way: &Way, around: &Surroundings) -> Option<String> {
    match way {
        Way::ServiceAccount { user, .. } => Some(user.clone()),
        Way::Adc { file, .. } => around.home.account.clone().or_else(|| file.account().map(str::to_owned)),
        Way::Token | Way::Account(_) => None,
    }
}

/// Coarse kinds of errors, as exit codes tell them apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Usage,
    NotSignedIn,
    NotPermitted,
    Unavailable,
    Failed,
}

pub(super) fn kind(error: &AuthError) -> Kind {
    match error {
        AuthError::ClientFile { .. } | AuthError::Key { .. } | AuthError::Setting { .. } => Kind::Usage,
        AuthError::Consent { .. }
        | AuthError::NothingGranted { .. }
        | AuthError::Delegation { .. }
        | AuthError::Refused { .. } => Kind::NotPermitted,
        AuthError::Unreachable { .. } | AuthError::TimedOut { .. } | AuthError::Server { .. } => Kind::Unavailable,
        AuthError::Kept { .. } | AuthError::Port { .. } | AuthError::Internal(_) => Kind::Failed,
        _ => Kind::NotSignedIn,
    }
}

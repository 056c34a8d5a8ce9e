//! What is asked for, and what was granted: people may leave boxes unticked.
//!
//! Source: <https://developers.google.com/workspace/meet/api/guides/authenticate-authorize>

use std::collections::BTreeSet;
use std::fmt;

use serde::{Deserialize, Serialize};

/// A scope that greenroom asks for. None of them is *restricted*.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Scope {
    /// `meetings.space.created`: make spaces, and change, end and read those that this client made.
    Created,
    /// `meetings.space.readonly`: read every space and conference that the account can see.
    Readonly,
    /// `meetings.space.settings`: read and change the settings of all the account's spaces.
    Settings,
    /// `openid`: the account's number.
    OpenId,
    /// `email`: the account's address.
    Email,
    /// `pubsub`: pull messages of Cloud Pub/Sub. Asked for with credentials of a project alone, never in the browser.
    Pubsub,
}

impl Scope {
    /// All that is asked for.
    pub const ALL: [Self; 5] = [Self::Created, Self::Readonly, Self::Settings, Self::OpenId, Self::Email];
    /// What is asked for where nothing is to be written.
    pub const READ_ONLY: [Self; 3] = [Self::Readonly, Self::OpenId, Self::Email];

    /// As it stands in a request.
    #[must_use]
    pub fn url(self) -> &'static str {
        match self {
            Self::Created => "https://www.googleapis.com/auth/meetings.space.created",
            Self::Readonly => "https://www.googleapis.com/auth/meetings.space.readonly",
            Self::Settings => "https://www.googleapis.com/auth/meetings.space.settings",
            Self::OpenId => "openid",
            Self::Email => "email",
            Self::Pubsub => "https://www.googleapis.com/auth/pubsub",
        }
    }

    /// As people read it: without what all of Google's scopes begin with.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.url().strip_prefix("https://www.googleapis.com/auth/").unwrap_or(self.url())
    }

    /// What it is good for, to follow "to".
    #[must_use]
    pub fn purpose(self) -> &'static str {
        match self {
            Self::Created => "make spaces, change them and end their calls",
            Self::Readonly => "see spaces and conferences that were made elsewhere",
            Self::Settings => "see and change the settings of all your spaces",
            Self::OpenId => "tell one account from another",
            Self::Email => "show whose spaces these are",
            Self::Pubsub => "pull what Google publishes to a topic",
        }
    }
}

/// The scopes of a token, as its server names them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Granted(BTreeSet<String>);

impl Granted {
    /// Reads the `scope` of a token answer: words with spaces between them. Google answers `email` by its long name.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let short = |scope: &str| match scope {
            "https://www.googleapis.com/auth/userinfo.email" => "email".to_owned(),
            "https://www.googleapis.com/auth/userinfo.profile" => "profile".to_owned(),
            other => other.to_owned(),
        };
        Self(text.split_ascii_whitespace().map(short).collect())
    }

    /// Those scopes.
    #[must_use]
    pub fn of(scopes: &[Scope]) -> Self {
        Self(scopes.iter().map(|scope| scope.url().to_owned()).collect())
    }

    /// Whether this one was granted.
    #[must_use]
    pub fn has(&self, scope: Scope) -> bool {
        self.0.contains(scope.url())
    }

    /// Which of those were not granted.
    #[must_use]
    pub fn lacks(&self, wanted: &[Scope]) -> Vec<Scope> {
        wanted.iter().copied().filter(|scope| !self.has(*scope)).collect()
    }

    /// These and those: a new consent has to ask for the union.
    #[must_use]
    pub fn with(&self, wanted: &[Scope]) -> Self {
        Self(self.0.iter().cloned().chain(wanted.iter().map(|scope| scope.url().to_owned())).collect())
    }

    /// True when nothing was granted.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Each, as the server names it.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }
}

impl fmt::Display for Granted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.iter().collect::<Vec<_>>().join(" "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_granted_is_read_from_the_answer() {
        let granted = Granted::parse(
            "openid https://www.googleapis.com/auth/userinfo.email  https://www.googleapis.com/auth/meetings.space.readonly x",
        );
        assert!(granted.has(Scope::Email) && granted.has(Scope::OpenId) && granted.has(Scope::Readonly));
        assert_eq!(granted.lacks(&Scope::ALL), [Scope::Created, Scope::Settings]);
        assert!(granted.with(&Scope::ALL).lacks(&Scope::ALL).is_empty());
        assert!(granted.with(&[]).iter().any(|scope| scope == "x"), "what is unknown here is kept");
    }

    #[test]
    fn names_are_short() {
        assert_eq!(Scope::Created.name(), "meetings.space.created");
        assert_eq!(Scope::Email.name(), "email");
    }
}

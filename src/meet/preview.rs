//! Requests as they would be sent, to be shown instead. Sends nothing, and knows no token.
//!
//! Each is made of the very call that [`Client`](super::client::Client) sends.

use std::fmt;

use serde_json::Value;
use url::Url;

use super::call::Call;
use super::email::Email;
use super::endpoint::Endpoint;
use super::names::{MemberName, SpaceName, SpaceRef};
use super::patch::SpacePatch;
use super::records::List;
use super::resources::{Role, SpaceConfig};

/// A request that is not sent.
#[derive(Debug, Clone, PartialEq)]
pub struct Preview {
    /// The HTTP method.
    pub method: String,
    /// The whole address.
    pub url: String,
    /// The JSON body, where there is one.
    pub body: Option<Value>,
}

impl fmt::Display for Preview {
    /// Method and address on a line, and the body on the next.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{} {}", self.method, self.url)?;
        self.body.as_ref().map_or(Ok(()), |body| writeln!(f, "{body}"))
    }
}

impl Preview {
    fn of(endpoint: &Endpoint, call: Call) -> Self {
        let bare = format!("{}{}", endpoint.as_str(), call.path);
        let url = if call.query.is_empty() { None } else { Url::parse_with_params(&bare, &call.query).ok() };
        Self { method: call.method.http().to_string(), url: url.map_or(bare, String::from), body: call.body }
    }

    /// `spaces.create`.
    #[must_use]
    pub fn create(endpoint: &Endpoint, config: Option<&SpaceConfig>) -> Self {
        Self::of(endpoint, Call::create(config))
    }

    /// `spaces.get`.
    #[must_use]
    pub fn get(endpoint: &Endpoint, space: &SpaceRef) -> Self {
        Self::of(endpoint, Call::get(space))
    }

    /// `spaces.patch`.
    #[must_use]
    pub fn patch(endpoint: &Endpoint, name: &SpaceName, patch: &SpacePatch) -> Self {
        Self::of(endpoint, Call::patch(name, patch))
    }

    /// `spaces.endActiveConference`.
    #[must_use]
    pub fn end(endpoint: &Endpoint, name: &SpaceName) -> Self {
        Self::of(endpoint, Call::end(name))
    }

    /// The first page of a list.
    #[must_use]
    pub fn list<T>(endpoint: &Endpoint, list: &List<T>) -> Self {
        Self::of(endpoint, list.call(None))
    }

    /// `spaces.members.list`, the first page.
    #[must_use]
    pub fn members(endpoint: &Endpoint, name: &SpaceName) -> Self {
        Self::of(endpoint, Call::members(name, None))
    }

    /// `spaces.members.create`.
    #[must_use]
    pub fn add_member(endpoint: &Endpoint, name: &SpaceName, email: &Email, role: &Role) -> Self {
        Self::of(endpoint, Call::add_member(name, email, role))
    }

    /// `spaces.members.delete`.
    #[must_use]
    pub fn remove_member(endpoint: &Endpoint, name: &MemberName) -> Self {
        Self::of(endpoint, Call::remove_member(name))
    }
}

//! Where the API is: the root that every path is put behind.
//!
//! Owns the rule that a token never travels in the clear: `https` to any host, `http` to this machine alone. Sends nothing.

use std::fmt;
use std::net::{Ipv4Addr, Ipv6Addr};
use std::str::FromStr;

use url::{Host, Url};

use super::clean::clean;

/// Google's own root.
const GOOGLE: &str = "https://meet.googleapis.com";

/// Longest endpoint that is read, in bytes.
const LONGEST: usize = 2048;

/// Why a text is no endpoint: one line each. None of them repeats more than the host, for the rest may hold a password.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EndpointError {
    /// No absolute web address.
    #[error("the endpoint is not an address such as https://meet.googleapis.com")]
    NotAnAddress,
    /// Longer than any address; holds its length in bytes.
    #[error("{0} bytes are too long for an endpoint")]
    TooLong(usize),
    /// Neither `https` nor `http`; holds the scheme.
    #[error("the endpoint must begin with https://, not with {0}:")]
    Scheme(String),
    /// `http` to another machine; holds the host.
    #[error(
        "the endpoint must begin with https://: http to {0} would show the access token to the network (http is for 127.0.0.1, [::1] and localhost only)"
    )]
    InTheClear(String),
    /// A user name or a password before the host.
    #[error("the endpoint must not hold a user name or a password")]
    UserInfo,
    /// Something after `?` or `#`.
    #[error("the endpoint must not hold a query (?) or a fragment (#)")]
    QueryOrFragment,
}

/// The root of the Meet API. Its text ends in no slash.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Endpoint {
    root: Box<str>,
    plain: bool,
    local: bool,
}

impl Endpoint {
    /// Reads an endpoint.
    ///
    /// # Errors
    ///
    /// When it is no address, or one that a token must not be sent to: see [`EndpointError`].
    pub fn parse(text: &str) -> Result<Self, EndpointError> {
        let text = text.trim();
        if text.len() > LONGEST {
            return Err(EndpointError::TooLong(text.len()));
        }
        // The parser would quietly drop tabs and line ends from the middle and turn `\` into `/`: what is asked for must be what is read.
        if text.chars().any(|c| c.is_control() || c.is_whitespace() || c == '\\') {
            return Err(EndpointError::NotAnAddress);
        }
        let url = Url::parse(text).map_err(|_| EndpointError::NotAnAddress)?;
        let plain = match url.scheme() {
            "https" => false,
            "http" => true,
            // `meet.example:443` reads as an address with the scheme `meet.example`.
            _ if !text.contains("://") => return Err(EndpointError::NotAnAddress),
            other => return Err(EndpointError::Scheme(clean(other, 20))),
        };
        // Before `://`, `https:host` and `https:///host` are read as well, but nobody means them.
        if !text.get(url.scheme().len()..).is_some_and(|rest| rest.starts_with("://") && !rest.starts_with(":///")) {
            return Err(EndpointError::NotAnAddress);
        }
        let authority = text.split("://").nth(1).and_then(|rest| rest.split(['/', '?', '#']).next()).unwrap_or_default();
        if authority.contains('@') || !url.username().is_empty() || url.password().is_some() {
            return Err(EndpointError::UserInfo);
        }
        if url.query().is_some() || url.fragment().is_some() {
            return Err(EndpointError::QueryOrFragment);
        }
        let host = url.host().ok_or(EndpointError::NotAnAddress)?;
        let local = is_loopback(&host);
        if plain && !local {
            return Err(EndpointError::InTheClear(clean(&host.to_string(), 80)));
        }
        Ok(Self { root: url.as_str().trim_end_matches('/').into(), plain, local })
    }

    /// Google's own.
    #[must_use]
    pub fn google() -> Self {
        Self { root: GOOGLE.into(), plain: false, local: false }
    }

    /// The root, without a slash at its end.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.root
    }

    /// True for Google's own, false for an emulator, a proxy or any other.
    #[must_use]
    pub fn is_google(&self) -> bool {
        &*self.root == GOOGLE
    }

    /// True for `http`, which is on this machine by the rule above and needs no TLS.
    #[must_use]
    pub fn is_plain(&self) -> bool {
        self.plain
    }

    /// True for this machine: no proxy leads there.
    #[must_use]
    pub fn is_local(&self) -> bool {
        self.local
    }
}

/// True for an address of this machine that can lead nowhere else.
fn is_loopback(host: &Host<&str>) -> bool {
    match host {
        Host::Ipv4(address) => address.is_loopback(),
        Host::Ipv6(address) => *address == Ipv6Addr::LOCALHOST,
        // The client resolves this name itself: see LOOPBACK.
        Host::Domain(name) => *name == LOCALHOST,
    }
}

/// The one name that stands for this machine.
pub(super) const LOCALHOST: &str = "localhost";

/// What `localhost` is taken for, whatever a hosts file or a name server says: a token sent to it stays on this machine.
pub(super) const LOOPBACK: [std::net::SocketAddr; 2] = [
    std::net::SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::LOCALHOST), 0),
    std::net::SocketAddr::new(std::net::IpAddr::V6(Ipv6Addr::LOCALHOST), 0),
];

impl FromStr for Endpoint {
    type Err = EndpointError;

    fn from_str(text: &str) -> Result<Self, EndpointError> {
        Self::parse(text)
    }
}

impl fmt::Display for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.root)
    }
}

impl fmt::Debug for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Endpoint({})", self.root)
    }
}

#[cfg(test)]
#[path = "endpoint_tests.rs"]
mod tests;

//! An e-mail address: whom a space is to be shared with.
//!
//! Owns what an address looks like; whether a Google account is behind it only Google knows.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Longest address that mail can be sent to, in bytes (RFC 5321).
const LONGEST: usize = 254;
/// Longest part before the `@`, in bytes.
const LONGEST_LOCAL: usize = 64;

/// Why a text is no e-mail address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum EmailError {
    /// Nothing but white space.
    #[error("an address is missing")]
    Empty,
    /// Longer than mail allows; holds its length in bytes.
    #[error("{0} bytes are too long for an e-mail address")]
    TooLong(usize),
    /// No `@`, or more than one.
    #[error("an e-mail address has exactly one @, as in bo@example.com")]
    NoAt,
    /// What stands before the `@` cannot stand there.
    #[error("what stands before the @ is no mailbox")]
    Mailbox,
    /// What stands after the `@` is no domain.
    #[error("what stands after the @ is no domain such as example.com")]
    Domain,
}

/// An e-mail address as it was written. Two that differ in case alone are the same, as for Google.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Email(std::sync::Arc<str>);

impl Email {
    /// The address.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Email {
    type Err = EmailError;

    /// Takes one address, also as `<bo@example.com>`, `mailto:bo@example.com` or `Bo Lindqvist <bo@example.com>`. Quoted mailboxes
    /// are not taken: Google has none. A domain in other letters than ASCII is not either: mail programs show it, Google's
    /// accounts are under its `xn--` form.
    fn from_str(text: &str) -> Result<Self, EmailError> {
        let text = text.trim();
        let inner = text.strip_suffix('>').and_then(|rest| rest.rsplit_once('<')).map_or(text, |(_, inner)| inner);
        let inner = match inner.get(..7) {
            Some(scheme) if scheme.eq_ignore_ascii_case("mailto:") => &inner[7..],
            _ => inner,
        };
        let address = inner.trim();
        if address.is_empty() {
            return Err(EmailError::Empty);
        }
        if address.len() > LONGEST {
            return Err(EmailError::TooLong(address.len()));
        }
        let (local, domain) = address.split_once('@').ok_or(EmailError::NoAt)?;
        if domain.contains('@') {
            return Err(EmailError::NoAt);
        }
        if !is_mailbox(local) {
            return Err(EmailError::Mailbox);
        }
        if !is_domain(domain) {
            return Err(EmailError::Domain);
        }
        Ok(Self(address.into()))
    }
}

/// Dot-separated atoms (RFC 5322).
fn is_mailbox(text: &str) -> bool {
    let atom = |part: &str| {
        !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~".contains(&byte))
    };
    text.len() <= LONGEST_LOCAL && text.split('.').all(atom)
}

/// At least two labels; the last is not all digits, for an IP address is no domain.
fn is_domain(text: &str) -> bool {
    let label = |part: &str| {
        (1..=63).contains(&part.len())
            && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
            && !part.starts_with('-')
            && !part.ends_with('-')
    };
    let last = text.rsplit('.').next().unwrap_or_default();
    text.contains('.') && text.split('.').all(label) && !last.bytes().all(|byte| byte.is_ascii_digit())
}

impl TryFrom<String> for Email {
    type Error = EmailError;

    fn try_from(text: String) -> Result<Self, EmailError> {
        text.parse()
    }
}

impl From<Email> for String {
    fn from(email: Email) -> Self {
        email.0.as_ref().to_owned()
    }
}

impl fmt::Display for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl PartialEq for Email {
    fn eq(&self, other: &Self) -> bool {
        self.0.eq_ignore_ascii_case(&other.0)
    }
}

impl Eq for Email {}

impl Hash for Email {
    fn hash<H: Hasher>(&self, state: &mut H) {
        for byte in self.0.bytes() {
            state.write_u8(byte.to_ascii_lowercase());
        }
    }
}

#[cfg(test)]
#[path = "email_tests.rs"]
mod tests;

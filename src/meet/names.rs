//! Names of the API's resources, as types that cannot be mixed up.
//!
//! Owns their forms and how a person's input is read as one; asks no server. A [`SpaceName`] is what greenroom keeps: a
//! [`MeetingCode`] is only an alias, good for `spaces.get`, and may come to belong to another space.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Longest resource segment that the API accepts, in bytes.
const LONGEST: usize = 128;

/// Why a text is not a name of the wanted kind.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NameError {
    /// Nothing but white space.
    #[error("nothing to look for: give a Meet link, a code such as abc-mnop-xyz, or spaces/ID")]
    Empty,
    /// Longer than any link, code or name can be; holds its length in bytes.
    #[error("{0} bytes are too long for a Meet link, a code or spaces/ID")]
    TooLong(usize),
    /// A link that leads somewhere else; holds its host.
    #[error("that link leads to {0}, not to meet.google.com")]
    OtherSite(String),
    /// A `meet.google.com` address that is no meeting (`/lookup/…`, `/new`, `/landing`).
    #[error("that Meet link names no meeting code (nicknames and landing pages cannot be looked up)")]
    NotAMeeting,
    /// Neither a link nor a code nor a `spaces/…` name.
    #[error("not a Meet link, a code such as abc-mnop-xyz, or spaces/ID")]
    NotAName,
}

/// `spaces/{id}`: the lasting, case-sensitive name of a space.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct SpaceName(std::sync::Arc<str>);

/// `conferenceRecords/{id}`: the name of one conference.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ConferenceName(std::sync::Arc<str>);

/// `spaces/{id}/members/{id}`: the name of one member of a space. The second part is the server's own and may hold more signs than
/// a space's does.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct MemberName(std::sync::Arc<str>);

/// A meeting code, lower case with its hyphens: `abc-mnop-xyz`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct MeetingCode(std::sync::Arc<str>);

/// What `spaces.get` takes: a name or, as an alias, a code.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum SpaceRef {
    /// The lasting name.
    Name(SpaceName),
    /// The alias.
    Code(MeetingCode),
}

/// True for a segment that can stand in a path as it is: no slash, no white space, nothing that starts a query.
fn is_segment(text: &str) -> bool {
    !text.is_empty()
        && text.len() <= LONGEST
        && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '~'))
        && text != "."
        && text != ".."
}

macro_rules! resource_name {
    ($type:ident, $prefix:literal) => {
        impl $type {
            /// The whole name, with its collection.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }

            /// The part after the collection.
            #[must_use]
            pub fn id(&self) -> &str {
                &self.0[$prefix.len()..]
            }
        }

        impl FromStr for $type {
            type Err = NameError;

            fn from_str(text: &str) -> Result<Self, NameError> {
                match text.strip_prefix($prefix) {
                    Some(id) if is_segment(id) => Ok(Self(text.into())),
                    _ => Err(NameError::NotAName),
                }
            }
        }

        name_traits!($type);
    };
}

macro_rules! name_traits {
    ($type:ident) => {
        impl TryFrom<String> for $type {
            type Error = NameError;

            fn try_from(text: String) -> Result<Self, NameError> {
                text.parse()
            }
        }

        impl From<$type> for String {
            fn from(name: $type) -> Self {
                name.0.as_ref().to_owned()
            }
        }

        impl fmt::Display for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(&self.0)
            }
        }
    };
}

resource_name!(SpaceName, "spaces/");
resource_name!(ConferenceName, "conferenceRecords/");
name_traits!(MeetingCode);
name_traits!(MemberName);

mod records;
pub use records::{EntryName, ParticipantName, RecordingName, SessionName, SmartNoteName, TranscriptName};

/// What stands between the two parts of a member's name.
const MEMBERS: &str = "/members/";

impl MemberName {
    /// The whole name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The space that this is a member of.
    #[must_use]
    pub fn space(&self) -> SpaceName {
        let end = self.0.find(MEMBERS).unwrap_or(self.0.len());
        SpaceName(self.0[..end].into())
    }
}

impl FromStr for MemberName {
    type Err = NameError;

    fn from_str(text: &str) -> Result<Self, NameError> {
        let (space, id) = text.split_once(MEMBERS).ok_or(NameError::NotAName)?;
        space.parse::<SpaceName>()?;
        // Nobody has documented what an id looks like: whatever a path takes literally, except a colon, which begins a verb.
        let literal = |c: char| c.is_ascii_alphanumeric() || "-_.~!$&'()*+,;=@".contains(c);
        if id.is_empty() || id.len() > LONGEST || !id.chars().all(literal) || id == "." || id == ".." {
            return Err(NameError::NotAName);
        }
        Ok(Self(text.into()))
    }
}

impl MeetingCode {
    /// The code as Meet writes it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The join link that Meet makes of a code.
    #[must_use]
    pub fn link(&self) -> String {
        format!("https://meet.google.com/{}", self.0)
    }

    /// The page that lists every dial-in number of the meeting.
    #[must_use]
    pub fn numbers_page(&self) -> String {
        format!("https://meet.google.com/tel/{}", self.0)
    }
}

impl FromStr for MeetingCode {
    type Err = NameError;

    /// Takes any case, and ten letters without hyphens.
    fn from_str(text: &str) -> Result<Self, NameError> {
        let lower = text.to_ascii_lowercase();
        let letters = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase());
        if lower.len() == 10 && letters(&lower) {
            return Ok(Self(format!("{}-{}-{}", &lower[..3], &lower[3..7], &lower[7..]).into()));
        }
        let parts: Vec<&str> = lower.split('-').collect();
        if lower.len() <= LONGEST && parts.len() == 3 && parts.iter().all(|part| letters(part)) {
            Ok(Self(lower.into()))
        } else {
            Err(NameError::NotAName)
        }
    }
}

impl SpaceRef {
    /// The path segment pair that `spaces.get` takes.
    #[must_use]
    pub fn resource(&self) -> String {
        match self {
            Self::Name(name) => name.to_string(),
            Self::Code(code) => format!("spaces/{code}"),
        }
    }
}

impl From<SpaceName> for SpaceRef {
    fn from(name: SpaceName) -> Self {
        Self::Name(name)
    }
}

impl From<MeetingCode> for SpaceRef {
    fn from(code: MeetingCode) -> Self {
        Self::Code(code)
    }
}

impl fmt::Display for SpaceRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Name(name) => name.fmt(f),
            Self::Code(code) => code.fmt(f),
        }
    }
}

impl FromStr for SpaceRef {
    type Err = NameError;

    /// Reads what a person pastes: a join link (with or without scheme, query, fragment, angle brackets), a code, or `spaces/…`.
    fn from_str(text: &str) -> Result<Self, NameError> {
        let text = text.trim().trim_matches(['<', '>', '"', '\'']).trim();
        if text.is_empty() {
            return Err(NameError::Empty);
        }
        if text.len() > 2048 {
            return Err(NameError::TooLong(text.len()));
        }
        if let Some(id) = text.strip_prefix("spaces/") {
            // An id may have hyphens, too: only what looks like a code to the letter is one.
            let code =
                id.parse::<MeetingCode>().ok().filter(|code| code.as_str() == id && id.split('-').map(str::len).eq([3, 4, 3]));
            return code.map_or_else(|| text.parse().map(Self::Name), |code| Ok(Self::Code(code)));
        }
        if let Ok(code) = text.parse() {
            return Ok(Self::Code(code));
        }
        let (scheme, rest) = match text.split_once("://") {
            Some((scheme, rest)) => (Some(scheme.to_ascii_lowercase()), rest),
            None => (None, text),
        };
        let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
        let host = authority.rsplit('@').next().unwrap_or_default().to_ascii_lowercase();
        let looks_like_host = host.contains('.') && !host.contains(char::is_whitespace);
        match scheme.as_deref() {
            Some("http" | "https") | None if looks_like_host => {}
            _ => return Err(NameError::NotAName),
        }
        if host != "meet.google.com" || authority.contains('@') {
            return Err(NameError::OtherSite(host.chars().filter(|c| !c.is_control()).take(60).collect()));
        }
        let path = rest[authority.len()..].split(['?', '#']).next().unwrap_or_default();
        path.trim_matches('/').parse().map(Self::Code).map_err(|_| NameError::NotAMeeting)
    }
}

#[cfg(test)]
#[path = "names_tests.rs"]
mod tests;

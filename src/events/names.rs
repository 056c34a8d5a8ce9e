//! Names in both APIs, as types that cannot be mixed up. What they hold may stand in a path as it is.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use crate::meet::names::SpaceName;
use crate::text;

/// What the target of a space begins with.
const SPACES: &str = "//meet.googleapis.com/";
/// What the target of a person begins with.
pub(super) const USERS: &str = "//cloudidentity.googleapis.com/users/";
/// Longest name that is taken, in bytes.
const LONGEST: usize = 512;

/// Why a text is no name of the wanted kind; one line.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct NameError(String);

fn wrong(form: &str, given: &str) -> NameError {
    NameError(format!("\"{}\" is not of the form {form}", text::fit(&text::clean(given), 80)))
}

/// True for a part of a path that is taken literally. A colon would begin a verb.
fn is_part(part: &str) -> bool {
    let literal = |c: char| c.is_ascii_alphanumeric() || "-_.~+=".contains(c);
    !part.is_empty() && part.chars().all(literal) && part != "." && part != ".."
}

/// What is watched.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Target {
    /// Every space that a person owns, by the number that Google gives the person: neither the address nor `me` does.
    Owner(UserId),
    /// One space.
    Space(SpaceName),
}

impl Target {
    /// As the API names it.
    #[must_use]
    pub fn resource(&self) -> String {
        match self {
            Self::Owner(user) => format!("{USERS}{user}"),
            Self::Space(space) => format!("{SPACES}{space}"),
        }
    }
}

impl FromStr for Target {
    type Err = NameError;

    fn from_str(text: &str) -> Result<Self, NameError> {
        let other = || wrong("//meet.googleapis.com/spaces/ID", text);
        if let Some(user) = text.strip_prefix(USERS) {
            return user.parse().map(Self::Owner);
        }
        text.strip_prefix(SPACES).and_then(|space| space.parse().ok()).map(Self::Space).ok_or_else(other)
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.resource())
    }
}

/// The number that Google gives a person (`sub` of the sign-in).
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct UserId(Arc<str>);

impl FromStr for UserId {
    type Err = NameError;

    fn from_str(text: &str) -> Result<Self, NameError> {
        let number = (1..=32).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
        if number { Ok(Self(text.into())) } else { Err(wrong("123456789, a person's number", text)) }
    }
}

impl fmt::Display for UserId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

/// `subscriptions/{id}`: a subscription of Workspace Events. The id is the server's own.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SubscriptionName(Arc<str>);

impl SubscriptionName {
    /// The whole name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for SubscriptionName {
    type Err = NameError;

    fn from_str(text: &str) -> Result<Self, NameError> {
        let id = text.strip_prefix("subscriptions/").filter(|id| is_part(id) && id.len() <= LONGEST);
        if id.is_some() { Ok(Self(text.into())) } else { Err(wrong("subscriptions/ID", text)) }
    }
}

impl fmt::Display for SubscriptionName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

/// Checks `projects/P/COLLECTION/ID` by the rules that Pub/Sub has for names.
fn in_project(text: &str, collection: &str) -> bool {
    let parts: Vec<&str> = text.split('/').collect();
    let ["projects", project, kind, id] = parts.as_slice() else { return false };
    // A project of old may have its domain before it, as in `example.com:project`.
    let project_fits = project.split(':').count() <= 2 && project.split(':').all(is_part) && project.len() <= 100;
    let id_fits = (3..=255).contains(&id.len()) && id.starts_with(|c: char| c.is_ascii_alphabetic()) && is_part(id);
    *kind == collection && project_fits && id_fits && !id.contains('=') && !id.starts_with("goog")
}

macro_rules! in_project {
    ($(#[$doc:meta])* $type:ident, $collection:literal) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash)]
        pub struct $type(Arc<str>);

        impl $type {
            /// The whole name.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }

            /// The Cloud project.
            #[must_use]
            pub fn project(&self) -> &str {
                self.0.split('/').nth(1).unwrap_or_default()
            }

            /// The last part.
            #[must_use]
            pub fn id(&self) -> &str {
                self.0.split('/').nth(3).unwrap_or_default()
            }
        }

        impl FromStr for $type {
            type Err = NameError;

            fn from_str(text: &str) -> Result<Self, NameError> {
                let text = text.trim();
                if in_project(text, $collection) {
                    Ok(Self(text.into()))
                } else {
                    Err(wrong(concat!("projects/PROJECT/", $collection, "/ID"), text))
                }
            }
        }

        impl fmt::Display for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(&self.0)
            }
        }
    };
}

in_project!(
    /// `projects/P/topics/T`: where Workspace Events publishes.
    Topic,
    "topics"
);
in_project!(
    /// `projects/P/subscriptions/S`: from where greenroom pulls.
    Pull,
    "subscriptions"
);

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[test]
    fn targets_are_read_as_they_are_written() {
        for text in ["//meet.googleapis.com/spaces/jQCFfuBOdN5z", "//cloudidentity.googleapis.com/users/1081234"] {
            assert_eq!(text.parse::<Target>().unwrap().resource(), text);
        }
        let bad = [
            "",
            "spaces/x",
            "//meet.googleapis.com/spaces/",
            "//cloudidentity.googleapis.com/users/me",
            "//meet.googleapis.com/x",
        ];
        for text in bad {
            assert!(text.parse::<Target>().is_err(), "{text}");
        }
    }

    #[rstest]
    #[case("projects/my-project/topics/meet-events", true)]
    #[case(" projects/example.com:old/topics/a.b~c+d\n", true)]
    #[case("projects/p/topics/ab", false)]
    #[case("projects/p/topics/1abc", false)]
    #[case("projects/p/topics/google", false)]
    #[case("projects/p/topics/a%2Fb", false)]
    #[case("projects/p/topics/abc:publish", false)]
    #[case("projects/../topics/abc", false)]
    #[case("projects/p/subscriptions/abc", false)]
    #[case("meet-events", false)]
    fn topics(#[case] text: &str, #[case] good: bool) {
        assert_eq!(text.parse::<Topic>().is_ok(), good);
    }

    #[test]
    fn a_name_knows_its_parts() {
        let pull: Pull = "projects/p-1/subscriptions/greenroom".parse().unwrap();
        assert_eq!((pull.project(), pull.id()), ("p-1", "greenroom"));
        let error = "projects/p/\u{1b}[31mx".parse::<Pull>().unwrap_err().to_string();
        assert_eq!(error, "\"projects/p/x\" is not of the form projects/PROJECT/subscriptions/ID");
    }

    #[test]
    fn a_subscription_is_the_servers_own_name() {
        assert!("subscriptions/meet-spaces-1b2c".parse::<SubscriptionName>().is_ok());
        for bad in ["subscriptions/", "subscriptions/a/b", "subscriptions/a:b", "subscriptions/..", "x"] {
            assert!(bad.parse::<SubscriptionName>().is_err(), "{bad}");
        }
    }
}

//! A subscription of Workspace Events as the server tells it.

use jiff::Timestamp;
use serde_json::Value;

use super::names::{SubscriptionName, Target};
use super::values::{either, moment, text, texts};
use crate::meet::error::MeetError;

/// Whether a subscription sends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    /// It sends.
    Active,
    /// It sends nothing until its cause is mended and it is reactivated.
    Suspended,
    /// It is on its way out.
    Deleted,
    /// A state that this version does not know, as sent.
    Other(Box<str>),
}

impl From<&str> for State {
    fn from(word: &str) -> Self {
        match word {
            "ACTIVE" => Self::Active,
            "SUSPENDED" => Self::Suspended,
            "DELETED" => Self::Deleted,
            other => Self::Other(other.into()),
        }
    }
}

/// Why a subscription was suspended.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum SuspensionReason {
    /// The person took back what the sign-in was granted.
    UserScopeRevoked,
    /// An administrator took back what the app was granted.
    AppScopeRevoked,
    /// What was watched is deleted.
    ResourceDeleted,
    /// The person has no access any more.
    UserAuthorizationFailure,
    /// The app has no access any more.
    AppAuthorizationFailure,
    /// Google may not publish to the topic.
    EndpointPermissionDenied,
    /// The topic is not there.
    EndpointNotFound,
    /// The topic's project has used up its quota.
    EndpointResourceExhausted,
    /// Another one, as sent.
    Other(Box<str>),
}

/// Every known reason with the API's word for it.
const REASONS: [(&str, SuspensionReason); 8] = [
    ("USER_SCOPE_REVOKED", SuspensionReason::UserScopeRevoked),
    ("APP_SCOPE_REVOKED", SuspensionReason::AppScopeRevoked),
    ("RESOURCE_DELETED", SuspensionReason::ResourceDeleted),
    ("USER_AUTHORIZATION_FAILURE", SuspensionReason::UserAuthorizationFailure),
    ("APP_AUTHORIZATION_FAILURE", SuspensionReason::AppAuthorizationFailure),
    ("ENDPOINT_PERMISSION_DENIED", SuspensionReason::EndpointPermissionDenied),
    ("ENDPOINT_NOT_FOUND", SuspensionReason::EndpointNotFound),
    ("ENDPOINT_RESOURCE_EXHAUSTED", SuspensionReason::EndpointResourceExhausted),
];

impl SuspensionReason {
    /// The API's word for it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Other(word) => word,
            known => REASONS.iter().find(|(_, reason)| reason == known).map_or("", |(word, _)| word),
        }
    }

    /// Why, as a sentence.
    #[must_use]
    pub fn why(&self) -> String {
        match self {
            Self::UserScopeRevoked => "The sign-in that made it was taken back.".into(),
            Self::AppScopeRevoked => "An administrator took back what greenroom's OAuth client was granted.".into(),
            Self::ResourceDeleted => "What it watched is deleted.".into(),
            Self::UserAuthorizationFailure => "The account that made it may not see the space any more.".into(),
            Self::AppAuthorizationFailure => "The OAuth client may not see the space any more.".into(),
            Self::EndpointPermissionDenied => "Google may not publish to the topic.".into(),
            Self::EndpointNotFound => "The topic is not there any more.".into(),
            Self::EndpointResourceExhausted => "The topic's Cloud project has used up its quota for publishing.".into(),
            Self::Other(word) => format!("Google names {} as the cause.", crate::text::clean(word)),
        }
    }

    /// What to do, as a sentence.
    #[must_use]
    pub fn next_step(&self) -> &'static str {
        match self {
            Self::UserScopeRevoked => "Sign in again (greenroom auth login) and tick every box that Google shows.",
            Self::AppScopeRevoked | Self::AppAuthorizationFailure => {
                "Ask your Workspace administrator to allow the OAuth client, then press ctrl-r."
            }
            Self::ResourceDeleted => "Nothing: greenroom goes on without it.",
            Self::UserAuthorizationFailure => "Sign in as an account that may see the space.",
            Self::EndpointPermissionDenied | Self::EndpointNotFound => {
                "Run greenroom events setup: it says what is missing, and makes what it may."
            }
            Self::EndpointResourceExhausted => {
                "Look at the quotas of Pub/Sub in Google's Cloud console; greenroom tries again by itself."
            }
            Self::Other(_) => "greenroom tries again by itself; greenroom events status shows how it stands.",
        }
    }

    /// True where trying again by itself can help: the cause is mended somewhere else, and nobody tells.
    #[must_use]
    pub fn is_worth_trying(&self) -> bool {
        !matches!(self, Self::ResourceDeleted)
    }
}

impl From<&str> for SuspensionReason {
    fn from(word: &str) -> Self {
        REASONS.iter().find(|(known, _)| *known == word).map_or_else(|| Self::Other(word.into()), |(_, reason)| reason.clone())
    }
}

/// A subscription. What the server leaves out is none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subscription {
    /// Its name.
    pub name: SubscriptionName,
    /// What it watches, where it is something of Meet.
    pub target: Option<Target>,
    /// Google's names of what it tells.
    pub event_types: Vec<String>,
    /// Where it publishes.
    pub topic: Option<String>,
    /// Whether it sends.
    pub state: State,
    /// Why not, where it is suspended.
    pub suspended: Option<SuspensionReason>,
    /// When it ends.
    pub expires: Option<Timestamp>,
    /// Who made it: `users/NUMBER`.
    pub authority: Option<String>,
}

impl Subscription {
    /// Reads one; nothing where it has no name that could be asked for.
    pub(super) fn read(value: &Value) -> Result<Self, MeetError> {
        let name = text(value, "name").and_then(|name| name.parse().ok());
        let Some(name) = name else {
            return Err(MeetError::WrongShape { detail: "it is a subscription without a name".into() });
        };
        Ok(Self {
            name,
            target: either(value, "targetResource", "target_resource").and_then(|target| target.parse().ok()),
            event_types: texts(value, "eventTypes"),
            topic: value.get("notificationEndpoint").and_then(|endpoint| text(endpoint, "pubsubTopic")).map(str::to_owned),
            state: text(value, "state").map_or(State::Active, State::from),
            suspended: either(value, "suspensionReason", "suspension_reason").map(SuspensionReason::from),
            expires: either(value, "expireTime", "expire_time").and_then(moment),
            authority: text(value, "authority").or_else(|| text(value, "userAuthority")).map(str::to_owned),
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn unknown_words_are_kept() {
        let value = json!({"name": "subscriptions/a", "state": "RESTING", "suspensionReason": "MOON_PHASE", "expireTime": 3});
        let read = Subscription::read(&value).unwrap();
        assert_eq!(read.state, State::Other("RESTING".into()));
        assert_eq!(read.suspended.as_ref().map(SuspensionReason::as_str), Some("MOON_PHASE"));
        assert_eq!((read.expires, read.target), (None, None));
        assert!(Subscription::read(&json!({"state": "ACTIVE"})).is_err());
    }

    #[test]
    fn every_reason_has_its_words() {
        for (word, reason) in &REASONS {
            assert_eq!((SuspensionReason::from(*word), reason.as_str()), (reason.clone(), *word));
            assert!(reason.why().ends_with('.') && reason.next_step().ends_with('.'));
        }
    }
}

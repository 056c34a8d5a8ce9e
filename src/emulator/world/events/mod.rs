//! Workspace Events: who wants to hear of what, how far each subscription is, and what is under way.
//!
//! What happens in conferences comes in at `feed`, what the clock brings in `clock`; `delivery` makes messages of both and hands them
//! to Pub/Sub. What a test can do to it is in `sets`.

mod clock;
mod delivery;
mod feed;
mod sets;

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::conferences::write;
use super::{World, ids};
pub(super) use feed::News;

/// How long a subscription lives at most.
pub(in super::super) const LONGEST: SignedDuration = SignedDuration::from_hours(7 * 24);

/// What every event type of Meet begins with.
const MEET: &str = "google.workspace.meet.";

/// The event types of Meet, without their beginning.
const TYPES: &[&str] = &[
    "conference.v2.started",
    "conference.v2.ended",
    "participant.v2.joined",
    "participant.v2.left",
    "recording.v2.started",
    "recording.v2.ended",
    "recording.v2.fileGenerated",
    "transcript.v2.started",
    "transcript.v2.ended",
    "transcript.v2.fileGenerated",
    "smartNote.v2.started",
    "smartNote.v2.ended",
    "smartNote.v2.fileGenerated",
];

/// What those get who do not own the space.
const FOR_INVITEES: &[&str] = &["conference.v2.started", "transcript.v2.fileGenerated"];

/// Whether Meet has events of that type.
pub(in super::super) fn is_meets(event_type: &str) -> bool {
    event_type.strip_prefix(MEET).is_some_and(|rest| TYPES.contains(&rest))
}

/// Why a subscription gets nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Suspension {
    /// The person took back what the app was allowed.
    UserScopeRevoked,
    /// What it is about is gone.
    ResourceDeleted,
    /// The person may no longer see what it is about.
    UserAuthorizationFailure,
    /// Meet may not publish to the topic.
    EndpointPermissionDenied,
    /// There is no such topic.
    EndpointNotFound,
    /// The topic has taken too much.
    EndpointResourceExhausted,
    /// Nobody knows.
    Other,
}

impl Suspension {
    /// As `suspensionReason` has it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::UserScopeRevoked => "USER_SCOPE_REVOKED",
            Self::ResourceDeleted => "RESOURCE_DELETED",
            Self::UserAuthorizationFailure => "USER_AUTHORIZATION_FAILURE",
            Self::EndpointPermissionDenied => "ENDPOINT_PERMISSION_DENIED",
            Self::EndpointNotFound => "ENDPOINT_NOT_FOUND",
            Self::EndpointResourceExhausted => "ENDPOINT_RESOURCE_EXHAUSTED",
            Self::Other => "OTHER",
        }
    }
}

/// What a subscription is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in super::super) enum Target {
    /// A space, by identifier.
    Space(String),
    /// Every space that somebody owns, by the account's number.
    User(String),
}

impl Target {
    /// Reads a resource name; nothing if it is none that Meet has to do with.
    pub(in super::super) fn parse(name: &str) -> Option<Self> {
        let id = |prefix: &str| name.strip_prefix(prefix).filter(|id| !id.is_empty() && !id.contains('/')).map(str::to_owned);
        let user = || id("//cloudidentity.googleapis.com/users/").map(Self::User);
        id("//meet.googleapis.com/spaces/").map(Self::Space).or_else(user)
    }

    pub(in super::super) fn name(&self) -> String {
        match self {
            Self::Space(id) => format!("//meet.googleapis.com/spaces/{id}"),
            Self::User(id) => format!("//cloudidentity.googleapis.com/users/{id}"),
        }
    }
}

/// A subscription to news.
#[derive(Clone)]
pub(in super::super) struct Subscription {
    pub(in super::super) id: String,
    /// Whose it is, by e-mail address.
    pub(in super::super) user: String,
    pub(in super::super) project: String,
    pub(in super::super) target: Target,
    pub(in super::super) types: Vec<String>,
    pub(in super::super) topic: String,
    pub(in super::super) created: Timestamp,
    pub(in super::super) updated: Timestamp,
    pub(in super::super) expires: Timestamp,
    pub(in super::super) suspended: Option<Suspension>,
    /// Whether the cause stands that a test has made up.
    pub(in super::super) stands: bool,
    /// How many of the two reminders were sent.
    pub(in super::super) reminded: usize,
    /// How often it was changed.
    pub(in super::super) changes: u64,
}

impl Subscription {
    pub(in super::super) fn name(&self) -> String {
        format!("subscriptions/{}", self.id)
    }

    /// Changes with each change of it.
    pub(in super::super) fn etag(&self) -> String {
        format!("{:016x}", ids::hash(&format!("{} {}", self.id, self.changes)))
    }

    /// What something else may depend on has changed.
    pub(in super::super) fn touch(&mut self, now: Timestamp) {
        self.updated = now;
        self.changes += 1;
    }

    /// The subscription as it is sent; `user` is the number of its person's account.
    pub(in super::super) fn view(&self, user: &str) -> Value {
        // Google's own client for Python (0.6.1) does not know `userAuthority`, and refuses what it does not know
        let mut view = json!({
            "name": self.name(), "uid": self.id, "targetResource": self.target.name(), "eventTypes": self.types,
            "notificationEndpoint": {"pubsubTopic": self.topic}, "state": "ACTIVE", "authority": format!("users/{user}"),
            "createTime": write(self.created), "updateTime": write(self.updated),
            "expireTime": write(self.expires), "etag": self.etag(),
        });
        if let Some(reason) = self.suspended {
            view["state"] = "SUSPENDED".into();
            view["suspensionReason"] = reason.name().into();
        }
        view
    }
}

/// Something that takes its time.
pub(in super::super) struct Operation {
    /// Whose it is, by e-mail address.
    pub(in super::super) user: String,
    pub(in super::super) project: String,
    /// How often it is asked for before it is done.
    pub(in super::super) polls: u32,
    /// The operation as it is sent once it is done.
    pub(in super::super) done: Value,
}

/// All of it.
#[derive(Default)]
pub(in super::super) struct State {
    pub(in super::super) subscriptions: BTreeMap<String, Subscription>,
    pub(in super::super) operations: BTreeMap<String, Operation>,
    /// How often an operation is asked for before it is done.
    pub(in super::super) polls: u32,
    /// Whether refusals come as operations that failed.
    pub(in super::super) fails_late: bool,
    /// Whether topics of other projects than the client's will do.
    pub(in super::super) foreign_topics: bool,
    /// Whether the subject of an event is what the subscription is about, also where that is a person.
    pub(super) subject_is_target: bool,
    /// Files that are on their way, by when they are there: names of artifacts.
    pub(super) files: BTreeSet<(Timestamp, String)>,
}

impl World {
    /// The names of somebody's subscriptions to news, whatever app they were made by, in the order of their names.
    #[must_use]
    pub fn event_subscriptions(&self, email: &str) -> Vec<String> {
        let all = self.events.subscriptions.values();
        all.filter(|subscription| subscription.user == email).map(Subscription::name).collect()
    }

    /// The number of somebody's account, by which a subscription to all of their spaces names them.
    #[must_use]
    pub fn account_number(&self, email: &str) -> Option<&str> {
        self.users.get(email).map(|user| user.id.as_str())
    }

    /// A subscription as it is sent, with the number of its person's account.
    pub(in super::super) fn subscription_view(&self, subscription: &Subscription) -> Value {
        subscription.view(self.users.get(&subscription.user).map_or("", |user| user.id.as_str()))
    }
}

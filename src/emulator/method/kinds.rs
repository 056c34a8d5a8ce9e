//! What methods have in common: who offers them, what a token must be good for, which quota they are counted against.

use serde::Deserialize;

/// Who offers a method.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum Service {
    Meet,
    Events,
    Pubsub,
}

impl Service {
    /// Its name in error details.
    pub(in super::super) fn host(self) -> &'static str {
        match self {
            Self::Meet => "meet.googleapis.com",
            Self::Events => "workspaceevents.googleapis.com",
            Self::Pubsub => "pubsub.googleapis.com",
        }
    }

    /// Its name for people.
    pub(in super::super) fn title(self) -> &'static str {
        match self {
            Self::Meet => "Google Meet API",
            Self::Events => "Google Workspace Events API",
            Self::Pubsub => "Cloud Pub/Sub API",
        }
    }
}

/// What a token may be used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Scope {
    /// `meetings.space.created`: spaces that this Cloud project made.
    Created,
    /// `meetings.space.readonly`: read whatever the person can see.
    Readonly,
    /// `meetings.space.settings`: read and change the settings of every own space.
    Settings,
    /// `pubsub`: topics, subscriptions and messages.
    Pubsub,
    /// `cloud-platform`: everything in a Cloud project, Pub/Sub among it.
    CloudPlatform,
    /// `openid`: the account's number.
    OpenId,
}

/// Which quota a call is counted against.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Bucket {
    /// get and list.
    Read,
    /// patch and endActiveConference; of members whatever changes them, as is presumed.
    Write,
    /// `spaces.create`.
    Create,
    /// get and list of the Workspace Events API.
    EventsRead,
    /// What changes its subscriptions.
    EventsWrite,
    /// Pub/Sub, whose limits nobody comes near here.
    Pubsub,
}

impl Scope {
    /// All three of Meet, as the app asks for them.
    pub const ALL: [Self; 3] = [Self::Created, Self::Readonly, Self::Settings];
    /// Those of Meet, Pub/Sub, and the account's number: all that news needs.
    pub const FOR_NEWS: [Self; 5] = [Self::Created, Self::Readonly, Self::Settings, Self::Pubsub, Self::OpenId];
    /// Every one there is.
    pub(in super::super) const EVERY: [Self; 6] =
        [Self::Created, Self::Readonly, Self::Settings, Self::Pubsub, Self::CloudPlatform, Self::OpenId];

    /// The scope as it stands in a token request.
    #[must_use]
    pub fn url(self) -> &'static str {
        match self {
            Self::Created => "https://www.googleapis.com/auth/meetings.space.created",
            Self::Readonly => "https://www.googleapis.com/auth/meetings.space.readonly",
            Self::Settings => "https://www.googleapis.com/auth/meetings.space.settings",
            Self::Pubsub => "https://www.googleapis.com/auth/pubsub",
            Self::CloudPlatform => "https://www.googleapis.com/auth/cloud-platform",
            Self::OpenId => "openid",
        }
    }
}

impl Bucket {
    /// The metric's name in a 429. Google's own name is not documented.
    pub(in super::super) fn metric(self) -> &'static str {
        match self {
            Self::Read => "meet.googleapis.com/read_requests",
            Self::Write => "meet.googleapis.com/write_requests",
            Self::Create => "meet.googleapis.com/reduced_write_requests",
            Self::EventsRead => "workspaceevents.googleapis.com/read_requests",
            Self::EventsWrite => "workspaceevents.googleapis.com/write_requests",
            Self::Pubsub => "pubsub.googleapis.com/requests",
        }
    }
}

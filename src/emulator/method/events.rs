//! The methods of the Workspace Events API.

use super::Bucket;

/// A method of the Workspace Events API.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum EventsMethod {
    /// `POST /v1/subscriptions`
    Create,
    /// `GET /v1/subscriptions/{subscription}`
    Get,
    /// `GET /v1/subscriptions`
    List,
    /// `PATCH /v1/subscriptions/{subscription}`
    Update,
    /// `DELETE /v1/subscriptions/{subscription}`
    Delete,
    /// `POST /v1/subscriptions/{subscription}:reactivate`
    Reactivate,
    /// `GET /v1/operations/{operation}`
    GetOperation,
}

impl EventsMethod {
    pub(super) fn full_name(self) -> &'static str {
        match self {
            Self::Create => "google.apps.events.subscriptions.v1.SubscriptionsService.CreateSubscription",
            Self::Get => "google.apps.events.subscriptions.v1.SubscriptionsService.GetSubscription",
            Self::List => "google.apps.events.subscriptions.v1.SubscriptionsService.ListSubscriptions",
            Self::Update => "google.apps.events.subscriptions.v1.SubscriptionsService.UpdateSubscription",
            Self::Delete => "google.apps.events.subscriptions.v1.SubscriptionsService.DeleteSubscription",
            Self::Reactivate => "google.apps.events.subscriptions.v1.SubscriptionsService.ReactivateSubscription",
            Self::GetOperation => "google.longrunning.Operations.GetOperation",
        }
    }

    pub(super) fn bucket(self) -> Bucket {
        match self {
            Self::Get | Self::List | Self::GetOperation => Bucket::EventsRead,
            Self::Create | Self::Update | Self::Delete | Self::Reactivate => Bucket::EventsWrite,
        }
    }

    pub(super) fn parameters(self) -> &'static [&'static str] {
        match self {
            Self::Create => &["validateOnly", "validate_only"],
            Self::List => &["filter", "pageSize", "page_size", "pageToken", "page_token"],
            Self::Update => &["updateMask", "update_mask", "validateOnly", "validate_only"],
            Self::Delete => &["allowMissing", "allow_missing", "etag", "validateOnly", "validate_only"],
            Self::Get | Self::Reactivate | Self::GetOperation => &[],
        }
    }
}

//! The tables of the Workspace Events API, as far as Meet has to do with it.

use super::tables::{input, output};
use super::{Enum, Kind, Message};

static STATE: Enum = Enum {
    full_name: "google.apps.events.subscriptions.v1.Subscription.State",
    values: &["STATE_UNSPECIFIED", "ACTIVE", "SUSPENDED", "DELETED"],
};

static ERROR_TYPE: Enum = Enum {
    full_name: "google.apps.events.subscriptions.v1.Subscription.ErrorType",
    values: &[
        "ERROR_TYPE_UNSPECIFIED",
        "USER_SCOPE_REVOKED",
        "RESOURCE_DELETED",
        "USER_AUTHORIZATION_FAILURE",
        "ENDPOINT_PERMISSION_DENIED",
        "ENDPOINT_NOT_FOUND",
        "ENDPOINT_RESOURCE_EXHAUSTED",
        "OTHER",
    ],
};

static NOTIFICATION_ENDPOINT: Message = Message {
    full_name: "google.apps.events.subscriptions.v1.NotificationEndpoint",
    fields: &[input("pubsubTopic", "pubsub_topic", Kind::Text)],
};

static PAYLOAD_OPTIONS: Message = Message {
    full_name: "google.apps.events.subscriptions.v1.PayloadOptions",
    fields: &[input("includeResource", "include_resource", Kind::Bool), input("fieldMask", "field_mask", Kind::Text)],
};

/// A subscription to news of one resource.
pub(in super::super) static EVENTS_SUBSCRIPTION: Message = Message {
    full_name: "google.apps.events.subscriptions.v1.Subscription",
    fields: &[
        // what a request says of it is not heeded, for it stands in the path
        output("name", "name", Kind::Text),
        output("uid", "uid", Kind::Text),
        input("targetResource", "target_resource", Kind::Text),
        input("eventTypes", "event_types", Kind::Texts),
        input("payloadOptions", "payload_options", Kind::Message(&PAYLOAD_OPTIONS)),
        input("driveOptions", "drive_options", Kind::Object),
        input("notificationEndpoint", "notification_endpoint", Kind::Message(&NOTIFICATION_ENDPOINT)),
        output("state", "state", Kind::Enum(&STATE)),
        output("suspensionReason", "suspension_reason", Kind::Enum(&ERROR_TYPE)),
        output("authority", "authority", Kind::Text),
        output("userAuthority", "user_authority", Kind::Text),
        output("serviceAccountAuthority", "service_account_authority", Kind::Text),
        output("createTime", "create_time", Kind::Time),
        output("updateTime", "update_time", Kind::Time),
        output("reconciling", "reconciling", Kind::Bool),
        input("etag", "etag", Kind::Text),
        input("expireTime", "expire_time", Kind::Time),
        input("ttl", "ttl", Kind::Duration),
    ],
};

/// The answer of `subscriptions.list`.
pub(in super::super) static LIST_EVENTS_SUBSCRIPTIONS: Message = Message {
    full_name: "google.apps.events.subscriptions.v1.ListSubscriptionsResponse",
    fields: &[
        output("subscriptions", "subscriptions", Kind::List(&EVENTS_SUBSCRIPTION)),
        output("nextPageToken", "next_page_token", Kind::Text),
    ],
};

/// The body of `subscriptions.reactivate`; the name stands in the path.
pub(in super::super) static REACTIVATE: Message = Message {
    full_name: "google.apps.events.subscriptions.v1.ReactivateSubscriptionRequest",
    fields: &[output("name", "name", Kind::Text)],
};

/// Something that takes its time.
pub(in super::super) static OPERATION: Message = Message {
    full_name: "google.longrunning.Operation",
    fields: &[
        output("name", "name", Kind::Text),
        output("metadata", "metadata", Kind::Object),
        output("done", "done", Kind::Bool),
        output("error", "error", Kind::Object),
        output("response", "response", Kind::Object),
    ],
};

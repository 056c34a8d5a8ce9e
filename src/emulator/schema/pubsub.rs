//! The tables of Pub/Sub. What the emulator does not play (pushing, schemas, ingestion, transforms) may be named, not used.
//!
//! Its subscriptions are called queues here, for the Workspace Events API has subscriptions as well.

use super::tables::{input, output};
use super::{Enum, Kind, Message};

static TOPIC_STATE: Enum =
    Enum { full_name: "google.pubsub.v1.Topic.State", values: &["STATE_UNSPECIFIED", "ACTIVE", "INGESTION_RESOURCE_ERROR"] };

static QUEUE_STATE: Enum =
    Enum { full_name: "google.pubsub.v1.Subscription.State", values: &["STATE_UNSPECIFIED", "ACTIVE", "RESOURCE_ERROR"] };

/// Not played: there can be none.
static TRANSFORM: Message = Message { full_name: "google.pubsub.v1.MessageTransform", fields: &[] };

/// A topic.
pub(in super::super) static TOPIC: Message = Message {
    full_name: "google.pubsub.v1.Topic",
    fields: &[
        // what a request says of it is not heeded, for it stands in the path
        output("name", "name", Kind::Text),
        input("labels", "labels", Kind::Labels),
        input("messageStoragePolicy", "message_storage_policy", Kind::Object),
        input("kmsKeyName", "kms_key_name", Kind::Text),
        input("schemaSettings", "schema_settings", Kind::Object),
        output("satisfiesPzs", "satisfies_pzs", Kind::Bool),
        input("messageRetentionDuration", "message_retention_duration", Kind::Duration),
        output("state", "state", Kind::Enum(&TOPIC_STATE)),
        input("ingestionDataSourceSettings", "ingestion_data_source_settings", Kind::Object),
        input("messageTransforms", "message_transforms", Kind::List(&TRANSFORM)),
        input("tags", "tags", Kind::Labels),
    ],
};

static EXPIRATION_POLICY: Message =
    Message { full_name: "google.pubsub.v1.ExpirationPolicy", fields: &[input("ttl", "ttl", Kind::Duration)] };

/// A subscription of Pub/Sub.
pub(in super::super) static QUEUE: Message = Message {
    full_name: "google.pubsub.v1.Subscription",
    fields: &[
        output("name", "name", Kind::Text),
        input("topic", "topic", Kind::Text),
        input("pushConfig", "push_config", Kind::Object),
        input("bigqueryConfig", "bigquery_config", Kind::Object),
        input("cloudStorageConfig", "cloud_storage_config", Kind::Object),
        input("ackDeadlineSeconds", "ack_deadline_seconds", Kind::Int32),
        input("retainAckedMessages", "retain_acked_messages", Kind::Bool),
        input("messageRetentionDuration", "message_retention_duration", Kind::Duration),
        input("labels", "labels", Kind::Labels),
        input("enableMessageOrdering", "enable_message_ordering", Kind::Bool),
        input("expirationPolicy", "expiration_policy", Kind::Message(&EXPIRATION_POLICY)),
        input("filter", "filter", Kind::Text),
        input("deadLetterPolicy", "dead_letter_policy", Kind::Object),
        input("retryPolicy", "retry_policy", Kind::Object),
        output("detached", "detached", Kind::Bool),
        input("bigtableConfig", "bigtable_config", Kind::Object),
        output("analyticsHubSubscriptionInfo", "analytics_hub_subscription_info", Kind::Object),
        input("messageTransforms", "message_transforms", Kind::List(&TRANSFORM)),
        input("tags", "tags", Kind::Labels),
        input("enableExactlyOnceDelivery", "enable_exactly_once_delivery", Kind::Bool),
        output("topicMessageRetentionDuration", "topic_message_retention_duration", Kind::Duration),
        output("state", "state", Kind::Enum(&QUEUE_STATE)),
    ],
};

/// The body of `subscriptions.patch`.
pub(in super::super) static UPDATE_QUEUE: Message = Message {
    full_name: "google.pubsub.v1.UpdateSubscriptionRequest",
    fields: &[input("subscription", "subscription", Kind::Message(&QUEUE)), input("updateMask", "update_mask", Kind::Text)],
};

/// The answer of `topics.list`.
pub(in super::super) static LIST_TOPICS: Message = Message {
    full_name: "google.pubsub.v1.ListTopicsResponse",
    fields: &[output("topics", "topics", Kind::List(&TOPIC)), output("nextPageToken", "next_page_token", Kind::Text)],
};

/// The answer of `subscriptions.list`.
pub(in super::super) static LIST_QUEUES: Message = Message {
    full_name: "google.pubsub.v1.ListSubscriptionsResponse",
    fields: &[
        output("subscriptions", "subscriptions", Kind::List(&QUEUE)),
        output("nextPageToken", "next_page_token", Kind::Text),
    ],
};

/// The answer of `topics.subscriptions.list`: their names.
pub(in super::super) static LIST_TOPIC_QUEUES: Message = Message {
    full_name: "google.pubsub.v1.ListTopicSubscriptionsResponse",
    fields: &[output("subscriptions", "subscriptions", Kind::Texts), output("nextPageToken", "next_page_token", Kind::Text)],
};

static MESSAGE: Message = Message {
    full_name: "google.pubsub.v1.PubsubMessage",
    fields: &[
        input("data", "data", Kind::Bytes),
        input("attributes", "attributes", Kind::Labels),
        output("messageId", "message_id", Kind::Text),
        output("publishTime", "publish_time", Kind::Time),
        input("orderingKey", "ordering_key", Kind::Text),
    ],
};

/// The body of `topics.publish`.
pub(in super::super) static PUBLISH: Message =
    Message { full_name: "google.pubsub.v1.PublishRequest", fields: &[input("messages", "messages", Kind::List(&MESSAGE))] };

/// The answer of `topics.publish`.
pub(in super::super) static PUBLISHED: Message =
    Message { full_name: "google.pubsub.v1.PublishResponse", fields: &[output("messageIds", "message_ids", Kind::Texts)] };

/// The body of `subscriptions.pull`.
pub(in super::super) static PULL: Message = Message {
    full_name: "google.pubsub.v1.PullRequest",
    fields: &[input("returnImmediately", "return_immediately", Kind::Bool), input("maxMessages", "max_messages", Kind::Int32)],
};

static RECEIVED: Message = Message {
    full_name: "google.pubsub.v1.ReceivedMessage",
    fields: &[
        output("ackId", "ack_id", Kind::Text),
        output("message", "message", Kind::Message(&MESSAGE)),
        output("deliveryAttempt", "delivery_attempt", Kind::Int32),
    ],
};

/// The answer of `subscriptions.pull`.
pub(in super::super) static PULLED: Message = Message {
    full_name: "google.pubsub.v1.PullResponse",
    fields: &[output("receivedMessages", "received_messages", Kind::List(&RECEIVED))],
};

/// The body of `subscriptions.acknowledge`.
pub(in super::super) static ACKNOWLEDGE: Message =
    Message { full_name: "google.pubsub.v1.AcknowledgeRequest", fields: &[input("ackIds", "ack_ids", Kind::Texts)] };

/// The body of `subscriptions.modifyAckDeadline`.
pub(in super::super) static MODIFY_ACK_DEADLINE: Message = Message {
    full_name: "google.pubsub.v1.ModifyAckDeadlineRequest",
    fields: &[input("ackIds", "ack_ids", Kind::Texts), input("ackDeadlineSeconds", "ack_deadline_seconds", Kind::Int32)],
};

static BINDING: Message = Message {
    full_name: "google.iam.v1.Binding",
    fields: &[
        input("role", "role", Kind::Text),
        input("members", "members", Kind::Texts),
        input("condition", "condition", Kind::Object),
    ],
};

/// Who may do what.
pub(in super::super) static POLICY: Message = Message {
    full_name: "google.iam.v1.Policy",
    fields: &[
        input("version", "version", Kind::Int32),
        input("bindings", "bindings", Kind::List(&BINDING)),
        input("etag", "etag", Kind::Bytes),
    ],
};

/// The body of `setIamPolicy`.
pub(in super::super) static SET_POLICY: Message =
    Message { full_name: "google.iam.v1.SetIamPolicyRequest", fields: &[input("policy", "policy", Kind::Message(&POLICY))] };

/// The body and the answer of `testIamPermissions`.
pub(in super::super) static PERMISSIONS: Message =
    Message { full_name: "google.iam.v1.TestIamPermissionsRequest", fields: &[input("permissions", "permissions", Kind::Texts)] };

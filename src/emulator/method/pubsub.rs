//! The methods of Pub/Sub that are offered: topics, subscriptions that are pulled from, and who may do what with them.

/// A method of Pub/Sub.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum PubsubMethod {
    /// `PUT /v1/projects/{project}/topics/{topic}`
    CreateTopic,
    /// `GET /v1/projects/{project}/topics/{topic}`
    GetTopic,
    /// `GET /v1/projects/{project}/topics`
    ListTopics,
    /// `DELETE /v1/projects/{project}/topics/{topic}`
    DeleteTopic,
    /// `GET /v1/projects/{project}/topics/{topic}/subscriptions`
    ListTopicSubscriptions,
    /// `POST /v1/projects/{project}/topics/{topic}:publish`
    Publish,
    /// `PUT /v1/projects/{project}/subscriptions/{subscription}`
    CreateSubscription,
    /// `GET /v1/projects/{project}/subscriptions/{subscription}`
    GetSubscription,
    /// `GET /v1/projects/{project}/subscriptions`
    ListSubscriptions,
    /// `PATCH /v1/projects/{project}/subscriptions/{subscription}`
    UpdateSubscription,
    /// `DELETE /v1/projects/{project}/subscriptions/{subscription}`
    DeleteSubscription,
    /// `POST /v1/projects/{project}/subscriptions/{subscription}:pull`
    Pull,
    /// `POST /v1/projects/{project}/subscriptions/{subscription}:acknowledge`
    Acknowledge,
    /// `POST /v1/projects/{project}/subscriptions/{subscription}:modifyAckDeadline`
    ModifyAckDeadline,
    /// `GET …:getIamPolicy`, of a topic or a subscription
    GetIamPolicy,
    /// `POST …:setIamPolicy`, of a topic or a subscription
    SetIamPolicy,
    /// `POST …:testIamPermissions`, of a topic or a subscription
    TestIamPermissions,
}

impl PubsubMethod {
    pub(super) fn full_name(self) -> &'static str {
        match self {
            Self::CreateTopic => "google.pubsub.v1.Publisher.CreateTopic",
            Self::GetTopic => "google.pubsub.v1.Publisher.GetTopic",
            Self::ListTopics => "google.pubsub.v1.Publisher.ListTopics",
            Self::DeleteTopic => "google.pubsub.v1.Publisher.DeleteTopic",
            Self::ListTopicSubscriptions => "google.pubsub.v1.Publisher.ListTopicSubscriptions",
            Self::Publish => "google.pubsub.v1.Publisher.Publish",
            Self::CreateSubscription => "google.pubsub.v1.Subscriber.CreateSubscription",
            Self::GetSubscription => "google.pubsub.v1.Subscriber.GetSubscription",
            Self::ListSubscriptions => "google.pubsub.v1.Subscriber.ListSubscriptions",
            Self::UpdateSubscription => "google.pubsub.v1.Subscriber.UpdateSubscription",
            Self::DeleteSubscription => "google.pubsub.v1.Subscriber.DeleteSubscription",
            Self::Pull => "google.pubsub.v1.Subscriber.Pull",
            Self::Acknowledge => "google.pubsub.v1.Subscriber.Acknowledge",
            Self::ModifyAckDeadline => "google.pubsub.v1.Subscriber.ModifyAckDeadline",
            Self::GetIamPolicy => "google.iam.v1.IAMPolicy.GetIamPolicy",
            Self::SetIamPolicy => "google.iam.v1.IAMPolicy.SetIamPolicy",
            Self::TestIamPermissions => "google.iam.v1.IAMPolicy.TestIamPermissions",
        }
    }

    pub(super) fn parameters(self) -> &'static [&'static str] {
        match self {
            Self::ListTopics | Self::ListTopicSubscriptions | Self::ListSubscriptions => {
                &["pageSize", "page_size", "pageToken", "page_token"]
            }
            Self::GetIamPolicy => &["options.requestedPolicyVersion", "options.requested_policy_version"],
            _ => &[],
        }
    }
}

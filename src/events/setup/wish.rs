//! What is wanted of the Cloud project; the lines for `gcloud` and the requests that bring it about.

use serde_json::{Value, json};

use super::parts::with_publisher;
use super::{PUBLISHER, ROLE};
use crate::events::names::{Pull, Target, Topic, USERS};
use crate::events::pubsub::{ACK_DEADLINE, subscription_body};
use crate::events::workspace::create_body;
use crate::meet::endpoint::Endpoint;
use crate::meet::preview::Preview;

/// What is wanted.
#[derive(Debug, Clone)]
pub struct Wish {
    /// Where Google is to publish.
    pub topic: Topic,
    /// From where greenroom is to pull.
    pub pull: Pull,
    /// The Cloud project of the OAuth client, where it is known.
    pub client_project: Option<String>,
    /// What is to be told of: it is asked whether Google would. None where that is not known.
    pub target: Option<Target>,
    /// Whether what is missing is made.
    pub make: bool,
}

impl Wish {
    pub(super) fn create_topic(&self) -> String {
        format!("gcloud pubsub topics create {} --project={}", self.topic.id(), self.topic.project())
    }

    pub(super) fn grant(&self) -> String {
        let (topic, project) = (self.topic.id(), self.topic.project());
        format!("gcloud pubsub topics add-iam-policy-binding {topic} --project={project} --member={PUBLISHER} --role={ROLE}")
    }

    pub(super) fn create_subscription(&self) -> String {
        format!(
            "gcloud pubsub subscriptions create {} --project={} --topic={} --ack-deadline={ACK_DEADLINE} --enable-message-ordering",
            self.pull.id(),
            self.pull.project(),
            self.topic
        )
    }

    pub(super) fn allow_pull(&self) -> String {
        format!(
            "gcloud pubsub subscriptions add-iam-policy-binding {} --project={} --member=MEMBER --role=roles/pubsub.subscriber",
            self.pull.id(),
            self.pull.project()
        )
    }

    pub(super) fn remake_subscription(&self) -> Vec<String> {
        let delete = format!("gcloud pubsub subscriptions delete {} --project={}", self.pull.id(), self.pull.project());
        vec![delete, self.create_subscription()]
    }

    /// The requests that would be sent, in their order; those after the first of a part only where that finds nothing.
    #[must_use]
    pub fn requests(&self, pubsub: &Endpoint, events: &Endpoint) -> Vec<Preview> {
        let to = |root: &Endpoint, method: &str, path: String, body: Option<Value>| Preview {
            method: method.to_owned(),
            url: format!("{}/v1/{path}", root.as_str()),
            body,
        };
        let request = |method: &str, path: String, body: Option<Value>| to(pubsub, method, path, body);
        // The person's number is not known before it is asked for.
        let target = self.target.as_ref().map_or_else(|| format!("{USERS}NUMBER"), Target::resource);
        let trial = create_body(&target, &self.topic);
        let policy = json!({"policy": with_publisher(&json!({"etag": "ETAG"}))});
        vec![
            request("GET", self.topic.to_string(), None),
            request("PUT", self.topic.to_string(), Some(json!({}))),
            request("GET", format!("{}:getIamPolicy?options.requestedPolicyVersion=3", self.topic), None),
            request("POST", format!("{}:setIamPolicy", self.topic), Some(policy)),
            request("GET", self.pull.to_string(), None),
            request("PUT", self.pull.to_string(), Some(subscription_body(&self.topic))),
            to(events, "GET", "subscriptions?filter=…&pageSize=100".into(), None),
            to(events, "POST", "subscriptions?validateOnly=true".into(), Some(trial)),
        ]
    }
}

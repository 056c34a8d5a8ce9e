//! The client of Pub/Sub: one method a call. What it pulls is not read here; see [`super::message`].

use std::fmt;
use std::time::Duration;

use reqwest::Method as Http;
use serde_json::{Value, json};

use super::error::{Api, EventsError};
use super::names::{Pull, Topic};
use super::values::{list, text};
use crate::meet::call::{Repeat, Rule};
use crate::meet::client::Client;
use crate::meet::error::MeetError;

/// The scopes of which one is needed.
const SCOPES: &[&str] = &["https://www.googleapis.com/auth/pubsub", "https://www.googleapis.com/auth/cloud-platform"];

const fn rule(name: &'static str, http: Http, silent: bool) -> Rule {
    Rule { name, http, repeat: Repeat::Always, silent, scopes: SCOPES }
}

static PULL: Rule = rule("pubsub.projects.subscriptions.pull", Http::POST, false);
static ACKNOWLEDGE: Rule = rule("pubsub.projects.subscriptions.acknowledge", Http::POST, true);
static EXTEND: Rule = rule("pubsub.projects.subscriptions.modifyAckDeadline", Http::POST, true);
static GET_TOPIC: Rule = rule("pubsub.projects.topics.get", Http::GET, false);
static MAKE_TOPIC: Rule = rule("pubsub.projects.topics.create", Http::PUT, false);
static GET_POLICY: Rule = rule("pubsub.projects.topics.getIamPolicy", Http::GET, false);
// Its etag makes the second of two the same as none.
static SET_POLICY: Rule = rule("pubsub.projects.topics.setIamPolicy", Http::POST, false);
static GET_PULL: Rule = rule("pubsub.projects.subscriptions.get", Http::GET, false);
static MAKE_PULL: Rule = rule("pubsub.projects.subscriptions.create", Http::PUT, false);
static TEST: Rule = rule("pubsub.projects.subscriptions.testIamPermissions", Http::POST, false);

/// So long a pull may wait for its first message. The server's own bound is documented nowhere and below this.
pub const LONG_WAIT: Duration = Duration::from_secs(100);
/// So long a pull may take in all.
const LONG_TOTAL: Duration = Duration::from_mins(2);
/// So long a pull that does not wait may take.
const PROBE: Duration = Duration::from_secs(20);
/// Most messages that are handed over in one call: a key waits for no more than these, and while they are read they are held in memory
/// several times over.
pub const MOST: u32 = 100;
/// Seconds that a message stays ours without a word, where greenroom makes the subscription.
pub const ACK_DEADLINE: u32 = 30;
/// Longest `ackId` that is taken, in bytes.
const LONGEST_ACK: usize = 16 * 1024;

type Answer<T> = Result<T, EventsError>;

fn failed(cause: MeetError) -> EventsError {
    EventsError { api: Api::Pubsub, cause }
}

/// By this a message is acknowledged. Nobody sees it.
#[derive(Clone, PartialEq, Eq)]
pub struct AckId(Box<str>);

impl fmt::Debug for AckId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AckId(..)")
    }
}

/// A message as it was handed over.
#[derive(Debug, Clone)]
pub struct Received {
    /// By this it is acknowledged.
    pub ack: AckId,
    /// The message, not read yet.
    pub message: Value,
}

impl Received {
    #[cfg(test)]
    pub(crate) fn for_test(ack: &str, message: Value) -> Self {
        Self { ack: AckId(ack.into()), message }
    }
}

/// A subscription of Pub/Sub, as far as it matters here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PullSubscription {
    /// Its topic; `_deleted-topic_` where that is gone.
    pub topic: String,
    /// Which messages it keeps; all without one.
    pub filter: Option<String>,
    /// True where it sends by itself, so that nothing can be pulled.
    pub pushes: bool,
    /// True where it was taken off its topic.
    pub detached: bool,
    /// Seconds until an unacknowledged message comes again.
    pub ack_deadline: Option<u64>,
}

/// A client of Pub/Sub. Clones share their connections.
#[derive(Debug, Clone)]
pub struct Pubsub {
    client: Client,
    waiting: Client,
    probing: Client,
}

impl Pubsub {
    /// Over a client whose endpoint and credentials are those of Pub/Sub.
    #[must_use]
    pub fn new(client: Client) -> Self {
        let waiting = client.patient(LONG_WAIT, LONG_TOTAL);
        let probing = client.patient(PROBE, 2 * PROBE);
        Self { client, waiting, probing }
    }

    /// The same with pulls that wait no longer than this.
    #[must_use]
    pub fn waiting(self, longest: Duration) -> Self {
        let probing = self.client.patient(PROBE.min(longest), 2 * PROBE.min(longest));
        Self { waiting: self.client.patient(longest, longest), probing, ..self }
    }

    /// `subscriptions.pull`: waits for messages, perhaps for none. Nothing is repeated here: whoever pulls, pulls again.
    ///
    /// With `now` it does not wait: an answer shows that pulling works at all.
    ///
    /// # Errors
    ///
    /// See [`EventsError`].
    pub async fn pull(&self, name: &Pull, most: u32, now: bool) -> Answer<Vec<Received>> {
        let mut body = json!({"maxMessages": most.max(1)});
        if now {
            // Discouraged for every pull; this is the one that finds out whether pulling works.
            body["returnImmediately"] = true.into();
        }
        let client = if now { &self.probing } else { &self.waiting };
        let mut value = client.other(&PULL, format!("/v1/{name}:pull"), Vec::new(), Some(body)).await.map_err(failed)?;
        let all = match value.get_mut("receivedMessages").map(Value::take) {
            Some(Value::Array(all)) => all,
            _ => Vec::new(),
        };
        let received = all.into_iter().filter_map(|mut one| {
            // What cannot be acknowledged comes again, whatever is done.
            let ack = one.get("ackId")?.as_str().filter(|ack| !ack.is_empty() && ack.len() <= LONGEST_ACK)?.into();
            Some(Received { ack: AckId(ack), message: one.get_mut("message").map(Value::take).unwrap_or_default() })
        });
        Ok(received.collect())
    }

    /// `subscriptions.acknowledge`: these need not come again.
    ///
    /// # Errors
    ///
    /// See [`EventsError`].
    pub async fn acknowledge(&self, name: &Pull, acks: &[AckId]) -> Answer<()> {
        self.about(&ACKNOWLEDGE, name, "acknowledge", acks, None).await
    }

    /// `subscriptions.modifyAckDeadline`: these are still being worked on, for so many seconds from now; 0 gives them back.
    ///
    /// # Errors
    ///
    /// See [`EventsError`].
    pub async fn extend(&self, name: &Pull, acks: &[AckId], seconds: u32) -> Answer<()> {
        self.about(&EXTEND, name, "modifyAckDeadline", acks, Some(seconds.min(600))).await
    }

    async fn about(&self, rule: &'static Rule, name: &Pull, verb: &str, acks: &[AckId], seconds: Option<u32>) -> Answer<()> {
        // A request may hold 512 KiB; ids of today are some 200 bytes.
        for some in acks.chunks(500) {
            let ids: Vec<&str> = some.iter().map(|ack| &*ack.0).collect();
            let mut body = json!({"ackIds": ids});
            if let Some(seconds) = seconds {
                body["ackDeadlineSeconds"] = seconds.into();
            }
            self.client.other(rule, format!("/v1/{name}:{verb}"), Vec::new(), Some(body)).await.map_err(failed)?;
        }
        Ok(())
    }

    /// `topics.get`: whether it is there.
    ///
    /// # Errors
    ///
    /// See [`EventsError`]; [`EventsError::is_missing`] when it is not.
    pub async fn topic(&self, topic: &Topic) -> Answer<()> {
        self.client.other(&GET_TOPIC, format!("/v1/{topic}"), Vec::new(), None).await.map(|_| ()).map_err(failed)
    }

    /// `topics.create`.
    ///
    /// # Errors
    ///
    /// See [`EventsError`].
    pub async fn make_topic(&self, topic: &Topic) -> Answer<()> {
        self.client.other(&MAKE_TOPIC, format!("/v1/{topic}"), Vec::new(), Some(json!({}))).await.map(|_| ()).map_err(failed)
    }

    /// `topics.getIamPolicy`, with its conditions: without them it must not be written back.
    ///
    /// # Errors
    ///
    /// See [`EventsError`].
    pub async fn policy(&self, topic: &Topic) -> Answer<Value> {
        let query = vec![("options.requestedPolicyVersion", "3".to_owned())];
        self.client.other(&GET_POLICY, format!("/v1/{topic}:getIamPolicy"), query, None).await.map_err(failed)
    }

    /// `topics.setIamPolicy`.
    ///
    /// # Errors
    ///
    /// See [`EventsError`].
    pub async fn set_policy(&self, topic: &Topic, policy: &Value) -> Answer<()> {
        let body = json!({"policy": policy});
        let path = format!("/v1/{topic}:setIamPolicy");
        self.client.other(&SET_POLICY, path, Vec::new(), Some(body)).await.map(|_| ()).map_err(failed)
    }

    /// `subscriptions.get`.
    ///
    /// # Errors
    ///
    /// See [`EventsError`]; a subscriber may pull without being allowed this.
    pub async fn subscription(&self, name: &Pull) -> Answer<PullSubscription> {
        let value = self.client.other(&GET_PULL, format!("/v1/{name}"), Vec::new(), None).await.map_err(failed)?;
        let push = value.get("pushConfig").and_then(|push| text(push, "pushEndpoint")).is_some();
        let other = ["bigqueryConfig", "cloudStorageConfig", "bigtableConfig"];
        Ok(PullSubscription {
            topic: text(&value, "topic").unwrap_or_default().to_owned(),
            filter: text(&value, "filter").map(str::to_owned),
            pushes: push || other.iter().any(|key| value.get(key).is_some_and(Value::is_object)),
            detached: value.get("detached").and_then(Value::as_bool) == Some(true),
            ack_deadline: value.get("ackDeadlineSeconds").and_then(Value::as_u64),
        })
    }

    /// `subscriptions.create`, in the form in which greenroom wants it: every message of the topic, in order.
    ///
    /// # Errors
    ///
    /// See [`EventsError`].
    pub async fn make_subscription(&self, name: &Pull, topic: &Topic) -> Answer<()> {
        let body = subscription_body(topic);
        self.client.other(&MAKE_PULL, format!("/v1/{name}"), Vec::new(), Some(body)).await.map(|_| ()).map_err(failed)
    }

    /// `subscriptions.testIamPermissions`: whether messages may be pulled.
    ///
    /// # Errors
    ///
    /// See [`EventsError`].
    pub async fn may_pull(&self, name: &Pull) -> Answer<bool> {
        let permission = "pubsub.subscriptions.consume";
        let body = json!({"permissions": [permission]});
        let path = format!("/v1/{name}:testIamPermissions");
        let value = self.client.other(&TEST, path, Vec::new(), Some(body)).await.map_err(failed)?;
        Ok(list(&value, "permissions").any(|one| one.as_str() == Some(permission)))
    }
}

/// What `subscriptions.create` sends.
pub(super) fn subscription_body(topic: &Topic) -> Value {
    json!({"topic": topic.as_str(), "ackDeadlineSeconds": ACK_DEADLINE, "enableMessageOrdering": true})
}

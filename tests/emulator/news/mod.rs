//! Workspace Events and Pub/Sub: what happens in conferences comes as messages.

mod events;
mod feed;
mod pubsub;
mod pulling;
mod troubles;

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use greenroom::emulator::{Person, Scope};
use jiff::SignedDuration;
use serde_json::{Value, json};

use crate::bench::{Answer, Bench, Client};

pub const ANA: &str = "ana@example.com";
/// All that happens to a conference itself and to those who are in it.
pub const COMING_AND_GOING: &[&str] =
    &["conference.v2.started", "conference.v2.ended", "participant.v2.joined", "participant.v2.left"];

/// A desk with a topic and a subscription on it, and Ana with every scope.
pub struct Desk {
    pub bench: Bench,
    pub ana: Client,
    pub topic: String,
    pub queue: String,
}

impl Desk {
    pub fn new() -> Self {
        let bench = Bench::new();
        let (topic, queue, token) = bench.emulator.with(|world| {
            world.set_pull_wait(Duration::from_millis(1));
            let (topic, queue) = world.prepare_events("greenroom").unwrap();
            // these tests set the clock on by days
            let token = world.issue_token(ANA, "greenroom", &Scope::FOR_NEWS, Duration::from_hours(24 * 30)).unwrap();
            (topic, queue, token)
        });
        let ana = bench.with_token(&token);
        Self { bench, ana, topic, queue }
    }

    /// Subscribes Ana to those types about a space.
    pub async fn subscribe(&self, space: &str, types: &[&str]) -> Value {
        let operation = self.ana.post("/v1/subscriptions", &self.wish(space, types).to_string()).await.ok();
        assert_eq!(operation["done"], true);
        operation["response"].clone()
    }

    /// The body for that.
    pub fn wish(&self, space: &str, types: &[&str]) -> Value {
        json!({"targetResource": format!("//meet.googleapis.com/{space}"), "eventTypes": meets(types),
            "notificationEndpoint": {"pubsubTopic": self.topic}})
    }

    pub async fn post(&self, verb: &str, body: Value) -> Answer {
        self.ana.post(&format!("/v1/{}:{verb}", self.queue), &body.to_string()).await
    }

    /// What a pull brings.
    pub async fn pull(&self, most: usize) -> Vec<Value> {
        let answer = self.post("pull", json!({ "maxMessages": most })).await.ok();
        answer["receivedMessages"].as_array().cloned().unwrap_or_default()
    }

    /// What a pull brings, acknowledged: each as its type without its beginning, and its data.
    pub async fn heard(&self) -> Vec<(String, Value)> {
        let received = self.pull(100).await;
        self.acknowledge(&received).await;
        received.iter().map(|one| (kind(one), data(one))).collect()
    }

    /// The types that a pull brings, acknowledged.
    pub async fn kinds(&self) -> Vec<String> {
        self.heard().await.into_iter().map(|(kind, _)| kind).collect()
    }

    pub async fn acknowledge(&self, received: &[Value]) {
        if !received.is_empty() {
            let ids: Vec<&Value> = received.iter().map(|one| &one["ackId"]).collect();
            assert_eq!(self.post("acknowledge", json!({ "ackIds": ids })).await.ok(), json!({}));
        }
    }

    pub fn join(&self, space: &str, who: &str) {
        self.bench.emulator.with(|world| world.join(space, &person(who))).unwrap();
    }

    /// Sets the clock on.
    pub fn pass(&self, seconds: i64) {
        self.bench.emulator.with(|world| world.advance(SignedDuration::from_secs(seconds)));
    }

    /// Publishes texts, each with an ordering key if there is one.
    pub async fn publish(&self, texts: &[(&str, &str)]) {
        let messages: Vec<Value> =
            texts.iter().map(|(text, key)| json!({"data": STANDARD.encode(text), "orderingKey": key})).collect();
        let path = format!("/v1/{}:publish", self.topic);
        let answer = self.ana.post(&path, &json!({ "messages": messages }).to_string()).await.ok();
        assert_eq!(answer["messageIds"].as_array().unwrap().len(), texts.len());
    }

    pub fn leave(&self, space: &str, who: &str) {
        self.bench.emulator.with(|world| world.leave(space, &person(who))).unwrap();
    }
}

pub fn person(who: &str) -> Person {
    if who.contains('@') { Person::User(who.into()) } else { Person::Anonymous(who.into()) }
}

pub fn meets(types: &[&str]) -> Vec<String> {
    types.iter().map(|kind| format!("google.workspace.meet.{kind}")).collect()
}

pub fn kind(received: &Value) -> String {
    let whole = received["message"]["attributes"]["ce-type"].as_str().unwrap();
    let short = whole.strip_prefix("google.workspace.meet.").or_else(|| whole.strip_prefix("google.workspace.events."));
    short.unwrap_or(whole).to_owned()
}

pub fn data(received: &Value) -> Value {
    let data = received["message"]["data"].as_str().unwrap();
    serde_json::from_slice(&STANDARD.decode(data).unwrap()).unwrap()
}

/// What was published.
pub fn text(received: &Value) -> String {
    String::from_utf8(STANDARD.decode(received["message"]["data"].as_str().unwrap_or_default()).unwrap()).unwrap()
}

/// The reason in the details of an error.
pub fn reason(answer: &Answer) -> String {
    let error: Value = serde_json::from_str(&answer.text).unwrap();
    let details = error["error"]["details"].as_array().cloned().unwrap_or_default();
    details.iter().find_map(|detail| detail["reason"].as_str()).unwrap_or_default().to_owned()
}

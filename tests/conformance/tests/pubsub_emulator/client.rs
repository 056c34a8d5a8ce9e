//! greenroom's client of Pub/Sub.

use std::sync::Arc;

use greenroom::events::message::{Read, message_id, read};
use greenroom::events::names::{Pull, Topic};
use greenroom::events::pubsub::{AckId, Pubsub, Received};
use greenroom::meet::client::{Client, Settings};
use greenroom::meet::token::NoToken;
use greenroom_conformance::PROJECT;
use serde_json::json;

use super::google::{Google, QUEUE, TOPIC, joined};

const SPACE: &str = "spaces/std";

struct Desk {
    google: Google,
    pubsub: Pubsub,
    topic: Topic,
    pull: Pull,
}

impl Desk {
    fn new() -> Self {
        // another test of this process may have done it
        let _ = rustls::crypto::ring::default_provider().install_default();
        let google = Google::start();
        let settings = Settings::new(google.endpoint.parse().unwrap());
        let pubsub = Pubsub::new(Client::new(settings, Arc::new(NoToken)).unwrap().client);
        let name = |path: &str| format!("projects/{PROJECT}/{path}");
        Self { google, pubsub, topic: name(TOPIC).parse().unwrap(), pull: name(QUEUE).parse().unwrap() }
    }

    /// With topic and subscription.
    async fn furnished() -> Self {
        let desk = Self::new();
        desk.pubsub.make_topic(&desk.topic).await.unwrap();
        desk.pubsub.make_subscription(&desk.pull, &desk.topic).await.unwrap();
        desk
    }

    async fn some(&self, most: u32, now: bool) -> Vec<Received> {
        self.pubsub.pull(&self.pull, most, now).await.unwrap()
    }
}

fn acks(received: &[Received]) -> Vec<AckId> {
    received.iter().map(|one| one.ack.clone()).collect()
}

/// The ids of the events.
fn ids(received: &[Received]) -> Vec<String> {
    let id = |one: &Received| match read(&one.message) {
        Read::Event(event) => event.id.into(),
        other => panic!("{other:?} in {}", one.message),
    };
    received.iter().map(id).collect()
}

#[tokio::test]
#[ignore = "needs Google's Pub/Sub emulator and Java"]
async fn what_is_absent_and_what_is_there_already() {
    let Desk { google, pubsub, topic, pull } = Desk::new();
    assert!(pubsub.topic(&topic).await.unwrap_err().is_missing());
    assert!(pubsub.make_subscription(&pull, &topic).await.unwrap_err().is_missing(), "without its topic");
    pubsub.make_topic(&topic).await.unwrap();
    pubsub.topic(&topic).await.unwrap();
    assert!(pubsub.make_topic(&topic).await.unwrap_err().is_there());
    assert!(pubsub.subscription(&pull).await.unwrap_err().is_missing());
    assert!(pubsub.pull(&pull, 10, false).await.unwrap_err().is_missing());
    pubsub.make_subscription(&pull, &topic).await.unwrap();
    assert!(pubsub.make_subscription(&pull, &topic).await.unwrap_err().is_there());
    let there = pubsub.subscription(&pull).await.unwrap();
    assert_eq!((there.topic.as_str(), there.ack_deadline, there.filter.as_deref()), (topic.as_str(), Some(30), None));
    assert!(!there.pushes && !there.detached);
    google.does("DELETE", TOPIC, json!(null)).await;
    assert_eq!(pubsub.subscription(&pull).await.unwrap().topic, "_deleted-topic_");
}

#[tokio::test]
#[ignore = "needs Google's Pub/Sub emulator and Java"]
async fn messages_of_one_key_come_in_their_order_also_again_and_never_after_they_were_acknowledged() {
    let desk = Desk::furnished().await;
    let all: Vec<_> = (1..=5).map(|number| joined(&format!("e{number}"), SPACE)).collect();
    desk.google.publish(&all).await;
    let first = desk.some(10, false).await;
    assert_eq!(ids(&first), ["e1", "e2", "e3", "e4", "e5"]);
    assert!(first.iter().all(|one| message_id(&one.message).is_some()));
    assert_eq!(desk.some(10, true).await.len(), 0, "they are ours for a while");
    desk.pubsub.extend(&desk.pull, &acks(&first), 0).await.unwrap();
    let again = desk.some(2, false).await;
    assert_eq!(ids(&again), ["e1", "e2"], "given back");
    desk.pubsub.acknowledge(&desk.pull, &acks(&again)).await.unwrap();
    desk.pubsub.acknowledge(&desk.pull, &acks(&again)).await.expect("twice does no harm");
    let rest = desk.some(10, false).await;
    assert_eq!(ids(&rest), ["e3", "e4", "e5"]);
    desk.pubsub.acknowledge(&desk.pull, &acks(&rest)).await.unwrap();
    assert_eq!(desk.some(10, true).await.len(), 0);
}

#[tokio::test]
#[ignore = "needs Google's Pub/Sub emulator and Java"]
async fn what_takes_long_stays_ours_as_long_as_we_say_so() {
    let desk = Desk::furnished().await;
    desk.google.beside("subscriptions/beside").await;
    let change = json!({"subscription": {"ackDeadlineSeconds": 10}, "updateMask": "ackDeadlineSeconds"});
    desk.google.does("PATCH", QUEUE, change).await;
    desk.google.publish(&[joined("e1", SPACE)]).await;
    let received = desk.some(10, false).await;
    desk.pubsub.extend(&desk.pull, &acks(&received), 600).await.unwrap();
    desk.google.comes_again("subscriptions/beside", 3).await;
    assert_eq!(desk.some(10, true).await.len(), 0);
    desk.pubsub.extend(&desk.pull, &acks(&received), 0).await.unwrap();
    assert_eq!(ids(&desk.some(10, false).await), ["e1"], "it was there all the time");
}

#[tokio::test]
#[ignore = "needs Google's Pub/Sub emulator and Java"]
async fn a_pull_that_waits_in_vain_ends_well_and_the_next_one_gets_what_comes_then() {
    let desk = Desk::furnished().await;
    // Google's emulator ends it after some ninety seconds, which is less than the client waits.
    assert_eq!(desk.some(10, false).await.len(), 0);
    let message = [joined("e1", SPACE)];
    let (received, ()) = tokio::join!(desk.some(10, false), desk.google.publish(&message));
    assert_eq!(ids(&received), ["e1"]);
}

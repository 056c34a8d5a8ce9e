//! Pulling: waiting, acknowledging, what comes again, and in which order.

use std::time::{Duration, Instant};

use greenroom::emulator::PubsubMethod;
use serde_json::{Value, json};

use super::{Desk, text};

/// Far longer than anything takes that happens at all.
const PATIENCE: Duration = Duration::from_mins(1);

fn texts(received: &[Value]) -> Vec<String> {
    received.iter().map(text).collect()
}

impl Desk {
    async fn extend(&self, received: &Value, seconds: i64) {
        let body = json!({"ackIds": [received["ackId"]], "ackDeadlineSeconds": seconds});
        assert_eq!(self.post("modifyAckDeadline", body).await.ok(), json!({}));
    }
}

#[tokio::test]
async fn a_pull_waits_until_something_comes() {
    let desk = Desk::new();
    let space = desk.bench.space();
    desk.subscribe(&space, &["participant.v2.joined"]).await;
    desk.bench.emulator.with(|world| world.set_pull_wait(PATIENCE));
    let (received, ()) = tokio::join!(desk.pull(10), async {
        while desk.bench.emulator.with(|world| world.count(PubsubMethod::Pull)) == 0 {
            tokio::task::yield_now().await;
        }
        desk.join(&space, "Guest");
    });
    assert_eq!(received.len(), 1);
}

#[tokio::test]
async fn a_pull_that_waits_in_vain_says_nothing_and_one_that_must_not_wait_says_so_at_once() {
    let desk = Desk::new();
    let wait = Duration::from_millis(300);
    desk.bench.emulator.with(|world| world.set_pull_wait(wait));
    let start = Instant::now();
    assert_eq!(desk.post("pull", json!({"maxMessages": 1})).await.ok(), json!({}));
    assert!(start.elapsed() >= wait);
    desk.bench.emulator.with(|world| world.set_pull_wait(PATIENCE));
    assert_eq!(desk.post("pull", json!({"maxMessages": 1, "returnImmediately": true})).await.ok(), json!({}));
    let (answer, deleted) = tokio::join!(desk.post("pull", json!({"maxMessages": 1})), async {
        while desk.bench.emulator.with(|world| world.count(PubsubMethod::Pull)) < 3 {
            tokio::task::yield_now().await;
        }
        desk.ana.delete(&format!("/v1/{}", desk.queue)).await
    });
    assert_eq!(deleted.status, 200);
    answer.error(404, "NOT_FOUND");
}

#[tokio::test]
async fn what_is_not_acknowledged_in_time_comes_again() {
    let desk = Desk::new();
    desk.publish(&[("a", "")]).await;
    let first = desk.pull(10).await;
    assert_eq!((texts(&first), desk.pull(10).await.len()), (vec!["a".to_owned()], 0), "it is out");
    desk.pass(11);
    let second = desk.pull(10).await;
    assert_eq!(second[0]["message"], first[0]["message"]);
    assert_ne!(second[0]["ackId"], first[0]["ackId"]);
    desk.acknowledge(&first).await;
    desk.pass(11);
    let third = desk.pull(10).await;
    assert_eq!(third.len(), 1, "an acknowledgement from before it came again counts for nothing");
    desk.extend(&third[0], 60).await;
    desk.pass(50);
    assert_eq!(desk.pull(10).await.len(), 0, "it was given more time");
    desk.extend(&third[0], 0).await;
    let fourth = desk.pull(10).await;
    assert_eq!(fourth.len(), 1, "it was handed back");
    desk.acknowledge(&fourth).await;
    desk.acknowledge(&fourth).await;
    desk.pass(60);
    assert_eq!((desk.pull(10).await.len(), desk.bench.emulator.with(|world| world.backlog(&desk.queue))), (0, 0));
}

#[tokio::test]
async fn a_pull_that_waits_gets_what_comes_back() {
    let desk = Desk::new();
    desk.publish(&[("a", "")]).await;
    let first = desk.pull(1).await;
    desk.bench.emulator.with(|world| world.set_pull_wait(PATIENCE));
    // so that its deadline passes while the pull waits
    desk.pass(9);
    let again = desk.pull(1).await;
    assert_eq!(texts(&again), texts(&first));
}

#[tokio::test]
async fn one_key_keeps_its_order() {
    let desk = Desk::new();
    desk.publish(&[("k1", "k"), ("l1", "l"), ("k2", "k"), ("free", ""), ("k3", "k")]).await;
    let first = desk.pull(1).await;
    assert_eq!(texts(&first), ["k1"]);
    let rest = desk.pull(10).await;
    assert_eq!(texts(&rest), ["l1", "free"], "nothing of a key while its first is out");
    desk.acknowledge(&first).await;
    let next = desk.pull(10).await;
    assert_eq!(texts(&next), ["k2", "k3"]);
    desk.extend(&next[0], 0).await;
    let again = desk.pull(10).await;
    assert_eq!(texts(&again), ["k2", "k3"], "what comes again takes the later ones along");
    desk.acknowledge(&next[1..]).await;
    desk.pass(11);
    assert_eq!(texts(&desk.pull(10).await), ["l1", "k2", "free", "k3"]);
}

#[tokio::test]
async fn pullers_share_and_subscriptions_do_not() {
    let desk = Desk::new();
    let other = "projects/greenroom/subscriptions/other";
    let body = json!({"topic": desk.topic, "filter": "attributes:a"});
    desk.ana.put(&format!("/v1/{other}"), &body.to_string()).await.ok();
    let all: Vec<(String, &str)> = (0..20).map(|number| (number.to_string(), "")).collect();
    let all: Vec<(&str, &str)> = all.iter().map(|(text, key)| (text.as_str(), *key)).collect();
    desk.publish(&all).await;
    let (one, two, three) = tokio::join!(desk.pull(8), desk.pull(8), desk.pull(8));
    let mut got: Vec<u32> = [one, two, three].concat().iter().map(|one| text(one).parse().unwrap()).collect();
    got.sort_unstable();
    assert_eq!(got, (0..20).collect::<Vec<_>>());
    let marked = r#"{"messages": [{"attributes": {"a": "b"}}]}"#;
    desk.ana.post(&format!("/v1/{}:publish", desk.topic), marked).await.ok();
    let filtered = desk.ana.post(&format!("/v1/{other}:pull"), r#"{"maxMessages": "50"}"#).await.ok();
    assert_eq!(filtered["receivedMessages"].as_array().unwrap().len(), 1);
    assert_eq!(filtered["receivedMessages"][0]["message"]["attributes"], json!({"a": "b"}));
    let mine = filtered["receivedMessages"][0]["ackId"].clone();
    desk.post("acknowledge", json!({ "ackIds": [mine] })).await.error(400, "INVALID_ARGUMENT");
}

#[tokio::test]
async fn malformed_requests_are_refused() {
    let desk = Desk::new();
    for (verb, body) in [
        ("pull", json!({})),
        ("pull", json!({"maxMessages": 0})),
        ("pull", json!({"maxMessages": -1})),
        ("pull", json!({"maxMessages": true})),
        ("pull", json!({"max": 1})),
        ("acknowledge", json!({})),
        ("acknowledge", json!({"ackIds": []})),
        ("acknowledge", json!({"ackIds": ["nonsense"]})),
        ("acknowledge", json!({"ackIds": [1]})),
        ("modifyAckDeadline", json!({"ackIds": ["nonsense"], "ackDeadlineSeconds": 10})),
        ("modifyAckDeadline", json!({"ackIds": [], "ackDeadlineSeconds": 10})),
        ("modifyAckDeadline", json!({"ackIds": ["x"], "ackDeadlineSeconds": 601})),
    ] {
        desk.post(verb, body).await.error(400, "INVALID_ARGUMENT");
    }
    for messages in [json!([]), json!([{}]), json!([{"data": "!"}]), json!([{"data": "aGk=", "orderingKey": "k".repeat(1025)}])] {
        let body = json!({ "messages": messages }).to_string();
        desk.ana.post(&format!("/v1/{}:publish", desk.topic), &body).await.error(400, "INVALID_ARGUMENT");
    }
    assert_eq!(desk.bench.emulator.with(|world| world.backlog(&desk.queue)), 0);
    let urlsafe = r#"{"messages": [{"data": "_-8"}]}"#;
    desk.ana.post(&format!("/v1/{}:publish", desk.topic), urlsafe).await.ok();
    assert_eq!(desk.pull(1).await[0]["message"]["data"], "/+8=", "either alphabet, with or without padding");
}

#[tokio::test]
async fn what_nobody_fetches_is_dropped_and_what_nobody_uses_is_deleted() {
    let desk = Desk::new();
    desk.publish(&[("a", "")]).await;
    desk.pass(7 * 24 * 3600 - 60);
    assert_eq!(desk.bench.emulator.with(|world| world.backlog(&desk.queue)), 1);
    desk.pass(120);
    assert_eq!(desk.pull(1).await.len(), 0);
    desk.pass(22 * 24 * 3600);
    desk.bench.emulator.with(|world| world.advance(jiff::SignedDuration::from_hours(10 * 24)));
    let late = desk.bench.sign_in(super::ANA, "greenroom", &greenroom::emulator::Scope::FOR_NEWS);
    late.get(&format!("/v1/{}", desk.queue)).await.error(404, "NOT_FOUND");
    late.get(&format!("/v1/{}", desk.topic)).await.ok();
}

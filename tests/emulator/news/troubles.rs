//! Bad days: what a test can make go wrong with news.

use std::collections::BTreeMap;
use std::time::Duration;

use greenroom::emulator::{EventsMethod, Fault, Message, PubsubMethod, Refusal, Trouble};
use serde_json::json;

use super::{COMING_AND_GOING, Desk, text};

#[tokio::test]
async fn messages_come_twice() {
    let desk = Desk::new();
    desk.bench.emulator.with(|world| world.set_repeats(1));
    desk.publish(&[("a", "k"), ("b", "k")]).await;
    let first = desk.pull(10).await;
    desk.acknowledge(&first).await;
    let second = desk.pull(10).await;
    assert_eq!(second[0]["message"], first[0]["message"], "the same message, with the same identifier");
    desk.acknowledge(&second).await;
    assert_eq!(desk.pull(10).await.len(), 0);
}

#[tokio::test]
async fn messages_come_in_the_wrong_order() {
    let desk = Desk::new();
    let space = desk.bench.space();
    desk.subscribe(&space, COMING_AND_GOING).await;
    desk.bench.emulator.with(|world| world.set_backwards(true));
    desk.join(&space, "Guest");
    desk.leave(&space, "Guest");
    let kinds = desk.kinds().await;
    assert_eq!(kinds, ["conference.v2.ended", "participant.v2.left", "participant.v2.joined", "conference.v2.started"]);
}

#[tokio::test]
async fn messages_that_nobody_can_read() {
    let desk = Desk::new();
    let space = desk.bench.space();
    let made = desk.subscribe(&space, COMING_AND_GOING).await;
    let name = made["name"].as_str().unwrap();
    desk.bench.emulator.with(|world| {
        let attributes = BTreeMap::from([("ce-type".to_owned(), "google.workspace.meet.conference.v2.started".to_owned())]);
        world.publish(&desk.topic, Message { attributes, data: "%%%".into(), ordering_key: None }).unwrap();
        world.publish(&desk.topic, Message { data: "aGk=".into(), ..Message::default() }).unwrap();
        world
            .send_event(name, "google.workspace.meet.hand.v3.raised", "//meet.googleapis.com/spaces/x", &json!({"hand": 1}))
            .unwrap();
        assert!(world.publish("projects/greenroom/topics/none", Message::default()).is_err());
        assert!(world.send_event("subscriptions/none", "x", "y", &json!({})).is_err());
    });
    let received = desk.pull(10).await;
    assert_eq!(received[0]["message"]["data"], "%%%");
    assert_eq!((text(&received[1]).as_str(), received[1]["message"].get("attributes")), ("hi", None));
    let unknown = &received[2]["message"];
    assert_eq!(unknown["attributes"]["ce-type"], "google.workspace.meet.hand.v3.raised");
    assert_eq!(unknown["orderingKey"], format!("//workspaceevents.googleapis.com/{name}"));
    assert_eq!(super::data(&received[2]), json!({"hand": 1}));
}

#[tokio::test]
async fn faults_strike_pulls_and_subscriptions() {
    let desk = Desk::new();
    desk.publish(&[("a", "")]).await;
    let fault = |trouble| desk.bench.emulator.with(|world| world.add_fault(Fault::new(trouble).on(PubsubMethod::Pull).times(1)));
    fault(Trouble::Refuse(Refusal::Unavailable { retry_after: None }));
    desk.post("pull", json!({"maxMessages": 1})).await.error(503, "UNAVAILABLE");
    fault(Trouble::Reset);
    let path = format!("/v1/{}:pull", desk.queue);
    let reset = desk.ana.request(reqwest::Method::POST, &path).body(r#"{"maxMessages": 1}"#).send().await;
    assert!(reset.is_err());
    fault(Trouble::HangBeforeHeaders);
    let hangs = desk.ana.request(reqwest::Method::POST, &path).body(r#"{"maxMessages": 1}"#);
    assert!(hangs.timeout(Duration::from_millis(200)).send().await.unwrap_err().is_timeout());
    fault(Trouble::CutBody);
    let cut = desk.ana.request(reqwest::Method::POST, &path).body(r#"{"maxMessages": 1}"#).send().await.unwrap();
    assert!(cut.bytes().await.is_err());
    assert_eq!(desk.pull(1).await.len(), 0, "the answer was lost, and the message is out");
    desk.pass(11);
    assert_eq!(desk.pull(1).await.len(), 1);

    let space = desk.bench.space();
    let gone = Fault::new(Trouble::Refuse(Refusal::Internal)).on(EventsMethod::Create).times(1).after_processing();
    desk.bench.emulator.with(|world| world.add_fault(gone));
    let wish = desk.wish(&space, COMING_AND_GOING).to_string();
    desk.ana.post("/v1/subscriptions", &wish).await.error(500, "INTERNAL");
    desk.ana.post("/v1/subscriptions", &wish).await.error(409, "ALREADY_EXISTS");
}

#[tokio::test]
async fn whoever_was_away_for_a_week_finds_the_end_of_it() {
    let desk = Desk::new();
    let space = desk.bench.space();
    desk.subscribe(&space, COMING_AND_GOING).await;
    desk.join(&space, "Guest");
    desk.pass(8 * 24 * 3600);
    desk.leave(&space, "Guest");
    let kinds = desk.kinds().await;
    let wanted = ["subscription.v1.expirationReminder", "subscription.v1.expirationReminder", "subscription.v1.expired"];
    assert_eq!(kinds, wanted, "what happened before is older than messages are kept");
    assert!(desk.bench.emulator.with(|world| world.event_subscriptions(super::ANA)).is_empty());
}

//! The same requests to Google's emulator and to this one, and the answers side by side.

use std::time::Duration;

use greenroom_conformance::{Bench, PROJECT};
use serde_json::{Value, json};

use super::google::{Google, call};

/// Without what need not be the same: identifiers and times; and what Google's leaves out although its API has it.
fn plain(mut value: Value) -> Value {
    match &mut value {
        Value::Object(map) => {
            map.retain(|key, _| {
                !matches!(
                    key.as_str(),
                    "ackId" | "messageId" | "messageIds" | "publishTime" | "state" | "expirationPolicy" | "details"
                )
            });
            for (key, value) in map.iter_mut() {
                // words differ, also between Google's emulator and Google
                *value = if key == "message" && value.is_string() { json!("…") } else { plain(value.take()) };
            }
        }
        Value::Array(items) => {
            for item in items.iter_mut() {
                *item = plain(item.take());
            }
            // without a key there is no order
            items.sort_by_key(Value::to_string);
        }
        _ => {}
    }
    value
}

#[tokio::test]
#[ignore = "needs Google's Pub/Sub emulator and Java"]
async fn googles_own_emulator_answers_the_same() {
    let google = Google::start();
    let bench = Bench::new();
    bench.emulator.with(|world| {
        world.set_pubsub_open(true);
        world.set_pull_wait(Duration::from_millis(1));
    });
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    let topic = format!("projects/{PROJECT}/topics/talk");
    let none = Value::Null;
    let publish = json!({"messages": [{"data": "aGk=", "orderingKey": "k", "attributes": {"a": "b"}}, {"data": "aGk"},
        {"data": "_-8="}, {"attributes": {"ce-type": "google.x"}, "orderingKey": "k"}]});
    let steps = [
        ("PUT", "topics/t1", json!({})),
        ("PUT", "topics/talk", json!({})),
        ("PUT", "topics/talk", json!({})),
        ("PUT", "topics/1bad", json!({})),
        ("PUT", "topics/more", json!({"bogus": 1})),
        ("GET", "topics/talk", none.clone()),
        ("GET", "topics/none", none.clone()),
        ("GET", "topics", none.clone()),
        ("PUT", "subscriptions/keys", json!({"topic": topic, "enableMessageOrdering": true})),
        ("PUT", "subscriptions/keys", json!({ "topic": topic })),
        ("PUT", "subscriptions/none", json!({"topic": format!("{topic}-none")})),
        ("PUT", "subscriptions/none", json!({"topic": "none"})),
        ("PUT", "subscriptions/none", json!({})),
        ("PUT", "subscriptions/some", json!({"topic": topic, "ackDeadlineSeconds": 30, "messageRetentionDuration": "700s"})),
        ("GET", "subscriptions/some", none.clone()),
        ("GET", "topics/talk/subscriptions", none.clone()),
        ("POST", "topics/talk:publish", publish),
        ("POST", "topics/talk:publish", json!({"messages": [{}]})),
        ("POST", "topics/talk:publish", json!({"messages": []})),
        ("POST", "topics/talk:publish", json!({"messages": [{"data": "!!"}]})),
        ("POST", "topics/none:publish", json!({"messages": [{"data": "aGk="}]})),
        ("POST", "subscriptions/keys:pull", json!({"maxMessages": 0})),
        ("POST", "subscriptions/keys:pull", json!({})),
        ("POST", "subscriptions/keys:pull", json!({"maxMessages": "10"})),
        ("POST", "subscriptions/keys:pull", json!({"maxMessages": 10, "returnImmediately": true})),
        ("POST", "subscriptions/some:pull", json!({"maxMessages": 10})),
        ("POST", "subscriptions/none:pull", json!({"maxMessages": 1})),
        ("POST", "subscriptions/keys:acknowledge", json!({"ackIds": []})),
        ("POST", "subscriptions/keys:modifyAckDeadline", json!({"ackIds": ["nonsense"], "ackDeadlineSeconds": 0})),
        ("PATCH", "subscriptions/keys", json!({"subscription": {"ackDeadlineSeconds": 20}, "updateMask": "ackDeadlineSeconds"})),
        ("PATCH", "subscriptions/keys", json!({"subscription": {"topic": "x"}, "updateMask": "topic"})),
        ("PATCH", "subscriptions/keys", json!({"subscription": {"ackDeadlineSeconds": 20}})),
        ("DELETE", "topics/talk", none.clone()),
        ("GET", "subscriptions/keys", none.clone()),
        ("DELETE", "topics/talk", none.clone()),
        ("DELETE", "subscriptions/keys", none.clone()),
        ("DELETE", "subscriptions/keys", none),
    ];
    for (verb, path, body) in &steps {
        let theirs = call(&http, &google.endpoint, verb, path, body).await;
        let ours = call(&http, &bench.emulator.endpoint(), verb, path, body).await;
        assert_eq!((ours.0, plain(ours.1)), (theirs.0, plain(theirs.1)), "{verb} {path} {body}");
    }
}

#[tokio::test]
#[ignore = "needs Google's Pub/Sub emulator and Java"]
async fn what_comes_again_comes_in_the_same_order() {
    let google = Google::start();
    let bench = Bench::new();
    bench.emulator.with(|world| world.set_pubsub_open(true));
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    let topic = format!("projects/{PROJECT}/topics/talk");
    let mut told = Vec::new();
    for endpoint in [google.endpoint.clone(), bench.emulator.endpoint()] {
        let post = async |path: &str, body: Value| call(&http, &endpoint, "POST", path, &body).await.1;
        let pull = async || {
            let found = post("subscriptions/keys:pull", json!({"maxMessages": 10, "returnImmediately": true})).await;
            let found = found["receivedMessages"].as_array().cloned().unwrap_or_default();
            let keys: Vec<Value> = found.iter().map(|one| one["message"]["attributes"]["n"].clone()).collect();
            (found, keys)
        };
        call(&http, &endpoint, "PUT", "topics/talk", &json!({})).await;
        call(&http, &endpoint, "PUT", "subscriptions/keys", &json!({"topic": topic, "enableMessageOrdering": true})).await;
        let messages: Vec<Value> =
            ["1", "2", "3"].iter().map(|number| json!({"attributes": {"n": number}, "orderingKey": "k"})).collect();
        post("topics/talk:publish", json!({ "messages": messages })).await;
        let (first, keys) = pull().await;
        let mut story = vec![keys, pull().await.1];
        let ids: Vec<&Value> = first.iter().map(|one| &one["ackId"]).collect();
        post("subscriptions/keys:modifyAckDeadline", json!({"ackIds": ids, "ackDeadlineSeconds": 0})).await;
        let (second, keys) = pull().await;
        story.push(keys);
        let ids: Vec<&Value> = second.iter().map(|one| &one["ackId"]).collect();
        post("subscriptions/keys:acknowledge", json!({ "ackIds": ids })).await;
        story.push(pull().await.1);
        told.push(story);
    }
    assert_eq!(told[0], told[1]);
}

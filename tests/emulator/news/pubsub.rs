//! Pub/Sub: topics, subscriptions, and who may do what with them.

use greenroom::emulator::{PubsubRole, Scope};
use serde_json::{Value, json};

use super::{ANA, Desk, reason};
use crate::bench::detail;

const MEET: &str = "serviceAccount:meet-api-event-push@system.gserviceaccount.com";

#[tokio::test]
async fn a_topic_is_made_seen_listed_and_deleted() {
    let desk = Desk::new();
    let path = "/v1/projects/greenroom/topics/own-topic";
    let made = desk.ana.put(path, r#"{"labels": {"a": "b"}, "name": "ignored"}"#).await.ok();
    assert_eq!(made, json!({"name": "projects/greenroom/topics/own-topic", "labels": {"a": "b"}, "state": "ACTIVE"}));
    desk.ana.put(path, "{}").await.error(409, "ALREADY_EXISTS");
    assert_eq!(desk.ana.get(path).await.ok(), made);
    let page = desk.ana.get("/v1/projects/greenroom/topics?pageSize=1").await.ok();
    assert_eq!(page["topics"][0]["name"], desk.topic);
    let token = page["nextPageToken"].as_str().unwrap();
    let rest = desk.ana.get(&format!("/v1/projects/greenroom/topics?pageSize=1&pageToken={token}")).await.ok();
    assert_eq!(rest, json!({ "topics": [made] }));
    assert_eq!(desk.ana.delete(path).await.ok(), json!({}));
    desk.ana.get(path).await.error(404, "NOT_FOUND");
    desk.ana.delete(path).await.error(404, "NOT_FOUND");
    for bad in ["t1", "1topic", "goog-topic", "a%20b"] {
        desk.ana.put(&format!("/v1/projects/greenroom/topics/{bad}"), "{}").await.error(400, "INVALID_ARGUMENT");
    }
    desk.ana.put(path, r#"{"bogus": 1}"#).await.error(400, "INVALID_ARGUMENT");
    let nowhere = desk.ana.put("/v1/projects/nowhere/topics/topic", "{}").await.error(404, "NOT_FOUND");
    assert!(nowhere["message"].as_str().unwrap().contains("project=nowhere"));
}

#[tokio::test]
async fn a_subscription_has_the_standard_settings_where_none_are_given() {
    let desk = Desk::new();
    let path = "/v1/projects/greenroom/subscriptions/own-sub";
    let plain = json!({ "topic": desk.topic });
    let made = desk.ana.put(path, &plain.to_string()).await.ok();
    let wanted = json!({"name": "projects/greenroom/subscriptions/own-sub", "topic": desk.topic, "ackDeadlineSeconds": 10,
        "messageRetentionDuration": "604800s", "expirationPolicy": {"ttl": "2678400s"}, "pushConfig": {}, "state": "ACTIVE"});
    assert_eq!(made, wanted);
    assert_eq!(desk.ana.get(path).await.ok(), wanted);
    desk.ana.put(path, &plain.to_string()).await.error(409, "ALREADY_EXISTS");
    let names = desk.ana.get(&format!("/v1/{}/subscriptions", desk.topic)).await.ok();
    assert_eq!(names, json!({"subscriptions": [desk.queue, "projects/greenroom/subscriptions/own-sub"]}));
    assert_eq!(desk.ana.get("/v1/projects/greenroom/subscriptions").await.ok()["subscriptions"].as_array().unwrap().len(), 2);

    let longer =
        desk.ana.patch(path, r#"{"subscription": {"ackDeadlineSeconds": 30}, "updateMask": "ackDeadlineSeconds"}"#).await;
    assert_eq!(longer.ok()["ackDeadlineSeconds"], 30);
    for wrong in [
        json!({"subscription": {"ackDeadlineSeconds": 30}}),
        json!({"subscription": {"topic": "x"}, "updateMask": "topic"}),
        json!({"subscription": {"filter": "x"}, "updateMask": "filter"}),
        json!({"subscription": {"ackDeadlineSeconds": 5}, "updateMask": "ackDeadlineSeconds"}),
    ] {
        desk.ana.patch(path, &wrong.to_string()).await.error(400, "INVALID_ARGUMENT");
    }
    let other = "/v1/projects/greenroom/subscriptions/other-sub";
    for (field, value, status) in [
        ("topic", Value::Null, 400),
        ("topic", json!("meet-events"), 400),
        ("topic", json!("projects/greenroom/topics/none"), 404),
        ("ackDeadlineSeconds", json!(9), 400),
        ("ackDeadlineSeconds", json!(601), 400),
        ("messageRetentionDuration", json!("60s"), 400),
        ("messageRetentionDuration", json!("one week"), 400),
        ("expirationPolicy", json!({"ttl": "60s"}), 400),
        ("filter", json!("bad bad"), 400),
        ("pushConfig", json!({"pushEndpoint": "https://example.com"}), 400),
        ("bogus", json!(1), 400),
    ] {
        let mut body = plain.clone();
        body[field] = value.clone();
        assert_eq!(desk.ana.put(other, &body.to_string()).await.status, status, "{field}: {value}");
    }
    desk.ana.delete(&format!("/v1/{}", desk.topic)).await.ok();
    assert_eq!(desk.ana.get(path).await.ok()["topic"], "_deleted-topic_");
    assert_eq!(desk.ana.delete(path).await.ok(), json!({}));
    desk.ana.get(path).await.error(404, "NOT_FOUND");
}

#[tokio::test]
async fn a_policy_lets_meet_publish() {
    let desk = Desk::new();
    let topic = "/v1/projects/greenroom/topics/own-topic";
    desk.ana.put(topic, "{}").await.ok();
    let empty = desk.ana.get(&format!("{topic}:getIamPolicy")).await.ok();
    assert_eq!(empty.get("bindings"), None);
    let space = desk.bench.space();
    let mut wish = desk.wish(&space, &["conference.v2.started"]);
    wish["notificationEndpoint"]["pubsubTopic"] = json!("projects/greenroom/topics/own-topic");
    assert_eq!(reason(&desk.ana.post("/v1/subscriptions", &wish.to_string()).await), "INVALID_PUBSUB_TOPIC");

    let bindings = json!([{"role": "roles/pubsub.publisher", "members": [MEET]}]);
    let policy = json!({"policy": {"bindings": bindings, "etag": empty["etag"]}}).to_string();
    desk.bench.emulator.with(|world| world.set_domain_restricted("greenroom", true));
    desk.ana.post(&format!("{topic}:setIamPolicy"), &policy).await.error(400, "FAILED_PRECONDITION");
    desk.bench.emulator.with(|world| world.set_domain_restricted("greenroom", false));
    let set = desk.ana.post(&format!("{topic}:setIamPolicy"), &policy).await.ok();
    assert_eq!(set["bindings"], bindings);
    assert_eq!(desk.ana.get(&format!("{topic}:getIamPolicy?options.requestedPolicyVersion=3")).await.ok(), set);
    desk.ana.post(&format!("{topic}:setIamPolicy"), &policy).await.error(409, "ABORTED");
    desk.ana.post("/v1/subscriptions", &wish.to_string()).await.ok();
    for wrong in [
        json!({}),
        json!({"policy": {"bindings": [{"role": "publisher", "members": [MEET]}]}}),
        json!({"policy": {"bindings": [{"role": "roles/pubsub.publisher", "members": ["meet"]}]}}),
    ] {
        desk.ana.post(&format!("{topic}:setIamPolicy"), &wrong.to_string()).await.error(400, "INVALID_ARGUMENT");
    }
}

#[tokio::test]
async fn roles_say_what_one_may() {
    let desk = Desk::new();
    let (topic, queue) = (format!("/v1/{}", desk.topic), format!("/v1/{}", desk.queue));
    let permissions = ["get", "publish", "attachSubscription", "setIamPolicy"].map(|one| format!("pubsub.topics.{one}"));
    let ask = json!({ "permissions": permissions }).to_string();
    let pull = r#"{"maxMessages": 1}"#;
    for (role, get, publish, consume, has) in [
        (PubsubRole::Nothing, 403, 403, 403, 0),
        (PubsubRole::Viewer, 200, 403, 403, 1),
        (PubsubRole::Publisher, 403, 200, 403, 1),
        (PubsubRole::Subscriber, 403, 403, 200, 1),
        (PubsubRole::Editor, 200, 200, 200, 3),
        (PubsubRole::Admin, 200, 200, 200, 4),
    ] {
        desk.bench.emulator.with(|world| world.set_pubsub_role(ANA, "greenroom", role));
        assert_eq!(desk.ana.get(&topic).await.status, get, "{role:?}");
        let sent = desk.ana.post(&format!("{topic}:publish"), r#"{"messages": [{"data": "aGk="}]}"#).await;
        assert_eq!(sent.status, publish, "{role:?}");
        assert_eq!(desk.ana.post(&format!("{queue}:pull"), pull).await.status, consume, "{role:?}");
        let tested = desk.ana.post(&format!("{topic}:testIamPermissions"), &ask).await.ok();
        assert_eq!(tested["permissions"].as_array().map_or(0, Vec::len), has, "{role:?}");
    }
    desk.bench.emulator.with(|world| world.set_pubsub_role(ANA, "greenroom", PubsubRole::Nothing));
    let none = desk.ana.post("/v1/projects/greenroom/topics/none:testIamPermissions", &ask).await.ok();
    assert_eq!(none, json!({}), "what is not there is not refused");
    let bo = desk.bench.sign_in("bo@example.com", "greenroom", &[Scope::CloudPlatform]);
    let policy = json!({"policy": {"bindings": [{"role": "roles/pubsub.subscriber", "members": [format!("user:{ANA}")]}]}});
    bo.post(&format!("{queue}:setIamPolicy"), &policy.to_string()).await.ok();
    desk.ana.post(&format!("{queue}:pull"), pull).await.ok();
    desk.ana.get(&queue).await.error(403, "PERMISSION_DENIED");
}

#[tokio::test]
async fn tokens_and_those_who_bring_none() {
    let desk = Desk::new();
    let topic = format!("/v1/{}", desk.topic);
    let meet_only = desk.bench.with_scopes(&Scope::ALL);
    let error = meet_only.get(&topic).await.error(403, "PERMISSION_DENIED");
    assert_eq!(detail(&error, "ErrorInfo")["metadata"]["service"], "pubsub.googleapis.com");
    let nobody = desk.bench.with_token("");
    nobody.get(&topic).await.error(401, "UNAUTHENTICATED");
    desk.bench.emulator.with(|world| world.set_pubsub_open(true));
    nobody.get(&topic).await.ok();
    nobody.put("/v1/projects/any-project/topics/any-topic", "{}").await.ok();
    desk.bench.with_token("nonsense").get(&topic).await.error(401, "UNAUTHENTICATED");
    nobody.get("/v1/subscriptions/x").await.error(401, "UNAUTHENTICATED");
    nobody.get("/v2/spaces/x").await.error(401, "UNAUTHENTICATED");
    let elsewhere = nobody.request(reqwest::Method::GET, &topic).header("host", "attacker.example").send().await.unwrap();
    assert_eq!(elsewhere.status(), 401, "a page from elsewhere gets nothing");
    let users = desk.bench.emulator.with(|world| world.requests().into_iter().map(|request| request.user).collect::<Vec<_>>());
    assert!(users.contains(&None));

    desk.bench.emulator.with(|world| world.add_project("greenroom").pubsub_enabled = false);
    let off = desk.ana.get(&topic).await.error(403, "PERMISSION_DENIED");
    assert_eq!(detail(&off, "ErrorInfo")["reason"], "SERVICE_DISABLED");
    for (verb, path, status) in [
        (reqwest::Method::GET, "/v1/projects/greenroom/snapshots", 404),
        (reqwest::Method::POST, "/v1/projects/greenroom/subscriptions/greenroom:seek", 404),
        (reqwest::Method::POST, "/v1/projects/greenroom/topics/meet-events", 404),
        (reqwest::Method::GET, "/v1/projects/greenroom/topics/a/b/c", 404),
    ] {
        let body = (verb == reqwest::Method::POST).then_some("{}");
        assert_eq!(desk.ana.send(verb, path, body).await.status, status, "{path}");
    }
}

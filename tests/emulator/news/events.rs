//! The Workspace Events API: subscriptions and operations.

use greenroom::emulator::{EventsMethod, PubsubRole, Quota, Scope, Suspension};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::{ANA, COMING_AND_GOING, Desk, meets, reason};
use crate::bench::{CREATED, READONLY, SETTINGS, detail};

const STARTED: &[&str] = &["conference.v2.started"];

#[tokio::test]
async fn one_is_made_seen_listed_and_deleted() {
    let desk = Desk::new();
    let space = desk.bench.space();
    let wish = desk.wish(&space, COMING_AND_GOING);
    let preview = desk.ana.post("/v1/subscriptions?validateOnly=true", &wish.to_string()).await.ok();
    assert_eq!((&preview["done"], preview["response"].get("name")), (&json!(true), None));
    assert!(desk.bench.emulator.with(|world| world.event_subscriptions(ANA)).is_empty(), "a preview makes none");

    let operation = desk.ana.post("/v1/subscriptions", &wish.to_string()).await.ok();
    let response = &operation["response"];
    assert_eq!(response["@type"], "type.googleapis.com/google.apps.events.subscriptions.v1.Subscription");
    let name = response["name"].as_str().unwrap();
    let path = format!("/v1/{name}");
    let seen = desk.ana.get(&path).await.ok();
    for (field, value) in [
        ("targetResource", json!(format!("//meet.googleapis.com/{space}"))),
        ("eventTypes", json!(meets(COMING_AND_GOING))),
        ("notificationEndpoint", json!({"pubsubTopic": desk.topic})),
        ("state", json!("ACTIVE")),
        (
            "authority",
            json!(format!("users/{}", desk.bench.emulator.with(|world| world.account_number(ANA).unwrap().to_owned()))),
        ),
    ] {
        assert_eq!((&seen[field], &response[field]), (&value, &value), "{field}");
    }
    assert_eq!(desk.ana.get(&format!("/v1/{}", operation["name"].as_str().unwrap())).await.ok(), operation);
    desk.bench.bo.get(&path).await.error(404, "NOT_FOUND");

    let filter = "/v1/subscriptions?filter=event_types:%22google.workspace.meet.conference.v2.started%22";
    assert_eq!(desk.ana.get(filter).await.ok(), json!({ "subscriptions": [seen] }));
    assert_eq!(desk.bench.bo.get(filter).await.ok(), json!({}), "each sees their own");
    let elsewhere = format!("{filter}%20AND%20target_resource=%22//meet.googleapis.com/spaces/other%22");
    assert_eq!(desk.ana.get(&elsewhere).await.ok(), json!({}));
    for wrong in ["", "?filter=", "?filter=target_resource=%22//x%22", "?filter=event_types=%22x%22", "?pageSize=1"] {
        desk.ana.get(&format!("/v1/subscriptions{wrong}")).await.error(400, "INVALID_ARGUMENT");
    }

    desk.ana.delete(&format!("{path}?etag=stale")).await.error(409, "ABORTED");
    desk.ana.delete(&format!("{path}?validateOnly=true")).await.ok();
    let etag = seen["etag"].as_str().unwrap();
    let deleted = desk.ana.delete(&format!("{path}?etag={etag}")).await.ok();
    assert_eq!(deleted["response"], json!({"@type": "type.googleapis.com/google.protobuf.Empty"}));
    desk.ana.get(&path).await.error(404, "NOT_FOUND");
    desk.ana.delete(&path).await.error(404, "NOT_FOUND");
    assert_eq!(desk.ana.delete(&format!("{path}?allowMissing=true")).await.ok()["done"], true);
    desk.join(&space, "Guest");
    assert_eq!(desk.pull(10).await, [json!(null); 0]);
}

#[tokio::test]
async fn pages_follow_each_other() {
    let desk = Desk::new();
    for _ in 0..3 {
        let space = desk.bench.space();
        desk.subscribe(&space, STARTED).await;
    }
    let list = "/v1/subscriptions?pageSize=2&filter=event_types:%22google.workspace.meet.conference.v2.started%22";
    let first = desk.ana.get(list).await.ok();
    assert_eq!(first["subscriptions"].as_array().unwrap().len(), 2);
    let second = desk.ana.get(&format!("{list}&pageToken={}", first["nextPageToken"].as_str().unwrap())).await.ok();
    assert_eq!((second["subscriptions"].as_array().unwrap().len(), second.get("nextPageToken")), (1, None));
}

#[tokio::test]
async fn what_cannot_be_asked_for() {
    let desk = Desk::new();
    let space = desk.bench.space();
    let good = desk.wish(&space, STARTED);
    let number = desk.bench.emulator.with(|world| world.account_number("bo@example.com").unwrap().to_owned());
    let code = desk.bench.emulator.with(|world| world.space(&space).unwrap().code().to_owned());
    for (field, value, status) in [
        ("targetResource", json!("//cloudidentity.googleapis.com/users/me"), 403),
        ("targetResource", json!("//cloudidentity.googleapis.com/users/ana@example.com"), 403),
        ("targetResource", json!(format!("//cloudidentity.googleapis.com/users/{number}")), 403),
        ("targetResource", json!("//meet.googleapis.com/spaces/nobodys"), 403),
        ("targetResource", json!(format!("//meet.googleapis.com/spaces/{code}")), 403),
        ("targetResource", json!(space), 400),
        ("targetResource", json!("//chat.googleapis.com/spaces/x"), 400),
        ("targetResource", Value::Null, 400),
        ("eventTypes", json!([]), 400),
        ("eventTypes", json!(["google.workspace.meet.conference.v2.paused"]), 400),
        ("eventTypes", json!(["conference.v2.started"]), 400),
        ("eventTypes", json!("google.workspace.meet.conference.v2.started"), 400),
        ("notificationEndpoint", json!({}), 400),
        ("notificationEndpoint", json!({"pubsubTopic": "meet-events"}), 400),
        ("notificationEndpoint", json!({"pubsub": desk.topic}), 400),
        ("notificationEndpoint", json!({"pubsubTopic": "projects/calendar/topics/meet-events"}), 400),
        ("notificationEndpoint", json!({"pubsubTopic": "projects/greenroom/topics/other"}), 400),
        ("payloadOptions", json!({"includeResource": true}), 400),
        ("ttl", json!("604801s"), 400),
        ("ttl", json!("-1s"), 400),
        ("ttl", json!("7d"), 400),
        ("expireTime", json!("2020-01-01T00:00:00Z"), 400),
        ("expireTime", json!("tomorrow"), 400),
        ("bogus", json!(1), 400),
    ] {
        let mut wish = good.clone();
        wish[field] = value.clone();
        let answer = desk.ana.post("/v1/subscriptions", &wish.to_string()).await;
        assert_eq!(answer.status, status, "{field}: {value} {}", answer.text);
        if status == 403 {
            assert_eq!(reason(&answer), "TARGET_RESOURCE_ACCESS_DENIED");
        }
        let about_the_topic = value["pubsubTopic"].as_str().is_some_and(|topic| topic.starts_with("projects/"));
        assert_eq!(reason(&answer) == "INVALID_PUBSUB_TOPIC", about_the_topic, "{value}");
    }
    let mut plain = good;
    plain["payloadOptions"] = json!({"includeResource": false});
    plain["name"] = json!("subscriptions/mine");
    assert_ne!(desk.ana.post("/v1/subscriptions", &plain.to_string()).await.ok()["response"]["name"], "subscriptions/mine");
    desk.ana.post("/v1/subscriptions?validateOnly=maybe", "{}").await.error(400, "INVALID_ARGUMENT");
}

#[tokio::test]
async fn there_is_one_for_each_person_target_and_app() {
    let desk = Desk::new();
    let space = desk.bench.space();
    desk.subscribe(&space, STARTED).await;
    let again = desk.wish(&space, &["participant.v2.left"]).to_string();
    desk.ana.post("/v1/subscriptions", &again).await.error(409, "ALREADY_EXISTS");
    desk.join(&space, "bo@example.com");
    desk.bench.bo.post("/v1/subscriptions", &again).await.ok();
    desk.bench.emulator.with(|world| world.prepare_events("calendar")).unwrap();
    let other_app = desk.bench.sign_in(ANA, "calendar", READONLY);
    let theirs = again.replace("projects/greenroom", "projects/calendar");
    other_app.post("/v1/subscriptions", &theirs).await.ok();
}

#[tokio::test]
async fn scopes_and_switched_off_apis() {
    let desk = Desk::new();
    let space = desk.bench.space();
    let body = desk.wish(&space, STARTED).to_string();
    let few = desk.bench.with_scopes(SETTINGS);
    let error = few.post("/v1/subscriptions", &body).await.error(403, "PERMISSION_DENIED");
    assert_eq!(detail(&error, "ErrorInfo")["reason"], "ACCESS_TOKEN_SCOPE_INSUFFICIENT");
    assert_eq!(detail(&error, "ErrorInfo")["metadata"]["service"], "workspaceevents.googleapis.com");
    let foreign = desk.bench.space_of("calendar");
    let created = desk.bench.with_scopes(CREATED);
    let refused = created.post("/v1/subscriptions", &desk.wish(&foreign, STARTED).to_string()).await;
    assert_eq!((refused.status, reason(&refused).as_str()), (403, "TARGET_RESOURCE_ACCESS_DENIED"));
    created.post("/v1/subscriptions", &body).await.ok();
    desk.ana.post("/v1/subscriptions", &desk.wish(&foreign, STARTED).to_string()).await.ok();
    desk.bench.with_token("").get("/v1/subscriptions/x").await.error(401, "UNAUTHENTICATED");

    desk.bench.emulator.with(|world| world.add_project("greenroom").events_enabled = false);
    let off = desk.ana.get("/v1/subscriptions/x").await.error(403, "PERMISSION_DENIED");
    assert_eq!(detail(&off, "ErrorInfo")["metadata"]["serviceTitle"], "Google Workspace Events API");
    desk.ana.get(&format!("/v2/{space}")).await.ok();
    desk.ana.get(&format!("/v1/{}", desk.topic)).await.ok();
}

#[tokio::test]
async fn it_is_renewed_and_changed() {
    let desk = Desk::new();
    let space = desk.bench.space();
    let made = desk.subscribe(&space, STARTED).await;
    let path = format!("/v1/{}", made["name"].as_str().unwrap());
    let time = |value: &Value| value["expireTime"].as_str().unwrap().parse::<Timestamp>().unwrap();
    let week = SignedDuration::from_hours(7 * 24);
    assert_eq!(time(&made).duration_since(made["createTime"].as_str().unwrap().parse().unwrap()), week);
    desk.pass(50 * 3600);
    let token = &desk.ana;
    let renewed = token.patch(&format!("{path}?updateMask=ttl"), r#"{"ttl": "0s"}"#).await.ok()["response"].clone();
    assert!(time(&renewed).duration_since(time(&made)) > SignedDuration::from_hours(49));
    assert_ne!(renewed["etag"], made["etag"]);
    let shorter = token.patch(&format!("{path}?updateMask=ttl"), r#"{"ttl": "7200s"}"#).await.ok();
    let at = time(&renewed).checked_sub(SignedDuration::from_hours(1)).unwrap();
    let at =
        token.patch(&format!("{path}?updateMask=expire_time"), &json!({"expireTime": at.to_string()}).to_string()).await.ok();
    assert!(time(&at["response"]) > time(&shorter["response"]));
    let types = json!({"eventTypes": meets(&["participant.v2.joined"]), "ttl": "60s"}).to_string();
    let types = token.patch(&format!("{path}?updateMask=event_types"), &types).await.ok();
    assert_eq!(types["response"]["eventTypes"], json!(meets(&["participant.v2.joined"])));
    assert_eq!(types["response"]["expireTime"], at["response"]["expireTime"], "what the mask does not name stays");
    for (mask, body) in [
        ("?updateMask=target_resource", json!({"targetResource": "//meet.googleapis.com/spaces/x"})),
        ("?updateMask=event_types", json!({})),
        ("?updateMask=*", json!({"ttl": "60s"})),
        ("?updateMask=bogus", json!({})),
        ("?updateMask=ttl", json!({"ttl": "9999999s"})),
    ] {
        token.patch(&format!("{path}{mask}"), &body.to_string()).await.error(400, "INVALID_ARGUMENT");
    }
    token.patch(&format!("{path}?updateMask=ttl"), r#"{"etag": "stale"}"#).await.error(409, "ABORTED");
    let preview = format!("{path}?updateMask=ttl&validateOnly=true");
    token.patch(&preview, r#"{"ttl": "60s"}"#).await.ok();
    assert_eq!(token.get(&path).await.ok()["expireTime"], at["response"]["expireTime"]);
}

#[tokio::test]
async fn operations_may_take_their_time_and_fail() {
    let desk = Desk::new();
    let space = desk.bench.space();
    desk.bench.emulator.with(|world| world.set_operation_polls(2));
    let begun = desk.ana.post("/v1/subscriptions", &desk.wish(&space, STARTED).to_string()).await.ok();
    assert_eq!((begun.get("done"), begun.get("response")), (None, None));
    let path = format!("/v1/{}", begun["name"].as_str().unwrap());
    assert_eq!(desk.ana.get(&path).await.ok(), begun);
    let done = desk.ana.get(&path).await.ok();
    assert_eq!((&done["done"], &done["response"]["state"]), (&json!(true), &json!("ACTIVE")));
    desk.bench.bo.get(&path).await.error(404, "NOT_FOUND");

    desk.bench.emulator.with(|world| {
        world.set_operation_polls(0);
        world.set_refusals_in_operations(true);
        world.let_meet_publish(&desk.topic, false).unwrap();
    });
    let other = desk.bench.space();
    let failed = desk.ana.post("/v1/subscriptions", &desk.wish(&other, STARTED).to_string()).await.ok();
    assert_eq!((&failed["done"], &failed["error"]["code"]), (&json!(true), &json!(3)));
    assert_eq!(failed["error"]["details"][0]["reason"], "INVALID_PUBSUB_TOPIC");
    assert_eq!(desk.bench.emulator.with(|world| world.event_subscriptions(ANA)).len(), 1);
}

#[tokio::test]
async fn its_end_is_told_before_and_when_it_comes() {
    let desk = Desk::new();
    let space = desk.bench.space();
    let made = desk.subscribe(&space, STARTED).await;
    let (name, expires) = (made["name"].clone(), made["expireTime"].clone());
    let reminder =
        ("subscription.v1.expirationReminder".to_owned(), json!({"subscription": {"name": name, "expire_time": expires}}));
    desk.pass(3600 * (7 * 24 - 13));
    assert_eq!(desk.kinds().await, [""; 0]);
    desk.pass(3600 + 60);
    let received = desk.pull(10).await;
    let message = &received[0]["message"];
    let itself = format!("//workspaceevents.googleapis.com/{}", name.as_str().unwrap());
    assert_eq!((&message["attributes"]["ce-source"], &message["attributes"]["ce-subject"]), (&json!(itself), &json!(itself)));
    assert_eq!((super::kind(&received[0]), super::data(&received[0])), reminder);
    desk.acknowledge(&received).await;
    desk.pass(3600 * 10);
    assert_eq!(desk.kinds().await, [""; 0]);
    desk.pass(3600);
    assert_eq!(desk.heard().await, [reminder]);
    desk.pass(3000);
    let path = format!("/v1/{}", name.as_str().unwrap());
    desk.ana.get(&path).await.ok();
    desk.bench.emulator.with(|world| world.expire_subscription(name.as_str().unwrap())).unwrap();
    assert_eq!(desk.heard().await, [("subscription.v1.expired".to_owned(), json!({"subscription": {"name": name}}))]);
    desk.ana.get(&path).await.error(404, "NOT_FOUND");
    desk.subscribe(&space, STARTED).await;
}

#[tokio::test]
async fn a_topic_that_takes_nothing_suspends() {
    let desk = Desk::new();
    let space = desk.bench.space();
    let made = desk.subscribe(&space, COMING_AND_GOING).await;
    let path = format!("/v1/{}", made["name"].as_str().unwrap());
    let reactivate = format!("{path}:reactivate");
    desk.ana.post(&reactivate, "{}").await.error(400, "FAILED_PRECONDITION");
    let publisher = |may: bool| desk.bench.emulator.with(|world| world.let_meet_publish(&desk.topic, may)).unwrap();
    publisher(false);
    assert_eq!(desk.ana.get(&path).await.ok()["state"], "ACTIVE", "it is noticed when there is something to send");
    desk.join(&space, "Guest");
    let seen = desk.ana.get(&path).await.ok();
    assert_eq!((&seen["state"], &seen["suspensionReason"]), (&json!("SUSPENDED"), &json!("ENDPOINT_PERMISSION_DENIED")));
    let refused = desk.ana.post(&reactivate, "{}").await;
    assert_eq!((refused.status, reason(&refused).as_str()), (400, "INVALID_PUBSUB_TOPIC"));
    publisher(true);
    desk.leave(&space, "Guest");
    let back = desk.ana.post(&reactivate, "{}").await.ok();
    assert_eq!((&back["response"]["state"], &back["response"]["expireTime"]), (&json!("ACTIVE"), &made["expireTime"]));
    assert_eq!(desk.kinds().await, [""; 0], "what happened meanwhile is lost");
    desk.join(&space, "Guest");
    assert_eq!(desk.kinds().await, ["conference.v2.started", "participant.v2.joined"]);

    desk.ana.delete(&format!("/v1/{}", desk.topic)).await.ok();
    desk.leave(&space, "Guest");
    assert_eq!(desk.ana.get(&path).await.ok()["suspensionReason"], "ENDPOINT_NOT_FOUND");
    assert_eq!(reason(&desk.ana.post(&reactivate, "{}").await), "INVALID_PUBSUB_TOPIC");
    desk.ana.post(&reactivate, r#"{"x": 1}"#).await.error(400, "INVALID_ARGUMENT");
}

#[tokio::test]
async fn what_a_person_takes_back_suspends_and_is_told() {
    let desk = Desk::new();
    let space = desk.bench.space();
    let made = desk.subscribe(&space, COMING_AND_GOING).await;
    let name = made["name"].as_str().unwrap().to_owned();
    desk.bench.emulator.with(|world| world.revoke_access(ANA, "greenroom"));
    let desk = Desk { ana: desk.bench.sign_in(ANA, "greenroom", &Scope::FOR_NEWS), ..desk };
    desk.join(&space, "Guest");
    let told = json!({"subscription": {"name": name, "suspension_reason": "USER_SCOPE_REVOKED"}});
    assert_eq!(desk.heard().await, [("subscription.v1.suspended".to_owned(), told)]);
    let reactivate = format!("/v1/{name}:reactivate");
    assert_eq!(desk.ana.post(&reactivate, "{}").await.ok()["response"]["state"], "ACTIVE");

    desk.bench.emulator.with(|world| world.suspend_subscription(&name, Suspension::Other, true)).unwrap();
    desk.ana.post(&reactivate, "{}").await.error(400, "FAILED_PRECONDITION");
    desk.bench.emulator.with(|world| world.lift_cause(&name)).unwrap();
    desk.ana.post(&reactivate, "{}").await.ok();
    assert!(desk.bench.emulator.with(|world| world.lift_cause("subscriptions/none")).is_err());

    desk.bench.emulator.with(|world| world.remove_space(&space)).unwrap();
    assert_eq!(desk.ana.get(&format!("/v1/{name}")).await.ok()["suspensionReason"], "RESOURCE_DELETED");
    assert_eq!(reason(&desk.ana.post(&reactivate, "{}").await), "TARGET_RESOURCE_ACCESS_DENIED");
}

#[tokio::test]
async fn quotas_are_its_own() {
    let desk = Desk::new();
    let quota = Quota { events_writes_per_user: 1, events_reads_per_user: 2, ..Quota::default() };
    desk.bench.emulator.with(|world| {
        world.set_quota(quota);
        // what somebody may do in Pub/Sub has nothing to do with it
        world.set_pubsub_role(ANA, "greenroom", PubsubRole::Nothing);
    });
    let space = desk.bench.space();
    desk.subscribe(&space, STARTED).await;
    let other = desk.bench.space();
    let error =
        desk.ana.post("/v1/subscriptions", &desk.wish(&other, STARTED).to_string()).await.error(429, "RESOURCE_EXHAUSTED");
    assert_eq!(detail(&error, "ErrorInfo")["metadata"]["service"], "workspaceevents.googleapis.com");
    desk.ana.get(&format!("/v2/{space}")).await.ok();
    for status in [404, 404, 429] {
        assert_eq!(desk.ana.get("/v1/operations/none").await.status, status);
    }
    assert_eq!(
        desk.bench.emulator.with(|world| (world.count(EventsMethod::Create), world.count(EventsMethod::GetOperation))),
        (2, 3)
    );
}

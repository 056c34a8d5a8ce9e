//! What the clients send, and what they make of the answers.

use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};

use crate::events::names::{Pull, Target, Topic};
use crate::events::pubsub::Pubsub;
use crate::events::subscription::{State, SuspensionReason};
use crate::events::types::EventType;
use crate::events::workspace::Workspace;
use crate::meet::client::{Client, RetryPolicy, Settings};
use crate::meet::error::{Kind, MeetError};
use crate::meet::tests::server::{Reply, Seen, Server};
use crate::meet::token::{NoToken, StaticToken, TokenSource};

const TOKEN: &str = "ya29.planted-secret";
const MS: Duration = Duration::from_millis(1);

fn client(server: &Server, tokens: Arc<dyn TokenSource>) -> Client {
    let retry = RetryPolicy { tries: 3, connect_tries: 2, first: MS, jitter: MS, longest: 400 * MS, ..RetryPolicy::default() };
    Client::new(Settings { retry, ..Settings::new(server.endpoint()) }, tokens).unwrap().client
}

pub(super) fn workspace(server: &Server) -> Workspace {
    Workspace::new(client(server, Arc::new(StaticToken::new(TOKEN)))).looking_every(MS)
}

pub(super) fn pubsub(server: &Server) -> Pubsub {
    Pubsub::new(client(server, Arc::new(StaticToken::new(TOKEN))))
}

pub(super) fn topic() -> Topic {
    "projects/p-1/topics/meet".parse().unwrap()
}

pub(super) fn pull() -> Pull {
    "projects/p-1/subscriptions/greenroom".parse().unwrap()
}

fn target() -> Target {
    "//meet.googleapis.com/spaces/jQCFfuBOdN5z".parse().unwrap()
}

fn subscription() -> Value {
    json!({
        "@type": "type.googleapis.com/google.apps.events.subscriptions.v1.Subscription",
        "name": "subscriptions/meet-spaces-1",
        "targetResource": target().resource(),
        "eventTypes": EventType::ALL.map(EventType::name),
        "notificationEndpoint": {"pubsubTopic": topic().as_str()},
        "state": "ACTIVE",
        "authority": "users/1081234",
        "expireTime": "2026-11-28T10:00:00.123456Z",
    })
}

fn done() -> Reply {
    Reply::json(200, &json!({"name": "operations/o-1", "done": true, "response": subscription()}).to_string())
}

pub(super) fn refusal(http: u16, status: &str) -> Reply {
    Reply::json(http, &json!({"error": {"code": http, "status": status, "message": "No."}}).to_string())
}

pub(super) fn body(server: &Server, index: usize) -> Value {
    serde_json::from_str(&server.seen()[index].body).unwrap()
}

#[tokio::test]
async fn create_waits_for_its_operation() {
    let waiting = || Reply::json(200, r#"{"name":"operations/o-1","done":false}"#);
    let unsaid = Reply::json(200, r#"{"name":"operations/o-1"}"#);
    let server = Server::start(vec![waiting(), unsaid, waiting(), done()]).await;
    let made = workspace(&server).create(&target(), &topic()).await.unwrap();
    assert_eq!((made.name.as_str(), made.state, made.target), ("subscriptions/meet-spaces-1", State::Active, Some(target())));
    assert_eq!(made.authority.as_deref(), Some("users/1081234"));
    assert_eq!(made.expires.unwrap().to_string(), "2026-11-28T10:00:00.123456Z");
    let seen = server.seen();
    assert_eq!(seen.iter().map(Seen::line).collect::<Vec<_>>()[..2], ["POST /v1/subscriptions", "GET /v1/operations/o-1"]);
    assert_eq!(seen[0].header("authorization"), [format!("Bearer {TOKEN}")]);
    let sent = body(&server, 0);
    assert_eq!(sent["eventTypes"].as_array().unwrap().len(), 13);
    assert_eq!((&sent["ttl"], &sent["payloadOptions"]), (&json!("0s"), &json!({"includeResource": false})));
    assert_eq!(sent["notificationEndpoint"]["pubsubTopic"], topic().as_str());
}

#[tokio::test]
async fn an_operation_can_fail_in_its_answer() {
    let error = json!({"name": "operations/o-1", "done": true, "error": {"code": 6, "message": "There is one."}});
    let server = Server::start(vec![Reply::json(200, &error.to_string())]).await;
    assert!(workspace(&server).create(&target(), &topic()).await.unwrap_err().is_there());
    let error = json!({"done": true, "error": {"code": 7, "message": "No.", "details": [
        {"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": "SERVICE_DISABLED", "metadata": {"consumer": "projects/12"}}]}});
    let server = Server::start(vec![Reply::json(200, &error.to_string())]).await;
    let error = workspace(&server).create(&target(), &topic()).await.unwrap_err();
    assert_eq!(error.why(), "The Google Workspace Events API is not switched on in the Cloud project 12.");
    assert_eq!(
        error.next_step(),
        "Run gcloud services enable workspaceevents.googleapis.com --project=12, wait a few minutes, try again."
    );
}

#[tokio::test]
async fn an_operation_that_leads_elsewhere_is_not_followed() {
    let server = Server::start(vec![Reply::json(200, r#"{"name":"../v2/spaces/x"}"#)]).await;
    let error = workspace(&server).create(&target(), &topic()).await.unwrap_err();
    assert!(matches!(error.cause, MeetError::WrongShape { .. }), "{error:?}");
    assert_eq!(server.seen().len(), 1);
}

#[tokio::test]
async fn what_is_there_already_is_said_so() {
    let server = Server::start(vec![refusal(409, "ALREADY_EXISTS")]).await;
    assert!(workspace(&server).create(&target(), &topic()).await.unwrap_err().is_there());
    assert_eq!(server.seen().len(), 1);
}

#[tokio::test]
async fn list_names_types_and_target_and_reads_every_page() {
    let first = json!({"subscriptions": [subscription(), {"state": "ACTIVE"}], "nextPageToken": "t/2"});
    let server = Server::start(vec![Reply::json(200, &first.to_string()), Reply::json(200, "{}")]).await;
    let all = workspace(&server).list(Some(&target())).await.unwrap();
    assert_eq!(all.len(), 1, "one without a name is left out");
    let url = url::Url::parse(&format!("http://x{}", server.seen()[1].line().trim_start_matches("GET "))).unwrap();
    let query: std::collections::HashMap<_, _> = url.query_pairs().into_owned().collect();
    assert_eq!(query["pageToken"], "t/2");
    let filter = &query["filter"];
    assert!(filter.starts_with("(event_types:\"google.workspace.meet.conference.v2.started\" OR "), "{filter}");
    assert!(filter.ends_with(") AND target_resource=\"//meet.googleapis.com/spaces/jQCFfuBOdN5z\""), "{filter}");
}

#[tokio::test]
async fn a_list_without_an_end_ends() {
    let server = Server::start(vec![Reply::json(200, r#"{"nextPageToken":"again"}"#)]).await;
    assert!(workspace(&server).list(None).await.is_err());
    assert_eq!(server.seen().len(), 2);
}

#[tokio::test]
async fn the_other_methods_send_what_the_schema_says() {
    let server = Server::start(vec![done(), done(), done(), Reply::json(200, &subscription().to_string())]).await;
    let (workspace, name) = (workspace(&server), "subscriptions/meet-spaces-1".parse().unwrap());
    workspace.renew(&name, false).await.unwrap();
    workspace.renew(&name, true).await.unwrap();
    workspace.reactivate(&name).await.unwrap();
    workspace.get(&name).await.unwrap();
    workspace.delete(&name).await.unwrap_err();
    let lines: Vec<String> = server.seen().iter().map(|one| one.line().to_owned()).collect();
    assert_eq!(
        lines[..5],
        [
            "PATCH /v1/subscriptions/meet-spaces-1?updateMask=ttl",
            "PATCH /v1/subscriptions/meet-spaces-1?updateMask=ttl%2Cevent_types",
            "POST /v1/subscriptions/meet-spaces-1:reactivate",
            "GET /v1/subscriptions/meet-spaces-1",
            "DELETE /v1/subscriptions/meet-spaces-1?allowMissing=true",
        ]
    );
    assert_eq!((body(&server, 0), body(&server, 2)), (json!({"ttl": "0s"}), json!({})));
    assert_eq!(body(&server, 1)["eventTypes"].as_array().unwrap().len(), 13);
}

#[tokio::test]
async fn a_suspended_one_says_why() {
    let mut value = subscription();
    value["state"] = "SUSPENDED".into();
    value["suspensionReason"] = "ENDPOINT_NOT_FOUND".into();
    let server = Server::start(vec![Reply::json(200, &value.to_string())]).await;
    let got = workspace(&server).get(&"subscriptions/s".parse().unwrap()).await.unwrap();
    assert_eq!((got.state, got.suspended), (State::Suspended, Some(SuspensionReason::EndpointNotFound)));
}

#[tokio::test]
async fn one_that_is_gone_is_missing() {
    let server = Server::start(vec![refusal(404, "NOT_FOUND")]).await;
    assert!(workspace(&server).get(&"subscriptions/s".parse().unwrap()).await.unwrap_err().is_missing());
}

#[tokio::test]
async fn pull_hands_over_what_can_be_acknowledged() {
    let answer = json!({"receivedMessages": [
        {"ackId": "ack-1", "message": {"messageId": "1"}},
        {"message": {"messageId": "2"}},
        {"ackId": "ack-3"},
        7,
    ]});
    let server = Server::start(vec![Reply::json(200, &answer.to_string()), Reply::json(200, "{}")]).await;
    let pubsub = pubsub(&server);
    let got = pubsub.pull(&pull(), 500, false).await.unwrap();
    assert_eq!(got.len(), 2);
    assert_eq!((&got[0].message["messageId"], &got[1].message), (&json!("1"), &Value::Null));
    assert!(!format!("{got:?}").contains("ack-1"), "nobody sees it");
    assert_eq!(pubsub.pull(&pull(), 500, true).await.unwrap().len(), 0, "an empty answer is no error");
    let acks: Vec<_> = got.into_iter().map(|one| one.ack).collect();
    pubsub.acknowledge(&pull(), &acks).await.unwrap();
    pubsub.extend(&pull(), &acks[..1], 60).await.unwrap();
    pubsub.acknowledge(&pull(), &[]).await.unwrap();
    let seen = server.seen();
    let lines: Vec<_> = seen.iter().map(Seen::line).collect();
    assert_eq!(
        lines,
        [
            "POST /v1/projects/p-1/subscriptions/greenroom:pull",
            "POST /v1/projects/p-1/subscriptions/greenroom:pull",
            "POST /v1/projects/p-1/subscriptions/greenroom:acknowledge",
            "POST /v1/projects/p-1/subscriptions/greenroom:modifyAckDeadline",
        ],
        "an empty list of acknowledgements is not sent: Pub/Sub refuses it"
    );
    assert_eq!((body(&server, 0), body(&server, 1)["returnImmediately"].as_bool()), (json!({"maxMessages": 500}), Some(true)));
    assert_eq!(body(&server, 2), json!({"ackIds": ["ack-1", "ack-3"]}));
    assert_eq!(body(&server, 3), json!({"ackIds": ["ack-1"], "ackDeadlineSeconds": 60}));
}

#[tokio::test]
async fn many_acknowledgements_go_in_several_requests() {
    let many: Vec<Value> = (0..1001).map(|number| json!({"ackId": format!("a{number}")})).collect();
    let server =
        Server::start(vec![Reply::json(200, &json!({"receivedMessages": many}).to_string()), Reply::json(200, "{}")]).await;
    let pubsub = pubsub(&server);
    let acks: Vec<_> = pubsub.pull(&pull(), 1000, false).await.unwrap().into_iter().map(|one| one.ack).collect();
    pubsub.acknowledge(&pull(), &acks).await.unwrap();
    let sizes: Vec<_> = (1..4).map(|index| body(&server, index)["ackIds"].as_array().unwrap().len()).collect();
    assert_eq!(sizes, [500, 500, 1]);
}

#[tokio::test]
async fn a_pull_is_sent_once_and_waits_as_long_as_it_is_told() {
    let server = Server::start(vec![Reply::Hang(Vec::new())]).await;
    let error = pubsub(&server).waiting(50 * MS).pull(&pull(), 1, false).await.unwrap_err();
    assert!(matches!(error.cause, MeetError::TimedOut { .. }) && error.is_transient(), "{error:?}");
    assert_eq!(server.seen().len(), 1);
    let server = Server::start(vec![Reply::Reset(Vec::new())]).await;
    let error = pubsub(&server).pull(&pull(), 1, false).await.unwrap_err();
    assert!(error.is_transient(), "{error:?}");
    assert_eq!(server.seen().len(), 1);
}

#[tokio::test]
async fn an_emulator_that_knows_nobody_is_sent_no_token() {
    let server = Server::start(vec![Reply::json(200, "{}")]).await;
    let pubsub = Pubsub::new(client(&server, Arc::new(NoToken)));
    pubsub.topic(&topic()).await.unwrap();
    assert_eq!(server.seen()[0].header("authorization"), Vec::<&str>::new());
}

#[tokio::test]
async fn what_may_not_be_done_says_what_to_do() {
    for (http, status, why, kind) in [
        (404, "NOT_FOUND", "The topic or the subscription of Pub/Sub is not there.", Kind::NotFound),
        (403, "PERMISSION_DENIED", "These credentials may not do this with Pub/Sub. It said: No.", Kind::NotPermitted),
    ] {
        let server = Server::start(vec![refusal(http, status)]).await;
        let error = pubsub(&server).pull(&pull(), 1, false).await.unwrap_err();
        assert_eq!((error.why().as_str(), error.kind()), (why, kind));
        assert!(error.next_step().contains("greenroom events setup"));
    }
}

#[tokio::test]
async fn topics_and_subscriptions_are_made_as_they_are_wanted() {
    let there = json!({"name": pull().as_str(), "topic": topic().as_str(), "filter": "x", "ackDeadlineSeconds": 10,
        "pushConfig": {"pushEndpoint": "https://x.test"}});
    let ok = || Reply::json(200, "{}");
    let server = Server::start(vec![ok(), ok(), Reply::json(200, &there.to_string()), ok()]).await;
    let pubsub = pubsub(&server);
    pubsub.make_topic(&topic()).await.unwrap();
    pubsub.make_subscription(&pull(), &topic()).await.unwrap();
    let got = pubsub.subscription(&pull()).await.unwrap();
    assert_eq!((got.filter.as_deref(), got.pushes, got.ack_deadline), (Some("x"), true, Some(10)));
    assert!(!pubsub.may_pull(&pull()).await.unwrap());
    pubsub.policy(&topic()).await.unwrap();
    pubsub.set_policy(&topic(), &json!({"etag": "e"})).await.unwrap();
    let lines: Vec<String> = server.seen().iter().map(|one| one.line().to_owned()).collect();
    assert_eq!(
        lines,
        [
            "PUT /v1/projects/p-1/topics/meet",
            "PUT /v1/projects/p-1/subscriptions/greenroom",
            "GET /v1/projects/p-1/subscriptions/greenroom",
            "POST /v1/projects/p-1/subscriptions/greenroom:testIamPermissions",
            "GET /v1/projects/p-1/topics/meet:getIamPolicy?options.requestedPolicyVersion=3",
            "POST /v1/projects/p-1/topics/meet:setIamPolicy",
        ]
    );
    assert_eq!(body(&server, 1), json!({"topic": topic().as_str(), "ackDeadlineSeconds": 30, "enableMessageOrdering": true}));
    assert_eq!(body(&server, 5), json!({"policy": {"etag": "e"}}));
}

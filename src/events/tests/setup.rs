//! `greenroom events setup` against a project that has nothing, everything, or says no.

use serde_json::{Value, json};

use super::calls::{body, pubsub, pull, refusal, topic, workspace};
use crate::events::setup::{Finding, PUBLISHER, Status, Wish, run};
use crate::meet::error::Kind;
use crate::meet::tests::server::{Reply, Server};

fn wish(make: bool) -> Wish {
    Wish { topic: topic(), pull: pull(), client_project: None, target: None, make }
}

fn json(value: &Value) -> Reply {
    Reply::json(200, &value.to_string())
}

fn granted() -> Value {
    json!({"version": 1, "etag": "BwX", "bindings": [{"role": "roles/pubsub.publisher", "members": [PUBLISHER]}]})
}

fn subscription() -> Value {
    json!({"name": pull().as_str(), "topic": topic().as_str(), "ackDeadlineSeconds": 30})
}

fn may() -> Value {
    json!({"permissions": ["pubsub.subscriptions.consume"]})
}

async fn found(wish: &Wish, replies: Vec<Reply>) -> (Vec<Finding>, Server) {
    let server = Server::start(replies).await;
    let all = run(wish, &pubsub(&server), &workspace(&server)).await;
    for found in &all {
        assert_eq!(found.fix.is_some(), !matches!(found.status, Status::Ok | Status::Made), "{found:?}");
    }
    (all, server)
}

fn statuses(all: &[Finding]) -> Vec<(&str, Status)> {
    all.iter().map(|found| (found.name, found.status)).collect()
}

#[tokio::test]
async fn a_project_that_has_all_is_left_alone() {
    let (all, server) =
        found(&wish(true), vec![json(&json!({})), json(&granted()), json(&subscription()), json(&may()), json(&json!({}))]).await;
    let ok = ["topic", "publisher", "subscription", "events"].map(|name| (name, Status::Ok));
    assert_eq!(statuses(&all), ok);
    assert!(server.seen().iter().all(|seen| !seen.line().starts_with("PUT") && !seen.line().contains("setIamPolicy")));
}

#[tokio::test]
async fn what_is_missing_is_made_and_who_may_publish_already_stays() {
    let others = json!({"version": 3, "etag": "BwX", "bindings": [
        {"role": "roles/pubsub.publisher", "members": [PUBLISHER], "condition": {"expression": "false"}},
        {"role": "roles/pubsub.publisher", "members": ["user:bo@example.com"]},
    ]});
    let missing = || refusal(404, "NOT_FOUND");
    let ok = || json(&json!({}));
    let (all, server) = found(&wish(true), vec![missing(), ok(), json(&others), ok(), missing(), ok(), ok()]).await;
    let made = ["topic", "publisher", "subscription"].map(|name| (name, Status::Made));
    assert_eq!(statuses(&all)[..3], made);
    let policy = &body(&server, 3)["policy"];
    assert_eq!(policy["etag"], "BwX");
    assert_eq!(policy["bindings"][0], others["bindings"][0], "a condition is none of ours");
    assert_eq!(policy["bindings"][1]["members"], json!(["user:bo@example.com", PUBLISHER]));
}

#[tokio::test]
async fn what_may_not_be_done_is_printed_for_gcloud() {
    let no = || refusal(403, "PERMISSION_DENIED");
    let missing = || refusal(404, "NOT_FOUND");
    let (all, _server) = found(
        &wish(true),
        vec![json(&json!({})), json(&json!({"etag": "e"})), no(), missing(), no(), refusal(401, "UNAUTHENTICATED")],
    )
    .await;
    let (denied, signed_out) = (Status::Failed(Kind::NotPermitted), Status::Failed(Kind::NotSignedIn));
    assert_eq!(statuses(&all), [("topic", Status::Ok), ("publisher", denied), ("subscription", denied), ("events", signed_out)]);
    assert_eq!(
        all[1].commands,
        [
            "gcloud pubsub topics add-iam-policy-binding meet --project=p-1 --member=serviceAccount:meet-api-event-push@system.gserviceaccount.com --role=roles/pubsub.publisher"
        ]
    );
    assert_eq!(
        all[2].commands,
        [
            "gcloud pubsub subscriptions create greenroom --project=p-1 --topic=projects/p-1/topics/meet --ack-deadline=30 --enable-message-ordering"
        ]
    );
}

#[tokio::test]
async fn a_topic_that_cannot_be_made_ends_its_branch() {
    let (all, server) =
        found(&wish(true), vec![refusal(404, "NOT_FOUND"), refusal(403, "PERMISSION_DENIED"), json(&json!({}))]).await;
    assert_eq!(statuses(&all), [("topic", Status::Failed(Kind::NotPermitted)), ("events", Status::Ok)]);
    assert_eq!(all[0].commands, ["gcloud pubsub topics create meet --project=p-1"]);
    assert_eq!(server.seen().len(), 3);
}

#[tokio::test]
async fn looking_alone_makes_nothing() {
    let missing = || refusal(404, "NOT_FOUND");
    let (all, server) =
        found(&wish(false), vec![json(&json!({})), json(&json!({"etag": "e"})), missing(), json(&json!({}))]).await;
    let denied = Status::Failed(Kind::NotPermitted);
    assert_eq!(statuses(&all)[1..3], [("publisher", denied), ("subscription", Status::Failed(Kind::NotFound))]);
    assert_eq!(server.seen().len(), 4);
}

#[tokio::test]
async fn an_organisation_that_lets_nobody_in_is_explained() {
    let refused = refusal(400, "FAILED_PRECONDITION");
    let (all, _server) = found(
        &wish(true),
        vec![json(&json!({})), json(&json!({"etag": "e"})), refused, json(&subscription()), json(&may()), json(&json!({}))],
    )
    .await;
    assert!(all[1].fix.as_ref().unwrap().contains("iam.allowedPolicyMemberDomains"), "{:?}", all[1]);
}

#[tokio::test]
async fn where_there_are_no_rights_none_are_asked_for() {
    // as Google's emulator answers
    let no = || refusal(501, "UNIMPLEMENTED");
    let (all, server) = found(&wish(true), vec![json(&json!({})), no(), json(&subscription()), no(), json(&json!({}))]).await;
    let expected = [Status::Ok, Status::Warning, Status::Ok, Status::Ok];
    assert_eq!(all.iter().map(|found| found.status).collect::<Vec<_>>(), expected, "{all:#?}");
    assert!(all[1].commands.is_empty() && all[1].detail.contains("knows no rights"), "{:?}", all[1]);
    assert_eq!(server.seen().len(), 5, "each was asked once");
}

#[tokio::test]
async fn a_subscription_of_another_kind_is_told() {
    for (key, value, status, words) in [
        (
            "topic",
            json!("projects/p-2/topics/other"),
            Status::Failed(Kind::Failed),
            "belongs to another topic, projects/p-2/topics/other",
        ),
        ("topic", json!("_deleted-topic_"), Status::Failed(Kind::Failed), "its topic was taken away"),
        ("pushConfig", json!({"pushEndpoint": "https://x.test"}), Status::Failed(Kind::Failed), "sends by itself"),
        ("filter", json!("hasPrefix(attributes.ce-type, \"google.workspace.meet.\")"), Status::Warning, "drops what Google says"),
    ] {
        let mut there = subscription();
        there[key] = value;
        let (all, _server) =
            found(&wish(true), vec![json(&json!({})), json(&granted()), json(&there), json(&may()), json(&json!({}))]).await;
        assert_eq!(all[2].status, status, "{:?}", all[2]);
        assert!(all[2].detail.contains(words), "{:?}", all[2]);
        assert_eq!(all[2].commands.len(), 2);
    }
}

#[tokio::test]
async fn a_topic_of_another_project_is_told_first() {
    let wish = Wish { client_project: Some("p-9".into()), ..wish(true) };
    let (all, _server) =
        found(&wish, vec![json(&json!({})), json(&granted()), json(&subscription()), json(&may()), json(&json!({}))]).await;
    assert_eq!(all[0].status, Status::Failed(Kind::Failed));
    assert!(all[0].fix.as_ref().unwrap().contains("projects/p-9/topics/meet"), "{:?}", all[0]);
}

fn wished() -> Wish {
    Wish { target: Some("//cloudidentity.googleapis.com/users/108".parse().unwrap()), ..wish(true) }
}

/// A project that has everything, and then this answer to the trial.
async fn tried(answer: Reply) -> (Finding, Server) {
    let (mut all, server) =
        found(&wished(), vec![json(&json!({})), json(&granted()), json(&subscription()), json(&may()), json(&json!({})), answer])
            .await;
    (all.pop().unwrap(), server)
}

#[tokio::test]
async fn at_the_end_google_is_asked_whether_it_would_and_nothing_is_made() {
    let (trial, server) = tried(json(&json!({"done": true, "response": {"state": "ACTIVE"}}))).await;
    assert_eq!((trial.name, trial.status), ("trial", Status::Ok), "{trial:?}");
    assert_eq!(server.seen()[5].line(), "POST /v1/subscriptions?validateOnly=true");
    assert_eq!(body(&server, 5)["targetResource"], "//cloudidentity.googleapis.com/users/108");
    let (trial, _server) = tried(refusal(409, "ALREADY_EXISTS")).await;
    assert_eq!((trial.status, &*trial.detail), (Status::Ok, "Google tells what happens in all spaces that you own"));
}

#[tokio::test]
async fn an_account_that_may_not_be_told_of_all_its_spaces_learns_of_the_other_way() {
    let (trial, _server) = tried(refusal(403, "PERMISSION_DENIED")).await;
    assert_eq!(trial.status, Status::Failed(Kind::NotPermitted));
    assert!(trial.fix.as_ref().is_some_and(|fix| fix.contains("scope = \"watched\"")), "{trial:?}");
}

#[tokio::test]
async fn what_was_made_a_moment_ago_may_not_work_yet() {
    let missing = || refusal(404, "NOT_FOUND");
    let ok = || json(&json!({}));
    let replies = vec![missing(), ok(), json(&granted()), missing(), ok(), ok(), refusal(400, "INVALID_ARGUMENT")];
    let (all, _server) = found(&wished(), replies).await;
    let trial = all.last().unwrap();
    assert_eq!((trial.name, trial.status), ("trial", Status::Warning), "{trial:?}");
    assert!(trial.fix.as_ref().unwrap().contains("some minutes"));
}

#[tokio::test]
async fn where_google_may_not_publish_it_is_not_asked() {
    let no = || refusal(403, "PERMISSION_DENIED");
    let replies =
        vec![json(&json!({})), json(&json!({"etag": "e"})), no(), json(&subscription()), json(&may()), json(&json!({}))];
    let (all, server) = found(&wished(), replies).await;
    assert_eq!((all.last().unwrap().name, server.seen().len()), ("events", 6));
}

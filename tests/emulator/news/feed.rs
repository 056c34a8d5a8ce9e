//! What the conferences that are played bring.

use std::time::Duration;

use base64::Engine as _;
use greenroom::emulator::{Artifact, Crowd, Emulator, Seed, World};
use jiff::SignedDuration;
use serde_json::{Value, json};

use super::{ANA, COMING_AND_GOING, Desk, kind, meets};

#[tokio::test]
async fn a_conference_from_its_first_guest_to_its_last() {
    let desk = Desk::new();
    let space = desk.bench.space();
    let subscription = desk.subscribe(&space, COMING_AND_GOING).await;
    desk.join(&space, "bo@example.com");
    desk.join(&space, "Guest");
    desk.leave(&space, "bo@example.com");
    desk.leave(&space, "Guest");
    let received = desk.pull(100).await;
    let kinds: Vec<String> = received.iter().map(kind).collect();
    let wanted = [
        "conference.v2.started",
        "participant.v2.joined",
        "participant.v2.joined",
        "participant.v2.left",
        "participant.v2.left",
        "conference.v2.ended",
    ];
    assert_eq!(kinds, wanted);
    let first = &received[0]["message"];
    let source = format!("//workspaceevents.googleapis.com/{}", subscription["name"].as_str().unwrap());
    let attributes = &first["attributes"];
    assert_eq!(attributes["ce-source"], source);
    assert_eq!(attributes["ce-subject"], format!("//meet.googleapis.com/{space}"));
    assert_eq!((&attributes["ce-specversion"], &attributes["ce-datacontenttype"]), (&json!("1.0"), &json!("application/json")));
    assert_eq!(first["orderingKey"], source);
    assert!(attributes["ce-time"].as_str().unwrap() <= first["publishTime"].as_str().unwrap());
    let bytes = base64::engine::general_purpose::STANDARD.decode(first["data"].as_str().unwrap()).unwrap();
    let data: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
    let record = data["conferenceRecord"]["name"].as_str().unwrap();
    assert!(desk.ana.get(&format!("/v2/{record}")).await.ok()["endTime"].is_string(), "what is named can be asked for");
    for received in &received[1..5] {
        let session = super::data(received)["participantSession"]["name"].as_str().unwrap().to_owned();
        assert_eq!(desk.ana.get(&format!("/v2/{session}")).await.ok()["name"], session);
    }
}

#[tokio::test]
async fn artifacts_begin_end_and_are_there() {
    let desk = Desk::new();
    let space = desk.bench.space();
    let all = ["recording", "transcript", "smartNote"]
        .map(|kind| ["started", "ended", "fileGenerated"].map(|state| format!("{kind}.v2.{state}")));
    let all: Vec<&str> = all.iter().flatten().map(String::as_str).collect();
    desk.subscribe(&space, &all).await;
    desk.join(&space, ANA);
    let recording = desk.bench.emulator.with(|world| world.start_artifact(&space, Artifact::Recording)).unwrap();
    assert_eq!(desk.heard().await, [("recording.v2.started".to_owned(), json!({"recording": {"name": recording}}))]);
    desk.bench.emulator.with(|world| world.stop_artifact(&recording)).unwrap();
    desk.bench.emulator.with(|world| world.stop_artifact(&recording)).unwrap();
    assert_eq!(desk.kinds().await, ["recording.v2.ended"], "it ends once");
    desk.bench.emulator.with(|world| world.advance(SignedDuration::from_mins(4)));
    assert_eq!(desk.kinds().await, [""; 0]);
    desk.bench.emulator.with(|world| world.advance(SignedDuration::from_mins(2)));
    assert_eq!(desk.kinds().await, ["recording.v2.fileGenerated"]);

    let notes = desk.bench.emulator.with(|world| world.start_artifact(&space, Artifact::SmartNotes)).unwrap();
    desk.bench.emulator.with(|world| world.start_artifact(&space, Artifact::Transcript)).unwrap();
    desk.bench.emulator.with(|world| world.finish_artifact(&notes)).unwrap();
    assert_eq!(
        desk.kinds().await,
        ["smartNote.v2.started", "transcript.v2.started", "smartNote.v2.ended", "smartNote.v2.fileGenerated"]
    );
    desk.leave(&space, ANA);
    desk.bench.emulator.with(|world| world.advance(SignedDuration::from_mins(6)));
    assert_eq!(desk.kinds().await, ["transcript.v2.ended", "transcript.v2.fileGenerated"], "the end of the conference ends it");
}

#[tokio::test]
async fn only_what_is_wanted_of_what_is_meant_by_whom() {
    let desk = Desk::new();
    let (space, other) = (desk.bench.space(), desk.bench.space());
    desk.subscribe(&space, &["participant.v2.joined"]).await;
    desk.join(&other, "Guest");
    desk.join(&space, "Guest");
    desk.bench.emulator.with(|world| world.end(&space)).unwrap();
    assert_eq!(desk.kinds().await, ["participant.v2.joined"]);

    let number = desk.bench.emulator.with(|world| world.account_number(ANA).unwrap().to_owned());
    let mut wish = desk.wish(&space, COMING_AND_GOING);
    wish["targetResource"] = format!("//cloudidentity.googleapis.com/users/{number}").into();
    desk.ana.post("/v1/subscriptions", &wish.to_string()).await.ok();
    let bos = desk.bench.emulator.with(|world| world.create_space_for("bo@example.com", "greenroom")).unwrap();
    desk.join(&bos, ANA);
    desk.join(&other, ANA);
    desk.join(&space, ANA);
    let kinds = desk.kinds().await;
    let joined = kinds.iter().filter(|kind| **kind == "participant.v2.joined").count();
    assert_eq!((joined, kinds.len()), (3, 4), "all that is hers, the one space twice: {kinds:?}");

    desk.bench.emulator.with(|world| world.set_subject_is_target(true));
    desk.join(&other, "Guest");
    assert_eq!(desk.pull(1).await[0]["message"]["attributes"]["ce-subject"], wish["targetResource"]);
}

#[tokio::test]
async fn whoever_does_not_own_the_space_hears_little() {
    let desk = Desk::new();
    let bos = desk.bench.emulator.with(|world| world.create_space_for("bo@example.com", "greenroom")).unwrap();
    desk.join(&bos, ANA);
    desk.subscribe(
        &bos,
        &["conference.v2.started", "conference.v2.ended", "participant.v2.joined", "transcript.v2.fileGenerated"],
    )
    .await;
    desk.leave(&bos, ANA);
    desk.join(&bos, "bo@example.com");
    assert_eq!(desk.kinds().await, ["conference.v2.started"]);
}

#[tokio::test]
async fn a_crowd_comes_as_a_burst() {
    let desk = Desk::new();
    let space = desk.bench.space();
    desk.subscribe(&space, COMING_AND_GOING).await;
    let crowd = Crowd { people: 400, entries: 0, ended: None, lasts: SignedDuration::from_mins(30) };
    let came = desk.bench.emulator.with(|world| {
        world.gather(&space, &crowd).unwrap();
        world.backlog(&desk.queue)
    });
    assert!(came > 400, "{came}");
    let mut kinds = Vec::new();
    while kinds.len() < came {
        let next = desk.kinds().await;
        assert!(!next.is_empty());
        kinds.extend(next);
    }
    assert_eq!(kinds[0], "conference.v2.started");
    assert!(kinds.iter().filter(|kind| *kind == "participant.v2.joined").count() >= 400);
}

#[tokio::test]
async fn the_demo_has_all_that_news_needs() {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let emulator = Emulator::start(World::from_seed(&Seed::demo().unwrap()).unwrap()).unwrap();
    let (http, endpoint) = (reqwest::Client::builder().no_proxy().build().unwrap(), emulator.endpoint());
    let ask = async |verb: reqwest::Method, path: &str, body: Value| {
        let request = http.request(verb, format!("{endpoint}{path}")).bearer_auth("demo-ana");
        let request = if body.is_null() { request } else { request.json(&body) };
        request.send().await.unwrap().error_for_status().unwrap().json::<Value>().await.unwrap()
    };
    let me = ask(reqwest::Method::GET, "/oauth2/v3/userinfo", Value::Null).await;
    let wish = json!({"targetResource": format!("//cloudidentity.googleapis.com/users/{}", me["sub"].as_str().unwrap()),
        "eventTypes": meets(COMING_AND_GOING),
        "notificationEndpoint": {"pubsubTopic": "projects/greenroom-demo/topics/meet-events"}});
    assert_eq!(ask(reqwest::Method::POST, "/v1/subscriptions", wish).await["response"]["state"], "ACTIVE");
    emulator.enliven(Duration::from_millis(1), 5);
    let path = "/v1/projects/greenroom-demo/subscriptions/greenroom:pull";
    let received = ask(reqwest::Method::POST, path, json!({"maxMessages": 10})).await;
    assert!(kind(&received["receivedMessages"][0]).contains(".v2."), "{received}");
}

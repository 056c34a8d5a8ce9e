//! `greenroom events`: the Cloud project looked at and set up, subscriptions told and taken away.

use std::sync::Arc;

use greenroom::emulator::{EventsMethod, Method, PubsubMethod, PubsubRole, Scope};
use greenroom::events::workspace::Workspace;
use greenroom::meet::client::{Client, Settings};
use greenroom::meet::token::StaticToken;
use serde_json::Value;

use crate::bench::{ANA, Bench, PROJECT};

const TOPIC: &str = "projects/greenroom-tests/topics/meet-events";
const PULL: &str = "projects/greenroom-tests/subscriptions/greenroom";

/// Ana with a token for everything, and the names of topic and subscription set.
fn bench() -> Bench {
    bench_and_token().0
}

fn bench_and_token() -> (Bench, String) {
    let (bench, token) = Bench::steady().with_token(&Scope::FOR_NEWS);
    (bench.with("GREENROOM_EVENTS_TOPIC", TOPIC).with("GREENROOM_EVENTS_SUBSCRIPTION", PULL), token)
}

/// Subscribes to a space as the app would.
fn subscribe(bench: &Bench, token: &str, space: &str) {
    let settings = Settings::new(bench.emulator.endpoint().parse().unwrap());
    let client = Client::new(settings, Arc::new(StaticToken::new(token))).unwrap().client;
    let target = format!("//meet.googleapis.com/{space}").parse().unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(Workspace::new(client).create(&target, &TOPIC.parse().unwrap())).unwrap();
}

fn json(bench: &Bench, arguments: &[&str]) -> (Option<i32>, Value) {
    let ended = bench.run(arguments);
    (ended.code, serde_json::from_str(&ended.out).unwrap_or_else(|_| panic!("{}{}", ended.out, ended.err)))
}

fn statuses(report: &Value) -> Vec<&str> {
    report["checks"].as_array().unwrap().iter().map(|check| check["status"].as_str().unwrap()).collect()
}

#[test]
fn setup_makes_what_is_missing_and_then_finds_it() {
    let bench = bench();
    let (code, report) = json(&bench, &["events", "setup", "--json"]);
    assert_eq!((code, statuses(&report)), (Some(0), vec!["made", "made", "made", "ok", "ok"]), "{report:#}");
    let (code, report) = json(&bench, &["events", "setup", "--json"]);
    assert_eq!((code, statuses(&report)), (Some(0), vec!["ok"; 5]), "{report:#}");
    assert_eq!(bench.emulator.with(|world| world.count(Method::Pubsub(PubsubMethod::CreateTopic))), 1);
    assert_eq!(report["checks"][4]["detail"], "Google would tell what happens in all spaces that you own");
    let (_, all) = json(&bench, &["events", "status", "--json"]);
    assert_eq!(all, Value::Array(Vec::new()), "asking makes nothing");
}

#[test]
fn setup_says_what_google_would_refuse() {
    let bench = bench();
    bench.run(&["events", "setup"]);
    let other = TOPIC.replace("greenroom-tests", "another-project");
    bench.emulator.with(|world| {
        world.add_project("another-project");
        world.set_pubsub_role(ANA, "another-project", PubsubRole::Admin);
    });
    let (code, report) = json(
        &bench,
        &["events", "setup", "--json", "--topic", &other, "--subscription", &PULL.replace("greenroom-tests", "another-project")],
    );
    let trial = &report["checks"][4];
    assert_eq!((code, trial["status"].as_str()), (Some(0), Some("warning")), "{report:#}");
    let (code, report) = json(
        &bench,
        &["events", "setup", "--json", "--topic", &other, "--subscription", &PULL.replace("greenroom-tests", "another-project")],
    );
    let trial = &report["checks"][4];
    assert_eq!((code, trial["status"].as_str()), (Some(1), Some("failed")), "{report:#}");
    assert!(trial["detail"].as_str().unwrap().contains("must belong to the Google Cloud project"), "{report:#}");
}

#[test]
fn read_only_and_dry_run_make_nothing() {
    let bench = bench();
    let (code, report) = json(&bench, &["--read-only", "events", "setup", "--json"]);
    assert_eq!(code, Some(5), "{report:#}");
    assert_eq!(report["checks"][0]["commands"][0], "gcloud pubsub topics create meet-events --project=greenroom-tests");
    let before = bench.emulator.with(|world| world.count_all());
    let ended = bench.run(&["--dry-run", "events", "setup"]);
    assert_eq!(ended.code, Some(0), "{}", ended.err);
    assert!(ended.out.contains(&format!("/v1/{TOPIC}")) && ended.out.contains("meet-api-event-push@system.gserviceaccount.com"));
    assert_eq!(bench.emulator.with(|world| world.count_all()), before, "nothing was sent");
}

#[test]
fn what_may_not_be_made_is_printed_for_gcloud_alone_on_its_line() {
    let bench = bench();
    bench.emulator.with(|world| world.set_pubsub_role(ANA, PROJECT, PubsubRole::Viewer));
    let ended = bench.run(&["events", "setup"]);
    assert_eq!(ended.code, Some(4), "{}{}", ended.out, ended.err);
    assert!(
        ended.out.lines().any(|line| line == "gcloud pubsub topics create meet-events --project=greenroom-tests"),
        "{}",
        ended.out
    );
}

#[test]
fn without_names_it_says_which() {
    let (bench, _token) = Bench::steady().with_token(&Scope::ALL);
    let ended = bench.run(&["events", "setup"]);
    assert_eq!(ended.code, Some(2));
    assert!(ended.err.contains("--topic projects/PROJECT/topics/meet-events"), "{}", ended.err);
    let ended = bench.run(&["events", "setup", "--topic", "meet"]);
    assert_eq!(ended.code, Some(2));
    assert!(ended.err.contains("projects/PROJECT/topics/ID"), "{}", ended.err);
}

#[test]
fn status_tells_and_clear_takes_away() {
    let (bench, token) = bench_and_token();
    bench.run(&["events", "setup"]);
    let ended = bench.run(&["events", "status"]);
    assert_eq!((ended.code, ended.out.as_str()), (Some(0), ""), "{}", ended.err);
    let space = bench.emulator.with(|world| world.create_space_for(ANA, PROJECT)).unwrap();
    subscribe(&bench, &token, &space);
    let (_, all) = json(&bench, &["events", "status", "--json"]);
    assert_eq!(all[0]["targetResource"], format!("//meet.googleapis.com/{space}"), "{all:#}");
    assert_eq!(all[0]["state"], "ACTIVE");
    let ended = bench.run(&["events", "clear"]);
    assert_eq!(ended.code, Some(2), "without a terminal it needs --yes");
    let ended = bench.run(&["events", "clear", "--yes"]);
    assert_eq!((ended.code, ended.err.trim()), (Some(0), "1 subscription taken away."));
    assert_eq!(bench.emulator.with(|world| world.count(Method::Events(EventsMethod::Delete))), 1);
}

//! Bad days of the settings tab: refused in part, by policy or scope; two programs; facts that arrive in the middle; spaces that go.

use crossterm::event::Event;
use greenroom::emulator::{Fault, Method, Refusal, Trouble};
use serde_json::{Value, json};

use super::support::{ANA, House, Script, Show};

async fn at_the_settings(house: &House) -> (Show, String) {
    let name = house.space("Stand-up");
    let mut show = house.settled().await;
    show.press("2").await;
    show.shows("Who gets in");
    (show, name)
}

fn config(house: &House, name: &str, path: &str) -> String {
    let config = house.with(|world| world.space(name).unwrap().config());
    config.pointer(path).and_then(Value::as_str).unwrap_or_default().to_owned()
}

const RECORDING: &str = "/artifactConfig/recordingConfig/autoRecordingGeneration";
const TRANSCRIPT: &str = "/artifactConfig/transcriptionConfig/autoTranscriptionGeneration";
/// From the first setting to recording.
const TO_RECORDING: &str = "j j j j j j j j";

#[tokio::test]
async fn what_a_policy_keeps_of_two_changes_is_told_and_the_other_one_took() {
    let house = House::new();
    let (mut show, name) = at_the_settings(&house).await;
    house.with(|world| world.set_policy(ANA, "config.artifactConfig.recordingConfig.autoRecordingGeneration", "OFF")).unwrap();
    show.press(TO_RECORDING).await;
    show.press("space j space").await;
    show.shows("2 changes");
    show.act("enter").await;
    assert_eq!((config(&house, &name, RECORDING), config(&house, &name, TRANSCRIPT)), ("OFF".into(), "ON".into()));
    show.tells("Not all of it took in Stand-up", "says recording off: your administrator may forbid it", "administrator");
    show.shows("Not all of it took");
    show.hides("→");
    show.act("enter").await;
    show.shows("Nothing is changed");
    assert_eq!(house.count(Method::UpdateSpace), 1, "it is not asked again by itself");
}

#[tokio::test]
async fn a_change_that_a_policy_keeps_wholly_shows_what_google_has() {
    let house = House::new();
    let (mut show, name) = at_the_settings(&house).await;
    house.with(|world| world.set_policy(ANA, "config.accessType", "RESTRICTED")).unwrap();
    let before = config(&house, &name, "/accessType");
    show.press("space").await;
    show.act("enter").await;
    assert_eq!(before, "RESTRICTED");
    show.tells("Not all of it took", "says access restricted", "administrator");
    assert!(show.line("Stand-up").contains("restricted"), "{}", show.screen());
}

#[tokio::test]
async fn without_the_scope_it_is_refused_and_what_was_chosen_stays() {
    let house = House::new();
    let (mut show, name) = at_the_settings(&house).await;
    house.fault(Fault::new(Trouble::Refuse(Refusal::ScopeInsufficient)).on(Method::UpdateSpace));
    show.press("space").await;
    show.act("enter").await;
    let told = show.problem();
    assert!(
        told.what.contains("were not changed") && told.why.contains("was not granted what this needs") && !told.next.is_empty(),
        "{told:?}"
    );
    show.shows("1 change: Enter sends it, Esc drops it");
    assert_eq!((house.count(Method::UpdateSpace), config(&house, &name, "/accessType").as_str()), (1, "RESTRICTED"));
    show.press("esc").await;
    show.shows("nothing was sent");
}

#[tokio::test]
async fn the_last_of_two_programs_wins_and_the_other_one_learns_it() {
    let house = House::new();
    let (mut one, name) = at_the_settings(&house).await;
    let mut other = house.settled().await;
    other.press("2").await;
    // Both saw restricted; each chooses something else.
    one.press("space").await;
    one.act("enter").await;
    assert_eq!(config(&house, &name, "/accessType"), "OPEN");
    other.press("space space").await;
    other.act("enter").await;
    assert_eq!(config(&house, &name, "/accessType"), "TRUSTED", "last writer wins: Google has no way to tell");
    assert_eq!(house.requests(Method::UpdateSpace).len(), 2);
    one.act("r").await;
    one.shows("trusted");
    assert!(one.line("Stand-up").contains("trusted"), "{}", one.screen());
    // Their changes of different settings do not undo each other: each mask names its own alone.
    one.press(TO_RECORDING).await;
    one.press("space").await;
    other.press(TO_RECORDING).await;
    other.press("j space").await;
    one.act("enter").await;
    other.act("enter").await;
    assert_eq!((config(&house, &name, RECORDING), config(&house, &name, TRANSCRIPT)), ("ON".into(), "ON".into()));
    other.shows("Changed Stand-up: transcript on");
    other.shows("Recording on");
}

#[tokio::test]
async fn what_was_chosen_outlives_a_refresh_and_what_google_has_by_then_is_no_change() {
    let house = House::new();
    let (mut show, name) = at_the_settings(&house).await;
    show.press("space").await;
    show.press(TO_RECORDING).await;
    show.press("space").await;
    show.shows("2 changes");
    // Somebody else opens it, and turns the transcript on.
    let elsewhere =
        json!({ "accessType": "OPEN", "artifactConfig": { "transcriptionConfig": { "autoTranscriptionGeneration": "ON" } } });
    house.with(|world| world.configure(&name, &elsewhere).unwrap());
    show.act("r").await;
    show.shows("1 change: Enter sends it");
    show.shows("Transcript on");
    show.act("enter").await;
    show.shows("Changed Stand-up: recording on");
    let changes = house.requests(Method::UpdateSpace);
    assert!(changes[0].target.ends_with("updateMask=config.artifactConfig.recordingConfig.autoRecordingGeneration"));
    assert_eq!(config(&house, &name, TRANSCRIPT), "ON");
}

#[tokio::test]
async fn a_refresh_that_was_asked_before_a_change_does_not_bring_the_old_value_back() {
    let house = House::new();
    let (mut show, name) = at_the_settings(&house).await;
    house.fault(Fault::new(Trouble::Slow(std::time::Duration::from_millis(700))).on(Method::GetSpace).times(1));
    let reads = house.count(Method::GetSpace);
    show.press("r space").await;
    show.until("the read is there", |_| house.count(Method::GetSpace) > reads).await;
    show.act("enter").await;
    assert_eq!(config(&house, &name, "/accessType"), "OPEN");
    assert!(show.line("Stand-up").contains("open"), "{}", show.screen());
}

#[tokio::test]
async fn a_call_that_ends_meanwhile_leaves_what_was_chosen() {
    let house = House::new();
    let name = house.space("Stand-up");
    house.join(&name, &["A guest"]);
    let mut show = house.settled().await;
    show.press("2 space").await;
    house.with(|world| world.end(&name)).unwrap();
    show.act("r").await;
    assert_eq!(show.session.app.book.live(), 0);
    show.shows("1 change");
    show.act("enter").await;
    assert_eq!(config(&house, &name, "/accessType"), "OPEN");
}

#[tokio::test]
async fn a_space_that_vanishes_meanwhile_is_told_with_all_causes_and_nothing_is_lost() {
    let house = House::new();
    let (mut show, name) = at_the_settings(&house).await;
    show.press("space").await;
    house.with(|world| world.remove_space(&name)).unwrap();
    show.act("enter").await;
    let told = show.problem();
    assert!(told.what.contains("were not changed") && !told.why.is_empty() && !told.next.is_empty(), "{told:?}");
    show.shows("1 change");
    show.press("esc esc").await;
    show.is_usable().await;
}

#[tokio::test]
async fn a_space_that_another_program_forgets_takes_what_was_chosen_with_it() {
    let house = House::new();
    house.space("Retro");
    let (mut show, _) = at_the_settings(&house).await;
    assert_eq!(show.cursor(), "Stand-up");
    show.press("space").await;
    show.shows("1 change");
    let mut other = house.settled().await;
    other.act("d y").await;
    show.event(Event::FocusGained).await;
    show.settle().await;
    assert_eq!(show.rows(), ["Retro"]);
    show.hides("1 change");
    show.act("enter").await;
    assert_eq!(house.count(Method::UpdateSpace), 0, "what was chosen for one space is never sent to another");
    show.is_usable().await;
}

#[tokio::test]
async fn a_value_that_is_not_known_is_shown_and_never_sent_back() {
    let space = json!({ "name": "spaces/abc", "meetingUri": "https://meet.google.com/abc-mnop-xyz", "meetingCode": "abc-mnop-xyz",
        "config": { "accessType": "BY_MOONLIGHT", "entryPointAccess": "ALL", "moderation": "ON",
            "moderationRestrictions": { "chatRestriction": "WHISPER_ONLY" }, "lobbyMusic": "BAROQUE",
            "artifactConfig": { "recordingConfig": { "autoRecordingGeneration": "OFF" } } } });
    let mut recorded = space.clone();
    recorded["config"]["artifactConfig"]["recordingConfig"]["autoRecordingGeneration"] = json!("ON");
    let (first, dir) = (space.clone(), tempfile::tempdir().unwrap());
    let script = Script::start(move |verb, _| (200, if verb == "PATCH" { recorded.clone() } else { first.clone() })).await;
    let mut show = script.open(dir.path(), "Stand-up", &space);
    show.settle().await;
    show.press("2").await;
    show.shows("BY_MOONLIGHT (unknown to this version)");
    show.shows("WHISPER_ONLY (unknown to this version)");
    show.shows("lobbyMusic");
    show.press(TO_RECORDING).await;
    show.press("space").await;
    show.act("enter").await;
    show.shows("Changed Stand-up: recording on");
    let sent: Vec<(String, Value)> = script.writes();
    assert_eq!(sent.len(), 1);
    let (target, body) = &sent[0];
    assert!(target.ends_with("updateMask=config.artifactConfig.recordingConfig.autoRecordingGeneration"), "{target}");
    assert_eq!(body, &json!({ "config": { "artifactConfig": { "recordingConfig": { "autoRecordingGeneration": "ON" } } } }));
    show.shows("BY_MOONLIGHT (unknown to this version)");
}

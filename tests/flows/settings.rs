//! The settings tab: choices are gathered, one change goes out, and what the server says is what is shown.

use greenroom::emulator::{Fault, Method, Refusal, Trouble};
use serde_json::json;

use super::support::{House, Show};

/// The settings of a space of Ana's, with the cursor on the first one.
async fn at_the_settings(house: &House) -> (Show, String) {
    let name = house.space("Stand-up");
    let mut show = house.settled().await;
    show.press("2").await;
    show.shows("Who gets in");
    (show, name)
}

fn config(house: &House, name: &str, path: &str) -> String {
    let config = house.with(|world| world.space(name).unwrap().config());
    config.pointer(path).and_then(|value| value.as_str()).unwrap_or_default().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn several_changes_are_one_patch_with_the_exact_mask() {
    let house = House::new();
    let (mut show, name) = at_the_settings(&house).await;
    let before = config(&house, &name, "/accessType");
    show.press("j j j j j j j j").await;
    show.press("space").await;
    show.shows("off → on");
    show.press("j space").await;
    show.shows("2 changes");
    assert_eq!(house.count(Method::UpdateSpace), 0, "nothing goes out by itself");
    show.act("enter").await;
    show.shows("Changed Stand-up: 2 settings");
    let requests = house.requests(Method::UpdateSpace);
    assert_eq!(requests.len(), 1);
    let mask = "config.artifactConfig.recordingConfig.autoRecordingGeneration,config.artifactConfig.transcriptionConfig.autoTranscriptionGeneration";
    assert!(requests[0].target.replace("%2C", ",").ends_with(&format!("updateMask={mask}")), "{}", requests[0].target);
    let body = json!({ "config": { "artifactConfig": {
        "recordingConfig": { "autoRecordingGeneration": "ON" },
        "transcriptionConfig": { "autoTranscriptionGeneration": "ON" },
    } } });
    assert_eq!(requests[0].body, Some(body));
    assert_eq!(config(&house, &name, "/artifactConfig/recordingConfig/autoRecordingGeneration"), "ON");
    assert_eq!(config(&house, &name, "/accessType"), before);
}

#[tokio::test(flavor = "multi_thread")]
async fn esc_drops_what_was_chosen() {
    let house = House::new();
    let (mut show, _) = at_the_settings(&house).await;
    show.press("space").await;
    show.shows("1 change");
    show.act("esc").await;
    show.shows("nothing was sent");
    show.hides("1 change");
    show.act("ctrl-s").await;
    show.shows("Nothing is changed");
    assert_eq!(house.count(Method::UpdateSpace), 0);
    // The next Esc leaves the pane.
    show.press("esc n").await;
    show.shows("Name the new space");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restriction_brings_moderation_and_turning_it_off_is_told() {
    let house = House::new();
    let (mut show, name) = at_the_settings(&house).await;
    show.press("j j").await;
    if config(&house, &name, "/moderation") == "ON" {
        show.act("space enter").await;
    }
    show.press("j space").await;
    show.shows("Moderation is turned on with it");
    show.act("enter").await;
    assert_eq!(config(&house, &name, "/moderation"), "ON");
    assert_eq!(config(&house, &name, "/moderationRestrictions/chatRestriction"), "HOSTS_ONLY");
    show.press("k space").await;
    show.shows("resets 1 restriction");
    show.act("enter").await;
    assert_eq!(config(&house, &name, "/moderationRestrictions/chatRestriction"), "NO_RESTRICTION");
    show.press("space").await;
    show.shows("chosen again as they were");
    show.act("enter").await;
    assert_eq!(config(&house, &name, "/moderationRestrictions/chatRestriction"), "HOSTS_ONLY");
}

#[tokio::test(flavor = "multi_thread")]
async fn shutting_the_normal_link_asks() {
    let house = House::new();
    let (mut show, name) = at_the_settings(&house).await;
    show.press("j space enter").await;
    show.shows("Shut the normal link of Stand-up?");
    show.act("enter").await;
    assert_eq!(house.count(Method::UpdateSpace), 0, "Enter takes the safe answer");
    show.press("enter").await;
    show.act("y").await;
    assert_eq!(config(&house, &name, "/entryPointAccess"), "CREATOR_APP_ONLY");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_change_is_not_lost() {
    let house = House::new();
    let (mut show, name) = at_the_settings(&house).await;
    house.fault(Fault::new(Trouble::Refuse(Refusal::NotOwner)).on(Method::UpdateSpace).times(1));
    show.press("space").await;
    show.act("enter").await;
    show.shows("The settings of Stand-up were not changed");
    show.shows("1 change");
    let before = config(&house, &name, "/accessType");
    show.act("enter").await;
    assert_ne!(config(&house, &name, "/accessType"), before);
    show.hides("were not changed");
}

#[tokio::test(flavor = "multi_thread")]
async fn never_two_changes_of_one_space_at_once() {
    let house = House::new();
    let (mut show, _) = at_the_settings(&house).await;
    house.fault(Fault::new(Trouble::HangBeforeHeaders).on(Method::UpdateSpace));
    show.press("space enter").await;
    show.until_screen("being changed").await;
    show.press("t").await;
    show.shows("its settings are being changed");
    show.press("j space").await;
    show.shows("wait until it is answered");
    assert_eq!(house.count(Method::UpdateSpace), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_not_the_owner_sees_that_and_nothing_else() {
    let house = House::new();
    let name = house.with(|world| world.create_space_for(super::support::BO, "greenroom")).unwrap();
    house.remember(&name, "Bo's", 3600);
    let mut show = house.settled().await;
    show.press("2").await;
    show.shows("Only the owner sees and changes the settings");
    show.press("space").await;
    show.shows("only the owner");
    show.act("enter").await;
    assert_eq!(house.count(Method::UpdateSpace), 0);
}

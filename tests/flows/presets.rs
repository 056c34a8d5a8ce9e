//! Presets: what one changes is on the screen before one change goes out; settings are kept as one; new spaces begin with one.

use std::path::Path;

use greenroom::config::Settings;
use greenroom::emulator::{Fault, Method, Refusal, Trouble};
use serde_json::json;

use super::support::{ANA, BO, House, Show, Start};

/// The program with this `config.toml`.
async fn with_settings(house: &House, text: &str) -> Show {
    let home = house.dir.path().to_owned();
    std::fs::write(home.join("config.toml"), text).unwrap();
    let presets = Settings::load(&home).unwrap().presets;
    let mut show = house.open_as(&Start { home: Some(home), presets, ..Start::default() });
    show.settle().await;
    show
}

fn file(house: &House) -> String {
    std::fs::read_to_string(Settings::path(house.dir.path())).unwrap()
}

fn config(house: &House, name: &str, path: &str) -> String {
    let config = house.with(|world| world.space(name).unwrap().config());
    config.pointer(path).and_then(|value| value.as_str()).unwrap_or_default().to_owned()
}

fn cohosts(house: &House, name: &str) -> Vec<String> {
    house.with(|world| {
        world.members(name).iter().filter(|member| member.is_cohost()).map(|member| member.email().to_owned()).collect()
    })
}

const STANDUP: &str = r#"
[presets.standup]
access = "open"
recording = "on"
cohosts = ["bo@example.com"]
name = "Stand-up {date}"
"#;

#[tokio::test(flavor = "multi_thread")]
async fn what_it_changes_is_shown_and_goes_out_as_one_patch() {
    let house = House::new();
    let name = house.space("Retro");
    let mut show = with_settings(&house, STANDUP).await;
    show.act("P").await;
    for words in ["Apply a preset to Retro", "restricted → open", "off → on", "+ bo@example.com"] {
        show.shows(words);
    }
    assert_eq!(house.count(Method::UpdateSpace), 0, "nothing goes out before it was seen");
    show.act("enter").await;
    let requests = house.requests(Method::UpdateSpace);
    assert_eq!(requests.len(), 1);
    let mask = "config.accessType,config.artifactConfig.recordingConfig.autoRecordingGeneration";
    assert!(requests[0].target.replace("%2C", ",").ends_with(&format!("updateMask={mask}")), "{}", requests[0].target);
    let recording = json!({ "recordingConfig": { "autoRecordingGeneration": "ON" } });
    assert_eq!(requests[0].body, Some(json!({ "config": { "accessType": "OPEN", "artifactConfig": recording } })));
    assert_eq!(cohosts(&house, &name), [BO]);
    // Once more: it is so already.
    show.act("P").await;
    show.shows("it is so already");
    show.act("enter").await;
    assert!(show.footer().contains("Nothing to change"), "{}", show.footer());
    assert_eq!((house.count(Method::UpdateSpace), house.count(Method::CreateMember)), (1, 1));
    show.press("esc").await;
    show.is_usable().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn left_alone_nothing_is_sent() {
    let house = House::new();
    house.space("Retro");
    let mut show = with_settings(&house, STANDUP).await;
    show.act("P j k esc").await;
    show.hides("Apply a preset");
    assert_eq!((house.count(Method::UpdateSpace), house.count(Method::CreateMember)), (0, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restriction_without_moderation_brings_it() {
    let house = House::new();
    let name = house.space("Retro");
    let mut show = with_settings(&house, "[presets.quiet]\nchat = \"hosts-only\"\n").await;
    assert_eq!(config(&house, &name, "/moderation"), "OFF");
    show.act("P").await;
    show.shows("Moderation is turned on with it");
    show.act("enter").await;
    assert_eq!(config(&house, &name, "/moderation"), "ON");
    assert_eq!(config(&house, &name, "/moderationRestrictions/chatRestriction"), "HOSTS_ONLY");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_policy_that_overrides_a_value_is_told() {
    let house = House::new();
    house.space("Retro");
    house.with(|world| world.set_policy(ANA, "config.accessType", "TRUSTED")).unwrap();
    let mut show = with_settings(&house, STANDUP).await;
    show.act("P enter").await;
    show.tells("Not all of it took in Retro", "access trusted: your administrator may forbid it", "What you see");
}

#[tokio::test(flavor = "multi_thread")]
async fn on_a_small_screen_nothing_goes_out_before_all_of_it_was_seen() {
    let house = House::new();
    let name = house.space("Retro");
    let home = house.dir.path().to_owned();
    std::fs::write(home.join("config.toml"), format!("{STANDUP}chat = \"hosts-only\"\nnotes = \"on\"\n")).unwrap();
    let presets = Settings::load(&home).unwrap().presets;
    let mut show = house.open_as(&Start { home: Some(home), presets, size: (40, 10), ..Start::default() });
    show.settle().await;
    show.act("P").await;
    show.shows("restricted → open");
    let mut seen = show.screen();
    let mut pages = 0;
    while show.screen().contains("Enter more") {
        show.act("enter").await;
        assert_eq!(house.count(Method::UpdateSpace), 0);
        seen.push_str(&show.screen());
        pages += 1;
    }
    assert!(pages > 0);
    for words in ["hosts-only", "off → on", "bo@example.com"] {
        assert!(seen.contains(words), "{words}\n{seen}");
    }
    show.act("enter").await;
    assert_eq!(config(&house, &name, "/moderationRestrictions/chatRestriction"), "HOSTS_ONLY");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_change_stays_chosen_and_its_cohosts_wait_for_it() {
    let house = House::new();
    let name = house.space("Retro");
    let mut show = with_settings(&house, STANDUP).await;
    house.fault(Fault::new(Trouble::Refuse(Refusal::NotOwner)).on(Method::UpdateSpace));
    show.act("P enter").await;
    assert!(show.problem().what.contains("were not changed"), "{:?}", show.problem());
    assert_eq!(house.count(Method::CreateMember), 0);
    house.all_is_well();
    show.act("2 enter").await;
    assert_eq!(config(&house, &name, "/accessType"), "OPEN");
    assert_eq!(cohosts(&house, &name), [BO]);
}

#[tokio::test(flavor = "multi_thread")]
async fn shutting_the_link_is_asked_about() {
    let house = House::new();
    let name = house.space("Retro");
    let mut show = with_settings(&house, "[presets.kiosk]\nentry-points = \"creator-app-only\"\n").await;
    show.act("P enter").await;
    show.shows("Shut the normal link of Retro?");
    show.act("n").await;
    assert_eq!(house.count(Method::UpdateSpace), 0);
    show.act("P enter y").await;
    assert_eq!(config(&house, &name, "/entryPointAccess"), "CREATOR_APP_ONLY");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_member_without_a_role_becomes_a_cohost() {
    let house = House::new();
    let name = house.space("Retro");
    house.with(|world| world.add_member(&name, BO, false)).unwrap();
    let mut show = with_settings(&house, STANDUP).await;
    show.act("P").await;
    show.shows("+ bo@example.com");
    show.act("enter").await;
    assert_eq!(cohosts(&house, &name), [BO]);
    assert_eq!(house.count(Method::CreateMember), 0, "he is there already");
}

#[tokio::test(flavor = "multi_thread")]
async fn read_only_and_others_spaces_have_their_reasons() {
    let house = House::new();
    let name = house.with(|world| world.create_space_for(BO, "greenroom")).unwrap();
    house.remember(&name, "Bo's", 60);
    let mut show = house.settled().await;
    show.act("P").await;
    assert!(show.footer().contains("only the owner"), "{}", show.footer());
    let mut show = house.open_as(&Start { read_only: true, ..Start::default() });
    show.settle().await;
    show.act("P").await;
    assert!(show.footer().contains("read-only"), "{}", show.footer());
}

#[tokio::test(flavor = "multi_thread")]
async fn settings_are_saved_as_a_preset_beside_the_comments() {
    let house = House::new();
    house.space("Retro");
    let mut show = with_settings(&house, "# mine\nmouse = true # yes\n").await;
    show.press("S").await;
    show.shows("Save the settings of Retro as a preset");
    show.type_text("retro").await;
    show.act("enter").await;
    assert!(show.footer().contains("Saved the preset retro"), "{}", show.footer());
    show.hides("Save the settings");
    assert!(
        file(&house).starts_with("# mine\nmouse = true # yes\n\n[presets.retro]\naccess = \"restricted\"\n"),
        "{}",
        file(&house)
    );
    // It is there at once, and changes nothing where it came from.
    show.act("P").await;
    show.shows("retro");
    show.shows("it is so already");
    let requests = house.with(|world| world.requests());
    assert!(requests.iter().all(|request| request.verb == "GET"), "nothing was changed at Google");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_that_exists_asks_and_keeps_its_cohosts() {
    let house = House::new();
    house.space("Retro");
    let mut show = with_settings(&house, STANDUP).await;
    show.press("S").await;
    show.type_text("standup").await;
    show.act("enter").await;
    show.shows("Replace the preset standup?");
    show.shows("Its co-hosts and its pattern for names stay");
    let before = file(&house);
    show.act("n").await;
    assert_eq!(file(&house), before);
    show.shows("standup");
    show.act("enter y").await;
    let after = file(&house);
    assert!(after.contains("access = \"restricted\"") && after.contains("cohosts = [\"bo@example.com\"]"), "{after}");
    assert!(after.contains("name = \"Stand-up {date}\""), "{after}");
    show.hides("Replace the preset");
    show.is_usable().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_that_is_none_is_told_in_its_place() {
    let house = House::new();
    house.space("Retro");
    let mut show = with_settings(&house, "").await;
    show.act("S enter").await;
    show.shows("a preset needs a name");
    assert_eq!(file(&house), "");
    show.type_text("x").await;
    show.hides("a preset needs a name");
}

/// Nothing that could be understood, and nothing that could be written.
#[rstest::rstest]
#[case::broken(|path: &Path| std::fs::write(path, "mous = 1\n").unwrap(), "config.toml:1:1: unknown key mous", "Mend that line")]
#[case::a_folder(
    |path: &Path| { std::fs::remove_file(path).unwrap(); std::fs::create_dir(path).unwrap(); },
    "config.toml: ",
    "writable"
)]
#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_cannot_be_written_is_told_and_nothing_is_lost(
    #[case] spoil: fn(&Path),
    #[case] why: &str,
    #[case] next: &str,
) {
    let house = House::new();
    house.space("Retro");
    let mut show = with_settings(&house, "").await;
    let path = Settings::path(house.dir.path());
    spoil(&path);
    show.press("S").await;
    show.type_text("retro").await;
    show.act("enter").await;
    show.tells("The preset retro was not saved", why, next);
    show.shows("retro");
    // Mended, the same name is sent again.
    if path.is_dir() {
        std::fs::remove_dir(&path).unwrap();
    } else {
        std::fs::write(&path, "").unwrap();
    }
    show.act("enter").await;
    assert!(file(&house).contains("[presets.retro]"));
}

#[tokio::test(flavor = "multi_thread")]
async fn new_spaces_begin_as_the_file_says() {
    let house = House::new();
    let text = format!("{STANDUP}\n[new]\npreset = \"standup\"\ntranscript = \"on\"\n");
    let mut show = with_settings(&house, &text).await;
    show.act("n").await;
    show.shows("> Stand-up 20");
    show.act("enter").await;
    assert_eq!(house.count(Method::CreateSpace), 1);
    let kept = json!({
        "recordingConfig": { "autoRecordingGeneration": "ON" },
        "transcriptionConfig": { "autoTranscriptionGeneration": "ON" },
    });
    let body = json!({ "config": { "accessType": "OPEN", "artifactConfig": kept } });
    assert_eq!(house.requests(Method::CreateSpace)[0].body, Some(body));
    let name = house.with(|world| world.spaces().next().unwrap().name());
    assert_eq!(cohosts(&house, &name), [BO]);
    assert_eq!(show.copied(), [house.link(&name)]);
    assert!(show.cursor().starts_with("Stand-up 20"), "{}", show.cursor());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_space_that_is_made_otherwise_than_asked_is_told() {
    let house = House::new();
    house.with(|world| world.set_policy(ANA, "config.accessType", "TRUSTED")).unwrap();
    let mut show = with_settings(&house, "[new]\naccess = \"open\"\n").await;
    show.act("n esc").await;
    show.tells("Not all of it took", "access trusted: your administrator may forbid it", "What you see");
    assert_eq!((house.count(Method::CreateSpace), show.copied().len()), (1, 1));
}

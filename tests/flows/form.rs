//! `N`: a form from top to bottom, one space, and then its co-hosts.

use std::time::Duration;

use greenroom::emulator::{Fault, Method, Refusal, Trouble};
use serde_json::json;

use super::support::{ANA, BO, House, Show};

const CHI: &str = "chi@example.com";

/// With the form open.
async fn at_the_form(house: &House) -> Show {
    let mut show = house.settled().await;
    show.press("N").await;
    show.shows("New space");
    show
}

fn made(house: &House) -> String {
    house.with(|world| world.spaces().next().unwrap().name())
}

fn cohosts(house: &House, name: &str) -> Vec<String> {
    house.with(|world| {
        world.members(name).iter().filter(|member| member.is_cohost()).map(|member| member.email().to_owned()).collect()
    })
}

/// Down to the list of co-hosts, from the name.
const TO_COHOSTS: &str = "tab tab tab tab tab tab tab tab tab tab tab tab tab";

#[tokio::test(flavor = "multi_thread")]
async fn from_top_to_bottom_by_keyboard() {
    let house = House::new();
    let mut show = at_the_form(&house).await;
    show.type_text("Retro").await;
    // The third preset, then another access.
    show.press("tab space space space tab").await;
    show.shows("training");
    show.press("space").await;
    show.shows("training, changed below");
    show.press("tab tab tab tab tab tab tab tab tab tab tab").await;
    show.paste("Bo <bo@example.com>\nchi@example.com").await;
    show.shows("2 people, added once the space is made");
    show.press("enter").await;
    show.shows("Retro, with 4 settings and 2 co-hosts");
    assert_eq!(house.count(Method::CreateSpace), 0);
    show.act("enter").await;
    assert_eq!(house.count(Method::CreateSpace), 1);
    let config = json!({
        "accessType": "RESTRICTED",
        "moderation": "ON",
        "moderationRestrictions": { "defaultJoinAsViewerType": "ON" },
        "artifactConfig": { "recordingConfig": { "autoRecordingGeneration": "ON" } },
    });
    assert_eq!(house.requests(Method::CreateSpace)[0].body, Some(json!({ "config": config })));
    let name = made(&house);
    assert_eq!(cohosts(&house, &name), [BO, CHI]);
    assert_eq!((show.copied(), show.cursor()), (vec![house.link(&name)], "Retro".to_owned()));
    show.hides("New space");
    show.close();
    assert_eq!(house.store().entry(&name.parse().unwrap()).unwrap().unwrap().label.as_deref(), Some("Retro"));
}

#[tokio::test(flavor = "multi_thread")]
async fn empty_it_is_as_n() {
    let house = House::new();
    let mut show = at_the_form(&house).await;
    show.act("ctrl-s").await;
    assert_eq!(house.requests(Method::CreateSpace)[0].body, Some(json!({})));
    assert_eq!(show.copied(), [house.link(&made(&house))]);
    show.hides("New space");
    show.is_usable().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn however_often_it_is_pressed_one_space_is_made() {
    let house = House::new();
    let mut show = at_the_form(&house).await;
    house.with(|world| world.set_latency(Duration::from_millis(200)));
    show.press("ctrl-s ctrl-s enter ctrl-s").await;
    show.shows("Being made");
    show.settle().await;
    assert_eq!((house.count(Method::CreateSpace), show.copied().len()), (1, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn closed_while_it_is_made_it_is_made_all_the_same() {
    let house = House::new();
    let mut show = at_the_form(&house).await;
    house.with(|world| world.set_latency(Duration::from_millis(200)));
    show.type_text("Retro").await;
    show.press("ctrl-s esc").await;
    show.shows("It is being made");
    show.settle().await;
    assert_eq!((show.rows(), show.copied().len()), (vec!["Retro".to_owned()], 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn esc_makes_nothing_and_says_so_where_something_was_typed() {
    let house = House::new();
    let mut show = at_the_form(&house).await;
    show.press("esc").await;
    assert!(!show.footer().contains("Nothing was made"), "{}", show.footer());
    show.press("N").await;
    show.type_text("Retro").await;
    show.press("esc").await;
    assert!(show.footer().contains("Nothing was made"), "{}", show.footer());
    show.press("N").await;
    show.hides("Retro");
    assert_eq!((house.count(Method::CreateSpace), show.rows().len()), (0, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bad_address_is_named_before_anything_is_made() {
    let house = House::new();
    let mut show = at_the_form(&house).await;
    show.type_text("Retro").await;
    show.press(TO_COHOSTS).await;
    show.type_text("bo@example.com, chi.example.com, bo@").await;
    show.act("ctrl-s").await;
    show.shows("2 of them are no addresses: nothing was made");
    show.shows("chi.example.com: an e-mail address has exactly one @");
    assert_eq!(house.count(Method::CreateSpace), 0);
    // From the name it leads to where it is to be mended.
    show.press("ctrl-u").await;
    show.press("up").await;
    show.act("ctrl-s").await;
    assert_eq!(house.count(Method::CreateSpace), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_made_and_a_cohost_is_refused() {
    let house = House::new();
    let mut show = at_the_form(&house).await;
    show.type_text("Retro").await;
    show.press(TO_COHOSTS).await;
    show.type_text("bo@example.com nobody@nowhere.example chi@example.com").await;
    show.act("ctrl-s").await;
    let name = made(&house);
    assert_eq!(cohosts(&house, &name), [BO, CHI], "the others are added all the same");
    assert_eq!((show.rows(), show.copied()), (vec!["Retro".to_owned()], vec![house.link(&name)]));
    // Its reason stands beside the address, in the tab that is open now.
    let line = show.screen().lines().find(|line| line.contains("nobody@nowhere")).unwrap().to_owned();
    assert!(line.contains("no Google account"), "{line}");
    house.with(|world| {
        world.add_user("nobody@nowhere.example", "Nobody");
    });
    show.act("g enter").await;
    assert_eq!(cohosts(&house, &name).len(), 3, "{}", show.screen());
    assert_eq!(house.count(Method::CreateSpace), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn all_cohosts_are_refused_and_the_space_stays() {
    let house = House::new();
    let mut show = at_the_form(&house).await;
    house.fault(Fault::new(Trouble::Refuse(Refusal::NotOwner)).on(Method::CreateMember));
    show.press(TO_COHOSTS).await;
    show.type_text("bo@example.com chi@example.com").await;
    show.act("ctrl-s").await;
    let name = made(&house);
    assert_eq!(show.copied(), [house.link(&name)]);
    for address in [BO, CHI] {
        show.shows(address);
    }
    assert!(cohosts(&house, &name).is_empty());
    assert_eq!(house.count(Method::CreateSpace), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_leaves_everything_filled_in() {
    let house = House::new();
    let mut show = at_the_form(&house).await;
    house.fault(Fault::new(Trouble::Refuse(Refusal::NotOwner)).on(Method::CreateSpace));
    show.type_text("Retro").await;
    show.press("tab tab space").await;
    show.act("ctrl-s").await;
    show.shows("No space was made");
    show.shows("Retro");
    assert!(show.rows().is_empty(), "nothing is left in the list");
    house.all_is_well();
    show.act("ctrl-s").await;
    assert_eq!(house.count(Method::CreateSpace), 2);
    assert_eq!(house.requests(Method::CreateSpace)[1].body, Some(json!({ "config": { "accessType": "OPEN" } })));
    assert_eq!(show.rows(), ["Retro"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_answer_is_told_and_never_repeated() {
    let house = House::new();
    let mut show = at_the_form(&house).await;
    house.fault(Fault::new(Trouble::Reset).on(Method::CreateSpace).after_processing());
    show.type_text("Retro").await;
    show.press(TO_COHOSTS).await;
    show.type_text("bo@example.com").await;
    show.act("ctrl-s").await;
    show.tells("not known whether a space was made", "whether it was done is unknown", "cannot be found");
    show.hides("New space");
    assert!(show.line("Retro").contains("not made"), "{}", show.screen());
    assert_eq!((house.count(Method::CreateSpace), house.count(Method::CreateMember)), (1, 0));
    show.act("ctrl-s enter").await;
    assert_eq!(house.count(Method::CreateSpace), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_made_otherwise_is_told() {
    let house = House::new();
    house.with(|world| world.set_policy(ANA, "config.moderation", "OFF")).unwrap();
    let mut show = at_the_form(&house).await;
    show.press("tab tab tab tab space space").await;
    show.act("ctrl-s").await;
    show.tells("Not all of it took", "moderation off: your administrator may forbid it", "What you see");
    assert_eq!(show.copied().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_eleventh_in_a_minute_is_not_even_asked_for() {
    let house = House::new();
    let mut show = house.settled().await;
    for _ in 0..10 {
        show.act("N ctrl-s").await;
    }
    show.act("N").await;
    assert!(show.footer().contains("10 new spaces a minute"), "{}", show.footer());
    assert_eq!(house.count(Method::CreateSpace), 10);
}

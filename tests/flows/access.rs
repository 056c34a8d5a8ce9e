//! `t`: the choice shows at once, one change is sent, and what the server says is what is shown.

use greenroom::emulator::{Fault, Method, Refusal, Request, Trouble, World};
use serde_json::json;
use std::time::Duration;

use super::support::{House, Script, Show};

async fn first_change(house: &House, show: &mut Show) {
    show.until("the change is on its way", |_| house.count(Method::UpdateSpace) == 1).await;
}

fn value(request: &Request) -> &str {
    request.body.as_ref().unwrap()["config"]["accessType"].as_str().unwrap()
}

#[tokio::test]
async fn one_press_is_one_change_with_an_exact_mask() {
    let house = House::new();
    let name = house.space("Stand-up");
    let mut show = house.settled().await;
    assert!(show.line("Stand-up").contains("restricted"));
    show.press("t").await;
    assert!(show.line("Stand-up").contains("open"), "the choice shows at once: {}", show.screen());
    assert_eq!(house.count(Method::UpdateSpace), 0, "and is sent when the keys rest");
    show.settle().await;
    let changes = house.requests(Method::UpdateSpace);
    assert_eq!(changes.len(), 1);
    let (path, query) = changes[0].target.split_once('?').unwrap();
    assert_eq!((changes[0].verb.as_str(), path), ("PATCH", format!("/v2/{name}").as_str()));
    let masks: Vec<_> = query.split('&').filter(|pair| pair.starts_with("updateMask")).collect();
    assert_eq!(masks, ["updateMask=config.accessType"]);
    assert_eq!(changes[0].body, Some(json!({ "config": { "accessType": "OPEN" } })));
    assert_eq!(house.access(&name), "OPEN");
    assert!(show.footer().contains("open now"), "{}", show.footer());
    show.close();
    assert_eq!(house.store().entry(&name.parse().unwrap()).unwrap().unwrap().access.unwrap().as_str(), "OPEN");
}

#[tokio::test]
async fn three_presses_are_one_change() {
    let house = House::new();
    let name = house.space("Stand-up");
    house.with(|world| world.configure(&name, &json!({ "accessType": "OPEN" })).unwrap());
    let mut show = house.settled().await;
    show.press("t t").await;
    assert!(show.line("Stand-up").contains("restricted"));
    show.settle().await;
    let changes = house.requests(Method::UpdateSpace);
    assert_eq!(changes.iter().map(value).collect::<Vec<_>>(), ["RESTRICTED"]);
    show.press("t t t").await;
    show.settle().await;
    assert!(house.count(Method::UpdateSpace) <= 2, "all the way round is one change at the most");
    assert_eq!(house.access(&name), "RESTRICTED");
}

#[tokio::test]
async fn two_changes_of_one_space_are_never_under_way_at_once() {
    let house = House::new();
    let name = house.space("Stand-up");
    let mut show = house.settled().await;
    let latency = Duration::from_millis(1500);
    house.with(|world| world.set_latency(latency));
    show.press("t").await;
    first_change(&house, &mut show).await;
    show.press("t").await;
    assert!(show.line("Stand-up").contains("trusted"), "{}", show.screen());
    show.settle().await;
    let changes = house.requests(Method::UpdateSpace);
    assert_eq!(changes.iter().map(value).collect::<Vec<_>>(), ["OPEN", "TRUSTED"]);
    let apart = Duration::try_from(changes[1].time.duration_since(changes[0].time)).unwrap();
    assert!(apart >= latency, "the second one left before the first was answered: {apart:?}");
    assert_eq!(house.access(&name), "TRUSTED");
    assert!(show.line("Stand-up").contains("trusted"));
}

#[tokio::test]
async fn a_refused_change_shows_the_old_value_with_the_reason() {
    let house = House::new();
    house.space("Stand-up");
    let mut show = house.settled().await;
    house.fault(Fault::new(Trouble::Refuse(Refusal::NotOwner)).on(Method::UpdateSpace));
    show.press("t").await;
    assert!(show.line("Stand-up").contains("open"));
    show.settle().await;
    assert!(show.line("Stand-up").contains("restricted"), "{}", show.screen());
    show.tells("Stand-up did not become open", "you are not the owner", "owner");
    show.shows("did not become open");
    house.all_is_well();
    show.act("t").await;
    assert!(show.line("Stand-up").contains("open"), "and it can be tried again");
    show.hides("did not become");
}

#[tokio::test]
async fn a_server_that_keeps_another_value_is_believed_and_told_of() {
    let space = json!({ "name": "spaces/abc", "meetingUri": "https://meet.google.com/abc-mnop-xyz",
        "meetingCode": "abc-mnop-xyz", "config": { "accessType": "RESTRICTED" } });
    let mut other = space.clone();
    other["config"]["accessType"] = json!("TRUSTED");
    let (first, dir) = (space.clone(), tempfile::tempdir().unwrap());
    let script = Script::start(move |verb, _| (200, if verb == "PATCH" { other.clone() } else { first.clone() })).await;
    let mut show = script.open(dir.path(), "Stand-up", &space);
    show.settle().await;
    show.act("t").await;
    assert!(show.line("Stand-up").contains("trusted"), "{}", show.screen());
    show.tells("did not become open", "says trusted", "administrator");
    assert_eq!(script.seen().iter().filter(|seen| seen.starts_with("PATCH")).count(), 1);
}

#[tokio::test]
async fn a_read_that_was_on_its_way_does_not_bring_the_old_value_back() {
    let house = House::new();
    let name = house.space("Stand-up");
    let mut show = house.settled().await;
    house.with(World::clear_requests);
    // The read was answered by the server before the change, and arrives after it.
    house.fault(Fault::new(Trouble::Slow(Duration::from_millis(2500))).on(Method::GetSpace).times(1));
    show.press("r").await;
    show.until("the read is there", |_| house.count(Method::GetSpace) == 1).await;
    show.press("t").await;
    show.settle().await;
    assert_eq!(house.access(&name), "OPEN");
    assert!(show.line("Stand-up").contains("open"), "{}", show.screen());
}

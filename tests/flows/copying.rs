//! Links, codes and numbers: what comes into the clipboard and the browser, and what never does.

use greenroom::emulator::{Fault, Method, Trouble};
use std::time::Duration;

use super::support::{BO, DAY, House, link};

/// A space in the list whose code, learnt two days ago, belongs to Bo's space by now.
fn moved(house: &House) -> (String, String) {
    let name = house.space_learnt("Stand-up", 2 * DAY);
    let old = house.code(&name);
    house.with(|world| {
        let thief = world.create_space_for(BO, "greenroom").unwrap();
        world.give_code(&old, &thief).unwrap();
    });
    (name, old)
}

#[tokio::test]
async fn y_copies_the_link() {
    let house = House::new();
    let name = house.space("Stand-up");
    let mut show = house.settled().await;
    house.with(greenroom::emulator::World::clear_requests);
    show.act("y").await;
    assert_eq!(show.copied(), [house.link(&name)]);
    assert!(show.footer().contains("the link of Stand-up"), "{}", show.footer());
    assert_eq!(house.with(|world| world.count_all()), 0, "a fresh link needs no request");
}

#[tokio::test]
async fn the_menu_copies_each_thing() {
    let house = House::new();
    let name = house.space("Stand-up");
    let (code, url) = (house.code(&name), house.link(&name));
    let mut show = house.settled().await;
    for (key, expected) in [("l", url.clone()), ("c", code.clone()), ("n", name.clone())] {
        show.act("Y").await;
        show.act(key).await;
        assert_eq!(show.copied().last(), Some(&expected), "{key}");
    }
    show.act("Y").await;
    show.act("i").await;
    let invitation = show.copied().last().cloned().unwrap();
    for part in ["Stand-up", &url, "PIN", &format!("https://meet.google.com/tel/{code}"), "sip"] {
        assert!(invitation.to_lowercase().contains(&part.to_lowercase()), "no {part} in {invitation}");
    }
    show.act("Y").await;
    show.act("1").await;
    let dial = show.copied().last().cloned().unwrap();
    assert!(dial.starts_with('+') && dial.contains("PIN"), "{dial}");
    show.act("Y").await;
    show.act("s").await;
    let sip = show.copied().last().cloned().unwrap();
    assert!(sip.contains('@') && sip.contains("code"), "{sip}");
    show.act("Y").await;
    show.act("J").await;
    let json: serde_json::Value = serde_json::from_str(show.copied().last().unwrap()).unwrap();
    assert_eq!(json["name"], name);
    assert!(json["phoneAccess"].is_array() && json["config"]["accessType"] == "RESTRICTED");
    let before = show.copied().len();
    show.act("Y").await;
    show.act("esc").await;
    assert_eq!(show.copied().len(), before);
}

#[tokio::test]
async fn in_the_details_y_copies_that_row() {
    let house = House::new();
    let name = house.space("Stand-up");
    let mut show = house.settled().await;
    show.act("tab").await;
    show.act("y").await;
    show.act("j").await;
    show.act("y").await;
    assert_eq!(show.copied(), [house.link(&name), house.code(&name)]);
    let mut texts = Vec::new();
    for _ in 0..30 {
        show.act("j").await;
        show.act("y").await;
        texts.push(show.copied().last().cloned().unwrap());
    }
    for part in ["PIN", "sip:", "/tel/", "RESTRICTED", "hosts", &name] {
        let part = if part == "hosts" { "everyone" } else { part };
        assert!(texts.iter().any(|text| text.to_lowercase().contains(&part.to_lowercase())), "no {part} in {texts:?}");
    }
    assert_eq!(texts.last(), Some(&name), "the last line stays the last");
}

#[tokio::test]
async fn a_link_learnt_long_ago_is_fetched_before_it_is_copied() {
    let house = House::new();
    let (name, old) = moved(&house);
    let mut show = house.open();
    show.press("y").await;
    assert!(show.footer().contains("Fetching the link first"), "{}", show.footer());
    assert!(show.copied().is_empty());
    show.settle().await;
    assert_eq!(show.copied(), [house.link(&name)]);
    assert_ne!(house.link(&name), link(&old));
}

#[tokio::test]
async fn whatever_holds_an_old_link_is_fetched_before_it_is_copied() {
    // Menu entries, and lines of the details.
    for keys in ["Y l", "Y c", "Y i", "Y J", "tab y", "tab j y", "v y"] {
        let house = House::new();
        let (name, old) = moved(&house);
        house.fault(Fault::new(Trouble::Slow(Duration::from_millis(300))).on(Method::GetSpace));
        let mut show = house.open();
        show.press(keys).await;
        assert!(show.copied().is_empty(), "{keys}: {:?}", show.copied());
        show.settle().await;
        let copied = show.copied();
        assert_eq!(copied.len(), 1, "{keys}");
        assert!(!copied[0].contains(&old), "{keys} handed the old code on: {}", copied[0]);
        assert!(copied[0].contains(&house.code(&name)), "{keys}: {}", copied[0]);
    }
}

#[tokio::test]
async fn an_old_link_that_cannot_be_checked_is_not_handed_on() {
    let house = House::new();
    moved(&house);
    house.fault(Fault::new(Trouble::Refuse(greenroom::emulator::Refusal::Masked)));
    for key in ["y", "o"] {
        let mut show = house.open();
        show.act(key).await;
        assert!(show.footer().contains("could not be checked"), "{}", show.footer());
        assert!(show.copied().is_empty() && show.opened().is_empty());
        show.tells("Could not ask about Stand-up", "another OAuth client", "letter by letter");
        show.is_usable().await;
    }
}

#[tokio::test]
async fn o_opens_it_as_the_account() {
    let house = House::new();
    let (name, _) = moved(&house);
    let mut show = house.open();
    show.press("o").await;
    show.settle().await;
    assert_eq!(show.opened(), [format!("{}?authuser=ana%40example.com", house.link(&name))]);
    assert!(show.footer().contains("as ana@example.com"), "{}", show.footer());
}

#[tokio::test]
async fn v_shows_the_link_in_full_with_its_code_and_warns_of_an_old_one() {
    let house = House::new();
    let name = house.space("Stand-up");
    let mut show = house.settled().await;
    show.press("v").await;
    show.shows(&house.link(&name));
    let blocks = show.screen().matches(['█', '▀', '▄']).count();
    assert!(blocks > 100, "no QR code on\n{}", show.screen());
    show.press("esc").await;

    let house = House::new();
    let (name, old) = moved(&house);
    house.fault(Fault::new(Trouble::Slow(Duration::from_millis(300))).on(Method::GetSpace));
    let mut show = house.open();
    show.press("v").await;
    show.shows(&link(&old));
    show.shows("may belong to another space");
    show.settle().await;
    show.shows(&house.link(&name));
    show.hides("may belong to another space");
    show.hides(&link(&old));
}

#[tokio::test]
async fn what_was_used_last_stands_first_and_the_cursor_stays_on_it() {
    let house = House::new();
    house.space("Retro");
    let name = house.space("Stand-up");
    house.space("Planning");
    let mut show = house.settled().await;
    show.go_to("Retro").await;
    show.act("y").await;
    assert_eq!(show.rows(), ["Retro", "Planning", "Stand-up"]);
    assert_eq!(show.cursor(), "Retro");
    show.close();
    let seen = |name: &str| house.store().entry(&name.parse().unwrap()).unwrap().unwrap().last_seen;
    assert!(house.store().first(1).unwrap()[0].last_seen > seen(&name));
}

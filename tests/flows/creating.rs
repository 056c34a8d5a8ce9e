//! `n`: one key press, one request, one link in the clipboard.

use greenroom::emulator::{Fault, Method, Trouble};
use std::time::Duration;

use super::support::{House, Show};

fn made(house: &House) -> String {
    house.with(|world| world.spaces().next().unwrap().name())
}

async fn asked(house: &House, show: &mut Show) {
    show.until("the request is there", |_| house.count(Method::CreateSpace) == 1).await;
}

#[tokio::test]
async fn named_after_the_answer() {
    let house = House::new();
    let mut show = house.settled().await;
    show.act("n").await;
    let name = made(&house);
    show.shows("Name the new space");
    assert_eq!(show.copied(), [house.link(&name)]);
    assert!(show.footer().contains("terminal's clipboard"), "what is said is what happened: {}", show.footer());
    show.type_text("Stand-up").await;
    show.act("enter").await;
    assert_eq!((show.rows(), show.cursor()), (vec!["Stand-up".to_owned()], "Stand-up".to_owned()));
    assert_eq!(show.copied(), [house.link(&name)], "exactly once");
    assert_eq!(house.count(Method::CreateSpace), 1);
    assert!(show.close().is_empty());
    let entry = house.store().entry(&name.parse().unwrap()).unwrap().unwrap();
    assert_eq!(entry.label.as_deref(), Some("Stand-up"));
    assert!(entry.created.is_some() && entry.learnt.is_some());
}

#[tokio::test]
async fn named_before_the_answer() {
    let house = House::new();
    let mut show = house.settled().await;
    house.with(|world| world.set_latency(Duration::from_millis(300)));
    show.press("n").await;
    asked(&house, &mut show).await;
    show.type_text("Stand-up").await;
    show.press("enter").await;
    show.hides("Name the new space");
    assert!(show.line("Stand-up").contains("creating"), "{}", show.screen());
    assert!(show.copied().is_empty());
    show.settle().await;
    let name = made(&house);
    assert_eq!(show.copied(), [house.link(&name)]);
    assert!(show.footer().contains("Stand-up"), "{}", show.footer());
    show.close();
    assert_eq!(house.store().entry(&name.parse().unwrap()).unwrap().unwrap().label.as_deref(), Some("Stand-up"));
}

#[tokio::test]
async fn typing_goes_on_while_the_answer_comes() {
    let house = House::new();
    let mut show = house.settled().await;
    house.with(|world| world.set_latency(Duration::from_millis(100)));
    show.press("n").await;
    show.type_text("Stand").await;
    show.settle().await;
    show.type_text("-up").await;
    show.act("enter").await;
    assert_eq!(show.rows(), ["Stand-up"]);
    assert_eq!(show.copied().len(), 1);
}

#[tokio::test]
async fn left_unnamed_with_escape() {
    let house = House::new();
    let mut show = house.settled().await;
    show.press("n esc").await;
    show.settle().await;
    let name = made(&house);
    assert_eq!(show.rows(), [house.code(&name)]);
    assert_eq!(show.copied(), [house.link(&name)]);
    show.close();
    assert_eq!(house.store().entry(&name.parse().unwrap()).unwrap().unwrap().label, None);
}

#[tokio::test]
async fn the_name_keeps_nothing_but_text() {
    let house = House::new();
    let mut show = house.settled().await;
    show.act("n").await;
    show.paste("a\x1b[31mb\u{202e}c\r\nd").await;
    show.act("enter").await;
    assert_eq!(show.rows(), ["abc d"]);
}

#[tokio::test]
async fn a_new_space_is_seen_even_with_a_filter() {
    let house = House::new();
    house.space("Retro");
    let mut show = house.settled().await;
    show.press("/ r e t enter").await;
    show.act("n").await;
    show.type_text("Stand-up").await;
    show.act("enter").await;
    assert_eq!(show.cursor(), "Stand-up");
    assert_eq!(show.rows().len(), 2, "the filter is gone");
}

#[tokio::test]
async fn the_eleventh_in_a_minute_is_not_even_asked_for() {
    let house = House::new();
    let mut show = house.settled().await;
    for _ in 0..10 {
        show.act("n").await;
        show.press("esc").await;
    }
    show.act("n").await;
    assert!(show.footer().contains("10 new spaces a minute"), "{}", show.footer());
    assert_eq!(house.count(Method::CreateSpace), 10);
    assert_eq!((show.rows().len(), show.copied().len()), (10, 10));
}

#[tokio::test]
async fn a_lost_answer_is_told_and_never_repeated() {
    let house = House::new();
    let mut show = house.settled().await;
    house.fault(Fault::new(Trouble::Reset).on(Method::CreateSpace).after_processing());
    show.act("n").await;
    assert_eq!(house.count(Method::CreateSpace), 1);
    assert_eq!(house.with(|world| world.spaces().count()), 1, "it was made, but nobody knows");
    show.tells("not known whether a space was made", "whether it was done is unknown", "cannot be found");
    show.hides("Name the new space");
    assert!(show.copied().is_empty());
    let row = show.line("not made");
    assert!(row.contains('×'), "{row}");
    show.shows("It is not known whether a space was made");
    for key in ["y", "t", "e", "o", "Y", "v", "p", "r"] {
        show.act(key).await;
        assert!(show.footer().contains("it was not made"), "{key}: {}", show.footer());
    }
    show.act("d").await;
    assert!(show.rows().is_empty());
    assert_eq!(house.count(Method::CreateSpace), 1);
    house.all_is_well();
    show.act("n").await;
    assert_eq!((house.count(Method::CreateSpace), show.copied().len()), (2, 1));
}

#[tokio::test]
async fn a_name_typed_for_a_space_that_was_not_made_is_not_lost_from_sight() {
    let house = House::new();
    let mut show = house.settled().await;
    house.with(|world| world.set_latency(Duration::from_millis(200)));
    house.fault(Fault::new(Trouble::Refuse(greenroom::emulator::Refusal::Internal)));
    show.press("n").await;
    asked(&house, &mut show).await;
    show.type_text("Stand-up").await;
    show.act("enter").await;
    assert!(show.line("Stand-up").contains("not made"), "{}", show.screen());
    assert_eq!(house.count(Method::CreateSpace), 1, "a 500 may have made it: never again by itself");
}

//! Two programs with one list.

use crossterm::event::Event;

use super::support::{House, Show};

async fn looks(show: &mut Show) {
    show.event(Event::FocusGained).await;
    show.settle().await;
}

#[tokio::test]
async fn each_sees_what_the_other_made_when_it_is_looked_at() {
    let house = House::new();
    house.space("Retro");
    let (mut one, mut other) = (house.settled().await, house.settled().await);
    one.act("n").await;
    one.type_text("Stand-up").await;
    one.act("enter").await;
    assert_eq!(other.rows(), ["Retro"]);
    looks(&mut other).await;
    assert_eq!(other.rows(), ["Stand-up", "Retro"]);
    assert_eq!(other.cursor(), "Retro", "the cursor stays");
    other.act("R").await;
    other.type_text("!").await;
    other.act("enter").await;
    looks(&mut one).await;
    assert!(one.rows().contains(&"Retro!".to_owned()), "{:?}", one.rows());
    other.act("p").await;
    one.act("ctrl-r").await;
    assert_eq!(one.rows(), ["Retro!", "Stand-up"]);
    assert!(one.close().is_empty() && other.close().is_empty());
    assert_eq!(house.store().len().unwrap(), 2);
}

#[tokio::test]
async fn what_one_forgot_the_other_does_not_bring_back() {
    let house = House::new();
    let name = house.space("Stand-up");
    house.space("Retro");
    let (mut one, mut other) = (house.settled().await, house.settled().await);
    one.go_to("Stand-up").await;
    one.act("d").await;
    one.act("y").await;
    other.go_to("Stand-up").await;
    other.act("r").await;
    other.act("y").await;
    other.act("t").await;
    other.act("p").await;
    one.close();
    other.close();
    assert!(house.store().entry(&name.parse().unwrap()).unwrap().is_none());
    assert_eq!(house.settled().await.rows(), ["Retro"]);
}

#[tokio::test]
async fn what_one_forgot_leaves_the_other_ones_list_when_it_is_looked_at() {
    let house = House::new();
    house.space("Stand-up");
    house.space("Retro");
    let (mut one, mut other) = (house.settled().await, house.settled().await);
    one.go_to("Stand-up").await;
    one.act("d").await;
    one.act("y").await;
    looks(&mut other).await;
    assert_eq!(other.rows(), ["Retro"]);
}

#[tokio::test]
async fn both_write_at_once_and_nothing_is_lost() {
    let house = House::new();
    let (mut one, mut other) = (house.settled().await, house.settled().await);
    for _ in 0..5 {
        one.press("n esc").await;
        other.press("n esc").await;
    }
    one.settle().await;
    other.settle().await;
    assert!(one.close().is_empty() && other.close().is_empty());
    assert_eq!(house.store().len().unwrap(), 10);
}

//! Rename, pin, forget, undo, filter, refresh: the person's own order.

use std::time::Duration;

use greenroom::emulator::{Fault, Method, Trouble, World};

use super::support::House;

async fn three() -> (House, super::support::Show, [String; 3]) {
    let house = House::new();
    let names = ["Retro", "Stand-up", "Planning"].map(|label| house.space(label));
    let show = house.settled().await;
    (house, show, names)
}

#[tokio::test]
async fn renamed_and_undone() {
    let (house, mut show, [_, standup, _]) = three().await;
    show.go_to("Stand-up").await;
    show.press("R").await;
    show.type_text(" 🐦").await;
    show.act("enter").await;
    assert_eq!(show.cursor(), "Stand-up 🐦");
    show.act("u").await;
    assert_eq!(show.cursor(), "Stand-up");
    show.press("R ctrl-u").await;
    show.act("enter").await;
    assert_eq!(show.cursor(), house.code(&standup), "without a name it is called by its code");
    show.press("R esc").await;
    show.close();
    assert_eq!(house.store().entry(&standup.parse().unwrap()).unwrap().unwrap().label, None);
    assert_eq!(house.count(Method::UpdateSpace), 0, "Google has no name to change");
}

#[tokio::test]
async fn pinned_to_the_top_and_back_with_the_cursor_on_it() {
    let (house, mut show, [retro, ..]) = three().await;
    show.go_to("Retro").await;
    show.act("p").await;
    assert_eq!((show.rows(), show.cursor().as_str()), (["Retro", "Planning", "Stand-up"].map(String::from).into(), "Retro"));
    let stored = |house: &House| house.store().entry(&retro.parse().unwrap()).unwrap().unwrap().pinned;
    assert!(stored(&house));
    show.act("p").await;
    assert_eq!(show.rows(), ["Planning", "Stand-up", "Retro"]);
    assert!(!stored(&house));
}

#[tokio::test]
async fn forgotten_when_confirmed_and_brought_back_whole() {
    let (house, mut show, [_, standup, _]) = three().await;
    let name = standup.parse().unwrap();
    let before = house.store().entry(&name).unwrap().unwrap();
    show.go_to("Stand-up").await;
    show.press("d").await;
    show.shows("Forget Stand-up?");
    show.act("enter").await;
    assert_eq!(show.rows().len(), 3, "Enter takes the safe answer");
    show.act("d").await;
    show.act("y").await;
    assert_eq!(show.rows(), ["Planning", "Retro"]);
    assert_eq!(show.cursor(), "Retro", "the row that took its place");
    assert!(house.store().entry(&name).unwrap().is_none());
    assert!(house.with(|world| world.space(&standup).is_some()), "the space lives on");
    show.act("u").await;
    assert_eq!(show.rows(), ["Planning", "Stand-up", "Retro"]);
    assert_eq!(show.cursor(), "Stand-up");
    let after = house.store().entry(&name).unwrap().unwrap();
    assert_eq!((before.label, before.created, before.last_seen), (after.label, after.created, after.last_seen));
    assert!(house.store().facts(&name).unwrap().is_some());
    show.act("u").await;
    assert!(show.footer().contains("nothing was forgotten"), "{}", show.footer());
}

#[tokio::test]
async fn a_forgotten_space_does_not_come_back_by_a_late_answer() {
    let (house, mut show, [_, standup, _]) = three().await;
    show.go_to("Stand-up").await;
    show.settle().await;
    house.with(World::clear_requests);
    house.fault(Fault::new(Trouble::Slow(Duration::from_millis(800))).on(Method::GetSpace));
    show.press("r").await;
    show.until("the read is there", |_| house.count(Method::GetSpace) == 1).await;
    show.press("d y").await;
    show.settle().await;
    assert_eq!(show.rows(), ["Planning", "Retro"]);
    show.close();
    assert!(house.store().entry(&standup.parse().unwrap()).unwrap().is_none());
    assert_eq!(house.store().len().unwrap(), 2);
}

#[tokio::test]
async fn a_space_forgotten_during_the_sweep_stays_forgotten() {
    let house = House::new();
    for number in 0..30 {
        house.space(&format!("Room {number}"));
    }
    house.with(|world| world.set_latency(Duration::from_millis(60)));
    let mut show = house.open();
    show.until("the sweep runs", |_| house.count(Method::GetSpace) >= 4).await;
    show.press("j d y").await;
    let gone = "Room 28";
    show.settle().await;
    assert!(!show.rows().contains(&gone.to_owned()), "{:?}", show.rows());
    assert_eq!(show.rows().len(), 29);
    show.close();
    assert_eq!(house.store().len().unwrap(), 29);
}

#[tokio::test]
async fn undo_during_a_late_answer_shows_the_fresh_facts() {
    let (house, mut show, [_, standup, _]) = three().await;
    show.go_to("Stand-up").await;
    show.settle().await;
    house.with(|world| world.configure(&standup, &serde_json::json!({ "accessType": "OPEN" }))).unwrap();
    show.act("d").await;
    show.act("y").await;
    show.act("u").await;
    show.act("r").await;
    assert!(show.line("Stand-up").contains("open"), "{}", show.screen());
}

#[tokio::test]
async fn the_filter_narrows_as_one_types_and_enter_keeps_it() {
    let (_house, mut show, _) = three().await;
    show.go_to("Stand-up").await;
    show.press("/").await;
    show.type_text("retro").await;
    assert_eq!((show.rows(), show.cursor().as_str()), (vec!["Retro".to_owned()], "Retro"));
    show.shows("1 of 3");
    show.press("enter j").await;
    assert_eq!((show.rows().len(), show.cursor().as_str()), (1, "Retro"));
    show.press("esc").await;
    assert_eq!((show.rows().len(), show.cursor().as_str()), (3, "Retro"), "the cursor stays on its row");
}

#[tokio::test]
async fn a_filter_with_no_match_says_so_and_escape_leads_out() {
    let (_house, mut show, _) = three().await;
    show.go_to("Stand-up").await;
    show.press("/").await;
    show.type_text("zzzz").await;
    show.shows("Nothing matches");
    assert_eq!(show.cursor(), "");
    show.press("enter").await;
    for key in ["y", "t", "e", "d", "v", "Y"] {
        show.press(key).await;
        assert!(show.footer().contains("no space is under the cursor"), "{key}: {}", show.footer());
    }
    show.press("esc").await;
    assert_eq!(show.rows().len(), 3);
    assert_ne!(show.cursor(), "");
    show.is_usable().await;
}

#[tokio::test]
async fn the_filter_finds_by_code_and_access_too() {
    let (house, mut show, [_, standup, _]) = three().await;
    house.with(|world| world.configure(&standup, &serde_json::json!({ "accessType": "TRUSTED" }))).unwrap();
    show.go_to("Stand-up").await;
    show.act("r").await;
    let code = house.code(&standup);
    for query in ["trusted", &code] {
        show.press("/").await;
        show.type_text(query).await;
        assert_eq!(show.cursor(), "Stand-up", "{query}");
        show.press("esc").await;
    }
}

#[tokio::test]
async fn r_asks_about_one_and_ctrl_r_about_all() {
    let (house, mut show, [_, standup, _]) = three().await;
    show.go_to("Stand-up").await;
    show.settle().await;
    house.with(World::clear_requests);
    show.act("r").await;
    let asked = house.requests(Method::GetSpace);
    assert_eq!(asked.len(), 1, "whatever its age");
    assert!(asked[0].target.contains(&standup), "{}", asked[0].target);
    show.act("ctrl-r").await;
    assert!(show.footer().contains("half a minute") || house.count(Method::GetSpace) > 1, "{}", show.footer());
}

#[tokio::test]
async fn r_pressed_again_and_again_is_one_request_at_a_time() {
    let (house, mut show, _) = three().await;
    house.with(World::clear_requests);
    house.with(|world| world.set_latency(Duration::from_millis(300)));
    show.press("r r r r r").await;
    show.settle().await;
    assert_eq!(house.count(Method::GetSpace), 1);
}

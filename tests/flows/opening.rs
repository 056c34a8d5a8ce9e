//! What stands on the screen before and after the first answers.

use greenroom::emulator::{Fault, Method, Trouble};

use super::support::{ANA, BO, DAY, HOUR, House, Start};

#[tokio::test]
async fn the_known_list_is_there_before_any_answer() {
    let house = House::new();
    house.space("Retro");
    house.space("Stand-up");
    house.fault(Fault::new(Trouble::HangBeforeHeaders));
    let mut show = house.open();
    assert!(show.first_frame.contains("Retro") && show.first_frame.contains("Stand-up"), "{}", show.first_frame);
    show.until("a request", |_| house.count(Method::GetSpace) > 0).await;
    assert_eq!(show.rows(), ["Stand-up", "Retro"]);
    show.shows(&house.link(&house.requests(Method::GetSpace)[0].target.replace("/v2/", "")));
    show.is_usable().await;
}

#[tokio::test]
async fn what_is_visible_is_refreshed_and_stored() {
    let house = House::new();
    let retro = house.space("Retro");
    let standup = house.space("Stand-up");
    house.with(|world| world.configure(&retro, &serde_json::json!({ "accessType": "OPEN" })).unwrap());
    house.join(&standup, &[BO, "A guest"]);
    let show = house.settled().await;
    assert!(show.line("Retro").contains("open"), "{}", show.screen());
    show.shows("2 people");
    show.shows("1 live");
    show.close();
    let entry = house.store().entry(&retro.parse().unwrap()).unwrap().unwrap();
    assert_eq!(entry.access.unwrap().as_str(), "OPEN");
}

#[tokio::test]
async fn an_order_that_changes_does_not_move_the_cursor_off_its_row() {
    let house = House::new();
    let retro = house.space("Retro");
    house.space("Stand-up");
    house.space("Planning");
    let mut show = house.open();
    show.go_to("Stand-up").await;
    house.join(&retro, &[ANA]);
    show.settle().await;
    assert_eq!(show.rows(), ["Retro", "Planning", "Stand-up"], "what is live comes first");
    assert_eq!(show.cursor(), "Stand-up");
}

#[tokio::test]
async fn an_empty_list_says_how_to_begin() {
    let house = House::new();
    let mut show = house.settled().await;
    show.shows("No spaces yet");
    assert_eq!(house.with(|world| world.count_all()), 0, "there is nothing to ask");
    show.is_usable().await;
}

#[tokio::test]
async fn signed_out_the_list_stays_usable_and_nothing_is_sent() {
    let house = House::new();
    let fresh = house.space_learnt("Fresh", HOUR);
    house.space_learnt("Old", 3 * DAY);
    let mut show = house.open_as(&Start { signed_in: false, account: None, ..Start::default() });
    show.settle().await;
    show.shows("not signed in");
    show.go_to("Fresh").await;
    show.act("y").await;
    assert_eq!(show.copied(), [house.link(&fresh)]);
    show.go_to("Old").await;
    show.act("y").await;
    show.tells("not handed on", "cannot be checked", "GREENROOM_ACCESS_TOKEN");
    assert_eq!(show.copied().len(), 1, "an old link is not handed on unchecked");
    for key in ["n", "L", "r", "ctrl-r", "t"] {
        show.act(key).await;
        assert!(show.footer().contains("not signed in"), "{key}: {}", show.footer());
    }
    show.act("p").await;
    assert_eq!(show.rows()[0], "Old", "what is only greenroom's own works");
    assert_eq!(house.with(|world| world.count_all()), 0);
    show.is_usable().await;
}

#[tokio::test]
async fn a_space_of_somebody_else_shows_what_is_not_visible() {
    let house = House::new();
    let name = house.with(|world| world.create_space_for(BO, "greenroom")).unwrap();
    house.remember(&name, "Bo's room", HOUR);
    let mut show = house.settled().await;
    show.shows("not visible to you");
    show.act("t").await;
    assert!(show.footer().contains("only the owner"), "{}", show.footer());
    assert_eq!(house.count(Method::UpdateSpace), 0);
    show.press("tab G").await;
    show.hides("accessType");
}

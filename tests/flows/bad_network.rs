//! The network goes and comes back; the clock is wrong.

use greenroom::effect::{Msg, Timer};
use greenroom::emulator::{Method, World};
use jiff::{SignedDuration, Timestamp};

use super::support::{BO, DAY, HOUR, House, Start, link};

#[tokio::test]
async fn the_network_goes_and_comes_back() {
    let house = House::new();
    let name = house.space("Stand-up");
    house.space("Retro");
    let mut show = house.settled().await;
    let url = house.link(&name);
    let gone = house.server_gone();
    show.go_to("Stand-up").await;
    show.act("r").await;
    assert!(show.header().contains("offline since"), "{}", show.header());
    show.tells("Could not ask about Stand-up", "Nobody answers", "Check the endpoint");
    show.shows(&url);
    show.act("y").await;
    assert_eq!(show.copied(), [url], "a fresh link is still good");
    show.act("n").await;
    show.tells("No space was made", "Nobody answers", "");
    show.act("d").await;
    show.act("t").await;
    show.tells("did not become", "Nobody answers", "");
    assert!(show.line("Stand-up").contains("restricted"));
    show.is_usable().await;

    let house = gone.back(&name);
    house.with(|world| world.configure(&name, &serde_json::json!({ "accessType": "TRUSTED" }))).unwrap();
    // Some seconds later the program tries by itself.
    show.go_to("Stand-up").await;
    show.happens(Msg::Woke(Timer::Reconnect));
    show.until("connected", |show| show.footer().contains("Connected again")).await;
    show.settle().await;
    assert!(show.header().contains("synced"), "{}", show.header());
    assert!(show.line("Stand-up").contains("trusted"), "{}", show.screen());
    assert!(show.close().is_empty());
}

#[tokio::test]
async fn a_start_without_a_network_shows_the_list_and_says_offline() {
    let house = House::new();
    for number in 0..40 {
        house.space(&format!("Room {number}"));
    }
    let name = house.space("Stand-up");
    let gone = house.server_gone();
    let dir = gone.dir.path().to_owned();
    let endpoint = gone.endpoint.clone();
    let store = super::support::open_store(&dir, &endpoint).unwrap();
    let again = endpoint.clone();
    let mut show = super::support::Show::start(
        &Start::default(),
        &endpoint,
        "token",
        Some(store),
        Box::new(move || super::support::open_store(&dir, &again)),
    );
    show.settle().await;
    assert_eq!(show.rows().len(), 41);
    assert!(show.header().contains("offline since"), "{}", show.header());
    assert!(show.session.app.problems().count() <= 10);
    show.is_usable().await;
    let house = gone.back(&name);
    show.go_to("Stand-up").await;
    show.act("r").await;
    assert!(!show.header().contains("offline"), "{}", show.header());
    assert_eq!(house.requests(Method::GetSpace).iter().filter(|read| read.target.contains(&name)).count(), 1);
}

fn ahead() -> Timestamp {
    Timestamp::now() + SignedDuration::from_hours(24 * 400)
}

fn behind() -> Timestamp {
    Timestamp::now() - SignedDuration::from_hours(24 * 400)
}

#[tokio::test]
async fn a_clock_far_ahead_or_behind_breaks_nothing() {
    for now in [ahead as fn() -> Timestamp, behind] {
        let house = House::new();
        let name = house.space("Stand-up");
        house.join(&name, &[BO]);
        let mut show = house.open_as(&Start { now, ..Start::default() });
        show.settle().await;
        show.shows("1 person");
        assert!(!show.screen().contains('-') || !show.screen().contains("-1 "), "no age below nothing");
        show.act("y").await;
        assert_eq!(show.copied(), [house.link(&name)]);
        show.act("t").await;
        assert_eq!(house.access(&name), "OPEN");
        show.act("e").await;
        show.act("y").await;
        assert_eq!(house.with(|world| world.people_in(&name)), 0);
        show.act("n").await;
        show.act("esc").await;
        assert_eq!(show.copied().len(), 2);
        show.is_usable().await;
        assert!(show.close().is_empty());
        assert_eq!(house.store().len().unwrap(), 2);
    }
}

#[tokio::test]
async fn with_a_clock_behind_no_unchecked_link_is_handed_on() {
    let house = House::new();
    let name = house.space_learnt("Stand-up", 3 * HOUR);
    let old = house.code(&name);
    house.with(|world| {
        let thief = world.create_space_for(BO, "greenroom").unwrap();
        world.give_code(&old, &thief).unwrap();
    });
    // By this clock the facts come from the future: nobody knows how old they are.
    let mut show = house.open_as(&Start { now: behind, ..Start::default() });
    show.press("y").await;
    show.settle().await;
    assert_eq!(show.copied(), [house.link(&name)]);
    assert_ne!(link(&old), house.link(&name));
}

#[tokio::test]
async fn with_a_clock_behind_the_same_is_not_asked_without_end() {
    let house = House::new();
    for number in 0..10 {
        house.space_learnt(&format!("Room {number}"), DAY);
    }
    let mut show = house.open_as(&Start { now: behind, ..Start::default() });
    show.settle().await;
    assert!(house.with(|world| world.count_all()) <= 20);
    house.with(World::clear_requests);
    show.press("j j j k k").await;
    show.settle().await;
    assert_eq!(house.with(|world| world.count_all()), 0);
}

//! A conference that runs is followed: how often it is read, how old the view is, and how its end arrives.

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use crossterm::event::Event;
use greenroom::effect::{Msg, Timer};
use greenroom::emulator::{Fault, Method, Person, Trouble, World};
use jiff::{SignedDuration, Timestamp};
use tokio::sync::Mutex;

use super::support::{ANA, BO, House, Show, Start};

/// How far the clock of these tests is ahead.
static AHEAD: AtomicI64 = AtomicI64::new(0);
/// Who moves it: these tests run one after the other where they share a process.
static TURN: Mutex<()> = Mutex::const_new(());

fn later() -> Timestamp {
    Timestamp::now() + SignedDuration::from_millis(AHEAD.load(Ordering::SeqCst))
}

fn guest(n: usize) -> Person {
    Person::Anonymous(format!("Guest {n}"))
}

/// A conference with so many people on the screen, read and settled.
async fn watched(house: &House, people: usize) -> (String, Show) {
    let name = house.space("Stand-up");
    house.with(|world| {
        world.advance(SignedDuration::from_millis(AHEAD.load(Ordering::SeqCst)));
        world.join(&name, &Person::User(ANA.into())).unwrap();
        for n in 1..people {
            world.join(&name, &guest(n)).unwrap();
        }
    });
    let mut show = house.open_as(&Start { now: later, ..Start::default() });
    show.settle().await;
    show.act("4").await;
    show.act("enter").await;
    show.shows(&format!("{people} people · {people} here now"));
    (name, show)
}

/// The time of the next look comes; how many seconds it was away.
async fn next_look(house: &House, show: &mut Show) -> i64 {
    let wait = show.session.app.next_look().unwrap().duration_since(later());
    // A timer rings a little late rather than early.
    let wait = SignedDuration::from_millis(i64::try_from(wait.as_millis()).unwrap().max(0) + 10);
    AHEAD.fetch_add(i64::try_from(wait.as_millis()).unwrap(), Ordering::SeqCst);
    house.with(|world| world.advance(wait));
    show.happens(Msg::Woke(Timer::Live));
    show.settle().await;
    (wait.as_millis() / 1000).try_into().unwrap()
}

/// The most requests that came within a minute, by the server's clock.
fn most_in_a_minute(house: &House) -> usize {
    let times: Vec<Timestamp> = house.with(|world| world.requests()).iter().map(|request| request.time).collect();
    let within = |start: &Timestamp| times.iter().filter(|time| (0..60).contains(&time.duration_since(*start).as_secs())).count();
    times.iter().map(within).max().unwrap_or(0)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lively_conference_is_less_than_thirty_reads_a_minute() {
    let _turn = TURN.lock().await;
    let house = House::new();
    let (name, mut show) = watched(&house, 20).await;
    house.with(World::clear_requests);
    let mut seconds = 0;
    let mut round = 20;
    while seconds < 5 * 60 {
        // Eight people come, and eight leave, between any two looks.
        house.with(|world| {
            for n in round..round + 8 {
                world.join(&name, &guest(n)).unwrap();
                world.leave(&name, &guest(n - 8)).unwrap();
            }
        });
        round += 8;
        let wait = next_look(&house, &mut show).await;
        assert!(wait <= 15, "everything moves, and the next look is {wait} s away");
        seconds += wait;
        show.shows("20 here now");
    }
    let most = most_in_a_minute(&house);
    assert!(most <= 30, "{most} requests in a minute");
    assert!(house.count(Method::ListParticipants) >= 20, "it was looked at");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_crowd_is_less_than_thirty_reads_a_minute() {
    let _turn = TURN.lock().await;
    let house = House::new();
    let (name, mut show) = watched(&house, 1200).await;
    house.with(World::clear_requests);
    for round in 1..8 {
        house.with(|world| world.leave(&name, &guest(round)).unwrap());
        next_look(&house, &mut show).await;
        show.shows(&format!("{} here now", 1200 - round));
    }
    let most = most_in_a_minute(&house);
    assert!(most <= 30, "{most} requests in a minute");
    assert_eq!(house.count(Method::ListParticipants), 7 * 5, "pages of 250");
}

#[tokio::test(flavor = "multi_thread")]
async fn where_nothing_happens_it_is_a_look_a_minute_and_the_view_says_how_old_it_is() {
    let _turn = TURN.lock().await;
    let house = House::new();
    let (name, mut show) = watched(&house, 3).await;
    show.shows("every 15 s");
    let mut waits = Vec::new();
    while waits.last().is_none_or(|wait| *wait < 60) && waits.len() < 20 {
        // Answering takes some of the time: milliseconds, or seconds where the machine is busy.
        let wait = next_look(&house, &mut show).await;
        waits.push([15, 30, 60].into_iter().find(|pace| (pace - 9..=*pace).contains(&wait)).unwrap_or(wait));
    }
    assert_eq!(waits, [15, 15, 15, 15, 30, 30, 30, 30, 60]);
    show.shows("every 1 min");
    house.with(World::clear_requests);
    let minute = |time: Timestamp| format!("as of {}", time.to_zoned(jiff::tz::TimeZone::UTC).strftime("%H:%M"));
    let due = show.session.app.next_look().unwrap();
    next_look(&house, &mut show).await;
    assert!(house.with(|world| world.count_all()) <= 3);
    // A minute may end while it is asked.
    let (first, last, screen) = (minute(due), minute(later()), show.screen());
    assert!(screen.contains(&first) || screen.contains(&last), "{first}, {last}: {screen}");
    // Somebody comes, and a key is pressed: both bring the pace back.
    house.join(&name, &["Latecomer"]);
    next_look(&house, &mut show).await;
    show.shows("every 15 s");
    show.shows("4 here now");
}

#[tokio::test(flavor = "multi_thread")]
async fn without_the_focus_it_is_looked_at_once_a_minute_and_with_it_at_once() {
    let _turn = TURN.lock().await;
    let house = House::new();
    let (name, mut show) = watched(&house, 3).await;
    show.event(Event::FocusLost).await;
    show.settle().await;
    show.shows("every 1 min");
    house.with(|world| world.leave(&name, &guest(1)).unwrap());
    assert!(next_look(&house, &mut show).await >= 59);
    show.shows("3 people · 2 here now");
    house.with(|world| world.leave(&name, &guest(2)).unwrap());
    AHEAD.fetch_add(20_000, Ordering::SeqCst);
    show.event(Event::FocusGained).await;
    // The very timer of the program rings.
    show.until_screen("3 people · 1 here now").await;
    show.shows("every 15 s");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_end_arrives_in_the_view_as_the_server_tells_it() {
    let _turn = TURN.lock().await;
    let house = House::new();
    let name = house.space("Stand-up");
    house.join(&name, &[BO, "A guest"]);
    let mut show = house.settled().await;
    show.act("4").await;
    show.act("enter").await;
    show.shows("2 people · 2 here now");
    show.act("e").await;
    show.shows("End the call in Stand-up?");
    house.fault(Fault::new(Trouble::Slow(Duration::from_millis(600))).on(Method::GetSpace));
    house.fault(Fault::new(Trouble::Slow(Duration::from_millis(900))).on(Method::GetConferenceRecord));
    show.press("y").await;
    show.shows("ending");
    show.shows("2 here now");
    show.until("people leave while it ends", |show| {
        let screen = show.screen();
        screen.contains("0 here now") && screen.contains("ending")
    })
    .await;
    show.settle().await;
    show.hides("ending");
    show.shows("2 people · kept for 29 days");
    show.shows("The call in Stand-up is over");
    assert_eq!(house.count(Method::EndActiveConference), 1);
    show.press("e").await;
    show.shows("this call is over");
}

#[tokio::test(flavor = "multi_thread")]
async fn from_the_history_e_ends_the_call_that_is_on_the_screen() {
    let _turn = TURN.lock().await;
    let house = House::new();
    let other = house.space("Stand-up");
    house.space("Nobody here");
    house.join(&other, &[BO]);
    let mut show = house.settled().await;
    assert_eq!(show.cursor(), "Nobody here");
    show.act("H").await;
    show.press("e").await;
    show.shows("Esc goes back to the list first");
    show.act("enter").await;
    show.act("e").await;
    show.shows("End the call in Stand-up?");
    show.act("y").await;
    assert_eq!(house.with(|world| world.people_in(&other)), 0);
    show.shows("kept for 29 days");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_last_one_leaves_a_space_that_the_list_does_not_know() {
    let _turn = TURN.lock().await;
    let house = House::new();
    let name = house.with(|world| world.create_space_for(ANA, "greenroom")).unwrap();
    house.join(&name, &[BO]);
    let mut show = house.settled().await;
    show.act("H").await;
    show.act("enter").await;
    show.shows("1 person · 1 here now");
    show.press("e").await;
    show.shows("its space is not in your list");
    house.with(|world| world.end(&name).unwrap());
    for _ in 0..2 {
        show.happens(Msg::Woke(Timer::Live));
        show.settle().await;
    }
    show.shows("kept for 29 days");
}

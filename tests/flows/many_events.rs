//! Events in hundreds of spaces at once: looks because of them keep to a bound a minute, and no space is forgotten.

use std::sync::atomic::{AtomicI64, Ordering};

use greenroom::effect::{Msg, Timer};
use greenroom::emulator::{Method, Person, World};
use jiff::{SignedDuration, Timestamp};
use tokio::sync::{Mutex, MutexGuard};

use super::events::live;
use super::few_requests::many;
use super::support::{House, Show, Start};

/// How far the clock of these tests is ahead, in seconds.
static AHEAD: AtomicI64 = AtomicI64::new(0);
/// Who moves it: these tests run one after the other where they share a process.
static TURN: Mutex<()> = Mutex::const_new(());
const SPACES: usize = 300;
/// Seconds between two looks at the clock.
const STEP: i64 = 5;

fn later() -> Timestamp {
    Timestamp::now() + SignedDuration::from_secs(AHEAD.load(Ordering::SeqCst))
}

/// It is this test's turn, and the clock is right.
async fn begin() -> MutexGuard<'static, ()> {
    let turn = TURN.lock().await;
    AHEAD.store(0, Ordering::SeqCst);
    turn
}

/// All that was told is taken in, the time goes on, and timers ring.
async fn step(house: &House, show: &mut Show, start: &Start) {
    let pull = &start.news.as_ref().unwrap().pull;
    show.until("all is told", |_| house.with(|world| world.backlog(pull)) == 0).await;
    show.settle().await;
    AHEAD.fetch_add(STEP, Ordering::SeqCst);
    house.with(|world| world.advance(SignedDuration::from_secs(STEP)));
    show.happens(Msg::Woke(Timer::Wanted));
    show.settle().await;
}

/// Reads of Meet, by the server's clock: the most within a minute, and all.
fn reads(house: &House) -> (usize, usize) {
    let of_meet = |method: Option<Method>| !matches!(method, Some(Method::Events(_) | Method::Pubsub(_)) | None);
    let all = house.with(|world| world.requests());
    let times: Vec<Timestamp> = all.iter().filter(|one| of_meet(one.method)).map(|one| one.time).collect();
    let within = |start: &Timestamp| times.iter().filter(|time| (0..60).contains(&time.duration_since(*start).as_secs())).count();
    (times.iter().map(within).max().unwrap_or(0), times.len())
}

/// How many people a row shows, and when that was seen.
fn shown(show: &Show, name: &str) -> Option<(u32, Timestamp)> {
    let book = &show.session.app.book;
    let id = book.find(&name.parse().unwrap())?;
    book.row(id).filter(|row| row.live)?;
    book.card(id)?.running.map(|(running, at)| (running.people, at))
}

#[tokio::test(flavor = "multi_thread")]
async fn monday_at_nine_in_three_hundred_spaces() {
    let _turn = begin().await;
    let (house, start) = House::with_news();
    let start = Start { now: later, ..start };
    let names = many(&house, SPACES);
    let mut show = live(&house, &start).await;
    show.settle().await;
    for _ in 0..60 / STEP {
        step(&house, &mut show, &start).await;
    }
    house.with(World::clear_requests);
    let first = show.cursor();
    assert_eq!(first, "Room 0");
    // For ten minutes somebody comes into each of them twice a minute.
    for round in 0..600 / STEP {
        house.with(|world| {
            for name in names.iter().skip(usize::try_from(round % 6).unwrap()).step_by(6) {
                world.join(name, &Person::Anonymous(format!("Guest {round}"))).unwrap();
            }
        });
        step(&house, &mut show, &start).await;
        if round > 6 {
            let (_, seen) = shown(&show, &names[0]).expect("what is under the cursor is looked at");
            assert!(later().duration_since(seen).as_secs() <= 45, "under the cursor: as of {seen}");
        }
    }
    let (most, all) = reads(&house);
    let seen = |show: &Show| names.iter().filter(|name| shown(show, name).is_some()).count();
    println!("reads of Meet in ten minutes: {all}, at the most {most} in one; {} of {SPACES} spaces were looked at", seen(&show));
    // A look that has begun is not broken off.
    assert!(most <= 120 + 9, "{most} reads in a minute");
    assert!(all >= 850, "{all} reads: more would have been allowed");
    // Those that wait show what the event says, and no number that nobody has seen.
    let live =
        |name: &String| show.session.app.book.row(show.session.app.book.find(&name.parse().unwrap()).unwrap()).unwrap().live;
    assert!(names.iter().all(live), "a call that began shows at once");
    assert!(seen(&show) > SPACES / 2, "{}", seen(&show));
    // Nothing more happens: all of them come to their turn.
    let right = |show: &Show| names.iter().all(|name| shown(show, name).is_some_and(|(people, _)| people == 20));
    let mut steps = 0;
    while !right(&show) {
        steps += 1;
        assert!(steps < 900 / STEP, "{} of {SPACES} after a quarter of an hour", seen(&show));
        step(&house, &mut show, &start).await;
    }
    println!("all are right {} s later", steps * STEP);
    assert!(reads(&house).0 <= 120 + 9, "{} reads in a minute", reads(&house).0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_conference_that_is_open_while_people_come_all_the_time() {
    let _turn = begin().await;
    let (house, start) = House::with_news();
    let start = Start { now: later, ..start };
    let name = house.space("Town hall");
    house.join(&name, &["Guest"]);
    let mut show = live(&house, &start).await;
    show.settle().await;
    show.act("4").await;
    show.act("enter").await;
    show.shows("1 person · 1 here now");
    house.with(World::clear_requests);
    for round in 0..300 / STEP {
        for who in 0..10 {
            house.join(&name, &[&format!("Guest {round}.{who}")]);
            show.until("it is told", |_| house.with(|world| world.backlog(&start.news.as_ref().unwrap().pull)) == 0).await;
        }
        step(&house, &mut show, &start).await;
    }
    let (most, all) = reads(&house);
    println!("reads of Meet in five minutes: {all}, at the most {most} in one");
    assert!(most <= 120 + 9, "{most} reads in a minute");
    for _ in 0..60 / STEP {
        step(&house, &mut show, &start).await;
    }
    show.shows("601 people · 601 here now");
}

//! Requests are few: what is asked, how much of it at once, and in which order.

use std::time::Duration;

use greenroom::emulator::{Method, Request, World};
use greenroom::store::sample;
use greenroom::store::{Entry, Known};
use jiff::Timestamp;

use super::support::{ANA, HOUR, House, ago};

/// A list of so many spaces of Ana's, the first of them used last.
pub fn many(house: &House, count: usize) -> Vec<String> {
    let names: Vec<String> = house.with(|world| (0..count).map(|_| world.create_space_for(ANA, "greenroom").unwrap()).collect());
    let known = names.iter().enumerate().map(|(at, name)| {
        let seen = ago(HOUR + i64::try_from(at).unwrap());
        let entry = Entry { label: Some(format!("Room {at}").into()), ..Entry::named(name.parse().unwrap(), seen) };
        Known { entry, facts: None }
    });
    house.store().fill(known).unwrap();
    names
}

/// Most requests that were surely under way at once, if every answer took at least that long.
fn most_at_once(requests: &[Request], each: Duration) -> usize {
    let times: Vec<Timestamp> = requests.iter().map(|request| request.time).collect();
    let within =
        |start: &Timestamp, time: &Timestamp| Duration::try_from(time.duration_since(*start)).is_ok_and(|gap| gap < each);
    times.iter().map(|start| times.iter().filter(|time| within(start, time)).count()).max().unwrap_or(0)
}

#[tokio::test]
async fn five_hundred_known_spaces_are_asked_about_four_at_a_time_with_the_visible_ones_first() {
    let house = House::new();
    let names = many(&house, 500);
    let latency = Duration::from_millis(50);
    house.with(|world| world.set_latency(latency));
    let mut show = house.open();
    assert!(show.first_frame.contains("500"), "{}", show.first_frame);
    show.settle().await;
    let reads = house.requests(Method::GetSpace);
    let visible = show.session.app.areas.spaces.as_ref().unwrap().items.len();
    assert!(visible > 20);
    let asked: Vec<&str> = reads.iter().map(|read| read.target.split('?').next().unwrap().trim_start_matches("/v2/")).collect();
    let mut once: Vec<&str> = Vec::new();
    for name in &asked {
        if !once.contains(name) {
            once.push(name);
        }
    }
    // One of those that are under way side by side may be held up on its way.
    for name in &names[..visible] {
        let at = once.iter().position(|asked| asked == name).unwrap();
        assert!(at < visible + 24, "a visible one was asked for as number {at}");
    }
    assert!(most_at_once(&reads, latency) <= 4, "{} at once", most_at_once(&reads, latency));
    assert!(reads.len() < 300, "{} reads", reads.len());
    let all = house.with(|world| world.count_all());
    assert!(all < 300, "{all} requests");
    // Those that were under way when the screen changed may be asked for again.
    assert!(asked.len() - once.len() <= 12, "{} spaces, {} reads", once.len(), asked.len());
}

#[tokio::test]
async fn a_hundred_live_spaces_do_not_make_a_crowd_of_requests() {
    let house = House::new();
    let names = many(&house, 100);
    for name in &names {
        house.join(name, &["A guest"]);
    }
    let latency = Duration::from_millis(50);
    house.with(|world| world.set_latency(latency));
    let mut show = house.open();
    show.settle().await;
    let all = house.with(|world| world.requests());
    assert!(all.len() < 300, "{} requests", all.len());
    assert!(most_at_once(&all, latency) <= 4, "{} at once", most_at_once(&all, latency));
    assert!(show.line("Room 0").contains('1'));
}

#[tokio::test]
async fn what_was_just_learnt_is_not_asked_again() {
    let house = House::new();
    many(&house, 10);
    let mut show = house.settled().await;
    house.with(World::clear_requests);
    show.press("j j j k g G tab j k tab").await;
    show.event(crossterm::event::Event::FocusGained).await;
    show.settle().await;
    show.act("ctrl-r").await;
    assert_eq!(house.with(|world| world.count_all()), 0);
    assert!(show.footer().contains("half a minute"), "{}", show.footer());
}

#[tokio::test]
async fn a_cursor_that_runs_reads_next_to_nothing() {
    let house = House::new();
    many(&house, 60);
    let latency = Duration::from_millis(200);
    house.with(|world| world.set_latency(latency));
    let mut show = house.open();
    show.until("the sweep runs", |_| house.count(Method::GetSpace) > 0).await;
    let start = Timestamp::now();
    for _ in 0..50 {
        show.press("j").await;
    }
    let took = Duration::try_from(Timestamp::now().duration_since(start)).unwrap();
    let rounds = usize::try_from(took.as_millis() / latency.as_millis()).unwrap() + 2;
    let running = house.count(Method::GetSpace);
    assert!(running <= 4 * rounds, "{running} reads in {took:?} while the cursor ran");
    show.settle().await;
    let reads = house.requests(Method::GetSpace);
    assert!(reads.len() <= 60 + 12, "{} reads of 60 spaces", reads.len());
    assert!(most_at_once(&reads, latency) <= 4, "{} at once", most_at_once(&reads, latency));
    let under = show.session.app.current().and_then(|id| show.session.app.book.row(id)).unwrap().learnt;
    assert!(under.is_some_and(|learnt| learnt > ago(60)), "where it came to rest is known");
}

#[tokio::test]
async fn one_new_space_is_one_post_and_nothing_else() {
    let house = House::new();
    let mut show = house.settled().await;
    show.act("n").await;
    show.type_text("Stand-up").await;
    show.act("enter").await;
    let all = house.with(|world| world.requests());
    assert_eq!(all.iter().map(|request| request.verb.as_str()).collect::<Vec<_>>(), ["POST"]);
}

#[tokio::test]
async fn an_idle_program_asks_nothing_and_draws_nothing() {
    let house = House::new();
    many(&house, 5);
    let show = house.settled().await;
    assert!(show.session.is_idle());
    let before = house.with(|world| world.count_all());
    let mut session = show.session;
    // Longer than every rest and every look that could be forgotten in there.
    let woke = tokio::time::timeout(Duration::from_millis(1500), session.step()).await;
    assert!(woke.is_err(), "it woke up");
    assert_eq!(house.with(|world| world.count_all()), before);
}

#[tokio::test]
async fn a_list_of_thousands_is_whole_and_quick_to_walk() {
    let house = House::new();
    house.store().fill(sample::spaces(5_000, Timestamp::now())).unwrap();
    // None of them is at the server: every answer is a refusal.
    let mut show = house.settled().await;
    assert_eq!(show.rows().len(), 5_000);
    show.press("G g").await;
    show.press("/").await;
    show.type_text("incident 4999").await;
    assert_eq!(show.rows().first().map(String::as_str), show.rows().iter().find(|row| row.contains("4999")).map(String::as_str));
    show.settle().await;
    assert!(house.with(|world| world.count_all()) < 300 * 2, "{}", house.with(|world| world.count_all()));
    show.is_usable().await;
}

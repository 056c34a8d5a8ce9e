//! What happens in spaces: watching, notices, and what happened when.

use std::sync::atomic::{AtomicI64, Ordering};

use greenroom::activity::{Happening, Kind};
use greenroom::app::Feed;
use greenroom::effect::{Msg, Timer};
use greenroom::emulator::{Artifact, Method, Person};
use jiff::{SignedDuration, Timestamp};

use super::support::{ANA, House, Show, Start};

/// A clock of a test's own, to be set on by hand.
macro_rules! clock {
    ($ahead:ident, $now:ident) => {
        static $ahead: AtomicI64 = AtomicI64::new(0);
        fn $now() -> Timestamp {
            Timestamp::now() + SignedDuration::from_secs($ahead.load(Ordering::Relaxed))
        }
    };
}

/// So many seconds later it is looked what is due.
async fn later(show: &mut Show, ahead: &AtomicI64, seconds: i64) {
    ahead.fetch_add(seconds, Ordering::Relaxed);
    show.happens(Msg::Woke(Timer::Watch));
    show.settle().await;
}

async fn opened(house: &House, now: fn() -> Timestamp) -> Show {
    let mut show = house.open_as(&Start { now, ..Start::default() });
    show.settle().await;
    show
}

/// Requests of all kinds since the last count.
fn requests(house: &House) -> usize {
    let count = house.with(|world| world.count_all());
    house.with(greenroom::emulator::World::clear_requests);
    count
}

#[tokio::test(flavor = "multi_thread")]
async fn w_watches_and_it_is_remembered() {
    let house = House::new();
    let name = house.space("Stand-up");
    house.space("Review");
    let mut show = house.settled().await;
    show.go_to("Stand-up").await;
    show.act("w").await;
    show.shows("Watching Stand-up: a notice when somebody comes in");
    assert!(show.line("Stand-up").contains('♪') && !show.line("Review").contains('♪'));
    show.shows("Watched a notice when somebody comes in; w ends it");
    assert!(show.header().contains("polling"), "{}", show.header());
    assert_eq!(house.store().watched().unwrap(), [name.parse().unwrap()]);
    // Both are marked: all of them are watched, then none.
    show.act("* w").await;
    assert_eq!(house.store().watched().unwrap().len(), 2);
    drop(show);
    let mut show = house.settled().await;
    assert!(show.line("Review").contains('♪'));
    show.act("* w").await;
    show.shows("2 spaces are no longer watched");
    assert!(house.store().watched().unwrap().is_empty());
    assert!(!show.header().contains("polling"), "{}", show.header());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_forgotten_and_brought_back_is_watched_again() {
    let house = House::new();
    house.space("Stand-up");
    let mut show = house.settled().await;
    show.act("w d y").await;
    assert!(house.store().watched().unwrap().is_empty());
    show.act("u").await;
    assert_eq!(house.store().watched().unwrap().len(), 1);
    assert!(show.line("Stand-up").contains('♪'));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_happened_gives_back_the_tab_in_whose_place_it_was() {
    let house = House::new();
    house.space("Stand-up");
    let mut show = house.settled().await;
    show.act("2").await;
    show.shows("Moderation");
    show.act("E").await;
    show.shows("What happened");
    show.act("esc").await;
    show.shows("Moderation");
}

clock!(FIRST_AHEAD, first_now);

#[tokio::test(flavor = "multi_thread")]
async fn the_first_one_in_rings_and_is_told_on_the_desktop_once() {
    let house = House::new();
    let name = house.space("Stand-up \u{1b}]9;x\u{7}");
    let mut show = opened(&house, first_now).await;
    show.act("w").await;
    later(&mut show, &FIRST_AHEAD, 31).await;
    assert!(show.notices().is_empty());
    house.join(&name, &["Guest\u{1b}\\\u{7} Lee"]);
    later(&mut show, &FIRST_AHEAD, 31).await;
    let told = show.notices();
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(
        told[0].starts_with("\u{1b}]9;greenroom: Stand-up") && told[0].ends_with("Guest Lee came in\u{1b}\\\u{7}"),
        "{told:?}"
    );
    assert_eq!(told[0].matches('\u{1b}').count(), 2, "{told:?}");
    show.shows("Guest Lee came in");
    assert!(show.line("Stand-up").contains('●'), "the list is up to date");
    house.join(&name, &[ANA]);
    later(&mut show, &FIRST_AHEAD, 31).await;
    assert_eq!(show.notices().len(), 1, "the second one is no news");
    house.with(|world| world.end(&name).unwrap());
    later(&mut show, &FIRST_AHEAD, 31).await;
    assert!(show.line("Stand-up").contains('○'));
    house.join(&name, &["Back again"]);
    later(&mut show, &FIRST_AHEAD, 31).await;
    assert_eq!(show.notices().len(), 2, "another call");
}

clock!(RUNS_AHEAD, runs_now);

#[tokio::test(flavor = "multi_thread")]
async fn what_ran_before_is_no_news_and_read_only_may_watch() {
    let house = House::new();
    let name = house.space("Stand-up");
    house.join(&name, &["Guest"]);
    let mut show = house.open_as(&Start { now: runs_now, read_only: true, ..Start::default() });
    show.settle().await;
    show.act("w").await;
    house.join(&name, &["Bo"]);
    later(&mut show, &RUNS_AHEAD, 31).await;
    assert_eq!(show.notices(), [""; 0]);
    show.act("E").await;
    show.shows("Bo came");
    show.shows("call started");
}

clock!(AWAY_AHEAD, away_now);

#[tokio::test(flavor = "multi_thread")]
async fn where_nobody_looks_it_is_looked_at_slower_and_what_is_not_watched_not_at_all() {
    let house = House::new();
    let watched = house.space("Watched");
    let other = house.space("Other");
    let mut show = opened(&house, away_now).await;
    show.go_to("Watched").await;
    show.act("w").await;
    later(&mut show, &AWAY_AHEAD, 31).await;
    show.event(crossterm::event::Event::FocusLost).await;
    show.settle().await;
    requests(&house);
    later(&mut show, &AWAY_AHEAD, 31).await;
    assert_eq!(requests(&house), 0, "slower");
    house.join(&watched, &["Guest"]);
    house.join(&other, &["Guest"]);
    later(&mut show, &AWAY_AHEAD, 31).await;
    assert_eq!(show.notices().len(), 1);
    let asked = house.requests(Method::GetSpace);
    assert!(!asked.is_empty() && asked.iter().all(|read| read.target.contains(watched.trim_start_matches("spaces/"))));
}

clock!(FEW_AHEAD, few_now);

#[tokio::test(flavor = "multi_thread")]
async fn an_idle_space_costs_one_read_and_a_running_one_few() {
    let house = House::new();
    let name = house.space("Stand-up");
    let mut show = opened(&house, few_now).await;
    show.act("w").await;
    requests(&house);
    later(&mut show, &FEW_AHEAD, 31).await;
    assert_eq!(requests(&house), 1);
    house.join(&name, &[ANA, "Guest"]);
    later(&mut show, &FEW_AHEAD, 31).await;
    assert_eq!(requests(&house), 6, "the space, the record, the people, three kinds of files");
    // From now on it is live and in sight: that is looked at more often, and once is enough.
    FEW_AHEAD.fetch_add(16, Ordering::Relaxed);
    show.happens(Msg::Woke(Timer::Live));
    show.settle().await;
    assert_eq!(requests(&house), 2, "the space and the people");
    later(&mut show, &FEW_AHEAD, 10).await;
    assert_eq!(requests(&house), 0, "not due");
}

clock!(FILE_AHEAD, file_now);

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_is_ready_is_told() {
    let house = House::new();
    let name = house.space("Stand-up");
    let mut show = opened(&house, file_now).await;
    show.act("w").await;
    house.join(&name, &[ANA]);
    house.with(|world| {
        world.set_file_delay(Some(SignedDuration::from_secs(50)));
        world.start_artifact(&name, Artifact::Recording).unwrap();
    });
    later(&mut show, &FILE_AHEAD, 31).await;
    house.with(|world| world.end(&name).unwrap());
    later(&mut show, &FILE_AHEAD, 31).await;
    assert_eq!(show.notices().len(), 1);
    house.with(|world| world.advance(SignedDuration::from_secs(120)));
    later(&mut show, &FILE_AHEAD, 120).await;
    let told = show.notices();
    assert!(told.len() == 2 && told[1].contains("Stand-up - the recording is ready"), "{told:?}");
    show.act("E").await;
    for words in ["recording ready", "recording stopped", "call ended", "Ana came", "recording started", "call started"] {
        show.shows(words);
    }
}

clock!(VIEW_AHEAD, view_now);

#[tokio::test(flavor = "multi_thread")]
async fn what_happened_when_leads_to_where_it_happened() {
    let house = House::new();
    let name = house.space("Stand-up");
    let other = house.space("Review");
    let mut show = opened(&house, view_now).await;
    show.act("E").await;
    show.shows("Nothing happened since greenroom was started");
    show.shows("No space is watched yet. w in the list watches");
    show.act("esc * w esc").await;
    house.join(&name, &[ANA, "Guest"]);
    later(&mut show, &VIEW_AHEAD, 31).await;
    house.join(&other, &["Kim"]);
    house.with(|world| world.leave(&name, &Person::Anonymous("Guest".into())).unwrap());
    later(&mut show, &VIEW_AHEAD, 31).await;
    show.act("E").await;
    let screen = show.screen();
    let at = |words: &str| screen.lines().position(|line| line.contains(words)).unwrap_or_else(|| panic!("no {words}\n{screen}"));
    assert!(at("Kim came · guest") < at("Guest came") && at("Guest left") < at("Guest came"), "the latest first\n{screen}");
    assert!(screen.lines().any(|line| line.contains("Review") && line.contains("Kim came")), "{screen}");
    // Filter: every word somewhere in what, where, who.
    show.press("/").await;
    show.type_text("stand left").await;
    show.shows("1 of 6");
    show.hides("Kim came · guest");
    show.act("enter enter").await;
    show.shows("2 people · 1 here now");
    show.act("esc").await;
    show.shows("Guest left");
    show.act("esc").await;
    show.shows("Kim came · guest");
    show.act("esc").await;
    show.shows("1 Details");
    // The list's keys say why they do not work there.
    show.act("E p").await;
    show.shows("Esc goes back to the list first");
    show.act("q").await;
    show.shows("1 Details");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_cursor_stays_on_its_line_whatever_comes() {
    let house = House::new();
    let name = house.space("Stand-up");
    let mut show = house.settled().await;
    let happening = |n: i64, who: &str| Happening {
        at: Timestamp::now() - SignedDuration::from_secs(100 - n),
        kind: Kind::Joined,
        space: name.parse().ok(),
        conference: "conferenceRecords/c".parse().ok(),
        resource: format!("conferenceRecords/c/participants/{who}/participantSessions/s").into(),
        who: who.into(),
        joined_as: None,
        again: false,
        news: true,
    };
    show.happens(Msg::Happened((0..5).map(|n| happening(n, &format!("P{n}"))).collect()));
    show.settle().await;
    show.act("E j j").await;
    let under = |show: &Show| show.screen().lines().find(|line| line.contains('▌')).unwrap().to_owned();
    assert!(under(&show).contains("P2"), "{}", show.screen());
    show.happens(Msg::Happened(vec![happening(50, "Late"), happening(1, "P1")]));
    show.settle().await;
    show.shows("Late came");
    assert!(under(&show).contains("P2"), "{}", show.screen());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_burst_of_a_thousand_costs_no_key_and_few_requests() {
    let house = House::new();
    let name = house.space("Stand-up");
    let mut show = house.settled().await;
    show.act("E").await;
    requests(&house);
    let now = Timestamp::now();
    for n in 0..1000_i64 {
        let one = Happening {
            at: now + SignedDuration::from_millis(n),
            kind: if n % 2 == 0 { Kind::Joined } else { Kind::Left },
            space: name.parse().ok(),
            conference: "conferenceRecords/c".parse().ok(),
            resource: format!("conferenceRecords/c/participants/p/participantSessions/s{n}").into(),
            who: format!("P{n}").into(),
            joined_as: None,
            again: false,
            news: true,
        };
        show.happens(Msg::Happened(vec![one]));
        if n % 100 == 50 {
            show.press("j").await;
        }
    }
    show.settle().await;
    assert_eq!(show.session.app.happenings.len(), 1000);
    // Each key was taken: the cursor left the top with the first one, and stayed on its line from then on.
    let under = show.session.app.activity.current(&show.session.app.happenings).unwrap().who.clone();
    assert_eq!(&*under, "P41", "ten lines down, among what came between the keys");
    show.act("g").await;
    show.shows("P999 left");
    assert!(requests(&house) < 20, "one look at a time");
    show.is_usable().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_event_is_on_the_screen_at_once_and_what_it_concerns_is_read_again() {
    let house = House::new();
    let name = house.space("Stand-up");
    let mut show = house.settled().await;
    house.join(&name, &[ANA]);
    let record = house.with(|world| world.space(&name).unwrap().active_conference().unwrap());
    show.happens(Msg::Happened(vec![Happening {
        at: Timestamp::now(),
        kind: Kind::ConferenceStarted,
        space: name.parse().ok(),
        conference: record.parse().ok(),
        resource: record.as_str().into(),
        who: "".into(),
        joined_as: None,
        again: false,
        news: true,
    }]));
    show.settle().await;
    assert!(show.line("Stand-up").contains('●'), "{}", show.screen());
    show.shows("1 person");
    show.act("E").await;
    show.shows("Ana came");
    assert_eq!(show.screen().matches("call started").count(), 1, "told once\n{}", show.screen());
}

clock!(STALE_AHEAD, stale_now);

#[tokio::test(flavor = "multi_thread")]
async fn the_header_says_how_news_come_and_when_they_are_old() {
    let house = House::new();
    house.space("Stand-up");
    let mut show = opened(&house, stale_now).await;
    show.act("w").await;
    assert!(show.header().contains("polling · synced just now"), "{}", show.header());
    // The computer slept.
    STALE_AHEAD.fetch_add(3600, Ordering::Relaxed);
    show.press("j").await;
    assert!(show.header().contains("stale · "), "{}", show.header());
    later(&mut show, &STALE_AHEAD, 1).await;
    assert!(show.header().contains("polling"), "{}", show.header());
    let mut effects = Vec::new();
    show.session.app.set_feed(Feed::Live, &mut effects);
    show.press("k").await;
    assert!(show.header().contains("live · just now"), "{}", show.header());
}

clock!(GONE_AHEAD, gone_now);

#[tokio::test(flavor = "multi_thread")]
async fn without_a_server_nothing_is_asked_and_it_goes_on_when_it_is_back() {
    let house = House::new();
    house.space("Stand-up");
    let mut show = opened(&house, gone_now).await;
    show.act("w").await;
    let refuse = greenroom::emulator::Fault::new(greenroom::emulator::Trouble::Reset);
    house.fault(refuse);
    later(&mut show, &GONE_AHEAD, 31).await;
    house.all_is_well();
    requests(&house);
    if show.header().contains("offline") {
        later(&mut show, &GONE_AHEAD, 31).await;
        assert_eq!(requests(&house), 0);
        show.happens(Msg::Woke(Timer::Reconnect));
        show.settle().await;
    }
    later(&mut show, &GONE_AHEAD, 61).await;
    assert!(requests(&house) > 0 && show.header().contains("polling"), "{}", show.header());
}

#[tokio::test(flavor = "multi_thread")]
async fn from_what_happened_tab_goes_to_the_list_where_rows_are_marked() {
    let house = House::new();
    house.space("Stand-up");
    let mut show = house.settled().await;
    for view in ["E", "H"] {
        show.act(view).await;
        for key in ["space", "*"] {
            show.act(key).await;
            show.shows("the list is where rows are marked: Tab goes there");
            assert!(show.session.app.marked().is_empty(), "{view} {key}");
        }
        show.act("tab space").await;
        assert_eq!(show.session.app.marked().len(), 1, "{view}");
        show.act("esc").await;
    }
}

//! News as they happen: subscriptions are made by themselves, and what happens shows without being looked for.

use std::time::{Duration, Instant};

use greenroom::app::Feed;
use greenroom::config::Watched;
use greenroom::effect::{Msg, Timer};
use greenroom::emulator::{EventsMethod, Fault, Method, PubsubRole, Refusal, Trouble};

use crate::support::{House, Show, Start};

/// A program to which news come.
pub async fn live(house: &House, start: &Start) -> Show {
    let mut show = house.open_as(start);
    show.until("news come", |show| show.session.app.feed().0 == Feed::Live).await;
    show
}

fn lines(show: &Show) -> Vec<&'static str> {
    show.session.app.happenings.lines().map(|line| line.kind.word()).collect()
}

#[tokio::test]
async fn what_happens_in_ones_own_spaces_shows_by_itself() {
    let (house, start) = House::with_news();
    let space = house.space("Stand-up");
    let mut show = live(&house, &start).await;
    show.settle().await;
    assert!(show.header().contains("live"), "{}", show.header());
    assert_eq!(house.count(Method::Events(EventsMethod::Create)), 1);
    house.join(&space, &["Bo", "Chi"]);
    show.until("both are there", |show| lines(show).iter().filter(|word| **word == "came").count() == 2).await;
    show.until("it is live", |show| show.line("Stand-up").contains('●')).await;
    show.settle().await;
    let who: Vec<String> = show.session.app.happenings.lines().map(|line| line.who.to_string()).collect();
    assert!(who.contains(&"Bo".to_owned()) && who.contains(&"Chi".to_owned()), "the look after it tells who: {who:?}");
    house.with(|world| world.end(&space)).unwrap();
    show.until("it is over", |show| show.line("Stand-up").contains('○')).await;
    show.until("all is acknowledged", |_| house.with(|world| world.backlog(&start.news.as_ref().unwrap().pull)) == 0).await;
}

#[tokio::test]
async fn the_first_one_in_is_told_once_and_by_name() {
    let (house, start) = House::with_news();
    let space = house.space("Stand-up");
    let mut show = live(&house, &start).await;
    show.act("w").await;
    show.settle().await;
    house.join(&space, &["Bo"]);
    show.until("it rings", |show| !show.notices().is_empty()).await;
    house.join(&space, &["Chi"]);
    show.until("both are there", |show| lines(show).iter().filter(|word| **word == "came").count() == 2).await;
    show.settle().await;
    let told = show.notices();
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].contains("Stand-up - Bo came in"), "{told:?}");
    // Whoever it is: it is told all the same.
    house.with(|world| world.end(&space)).unwrap();
    show.until("it is over", |show| show.line("Stand-up").contains('○')).await;
    house.with(|world| world.add_fault(Fault::new(Trouble::Refuse(Refusal::Masked)).on(Method::GetSpace)));
    house.join(&space, &["Dee"]);
    show.until("it rings again", |show| show.notices().len() == 2).await;
    assert!(show.notices()[1].contains("Stand-up - somebody came in"), "{:?}", show.notices());
}

#[tokio::test]
async fn only_what_is_watched_where_that_is_chosen() {
    let (house, mut start) = House::with_news();
    start.news.as_mut().unwrap().of = Watched::Marked;
    let (one, other) = (house.space("One"), house.space("Other"));
    let mut show = house.open_as(&start);
    show.settle().await;
    assert_eq!(house.count(Method::Events(EventsMethod::Create)), 0);
    show.act("w").await;
    show.until("news come", |show| show.session.app.feed().0 == Feed::Live).await;
    assert_eq!(house.count(Method::Events(EventsMethod::Create)), 1, "one for the one under the cursor");
    house.join(&one, &["Bo"]);
    house.join(&other, &["Bo"]);
    show.until("it is told", |show| !lines(show).is_empty()).await;
    show.settle().await;
    show.act("w").await;
    show.until("the subscription is gone", |_| house.count(Method::Events(EventsMethod::Delete)) == 1).await;
    show.until("it looks again", |show| show.session.app.feed().0 == Feed::Polling).await;
}

#[tokio::test]
async fn a_subscription_of_yesterday_is_adopted() {
    let (house, start) = House::with_news();
    let mut first = live(&house, &start).await;
    first.settle().await;
    drop(first);
    let mut second = live(&house, &start).await;
    second.settle().await;
    assert_eq!(
        (house.count(Method::Events(EventsMethod::Create)), house.count(Method::Events(EventsMethod::List))),
        (2, 1),
        "made once, refused once, found"
    );
}

#[tokio::test]
async fn leaving_takes_it_away_where_that_is_chosen() {
    for delete in [false, true] {
        let (house, mut start) = House::with_news();
        start.news.as_mut().unwrap().delete_on_exit = delete;
        let mut show = live(&house, &start).await;
        show.settle().await;
        show.press_to_end("q").await;
        show.finish().await;
        assert_eq!(house.count(Method::Events(EventsMethod::Delete)), usize::from(delete));
    }
}

#[tokio::test]
async fn duplicates_and_wrong_order_change_nothing() {
    let (house, start) = House::with_news();
    let space = house.space("Stand-up");
    house.with(|world| {
        world.set_repeats(2);
        world.set_backwards(true);
    });
    let mut show = live(&house, &start).await;
    house.join(&space, &["Bo", "Chi"]);
    house.with(|world| world.leave(&space, &greenroom::emulator::Person::Anonymous("Bo".into()))).unwrap();
    let backlog = || house.with(|world| world.backlog(&start.news.as_ref().unwrap().pull));
    show.until("all is told", |show| lines(show).len() >= 4 && backlog() == 0).await;
    show.settle().await;
    let mut all = lines(&show);
    all.sort_unstable();
    assert_eq!(all, ["call started", "came", "came", "left"]);
    assert!(show.line("Stand-up").contains('●'), "Chi is still there, whatever came last");
}

#[tokio::test]
async fn a_thousand_in_a_burst_are_taken_in_and_keys_still_work() {
    let (house, start) = House::with_news();
    let space = house.space("Stand-up");
    house.space("Other");
    let mut show = live(&house, &start).await;
    show.settle().await;
    let reads = house.count(Method::GetSpace);
    house.with(|world| {
        for number in 0..500 {
            let person = greenroom::emulator::Person::Anonymous(format!("P{number}"));
            world.join(&space, &person).unwrap();
            world.leave(&space, &person).unwrap();
        }
    });
    show.press("j").await;
    show.until("all is told", |show| show.session.app.happenings.len() >= 1000).await;
    show.press("k").await;
    show.settle().await;
    assert!(
        house.count(Method::GetSpace) - reads < 20,
        "one space, one look at a time: {}",
        house.count(Method::GetSpace) - reads
    );
    show.is_usable().await;
}

#[tokio::test]
async fn from_the_end_of_a_pull_to_the_screen() {
    let (house, start) = House::with_news();
    let space = house.space("Stand-up");
    let mut show = live(&house, &start).await;
    show.settle().await;
    let mut all = Vec::new();
    for round in 0..5 {
        let begin = Instant::now();
        house.join(&space, &[&format!("P{round}")]);
        // The request that hands it over is answered within this time as well.
        show.until("it is told", |show| lines(show).iter().filter(|word| **word == "came").count() > round).await;
        all.push(begin.elapsed());
        show.settle().await;
    }
    let longest = all.iter().max().copied().unwrap_or(Duration::ZERO);
    println!("event at the server → drawn: {all:?}, longest {longest:?}");
}

#[tokio::test]
async fn what_is_told_of_is_looked_at_every_five_minutes_at_the_most() {
    let (house, start) = House::with_news();
    let space = house.space("Stand-up");
    house.join(&space, &["Bo"]);
    let mut show = live(&house, &start).await;
    show.settle().await;
    show.act("w").await;
    // The timers of both looks ring now, though it is not time yet.
    let reads = || house.count(Method::GetSpace) + house.count(Method::ListParticipants);
    show.settle().await;
    let before = reads();
    for timer in [Timer::Live, Timer::Watch, Timer::Live, Timer::Watch] {
        show.sender.send(Msg::Woke(timer));
        show.settle().await;
    }
    assert_eq!(reads(), before, "events come of it");
    let next = show.session.app.next_look().unwrap();
    assert!(next.duration_since(jiff::Timestamp::now()).as_secs() > 280, "{next}");
    // Without events it is looked at as ever.
    house.with(|world| world.set_pubsub_role(crate::support::ANA, "greenroom", PubsubRole::Nothing));
    show.press("ctrl-r").await;
    show.until("it looks by itself", |show| show.session.app.feed().0 == Feed::Polling).await;
    show.settle().await;
    let next = show.session.app.next_look().unwrap();
    assert!(next.duration_since(jiff::Timestamp::now()).as_secs() < 20, "{next}");
}

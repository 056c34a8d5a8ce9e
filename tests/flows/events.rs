//! News as they happen: subscriptions are made by themselves, and what happens shows without being looked for.

use std::time::Duration;

use greenroom::app::Feed;
use greenroom::config::Watched;
use greenroom::effect::{Msg, Timer};
use greenroom::emulator::{EventsMethod, Fault, Method, Person, PubsubRole, Refusal, Trouble};

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
async fn who_was_there_before_events_came_is_counted_however_fresh_the_list_is() {
    let (house, start) = House::with_news();
    let space = house.with(|world| world.create_space_for(crate::support::ANA, "greenroom")).unwrap();
    house.join(&space, &["Bo", "Chi"]);
    // Another program has read it a moment ago: it is shown without a question.
    house.remember(&space, "Stand-up", 1);
    let mut show = live(&house, &start).await;
    show.until("they are counted", |show| show.line("Stand-up").contains(" 2 ")).await;
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
    house.with(|world| world.leave(&space, &Person::Anonymous("Bo".into()))).unwrap();
    let backlog = || house.with(|world| world.backlog(&start.news.as_ref().unwrap().pull));
    show.until("all is told", |show| lines(show).len() >= 4 && backlog() == 0).await;
    show.settle().await;
    let mut all = lines(&show);
    all.sort_unstable();
    assert_eq!(all, ["call started", "came", "came", "left"]);
    assert!(show.line("Stand-up").contains('●'), "Chi is still there, whatever came last");
}

/// The filter of what happened, and how many lines there are in all, as they stand on the screen.
fn filter(show: &Show) -> Option<(String, usize)> {
    show.screen().lines().find_map(|line| {
        let (typed, counts) = line.split_once("│ / ")?.1.split_once("   ")?;
        let (_matches, all) = counts.trim_matches(|letter: char| letter == '│' || letter == ' ').split_once(" of ")?;
        Some((typed.to_owned(), all.parse().ok()?))
    })
}

#[tokio::test]
async fn a_thousand_in_a_burst_are_taken_in_and_no_key_is_dropped() {
    let (house, start) = House::with_news();
    let (space, other) = (house.space("Stand-up"), house.space("Other"));
    let mut show = live(&house, &start).await;
    house.join(&other, &["Bo"]);
    show.until("there is something to filter", |show| show.session.app.happenings.len() == 2).await;
    show.settle().await;
    show.act("E /").await;
    let reads = house.count(Method::GetSpace);
    house.with(|world| {
        world.join(&space, &Person::Anonymous("First".into())).unwrap();
        for number in 0..500 {
            let person = Person::Anonymous(format!("P{number}"));
            world.join(&space, &person).unwrap();
            world.leave(&space, &person).unwrap();
        }
    });
    // Letters, and each fourth time the last one is taken back; what stands there then is what was typed.
    let (mut typed, mut keys) = (String::new(), 0);
    while show.session.app.happenings.len() < 1004 || keys < 40 {
        if keys % 4 == 3 || typed.len() > 60 {
            show.press("backspace").await;
            typed.pop();
        } else {
            let letter = char::from(b'a' + u8::try_from(keys % 26).unwrap());
            show.press(&letter.to_string()).await;
            typed.push(letter);
        }
        keys += 1;
        assert_eq!(filter(&show).map(|(shown, _)| shown), Some(typed.clone()), "after {keys} keys\n{}", show.screen());
        // What else there is to do, between two keys.
        let _step = tokio::time::timeout(Duration::from_millis(1), show.session.step()).await;
    }
    show.settle().await;
    assert_eq!(filter(&show), Some((typed, 1004)));
    let looks = house.count(Method::GetSpace) - reads;
    assert!(looks < 20, "one space, one look at a time: {looks}");
    show.press("esc esc").await;
    show.is_usable().await;
}

#[tokio::test]
async fn the_first_frame_after_a_pull_shows_what_it_brought() {
    let (house, start) = House::with_news();
    let spaces = ["Stand-up", "Retro", "Planning"].map(|title| (title, house.space(title)));
    let mut show = live(&house, &start).await;
    show.act("E").await;
    // No look is answered from here on: what is shown is what the event says.
    let looks = house.count(Method::GetSpace);
    house.fault(Fault::new(Trouble::HangBeforeHeaders).on(Method::GetSpace));
    for (number, (title, space)) in spaces.iter().enumerate() {
        let before = show.screen();
        house.join(space, &["Bo"]);
        show.until("it is told", |show| lines(show).len() > 2 * number).await;
        assert_eq!(show.screen(), before, "no frame came between");
        show.until("the next frame", |show| show.screen() != before).await;
        let screen = show.screen();
        let said = |what| screen.lines().any(|line| line.contains(title) && line.contains(what));
        assert!(said("call started") && said("came"), "{screen}");
    }
    show.until("each is looked at", |_| house.count(Method::GetSpace) == looks + 3).await;
    let answered = house.requests(Method::GetSpace).iter().filter(|request| request.status.is_some()).count();
    assert_eq!(answered, looks, "no look was answered");
    show.press("esc").await;
    for (title, _) in &spaces {
        assert!(show.line(title).contains('●'), "{}", show.screen());
    }
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

//! The computer was away: it slept for a day, or there was no network when greenroom began.

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use greenroom::app::Feed;
use greenroom::config::Watched;
use greenroom::emulator::{EventsMethod, Fault, Method, OAuth, PubsubMethod, Scope as Grant, Suspension, Trouble as Fails};
use jiff::{SignedDuration, Timestamp};

use crate::events::live;
use crate::events_badly::{pull_of, subscriptions};
use crate::events_pulled::next_wait_meets;
use crate::support::{ANA, House, Show};

/// A clock of a test's own, in seconds ahead: each has one, for they may run in one process.
macro_rules! clock {
    ($ahead:ident, $now:ident) => {
        static $ahead: AtomicI64 = AtomicI64::new(0);
        fn $now() -> Timestamp {
            Timestamp::now() + SignedDuration::from_secs($ahead.load(Ordering::SeqCst))
        }
    };
}

clock!(SLEPT, slept_now);

#[tokio::test]
async fn after_a_day_asleep_every_subscription_is_looked_at_and_nobody_is_called() {
    const DAY: i64 = 24 * 3600;
    let (mut house, mut start) = House::with_news();
    house.token = house.with(|world| world.issue_token(ANA, "greenroom", &Grant::FOR_NEWS, Duration::from_hours(48))).unwrap();
    start.now = slept_now;
    let news = start.news.as_mut().unwrap();
    (news.of, news.token, news.waits.nap) = (Watched::Marked, house.token.clone(), Duration::from_millis(20));
    let spaces = ["Kept", "Mended", "Suspended", "Gone"].map(|label| house.space(label));
    let mut show = house.open_as(&start);
    show.act("* w").await;
    let create = Method::Events(EventsMethod::Create);
    show.until("all are watched", |show| show.session.app.feed().0 == Feed::Live && house.count(create) == 4).await;
    show.settle().await;
    let all = subscriptions(&house).await;
    let of = |space: &str| {
        let its = all.iter().find(|one| one.target.as_ref().unwrap().resource().ends_with(space));
        its.unwrap().name.to_string()
    };
    let [kept, mended, suspended, gone] = spaces.each_ref().map(|space| of(space));

    // The connection dies, and nobody says so.
    next_wait_meets(&house, &mut show, Fails::HangBeforeHeaders).await;
    house.join(&spaces[0], &["Bo"]);
    house.with(|world| {
        world.end(&spaces[0]).unwrap();
        world.suspend_subscription(&mended, Suspension::EndpointPermissionDenied, false).unwrap();
        world.suspend_subscription(&suspended, Suspension::UserAuthorizationFailure, true).unwrap();
        world.expire_subscription(&gone).unwrap();
    });
    show.settle().await;
    assert!(show.session.app.happenings.is_empty());
    house.with(|world| {
        world.clear_requests();
        world.advance(SignedDuration::from_secs(DAY));
    });
    SLEPT.store(DAY, Ordering::SeqCst);

    let backlog = || house.with(|world| world.backlog(&pull_of(&start)));
    show.until("all that came meanwhile is taken in", |show| show.session.app.happenings.len() >= 3 && backlog() == 0).await;
    show.until("what is gone is made anew", |_| house.count(create) == 1).await;
    show.until("what is suspended is explained", |show| {
        show.session.app.problems().any(|problem| problem.why.contains("may not see the space any more"))
    })
    .await;
    show.until("what can be set going again is", |_| house.count(Method::Events(EventsMethod::Reactivate)) >= 1).await;
    show.settle().await;
    let looked = house.requests(Method::Events(EventsMethod::Get));
    for name in [&kept, &mended, &suspended, &gone] {
        assert!(looked.iter().any(|request| request.target.ends_with(name.as_str())), "{name} was looked at: {looked:?}");
    }
    assert_eq!(subscriptions(&house).await.iter().filter(|one| one.suspended.is_none()).count(), 3);
    let words: Vec<_> = show.session.app.happenings.lines().map(|line| line.kind.word()).collect();
    assert!(["call started", "came", "call ended"].iter().all(|word| words.contains(word)), "{words:?}");
    assert_eq!(show.notices(), [""; 0], "it was yesterday");
    // And what happens now is news.
    house.join(&spaces[0], &["Chi"]);
    show.until("that rings", |show| show.notices().len() == 1).await;
    assert!(show.notices()[0].contains("Kept"), "{:?}", show.notices());
}

clock!(WORD, word_now);

#[tokio::test]
async fn a_sleep_is_noticed_though_a_word_comes_first() {
    let (mut house, mut start) = House::with_news();
    house.token = house.with(|world| world.issue_token(ANA, "greenroom", &Grant::FOR_NEWS, Duration::from_hours(48))).unwrap();
    start.now = word_now;
    start.news.as_mut().unwrap().token.clone_from(&house.token);
    // The nap of a minute is not over for long, and what was looked at is not due.
    house.space("Stand-up");
    let mut show = live(&house, &start).await;
    show.settle().await;
    let look = Method::Events(EventsMethod::Get);
    let before = (house.count(look), probes(&house));
    WORD.store(10 * 60, Ordering::SeqCst);
    let name = &subscriptions(&house).await[0].name;
    let kind = "google.workspace.events.subscription.v1.expirationReminder";
    house.with(|world| world.send_event(name.as_str(), kind, "", &serde_json::json!({}))).unwrap();
    show.until("it was looked at, and asked whether pulling works", |_| {
        house.count(look) > before.0 && probes(&house) > before.1
    })
    .await;
}

fn probes(house: &House) -> usize {
    let pulls = house.requests(Method::Pubsub(PubsubMethod::Pull));
    pulls.iter().filter(|pull| pull.body.as_ref().is_some_and(|body| body["returnImmediately"] == true)).count()
}

clock!(OFF_LINE, off_line_now);

#[tokio::test]
async fn who_began_without_a_network_gets_news_when_it_is_there() {
    let (house, mut start) = House::with_news();
    start.now = off_line_now;
    start.news.as_mut().unwrap().waits.nap = Duration::from_millis(20);
    house.fault(Fault::new(Fails::Reset).on(OAuth::Userinfo));
    let mut show: Show = house.open_as(&start);
    let asked = || house.with(|world| world.requests().iter().filter(|one| one.oauth == Some(OAuth::Userinfo)).count());
    show.until("whose spaces they are was asked", |_| asked() >= 1).await;
    show.settle().await;
    assert_eq!(show.session.app.problems().count(), 0, "that there is no answer says nothing about the sign-in");
    house.all_is_well();
    OFF_LINE.store(31, Ordering::SeqCst);
    show.until("it is asked again by itself", |show| show.session.app.feed().0 == Feed::Live).await;
}

//! Bad days of pulling: it hangs, breaks off, is refused or answered too soon, and who is asked about what came is slow.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures_util::FutureExt;
use futures_util::future::{BoxFuture, ready};
use greenroom::app::Feed;
use greenroom::emulator::{EventsMethod, Fault, Message, Method, PubsubMethod, Refusal, Scope as Grant, Trouble as Fails};
use greenroom::events::pubsub::Pubsub;
use greenroom::meet::client::{Client, Settings};
use greenroom::meet::token::{StaticToken, TokenError, TokenSource};
use jiff::{SignedDuration, Timestamp};
use secrecy::{ExposeSecret, SecretString};

use crate::events::live;
use crate::events_badly::{polls_because, pull_of, topic_of};
use crate::support::{ANA, House, Show, Start};

const PULL: Method = Method::Pubsub(PubsubMethod::Pull);

fn backlog(house: &House, start: &Start) -> usize {
    house.with(|world| world.backlog(&pull_of(start)))
}

/// Pulls from now on end after that time if nothing is answered.
fn bounded(start: &mut Start, pull: u64) {
    start.news.as_mut().unwrap().waits.pull = Duration::from_millis(pull);
}

/// What could be had by somebody else at this moment.
async fn free(house: &House, start: &Start) -> usize {
    let settings = Settings::new(house.endpoint().parse().unwrap());
    let client = Client::new(settings, Arc::new(StaticToken::new(&house.token))).unwrap().client;
    Pubsub::new(client).pull(&pull_of(start).parse().unwrap(), 100, true).await.unwrap().len()
}

/// The long wait of now ends, and the next one meets the fault; the short answer between them does not.
pub async fn next_wait_meets(house: &House, show: &mut Show, fails: Fails) {
    show.until("it waits", |_| house.count(PULL) >= 2).await;
    let before = house.count(PULL);
    house.fault(Fault::new(fails).on(PubsubMethod::Pull).sparing(1).times(1));
    show.press("ctrl-r").await;
    show.until("the next wait has begun", |_| house.count(PULL) == before + 2).await;
    show.settle().await;
}

#[tokio::test]
async fn pulls_that_break_off_are_tried_again_and_nothing_is_lost() {
    let (house, mut start) = House::with_news();
    bounded(&mut start, 100);
    let space = house.space("Stand-up");
    let mut show = live(&house, &start).await;
    let soon = Some(Duration::from_secs(1));
    for fails in [
        Fails::Reset,
        Fails::HangBeforeHeaders,
        Fails::HangAfterHeaders,
        Fails::CutBody,
        Fails::Html,
        Fails::Refuse(Refusal::Internal),
        Fails::Refuse(Refusal::Unavailable { retry_after: None }),
        Fails::Refuse(Refusal::Unavailable { retry_after: soon }),
        Fails::Refuse(Refusal::RateLimited { retry_after: soon, retry_info: None }),
        Fails::Refuse(Refusal::RateLimited { retry_after: None, retry_info: soon }),
    ] {
        house.fault(Fault::new(fails).on(PubsubMethod::Pull).times(3));
        let (told, pulls) = (show.session.app.happenings.len(), house.count(PULL));
        show.press("ctrl-r").await;
        show.until("it met the first one", |_| house.count(PULL) > pulls).await;
        house.join(&space, &["Bo", "Chi"]);
        show.until("and the last one", |_| house.count(PULL) >= pulls + 3).await;
        // What an answer had that did not arrive comes again when its deadline is over.
        house.with(|world| world.advance(SignedDuration::from_secs(11)));
        show.until("it is told all the same", |show| show.session.app.happenings.len() >= told + 3).await;
        house.all_is_well();
        house.with(|world| world.end(&space)).unwrap();
        show.until("all is taken in", |_| backlog(&house, &start) == 0).await;
    }
    show.until("news come", |show| show.session.app.feed().0 == Feed::Live).await;
}

#[tokio::test]
async fn a_server_that_never_answers_is_not_called_live_and_when_it_answers_again_it_is() {
    let (house, mut start) = House::with_news();
    bounded(&mut start, 100);
    let space = house.space("Stand-up");
    let mut show = live(&house, &start).await;
    house.fault(Fault::new(Fails::HangBeforeHeaders).on(PubsubMethod::Pull));
    polls_because(&mut show, "The answer was not complete", "Check the network").await;
    house.join(&space, &["Bo"]);
    house.all_is_well();
    show.until("it is live by itself", |show| show.session.app.feed().0 == Feed::Live).await;
    show.until("what came meanwhile is told", |show| show.session.app.happenings.len() >= 2).await;
}

#[tokio::test]
async fn what_a_pull_had_that_was_dropped_comes_again_once() {
    let (house, start) = House::with_news();
    let space = house.space("Stand-up");
    let mut show = live(&house, &start).await;
    next_wait_meets(&house, &mut show, Fails::HangAfterHeaders).await;
    house.join(&space, &["Bo"]);
    // Who asks beside it may have been first, and forgets it.
    while free(&house, &start).await > 0 {
        house.with(|world| world.advance(SignedDuration::from_secs(11)));
    }
    show.act("ctrl-r").await;
    assert_eq!((show.session.app.happenings.len(), backlog(&house, &start)), (0, 2));
    house.with(|world| world.advance(SignedDuration::from_secs(11)));
    show.until("it comes again", |_| backlog(&house, &start) == 0).await;
    show.settle().await;
    assert_eq!(show.session.app.happenings.len(), 2);
    assert_eq!(show.session.app.feed().0, Feed::Live);
}

#[tokio::test]
async fn a_server_that_does_not_wait_is_not_asked_without_end() {
    let (house, mut start) = House::with_news();
    let waits = &mut start.news.as_mut().unwrap().waits;
    (waits.first, waits.longest) = (Duration::from_hours(1), Duration::from_hours(1));
    house.with(|world| world.set_pull_wait(Duration::ZERO));
    let space = house.space("Stand-up");
    let mut show = live(&house, &start).await;
    show.until("the first wait that was none", |_| house.count(PULL) == 2).await;
    house.join(&space, &["Bo"]);
    // The first may meet the answer of before on its way, whose messages then come again.
    for _ in 0..3 {
        let before = house.count(PULL);
        show.press("ctrl-r").await;
        show.until("it is asked", |_| house.count(PULL) > before).await;
        house.with(|world| world.advance(SignedDuration::from_secs(11)));
    }
    show.until("it is told", |_| backlog(&house, &start) == 0).await;
    show.settle().await;
    assert!(house.count(PULL) < 20, "{}", house.count(PULL));
    assert_eq!((show.session.app.feed().0, show.session.app.problems().count()), (Feed::Live, 0));
}

/// Tokens of which the next one is had by asking anew.
struct Renewed(Mutex<Vec<String>>);

impl TokenSource for Renewed {
    fn token(&self) -> BoxFuture<'_, Result<SecretString, TokenError>> {
        ready(Ok(self.0.lock().unwrap()[0].as_str().into())).boxed()
    }

    fn renew<'a>(&'a self, refused: &'a SecretString) -> BoxFuture<'a, Result<Option<SecretString>, TokenError>> {
        let mut all = self.0.lock().unwrap();
        if all.len() > 1 && all[0] == refused.expose_secret() {
            all.remove(0);
        }
        ready(Ok(Some(all[0].as_str().into()))).boxed()
    }
}

#[tokio::test]
async fn a_token_that_runs_out_is_renewed_without_a_word() {
    let (house, mut start) = House::with_news();
    let issue = || house.with(|world| world.issue_token(ANA, "greenroom", &[Grant::Pubsub], Duration::from_hours(1))).unwrap();
    let (first, second) = (issue(), issue());
    start.news.as_mut().unwrap().tokens = Some(Arc::new(Renewed(Mutex::new(vec![first.clone(), second]))));
    let space = house.space("Stand-up");
    let mut show = live(&house, &start).await;
    house.with(|world| world.expire_token(&first)).unwrap();
    house.join(&space, &["Bo"]);
    show.until("it is told and acknowledged", |_| backlog(&house, &start) == 0).await;
    show.act("ctrl-r").await;
    assert_eq!((show.session.app.feed().0, show.session.app.problems().count()), (Feed::Live, 0));
    let refused = house.with(|world| world.requests().iter().any(|request| request.status == Some(401)));
    assert!(refused, "it had run out");
}

/// An event of a conference, which names its space or only whose it is.
fn started(number: usize, space: Option<&str>) -> Message {
    let subject =
        space.map_or("//cloudidentity.googleapis.com/users/1".to_owned(), |name| format!("//meet.googleapis.com/{name}"));
    let kind = "google.workspace.meet.conference.v2.started";
    let time = Timestamp::now().to_string();
    let attributes = [("ce-type", kind), ("ce-id", &format!("e{number}")), ("ce-subject", &subject), ("ce-time", &time)];
    let data = serde_json::json!({"conferenceRecord": {"name": format!("conferenceRecords/c{number}")}}).to_string();
    Message {
        attributes: attributes.map(|(key, value)| (key.to_owned(), value.to_owned())).into(),
        data: base64::Engine::encode(&base64::engine::general_purpose::STANDARD, data),
        ordering_key: None,
    }
}

#[tokio::test]
async fn what_names_its_space_is_told_while_it_is_asked_where_the_rest_was() {
    let (house, start) = House::with_news();
    let space = house.space("Stand-up");
    let mut show = live(&house, &start).await;
    show.settle().await;
    house.fault(Fault::new(Fails::HangBeforeHeaders).on(Method::GetConferenceRecord));
    house.with(|world| {
        for number in 0..10 {
            world.publish(&topic_of(&start), started(number, None)).unwrap();
        }
        world.publish(&topic_of(&start), started(10, Some(&space))).unwrap();
    });
    show.until("it is told", |show| !show.session.app.happenings.is_empty()).await;
    show.until("several are asked about at once", |_| house.count(Method::GetConferenceRecord) > 1).await;
    let told: Vec<_> = show.session.app.happenings.lines().filter_map(|line| line.space.clone()).collect();
    assert_eq!((told.len(), told[0].as_str()), (1, space.as_str()));
    assert_eq!(backlog(&house, &start), 11, "none is acknowledged before all are told");
}

#[tokio::test]
async fn what_cannot_be_told_where_it_was_is_told_without_that() {
    let (house, start) = House::with_news();
    let space = house.space("Stand-up");
    let mut show = live(&house, &start).await;
    house.fault(Fault::new(Fails::Refuse(Refusal::NotFound)).on(Method::GetConferenceRecord));
    house.with(|world| {
        world.publish(&topic_of(&start), started(1, None)).unwrap();
        world.publish(&topic_of(&start), started(2, Some(&space))).unwrap();
    });
    show.until("all is taken in", |_| backlog(&house, &start) == 0).await;
    show.settle().await;
    assert_eq!(show.session.app.happenings.lines().filter(|line| line.space.is_none()).count(), 1);
    assert_eq!(show.session.app.happenings.len(), 2);
}

#[tokio::test]
async fn as_long_as_the_app_is_busy_nobody_else_gets_what_it_has() {
    let (house, mut start) = House::with_news();
    start.news.as_mut().unwrap().waits.extend = Duration::from_millis(10);
    let space = house.space("Stand-up");
    let mut show = live(&house, &start).await;
    show.settle().await;
    let words = || house.count(Method::Pubsub(PubsubMethod::ModifyAckDeadline));
    let more = async |several: usize| {
        let before = words();
        while words() < before + several {
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
    };
    house.join(&space, &["Bo"]);
    for round in 0..5 {
        // The app does not stir. Of two words the second one is said after the clock was set on.
        more(2).await;
        house.with(|world| world.advance(SignedDuration::from_secs(25)));
        assert_eq!(free(&house, &start).await, 0, "round {round}");
    }
    assert_eq!(house.count(Method::Pubsub(PubsubMethod::Acknowledge)), 0);
    // That word may fail, and it may hang: what is taken in is acknowledged all the same.
    house.fault(Fault::new(Fails::Refuse(Refusal::Internal)).on(PubsubMethod::ModifyAckDeadline).times(1));
    house.fault(Fault::new(Fails::HangBeforeHeaders).on(PubsubMethod::ModifyAckDeadline));
    more(3).await;
    show.until("it is acknowledged", |_| backlog(&house, &start) == 0).await;
    show.settle().await;
    assert_eq!(show.session.app.happenings.len(), 2);
}

#[tokio::test]
async fn what_could_not_be_acknowledged_comes_again_and_is_not_told_again() {
    let (house, start) = House::with_news();
    let space = house.space("Stand-up");
    let mut show = live(&house, &start).await;
    let acknowledge = Method::Pubsub(PubsubMethod::Acknowledge);
    house.fault(Fault::new(Fails::Refuse(Refusal::Internal)).on(PubsubMethod::Acknowledge));
    house.join(&space, &["Bo"]);
    show.until("it was tried", |show| house.count(acknowledge) > 0 && show.session.app.happenings.len() == 2).await;
    show.settle().await;
    house.all_is_well();
    assert!(backlog(&house, &start) > 0);
    house.with(|world| world.advance(SignedDuration::from_secs(11)));
    show.until("it comes again, and is known", |_| backlog(&house, &start) == 0).await;
    show.settle().await;
    assert_eq!((show.session.app.happenings.len(), show.session.app.feed().0), (2, Feed::Live));
}

#[tokio::test]
async fn what_is_just_being_made_is_taken_away_as_well() {
    let (house, mut start) = House::with_news();
    start.news.as_mut().unwrap().delete_on_exit = true;
    let (create, delete) = (Method::Events(EventsMethod::Create), Method::Events(EventsMethod::Delete));
    house.fault(Fault::new(Fails::Slow(Duration::from_millis(100))).on(EventsMethod::Create));
    let mut show = house.open_as(&start);
    show.until("it is being made", |_| house.count(create) == 1).await;
    show.press_to_end("q").await;
    show.finish().await;
    assert_eq!(house.count(delete), 1);
}

#[tokio::test]
async fn watching_one_more_drops_no_pull() {
    let (house, mut start) = House::with_news();
    start.news.as_mut().unwrap().of = greenroom::config::Watched::Marked;
    let (_one, two) = (house.space("One"), house.space("Two"));
    let mut show = house.open_as(&start);
    show.act("w").await;
    show.until("news come", |show| show.session.app.feed().0 == Feed::Live).await;
    show.until("it waits", |_| house.count(PULL) == 2).await;
    show.act("j w").await;
    show.until("both are watched", |_| house.count(Method::Events(EventsMethod::Create)) == 2).await;
    house.join(&two, &["Bo"]);
    show.until("the wait of before brings it", |show| !show.session.app.happenings.is_empty()).await;
    let waits =
        |request: &&greenroom::emulator::Request| request.body.as_ref().is_some_and(|body| body["returnImmediately"] == true);
    assert_eq!(house.requests(PULL).iter().filter(waits).count(), 1, "it is asked once whether pulling works");
}

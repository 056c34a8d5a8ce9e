//! Bad days of news: what is missing, expired, suspended, unreadable, silent or shared. The app looks by itself and says so.

use std::sync::Arc;
use std::time::Duration;

use greenroom::app::Feed;
use greenroom::config::Watched;
use greenroom::emulator::{EventsMethod, Message, Method, PubsubMethod, PubsubRole, Scope as Grant, Suspension};
use greenroom::events::subscription::Subscription;
use greenroom::events::workspace::Workspace;
use greenroom::meet::client::{Client, Settings};
use greenroom::meet::token::StaticToken;

use crate::events::live;
use crate::support::{ANA, House, Show, Start};

pub fn pull_of(start: &Start) -> String {
    start.news.as_ref().unwrap().pull.clone()
}

pub fn topic_of(start: &Start) -> String {
    start.news.as_ref().unwrap().topic.clone()
}

/// What Google has for Ana.
pub async fn subscriptions(house: &House) -> Vec<Subscription> {
    let settings = Settings::new(house.endpoint().parse().unwrap());
    let client = Client::new(settings, Arc::new(StaticToken::new(&house.token))).unwrap().client;
    Workspace::new(client).list(None).await.unwrap()
}

/// It looks by itself, and the latest problem says why.
pub async fn polls_because(show: &mut Show, why: &str, next: &str) {
    show.until(why, |show| show.session.app.problems().any(|problem| problem.why.contains(why))).await;
    assert_eq!(show.session.app.feed().0, Feed::Polling);
    let problem = show.session.app.problems().find(|problem| problem.why.contains(why)).unwrap();
    assert!(problem.next.contains(next), "{problem:?}");
    assert!(problem.what.contains("looking now and then"), "{problem:?}");
}

pub async fn works_again(show: &mut Show) {
    show.press("ctrl-r").await;
    show.until("news come again", |show| show.session.app.feed().0 == Feed::Live).await;
}

#[tokio::test]
async fn what_cannot_be_read_is_acknowledged_once_and_for_all() {
    let (house, start) = House::with_news();
    let space = house.space("Stand-up");
    let mut show = live(&house, &start).await;
    let (topic, pull) = (topic_of(&start), pull_of(&start));
    let event = |data: &str, kind: &str| Message {
        attributes: [("ce-type".to_owned(), kind.to_owned()), ("ce-id".to_owned(), "x1".to_owned())].into(),
        data: data.to_owned(),
        ordering_key: None,
    };
    let started = "google.workspace.meet.conference.v2.started";
    house.with(|world| {
        for data in ["%%% no base64", "", "e30=", "bm8ganNvbg=="] {
            world.publish(&topic, event(data, started)).unwrap();
        }
        world.publish(&topic, Message { data: "e30=".into(), ..Message::default() }).unwrap();
        world.publish(&topic, event("e30=", "google.workspace.chat.message.v1.created")).unwrap();
    });
    show.until("all are acknowledged", |_| house.with(|world| world.backlog(&pull)) == 0).await;
    house.join(&space, &["Bo"]);
    show.until("what follows is told", |show| !show.session.app.happenings.is_empty()).await;
    show.settle().await;
    assert_eq!(show.session.app.problems().count(), 0);
}

#[tokio::test]
async fn a_suspension_is_explained_and_when_it_is_mended_news_come_again() {
    let (house, mut start) = House::with_news();
    start.news.as_mut().unwrap().of = Watched::Marked;
    house.space("Stand-up");
    let mut show = house.open_as(&start);
    show.act("w").await;
    show.until("news come", |show| show.session.app.feed().0 == Feed::Live).await;
    let name = subscriptions(&house).await[0].name.to_string();
    house.with(|world| world.suspend_subscription(&name, Suspension::UserAuthorizationFailure, true)).unwrap();
    polls_because(&mut show, "The account that made it may not see the space any more.", "Sign in as an account").await;
    house.with(|world| world.lift_cause(&name)).unwrap();
    works_again(&mut show).await;
}

#[tokio::test]
async fn expired_while_away_it_is_made_anew() {
    let (house, start) = House::with_news();
    let mut show = live(&house, &start).await;
    show.settle().await;
    let name = subscriptions(&house).await[0].name.to_string();
    house.with(|world| world.expire_subscription(&name)).unwrap();
    show.until("there is another one", |_| house.count(Method::Events(EventsMethod::Create)) == 2).await;
    show.until("news come", |show| show.session.app.feed().0 == Feed::Live).await;
}

#[tokio::test]
async fn the_grant_is_missing() {
    let (house, start) = House::with_news();
    house.with(|world| world.let_meet_publish(&topic_of(&start), false)).unwrap();
    let mut show = house.open_as(&start);
    polls_because(&mut show, "Google", "greenroom events setup").await;
    house.with(|world| world.let_meet_publish(&topic_of(&start), true)).unwrap();
    works_again(&mut show).await;
}

#[tokio::test]
async fn the_topic_is_in_another_project() {
    let (house, mut start) = House::with_news();
    let topic = "projects/calendar/topics/meet-events".to_owned();
    house.with(|world| {
        world.prepare_events("calendar").unwrap();
    });
    start.news.as_mut().unwrap().topic = topic;
    let mut show = house.open_as(&start);
    polls_because(&mut show, "", "greenroom events setup").await;
}

#[tokio::test]
async fn a_scope_is_missing() {
    let (mut house, start) = House::with_news();
    house.token = house
        .with(|world| world.issue_token(ANA, "greenroom", &[Grant::Settings, Grant::OpenId], Duration::from_hours(1)))
        .unwrap();
    let mut show = house.open_as(&start);
    polls_because(&mut show, "meetings.space.created, meetings.space.readonly", "tick every box").await;
}

#[tokio::test]
async fn the_credentials_may_not_pull() {
    let (house, mut start) = House::with_news();
    start.news.as_mut().unwrap().token =
        house.with(|world| world.issue_token(ANA, "greenroom", &Grant::ALL, Duration::from_hours(1))).unwrap();
    let mut show = house.open_as(&start);
    polls_because(&mut show, "pubsub", "credentials").await;
}

#[tokio::test]
async fn the_subscription_of_pubsub_is_not_there() {
    let (house, mut start) = House::with_news();
    start.news.as_mut().unwrap().pull = "projects/greenroom/subscriptions/nowhere".into();
    let mut show = house.open_as(&start);
    polls_because(&mut show, "is not there", "greenroom events setup").await;
    assert!(house.count(Method::Pubsub(PubsubMethod::Pull)) < 50, "it rests between tries");
}

#[tokio::test]
async fn a_role_that_is_taken_away_and_given_back() {
    let (house, start) = House::with_news();
    let mut show = live(&house, &start).await;
    house.with(|world| world.set_pubsub_role(ANA, "greenroom", PubsubRole::Nothing));
    show.press("ctrl-r").await;
    polls_because(&mut show, "may not do this with Pub/Sub", "greenroom events setup").await;
    house.with(|world| world.set_pubsub_role(ANA, "greenroom", PubsubRole::Admin));
    works_again(&mut show).await;
}

#[tokio::test]
async fn two_programs_of_one_computer_do_not_share_a_subscription() {
    let (house, mut start) = House::with_news();
    start.news.as_mut().unwrap().lock = Some(house.dir.path().join("events.lock"));
    let space = house.space("Stand-up");
    let mut first = live(&house, &start).await;
    let mut second = house.open_as(&start);
    polls_because(&mut second, "Another greenroom on this computer", "GREENROOM_EVENTS_SUBSCRIPTION").await;
    house.join(&space, &["Bo", "Chi"]);
    first.until("the first has all", |show| show.session.app.happenings.len() >= 3).await;
    drop(first);
    works_again(&mut second).await;
}

#[tokio::test]
async fn a_token_that_does_not_tell_the_number_watches_what_is_marked() {
    let (mut house, start) = House::with_news();
    house.token = house.with(|world| world.issue_token(ANA, "greenroom", &Grant::ALL, Duration::from_hours(1))).unwrap();
    house.space("Stand-up");
    let mut show = house.open_as(&start);
    polls_because(&mut show, "need the number of your account", "scope = \"watched\"").await;
    show.act("w").await;
    show.until("news of it come", |show| show.session.app.feed().0 == Feed::Live).await;
}

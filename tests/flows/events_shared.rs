//! Two programs on two computers pull from one subscription: each gets a part of the messages, and the app notices.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicUsize, Ordering};
use std::time::Duration;

use greenroom::app::Feed;
use greenroom::effect::{Msg, Timer};
use greenroom::emulator::Person;
use greenroom::events::pubsub::Pubsub;
use greenroom::meet::client::{Client, Settings};
use greenroom::meet::token::StaticToken;
use jiff::{SignedDuration, Timestamp};
use tokio::task::JoinHandle;

use super::events::live;
use super::support::{House, Show, Start};

/// How far the clock of this test is ahead, in seconds.
static AHEAD: AtomicI64 = AtomicI64::new(0);

fn now() -> Timestamp {
    Timestamp::now() + SignedDuration::from_secs(AHEAD.load(Ordering::SeqCst))
}

/// The other program: takes messages one by one until it is told to stop, and counts them.
struct Other {
    stop: Arc<AtomicBool>,
    taken: Arc<AtomicUsize>,
    task: JoinHandle<()>,
}

impl Other {
    fn start(house: &House, pull: &str) -> Self {
        let client = Client::new(Settings::new(house.endpoint().parse().unwrap()), Arc::new(StaticToken::new(&house.token)));
        let (pubsub, pull) = (Pubsub::new(client.unwrap().client), pull.parse().unwrap());
        let (stop, taken) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicUsize::new(0)));
        let (ends, count) = (stop.clone(), taken.clone());
        let task = tokio::spawn(async move {
            while !ends.load(Ordering::SeqCst) {
                for one in pubsub.pull(&pull, 1, false).await.unwrap() {
                    pubsub.acknowledge(&pull, &[one.ack]).await.unwrap();
                    count.fetch_add(1, Ordering::SeqCst);
                }
            }
        });
        Self { stop, taken, task }
    }

    async fn end(self) -> usize {
        self.stop.store(true, Ordering::SeqCst);
        self.task.await.unwrap();
        self.taken.load(Ordering::SeqCst)
    }
}

/// So many come in, one after the other; whoever pulls takes what is told of it, and half a minute goes by.
async fn round(house: &House, show: &mut Show, start: &Start, space: &str, people: usize) {
    let pull = &start.news.as_ref().unwrap().pull;
    for _ in 0..people {
        let number = house.with(|world| world.people_in(space));
        house.with(|world| world.join(space, &Person::Anonymous(format!("Guest {number}")))).unwrap();
        show.until("it is taken", |_| house.with(|world| world.backlog(pull)) == 0).await;
    }
    show.settle().await;
    AHEAD.fetch_add(31, Ordering::SeqCst);
    house.with(|world| world.advance(SignedDuration::from_secs(31)));
    // A call that is on the screen has a timer of its own.
    show.happens(Msg::Woke(Timer::Live));
    show.happens(Msg::Woke(Timer::Watch));
    show.settle().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_programs_of_two_computers_share_a_subscription_and_it_is_told_once() {
    let (house, start) = House::with_news();
    let start = Start { now, ..start };
    let space = house.space("Stand-up");
    house.with(|world| world.set_pull_wait(Duration::from_millis(100)));
    let mut show = live(&house, &start).await;
    show.act("w").await;
    for _ in 0..10 {
        round(&house, &mut show, &start, &space, 0).await;
    }
    let other = Other::start(&house, &start.news.as_ref().unwrap().pull);
    let missing =
        |show: &Show| show.session.app.problems().find(|problem| problem.what.contains("events do not arrive")).cloned();
    let mut rounds = 0;
    while missing(&show).is_none() {
        rounds += 1;
        assert!(rounds < 100, "of {} events it did not miss any", house.with(|world| world.people_in(&space)));
        round(&house, &mut show, &start, &space, 2).await;
    }
    show.shows("Some events do not arrive");
    show.tells("looking now and then as well", "Another program may take messages", "GREENROOM_EVENTS_SUBSCRIPTION");
    let told = missing(&show).unwrap();
    assert_eq!(show.session.app.feed().0, Feed::Polling);
    assert!(show.header().contains("polling"), "{}", show.header());
    // It looks every half minute, whatever the other one takes, and says nothing more.
    for _ in 0..10 {
        round(&house, &mut show, &start, &space, 2).await;
        let id = show.session.app.book.find(&space.parse().unwrap()).unwrap();
        let (running, _) = show.session.app.book.card(id).unwrap().running.unwrap();
        assert_eq!(running.people as usize, house.with(|world| world.people_in(&space)), "what is shown is right");
    }
    assert_eq!(missing(&show).unwrap().at, told.at, "it was said once");
    let (taken, of) = (other.end().await, house.with(|world| world.people_in(&space)));
    println!("told after {rounds} rounds; the other program took {taken} of {} messages", of + 1);
    assert!(taken >= 3 && taken < of, "{taken} of {of}");
    // Alone again: after a while events are trusted as before.
    let mut rounds = 0;
    while show.session.app.feed().0 != Feed::Live {
        rounds += 1;
        assert!(rounds < 60, "never trusted again\n{}", show.screen());
        round(&house, &mut show, &start, &space, 1).await;
    }
    show.shows("News come as they happen again");
    assert!(rounds >= 20, "{rounds}");
}

//! The pull loop over hours, in a moment: a mailbox without a network, and a clock that jumps.

use std::future::pending;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use jiff::{SignedDuration, Timestamp};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep};

use super::mailbox::Mailbox;
use super::pull::{Pulled, Puller};
use super::tests::{message, received};
use super::*;
use crate::effect::{EventsMsg, Msg};
use crate::events::error::{Api, EventsError};
use crate::events::pubsub::{AckId, Received};
use crate::meet::error::{MeetError, Phase};
use crate::meet::token::NoToken;
use crate::runtime::session::Incoming;

const HOUR: Duration = Duration::from_hours(1);

type Answer<T> = Result<T, EventsError>;
/// How long a pull takes, and what comes of it.
type Says = Box<dyn FnMut(bool) -> (Duration, Answer<Vec<Received>>) + Send>;

fn nothing_after(seconds: u64) -> (Duration, Answer<Vec<Received>>) {
    (Duration::from_secs(seconds), Ok(Vec::new()))
}

fn failed(cause: MeetError) -> Answer<Vec<Received>> {
    Err(EventsError { api: Api::Pubsub, cause })
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Did {
    Pull,
    Probe,
    Extend,
    Acknowledge,
}

struct Scripted {
    start: Instant,
    says: Mutex<Says>,
    /// Whether a word that something is still worked on gets no answer.
    deaf: bool,
    did: Mutex<Vec<(Duration, Did)>>,
    /// How many messages each pull asked for.
    most: Mutex<Vec<u32>>,
    /// Pulls that were begun and not dropped before they ended.
    ended: AtomicUsize,
}

impl Scripted {
    fn note(&self, did: Did) {
        self.did.lock().unwrap().push((self.start.elapsed(), did));
    }

    fn count(&self, did: Did) -> usize {
        self.did.lock().unwrap().iter().filter(|(_, done)| *done == did).count()
    }

    fn times(&self, did: Did) -> Vec<u64> {
        self.did.lock().unwrap().iter().filter(|(_, done)| *done == did).map(|(at, _)| at.as_secs()).collect()
    }
}

impl Mailbox for Scripted {
    async fn pull(&self, most: u32, now: bool) -> Answer<Vec<Received>> {
        self.note(if now { Did::Probe } else { Did::Pull });
        self.most.lock().unwrap().push(most);
        assert!(self.did.lock().unwrap().len() < 10_000, "it asks without end");
        let (after, answer) = (self.says.lock().unwrap())(now);
        sleep(after).await;
        self.ended.fetch_add(1, Ordering::SeqCst);
        answer
    }

    async fn acknowledge(&self, acks: &[AckId]) -> Answer<()> {
        assert!(!acks.is_empty());
        self.note(Did::Acknowledge);
        Ok(())
    }

    async fn extend(&self, acks: &[AckId]) -> Answer<()> {
        assert!(!acks.is_empty());
        self.note(Did::Extend);
        if self.deaf { pending().await } else { Ok(()) }
    }
}

/// The loop at work, with the test in the place of the app and of the keeper.
struct Bench {
    mailbox: Arc<Scripted>,
    news: UnboundedReceiver<Pulled>,
    incoming: UnboundedReceiver<Incoming>,
    handled: UnboundedSender<u64>,
    now: Arc<Notify>,
    go: Arc<Notify>,
    task: JoinHandle<()>,
}

impl Bench {
    fn start(deaf: bool, says: impl FnMut(bool) -> (Duration, Answer<Vec<Received>>) + Send + 'static) -> Self {
        let (sender, incoming) = Sender::channel();
        let (told, news) = unbounded_channel();
        let (handled, done) = unbounded_channel();
        let (now, go) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
        let settings = Settings::new(Endpoint::parse("http://127.0.0.1:9").unwrap());
        let puller = Puller {
            access: (settings.clone(), Arc::new(NoToken)),
            name: "projects/p-1/subscriptions/greenroom".parse().unwrap(),
            lock: None,
            waits: Waits::default(),
            network: Arc::new(Network::new(settings, Arc::new(NoToken), sender.clone())),
            sender,
            pending: Pending::default(),
            handled: done,
            told,
            now: now.clone(),
        };
        let mailbox = Arc::new(Scripted {
            start: Instant::now(),
            says: Mutex::new(Box::new(says)),
            deaf,
            did: Mutex::default(),
            most: Mutex::default(),
            ended: AtomicUsize::new(0),
        });
        let (its, gone) = (mailbox.clone(), go.clone());
        let task = tokio::spawn(async move { puller.pull_from(&*its, &gone).await });
        Self { mailbox, news, incoming, handled, now, go, task }
    }

    /// What the keeper heard so far: how often that it works, and how often that it does not.
    fn heard(&mut self) -> (usize, usize) {
        let (mut up, mut down) = (0, 0);
        while let Ok(pulled) = self.news.try_recv() {
            match pulled {
                Pulled::Up => up += 1,
                Pulled::Down(_) => down += 1,
                Pulled::Lifecycle(_) => {}
            }
        }
        (up, down)
    }

    /// The next batch, how many are in it, and when it came.
    async fn batch(&mut self) -> (u64, usize, Duration) {
        loop {
            let Incoming::Msg(msg) = self.incoming.recv().await.unwrap() else { continue };
            if let Msg::Events(EventsMsg::Happened { batch, told }) = *msg {
                return (batch, told.len(), self.mailbox.start.elapsed());
            }
        }
    }
}

fn one(number: usize) -> Vec<Received> {
    received([message(number, Some(1), Timestamp::now())])
}

/// Nothing for an hour, and then one message at once.
fn after_an_hour(mut before: impl FnMut(bool) -> (Duration, Answer<Vec<Received>>) + Send + 'static) -> Bench {
    let start = Instant::now();
    let mut told = false;
    Bench::start(false, move |now| {
        if start.elapsed() < HOUR || std::mem::replace(&mut told, true) { before(now) } else { (Duration::ZERO, Ok(one(1))) }
    })
}

#[tokio::test(start_paused = true)]
async fn an_hour_of_nothing_stays_live_and_what_comes_after_it_is_told_at_once() {
    for seconds in [89, 100] {
        let mut bench = after_an_hour(move |now| match (now, seconds) {
            (true, _) => nothing_after(0),
            // The server answers that there is nothing, or not at all: then the client's own bound ends it.
            (false, 89) => nothing_after(89),
            _ => (
                Duration::from_secs(seconds),
                failed(MeetError::TimedOut { phase: Phase::Overall, after: Duration::from_secs(seconds) }),
            ),
        });
        let (batch, told, at) = bench.batch().await;
        assert_eq!((batch, told), (1, 1));
        assert!(at < HOUR + Duration::from_secs(seconds), "{at:?}");
        assert_eq!(bench.heard().1, 0, "it never says that it does not work");
        let asked = bench.mailbox.count(Did::Pull) + bench.mailbox.count(Did::Probe);
        assert!((36..=80).contains(&asked), "no more is asked than there are waits, each with a probe at most: {asked}");
        assert_eq!(bench.mailbox.count(Did::Acknowledge), 0, "it is not taken in yet");
    }
}

#[tokio::test(start_paused = true)]
async fn who_answers_at_once_that_there_is_nothing_is_asked_less_and_less() {
    let mut bench = after_an_hour(|_| nothing_after(0));
    let (_, _, at) = bench.batch().await;
    assert!(at < HOUR + Duration::from_secs(10), "it is asked every few seconds all the same: {at:?}");
    assert_eq!(bench.heard(), (1, 0), "it works, and that is said once");
    let times = bench.mailbox.times(Did::Pull);
    assert!((300..=500).contains(&times.len()), "{}", times.len());
    // A message says that more may follow: then there is no pause, and later they grow again.
    bench.handled.send(1).unwrap();
    sleep(Duration::from_mins(1)).await;
    let after = &bench.mailbox.times(Did::Pull)[times.len()..];
    assert_eq!(after[0], at.as_secs(), "at once");
    assert!((6..=12).contains(&after.len()), "{after:?}");
}

#[tokio::test(start_paused = true)]
async fn who_breaks_off_every_wait_at_once_is_asked_less_and_less() {
    let mut bench = after_an_hour(|now| if now { nothing_after(0) } else { (Duration::ZERO, failed(MeetError::ConnectionLost)) });
    bench.batch().await;
    assert_eq!(bench.heard().1, 0, "every answer that is not waited for says that it works");
    let asked = bench.mailbox.count(Did::Pull) + bench.mailbox.count(Did::Probe);
    assert!(asked <= 1000, "{asked}");
}

#[tokio::test(start_paused = true)]
async fn a_server_that_is_down_is_asked_less_and_less_and_it_is_said() {
    let mut bench = after_an_hour(|_| (Duration::ZERO, failed(MeetError::ConnectionLost)));
    let (_, _, at) = bench.batch().await;
    assert!(at < HOUR + Duration::from_secs(125), "{at:?}");
    let (up, down) = bench.heard();
    assert!(up == 1 && (30..=50).contains(&down), "{up} {down}");
    assert_eq!(bench.mailbox.count(Did::Pull), 0, "a long wait begins only when an answer was there");
}

#[tokio::test(start_paused = true)]
async fn a_connection_that_died_while_nobody_looked_is_no_trouble() {
    let mut number = 0;
    let mut bench = Bench::start(false, move |now| {
        number += 1;
        match number {
            1 => nothing_after(0),
            // It sleeps in this one, and the next goes over the same connection.
            2 => nothing_after(89),
            3 => (Duration::from_secs(12), failed(MeetError::ConnectionLost)),
            _ if now => (Duration::ZERO, Ok(one(1))),
            _ => nothing_after(89),
        }
    });
    sleep(Duration::from_secs(10)).await;
    bench.go.notify_one();
    let (_, _, at) = bench.batch().await;
    assert_eq!(at.as_secs(), 22, "over another connection, at once");
    assert_eq!(bench.heard().1, 0);
}

#[tokio::test(start_paused = true)]
async fn who_asks_to_be_left_alone_is_left_alone_so_long() {
    let until = Timestamp::now() + SignedDuration::from_secs(50);
    let mut first = true;
    let mut bench = Bench::start(false, move |now| match (now, std::mem::take(&mut first)) {
        (true, true) => nothing_after(0),
        (false, _) => (Duration::from_secs(30), failed(MeetError::Server { http: 503, said: None, until: Some(until) })),
        (true, false) => (Duration::ZERO, Ok(one(1))),
    });
    let (_, _, at) = bench.batch().await;
    // Asked after 30 seconds for 50 more; the real clock has hardly moved.
    assert!((79..=85).contains(&at.as_secs()), "{at:?}");
    assert_eq!(bench.heard(), (2, 1), "meanwhile nothing comes, and that is said");
    bench.now.notify_one();
}

#[tokio::test(start_paused = true)]
async fn as_long_as_the_app_works_on_it_pubsub_is_told_so_and_then_it_is_acknowledged_once() {
    for deaf in [false, true] {
        let mut first = true;
        let mut bench =
            Bench::start(
                deaf,
                move |now| {
                    if now || std::mem::take(&mut first) { (Duration::ZERO, Ok(one(1))) } else { nothing_after(89) }
                },
            );
        let (batch, _, _) = bench.batch().await;
        sleep(Duration::from_secs(62)).await;
        let words = bench.mailbox.times(Did::Extend);
        // A word without an answer hinders neither the next one nor what follows.
        assert_eq!(words, (1..=12).map(|word| word * 5).collect::<Vec<_>>());
        assert_eq!((bench.mailbox.count(Did::Acknowledge), bench.mailbox.count(Did::Pull)), (0, 0));
        bench.handled.send(batch).unwrap();
        sleep(Duration::from_mins(1)).await;
        assert_eq!(bench.mailbox.times(Did::Acknowledge), [62, 62], "what comes once more is known, and acknowledged at once");
        assert_eq!(bench.mailbox.count(Did::Extend), words.len(), "nor any word about it later");
        assert!(bench.incoming.try_recv().is_err(), "and not told again");
    }
}

#[tokio::test(start_paused = true)]
async fn who_is_woken_while_nothing_is_pulled_asks_once_and_drops_no_pull() {
    let mut first = true;
    let mut bench =
        Bench::start(false, move |_| if std::mem::take(&mut first) { (Duration::ZERO, Ok(one(1))) } else { nothing_after(80) });
    let (batch, _, _) = bench.batch().await;
    for _ in 0..5 {
        bench.now.notify_one();
        bench.go.notify_one();
    }
    bench.handled.send(batch).unwrap();
    sleep(Duration::from_secs(100)).await;
    let all = (bench.mailbox.count(Did::Probe), bench.mailbox.count(Did::Pull), bench.mailbox.ended.load(Ordering::SeqCst));
    assert_eq!(all, (2, 1, 2), "the first, one because it was woken, and the wait that is under way");
    // While it waits, a word ends the wait.
    bench.now.notify_one();
    sleep(Duration::from_secs(1)).await;
    assert_eq!(bench.mailbox.count(Did::Probe), 3);
    // Whoever finds out already is not begun anew by every key, but by a sleep of the computer.
    bench.now.notify_one();
    sleep(Duration::from_secs(1)).await;
    assert_eq!(bench.mailbox.count(Did::Probe), 3);
    bench.go.notify_one();
    sleep(Duration::from_secs(1)).await;
    assert_eq!(bench.mailbox.count(Did::Probe), 4);
}

#[tokio::test(start_paused = true)]
async fn what_the_app_has_not_taken_in_when_it_ends_is_not_acknowledged() {
    let mut bench = Bench::start(false, |_| (Duration::ZERO, Ok(one(1))));
    bench.batch().await;
    drop(bench.handled);
    bench.task.await.unwrap();
    assert_eq!((bench.mailbox.count(Did::Acknowledge), bench.mailbox.count(Did::Probe)), (0, 1));
}

#[tokio::test(start_paused = true)]
async fn where_messages_are_large_few_are_asked_for_and_then_more_and_more() {
    let mut number = 0;
    let mut bench = Bench::start(false, move |_| {
        number += 1;
        (Duration::ZERO, if number == 1 { failed(MeetError::TooLarge { limit: 1 }) } else { Ok(one(number)) })
    });
    for _ in 0..11 {
        let (batch, _, _) = bench.batch().await;
        bench.handled.send(batch).unwrap();
    }
    assert_eq!(bench.mailbox.most.lock().unwrap()[..11], [100, 1, 2, 4, 8, 16, 32, 64, 100, 100, 100]);
    assert_eq!(bench.heard(), (1, 0));
}

//! Pulls, reads, hands over, and acknowledges what was taken in. One batch is on its way at a time, so that memory stays small.

use std::convert::Infallible;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use futures_util::{FutureExt, StreamExt, stream};
use tokio::sync::Notify;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender};
use tokio::time::{Instant, interval_at, sleep, timeout};
use tracing::{info, warn};

use super::super::{Network, Pending, Sender};
use super::Waits;
use super::mailbox::{Mailbox, Remote};
use super::reader::{Batch, Reader};
use crate::effect::{EventsMsg, Msg};
use crate::events::error::{Api, EventsError};
use crate::events::keeper::{Trouble, until};
use crate::events::message::{Event, Lifecycle};
use crate::events::names::Pull;
use crate::events::pubsub::{AckId, MOST, Pubsub};
use crate::files::{Lock, LockError};
use crate::log::kind_of;
use crate::meet::client::{Client, Settings};
use crate::meet::error::MeetError;
use crate::meet::names::ConferenceName;
use crate::meet::token::TokenSource;

/// Of so many conferences it is asked in one batch in which space they are.
const ASKED: usize = 20;
/// Of so many at the same time.
const AT_ONCE: usize = 4;
/// No longer than this in all: what is pulled next has to wait for it.
const ASKING: Duration = Duration::from_secs(8);
/// After so many pulls that came back too soon the pauses grow no longer: news are to come within seconds all the same.
const SOONEST: u32 = 4;
/// Between two looks whether another greenroom of this computer still pulls.
const TURN: Duration = Duration::from_secs(20);

/// What the keeper hears of pulling.
#[derive(Debug)]
pub(super) enum Pulled {
    /// It works.
    Up,
    /// It does not.
    Down(Trouble),
    /// Something became of a subscription.
    Lifecycle(Lifecycle),
}

pub(super) struct Puller {
    pub(super) access: (Settings, Arc<dyn TokenSource>),
    pub(super) name: Pull,
    pub(super) lock: Option<PathBuf>,
    pub(super) waits: Waits,
    pub(super) network: Arc<Network>,
    pub(super) sender: Sender,
    pub(super) pending: Pending,
    pub(super) handled: UnboundedReceiver<u64>,
    pub(super) told: UnboundedSender<Pulled>,
    pub(super) now: Arc<Notify>,
}

impl Puller {
    /// Until the runner ends. Begins when `go` says so; later that says: what is waited for may never come.
    pub(super) async fn run(self, go: Arc<Notify>) {
        go.notified().await;
        let (settings, tokens) = self.access.clone();
        let built = tokio::task::spawn_blocking(move || Client::new(settings, tokens)).await;
        let pubsub = match built {
            Ok(Ok(built)) => Pubsub::new(built.client).waiting(self.waits.pull),
            Ok(Err(cause)) => return self.down(&EventsError { api: Api::Pubsub, cause }),
            Err(_) => return,
        };
        let _lock = self.turn().await;
        let mailbox = Remote { pubsub, name: self.name.clone() };
        self.pull_from(&mailbox, &go).await;
    }

    /// Pulls from there, until the app has ended.
    pub(super) async fn pull_from(mut self, mailbox: &impl Mailbox, go: &Notify) {
        let mut reader = Reader::default();
        // An answer that is not waited for shows whether pulling works at all: at the start, and after every failure.
        let (mut probe, mut failures, mut early, mut most, mut batches) = (true, 0_u32, 0_u32, MOST, 0_u64);
        loop {
            if probe {
                // What a key asked for in the meantime is found out now.
                let _ = self.now.notified().now_or_never();
            }
            let begun = Instant::now();
            let pulled = tokio::select! {
                // Who was woken while nothing was pulled begins with that: what a pull has that is dropped comes again only when
                // its deadline is over.
                biased;
                () = self.woken(go, !probe) => {
                    probe = true;
                    continue;
                }
                pulled = mailbox.pull(most, probe) => pulled,
            };
            // A server, or what lies before it, may not wait at all: whoever asked again at once would ask without end.
            let lasted = begun.elapsed() >= self.waits.pull / 40;
            if !probe {
                early = if lasted { 0 } else { SOONEST.min(early + 1) };
            }
            match pulled {
                Ok(received) => {
                    if failures > 0 || probe {
                        drop(self.told.send(Pulled::Up));
                    }
                    failures = 0;
                    let waited = !std::mem::replace(&mut probe, false);
                    if received.is_empty() {
                        if waited && !lasted {
                            probe = self.rest(early, Duration::ZERO, go).await;
                        }
                        continue;
                    }
                    (early, most) = (0, MOST.min(most * 2));
                    let batch = reader.read(received);
                    if !self.hand_over(mailbox, &mut reader, batch, &mut batches).await {
                        return;
                    }
                }
                Err(error) => {
                    warn!(error = kind_of(&error.cause), failures, "could not pull");
                    if matches!(error.cause, MeetError::TooLarge { .. }) && most > 1 {
                        // Somebody publishes large messages there: one by one they may fit.
                        most = 1;
                        continue;
                    }
                    let asked = error.cause.retry_at().map_or(Duration::ZERO, |at| until(at, (self.waits.now)()));
                    // A long wait that broke off says nothing yet: an answer that is not waited for will, if it is to be had soon.
                    // Nor does a connection of before that turns out to be dead.
                    let dead = failures == 0 && matches!(error.cause, MeetError::ConnectionLost);
                    let told = probe && !dead || !error.is_transient() || asked > self.waits.longest / 10;
                    if told {
                        self.down(&error);
                    }
                    failures += 1;
                    if told || !lasted {
                        self.rest(failures.max(early), asked, go).await;
                    }
                    probe = true;
                }
            }
        }
    }

    /// Until the computer has slept, or the person wants to know: a connection of before may be dead without anybody saying so. Who
    /// finds that out already is not disturbed by a key.
    async fn woken(&self, go: &Notify, by_keys: bool) {
        tokio::select! {
            () = go.notified() => {}
            () = self.now.notified(), if by_keys => {}
        }
    }

    fn down(&self, error: &EventsError) {
        drop(self.told.send(Pulled::Down(Trouble { why: error.why(), next: error.next_step() })));
    }

    /// Waits longer and longer, and as long as the server asked for, unless somebody wants to know. True where somebody does.
    async fn rest(&self, times: u32, asked: Duration, go: &Notify) -> bool {
        let grown = self.waits.first.saturating_mul(2_u32.saturating_pow(times.saturating_sub(1).min(16)));
        let jitter = self.waits.first.mul_f64(fastrand::f64());
        tokio::select! {
            () = sleep(grown.max(asked).min(self.waits.longest) + jitter) => false,
            () = self.woken(go, true) => true,
        }
    }

    /// Two programs on one subscription share its messages, and each would miss half of them: on one computer the first one has them.
    async fn turn(&self) -> Option<Lock> {
        let path = self.lock.as_ref()?;
        let mut said = false;
        loop {
            match Lock::try_take(path) {
                Ok(lock) => return Some(lock),
                Err(LockError::Held) => {
                    if !std::mem::replace(&mut said, true) {
                        info!("another greenroom pulls");
                        let why = "Another greenroom on this computer takes the events of this subscription: of two, each would miss some.";
                        let next = "Close the other one, or give each its own subscription (GREENROOM_EVENTS_SUBSCRIPTION).";
                        drop(self.told.send(Pulled::Down(Trouble { why: why.into(), next: next.into() })));
                    }
                    tokio::select! {
                        () = sleep(TURN) => {}
                        () = self.now.notified() => {}
                    }
                }
                // Without a lock it goes on: that there are two is rare.
                Err(LockError::Io(error)) => {
                    warn!(%error, "no lock for pulling");
                    return None;
                }
            }
        }
    }

    /// Hands a batch to the app, waits until it is taken in, and acknowledges it. False when the app has ended: then all of it comes
    /// again.
    async fn hand_over(&mut self, mailbox: &impl Mailbox, reader: &mut Reader, batch: Batch, number: &mut u64) -> bool {
        let job = self.pending.start();
        let Batch { acks, events, lifecycles } = batch;
        for lifecycle in lifecycles {
            drop(self.told.send(Pulled::Lifecycle(lifecycle)));
        }
        let every = self.waits.extend;
        let taken_in = tokio::select! {
            taken_in = self.tell(reader, events, number) => taken_in,
            never = extend(mailbox, &acks, every) => match never {},
        };
        if !taken_in {
            return false;
        }
        if let Err(error) = mailbox.acknowledge(&acks).await {
            // It comes again, and is known then.
            warn!(error = kind_of(&error.cause), "could not acknowledge");
        }
        drop(job);
        true
    }

    /// Tells what happened, and waits until it is taken in. What does not name its space is told when that is known, and nothing else
    /// waits for it.
    async fn tell(&mut self, reader: &mut Reader, events: Vec<Event>, number: &mut u64) -> bool {
        let unknown = reader.unknown(&events);
        let is_unknown = |event: &Event| event.space.is_none() && unknown.contains(&event.resource.conference());
        let (nameless, named): (Vec<_>, Vec<_>) = events.into_iter().partition(is_unknown);
        let before = *number;
        for (some, asked) in [(named, Vec::new()), (nameless, unknown)] {
            if some.is_empty() {
                continue;
            }
            if !asked.is_empty() && timeout(ASKING, self.learn(reader, asked)).await.is_err() {
                warn!("who is asked in which space a conference is does not answer");
            }
            *number += 1;
            let told = reader.happenings(some, (self.waits.now)());
            self.sender.send(Msg::Events(EventsMsg::Happened { batch: *number, told }));
        }
        *number == before || self.taken_in(*number).await
    }

    /// Asks in which spaces these are. What is not told stays unknown; the list shows it at the next look.
    async fn learn(&self, reader: &mut Reader, conferences: Vec<ConferenceName>) {
        let Ok(client) = self.network.client().await else { return };
        let ask = async |conference| (client.conference_record(&conference).await, conference);
        let mut answers = stream::iter(conferences.into_iter().take(ASKED)).map(ask).buffer_unordered(AT_ONCE);
        while let Some((answer, conference)) = answers.next().await {
            if let Ok(record) = answer
                && let Some(space) = record.space
            {
                reader.learn(conference, space);
            }
        }
    }

    /// Waits until the app has taken it in.
    async fn taken_in(&mut self, number: u64) -> bool {
        while let Some(handled) = self.handled.recv().await {
            if handled >= number {
                return true;
            }
        }
        false
    }
}

/// As long as a batch is worked on, Pub/Sub is told now and then to be patient. A word that gets no answer is given up when it is time
/// for the next.
async fn extend(mailbox: &impl Mailbox, acks: &[AckId], every: Duration) -> Infallible {
    let mut ticks = interval_at(Instant::now() + every, every);
    loop {
        ticks.tick().await;
        match timeout(every, mailbox.extend(acks)).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => warn!(error = kind_of(&error.cause), "could not extend the deadline"),
            Err(_) => warn!("no answer to extending the deadline"),
        }
    }
}

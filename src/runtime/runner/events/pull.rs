//! Pulls, reads, hands over, and acknowledges what was taken in. One batch is on its way at a time, so that memory stays small.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use tokio::sync::Notify;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender};
use tokio::time::sleep;
use tracing::{info, warn};

use super::super::{Network, Pending, Sender};
use super::Waits;
use super::reader::{Batch, Reader};
use crate::effect::{EventsMsg, Msg};
use crate::events::error::{Api, EventsError};
use crate::events::keeper::Trouble;
use crate::events::message::Lifecycle;
use crate::events::names::Pull;
use crate::events::pubsub::{ACK_DEADLINE, AckId, MOST, Pubsub};
use crate::files::{Lock, LockError};
use crate::log::kind_of;
use crate::meet::client::{Client, Settings};
use crate::meet::error::MeetError;
use crate::meet::token::TokenSource;
use crate::tasks;

/// Of so many conferences it is asked in one batch in which space they are.
const ASKED: usize = 20;
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
    pub(super) async fn run(mut self, go: Arc<Notify>) {
        go.notified().await;
        let (settings, tokens) = self.access.clone();
        let built = tasks::blocking(move || Client::new(settings, tokens)).await;
        let pubsub = match built {
            Ok(Ok(built)) => Pubsub::new(built.client).waiting(self.waits.pull),
            Ok(Err(cause)) => return self.down(&EventsError { api: Api::Pubsub, cause }),
            Err(_) => return,
        };
        let _lock = self.turn().await;
        let mut reader = Reader::default();
        // An answer that is not waited for shows whether pulling works at all: at the start, and after every failure.
        let (mut probe, mut failures, mut most, mut batches) = (true, 0_u32, MOST, 0_u64);
        loop {
            let pulled = tokio::select! {
                pulled = pubsub.pull(&self.name, most, probe) => pulled,
                // The computer slept, or the person wants to know: a connection of before may be dead without anybody saying so.
                () = async { tokio::select! { () = go.notified() => (), () = self.now.notified() => () } } => {
                    probe = true;
                    continue;
                }
            };
            match pulled {
                Ok(received) => {
                    if failures > 0 || probe {
                        drop(self.told.send(Pulled::Up));
                    }
                    (probe, failures, most) = (false, 0, MOST);
                    if received.is_empty() {
                        continue;
                    }
                    batches += 1;
                    let batch = reader.read(received);
                    if !self.hand_over(&pubsub, &mut reader, batch, batches).await {
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
                    // A long wait that broke off says nothing yet: an answer that is not waited for will.
                    if probe || !error.is_transient() {
                        self.down(&error);
                    }
                    failures += 1;
                    if probe || !error.is_transient() {
                        self.rest(failures).await;
                    }
                    probe = true;
                }
            }
        }
    }

    fn down(&self, error: &EventsError) {
        drop(self.told.send(Pulled::Down(Trouble { why: error.why(), next: error.next_step() })));
    }

    /// Waits longer and longer, unless somebody wants to know.
    async fn rest(&self, failures: u32) {
        let grown = self.waits.first.saturating_mul(2_u32.saturating_pow(failures.saturating_sub(1).min(16)));
        let jitter = self.waits.first.mul_f64(fastrand::f64());
        tokio::select! {
            () = sleep(grown.min(self.waits.longest) + jitter) => {}
            () = self.now.notified() => {}
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

    /// Hands a batch to the app, waits until it is taken in, and acknowledges it. False when the app has ended.
    async fn hand_over(&mut self, pubsub: &Pubsub, reader: &mut Reader, batch: Batch, number: u64) -> bool {
        let job = self.pending.start();
        let Batch { acks, events, lifecycles } = batch;
        for lifecycle in lifecycles {
            drop(self.told.send(Pulled::Lifecycle(lifecycle)));
        }
        if !events.is_empty() {
            for conference in reader.unknown(&events).into_iter().take(ASKED) {
                let Ok(client) = self.network.client().await else { break };
                // What is not told stays unknown; the list shows it at the next look.
                if let Ok(record) = client.conference_record(&conference).await
                    && let Some(space) = record.space
                {
                    reader.learn(conference, space);
                }
            }
            let told = reader.happenings(events, Timestamp::now());
            self.sender.send(Msg::Events(EventsMsg::Happened { batch: number, told }));
            if !self.taken_in(pubsub, &acks, number).await {
                return false;
            }
        }
        if let Err(error) = pubsub.acknowledge(&self.name, &acks).await {
            // It comes again, and is known then.
            warn!(error = kind_of(&error.cause), "could not acknowledge");
        }
        drop(job);
        true
    }

    /// Waits until the app has taken it in; as long as that lasts, Pub/Sub is told to be patient.
    async fn taken_in(&mut self, pubsub: &Pubsub, acks: &[AckId], number: u64) -> bool {
        loop {
            tokio::select! {
                handled = self.handled.recv() => match handled {
                    Some(handled) if handled >= number => return true,
                    Some(_) => {}
                    None => return false,
                },
                () = sleep(self.waits.extend) => {
                    if let Err(error) = pubsub.extend(&self.name, acks, ACK_DEADLINE).await {
                        warn!(error = kind_of(&error.cause), "could not extend the deadline");
                    }
                }
            }
        }
    }
}

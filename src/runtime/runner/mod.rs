//! The runner: performs effects, owns every task, and sends each answer back as a message.
//!
//! A panic in a task becomes an answer like any other: the screen stays.

mod events;
mod export;
mod keeper;
mod late;
mod looking;
mod minute;
mod network;
mod pending;
mod records;
mod signing;
mod sweep;

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::mpsc::error::SendError;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::task::AbortHandle;
use tracing::debug;

use super::session::Incoming;
use crate::config::{self, Preset};
use crate::effect::{Clip, Effect, Key, Msg, Next, Timer};
use crate::log;
use crate::share::browser::Opener;
use crate::share::clipboard::Clipboard;

pub use events::{Events, EventsSource, NoAnswer, Owner, Waits};
use export::Exporter;
pub use keeper::{Keeper, OpenStore, Unsaved};
use late::Late;
pub use network::Network;
pub use pending::{Job, Pending};
use records::Records;
pub use signing::{Desk, Signing};
use sweep::Sweeper;

/// Longest wait for the list before something is copied: it takes a millisecond, but another program may have it locked.
const STORED: Duration = Duration::from_millis(50);

/// What the loop itself has to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Control {
    /// End.
    Quit,
    /// Suspend.
    Suspend,
    /// End, and go on with that.
    GoOn(Next),
}

/// Sends to the loop.
#[derive(Debug, Clone)]
pub struct Sender(UnboundedSender<Incoming>);

impl Sender {
    /// A way to the loop, and its end.
    #[must_use]
    pub fn channel() -> (Self, UnboundedReceiver<Incoming>) {
        let (sender, receiver) = unbounded_channel();
        (Self(sender), receiver)
    }

    /// Sends a message; when the loop has ended nobody is interested any more.
    pub fn send(&self, msg: Msg) {
        drop(self.offer(msg));
    }

    /// Sends a message; when the loop has ended it comes back.
    fn offer(&self, msg: Msg) -> Option<Box<Msg>> {
        match self.0.send(Incoming::Msg(Box::new(msg))) {
            Err(SendError(Incoming::Msg(msg))) => Some(msg),
            _ => None,
        }
    }

    fn bytes(&self, bytes: Vec<u8>) -> std::io::Result<()> {
        self.0.send(Incoming::Bytes(bytes)).map_err(|_| std::io::ErrorKind::BrokenPipe.into())
    }
}

/// The services that effects are performed with.
pub struct Services {
    /// The list of spaces.
    pub keeper: Keeper,
    /// Meet.
    pub network: Network,
    /// The clipboard.
    pub clipboard: Clipboard,
    /// The browser.
    pub opener: Box<dyn Opener + Send + Sync>,
    /// Signing in.
    pub desk: Desk,
    /// News as they happen, where they are set up.
    pub events: Option<EventsSource>,
}

/// Performs effects.
pub struct Runner {
    sender: Sender,
    pending: Pending,
    keeper: Keeper,
    network: Arc<Network>,
    clipboard: Arc<Clipboard>,
    opener: Arc<dyn Opener + Send + Sync>,
    signing: Signing,
    events: Option<events::Events>,
    /// Where `config.toml` is.
    config: PathBuf,
    sweeper: Sweeper,
    records: Records,
    exporter: Exporter,
    reads: HashMap<Key, AbortHandle>,
    /// Changes that are under way.
    writes: Pending,
    /// Where their answers go when the loop has ended.
    late: Late,
    timers: HashMap<Timer, AbortHandle>,
    runtime: tokio::runtime::Handle,
}

impl Runner {
    /// A runner on this runtime.
    #[must_use]
    pub fn new(services: Services, sender: Sender, pending: Pending, runtime: tokio::runtime::Handle) -> Self {
        let network = Arc::new(services.network);
        let opener: Arc<dyn Opener + Send + Sync> = services.opener.into();
        let config = services.desk.home.config.clone();
        let signing = Signing::new(services.desk, opener.clone(), sender.clone(), pending.clone(), runtime.clone());
        let start = |source| events::Events::start(source, network.clone(), sender.clone(), pending.clone(), &runtime);
        let events = services.events.map(start);
        Self {
            events,
            sweeper: Sweeper::new(network.clone(), sender.clone(), pending.clone(), runtime.clone()),
            records: Records::new(network.clone(), sender.clone(), pending.clone(), runtime.clone()),
            exporter: Exporter::new(network.clone(), sender.clone(), pending.clone(), runtime.clone()),
            sender,
            pending,
            writes: Pending::default(),
            late: services.keeper.late(),
            keeper: services.keeper,
            network,
            clipboard: Arc::new(services.clipboard),
            opener,
            signing,
            config,
            reads: HashMap::new(),
            timers: HashMap::new(),
            runtime,
        }
    }

    /// What is under way.
    #[must_use]
    pub fn pending(&self) -> &Pending {
        &self.pending
    }

    /// Connects ahead of need, so that the first new space is as quick as the tenth.
    pub fn warm_up(&self) {
        let network = self.network.clone();
        self.runtime.spawn(async move { network.warm_up().await });
    }

    /// Starts an effect; what the loop has to do itself comes back.
    pub fn perform(&mut self, effect: Effect) -> Option<Control> {
        match effect {
            Effect::Call(call) => self.call(*call),
            Effect::Sweep { names, generation } => self.sweeper.replace(names, generation),
            Effect::Store(op) => self.keeper.send(op, self.pending.start()),
            Effect::Copy(clip) => self.copy(clip),
            Effect::Browse(url) => self.browse(url),
            Effect::BrowseConsole(link) => match self.signing.elsewhere() {
                None => self.browse(link.to_owned()),
                Some(why) => self.sender.send(Msg::Browsed(Err((why, "Copy the address and open it where you sit.".into())))),
            },
            Effect::Records(op) => self.records.perform(op),
            Effect::Look { plan, generation } => self.look(*plan, generation),
            // Nobody reads it where the loop has ended.
            Effect::Terminal(bytes) => drop(self.sender.bytes(bytes)),
            Effect::Export(op) => self.exporter.perform(*op),
            Effect::Events(op) => {
                if let Some(events) = &self.events {
                    events.perform(op);
                }
            }
            Effect::Auth(op) => self.signing.perform(op),
            Effect::KeepPreset(preset) => self.keep_preset(*preset),
            Effect::GoOn(next) => return Some(Control::GoOn(next)),
            Effect::Wake { after, timer } => self.wake(after, timer),
            Effect::Suspend => return Some(Control::Suspend),
            Effect::Quit => return Some(Control::Quit),
        }
        None
    }

    fn call(&mut self, call: crate::effect::Call) {
        let replaceable = matches!(call.key, Key::Space(_) | Key::Members(_) | Key::LookUp);
        let key = call.key.clone();
        let (network, sender, job) = (self.network.clone(), self.sender.clone(), self.pending.start());
        let write = call.request.writes().then(|| (self.writes.start(), self.late.clone()));
        let task = self.runtime.spawn(async move {
            let answer = network.answer(call, &sender).await;
            let unheard = sender.offer(answer);
            if let (Some(msg), Some((_, late))) = (unheard, &write) {
                late.keep(*msg);
            }
            drop((write, job));
        });
        self.reads.retain(|_, task| !task.is_finished());
        // Only what changes nothing may be cut off.
        if replaceable && let Some(older) = self.reads.insert(key, task.abort_handle()) {
            older.abort();
        }
    }

    fn copy(&self, clip: Clip) {
        let (clipboard, sender, job) = (self.clipboard.clone(), self.sender.clone(), self.pending.start());
        let stored = self.keeper.tried();
        self.runtime.spawn_blocking(move || {
            // A link that was handed out is in the list, even if greenroom is killed the moment after.
            stored(STORED);
            let outcome = clipboard.copy(&clip.text, clip.secret, &mut |bytes| sender.bytes(bytes.to_vec()));
            debug!(outcome = ?outcome.as_ref().map_err(log::kind_of), "copied");
            let result = outcome.map_err(|error| (error.why(), error.next_step().to_owned()));
            sender.send(Msg::Copied { what: clip.what, result });
            drop(job);
        });
    }

    fn keep_preset(&self, preset: Preset) {
        let (folder, sender, job) = (self.config.clone(), self.sender.clone(), self.pending.start());
        self.runtime.spawn_blocking(move || {
            let result = config::keep(&folder, &preset).map(Box::new);
            debug!(outcome = ?result.as_ref().map(drop).map_err(log::kind_of), "kept a preset");
            sender.send(Msg::PresetKept { name: preset.name, result });
            drop(job);
        });
    }

    fn browse(&self, url: String) {
        let (opener, sender, job) = (self.opener.clone(), self.sender.clone(), self.pending.start());
        self.runtime.spawn_blocking(move || {
            let outcome = crate::share::browser::open_with(&*opener, &url);
            debug!(outcome = ?outcome.as_ref().map_err(log::kind_of), "opened a link");
            let result = outcome.map_err(|error| (error.to_string(), error.next_step().to_owned()));
            sender.send(Msg::Browsed(result));
            drop(job);
        });
    }

    fn wake(&mut self, after: Duration, timer: Timer) {
        let job = timer.is_work().then(|| self.pending.start());
        let (sender, woken) = (self.sender.clone(), timer.clone());
        let task = self.runtime.spawn(async move {
            tokio::time::sleep(after).await;
            sender.send(Msg::Woke(woken));
            drop(job);
        });
        self.timers.retain(|_, task| !task.is_finished());
        if let Some(older) = self.timers.insert(timer, task.abort_handle()) {
            older.abort();
        }
    }

    /// A message that came too late for the loop: what Google said of a change is kept all the same.
    pub fn keep_late(&self, msg: Msg) {
        self.late.keep(msg);
    }

    /// Waits until the changes that were sent are answered, but no longer than that. The loop has ended: what the answers say is
    /// stored.
    pub async fn finish(&self, patience: Duration) {
        let leave = async {
            if let Some(events) = &self.events {
                events.leave().await;
            }
        };
        let all = async { tokio::join!(self.writes.zero(), leave) };
        if tokio::time::timeout(patience, all).await.is_err() {
            tracing::warn!(changes = self.writes.count(), "ended without their answers");
        }
    }

    /// Ends everything; what could not be stored comes back. Called once the terminal was given back.
    #[must_use]
    pub fn close(self) -> Vec<Unsaved> {
        self.clipboard.close();
        self.late.close();
        self.keeper.close()
    }
}

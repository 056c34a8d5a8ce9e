//! The thread that owns the store. What could not be written is kept and tried again; at the end it is told.

use std::collections::VecDeque;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender as Queue, channel};
use std::thread::JoinHandle;
use std::time::Duration;

use super::late::Late;
use super::{Job, Sender};
use crate::effect::{Msg, StoreOp, StoreReply};
use crate::meet::names::SpaceName;
use crate::store::{Known, Store, StoreError};

/// Rows in one message: few enough that a key pressed meanwhile does not wait.
const PIECE: usize = 1_000;
/// Between two tries to write what could not be written.
const AGAIN: Duration = Duration::from_secs(2);

/// Opens the store, again if need be.
pub type OpenStore = Box<dyn FnMut() -> Result<Store, StoreError> + Send>;

/// Something that could not be stored, in words.
pub type Unsaved = String;

pub(super) enum Order {
    /// Something to read or write.
    Do(StoreOp, Job),
    /// Dropped as soon as all that was sent before has been tried.
    Mark(Queue<()>),
}

/// The way to the store's thread.
pub struct Keeper {
    queue: Option<Queue<Order>>,
    thread: Option<JoinHandle<Vec<Unsaved>>>,
}

impl Keeper {
    /// Starts the thread; `store` is the one that was opened for the first frame, if it could be.
    #[must_use]
    pub fn start(store: Option<Store>, open: OpenStore, sender: Sender) -> Self {
        let (queue, orders) = channel();
        let thread = std::thread::Builder::new()
            .name("store".into())
            .spawn(move || Work { store, open, sender, backlog: VecDeque::new(), complained: Vec::new() }.run(&orders));
        Self { queue: Some(queue), thread: thread.ok() }
    }

    /// A second way, for what comes when the loop has ended.
    pub(super) fn late(&self) -> Late {
        Late::new(self.queue.clone())
    }

    pub(super) fn send(&self, op: StoreOp, job: Job) {
        if let Some(queue) = &self.queue {
            // A thread that could not be started took nothing; then there is no store, which was said.
            let _gone = queue.send(Order::Do(op, job));
        }
    }

    /// A wait until all that was sent so far has been tried; the time is the longest wait.
    pub(super) fn tried(&self) -> impl FnOnce(Duration) + Send + use<> {
        let (mark, reached) = channel();
        if let Some(queue) = &self.queue {
            // Without a thread there is nothing to wait for.
            let _gone = queue.send(Order::Mark(mark));
        }
        move |longest| {
            // Nothing is ever sent: the mark is dropped.
            let _reached = reached.recv_timeout(longest);
        }
    }

    /// Waits until all is written; what could not be comes back.
    pub(super) fn close(mut self) -> Vec<Unsaved> {
        drop(self.queue.take());
        self.thread.take().and_then(|thread| thread.join().ok()).unwrap_or_default()
    }
}

struct Work {
    store: Option<Store>,
    open: OpenStore,
    sender: Sender,
    /// Writes that wait for better times, in their order.
    backlog: VecDeque<StoreOp>,
    /// What was told since something last worked: each is told once.
    complained: Vec<&'static str>,
}

impl Work {
    fn run(mut self, orders: &Receiver<Order>) -> Vec<Unsaved> {
        loop {
            let order = if self.backlog.is_empty() {
                orders.recv().map_err(|_| RecvTimeoutError::Disconnected)
            } else {
                orders.recv_timeout(AGAIN)
            };
            match order {
                Ok(Order::Do(op, job)) => {
                    self.take(op);
                    drop(job);
                }
                Ok(Order::Mark(mark)) => drop(mark),
                Err(RecvTimeoutError::Timeout) => self.work_off(),
                Err(RecvTimeoutError::Disconnected) => break,
            }
        }
        self.work_off();
        words(&self.backlog)
    }

    /// Does it now, or after what already waits.
    fn take(&mut self, op: StoreOp) {
        self.work_off();
        let writes = !matches!(op, StoreOp::List | StoreOp::Facts(_) | StoreOp::Look);
        if writes && !self.backlog.is_empty() {
            self.backlog.push_back(op);
            return;
        }
        // A list that lacks what still waits to be written would make it vanish from the screen.
        if matches!(op, StoreOp::Look) && !self.backlog.is_empty() {
            return;
        }
        if let Err((error, op)) = self.attempt(op) {
            self.complain(what(&op), error.clone());
            // What a later try may well write is kept; a refusal for good is only told.
            if writes && !matches!(error, StoreError::NewerVersion { .. }) {
                self.backlog.push_back(op);
            }
        }
    }

    fn work_off(&mut self) {
        while let Some(op) = self.backlog.pop_front() {
            if let Err((_, op)) = self.attempt(op) {
                self.backlog.push_front(op);
                return;
            }
        }
    }

    fn complain(&mut self, what: &'static str, error: StoreError) {
        if !self.complained.contains(&what) {
            tracing::error!(error = crate::log::kind_of(&error), "could not {what}");
            self.complained.push(what);
            self.sender.send(Msg::Store(StoreReply::Failed { what, error }));
        }
    }

    fn attempt(&mut self, op: StoreOp) -> Result<(), (StoreError, StoreOp)> {
        if self.store.is_none() {
            match (self.open)() {
                Ok(store) => self.store = Some(store),
                Err(error) => return Err((error, op)),
            }
        }
        let Some(store) = self.store.as_mut() else { return Ok(()) };
        perform(store, &op, &self.sender).map_err(|error| (error, op))?;
        self.complained.clear();
        Ok(())
    }
}

fn perform(store: &mut Store, op: &StoreOp, sender: &Sender) -> Result<(), StoreError> {
    let reply = |reply| sender.send(Msg::Store(reply));
    match op {
        StoreOp::List => list(store, sender)?,
        StoreOp::Look => {
            if store.changed_elsewhere()? {
                list(store, sender)?;
            }
        }
        StoreOp::Facts(name) => reply(StoreReply::Facts(name.clone(), store.facts(name)?.map(Box::new))),
        StoreOp::Add(known) => {
            store.add(known)?;
        }
        StoreOp::Learn(facts) => {
            store.learn(facts)?;
        }
        StoreOp::Rename(name, label) => {
            store.rename(name, label.as_deref())?;
        }
        StoreOp::Pin(names, pinned) => store.pin_all(names, *pinned)?,
        StoreOp::Watch(names, watched) => store.watch_all(names, *watched)?,
        StoreOp::Touch(name, at) => store.touch(name, *at)?,
        StoreOp::Forget(names) => {
            let known = store.forget_all(names)?;
            if !known.is_empty() {
                reply(StoreReply::Forgot(known));
            }
        }
        StoreOp::Restore(known) => {
            store.fill(known.iter().cloned())?;
        }
    }
    Ok(())
}

fn list(store: &Store, sender: &Sender) -> Result<(), StoreError> {
    let mut entries = Vec::with_capacity(PIECE);
    store.each(|entry| {
        entries.push(entry);
        if entries.len() == PIECE {
            let entries = std::mem::replace(&mut entries, Vec::with_capacity(PIECE));
            sender.send(Msg::Store(StoreReply::Entries { entries, last: false }));
        }
    })?;
    sender.send(Msg::Store(StoreReply::Entries { entries, last: true }));
    sender.send(Msg::Store(StoreReply::Watched(store.watched()?)));
    Ok(())
}

/// What was wanted, as in "Could not …".
fn what(op: &StoreOp) -> &'static str {
    match op {
        StoreOp::List | StoreOp::Look => "read the list of spaces",
        StoreOp::Facts(_) => "read what is remembered of a space",
        StoreOp::Add(_) => "keep the space in the list",
        StoreOp::Learn(_) => "remember what Google said",
        StoreOp::Rename(..) => "keep the name",
        StoreOp::Pin(..) => "keep the pin",
        StoreOp::Watch(..) => "keep what is watched",
        StoreOp::Touch(..) => "remember when it was used",
        StoreOp::Forget(_) => "take the space off the list",
        StoreOp::Restore(_) => "put the space back",
    }
}

/// What is lost when it is never written, a line for each; a link is what a person can still use.
fn words(backlog: &VecDeque<StoreOp>) -> Vec<Unsaved> {
    let added = |name: &SpaceName| {
        backlog.iter().any(|op| match op {
            StoreOp::Add(known) => known.entry.name == *name,
            StoreOp::Restore(known) => known.iter().any(|known| known.entry.name == *name),
            _ => false,
        })
    };
    let mut lines = Vec::new();
    let mut push = |line: String| {
        if !lines.contains(&line) {
            lines.push(line);
        }
    };
    for op in backlog {
        match op {
            StoreOp::Add(known) => push(space(known, backlog)),
            StoreOp::Restore(known) => known.iter().for_each(|known| push(space(known, backlog))),
            StoreOp::Rename(name, _) | StoreOp::Touch(name, _) if added(name) => {}
            StoreOp::Pin(names, _) | StoreOp::Watch(names, _) if names.iter().all(added) => {}
            StoreOp::Learn(facts) if added(&facts.space.name) => {}
            other => push(format!("{} was not possible", what(other))),
        }
    }
    lines
}

/// A space that is not in the list, by the name that it got last and its link.
fn space(known: &Known, backlog: &VecDeque<StoreOp>) -> String {
    let name = &known.entry.name;
    let renamed = backlog.iter().rev().find_map(|op| match op {
        StoreOp::Rename(of, label) if of == name => Some(label.as_deref()),
        _ => None,
    });
    let label = renamed.unwrap_or(known.entry.label.as_deref()).unwrap_or("a space");
    let link = known.facts.as_ref().and_then(|facts| facts.space.meeting_uri.as_deref()).unwrap_or(name.as_str());
    format!("{}: {}", crate::text::clean(label), crate::text::clean(link))
}

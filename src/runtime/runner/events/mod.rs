//! News as they happen: keeps the subscriptions of Workspace Events ([`keep`]) and pulls what they publish ([`pull`]). Both are
//! tasks that end with the runner; everything they tell is a message like any other.

mod keep;
mod mailbox;
mod pull;
#[cfg(test)]
mod pull_tests;
mod reader;
#[cfg(test)]
mod tests;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use tokio::runtime::Handle;
use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};
use tokio::sync::{Notify, oneshot};
use tokio::task::AbortHandle;

use super::{Network, Pending, Sender};
use crate::auth::identity;
use crate::effect::EventsOp;
use crate::events::names::{Pull, Topic, UserId};
use crate::meet::client::{RetryPolicy, Settings};
use crate::meet::endpoint::Endpoint;
use crate::meet::token::{TokenError, TokenSource};

/// Where events come from.
pub struct EventsSource {
    /// Workspace Events, spoken to with the tokens of the Meet user.
    pub workspace: (Settings, Arc<dyn TokenSource>),
    /// Pub/Sub, with tokens of its own.
    pub pubsub: (Settings, Arc<dyn TokenSource>),
    /// Where Google publishes.
    pub topic: Topic,
    /// From where it is pulled.
    pub pull: Pull,
    /// The person's number.
    pub owner: Owner,
    /// One greenroom of this computer pulls: the one that holds this file.
    pub lock: Option<PathBuf>,
    /// Whether the subscriptions end with the app.
    pub delete_on_exit: bool,
    /// How long is waited for what.
    pub waits: Waits,
}

/// The person's number, which a subscription to all that somebody owns wants.
#[derive(Debug, Clone)]
pub enum Owner {
    /// It is known since the sign-in.
    Known(UserId),
    /// The server of the sign-in knows it: the one at this root, or Google's.
    Ask(Option<Endpoint>),
}

/// How long is waited, and by which clock.
#[derive(Debug, Clone, Copy)]
pub struct Waits {
    /// For the first message of a pull. An answer without one that comes in a small part of it came too soon: a pause follows.
    pub pull: Duration,
    /// Before pulling is tried again, at first.
    pub first: Duration,
    /// The same at the longest.
    pub longest: Duration,
    /// Between two words that what was pulled is still worked on.
    pub extend: Duration,
    /// Between two looks at the wall's clock, at the longest: timers stand still while the computer sleeps.
    pub nap: Duration,
    /// The wall's clock.
    pub now: fn() -> Timestamp,
}

impl Default for Waits {
    fn default() -> Self {
        Self {
            pull: crate::events::pubsub::LONG_WAIT,
            first: Duration::from_secs(1),
            longest: Duration::from_mins(2),
            // The shortest deadline that a subscription can have is ten seconds.
            extend: Duration::from_secs(5),
            nap: Duration::from_mins(1),
            now: Timestamp::now,
        }
    }
}

/// What the keeper is told.
enum Command {
    Op(EventsOp),
    /// Take away what was made, and say when it is done.
    Leave(oneshot::Sender<()>),
}

/// Both tasks. They end with it.
pub struct Events {
    commands: UnboundedSender<Command>,
    handled: UnboundedSender<u64>,
    /// Pull now, whatever is waited for.
    now: Arc<Notify>,
    tasks: [AbortHandle; 2],
    delete_on_exit: bool,
}

impl Events {
    /// Starts both; what they tell goes to `sender`, and `network` is asked in which space a conference is.
    #[must_use]
    pub fn start(source: EventsSource, network: Arc<Network>, sender: Sender, pending: Pending, runtime: &Handle) -> Self {
        let (commands, orders) = unbounded_channel();
        let (handled, done) = unbounded_channel();
        let (tell, news) = unbounded_channel();
        let now = Arc::new(Notify::new());
        // Whatever fails here is tried again by those who know what it is for.
        let once =
            |(settings, tokens): (Settings, Arc<dyn TokenSource>)| (Settings { retry: RetryPolicy::never(), ..settings }, tokens);
        let EventsSource { workspace, pubsub, topic, pull, owner, lock, delete_on_exit, waits } = source;
        let keep = keep::Keep::new(once(workspace), topic, owner, waits, sender.clone(), pending.clone());
        let puller = pull::Puller {
            access: once(pubsub),
            name: pull,
            lock,
            waits,
            network,
            sender,
            pending,
            handled: done,
            told: tell,
            now: now.clone(),
        };
        let go = Arc::new(Notify::new());
        let tasks =
            [runtime.spawn(keep.run(orders, news, go.clone())).abort_handle(), runtime.spawn(puller.run(go)).abort_handle()];
        Self { commands, handled, now, tasks, delete_on_exit }
    }

    /// Tells them what is wanted.
    pub fn perform(&self, op: EventsOp) {
        // A task that has ended is beyond help, and said why.
        match op {
            EventsOp::Handled(batch) => drop(self.handled.send(batch)),
            op => {
                if op == EventsOp::LookAgain {
                    self.now.notify_one();
                }
                drop(self.commands.send(Command::Op(op)));
            }
        }
    }

    /// The app ends: what was made is taken away, where the person chose so.
    pub async fn leave(&self) {
        if !self.delete_on_exit {
            return;
        }
        let (done, gone) = oneshot::channel();
        if self.commands.send(Command::Leave(done)).is_ok() {
            let _done = gone.await;
        }
    }
}

impl Drop for Events {
    fn drop(&mut self) {
        self.tasks.iter().for_each(AbortHandle::abort);
    }
}

/// Whoever knows the person's number gives no answer now.
#[derive(Debug, Clone, Copy)]
pub struct NoAnswer;

impl Owner {
    /// The number; nothing where this sign-in does not tell it.
    ///
    /// # Errors
    ///
    /// [`NoAnswer`]: a little later there may be one.
    pub async fn number(&self, tokens: &Arc<dyn TokenSource>) -> Result<Option<UserId>, NoAnswer> {
        let root = match self {
            Self::Known(number) => return Ok(Some(number.clone())),
            Self::Ask(root) => root.as_ref(),
        };
        let token = match tokens.token().await {
            Ok(token) => token,
            Err(TokenError::Unavailable { .. }) => return Err(NoAnswer),
            Err(_) => return Ok(None),
        };
        let said = identity::subject(&token, root).await.map_err(|_| NoAnswer)?;
        Ok(said.and_then(|said| said.parse().ok()))
    }
}

//! Does what the keeper of subscriptions wants done, and says how it stands.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use tokio::sync::Notify;
use tokio::sync::mpsc::UnboundedReceiver;
use tokio::task::{JoinError, JoinSet};
use tracing::{info, warn};

use super::super::{Job, Pending, Sender};
use super::pull::Pulled;
use super::{Command, NoAnswer, Owner, Waits};
use crate::effect::{EventsMsg, EventsOp, Msg, Stand};
use crate::events::error::{Api, EventsError};
use crate::events::keeper::{Health, Keeper, Note, Order, Outcome, Trouble, until};
use crate::events::names::{Target, Topic, UserId};
use crate::events::workspace::Workspace;
use crate::log::kind_of;
use crate::meet::client::{Client, Settings};
use crate::meet::error::MeetError;
use crate::meet::names::SpaceName;
use crate::meet::token::TokenSource;

/// A nap that took so much longer was a sleep of the computer.
const SLEPT: Duration = Duration::from_mins(2);
/// Between two questions for the person's number, where there is no answer.
const ASK_EVERY: SignedDuration = SignedDuration::from_secs(30);
/// Most spaces that are watched one by one.
const MOST: usize = 100;

pub(super) struct Keep {
    access: (Settings, Arc<dyn TokenSource>),
    keeper: Keeper,
    owner: Owner,
    number: Option<UserId>,
    /// The sign-in does not tell the number.
    nameless: bool,
    /// When it is asked for again, because there was no answer.
    ask_at: Option<Timestamp>,
    waits: Waits,
    mine: bool,
    marked: BTreeSet<SpaceName>,
    pulling: bool,
    pull_trouble: Option<Trouble>,
    told: Stand,
    sender: Sender,
    pending: Pending,
}

impl Keep {
    pub(super) fn new(
        access: (Settings, Arc<dyn TokenSource>),
        topic: Topic,
        owner: Owner,
        waits: Waits,
        sender: Sender,
        pending: Pending,
    ) -> Self {
        Self {
            access,
            keeper: Keeper::new(topic),
            owner,
            number: None,
            nameless: false,
            ask_at: None,
            waits,
            mine: false,
            marked: BTreeSet::new(),
            pulling: false,
            pull_trouble: None,
            told: Stand::default(),
            sender,
            pending,
        }
    }

    /// Until the runner ends. `go` wakes who pulls: nothing is pulled before something is wanted.
    pub(super) async fn run(
        mut self,
        mut commands: UnboundedReceiver<Command>,
        mut news: UnboundedReceiver<Pulled>,
        go: Arc<Notify>,
    ) {
        let (settings, tokens) = self.access.clone();
        let built = tokio::task::spawn_blocking(move || Client::new(settings, tokens)).await;
        let workspace = match built {
            Ok(Ok(built)) => Workspace::new(built.client),
            Ok(Err(error)) => return self.without(&error),
            Err(_) => return,
        };
        let mut orders = JoinSet::new();
        let mut begun = false;
        let (mut before, mut nap) = (self.now(), Duration::ZERO);
        loop {
            let now = self.now();
            // Whatever ended the nap: a word that comes after the sleep must not hide it.
            if until(now, before) > nap + SLEPT {
                info!("the computer slept: looking at every subscription");
                self.keeper.look_again(now);
                self.ask_at = self.ask_at.map(|_| now);
                go.notify_one();
            }
            if self.ask_at.is_some_and(|at| at <= now) {
                self.find_number().await;
                self.want();
            }
            for order in self.keeper.due(now) {
                let (workspace, job) = (workspace.clone(), self.pending.start());
                orders.spawn(async move {
                    let outcome = perform(&workspace, &order).await;
                    (order, outcome, job)
                });
            }
            self.tell(now);
            let next = self.keeper.next_due().into_iter().chain(self.ask_at).min();
            (before, nap) = (now, next.map_or(self.waits.nap, |due| until(due, now)).min(self.waits.nap));
            tokio::select! {
                command = commands.recv() => match command {
                    Some(Command::Op(op)) => {
                        self.take(op).await;
                        // Nothing is pulled before anybody wants something; from then on it goes on by itself.
                        if !std::mem::replace(&mut begun, true) {
                            go.notify_one();
                        }
                    }
                    Some(Command::Leave(done)) => {
                        self.leave(&workspace).await;
                        // What is just being made is taken away as well.
                        while let Some(done) = orders.join_next().await {
                            self.done(done);
                        }
                        self.leave(&workspace).await;
                        drop(done);
                        return;
                    }
                    None => return,
                },
                Some(done) = orders.join_next(), if !orders.is_empty() => self.done(done),
                Some(pulled) = news.recv() => self.pulled(pulled),
                () = tokio::time::sleep(nap) => {}
            }
        }
    }

    fn now(&self) -> Timestamp {
        (self.waits.now)()
    }

    /// There is no client at all.
    fn without(mut self, error: &MeetError) {
        let error = EventsError { api: Api::WorkspaceEvents, cause: error.clone() };
        self.pull_trouble = Some(Trouble { why: error.why(), next: error.next_step() });
        self.tell(self.now());
    }

    async fn take(&mut self, op: EventsOp) {
        match op {
            EventsOp::Watch { mine, marked } => {
                let job = self.pending.start();
                (self.mine, self.marked) = (mine, marked);
                self.find_number().await;
                self.want();
                drop(job);
            }
            EventsOp::LookAgain => {
                if self.nameless || self.ask_at.is_some() {
                    self.find_number().await;
                    self.want();
                }
                self.keeper.look_again(self.now());
            }
            EventsOp::Handled(_) => {}
        }
    }

    async fn find_number(&mut self) {
        self.ask_at = None;
        if !self.mine || self.number.is_some() {
            return;
        }
        let told = self.owner.number(&self.access.1).await;
        self.nameless = matches!(told, Ok(None));
        if self.nameless {
            warn!("the sign-in does not tell the account's number: only what is marked is watched");
        }
        match told {
            Ok(number) => self.number = number,
            // The computer may be on its way to a network.
            Err(NoAnswer) => self.ask_at = Some(self.now().saturating_add(ASK_EVERY).unwrap_or(Timestamp::MAX)),
        }
    }

    /// All that the person owns; where that cannot be, what is marked.
    fn want(&mut self) {
        let now = self.now();
        let owner = self.number.clone().filter(|_| self.mine).map(Target::Owner);
        let refused = owner.as_ref().is_some_and(|owner| matches!(self.keeper.health(owner, now), Some(Health::Broken(_))));
        let mut wanted: BTreeSet<Target> = BTreeSet::new();
        if owner.is_none() || refused {
            wanted.extend(self.marked.iter().take(MOST).cloned().map(Target::Space));
        }
        wanted.extend(owner);
        self.keeper.want(&wanted, now);
    }

    fn done(&mut self, done: Result<(Order, Outcome, Job), JoinError>) {
        let Ok((order, outcome, _job)) = done else { return };
        let order = &order;
        if let Outcome::Failed(error) = &outcome {
            warn!(order = kind_of(order), error = kind_of(&error.cause), "a subscription");
        }
        let notes = self.keeper.told(order, outcome, self.now());
        for note in &notes {
            info!(note = kind_of(note), "a subscription");
        }
        if notes.iter().any(|note| matches!(note, Note::Broken(Target::Owner(_), _) | Note::Live(Target::Owner(_)))) {
            self.want();
        }
    }

    fn pulled(&mut self, pulled: Pulled) {
        match pulled {
            Pulled::Up => (self.pulling, self.pull_trouble) = (true, None),
            Pulled::Down(trouble) => (self.pulling, self.pull_trouble) = (false, Some(trouble)),
            Pulled::Lifecycle(lifecycle) => {
                info!(event = kind_of(&lifecycle.kind), "of a subscription");
                if !self.keeper.heard(&lifecycle, self.now()) {
                    info!("it is none of ours");
                }
            }
        }
    }

    /// How it stands, where that has changed.
    fn tell(&mut self, now: Timestamp) {
        let mut stand = Stand { pulling: self.pulling, trouble: self.pull_trouble.clone(), ..Stand::default() };
        for (target, health) in self.keeper.all(now) {
            match (target, health) {
                (Target::Owner(_), Health::Live) => stand.owner = true,
                (Target::Space(space), Health::Live) => drop(stand.spaces.insert(space.clone())),
                (_, Health::Broken(trouble)) => stand.trouble = stand.trouble.or(Some(trouble)),
                (_, Health::Waiting) => {}
            }
        }
        if self.nameless && stand.trouble.is_none() {
            stand.trouble = Some(Trouble {
                why: "Events of all your spaces need the number of your account, and this sign-in does not tell it.".into(),
                next: "Sign in with greenroom auth login, or set scope = \"watched\" under [events] and mark spaces with w."
                    .into(),
            });
        }
        if stand != self.told {
            self.told.clone_from(&stand);
            self.sender.send(Msg::Events(EventsMsg::Stand(stand)));
        }
    }

    async fn leave(&mut self, workspace: &Workspace) {
        let mut orders = JoinSet::new();
        for order in self.keeper.leaving() {
            let workspace = workspace.clone();
            orders.spawn(async move {
                let outcome = perform(&workspace, &order).await;
                (order, outcome)
            });
        }
        let all = orders.join_all().await;
        info!(subscriptions = all.len(), "taken away");
        for (order, outcome) in all {
            self.keeper.told(&order, outcome, self.now());
        }
    }
}

async fn perform(workspace: &Workspace, order: &Order) -> Outcome {
    let result = match order {
        Order::Create(target, topic) => match workspace.create(target, topic).await {
            Err(error) if error.is_there() => return Outcome::Taken,
            // Of something that is to be made, *not found* is a refusal: the topic, or the target.
            Err(error) => return Outcome::Failed(error),
            made => made,
        },
        Order::Find(target) => match workspace.list(Some(target)).await {
            // The filter is trusted with the size of the answer, not with its truth.
            Ok(all) => {
                return all.into_iter().find(|one| one.target.as_ref() == Some(target)).map_or(Outcome::None, Outcome::Stands);
            }
            Err(error) => Err(error),
        },
        Order::Look(_, name) => workspace.get(name).await,
        Order::Renew(_, name, types) => workspace.renew(name, *types).await,
        Order::Reactivate(_, name) => workspace.reactivate(name).await,
        Order::Delete(_, name) => match workspace.delete(name).await {
            Ok(()) => return Outcome::None,
            Err(error) => Err(error),
        },
    };
    match result {
        Ok(subscription) => Outcome::Stands(subscription),
        Err(error) if error.is_missing() => Outcome::None,
        Err(error) => Outcome::Failed(error),
    }
}

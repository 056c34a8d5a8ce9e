//! Which subscriptions of Workspace Events are to be there, and what has to be done for it.
//!
//! Pure: it is asked what is due ([`Keeper::due`]), told what came of it ([`Keeper::told`]), and has no clock of its own. It
//! believes what a `get` says and never counts: a message about a subscription only makes it look, so that old messages and
//! those in wrong order do no harm. All its times are those of the wall, so that after a day asleep everything is looked at.

mod held;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use self::held::{Held, Stage};
use super::error::EventsError;
use super::message::Lifecycle;
use super::names::{SubscriptionName, Target, Topic};
use super::subscription::{State, Subscription, SuspensionReason};
use super::types::{EventType, LifecycleType};

/// Most orders that are on their way at once: of writes Google takes some hundred a minute.
const PARALLEL: usize = 4;
/// One that has less left than this is renewed: of seven days, one a day. A week asleep costs a subscription, not an event
/// that matters: then everything is read anew anyway.
const RENEW_BELOW: SignedDuration = SignedDuration::from_hours(6 * 24);
/// So often each is looked at: a suspension for the topic's sake cannot be told through the topic.
const LOOK_EVERY: SignedDuration = SignedDuration::from_mins(15);
/// Between two tries after a failure that may pass, at first; it doubles up to [`SLOWEST`].
const FIRST_TRY: SignedDuration = SignedDuration::from_secs(5);
/// Longest wait after a failure that may pass.
const SLOWEST: SignedDuration = SignedDuration::from_mins(10);
/// Between two tries after a refusal, which somebody has to mend.
const REFUSED: SignedDuration = SignedDuration::from_mins(30);

/// What has to be done for one target.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Order {
    /// Make one that publishes there.
    Create(Target, Topic),
    /// Look for the one that is there already: making one was answered with 409.
    Find(Target),
    /// Look how it stands.
    Look(Target, SubscriptionName),
    /// Give it its whole life again, and with `true` every type of event.
    Renew(Target, SubscriptionName, bool),
    /// Set it going again.
    Reactivate(Target, SubscriptionName),
    /// Take it away.
    Delete(Target, SubscriptionName),
}

impl Order {
    /// What it is for.
    #[must_use]
    pub fn target(&self) -> &Target {
        match self {
            Self::Create(target, _)
            | Self::Find(target)
            | Self::Look(target, _)
            | Self::Renew(target, _, _)
            | Self::Reactivate(target, _)
            | Self::Delete(target, _) => target,
        }
    }
}

/// What came of an order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// This is how it stands.
    Stands(Subscription),
    /// There is none: not found, or deleted.
    None,
    /// There is one already, and it has to be looked for.
    Taken,
    /// It failed.
    Failed(EventsError),
}

/// Why there is no news of a target: for the person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trouble {
    /// Why, as a sentence.
    pub why: String,
    /// What to do, as a sentence.
    pub next: String,
}

/// How it stands with one target.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Health {
    /// Not known yet, or on its way.
    Waiting,
    /// Its news come.
    Live,
    /// No news come.
    Broken(Trouble),
}

/// A change that is worth a word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Note {
    /// Its news come from now on.
    Live(Target),
    /// It had ended and is made anew.
    Again(Target),
    /// No news come any more, or none from the start.
    Broken(Target, Trouble),
}

/// The subscriptions that are wanted, each with how it stands.
#[derive(Debug, Clone)]
pub struct Keeper {
    topic: Topic,
    held: BTreeMap<Target, Held>,
}

impl Keeper {
    /// Keeps subscriptions that publish to this topic; none yet.
    #[must_use]
    pub fn new(topic: Topic) -> Self {
        Self { topic, held: BTreeMap::new() }
    }

    /// Where they publish.
    #[must_use]
    pub fn topic(&self) -> &Topic {
        &self.topic
    }

    /// These are wanted from now on, and no others: what is not wanted any more is taken away.
    pub fn want(&mut self, wanted: &BTreeSet<Target>, now: Timestamp) {
        for target in wanted {
            self.held.entry(target.clone()).or_insert_with(|| Held::new(now)).wanted = true;
        }
        for (_, held) in self.held.iter_mut().filter(|(target, _)| !wanted.contains(target)) {
            held.wanted = false;
            held.due = now;
        }
        self.held.retain(|_, held| !held.is_done());
    }

    /// Everything is looked at now: the person asked for it, or something was mended.
    pub fn look_again(&mut self, now: Timestamp) {
        for held in self.held.values_mut() {
            held.hurry(now);
        }
    }

    /// What is due, marked as on its way: each order has to be answered by [`Keeper::told`].
    pub fn due(&mut self, now: Timestamp) -> Vec<Order> {
        let busy = self.held.values().filter(|held| held.busy).count();
        let topic = &self.topic;
        let ready = self.held.iter_mut().filter(|(_, held)| !held.busy && held.due <= now);
        let orders = ready.take(PARALLEL.saturating_sub(busy)).map(|(target, held)| {
            held.busy = true;
            held.order(target, topic, now)
        });
        orders.collect()
    }

    /// When something is due next, as far as it is known now.
    #[must_use]
    pub fn next_due(&self) -> Option<Timestamp> {
        self.held.values().filter(|held| !held.busy).map(|held| held.due).min()
    }

    /// What came of an order; what there is to tell.
    pub fn told(&mut self, order: &Order, outcome: Outcome, now: Timestamp) -> Vec<Note> {
        let target = order.target().clone();
        let Some(held) = self.held.get_mut(&target) else { return Vec::new() };
        held.busy = false;
        let before = held.health(now);
        let mut notes = Vec::new();
        match outcome {
            Outcome::Stands(subscription) => stands(held, &subscription, &self.topic, now),
            Outcome::None if matches!(order, Order::Delete(..)) => held.forget(now),
            Outcome::None => {
                // Somebody took it away between two looks, or it ended while this computer slept.
                if matches!(held.stage, Stage::Active | Stage::Suspended(_)) {
                    notes.push(Note::Again(target.clone()));
                }
                let failed_before = matches!(order, Order::Find(_));
                held.forget(now);
                if failed_before {
                    held.put_off(now, FIRST_TRY, SLOWEST);
                }
            }
            Outcome::Taken => {
                held.taken = true;
                held.due = now;
            }
            Outcome::Failed(error) if matches!(order, Order::Delete(..)) && !error.is_transient() => held.forget(now),
            Outcome::Failed(error) => failed(held, &error, now),
        }
        if !held.wanted && !matches!(order, Order::Delete(..)) {
            held.due = now;
        }
        held.catch_up(now);
        let after = held.health(now);
        if held.wanted && before != after {
            match after {
                Health::Live => notes.push(Note::Live(target)),
                Health::Broken(trouble) => notes.push(Note::Broken(target, trouble)),
                Health::Waiting => {}
            }
        }
        self.held.retain(|_, held| !held.is_done());
        notes
    }

    /// Something became of a subscription, or did so once: it is looked at. False for one that is none of these.
    pub fn heard(&mut self, lifecycle: &Lifecycle, now: Timestamp) -> bool {
        let ours = |held: &&mut Held| held.name.as_ref() == Some(&lifecycle.subscription);
        let Some(held) = self.held.values_mut().find(ours) else { return false };
        match lifecycle.kind {
            LifecycleType::ExpirationReminder => held.ends_soon(lifecycle.expires, now),
            LifecycleType::Suspended | LifecycleType::Expired => held.hurry(now),
        }
        true
    }

    /// What has to be taken away when greenroom ends and leaves nothing behind.
    #[must_use]
    pub fn leaving(&self) -> Vec<Order> {
        let named = self.held.iter().filter_map(|(target, held)| Some((target, held.name.as_ref()?)));
        named.map(|(target, name)| Order::Delete(target.clone(), name.clone())).collect()
    }

    /// How it stands with a target; nothing for one that is not wanted.
    #[must_use]
    pub fn health(&self, target: &Target, now: Timestamp) -> Option<Health> {
        self.held.get(target).filter(|held| held.wanted).map(|held| held.health(now))
    }

    /// Every wanted target with how it stands.
    pub fn all(&self, now: Timestamp) -> impl Iterator<Item = (&Target, Health)> {
        self.held.iter().filter(|(_, held)| held.wanted).map(move |(target, held)| (target, held.health(now)))
    }

    /// The targets whose news come.
    #[must_use]
    pub fn live(&self, now: Timestamp) -> BTreeSet<Target> {
        self.all(now).filter(|(_, health)| *health == Health::Live).map(|(target, _)| target.clone()).collect()
    }
}

/// Takes over how a subscription stands.
fn stands(held: &mut Held, subscription: &Subscription, topic: &Topic, now: Timestamp) {
    held.taken = false;
    held.expires = subscription.expires;
    held.lacks_types = EventType::ALL.iter().any(|kind| !subscription.event_types.iter().any(|name| name == kind.name()));
    if let Some(other) = subscription.topic.as_deref().filter(|other| *other != topic.as_str()) {
        // Where it publishes cannot be changed, and whoever made it so may be another program of the same person.
        let trouble = Trouble {
            why: format!("Its events go to {} already, and Google allows one subscription.", crate::text::clean(other)),
            next: "Set topic to that one under [events] in config.toml, or take it away with greenroom events clear.".into(),
        };
        // Not ours, so that it is never taken away either.
        held.name = None;
        held.stage = Stage::Broken(trouble);
        held.due = now.saturating_add(REFUSED).unwrap_or(now);
        return;
    }
    held.name = Some(subscription.name.clone());
    match &subscription.state {
        State::Active => {
            held.stage = Stage::Active;
            held.tries = 0;
            held.due = held.next_look(now);
        }
        State::Suspended => {
            let reason = subscription.suspended.clone().unwrap_or_else(|| SuspensionReason::Other("OTHER".into()));
            let first = !matches!(held.stage, Stage::Suspended(_));
            let worth = reason.is_worth_trying();
            held.stage = Stage::Suspended(reason);
            if worth && (first || held.tries == 0) {
                // Once at once: it may have been mended while nobody looked, or the person says so.
                held.due = now;
                held.tries = held.tries.max(1);
            } else {
                held.put_off(now, SignedDuration::from_mins(1), if worth { REFUSED } else { SignedDuration::from_hours(24) });
            }
        }
        State::Deleted => held.forget(now),
        State::Other(_) => {
            held.stage = Stage::Unsure;
            held.put_off(now, SignedDuration::from_mins(1), REFUSED);
        }
    }
}

/// Takes over that something failed: what was known stays, until it is over.
fn failed(held: &mut Held, error: &EventsError, now: Timestamp) {
    if error.is_transient() {
        return held.put_off(now, FIRST_TRY, SLOWEST);
    }
    let trouble = Trouble { why: error.why(), next: error.next_step() };
    match held.stage {
        // Renewing or looking was refused, but it sends as long as it lives.
        Stage::Active if !held.is_over(now) => {}
        // Its cause is what has to be told, not that setting it going again did not help.
        Stage::Suspended(_) => {
            held.look_first();
            return held.put_off(now, SignedDuration::from_mins(1), REFUSED);
        }
        _ => held.stage = Stage::Broken(trouble),
    }
    held.due = now.saturating_add(REFUSED).unwrap_or(now);
}

/// How long until then; zero for what is past.
#[must_use]
pub fn until(then: Timestamp, now: Timestamp) -> Duration {
    Duration::try_from(then.duration_since(now)).unwrap_or_default()
}

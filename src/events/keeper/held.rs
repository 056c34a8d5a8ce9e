//! One subscription as it is known here.

use jiff::{SignedDuration, Timestamp};

use super::{Health, LOOK_EVERY, Order, RENEW_BELOW, Trouble};
use crate::events::names::{SubscriptionName, Target, Topic};
use crate::events::subscription::SuspensionReason;

/// Between two times that one is asked to be renewed.
const ASK_EVERY: SignedDuration = SignedDuration::from_hours(1);

/// Where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Stage {
    /// There is none, as far as is known.
    New,
    /// It sends.
    Active,
    /// It is suspended.
    Suspended(SuspensionReason),
    /// It is there, in a state that this version does not know.
    Unsure,
    /// It was refused.
    Broken(Trouble),
}

/// A subscription that is wanted, or is to be taken away.
#[derive(Debug, Clone)]
#[expect(clippy::struct_excessive_bools, reason = "each is a question of its own")]
pub(super) struct Held {
    pub(super) wanted: bool,
    pub(super) stage: Stage,
    /// What it is called; none while there is none, and none for one that another program made for itself.
    pub(super) name: Option<SubscriptionName>,
    /// There is one, made earlier: it has to be looked for.
    pub(super) taken: bool,
    pub(super) expires: Option<Timestamp>,
    /// It does not tell all that there is to tell.
    pub(super) lacks_types: bool,
    /// When the next order is due.
    pub(super) due: Timestamp,
    /// An order is on its way.
    pub(super) busy: bool,
    /// Failures in a row.
    pub(super) tries: u32,
    /// When it was last asked to be renewed: an answer that does not heed it must not be asked for again at once.
    asked: Option<Timestamp>,
    /// Something was heard of it: look at it once more, whatever is on its way.
    again: bool,
    /// That was said while an order was on its way: what comes of it is older than the wish.
    hurried: bool,
}

impl Held {
    pub(super) fn new(now: Timestamp) -> Self {
        Self {
            wanted: true,
            stage: Stage::New,
            name: None,
            taken: false,
            asked: None,
            expires: None,
            lacks_types: false,
            due: now,
            busy: false,
            tries: 0,
            again: false,
            hurried: false,
        }
    }

    /// True when nothing is left of it to be kept.
    pub(super) fn is_done(&self) -> bool {
        !self.wanted && !self.busy && self.name.is_none()
    }

    /// What to do now.
    pub(super) fn order(&mut self, target: &Target, topic: &Topic, now: Timestamp) -> Order {
        let target = target.clone();
        let Some(name) = self.name.clone() else {
            return if self.taken { Order::Find(target) } else { Order::Create(target, topic.clone()) };
        };
        if !self.wanted {
            return Order::Delete(target, name);
        }
        let look = std::mem::take(&mut self.again);
        match &self.stage {
            _ if look => Order::Look(target, name),
            Stage::Suspended(_) => Order::Reactivate(target, name),
            Stage::Active if self.wants_renewal(now) => {
                self.asked = Some(now);
                Order::Renew(target, name, self.lacks_types)
            }
            // Made for another topic, or refused: has anything changed?
            Stage::Broken(_) | Stage::Unsure | Stage::New | Stage::Active => Order::Look(target, name),
        }
    }

    /// True when it has ended.
    pub(super) fn is_over(&self, now: Timestamp) -> bool {
        self.expires.is_some_and(|ends| ends <= now)
    }

    /// True when it has so little left, or tells so little, that it is renewed. One that is over is not there any more: looking
    /// says so.
    fn wants_renewal(&self, now: Timestamp) -> bool {
        let asked = self.asked.is_some_and(|asked| now.duration_since(asked) < ASK_EVERY);
        let short = self.expires.is_some_and(|ends| ends.duration_since(now) < RENEW_BELOW);
        !asked && !self.is_over(now) && (short || self.lacks_types)
    }

    /// When an active one is looked at next: where it lacks something, at once, but not forever at once.
    pub(super) fn next_look(&self, now: Timestamp) -> Timestamp {
        if self.again || self.wants_renewal(now) { now } else { later(now, LOOK_EVERY) }
    }

    /// Look at it before anything else is tried.
    pub(super) fn look_first(&mut self) {
        self.again = self.name.is_some();
    }

    /// Look at it now.
    pub(super) fn hurry(&mut self, now: Timestamp) {
        self.look_first();
        self.hurried = self.busy;
        self.due = now;
        self.tries = 0;
    }

    /// Its order is done. If somebody was in a hurry meanwhile, nothing is put off.
    pub(super) fn catch_up(&mut self, now: Timestamp) {
        if std::mem::take(&mut self.hurried) {
            self.hurry(now);
        }
    }

    /// It says itself that it ends soon.
    pub(super) fn ends_soon(&mut self, expires: Option<Timestamp>, now: Timestamp) {
        // A reminder that comes late is of an end that was put off already: never believe one that is later than what is known.
        self.expires = match (self.expires, expires) {
            (Some(known), Some(told)) => Some(known.min(told.max(now))),
            (known, told) => told.or(known),
        };
        self.asked = None;
        self.due = now;
    }

    /// Nothing is there any more.
    pub(super) fn forget(&mut self, now: Timestamp) {
        *self = Self { wanted: self.wanted, tries: self.tries, ..Self::new(now) };
    }

    /// Again later: so long after the first failure, and twice as long after each that follows.
    pub(super) fn put_off(&mut self, now: Timestamp, first: SignedDuration, longest: SignedDuration) {
        let grown = first.checked_mul(1_i32 << self.tries.min(12)).unwrap_or(longest);
        self.tries = self.tries.saturating_add(1);
        self.due = later(now, grown.min(longest));
    }

    pub(super) fn health(&self, now: Timestamp) -> Health {
        match &self.stage {
            Stage::Active if !self.is_over(now) => Health::Live,
            Stage::New | Stage::Unsure | Stage::Active => Health::Waiting,
            Stage::Suspended(reason) => Health::Broken(Trouble {
                why: format!("Google has suspended its events. {}", reason.why()),
                next: reason.next_step().to_owned(),
            }),
            Stage::Broken(trouble) => Health::Broken(trouble.clone()),
        }
    }
}

fn later(now: Timestamp, wait: SignedDuration) -> Timestamp {
    now.saturating_add(wait).unwrap_or(now)
}

//! One change of many spaces: [`Run`] is its state. In order, one at a time, below the quota, to be stopped between two.
//!
//! Owns what waits, what is under way, what failed and why; sends nothing, draws nothing, and knows no time but the one that it
//! is told.

mod pace;

use std::collections::VecDeque;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use crate::effect::Request;
use crate::meet::names::SpaceName;
use crate::trouble::Trouble;

pub use pace::Pace;

/// So often in a row the server may say that it was too much, or be in trouble; then the rest is left.
const PATIENCE: u32 = 3;
/// A server that wants to be left alone for longer is not waited for.
const LONGEST: SignedDuration = SignedDuration::from_mins(5);
/// Between two looks while it waits: the screen shows how long it still takes.
const TICK: Duration = Duration::from_secs(1);

/// What is asked for one space.
#[derive(Debug, Clone)]
pub struct Item {
    /// The space.
    pub space: SpaceName,
    /// What the person calls it.
    pub title: String,
    /// What to ask.
    pub request: Request,
}

/// What is to be done to many spaces.
#[derive(Debug, Clone)]
pub struct Bulk {
    /// What it does, as the title of a window: "Access to open".
    pub title: String,
    /// One request a space, in this order. A patch of nothing is done without being sent.
    pub items: Vec<Item>,
    /// Spaces that it cannot be done to: what they are called, and why.
    pub left_out: Vec<(String, String)>,
}

/// Something that was not done.
#[derive(Debug, Clone)]
pub struct Failure {
    /// What was asked; none for a space that was left out from the start.
    pub item: Option<Item>,
    /// What the space is called.
    pub title: String,
    /// Why not.
    pub why: String,
    /// What next.
    pub next: String,
}

/// How one of them went.
#[derive(Debug)]
pub enum Verdict {
    /// As asked.
    Done,
    /// Not, and the next one may go better.
    Failed {
        /// Why not.
        why: String,
        /// What next.
        next: String,
        /// The server is in trouble; when that happens again and again the rest is left.
        trouble: bool,
    },
    /// It was too much: it is sent again later.
    TooMuch {
        /// Until when the server wants to be left alone, where it said so.
        until: Option<Timestamp>,
        /// The same in three parts, for when patience ends.
        trouble: Trouble,
    },
    /// Not, and it would be the same with all others.
    Hopeless(Trouble),
}

/// Why the rest is left.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stop {
    /// The person wants it.
    Asked,
    /// It makes no sense to go on.
    Because(Trouble),
}

/// What is to be done next.
#[derive(Debug)]
pub enum Step {
    /// Send this; [`Run::sent`] or [`Run::skip`] has to follow.
    Send(Box<Item>),
    /// Look again after this time.
    Wait(Duration),
    /// Nothing until something is answered.
    Idle,
    /// It is over, since now.
    Over,
}

#[derive(Debug)]
struct UnderWay {
    item: Item,
    generation: u64,
    since: Timestamp,
}

/// The state of a change of many spaces, until the next one begins.
#[derive(Debug)]
pub struct Run {
    /// What it does.
    pub title: String,
    waiting: VecDeque<Item>,
    under_way: Option<UnderWay>,
    done: usize,
    failed: Vec<Failure>,
    total: usize,
    stop: Option<Stop>,
    /// Nothing is sent until then: it was too much.
    paused: Option<Timestamp>,
    /// Waits for its turn among those that may start in a minute, until then.
    held: Option<Timestamp>,
    /// So often in a row it was too much or the server was in trouble.
    bad: u32,
    /// How long the answers took together, and how many they were.
    took: (Duration, u32),
    over: Option<Timestamp>,
}

impl Run {
    /// Before the first one.
    #[must_use]
    pub fn new(bulk: Bulk) -> Self {
        let left_out = bulk.left_out.into_iter().map(|(title, why)| Failure { item: None, title, why, next: String::new() });
        let failed: Vec<Failure> = left_out.collect();
        Self {
            title: bulk.title,
            total: bulk.items.len() + failed.len(),
            waiting: bulk.items.into(),
            under_way: None,
            done: 0,
            failed,
            stop: None,
            paused: None,
            held: None,
            bad: 0,
            took: (Duration::ZERO, 0),
            over: None,
        }
    }

    /// What comes next. `busy` says whether a change of that space is on its way: its turn comes when that is answered.
    pub fn next(&mut self, now: Timestamp, pace: &Pace, busy: impl Fn(&SpaceName) -> bool) -> Step {
        self.held = None;
        if self.under_way.is_some() || self.over.is_some() {
            return Step::Idle;
        }
        if self.stop.is_some() || self.waiting.is_empty() {
            (self.over, self.paused) = (Some(now), None);
            return Step::Over;
        }
        if let Some(left) = self.paused.and_then(|until| Duration::try_from(until.duration_since(now)).ok())
            && !left.is_zero()
        {
            return Step::Wait(left.min(TICK));
        }
        self.paused = None;
        if let Some(wait) = pace.wait(now) {
            self.held = SignedDuration::try_from(wait).ok().and_then(|wait| now.checked_add(wait).ok());
            return Step::Wait(wait.min(TICK));
        }
        let next = self.waiting.iter().position(|item| !busy(&item.space));
        next.and_then(|at| self.waiting.remove(at)).map_or(Step::Idle, |item| Step::Send(Box::new(item)))
    }

    /// The one that came next was sent.
    pub fn sent(&mut self, item: Item, generation: u64, now: Timestamp) {
        self.under_way = Some(UnderWay { item, generation, since: now });
    }

    /// The one that came next needs not, or cannot, be sent.
    pub fn skip(&mut self, item: Item, verdict: Verdict, now: Timestamp, pace: &Pace) {
        self.judge(item, verdict, now, pace);
    }

    /// What was asked for this space, if it is under way with this generation.
    #[must_use]
    pub fn asked(&self, space: &SpaceName, generation: u64) -> Option<&Item> {
        self.under_way.as_ref().filter(|way| way.generation == generation && way.item.space == *space).map(|way| &way.item)
    }

    /// What is under way was answered.
    pub fn answered(&mut self, verdict: Verdict, now: Timestamp, pace: &Pace) {
        let Some(way) = self.under_way.take() else { return };
        let took = Duration::try_from(now.duration_since(way.since)).unwrap_or_default();
        self.took = (self.took.0.saturating_add(took), self.took.1.saturating_add(1));
        self.judge(way.item, verdict, now, pace);
    }

    fn judge(&mut self, item: Item, verdict: Verdict, now: Timestamp, pace: &Pace) {
        match verdict {
            Verdict::Done => (self.done, self.bad) = (self.done + 1, 0),
            Verdict::Failed { why, next, trouble } => {
                let what = format!("{}: the rest was not sent", self.title);
                if trouble {
                    self.bad += 1;
                    if self.bad >= PATIENCE {
                        let (why, next) = (why.clone(), next.clone());
                        self.stop.get_or_insert(Stop::Because(Trouble { what, why, next, at: now }));
                    }
                } else {
                    self.bad = 0;
                }
                self.fail(item, why, next);
            }
            Verdict::TooMuch { until, trouble } => {
                self.bad += 1;
                let too_long = until.is_some_and(|until| until.duration_since(now) > LONGEST);
                if self.bad > PATIENCE || too_long {
                    self.fail(item, trouble.why.clone(), trouble.next.clone());
                    self.stop.get_or_insert(Stop::Because(trouble));
                    return;
                }
                self.waiting.push_front(item);
                let pause = SignedDuration::try_from(pace.pause).ok().and_then(|pause| now.checked_add(pause).ok());
                self.paused = until.into_iter().chain(pause).max().filter(|until| *until > now);
            }
            Verdict::Hopeless(trouble) => {
                self.fail(item, trouble.why.clone(), trouble.next.clone());
                self.stop.get_or_insert(Stop::Because(trouble));
            }
        }
    }

    fn fail(&mut self, item: Item, why: String, next: String) {
        self.failed.push(Failure { title: item.title.clone(), item: Some(item), why, next });
    }

    /// No further one is sent; what is under way is awaited.
    pub fn stop(&mut self) {
        self.stop.get_or_insert(Stop::Asked);
    }

    /// Why the rest is left, if it is.
    #[must_use]
    pub fn stopped(&self) -> Option<&Stop> {
        self.stop.as_ref()
    }

    /// True until the last answer.
    #[must_use]
    pub fn is_running(&self) -> bool {
        self.over.is_none()
    }

    /// Since when it is over.
    #[must_use]
    pub fn over(&self) -> Option<Timestamp> {
        self.over
    }

    /// How many were done.
    #[must_use]
    pub fn done(&self) -> usize {
        self.done
    }

    /// What was not done, those left out from the start first.
    #[must_use]
    pub fn failed(&self) -> &[Failure] {
        &self.failed
    }

    /// What was not sent yet, or never.
    #[must_use]
    pub fn unsent(&self) -> &VecDeque<Item> {
        &self.waiting
    }

    /// What is under way.
    #[must_use]
    pub fn now(&self) -> Option<&Item> {
        self.under_way.as_ref().map(|way| &way.item)
    }

    /// How many it is about.
    #[must_use]
    pub fn total(&self) -> usize {
        self.total
    }

    /// Nothing is sent until then, because the server said that it was too much.
    #[must_use]
    pub fn paused(&self) -> Option<Timestamp> {
        self.paused
    }

    /// Nothing is sent until then, because a minute has its limit.
    #[must_use]
    pub fn held(&self) -> Option<Timestamp> {
        self.held
    }

    /// About how long it still takes; nothing as long as that cannot be told.
    #[must_use]
    pub fn left(&self, now: Timestamp, pace: &Pace) -> Option<Duration> {
        let count = self.waiting.len();
        let (took, answers) = self.took;
        let each = took.checked_div(answers)?;
        let by_answers = each.saturating_mul(u32::try_from(count + usize::from(self.under_way.is_some())).unwrap_or(u32::MAX));
        let pause = self.paused.and_then(|until| Duration::try_from(until.duration_since(now)).ok()).unwrap_or_default();
        Some(by_answers.max(pace.time_for(count, now)).saturating_add(pause))
    }

    /// True when there is something that can be tried again.
    #[must_use]
    pub fn has_again(&self) -> bool {
        !self.waiting.is_empty() || self.failed.iter().any(|failure| failure.item.is_some())
    }

    /// What was not done and can be tried again: what failed, then what was not sent.
    #[must_use]
    pub fn again(&self) -> Vec<Item> {
        self.failed.iter().filter_map(|failure| failure.item.clone()).chain(self.waiting.iter().cloned()).collect()
    }
}

//! What was pulled, read: events, words about subscriptions, and what is neither. All of it can be acknowledged.

use std::collections::{HashMap, VecDeque};

use jiff::{SignedDuration, Timestamp};
use tracing::{debug, warn};

use crate::activity::{Happening, Kind};
use crate::events::message::{self, Event, Lifecycle, Read};
use crate::events::pubsub::{AckId, Received};
use crate::events::seen::Seen;
use crate::meet::names::{ConferenceName, SpaceName};

/// Of so many conferences it is remembered in which space they are.
const CONFERENCES: usize = 512;
/// What is older when it comes is remembered, and no news any more: after a day asleep nobody is called.
const OLD: SignedDuration = SignedDuration::from_mins(15);

/// What is left of a pull.
#[derive(Debug, Default)]
pub(super) struct Batch {
    /// Everything that came, whatever it was.
    pub(super) acks: Vec<AckId>,
    /// What happened, none of it twice.
    pub(super) events: Vec<Event>,
    /// What became of subscriptions.
    pub(super) lifecycles: Vec<Lifecycle>,
}

/// Reads what is pulled, in bounded memory however much it is.
#[derive(Debug, Default)]
pub(super) struct Reader {
    seen: Seen,
    spaces: HashMap<ConferenceName, SpaceName>,
    order: VecDeque<ConferenceName>,
}

impl Reader {
    pub(super) fn read(&mut self, received: Vec<Received>) -> Batch {
        let mut batch = Batch { acks: Vec::with_capacity(received.len()), ..Batch::default() };
        let (mut unknown, mut again) = (0_usize, 0_usize);
        for Received { ack, message } in received {
            batch.acks.push(ack);
            if message::stamp(&message).is_some_and(|stamp| !self.seen.is_new(&stamp)) {
                again += 1;
                continue;
            }
            // The same event may come as two messages.
            let mut is_new = |id: &str| self.seen.is_new(&format!("ce {id}"));
            match message::read(&message) {
                Read::Event(event) if is_new(&event.id) => {
                    if let Some(space) = &event.space {
                        self.learn(event.resource.conference(), space.clone());
                    }
                    batch.events.push(event);
                }
                Read::Lifecycle(lifecycle) if is_new(&lifecycle.id) => batch.lifecycles.push(lifecycle),
                Read::Event(_) | Read::Lifecycle(_) => again += 1,
                Read::Unknown => unknown += 1,
                // It would come again and again otherwise.
                Read::Unreadable(why) => warn!(why, "a message that cannot be read is acknowledged"),
            }
        }
        debug!(events = batch.events.len(), lifecycles = batch.lifecycles.len(), unknown, again, "pulled");
        batch
    }

    /// In which space a conference is.
    pub(super) fn learn(&mut self, conference: ConferenceName, space: SpaceName) {
        if self.spaces.insert(conference.clone(), space).is_none() {
            self.order.push_back(conference);
        }
        if self.order.len() > CONFERENCES
            && let Some(oldest) = self.order.pop_front()
        {
            self.spaces.remove(&oldest);
        }
    }

    /// The conferences of events that name no space and of which nobody knows it yet.
    pub(super) fn unknown(&self, events: &[Event]) -> Vec<ConferenceName> {
        let mut all: Vec<ConferenceName> = Vec::new();
        for event in events.iter().filter(|event| event.space.is_none()) {
            let conference = event.resource.conference();
            if !self.spaces.contains_key(&conference) && !all.contains(&conference) {
                all.push(conference);
            }
        }
        all
    }

    /// The events as the app takes them in.
    pub(super) fn happenings(&self, events: Vec<Event>, now: Timestamp) -> Vec<Happening> {
        let happening = |event: Event| {
            let conference = event.resource.conference();
            // Google's clock may be ahead of this one.
            let at = event.time.unwrap_or(now).min(now);
            Some(Happening {
                at,
                kind: event.kind.name().parse::<Kind>().ok()?,
                space: event.space.or_else(|| self.spaces.get(&conference).cloned()),
                resource: event.resource.as_str().into(),
                conference: Some(conference),
                who: "".into(),
                joined_as: None,
                again: false,
                news: now.duration_since(at) < OLD,
            })
        };
        events.into_iter().filter_map(happening).collect()
    }

    #[cfg(test)]
    pub(super) fn kept(&self) -> (usize, usize) {
        (self.seen.len(), self.spaces.len())
    }
}

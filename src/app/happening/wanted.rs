//! Looks at spaces in which something happened: what the person sees comes first, and all of it keeps to a bound a minute.

use std::time::Duration;

use super::super::App;
use super::super::live::SESSIONS;
use crate::activity::Active;
use crate::effect::{Effect, Timer};
use crate::meet::names::SpaceName;

/// Least time between two looks at a space because something happened: many events at once are one look and a second one.
const PAUSE: Duration = Duration::from_secs(2);
/// Looks that are under way at the same time: more would only wait their turn, whatever becomes more urgent meanwhile.
const AT_ONCE: usize = 3;

impl App {
    /// After every message: looks where something happened as far as there may be reads, and comes back for the rest.
    pub(in super::super) fn look_where_it_happened(&mut self, effects: &mut Vec<Effect>) {
        if self.watching.moved == 0 && self.watching.wanted.is_empty() || !self.can_read() {
            return;
        }
        let now = self.clock.now;
        let mut wanted = std::mem::take(&mut self.watching.wanted);
        if let Some(name) = self.live_conference() {
            let free = self.book.records.meeting(name).is_some_and(|meeting| meeting.opening.is_none());
            if self.watching.moved > 0 && free && wanted.wait(now).is_zero() {
                let reads = self.pages(name) + self.watching.moved.min(SESSIONS);
                wanted.spend(u32::try_from(reads).unwrap_or(u32::MAX));
                self.watching.moved = 0;
                self.look_who_is_there(effects);
            }
        } else {
            self.watching.moved = 0;
        }
        let mut under_way = self.watching.under_way.keys().filter(|space| self.under_way(space).is_some()).count();
        while under_way < AT_ONCE
            && let Some(space) = wanted.next(now, |space| self.rank(space))
        {
            self.look_now(&space, Active::Ask, true, effects);
            under_way += 1;
        }
        let after = wanted.wait(now).max(PAUSE);
        let due = self.watching.moved > 0 || !wanted.is_empty();
        self.watching.wanted = wanted;
        let next = now.checked_add(after).unwrap_or(now);
        // Whatever else happens meanwhile does not put it off.
        if due && !self.watching.next.is_some_and(|known| known > now && known <= next) {
            self.watching.next = Some(next);
            effects.push(Effect::Wake { after, timer: Timer::Wanted });
        }
    }

    /// There may be reads again: whoever waits is looked at after this message.
    pub(in super::super) fn may_look_again(&mut self) {
        self.watching.next = None;
    }

    /// How much a look at this space matters, the least number most; nothing where it is not time yet.
    fn rank(&self, space: &SpaceName) -> Option<u8> {
        let young = |looked| looked <= self.clock.now && self.clock.age(looked) < PAUSE;
        if self.under_way(space).is_some() || self.watching.looked.get(space).copied().is_some_and(young) {
            return None;
        }
        let open = self.live_conference().and_then(|name| self.book.records.meeting(name)?.record.space.as_ref());
        let Some(id) = self.book.find(space) else { return Some(2) };
        Some(match () {
            () if self.current() == Some(id) || open == Some(space) => 0,
            () if self.is_in_sight(id) || self.book.is_watched(id) => 1,
            () => 2,
        })
    }
}

//! While a conference is in sight, the app looks now and then who is in it; without one, it never wakes up.
//!
//! Where nothing changes, or the terminal does not have the focus, it looks less often; a key, the focus and every change bring it
//! back to its pace. [`App::follow_live`] compares after every message what is in sight with what was.

use std::time::Duration;

use jiff::Timestamp;

use super::App;
use crate::activity::Pace;
use crate::book::RowId;
use crate::effect::{Effect, Timer};
use crate::meet::names::ConferenceName;

/// Live spaces that are looked at, that under the cursor first. A look at one of them is three reads.
const AT_MOST: usize = 4;
/// Most reads in a minute for the view of one conference.
const A_MINUTE: u64 = 30;
/// A timer that has not rung so long after its time is set anew.
const LATE: Duration = Duration::from_secs(5);
/// People on one page of a conference's list.
const PAGE: usize = 250;
/// After a look, of so many whose coming and going it brought it is read when exactly they were there; the others wait for the next.
pub(super) const SESSIONS: usize = 5;

/// When what is live is looked at.
#[derive(Debug, Default)]
pub(super) struct Rhythm {
    /// When it was looked at last.
    last: Option<Timestamp>,
    /// When it will be next.
    next: Option<Timestamp>,
    /// Looks in a row that brought nothing new.
    unchanged: u32,
    /// What there was to be seen.
    seen: Vec<Seen>,
}

/// What there is to be seen of something live: for a space, how many people; for a conference, how many came and how many are there.
#[derive(Debug, PartialEq, Eq)]
enum Seen {
    Space(RowId, Option<u32>),
    Conference(usize, usize),
}

impl App {
    pub(super) fn live_in_sight(&self) -> Vec<RowId> {
        if self.in_conference() || self.everything {
            // The list is not to be seen.
            let space = self.live_conference().and_then(|name| self.book.records.meeting(name)?.record.space.as_ref());
            return space.and_then(|space| self.book.find(space)).filter(|id| self.is_live(*id)).into_iter().collect();
        }
        let visible = self.spaces.visible(&self.book, self.height()).iter().copied();
        let mut rows: Vec<RowId> = Vec::new();
        for id in self.current().into_iter().chain(visible) {
            if self.is_live(id) && !rows.contains(&id) {
                rows.push(id);
            }
        }
        rows.truncate(AT_MOST);
        rows
    }

    fn is_live(&self, id: RowId) -> bool {
        self.book.row(id).is_some_and(|row| row.live)
    }

    fn sight(&self) -> Vec<Seen> {
        let people = |id: &RowId| self.book.card(*id).and_then(|card| card.running).map(|(running, _)| running.people);
        let mut sight: Vec<Seen> = self.live_in_sight().iter().map(|id| Seen::Space(*id, people(id))).collect();
        if let Some(name) = self.live_conference() {
            let people = self.book.records.meeting(name).and_then(|meeting| meeting.people.as_ref());
            sight.push(people.map_or(Seen::Conference(0, 0), |people| Seen::Conference(people.all().len(), people.present())));
        }
        sight
    }

    /// How long to wait between two looks.
    pub(super) fn pace(&self) -> Duration {
        // Where events come of all that is in sight, looking is but a safeguard.
        let conference = self.live_conference().and_then(|name| self.book.records.meeting(name));
        let open = conference.is_none_or(|meeting| meeting.record.space.as_ref().is_some_and(|space| self.has_events(space)));
        if self.is_fed() && open && self.live_in_sight().iter().all(|id| self.row_has_events(*id)) {
            return Pace::BESIDE_EVENTS;
        }
        let wait = if self.looked_at { self.polling.after(self.rhythm.unchanged) } else { self.polling.after(u32::MAX) };
        let Some(name) = self.live_conference() else { return wait };
        // The space, the people page by page, and some people's sessions.
        let reads = u64::try_from(1 + self.pages(name) + SESSIONS).unwrap_or(u64::MAX);
        wait.max(Duration::from_millis(reads.saturating_mul(60_000) / A_MINUTE))
    }

    /// How many pages the list of a conference's people has.
    pub(super) fn pages(&self, name: &ConferenceName) -> usize {
        let people = self.book.records.meeting(name).and_then(|meeting| meeting.people.as_ref());
        people.map_or(1, |people| people.all().len().div_ceil(PAGE).max(1))
    }

    /// When what is live and in sight is looked at next, if it is.
    #[must_use]
    pub fn next_look(&self) -> Option<Timestamp> {
        self.rhythm.next
    }

    /// Somebody is here, or something happened: back to the full pace.
    pub(super) fn look_sooner(&mut self) {
        self.rhythm.unchanged = 0;
    }

    /// What is live was read this moment: the next look is a whole wait away.
    pub(super) fn looked_just_now(&mut self) {
        (self.rhythm.last, self.rhythm.next) = (Some(self.clock.now), None);
    }

    /// After every message: something live is in sight, so come back.
    pub(super) fn follow_live(&mut self, effects: &mut Vec<Effect>) {
        let sight = self.sight();
        if sight.is_empty() || !self.can_read() {
            self.rhythm = Rhythm::default();
            return;
        }
        if sight != self.rhythm.seen {
            self.rhythm.seen = sight;
            self.look_sooner();
        }
        let now = self.clock.now;
        let last = *self.rhythm.last.get_or_insert(now);
        let wait = self.pace();
        let later = |time: Timestamp| time.checked_add(wait).unwrap_or(time);
        // A clock that was put back must not stop it.
        let next = later(last).max(now).min(later(now));
        // What is due has rung, or will in a moment; after a sleep of the whole computer it may not.
        let due = |known: Timestamp| known <= now && self.clock.age(known) < LATE;
        if !self.rhythm.next.is_some_and(|known| known == next || due(known)) {
            self.rhythm.next = Some(next);
            let after = Duration::try_from(next.duration_since(now)).unwrap_or_default();
            effects.push(Effect::Wake { after, timer: Timer::Live });
        }
    }

    /// Asks about what is live and in sight.
    pub(super) fn look_at_live(&mut self, effects: &mut Vec<Effect>) {
        if !self.can_read() || self.rhythm.seen.is_empty() {
            return;
        }
        self.looked_just_now();
        self.rhythm.unchanged = self.rhythm.unchanged.saturating_add(1);
        for id in self.live_in_sight() {
            if !self.is_told_of(id) {
                self.read(id, effects);
            }
        }
        self.look_who_is_there(effects);
    }
}

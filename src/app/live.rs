//! While a conference is in sight, the app looks now and then who is in it; without one, it never wakes up.

use super::App;
use crate::activity::Polling;
use crate::book::RowId;
use crate::effect::{Effect, Timer};

/// Live spaces that are looked at, that under the cursor first.
const AT_MOST: usize = 4;

impl App {
    fn live_in_sight(&self) -> Vec<RowId> {
        let visible = self.spaces.visible(&self.book, self.height()).iter().copied();
        let mut rows: Vec<RowId> = Vec::new();
        for id in self.current().into_iter().chain(visible) {
            if self.book.row(id).is_some_and(|row| row.live) && !rows.contains(&id) {
                rows.push(id);
            }
        }
        // Where a conference has the whole screen, the list is not to be seen.
        rows.truncate(if self.in_conference() || self.everything { 1 } else { AT_MOST });
        rows
    }

    /// Something live is in sight and the terminal is looked at: come back.
    pub(super) fn follow_live(&self, effects: &mut Vec<Effect>) {
        let live = !self.live_in_sight().is_empty() || self.live_conference().is_some();
        if self.looked_at && self.can_read() && live {
            // Where events come of all that is in sight, looking is but a safeguard.
            let told = self.live_in_sight().iter().all(|id| self.row_has_events(*id))
                && self.live_conference().is_none_or(|_| self.is_fed());
            let after = if told { Polling::BESIDE_EVENTS } else { self.pace_of_looks().live };
            effects.push(Effect::Wake { after, timer: Timer::Live });
        }
    }

    /// Asks about what is live and in sight.
    pub(super) fn look_at_live(&mut self, effects: &mut Vec<Effect>) {
        if !self.looked_at || !self.can_read() {
            return;
        }
        for id in self.live_in_sight() {
            if !self.is_told_of(id) {
                self.read(id, effects);
            }
        }
        self.look_who_is_there(effects);
        self.follow_live(effects);
    }
}

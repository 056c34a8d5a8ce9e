//! While a conference is in sight, the app looks now and then who is in it; without one, it never wakes up.

use std::time::Duration;

use super::App;
use crate::book::RowId;
use crate::effect::{Effect, Timer};

/// Between two looks: a look at one live space is three reads, and Google allows 600 a minute.
const LOOK: Duration = Duration::from_secs(15);
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
        rows.truncate(AT_MOST);
        rows
    }

    /// Something live is in sight and the terminal is looked at: come back.
    pub(super) fn follow_live(&self, effects: &mut Vec<Effect>) {
        if self.looked_at && self.can_read() && !self.live_in_sight().is_empty() {
            effects.push(Effect::Wake { after: LOOK, timer: Timer::Live });
        }
    }

    /// Asks about what is live and in sight.
    pub(super) fn look_at_live(&mut self, effects: &mut Vec<Effect>) {
        if !self.looked_at || !self.can_read() {
            return;
        }
        for id in self.live_in_sight() {
            self.read(id, effects);
        }
        self.follow_live(effects);
    }
}

//! Files that Google is still writing: asked about again, ever more slowly, while they are on the screen.

use jiff::Timestamp;

use super::super::App;
use super::Room;
use crate::book::Artifact;
use crate::effect::{Effect, Look, RecordsOp, Timer};
use crate::meet::names::ConferenceName;

/// Waits between two looks, by the first: how long Google takes is documented nowhere, and grows with the call.
const WAITS: [u32; 3] = [1, 5, 15];

impl App {
    /// The conference that is open, if a file of it is still to come.
    fn moving(&self) -> Option<&ConferenceName> {
        let Some(Room::Conference(name)) = &self.following.room else { return None };
        let meeting = self.book.records.meeting(name)?;
        let mut all = meeting.kept.iter().filter_map(|kept| kept.artifacts.as_ref()).flatten();
        all.any(Artifact::is_moving).then_some(name)
    }

    /// When files that are being written are asked about again.
    pub(in super::super) fn files_next(&self) -> Option<Timestamp> {
        self.moving()?;
        self.following.files.1
    }

    /// Something is on its way: come back.
    pub(super) fn follow_files(&mut self, effects: &mut Vec<Effect>) {
        if self.following.files.1.is_some() || !self.can_read() || self.moving().is_none() {
            return;
        }
        let times = WAITS.get(self.following.files.0).or(WAITS.last()).copied().unwrap_or(15);
        let after = self.polling.files * times;
        self.following.files.0 += 1;
        self.following.files.1 = self.clock.now.checked_add(after).ok();
        effects.push(Effect::Wake { after, timer: Timer::Files });
    }

    /// Something became of a file: it is known at once.
    pub(in super::super) fn look_at_files_now(&self, name: &ConferenceName, effects: &mut Vec<Effect>) {
        if self.can_read() && self.following.room.as_ref() == Some(&Room::Conference(name.clone())) {
            effects.push(Effect::Records(RecordsOp::Look(vec![Look::Files(name.clone())])));
        }
    }

    /// The wait is over. What nobody looks at waits once more.
    pub(in super::super) fn look_at_files(&mut self, effects: &mut Vec<Effect>) {
        let due = self.following.files.1.take().is_some_and(|next| next <= self.clock.now);
        if let Some(name) = self.moving().filter(|_| due && self.looked_at && self.can_read()) {
            effects.push(Effect::Records(RecordsOp::Look(vec![Look::Files(name.clone())])));
        }
    }
}

//! Conferences: what is read follows what is on the screen, and ends when the person goes elsewhere.
//!
//! After every message [`App::follow_records`] compares what is shown with what was shown before: the list of a space's conferences,
//! one conference, or neither. Small reads (how many people, when exactly somebody was there) are made of what is visible alone.

mod answers;
mod doing;
mod files;
mod filter;
mod history;
mod pages;
mod reader;
mod reads;

use std::collections::HashSet;
use std::time::Duration;

use jiff::Timestamp;

use super::{App, Focus, Tab};
use crate::book::{RowId, Whose};
use crate::effect::{Effect, Look, RecordsOp, Timer};
use crate::keys::Context;
use crate::meet::names::{ConferenceName, TranscriptName};

/// For how long keys rest before what has become visible is read.
const REST: Duration = Duration::from_millis(150);

/// What is on the screen of conferences.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Room {
    /// A list of them.
    List(Whose),
    /// One of them.
    Conference(ConferenceName),
    /// What was said in one.
    Transcript(TranscriptName),
}

/// What is read because it is on the screen.
#[derive(Debug, Default)]
pub(super) struct Following {
    room: Option<Room>,
    /// While the cursor of the list may move on, or a filter is typed, nothing is read yet; whether the room was entered just now.
    waits: Option<bool>,
    /// The generation of the first read of this room.
    since: u64,
    /// Small reads that were asked for in this room: none is asked for twice.
    asked: HashSet<Look>,
    /// After a look that the app makes by itself: how many people's sessions may still be read. Whatever a person asks for is.
    pub(super) spare: Option<usize>,
    /// How often files that are being written were asked about, and when they will be next.
    files: (usize, Option<Timestamp>),
    /// How often in a row a transcript that grows had nothing new, and when it is asked for next.
    talk: (usize, Option<Timestamp>),
    /// How many people had spoken when their names were last asked for.
    named: usize,
}

impl App {
    /// True while the keys go to one conference.
    pub(super) fn in_conference(&self) -> bool {
        self.focus == Focus::Details && self.tab == Tab::Conferences && self.conference.open().is_some()
    }

    /// The place of the conferences' keys.
    pub(super) fn conferences_place(&self) -> Context {
        match (self.transcript.open(), self.conference.open()) {
            (Some(_), _) => Context::Transcript,
            (None, Some(_)) => Context::Conference,
            (None, None) => Context::Conferences,
        }
    }

    fn room(&self) -> Option<Room> {
        // On a small screen the list may be all there is to see.
        if self.in_activity() {
            return None;
        }
        let seen = self.focus == Focus::Details || self.areas.details.is_some();
        if self.tab != Tab::Conferences || !seen {
            return None;
        }
        match (self.transcript.open(), self.conference.open()) {
            (Some(name), _) => Some(Room::Transcript(name.clone())),
            (None, Some(name)) => Some(Room::Conference(name.clone())),
            (None, None) => self.whose().map(Room::List),
        }
    }

    /// The conferences that the tab shows.
    fn names(&self) -> &[ConferenceName] {
        let known = self.whose().and_then(|whose| self.book.records.of(&whose)).map_or(&[][..], |listed| &listed.names);
        self.conferences_pane().shown(known)
    }

    /// After every message: panes follow the cursor and what is known, reads follow what is on the screen.
    pub(super) fn follow_records(&mut self, current: Option<RowId>, effects: &mut Vec<Effect>) {
        if self.previewed != current {
            self.conference.show(None);
        }
        self.conferences.show(current);
        self.filter_records();
        let height = self.areas.details.as_ref().map_or(20, |listing| usize::from(listing.area.height));
        let width = self.areas.details.as_ref().map_or(60, |listing| usize::from(listing.area.width));
        self.follow_transcript((width, height));
        if self.transcript.open().is_some() {
            // What lies below it is not to be seen.
        } else if let Some(name) = self.conference.open().cloned() {
            if let Some(meeting) = self.book.records.meeting(&name) {
                self.conference.sync(meeting, height);
            }
        } else if self.tab == Tab::Conferences {
            let names = self.names().to_vec();
            self.conferences_pane_mut().sync(&names, height);
        }
        let room = self.room();
        if room != self.following.room {
            let left =
                std::mem::replace(&mut self.following, Following { room, since: self.generation + 1, ..Following::default() });
            if left.room.is_some() {
                effects.push(Effect::Records(RecordsOp::Leave));
                self.book.records.nothing_under_way();
            }
            self.book.records.looked_at(self.clock.now);
            if is_on_the_way(left.room.as_ref(), self.following.room.as_ref()) {
                // Whoever walks through the list of spaces, or types a filter, reads nothing on the way.
                self.following.waits = Some(true);
                effects.push(Effect::Wake { after: REST, timer: Timer::Records });
            } else {
                self.read_room(true, effects);
            }
        } else if self.following.waits.is_none() {
            self.read_room(false, effects);
        }
        self.follow_files(effects);
        if !self.looks().iter().all(|look| self.following.asked.contains(look)) {
            effects.push(Effect::Wake { after: REST, timer: Timer::Records });
        }
    }

    /// The keys rest.
    pub(super) fn records_rest(&mut self, effects: &mut Vec<Effect>) {
        if let Some(entered) = self.following.waits.take() {
            self.read_room(entered, effects);
        }
        let looks = self.looks();
        let fresh = looks.iter().filter(|look| !self.following.asked.contains(look)).count();
        if fresh > 0 {
            self.following.spare = self.following.spare.map(|spare| spare.saturating_sub(fresh));
            self.following.asked.extend(looks.iter().cloned());
            effects.push(Effect::Records(RecordsOp::Look(looks)));
        }
    }

    /// The conference that is open, if it runs.
    pub(super) fn live_conference(&self) -> Option<&ConferenceName> {
        let Some(Room::Conference(name)) = &self.following.room else { return None };
        self.book.records.meeting(name)?.is_live().then_some(name)
    }
}

/// True from one list to another that may be left again in a moment.
fn is_on_the_way(from: Option<&Room>, to: Option<&Room>) -> bool {
    let (Some(Room::List(from)), Some(Room::List(to))) = (from, to) else { return false };
    let filtered = |whose: &Whose| matches!(whose, Whose::Within(..));
    filtered(from) || filtered(to) || matches!((from, to), (Whose::Of(_), Whose::Of(_)))
}

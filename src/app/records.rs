//! Conferences: what is read follows what is on the screen, and ends when the person goes elsewhere.
//!
//! After every message [`App::follow_records`] compares what is shown with what was shown before: the list of a space's conferences,
//! one conference, or neither. Small reads (how many people, when exactly somebody was there) are made of what is visible alone.

mod answers;
mod doing;
mod files;
mod filter;
mod history;
mod reader;

use std::collections::HashSet;
use std::time::Duration;

use jiff::Timestamp;

use super::{App, Focus, Tab};
use crate::book::{RowId, Whose};
use crate::effect::{Effect, Look, RecordsOp, Timer};
use crate::keys::{Action, Context};
use crate::meet::names::{ConferenceName, TranscriptName};

/// A list younger than this needs no second look.
const FRESH: Duration = Duration::from_secs(30);
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

    /// Why an action on conferences is not available, if it is not.
    pub(super) fn records_reason(&self, action: Action) -> Option<String> {
        let why = match action {
            Action::KeepSpace | Action::KeepSpaces => return self.keep_reason(action),
            Action::End if self.in_conference() => return self.end_reason(),
            _ if self.activity.shown && action.needs_space() => "‹back› goes back to the list first: this is of all spaces",
            _ if self.everything && action.needs_space() => "‹back› goes back to the list first: these are of all spaces",
            Action::OpenConference if self.tab != Tab::Conferences || self.focus != Focus::Details => {
                "‹conferences_tab› shows the conferences first"
            }
            Action::OpenConference if self.conference.open().is_some() => "one is open; ‹back› goes back",
            Action::OpenConference if self.names().is_empty() => "there is no conference under the cursor",
            Action::OpenFile | Action::CopyFile | Action::SortPeople if !self.in_conference() => {
                "‹open_conference› on a conference (‹conferences_tab›) opens it first"
            }
            _ => return self.reader_reason(action),
        };
        Some(why.to_owned())
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

    /// Reads what is shown, where that is worth it; `entered` when it has just come to the screen.
    fn read_room(&mut self, entered: bool, effects: &mut Vec<Effect>) {
        if !self.can_read() {
            return;
        }
        match self.following.room.clone() {
            Some(Room::List(of)) => {
                let listed = self.book.records.of(&of);
                let learnt = listed.and_then(|listed| listed.learnt);
                let failed = listed.and_then(|listed| listed.trouble.as_ref()).map(|trouble| trouble.at);
                let young = |at| at <= self.clock.now && self.clock.age(at) < FRESH;
                let reading = listed.is_some_and(|listed| listed.reading.is_some());
                // In the middle of it only what is not known at all is asked for, and what cannot be true any more.
                let wanted = if entered || self.space_tells_otherwise(&of) {
                    !learnt.is_some_and(young) && !failed.is_some_and(young) || self.space_tells_otherwise(&of)
                } else {
                    learnt.is_none() && failed.is_none()
                };
                if wanted && !reading {
                    self.list(of, false, effects);
                } else {
                    self.list_more(of, effects);
                }
            }
            Some(Room::Conference(name)) => {
                let Some(meeting) = self.book.records.meeting(&name) else { return };
                let whole = meeting.people.as_ref().is_some_and(|people| people.is_whole);
                let wanted = if entered {
                    !meeting.is_complete()
                } else {
                    (!whole && meeting.trouble.is_none()) || self.space_says_it_is_over(&name)
                };
                if wanted && meeting.opening.is_none() {
                    self.open_now(&name, effects);
                } else if entered {
                    self.book.records.keep_people_of(&name);
                }
            }
            Some(Room::Transcript(name)) => self.read_talk(&name, entered, effects),
            None => {}
        }
    }

    /// The conference that is open, if it runs.
    pub(super) fn live_conference(&self) -> Option<&ConferenceName> {
        let Some(Room::Conference(name)) = &self.following.room else { return None };
        self.book.records.meeting(name)?.is_live().then_some(name)
    }

    /// Now and then: who is there. Records and files are not asked for, which keeps it far below the quota.
    pub(super) fn look_who_is_there(&mut self, effects: &mut Vec<Effect>) {
        let Some(name) = self.live_conference().cloned() else { return };
        let generation = self.generation + 1;
        let Some(meeting) = self.book.records.meeting_mut(&name).filter(|meeting| meeting.opening.is_none()) else { return };
        if meeting.people.as_ref().is_some_and(|people| people.is_whole && !people.all().is_empty() && people.present() == 0) {
            // The last one has left: its record says whether it is over.
            return self.open_now(&name, effects);
        }
        meeting.opening = Some(generation);
        self.following.spare = Some(super::live::SESSIONS);
        self.generation = generation;
        effects.push(Effect::Records(RecordsOp::People { name, generation }));
    }

    /// The space was read after the record, and does not name it as running any more.
    pub(super) fn space_says_it_is_over(&self, name: &ConferenceName) -> bool {
        let Some(meeting) = self.book.records.meeting(name).filter(|meeting| meeting.is_live()) else { return false };
        let card = meeting.record.space.as_ref().and_then(|space| self.book.find(space)).and_then(|id| self.book.card(id));
        let Some(facts) = card.and_then(|card| card.facts.as_ref()) else { return false };
        let told = facts.space.config.is_some() || facts.space.conference().is_some();
        let newer = meeting.learnt.is_some_and(|learnt| learnt < facts.learnt);
        told && newer && facts.space.conference() != Some(name)
    }

    /// The space names a running conference that is not in the list, or none although the list has one.
    fn space_tells_otherwise(&self, whose: &Whose) -> bool {
        let (Some(listed), Whose::Of(of)) = (self.book.records.of(whose), whose) else { return false };
        let card = self.book.find(of).and_then(|id| self.book.card(id));
        let (Some(facts), Some(learnt)) = (card.and_then(|card| card.facts.as_ref()), listed.learnt) else { return false };
        if facts.learnt <= learnt || listed.trouble.is_some() {
            return false;
        }
        let live = |name: &ConferenceName| self.book.records.meeting(name).is_some_and(crate::book::Meeting::is_live);
        match facts.space.conference() {
            Some(running) => !listed.names.contains(running),
            // Whoever is not the owner is not always told.
            None => facts.space.config.is_some() && listed.names.iter().any(live),
        }
    }

    fn list(&mut self, of: Whose, more: bool, effects: &mut Vec<Effect>) {
        self.generation += 1;
        let generation = self.generation;
        let listed = self.book.records.of_mut(&of);
        (listed.reading, listed.reading_more) = (Some(generation), more);
        let after = if more { listed.next.clone() } else { None };
        effects.push(Effect::Records(RecordsOp::List { of, after, generation }));
    }

    /// The end of what is known is on the screen: more of it.
    fn list_more(&mut self, of: Whose, effects: &mut Vec<Effect>) {
        let Some(listed) = self.book.records.of(&of) else { return };
        let shown = self.shown_items().max();
        if listed.next.is_some()
            && listed.reading.is_none()
            && listed.trouble.is_none()
            && shown >= self.names().len().checked_sub(1)
            && self.older_may_fit(listed)
        {
            self.list(of, true, effects);
        }
    }

    fn open_now(&mut self, name: &ConferenceName, effects: &mut Vec<Effect>) {
        self.generation += 1;
        let generation = self.generation;
        self.book.records.keep_people_of(name);
        let Some(meeting) = self.book.records.meeting_mut(name) else { return };
        meeting.opening = Some(generation);
        meeting.trouble = None;
        meeting.people.get_or_insert_default();
        effects.push(Effect::Records(RecordsOp::Open { name: name.clone(), generation }));
        self.following.spare = None;
        self.looked_just_now();
    }

    /// The conference that is open is over: everything about it is read again.
    pub(super) fn read_open_conference(&mut self, effects: &mut Vec<Effect>) {
        let Some(Room::Conference(name)) = self.following.room.clone() else { return };
        if self.can_read() && self.book.records.meeting(&name).is_some_and(|meeting| meeting.opening.is_none()) {
            self.open_now(&name, effects);
        }
    }

    /// `r`: what is shown, whatever its age.
    pub(super) fn read_records_again(&mut self, effects: &mut Vec<Effect>) {
        self.following.asked.clear();
        match self.following.room.clone() {
            Some(Room::List(of)) => {
                for name in self.book.records.of(&of).map(|listed| listed.names.clone()).unwrap_or_default() {
                    if let Some(meeting) = self.book.records.meeting_mut(&name) {
                        meeting.ask_again();
                    }
                }
                self.list(of, false, effects);
            }
            Some(Room::Conference(name)) => {
                if let Some(meeting) = self.book.records.meeting_mut(&name) {
                    meeting.ask_again();
                }
                self.open_now(&name, effects);
            }
            Some(Room::Transcript(name)) => self.read_talk_again(&name, effects),
            None => {}
        }
    }

    /// Lines of the pane that are on the screen.
    fn shown_items(&self) -> impl Iterator<Item = usize> {
        self.areas.details.iter().flat_map(|listing| listing.items.iter().copied().flatten())
    }

    /// Small reads that what is on the screen wants.
    fn looks(&self) -> Vec<Look> {
        if !self.can_read() {
            return Vec::new();
        }
        match &self.following.room {
            Some(Room::List(_)) => {
                let names = self.names();
                let shown = self.shown_items().filter_map(|item| names.get(item));
                let unknown = shown.filter(|name| self.book.records.meeting(name).is_some_and(|meeting| !meeting.is_counted()));
                unknown.cloned().map(Look::Count).collect()
            }
            Some(Room::Conference(name)) => {
                let Some(meeting) = self.book.records.meeting(name) else { return Vec::new() };
                let height = self.areas.details.as_ref().map_or(0, |listing| usize::from(listing.area.height));
                let shown = self.conference.visible(meeting, height);
                let looks = shown.filter(|person| !person.stays_are_fresh).map(|person| Look::Sessions(person.name.clone()));
                let mut spare = self.following.spare.unwrap_or(usize::MAX);
                let mut may = |look: &Look| {
                    let asked = self.following.asked.contains(look);
                    let may = asked || spare > 0;
                    spare = spare.saturating_sub(usize::from(!asked));
                    may
                };
                looks.filter(|look| may(look)).collect()
            }
            Some(Room::Transcript(_)) | None => Vec::new(),
        }
    }

    pub(super) fn step_records(&mut self, by: isize) {
        if self.transcript.open().is_some() {
            self.step_in_transcript(by);
        } else if let Some(meeting) = self.conference.open().and_then(|name| self.book.records.meeting(name)) {
            self.conference.step(by, meeting);
        } else {
            let names = self.names().to_vec();
            self.conferences_pane_mut().step(by, &names);
        }
    }

    /// A click on a line of the pane.
    pub(super) fn go_to_record(&mut self, line: usize) {
        if self.transcript.open().is_some() {
            self.go_to_entry(line);
        } else if let Some(meeting) = self.conference.open().and_then(|name| self.book.records.meeting(name)) {
            self.conference.go_to(line, meeting);
        } else {
            let names = self.names().to_vec();
            self.conferences_pane_mut().go_to(line, &names);
        }
    }
}

/// True from one list to another that may be left again in a moment.
fn is_on_the_way(from: Option<&Room>, to: Option<&Room>) -> bool {
    let (Some(Room::List(from)), Some(Room::List(to))) = (from, to) else { return false };
    let filtered = |whose: &Whose| matches!(whose, Whose::Within(..));
    filtered(from) || filtered(to) || matches!((from, to), (Whose::Of(_), Whose::Of(_)))
}

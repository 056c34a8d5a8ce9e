//! What is asked of Google for what is on the screen: a list and the rest of it, one conference, who is there; and when what is known
//! is good enough.

use std::time::Duration;

use super::super::App;
use super::Room;
use crate::book::{Meeting, Whose};
use crate::effect::{Effect, Look, RecordsOp};
use crate::meet::names::ConferenceName;

/// A list younger than this needs no second look.
const FRESH: Duration = Duration::from_secs(30);

impl App {
    /// Reads what is shown, where that is worth it; `entered` when it has just come to the screen.
    pub(super) fn read_room(&mut self, entered: bool, effects: &mut Vec<Effect>) {
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

    pub(super) fn list(&mut self, of: Whose, more: bool, effects: &mut Vec<Effect>) {
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

    pub(super) fn open_now(&mut self, name: &ConferenceName, effects: &mut Vec<Effect>) {
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
    pub(in super::super) fn read_open_conference(&mut self, effects: &mut Vec<Effect>) {
        let Some(Room::Conference(name)) = self.following.room.clone() else { return };
        if self.can_read() && self.book.records.meeting(&name).is_some_and(|meeting| meeting.opening.is_none()) {
            self.open_now(&name, effects);
        }
    }

    /// `r`: what is shown, whatever its age.
    pub(in super::super) fn read_records_again(&mut self, effects: &mut Vec<Effect>) {
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

    /// Now and then: who is there. Records and files are not asked for, which keeps it far below the quota.
    pub(in super::super) fn look_who_is_there(&mut self, effects: &mut Vec<Effect>) {
        let Some(name) = self.live_conference().cloned() else { return };
        let generation = self.generation + 1;
        let Some(meeting) = self.book.records.meeting_mut(&name).filter(|meeting| meeting.opening.is_none()) else { return };
        if meeting.people.as_ref().is_some_and(|people| people.is_whole && !people.all().is_empty() && people.present() == 0) {
            // The last one has left: its record says whether it is over.
            return self.open_now(&name, effects);
        }
        meeting.opening = Some(generation);
        self.following.spare = Some(super::super::live::SESSIONS);
        self.generation = generation;
        effects.push(Effect::Records(RecordsOp::People { name, generation }));
    }

    /// Small reads that what is on the screen wants.
    pub(super) fn looks(&self) -> Vec<Look> {
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

    /// Lines of the pane that are on the screen.
    pub(super) fn shown_items(&self) -> impl Iterator<Item = usize> {
        self.areas.details.iter().flat_map(|listing| listing.items.iter().copied().flatten())
    }

    /// The space was read after the record, and does not name it as running any more.
    pub(in super::super) fn space_says_it_is_over(&self, name: &ConferenceName) -> bool {
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
        let live = |name: &ConferenceName| self.book.records.meeting(name).is_some_and(Meeting::is_live);
        match facts.space.conference() {
            Some(running) => !listed.names.contains(running),
            // Whoever is not the owner is not always told.
            None => facts.space.config.is_some() && listed.names.iter().any(live),
        }
    }
}

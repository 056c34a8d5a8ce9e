//! `H`: the conferences of all spaces, and through them spaces that the list does not know.

use std::collections::HashSet;

use super::super::{App, Focus, Tab};
use crate::book::RowId;
use crate::effect::{Effect, StoreOp};
use crate::keys::Action;
use crate::meet::names::SpaceName;
use crate::store::{Entry, Known};

impl App {
    /// `H`: in the place of the list.
    pub(in super::super) fn show_history(&mut self) {
        self.conference.show(None);
        self.activity.shown = false;
        self.everything = true;
        (self.tab, self.focus) = (Tab::Conferences, Focus::Details);
    }

    /// Back to the list.
    pub(in super::super) fn leave_history(&mut self) {
        self.conference.show(None);
        self.everything = false;
        self.focus = Focus::Spaces;
    }

    /// `r`: all of them, whatever their age.
    pub(in super::super) fn refresh_history(&mut self, effects: &mut Vec<Effect>) {
        self.forgive();
        self.read_records_again(effects);
    }

    /// What the conference that is open is called: as its space is.
    pub(in super::super) fn conference_title(&self) -> String {
        let meeting = self.conference.open().and_then(|name| self.book.records.meeting(name));
        let space = meeting.and_then(|meeting| meeting.record.space.clone());
        match space.as_ref().and_then(|space| self.book.find(space)).or_else(|| self.current().filter(|_| !self.everything)) {
            Some(id) => self.title(id),
            None => space.map_or_else(|| "a space".to_owned(), |space| space.to_string()),
        }
    }

    /// Spaces of these conferences that are not in the list, each once.
    fn unknown_spaces(&self) -> Vec<SpaceName> {
        let mut seen = HashSet::new();
        let spaces = self.names().iter().filter_map(|name| self.book.records.meeting(name)?.record.space.clone());
        spaces.filter(|space| self.book.find(space).is_none() && seen.insert(space.clone())).collect()
    }

    fn space_under_cursor(&self) -> Option<SpaceName> {
        let name = self.history.current(self.names())?;
        self.book.records.meeting(name)?.record.space.clone()
    }

    /// Why spaces cannot be taken into the list, if they cannot.
    pub(super) fn keep_reason(&self, action: Action) -> Option<String> {
        let why = if !self.everything || self.conference.open().is_some() {
            "‹all_conferences› shows the conferences of all spaces first"
        } else if self.unknown_spaces().is_empty() {
            "every space of these conferences is in the list"
        } else if action == Action::KeepSpace && self.space_under_cursor().is_none_or(|space| self.book.find(&space).is_some()) {
            "its space is in the list already"
        } else {
            return None;
        };
        Some(why.to_owned())
    }

    /// `a`: the space of the conference under the cursor.
    pub(in super::super) fn keep_space(&mut self, effects: &mut Vec<Effect>) {
        let space = self.space_under_cursor();
        self.take_in(space.into_iter().collect(), effects);
    }

    /// `ctrl-a`: every space that is not in the list.
    pub(in super::super) fn keep_spaces(&mut self, effects: &mut Vec<Effect>) {
        let spaces = self.unknown_spaces();
        self.take_in(spaces, effects);
    }

    /// Into the list, as last used when their latest conference started; Google is asked about them.
    fn take_in(&mut self, spaces: Vec<SpaceName>, effects: &mut Vec<Effect>) {
        let mut rows: Vec<RowId> = Vec::new();
        for space in spaces {
            let meetings = self.names().iter().filter_map(|name| self.book.records.meeting(name));
            let its = meetings.filter(|meeting| meeting.record.space.as_ref() == Some(&space));
            let last = its.filter_map(|meeting| meeting.record.start_time).max().unwrap_or(self.clock.now);
            let entry = Entry::named(space, last.min(self.clock.now));
            let id = self.book.put(entry.clone().into());
            self.fresh_rows.insert(id);
            effects.push(Effect::Store(StoreOp::Add(Box::new(Known { entry, facts: None }))));
            rows.push(id);
        }
        let words = match rows.len() {
            1 => "1 space is in your list now; ‹rename› gives it a name of your own".to_owned(),
            count => format!("{count} spaces are in your list now; ‹rename› gives one a name of your own"),
        };
        self.tell(words, effects);
        if self.can_read() {
            self.sweep_rows(&rows, effects);
        }
    }

    /// How many spaces of all conferences are not in the list.
    pub(in super::super) fn offered(&self) -> usize {
        if self.everything { self.unknown_spaces().len() } else { 0 }
    }
}

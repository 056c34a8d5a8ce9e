//! Who has a right of their own in the space under the cursor: co-hosts, members, and those who could not be added.
//!
//! Owns cursor, marks, filter and drawing; who they are lies in the space's [`Members`].

mod find;
mod view;

use std::collections::HashSet;

use tui_input::Input;

pub use view::{Look, draw};

use crate::book::{MemberLine, Members, RowId};
use find::Finder;

/// State of the pane.
#[derive(Debug, Default)]
pub struct Cohosts {
    /// Whose people they are: another space starts at the top again.
    of: Option<RowId>,
    cursor: Option<MemberLine>,
    /// Where the cursor stood when it was last looked for.
    at: usize,
    offset: usize,
    marked: HashSet<MemberLine>,
    /// What the list is narrowed by.
    pub filter: Input,
    /// True while the person types the filter.
    pub typing: bool,
    finder: Finder,
    /// The rows that are shown, in order.
    rows: Vec<MemberLine>,
    synced: Option<(u64, String)>,
}

impl Cohosts {
    /// The row under the cursor.
    #[must_use]
    pub fn cursor(&self) -> Option<&MemberLine> {
        self.cursor.as_ref()
    }

    /// True when no row is shown.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// How many rows are marked.
    #[must_use]
    pub fn marks(&self) -> usize {
        self.marked.len()
    }

    /// The marked rows in their order, or else the one under the cursor. What is marked counts while a filter hides it, too.
    #[must_use]
    pub fn targets(&self) -> Vec<MemberLine> {
        if self.marked.is_empty() {
            return self.cursor.iter().cloned().collect();
        }
        let shown = self.rows.iter().filter(|person| self.marked.contains(*person));
        let hidden = self.marked.iter().filter(|person| !self.rows.contains(person));
        shown.chain(hidden).cloned().collect()
    }

    /// Marks the row under the cursor, or takes its mark away, and goes on to the next.
    pub fn mark(&mut self) {
        if let Some(person) = self.cursor.clone() {
            if !self.marked.remove(&person) {
                self.marked.insert(person);
            }
            self.step(1);
        }
    }

    /// Marks every row that is shown; if all of them are, takes their marks away.
    pub fn mark_all(&mut self) {
        if self.rows.iter().all(|person| self.marked.contains(person)) {
            for person in &self.rows {
                self.marked.remove(person);
            }
        } else {
            self.marked.extend(self.rows.iter().cloned());
        }
    }

    /// Takes all marks away.
    pub fn clear_marks(&mut self) {
        self.marked.clear();
    }

    /// Esc: the filter goes, then the marks; false when there was neither.
    pub fn back(&mut self) -> bool {
        if self.clear_filter() {
            return true;
        }
        let any = !self.marked.is_empty();
        self.marked.clear();
        any
    }

    /// Empties the filter; false when nothing was in it.
    pub fn clear_filter(&mut self) -> bool {
        let any = !self.filter.value().is_empty();
        self.filter.reset();
        self.typing = false;
        any
    }

    /// Moves the cursor by so many rows.
    pub fn step(&mut self, by: isize) {
        self.go_to(self.at.saturating_add_signed(by));
    }

    /// Puts the cursor on the row at this place.
    pub fn go_to(&mut self, place: usize) {
        self.at = place.min(self.rows.len().saturating_sub(1));
        self.cursor = self.rows.get(self.at).cloned();
    }

    /// The filter has changed: the best match gets the cursor.
    pub fn filter_changed(&mut self, members: Option<&Members>) {
        self.refill(members);
        self.offset = 0;
        self.go_to(0);
    }

    /// Follows the list's cursor and what is known of the space; `height` is the number of rows on the screen.
    pub fn show(&mut self, id: Option<RowId>, members: Option<&Members>, height: usize) {
        if self.of != id {
            *self = Self { of: id, finder: std::mem::take(&mut self.finder), ..Self::default() };
        }
        if self.refill(members) {
            let gone = |person: &MemberLine| match (person, members) {
                (_, None) => true,
                (MemberLine::Invite(email), Some(members)) => members.invite(email).is_none(),
                (MemberLine::Member(name), Some(members)) => members.get(name).is_none(),
            };
            self.marked.retain(|person| !gone(person));
        }
        if self.rows.get(self.at) != self.cursor.as_ref() || self.cursor.is_none() {
            let found = self.cursor.as_ref().and_then(|person| self.rows.iter().position(|row| row == person));
            // Its row is gone: the one that took its place.
            self.go_to(found.unwrap_or(self.at));
        }
        self.offset = crate::ui::scroll(self.offset, self.at, height, self.rows.len());
    }

    /// The rows anew, if anything about them has changed.
    fn refill(&mut self, members: Option<&Members>) -> bool {
        let query = self.filter.value().trim();
        let revision = members.map_or(0, Members::revision);
        if self.synced.as_ref().is_some_and(|(known, synced)| *known == revision && synced == query) {
            return false;
        }
        self.rows = members.map_or_else(Vec::new, |members| self.finder.find(members, query));
        self.synced = Some((revision, query.to_owned()));
        true
    }
}

#[cfg(test)]
mod tests;

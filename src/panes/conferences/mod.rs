//! The conferences of the space under the cursor, or of all: when, how long, how many people, what was kept, and for how long.
//!
//! Owns the cursor, the filter and the drawing; what is known of conferences lies in the book's [`Records`](crate::book::Records).

mod columns;
mod query;
mod view;

use tui_input::Input;

pub use query::{Query, Title};
pub use view::{Look, draw};

use crate::book::{Book, Meeting, RowId};
use crate::meet::names::ConferenceName;
use crate::ui;
use crate::ui::clock::Clock;

/// State of the pane.
#[derive(Debug, Default)]
pub struct Conferences {
    /// Whose conferences they are: another space starts at the top again.
    of: Option<RowId>,
    /// By name, so that a fresh list does not move it.
    cursor: Option<ConferenceName>,
    /// The first row on the screen.
    offset: usize,
    /// What the list is narrowed by.
    pub filter: Input,
    /// True while the person types the filter.
    pub typing: bool,
    query: Query,
    /// For which words, on which day, and for what was known then, the query and what it found were made.
    found_for: Option<Known>,
    found: Vec<ConferenceName>,
}

/// What a search depends on.
#[derive(Debug, PartialEq, Eq)]
struct Known {
    words: String,
    day: jiff::civil::Date,
    revisions: (u64, u64),
    among: usize,
}

impl Conferences {
    /// Follows the list's cursor.
    pub fn show(&mut self, id: Option<RowId>) {
        if self.of != id {
            *self = Self { of: id, ..Self::default() };
        }
    }

    /// True while the list is narrowed.
    #[must_use]
    pub fn is_filtered(&self) -> bool {
        !self.filter.value().trim().is_empty()
    }

    /// What the list is narrowed by.
    #[must_use]
    pub fn query(&self) -> &Query {
        &self.query
    }

    /// Of these conferences those that are shown.
    #[must_use]
    pub fn shown<'a>(&'a self, names: &'a [ConferenceName]) -> &'a [ConferenceName] {
        if self.is_filtered() { &self.found } else { names }
    }

    /// Empties the filter; false when nothing was in it.
    pub fn clear_filter(&mut self) -> bool {
        let any = self.is_filtered() || self.typing;
        self.filter.reset();
        (self.typing, self.query) = (false, Query::default());
        any
    }

    /// The filter has changed: what it finds is shown from the top.
    pub fn filter_changed(&mut self, clock: &Clock) {
        self.query = Query::read(self.filter.value(), clock);
        (self.cursor, self.offset) = (None, 0);
    }

    /// Looks through these again where that can bring something else than the last time.
    pub fn find(&mut self, book: &Book, names: &[ConferenceName], clock: &Clock) {
        if !self.is_filtered() {
            self.found_for = None;
            self.found.clear();
            return;
        }
        let known = Known {
            words: self.filter.value().to_owned(),
            day: clock.here().date(),
            revisions: (book.revision(), book.records.revision()),
            among: names.len(),
        };
        if self.found_for.as_ref() == Some(&known) {
            return;
        }
        self.query = Query::read(self.filter.value(), clock);
        let query = &self.query;
        let fits = |name: &&ConferenceName| {
            book.records.meeting(name).is_some_and(|meeting| query.fits(meeting, title(book, meeting), clock))
        };
        self.found = names.iter().filter(fits).cloned().collect();
        self.found_for = Some(known);
    }

    /// The place of the cursor among these.
    #[must_use]
    pub fn at(&self, names: &[ConferenceName]) -> usize {
        self.cursor.as_ref().and_then(|cursor| names.iter().position(|name| name == cursor)).unwrap_or(0)
    }

    /// The conference under the cursor.
    #[must_use]
    pub fn current<'a>(&self, names: &'a [ConferenceName]) -> Option<&'a ConferenceName> {
        names.get(self.at(names))
    }

    /// Moves the cursor by so many rows.
    pub fn step(&mut self, by: isize, names: &[ConferenceName]) {
        self.go_to(self.at(names).saturating_add_signed(by), names);
    }

    /// Puts the cursor on a row.
    pub fn go_to(&mut self, at: usize, names: &[ConferenceName]) {
        self.cursor = names.get(at.min(names.len().saturating_sub(1))).cloned();
    }

    /// Keeps the cursor on a screen of so many rows.
    pub fn sync(&mut self, names: &[ConferenceName], height: usize) {
        self.offset = ui::scroll(self.offset, self.at(names), height, names.len());
    }
}

/// What the space of a conference is called.
fn title<'a>(book: &'a Book, meeting: &'a Meeting) -> Title<'a> {
    let Some(space) = &meeting.record.space else { return Title::default() };
    match book.find(space).and_then(|id| book.row(id)) {
        Some(row) => Title { name: row.label.as_deref(), code: row.code.as_deref() },
        None => Title { name: Some(space.as_str()), code: None },
    }
}

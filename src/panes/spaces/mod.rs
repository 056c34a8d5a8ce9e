//! The list of spaces: cursor, scroll and filter over the [`Book`]. The cursor stays on its row whatever the order does.

mod filter;
mod view;

use std::collections::HashSet;

use tui_input::Input;

pub use filter::Finder;
pub use view::{Look, draw};

use crate::book::{Book, RowId};

/// State of the pane.
#[derive(Debug, Default)]
pub struct Spaces {
    cursor: Option<RowId>,
    /// Where the cursor stood when it was last looked for.
    at: usize,
    offset: usize,
    /// What the list is narrowed by.
    pub filter: Input,
    /// True while the person types the filter.
    pub typing: bool,
    finder: Finder,
    /// Rows that match, in the order of how well they do; only with a filter.
    found: Vec<RowId>,
    synced: Option<(u64, String)>,
    /// Rows that the person marked, shown or not.
    marked: HashSet<RowId>,
    /// How many spaces there are, as long as not all are loaded.
    pub total: usize,
    /// True when every row is loaded.
    pub loaded: bool,
}

impl Spaces {
    /// The row under the cursor.
    #[must_use]
    pub fn cursor(&self) -> Option<RowId> {
        self.cursor
    }

    /// The rows that the list shows, in its order.
    #[must_use]
    pub fn shown<'a>(&'a self, book: &'a Book) -> &'a [RowId] {
        if self.filter.value().trim().is_empty() { book.order() } else { &self.found }
    }

    /// How many rows there are to be seen without a filter.
    #[must_use]
    pub fn count(&self, book: &Book) -> usize {
        if self.loaded { book.order().len() } else { self.total.max(book.order().len()) }
    }

    /// Puts the cursor on a row.
    pub fn go_to(&mut self, id: RowId) {
        self.cursor = Some(id);
    }

    /// Puts the cursor on the row at this place of the list.
    pub fn go_to_place(&mut self, book: &Book, place: usize) {
        let shown = self.shown(book);
        let Some(last) = shown.len().checked_sub(1) else { return };
        let place = place.min(last);
        self.cursor = shown.get(place).copied();
        self.at = place;
    }

    /// Moves the cursor by so many rows.
    pub fn step(&mut self, book: &Book, by: isize) {
        self.go_to_place(book, self.at.saturating_add_signed(by));
    }

    /// How many rows are marked, shown or not.
    #[must_use]
    pub fn marks(&self) -> usize {
        self.marked.len()
    }

    /// Whether a row is marked.
    #[must_use]
    pub fn is_marked(&self, id: RowId) -> bool {
        self.marked.contains(&id)
    }

    /// The marked rows in list order, shown or not.
    #[must_use]
    pub fn marked(&self, book: &Book) -> Vec<RowId> {
        if self.marked.is_empty() {
            return Vec::new();
        }
        book.order().iter().copied().filter(|id| self.marked.contains(id)).collect()
    }

    /// How many marked rows the filter hides.
    #[must_use]
    pub fn hidden_marks(&self, book: &Book) -> usize {
        let shown = self.shown(book).iter().filter(|id| self.marked.contains(id)).count();
        self.marked.len() - shown
    }

    /// Marks the row under the cursor, or no longer, and goes on to the next one.
    pub fn mark(&mut self, book: &Book) {
        let Some(id) = self.cursor else { return };
        if !self.marked.remove(&id) {
            self.marked.insert(id);
        }
        self.step(book, 1);
    }

    /// Marks all rows that are shown; where all of them are marked, none of them. True when they are marked now.
    pub fn mark_all(&mut self, book: &Book) -> bool {
        let shown = self.shown(book).to_vec();
        let all = shown.iter().all(|id| self.marked.contains(id));
        for id in shown {
            if all {
                self.marked.remove(&id);
            } else {
                self.marked.insert(id);
            }
        }
        !all
    }

    /// Marks a row.
    pub fn put_mark(&mut self, id: RowId) {
        self.marked.insert(id);
    }

    /// A row is no longer marked, because it is gone.
    pub fn unmark(&mut self, id: RowId) {
        self.marked.remove(&id);
    }

    /// No row is marked any more; false when none was.
    pub fn drop_marks(&mut self) -> bool {
        let any = !self.marked.is_empty();
        self.marked.clear();
        any
    }

    /// Empties the filter.
    pub fn clear_filter(&mut self) {
        self.filter.reset();
        self.typing = false;
    }

    /// The filter has changed: the best match gets the cursor.
    pub fn filter_changed(&mut self, book: &Book) {
        self.refilter(book);
        if !self.filter.value().trim().is_empty() {
            self.offset = 0;
            self.go_to_place(book, 0);
        }
    }

    /// Brings filter, cursor and scroll in line with the book; `height` is the number of rows on the screen.
    pub fn sync(&mut self, book: &Book, height: usize) {
        self.refilter(book);
        let shown = self.shown(book);
        let on_its_row = self.cursor.is_some() && shown.get(self.at).copied() == self.cursor;
        if !on_its_row {
            if let Some(at) = self.cursor.and_then(|id| shown.iter().position(|other| *other == id)) {
                self.at = at;
            } else {
                // Its row is gone: the one that took its place.
                let at = self.at.min(shown.len().saturating_sub(1));
                (self.cursor, self.at) = (shown.get(at).copied(), at);
            }
        }
        self.offset = crate::ui::scroll(self.offset, self.at, height, self.shown(book).len());
    }

    /// Rows on the screen, given its height.
    #[must_use]
    pub fn visible<'a>(&'a self, book: &'a Book, height: usize) -> &'a [RowId] {
        let shown = self.shown(book);
        let from = self.offset.min(shown.len());
        &shown[from..(from + height).min(shown.len())]
    }

    /// Rows in the order in which they are worth reading: visible ones, then outwards.
    #[must_use]
    pub fn outwards(&self, book: &Book, height: usize, most: usize) -> Vec<RowId> {
        let shown = self.shown(book);
        let from = self.offset.min(shown.len());
        let until = (from + height).min(shown.len());
        let mut rows: Vec<RowId> = shown[from..until].to_vec();
        let (mut above, mut below) = (shown[..from].iter().rev(), shown[until..].iter());
        while rows.len() < most {
            match (below.next(), above.next()) {
                (None, None) => break,
                (one, other) => rows.extend(one.into_iter().chain(other)),
            }
        }
        rows.truncate(most);
        rows
    }

    fn refilter(&mut self, book: &Book) {
        let query = self.filter.value().trim();
        if query.is_empty() {
            self.found.clear();
            self.synced = None;
            return;
        }
        if self.synced.as_ref().is_some_and(|(revision, synced)| *revision == book.revision() && synced == query) {
            return;
        }
        self.found = self.finder.find(book, query);
        self.synced = Some((book.revision(), query.to_owned()));
    }
}

#[cfg(test)]
mod tests;

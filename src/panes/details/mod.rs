//! Everything about the space under the cursor: lines that can be walked and copied one by one.

mod lines;
mod settings;
mod view;

pub use lines::{DetailLine, LINK_IS_FRESH, lines, meaning, people, phone_text, sip_text};
pub use view::{Look, draw};

use crate::book::RowId;

/// State of the pane.
#[derive(Debug, Default)]
pub struct Details {
    /// Whose details they are: another space starts at the top again.
    of: Option<RowId>,
    /// The line under the cursor, among those that can be copied.
    cursor: usize,
}

impl Details {
    /// The line under the cursor, among those that can be copied.
    #[must_use]
    pub fn cursor(&self) -> usize {
        self.cursor
    }

    /// Follows the list's cursor.
    pub fn show(&mut self, id: Option<RowId>) {
        if self.of != id {
            (self.of, self.cursor) = (id, 0);
        }
    }

    /// Moves the cursor by so many of `count` lines.
    pub fn step(&mut self, by: isize, count: usize) {
        self.go_to(self.cursor.saturating_add_signed(by), count);
    }

    /// Puts the cursor on a line.
    pub fn go_to(&mut self, line: usize, count: usize) {
        self.cursor = line.min(count.saturating_sub(1));
    }
}

#[cfg(test)]
mod tests;

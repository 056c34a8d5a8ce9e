//! The conferences of the space under the cursor: when, how long, how many people, what was kept, and for how long.
//!
//! Owns the cursor and the drawing; what is known of conferences lies in the book's [`Records`](crate::book::Records).

mod view;

pub use view::{Look, draw};

use crate::book::RowId;
use crate::meet::names::ConferenceName;
use crate::ui;

/// State of the pane.
#[derive(Debug, Default)]
pub struct Conferences {
    /// Whose conferences they are: another space starts at the top again.
    of: Option<RowId>,
    /// By name, so that a fresh list does not move it.
    cursor: Option<ConferenceName>,
    /// The first row on the screen.
    offset: usize,
}

impl Conferences {
    /// Follows the list's cursor.
    pub fn show(&mut self, id: Option<RowId>) {
        if self.of != id {
            *self = Self { of: id, ..Self::default() };
        }
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

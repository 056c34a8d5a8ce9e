//! Every setting of the space under the cursor: what it is, what it means, what was chosen and not sent yet.
//!
//! Owns the cursor and the drawing; what is chosen lies in the space's [`Draft`](crate::book::Draft).

mod view;

pub use view::{Look, draw, value};

use crate::book::RowId;
use crate::meet::settings::Setting;

/// State of the pane.
#[derive(Debug, Default)]
pub struct Settings {
    /// Whose settings they are: another space starts at the top again.
    of: Option<RowId>,
    cursor: usize,
}

impl Settings {
    /// The setting under the cursor.
    #[must_use]
    pub fn current(&self) -> Setting {
        Setting::ALL[self.cursor.min(Setting::ALL.len() - 1)]
    }

    /// Follows the list's cursor.
    pub fn show(&mut self, id: Option<RowId>) {
        if self.of != id {
            (self.of, self.cursor) = (id, 0);
        }
    }

    /// Moves the cursor by so many settings.
    pub fn step(&mut self, by: isize) {
        self.go_to(self.cursor.saturating_add_signed(by));
    }

    /// Puts the cursor on a setting.
    pub fn go_to(&mut self, at: usize) {
        self.cursor = at.min(Setting::ALL.len() - 1);
    }
}

//! [`Choices`]: a cursor over a few rows, walked by the keys that walk everywhere.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

/// A cursor over `count` rows.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Choices {
    /// The chosen row.
    pub at: usize,
    /// How many rows there are.
    pub count: usize,
}

impl Choices {
    /// The first of so many rows.
    #[must_use]
    pub fn new(count: usize) -> Self {
        Self { at: 0, count }
    }

    /// So many rows further.
    pub fn step(&mut self, by: isize) {
        self.go_to(self.at.saturating_add_signed(by));
    }

    /// To this row.
    pub fn go_to(&mut self, at: usize) {
        self.at = at.min(self.count.saturating_sub(1));
    }

    /// Moves by a key that walks even beside a text input; false when it is another key.
    pub fn arrow(&mut self, key: KeyEvent) -> bool {
        let control = key.modifiers.contains(KeyModifiers::CONTROL);
        match key.code {
            KeyCode::Down => self.step(1),
            KeyCode::Up => self.step(-1),
            KeyCode::Char('n') if control => self.step(1),
            KeyCode::Char('p') if control => self.step(-1),
            KeyCode::PageDown => self.step(10),
            KeyCode::PageUp => self.step(-10),
            _ => return false,
        }
        true
    }

    /// Moves by any key that walks; false when it is another key.
    pub fn walk(&mut self, key: KeyEvent) -> bool {
        match key.code {
            KeyCode::Char('j') => self.step(1),
            KeyCode::Char('k') => self.step(-1),
            KeyCode::Char('g') | KeyCode::Home => self.go_to(0),
            KeyCode::Char('G') | KeyCode::End => self.go_to(usize::MAX),
            KeyCode::Char('d') if key.modifiers.contains(KeyModifiers::CONTROL) => self.step(5),
            KeyCode::Char('u') if key.modifiers.contains(KeyModifiers::CONTROL) => self.step(-5),
            _ => return self.arrow(key),
        }
        true
    }
}

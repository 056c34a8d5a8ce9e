//! [`Scroll`]: a text that is only read, scrolled by the keys that walk everywhere.

use std::cell::Cell;

use crossterm::event::{KeyCode, KeyEvent};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;

/// How far a text is scrolled, in lines. Only who draws it knows where the end is: drawing takes back what went past it, so that
/// the first key back is seen to do something.
#[derive(Debug, Default)]
pub struct Scroll(Cell<usize>);

impl Scroll {
    /// So many lines further.
    pub fn by(&mut self, lines: isize) {
        self.0.set(self.0.get().saturating_add_signed(lines));
    }

    /// Moves by a key that scrolls; false when it is another key.
    pub fn key(&mut self, key: KeyEvent) -> bool {
        match key.code {
            KeyCode::Char('j') | KeyCode::Down => self.by(1),
            KeyCode::Char('k') | KeyCode::Up => self.by(-1),
            KeyCode::PageDown | KeyCode::Char(' ') => self.by(10),
            KeyCode::PageUp => self.by(-10),
            KeyCode::Char('g') | KeyCode::Home => self.0.set(0),
            KeyCode::Char('G') | KeyCode::End => self.0.set(usize::MAX),
            _ => return false,
        }
        true
    }

    /// Draws the lines that are in sight; past the end it stands at the end.
    pub fn draw(&self, frame: &mut Frame, inside: Rect, lines: Vec<Line>) {
        let first = self.0.get().min(lines.len().saturating_sub(usize::from(inside.height)));
        self.0.set(first);
        for (y, line) in (inside.y..inside.bottom()).zip(lines.into_iter().skip(first)) {
            frame.render_widget(line, Rect { y, height: 1, ..inside });
        }
    }
}

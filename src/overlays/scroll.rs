//! [`Scroll`]: a text that is only read, scrolled by the keys that walk everywhere.

use crossterm::event::{KeyCode, KeyEvent};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;

/// How far a text is scrolled, in lines.
#[derive(Debug, Default)]
pub struct Scroll(usize);

impl Scroll {
    /// So many lines further.
    pub fn by(&mut self, lines: isize) {
        // Beyond every end, but not so far that the way back takes long.
        self.0 = self.0.min(10_000).saturating_add_signed(lines);
    }

    /// Moves by a key that scrolls; false when it is another key.
    pub fn key(&mut self, key: KeyEvent) -> bool {
        match key.code {
            KeyCode::Char('j') | KeyCode::Down => self.by(1),
            KeyCode::Char('k') | KeyCode::Up => self.by(-1),
            KeyCode::PageDown | KeyCode::Char(' ') => self.by(10),
            KeyCode::PageUp => self.by(-10),
            KeyCode::Char('g') | KeyCode::Home => self.0 = 0,
            KeyCode::Char('G') | KeyCode::End => self.0 = usize::MAX,
            _ => return false,
        }
        true
    }

    /// Draws the lines that are in sight; past the end it stands at the end.
    pub fn draw(&self, frame: &mut Frame, inside: Rect, lines: Vec<Line>) {
        let first = self.0.min(lines.len().saturating_sub(usize::from(inside.height)));
        for (y, line) in (inside.y..inside.bottom()).zip(lines.into_iter().skip(first)) {
            frame.render_widget(line, Rect { y, height: 1, ..inside });
        }
    }
}

//! Whose words alone are to be read. In the order in which people are heard first, and in no other: nobody is ranked.

use crossterm::event::{KeyCode, KeyEvent};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::{Choices, Outcome};
use crate::ui::theme::Theme;
use crate::ui::{self, Listing, text};

/// The menu with its cursor.
#[derive(Debug)]
pub struct Speakers {
    names: Vec<String>,
    pub(super) choices: Choices,
}

impl Speakers {
    /// People who are called so; the cursor is on one of them.
    #[must_use]
    pub fn new(names: Vec<String>, at: Option<u32>) -> Self {
        let mut choices = Choices::new(names.len() + 1);
        choices.go_to(at.map_or(0, |at| at as usize + 1));
        Self { names, choices }
    }

    pub(super) fn key(&mut self, key: KeyEvent) -> Outcome {
        match key.code {
            KeyCode::Enter => self.chosen(),
            KeyCode::Esc | KeyCode::Char('q' | 's') => Outcome::Close,
            _ if self.choices.walk(key) => Outcome::Stay,
            _ => Outcome::Unused,
        }
    }

    pub(super) fn chosen(&self) -> Outcome {
        Outcome::Speaker(self.choices.at.checked_sub(1).and_then(|at| u32::try_from(at).ok()))
    }

    /// Draws it; gives back which row stands where.
    pub fn draw(&self, frame: &mut Frame, theme: &Theme) -> Listing {
        let width = 48.min(frame.area().width.saturating_sub(6));
        let rows = u16::try_from(self.names.len() + 1).unwrap_or(u16::MAX);
        let height = rows.min(frame.area().height.saturating_sub(6));
        let inside = ui::popup(frame, theme, "Whose words", width, height, theme.accent);
        let first = ui::scroll(0, self.choices.at, usize::from(inside.height), self.names.len() + 1);
        let room = usize::from(inside.width).saturating_sub(2);
        let mut items = Vec::new();
        for (y, at) in (inside.y..inside.bottom()).zip(first..=self.names.len()) {
            let name = at.checked_sub(1).and_then(|at| self.names.get(at)).map_or("everybody", String::as_str);
            let name = ui::drawable(theme, name);
            let chosen = at == self.choices.at;
            let line = Line::from(vec![
                Span::styled(if chosen { theme.signs.cursor } else { " " }, theme.accent),
                Span::raw(" "),
                Span::styled(
                    text::fit_with(&name, room, theme.signs.ellipsis).into_owned(),
                    if chosen { theme.strong } else { theme.plain },
                ),
            ]);
            frame.render_widget(line, Rect { y, height: 1, ..inside });
            items.push(Some(at));
        }
        Listing { area: inside, items }
    }
}

//! Who may join the marked spaces: chosen once, sent to each of them.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::confirm::names;
use super::{Choices, Outcome};
use crate::meet::settings::Setting;
use crate::ui::theme::Theme;
use crate::ui::{self, Listing, text};

/// Columns of the words.
const WORD: usize = 12;
/// Names at the most.
const NAMES: usize = 8;

/// The menu with its cursor.
#[derive(Debug)]
pub struct AccessMenu {
    /// What they are called, in list order.
    names: Vec<String>,
    /// How many have each access now, as far as is known, in the order of the choices.
    now: Vec<usize>,
    /// What else there is to say, such as that some are hidden by the filter.
    note: Option<String>,
    pub(super) choices: Choices,
}

impl AccessMenu {
    /// For spaces that are called so; `now` says how many have each access, in the order of [`Setting::choices`].
    #[must_use]
    pub fn new(names: Vec<String>, now: Vec<usize>, note: Option<String>) -> Self {
        // It begins at the safest one: an Enter too many lets nobody in.
        let mut choices = Choices::new(Setting::Access.choices().len());
        choices.go_to(usize::MAX);
        Self { names, now, note, choices }
    }

    pub(super) fn key(&mut self, key: KeyEvent) -> Outcome {
        if key.modifiers.intersects(KeyModifiers::CONTROL | KeyModifiers::ALT) {
            return if self.choices.walk(key) { Outcome::Stay } else { Outcome::Unused };
        }
        match key.code {
            KeyCode::Enter => self.chosen(),
            KeyCode::Esc | KeyCode::Char('q' | 'n') => Outcome::Close,
            // The key that walks through the access of one space walks here too.
            KeyCode::Char('t' | ' ') => {
                self.choices.at = (self.choices.at + 1) % self.choices.count.max(1);
                Outcome::Stay
            }
            _ if self.choices.walk(key) => Outcome::Stay,
            _ => Outcome::Unused,
        }
    }

    fn chosen(&self) -> Outcome {
        let choice = Setting::Access.choices().get(self.choices.at);
        choice.map_or(Outcome::Close, |choice| Outcome::Access(choice.sent.to_owned().into()))
    }

    /// Draws it; gives back which choice stands where.
    pub fn draw(&self, frame: &mut Frame, theme: &Theme) -> Listing {
        let width = 66.min(frame.area().width.saturating_sub(6));
        let room = usize::from(width);
        let means = Setting::Access.choices().get(self.choices.at).map_or("", |choice| choice.means);
        let mut below: Vec<Line> = vec![Line::default()];
        below.extend(text::wrap(means, room).into_iter().map(|line| Line::styled(line, theme.dim)));
        if let Some(note) = &self.note {
            below.extend(text::wrap(&ui::drawable(theme, note), room).into_iter().map(|line| Line::styled(line, theme.waiting)));
        }
        below.push(Line::default());
        let keys = [("Enter", "changes them all"), ("t", "next"), ("Esc", "leaves them")];
        let hints = ui::hints(theme, &keys, room);
        let rows = self.choices.count;
        let least = rows + below.len() + hints.len() + 5;
        let height = usize::from(frame.area().height).saturating_sub(least).min(NAMES);
        let mut lines = names(theme, &self.names, height, room);
        if height == 0 {
            lines.clear();
        } else {
            lines.push(Line::default());
        }
        let top = lines.len();
        lines.extend((0..rows).map(|at| self.row(at, theme)));
        lines.extend(below);
        lines.extend(hints);
        let count = self.names.len();
        let title = format!("Access of {count} space{}", if count == 1 { "" } else { "s" });
        let wanted = u16::try_from(lines.len()).unwrap_or(u16::MAX).min(frame.area().height.saturating_sub(2));
        let inside = ui::popup(frame, theme, &title, width, wanted, theme.accent);
        for (y, line) in (inside.y..inside.bottom()).zip(lines) {
            frame.render_widget(line, Rect { y, height: 1, ..inside });
        }
        let items = std::iter::repeat_n(None, top).chain((0..rows).map(Some)).take(usize::from(inside.height)).collect();
        Listing { area: inside, items }
    }

    fn row(&self, at: usize, theme: &Theme) -> Line<'static> {
        let word = Setting::Access.choices().get(at).map_or("", |choice| choice.word);
        let chosen = at == self.choices.at;
        let now = match self.now.get(at) {
            Some(0) | None => String::new(),
            Some(1) => "1 is already".to_owned(),
            Some(count) => format!("{count} are already"),
        };
        Line::from(vec![
            Span::styled(if chosen { theme.signs.cursor } else { " " }, theme.accent),
            Span::styled(format!(" {word:WORD$}"), if chosen { theme.strong } else { theme.plain }),
            Span::styled(now, theme.dim),
        ])
    }
}

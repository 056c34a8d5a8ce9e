//! Every action, by name.

use crossterm::event::{KeyCode, KeyEvent};
use nucleo_matcher::pattern::{AtomKind, CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher, Utf32Str};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use tui_input::Input;

use super::{Choices, Outcome, prompt};
use crate::keys::{Action, BINDINGS, Binding, Keymap};
use crate::ui::theme::Theme;
use crate::ui::{self, Listing, text};

/// What was typed and what matches it.
#[derive(Debug)]
pub struct Palette {
    input: Input,
    found: Vec<&'static Binding>,
    pub(super) choices: Choices,
}

impl Default for Palette {
    fn default() -> Self {
        let found = search("");
        Self { input: Input::default(), choices: Choices::new(found.len()), found }
    }
}

/// Bindings that match every word, the best first; what the palette itself does is left out.
fn search(query: &str) -> Vec<&'static Binding> {
    let all =
        BINDINGS.iter().filter(|binding| !binding.action.moves() && !matches!(binding.action, Action::Palette | Action::Back));
    let keymap = Keymap::default();
    let mut matcher = Matcher::new(Config::DEFAULT);
    let pattern = Pattern::new(query, CaseMatching::Ignore, Normalization::Smart, AtomKind::Fuzzy);
    let mut wide = Vec::new();
    let mut hits: Vec<(u32, &Binding)> = all
        .filter_map(|binding| {
            let words = format!("{} {} {}", binding.label, binding.name.replace('_', " "), keymap.in_words(binding.doc));
            Some((pattern.score(Utf32Str::new(&words, &mut wide), &mut matcher)?, binding))
        })
        .collect();
    hits.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
    hits.into_iter().map(|(_, binding)| binding).collect()
}

impl Palette {
    pub(super) fn key(&mut self, key: KeyEvent) -> Outcome {
        match key.code {
            KeyCode::Esc => return Outcome::Close,
            KeyCode::Enter => return self.chosen(),
            _ => {}
        }
        if self.choices.arrow(key) {
            return Outcome::Stay;
        }
        if prompt::edit(&mut self.input, key, prompt::LONGEST_NAME) {
            self.changed();
            return Outcome::Stay;
        }
        Outcome::Unused
    }

    pub(super) fn paste(&mut self, text: &str) {
        prompt::insert(&mut self.input, text, prompt::LONGEST_NAME);
        self.changed();
    }

    fn changed(&mut self) {
        self.found = search(self.input.value());
        self.choices = Choices::new(self.found.len());
    }

    pub(super) fn chosen(&self) -> Outcome {
        self.found.get(self.choices.at).map_or(Outcome::Stay, |binding| Outcome::Act(binding.action))
    }

    /// Draws it; `reason` says why an action is not available, if it is not. Gives back which row stands where.
    pub fn draw(&self, frame: &mut Frame, theme: &Theme, reason: impl Fn(Action) -> Option<String>) -> Listing {
        let width = 72.min(frame.area().width.saturating_sub(6));
        let height = 18.min(frame.area().height.saturating_sub(4));
        let inside = ui::popup(frame, theme, "Commands", width, height, theme.accent);
        prompt::draw_input(&self.input, frame, Rect { height: inside.height.min(1), ..inside }, theme);
        let top = 2.min(inside.height);
        let rows = Rect { y: inside.y + top, height: inside.height - top, ..inside };
        if self.found.is_empty() && rows.height > 0 {
            frame.render_widget(Line::styled("No command is called that.", theme.dim), Rect { height: 1, ..rows });
        }
        let room = usize::from(rows.width);
        let first = ui::scroll(0, self.choices.at, usize::from(rows.height), self.found.len());
        let mut items = Vec::new();
        for (y, (at, binding)) in (rows.y..rows.bottom()).zip(self.found.iter().enumerate().skip(first)) {
            let chosen = at == self.choices.at;
            let why = reason(binding.action);
            let style = match (&why, chosen) {
                (Some(_), _) => theme.dim,
                (None, true) => theme.strong,
                (None, false) => theme.plain,
            };
            let words = ui::drawable(theme, why.as_deref().map_or(binding.doc, |why| why));
            let key = text::pad(&ui::drawable(theme, &theme.keys.key_of(binding.action)), 8);
            let name = text::pad(&ui::drawable(theme, binding.label), 14);
            let words = text::fit_with(&words, room.saturating_sub(24), theme.signs.ellipsis).into_owned();
            let line = Line::from(vec![
                Span::styled(if chosen { theme.signs.cursor } else { " " }, theme.accent),
                Span::styled(format!(" {name}"), style),
                Span::styled(key, if why.is_some() { theme.dim } else { theme.accent }),
                Span::styled(words, if why.is_some() { theme.waiting } else { theme.dim }),
            ]);
            frame.render_widget(line, Rect { y, height: 1, ..rows });
            items.push(Some(at));
        }
        Listing { area: rows, items }
    }
}

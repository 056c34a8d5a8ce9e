//! Every key that works here, and why one does not.

use crossterm::event::{KeyCode, KeyEvent};
use ratatui::Frame;
use ratatui::text::{Line, Span};

use super::{Outcome, Scroll};
use crate::keys::{Action, BINDINGS, Group};
use crate::ui::theme::Theme;
use crate::ui::{self, text};

/// How far it is scrolled.
#[derive(Debug, Default)]
pub struct Help {
    pub(super) scroll: Scroll,
}

impl Help {
    pub(super) fn key(&mut self, key: KeyEvent) -> Outcome {
        match key.code {
            KeyCode::Esc | KeyCode::Char('?' | 'q') | KeyCode::Enter => Outcome::Close,
            _ if self.scroll.key(key) => Outcome::Stay,
            _ => Outcome::Unused,
        }
    }

    /// Draws it; `reason` says why an action is not available, if it is not.
    pub fn draw(&self, frame: &mut Frame, theme: &Theme, reason: impl Fn(Action) -> Option<String>) {
        let width = 76.min(frame.area().width.saturating_sub(6));
        let lines = lines(theme, usize::from(width), reason);
        let wanted = u16::try_from(lines.len()).unwrap_or(u16::MAX);
        let height = wanted.min(frame.area().height.saturating_sub(4));
        let title = if wanted > height { "Help    j k scroll, Esc closes" } else { "Help    Esc closes" };
        let inside = ui::popup(frame, theme, title, width, height, theme.accent);
        self.scroll.draw(frame, inside, lines);
    }
}

fn lines(theme: &Theme, width: usize, reason: impl Fn(Action) -> Option<String>) -> Vec<Line<'static>> {
    const KEYS: usize = 12;
    let mut lines = Vec::new();
    for group in Group::ALL {
        if !lines.is_empty() {
            lines.push(Line::default());
        }
        lines.push(Line::styled(group.title(), theme.strong));
        for binding in BINDINGS.iter().filter(|binding| binding.group == group) {
            let why = reason(binding.action);
            let key = ui::drawable(theme, &theme.keys.keys_of(binding).join(" "));
            let key = text::pad(&key, KEYS);
            let (key_style, doc_style) = if why.is_some() { (theme.dim, theme.dim) } else { (theme.accent, theme.plain) };
            let doc = ui::drawable(theme, binding.doc);
            let mut line = vec![Span::styled(format!("  {key}"), key_style)];
            let docs = text::wrap(&doc, width.saturating_sub(KEYS + 2));
            let mut docs = docs.into_iter();
            line.push(Span::styled(docs.next().unwrap_or_default(), doc_style));
            lines.push(Line::from(line));
            let indent = " ".repeat(KEYS + 2);
            lines.extend(docs.map(|more| Line::styled(format!("{indent}{more}"), doc_style)));
            if let Some(why) = why {
                let why = ui::drawable(theme, &why);
                for part in text::wrap(&why, width.saturating_sub(KEYS + 2)) {
                    lines.push(Line::styled(format!("{indent}{part}"), theme.waiting));
                }
            }
        }
    }
    lines
}

//! What went wrong lately, with the causes.

use crossterm::event::{KeyCode, KeyEvent};
use ratatui::Frame;
use ratatui::text::{Line, Span};

use super::{Outcome, Scroll, bulk};
use crate::effect::Trouble;
use crate::ui::clock::Clock;
use crate::ui::theme::Theme;
use crate::ui::{self, text};

/// How far it is scrolled.
#[derive(Debug, Default)]
pub struct Problems {
    pub(super) scroll: Scroll,
}

impl Problems {
    pub(super) fn key(&mut self, key: KeyEvent) -> Outcome {
        match key.code {
            KeyCode::Char('!') => Outcome::Bulk(bulk::Wish::Turn),
            KeyCode::Esc | KeyCode::Enter | KeyCode::Char('q') => Outcome::Close,
            _ if self.scroll.key(key) => Outcome::Stay,
            _ => Outcome::Unused,
        }
    }

    /// Draws it: the newest first. `several` says whether there is something to be told of a change of several spaces.
    pub fn draw<'a>(
        &self,
        frame: &mut Frame,
        theme: &Theme,
        clock: &Clock,
        troubles: impl Iterator<Item = &'a Trouble>,
        several: bool,
    ) {
        let width = 76.min(frame.area().width.saturating_sub(6));
        let room = usize::from(width);
        let mut lines: Vec<Line> = Vec::new();
        for trouble in troubles {
            if !lines.is_empty() {
                lines.push(Line::default());
            }
            let what = text::wrap(&ui::drawable(theme, &trouble.what), room.saturating_sub(14));
            for (at, part) in what.into_iter().enumerate() {
                let when = if at == 0 { clock.at(trouble.at) } else { String::new() };
                lines.push(Line::from(vec![Span::styled(format!("{when:<14}"), theme.dim), Span::styled(part, theme.trouble)]));
            }
            for (part, style) in [(&trouble.why, theme.plain), (&trouble.next, theme.strong)] {
                let part = ui::drawable(theme, part);
                let wrapped = text::wrap(&part, room.saturating_sub(14));
                lines.extend(wrapped.into_iter().map(|line| Line::styled(format!("{:14}{line}", ""), style)));
            }
        }
        let border = if lines.is_empty() { theme.dim } else { theme.trouble };
        if lines.is_empty() {
            lines.push(Line::styled("Nothing went wrong since the start.", theme.dim));
        }
        let height = u16::try_from(lines.len()).unwrap_or(u16::MAX).min(frame.area().height.saturating_sub(4));
        let title = if several { "What went wrong    ! space by space, Esc closes" } else { "What went wrong    Esc closes" };
        let inside = ui::popup(frame, theme, title, width, height, border);
        self.scroll.draw(frame, inside, lines);
    }
}

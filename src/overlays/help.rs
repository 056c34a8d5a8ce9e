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
    let of = |group: Group| {
        let bindings = BINDINGS.iter().filter(move |binding| binding.group == group);
        bindings.map(|binding| (binding, reason(binding.action))).collect::<Vec<_>>()
    };
    let mut groups: Vec<_> = Group::ALL.into_iter().map(|group| (group, of(group))).collect();
    // What works in this place alone comes first, and what does not work last.
    groups.sort_by_key(|(_, bindings)| {
        let mut works = bindings.iter().filter(|(_, why)| why.is_none()).peekable();
        (works.peek().is_none(), !works.any(|(binding, _)| binding.context.is_place()))
    });
    for (group, bindings) in groups {
        if !lines.is_empty() {
            lines.push(Line::default());
        }
        lines.push(Line::styled(group.title(), theme.strong));
        // Where it is one reason for all of them it is said once.
        let mut whys = bindings.iter().map(|(_, why)| why.as_ref());
        let first = whys.next().flatten().filter(|first| bindings.len() > 1 && whys.all(|why| why == Some(first))).cloned();
        if let Some(why) = &first {
            let why = ui::drawable(theme, why);
            lines.extend(
                text::wrap(&why, width.saturating_sub(2))
                    .into_iter()
                    .map(|part| Line::styled(format!("  {part}"), theme.waiting)),
            );
        }
        for (binding, why) in bindings {
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
            if let Some(why) = why.filter(|_| first.is_none()) {
                let why = ui::drawable(theme, &why);
                for part in text::wrap(&why, width.saturating_sub(KEYS + 2)) {
                    lines.push(Line::styled(format!("{indent}{part}"), theme.waiting));
                }
            }
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_works_comes_first_and_one_reason_for_all_is_said_once() {
        let far = Group::ALL[0];
        let is_far = |action| BINDINGS.iter().any(|binding| binding.group == far && binding.action == action);
        let text: Vec<String> = lines(&Theme::default(), 70, |action| is_far(action).then(|| "not here".into()))
            .iter()
            .map(ToString::to_string)
            .collect();
        let title = text.iter().position(|line| line == far.title()).unwrap();
        assert_eq!(text[title + 1], "  not here");
        assert!(text[title + 2..].iter().all(|line| !line.contains("not here")), "{text:#?}");
        assert!(title > BINDINGS.iter().filter(|binding| binding.group != far).count(), "what works is above");
        // Reasons that differ stand where they belong.
        let text = lines(&Theme::default(), 70, |action| is_far(action).then(|| format!("not {action:?}")));
        assert!(text.iter().filter(|line| line.to_string().contains("not ")).count() > 3);
    }
}

//! The last line: the keys that matter here, and what was last done.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::app::{App, Focus, Tab};
use crate::keys::{self, Action, BINDINGS};
use crate::ui::{self, text};

/// Draws it.
pub(super) fn draw(app: &App, frame: &mut Frame, area: Rect) {
    let theme = &app.theme;
    let note = app.note().map(|note| (ui::drawable(theme, &note.text), if note.bad { theme.waiting } else { theme.live }));
    let room = usize::from(area.width).saturating_sub(2);
    let note_width = note.as_ref().map_or(0, |(words, _)| text::width(words).min(room));
    let mut used = 0;
    let mut spans = vec![Span::raw(" ")];
    let typing = app.typing();
    if app.overlays.is_empty() && typing.is_none() {
        let place = app.place();
        // A key that does something else in this place is not told for what it does elsewhere.
        let leads_to = |binding: &keys::Binding| {
            let chord = app.keymap.chords(binding).first().copied();
            chord.and_then(|chord| app.keymap.get(chord, place)).is_some_and(|found| found.action == binding.action)
        };
        let mut hints: Vec<_> = BINDINGS
            .iter()
            .filter(|binding| binding.rank > 0 && app.available(binding.action).is_ok() && leads_to(binding))
            .collect();
        // What works in this place alone comes first there; with marks, what acts on all of them.
        let of_place =
            |binding: &keys::Binding| binding.context.is_place() || binding.action == Action::Close && app.in_activity();
        hints.sort_by_key(|binding| (!of_place(binding), !app.acts_on_several(binding.action), binding.rank));
        if app.spaces.marks() > 0 && app.focus == Focus::Spaces {
            let words = format!("{} marked", app.spaces.marks());
            let close = ui::drawable(theme, "  ‹back› drops  ");
            let width = text::width(&words) + text::width(&close);
            if width + note_width <= room {
                used += width;
                spans.push(Span::styled(words, theme.accent));
                spans.push(Span::styled(close, theme.dim));
            }
        }
        for binding in hints {
            let key = ui::drawable(theme, &app.keymap.key_of(binding.action));
            let label = ui::drawable(theme, label(app, binding));
            let width = text::width(&key) + text::width(&label) + 3;
            if used + width + note_width > room {
                break;
            }
            used += width;
            spans.push(Span::styled(key, theme.accent));
            spans.push(Span::styled(format!(" {label}  "), theme.dim));
        }
    } else if let Some(line) = typing.filter(|_| app.overlays.is_empty() && note_width == 0) {
        spans.push(Span::styled(line.ways_out().join("  "), theme.dim));
    }
    frame.render_widget(Line::from(spans), area);
    if let Some((words, style)) = note {
        let words = text::fit_with(&words, room, theme.signs.ellipsis).into_owned();
        let width = u16::try_from(text::width(&words)).unwrap_or(area.width).min(area.width);
        let x = area.right().saturating_sub(width + 1);
        frame.render_widget(Line::styled(words, style), Rect { x, width, ..area });
    }
}

/// A binding's word here.
fn label(app: &App, binding: &keys::Binding) -> &'static str {
    match (binding.action, app.focus) {
        (Action::Copy, Focus::Spaces) if app.acts_on_several(Action::Copy) => "copy links",
        (Action::Copy, Focus::Details) if app.tab != Tab::Conferences => "copy this line",
        (Action::Close, Focus::Details) => "back",
        _ => binding.label,
    }
}

//! The line that a list is narrowed with, as it is typed.

use ratatui::Frame;
use ratatui::layout::{Position, Rect};
use ratatui::text::{Line, Span};
use tui_input::Input;

use super::theme::Theme;
use super::{drawable, text};

/// Draws it: a stroke, what was typed, and the terminal's cursor while it is typed; what can be typed while it is empty.
pub fn line(input: &Input, typing: bool, hint: &str, frame: &mut Frame, area: Rect, theme: &Theme) {
    let room = usize::from(area.width).saturating_sub(3);
    let style = if typing { theme.accent } else { theme.dim };
    let words = if input.value().is_empty() {
        let hint = drawable(theme, hint);
        Span::styled(text::fit_with(&hint, room, theme.signs.ellipsis).into_owned(), theme.dim)
    } else {
        Span::raw(drawable(theme, input.value()))
    };
    frame.render_widget(Line::from(vec![Span::styled("/ ", style), words]), area);
    if typing && area.width > 3 {
        let first = input.visual_scroll(room);
        let column = input.visual_cursor().max(first) - first;
        let x = area.x + 2 + u16::try_from(column.min(room)).unwrap_or(0);
        frame.set_cursor_position(Position::new(x, area.y));
    }
}

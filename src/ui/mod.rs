//! What panes and overlays share to draw: text fitting, theme, times, frames around things, and the areas for the mouse.

pub mod clock;
pub mod filter;
pub use crate::text;
pub mod theme;
pub mod tone;

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Block, Borders, Clear};

use theme::Theme;

/// Under this the app only asks for more room.
pub const SMALLEST: (u16, u16) = (40, 10);

/// A drawn list: where, and which item stands on which line.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Listing {
    /// Inside of its frame.
    pub area: Rect,
    /// Item on each line from the top of `area`; none for lines that cannot be chosen.
    pub items: Vec<Option<usize>>,
}

impl Listing {
    /// The item at this place of the screen.
    #[must_use]
    pub fn item_at(&self, column: u16, row: u16) -> Option<usize> {
        if !self.contains(column, row) {
            return None;
        }
        self.items.get(usize::from(row - self.area.y)).copied().flatten()
    }

    /// True when the place is inside.
    #[must_use]
    pub fn contains(&self, column: u16, row: u16) -> bool {
        self.area.contains((column, row).into())
    }
}

/// What was drawn where: drawing gives it back, the mouse and the page keys need it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Areas {
    /// The whole screen.
    pub screen: Rect,
    /// The list of spaces, if it is on the screen.
    pub spaces: Option<Listing>,
    /// The details, if they are on the screen.
    pub details: Option<Listing>,
    /// The rows of what lies on top, if it has rows.
    pub overlay: Option<Listing>,
}

/// A pane's frame with its title; gives back the inside.
pub fn pane(frame: &mut Frame, area: Rect, theme: &Theme, title: &str, right: &str, focused: bool) -> Rect {
    let edge = if focused { theme.accent.remove_modifier(ratatui::style::Modifier::BOLD) } else { theme.border };
    let mut block = Block::new().borders(Borders::ALL).border_set(theme.signs.border).border_style(edge);
    let room = usize::from(area.width).saturating_sub(6 + text::width(right));
    if !title.is_empty() && room > 0 {
        let style = if focused { theme.accent } else { theme.strong };
        let title = text::fit_with(title, room, theme.signs.ellipsis).into_owned();
        block = block.title(Line::from(vec![Span::raw(" "), Span::styled(title, style), Span::raw(" ")]));
    }
    if !right.is_empty() {
        block = block.title(Line::from(Span::styled(format!(" {right} "), theme.dim)).right_aligned());
    }
    let inside = block.inner(area);
    frame.render_widget(block, area);
    inside
}

/// A window on top of everything, as large as wished where there is room; gives back the inside with a margin of a column.
pub fn popup(frame: &mut Frame, theme: &Theme, title: &str, width: u16, height: u16, edge: Style) -> Rect {
    let screen = frame.area();
    let width = width.saturating_add(4).min(screen.width);
    let height = height.saturating_add(2).min(screen.height);
    let area = Rect { x: screen.x + (screen.width - width) / 2, y: screen.y + (screen.height - height) / 3, width, height };
    frame.render_widget(Clear, area);
    uncover_halves(frame, area);
    let title = text::fit_with(title, usize::from(width).saturating_sub(6), theme.signs.ellipsis).into_owned();
    let block = Block::new().borders(Borders::ALL).border_set(theme.signs.border).border_style(edge).title(Line::from(vec![
        Span::raw(" "),
        Span::styled(title, theme.strong),
        Span::raw(" "),
    ]));
    let inside = block.inner(area);
    frame.render_widget(block, area);
    Rect { x: inside.x.saturating_add(1).min(inside.right()), width: inside.width.saturating_sub(2), ..inside }
}

/// Shows the row under the cursor, the one with the cursor's sign in its first column, as the theme wants it over its whole width.
pub fn show_cursor(frame: &mut Frame, theme: &Theme, rows: Rect) {
    if theme.selection == Style::new() {
        return;
    }
    let buffer = frame.buffer_mut();
    for y in rows.y..rows.bottom() {
        if buffer.cell((rows.x, y)).is_some_and(|cell| cell.symbol() == theme.signs.cursor) {
            buffer.set_style(Rect { y, height: 1, ..rows }, theme.selection);
        }
    }
}

/// Keys and what they do, side by side as far as there is room, then on the next line.
#[must_use]
pub fn hints(theme: &Theme, keys: &[(&str, &str)], room: usize) -> Vec<Line<'static>> {
    let mut lines: Vec<Line> = Vec::new();
    for (key, words) in keys {
        let width = text::width(key) + 1 + text::width(words);
        let spans = [Span::styled((*key).to_owned(), theme.accent), Span::styled(format!(" {words}"), theme.dim)];
        match lines.last_mut() {
            Some(line) if line.width() + 3 + width <= room => {
                line.push_span(Span::raw("   "));
                line.spans.extend(spans);
            }
            _ => lines.push(Line::from(Vec::from(spans))),
        }
    }
    lines
}

/// A wide character that reaches into the window from its left would hide the window's edge: it gives way.
fn uncover_halves(frame: &mut Frame, area: Rect) {
    let Some(left) = area.x.checked_sub(1) else { return };
    let buffer = frame.buffer_mut();
    for y in area.y..area.bottom() {
        if let Some(cell) = buffer.cell_mut((left, y))
            && text::width(cell.symbol()) > 1
        {
            cell.set_symbol(" ");
        }
    }
}

/// Rows from `first` on that fit, so that `cursor` is among them: the new first row.
#[must_use]
pub fn scroll(first: usize, cursor: usize, height: usize, count: usize) -> usize {
    if height == 0 {
        return first.min(count);
    }
    let first = if cursor < first {
        cursor
    } else if cursor >= first + height {
        cursor + 1 - height
    } else {
        first
    };
    first.min(count.saturating_sub(height))
}

/// Text as it may be drawn: nothing but ASCII where the theme demands it.
#[must_use]
pub fn drawable(theme: &Theme, given: &str) -> String {
    let given = theme.keys.in_words(given);
    let clean = text::clean(&given);
    if !theme.ascii {
        return clean.into_owned();
    }
    // The app's own signs have their likeness in ASCII; of foreign text only what is ASCII can be shown.
    let mut likeness = String::with_capacity(clean.len());
    for letter in clean.chars() {
        match letter {
            '·' => likeness.push('-'),
            '→' => likeness.push_str("->"),
            '…' => likeness.push('~'),
            '“' | '”' => likeness.push('"'),
            '↓' => likeness.push_str("Down"),
            '↑' => likeness.push_str("Up"),
            other => likeness.push(other),
        }
    }
    text::ascii(&likeness).into_owned()
}

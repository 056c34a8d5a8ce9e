//! How the details are drawn: one aligned column of labels, air around groups; a value that is too long goes on below.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::Details;
use super::lines::{DetailLine, lines};
use crate::book::{Book, RowId};
use crate::text;
use crate::ui::clock::Clock;
use crate::ui::theme::Theme;
use crate::ui::tone::Tone;
use crate::ui::{self, Listing};

/// Columns of the labels, with the bar before and the blanks behind.
const LABELS: usize = 14;

/// What the details need to be drawn.
#[derive(Debug)]
pub struct Look<'a> {
    /// The rows.
    pub book: &'a Book,
    /// Whose details.
    pub of: Option<RowId>,
    /// Now.
    pub clock: &'a Clock,
    /// Colours and signs.
    pub theme: &'a Theme,
    /// Whether the keys go to the details.
    pub focused: bool,
}

/// A line of the screen, and which line that can be copied it belongs to.
struct Drawn {
    line: Line<'static>,
    item: Option<usize>,
}

/// Draws the details into the inside of the pane at `area`; gives back which line stands where.
pub fn draw(details: &Details, frame: &mut Frame, inside: Rect, area: Rect, look: &Look) -> Listing {
    let row = look.of.and_then(|id| look.book.row(id));
    let Some(id) = look.of.filter(|_| row.is_some()) else { return Listing { area: inside, items: Vec::new() } };
    let drawn = screen_lines(details, &lines(look.book, id, look.clock), look, usize::from(inside.width));
    let height = usize::from(inside.height);
    let place = |item| drawn.iter().position(|line| line.item == Some(item)).unwrap_or(0);
    let last_of_cursor = drawn.iter().rposition(|line| line.item == Some(details.cursor)).unwrap_or(0);
    // The first line that can be copied brings what stands above it into sight.
    let first =
        if details.cursor == 0 { 0 } else { ui::scroll(0, last_of_cursor.max(place(details.cursor)), height, drawn.len()) };
    let at_the_end = drawn.iter().filter_map(|line| line.item).max() == Some(details.cursor) && details.cursor > 0;
    let first = match (look.focused, at_the_end) {
        (false, _) => 0,
        (true, true) => drawn.len().saturating_sub(height),
        (true, false) => first,
    };
    let mut items = Vec::new();
    for (y, line) in (inside.y..inside.bottom()).zip(drawn.iter().skip(first)) {
        frame.render_widget(&line.line, Rect { y, height: 1, ..inside });
        items.push(line.item);
    }
    let hidden = drawn.len().saturating_sub(first + height);
    if hidden > 0 && height > 0 {
        let more = format!(" {hidden} more ");
        let width = u16::try_from(text::width(&more)).unwrap_or(0).min(area.width.saturating_sub(2));
        let x = area.right().saturating_sub(width + 1);
        let edge = Rect { x, y: area.bottom().saturating_sub(1), width, height: 1 };
        frame.render_widget(Line::styled(more, look.theme.dim), edge);
    }
    Listing { area: inside, items }
}

fn screen_lines(details: &Details, lines: &[DetailLine], look: &Look, width: usize) -> Vec<Drawn> {
    let theme = look.theme;
    let labels = LABELS.min(width / 3);
    let room = width.saturating_sub(labels + 1);
    let mut drawn = Vec::new();
    let mut count = 0;
    for line in lines {
        let item = line.copy.as_ref().map(|_| {
            count += 1;
            count - 1
        });
        if line.gap {
            drawn.push(Drawn { line: Line::default(), item: None });
        }
        let chosen = look.focused && item == Some(details.cursor);
        let bar = Span::styled(if chosen { theme.signs.cursor } else { " " }, theme.accent);
        let label = text::fit_with(line.label, labels.saturating_sub(2), theme.signs.ellipsis).into_owned();
        let label = Span::styled(text::pad(&label, labels.saturating_sub(1)), if chosen { theme.strong } else { theme.dim });
        for (at, value) in wrapped(&line.value, room, theme).into_iter().enumerate() {
            let mut spans = if at == 0 {
                vec![bar.clone(), label.clone()]
            } else {
                vec![bar.clone(), Span::raw(" ".repeat(labels.saturating_sub(1)))]
            };
            spans.extend(value);
            drawn.push(Drawn { line: Line::from(spans), item });
        }
    }
    drawn
}

/// Pieces of a value, on as many lines as they need.
fn wrapped(value: &[(String, Tone)], room: usize, theme: &Theme) -> Vec<Vec<Span<'static>>> {
    let pieces: Vec<(String, Style)> = value
        .iter()
        .filter(|(piece, _)| !piece.is_empty())
        .map(|(piece, tone)| (ui::drawable(theme, piece), tone.style(theme)))
        .collect();
    let whole: usize = pieces.iter().map(|(piece, _)| text::width(piece)).sum();
    if whole <= room {
        return vec![pieces.into_iter().map(|(piece, style)| Span::styled(piece, style)).collect()];
    }
    let mut lines: Vec<Vec<Span>> = vec![Vec::new()];
    let mut used = 0;
    for (piece, style) in pieces {
        if used + text::width(&piece) <= room {
            used += text::width(&piece);
            lines.last_mut().into_iter().for_each(|line| line.push(Span::styled(piece.clone(), style)));
            continue;
        }
        // A piece that does not fit beside the others starts on a line of its own, without what parted it from them.
        let piece = if used > 0 { piece.trim_start().trim_start_matches(theme.signs.dot.trim_start()).to_owned() } else { piece };
        for part in text::wrap(&piece, room.max(1)) {
            if used > 0 {
                lines.push(Vec::new());
            }
            used = text::width(&part);
            lines.last_mut().into_iter().for_each(|line| line.push(Span::styled(part.clone(), style)));
        }
    }
    lines
}

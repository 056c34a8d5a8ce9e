//! How the list is drawn.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};
use ratatui::text::{Line, Span};
use ratatui::widgets::Paragraph;

use super::Spaces;
use crate::book::{Book, Doing, RowId};
use crate::meet::resources::AccessType;
use crate::text;
use crate::ui::clock::Clock;
use crate::ui::theme::Theme;
use crate::ui::{self, Listing, filter};

/// Columns of the access word, of the number of people and of the time.
const ACCESS: usize = 10;
const PEOPLE: usize = 4;
const TIME: usize = 6;

/// What the list needs to be drawn.
#[derive(Debug)]
pub struct Look<'a> {
    /// The rows.
    pub book: &'a Book,
    /// Now.
    pub clock: &'a Clock,
    /// Colours and signs.
    pub theme: &'a Theme,
    /// Whether the keys go to the list.
    pub focused: bool,
    /// What to say when there is nothing to list, line by line.
    pub empty: &'a [String],
}

/// Draws the list; gives back which row stands where.
pub fn draw(spaces: &Spaces, frame: &mut Frame, area: Rect, look: &Look) -> Listing {
    let shown = spaces.shown(look.book).len();
    let all = spaces.count(look.book);
    let filtered = !spaces.filter.value().trim().is_empty();
    let count = if filtered {
        format!("{shown} of {all}")
    } else if all == 0 {
        String::new()
    } else {
        all.to_string()
    };
    let count = match spaces.marks() {
        0 => count,
        marks => format!("{marks} marked{}{count}", look.theme.signs.dot),
    };
    let inside = ui::pane(frame, area, look.theme, "Spaces", &count, look.focused);
    let (rows, input) = if spaces.typing || filtered {
        let height = inside.height.saturating_sub(1);
        (Rect { y: inside.y + inside.height.min(1), height, ..inside }, Some(Rect { height: inside.height.min(1), ..inside }))
    } else {
        (inside, None)
    };
    if let Some(area) = input {
        filter::line(&spaces.filter, spaces.typing && look.focused, "", frame, area, look.theme);
    }
    if shown == 0 {
        nothing(spaces, frame, rows, look, filtered);
        return Listing { area: rows, items: Vec::new() };
    }
    let visible = spaces.visible(look.book, usize::from(rows.height));
    for (line, id) in (rows.y..).zip(visible) {
        let row = row_line(spaces, look, *id, usize::from(rows.width));
        frame.render_widget(row, Rect { y: line, height: 1, ..rows });
    }
    let items = (0..visible.len()).map(|line| Some(spaces.offset + line)).collect();
    Listing { area: rows, items }
}

fn nothing(spaces: &Spaces, frame: &mut Frame, area: Rect, look: &Look, filtered: bool) {
    let words: Vec<String> = if filtered {
        vec![
            format!("Nothing matches “{}”.", ui::drawable(look.theme, spaces.filter.value().trim())),
            "‹back› clears the filter.".into(),
        ]
    } else {
        look.empty.to_vec()
    };
    let room = usize::from(area.width.saturating_sub(2));
    let lines: Vec<Line> = words
        .iter()
        .flat_map(|words| if words.is_empty() { vec![String::new()] } else { text::wrap(&ui::drawable(look.theme, words), room) })
        .map(|line| Line::styled(format!(" {line}"), look.theme.dim))
        .collect();
    let top = area.height.min(1);
    frame.render_widget(Paragraph::new(lines), Rect { y: area.y + top, height: area.height - top, ..area });
}

/// One row: cursor bar, mark, live sign, name, access, people, time. The column of marks is there while there are marks.
fn row_line<'a>(spaces: &Spaces, look: &Look<'a>, id: RowId, width: usize) -> Line<'a> {
    let (theme, Some(row)) = (look.theme, look.book.row(id)) else { return Line::default() };
    let card = look.book.card(id);
    let chosen = spaces.cursor == Some(id);
    let doing = card.and_then(|card| card.doing);
    let (sign, sign_style) = match doing {
        Some(Doing::Creating | Doing::Ending { .. }) => (theme.signs.waiting, theme.waiting),
        Some(Doing::NotCreated) => (theme.signs.failed, theme.trouble),
        None if card.is_some_and(|card| card.trouble.is_some()) => (theme.signs.failed, theme.trouble),
        None if row.live => (theme.signs.live, theme.live),
        None => (theme.signs.idle, theme.dim),
    };
    let state = match doing {
        Some(Doing::Creating) => Some("creating"),
        Some(Doing::Ending { .. }) => Some("ending"),
        Some(Doing::NotCreated) => Some("not made"),
        None => None,
    };
    let pending = card.and_then(|card| card.access.as_ref());
    let (access, access_style) = match (state, pending) {
        (Some(state), _) => (state, sign_style),
        (None, Some(access)) => (access.chosen.word(), theme.waiting),
        (None, None) => (row.access.as_ref().map_or("", AccessType::word), theme.dim),
    };
    let people = match card.and_then(|card| card.running) {
        Some((running, _)) if row.live => running.people.to_string(),
        _ => String::new(),
    };
    let bar = if chosen { theme.signs.cursor } else { " " };
    let bar_style = if look.focused { theme.accent } else { theme.dim };
    let marked = spaces.is_marked(id);
    let mark = match (spaces.marks(), marked) {
        (0, _) => "",
        (_, true) => theme.signs.marked,
        (_, false) => " ",
    };
    // What one acts on is bold.
    let name_style = match (chosen || marked, row.label.is_some()) {
        (true, _) => theme.strong,
        (false, true) => theme.plain,
        (false, false) => theme.dim,
    };
    // Small lists drop the time first, then the access.
    let with_time = width >= 3 + 18 + ACCESS + PEOPLE + TIME + 3;
    let with_access = width >= 3 + 12 + ACCESS + PEOPLE;
    let right = usize::from(with_time) * (TIME + 1) + usize::from(with_access) * (ACCESS + 1) + PEOPLE + 1;
    let room = width.saturating_sub(3 + text::width(mark) + right);
    let mut pin = if row.pinned { format!("{} ", theme.signs.pin) } else { String::new() };
    if look.book.is_watched(id) {
        pin.push_str(theme.signs.watch);
        pin.push(' ');
    }
    let room = room.saturating_sub(text::width(&pin));
    let title = ui::drawable(theme, row.title());
    let title = text::pad(&text::fit_with(&title, room, theme.signs.ellipsis), room);
    let mut spans = vec![
        Span::styled(bar, bar_style),
        Span::styled(mark, theme.accent.add_modifier(Modifier::BOLD)),
        Span::styled(sign, sign_style),
        Span::raw(" "),
        Span::styled(pin, theme.dim),
        Span::styled(title, name_style),
    ];
    if with_access {
        let access = ui::drawable(theme, access);
        let access = text::fit_with(&access, ACCESS, theme.signs.ellipsis);
        spans.push(Span::styled(format!(" {access:>ACCESS$}"), access_style));
    }
    spans.push(Span::styled(format!("{people:>PEOPLE$}"), theme.live));
    if with_time {
        spans.push(Span::styled(format!(" {:>TIME$}", look.clock.short(row.last_seen)), theme.dim));
    }
    Line::from(spans).style(Style::new())
}

//! How what happened is drawn: when, where, what and who.

use ratatui::Frame;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::{Happened, line, place};
use crate::activity::{Activity, Happening, Kind};
use crate::book::Book;
use crate::meet::resources::Who;
use crate::ui::clock::Clock;
use crate::ui::theme::Theme;
use crate::ui::{self, Listing, text};

/// Columns of the time.
const WHEN: usize = 14;

/// What the pane needs to be drawn.
#[derive(Debug)]
pub struct Look<'a> {
    /// What happened.
    pub log: &'a Activity,
    /// What spaces are called.
    pub book: &'a Book,
    /// Now.
    pub clock: &'a Clock,
    /// Colours and signs.
    pub theme: &'a Theme,
    /// Whether the keys go here.
    pub focused: bool,
    /// What there is to say where nothing happened.
    pub empty: &'a [String],
}

/// Draws it into the inside of the pane; gives back which line stands where.
pub fn draw(pane: &Happened, frame: &mut Frame, inside: Rect, look: &Look) -> Listing {
    let theme = look.theme;
    let width = usize::from(inside.width);
    let mut area = inside;
    if (pane.typing || !pane.filter.value().trim().is_empty()) && area.height > 1 {
        area = Rect { y: area.y + 1, height: area.height - 1, ..area };
        draw_filter(pane, frame, Rect { height: 1, ..inside }, look);
    }
    if pane.is_empty() {
        let filtered = !pane.filter.value().trim().is_empty() && !look.log.is_empty();
        let words = if filtered {
            vec![format!("Nothing that happened matches “{}”.", pane.filter.value().trim()), "‹back› clears the filter.".into()]
        } else {
            look.empty.to_vec()
        };
        let room = width.saturating_sub(2);
        let lines = words
            .iter()
            .flat_map(|words| if words.is_empty() { vec![String::new()] } else { text::wrap(&ui::drawable(theme, words), room) });
        for (y, words) in (area.y..area.bottom()).skip(1).zip(lines) {
            frame.render_widget(Line::styled(format!(" {words}"), theme.dim), Rect { y, height: 1, ..area });
        }
        return Listing { area: Rect { height: 0, ..area }, items: Vec::new() };
    }
    let place = (width / 3).clamp(8, 36);
    let head = u16::from(area.height > 3);
    if head > 0 {
        let words = format!("   {:<WHEN$}{}What", "When", text::pad("Where", place));
        frame.render_widget(Line::styled(words, theme.dim), Rect { height: 1, ..area });
    }
    let list = Rect { y: area.y + head, height: area.height - head, ..area };
    let at = pane.at(look.log);
    let offset = ui::scroll(pane.offset, at, usize::from(list.height), pane.lines.len());
    let mut items = Vec::new();
    for (y, (number, place_in_log)) in (list.y..list.bottom()).zip(pane.lines.iter().enumerate().skip(offset)) {
        if let Some(line) = line(look.log, *place_in_log) {
            frame.render_widget(row(line, number == at, place, width, look), Rect { y, height: 1, ..list });
        }
        items.push(Some(number));
    }
    Listing { area: list, items }
}

fn draw_filter(pane: &Happened, frame: &mut Frame, area: Rect, look: &Look) {
    let theme = look.theme;
    let count = format!("{} of {}", pane.len(), look.log.len());
    let room = usize::from(area.width).saturating_sub(text::width(&count) + 5);
    let typed = ui::drawable(theme, pane.filter.value());
    let typed = text::fit_with(&typed, room, theme.signs.ellipsis).into_owned();
    let line = vec![Span::styled(" / ", theme.accent), Span::raw(text::pad(&typed, room)), Span::styled(count, theme.dim)];
    frame.render_widget(Line::from(line), area);
    if pane.typing && look.focused {
        let column = u16::try_from(pane.filter.visual_cursor().min(room)).unwrap_or(0);
        frame.set_cursor_position(Position { x: area.x + 3 + column, y: area.y });
    }
}

fn row(line: &Happening, chosen: bool, room: usize, width: usize, look: &Look) -> Line<'static> {
    let theme = look.theme;
    let bar = if chosen { theme.signs.cursor } else { " " };
    let style = if chosen { theme.strong } else { theme.plain };
    let (sign, sign_style) = sign(line.kind, theme);
    let when = text::pad(&text::fit_with(&look.clock.at(line.at), WHEN - 1, theme.signs.ellipsis), WHEN);
    let title = ui::drawable(theme, &place(look.book, line));
    let title = text::pad(&text::fit_with(&title, room - 1, theme.signs.ellipsis), room);
    let left = width.saturating_sub(3 + WHEN + room + 2);
    let what = ui::drawable(theme, &what(line));
    let what = text::fit_with(&what, left, theme.signs.ellipsis).into_owned();
    let aside = aside(line).map(|word| format!("{}{word}", theme.signs.dot)).unwrap_or_default();
    let aside = if text::width(&what) + text::width(&aside) <= left { aside } else { String::new() };
    Line::from(vec![
        Span::styled(bar, if look.focused { theme.accent } else { theme.dim }),
        Span::raw("  "),
        Span::styled(when, theme.dim),
        Span::styled(title, style),
        Span::styled(sign, sign_style),
        Span::raw(" "),
        Span::styled(what, if line.kind == Kind::Left && !chosen { theme.dim } else { style }),
        Span::styled(aside, theme.dim),
    ])
}

/// A sign and a colour: neither stands alone.
fn sign(kind: Kind, theme: &Theme) -> (&'static str, Style) {
    match kind {
        Kind::ConferenceStarted => (theme.signs.live, theme.live),
        Kind::ConferenceEnded => (theme.signs.idle, theme.dim),
        Kind::Joined => ("+", theme.live),
        Kind::Left => ("-", theme.dim),
        Kind::Started(_) | Kind::Ended(_) => (theme.signs.waiting, theme.waiting),
        Kind::FileGenerated(_) => (theme.signs.marked, theme.accent),
    }
}

/// What happened, with who did it.
fn what(line: &Happening) -> String {
    let again = if line.again { " again" } else { "" };
    match (line.kind.is_of_people(), line.who.is_empty()) {
        (true, true) => format!("somebody {}{again}", line.kind.word()),
        (true, false) => format!("{} {}{again}", line.who, line.kind.word()),
        (false, _) => line.kind.word().to_owned(),
    }
}

fn aside(line: &Happening) -> Option<&'static str> {
    match line.joined_as? {
        Who::Guest => Some("guest"),
        Who::Phone => Some("phone"),
        Who::SignedIn | Who::Unknown => None,
    }
}

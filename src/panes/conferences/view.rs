//! How the conferences of a space are drawn: a line each, and below what there is to say of the one under the cursor.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::Line;

use super::columns::Columns;
use super::{Conferences, query};
use crate::book::{ArtifactKind, Book, Listed, Whose};
use crate::ui::clock::Clock;
use crate::ui::theme::Theme;
use crate::ui::{self, Listing, filter, text};

/// What the conferences need to be drawn.
#[derive(Debug)]
pub struct Look<'a> {
    /// What is known.
    pub book: &'a Book,
    /// Whose conferences.
    pub of: Option<Whose>,
    /// Whether those of all spaces are meant.
    pub all: bool,
    /// Now.
    pub clock: &'a Clock,
    /// Colours and signs.
    pub theme: &'a Theme,
    /// Whether the keys go here.
    pub focused: bool,
    /// Why the server cannot be asked, if it cannot.
    pub silent: Option<&'static str>,
    /// How many spaces of these conferences are not in the list of spaces.
    pub offered: usize,
}

/// Draws them into the inside of the pane; gives back which one stands where.
pub fn draw(pane: &Conferences, frame: &mut Frame, inside: Rect, look: &Look) -> Listing {
    let empty = Listed::default();
    let listed = look.of.as_ref().and_then(|whose| look.book.records.of(whose)).unwrap_or(&empty);
    let names = pane.shown(&listed.names);
    let mut inside = inside;
    if (pane.typing || pane.is_filtered()) && inside.height > 0 {
        filter::line(&pane.filter, pane.typing && look.focused, query::HINT, frame, Rect { height: 1, ..inside }, look.theme);
        inside = Rect { y: inside.y + 1, height: inside.height - 1, ..inside };
    }
    let width = usize::from(inside.width);
    let columns = Columns::of(width, look.all);
    let below = below(pane, listed, &columns, look, width.saturating_sub(2));
    if names.is_empty() {
        for (y, line) in (inside.y..inside.bottom()).zip(below) {
            frame.render_widget(line, Rect { y, height: 1, ..inside });
        }
        return Listing { area: Rect { height: 0, ..inside }, items: Vec::new() };
    }
    let head = u16::from(inside.height > 3);
    if head > 0 {
        frame.render_widget(columns.head(look.theme), Rect { height: 1, ..inside });
    }
    // What is to be said of the one under the cursor, where that leaves room for some rows.
    let rows = inside.height - head;
    let said = u16::try_from(below.len()).unwrap_or(u16::MAX);
    let said = if said > 0 && rows > said + 3 { said + 1 } else { 0 };
    let list = Rect { y: inside.y + head, height: rows - said, ..inside };
    let offset = ui::scroll(pane.offset, pane.at(names), usize::from(list.height), names.len());
    let current = pane.current(names);
    let mut items = Vec::new();
    for (y, (at, name)) in (list.y..list.bottom()).zip(names.iter().enumerate().skip(offset)) {
        let row = columns.row(name, current == Some(name), look);
        frame.render_widget(row, Rect { y, height: 1, ..inside });
        items.push(Some(at));
    }
    if said > 0 {
        // Right below a short list, at the bottom below a long one.
        let shown = u16::try_from(items.len()).unwrap_or(list.height);
        for (y, line) in (list.y + shown + 1..inside.bottom()).zip(below) {
            frame.render_widget(line, Rect { y, height: 1, ..inside });
        }
    }
    Listing { area: list, items }
}

/// What went wrong, what is under way, and why there is nothing.
fn below(pane: &Conferences, listed: &Listed, columns: &Columns, look: &Look, room: usize) -> Vec<Line<'static>> {
    let theme = look.theme;
    let mut lines = Vec::new();
    let mut say = |words: &str, style: Style| {
        let words = ui::drawable(theme, words);
        lines.extend(text::wrap(&words, room).into_iter().map(|line| Line::styled(format!(" {line}"), style)));
    };
    if let Some(wrong) = pane.query().wrong() {
        // Half a word is no mistake yet.
        say(wrong, if pane.typing { theme.dim } else { theme.trouble });
    }
    if let Some(trouble) = &listed.trouble {
        say(&trouble.what, theme.trouble);
        say(&trouble.why, theme.plain);
        say(&trouble.next, theme.strong);
    }
    let names = pane.shown(&listed.names);
    if names.is_empty() && pane.is_filtered() && (listed.learnt.is_some() || !listed.names.is_empty()) {
        say(
            if listed.reading.is_some() { "Nothing so far; older ones are being read." } else { "Nothing matches." },
            theme.plain,
        );
        say("‹back› clears the filter.", theme.dim);
        return lines;
    }
    if names.is_empty() {
        match (listed.reading, listed.learnt, &listed.trouble) {
            (Some(_), None, _) => say("Asking Google for the conferences of the last 30 days", theme.waiting),
            (_, Some(_), None) => {
                say("No conference in the last 30 days that this account may see.", theme.plain);
                say("Google keeps what happened for 30 days, and shows it to the owner and to who was there.", theme.dim);
            }
            (None, None, None) => say(look.silent.unwrap_or("Not asked yet; ‹refresh› asks."), theme.dim),
            (_, _, Some(_)) => {}
        }
        return lines;
    }
    let under_cursor = pane.current(names).and_then(|name| look.book.records.meeting(name));
    for kind in ArtifactKind::ALL {
        if let Some(trouble) = under_cursor.and_then(|meeting| meeting.kept(kind).trouble.as_ref()) {
            say(&format!("{}: {}", trouble.what, trouble.why), theme.waiting);
        }
    }
    match look.offered {
        0 => {}
        1 => say("1 space here is not in your list: ‹keep_space› adds it.", theme.accent),
        count => say(
            &format!(
                "{count} spaces here are not in your list: ‹keep_space› adds the one under the cursor, ‹keep_spaces› all of them."
            ),
            theme.accent,
        ),
    }
    if let Some(legend) = columns.legend() {
        say(legend, theme.dim);
    }
    if listed.next.is_some() {
        say(if listed.reading.is_some() { "More are being read" } else { "More of them further down" }, theme.dim);
    }
    lines
}

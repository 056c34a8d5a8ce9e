//! How the conferences of a space are drawn: a line each, and below what there is to say of the one under the cursor.

use std::fmt::Write as _;
use std::time::Duration;

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::Conferences;
use crate::book::{ArtifactKind, Book, Listed, Meeting, Whose};
use crate::meet::names::ConferenceName;
use crate::ui::clock::Clock;
use crate::ui::theme::Theme;
use crate::ui::{self, Listing, text};

/// Columns of the time, of the length, of the number of people, and of how long it is kept.
const WHEN: usize = 13;
const LENGTH: usize = 9;
const PEOPLE: usize = 7;
const LEFT: usize = 9;

/// What the conferences need to be drawn.
#[derive(Debug)]
pub struct Look<'a> {
    /// What is known.
    pub book: &'a Book,
    /// Whose conferences.
    pub of: Option<Whose>,
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
    let width = usize::from(inside.width);
    let below = below(pane, listed, look, width.saturating_sub(2));
    if listed.names.is_empty() {
        for (y, line) in (inside.y..inside.bottom()).zip(below) {
            frame.render_widget(line, Rect { y, height: 1, ..inside });
        }
        return Listing { area: Rect { height: 0, ..inside }, items: Vec::new() };
    }
    let columns = Columns::of(width, look.of == Some(Whose::All));
    let head = u16::from(inside.height > 3);
    if head > 0 {
        frame.render_widget(columns.head(look.theme), Rect { height: 1, ..inside });
    }
    // What is to be said of the one under the cursor, where that leaves room for some rows.
    let rows = inside.height - head;
    let said = u16::try_from(below.len()).unwrap_or(u16::MAX);
    let said = if said > 0 && rows > said + 3 { said + 1 } else { 0 };
    let list = Rect { y: inside.y + head, height: rows - said, ..inside };
    let offset = ui::scroll(pane.offset, pane.at(&listed.names), usize::from(list.height), listed.names.len());
    let mut items = Vec::new();
    for (y, (at, name)) in (list.y..list.bottom()).zip(listed.names.iter().enumerate().skip(offset)) {
        let chosen = pane.current(&listed.names) == Some(name);
        frame.render_widget(columns.row(name, chosen, look), Rect { y, height: 1, ..inside });
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

/// Which columns there is room for.
struct Columns {
    /// Of the space's name, where conferences of several are listed.
    space: usize,
    left: bool,
    people: bool,
    files: usize,
}

impl Columns {
    fn of(width: usize, all: bool) -> Self {
        let space = if all { (width / 4).clamp(8, 32) } else { 0 };
        let room = width.saturating_sub(3 + WHEN + LENGTH + space);
        let people = room >= PEOPLE + 6;
        let room = room.saturating_sub(usize::from(people) * PEOPLE);
        let left = room >= LEFT + 14;
        let files = room.saturating_sub(2 + usize::from(left) * LEFT);
        Self { space, left, people, files }
    }

    fn head(&self, theme: &Theme) -> Line<'static> {
        let space = if self.space > 0 { text::pad("Space", self.space) } else { String::new() };
        let mut words = format!("   {:<WHEN$}{space}{:>LENGTH$}", "When", "Length");
        if self.people {
            let _ = write!(words, "{:>PEOPLE$}", "People");
        }
        if self.left {
            let _ = write!(words, "{:>LEFT$}", "Kept for");
        }
        if self.files >= 5 {
            words.push_str("  Files");
        }
        Line::styled(words, theme.dim)
    }

    /// What the space is called; dim where it is not in the list.
    fn space(&self, meeting: &Meeting, style: Style, look: &Look) -> Span<'static> {
        if self.space == 0 {
            return Span::raw("");
        }
        let space = meeting.record.space.as_ref();
        let row = space.and_then(|space| look.book.find(space)).and_then(|id| look.book.row(id));
        let (words, style) = match (row, space) {
            (Some(row), _) => (ui::drawable(look.theme, row.title()), style),
            (None, Some(space)) => (space.to_string(), look.theme.dim),
            (None, None) => ("not told".to_owned(), look.theme.dim),
        };
        let room = self.space.saturating_sub(1);
        Span::styled(text::pad(&text::fit_with(&words, room, look.theme.signs.ellipsis), self.space), style)
    }

    fn row(&self, name: &ConferenceName, chosen: bool, look: &Look) -> Line<'static> {
        let theme = look.theme;
        let bar = if chosen { theme.signs.cursor } else { " " };
        let bar = Span::styled(bar, if look.focused { theme.accent } else { theme.dim });
        let Some(meeting) = look.book.records.meeting(name) else { return Line::from(bar) };
        let live = meeting.is_live();
        let (sign, sign_style) = if live { (theme.signs.live, theme.live) } else { (theme.signs.idle, theme.dim) };
        let when = meeting.record.start_time.map_or_else(|| "?".to_owned(), |start| look.clock.at(start));
        let when = text::pad(&text::fit_with(&when, WHEN, theme.signs.ellipsis), WHEN);
        let style = if chosen { theme.strong } else { theme.plain };
        let length = length(meeting, look.clock);
        let mut spans = vec![
            bar,
            Span::styled(sign, sign_style),
            Span::raw(" "),
            Span::styled(when, style),
            self.space(meeting, style, look),
            Span::styled(format!("{length:>LENGTH$}"), if live { theme.live } else { style }),
        ];
        if self.people {
            let count = meeting.count.map_or_else(String::new, |count| count.to_string());
            spans.push(Span::styled(format!("{count:>PEOPLE$}"), style));
        }
        if self.left {
            let left = meeting.record.expire_time.map_or_else(String::new, |expires| look.clock.left(expires));
            spans.push(Span::styled(format!("{left:>LEFT$}"), theme.dim));
        }
        spans.push(Span::raw("  "));
        spans.extend(files(meeting, theme, self.files));
        Line::from(spans)
    }
}

/// How long it took, or has taken so far; never less than nothing.
fn length(meeting: &Meeting, clock: &Clock) -> String {
    let Some(start) = meeting.record.start_time else { return String::new() };
    let end = meeting.record.end_time.unwrap_or(clock.now);
    Clock::length(Duration::try_from(end.duration_since(start)).unwrap_or_default())
}

/// What was kept, in as many columns: whole words, else their beginnings.
fn files(meeting: &Meeting, theme: &Theme, room: usize) -> Vec<Span<'static>> {
    let mut words: Vec<(&'static str, &'static str, Style, usize)> = Vec::new();
    for kind in ArtifactKind::ALL {
        let kept = meeting.kept(kind);
        let all = kept.artifacts.as_deref().unwrap_or_default();
        let short = match kind {
            ArtifactKind::Recording => "rec",
            ArtifactKind::Transcript => "text",
            ArtifactKind::Notes => "notes",
        };
        if kept.trouble.is_some() {
            words.push((kind.word(), short, theme.trouble, 0));
        } else if !all.is_empty() {
            let ready = all.iter().all(crate::book::Artifact::is_ready);
            words.push((kind.word(), short, if ready { theme.plain } else { theme.waiting }, all.len()));
        }
    }
    let written = |long: bool| -> Vec<(String, Style)> {
        let write = |(word, short, style, count): &(&str, &str, Style, usize)| {
            let word = if long { *word } else { *short };
            // A colour is never the only sign.
            let word = match *count {
                0 => format!("{word}?"),
                1 => word.to_owned(),
                count if long && !word.ends_with('s') => format!("{count} {word}s"),
                count => format!("{count} {word}"),
            };
            (if *style == theme.waiting { format!("{word}{}", theme.signs.ellipsis) } else { word }, *style)
        };
        words.iter().map(write).collect()
    };
    let width = |words: &[(String, Style)]| words.iter().map(|(word, _)| text::width(word) + 2).sum::<usize>().saturating_sub(2);
    let mut words = written(true);
    if width(&words) > room {
        words = written(false);
    }
    let mut spans = Vec::new();
    let mut used = 0;
    for (word, style) in words {
        let gap = if used > 0 { 2 } else { 0 };
        if used + gap >= room {
            break;
        }
        let word = text::fit_with(&word, room - used - gap, theme.signs.ellipsis).into_owned();
        used += gap + text::width(&word);
        spans.push(Span::raw(" ".repeat(gap)));
        spans.push(Span::styled(word, style));
    }
    spans
}

/// What went wrong, what is under way, and why there is nothing.
fn below(pane: &Conferences, listed: &Listed, look: &Look, room: usize) -> Vec<Line<'static>> {
    let theme = look.theme;
    let mut lines = Vec::new();
    let mut say = |words: &str, style: Style| {
        let words = ui::drawable(theme, words);
        lines.extend(text::wrap(&words, room).into_iter().map(|line| Line::styled(format!(" {line}"), style)));
    };
    if let Some(trouble) = &listed.trouble {
        say(&trouble.what, theme.trouble);
        say(&trouble.why, theme.plain);
        say(&trouble.next, theme.strong);
    }
    if listed.names.is_empty() {
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
    let under_cursor = pane.current(&listed.names).and_then(|name| look.book.records.meeting(name));
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
    if listed.next.is_some() {
        say(if listed.reading.is_some() { "More are being read" } else { "More of them further down" }, theme.dim);
    }
    lines
}

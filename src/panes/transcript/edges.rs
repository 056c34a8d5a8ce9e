//! The line above the words, from when to when they were said, and the one below, what is looked for and how far the reading is.

use ratatui::Frame;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::view::{Look, grows, speaker};
use super::{Transcript, search};
use crate::book::Talk;
use crate::ui::{self, text};

/// From when to when, how much, by how many; or what went wrong.
pub(super) fn facts(look: &Look, room: usize) -> Line<'static> {
    let theme = look.theme;
    let empty = look.talk.is_none_or(|talk| talk.words.said.is_empty());
    if let Some(trouble) = look.talk.and_then(|talk| talk.trouble.as_ref()).filter(|_| !empty) {
        let words = ui::drawable(theme, &format!(" {}: {} {}", trouble.what, trouble.why, trouble.next));
        return Line::styled(text::fit_with(&words, room, theme.signs.ellipsis).into_owned(), theme.trouble);
    }
    let dash = if theme.ascii { "-" } else { "–" };
    let mut line = Line::from(" ");
    if let Some(start) = look.artifact.and_then(|artifact| artifact.start) {
        let end = look.artifact.and_then(|artifact| artifact.end).map_or_else(String::new, |end| look.clock.hour(end));
        line.push_span(Span::styled(format!("{}{dash}{end}", look.clock.at(start)), theme.strong));
    }
    let mut more: Vec<(String, Style)> = Vec::new();
    if grows(look) {
        more.push(("being taken".into(), theme.live));
    }
    if let Some(talk) = look.talk.filter(|_| !empty) {
        let so_far = if talk.is_whole { "" } else { " so far" };
        let words = &talk.words;
        let plural = |number: usize, one: &str, many: &str| {
            if number == 1 { format!("1 {one}") } else { format!("{} {many}", count(number)) }
        };
        more.push((format!("{}{so_far}", plural(words.said.len(), "entry", "entries")), theme.plain));
        more.push((plural(words.speakers.len(), "speaker", "speakers"), theme.plain));
        if let Some(language) = words.main_language().and_then(|at| words.languages.get(at as usize)) {
            let others = words.languages.len() - 1;
            let also = if others > 0 { format!(" and {others} more") } else { String::new() };
            more.push((ui::drawable(theme, &format!("{}{also}", text::fit(language, 12))), theme.dim));
        }
    }
    for (words, style) in more {
        let dot = if line.width() > 1 { theme.signs.dot } else { "" };
        if line.width() + text::width(dot) + text::width(&words) < room {
            line.push_span(Span::styled(dot.to_owned(), theme.dim));
            line.push_span(Span::styled(words, style));
        }
    }
    line
}

/// At the bottom: what is looked for, how far the reading is, and where the cursor is.
pub(super) fn state(pane: &Transcript, look: &Look, room: usize) -> Line<'static> {
    let theme = look.theme;
    let talk = look.talk;
    let total = talk.map_or(0, |talk| talk.words.said.len());
    let mut right = if total > 0 { format!("{} of {} ", count(pane.cursor + 1), count(total)) } else { String::new() };
    if pane.follows {
        right = format!("following the end{}{right}", theme.signs.dot);
    }
    let reading = talk.filter(|talk| talk.reading.is_some() && !talk.is_whole);
    let search = &pane.search;
    let mut left: Vec<Span> = Vec::new();
    if search.typing || search.is_on() {
        let found = search.count();
        let place = search.at.map_or_else(String::new, |at| format!("{} of ", count(at + 1)));
        let more = if found >= search::MOST { "+" } else { "" };
        let found = match found {
            0 if !search.is_on() => String::new(),
            0 => "  nowhere".into(),
            found => format!("  {place}{}{more}", count(found)),
        };
        let typed = ui::drawable(theme, search.input.value());
        let fits = room.saturating_sub(text::width(&found) + 4);
        let typed =
            if search.typing { tail(&typed, fits) } else { text::fit_with(&typed, fits, theme.signs.ellipsis).into_owned() };
        left.push(Span::styled(" / ", if search.typing { theme.accent } else { theme.waiting }));
        left.push(Span::raw(typed));
        left.push(Span::styled(found, theme.dim));
    } else if let Some(talk) = reading {
        left.push(Span::raw(" "));
        left.extend(progress(talk, look, room));
    } else if let Some(only) = pane.only
        && let Some(talk) = talk
    {
        let name = talk.words.speakers.get(only as usize).map(AsRef::as_ref);
        let name = speaker(name, look.meeting, theme, 30);
        left.push(Span::styled(format!(" only {}", text::fit_with(&name, 30, theme.signs.ellipsis)), theme.accent));
    }
    let mut line = Line::from(left);
    let width = text::width(&right);
    if line.width() + 2 + width <= room {
        line.push_span(Span::raw(" ".repeat(room - line.width() - width)));
        line.push_span(Span::styled(right, theme.dim));
    }
    line
}

/// How far the reading is: by the conference's clock where its end is known, for nobody says how many entries there are.
fn progress(talk: &Talk, look: &Look, room: usize) -> Vec<Span<'static>> {
    let theme = look.theme;
    let pages = match talk.pages {
        0 => "the first page is being read".to_owned(),
        1 => "1 page".to_owned(),
        pages => format!("{} pages", count(pages)),
    };
    let artifact = look.artifact;
    let ends = artifact.and_then(|artifact| Some((artifact.start?, artifact.end?)));
    let here = talk.words.said.last().and_then(|said| said.start);
    let (Some((start, end)), Some(here), true) = (ends, here, room >= 50) else {
        return vec![Span::styled(format!("reading{}{pages}", theme.signs.dot), theme.waiting)];
    };
    let whole = end.duration_since(start).as_secs().max(1);
    let done = here.duration_since(start).as_secs().clamp(0, whole);
    let percent = done * 100 / whole;
    let full = usize::try_from(done * 20 / whole).unwrap_or(0).min(20);
    vec![
        Span::styled(theme.signs.full.repeat(full), theme.waiting),
        Span::styled(theme.signs.left.repeat(20 - full), theme.dim),
        Span::styled(format!("  {percent} %{}{pages}", theme.signs.dot), theme.dim),
    ]
}

/// The end of what is typed, as far as there is room.
fn tail(typed: &str, room: usize) -> String {
    let mut start = 0;
    while text::width(&typed[start..]) > room {
        start += typed[start..].chars().next().map_or(1, char::len_utf8);
    }
    typed[start..].to_owned()
}

/// The terminal's own cursor, where something is typed.
pub(super) fn cursor(pane: &Transcript, frame: &mut Frame, area: Rect, look: &Look) {
    if !pane.search.typing || !look.focused || area.width < 5 {
        return;
    }
    let typed = ui::drawable(look.theme, pane.search.input.value());
    let column = pane.search.input.visual_cursor().min(text::width(&typed)).min(usize::from(area.width) - 5);
    frame.set_cursor_position(Position::new(area.x + 3 + u16::try_from(column).unwrap_or(0), area.y));
}

/// A number as it is read: `20,000`.
fn count(number: usize) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

//! How a transcript is drawn: who speaks in bold, what they say below, beside it when that was on the conference's clock.

use std::borrow::Cow;
use std::ops::Range;

use jiff::{SignedDuration, Timestamp};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};
use ratatui::text::{Line, Span};

use super::Transcript;
use super::edges::{cursor, facts, state};
use super::layout::{Laid, Row, Window};
use crate::book::{Artifact, Meeting, Talk, Words};
use crate::meet::names::ParticipantName;
use crate::meet::resources::ArtifactState;
use crate::panes::conference;
use crate::ui::clock::Clock;
use crate::ui::theme::Theme;
use crate::ui::{self, Listing, text};

/// Columns of the time beside the text, with the cursor before and a blank behind it.
const GUTTER: usize = 10;
/// Longest lines: what is wider is hard to read.
const WIDEST: usize = 100;

/// What a transcript needs to be drawn.
#[derive(Debug)]
pub struct Look<'a> {
    /// What was said; none before anything was asked.
    pub talk: Option<&'a Talk>,
    /// The conference; none where it is not known any more.
    pub meeting: Option<&'a Meeting>,
    /// The transcript itself.
    pub artifact: Option<&'a Artifact>,
    /// Now.
    pub clock: &'a Clock,
    /// Colours and signs.
    pub theme: &'a Theme,
    /// Whether the keys go here.
    pub focused: bool,
    /// Why the server cannot be asked, if it cannot.
    pub silent: Option<&'static str>,
}

/// How wide the space before the text is, and the text itself.
pub(super) fn columns(width: usize) -> (usize, usize) {
    let gutter = if width >= 46 { GUTTER } else { 2 };
    (gutter, width.saturating_sub(gutter + 1).clamp(1, WIDEST))
}

/// What a speaker is called in this conference.
#[must_use]
pub fn speaker(name: Option<&str>, meeting: Option<&Meeting>, theme: &Theme, room: usize) -> String {
    let people = meeting.and_then(|meeting| meeting.people.as_ref());
    let known = name.and_then(|name| name.parse::<ParticipantName>().ok()).and_then(|name| people?.get(&name));
    match (known, name) {
        (Some(person), _) => conference::called(person, theme, room),
        (None, None) => "Somebody".into(),
        (None, Some(name)) => {
            // Two of whom nothing is known are still two.
            let id = text::clean(name.rsplit('/').next().unwrap_or_default()).into_owned();
            let end: String = id.chars().rev().take(4).collect::<Vec<_>>().into_iter().rev().collect();
            ui::drawable(theme, &format!("Somebody #{end}"))
        }
    }
}

/// Draws it into the inside of the pane; gives back which entry stands where.
pub fn draw(pane: &Transcript, frame: &mut Frame, inside: Rect, look: &Look) -> Listing {
    let width = usize::from(inside.width);
    let air = u16::from(inside.height >= 14);
    let top = (1 + air).min(inside.height);
    let bottom = u16::from(inside.height > 2);
    let body = Rect { y: inside.y + top, height: inside.height - top - bottom, ..inside };
    frame.render_widget(facts(look, width), Rect { height: inside.height.min(1), ..inside });
    let status = Rect { y: inside.bottom().saturating_sub(1), height: bottom, ..inside };
    let Some(talk) = look.talk.filter(|talk| !talk.words.said.is_empty()) else {
        for (y, line) in (body.y..body.bottom()).zip(nothing(look, width.saturating_sub(2))) {
            frame.render_widget(line, Rect { y, height: 1, ..body });
        }
        if bottom > 0 {
            frame.render_widget(state(pane, look, width), status);
        }
        return Listing { area: body, items: Vec::new() };
    };
    let size = (columns(width).1, usize::from(body.height), look.theme.ascii);
    let window = if (pane.window.cols, pane.window.rows, pane.window.ascii) == size {
        Cow::Borrowed(&pane.window)
    } else {
        // The first frame of another size: the next message puts it in order.
        let mut window = Window::default();
        window.resize(size.0, size.1, size.2);
        window.reveal(&talk.words, pane.cursor);
        Cow::Owned(window)
    };
    let mut items = Vec::with_capacity(usize::from(body.height));
    let mut places: (usize, Vec<Range<usize>>) = (usize::MAX, Vec::new());
    for (y, row) in (body.y..body.bottom()).zip(window.shown()) {
        let line = match *row {
            Row::Air(_) => Line::default(),
            Row::Head(at) => head(&talk.words, at, width, look),
            Row::Text(at, line) => {
                let Some(laid) = window.laid(at) else { continue };
                let text = laid.ascii.as_deref().unwrap_or(talk.words.said.get(at).map_or("", |said| &said.text));
                if places.0 != at {
                    places = (at, pane.search.find(text));
                }
                text_line(pane, &talk.words, (at, line), (laid, text, &places.1), width, look)
            }
        };
        frame.render_widget(line, Rect { y, height: 1, ..body });
        items.push(matches!(row, Row::Text(..) | Row::Head(_)).then_some(row.entry()));
    }
    if bottom > 0 {
        frame.render_widget(state(pane, look, width), status);
        cursor(pane, frame, status, look);
    }
    Listing { area: body, items }
}

/// Who speaks, when by the clock on the wall, and in which language where it is not the usual one.
fn head(words: &Words, at: usize, width: usize, look: &Look) -> Line<'static> {
    let theme = look.theme;
    let (gutter, cols) = columns(width);
    let start = words.said.get(at).and_then(|said| said.start);
    let language = words.said.get(at).and_then(|said| said.language);
    let mut more = start.map_or_else(String::new, |start| format!("  {}", seconds(look.clock, start)));
    if language != words.main_language()
        && let Some(language) = words.language(at)
    {
        more.push_str(theme.signs.dot);
        more.push_str(&text::fit_with(&ui::drawable(theme, language), 12, theme.signs.ellipsis));
    }
    let room = cols.saturating_sub(text::width(&more)).max(8);
    let name = speaker(words.speaker(at), look.meeting, theme, room);
    let name = text::fit_with(&name, room, theme.signs.ellipsis).into_owned();
    Line::from(vec![Span::raw(" ".repeat(gutter)), Span::styled(name, theme.strong), Span::styled(more, theme.dim)])
}

/// A line of what is said, with the places that are looked for.
fn text_line(
    pane: &Transcript,
    words: &Words,
    (at, line): (usize, usize),
    (laid, text, places): (&Laid, &str, &[Range<usize>]),
    width: usize,
    look: &Look,
) -> Line<'static> {
    let theme = look.theme;
    let (gutter, _) = columns(width);
    let chosen = at == pane.cursor;
    let bar = if chosen { theme.signs.cursor } else { " " };
    let bar = Span::styled(bar, if look.focused { theme.accent } else { theme.dim });
    let said = words.said.get(at);
    let time = said.filter(|_| line == 0 && gutter >= GUTTER).and_then(|said| said.start);
    let time = time.and_then(|start| offset(look, start)).unwrap_or_default();
    let room = gutter - 2;
    let mut spans = vec![bar, Span::styled(format!("{time:>room$} "), theme.dim)];
    let aside = pane.only.is_some() && said.is_none_or(|said| said.speaker != pane.only);
    let plain = if aside { theme.dim } else { theme.plain };
    let Some(range) = laid.lines.get(line).cloned() else { return Line::from(spans) };
    if text.is_empty() {
        spans.push(Span::styled("(no words)", theme.dim));
        return Line::from(spans);
    }
    let current = pane.search.current().filter(|(entry, _)| *entry == at).map(|(_, number)| number);
    let mut from = range.start;
    let first = places.partition_point(|place| place.end <= range.start);
    for (number, place) in places.iter().enumerate().skip(first).take_while(|(_, place)| place.start < range.end) {
        let (start, end) = (place.start.max(range.start), place.end.min(range.end));
        push(&mut spans, text, from..start, plain);
        let mark = theme.waiting.add_modifier(if current == Some(number) { Modifier::REVERSED } else { Modifier::UNDERLINED });
        push(&mut spans, text, start..end, mark);
        from = end;
    }
    push(&mut spans, text, from..range.end, plain);
    Line::from(spans)
}

fn push(spans: &mut Vec<Span<'static>>, text: &str, range: Range<usize>, style: Style) {
    if let Some(part) = text.get(range).filter(|part| !part.is_empty()) {
        spans.push(Span::styled(part.to_owned(), style));
    }
}

/// The time of day with its seconds.
fn seconds(clock: &Clock, then: Timestamp) -> String {
    let there = then.to_zoned(clock.zone.clone());
    format!("{:02}:{:02}:{:02}", there.hour(), there.minute(), there.second())
}

/// How far into the conference that was: `7:05`, `1:07:05`. Clocks that differ may put it before the start.
fn offset(look: &Look, then: Timestamp) -> Option<String> {
    let start = look.meeting.and_then(|meeting| meeting.record.start_time).or(look.artifact?.start)?;
    let seconds = then.duration_since(start).max(SignedDuration::ZERO).as_secs();
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    let words = if hours > 0 { format!("{hours}:{minutes:02}:{seconds:02}") } else { format!("{minutes}:{seconds:02}") };
    Some(text::fit(&words, GUTTER - 2).into_owned())
}

pub(super) fn grows(look: &Look) -> bool {
    look.artifact.is_some_and(|artifact| artifact.state == Some(ArtifactState::Started))
}

/// Why there is nothing to read.
fn nothing(look: &Look, room: usize) -> Vec<Line<'static>> {
    let theme = look.theme;
    let trouble = look.talk.and_then(|talk| talk.trouble.as_ref());
    let reading = look.talk.is_some_and(|talk| talk.reading.is_some());
    let parts: Vec<(String, Style)> = match trouble {
        Some(trouble) => {
            let parts = [(&trouble.what, theme.trouble), (&trouble.why, theme.plain), (&trouble.next, theme.strong)];
            parts.into_iter().map(|(words, style)| (words.clone(), style)).collect()
        }
        None if look.meeting.is_none() => {
            vec![("Google has forgotten this conference: it does so 30 days after the end. ‹back› goes back.".into(), theme.dim)]
        }
        None if reading => vec![("Asking Google for what was said".into(), theme.waiting)],
        None if look.talk.is_some_and(|talk| talk.is_whole) && grows(look) => vec![
            ("Nothing is written down yet.".into(), theme.plain),
            (
                "It is asked for again while this is open. Google may also give out the words only after the end.".into(),
                theme.dim,
            ),
        ],
        None if look.talk.is_some_and(|talk| talk.is_whole) => vec![
            ("There is not a word in this transcript.".into(), theme.plain),
            (
                "Nobody spoke, or Google does not give the words out. ‹open_document› opens the document, where there is one."
                    .into(),
                theme.dim,
            ),
        ],
        None => vec![(look.silent.unwrap_or("Not asked yet; ‹refresh› asks.").into(), theme.dim)],
    };
    let mut lines = Vec::new();
    for (words, style) in parts {
        let words = ui::drawable(theme, &words);
        lines.extend(text::wrap(&words, room).into_iter().map(|line| Line::styled(format!(" {line}"), style)));
    }
    lines
}

//! How one conference is drawn. Only the people on the screen are touched, so that a thousand cost no more than twenty.

use std::time::Duration;

use jiff::Timestamp;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::explain::{self, Tone};
use super::people::{Columns, legend, word};
use super::timeline::{self, Scale};
use super::{Conference, Cursor, KeptLine, kept_lines};
use crate::book::{Meeting, Stay};
use crate::ui::clock::Clock;
use crate::ui::theme::Theme;
use crate::ui::{self, Listing, text};

/// Columns of the labels.
const LABELS: usize = 12;

/// What a conference needs to be drawn.
#[derive(Debug)]
pub struct Look<'a> {
    /// The conference; none where it is not known any more.
    pub meeting: Option<&'a Meeting>,
    /// Now.
    pub clock: &'a Clock,
    /// Colours and signs.
    pub theme: &'a Theme,
    /// Whether the keys go here.
    pub focused: bool,
    /// When files that are being written are asked about again.
    pub next: Option<Timestamp>,
    /// Whether it is being ended.
    pub ending: bool,
}

/// How many lines each part has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Layout {
    /// Around groups.
    gap: usize,
    /// Of what was kept.
    kept: usize,
    /// Of people, without their head.
    pub(super) people: usize,
    /// At the bottom: what is under the cursor, in words.
    said: usize,
    /// At the very bottom: what bars mean.
    legend: usize,
}

impl Layout {
    pub(super) fn of(height: usize, kept: usize) -> Self {
        let gap = usize::from(height >= 14);
        let said = if height >= 18 { 3 } else { 0 };
        let legend = usize::from(height >= 10);
        // On a small screen people have the room; the cursor brings the files.
        let kept = kept.min(if height < 12 { (height / 4).max(1) } else { (height / 4).max(3) });
        let people = height.saturating_sub(1 + gap + kept + gap + 1 + said + legend);
        Self { gap, kept, people, said, legend }
    }
}

/// Draws it into the inside of the pane; gives back which line stands where.
pub fn draw(pane: &Conference, frame: &mut Frame, inside: Rect, look: &Look) -> Listing {
    let theme = look.theme;
    let Some(meeting) = look.meeting else {
        let words = "This conference is not known any more: Google forgets it 30 days after its end. ‹back› goes back.";
        let words = theme.keys.in_words(words);
        for (y, line) in (inside.y..inside.bottom()).zip(text::wrap(&words, usize::from(inside.width).saturating_sub(2))) {
            frame.render_widget(Line::styled(format!(" {line}"), theme.dim), Rect { y, height: 1, ..inside });
        }
        return Listing { area: inside, items: Vec::new() };
    };
    let kept = kept_lines(meeting);
    let layout = Layout::of(usize::from(inside.height), kept.len());
    let mut paper = Paper { frame, inside, items: Vec::new() };
    paper.line(facts(meeting, look, usize::from(inside.width)), None);
    paper.skip(layout.gap);
    let at = match &pane.cursor {
        Cursor::Kept(at) => (*at).min(kept.len().saturating_sub(1)),
        Cursor::Person(_) => 0,
    };
    let first = ui::scroll(0, at, layout.kept, kept.len());
    for (place, line) in kept.iter().enumerate().skip(first).take(layout.kept) {
        let chosen = look.focused && pane.cursor == Cursor::Kept(at) && place == at;
        paper.line(kept_line(meeting, *line, chosen, look), Some(place));
    }
    paper.skip(layout.gap);
    let columns = Columns::of(usize::from(inside.width));
    let scale = Scale::of(meeting, pane.ends, look.clock.now);
    paper.line(columns.head(pane, meeting, scale, look), None);
    let people = meeting.people.as_ref();
    let offset = ui::scroll(pane.offset, pane.place(meeting).unwrap_or(0), layout.people, pane.order.len());
    for place in offset..(offset + layout.people) {
        match pane.person_at(meeting, place) {
            Some(person) => {
                let chosen = look.focused && pane.cursor == Cursor::Person(person.name.clone());
                paper.line(columns.person(person, meeting, scale, chosen, look), Some(kept.len() + place));
            }
            None if place == 0 => {
                let whole = people.is_some_and(|people| people.is_whole);
                let words = match (whole, meeting.opening.is_none() && meeting.trouble.is_some()) {
                    (true, _) => " Nobody that you may see.",
                    (false, true) => " Not known.",
                    (false, false) => " Asking who was there",
                };
                paper.line(Line::styled(words, theme.dim), None);
            }
            None => paper.skip(1),
        }
    }
    if layout.said > 0 {
        paper.skip(1);
        let room = usize::from(inside.width).saturating_sub(2);
        let (words, style) = said(pane, meeting, look);
        let words = ui::drawable(theme, &words);
        // A link is never cut: where it does not fit, o and y have it all the same.
        let link = pane.kept_under_cursor(meeting).and_then(explain::link).map(|link| ui::drawable(theme, &link));
        let mut lines: Vec<String> = link.into_iter().filter(|link| text::width(link) <= room).collect();
        lines.extend(text::wrap(&words, room));
        if lines.len() > layout.said - 1 {
            let rest = lines.split_off(layout.said - 2).join(" ");
            lines.push(text::fit_with(&rest, room, theme.signs.ellipsis).into_owned());
        }
        lines.resize(layout.said - 1, String::new());
        for line in lines {
            paper.line(Line::styled(format!(" {line}"), style), None);
        }
    }
    if layout.legend > 0 {
        paper.line(legend(theme), None);
    }
    Listing { area: inside, items: paper.items }
}

/// Lines from the top of the pane down.
struct Paper<'a, 'b> {
    frame: &'a mut Frame<'b>,
    inside: Rect,
    items: Vec<Option<usize>>,
}

impl Paper<'_, '_> {
    fn line(&mut self, line: Line, item: Option<usize>) {
        let y = self.inside.y.saturating_add(u16::try_from(self.items.len()).unwrap_or(u16::MAX));
        if y < self.inside.bottom() {
            self.frame.render_widget(line, Rect { y, height: 1, ..self.inside });
            self.items.push(item);
        }
    }

    fn skip(&mut self, lines: usize) {
        for _ in 0..lines {
            self.line(Line::default(), None);
        }
    }
}

/// When, how long, how many, and for how long it is kept; what does not fit is left out.
fn facts(meeting: &Meeting, look: &Look, room: usize) -> Line<'static> {
    let (theme, clock, record) = (look.theme, look.clock, &meeting.record);
    if let Some(trouble) = &meeting.trouble {
        let words = ui::drawable(theme, &format!(" {}: {}", trouble.what, trouble.why));
        return Line::styled(text::fit_with(&words, room, theme.signs.ellipsis).into_owned(), theme.trouble);
    }
    let dash = if theme.ascii { "-" } else { "–" };
    let start = record.start_time.map_or_else(|| "?".to_owned(), |start| clock.at(start));
    let mut spans = vec![Span::raw(" ")];
    if let Some(end) = record.end_time {
        spans.push(Span::styled(format!("{start}{dash}{}", clock.hour(end)), theme.strong));
    } else {
        let (sign, word, style) =
            if look.ending { (theme.signs.waiting, "ending", theme.waiting) } else { (theme.signs.live, "live", theme.live) };
        spans.push(Span::styled(format!("{sign} {word}"), style));
        spans.push(Span::styled(format!(" since {start}"), theme.plain));
    }
    let mut more: Vec<(String, Style)> = Vec::new();
    if let Some(start) = record.start_time {
        let length = Duration::try_from(record.end_time.unwrap_or(clock.now).duration_since(start)).unwrap_or_default();
        more.push((Clock::length(length), theme.plain));
    }
    if let Some(people) = &meeting.people {
        let count = people.all().len();
        let words = if count == 1 { "1 person".to_owned() } else { format!("{count} people") };
        let so_far = if people.is_whole { "" } else { " so far" };
        more.push((format!("{words}{so_far}"), theme.plain));
        if meeting.is_live() && people.is_whole {
            more.push((format!("{} here now", people.present()), theme.live));
        }
    }
    if let Some(expires) = record.expire_time {
        more.push((format!("kept for {}", clock.left(expires)), theme.dim));
    }
    let mut line = Line::from(spans);
    for (words, style) in more {
        let words = format!("{}{words}", theme.signs.dot);
        if line.width() + text::width(&words) < room {
            line.push_span(Span::styled(words, style));
        }
    }
    line
}

/// One artifact, or why there is none.
fn kept_line(meeting: &Meeting, line: KeptLine, chosen: bool, look: &Look) -> Line<'static> {
    let theme = look.theme;
    let (state, tone) = explain::state(meeting, line);
    let style = match tone {
        Tone::Ready => theme.plain,
        Tone::Moving => theme.waiting,
        Tone::Nothing => theme.dim,
        Tone::Trouble => theme.trouble,
    };
    let bar = Span::styled(if chosen { theme.signs.cursor } else { " " }, theme.accent);
    let label = Span::styled(text::pad(line.kind.label(), LABELS), if chosen { theme.strong } else { theme.dim });
    let state = ui::drawable(theme, &state);
    let mut spans = vec![bar, label, Span::styled(text::pad(&state, 16.max(text::width(&state) + 2)), style)];
    if let Some(artifact) = line.artifact {
        let dash = if theme.ascii { "-" } else { "–" };
        let start = artifact.start.map_or_else(String::new, |start| look.clock.hour(start));
        let end = artifact.end.map_or_else(String::new, |end| look.clock.hour(end));
        if !start.is_empty() {
            spans.push(Span::styled(format!("{start}{dash}{end}"), theme.dim));
        }
    }
    Line::from(spans)
}

/// What is under the cursor, in words.
fn said(pane: &Conference, meeting: &Meeting, look: &Look) -> (String, Style) {
    if let Some(line) = pane.kept_under_cursor(meeting) {
        let moving = line.artifact.is_some_and(crate::book::Artifact::is_moving);
        let next = look
            .next
            .filter(|_| moving)
            .map_or_else(String::new, |next| format!(" Asked again at {}; ‹refresh› asks now.", look.clock.hour(next)));
        return (explain::sentence(meeting, line) + &next, look.theme.dim);
    }
    let Some(person) = pane.person_under_cursor(meeting) else { return (String::new(), look.theme.dim) };
    let dash = if look.theme.ascii { "-" } else { "–" };
    let write = |stay: Stay| {
        let open = if meeting.is_live() { "now" } else { "?" };
        let end = stay.end.map_or_else(|| open.to_owned(), |end| look.clock.hour(end));
        format!("{}{dash}{end}", look.clock.hour(stay.start))
    };
    let stays: Vec<String> = timeline::stays(person).map(write).collect();
    let about = if person.stays.is_some() || stays.is_empty() { "" } else { "between " };
    (format!("{}, {}: {about}{}", person.called, word(person.who), stays.join(", ")), look.theme.dim)
}

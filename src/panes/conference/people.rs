//! How the people of a conference are drawn: who they are, as what they joined, and when they were there as a bar.

use ratatui::text::{Line, Span};

use super::Conference;
use super::timeline::{self, Scale};
use super::view::Look;
use crate::book::{Meeting, Person};
use crate::meet::resources::Who;
use crate::ui::theme::Theme;
use crate::ui::{self, text};

/// How wide names, words and bars are.
pub(super) struct Columns {
    name: usize,
    word: usize,
    bars: usize,
}

impl Columns {
    pub(super) fn of(width: usize) -> Self {
        let name = (width * 3 / 10).clamp(10, 30);
        let word = if width >= 74 { 11 } else { 0 };
        // The bar of the cursor, the sign and a blank stand before, a blank behind the name, one at the edge.
        let bars = width.saturating_sub(3 + name + 1 + word + 1);
        Self { name, word, bars }
    }

    /// What the columns are: the order of people, and the clock.
    pub(super) fn head(&self, pane: &Conference, meeting: &Meeting, scale: Scale, look: &Look) -> Line<'static> {
        let theme = look.theme;
        let label = filled(&format!(" People {}", pane.sort.words()), 3 + self.name + 1 + self.word, theme);
        let mut spans = vec![Span::styled(label, theme.dim)];
        let from = look.clock.hour(scale.from);
        let to = if meeting.is_live() { "now".to_owned() } else { look.clock.hour(scale.to) };
        let ends = text::width(&from) + text::width(&to);
        if self.bars > ends {
            let room = self.bars - ends;
            let middle = scale.from.as_millisecond().midpoint(scale.to.as_millisecond());
            let middle = jiff::Timestamp::from_millisecond(middle).map(|time| look.clock.hour(time)).unwrap_or_default();
            let wide = text::width(&middle);
            let clock = if room >= wide + 12 {
                // In the middle of the bars, not between the two ends.
                let before = (self.bars - wide) / 2 - text::width(&from);
                let after = room - wide - before;
                format!("{from}{}{middle}{}{to}", " ".repeat(before), " ".repeat(after))
            } else {
                format!("{from}{}{to}", " ".repeat(room))
            };
            spans.push(Span::styled(clock, theme.dim));
        }
        Line::from(spans)
    }

    pub(super) fn person(&self, person: &Person, meeting: &Meeting, scale: Scale, chosen: bool, look: &Look) -> Line<'static> {
        let theme = look.theme;
        let here = meeting.is_live() && person.last.is_none();
        let bar = Span::styled(if chosen { theme.signs.cursor } else { " " }, theme.accent);
        let sign = Span::styled(if here { theme.signs.live } else { " " }, theme.live);
        let name = filled(&called(person, theme, self.name), self.name, theme);
        let style = if chosen { theme.strong } else { theme.plain };
        let mut spans = vec![bar, sign, Span::raw(" "), Span::styled(name, style), Span::raw(" ")];
        if self.word > 0 {
            spans.push(Span::styled(text::pad(word(person.who), self.word), theme.dim));
        }
        let covered = scale.covered(timeline::stays(person), self.bars);
        let style = match (person.stays.is_some(), here) {
            (false, _) => theme.dim,
            (true, true) => theme.live,
            (true, false) => theme.plain,
        };
        spans.push(Span::styled(timeline::bar(&covered, person.who, theme.ascii), style));
        Line::from(spans)
    }
}

/// A text in exactly so many columns.
fn filled(words: &str, columns: usize, theme: &Theme) -> String {
    text::pad(&text::fit_with(words, columns, theme.signs.ellipsis), columns)
}

/// What somebody is called; where two are called the same, the end of the id tells them apart.
#[must_use]
pub fn called(person: &Person, theme: &Theme, room: usize) -> String {
    if person.called.is_empty() {
        let id = person.name.id();
        return format!("({} {})", word(person.who), id.get(id.len().saturating_sub(6)..).unwrap_or(id));
    }
    let called = ui::drawable(theme, &person.called);
    if !person.has_namesake {
        return called;
    }
    let id = person.name.id();
    let end = format!(" #{}", id.get(id.len().saturating_sub(4)..).unwrap_or(id));
    let called = text::fit_with(&called, room.saturating_sub(text::width(&end)), theme.signs.ellipsis);
    format!("{called}{end}")
}

pub(super) fn word(who: Who) -> &'static str {
    match who {
        Who::SignedIn => "signed in",
        Who::Guest => "guest",
        Who::Phone => "phone",
        Who::Unknown => "unknown",
    }
}

/// What the bars mean.
pub(super) fn legend(theme: &Theme) -> Line<'static> {
    let mut spans = vec![Span::raw(" ")];
    for who in [Who::SignedIn, Who::Guest, Who::Phone] {
        let bar = timeline::bar(&[true; 6], who, theme.ascii);
        spans.push(Span::styled(format!("{bar} {}   ", word(who)), theme.dim));
    }
    spans.push(Span::styled(theme.signs.live, theme.live));
    spans.push(Span::styled(" here now", theme.dim));
    Line::from(spans)
}

//! Which columns of a list of conferences there is room for, and what stands in them.

use std::fmt::Write as _;
use std::time::Duration;

use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::Look;
use crate::book::{Artifact, ArtifactKind, Meeting};
use crate::meet::names::ConferenceName;
use crate::ui::clock::Clock;
use crate::ui::theme::Theme;
use crate::ui::{self, text};

/// Columns of the time, of the length, of the number of people, and of how long it is kept.
const WHEN: usize = 13;
const LENGTH: usize = 9;
const PEOPLE: usize = 7;
const LEFT: usize = 9;
/// From this width on, files are told in words; below they are counted, each kind in a column of its own.
const WORDS: usize = 34;

/// How files are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Files {
    /// In words, in so many columns.
    Words(usize),
    /// Counted under whole words.
    Counts,
    /// Counted under letters, which a legend explains.
    Letters,
    /// There is no room for them.
    Nothing,
}

/// Which columns there is room for.
pub(super) struct Columns {
    /// Of the space's name, where conferences of several are listed.
    space: usize,
    left: bool,
    people: bool,
    files: Files,
}

/// How many columns a kind takes where it is counted, and what stands above it.
fn counted(kind: ArtifactKind, letters: bool) -> (usize, &'static str) {
    match (kind, letters) {
        (ArtifactKind::Recording, false) => (5, "Rec"),
        (ArtifactKind::Transcript, false) => (5, "Text"),
        (ArtifactKind::Notes, false) => (6, "Notes"),
        (ArtifactKind::Recording, true) => (3, "R"),
        (ArtifactKind::Transcript, true) => (3, "T"),
        (ArtifactKind::Notes, true) => (3, "N"),
    }
}

fn counts_width(letters: bool) -> usize {
    ArtifactKind::ALL.into_iter().map(|kind| counted(kind, letters).0).sum()
}

impl Columns {
    pub(super) fn of(width: usize, all: bool) -> Self {
        let space = if all { (width / 4).clamp(8, 32) } else { 0 };
        let room = width.saturating_sub(3 + WHEN + LENGTH + space);
        let people = room >= PEOPLE + 6;
        let room = room.saturating_sub(usize::from(people) * PEOPLE);
        let left = room >= LEFT + 14;
        let room = room.saturating_sub(usize::from(left) * LEFT);
        let files = match room {
            room if room >= WORDS => Files::Words(room - 2),
            room if room > counts_width(false) => Files::Counts,
            room if room > counts_width(true) => Files::Letters,
            _ => Files::Nothing,
        };
        Self { space, left, people, files }
    }

    /// What the letters above the files mean, where there are letters.
    pub(super) fn legend(&self) -> Option<&'static str> {
        (self.files == Files::Letters).then_some("R recordings · T transcripts · N notes")
    }

    pub(super) fn head(&self, theme: &Theme) -> Line<'static> {
        let space = if self.space > 0 { text::pad("Space", self.space) } else { String::new() };
        let mut words = format!("   {:<WHEN$}{space}{:>LENGTH$}", "When", "Length");
        if self.people {
            let _ = write!(words, "{:>PEOPLE$}", "People");
        }
        if self.left {
            let _ = write!(words, "{:>LEFT$}", "Kept for");
        }
        match self.files {
            Files::Words(_) => words.push_str("  Files"),
            Files::Counts | Files::Letters => {
                for kind in ArtifactKind::ALL {
                    let (width, word) = counted(kind, self.files == Files::Letters);
                    let _ = write!(words, "{word:>width$}");
                }
            }
            Files::Nothing => {}
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

    pub(super) fn row(&self, name: &ConferenceName, chosen: bool, look: &Look) -> Line<'static> {
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
        match self.files {
            Files::Words(room) => {
                spans.push(Span::raw("  "));
                spans.extend(words(meeting, theme, room));
            }
            Files::Counts | Files::Letters => {
                spans.extend(ArtifactKind::ALL.map(|kind| count(meeting, kind, self.files == Files::Letters, theme)));
            }
            Files::Nothing => {}
        }
        Line::from(spans)
    }
}

/// How long it took, or has taken so far; never less than nothing.
fn length(meeting: &Meeting, clock: &Clock) -> String {
    let Some(start) = meeting.record.start_time else { return String::new() };
    let end = meeting.record.end_time.unwrap_or(clock.now);
    Clock::length(Duration::try_from(end.duration_since(start)).unwrap_or_default())
}

/// How many files of a kind there are; with a mark where one is still to come, and another where nobody could be asked.
fn count(meeting: &Meeting, kind: ArtifactKind, letters: bool, theme: &Theme) -> Span<'static> {
    let (width, _) = counted(kind, letters);
    let kept = meeting.kept(kind);
    let all = kept.artifacts.as_deref().unwrap_or_default();
    let count = if all.len() > 9 { "9+".to_owned() } else { all.len().to_string() };
    // A colour is never the only sign.
    let (words, style) = match (&kept.trouble, all.iter().all(Artifact::is_ready)) {
        (Some(_), _) => ("?".to_owned(), theme.trouble),
        (None, _) if all.is_empty() => (String::new(), theme.plain),
        (None, true) => (count, theme.plain),
        (None, false) => (format!("{count}{}", theme.signs.ellipsis), theme.waiting),
    };
    Span::styled(format!("{words:>width$}"), style)
}

/// What was kept, in as many columns: whole words, else their beginnings.
fn words(meeting: &Meeting, theme: &Theme, room: usize) -> Vec<Span<'static>> {
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
            let ready = all.iter().all(Artifact::is_ready);
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_column_has_room() {
        for all in [false, true] {
            for width in 0..200_usize {
                let columns = Columns::of(width, all);
                let files = match columns.files {
                    Files::Words(room) => room + 2,
                    Files::Counts => counts_width(false),
                    Files::Letters => counts_width(true),
                    Files::Nothing => 0,
                };
                let used = 3 + WHEN + LENGTH + columns.space;
                let used = used + usize::from(columns.people) * PEOPLE + usize::from(columns.left) * LEFT + files;
                assert!(used <= width.max(3 + WHEN + LENGTH + columns.space), "{width} {all}: {used}");
            }
        }
        let files = |width, all| Columns::of(width, all).files;
        assert_eq!([files(58, true), files(78, true)], [Files::Letters, Files::Counts]);
        assert_eq!(files(78, false), Files::Words(35));
    }
}

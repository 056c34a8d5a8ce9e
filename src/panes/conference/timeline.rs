//! Stays as bars on the conference's clock, in half columns.

use jiff::{SignedDuration, Timestamp};

use crate::book::{Meeting, Person, Stay};
use crate::meet::resources::Who;

/// How far people's times may lie outside the record's: clocks differ by seconds, and what differs by more is wrong.
const SKEW: SignedDuration = SignedDuration::from_mins(15);

/// The first and the last time that people have.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Ends {
    first: Option<Timestamp>,
    last: Option<Timestamp>,
}

impl Ends {
    pub(super) fn of(people: &[Person]) -> Self {
        Self {
            first: people.iter().filter_map(|person| person.first).min(),
            last: people.iter().filter_map(|person| person.last).max(),
        }
    }
}

/// The conference's clock, from the left edge to the right one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Scale {
    pub(super) from: Timestamp,
    pub(super) to: Timestamp,
}

impl Scale {
    /// From the first to the last moment; of one that runs, to now. At least a second long, whatever clocks say.
    pub(super) fn of(meeting: &Meeting, ends: Ends, now: Timestamp) -> Self {
        let record = &meeting.record;
        let start = record.start_time.or(ends.first).unwrap_or(now);
        let end = record.end_time.unwrap_or(now).max(start);
        let near = |time: Timestamp| {
            let earliest = start.checked_sub(SKEW).unwrap_or(Timestamp::MIN);
            time.clamp(earliest, end.checked_add(SKEW).unwrap_or(Timestamp::MAX))
        };
        let from = ends.first.map_or(start, |first| near(first).min(start));
        let to = ends.last.map_or(end, |last| near(last).max(end));
        let second = from.checked_add(SignedDuration::from_secs(1)).unwrap_or(Timestamp::MAX);
        Self { from, to: to.max(second) }
    }

    /// Half columns from the left edge, not beyond either edge.
    fn half(self, time: Timestamp, halves: usize, up: bool) -> usize {
        let milliseconds = |time: Timestamp| i128::from(time.as_millisecond());
        let whole = (milliseconds(self.to) - milliseconds(self.from)).max(1);
        let since = (milliseconds(time) - milliseconds(self.from)).clamp(0, whole);
        let scaled = since * i128::try_from(halves).unwrap_or(0);
        usize::try_from(if up { (scaled + whole - 1) / whole } else { scaled / whole }).unwrap_or(halves)
    }

    /// Which half columns of a bar are covered by these stays: each by one at least.
    pub(super) fn covered(self, stays: impl Iterator<Item = Stay>, columns: usize) -> Vec<bool> {
        let halves = columns * 2;
        let mut covered = vec![false; halves];
        for stay in stays {
            let from = self.half(stay.start, halves, false).min(halves.saturating_sub(1));
            let to = self.half(stay.end.unwrap_or(self.to), halves, true).max(from + 1).min(halves);
            covered.iter_mut().take(to).skip(from).for_each(|half| *half = true);
        }
        covered
    }
}

/// When somebody was there, as well as it is known: exactly, or from first to last.
pub(super) fn stays(person: &Person) -> impl Iterator<Item = Stay> {
    let whole = person.stays.is_none().then(|| person.first.map(|start| Stay { start, end: person.last })).flatten();
    person.stays.iter().flat_map(|stays| stays.iter().copied()).chain(whole)
}

/// A bar as text: thick for signed in, thin for guests, broken for phones, dots for what this version does not know.
pub(super) fn bar(covered: &[bool], who: Who, ascii: bool) -> String {
    let [both, left, right] = match (who, ascii) {
        (Who::SignedIn, false) => ["━", "╸", "╺"],
        (Who::Guest, false) => ["─", "╴", "╶"],
        (Who::Phone, false) => ["╌", "╴", "╶"],
        (Who::Unknown, false) => ["┈", "╴", "╶"],
        (Who::SignedIn, true) => ["=", "=", "="],
        (Who::Guest, true) => ["-", "-", "-"],
        (Who::Phone, true) => ["~", "~", "~"],
        (Who::Unknown, true) => [".", ".", "."],
    };
    let cell = |pair: &[bool]| match pair {
        [true, true] => both,
        [true, ..] => left,
        [_, true] => right,
        _ => " ",
    };
    covered.chunks(2).map(cell).collect()
}

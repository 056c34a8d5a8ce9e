//! One conference: what was kept of it, and who was there when, a line a person on the conference's clock.
//!
//! Owns cursor, order and drawing; what is known lies in the book's [`Records`](crate::book::Records). People are put in order of
//! arrival or by name and in no other way: Meet's data is not for judging them.

mod explain;
mod people;
mod timeline;
mod view;

pub use explain::why_not;
pub use people::called;
pub use view::{Look, draw};

use crate::book::{Artifact, ArtifactKind, Meeting, Person};
use crate::meet::names::{ConferenceName, ParticipantName};
use crate::ui;

/// In which order people stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Sort {
    /// Who came first stands first.
    #[default]
    Arrival,
    /// By what they are called.
    Name,
}

impl Sort {
    /// The other one.
    #[must_use]
    pub fn other(self) -> Self {
        match self {
            Self::Arrival => Self::Name,
            Self::Name => Self::Arrival,
        }
    }

    /// Its words.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Arrival => "by arrival",
            Self::Name => "by name",
        }
    }
}

/// What the cursor is on: by name, so that whoever comes does not move it.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Cursor {
    Kept(usize),
    Person(ParticipantName),
}

/// A line about what was kept.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct KeptLine<'a> {
    /// Of which kind.
    pub kind: ArtifactKind,
    /// The artifact; none where the line says why there is none.
    pub artifact: Option<&'a Artifact>,
}

/// A line for each artifact, and one for each kind that has none.
#[must_use]
pub fn kept_lines(meeting: &Meeting) -> Vec<KeptLine<'_>> {
    let mut lines = Vec::new();
    for kind in ArtifactKind::ALL {
        let all = meeting.kept(kind).artifacts.as_deref().unwrap_or_default();
        lines.extend(all.iter().map(|artifact| KeptLine { kind, artifact: Some(artifact) }));
        if all.is_empty() {
            lines.push(KeptLine { kind, artifact: None });
        }
    }
    lines
}

/// State of the view.
#[derive(Debug)]
pub struct Conference {
    open: Option<ConferenceName>,
    cursor: Cursor,
    /// The first person on the screen.
    offset: usize,
    sort: Sort,
    /// Places in the list of people, in the order in which they stand.
    order: Vec<u32>,
    /// For which people and in which order that was made.
    ordered: Option<(u64, Sort)>,
    /// The conference's clock as its people have it.
    ends: timeline::Ends,
}

impl Default for Conference {
    fn default() -> Self {
        Self {
            open: None,
            cursor: Cursor::Kept(0),
            offset: 0,
            sort: Sort::default(),
            order: Vec::new(),
            ordered: None,
            ends: timeline::Ends::default(),
        }
    }
}

impl Conference {
    /// The conference that is open.
    #[must_use]
    pub fn open(&self) -> Option<&ConferenceName> {
        self.open.as_ref()
    }

    /// Opens a conference; people stay in the order that was chosen.
    pub fn show(&mut self, name: Option<ConferenceName>) {
        if self.open != name {
            *self = Self { open: name, sort: self.sort, ..Self::default() };
        }
    }

    /// In which order people stand.
    #[must_use]
    pub fn sort(&self) -> Sort {
        self.sort
    }

    /// People in the other order; the cursor stays with whom it is on.
    pub fn sort_otherwise(&mut self) {
        self.sort = self.sort.other();
    }

    /// The line about what was kept that the cursor is on.
    #[must_use]
    pub fn kept_under_cursor<'a>(&self, meeting: &'a Meeting) -> Option<KeptLine<'a>> {
        let Cursor::Kept(at) = self.cursor else { return None };
        let lines = kept_lines(meeting);
        lines.get(at.min(lines.len().saturating_sub(1))).copied()
    }

    /// Whom the cursor is on.
    #[must_use]
    pub fn person_under_cursor<'a>(&self, meeting: &'a Meeting) -> Option<&'a Person> {
        let Cursor::Person(name) = &self.cursor else { return None };
        meeting.people.as_ref()?.get(name)
    }

    /// Who stands at a place.
    #[must_use]
    pub fn person_at<'a>(&self, meeting: &'a Meeting, place: usize) -> Option<&'a Person> {
        meeting.people.as_ref()?.all().get(*self.order.get(place)? as usize)
    }

    /// The place of whom the cursor is on, among people.
    fn place(&self, meeting: &Meeting) -> Option<usize> {
        let Cursor::Person(name) = &self.cursor else { return None };
        let wanted = meeting.people.as_ref()?.place(name)?;
        self.order.iter().position(|at| *at as usize == wanted)
    }

    /// The place of the cursor among all lines: what was kept, then people.
    fn at(&self, meeting: &Meeting, kept: usize) -> usize {
        match &self.cursor {
            Cursor::Kept(at) => (*at).min(kept.saturating_sub(1)),
            Cursor::Person(_) => self.place(meeting).map_or(0, |place| kept + place),
        }
    }

    /// Moves the cursor by so many lines.
    pub fn step(&mut self, by: isize, meeting: &Meeting) {
        let at = self.at(meeting, kept_lines(meeting).len());
        self.go_to(at.saturating_add_signed(by), meeting);
    }

    /// Puts the cursor on a line.
    pub fn go_to(&mut self, at: usize, meeting: &Meeting) {
        let kept = kept_lines(meeting).len();
        let at = at.min((kept + self.order.len()).saturating_sub(1));
        let person = at.checked_sub(kept).and_then(|place| self.person_at(meeting, place));
        self.cursor = person.map_or(Cursor::Kept(at), |person| Cursor::Person(person.name.clone()));
    }

    /// Follows what is known: order, clock, and the cursor on a screen with so many lines in all.
    pub fn sync(&mut self, meeting: &Meeting, height: usize) {
        let Some(people) = &meeting.people else {
            (self.ordered, self.offset) = (None, 0);
            self.order.clear();
            return;
        };
        if self.ordered != Some((people.revision, self.sort)) {
            self.ordered = Some((people.revision, self.sort));
            self.order = ordered(people.all(), self.sort);
            self.ends = timeline::Ends::of(people.all());
        }
        let rows = view::Layout::of(height, kept_lines(meeting).len()).people;
        let place = self.place(meeting).unwrap_or(0);
        self.offset = ui::scroll(self.offset, place, rows, self.order.len());
    }

    /// People who stand on a screen with so many lines in all.
    pub fn visible<'a>(&'a self, meeting: &'a Meeting, height: usize) -> impl Iterator<Item = &'a Person> {
        let rows = view::Layout::of(height, kept_lines(meeting).len()).people;
        (self.offset..self.offset + rows).filter_map(|place| self.person_at(meeting, place))
    }
}

/// Places of people in their order. Whoever is equal stands by resource name, so that nobody jumps.
fn ordered(people: &[Person], sort: Sort) -> Vec<u32> {
    let count = u32::try_from(people.len()).unwrap_or(u32::MAX);
    let mut order: Vec<u32> = (0..count).collect();
    let person = |at: &u32| people.get(*at as usize);
    match sort {
        Sort::Arrival => order.sort_by_cached_key(|at| {
            let person = person(at);
            // Of whom it is not known when they came stands last.
            let first = person.and_then(|person| person.first);
            (first.is_none(), first, person.map(|person| person.name.clone()))
        }),
        Sort::Name => order.sort_by_cached_key(|at| {
            let person = person(at);
            let called = person.map(|person| person.called.to_lowercase()).unwrap_or_default();
            (called.is_empty(), called, person.map(|person| person.name.clone()))
        }),
    }
    order
}

#[cfg(test)]
mod tests;

//! All that the app knows of the spaces at this moment: rows in their order, and for some of them a [`Card`] with more.
//!
//! Owns identity ([`RowId`] stays with a space from its making on), order and what is under way; asks nobody, draws nothing.

mod card;
mod draft;
mod letters;
mod members;
mod records;

use std::cmp::Ordering;
use std::collections::{HashMap, HashSet};

use jiff::Timestamp;

pub use card::{Access, Card, Doing, Running};
pub use draft::{Also, Choices, Draft, changes};
pub use letters::{Letters, RowLetters};
pub use members::{Change, Invite, InviteState, MemberLine, Members, Tally};
pub use records::{
    Artifact, ArtifactKind, Kept, Listed, Meeting, PagesHaveNoEnd, People, Person, Records, Said, Span, Stay, Talk, Talks,
    Turned, Walk, Whose, Words, in_small_letters,
};

use crate::meet::names::SpaceName;
use crate::meet::resources::{AccessType, Space};
use crate::store::{Entry, Facts};

/// The identity of a row while the program runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RowId(u32);

/// A row of the list.
#[derive(Debug, Clone)]
pub struct Row {
    /// Its lasting name; none while it is being made.
    pub name: Option<SpaceName>,
    /// The person's name for it.
    pub label: Option<Box<str>>,
    /// Its code.
    pub code: Option<Box<str>>,
    /// Who joins without knocking.
    pub access: Option<AccessType>,
    /// Kept at the top.
    pub pinned: bool,
    /// A conference was running when it was last asked.
    pub live: bool,
    /// When greenroom made it.
    pub created: Option<Timestamp>,
    /// When the person last used it.
    pub last_seen: Timestamp,
    /// When its facts were learnt.
    pub learnt: Option<Timestamp>,
}

impl From<Entry> for Row {
    fn from(entry: Entry) -> Self {
        Self {
            name: Some(entry.name),
            label: entry.label,
            code: entry.code,
            access: entry.access,
            pinned: entry.pinned,
            live: entry.live,
            created: entry.created,
            last_seen: entry.last_seen,
            learnt: entry.learnt,
        }
    }
}

impl Row {
    /// What to call it: the person's name for it, or else its code, or else its resource name.
    #[must_use]
    pub fn title(&self) -> &str {
        self.label.as_deref().or(self.code.as_deref()).or(self.name.as_ref().map(SpaceName::as_str)).unwrap_or("new space")
    }

    /// The row as the store keeps it; none while it is being made.
    #[must_use]
    pub fn entry(&self) -> Option<Entry> {
        Some(Entry {
            name: self.name.clone()?,
            label: self.label.clone(),
            code: self.code.clone(),
            access: self.access.clone(),
            pinned: self.pinned,
            live: self.live,
            created: self.created,
            last_seen: self.last_seen,
            learnt: self.learnt,
        })
    }

    /// Takes over what the server said.
    fn learn(&mut self, space: &Space, at: Timestamp) {
        self.code = space.meeting_code.as_deref().map(Into::into);
        self.access = space.access().cloned();
        self.live = space.active_conference.is_some();
        self.learnt = Some(at);
    }

    /// Pinned first, then live, then the most recently used.
    fn order(&self, other: &Self) -> Ordering {
        (other.pinned, other.live, other.last_seen)
            .cmp(&(self.pinned, self.live, self.last_seen))
            .then_with(|| self.name.cmp(&other.name))
    }
}

/// All rows.
#[derive(Debug, Default)]
pub struct Book {
    /// Rows by id; forgotten ones leave a hole.
    rows: Vec<Option<Row>>,
    /// Which letters each has, in step with the rows.
    letters: Vec<RowLetters>,
    order: Vec<RowId>,
    by_name: HashMap<SpaceName, RowId>,
    cards: HashMap<RowId, Card>,
    /// Spaces that are watched; some may not be in the list any more.
    pub watched: HashSet<SpaceName>,
    /// What is known of conferences.
    pub records: Records,
    live: usize,
    /// Changes with every change of the rows or their order.
    revision: u64,
}

impl Book {
    /// Row of an id, unless it was forgotten.
    #[must_use]
    pub fn row(&self, id: RowId) -> Option<&Row> {
        self.rows.get(id.0 as usize)?.as_ref()
    }

    /// Which letters a row has.
    #[must_use]
    pub fn letters(&self, id: RowId) -> Option<RowLetters> {
        self.letters.get(id.0 as usize).copied()
    }

    /// Ids in list order.
    #[must_use]
    pub fn order(&self) -> &[RowId] {
        &self.order
    }

    /// How many rows are live.
    #[must_use]
    pub fn live(&self) -> usize {
        self.live
    }

    /// A number that changes with every change of the rows or their order.
    #[must_use]
    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// Row of a name.
    #[must_use]
    pub fn find(&self, name: &SpaceName) -> Option<RowId> {
        self.by_name.get(name).copied()
    }

    /// True when the space of a row is watched.
    #[must_use]
    pub fn is_watched(&self, id: RowId) -> bool {
        self.row(id).and_then(|row| row.name.as_ref()).is_some_and(|name| self.watched.contains(name))
    }

    /// What more is known of a row.
    #[must_use]
    pub fn card(&self, id: RowId) -> Option<&Card> {
        self.cards.get(&id)
    }

    /// The same, to be changed; made when it is not there.
    pub fn card_mut(&mut self, id: RowId) -> &mut Card {
        self.cards.entry(id).or_default()
    }

    /// Puts a row where it belongs; one of a known name is replaced in place.
    pub fn put(&mut self, row: Row) -> RowId {
        if let Some(id) = row.name.as_ref().and_then(|name| self.find(name)) {
            self.change(id, |old| *old = row);
            return id;
        }
        let id = RowId(u32::try_from(self.rows.len()).unwrap_or(u32::MAX));
        if let Some(name) = &row.name {
            self.by_name.insert(name.clone(), id);
        }
        self.live += usize::from(row.live);
        self.letters.push(RowLetters::of(&row));
        self.rows.push(Some(row));
        self.place(id);
        self.revision += 1;
        id
    }

    /// Changes a row and moves it where it then belongs.
    pub fn change(&mut self, id: RowId, change: impl FnOnce(&mut Row)) {
        let Some(slot) = self.rows.get_mut(id.0 as usize).and_then(Option::as_mut) else { return };
        let before = slot.clone();
        change(slot);
        let after = slot.clone();
        if (&before.label, &before.code) != (&after.label, &after.code)
            && let Some(letters) = self.letters.get_mut(id.0 as usize)
        {
            *letters = RowLetters::of(&after);
        }
        if before.name != after.name {
            if let Some(name) = &before.name {
                self.by_name.remove(name);
            }
            if let Some(name) = after.name.clone() {
                self.by_name.insert(name, id);
            }
        }
        self.live = self.live + usize::from(after.live) - usize::from(before.live);
        if before.order(&after) != Ordering::Equal {
            self.order.retain(|other| *other != id);
            self.place(id);
        }
        self.revision += 1;
    }

    /// Takes over what the server said of a space.
    pub fn learn(&mut self, id: RowId, space: &Space, at: Timestamp) {
        self.change(id, |row| row.learn(space, at));
        let card = self.card_mut(id);
        if let Some(config) = &space.config {
            card.draft.meet(config);
        }
        card.facts = Some(Facts { space: space.clone(), learnt: at });
    }

    /// Takes a row off the list.
    pub fn remove(&mut self, id: RowId) -> Option<Row> {
        let row = self.rows.get_mut(id.0 as usize)?.take()?;
        self.order.retain(|other| *other != id);
        self.cards.remove(&id);
        if let Some(name) = &row.name {
            self.by_name.remove(name);
        }
        self.live -= usize::from(row.live);
        self.revision += 1;
        Some(row)
    }

    /// Takes many rows off the list, with one walk over it.
    pub fn remove_all(&mut self, ids: &[RowId]) -> Vec<Row> {
        let mut gone = Vec::with_capacity(ids.len());
        for id in ids {
            let Some(row) = self.rows.get_mut(id.0 as usize).and_then(Option::take) else { continue };
            self.cards.remove(id);
            if let Some(name) = &row.name {
                self.by_name.remove(name);
            }
            self.live -= usize::from(row.live);
            gone.push(row);
        }
        let rows = &self.rows;
        self.order.retain(|id| rows.get(id.0 as usize).is_some_and(Option::is_some));
        self.revision += 1;
        gone
    }

    /// Pins many rows, or no longer, and sorts once.
    pub fn pin_all(&mut self, ids: &[RowId], pinned: bool) {
        for id in ids {
            if let Some(row) = self.rows.get_mut(id.0 as usize).and_then(Option::as_mut) {
                row.pinned = pinned;
            }
        }
        let rows = &self.rows;
        let row = |id: &RowId| rows.get(id.0 as usize).and_then(Option::as_ref);
        self.order.sort_by(|one, other| match (row(one), row(other)) {
            (Some(one), Some(other)) => one.order(other),
            _ => Ordering::Equal,
        });
        self.revision += 1;
    }

    /// Lets go of cards that can be had again from the store, but for those of these rows.
    pub fn shed(&mut self, keep: &[RowId]) {
        self.cards.retain(|id, card| keep.contains(id) || card.is_busy());
    }

    /// How many conferences are being ended.
    #[must_use]
    pub fn ending(&self) -> usize {
        self.cards.values().filter(|card| matches!(card.doing, Some(Doing::Ending { .. }))).count()
    }

    /// How many rows have a card.
    #[must_use]
    pub fn cards(&self) -> usize {
        self.cards.len()
    }

    fn place(&mut self, id: RowId) {
        let Some(row) = self.row(id) else { return };
        let at = match self.order.last().and_then(|last| self.row(*last)) {
            Some(last) if row.order(last) == Ordering::Less => {
                self.order.partition_point(|other| self.row(*other).is_some_and(|other| other.order(row) == Ordering::Less))
            }
            _ => self.order.len(),
        };
        self.order.insert(at, id);
    }
}

#[cfg(test)]
mod tests;

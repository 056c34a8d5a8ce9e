//! [`Records`]: what is known of conferences while the program runs, so that what was seen once is there in the next frame.
//!
//! Owns nothing but memory: what a space's conferences are, who was in one, what was kept of it. A conference that is over does not
//! change any more, but for its artifacts; Google forgets it 30 days later, and so does this.

mod artifact;
mod people;
mod talk;

use std::collections::{HashMap, HashSet};

use jiff::Timestamp;

pub use artifact::{Artifact, ArtifactKind};
pub use people::{People, Person, Stay};
pub use talk::{Said, Talk, Talks, Turned, Walk, Words, in_small_letters};

use crate::meet::names::{ConferenceName, SpaceName};
use crate::meet::records::{Page, PageToken};
use crate::meet::resources::ConferenceRecord;
use crate::trouble::Trouble;

/// Conferences whose people are remembered. The largest has some hundred kilobytes.
const CROWDS: usize = 20;
/// For how long what still moves is good enough.
const STILL: jiff::SignedDuration = jiff::SignedDuration::from_mins(1);
/// Most pages of one list.
const PAGES: usize = 40;

/// Whose conferences a list has.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Whose {
    /// Those of all spaces of this account.
    All,
    /// Those of one space.
    Of(SpaceName),
    /// Those of one space or of all that started within a span of time.
    Within(Option<SpaceName>, Span),
}

/// From when to when something started; without an end it goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Span {
    /// Then or later.
    pub since: Option<Timestamp>,
    /// Then or earlier.
    pub until: Option<Timestamp>,
}

/// What is known of conferences.
#[derive(Debug, Default)]
pub struct Records {
    lists: HashMap<Whose, Listed>,
    meetings: HashMap<ConferenceName, Meeting>,
    /// Whose people are remembered, the latest last.
    crowds: Vec<ConferenceName>,
    /// What was said.
    pub talks: Talks,
    /// Changes with every record.
    revision: u64,
}

/// A list of conferences, as far as it was read.
#[derive(Debug, Default)]
pub struct Listed {
    /// Live first, then the latest.
    pub names: Vec<ConferenceName>,
    /// What leads to more of them.
    pub next: Option<PageToken>,
    /// When the first page was read.
    pub learnt: Option<Timestamp>,
    /// The generation of the read that is under way.
    pub reading: Option<u64>,
    /// True when that read is of a further page.
    pub reading_more: bool,
    /// Why it could not be read.
    pub trouble: Option<Trouble>,
    followed: HashSet<PageToken>,
}

/// One conference.
#[derive(Debug)]
pub struct Meeting {
    /// When and where.
    pub record: ConferenceRecord,
    /// When the record was asked for on its own last.
    pub learnt: Option<Timestamp>,
    /// How many people were in it.
    pub count: Option<u32>,
    /// True when there is no need to count again.
    pub is_count_fresh: bool,
    /// What was kept of it, by kind.
    pub kept: [Kept; 3],
    /// Who was there, where that was read.
    pub people: Option<People>,
    /// The generation of the read of everything that is under way.
    pub opening: Option<u64>,
    /// Why it could not be read.
    pub trouble: Option<Trouble>,
}

/// The artifacts of one kind.
#[derive(Debug, Clone, Default)]
pub struct Kept {
    /// All of them; none when nobody has asked.
    pub artifacts: Option<Vec<Artifact>>,
    /// When that was learnt.
    pub learnt: Option<Timestamp>,
    /// Why they could not be read.
    pub trouble: Option<Trouble>,
}

impl Meeting {
    fn new(record: ConferenceRecord) -> Self {
        Self {
            record,
            learnt: None,
            count: None,
            is_count_fresh: false,
            kept: Default::default(),
            people: None,
            opening: None,
            trouble: None,
        }
    }

    /// True while it runs.
    #[must_use]
    pub fn is_live(&self) -> bool {
        self.record.end_time.is_none()
    }

    /// True when Google has forgotten it by now.
    #[must_use]
    pub fn is_expired(&self, now: Timestamp) -> bool {
        self.record.expire_time.is_some_and(|expires| expires <= now)
    }

    /// The artifacts of a kind.
    #[must_use]
    pub fn kept(&self, kind: ArtifactKind) -> &Kept {
        &self.kept[kind as usize]
    }

    /// True when number of people and artifacts are known, and need not be asked for again.
    #[must_use]
    pub fn is_counted(&self) -> bool {
        self.is_count_fresh && self.kept.iter().all(|kept| kept.learnt.is_some() || kept.trouble.is_some())
    }

    /// What is known stays, and is asked for again.
    pub fn ask_again(&mut self) {
        self.is_count_fresh = false;
        for kept in &mut self.kept {
            (kept.learnt, kept.trouble) = (None, None);
        }
        if let Some(people) = &mut self.people {
            people.ask_again();
        }
    }

    /// What may have changed since it was learnt is asked for again.
    fn age(&mut self, now: Timestamp) {
        if self.is_live() {
            self.is_count_fresh = false;
        }
        let live = self.is_live();
        for kept in &mut self.kept {
            let moving = live || kept.artifacts.as_ref().is_some_and(|all| all.iter().any(Artifact::is_moving));
            let old = kept.learnt.is_some_and(|learnt| learnt > now || now.duration_since(learnt) >= STILL);
            if moving && old {
                kept.learnt = None;
            }
        }
    }

    /// True when a read of everything would bring nothing new.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        let settled = |kept: &Kept| kept.artifacts.as_ref().is_some_and(|all| !all.iter().any(Artifact::is_moving));
        !self.is_live() && self.people.as_ref().is_some_and(|people| people.is_last_word) && self.kept.iter().all(settled)
    }
}

impl Records {
    /// Changes whenever a record comes, changes or goes.
    #[must_use]
    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// A list of conferences.
    #[must_use]
    pub fn of(&self, whose: &Whose) -> Option<&Listed> {
        self.lists.get(whose)
    }

    /// The same, to be changed; made when it is not there.
    pub fn of_mut(&mut self, whose: &Whose) -> &mut Listed {
        if matches!(whose, Whose::Within(..)) {
            // Of what was looked for, the last is enough.
            self.lists.retain(|other, _| !matches!(other, Whose::Within(..)) || other == whose);
        }
        self.lists.entry(whose.clone()).or_default()
    }

    /// One conference.
    #[must_use]
    pub fn meeting(&self, name: &ConferenceName) -> Option<&Meeting> {
        self.meetings.get(name)
    }

    /// The same, to be changed.
    pub fn meeting_mut(&mut self, name: &ConferenceName) -> Option<&mut Meeting> {
        self.meetings.get_mut(name)
    }

    /// A page of a list was read; `first` when it is the first one, which replaces what was known.
    ///
    /// # Errors
    ///
    /// When the pages go round or do not end: what was read stays.
    pub fn listed(
        &mut self,
        whose: &Whose,
        page: Page<ConferenceRecord>,
        first: bool,
        now: Timestamp,
    ) -> Result<(), PagesHaveNoEnd> {
        let mut names: Vec<ConferenceName> = Vec::new();
        if !first && let Some(listed) = self.lists.get(whose) {
            names.clone_from(&listed.names);
        }
        let mut known: HashSet<ConferenceName> = names.iter().cloned().collect();
        for record in page.items {
            let name = record.name.clone();
            self.put(record);
            if known.insert(name.clone()) {
                names.push(name);
            }
        }
        names.retain(|name| self.meetings.get(name).is_some_and(|meeting| !meeting.is_expired(now)));
        names.sort_by_cached_key(|name| {
            let meeting = self.meetings.get(name);
            let start = meeting.and_then(|meeting| meeting.record.start_time);
            (!meeting.is_some_and(Meeting::is_live), std::cmp::Reverse(start), name.clone())
        });
        let listed = self.of_mut(whose);
        listed.names = names;
        listed.trouble = None;
        if first {
            listed.learnt = Some(now);
            listed.followed.clear();
        }
        let goes_round = page.next.clone().is_some_and(|token| !listed.followed.insert(token));
        let too_many = listed.followed.len() > PAGES;
        listed.next = page.next.filter(|_| !goes_round && !too_many);
        self.forget_expired(now);
        if goes_round || too_many { Err(PagesHaveNoEnd) } else { Ok(()) }
    }

    /// A record was read: what was learnt of the conference otherwise stays.
    pub fn put(&mut self, record: ConferenceRecord) {
        self.revision += 1;
        match self.meetings.get_mut(&record.name) {
            Some(meeting) => {
                if meeting.is_live() && record.end_time.is_some() {
                    meeting.is_count_fresh = false;
                }
                meeting.record = record;
            }
            None => {
                self.meetings.insert(record.name.clone(), Meeting::new(record));
            }
        }
    }

    /// Its people were asked for: of the others, those that were looked at longest ago are let go.
    pub fn keep_people_of(&mut self, name: &ConferenceName) {
        self.crowds.retain(|other| other != name);
        self.crowds.push(name.clone());
        while self.crowds.len() > CROWDS {
            let oldest = self.crowds.remove(0);
            if let Some(meeting) = self.meetings.get_mut(&oldest) {
                meeting.people = None;
            }
        }
    }

    /// Every read was ended: nothing is under way any more.
    pub fn nothing_under_way(&mut self) {
        self.lists.values_mut().for_each(|listed| listed.reading = None);
        self.meetings.values_mut().for_each(|meeting| meeting.opening = None);
        self.talks.nothing_under_way();
    }

    /// Somebody comes to look: what may have changed is asked for again, and what Google has forgotten is forgotten.
    pub fn looked_at(&mut self, now: Timestamp) {
        self.forget_expired(now);
        self.meetings.values_mut().for_each(|meeting| meeting.age(now));
    }

    /// What Google has forgotten is forgotten here, too.
    fn forget_expired(&mut self, now: Timestamp) {
        let before = self.meetings.len();
        self.meetings.retain(|_, meeting| !meeting.is_expired(now));
        if self.meetings.len() == before {
            return;
        }
        self.revision += 1;
        for listed in self.lists.values_mut() {
            listed.names.retain(|name| self.meetings.contains_key(name));
        }
        self.talks.retain(|name| self.meetings.contains_key(&name.conference()));
    }
}

/// Pages that go round, or more of them than there can be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PagesHaveNoEnd;

#[cfg(test)]
mod tests;

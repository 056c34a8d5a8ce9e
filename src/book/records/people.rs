//! [`People`]: who was in a conference, and when, as far as it is known.

use std::collections::HashMap;

use jiff::Timestamp;

use crate::meet::names::ParticipantName;
use crate::meet::resources::{Participant, ParticipantSession, Who};
use crate::text;

/// Most characters that are kept of a name.
const NAME: usize = 200;

/// A time somebody was there without a break; without an end, somebody who is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Stay {
    /// When it began.
    pub start: Timestamp,
    /// When it ended.
    pub end: Option<Timestamp>,
}

/// Somebody who was in a conference.
#[derive(Debug, Clone, PartialEq)]
pub struct Person {
    /// The resource name, which alone tells people apart.
    pub name: ParticipantName,
    /// What they are called, clean and on one line; empty where the server did not say.
    pub called: Box<str>,
    /// As whom they joined.
    pub who: Who,
    /// When they first came.
    pub first: Option<Timestamp>,
    /// When they last left; none while they are there.
    pub last: Option<Timestamp>,
    /// When exactly they were there, in order and without overlaps; none when nobody has asked.
    pub stays: Option<Box<[Stay]>>,
    /// True when that is as new as `last`.
    pub stays_are_fresh: bool,
    /// True when another person of this conference is called the same.
    pub has_namesake: bool,
}

impl Person {
    fn new(sent: Participant) -> Self {
        let clean = text::clean(sent.display_name().unwrap_or_default());
        let called: String = clean.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(NAME).collect();
        Self {
            who: sent.who(),
            called: called.into(),
            name: sent.name,
            first: sent.earliest_start_time,
            last: sent.latest_end_time,
            stays: None,
            stays_are_fresh: false,
            has_namesake: false,
        }
    }
}

/// The people of a conference.
#[derive(Debug, Default)]
pub struct People {
    all: Vec<Person>,
    by_name: HashMap<ParticipantName, usize>,
    called: HashMap<Box<str>, usize>,
    /// Changes with every change of who is in the list, and when they came and left.
    pub revision: u64,
    /// How many are there now.
    present: usize,
    /// When all of them were read last.
    pub learnt: Option<Timestamp>,
    /// True when all pages were read.
    pub is_whole: bool,
    /// True when they were read after the end, so that it is the last word.
    pub is_last_word: bool,
}

impl People {
    /// Everybody, in the order in which they were learnt.
    #[must_use]
    pub fn all(&self) -> &[Person] {
        &self.all
    }

    /// Somebody's place in [`Self::all`].
    #[must_use]
    pub fn place(&self, name: &ParticipantName) -> Option<usize> {
        self.by_name.get(name).copied()
    }

    /// Somebody by name.
    #[must_use]
    pub fn get(&self, name: &ParticipantName) -> Option<&Person> {
        self.all.get(*self.by_name.get(name)?)
    }

    /// How many are there now.
    #[must_use]
    pub fn present(&self) -> usize {
        self.present
    }

    /// Some of them were read. Of those that are known, the sessions stay as far as they can be right.
    pub fn put(&mut self, people: Vec<Participant>) {
        let mut changed = false;
        for sent in people {
            let mut person = Person::new(sent);
            let Some(at) = self.by_name.get(&person.name) else {
                changed = true;
                self.add(person);
                continue;
            };
            let Some(old) = self.all.get_mut(*at) else { continue };
            if (&old.called, old.who, old.first, old.last) == (&person.called, person.who, person.first, person.last) {
                continue;
            }
            changed = true;
            person.has_namesake = old.has_namesake;
            person.stays_are_fresh = old.stays_are_fresh && (old.first, old.last) == (person.first, person.last);
            person.stays = old.stays.take();
            *old = person;
        }
        if changed {
            // Once for a page of answers, and not for every frame.
            self.present = self.all.iter().filter(|person| person.last.is_none()).count();
            self.revision += 1;
        }
    }

    fn add(&mut self, mut person: Person) {
        let at = self.all.len();
        match self.called.get(&person.called) {
            Some(other) if !person.called.is_empty() => {
                person.has_namesake = true;
                if let Some(other) = self.all.get_mut(*other) {
                    other.has_namesake = true;
                }
            }
            _ => {
                self.called.insert(person.called.clone(), at);
            }
        }
        self.by_name.insert(person.name.clone(), at);
        self.all.push(person);
    }

    /// Everybody's sessions are asked for again; what is known stays.
    pub fn ask_again(&mut self) {
        self.all.iter_mut().for_each(|person| person.stays_are_fresh = false);
    }

    /// Somebody's sessions were read; of those that could not be, nothing is known for certain, and they are not asked for again.
    pub fn stayed(&mut self, name: &ParticipantName, sessions: Option<&[ParticipantSession]>) {
        let Some(person) = self.by_name.get(name).and_then(|at| self.all.get_mut(*at)) else { return };
        person.stays_are_fresh = true;
        if let Some(sessions) = sessions {
            person.stays = Some(merged(
                sessions.iter().filter_map(|session| Some(Stay { start: session.start_time?, end: session.end_time })),
            ));
        }
    }
}

/// Stays in order and without overlaps. One that ends before it starts (clocks differ) is a moment at its start.
pub(super) fn merged(stays: impl Iterator<Item = Stay>) -> Box<[Stay]> {
    let mut stays: Vec<Stay> = stays.map(|stay| Stay { end: stay.end.map(|end| end.max(stay.start)), ..stay }).collect();
    stays.sort_by_key(|stay| stay.start);
    let mut merged: Vec<Stay> = Vec::new();
    for stay in stays {
        match merged.last_mut() {
            Some(last) if last.end.is_none_or(|end| stay.start <= end) => {
                // Whoever is there on one device is there.
                last.end = last.end.zip(stay.end).map(|(a, b)| a.max(b));
            }
            _ => merged.push(stay),
        }
    }
    merged.into()
}

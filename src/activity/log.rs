//! [`Activity`]: what happened, the latest first; bounded, and nothing twice although several may tell it.

use std::collections::{HashMap, HashSet, VecDeque};

use jiff::{SignedDuration, Timestamp};

use super::{Happening, Kind};

/// Lines that are kept.
pub const MOST: usize = 2000;
/// Two that tell of the same person coming, one of them without the session, mean the same within this time.
const NEAR: SignedDuration = SignedDuration::from_secs(90);

/// When somebody came or left, and the resource by which that was told.
type Told = (Timestamp, Box<str>);

/// What happened, as far as it is remembered.
#[derive(Debug, Default)]
pub struct Activity {
    /// In the order of time, the earliest first.
    lines: VecDeque<Happening>,
    /// What is in there, by kind and resource.
    known: HashSet<(Kind, Box<str>)>,
    /// When people came and left, and by which resource that was told.
    people: HashMap<(Kind, Box<str>), Vec<Told>>,
    revision: u64,
}

impl Activity {
    /// What happened, the latest first.
    #[must_use]
    pub fn lines(&self) -> impl ExactSizeIterator<Item = &Happening> + DoubleEndedIterator {
        self.lines.iter().rev()
    }

    /// How many lines there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.lines.len()
    }

    /// True before the first one.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// A number that changes with every change of the lines.
    #[must_use]
    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// Takes one in; false when it is known already, or older than everything where there is no more room.
    pub fn add(&mut self, happening: Happening) -> bool {
        let key = (happening.kind, happening.resource.clone());
        // Who comes a second time without a session to tell it by comes at another time.
        let is_session = happening.session().is_some();
        if self.known.contains(&key) && (is_session || !happening.kind.is_of_people()) || self.is_told(&happening) {
            self.complete(happening);
            return false;
        }
        if self.lines.len() >= MOST {
            if self.lines.front().is_some_and(|oldest| happening.at <= oldest.at) {
                return false;
            }
            if let Some(oldest) = self.lines.pop_front() {
                self.forget(&oldest);
            }
        }
        if let Some(person) = person(&happening) {
            self.people.entry((happening.kind, person)).or_default().push((happening.at, happening.resource.clone()));
        }
        self.known.insert(key);
        let after = |other: &Happening| (other.at, other.kind) <= (happening.at, happening.kind);
        let at = self.lines.partition_point(after);
        self.lines.insert(at, happening);
        self.revision += 1;
        true
    }

    /// What is known already may have been told without who it was, or in which space.
    fn complete(&mut self, again: Happening) {
        if again.who.is_empty() && again.space.is_none() {
            return;
        }
        let who = person(&again);
        let same = |line: &&mut Happening| {
            let near = line.resource == again.resource || who.is_some() && person(line) == who;
            line.kind == again.kind && near && line.at.duration_since(again.at).abs() <= NEAR
        };
        let Some(line) = self.lines.iter_mut().rev().find(same) else { return };
        if line.who.is_empty() && !again.who.is_empty() || line.space.is_none() && again.space.is_some() {
            if line.who.is_empty() {
                (line.who, line.joined_as, line.again) = (again.who, again.joined_as, again.again);
            }
            line.space = line.space.take().or(again.space);
            line.conference = line.conference.take().or(again.conference);
            self.revision += 1;
        }
    }

    /// True when the same person was told to have come, or left, at about that time, by another resource of theirs.
    fn is_told(&self, happening: &Happening) -> bool {
        let Some(person) = person(happening) else { return false };
        let is_session = *person != *happening.resource;
        if happening.again && !is_session {
            // Back again, nobody has asked since when: that may have been told long before the look.
            let last = |kind| self.people.get(&(kind, person.clone())).and_then(|told| told.iter().map(|(at, _)| *at).max());
            let (came, left) = (last(Kind::Joined), last(Kind::Left));
            if left.is_some() && came > left {
                return true;
            }
        }
        let same = |(at, resource): &Told| {
            // Two sessions are two, however near.
            let other_is_session = **resource != *person;
            !(is_session && other_is_session) && at.duration_since(happening.at).abs() <= NEAR
        };
        self.people.get(&(happening.kind, person.clone())).is_some_and(|told| told.iter().any(same))
    }

    fn forget(&mut self, gone: &Happening) {
        self.known.remove(&(gone.kind, gone.resource.clone()));
        let Some(person) = person(gone) else { return };
        let key = (gone.kind, person);
        if let Some(told) = self.people.get_mut(&key) {
            told.retain(|(at, resource)| (*at, resource) != (gone.at, &gone.resource));
            if told.is_empty() {
                self.people.remove(&key);
            }
        }
    }
}

/// Who it is about, as a text.
fn person(happening: &Happening) -> Option<Box<str>> {
    happening.participant().map(|name| name.as_str().into())
}

#[cfg(test)]
mod tests;

//! [`Known`]: what was seen of one conference so far, and what a further look adds.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use jiff::Timestamp;

use super::{SKEW, Seen, SeenPerson, Tell};
use crate::activity::Kind;
use crate::meet::names::{ConferenceName, ParticipantName, SessionName};
use crate::meet::resources::{ArtifactState, Participant, ParticipantSession, Who};
use crate::text;

/// Most characters that are kept of a name.
const NAME: usize = 100;

/// Somebody who was seen in a conference.
#[derive(Debug, Clone)]
pub(in crate::activity) struct Presence {
    pub(super) called: Box<str>,
    pub(super) who: Who,
    pub(super) first: Option<Timestamp>,
    pub(in crate::activity) last: Option<Timestamp>,
    /// How often they are known to have come.
    pub(super) came: u32,
    /// Their stays, where they were asked for, and which of them are over.
    sessions: Option<HashSet<(SessionName, bool)>>,
}

/// What was seen of one conference so far.
#[derive(Debug)]
pub(super) struct Known {
    pub(super) name: ConferenceName,
    pub(super) start: Option<Timestamp>,
    pub(super) end: Option<Timestamp>,
    /// Shared with a look that is under way.
    pub(super) people: Arc<HashMap<ParticipantName, Presence>>,
    /// When everybody was listed last.
    pub(super) everybody: Option<Timestamp>,
    /// When people were listed last.
    pub(super) listed: Option<Timestamp>,
    pub(super) files: HashMap<Box<str>, Option<ArtifactState>>,
    /// When files were asked for last, and how often since the end.
    pub(super) files_asked: Option<(Timestamp, usize)>,
}

impl Known {
    pub(super) fn new(name: ConferenceName) -> Self {
        Self {
            name,
            start: None,
            end: None,
            people: Arc::default(),
            everybody: None,
            listed: None,
            files: HashMap::new(),
            files_asked: None,
        }
    }

    pub(super) fn present(&self) -> usize {
        if self.end.is_some() { 0 } else { self.people.values().filter(|person| person.last.is_none()).count() }
    }

    /// True when a file of it is still being written.
    pub(super) fn is_moving(&self) -> bool {
        self.files.values().any(|state| matches!(state, Some(ArtifactState::Started | ArtifactState::Ended)))
    }

    /// Takes over what was seen; what is new about it is told.
    pub(super) fn take(&mut self, seen: Seen, is_new: bool, before: Timestamp, tell: &mut Tell) {
        let name = self.name.clone();
        let was_open = self.end.is_none();
        if let Some((start, end)) = seen.times {
            self.start = start.or(self.start);
            self.end = self.end.or(end);
        }
        if is_new {
            tell.say(Kind::ConferenceStarted, self.start, &name, name.as_str());
        }
        let people = Arc::make_mut(&mut self.people);
        for person in seen.people {
            take_person(people, person, &name, before, tell);
        }
        self.listed = Some(tell.now);
        if seen.everybody {
            self.everybody = Some(tell.now);
        }
        if let Some(files) = seen.files {
            for file in files {
                let known = self.files.insert(file.name.clone(), file.state.clone());
                tell.file(&file, known.as_ref().and_then(Option::as_ref), known.is_some(), &name);
            }
            let times = if self.end.is_some() && !was_open { self.files_asked.map_or(0, |(_, times)| times + 1) } else { 0 };
            self.files_asked = Some((tell.now, times));
        }
        if was_open && let Some(end) = self.end {
            tell.say(Kind::ConferenceEnded, Some(end), &name, name.as_str());
            self.over();
        }
    }

    /// It is over, nobody knows since when.
    pub(super) fn close(&mut self, now: Timestamp, tell: &mut Tell) {
        self.end = Some(now);
        let name = self.name.clone();
        tell.say(Kind::ConferenceEnded, None, &name, name.as_str());
        self.over();
    }

    /// Who was there does not matter any more.
    fn over(&mut self) {
        self.people = Arc::default();
    }
}

/// One line, without what is not to be drawn, and not too long.
fn called(person: &Participant) -> Box<str> {
    let clean = text::clean(person.display_name().unwrap_or_default());
    clean.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(NAME).collect::<String>().into()
}

fn take_person(
    people: &mut HashMap<ParticipantName, Presence>,
    seen: SeenPerson,
    conference: &ConferenceName,
    before: Timestamp,
    tell: &mut Tell,
) {
    let person = seen.person;
    let fresh = Presence {
        called: called(&person),
        who: person.who(),
        first: person.earliest_start_time,
        last: person.latest_end_time,
        came: 0,
        sessions: None,
    };
    let is_new = !people.contains_key(&person.name);
    let known = people.entry(person.name.clone()).or_insert_with(|| Presence { last: None, ..fresh.clone() });
    let was = (known.last, known.first);
    (known.called, known.who) = (fresh.called, fresh.who);
    if let Some(sessions) = seen.sessions {
        take_sessions(known, is_new, was, sessions, conference, before, tell);
    } else {
        let resource = person.name.as_str();
        let gone = |known: &Presence, tell: &mut Tell| tell.person(Kind::Left, fresh.last, conference, resource, known);
        match (is_new, was.0, fresh.last) {
            (true, _, left) => {
                tell.person(Kind::Joined, fresh.first, conference, resource, known);
                known.came = 1;
                if left.is_some() {
                    gone(known, tell);
                }
            }
            (false, None, Some(_)) => gone(known, tell),
            // Back again, nobody has asked since when.
            (false, Some(_), None) => {
                tell.person(Kind::Joined, None, conference, resource, known);
                known.came += 1;
            }
            // Back, and gone again.
            (false, Some(old), Some(new)) if new > old => gone(known, tell),
            (false, ..) => {}
        }
    }
    (known.first, known.last) = (fresh.first.or(known.first), fresh.last);
}

/// The same where it is known when exactly somebody was there.
fn take_sessions(
    known: &mut Presence,
    is_new: bool,
    (last, first): (Option<Timestamp>, Option<Timestamp>),
    mut sessions: Vec<ParticipantSession>,
    conference: &ConferenceName,
    before: Timestamp,
    tell: &mut Tell,
) {
    sessions.sort_by(|one, other| (one.start_time, &one.name).cmp(&(other.start_time, &other.name)));
    let told = known.sessions.take();
    // Until then everything was told already, stay by stay or not.
    let until = if is_new || told.is_some() { None } else { first.max(last) };
    let long_ago = before.checked_sub(SKEW).unwrap_or(before);
    let mut now = HashSet::new();
    for session in sessions {
        let (start, end) = (session.start_time, session.end_time);
        let has = |ended| told.as_ref().is_some_and(|told| told.contains(&(session.name.clone(), ended)));
        let joined = has(false) || has(true) || until.is_some_and(|until| start.is_none_or(|start| start <= until));
        if !joined {
            tell.person(Kind::Joined, start, conference, session.name.as_str(), known);
            known.came += 1;
        }
        if let Some(end) = end {
            // Of stays that were not asked for before, those that ended before the look before are old.
            let old = !is_new && told.is_none() && (last.is_some_and(|last| end <= last) || end < long_ago);
            if !has(true) && !old {
                tell.person(Kind::Left, Some(end), conference, session.name.as_str(), known);
            }
        }
        now.insert((session.name, end.is_some()));
    }
    known.came = known.came.max(1);
    known.sessions = Some(now);
}

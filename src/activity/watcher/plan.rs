//! [`Plan`]: what to ask about a space, no more than what can have changed.

use std::collections::HashMap;
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};

use super::known::{Known, Presence};
use super::{FILES_FOR, SKEW, Watcher};
use crate::meet::names::{ConferenceName, ParticipantName, SpaceName};
use crate::meet::resources::Participant;

/// People that one page has: so many are listed whole every time.
pub(super) const PAGE: usize = 250;
/// Of more, everybody is listed only so often; in between those who came or left.
const EVERYBODY: SignedDuration = SignedDuration::from_mins(2);
/// Between two looks at the files of a conference that runs.
const FILES: SignedDuration = SignedDuration::from_mins(1);
/// Minutes between two looks at files that are being written after the end: how long that takes is documented nowhere.
const WAITS: [i64; 3] = [1, 5, 15];

/// What is running in a space.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Active {
    /// To be asked.
    #[default]
    Ask,
    /// Asked a moment ago: this conference, or none.
    Known(Option<ConferenceName>),
}

/// What to ask about a space.
#[derive(Debug, Clone)]
pub struct Plan {
    /// Which space.
    pub space: SpaceName,
    /// What is running in it, as far as that is known.
    pub active: Active,
    /// Whether to ask what is kept of conferences, too, and when exactly those were there who came back or left.
    pub closely: bool,
    /// Conferences that are known and not settled.
    pub asks: Vec<Ask>,
}

/// What to ask about a conference.
#[derive(Debug, Clone)]
pub struct Ask {
    /// Which.
    pub name: ConferenceName,
    /// Whether to ask for its record although it runs.
    pub record: bool,
    /// Whom to list.
    pub people: People,
    /// Whether to ask what is kept of it.
    pub files: bool,
    known: Arc<HashMap<ParticipantName, Presence>>,
}

/// Whom to list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum People {
    /// Nobody.
    Nobody,
    /// Everybody who was ever there.
    Everybody,
    /// Those who first came, or last left, then or later.
    Since(Timestamp),
}

impl Ask {
    /// What to ask about a conference of which nothing is known.
    #[must_use]
    pub fn everything(name: ConferenceName) -> Self {
        Self { name, record: true, people: People::Everybody, files: true, known: Arc::default() }
    }

    /// True when somebody came back or left since: then it is worth asking when exactly they were there.
    #[must_use]
    pub fn has_moved(&self, person: &Participant) -> bool {
        self.known.get(&person.name).is_some_and(|known| known.last != person.latest_end_time)
    }
}

impl Watcher {
    /// What to ask about a space now.
    #[must_use]
    pub fn plan(&self, space: &SpaceName, now: Timestamp) -> Plan {
        let spot = self.spots.get(space);
        let asks = spot.map_or_else(Vec::new, |spot| spot.conferences.iter().filter_map(|known| known.ask(now)).collect());
        Plan { space: space.clone(), active: Active::Ask, closely: true, asks }
    }
}

impl Known {
    fn ask(&self, now: Timestamp) -> Option<Ask> {
        let files = self.files_due(now);
        if self.end.is_some() && !files {
            return None;
        }
        let listed = self.listed.and_then(|listed| listed.checked_sub(SKEW).ok());
        let young = |at: Timestamp| at <= now && now.duration_since(at) < EVERYBODY;
        let people = match listed {
            _ if self.end.is_some() => People::Nobody,
            Some(since) if self.people.len() > PAGE && self.everybody.is_some_and(young) => People::Since(since),
            _ => People::Everybody,
        };
        Some(Ask { name: self.name.clone(), record: self.start.is_none(), people, files, known: self.people.clone() })
    }

    fn files_due(&self, now: Timestamp) -> bool {
        let Some((asked, times)) = self.files_asked else { return true };
        let age = now.duration_since(asked);
        match self.end {
            // A clock that was set back is no reason to wait.
            None => age.is_negative() || age >= FILES,
            Some(end) if !self.is_moving() || now.duration_since(end) > FILES_FOR => false,
            Some(_) => {
                let minutes = WAITS.get(times).or(WAITS.last()).copied().unwrap_or(15);
                age.is_negative() || age >= SignedDuration::from_mins(minutes)
            }
        }
    }
}

//! [`Watcher`]: what was seen last against what is seen now, and what happened in between.
//!
//! It knows no time but the one that it is told, and asks nobody: [`Watcher::plan`] says what to ask, [`look`](super::look()) asks,
//! [`Watcher::seen`] takes the answer. What was so already when somebody first looked is told as well, but is no news.

mod known;
mod plan;

use std::collections::HashMap;

use jiff::{SignedDuration, Timestamp};

pub use plan::{Active, Ask, People, Plan};

use super::{Happening, Kind};
use crate::book::Artifact;
use crate::meet::names::{ConferenceName, SpaceName};
use crate::meet::resources::{ArtifactState, Participant, ParticipantSession, Space};
use known::{Known, Presence};

/// Spaces that are remembered; of more, those that were looked at longest ago are let go.
const SPACES: usize = 1000;
/// So long after its end a conference may still get files.
const FILES_FOR: SignedDuration = SignedDuration::from_hours(24);
/// By so much clocks may differ without anything being wrong.
const SKEW: SignedDuration = SignedDuration::from_mins(1);

/// What a look at a space has seen.
#[derive(Debug, Default)]
pub struct Snapshot {
    /// The space, where it was asked for.
    pub space: Option<Box<Space>>,
    /// The conference that runs in it.
    pub running: Option<ConferenceName>,
    /// The conferences that were looked at. One that was to be looked at and is not here is gone.
    pub seen: Vec<Seen>,
}

impl Snapshot {
    /// How many reads it was made of, but for pages that were nearly empty.
    #[must_use]
    pub fn reads(&self) -> u32 {
        let of = |seen: &Seen| {
            let sessions = seen.people.iter().filter(|person| person.sessions.is_some()).count();
            usize::from(seen.times.is_some())
                + 1
                + seen.people.len() / plan::PAGE
                + sessions
                + 3 * usize::from(seen.files.is_some())
        };
        let all = usize::from(self.space.is_some()) + self.seen.iter().map(of).sum::<usize>();
        u32::try_from(all).unwrap_or(u32::MAX)
    }
}

/// What was seen of a conference.
#[derive(Debug)]
pub struct Seen {
    /// Which.
    pub name: ConferenceName,
    /// When it began and, once it is over, when it ended; none where the record was not asked for.
    pub times: Option<(Option<Timestamp>, Option<Timestamp>)>,
    /// People who were listed: all, or those who came or left lately.
    pub people: Vec<SeenPerson>,
    /// Whether those are all.
    pub everybody: bool,
    /// What is kept of it; none where that was not asked for.
    pub files: Option<Vec<Artifact>>,
}

/// Somebody who was seen.
#[derive(Debug)]
pub struct SeenPerson {
    /// Who.
    pub person: Participant,
    /// When exactly they were there, where that was asked for.
    pub sessions: Option<Vec<ParticipantSession>>,
}

/// What was seen last of a space.
#[derive(Debug)]
struct Spot {
    looked: Timestamp,
    running: Option<ConferenceName>,
    conferences: Vec<Known>,
}

/// What was seen last, of every space that is looked at.
#[derive(Debug, Default)]
pub struct Watcher {
    spots: HashMap<SpaceName, Spot>,
}

impl Watcher {
    /// Takes what a look has seen; what happened since the look before, the earliest first.
    pub fn seen(&mut self, space: &SpaceName, snapshot: Snapshot, now: Timestamp) -> Vec<Happening> {
        let first = !self.spots.contains_key(space);
        let spot = self.spots.entry(space.clone()).or_insert(Spot { looked: now, running: None, conferences: Vec::new() });
        let mut tell = Tell { space, now, news: !first, told: Vec::new() };
        let before = spot.looked;
        // Whoever set the clock back is not to be told everything again.
        spot.looked = now.max(before);
        let there: Vec<ConferenceName> = snapshot.seen.iter().map(|seen| seen.name.clone()).collect();
        for seen in snapshot.seen {
            let at = spot.conferences.iter().position(|known| known.name == seen.name);
            let is_new = at.is_none();
            if is_new {
                spot.conferences.push(Known::new(seen.name.clone()));
            }
            let at = at.unwrap_or(spot.conferences.len() - 1);
            if let Some(known) = spot.conferences.get_mut(at) {
                known.take(seen, is_new, before, &mut tell);
            }
        }
        for known in &mut spot.conferences {
            let runs = snapshot.running.as_ref() == Some(&known.name);
            if known.end.is_none() && !runs && !there.contains(&known.name) {
                // Its record can no longer be read: it is over, nobody knows since when.
                known.close(now, &mut tell);
            }
        }
        let over = |name: &ConferenceName| spot.conferences.iter().any(|known| known.name == *name && known.end.is_some());
        spot.running = snapshot.running.filter(|name| !over(name));
        let latest = spot.conferences.iter().rposition(|known| known.end.is_some());
        let mut at = 0;
        spot.conferences.retain(|known| {
            at += 1;
            Some(at - 1) == latest || known.end.is_none_or(|end| known.is_moving() && now.duration_since(end) < FILES_FOR)
        });
        let mut told = tell.told;
        told.sort_by_key(|happening| (happening.at, happening.kind));
        self.let_go(space);
        told
    }

    /// What is running there, as far as it is known.
    #[must_use]
    pub fn running(&self, space: &SpaceName) -> Option<&ConferenceName> {
        self.spots.get(space)?.running.as_ref()
    }

    /// True when the space was looked at before.
    #[must_use]
    pub fn knows(&self, space: &SpaceName) -> bool {
        self.spots.contains_key(space)
    }

    /// When the running conference of a space began, and how many people are in it.
    #[must_use]
    pub fn now_in(&self, space: &SpaceName) -> Option<(Option<Timestamp>, u32)> {
        let spot = self.spots.get(space)?;
        let known = spot.conferences.iter().find(|known| Some(&known.name) == spot.running.as_ref())?;
        Some((known.start, u32::try_from(known.present()).unwrap_or(u32::MAX)))
    }

    /// True when a file of a conference there is still being written.
    #[must_use]
    pub fn awaits_files(&self, space: &SpaceName) -> bool {
        self.spots.get(space).is_some_and(|spot| spot.conferences.iter().any(Known::is_moving))
    }

    /// Nobody looks at this space any more: what happens until the next look is no news then.
    pub fn forget(&mut self, space: &SpaceName) {
        self.spots.remove(space);
    }

    fn let_go(&mut self, but: &SpaceName) {
        while self.spots.len() > SPACES {
            let oldest = self.spots.iter().filter(|(name, _)| *name != but).min_by_key(|(_, spot)| spot.looked);
            let Some(name) = oldest.map(|(name, _)| name.clone()) else { return };
            self.spots.remove(&name);
        }
    }
}

/// What is told, and in which light.
struct Tell<'a> {
    space: &'a SpaceName,
    now: Timestamp,
    news: bool,
    told: Vec<Happening>,
}

impl Tell<'_> {
    fn say(&mut self, kind: Kind, at: Option<Timestamp>, conference: &ConferenceName, resource: &str) -> &mut Happening {
        self.told.push(Happening {
            // A time in the future comes from clocks that differ.
            at: at.unwrap_or(self.now).min(self.now),
            kind,
            space: Some(self.space.clone()),
            conference: Some(conference.clone()),
            resource: resource.into(),
            who: Box::default(),
            joined_as: None,
            again: false,
            news: self.news,
        });
        let last = self.told.len() - 1;
        &mut self.told[last]
    }

    fn person(&mut self, kind: Kind, at: Option<Timestamp>, conference: &ConferenceName, resource: &str, who: &Presence) {
        let happening = self.say(kind, at, conference, resource);
        (happening.who, happening.joined_as) = (who.called.clone(), Some(who.who));
        happening.again = kind == Kind::Joined && who.came > 0;
    }

    /// A file that has come so far.
    fn file(&mut self, file: &Artifact, before: Option<&ArtifactState>, known: bool, conference: &ConferenceName) {
        let step = |state: Option<&ArtifactState>| match state {
            Some(ArtifactState::Started) => 1,
            Some(ArtifactState::Ended) => 2,
            Some(ArtifactState::FileGenerated) => 3,
            _ => 0,
        };
        let (from, to) = (if known { step(before) } else { 0 }, step(file.state.as_ref()));
        // Nobody says when a file was ready: for news that is now.
        let ready = if self.news { None } else { file.end };
        for (at, kind, time) in [
            (1, Kind::Started(file.kind), file.start),
            (2, Kind::Ended(file.kind), file.end),
            (3, Kind::FileGenerated(file.kind), ready),
        ] {
            if from < at && at <= to {
                self.say(kind, time, conference, &file.name);
            }
        }
    }
}

#[cfg(test)]
mod tests;

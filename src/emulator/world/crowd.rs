//! Conferences with many people in them and long transcripts, made up at once: for measuring, and for the demo's big meeting.
//!
//! The same space and numbers give the same conference in every run, but for the clock.

mod cast;

use std::borrow::Cow;

use fastrand::Rng;
use jiff::{SignedDuration, Timestamp};

use super::artifacts::Artifact;
use super::conferences::{Conference, session_name};
use super::events::News;
use super::participants::{Participant, Person};
use super::speech::{Saying, takes};
use super::{World, WorldError, ids};
use cast::{FAMILY, GIVEN, LINES};

/// A big conference to be made up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Crowd {
    /// How many people, the space's owner among them.
    pub people: usize,
    /// How many entries its transcript has; there is none without any.
    pub entries: usize,
    /// How long it lasted, or has lasted by now.
    pub lasts: SignedDuration,
    /// How long ago it ended; `None` while it is running.
    pub ended: Option<SignedDuration>,
}

impl Default for Crowd {
    fn default() -> Self {
        let hour = SignedDuration::from_hours(1);
        Self { people: 30, entries: 200, lasts: hour, ended: Some(hour) }
    }
}

impl Crowd {
    /// The largest that has to be borne: 2,500 people, 20,000 entries, four hours.
    #[must_use]
    pub fn largest() -> Self {
        Self { people: 2500, entries: 20_000, lasts: SignedDuration::from_hours(4), ..Self::default() }
    }
}

/// So many of those who came first do the talking.
const SPEAKERS: usize = 12;

impl World {
    /// Makes up a big conference in a space, with people of every kind, of whom some leave early and some come back, with a recording,
    /// a transcript in several languages and notes. The answer is its resource name, `conferenceRecords/…`.
    ///
    /// # Errors
    ///
    /// When there is no such space, or one is to be running where one runs.
    pub fn gather(&mut self, space: &str, crowd: &Crowd) -> Result<String, WorldError> {
        let now = self.now();
        let last = crowd.ended.map_or(now, |ago| now.checked_sub(ago).unwrap_or(now));
        let start = last.checked_sub(crowd.lasts).unwrap_or(last);
        let active = self.space(space).and_then(|space| space.active.clone());
        if active.is_some() && crowd.ended.is_none() {
            return Err(WorldError::Taken(space.into()));
        }
        let name = self.gather_at(space, (crowd.people, crowd.entries), start, last)?;
        let delay = self.file_delay;
        let id = name.strip_prefix("conferenceRecords/").unwrap_or_default();
        if let Some(conference) = self.conferences.get_mut(id) {
            for kind in Artifact::ALL.into_iter().filter(|kind| *kind != Artifact::Transcript) {
                conference.begin(kind, start);
            }
            if crowd.ended.is_some() {
                conference.close(last, delay);
            }
        }
        if crowd.ended.is_none() {
            self.tell_of_all(space, id);
        }
        self.await_files(id);
        if let Some(space) = self.space_mut(space).filter(|_| crowd.ended.is_some()) {
            space.active = active;
        }
        Ok(name)
    }

    /// Tells at once all that has happened so far in a conference that was made up.
    fn tell_of_all(&mut self, space: &str, id: &str) {
        let Some(conference) = self.conferences.get(id) else { return };
        let name = conference.name();
        let mut news = vec![News::started(conference.start, name.clone())];
        for participant in &conference.participants {
            for session in &participant.sessions {
                let session_name = session_name(&name, &participant.id, &session.id);
                news.extend(session.end.map(|end| News::left(end, session_name.clone())));
                news.push(News::joined(session.start, session_name));
            }
        }
        news.extend(conference.made.iter().map(|made| News::begun(made.start, made.kind, conference.artifact_name(made))));
        news.sort_by_key(|news| news.time);
        let space = space.strip_prefix("spaces/").unwrap_or_default();
        for news in &news {
            self.tell(space, news);
        }
    }

    /// Makes up a conference that is running, as of some time: so many people and entries. It has a transcript where there are
    /// entries.
    pub(in super::super) fn gather_at(
        &mut self,
        space: &str,
        (people, entries): (usize, usize),
        start: Timestamp,
        last: Timestamp,
    ) -> Result<String, WorldError> {
        let found = self.space(space).ok_or_else(|| WorldError::UnknownSpace(space.into()))?;
        let (space_id, owner) = (found.id.clone(), found.owner.clone());
        let mut rng = ids::rng_for(&format!("{space_id} {people} {entries}"));
        let id = ids::conference_id(&mut rng);
        if self.conferences.contains_key(&id) {
            return Err(WorldError::Taken(id));
        }
        let owner_id = self.users.get(&owner).map(|user| user.id.clone()).unwrap_or_default();
        let mut conference = Conference::new(id.clone(), space_id.clone(), start);
        for number in 0..people {
            let (id, person) = match number {
                0 => (owner_id.clone(), Person::User(owner.clone())),
                _ => stranger(&mut rng),
            };
            let mut participant = Participant { id, person, sessions: Vec::new() };
            stay(&mut participant, &conference, &mut rng, number, last);
            conference.participants.push(participant);
        }
        if entries > 0 && people > 0 {
            conference.begin(Artifact::Transcript, start);
            talk(&mut conference, &mut rng, entries, last);
        }
        self.conferences.insert(id.clone(), conference);
        if let Some(space) = self.spaces.get_mut(&space_id) {
            space.guests.insert(owner);
            space.active = Some(id.clone());
        }
        Ok(format!("conferenceRecords/{id}"))
    }
}

/// Somebody: seven in ten have an account, two typed a name, one is on the phone.
fn stranger(rng: &mut Rng) -> (String, Person) {
    let id = ids::participant_id(rng);
    let name = format!("{} {}", GIVEN[rng.usize(..GIVEN.len())], FAMILY[rng.usize(..FAMILY.len())]);
    let person = match rng.u8(..10) {
        0 => Person::Phone(format!("+1 650-•••-•1{:02}", rng.u8(..100))),
        1 | 2 => Person::Anonymous(name),
        _ => Person::Visitor { id: id.clone(), name },
    };
    (id, person)
}

/// When somebody was there: most come in the first tenth of it, some leave before the end, some of those come back.
fn stay(participant: &mut Participant, conference: &Conference, rng: &mut Rng, number: usize, last: Timestamp) {
    let whole = last.duration_since(conference.start).as_millis();
    let whole = i64::try_from(whole).unwrap_or(i64::MAX).max(1);
    let at = |part: f64| {
        #[expect(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "milliseconds of one conference")]
        let after = SignedDuration::from_millis((part * whole as f64) as i64);
        conference.start.checked_add(after).unwrap_or(last)
    };
    let late = if number < SPEAKERS { 0.02 } else { 0.1 + 0.6 * f64::from(u8::from(rng.u8(..8) == 0)) };
    let mut from = if number == 0 { 0.0 } else { late * rng.f64() * rng.f64() };
    while number >= SPEAKERS && from < 0.9 && rng.u8(..4) == 0 {
        let until = from + (0.95 - from) * rng.f64();
        participant.come(&conference.id, at(from));
        if let Some(session) = participant.sessions.last_mut() {
            session.end = Some(at(until));
        }
        if rng.bool() {
            // for good
            return;
        }
        from = until + 0.05 * rng.f64();
    }
    participant.come(&conference.id, at(from));
}

/// So many entries in the transcript, one after the other, each by somebody who is there.
fn talk(conference: &mut Conference, rng: &mut Rng, entries: usize, last: Timestamp) {
    let speakers: Vec<(String, Timestamp)> =
        conference.participants.iter().take(SPEAKERS).map(|one| (one.id.clone(), one.start())).collect();
    let whole = last.duration_since(conference.start);
    let Some(transcript) = conference.made.iter_mut().find(|made| made.kind == Artifact::Transcript) else { return };
    let step = whole / i32::try_from(entries.max(1)).unwrap_or(i32::MAX);
    transcript.entries.reserve(entries);
    let mut before = 0;
    for number in 0..entries {
        let (language, text) = LINES[number % LINES.len()];
        let start = transcript.start.checked_add(step * i32::try_from(number).unwrap_or(i32::MAX)).unwrap_or(last);
        // whoever is not there yet leaves the word to the one who began it all
        let mut who = rng.usize(..speakers.len());
        if who == before || speakers[who].1 > start {
            who = (0..speakers.len()).find(|other| *other != before && speakers[*other].1 <= start).unwrap_or(0);
        }
        before = who;
        let end = start.checked_add(takes(text).min(step)).unwrap_or(last);
        let (language, text) = (Cow::Borrowed(language), Cow::Borrowed(text));
        transcript.take_down(Saying { speaker: speakers[who].0.clone(), start, end, language, text });
    }
}

#[cfg(test)]
mod tests {
    use super::{Artifact, Crowd, SignedDuration, World};

    const ANA: &str = "ana@example.com";

    fn made(crowd: &Crowd) -> (World, String) {
        let mut world = World::empty();
        world.add_user(ANA, "Ana");
        world.add_project("p");
        let space = world.create_space_named("x", ANA, "p").unwrap();
        let record = world.gather(&space, crowd).unwrap();
        (world, record)
    }

    #[test]
    fn the_largest_conference_is_believable() {
        let (world, record) = made(&Crowd::largest());
        let conference = &world.conferences[record.strip_prefix("conferenceRecords/").unwrap()];
        assert_eq!(conference.participants.len(), 2500);
        let sessions: Vec<usize> = conference.participants.iter().map(|one| one.sessions.len()).collect();
        assert!(sessions.iter().all(|count| *count > 0) && sessions.iter().any(|count| *count > 2));
        let (start, end) = (conference.start, conference.end.unwrap());
        let mut ids = std::collections::HashSet::new();
        for participant in &conference.participants {
            assert!(ids.insert(&participant.id));
            let mut free = start;
            for session in &participant.sessions {
                assert!(session.start >= free && session.end.is_some_and(|end| end >= session.start));
                free = session.end.unwrap();
            }
            assert!(free <= end);
        }
        let transcript = conference.made(Artifact::Transcript).next().unwrap();
        assert_eq!(transcript.entries.len(), 20_000);
        assert!(transcript.entries.windows(2).all(|pair| {
            let (one, other) = (pair[0].place(), pair[1].place());
            one.time <= other.time && one.name < other.name
        }));
        for entry in &transcript.entries {
            let speaker = conference.participants.iter().find(|one| one.id == entry.speaker()).unwrap();
            assert!(speaker.was_there_at(entry.place().time));
        }
    }

    #[test]
    fn one_can_be_running_and_is_the_same_in_every_run() {
        let crowd = Crowd { people: 40, entries: 0, ended: None, lasts: SignedDuration::from_mins(20) };
        let (mut world, record) = made(&crowd);
        let present = world.people_in("spaces/x");
        assert!(present > 20 && present < 40, "{present}");
        assert_eq!(world.space("spaces/x").unwrap().active_conference(), Some(record.clone()));
        assert_eq!(world.artifacts(&record, Artifact::Transcript).len(), 0);
        assert_eq!(world.artifacts(&record, Artifact::Recording).len(), 1);
        assert!(world.gather("spaces/x", &crowd).is_err());
        assert_eq!(made(&crowd).1, record);
        assert!(world.end("spaces/x").unwrap());
        assert_eq!(world.people_in("spaces/x"), 0);
    }
}

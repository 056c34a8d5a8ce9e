//! Conferences: who is in, since when, and what is left of them afterwards.

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::artifacts::Made;
use super::events::News;
use super::participants::{Participant, Person};
use super::{World, WorldError, ids};

/// How long a record outlives its conference.
const KEPT: SignedDuration = SignedDuration::from_hours(30 * 24);

/// One call held in a space.
pub(in super::super) struct Conference {
    pub(in super::super) id: String,
    /// The identifier of the space.
    pub(in super::super) space: String,
    pub(in super::super) start: Timestamp,
    pub(in super::super) end: Option<Timestamp>,
    pub(in super::super) participants: Vec<Participant>,
    /// Recordings, transcripts and notes, in the order in which they began.
    pub(in super::super) made: Vec<Made>,
}

impl Conference {
    pub(super) fn new(id: String, space: String, start: Timestamp) -> Self {
        Self { id, space, start, end: None, participants: Vec::new(), made: Vec::new() }
    }

    pub(in super::super) fn name(&self) -> String {
        format!("conferenceRecords/{}", self.id)
    }

    pub(in super::super) fn was_there(&self, email: &str) -> bool {
        self.participants.iter().any(|p| matches!(&p.person, Person::User(user) if user == email))
    }

    /// Whether the record is past its time and gone.
    pub(in super::super) fn is_gone(&self, now: Timestamp) -> bool {
        self.end.is_some_and(|end| now.duration_since(end) >= KEPT)
    }

    pub(in super::super) fn present(&self) -> impl Iterator<Item = &Participant> {
        self.participants.iter().filter(|participant| participant.end().is_none())
    }

    /// It is over, for everybody and everything in it.
    pub(super) fn close(&mut self, time: Timestamp, file_delay: Option<SignedDuration>) -> Vec<News> {
        let mut news = Vec::new();
        self.end = Some(time);
        let name = self.name();
        for participant in &mut self.participants {
            for session in participant.sessions.iter_mut().filter(|session| session.end.is_none()) {
                session.end = Some(time);
                news.push(News::left(time, session_name(&name, &participant.id, &session.id)));
            }
        }
        let running: Vec<_> = self.made.iter().filter(|made| made.end.is_none()).collect();
        news.extend(running.iter().map(|made| News::stopped(time, made.kind, self.artifact_name(made))));
        for made in &mut self.made {
            made.stop(time, file_delay);
        }
        news.push(News::ended(time, name));
        news
    }

    /// The record as it is sent.
    pub(in super::super) fn view(&self) -> Value {
        let mut view = json!({"name": self.name(), "startTime": write(self.start),
            "space": format!("spaces/{}", self.space)});
        if let Some(end) = self.end {
            view["endTime"] = write(end).into();
            view["expireTime"] = write(end.checked_add(KEPT).unwrap_or(Timestamp::MAX)).into();
        }
        view
    }
}

/// The name of a session in a conference.
pub(super) fn session_name(conference: &str, participant: &str, session: &str) -> String {
    format!("{conference}/participants/{participant}/participantSessions/{session}")
}

/// A time as Google writes it: UTC, to the microsecond.
pub(super) fn write(time: Timestamp) -> String {
    format!("{time:.6}")
}

impl World {
    /// Somebody joins. The first one starts a conference. Joining again, also from a second device, is another session. What the
    /// space's settings make by themselves begins with the first host.
    ///
    /// # Errors
    ///
    /// When there is no such space, or no such person with an account.
    pub fn join(&mut self, space: &str, person: &Person) -> Result<(), WorldError> {
        let now = self.now();
        self.join_at(space, person, now)?;
        self.make_what_is_due(space, person, now);
        Ok(())
    }

    /// The same, at some time that may have passed.
    pub(in super::super) fn join_at(&mut self, name: &str, who: &Person, time: Timestamp) -> Result<(), WorldError> {
        if let Person::User(email) = who
            && !self.users.contains_key(email)
        {
            return Err(WorldError::UnknownUser(email.clone()));
        }
        let space = self.space(name).ok_or_else(|| WorldError::UnknownSpace(name.into()))?;
        let (space_id, active) = (space.id.clone(), space.active.clone());
        let mut news = Vec::new();
        let conference = active.unwrap_or_else(|| {
            let id = ids::conference_id(&mut self.rng);
            let conference = Conference::new(id.clone(), space_id.clone(), time);
            news.push(News::started(time, conference.name()));
            self.conferences.insert(id.clone(), conference);
            id
        });
        if let Some(space) = self.spaces.get_mut(&space_id) {
            space.active = Some(conference.clone());
            if let Person::User(email) = who {
                space.guests.insert(email.clone());
            }
        }
        let id = match who {
            Person::User(email) => self.users.get(email).map(|user| user.id.clone()).unwrap_or_default(),
            Person::Visitor { id, .. } => id.clone(),
            Person::Anonymous(_) | Person::Phone(_) => ids::participant_id(&mut self.rng),
        };
        let Some(conference) = self.conferences.get_mut(&conference) else {
            return Ok(());
        };
        let name = conference.name();
        let known = conference.participants.iter().position(|participant| participant.person == *who);
        let place = known.unwrap_or_else(|| {
            conference.participants.push(Participant { id, person: who.clone(), sessions: Vec::new() });
            conference.participants.len() - 1
        });
        let participant = &mut conference.participants[place];
        let session = participant.come(&conference.id, time);
        news.push(News::joined(time, session_name(&name, &participant.id, &session)));
        for news in &news {
            self.tell(&space_id, news);
        }
        Ok(())
    }

    /// Somebody leaves, from the device that joined last. The last one to leave ends the conference.
    ///
    /// # Errors
    ///
    /// When there is no such space, or that person is not in it.
    pub fn leave(&mut self, space: &str, person: &Person) -> Result<(), WorldError> {
        let now = self.now();
        self.leave_at(space, person, now)
    }

    pub(in super::super) fn leave_at(&mut self, name: &str, who: &Person, time: Timestamp) -> Result<(), WorldError> {
        let space = self.space(name).ok_or_else(|| WorldError::UnknownSpace(name.into()))?;
        let (space_id, active) = (space.id.clone(), space.active.clone());
        let conference = active.and_then(|id| self.conferences.get_mut(&id)).ok_or_else(|| WorldError::NotThere(name.into()))?;
        let conference_name = conference.name();
        let participant = conference.participants.iter_mut().find(|p| p.person == *who);
        let participant = participant.ok_or_else(|| WorldError::NotThere(name.into()))?;
        let session = participant.sessions.iter_mut().rev().find(|session| session.end.is_none());
        let session = session.ok_or_else(|| WorldError::NotThere(name.into()))?;
        session.end = Some(time);
        let news = News::left(time, session_name(&conference_name, &participant.id, &session.id));
        self.tell(&space_id, &news);
        if self.people_in(name) == 0 {
            self.end_at(name, time)?;
        }
        Ok(())
    }

    /// Ends the running conference for everybody. Says whether there was one.
    ///
    /// # Errors
    ///
    /// When there is no such space.
    pub fn end(&mut self, space: &str) -> Result<bool, WorldError> {
        let now = self.now();
        self.end_at(space, now)
    }

    pub(in super::super) fn end_at(&mut self, name: &str, time: Timestamp) -> Result<bool, WorldError> {
        let space = self.space_mut(name).ok_or_else(|| WorldError::UnknownSpace(name.into()))?;
        let Some(active) = space.active.take() else {
            return Ok(false);
        };
        if let Some(conference) = self.conferences.get_mut(&active) {
            let news = conference.close(time, self.file_delay);
            let space = conference.space.clone();
            for news in &news {
                self.tell(&space, news);
            }
            self.await_files(&active);
        }
        Ok(true)
    }

    /// Records that are past their time are gone for everybody: nothing of them is kept.
    pub(in super::super) fn forget_old_conferences(&mut self) {
        let now = self.now();
        self.conferences.retain(|_, conference| !conference.is_gone(now));
    }

    /// The running conference of a space, else the one that ended last.
    pub(in super::super) fn latest_mut(&mut self, name: &str) -> Option<&mut Conference> {
        let space = name.strip_prefix("spaces/")?;
        let held = self.conferences.values_mut().filter(|conference| conference.space == space);
        held.max_by_key(|conference| (conference.end.is_none(), conference.start))
    }

    /// How many people are in the space right now.
    #[must_use]
    pub fn people_in(&self, space: &str) -> usize {
        let active = self.space(space).and_then(|space| space.active.as_ref());
        active.and_then(|id| self.conferences.get(id)).map_or(0, |conference| conference.present().count())
    }

    /// Who is in the space right now, in the order in which they first came.
    #[must_use]
    pub fn present_in(&self, space: &str) -> Vec<Person> {
        let active = self.space(space).and_then(|space| space.active.as_ref());
        active
            .and_then(|id| self.conferences.get(id))
            .map(|conference| conference.present().map(|participant| participant.person.clone()).collect())
            .unwrap_or_default()
    }
}

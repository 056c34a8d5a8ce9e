//! People in a conference, and when each of them was there.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::conferences::{Conference, session_name, write};
use super::{World, ids};

/// Somebody who can be in a conference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Person {
    /// With a Google account, by e-mail address. Must be a user of the world.
    User(String),
    /// With a Google account of which this world knows no more. Two visitors with different numbers may have one name.
    Visitor {
        /// The account's number.
        id: String,
        /// The name as it is shown.
        name: String,
    },
    /// Without an account, by the name that was typed.
    Anonymous(String),
    /// On the phone, by the partly hidden number.
    Phone(String),
}

impl Person {
    /// What makes this person that person: an address, a name or a number.
    pub(in super::super) fn value(&self) -> &str {
        match self {
            Self::User(value) | Self::Anonymous(value) | Self::Phone(value) | Self::Visitor { id: value, .. } => value,
        }
    }
}

/// Somebody who is or was in a call.
pub(in super::super) struct Participant {
    pub(in super::super) id: String,
    pub(in super::super) person: Person,
    /// Never empty; in the order in which they began.
    pub(in super::super) sessions: Vec<Session>,
}

/// One stay on one device, from joining to leaving.
pub(in super::super) struct Session {
    pub(in super::super) id: String,
    pub(in super::super) start: Timestamp,
    pub(in super::super) end: Option<Timestamp>,
}

impl Participant {
    /// When this person first came.
    pub(in super::super) fn start(&self) -> Timestamp {
        self.sessions.iter().map(|session| session.start).min().unwrap_or(Timestamp::UNIX_EPOCH)
    }

    /// When this person last left; `None` while there.
    pub(in super::super) fn end(&self) -> Option<Timestamp> {
        let mut last = None;
        for session in &self.sessions {
            last = last.max(Some(session.end?));
        }
        last
    }

    /// Another stay begins; its identifier.
    pub(super) fn come(&mut self, conference: &str, time: Timestamp) -> String {
        let id = ids::session_id(conference, &self.id, self.sessions.len());
        self.sessions.push(Session { id: id.clone(), start: time, end: None });
        id
    }

    /// Whether this person was there at that time.
    pub(in super::super) fn was_there_at(&self, time: Timestamp) -> bool {
        self.sessions.iter().any(|session| session.start <= time && session.end.is_none_or(|end| time <= end))
    }
}

impl Conference {
    /// The name of a participant of this conference.
    pub(super) fn participant_name(&self, id: &str) -> String {
        format!("{}/participants/{id}", self.name())
    }

    /// A session as it is sent.
    pub(in super::super) fn session_view(&self, participant: &Participant, session: &Session) -> Value {
        let name = session_name(&self.name(), &participant.id, &session.id);
        let mut view = json!({"name": name, "startTime": write(session.start)});
        if let Some(end) = session.end {
            view["endTime"] = write(end).into();
        }
        view
    }
}

impl World {
    /// A participant as it is sent.
    pub(in super::super) fn participant_view(&self, conference: &Conference, participant: &Participant) -> Value {
        let mut view = json!({"name": conference.participant_name(&participant.id),
            "earliestStartTime": write(participant.start())});
        if let Some(end) = participant.end() {
            view["latestEndTime"] = write(end).into();
        }
        let signed_in = |name: &str| json!({"user": format!("users/{}", participant.id), "displayName": name});
        match &participant.person {
            Person::User(email) => {
                view["signedinUser"] = signed_in(self.users.get(email).map_or(email.as_str(), |user| user.name.as_str()));
            }
            Person::Visitor { name, .. } => view["signedinUser"] = signed_in(name),
            Person::Anonymous(name) => view["anonymousUser"] = json!({ "displayName": name }),
            Person::Phone(number) => view["phoneUser"] = json!({ "displayName": number }),
        }
        view
    }
}

//! What vanishes before its time.

use super::{World, WorldError};

impl World {
    /// Takes a conference record, participant, session, recording, transcript, entry or notes away, by resource name, with all that
    /// belongs to it; whoever asks for the next page finds it gone.
    ///
    /// A running conference goes on without a record of it. A participant's last session takes the participant along.
    ///
    /// # Errors
    ///
    /// When there is no such thing.
    pub fn vanish(&mut self, name: &str) -> Result<(), WorldError> {
        let parts: Vec<&str> = name.split('/').collect();
        let gone = match parts[..] {
            ["conferenceRecords", conference] => self.conferences.remove(conference).is_some(),
            ["conferenceRecords", conference, collection, id] => {
                let Some(conference) = self.conferences.get_mut(conference) else {
                    return Err(WorldError::UnknownRecord(name.into()));
                };
                let before = conference.participants.len() + conference.made.len();
                if collection == "participants" {
                    conference.participants.retain(|participant| participant.id != id);
                } else {
                    conference.made.retain(|made| made.id != id || made.kind.collection() != collection);
                }
                conference.participants.len() + conference.made.len() < before
            }
            ["conferenceRecords", conference, "participants", participant, "participantSessions", session] => {
                self.forget_session(conference, participant, session)
            }
            ["conferenceRecords", conference, "transcripts", transcript, "entries", entry] => {
                let conference = self.conferences.get_mut(conference);
                let mut made = conference.map(|conference| conference.made.iter_mut()).into_iter().flatten();
                made.find(|made| made.id == transcript).is_some_and(|made| {
                    let before = made.entries.len();
                    made.entries.retain(|known| known.id != entry);
                    made.entries.len() < before
                })
            }
            _ => false,
        };
        if gone { Ok(()) } else { Err(WorldError::UnknownRecord(name.into())) }
    }

    fn forget_session(&mut self, conference: &str, participant: &str, session: &str) -> bool {
        let Some(conference) = self.conferences.get_mut(conference) else { return false };
        let Some(found) = conference.participants.iter_mut().find(|known| known.id == participant) else { return false };
        let before = found.sessions.len();
        found.sessions.retain(|known| known.id != session);
        let gone = found.sessions.len() < before;
        conference.participants.retain(|known| !known.sessions.is_empty());
        gone
    }
}

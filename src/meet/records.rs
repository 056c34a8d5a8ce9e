//! The calls about what is left of conferences: records, people, their sessions, recordings, transcripts, notes.
//!
//! A list is a value, [`List`]; [`Client::page`] asks for one page of it, and a [`Pages`] walks through all of them with the guards
//! that servers make necessary. Everything here only reads.

mod filter;
mod list;
mod pages;

pub use filter::{ConferenceFilter, ParticipantFilter, SessionFilter};
pub use list::{List, Listed};
pub use pages::{Page, PageToken, Pages};

use super::call::{Call, Method, Record};
use super::client::Client;
use super::error::MeetError;
use super::names::{ConferenceName, EntryName, ParticipantName, RecordingName, SessionName, SmartNoteName, TranscriptName};
use super::resources::{Participant, ParticipantSession, Recording, SmartNote, Transcript, TranscriptEntry};

macro_rules! get {
    ($(#[$doc:meta])* $method:ident, $name:ident, $record:ident) => {
        $(#[$doc])*
        ///
        /// # Errors
        ///
        /// See [`MeetError`].
        pub async fn $method(&self, name: &$name) -> Result<$record, MeetError> {
            self.call(Call::record(Method::Record(Record::$record), name.as_str())).await
        }
    };
}

impl Client {
    get!(
        /// `conferenceRecords.participants.get`.
        participant,
        ParticipantName,
        Participant
    );
    get!(
        /// `conferenceRecords.participants.participantSessions.get`.
        session,
        SessionName,
        ParticipantSession
    );
    get!(
        /// `conferenceRecords.recordings.get`.
        recording,
        RecordingName,
        Recording
    );
    get!(
        /// `conferenceRecords.transcripts.get`.
        transcript,
        TranscriptName,
        Transcript
    );
    get!(
        /// `conferenceRecords.transcripts.entries.get`.
        entry,
        EntryName,
        TranscriptEntry
    );
    get!(
        /// `conferenceRecords.smartNotes.get`.
        smart_note,
        SmartNoteName,
        SmartNote
    );

    /// How many people were in a conference, from its first to its last moment: each once, however often they came. One small
    /// read where the server counts them itself, as it is asked to.
    ///
    /// # Errors
    ///
    /// See [`MeetError`]; [`MeetError::WrongShape`] when the pages do not end.
    pub async fn people_in_all(&self, conference: &ConferenceName) -> Result<u32, MeetError> {
        let list = List::participants(conference, &ParticipantFilter::default());
        if let Some(total) = self.total(&list).await? {
            return Ok(total);
        }
        let people = self.read_all(&list.names_only()).await?;
        Ok(u32::try_from(people.len()).unwrap_or(u32::MAX))
    }
}

//! A list of the API as a value: what is listed, of what, with which filter, how many a page.

use std::marker::PhantomData;

use serde::de::DeserializeOwned;

use super::filter::{ConferenceFilter, ParticipantFilter, SessionFilter};
use super::pages::PageToken;
use crate::meet::call::{Call, Method, Record};
use crate::meet::names::{ConferenceName, ParticipantName, TranscriptName};
use crate::meet::resources::{
    ConferenceRecord, Participant, ParticipantSession, Recording, SmartNote, Transcript, TranscriptEntry,
};

/// What can be listed.
pub trait Listed: DeserializeOwned + Send + 'static {
    /// Its resource name: two of the same are one.
    fn resource(&self) -> &str;
}

macro_rules! listed {
    ($($type:ident),+) => {
        $(impl Listed for $type {
            fn resource(&self) -> &str {
                self.name.as_str()
            }
        })+
    };
}

listed!(ConferenceRecord, Participant, ParticipantSession, Recording, Transcript, TranscriptEntry, SmartNote);

/// Most that a page can have: people and sessions.
const PEOPLE: u16 = 250;
/// The same of everything else. The default of artifacts and entries is 10, which would mean hundreds of calls.
const OTHERS: u16 = 100;

/// A list of the API: which call, of what, with which filter.
#[derive(Debug)]
pub struct List<T> {
    method: Method,
    path: String,
    filter: Option<String>,
    fields: Option<&'static str>,
    size: u16,
    most_pages: usize,
    kind: PhantomData<fn() -> T>,
}

// By hand: derived, it would ask the same of what is listed.
impl<T> Clone for List<T> {
    fn clone(&self) -> Self {
        Self { path: self.path.clone(), filter: self.filter.clone(), kind: PhantomData, ..*self }
    }
}

impl<T> List<T> {
    fn new(method: Method, path: String, filter: Option<String>, size: u16, most_pages: usize) -> Self {
        Self { method, path, filter, fields: None, size, most_pages, kind: PhantomData }
    }

    fn under(record: Record, parent: &str, collection: &str, size: u16) -> Self {
        Self::new(Method::Record(record), format!("/v2/{parent}/{collection}"), None, size, 40)
    }

    /// The same with so many a page; the server takes no more than it likes.
    #[must_use]
    pub fn paged_by(mut self, size: u16) -> Self {
        self.size = size.max(1);
        self
    }

    /// The same in smaller pages, where one was too large to be read; none when a page has but one thing on it.
    pub(super) fn in_smaller_pages(&self) -> Option<Self> {
        const PARTS: u16 = 4;
        let size = (self.size / PARTS).max(1);
        let most_pages = self.most_pages.saturating_mul(usize::from(PARTS));
        (size < self.size).then(|| Self { size, most_pages, ..self.clone() })
    }

    /// Most pages that are read of it.
    pub(super) fn most_pages(&self) -> usize {
        self.most_pages
    }

    /// The call for a page of it. Whatever the page, the filter is the same: a token is good for one question only.
    pub(in crate::meet) fn call(&self, token: Option<&PageToken>) -> Call {
        let mut query = Vec::new();
        query.extend(self.filter.clone().map(|filter| ("filter", filter)));
        query.push(("pageSize", self.size.to_string()));
        query.extend(self.fields.map(|fields| ("fields", fields.to_owned())));
        query.extend(token.map(|token| ("pageToken", token.as_str().to_owned())));
        Call { method: self.method, path: self.path.clone(), query, body: None }
    }
}

impl List<ConferenceRecord> {
    /// `conferenceRecords.list`, the latest first. 4,000 of them at most are read.
    #[must_use]
    pub fn conferences(filter: &ConferenceFilter) -> Self {
        Self::new(Method::Conferences, "/v2/conferenceRecords".to_owned(), filter.text(), OTHERS, 40)
    }
}

impl List<Participant> {
    /// `conferenceRecords.participants.list`, who came last first. 10,000 at most are read, ten times what Meet lets in.
    #[must_use]
    pub fn participants(conference: &ConferenceName, filter: &ParticipantFilter) -> Self {
        Self::new(Method::People, format!("/v2/{conference}/participants"), filter.text(), PEOPLE, 40)
    }

    /// The same, of each no more than the name: to count them.
    #[must_use]
    pub fn names_only(mut self) -> Self {
        // Without the token, paging would end silently.
        self.fields = Some("participants(name),nextPageToken");
        self
    }

    /// The same, to be told how many there are, in a page of one.
    pub(super) fn total_only(&self) -> Self {
        Self { fields: Some("participants(name),nextPageToken,totalSize"), size: 1, ..self.clone() }
    }
}

impl List<ParticipantSession> {
    /// `conferenceRecords.participants.participantSessions.list`, the latest first.
    #[must_use]
    pub fn sessions(participant: &ParticipantName, filter: &SessionFilter) -> Self {
        let list = Self::under(Record::Sessions, participant.as_str(), "participantSessions", PEOPLE);
        Self { filter: filter.text(), ..list }
    }
}

impl List<Recording> {
    /// `conferenceRecords.recordings.list`, the earliest first.
    #[must_use]
    pub fn recordings(conference: &ConferenceName) -> Self {
        Self::under(Record::Recordings, conference.as_str(), "recordings", OTHERS)
    }
}

impl List<Transcript> {
    /// `conferenceRecords.transcripts.list`, the earliest first.
    #[must_use]
    pub fn transcripts(conference: &ConferenceName) -> Self {
        Self::under(Record::Transcripts, conference.as_str(), "transcripts", OTHERS)
    }
}

impl List<TranscriptEntry> {
    /// `conferenceRecords.transcripts.entries.list`, the earliest first. 100,000 at most are read: days of talking.
    #[must_use]
    pub fn entries(transcript: &TranscriptName) -> Self {
        let list = Self::under(Record::Entries, transcript.as_str(), "entries", OTHERS);
        Self { most_pages: 1000, ..list }
    }
}

impl List<SmartNote> {
    /// `conferenceRecords.smartNotes.list`, the earliest first.
    #[must_use]
    pub fn smart_notes(conference: &ConferenceName) -> Self {
        Self::under(Record::SmartNotes, conference.as_str(), "smartNotes", OTHERS)
    }
}

//! The words for what is left of conferences: what is asked for ([`RecordsOp`]) and what comes back ([`RecordsMsg`]).
//!
//! Everything here only reads, and [`RecordsOp::Leave`] ends all of it: whoever goes elsewhere has no use for the answers.

use crate::book::{Artifact, ArtifactKind, Turned, Whose};
use crate::meet::client::Waiting;
use crate::meet::error::MeetError;
use crate::meet::names::{ConferenceName, ParticipantName, TranscriptName};
use crate::meet::records::{Page, PageToken};
use crate::meet::resources::{ConferenceRecord, Participant, ParticipantSession};

/// A read of conferences.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RecordsOp {
    /// A page of a list of conferences.
    List {
        /// Whose conferences.
        of: Whose,
        /// What leads to the page; none for the first one.
        after: Option<PageToken>,
        /// Its place in time.
        generation: u64,
    },
    /// Everything about one conference: its record, its people page by page, its artifacts.
    Open {
        /// Which conference.
        name: ConferenceName,
        /// Its place in time.
        generation: u64,
    },
    /// Who is in a conference that runs, page by page.
    People {
        /// Which conference.
        name: ConferenceName,
        /// Its place in time.
        generation: u64,
    },
    /// What was said, page by page to the end.
    Entries {
        /// Of which transcript.
        of: TranscriptName,
        /// Where an earlier read had come to; none for the first page.
        after: Option<PageToken>,
        /// Its place in time.
        generation: u64,
    },
    /// Small reads of what is on the screen, in this order, a few at a time and far below the quota; replaces what still waits.
    Look(Vec<Look>),
    /// Ends every read.
    Leave,
}

/// A small read of something on the screen.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Look {
    /// How many people were in a conference, and its artifacts.
    Count(ConferenceName),
    /// The artifacts of a conference alone.
    Files(ConferenceName),
    /// When exactly somebody was there.
    Sessions(ParticipantName),
}

/// An answer about conferences.
#[derive(Debug)]
pub enum RecordsMsg {
    /// To a list.
    Listed {
        /// Whose conferences.
        of: Whose,
        /// The generation of the read.
        generation: u64,
        /// The page.
        result: Result<Page<ConferenceRecord>, MeetError>,
    },
    /// The record of a conference.
    Record {
        /// Of which conference.
        name: ConferenceName,
        /// The generation of the read.
        generation: u64,
        /// The record.
        result: Result<Box<ConferenceRecord>, MeetError>,
    },
    /// Some of its people.
    People {
        /// Of which conference.
        name: ConferenceName,
        /// The generation of the read.
        generation: u64,
        /// A page of them.
        result: Result<Vec<Participant>, MeetError>,
        /// Whether it was the last page.
        last: bool,
    },
    /// A page of what was said.
    Entries {
        /// Of which transcript.
        of: TranscriptName,
        /// The generation of the read.
        generation: u64,
        /// The page. After an error none follows.
        result: Result<Turned, MeetError>,
    },
    /// Its artifacts of one kind.
    Artifacts {
        /// Of which conference.
        name: ConferenceName,
        /// Which kind.
        kind: ArtifactKind,
        /// All of them.
        result: Result<Vec<Artifact>, MeetError>,
    },
    /// How many people were in it.
    Counted {
        /// Which conference.
        name: ConferenceName,
        /// How many.
        result: Result<u32, MeetError>,
    },
    /// When exactly somebody was there.
    Sessions {
        /// Who.
        of: ParticipantName,
        /// The sessions.
        result: Result<Vec<ParticipantSession>, MeetError>,
    },
    /// A read waits before it is tried again.
    Waiting(Waiting),
}

impl RecordsMsg {
    /// What went wrong, if anything did.
    #[must_use]
    pub fn error(&self) -> Option<&MeetError> {
        match self {
            Self::Listed { result, .. } => result.as_ref().err(),
            Self::Record { result, .. } => result.as_ref().err(),
            Self::People { result, .. } => result.as_ref().err(),
            Self::Artifacts { result, .. } => result.as_ref().err(),
            Self::Entries { result, .. } => result.as_ref().err(),
            Self::Counted { result, .. } => result.as_ref().err(),
            Self::Sessions { result, .. } => result.as_ref().err(),
            Self::Waiting(_) => None,
        }
    }
}

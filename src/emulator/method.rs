//! The methods that the emulator offers, and what Google's documents say of each: scopes, quota, full name.
//!
//! A new method starts with a line here and one in `routes`. Those of Meet stand here, those of the two services that news
//! comes through in files of their own.

mod events;
mod kinds;
mod pubsub;

use std::fmt;

pub use events::EventsMethod;
pub(super) use kinds::Service;
pub use kinds::{Bucket, Scope};
pub use pubsub::PubsubMethod;

use super::oauth::OAuth;

/// A method of the Meet API, or of one of the two services that news comes through.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Method {
    /// `POST /v2/spaces`
    CreateSpace,
    /// `GET /v2/spaces/{space}`
    GetSpace,
    /// `PATCH /v2/spaces/{space}`
    UpdateSpace,
    /// `POST /v2/spaces/{space}:endActiveConference`
    EndActiveConference,
    /// `GET /v2/spaces/{space}/members/{member}`
    GetMember,
    /// `GET /v2/spaces/{space}/members`
    ListMembers,
    /// `POST /v2/spaces/{space}/members`
    CreateMember,
    /// `DELETE /v2/spaces/{space}/members/{member}`
    DeleteMember,
    /// `PATCH /v2/spaces/{space}/members/{member}`
    UpdateMember,
    /// `POST /v2/spaces/{space}/members:batchUpdate`
    BatchUpdateMembers,
    /// `GET /v2/conferenceRecords/{conference}`
    GetConferenceRecord,
    /// `GET /v2/conferenceRecords`
    ListConferenceRecords,
    /// `GET /v2/conferenceRecords/{conference}/participants/{participant}`
    GetParticipant,
    /// `GET /v2/conferenceRecords/{conference}/participants`
    ListParticipants,
    /// `GET /v2/conferenceRecords/{conference}/participants/{participant}/participantSessions/{session}`
    GetParticipantSession,
    /// `GET /v2/conferenceRecords/{conference}/participants/{participant}/participantSessions`
    ListParticipantSessions,
    /// `GET /v2/conferenceRecords/{conference}/recordings/{recording}`
    GetRecording,
    /// `GET /v2/conferenceRecords/{conference}/recordings`
    ListRecordings,
    /// `GET /v2/conferenceRecords/{conference}/transcripts/{transcript}`
    GetTranscript,
    /// `GET /v2/conferenceRecords/{conference}/transcripts`
    ListTranscripts,
    /// `GET /v2/conferenceRecords/{conference}/transcripts/{transcript}/entries/{entry}`
    GetTranscriptEntry,
    /// `GET /v2/conferenceRecords/{conference}/transcripts/{transcript}/entries`
    ListTranscriptEntries,
    /// `GET /v2/conferenceRecords/{conference}/smartNotes/{note}`
    GetSmartNote,
    /// `GET /v2/conferenceRecords/{conference}/smartNotes`
    ListSmartNotes,
    /// One of the Workspace Events API.
    Events(EventsMethod),
    /// One of Pub/Sub.
    Pubsub(PubsubMethod),
}

/// What a request is aimed at: a method of an API, or an address of the OAuth side.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Aim {
    /// A method.
    Method(Method),
    /// An address.
    OAuth(OAuth),
}

impl From<Method> for Aim {
    fn from(method: Method) -> Self {
        Self::Method(method)
    }
}

impl From<EventsMethod> for Aim {
    fn from(method: EventsMethod) -> Self {
        Self::Method(Method::Events(method))
    }
}

impl From<PubsubMethod> for Aim {
    fn from(method: PubsubMethod) -> Self {
        Self::Method(Method::Pubsub(method))
    }
}

impl From<OAuth> for Aim {
    fn from(oauth: OAuth) -> Self {
        Self::OAuth(oauth)
    }
}

impl Method {
    /// Every method of Meet.
    pub const ALL: [Self; 24] = [
        Self::CreateSpace,
        Self::GetSpace,
        Self::UpdateSpace,
        Self::EndActiveConference,
        Self::GetMember,
        Self::ListMembers,
        Self::CreateMember,
        Self::DeleteMember,
        Self::UpdateMember,
        Self::BatchUpdateMembers,
        Self::GetConferenceRecord,
        Self::ListConferenceRecords,
        Self::GetParticipant,
        Self::ListParticipants,
        Self::GetParticipantSession,
        Self::ListParticipantSessions,
        Self::GetRecording,
        Self::ListRecordings,
        Self::GetTranscript,
        Self::ListTranscripts,
        Self::GetTranscriptEntry,
        Self::ListTranscriptEntries,
        Self::GetSmartNote,
        Self::ListSmartNotes,
    ];

    /// Who offers it.
    pub(super) fn service(self) -> Service {
        match self {
            Self::Events(_) => Service::Events,
            Self::Pubsub(_) => Service::Pubsub,
            _ => Service::Meet,
        }
    }

    /// The name of the method in its service, such as `google.apps.meet.v2.SpacesService.GetSpace`.
    #[must_use]
    pub fn full_name(self) -> &'static str {
        match self {
            Self::CreateSpace => "google.apps.meet.v2.SpacesService.CreateSpace",
            Self::GetSpace => "google.apps.meet.v2.SpacesService.GetSpace",
            Self::UpdateSpace => "google.apps.meet.v2.SpacesService.UpdateSpace",
            Self::EndActiveConference => "google.apps.meet.v2.SpacesService.EndActiveConference",
            Self::GetMember => "google.apps.meet.v2.SpacesService.GetMember",
            Self::ListMembers => "google.apps.meet.v2.SpacesService.ListMembers",
            Self::CreateMember => "google.apps.meet.v2.SpacesService.CreateMember",
            Self::DeleteMember => "google.apps.meet.v2.SpacesService.DeleteMember",
            Self::UpdateMember => "google.apps.meet.v2.SpacesService.UpdateMember",
            Self::BatchUpdateMembers => "google.apps.meet.v2.SpacesService.BatchUpdateMembers",
            Self::GetConferenceRecord => "google.apps.meet.v2.ConferenceRecordsService.GetConferenceRecord",
            Self::ListConferenceRecords => "google.apps.meet.v2.ConferenceRecordsService.ListConferenceRecords",
            Self::GetParticipant => "google.apps.meet.v2.ConferenceRecordsService.GetParticipant",
            Self::ListParticipants => "google.apps.meet.v2.ConferenceRecordsService.ListParticipants",
            Self::GetParticipantSession => "google.apps.meet.v2.ConferenceRecordsService.GetParticipantSession",
            Self::ListParticipantSessions => "google.apps.meet.v2.ConferenceRecordsService.ListParticipantSessions",
            Self::GetRecording => "google.apps.meet.v2.ConferenceRecordsService.GetRecording",
            Self::ListRecordings => "google.apps.meet.v2.ConferenceRecordsService.ListRecordings",
            Self::GetTranscript => "google.apps.meet.v2.ConferenceRecordsService.GetTranscript",
            Self::ListTranscripts => "google.apps.meet.v2.ConferenceRecordsService.ListTranscripts",
            Self::GetTranscriptEntry => "google.apps.meet.v2.ConferenceRecordsService.GetTranscriptEntry",
            Self::ListTranscriptEntries => "google.apps.meet.v2.ConferenceRecordsService.ListTranscriptEntries",
            Self::GetSmartNote => "google.apps.meet.v2.ConferenceRecordsService.GetSmartNote",
            Self::ListSmartNotes => "google.apps.meet.v2.ConferenceRecordsService.ListSmartNotes",
            Self::Events(method) => method.full_name(),
            Self::Pubsub(method) => method.full_name(),
        }
    }

    /// The scopes of which one is enough.
    #[must_use]
    pub fn scopes(self) -> &'static [Scope] {
        match self {
            Self::CreateSpace
            | Self::EndActiveConference
            | Self::CreateMember
            | Self::DeleteMember
            | Self::UpdateMember
            | Self::BatchUpdateMembers => &[Scope::Created],
            Self::GetSpace => &[Scope::Created, Scope::Readonly, Scope::Settings],
            Self::UpdateSpace => &[Scope::Created, Scope::Settings],
            Self::GetMember
            | Self::ListMembers
            | Self::GetConferenceRecord
            | Self::ListConferenceRecords
            | Self::GetParticipant
            | Self::ListParticipants
            | Self::GetParticipantSession
            | Self::ListParticipantSessions
            | Self::GetRecording
            | Self::ListRecordings
            | Self::GetTranscript
            | Self::ListTranscripts
            | Self::GetTranscriptEntry
            | Self::ListTranscriptEntries
            | Self::GetSmartNote
            | Self::ListSmartNotes
            | Self::Events(_) => &[Scope::Created, Scope::Readonly],
            Self::Pubsub(_) => &[Scope::Pubsub, Scope::CloudPlatform],
        }
    }

    /// The quota that a call is counted against.
    #[must_use]
    pub fn bucket(self) -> Bucket {
        match self {
            Self::CreateSpace => Bucket::Create,
            Self::UpdateSpace
            | Self::EndActiveConference
            | Self::CreateMember
            | Self::DeleteMember
            | Self::UpdateMember
            | Self::BatchUpdateMembers => Bucket::Write,
            Self::GetSpace
            | Self::GetMember
            | Self::ListMembers
            | Self::GetConferenceRecord
            | Self::ListConferenceRecords
            | Self::GetParticipant
            | Self::ListParticipants
            | Self::GetParticipantSession
            | Self::ListParticipantSessions
            | Self::GetRecording
            | Self::ListRecordings
            | Self::GetTranscript
            | Self::ListTranscripts
            | Self::GetTranscriptEntry
            | Self::ListTranscriptEntries
            | Self::GetSmartNote
            | Self::ListSmartNotes => Bucket::Read,
            Self::Events(method) => method.bucket(),
            Self::Pubsub(_) => Bucket::Pubsub,
        }
    }

    /// How a masked refusal names what it is about. For most resources that is a guess.
    pub(super) fn resource(self) -> &'static str {
        match self {
            Self::CreateSpace | Self::GetSpace | Self::UpdateSpace | Self::EndActiveConference => "Space",
            Self::ListMembers | Self::CreateMember | Self::BatchUpdateMembers => "MeetingSpace",
            Self::GetMember | Self::DeleteMember | Self::UpdateMember => "Member",
            Self::GetConferenceRecord | Self::ListConferenceRecords => "ConferenceRecord",
            Self::GetParticipant | Self::ListParticipants => "Participant",
            Self::GetParticipantSession | Self::ListParticipantSessions => "ParticipantSession",
            Self::GetRecording | Self::ListRecordings => "Recording",
            Self::GetTranscript | Self::ListTranscripts => "Transcript",
            Self::GetTranscriptEntry | Self::ListTranscriptEntries => "TranscriptEntry",
            Self::GetSmartNote | Self::ListSmartNotes => "SmartNote",
            Self::Events(_) => "Subscription",
            Self::Pubsub(_) => "resource",
        }
    }

    /// The query parameters of its own, in both spellings; system parameters are not among them.
    pub(super) fn parameters(self) -> &'static [&'static str] {
        match self {
            Self::UpdateSpace | Self::UpdateMember => &["updateMask", "update_mask"],
            Self::ListMembers
            | Self::ListRecordings
            | Self::ListTranscripts
            | Self::ListTranscriptEntries
            | Self::ListSmartNotes => &["pageSize", "page_size", "pageToken", "page_token"],
            Self::ListConferenceRecords | Self::ListParticipants | Self::ListParticipantSessions => {
                &["pageSize", "page_size", "pageToken", "page_token", "filter"]
            }
            Self::CreateSpace
            | Self::GetSpace
            | Self::EndActiveConference
            | Self::GetMember
            | Self::CreateMember
            | Self::DeleteMember
            | Self::BatchUpdateMembers
            | Self::GetConferenceRecord
            | Self::GetParticipant
            | Self::GetParticipantSession
            | Self::GetRecording
            | Self::GetTranscript
            | Self::GetTranscriptEntry
            | Self::GetSmartNote => &[],
            Self::Events(method) => method.parameters(),
            Self::Pubsub(method) => method.parameters(),
        }
    }
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.full_name())
    }
}

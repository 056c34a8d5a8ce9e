//! The tables of conference records and what belongs to them. All of it is written by the server alone.

use super::tables::output;
use super::{Enum, Kind, Message};

/// One call held in a space.
pub(in super::super) static CONFERENCE_RECORD: Message = Message {
    full_name: "google.apps.meet.v2.ConferenceRecord",
    fields: &[
        output("name", "name", Kind::Text),
        output("startTime", "start_time", Kind::Time),
        output("endTime", "end_time", Kind::Time),
        output("expireTime", "expire_time", Kind::Time),
        output("space", "space", Kind::Text),
    ],
};

/// The answer of `conferenceRecords.list`.
pub(in super::super) static LIST_CONFERENCE_RECORDS: Message = Message {
    full_name: "google.apps.meet.v2.ListConferenceRecordsResponse",
    fields: &[
        output("conferenceRecords", "conference_records", Kind::List(&CONFERENCE_RECORD)),
        output("nextPageToken", "next_page_token", Kind::Text),
    ],
};

static SIGNEDIN_USER: Message = Message {
    full_name: "google.apps.meet.v2.SignedinUser",
    fields: &[output("user", "user", Kind::Text), output("displayName", "display_name", Kind::Text)],
};

static ANONYMOUS_USER: Message =
    Message { full_name: "google.apps.meet.v2.AnonymousUser", fields: &[output("displayName", "display_name", Kind::Text)] };

static PHONE_USER: Message =
    Message { full_name: "google.apps.meet.v2.PhoneUser", fields: &[output("displayName", "display_name", Kind::Text)] };

/// Somebody who is or was in a call.
pub(in super::super) static PARTICIPANT: Message = Message {
    full_name: "google.apps.meet.v2.Participant",
    fields: &[
        output("name", "name", Kind::Text),
        output("signedinUser", "signedin_user", Kind::Message(&SIGNEDIN_USER)),
        output("anonymousUser", "anonymous_user", Kind::Message(&ANONYMOUS_USER)),
        output("phoneUser", "phone_user", Kind::Message(&PHONE_USER)),
        output("earliestStartTime", "earliest_start_time", Kind::Time),
        output("latestEndTime", "latest_end_time", Kind::Time),
    ],
};

/// The answer of `participants.list`.
pub(in super::super) static LIST_PARTICIPANTS: Message = Message {
    full_name: "google.apps.meet.v2.ListParticipantsResponse",
    fields: &[
        output("participants", "participants", Kind::List(&PARTICIPANT)),
        output("nextPageToken", "next_page_token", Kind::Text),
        output("totalSize", "total_size", Kind::Int32),
    ],
};

/// One stay of somebody on one device.
pub(in super::super) static PARTICIPANT_SESSION: Message = Message {
    full_name: "google.apps.meet.v2.ParticipantSession",
    fields: &[
        output("name", "name", Kind::Text),
        output("startTime", "start_time", Kind::Time),
        output("endTime", "end_time", Kind::Time),
    ],
};

/// The answer of `participantSessions.list`.
pub(in super::super) static LIST_PARTICIPANT_SESSIONS: Message = Message {
    full_name: "google.apps.meet.v2.ListParticipantSessionsResponse",
    fields: &[
        output("participantSessions", "participant_sessions", Kind::List(&PARTICIPANT_SESSION)),
        output("nextPageToken", "next_page_token", Kind::Text),
    ],
};

/// How far a recording, transcript or notes are: the values and their order are the same for all three.
const STATES: &[&str] = &["STATE_UNSPECIFIED", "STARTED", "ENDED", "FILE_GENERATED"];

static RECORDING_STATE: Enum = Enum { full_name: "google.apps.meet.v2.Recording.State", values: STATES };

static TRANSCRIPT_STATE: Enum = Enum { full_name: "google.apps.meet.v2.Transcript.State", values: STATES };

static SMART_NOTE_STATE: Enum = Enum { full_name: "google.apps.meet.v2.SmartNote.State", values: STATES };

static DRIVE_DESTINATION: Message = Message {
    full_name: "google.apps.meet.v2.DriveDestination",
    fields: &[output("file", "file", Kind::Text), output("exportUri", "export_uri", Kind::Text)],
};

static DOCS_DESTINATION: Message = Message {
    full_name: "google.apps.meet.v2.DocsDestination",
    fields: &[output("document", "document", Kind::Text), output("exportUri", "export_uri", Kind::Text)],
};

/// A recording of a call, or of a part of it.
pub(in super::super) static RECORDING: Message = Message {
    full_name: "google.apps.meet.v2.Recording",
    fields: &[
        output("driveDestination", "drive_destination", Kind::Message(&DRIVE_DESTINATION)),
        output("name", "name", Kind::Text),
        output("state", "state", Kind::Enum(&RECORDING_STATE)),
        output("startTime", "start_time", Kind::Time),
        output("endTime", "end_time", Kind::Time),
    ],
};

/// The answer of `recordings.list`.
pub(in super::super) static LIST_RECORDINGS: Message = Message {
    full_name: "google.apps.meet.v2.ListRecordingsResponse",
    fields: &[output("recordings", "recordings", Kind::List(&RECORDING)), output("nextPageToken", "next_page_token", Kind::Text)],
};

/// What was said in a call, or in a part of it.
pub(in super::super) static TRANSCRIPT: Message = Message {
    full_name: "google.apps.meet.v2.Transcript",
    fields: &[
        output("docsDestination", "docs_destination", Kind::Message(&DOCS_DESTINATION)),
        output("name", "name", Kind::Text),
        output("state", "state", Kind::Enum(&TRANSCRIPT_STATE)),
        output("startTime", "start_time", Kind::Time),
        output("endTime", "end_time", Kind::Time),
    ],
};

/// The answer of `transcripts.list`.
pub(in super::super) static LIST_TRANSCRIPTS: Message = Message {
    full_name: "google.apps.meet.v2.ListTranscriptsResponse",
    fields: &[
        output("transcripts", "transcripts", Kind::List(&TRANSCRIPT)),
        output("nextPageToken", "next_page_token", Kind::Text),
    ],
};

/// What somebody said without a break.
pub(in super::super) static TRANSCRIPT_ENTRY: Message = Message {
    full_name: "google.apps.meet.v2.TranscriptEntry",
    fields: &[
        output("name", "name", Kind::Text),
        output("participant", "participant", Kind::Text),
        output("text", "text", Kind::Text),
        output("languageCode", "language_code", Kind::Text),
        output("startTime", "start_time", Kind::Time),
        output("endTime", "end_time", Kind::Time),
    ],
};

/// The answer of `transcripts.entries.list`.
pub(in super::super) static LIST_TRANSCRIPT_ENTRIES: Message = Message {
    full_name: "google.apps.meet.v2.ListTranscriptEntriesResponse",
    fields: &[
        output("transcriptEntries", "transcript_entries", Kind::List(&TRANSCRIPT_ENTRY)),
        output("nextPageToken", "next_page_token", Kind::Text),
    ],
};

/// Notes taken by Gemini.
pub(in super::super) static SMART_NOTE: Message = Message {
    full_name: "google.apps.meet.v2.SmartNote",
    fields: &[
        output("docsDestination", "docs_destination", Kind::Message(&DOCS_DESTINATION)),
        output("name", "name", Kind::Text),
        output("state", "state", Kind::Enum(&SMART_NOTE_STATE)),
        output("startTime", "start_time", Kind::Time),
        output("endTime", "end_time", Kind::Time),
    ],
};

/// The answer of `smartNotes.list`.
pub(in super::super) static LIST_SMART_NOTES: Message = Message {
    full_name: "google.apps.meet.v2.ListSmartNotesResponse",
    fields: &[
        output("smartNotes", "smart_notes", Kind::List(&SMART_NOTE)),
        output("nextPageToken", "next_page_token", Kind::Text),
    ],
};

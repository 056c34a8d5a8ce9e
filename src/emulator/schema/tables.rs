//! The message and enum tables.
//!
//! The discovery document lists enum values in the order of their numbers. Google's own Rust client,
//! `google-apps-meet-v2` 1.2.0, has the same numbers for every enum here; note that `Moderation` has OFF before ON,
//! while the switches of artifacts and viewers have ON before OFF.

use super::{Enum, Field, Kind, Message};

/// A field that a request may set.
pub(super) const fn input(json: &'static str, proto: &'static str, kind: Kind) -> Field {
    Field { json, proto, kind, output_only: false }
}

/// A field that only the server sets.
pub(super) const fn output(json: &'static str, proto: &'static str, kind: Kind) -> Field {
    Field { json, proto, kind, output_only: true }
}

static ACCESS_TYPE: Enum = Enum {
    full_name: "google.apps.meet.v2.SpaceConfig.AccessType",
    values: &["ACCESS_TYPE_UNSPECIFIED", "OPEN", "TRUSTED", "RESTRICTED"],
};

static ENTRY_POINT_ACCESS: Enum = Enum {
    full_name: "google.apps.meet.v2.SpaceConfig.EntryPointAccess",
    values: &["ENTRY_POINT_ACCESS_UNSPECIFIED", "ALL", "CREATOR_APP_ONLY"],
};

static MODERATION: Enum =
    Enum { full_name: "google.apps.meet.v2.SpaceConfig.Moderation", values: &["MODERATION_UNSPECIFIED", "OFF", "ON"] };

static ATTENDANCE_REPORT: Enum = Enum {
    full_name: "google.apps.meet.v2.SpaceConfig.AttendanceReportGenerationType",
    values: &["ATTENDANCE_REPORT_GENERATION_TYPE_UNSPECIFIED", "GENERATE_REPORT", "DO_NOT_GENERATE"],
};

static RESTRICTION: Enum = Enum {
    full_name: "google.apps.meet.v2.SpaceConfig.ModerationRestrictions.RestrictionType",
    values: &["RESTRICTION_TYPE_UNSPECIFIED", "HOSTS_ONLY", "NO_RESTRICTION"],
};

static JOIN_AS_VIEWER: Enum = Enum {
    full_name: "google.apps.meet.v2.SpaceConfig.ModerationRestrictions.DefaultJoinAsViewerType",
    values: &["DEFAULT_JOIN_AS_VIEWER_TYPE_UNSPECIFIED", "ON", "OFF"],
};

static AUTO_GENERATION: Enum = Enum {
    full_name: "google.apps.meet.v2.SpaceConfig.ArtifactConfig.AutoGenerationType",
    values: &["AUTO_GENERATION_TYPE_UNSPECIFIED", "ON", "OFF"],
};

static RECORDING_CONFIG: Message = Message {
    full_name: "google.apps.meet.v2.SpaceConfig.ArtifactConfig.RecordingConfig",
    fields: &[input("autoRecordingGeneration", "auto_recording_generation", Kind::Enum(&AUTO_GENERATION))],
};

static TRANSCRIPTION_CONFIG: Message = Message {
    full_name: "google.apps.meet.v2.SpaceConfig.ArtifactConfig.TranscriptionConfig",
    fields: &[input("autoTranscriptionGeneration", "auto_transcription_generation", Kind::Enum(&AUTO_GENERATION))],
};

static SMART_NOTES_CONFIG: Message = Message {
    full_name: "google.apps.meet.v2.SpaceConfig.ArtifactConfig.SmartNotesConfig",
    fields: &[input("autoSmartNotesGeneration", "auto_smart_notes_generation", Kind::Enum(&AUTO_GENERATION))],
};

static ARTIFACT_CONFIG: Message = Message {
    full_name: "google.apps.meet.v2.SpaceConfig.ArtifactConfig",
    fields: &[
        input("recordingConfig", "recording_config", Kind::Message(&RECORDING_CONFIG)),
        input("transcriptionConfig", "transcription_config", Kind::Message(&TRANSCRIPTION_CONFIG)),
        input("smartNotesConfig", "smart_notes_config", Kind::Message(&SMART_NOTES_CONFIG)),
    ],
};

static MODERATION_RESTRICTIONS: Message = Message {
    full_name: "google.apps.meet.v2.SpaceConfig.ModerationRestrictions",
    fields: &[
        input("chatRestriction", "chat_restriction", Kind::Enum(&RESTRICTION)),
        input("reactionRestriction", "reaction_restriction", Kind::Enum(&RESTRICTION)),
        input("presentRestriction", "present_restriction", Kind::Enum(&RESTRICTION)),
        input("defaultJoinAsViewerType", "default_join_as_viewer_type", Kind::Enum(&JOIN_AS_VIEWER)),
    ],
};

/// The settings of a space.
pub(in super::super) static SPACE_CONFIG: Message = Message {
    full_name: "google.apps.meet.v2.SpaceConfig",
    fields: &[
        input("accessType", "access_type", Kind::Enum(&ACCESS_TYPE)),
        input("entryPointAccess", "entry_point_access", Kind::Enum(&ENTRY_POINT_ACCESS)),
        input("moderation", "moderation", Kind::Enum(&MODERATION)),
        input("moderationRestrictions", "moderation_restrictions", Kind::Message(&MODERATION_RESTRICTIONS)),
        input("attendanceReportGenerationType", "attendance_report_generation_type", Kind::Enum(&ATTENDANCE_REPORT)),
        input("artifactConfig", "artifact_config", Kind::Message(&ARTIFACT_CONFIG)),
    ],
};

static ACTIVE_CONFERENCE: Message = Message {
    full_name: "google.apps.meet.v2.ActiveConference",
    fields: &[output("conferenceRecord", "conference_record", Kind::Text)],
};

static PHONE_ACCESS: Message = Message {
    full_name: "google.apps.meet.v2.Space.PhoneAccess",
    fields: &[
        input("phoneNumber", "phone_number", Kind::Text),
        input("pin", "pin", Kind::Text),
        input("regionCode", "region_code", Kind::Text),
        input("languageCode", "language_code", Kind::Text),
    ],
};

static GATEWAY_SIP_ACCESS: Message = Message {
    full_name: "google.apps.meet.v2.Space.GatewaySipAccess",
    fields: &[input("uri", "uri", Kind::Text), input("sipAccessCode", "sip_access_code", Kind::Text)],
};

/// A space. The name is immutable, which for a request comes to the same as output only.
pub(in super::super) static SPACE: Message = Message {
    full_name: "google.apps.meet.v2.Space",
    fields: &[
        output("name", "name", Kind::Text),
        output("meetingUri", "meeting_uri", Kind::Text),
        output("meetingCode", "meeting_code", Kind::Text),
        input("config", "config", Kind::Message(&SPACE_CONFIG)),
        output("activeConference", "active_conference", Kind::Message(&ACTIVE_CONFERENCE)),
        output("phoneAccess", "phone_access", Kind::List(&PHONE_ACCESS)),
        output("gatewaySipAccess", "gateway_sip_access", Kind::List(&GATEWAY_SIP_ACCESS)),
    ],
};

/// The body of `endActiveConference`; the name stands in the path.
pub(in super::super) static END_REQUEST: Message =
    Message { full_name: "google.apps.meet.v2.EndActiveConferenceRequest", fields: &[output("name", "name", Kind::Text)] };

/// The answer of `endActiveConference`.
pub(in super::super) static EMPTY: Message = Message { full_name: "google.protobuf.Empty", fields: &[] };

static ROLE: Enum = Enum { full_name: "google.apps.meet.v2.Member.Role", values: &["ROLE_UNSPECIFIED", "COHOST"] };

/// A member of a space. The name counts in a batch; elsewhere it stands in the path. The documents name a `user` besides, which no
/// schema has.
pub(in super::super) static MEMBER: Message = Message {
    full_name: "google.apps.meet.v2.Member",
    fields: &[input("name", "name", Kind::Text), input("email", "email", Kind::Text), input("role", "role", Kind::Enum(&ROLE))],
};

/// The answer of `members.list`.
pub(in super::super) static LIST_MEMBERS: Message = Message {
    full_name: "google.apps.meet.v2.ListMembersResponse",
    fields: &[output("members", "members", Kind::List(&MEMBER)), output("nextPageToken", "next_page_token", Kind::Text)],
};

/// One change in a batch. A field mask is a text in JSON.
static UPDATE_MEMBER: Message = Message {
    full_name: "google.apps.meet.v2.UpdateMemberRequest",
    fields: &[input("member", "member", Kind::Message(&MEMBER)), input("updateMask", "update_mask", Kind::Text)],
};

/// The body of `members.batchUpdate`; the parent stands in the path.
pub(in super::super) static BATCH_UPDATE_MEMBERS: Message = Message {
    full_name: "google.apps.meet.v2.BatchUpdateMembersRequest",
    fields: &[
        output("parent", "parent", Kind::Text),
        input("requests", "requests", Kind::List(&UPDATE_MEMBER)),
        input("updateMask", "update_mask", Kind::Text),
    ],
};

/// The answer of `members.batchUpdate`.
pub(in super::super) static BATCH_UPDATED_MEMBERS: Message = Message {
    full_name: "google.apps.meet.v2.BatchUpdateMembersResponse",
    fields: &[output("members", "members", Kind::List(&MEMBER))],
};

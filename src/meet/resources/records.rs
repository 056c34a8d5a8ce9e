//! What is left of a conference: who was there and when, and what was kept of it.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::Others;
use crate::meet::names::{EntryName, ParticipantName, RecordingName, SessionName, SmartNoteName, TranscriptName};

open_enum!(
    /// How far a recording, a transcript or notes have come.
    ArtifactState {
        /// Never used, says the schema.
        Unspecified = "STATE_UNSPECIFIED",
        /// It is being taken.
        Started = "STARTED",
        /// It was stopped; Google has not written the file yet.
        Ended = "ENDED",
        /// The file is there.
        FileGenerated = "FILE_GENERATED",
    }
);

/// A person in a conference, with a Google account, without one, or on the phone.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Participant {
    /// Its name.
    pub name: ParticipantName,
    /// When this person first came.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub earliest_start_time: Option<Timestamp>,
    /// When this person last left; absent while present.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub latest_end_time: Option<Timestamp>,
    /// Somebody with a Google account, or a room's device.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signedin_user: Option<SignedinUser>,
    /// Somebody without one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub anonymous_user: Option<AnonymousUser>,
    /// Somebody on the phone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone_user: Option<PhoneUser>,
    /// What this version does not know.
    #[serde(flatten)]
    pub other: Others,
}

/// As whom somebody joined.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Who {
    /// With a Google account.
    SignedIn,
    /// Without one, by a name that was typed.
    Guest,
    /// By phone.
    Phone,
    /// In a way that this version does not know.
    Unknown,
}

impl Participant {
    /// As whom this person joined.
    #[must_use]
    pub fn who(&self) -> Who {
        match (&self.signedin_user, &self.anonymous_user, &self.phone_user) {
            (Some(_), ..) => Who::SignedIn,
            (None, Some(_), _) => Who::Guest,
            (None, None, Some(_)) => Who::Phone,
            (None, None, None) => Who::Unknown,
        }
    }

    /// The name or number that the person is shown by, as sent: clean it before it is drawn. Two people may have the same.
    #[must_use]
    pub fn display_name(&self) -> Option<&str> {
        let signed_in = self.signedin_user.as_ref().and_then(|user| user.display_name.as_deref());
        let guest = || self.anonymous_user.as_ref().and_then(|user| user.display_name.as_deref());
        let phone = || self.phone_user.as_ref().and_then(|user| user.display_name.as_deref());
        signed_in.or_else(guest).or_else(phone)
    }
}

/// Somebody with a Google account, or a room's device.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct SignedinUser {
    /// `users/{id}`; no address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user: Option<String>,
    /// First and last name, or the device's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub display_name: Option<String>,
    /// What this version does not know.
    #[serde(flatten)]
    pub other: Others,
}

macro_rules! named_only {
    ($(#[$doc:meta])* $type:ident, $(#[$field:meta])*) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
        #[serde(rename_all = "camelCase", default)]
        pub struct $type {
            $(#[$field])*
            #[serde(skip_serializing_if = "Option::is_none")]
            pub display_name: Option<String>,
            /// What this version does not know.
            #[serde(flatten)]
            pub other: Others,
        }
    };
}

named_only!(
    /// Somebody without a Google account.
    AnonymousUser,
    /// The name that was typed.
);
named_only!(
    /// Somebody on the phone.
    PhoneUser,
    /// The number, partly hidden.
);

/// One stay of one person on one device.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ParticipantSession {
    /// Its name.
    pub name: SessionName,
    /// When it began.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start_time: Option<Timestamp>,
    /// When it ended; absent while it lasts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end_time: Option<Timestamp>,
    /// What this version does not know.
    #[serde(flatten)]
    pub other: Others,
}

/// Where a recording lies in Drive.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct DriveDestination {
    /// The file's id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// The link to play it in the browser.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub export_uri: Option<String>,
    /// What this version does not know.
    #[serde(flatten)]
    pub other: Others,
}

/// Where a transcript or notes lie in Docs.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct DocsDestination {
    /// The document's id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub document: Option<String>,
    /// The link to read it in the browser.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub export_uri: Option<String>,
    /// What this version does not know.
    #[serde(flatten)]
    pub other: Others,
}

macro_rules! kept {
    ($(#[$doc:meta])* $type:ident, $name:ident, $destination:ident: $place:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
        #[serde(rename_all = "camelCase")]
        pub struct $type {
            /// Its name.
            pub name: $name,
            /// How far it has come.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            pub state: Option<ArtifactState>,
            /// When it was started.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            pub start_time: Option<Timestamp>,
            /// When it was stopped.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            pub end_time: Option<Timestamp>,
            /// Where the file is; absent until it is there.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            pub $destination: Option<$place>,
            /// What this version does not know.
            #[serde(flatten)]
            pub other: Others,
        }
    };
}

kept!(
    /// A recording; several where it was stopped and started again.
    Recording,
    RecordingName,
    drive_destination: DriveDestination
);
kept!(
    /// A transcript; several where it was stopped and started again.
    Transcript,
    TranscriptName,
    docs_destination: DocsDestination
);
kept!(
    /// Notes that Gemini took; several where it was stopped and started again.
    SmartNote,
    SmartNoteName,
    docs_destination: DocsDestination
);

/// What one person said at a stretch. It may differ from the document, which can be edited.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TranscriptEntry {
    /// Its name.
    pub name: EntryName,
    /// Who spoke; as sent where it has not the documented form.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub participant: Option<String>,
    /// What was said, as sent: at most 10,000 words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// In which language, as `en-US`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language_code: Option<String>,
    /// When it began.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start_time: Option<Timestamp>,
    /// When it ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end_time: Option<Timestamp>,
    /// What this version does not know.
    #[serde(flatten)]
    pub other: Others,
}

impl TranscriptEntry {
    /// Who spoke, where that has the documented form.
    #[must_use]
    pub fn speaker(&self) -> Option<ParticipantName> {
        self.participant.as_deref()?.parse().ok()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_is_unknown_is_kept_as_sent() {
        let sent = json!({
            "name": "conferenceRecords/c/recordings/r",
            "state": "BEING_UPLOADED",
            "startTime": "2026-11-18T11:05:00.123456Z",
            "driveDestination": {"file": "f", "exportUri": "https://drive.google.com/file/d/f/view", "size": 3},
            "colour": "green",
        });
        let recording: Recording = serde_json::from_value(sent.clone()).unwrap();
        assert_eq!(recording.state, Some(ArtifactState::Other("BEING_UPLOADED".into())));
        assert_eq!(serde_json::to_value(&recording).unwrap(), sent);
    }

    #[test]
    fn as_whom_somebody_joined() {
        let read = |more: serde_json::Value| -> Participant {
            let mut sent = json!({"name": "conferenceRecords/c/participants/p"});
            sent.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            let participant: Participant = serde_json::from_value(sent.clone()).unwrap();
            assert_eq!(serde_json::to_value(&participant).unwrap(), sent);
            participant
        };
        let ana = read(json!({"signedinUser": {"user": "users/1", "displayName": "Ana"}}));
        assert_eq!((ana.who(), ana.display_name()), (Who::SignedIn, Some("Ana")));
        let guest = read(json!({"anonymousUser": {"displayName": "Guest"}}));
        assert_eq!((guest.who(), guest.display_name()), (Who::Guest, Some("Guest")));
        let phone = read(json!({"phoneUser": {"displayName": "+1 *** 00"}}));
        assert_eq!((phone.who(), phone.display_name()), (Who::Phone, Some("+1 *** 00")));
        let robot = read(json!({"robotUser": {"displayName": "R"}}));
        assert_eq!((robot.who(), robot.display_name()), (Who::Unknown, None));
    }

    #[test]
    fn a_speaker_of_another_form_is_no_name() {
        let entry = |participant: &str| -> TranscriptEntry {
            let sent = json!({"name": "conferenceRecords/c/transcripts/t/entries/e", "participant": participant});
            serde_json::from_value(sent).unwrap()
        };
        assert_eq!(entry("conferenceRecords/c/participants/p").speaker().unwrap().id(), "p");
        assert_eq!(entry("somebody").speaker(), None);
    }
}

//! The API's resources as they come over the wire.
//!
//! Source of every field: Google's discovery document of Meet v2. Whatever this version does not know is kept (`other`, the
//! `Other` value of an enum) so that it can be shown as sent; nothing unknown is ever sent back. Absent is `None`, never a
//! default: the server leaves out what the caller may not see.

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Map, Value};

use super::names::{ConferenceName, MeetingCode, SpaceName};

/// Fields that this version does not know, as sent.
pub type Others = Map<String, Value>;

/// A list that may be absent or null.
fn list<'de, D: Deserializer<'de>, T: Deserialize<'de>>(from: D) -> Result<Vec<T>, D::Error> {
    Ok(Option::deserialize(from)?.unwrap_or_default())
}

macro_rules! open_enum {
    ($(#[$doc:meta])* $type:ident { $($(#[$vdoc:meta])* $variant:ident = $text:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[serde(from = "String", into = "String")]
        pub enum $type {
            $($(#[$vdoc])* $variant,)+
            /// A value that this version does not know, as sent.
            Other(Box<str>),
        }

        impl $type {
            /// The API's word for it.
            #[must_use]
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $text,)+
                    Self::Other(text) => text,
                }
            }
        }

        impl From<String> for $type {
            fn from(text: String) -> Self {
                match text.as_str() {
                    $($text => Self::$variant,)+
                    _ => Self::Other(text.into()),
                }
            }
        }

        impl From<$type> for String {
            fn from(value: $type) -> Self {
                value.as_str().to_owned()
            }
        }
    };
}

open_enum!(
    /// Who joins without knocking.
    AccessType {
        /// Anyone with the link or a dial-in number.
        Open = "OPEN",
        /// The host's organisation, invited people and dial-in.
        Trusted = "TRUSTED",
        /// Only who is invited.
        Restricted = "RESTRICTED",
    }
);

open_enum!(
    /// Which entry points lead into the space.
    EntryPointAccess {
        /// Every one.
        All = "ALL",
        /// Only those of the Cloud project that made the space: the normal Meet link is shut.
        CreatorAppOnly = "CREATOR_APP_ONLY",
    }
);

open_enum!(
    /// A switch: `ON` or `OFF`, never a boolean.
    Switch {
        /// On.
        On = "ON",
        /// Off.
        Off = "OFF",
    }
);

open_enum!(
    /// Who may do something under moderation.
    Restriction {
        /// The owner and the co-hosts.
        HostsOnly = "HOSTS_ONLY",
        /// Everyone.
        NoRestriction = "NO_RESTRICTION",
    }
);

open_enum!(
    /// Whether an attendance report is made.
    AttendanceReport {
        /// It goes to the organiser's Drive and by e-mail.
        Generate = "GENERATE_REPORT",
        /// None.
        DoNotGenerate = "DO_NOT_GENERATE",
    }
);

impl AccessType {
    /// The word for it on screens and command lines: `open`, `trusted`, `restricted`; an unknown one as sent.
    #[must_use]
    pub fn word(&self) -> &str {
        match self {
            Self::Open => "open",
            Self::Trusted => "trusted",
            Self::Restricted => "restricted",
            Self::Other(text) => text,
        }
    }

    /// The next one in the order OPEN → TRUSTED → RESTRICTED → OPEN; an unknown one goes to RESTRICTED, the safest.
    #[must_use]
    pub fn next(&self) -> Self {
        match self {
            Self::Open => Self::Trusted,
            Self::Restricted => Self::Open,
            Self::Trusted | Self::Other(_) => Self::Restricted,
        }
    }
}

mod members;
mod records;
pub use members::{Member, Role};
pub use records::{
    AnonymousUser, ArtifactState, DocsDestination, DriveDestination, Participant, ParticipantSession, PhoneUser, Recording,
    SignedinUser, SmartNote, Transcript, TranscriptEntry, Who,
};

/// A virtual place where conferences are held.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Space {
    /// Its lasting name.
    pub name: SpaceName,
    /// The join link.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub meeting_uri: Option<String>,
    /// The alias; as sent when it has not the documented form.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub meeting_code: Option<String>,
    /// The settings: only the owner is shown them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub config: Option<SpaceConfig>,
    /// The running conference, if there is one and the caller may know.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub active_conference: Option<ActiveConference>,
    /// A limited set of dial-in numbers.
    #[serde(default, deserialize_with = "list", skip_serializing_if = "Vec::is_empty")]
    pub phone_access: Vec<PhoneAccess>,
    /// The SIP gateways.
    #[serde(default, deserialize_with = "list", skip_serializing_if = "Vec::is_empty")]
    pub gateway_sip_access: Vec<GatewaySipAccess>,
    /// What this version does not know.
    #[serde(flatten)]
    pub other: Others,
}

impl Space {
    /// A space of which only the name is known.
    #[must_use]
    pub fn named(name: SpaceName) -> Self {
        Self {
            name,
            meeting_uri: None,
            meeting_code: None,
            config: None,
            active_conference: None,
            phone_access: Vec::new(),
            gateway_sip_access: Vec::new(),
            other: Others::new(),
        }
    }

    /// The code, where it has the documented form.
    #[must_use]
    pub fn code(&self) -> Option<MeetingCode> {
        self.meeting_code.as_deref()?.parse().ok()
    }

    /// Who joins without knocking, where the caller may know.
    #[must_use]
    pub fn access(&self) -> Option<&AccessType> {
        self.config.as_ref()?.access_type.as_ref()
    }

    /// The running conference's name, where there is one.
    #[must_use]
    pub fn conference(&self) -> Option<&ConferenceName> {
        self.active_conference.as_ref()?.conference_record.as_ref()
    }
}

/// The settings of a space.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct SpaceConfig {
    /// Who joins without knocking.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub access_type: Option<AccessType>,
    /// Which entry points lead in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub entry_point_access: Option<EntryPointAccess>,
    /// Host management: turning it off resets the restrictions.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub moderation: Option<Switch>,
    /// What only hosts may do; effective with moderation on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub moderation_restrictions: Option<ModerationRestrictions>,
    /// Whether an attendance report is made.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attendance_report_generation_type: Option<AttendanceReport>,
    /// What is recorded without anyone asking.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub artifact_config: Option<ArtifactConfig>,
    /// What this version does not know.
    #[serde(flatten)]
    pub other: Others,
}

/// What only hosts may do.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ModerationRestrictions {
    /// Who may write in the chat.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub chat_restriction: Option<Restriction>,
    /// Who may send reactions.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reaction_restriction: Option<Restriction>,
    /// Who may present.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub present_restriction: Option<Restriction>,
    /// Whether people join as viewers unless their role says otherwise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default_join_as_viewer_type: Option<Switch>,
    /// What this version does not know.
    #[serde(flatten)]
    pub other: Others,
}

/// What is kept of a conference without anyone asking.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ArtifactConfig {
    /// Recording.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recording_config: Option<RecordingConfig>,
    /// Transcript.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub transcription_config: Option<TranscriptionConfig>,
    /// Smart notes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub smart_notes_config: Option<SmartNotesConfig>,
    /// What this version does not know.
    #[serde(flatten)]
    pub other: Others,
}

macro_rules! artifact {
    ($(#[$doc:meta])* $type:ident, $field:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
        #[serde(rename_all = "camelCase", default)]
        pub struct $type {
            /// Whether it starts when somebody entitled joins.
            #[serde(skip_serializing_if = "Option::is_none")]
            pub $field: Option<Switch>,
            /// What this version does not know.
            #[serde(flatten)]
            pub other: Others,
        }
    };
}

artifact!(
    /// Recording without anyone asking.
    RecordingConfig,
    auto_recording_generation
);
artifact!(
    /// A transcript without anyone asking.
    TranscriptionConfig,
    auto_transcription_generation
);
artifact!(
    /// Smart notes without anyone asking.
    SmartNotesConfig,
    auto_smart_notes_generation
);

/// The conference that runs in a space.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ActiveConference {
    /// Its record.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub conference_record: Option<ConferenceName>,
    /// What this version does not know.
    #[serde(flatten)]
    pub other: Others,
}

/// A dial-in number. The PIN belongs to this number alone.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct PhoneAccess {
    /// E.164, with its plus sign.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone_number: Option<String>,
    /// Digits, of varying length.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pin: Option<String>,
    /// Region, as CLDR writes it (`US`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub region_code: Option<String>,
    /// Language of the announcements, BCP 47.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language_code: Option<String>,
    /// What this version does not know.
    #[serde(flatten)]
    pub other: Others,
}

/// A SIP gateway. Its URI and its code both let people in.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct GatewaySipAccess {
    /// `sip:` or `sips:` address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub uri: Option<String>,
    /// What is typed on the keypad after dialling the gateway alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sip_access_code: Option<String>,
    /// What this version does not know.
    #[serde(flatten)]
    pub other: Others,
}

// A PIN in a log lets a stranger in: neither of the two is shown whole by `Debug`.
impl std::fmt::Debug for PhoneAccess {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PhoneAccess").field("region_code", &self.region_code).finish_non_exhaustive()
    }
}

impl std::fmt::Debug for GatewaySipAccess {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("GatewaySipAccess").finish_non_exhaustive()
    }
}

/// One conference: what happened in a space from the first to the last person.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ConferenceRecord {
    /// Its name.
    pub name: ConferenceName,
    /// When it started.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start_time: Option<jiff::Timestamp>,
    /// When it ended; absent while it runs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end_time: Option<jiff::Timestamp>,
    /// When Google forgets it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expire_time: Option<jiff::Timestamp>,
    /// The space it was held in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub space: Option<SpaceName>,
    /// What this version does not know.
    #[serde(flatten)]
    pub other: Others,
}

#[cfg(test)]
#[path = "resources_tests.rs"]
mod tests;

//! Every setting of a space, in plain words: what it is called, what it can be, what that means, who may need a licence for it.
//!
//! Owns the words. Screens, presets and the command line read them here, so that a setting has one name everywhere.
//!
//! Source: sections 4.4 and 4.5 of Google's guide to configuring meeting spaces,
//! <https://developers.google.com/workspace/meet/api/guides/meeting-spaces-configuration>.

use super::patch::SpacePatch;
use super::resources::{AccessType, AttendanceReport, EntryPointAccess, Restriction, SpaceConfig, Switch};

/// A setting of a space.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Setting {
    /// `accessType`.
    Access,
    /// `entryPointAccess`.
    EntryPoints,
    /// `moderation`.
    Moderation,
    /// `moderationRestrictions.chatRestriction`.
    Chat,
    /// `moderationRestrictions.reactionRestriction`.
    Reactions,
    /// `moderationRestrictions.presentRestriction`.
    Presenting,
    /// `moderationRestrictions.defaultJoinAsViewerType`.
    JoinAsViewer,
    /// `attendanceReportGenerationType`.
    AttendanceReport,
    /// `artifactConfig.recordingConfig.autoRecordingGeneration`.
    Recording,
    /// `artifactConfig.transcriptionConfig.autoTranscriptionGeneration`.
    Transcript,
    /// `artifactConfig.smartNotesConfig.autoSmartNotesGeneration`.
    Notes,
}

/// A value that a setting can take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Choice {
    /// The word on screens and command lines.
    pub word: &'static str,
    /// What it means, as a sentence.
    pub means: &'static str,
    /// The API's word.
    pub sent: &'static str,
}

/// What the server said of a setting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Value<'a> {
    /// One of the choices, by its place among them.
    Known(usize),
    /// A value that this version does not know, as sent.
    Unknown(&'a str),
    /// Nothing: the caller may not see it.
    Hidden,
}

/// Settings as people think of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Group {
    /// Who gets in.
    GetIn,
    /// What people may do.
    May,
    /// What is kept.
    Kept,
}

impl Group {
    /// Its heading.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::GetIn => "Who gets in",
            Self::May => "What people may do",
            Self::Kept => "What is kept",
        }
    }
}

const fn choice(word: &'static str, sent: &'static str, means: &'static str) -> Choice {
    Choice { word, means, sent }
}

const ACCESS: [Choice; 3] = [
    choice("open", "OPEN", "Anyone with the link or a dial-in number joins without knocking."),
    choice("trusted", "TRUSTED", "Your organisation, invited people and dial-in join without knocking; others knock."),
    choice("restricted", "RESTRICTED", "Only invited people join without knocking; others knock."),
];
const ENTRY_POINTS: [Choice; 2] = [
    choice("all", "ALL", "Every way in works: link, phone, SIP."),
    choice(
        "creator-app-only",
        "CREATOR_APP_ONLY",
        "Only programs of the Cloud project that made it lead in: the normal Meet link is shut.",
    ),
];
const MODERATION: [Choice; 2] = [
    choice("off", "OFF", "No host management: what is below holds nobody back, and co-hosts can do no more than others."),
    choice("on", "ON", "Host management: what is below takes effect, and co-hosts help to run the call."),
];
const CHAT: [Choice; 2] = [
    choice("everyone", "NO_RESTRICTION", "Everyone may write in the chat."),
    choice("hosts-only", "HOSTS_ONLY", "Only the owner and co-hosts may write in the chat."),
];
const REACTIONS: [Choice; 2] = [
    choice("everyone", "NO_RESTRICTION", "Everyone may send reactions."),
    choice("hosts-only", "HOSTS_ONLY", "Only the owner and co-hosts may send reactions."),
];
const PRESENTING: [Choice; 2] = [
    choice("everyone", "NO_RESTRICTION", "Everyone may share their screen."),
    choice("hosts-only", "HOSTS_ONLY", "Only the owner and co-hosts may share their screen."),
];
const JOIN_AS_VIEWER: [Choice; 2] = [
    choice("off", "OFF", "People join as contributors: they can speak and show themselves."),
    choice("on", "ON", "People join as viewers, unless a role of their own says otherwise."),
];
const REPORT: [Choice; 2] = [
    choice("off", "DO_NOT_GENERATE", "No list of who was there is made."),
    choice("on", "GENERATE_REPORT", "A list of who was there goes to the organiser's Drive and by e-mail."),
];
const RECORDING: [Choice; 2] = [
    choice("off", "OFF", "Nothing is recorded by itself."),
    choice("on", "ON", "Recording starts when somebody joins who may record."),
];
const TRANSCRIPT: [Choice; 2] = [
    choice("off", "OFF", "No transcript is made by itself."),
    choice("on", "ON", "A transcript starts when somebody joins who may have one made."),
];
const NOTES: [Choice; 2] = [
    choice("off", "OFF", "No smart notes are taken by themselves."),
    choice("on", "ON", "Gemini takes notes, from when somebody joins who may have them taken."),
];

impl Setting {
    /// Every setting, group by group.
    pub const ALL: [Self; 11] = [
        Self::Access,
        Self::EntryPoints,
        Self::Moderation,
        Self::Chat,
        Self::Reactions,
        Self::Presenting,
        Self::JoinAsViewer,
        Self::AttendanceReport,
        Self::Recording,
        Self::Transcript,
        Self::Notes,
    ];

    /// Those that take effect with host management alone, and that turning it off resets.
    pub const RESTRICTIONS: [Self; 4] = [Self::Chat, Self::Reactions, Self::Presenting, Self::JoinAsViewer];

    /// Where it belongs.
    #[must_use]
    pub fn group(self) -> Group {
        match self {
            Self::Access | Self::EntryPoints => Group::GetIn,
            Self::Moderation | Self::Chat | Self::Reactions | Self::Presenting | Self::JoinAsViewer => Group::May,
            Self::AttendanceReport | Self::Recording | Self::Transcript | Self::Notes => Group::Kept,
        }
    }

    /// Its name on screens: at most twelve columns.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Access => "Access",
            Self::EntryPoints => "Entry points",
            Self::Moderation => "Moderation",
            Self::Chat => "Chat",
            Self::Reactions => "Reactions",
            Self::Presenting => "Presenting",
            Self::JoinAsViewer => "As viewer",
            Self::AttendanceReport => "Attendance",
            Self::Recording => "Recording",
            Self::Transcript => "Transcript",
            Self::Notes => "Smart notes",
        }
    }

    /// Its name on command lines and in presets.
    #[must_use]
    pub fn flag(self) -> &'static str {
        match self {
            Self::Access => "access",
            Self::EntryPoints => "entry-points",
            Self::Moderation => "moderation",
            Self::Chat => "chat",
            Self::Reactions => "reactions",
            Self::Presenting => "presenting",
            Self::JoinAsViewer => "join-as-viewer",
            Self::AttendanceReport => "attendance-report",
            Self::Recording => "recording",
            Self::Transcript => "transcript",
            Self::Notes => "notes",
        }
    }

    /// What it can be, in the order in which a key walks through it.
    #[must_use]
    pub fn choices(self) -> &'static [Choice] {
        match self {
            Self::Access => &ACCESS,
            Self::EntryPoints => &ENTRY_POINTS,
            Self::Moderation => &MODERATION,
            Self::Chat => &CHAT,
            Self::Reactions => &REACTIONS,
            Self::Presenting => &PRESENTING,
            Self::JoinAsViewer => &JOIN_AS_VIEWER,
            Self::AttendanceReport => &REPORT,
            Self::Recording => &RECORDING,
            Self::Transcript => &TRANSCRIPT,
            Self::Notes => &NOTES,
        }
    }

    /// Who may need another edition of Google Workspace for it; never a reason to refuse.
    #[must_use]
    pub fn licence(self) -> Option<&'static str> {
        match self {
            Self::Recording => {
                Some("May need Business Standard, Enterprise, Education Plus, Individual or Google One with 2 TB.")
            }
            Self::Transcript => Some("May need Business Standard, Enterprise or Education Plus; personal accounts have none."),
            Self::Notes => Some("May need Business Standard with Gemini, or Google AI Pro."),
            Self::AttendanceReport => Some("May need Business Plus, Enterprise or Education Plus."),
            _ => None,
        }
    }

    /// What the server said of it.
    #[must_use]
    pub fn value(self, config: &SpaceConfig) -> Value<'_> {
        let limits = config.moderation_restrictions.as_ref();
        let kept = config.artifact_config.as_ref();
        let sent = match self {
            Self::Access => config.access_type.as_ref().map(AccessType::as_str),
            Self::EntryPoints => config.entry_point_access.as_ref().map(EntryPointAccess::as_str),
            Self::Moderation => config.moderation.as_ref().map(Switch::as_str),
            Self::Chat => limits.and_then(|limits| limits.chat_restriction.as_ref()).map(Restriction::as_str),
            Self::Reactions => limits.and_then(|limits| limits.reaction_restriction.as_ref()).map(Restriction::as_str),
            Self::Presenting => limits.and_then(|limits| limits.present_restriction.as_ref()).map(Restriction::as_str),
            Self::JoinAsViewer => limits.and_then(|limits| limits.default_join_as_viewer_type.as_ref()).map(Switch::as_str),
            Self::AttendanceReport => config.attendance_report_generation_type.as_ref().map(AttendanceReport::as_str),
            Self::Recording => {
                kept.and_then(|kept| kept.recording_config.as_ref()?.auto_recording_generation.as_ref()).map(Switch::as_str)
            }
            Self::Transcript => kept
                .and_then(|kept| kept.transcription_config.as_ref()?.auto_transcription_generation.as_ref())
                .map(Switch::as_str),
            Self::Notes => {
                kept.and_then(|kept| kept.smart_notes_config.as_ref()?.auto_smart_notes_generation.as_ref()).map(Switch::as_str)
            }
        };
        match sent {
            None => Value::Hidden,
            Some(sent) => {
                let at = self.choices().iter().position(|choice| choice.sent == sent);
                at.map_or(Value::Unknown(sent), Value::Known)
            }
        }
    }

    /// The same patch with this choice in it; one that is not there changes nothing.
    #[must_use]
    pub fn put(self, patch: SpacePatch, choice: usize) -> SpacePatch {
        let Some(choice) = self.choices().get(choice) else { return patch };
        let sent = choice.sent.to_owned();
        match self {
            Self::Access => patch.access(sent.into()),
            Self::EntryPoints => patch.entry_points(sent.into()),
            Self::Moderation => patch.moderation(sent.into()),
            Self::Chat => patch.chat(sent.into()),
            Self::Reactions => patch.reactions(sent.into()),
            Self::Presenting => patch.presenting(sent.into()),
            Self::JoinAsViewer => patch.join_as_viewer(sent.into()),
            Self::AttendanceReport => patch.attendance_report(sent.into()),
            Self::Recording => patch.recording(sent.into()),
            Self::Transcript => patch.transcript(sent.into()),
            Self::Notes => patch.notes(sent.into()),
        }
    }

    /// The place of the choice that is called so on command lines and in presets.
    #[must_use]
    pub fn named(self, word: &str) -> Option<usize> {
        self.choices().iter().position(|choice| choice.word == word)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_choice_goes_out_and_comes_back_as_itself() {
        for setting in Setting::ALL {
            assert!(crate::text::width(setting.label()) <= 12);
            for at in 0..setting.choices().len() {
                let patch = setting.put(SpacePatch::new(), at);
                assert_eq!(patch.mask().split(',').count(), 1, "{setting:?}");
                let sent = serde_json::from_value(patch.body()["config"].clone()).unwrap();
                assert_eq!(setting.value(&sent), Value::Known(at), "{setting:?}");
                assert_eq!(setting.named(setting.choices()[at].word), Some(at));
            }
        }
    }

    #[test]
    fn what_is_not_sent_is_hidden_and_what_is_not_known_is_kept() {
        let config: SpaceConfig = serde_json::from_value(serde_json::json!({ "accessType": "BY_MOON" })).unwrap();
        assert_eq!(Setting::Access.value(&config), Value::Unknown("BY_MOON"));
        assert_eq!(Setting::Recording.value(&config), Value::Hidden);
        assert!(Setting::Access.put(SpacePatch::new(), 7).is_empty());
    }
}

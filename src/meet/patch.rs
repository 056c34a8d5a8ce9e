//! A change of a space's settings: the exact mask and the body that belongs to it.
//!
//! Owns the table of the paths. The mask names every leaf that the body holds and no other: a bare `config` would reset all that
//! is not sent, and a missing mask is not dependable.

use serde_json::{Map, Value, json};

use super::resources::{AccessType, AttendanceReport, EntryPointAccess, Restriction, SpaceConfig, Switch};

/// A change of settings, built field by field. A field set twice keeps the later value; a value that this version does not know
/// (`Other`) is not taken over, for nothing unknown is ever sent back.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SpacePatch {
    config: SpaceConfig,
}

macro_rules! fields {
    ($($(#[$doc:meta])* $name:ident: $type:ident => $path:literal, $($step:ident).+ ;)+) => {
        impl SpacePatch {
            $(
                $(#[$doc])*
                #[must_use]
                pub fn $name(mut self, value: $type) -> Self {
                    if !matches!(value, $type::Other(_)) {
                        fields!(@set self.config, value, $($step).+);
                    }
                    self
                }
            )+

            /// Each set leaf: its path in the mask and the API's word for its value, in the schema's order.
            fn leaves(&self) -> Vec<(&'static str, &str)> {
                let mut leaves = Vec::new();
                $(if let Some(value) = fields!(@get self.config, $($step).+) {
                    leaves.push(($path, value.as_str()));
                })+
                leaves
            }

            /// This change and then `later`: where both set a field, the later one holds.
            #[must_use]
            pub fn merge(mut self, later: Self) -> Self {
                $(if let Some(value) = fields!(@get later.config, $($step).+) {
                    self = self.$name(value.clone());
                })+
                self
            }

            /// What of `config` can be sent: every known value of a known field.
            #[must_use]
            pub fn of(config: &SpaceConfig) -> Self {
                let mut patch = Self::new();
                $(if let Some(value) = fields!(@get config, $($step).+) {
                    patch = patch.$name(value.clone());
                })+
                patch
            }
        }
    };
    (@set $at:expr, $value:expr, $last:ident) => { $at.$last = Some($value) };
    (@set $at:expr, $value:expr, $step:ident . $($rest:ident).+) => {
        fields!(@set $at.$step.get_or_insert_default(), $value, $($rest).+)
    };
    (@get $at:expr, $last:ident) => { $at.$last.as_ref() };
    (@get $at:expr, $a:ident . $b:ident) => { $at.$a.as_ref().and_then(|at| at.$b.as_ref()) };
    (@get $at:expr, $a:ident . $b:ident . $c:ident) => {
        $at.$a.as_ref().and_then(|at| at.$b.as_ref()).and_then(|at| at.$c.as_ref())
    };
}

fields! {
    /// Who joins without knocking.
    access: AccessType => "config.accessType", access_type;
    /// Which entry points lead in.
    entry_points: EntryPointAccess => "config.entryPointAccess", entry_point_access;
    /// Host management. Off resets the restrictions at the server.
    moderation: Switch => "config.moderation", moderation;
    /// Who may write in the chat.
    chat: Restriction => "config.moderationRestrictions.chatRestriction", moderation_restrictions.chat_restriction;
    /// Who may send reactions.
    reactions: Restriction => "config.moderationRestrictions.reactionRestriction", moderation_restrictions.reaction_restriction;
    /// Who may present.
    presenting: Restriction => "config.moderationRestrictions.presentRestriction", moderation_restrictions.present_restriction;
    /// Whether people join as viewers.
    join_as_viewer: Switch =>
        "config.moderationRestrictions.defaultJoinAsViewerType", moderation_restrictions.default_join_as_viewer_type;
    /// Whether an attendance report is made.
    attendance_report: AttendanceReport => "config.attendanceReportGenerationType", attendance_report_generation_type;
    /// Whether it is recorded without anyone asking.
    recording: Switch =>
        "config.artifactConfig.recordingConfig.autoRecordingGeneration",
        artifact_config.recording_config.auto_recording_generation;
    /// Whether a transcript is made without anyone asking.
    transcript: Switch =>
        "config.artifactConfig.transcriptionConfig.autoTranscriptionGeneration",
        artifact_config.transcription_config.auto_transcription_generation;
    /// Whether smart notes are taken without anyone asking.
    notes: Switch =>
        "config.artifactConfig.smartNotesConfig.autoSmartNotesGeneration",
        artifact_config.smart_notes_config.auto_smart_notes_generation;
}

impl SpacePatch {
    /// A change of nothing.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// True when nothing is set: there is nothing to send.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.leaves().is_empty()
    }

    /// The value of `updateMask`: camelCase leaf paths, comma separated, each once, in the schema's order.
    #[must_use]
    pub fn mask(&self) -> String {
        let paths: Vec<&str> = self.leaves().into_iter().map(|(path, _)| path).collect();
        paths.join(",")
    }

    /// The settings that are asked for, the rest absent.
    #[must_use]
    pub fn config(&self) -> &SpaceConfig {
        &self.config
    }

    /// The body that belongs to [`mask`](Self::mask): it holds exactly what the mask names.
    #[must_use]
    pub fn body(&self) -> Value {
        let mut body = Map::new();
        for (path, value) in self.leaves() {
            put(&mut body, path, value);
        }
        Value::Object(body)
    }
}

/// Puts a value at the end of a path of objects.
fn put(at: &mut Map<String, Value>, path: &str, value: &str) {
    match path.split_once('.') {
        None => {
            at.insert(path.to_owned(), json!(value));
        }
        Some((step, rest)) => {
            if let Value::Object(next) = at.entry(step).or_insert_with(|| json!({})) {
                put(next, rest, value);
            }
        }
    }
}

#[cfg(test)]
#[path = "patch_tests.rs"]
mod tests;

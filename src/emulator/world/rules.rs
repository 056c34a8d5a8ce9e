//! What stands above a person's wishes: an administrator's policies and the licences of an edition.
//!
//! How Google refuses or overrides a value is not documented. Here a policy silently puts its own value in the place of what was
//! asked, and a missing licence lets the switch be set but does nothing: both answer 200, and only the answer or the effect tells.

use serde_json::{Map, Value, json};

use super::super::masks::{Mask, at, put};
use super::super::schema::{SPACE, read};
use super::{World, WorldError};

/// What an edition may lack.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Feature {
    /// Recordings.
    Recording,
    /// Transcripts.
    Transcript,
    /// Gemini's notes.
    SmartNotes,
    /// Attendance reports.
    AttendanceReport,
    /// Co-hosts.
    Cohosts,
}

impl Feature {
    /// The setting that switches it on, and its value then.
    fn switch(self) -> (&'static [&'static str], &'static str) {
        match self {
            Self::Recording => (&["artifactConfig", "recordingConfig", "autoRecordingGeneration"], "ON"),
            Self::Transcript => (&["artifactConfig", "transcriptionConfig", "autoTranscriptionGeneration"], "ON"),
            Self::SmartNotes => (&["artifactConfig", "smartNotesConfig", "autoSmartNotesGeneration"], "ON"),
            Self::AttendanceReport => (&["attendanceReportGenerationType"], "GENERATE_REPORT"),
            Self::Cohosts => (&["moderation"], "ON"),
        }
    }
}

impl World {
    /// Forces a setting on every space that this person makes from now on, and on every change of it that they ask for. `field` is
    /// a path as in a mask (`config.accessType`), `value` the API's word. An earlier policy for the same field is replaced.
    ///
    /// # Errors
    ///
    /// When there is no such person, field or value.
    pub fn set_policy(&mut self, email: &str, field: &str, value: &str) -> Result<(), WorldError> {
        let bad = || WorldError::BadConfig(format!("{field} cannot be {value}"));
        let Ok(Mask::Paths(mut paths)) = Mask::parse(Some(field), &SPACE) else {
            return Err(WorldError::BadConfig(format!("there is no setting {field}")));
        };
        let path = paths.pop().filter(|_| paths.is_empty()).ok_or_else(bad)?;
        let sent = path.iter().rev().fold(json!(value), |inner, step| json!({ *step: inner }));
        let settled = sent.as_object().and_then(|sent| read(sent, &SPACE, "space").ok());
        // what only the server sets is read, but not taken over
        if value.ends_with("_UNSPECIFIED") || settled.as_ref().and_then(|settled| at(settled, &path)).is_none() {
            return Err(bad());
        }
        let user = self.users.get_mut(email).ok_or_else(|| WorldError::UnknownUser(email.into()))?;
        user.policies.retain(|(known, _)| *known != path);
        user.policies.push((path, value.into()));
        Ok(())
    }

    /// Lifts every policy of this person's; what they changed stays.
    ///
    /// # Errors
    ///
    /// When there is no such person.
    pub fn clear_policies(&mut self, email: &str) -> Result<(), WorldError> {
        self.users.get_mut(email).ok_or_else(|| WorldError::UnknownUser(email.into()))?.policies.clear();
        Ok(())
    }

    /// Gives this person's edition a feature or takes it away. Everybody has all of them at first.
    ///
    /// # Errors
    ///
    /// When there is no such person.
    pub fn set_licence(&mut self, email: &str, feature: Feature, has: bool) -> Result<(), WorldError> {
        let user = self.users.get_mut(email).ok_or_else(|| WorldError::UnknownUser(email.into()))?;
        if has {
            user.missing.remove(&feature);
        } else {
            user.missing.insert(feature);
        }
        Ok(())
    }

    /// Whether a space's setting does what it says: it is switched on (for co-hosts: moderation is), and its owner's edition has
    /// the feature.
    #[must_use]
    pub fn in_effect(&self, space: &str, feature: Feature) -> bool {
        let (path, on) = feature.switch();
        self.space(space).is_some_and(|space| {
            at(&space.config, path).is_some_and(|value| value == on)
                && self.users.get(&space.owner).is_some_and(|owner| !owner.missing.contains(&feature))
        })
    }

    /// Puts the policies of somebody over what that person asked for, where it was asked for at all. `new` is a space.
    pub(in super::super) fn obey(&self, email: &str, new: &mut Map<String, Value>, asked: impl Fn(&[&str]) -> bool) {
        let policies = self.users.get(email).map_or(&[][..], |user| &user.policies);
        for (path, value) in policies.iter().filter(|(path, _)| asked(path)) {
            put(new, path, value.clone());
        }
    }
}

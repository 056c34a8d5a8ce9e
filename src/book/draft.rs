//! [`Draft`]: settings that were chosen and not sent yet, or sent and not confirmed.

use std::collections::BTreeMap;

use crate::meet::patch::SpacePatch;
use crate::meet::resources::SpaceConfig;
use crate::meet::settings::{Setting, Value};

/// Choices, by their place in [`Setting::choices`].
pub type Choices = BTreeMap<Setting, usize>;

/// Settings that were chosen and not sent yet, or sent and not confirmed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Draft {
    chosen: Choices,
    /// What is on its way, if anything is.
    pub sent: Option<Choices>,
    /// The restrictions as they were before moderation was turned off, which resets them.
    kept: Choices,
}

/// What else a choice brought with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Also {
    /// Nothing.
    Nothing,
    /// Moderation is turned on too: without it the choice would have no effect.
    ModerationOn,
    /// So many restrictions will be reset by the server.
    Resets(usize),
    /// So many restrictions are chosen again as they were.
    Restores(usize),
}

impl Draft {
    /// What was chosen for a setting, or is on its way.
    #[must_use]
    pub fn get(&self, setting: Setting) -> Option<usize> {
        self.chosen.get(&setting).or_else(|| self.sent.as_ref()?.get(&setting)).copied()
    }

    /// How many settings were chosen and not sent.
    #[must_use]
    pub fn count(&self) -> usize {
        self.chosen.len()
    }

    /// True when nothing was chosen that was not sent.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.chosen.is_empty()
    }

    /// What was chosen and not sent.
    #[must_use]
    pub fn chosen(&self) -> &Choices {
        &self.chosen
    }

    /// The change to be sent.
    #[must_use]
    pub fn patch(&self) -> SpacePatch {
        self.chosen.iter().fold(SpacePatch::new(), |patch, (setting, choice)| setting.put(patch, *choice))
    }

    /// The next or the previous choice of a setting.
    pub fn walk(&mut self, setting: Setting, config: &SpaceConfig, by: isize) -> Also {
        let count = setting.choices().len();
        let now = self.effective(setting, config);
        let next = match (now, by > 0) {
            (Some(at), true) => (at + 1) % count,
            (Some(at), false) => (at + count - 1) % count,
            (None, true) => 0,
            (None, false) => count - 1,
        };
        self.choose(setting, config, next)
    }

    /// Chooses a value; what the server has already is no change.
    pub fn choose(&mut self, setting: Setting, config: &SpaceConfig, choice: usize) -> Also {
        self.put(setting, config, choice);
        if setting == Setting::Moderation {
            return if choice == ON { self.restore(config) } else { self.reset(config) };
        }
        let off = self.effective(Setting::Moderation, config) != Some(ON);
        // Holding nobody back needs no moderation.
        if Setting::RESTRICTIONS.contains(&setting) && choice != 0 && self.chosen.contains_key(&setting) && off {
            self.put(Setting::Moderation, config, ON);
            return Also::ModerationOn;
        }
        Also::Nothing
    }

    /// Chooses everything that a preset sets; what the server has already is no change. Restrictions bring moderation with them
    /// as in [`choose`](Self::choose), unless the preset turns it off, which resets them anyway.
    pub fn take_over(&mut self, wanted: &Choices, config: &SpaceConfig) -> Also {
        let mut also = Also::Nothing;
        // Moderation comes before the restrictions: what it resets or brings back is then set as the preset has it.
        for (setting, choice) in wanted {
            let off = self.effective(Setting::Moderation, config) == Some(0);
            if Setting::RESTRICTIONS.contains(setting) && *choice == 0 && off {
                continue;
            }
            match self.choose(*setting, config, *choice) {
                Also::Nothing => {}
                more => also = more,
            }
        }
        also
    }

    /// What it will be: chosen, on its way, or as the server has it.
    fn effective(&self, setting: Setting, config: &SpaceConfig) -> Option<usize> {
        self.get(setting).or_else(|| known(setting, config))
    }

    fn put(&mut self, setting: Setting, config: &SpaceConfig, choice: usize) {
        if known(setting, config) == Some(choice) && self.sent.is_none() {
            self.chosen.remove(&setting);
        } else {
            self.chosen.insert(setting, choice);
        }
    }

    /// Moderation goes off: the restrictions are remembered, for the server resets them.
    fn reset(&mut self, config: &SpaceConfig) -> Also {
        for setting in Setting::RESTRICTIONS {
            if let Some(choice) = self.effective(setting, config).filter(|choice| *choice != 0) {
                self.kept.insert(setting, choice);
            }
            self.chosen.remove(&setting);
        }
        if self.kept.is_empty() { Also::Nothing } else { Also::Resets(self.kept.len()) }
    }

    /// Moderation comes on: what was remembered is chosen again.
    fn restore(&mut self, config: &SpaceConfig) -> Also {
        let kept = std::mem::take(&mut self.kept);
        let on = known(Setting::Moderation, config) == Some(ON);
        for (setting, choice) in &kept {
            self.put(*setting, config, *choice);
        }
        // Where moderation was never really off, nothing was lost that could be brought back.
        if on || kept.is_empty() { Also::Nothing } else { Also::Restores(kept.len()) }
    }

    /// The server says how it is now: what was chosen and is so already is no change any more.
    pub fn meet(&mut self, config: &SpaceConfig) {
        if self.sent.is_none() {
            self.chosen.retain(|setting, choice| known(*setting, config) != Some(*choice));
        }
    }

    /// Drops what was not sent.
    pub fn drop_chosen(&mut self) {
        self.chosen.clear();
    }

    /// It goes out.
    pub fn send(&mut self) {
        self.sent = Some(std::mem::take(&mut self.chosen));
    }

    /// It did not arrive: chosen again, but for what was chosen anew meanwhile.
    pub fn take_back(&mut self) {
        for (setting, choice) in self.sent.take().unwrap_or_default() {
            self.chosen.entry(setting).or_insert(choice);
        }
    }
}

/// What a preset changes in a space with these settings, and what that brings with it: the draft's
/// [`patch`](Draft::patch) is the one change to be sent, and none is to be sent where the draft is empty.
#[must_use]
pub fn changes(wanted: &Choices, config: &SpaceConfig) -> (Draft, Also) {
    let mut draft = Draft::default();
    let also = draft.take_over(wanted, config);
    (draft, also)
}

/// Host management on, by its place among the choices.
const ON: usize = 1;

/// What the server has, where that is one of the choices.
fn known(setting: Setting, config: &SpaceConfig) -> Option<usize> {
    match setting.value(config) {
        Value::Known(at) => Some(at),
        Value::Unknown(_) | Value::Hidden => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn config(moderation: &str) -> SpaceConfig {
        serde_json::from_value(json!({
            "accessType": "OPEN", "entryPointAccess": "ALL", "moderation": moderation,
            "moderationRestrictions": { "chatRestriction": "HOSTS_ONLY", "presentRestriction": "NO_RESTRICTION" },
            "artifactConfig": { "recordingConfig": { "autoRecordingGeneration": "SOMETIMES" } },
        }))
        .unwrap()
    }

    #[test]
    fn walking_around_is_no_change() {
        let (mut draft, config) = (Draft::default(), config("ON"));
        assert_eq!(draft.walk(Setting::Access, &config, 1), Also::Nothing);
        assert_eq!((draft.get(Setting::Access), draft.patch().mask().as_str()), (Some(1), "config.accessType"));
        draft.walk(Setting::Access, &config, 1);
        draft.walk(Setting::Access, &config, 1);
        assert!(draft.is_empty() && draft.patch().is_empty());
        draft.walk(Setting::Access, &config, -1);
        assert_eq!(draft.get(Setting::Access), Some(2));
    }

    #[test]
    fn what_is_hidden_or_unknown_is_left_for_a_choice() {
        let (mut draft, config) = (Draft::default(), config("ON"));
        draft.walk(Setting::Recording, &config, 1);
        draft.walk(Setting::Notes, &config, -1);
        assert_eq!((draft.get(Setting::Recording), draft.get(Setting::Notes)), (Some(0), Some(1)));
        assert_eq!(draft.count(), 2);
    }

    #[test]
    fn a_restriction_brings_moderation() {
        let (mut draft, config) = (Draft::default(), config("OFF"));
        assert_eq!(draft.walk(Setting::Presenting, &config, 1), Also::ModerationOn);
        assert_eq!(draft.patch().mask(), "config.moderation,config.moderationRestrictions.presentRestriction");
        assert_eq!(draft.walk(Setting::Chat, &config, 1), Also::Nothing, "it is on by now");
    }

    #[test]
    fn moderation_off_resets_and_on_brings_back() {
        let (mut draft, on) = (Draft::default(), config("ON"));
        draft.walk(Setting::Presenting, &on, 1);
        assert_eq!(draft.walk(Setting::Moderation, &on, 1), Also::Resets(2));
        assert_eq!(draft.patch().mask(), "config.moderation", "what would be reset is not sent");
        assert_eq!(draft.walk(Setting::Moderation, &on, 1), Also::Nothing);
        assert_eq!(draft.patch().mask(), "config.moderationRestrictions.presentRestriction", "as it was before");
        // Sent, and the server has reset them.
        draft.walk(Setting::Moderation, &on, 1);
        draft.send();
        draft.sent = None;
        let off: SpaceConfig = serde_json::from_value(json!({ "moderation": "OFF" })).unwrap();
        assert_eq!(draft.walk(Setting::Moderation, &off, 1), Also::Restores(2));
        assert_eq!(draft.count(), 3);
    }

    #[test]
    fn a_preset_changes_what_differs_and_nothing_else() {
        let wanted = Choices::from([(Setting::Access, 0), (Setting::Chat, 1), (Setting::JoinAsViewer, 1)]);
        let (draft, also) = changes(&wanted, &config("ON"));
        assert_eq!(draft.patch().mask(), "config.moderationRestrictions.defaultJoinAsViewerType");
        assert_eq!(also, Also::Nothing);
        let (draft, _) = changes(&Choices::from([(Setting::Access, 0), (Setting::Chat, 1)]), &config("ON"));
        assert!(draft.is_empty());
    }

    #[test]
    fn a_preset_with_a_restriction_brings_moderation() {
        let (draft, also) = changes(&Choices::from([(Setting::Presenting, 1)]), &config("OFF"));
        assert_eq!(draft.patch().mask(), "config.moderation,config.moderationRestrictions.presentRestriction");
        assert_eq!(also, Also::ModerationOn);
        // It holds nobody back: then there is no need.
        let hidden: SpaceConfig = serde_json::from_value(json!({ "moderation": "OFF" })).unwrap();
        let (draft, also) = changes(&Choices::from([(Setting::Presenting, 0)]), &hidden);
        assert_eq!((draft.count(), also), (0, Also::Nothing));
    }

    #[test]
    fn a_preset_that_turns_moderation_off_sends_no_restrictions() {
        let wanted = Choices::from([(Setting::Moderation, 0), (Setting::Chat, 0), (Setting::Presenting, 0)]);
        let (draft, also) = changes(&wanted, &config("ON"));
        assert_eq!((draft.patch().mask().as_str(), also), ("config.moderation", Also::Resets(1)));
    }

    #[test]
    fn what_was_chosen_before_a_preset_stays_chosen() {
        let (mut draft, config) = (Draft::default(), config("ON"));
        draft.walk(Setting::Transcript, &config, 1);
        draft.take_over(&Choices::from([(Setting::Access, 2)]), &config);
        assert_eq!(draft.count(), 2);
    }

    #[test]
    fn what_did_not_arrive_is_chosen_again() {
        let (mut draft, config) = (Draft::default(), config("ON"));
        draft.walk(Setting::Access, &config, 1);
        draft.send();
        assert!(draft.is_empty());
        assert_eq!(draft.get(Setting::Access), Some(1));
        draft.walk(Setting::Transcript, &config, 1);
        draft.take_back();
        assert_eq!(draft.count(), 2);
        draft.drop_chosen();
        assert_eq!(draft, Draft::default());
    }
    #[test]
    fn what_the_server_has_by_then_is_no_change_unless_it_is_on_its_way() {
        let (mut draft, open) = (Draft::default(), config("ON"));
        draft.walk(Setting::Access, &open, 1);
        draft.walk(Setting::Transcript, &open, 1);
        let trusted: SpaceConfig = serde_json::from_value(json!({ "accessType": "TRUSTED" })).unwrap();
        let mut sent = draft.clone();
        draft.meet(&trusted);
        assert_eq!((draft.count(), draft.get(Setting::Access)), (1, None));
        sent.send();
        sent.walk(Setting::Access, &open, -1);
        sent.walk(Setting::Access, &open, 1);
        let before = sent.clone();
        sent.meet(&trusted);
        assert_eq!(sent, before, "what was chosen while a change is on its way is judged when that is answered");
    }
}

//! [`Wished`]: what a new space is to have. What is not wished for is left to the account's defaults.

use std::collections::BTreeSet;

use crate::book::Also;
use crate::config::{Preset, Wanted};
use crate::meet::settings::Setting;

/// Host management on, by its place among the choices.
const ON: usize = 1;

/// Settings of a space that is not made yet.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Wished {
    settings: Wanted,
    /// Those that the person chose, which another preset does not take back.
    by_hand: BTreeSet<Setting>,
    /// Restrictions as they were before moderation was taken away.
    kept: Wanted,
}

impl Wished {
    /// What there is to ask for.
    pub(super) fn settings(&self) -> &Wanted {
        &self.settings
    }

    pub(super) fn get(&self, setting: Setting) -> Option<usize> {
        self.settings.get(&setting).copied()
    }

    /// True when the person chose something.
    pub(super) fn is_by_hand(&self) -> bool {
        !self.by_hand.is_empty()
    }

    /// Takes over a preset, or none; what was chosen by hand stays.
    pub(super) fn take_over(&mut self, preset: Option<&Preset>) {
        let mut settings = preset.map(Preset::complete).unwrap_or_default();
        for setting in &self.by_hand {
            match self.settings.get(setting) {
                Some(choice) => settings.insert(*setting, *choice),
                None => settings.remove(setting),
            };
        }
        self.settings = settings;
        self.kept.clear();
        if self.get(Setting::Moderation) == Some(0) {
            self.settings.retain(|setting, _| !Setting::RESTRICTIONS.contains(setting));
        } else if self.restrictions() > 0 {
            self.settings.insert(Setting::Moderation, ON);
        }
    }

    /// How many restrictions hold somebody back.
    fn restrictions(&self) -> usize {
        Setting::RESTRICTIONS.iter().filter(|setting| self.get(**setting).is_some_and(|choice| choice != 0)).count()
    }

    /// The next or the previous choice; between the last and the first stands the account's default.
    pub(super) fn walk(&mut self, setting: Setting, by: isize) -> Also {
        let count = setting.choices().len();
        let next = match (self.get(setting), by > 0) {
            (None, true) => Some(0),
            (None, false) => Some(count - 1),
            (Some(at), true) => Some(at + 1).filter(|at| *at < count),
            (Some(at), false) => at.checked_sub(1),
        };
        self.choose(setting, next)
    }

    /// Chooses a value, or the account's default.
    pub(super) fn choose(&mut self, setting: Setting, choice: Option<usize>) -> Also {
        self.by_hand.insert(setting);
        match choice {
            Some(choice) => self.settings.insert(setting, choice),
            None => self.settings.remove(&setting),
        };
        let on = self.get(Setting::Moderation) == Some(ON);
        if setting == Setting::Moderation {
            return if on { self.restore() } else { self.reset() };
        }
        if Setting::RESTRICTIONS.contains(&setting) && choice.is_some_and(|choice| choice != 0) && !on {
            self.settings.insert(Setting::Moderation, ON);
            return Also::ModerationOn;
        }
        Also::Nothing
    }

    /// Moderation is wished for no longer: restrictions would have no effect. They are remembered.
    fn reset(&mut self) -> Also {
        let lost = self.restrictions();
        for setting in Setting::RESTRICTIONS {
            if let Some(choice) = self.settings.remove(&setting) {
                self.kept.insert(setting, choice);
            }
        }
        if lost == 0 { Also::Nothing } else { Also::Resets(lost) }
    }

    fn restore(&mut self) -> Also {
        let kept = std::mem::take(&mut self.kept);
        let count = kept.len();
        self.settings.extend(kept);
        if count == 0 { Also::Nothing } else { Also::Restores(count) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Presets;

    #[test]
    fn a_setting_walks_through_its_choices_and_the_default() {
        let mut wished = Wished::default();
        let walked: Vec<_> = (0..5)
            .map(|_| {
                wished.walk(Setting::Access, 1);
                wished.get(Setting::Access)
            })
            .collect();
        assert_eq!(walked, [Some(0), Some(1), Some(2), None, Some(0)]);
        wished.walk(Setting::Access, -1);
        assert_eq!(wished.get(Setting::Access), None);
        wished.walk(Setting::Access, -1);
        assert_eq!(wished.get(Setting::Access), Some(2));
    }

    #[test]
    fn a_restriction_brings_moderation_and_goes_with_it() {
        let mut wished = Wished::default();
        assert_eq!(wished.choose(Setting::Chat, Some(0)), Also::Nothing);
        assert_eq!(wished.choose(Setting::Presenting, Some(1)), Also::ModerationOn);
        assert_eq!(wished.get(Setting::Moderation), Some(ON));
        assert_eq!(wished.choose(Setting::Moderation, None), Also::Resets(1));
        assert!(wished.settings().is_empty());
        assert_eq!(wished.choose(Setting::Moderation, Some(ON)), Also::Restores(2));
        assert_eq!(wished.get(Setting::Presenting), Some(1));
    }

    #[test]
    fn another_preset_leaves_what_was_chosen_by_hand() {
        let presets = Presets::default();
        let webinar = presets.find("webinar").unwrap();
        let mut wished = Wished::default();
        wished.choose(Setting::Access, Some(2));
        wished.choose(Setting::Chat, Some(1));
        wished.choose(Setting::Chat, None);
        wished.take_over(Some(webinar));
        assert_eq!((wished.get(Setting::Access), wished.get(Setting::Chat)), (Some(2), None));
        assert_eq!(wished.get(Setting::Presenting), Some(1));
        wished.take_over(None);
        assert_eq!(wished.settings(), &Wanted::from([(Setting::Access, 2)]));
        // Moderation off was chosen by hand: what a preset restricts would have no effect.
        wished.choose(Setting::Moderation, Some(0));
        wished.take_over(Some(webinar));
        assert_eq!(wished.settings(), &Wanted::from([(Setting::Access, 2), (Setting::Moderation, 0)]));
    }
}

//! [`Preset`]: a named bundle of settings, co-hosts and a name pattern; [`Presets`]: those of the file and those built in.

use std::collections::BTreeMap;

use jiff::Zoned;

use super::pattern::Pattern;
use crate::meet::email::Email;
use crate::meet::patch::SpacePatch;
use crate::meet::settings::Setting;
use crate::text::nearest;

/// Longest name of a preset, in characters.
const LONGEST: usize = 60;

/// Settings, by the place of the choice in [`Setting::choices`].
pub type Wanted = BTreeMap<Setting, usize>;

/// Host management on, by its place among the choices.
const ON: usize = 1;

/// A named bundle of settings, co-hosts and a name pattern.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Preset {
    /// What it is called; empty for the defaults of a new space that name no preset.
    pub name: String,
    /// What it sets, as it was written. What it does not name is left alone.
    pub settings: Wanted,
    /// Who helps to run the call, each once.
    pub cohosts: Vec<Email>,
    /// How spaces made by it are named.
    pub pattern: Option<Pattern>,
    /// Whether greenroom brought it along.
    pub built_in: bool,
}

impl Preset {
    /// What it sets, with host management where its restrictions need it and it says nothing of it.
    #[must_use]
    pub fn complete(&self) -> Wanted {
        let mut settings = self.settings.clone();
        if Setting::RESTRICTIONS.iter().any(|setting| settings.get(setting).is_some_and(|choice| *choice != 0)) {
            settings.entry(Setting::Moderation).or_insert(ON);
        }
        settings
    }

    /// The same as what is sent to make a space with it.
    #[must_use]
    pub fn patch(&self) -> SpacePatch {
        self.complete().iter().fold(SpacePatch::new(), |patch, (setting, choice)| setting.put(patch, *choice))
    }

    /// The name that it gives to a space made now, if it gives one.
    #[must_use]
    pub fn name_for(&self, now: &Zoned) -> Option<String> {
        self.pattern.as_ref().map(|pattern| pattern.expand(&self.name, now))
    }

    /// True when it sets nothing, adds nobody and names nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.settings.is_empty() && self.cohosts.is_empty() && self.pattern.is_none()
    }

    /// What it does, in short, as in `access open, recording on, 2 co-hosts`.
    #[must_use]
    pub fn summary(&self) -> String {
        let word = |(setting, choice): (&Setting, &usize)| {
            let word = setting.choices().get(*choice).map_or("?", |choice| choice.word);
            format!("{} {word}", setting.flag())
        };
        let mut parts: Vec<String> = self.settings.iter().map(word).collect();
        match self.cohosts.len() {
            0 => {}
            1 => parts.push("1 co-host".into()),
            count => parts.push(format!("{count} co-hosts")),
        }
        if parts.is_empty() { "changes no setting".into() } else { parts.join(", ") }
    }
}

/// Why a text is no name of a preset, if it is none.
#[must_use]
pub fn no_name(name: &str) -> Option<String> {
    if name.trim().is_empty() {
        return Some("a preset needs a name".into());
    }
    if name.chars().count() > LONGEST {
        return Some(format!("more than {LONGEST} characters are too long for the name of a preset"));
    }
    let odd = name.trim() != name || *name != *crate::text::clean(name);
    odd.then(|| "the name of a preset is one line, without control characters and blanks around it".into())
}

/// There is no such preset; one line.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct UnknownPreset(pub String);

/// Every preset, and what a new space gets by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Presets {
    list: Vec<Preset>,
    new: Preset,
}

impl Default for Presets {
    /// Those that are built in.
    fn default() -> Self {
        Self::of(Vec::new())
    }
}

impl Presets {
    /// Those of the file, in its order, and then the built-in ones that it does not replace.
    #[must_use]
    pub fn of(mut list: Vec<Preset>) -> Self {
        let others: Vec<Preset> = built_in().into_iter().filter(|own| list.iter().all(|known| known.name != own.name)).collect();
        list.extend(others);
        Self { list, new: Preset::default() }
    }

    /// The same with these defaults of a new space.
    #[must_use]
    pub fn with_new(self, new: Preset) -> Self {
        Self { new, ..self }
    }

    /// Every preset, the file's own first.
    #[must_use]
    pub fn all(&self) -> &[Preset] {
        &self.list
    }

    /// What `[new]` says a new space is made with; empty where it says nothing. Named as the preset that it names.
    #[must_use]
    pub fn new_space(&self) -> &Preset {
        &self.new
    }

    /// The preset of this name.
    ///
    /// # Errors
    ///
    /// When there is none: it names the nearest, or all of them.
    pub fn find(&self, name: &str) -> Result<&Preset, UnknownPreset> {
        self.list.iter().find(|preset| preset.name == name).ok_or_else(|| {
            let known = || self.list.iter().map(|preset| preset.name.as_str());
            let next = match nearest(name, known()) {
                Some(near) => format!("did you mean {near}?"),
                None => format!("there are {}", known().collect::<Vec<_>>().join(", ")),
            };
            UnknownPreset(format!("there is no preset {}: {next}", crate::text::clean(name)))
        })
    }
}

/// Those that greenroom brings along.
fn built_in() -> Vec<Preset> {
    use Setting as S;
    let preset = |name: &str, settings: &[(Setting, &str)]| Preset {
        name: name.into(),
        settings: settings.iter().filter_map(|(setting, word)| Some((*setting, setting.named(word)?))).collect(),
        built_in: true,
        ..Preset::default()
    };
    vec![
        preset("open-call", &[(S::Access, "open"), (S::Moderation, "off")]),
        preset("one-to-one", &[(S::Access, "restricted"), (S::Moderation, "on")]),
        preset("training", &[(S::Access, "trusted"), (S::Moderation, "on"), (S::JoinAsViewer, "on"), (S::Recording, "on")]),
        preset(
            "webinar",
            &[
                (S::Access, "open"),
                (S::Moderation, "on"),
                (S::Chat, "hosts-only"),
                (S::Presenting, "hosts-only"),
                (S::JoinAsViewer, "on"),
            ],
        ),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(name: &str) -> Preset {
        Preset { name: name.into(), ..Preset::default() }
    }

    #[test]
    fn what_is_built_in_sets_what_it_says() {
        let presets = Presets::default();
        let summaries: Vec<String> = presets.all().iter().map(Preset::summary).collect();
        assert_eq!(
            summaries,
            [
                "access open, moderation off",
                "access restricted, moderation on",
                "access trusted, moderation on, join-as-viewer on, recording on",
                "access open, moderation on, chat hosts-only, presenting hosts-only, join-as-viewer on",
            ]
        );
        assert!(presets.all().iter().all(|preset| preset.built_in && no_name(&preset.name).is_none()));
        assert!(presets.new_space().is_empty());
    }

    #[test]
    fn the_files_own_come_first_and_replace() {
        let presets = Presets::of(vec![named("webinar"), named("mine")]);
        let names: Vec<&str> = presets.all().iter().map(|preset| preset.name.as_str()).collect();
        assert_eq!(names, ["webinar", "mine", "open-call", "one-to-one", "training"]);
        assert!(!presets.find("webinar").unwrap().built_in);
        assert!(presets.find("training").unwrap().built_in);
    }

    #[test]
    fn one_that_is_not_there_is_told_with_the_nearest() {
        let presets = Presets::default();
        assert_eq!(presets.find("webinnar").unwrap_err().0, "there is no preset webinnar: did you mean webinar?");
        assert!(presets.find("zzz").unwrap_err().0.ends_with("there are open-call, one-to-one, training, webinar"));
    }

    #[test]
    fn a_restriction_brings_moderation_unless_the_preset_speaks_of_it() {
        let mut preset = named("quiet");
        preset.settings.insert(Setting::Chat, 1);
        assert_eq!(preset.patch().mask(), "config.moderation,config.moderationRestrictions.chatRestriction");
        preset.settings.insert(Setting::Chat, 0);
        assert_eq!(preset.patch().mask(), "config.moderationRestrictions.chatRestriction");
    }

    #[test]
    fn not_every_text_is_a_name() {
        assert_eq!(no_name("Monday, the big one"), None);
        for name in ["", "  ", " a", "a\nb", "a\u{202e}b", &"x".repeat(61)] {
            assert!(no_name(name).is_some(), "{name:?}");
        }
    }
}

//! The settings that a command line asks for: a flag for each setting, by the names and words of [`settings`](crate::meet::settings).

use clap::builder::PossibleValue;
use clap::{Arg, ArgMatches, Command};

use crate::book::Choices;
use crate::meet::patch::SpacePatch;
use crate::meet::resources::SpaceConfig;
use crate::meet::settings::{Setting, Value};
use crate::text;

/// What is said of a setting that the server did not send.
const NOT_VISIBLE: &str = "not visible to you";

/// The settings that were asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wanted(Choices);

impl clap::FromArgMatches for Wanted {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let mut wanted = Self::default();
        wanted.update_from_arg_matches(matches)?;
        Ok(wanted)
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        for setting in Setting::ALL {
            let word = matches.get_one::<String>(setting.flag());
            if let Some(choice) = word.and_then(|word| setting.named(word)) {
                self.0.insert(setting, choice);
            }
        }
        Ok(())
    }
}

impl clap::Args for Wanted {
    fn augment_args(command: Command) -> Command {
        Setting::ALL.into_iter().fold(command, |command, setting| command.arg(flag(setting)))
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

fn flag(setting: Setting) -> Arg {
    let words = setting.choices().iter().map(|choice| choice.word).collect::<Vec<_>>().join("|");
    let values = setting.choices().iter().map(|choice| PossibleValue::new(choice.word).help(choice.means));
    Arg::new(setting.flag())
        .long(setting.flag())
        .value_name(words)
        .value_parser(clap::builder::PossibleValuesParser::new(values))
        .hide_possible_values(true)
        .help(help(setting))
        .help_heading("Settings")
}

fn help(setting: Setting) -> &'static str {
    match setting {
        Setting::Access => "Who joins without knocking",
        Setting::EntryPoints => "Which ways lead in; creator-app-only shuts the normal link",
        Setting::Moderation => "Host management: without it the next four have no effect",
        Setting::Chat => "Who may write in the chat",
        Setting::Reactions => "Who may send reactions",
        Setting::Presenting => "Who may share their screen",
        Setting::JoinAsViewer => "Whether people join as viewers",
        Setting::AttendanceReport => "Whether a list of who was there is made",
        Setting::Recording => "Whether it is recorded by itself",
        Setting::Transcript => "Whether a transcript is made by itself",
        Setting::Notes => "Whether Gemini takes notes by itself",
    }
}

impl Wanted {
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The change, of exactly what was asked for.
    pub(super) fn patch(&self) -> SpacePatch {
        self.0.iter().fold(SpacePatch::new(), |patch, (setting, choice)| setting.put(patch, *choice))
    }

    /// Whether it shuts the normal link: the second choice.
    pub(super) fn shuts(&self) -> bool {
        self.0.get(&Setting::EntryPoints) == Some(&1)
    }

    /// Whether the space is all that already.
    pub(super) fn is_so(&self, config: &SpaceConfig) -> bool {
        self.0.iter().all(|(setting, choice)| setting.value(config) == Value::Known(*choice))
    }

    /// The first restriction among it that could not take effect, for moderation is off and is not asked for.
    pub(super) fn idle(&self, config: &SpaceConfig) -> Option<Setting> {
        let off = !self.0.contains_key(&Setting::Moderation) && Setting::Moderation.value(config) == Value::Known(0);
        let restricts = |setting: &&Setting| Setting::RESTRICTIONS.contains(setting) && self.0.get(*setting) != Some(&0);
        self.0.keys().find(restricts).copied().filter(|_| off)
    }

    /// Each with the words for how it was and how it is.
    pub(super) fn changes(&self, before: &SpaceConfig, after: &SpaceConfig) -> Vec<(Setting, String, String)> {
        self.0.keys().map(|setting| (*setting, word(*setting, before), word(*setting, after))).collect()
    }

    /// What the server has now and was asked otherwise, in words.
    pub(super) fn refused(&self, after: &SpaceConfig) -> Vec<String> {
        let differs = |(setting, choice): &(&Setting, &usize)| setting.value(after) != Value::Known(**choice);
        let words = |(setting, _): (&Setting, &usize)| format!("{} is {}", setting.flag(), word(*setting, after));
        self.0.iter().filter(differs).map(words).collect()
    }
}

/// What a setting is, in the word of the command line.
fn word(setting: Setting, config: &SpaceConfig) -> String {
    match setting.value(config) {
        Value::Known(at) => setting.choices().get(at).map_or("?", |choice| choice.word).to_owned(),
        Value::Unknown(sent) => text::clean(sent).into_owned(),
        Value::Hidden => NOT_VISIBLE.to_owned(),
    }
}

/// Why what was asked for may not be so, and what to do.
pub(super) const FORBIDDEN: &str =
    "an administrator or the account's edition may forbid it. What was refused can only be changed there.";

//! The settings that a command line asks for: a flag for each setting, by the names and words of [`settings`](crate::meet::settings).

use clap::builder::PossibleValue;
use clap::{Arg, ArgMatches, Command};

use super::super::Exit;
use super::super::base::Base;
use crate::book::Choices;
use crate::config::Preset;
use crate::meet::email::Email;
use crate::meet::patch::SpacePatch;
use crate::meet::resources::SpaceConfig;
use crate::meet::settings::{Setting, Value};
use crate::text;

/// What is said of a setting that the server did not send.
const NOT_VISIBLE: &str = "not visible to you";

/// The settings that stand in flags.
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

/// All that a command line asks for: a preset, and what stands in flags beside it, which comes first.
#[derive(Debug, Clone, Default)]
pub(super) struct Asked {
    pub(super) settings: Choices,
    pub(super) cohosts: Vec<Email>,
    /// What the preset names it.
    pub(super) name: Option<String>,
}

impl Asked {
    /// A preset, or what stands in its place where none is named, and these flags.
    pub(super) fn new(base: &Base<'_>, preset: Option<&str>, flags: &Wanted, otherwise: &Preset) -> Result<Self, Exit> {
        let preset = match preset {
            Some(name) => base.settings.presets.find(name).map_err(|error| Exit::Usage(format!("--preset: {error}")))?,
            None => otherwise,
        };
        let mut settings = preset.settings.clone();
        settings.extend(&flags.0);
        let name = preset.pattern.is_some().then(|| preset.name_for(&Base::clock().here())).flatten();
        Ok(Self { settings, cohosts: preset.cohosts.clone(), name })
    }

    /// With host management, where its restrictions need it and it says nothing of it.
    pub(super) fn complete(&self) -> Choices {
        Preset { settings: self.settings.clone(), ..Preset::default() }.complete()
    }

    /// Whether it shuts the normal link: the second choice.
    pub(super) fn shuts(&self) -> bool {
        self.settings.get(&Setting::EntryPoints) == Some(&1)
    }
}

/// The change that makes a space so.
pub(super) fn patch(choices: &Choices) -> SpacePatch {
    choices.iter().fold(SpacePatch::new(), |patch, (setting, choice)| setting.put(patch, *choice))
}

/// Each with the words for how it was and how it is.
pub(super) fn changes(of: &Choices, before: &SpaceConfig, after: &SpaceConfig) -> Vec<(Setting, String, String)> {
    of.keys().map(|setting| (*setting, word(*setting, before), word(*setting, after))).collect()
}

/// What the server has now and was asked otherwise, in words.
pub(super) fn refused(of: &Choices, after: &SpaceConfig) -> Vec<String> {
    let differs = |(setting, choice): &(&Setting, &usize)| setting.value(after) != Value::Known(**choice);
    let words = |(setting, _): (&Setting, &usize)| format!("{} is {}", setting.flag(), word(*setting, after));
    of.iter().filter(differs).map(words).collect()
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

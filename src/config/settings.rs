//! `config.toml`: every key is known, every value checked, and an error names file, line and column.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use toml::Spanned;

use super::events::Events;
use super::nearest::nearest;
use super::polling::{self, Polling};
use super::preset::{Preset, Presets, no_name};
use super::read::{Body, New, Wrong, contradiction};
use crate::activity::Rules;
use crate::share::clipboard::Choice;
use crate::share::notice::How;

/// What the file may say.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Settings {
    /// Takes away everything that writes.
    pub read_only: bool,
    /// Whether the mouse works; it does unless told otherwise.
    pub mouse: Option<bool>,
    /// Which clipboard.
    pub clipboard: Option<Choice>,
    /// Of what somebody is told who looks elsewhere, and in which way.
    pub notices: Notices,
    /// Presets, and what a new space gets by itself.
    pub presets: Presets,
    /// How often it looks by itself.
    pub polling: Polling,
    /// News through Workspace Events and Pub/Sub.
    pub events: Events,
}

/// What `[notices]` says.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Notices {
    /// In which way.
    pub how: How,
    /// Of what.
    pub rules: Rules,
}

/// The file as it is written.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct File {
    read_only: bool,
    mouse: Option<bool>,
    #[serde(deserialize_with = "choice")]
    clipboard: Option<Choice>,
    notices: WrittenNotices,
    presets: BTreeMap<Spanned<String>, Body>,
    new: Option<Spanned<New>>,
    polling: polling::Table,
    events: Events,
}

/// `[notices]` as it is written.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct WrittenNotices {
    #[serde(deserialize_with = "how")]
    how: How,
    first_in: Option<bool>,
    file_ready: Option<bool>,
}

impl From<WrittenNotices> for Notices {
    fn from(written: WrittenNotices) -> Self {
        let rules = Rules::default();
        let first_in = written.first_in.unwrap_or(rules.first_in);
        let file_ready = written.file_ready.unwrap_or(rules.file_ready);
        Self { how: written.how, rules: Rules { first_in, file_ready } }
    }
}

fn how<'de, D: serde::Deserializer<'de>>(from: D) -> Result<How, D::Error> {
    String::deserialize(from)?.parse().map_err(serde::de::Error::custom)
}

fn choice<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Option<Choice>, D::Error> {
    let text = String::deserialize(from)?;
    text.parse().map(Some).map_err(serde::de::Error::custom)
}

/// A file that cannot be used; one line.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct SettingsError(String);

impl Settings {
    /// Where they are in this folder.
    #[must_use]
    pub fn path(folder: &Path) -> PathBuf {
        folder.join("config.toml")
    }

    /// Reads `config.toml` in this folder; without one, nothing is set.
    ///
    /// # Errors
    ///
    /// When it is there and cannot be read or understood.
    pub fn load(folder: &Path) -> Result<Self, SettingsError> {
        let path = Self::path(folder);
        match std::fs::read_to_string(&path) {
            Ok(text) => Self::parse(&text, &path),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Self::default()),
            Err(error) => Err(SettingsError(format!("{}: {error}", path.display()))),
        }
    }

    /// Understands the content of the file at this path.
    ///
    /// # Errors
    ///
    /// When it cannot be understood.
    pub fn parse(text: &str, path: &Path) -> Result<Self, SettingsError> {
        read(text).map_err(|(at, why)| {
            let before = text.get(..at).unwrap_or_default();
            let line = before.matches('\n').count() + 1;
            let column = before.chars().rev().take_while(|letter| *letter != '\n').count() + 1;
            SettingsError(format!("{}:{line}:{column}: {why}", path.display()))
        })
    }
}

fn read(text: &str) -> Result<Settings, Wrong> {
    let File { read_only, mouse, clipboard, notices, presets, new, polling, events } = toml::from_str(text)
        .map_err(|error: toml::de::Error| (error.span().map_or(0, |span| span.start), explain(error.message())))?;
    if let Some((name, why)) = presets.keys().find_map(|name| Some((name, no_name(name.get_ref())?))) {
        return Err((name.span().start, why));
    }
    let mut bodies: Vec<_> = presets.into_iter().collect();
    bodies.sort_by_key(|(name, _)| name.span().start);
    let bodies = bodies.into_iter().map(|(name, body)| body.preset(name.into_inner()));
    let presets = Presets::of(bodies.collect::<Result<_, _>>()?);
    let new = new.map(|new| defaults(new, &presets)).transpose()?.unwrap_or_default();
    let presets = presets.with_new(new);
    let polling = polling.polling()?;
    Ok(Settings { read_only, mouse, clipboard, notices: notices.into(), presets, polling, events })
}

/// What `[new]` says, over the preset that it names.
fn defaults(new: Spanned<New>, presets: &Presets) -> Result<Preset, Wrong> {
    let at = new.span().start;
    let New { body, preset } = new.into_inner();
    let body = body.preset(String::new())?;
    let mut defaults = match preset {
        Some(named) => presets.find(named.get_ref()).map_err(|error| (named.span().start, error.0))?.clone(),
        None => Preset::default(),
    };
    defaults.settings.extend(body.settings);
    defaults.cohosts.extend(body.cohosts.into_iter().filter(|email| !defaults.cohosts.contains(email)).collect::<Vec<_>>());
    defaults.pattern = body.pattern.or(defaults.pattern);
    match contradiction(&defaults.settings) {
        Some(why) => Err((at, why)),
        None => Ok(defaults),
    }
}

/// One line; for a key that nobody knows, with the one that was probably meant.
fn explain(message: &str) -> String {
    let line = crate::text::clean(&message.lines().collect::<Vec<_>>().join(" ")).into_owned();
    // In serde's words, the same for every table: unknown field `x`, expected one of `a`, `b`.
    let Some(rest) = line.strip_prefix("unknown field `") else { return line };
    let Some((given, expected)) = rest.split_once("`, expected ") else { return line };
    let known: Vec<&str> = expected.split('`').skip(1).step_by(2).collect();
    match nearest(given, known.iter().copied()) {
        Some(near) => format!("unknown key {given}: did you mean {near}?"),
        None => format!("unknown key {given}: there are {}", known.join(", ")),
    }
}

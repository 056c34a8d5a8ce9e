//! `config.toml`: every key is known, every value checked, and an error names file, line and column.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use toml::Spanned;

use super::events::Events;
use super::file::{self, explain, place};
use super::keys;
use super::polling::{self, Polling};
use super::preset::{Preset, Presets, no_name};
use super::read::{Body, New, Wrong, contradiction};
use super::theme::{Ground, Named};
use crate::activity::Rules;
use crate::keys::Keymap;
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
    /// Which theme, on which background.
    pub theme: Named,
    /// How often it looks by itself.
    pub polling: Polling,
    /// Which key does what.
    pub keys: Keymap,
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
    #[serde(deserialize_with = "theme")]
    theme: Option<String>,
    #[serde(deserialize_with = "background")]
    background: Ground,
    notices: WrittenNotices,
    presets: BTreeMap<Spanned<String>, Body>,
    new: Option<Spanned<New>>,
    polling: polling::Table,
    keys: keys::Table,
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

fn theme<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Option<String>, D::Error> {
    let name = String::deserialize(from)?;
    Named::check(&name).map(|()| Some(name)).map_err(serde::de::Error::custom)
}

fn background<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Ground, D::Error> {
    String::deserialize(from)?.parse().map_err(serde::de::Error::custom)
}

/// A file that cannot be used; one line.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct SettingsError(String);

impl SettingsError {
    /// What is wrong at this line and column of the file.
    pub(super) fn at(path: &Path, place: &str, why: &str) -> Self {
        Self(format!("{}:{place}: {why}", path.display()))
    }

    /// The same without a place.
    pub(super) fn plain(words: String) -> Self {
        Self(words)
    }
}

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
        file::read(&path)?.map_or_else(|| Ok(Self::default()), |text| Self::parse(&text, &path))
    }

    /// Understands the content of the file at this path.
    ///
    /// # Errors
    ///
    /// When it cannot be understood.
    pub fn parse(text: &str, path: &Path) -> Result<Self, SettingsError> {
        read(text).map_err(|(at, why)| SettingsError::at(path, &place(text, at), &why))
    }
}

fn read(text: &str) -> Result<Settings, Wrong> {
    let File { read_only, mouse, clipboard, notices, theme, background, presets, new, polling, keys, events } =
        toml::from_str(text).map_err(|error| explain(&error))?;
    if let Some((name, why)) = presets.keys().find_map(|name| Some((name, no_name(name.get_ref())?))) {
        return Err((name.span().start, why));
    }
    let mut bodies: Vec<_> = presets.into_iter().collect();
    bodies.sort_by_key(|(name, _)| name.span().start);
    let bodies = bodies.into_iter().map(|(name, body)| body.preset(name.into_inner()));
    let presets = Presets::of(bodies.collect::<Result<_, _>>()?);
    let new = new.map(|new| defaults(new, &presets)).transpose()?.unwrap_or_default();
    let (presets, polling, keys) = (presets.with_new(new), polling.polling()?, keys::keymap(keys)?);
    let name = theme.unwrap_or_else(|| Named::default().name);
    let theme = Named { name, background };
    Ok(Settings { read_only, mouse, clipboard, notices: notices.into(), presets, theme, polling, keys, events })
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

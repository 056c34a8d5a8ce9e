//! `config.toml`: every key is known, every value checked, and an error names file, line and column.

use std::path::Path;

use serde::Deserialize;

use crate::share::clipboard::Choice;

/// What the file may say.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Settings {
    /// Takes away everything that writes.
    pub read_only: bool,
    /// Whether the mouse works; it does unless told otherwise.
    pub mouse: Option<bool>,
    /// Which clipboard.
    #[serde(deserialize_with = "choice")]
    pub clipboard: Option<Choice>,
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
    /// Reads `config.toml` in this folder; without one, nothing is set.
    ///
    /// # Errors
    ///
    /// When it is there and cannot be read or understood.
    pub fn load(folder: &Path) -> Result<Self, SettingsError> {
        let path = folder.join("config.toml");
        let text = match std::fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Self::default()),
            Err(error) => return Err(SettingsError(format!("{}: {error}", path.display()))),
        };
        toml::from_str(&text).map_err(|error| {
            let before = error.span().and_then(|span| text.get(..span.start)).unwrap_or_default();
            let line = before.matches('\n').count() + 1;
            let column = before.chars().rev().take_while(|letter| *letter != '\n').count() + 1;
            let why = error.message().lines().collect::<Vec<_>>().join(" ");
            SettingsError(format!("{}:{line}:{column}: {why}", path.display()))
        })
    }
}

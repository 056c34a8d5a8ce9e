//! Themes: which one is wanted, and those of a person, `themes/NAME.toml` in the config folder.
//!
//! A file is read only where the settings name it. What a file does not name stays as in the default theme; `[light]` and `[dark]`
//! come over what stands above them where the background is known to be that.

use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use ratatui::style::{Color, Modifier, Style};
use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, Visitor};

use super::file::{self, explain, place};
use super::settings::SettingsError;
use crate::text::{clean, fit, nearest};
use crate::ui::theme::{BUILT_IN, Background, Palette, Role};

/// Which theme the settings name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// Its name: `default`, `high-contrast`, `mono`, or that of a file.
    pub name: String,
    /// What the terminal's background is.
    pub background: Ground,
}

impl Default for Named {
    fn default() -> Self {
        Self { name: BUILT_IN[0].into(), background: Ground::Auto }
    }
}

/// What the settings say of the terminal's background.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Ground {
    /// As the terminal says in `COLORFGBG`, if it does; otherwise unknown, and colours are chosen that fit both.
    #[default]
    Auto,
    /// Dark letters on a light background.
    Light,
    /// Light letters on a dark background.
    Dark,
}

/// Its words, in the order of the enum.
const GROUNDS: [(&str, Ground); 3] = [("auto", Ground::Auto), ("light", Ground::Light), ("dark", Ground::Dark)];

impl FromStr for Ground {
    type Err = String;

    fn from_str(word: &str) -> Result<Self, String> {
        GROUNDS.into_iter().find(|(known, _)| *known == word).map(|(_, ground)| ground).ok_or_else(|| {
            let near =
                nearest(word, GROUNDS.map(|(known, _)| known)).map_or(String::new(), |near| format!(": did you mean {near}?"));
            let near = if near.is_empty() { ": it is \"auto\", \"light\" or \"dark\"".into() } else { near };
            format!("background cannot be \"{}\"{near}", fit(&clean(word), 40))
        })
    }
}

impl fmt::Display for Ground {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(GROUNDS[*self as usize].0)
    }
}

impl Ground {
    /// What the background is, as far as it is known: `hint` is what `COLORFGBG` says.
    #[must_use]
    pub fn background(self, hint: Option<&str>) -> Background {
        match self {
            Self::Light => Background::Light,
            Self::Dark => Background::Dark,
            // Foreground and background, by their numbers among the sixteen colours: `15;0`, or `0;default;15`.
            Self::Auto => match hint.and_then(|hint| hint.rsplit(';').next()?.trim().parse::<u8>().ok()) {
                Some(7 | 9..=15) => Background::Light,
                Some(0..=6 | 8) => Background::Dark,
                _ => Background::Unknown,
            },
        }
    }
}

impl Named {
    /// Checks a name: it becomes part of a path.
    pub(super) fn check(name: &str) -> Result<(), String> {
        let good = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_');
        if name.is_empty() || name.len() > 60 || !name.chars().all(good) {
            let shown = fit(&clean(name), 40).into_owned();
            return Err(format!("\"{shown}\" cannot name a theme: it takes letters of ASCII, digits, - and _"));
        }
        Ok(())
    }

    /// Where the theme stands, where it is none of greenroom's own.
    #[must_use]
    pub fn path(&self, folder: &Path) -> Option<PathBuf> {
        let own = !BUILT_IN.contains(&self.name.as_str());
        own.then(|| folder.join("themes").join(format!("{}.toml", self.name)))
    }

    /// Its colours; a file is read where it names one.
    ///
    /// # Errors
    ///
    /// When there is no such theme, or its file cannot be understood.
    pub fn palette(&self, folder: &Path, background: Background) -> Result<Palette, SettingsError> {
        let Some(path) = self.path(folder) else {
            return Ok(Palette::built_in(&self.name, background));
        };
        match file::read(&path)? {
            Some(text) => parse(&text, background).map_err(|(at, why)| SettingsError::at(&path, &place(&text, at), &why)),
            None => Err(self.unknown(folder, &path)),
        }
    }

    fn unknown(&self, folder: &Path, path: &Path) -> SettingsError {
        let mut known: Vec<String> = BUILT_IN.map(str::to_owned).to_vec();
        let entries = std::fs::read_dir(folder.join("themes")).into_iter().flatten().flatten();
        let names = entries.filter_map(|entry| entry.file_name().into_string().ok()?.strip_suffix(".toml").map(str::to_owned));
        known.extend(names.filter(|name| Self::check(name).is_ok()));
        let next = match nearest(&self.name, known.iter().map(String::as_str)) {
            Some(near) => format!("did you mean {near}?"),
            None => format!("there are {}; one of your own would be {}", known.join(", "), path.display()),
        };
        let said = super::said(folder).unwrap_or_default();
        let line = said.iter().find(|said| said.name == "theme").map_or_else(String::new, |said| format!(":{}", said.line));
        let file = super::Settings::path(folder);
        SettingsError::plain(format!("{}{line}: there is no theme {}: {next}", file.display(), self.name))
    }
}

/// The names of [`Role`], and beside them those of two tables.
const NAMES: [&str; Role::ALL.len() + 2] = {
    let mut names = ["light"; Role::ALL.len() + 2];
    names[1] = "dark";
    let mut at = 0;
    while at < Role::ALL.len() {
        names[at + 2] = Role::ALL[at].name();
        at += 1;
    }
    names
};

/// Reads the content of a theme's file.
pub(super) fn parse(text: &str, background: Background) -> Result<Palette, (usize, String)> {
    let Paints { both, light, dark } = toml::from_str(text).map_err(|error| explain(&error))?;
    let mut palette = Palette::built_in(BUILT_IN[0], background);
    let more = match background {
        Background::Light => light,
        Background::Dark => dark,
        Background::Unknown => Vec::new(),
    };
    for (role, style) in both.into_iter().chain(more) {
        palette.put(role, style);
    }
    Ok(palette)
}

/// A theme's file.
struct Paints {
    both: Vec<(Role, Style)>,
    light: Vec<(Role, Style)>,
    dark: Vec<(Role, Style)>,
}

impl<'de> Deserialize<'de> for Paints {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_map(Table { top: true })
    }
}

enum Key {
    Role(Role),
    Light,
    Dark,
}

/// Reads a table and its keys; what is wrong with a key is told where it stands.
#[derive(Clone, Copy)]
struct Table {
    top: bool,
}

impl<'de> DeserializeSeed<'de> for Table {
    type Value = Key;

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Key, D::Error> {
        let key = String::deserialize(from)?;
        match key.as_str() {
            "light" if self.top => Ok(Key::Light),
            "dark" if self.top => Ok(Key::Dark),
            _ => {
                let known = if self.top { &NAMES[..] } else { &NAMES[2..] };
                let role = Role::ALL.into_iter().find(|role| role.name() == key);
                role.map(Key::Role).ok_or_else(|| D::Error::unknown_field(&key, known))
            }
        }
    }
}

impl<'de> Visitor<'de> for Table {
    type Value = Paints;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a table of colours, such as accent = \"magenta bold\"")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Paints, A::Error> {
        let mut paints = Paints { both: Vec::new(), light: Vec::new(), dark: Vec::new() };
        while let Some(key) = map.next_key_seed(self)? {
            match key {
                Key::Role(role) => paints.both.push((role, map.next_value::<Written>()?.0)),
                Key::Light => paints.light = map.next_value::<Inner>()?.0,
                Key::Dark => paints.dark = map.next_value::<Inner>()?.0,
            }
        }
        Ok(paints)
    }
}

/// `[light]` or `[dark]`.
struct Inner(Vec<(Role, Style)>);

impl<'de> Deserialize<'de> for Inner {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_map(Table { top: false }).map(|paints| Self(paints.both))
    }
}

/// A style as a person writes it.
struct Written(Style);

impl<'de> Deserialize<'de> for Written {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(Paint)
    }
}

struct Paint;

impl Visitor<'_> for Paint {
    type Value = Written;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a colour such as \"magenta\", \"213\" or \"#ff5fd7\", perhaps with bold or on black")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Written, E> {
        style(text).map(Written).map_err(E::custom)
    }

    fn visit_i64<E: Error>(self, index: i64) -> Result<Written, E> {
        style(&index.to_string()).map(Written).map_err(E::custom)
    }
}

/// Words of a style beside its colours.
const MODIFIERS: [(&str, Modifier); 5] = [
    ("bold", Modifier::BOLD),
    ("dim", Modifier::DIM),
    ("italic", Modifier::ITALIC),
    ("underlined", Modifier::UNDERLINED),
    ("reversed", Modifier::REVERSED),
];
/// The sixteen colours of a terminal, and its own.
const COLORS: [&str; 17] = [
    "black",
    "red",
    "green",
    "yellow",
    "blue",
    "magenta",
    "cyan",
    "gray",
    "dark-gray",
    "light-red",
    "light-green",
    "light-yellow",
    "light-blue",
    "light-magenta",
    "light-cyan",
    "white",
    "default",
];

/// Reads `magenta`, `bold`, `#ff8700 on 234 bold`.
fn style(text: &str) -> Result<Style, String> {
    let mut style = Style::new();
    let mut words = text.split_whitespace();
    let mut seen = false;
    while let Some(word) = words.next() {
        if let Some((_, modifier)) = MODIFIERS.into_iter().find(|(known, _)| *known == word) {
            style = style.add_modifier(modifier);
        } else if word == "on" {
            let under = words.next().ok_or("after on comes a colour, as in \"black on yellow\"")?;
            style = style.bg(color(under)?);
        } else if seen {
            return Err(format!("\"{}\" names two colours: write one, or \"one on another\"", fit(&clean(text), 40)));
        } else {
            style = style.fg(color(word)?);
            seen = true;
        }
    }
    if style == Style::new() {
        return Err("it names nothing: write \"default\" for the terminal's own colour".into());
    }
    Ok(style)
}

fn color(word: &str) -> Result<Color, String> {
    if word == "default" {
        return Ok(Color::Reset);
    }
    let known = COLORS.contains(&word) || word.starts_with('#') || word.bytes().all(|byte| byte.is_ascii_digit());
    if let Some(color) = known.then(|| word.parse().ok()).flatten() {
        return Ok(color);
    }
    let shown = fit(&clean(word), 40).into_owned();
    let words = COLORS.into_iter().chain(MODIFIERS.map(|(word, _)| word));
    Err(match nearest(word, words) {
        Some(near) => format!("\"{shown}\" is no colour: did you mean {near}?"),
        None => format!("\"{shown}\" is no colour: write one of the terminal's sixteen, 0 to 255, or #rrggbb"),
    })
}

#[cfg(test)]
mod tests;

//! How `[presets.NAME]` and `[new]` are read: every key is known, every value checked, and each error stands at its place.

use std::fmt;

use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, Visitor};
use toml::Spanned;

use super::pattern::Pattern;
use super::preset::{Preset, Wanted};
use crate::meet::email::Email;
use crate::meet::settings::Setting;

/// The keys beside those of the settings.
pub(super) const COHOSTS: &str = "cohosts";
pub(super) const NAME: &str = "name";
const PRESET: &str = "preset";

/// What may stand in `[presets.NAME]`: the names of `set`'s flags and two more.
pub(super) const KEYS: [&str; 13] = [
    "access",
    "entry-points",
    "moderation",
    "chat",
    "reactions",
    "presenting",
    "join-as-viewer",
    "attendance-report",
    "recording",
    "transcript",
    "notes",
    COHOSTS,
    NAME,
];
/// What may stand in `[new]`.
const KEYS_OF_NEW: [&str; 14] = {
    let mut keys = [PRESET; 14];
    let mut at = 0;
    while at < KEYS.len() {
        keys[at] = KEYS[at];
        at += 1;
    }
    keys
};

/// What is wrong, and from which byte on.
pub(super) type Wrong = (usize, String);

/// What a table says.
#[derive(Debug, Clone, Default)]
pub(super) struct Body {
    pub(super) settings: Wanted,
    /// Each at its place, for an element of a list that is wrong is told where it stands.
    cohosts: Vec<Spanned<String>>,
    pub(super) pattern: Option<Pattern>,
}

impl Body {
    /// The preset of this name; an address that is none comes back with its place.
    pub(super) fn preset(self, name: String) -> Result<Preset, Wrong> {
        let mut cohosts: Vec<Email> = Vec::new();
        for text in self.cohosts {
            let at = text.span().start;
            let wrong = |error| (at, format!("\"{}\": {error}", crate::text::clean(text.get_ref())));
            let email = text.get_ref().parse().map_err(wrong)?;
            if !cohosts.contains(&email) {
                cohosts.push(email);
            }
        }
        Ok(Preset { name, settings: self.settings, cohosts, pattern: self.pattern, built_in: false })
    }
}

impl<'de> Deserialize<'de> for Body {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_map(Table { new: false }).map(|(body, _)| body)
    }
}

/// What `[new]` says.
#[derive(Debug, Clone, Default)]
pub(super) struct New {
    pub(super) body: Body,
    /// The preset that it starts from.
    pub(super) preset: Option<Spanned<String>>,
}

impl<'de> Deserialize<'de> for New {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_map(Table { new: true }).map(|(body, preset)| Self { body, preset })
    }
}

enum Key {
    Setting(Setting),
    Cohosts,
    Name,
    Preset,
}

/// Reads a key: what is wrong with it is told where the key stands.
#[derive(Clone, Copy)]
struct Table {
    new: bool,
}

impl<'de> DeserializeSeed<'de> for Table {
    type Value = Key;

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Key, D::Error> {
        let key = String::deserialize(from)?;
        match key.as_str() {
            COHOSTS => Ok(Key::Cohosts),
            NAME => Ok(Key::Name),
            PRESET if self.new => Ok(Key::Preset),
            _ => Setting::ALL.into_iter().find(|setting| setting.flag() == key).map(Key::Setting).ok_or_else(|| {
                let known: &[&str] = if self.new { &KEYS_OF_NEW } else { &KEYS };
                D::Error::unknown_field(&key, known)
            }),
        }
    }
}

impl<'de> Visitor<'de> for Table {
    type Value = (Body, Option<Spanned<String>>);

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a table of settings")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let (mut body, mut preset) = (Body::default(), None);
        while let Some(key) = map.next_key_seed(self)? {
            match key {
                Key::Setting(setting) => {
                    let choice = map.next_value_seed(Word(setting))?;
                    body.settings.insert(setting, choice);
                }
                Key::Cohosts => body.cohosts = map.next_value()?,
                Key::Name => body.pattern = Some(map.next_value::<Named>()?.0),
                Key::Preset => preset = Some(map.next_value()?),
            }
        }
        contradiction(&body.settings).map_or(Ok((body, preset)), |words| Err(A::Error::custom(words)))
    }
}

/// Restrictions that moderation off would reset in the same breath.
pub(super) fn contradiction(settings: &Wanted) -> Option<String> {
    if settings.get(&Setting::Moderation) != Some(&0) {
        return None;
    }
    let lost = Setting::RESTRICTIONS.into_iter().find(|setting| settings.get(setting).is_some_and(|choice| *choice != 0))?;
    let word = lost.choices()[settings[&lost]].word;
    Some(format!("{} = \"{word}\" needs moderation = \"on\": with \"off\" Google resets it", lost.flag()))
}

/// Reads the value of a setting.
struct Word(Setting);

impl<'de> DeserializeSeed<'de> for Word {
    type Value = usize;

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<usize, D::Error> {
        from.deserialize_any(self)
    }
}

impl Word {
    fn wrong<E: Error>(&self, given: &str) -> E {
        let words: Vec<String> = self.0.choices().iter().map(|choice| format!("\"{}\"", choice.word)).collect();
        E::custom(format!("{} cannot be {given}: it is {}", self.0.flag(), either(&words)))
    }
}

/// `a, b or c`.
fn either(words: &[String]) -> String {
    match words.split_last() {
        Some((last, others)) if !others.is_empty() => format!("{} or {last}", others.join(", ")),
        Some((last, _)) => last.clone(),
        None => String::new(),
    }
}

impl Visitor<'_> for Word {
    type Value = usize;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words: Vec<String> = self.0.choices().iter().map(|choice| format!("\"{}\"", choice.word)).collect();
        write!(f, "{} for {}", either(&words), self.0.flag())
    }

    fn visit_str<E: Error>(self, word: &str) -> Result<usize, E> {
        self.0.named(word).ok_or_else(|| self.wrong(&format!("\"{}\"", crate::text::clean(word))))
    }

    /// `true` is `"on"` where a setting is on or off.
    fn visit_bool<E: Error>(self, on: bool) -> Result<usize, E> {
        self.0.named(if on { "on" } else { "off" }).ok_or_else(|| self.wrong(&on.to_string()))
    }
}

struct Named(Pattern);

impl<'de> Deserialize<'de> for Named {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        String::deserialize(from)?.parse().map(Self).map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_setting_has_its_key() {
        let flags: Vec<&str> = Setting::ALL.iter().map(|setting| setting.flag()).collect();
        assert_eq!(flags, KEYS[..11]);
        assert_eq!((KEYS_OF_NEW[12], KEYS_OF_NEW[13]), (NAME, PRESET));
    }
}

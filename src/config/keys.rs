//! `[keys]`: other keys for actions, by the names that `greenroom keys` prints.

use std::collections::BTreeMap;
use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, Error, SeqAccess, Visitor};
use toml::Spanned;

use super::read::Wrong;
use crate::keys::{Action, BINDINGS, Chord, Clash, Keymap, named};
use crate::text::{clean, fit, nearest};

/// The table as it is written.
pub(super) type Table = BTreeMap<Spanned<String>, Keys>;

/// The keys of an action, each at its place.
#[derive(Default)]
pub(super) struct Keys(Vec<Spanned<String>>);

impl<'de> Deserialize<'de> for Keys {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(Read)
    }
}

struct Read;

impl<'de> Visitor<'de> for Read {
    type Value = Keys;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of keys, such as [\"n\", \"ctrl-n\"]")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Keys, A::Error> {
        let mut keys = Vec::new();
        while let Some(key) = list.next_element()? {
            keys.push(key);
        }
        Ok(Keys(keys))
    }

    fn visit_str<E: Error>(self, key: &str) -> Result<Keys, E> {
        Err(E::custom(format!("keys stand in a list: [\"{}\"]", fit(&clean(key), 40))))
    }
}

/// What the table says, if it fits together.
pub(super) fn keymap(table: Table) -> Result<Keymap, Wrong> {
    if table.is_empty() {
        return Ok(Keymap::default());
    }
    let mut places: Vec<(Action, usize)> = Vec::new();
    let mut own = Vec::new();
    for (name, Keys(keys)) in table {
        let at = name.span().start;
        let binding = named(name.get_ref()).ok_or_else(|| (at, unknown(name.get_ref())))?;
        if binding.action == Action::Quit && keys.is_empty() {
            return Err((at, "quit always has ctrl-c: it cannot be without a key".into()));
        }
        let read = |key: Spanned<String>| {
            let at = key.span().start;
            key.get_ref().parse::<Chord>().map_err(|error| (at, error.to_string()))
        };
        own.push((binding.action, keys.into_iter().map(read).collect::<Result<Vec<_>, _>>()?));
        places.push((binding.action, at));
    }
    Keymap::with(own).map_err(|clash| told(clash, &places))
}

fn unknown(name: &str) -> String {
    let next = match nearest(name, BINDINGS.iter().map(|binding| binding.name)) {
        Some(near) => format!("did you mean {near}?"),
        None => "greenroom keys lists them".to_owned(),
    };
    format!("there is no action \"{}\": {next}", fit(&clean(name), 40))
}

/// A clash stands where the file gives the key, the last of both.
fn told(clash: Clash, places: &[(Action, usize)]) -> Wrong {
    let place = |action| places.iter().find(|(own, _)| *own == action).map(|(_, at)| *at);
    let [first, second] = clash.of;
    let at = place(first.action).max(place(second.action)).unwrap_or_default();
    if clash.key.to_string() == "ctrl-c" {
        let other = if first.action == Action::Quit { second } else { first };
        return (at, format!("ctrl-c always quits: it cannot be a key of {}", other.name));
    }
    let default = [first, second].into_iter().find(|binding| place(binding.action).is_none());
    let next = match default {
        Some(default) => format!("{} has it by itself: give that one another key, or none with {0} = []", default.name),
        None => "give one of them another key".to_owned(),
    };
    (at, format!("{} would be a key of both {} and {}; {next}", clash.key, first.name, second.name))
}

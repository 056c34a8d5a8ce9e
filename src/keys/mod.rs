//! What a person can do, and with which key. Owns the one table of bindings; performs nothing.

mod action;
mod chord;
mod table;

use std::collections::HashMap;
use std::fmt::Write as _;

pub use action::Action;
pub use chord::Chord;
pub use table::{BINDINGS, Binding, Context, Group};

/// Keys to bindings, ready for dispatch.
#[derive(Debug)]
pub struct Keymap {
    /// The keys of one place lie apart from those that hold everywhere.
    by_key: HashMap<(Option<Context>, Chord), &'static Binding>,
}

impl Default for Keymap {
    fn default() -> Self {
        let by_key = BINDINGS
            .iter()
            .flat_map(|binding| {
                let place = Some(binding.context).filter(|context| context.is_place());
                binding.keys.iter().filter_map(move |key| Some(((place, key.parse().ok()?), binding)))
            })
            .collect();
        Self { by_key }
    }
}

impl Keymap {
    /// The binding of a key, if it has one; `place` says where the keys go, where that has keys of its own.
    #[must_use]
    pub fn get(&self, key: Chord, place: Option<Context>) -> Option<&'static Binding> {
        let special = place.and_then(|place| self.by_key.get(&(Some(place), key)));
        special.or_else(|| self.by_key.get(&(None, key))).copied()
    }
}

/// The binding of an action.
#[must_use]
pub fn binding(action: Action) -> Option<&'static Binding> {
    BINDINGS.iter().find(|binding| binding.action == action)
}

/// A key as people read it: `ctrl-r`, `G`, `Tab`, `↓`.
#[must_use]
pub fn pretty(key: &str) -> String {
    key.parse::<Chord>().map_or_else(|()| key.to_owned(), |chord| chord.to_string())
}

/// The first key of an action, as people read it.
#[must_use]
pub fn key_of(action: Action) -> String {
    binding(action).and_then(|binding| binding.keys.first()).map(|key| pretty(key)).unwrap_or_default()
}

/// The keys of a binding, as people read them.
#[must_use]
pub fn keys_of(binding: &Binding) -> Vec<String> {
    binding.keys.iter().map(|key| pretty(key)).collect()
}

/// What `greenroom keys` prints: key, action name, description in columns.
#[must_use]
pub fn columns() -> String {
    let keys: Vec<String> = BINDINGS.iter().map(|binding| keys_of(binding).join(" ")).collect();
    let widest = |texts: &mut dyn Iterator<Item = usize>| texts.max().unwrap_or(0);
    let first = widest(&mut keys.iter().map(|key| key.chars().count()));
    let second = widest(&mut BINDINGS.iter().map(|binding| binding.name.len()));
    let mut text = String::new();
    for (key, binding) in keys.iter().zip(BINDINGS) {
        let _ = writeln!(text, "{key:first$}  {:second$}  {}", binding.name, binding.doc);
    }
    text
}

/// What `greenroom keys --json` prints: an array of `{keys, action, description, group}`.
#[must_use]
pub fn json() -> serde_json::Value {
    BINDINGS
        .iter()
        .map(|binding| {
            serde_json::json!({
                "keys": binding.keys,
                "action": binding.name,
                "description": binding.doc,
                "group": binding.group.title(),
            })
        })
        .collect()
}

/// The README's table.
#[must_use]
pub fn markdown() -> String {
    let mut text = String::from("| key | does |\n|---|---|\n");
    for group in Group::ALL {
        for binding in BINDINGS.iter().filter(|binding| binding.group == group) {
            let keys: Vec<String> = keys_of(binding).iter().map(|key| format!("`{key}`")).collect();
            let _ = writeln!(text, "| {} | {} |", keys.join(" "), binding.doc);
        }
    }
    text
}

#[cfg(test)]
mod tests;

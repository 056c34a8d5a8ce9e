//! What a person can do, and with which key. Owns the one table of bindings; performs nothing.

mod action;
mod chord;
mod keymap;
mod pages;
mod table;

use std::fmt::Write as _;

pub use action::Action;
pub use chord::{Chord, NoKey};
pub use keymap::{Clash, Keymap};
pub use pages::{markdown, page};
pub use table::{BINDINGS, Binding, Context, Group};

/// The binding of an action.
#[must_use]
pub fn binding(action: Action) -> Option<&'static Binding> {
    BINDINGS.iter().find(|binding| binding.action == action)
}

/// The binding of this name.
#[must_use]
pub fn named(name: &str) -> Option<&'static Binding> {
    BINDINGS.iter().find(|binding| binding.name == name)
}

/// An action's key, for a text that is shown: whoever draws it puts the key of the person there ([`Keymap::in_words`]).
#[must_use]
pub fn key_of(action: Action) -> String {
    binding(action).map(|binding| format!("‹{}›", binding.name)).unwrap_or_default()
}

/// What `greenroom keys` prints: key, action name, description in columns.
#[must_use]
pub fn columns(keymap: &Keymap) -> String {
    let keys: Vec<String> = BINDINGS.iter().map(|binding| keymap.keys_of(binding).join(" ")).collect();
    let widest = |texts: &mut dyn Iterator<Item = usize>| texts.max().unwrap_or(0);
    let first = widest(&mut keys.iter().map(|key| key.chars().count()));
    let second = widest(&mut BINDINGS.iter().map(|binding| binding.name.len()));
    let mut text = String::new();
    for (key, binding) in keys.iter().zip(BINDINGS) {
        let _ = writeln!(text, "{key:first$}  {:second$}  {}", binding.name, keymap.in_words(binding.doc));
    }
    text
}

/// What `greenroom keys --json` prints: an array of `{keys, action, description, group}`.
#[must_use]
pub fn json(keymap: &Keymap) -> serde_json::Value {
    BINDINGS
        .iter()
        .map(|binding| {
            serde_json::json!({
                "keys": if keymap.is_own(binding.action) {
                    keymap.keys_of(binding)
                } else {
                    binding.keys.iter().map(|&key| key.to_owned()).collect()
                },
                "action": binding.name,
                "description": keymap.in_words(binding.doc),
                "group": binding.group.title(),
            })
        })
        .collect()
}

#[cfg(test)]
mod tests;

//! The table of keys as Markdown: the few of the README, and all of them for the guide.

use std::fmt::Write as _;

use super::{BINDINGS, Binding, Context, Group, Keymap};

/// What one meets first.
const FIRST: [Group; 3] = [Group::Space, Group::List, Group::Program];

/// The README's table: what works in the list.
#[must_use]
pub fn markdown() -> String {
    let mut text = String::from("| key | does |\n|---|---|\n");
    for binding in FIRST.into_iter().flat_map(of) {
        let _ = writeln!(text, "| {} | {} |", keys(binding), words(binding));
    }
    text
}

/// The tables of the guide's page: every key, by the place where it works, with the name of its action.
#[must_use]
pub fn page() -> String {
    let mut text = String::new();
    for group in Group::ALL {
        let Some(first) = of(group).next() else { continue };
        let _ = writeln!(text, "## {}\n", group.title());
        match first.context {
            Context::Space => text.push_str("Where a space is under the cursor: in the list and in its details.\n\n"),
            Context::Everywhere => {}
            _ => text.push_str("Here these come before what the same key does elsewhere.\n\n"),
        }
        text.push_str("| key | action | does |\n|---|---|---|\n");
        for binding in of(group) {
            let _ = writeln!(text, "| {} | `{}` | {} |", keys(binding), binding.name, words(binding));
        }
        text.push('\n');
    }
    text
}

fn of(group: Group) -> impl Iterator<Item = &'static Binding> {
    BINDINGS.iter().filter(move |binding| binding.group == group)
}

fn keys(binding: &Binding) -> String {
    let keys: Vec<String> = Keymap::default().keys_of(binding).iter().map(|key| format!("`{key}`")).collect();
    keys.join(" ")
}

/// What stands in a table must not part its cells.
fn words(binding: &Binding) -> String {
    Keymap::default().in_words(binding.doc).replace('|', "\\|")
}

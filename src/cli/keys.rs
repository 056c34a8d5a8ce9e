//! `greenroom keys`: the table of keys, for people and for programs.

use super::{Exit, print};
use crate::config::{Folders, Settings};
use crate::keys::Keymap;

pub(super) fn run(json: bool) -> Exit {
    // Without a home there are no settings, and the keys are those of the table.
    let keymap = match Folders::find(|name| std::env::var_os(name)).map(|folders| Settings::load(&folders.config)) {
        Ok(Ok(settings)) => settings.keys,
        Ok(Err(error)) => return Exit::Usage(error.to_string()),
        Err(_) => Keymap::default(),
    };
    if json { print(&format!("{:#}\n", crate::keys::json(&keymap))) } else { print(&crate::keys::columns(&keymap)) }
}

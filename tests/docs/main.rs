//! The guides and the README say what is so: their shell commands are run, and what they show of greenroom's words is compared.
//!
//! In a page a block of `sh` is run as it stands and has to end well; in a block of `console` the lines after `$ ` are run in a
//! terminal, one after the other, and what they print has to be what stands below, where `…` stands for anything. A block of
//! `text` is neither. The blocks of a page are run in their order, in one folder, with one list. A block of `toml` is a whole
//! `config.toml`, one of `json` a whole seed of the emulator.
//!
//! `UPDATE_DOCS=1 cargo test --test docs` writes the pages that are made from the code.
#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "what a test relies on may fail it")]

mod blocks;
mod house;
#[path = "../support/keep.rs"]
mod keep;
mod made;
mod shell;
mod words;

use std::path::{Path, PathBuf};

use blocks::Block;
use house::House;

/// The pages, the README among them.
pub const PAGES: [&str; 1] = ["docs/emulator.md"];

fn path(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

fn read(name: &str) -> String {
    std::fs::read_to_string(path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// Runs all that a page shows.
fn play(name: &str, house: &House) {
    if !shell::has_tools() {
        return;
    }
    let mut ran = 0;
    for block in blocks::of(&read(name)) {
        let Block { language, text, line } = &block;
        let at = format!("{name}:{line}");
        match language.as_str() {
            "sh" => house.run(&at, text),
            "console" => house.show(&at, text),
            _ => continue,
        }
        ran += 1;
    }
    assert!(ran > 0, "{name} shows nothing that was run");
}

#[test]
fn emulator() {
    play("docs/emulator.md", &House::served());
}

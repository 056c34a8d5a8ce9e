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

/// The pages.
pub const PAGES: [&str; 16] = [
    "docs/README.md",
    "docs/first-start.md",
    "docs/spaces.md",
    "docs/space-settings.md",
    "docs/cohosts.md",
    "docs/many-at-once.md",
    "docs/conferences.md",
    "docs/transcripts.md",
    "docs/watching.md",
    "docs/accounts.md",
    "docs/scripts.md",
    "docs/configuration.md",
    "docs/keys.md",
    "docs/trouble.md",
    "docs/privacy.md",
    "docs/emulator.md",
];

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
            "sh" if text.starts_with("cargo ") => continue,
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

#[test]
fn first_start() {
    play("docs/first-start.md", &House::empty());
}

#[test]
fn spaces() {
    play("docs/spaces.md", &House::furnished());
}

#[test]
fn space_settings() {
    play("docs/space-settings.md", &House::furnished());
}

#[test]
fn cohosts() {
    play("docs/cohosts.md", &House::furnished());
}

#[test]
fn many_at_once() {
    play("docs/many-at-once.md", &House::furnished());
}

#[test]
fn conferences() {
    play("docs/conferences.md", &House::furnished());
}

#[test]
fn transcripts() {
    play("docs/transcripts.md", &House::furnished());
}

#[test]
fn accounts() {
    play("docs/accounts.md", &House::empty());
}

#[test]
fn scripts() {
    play("docs/scripts.md", &House::furnished());
}

#[test]
fn trouble() {
    play("docs/trouble.md", &House::furnished());
}

#[test]
fn readme() {
    // its first block is what `.ci/run` runs
    play("README.md", &House::new());
}

#[test]
fn watching() {
    play("docs/watching.md", &House::furnished());
}

#[test]
fn configuration() {
    play("docs/configuration.md", &House::new());
}

//! What the pages say beside commands: names of flags, variables, keys and files, settings, seeds, links.

use std::collections::BTreeSet;

use clap::CommandFactory as _;
use greenroom::config::{Ground, Named, Settings};
use greenroom::emulator::{Seed, World};

use super::{PAGES, blocks, path, read};

#[test]
fn every_page_is_played() {
    let there = std::fs::read_dir(path("docs")).unwrap().map(|file| format!("docs/{}", file.unwrap().file_name().display()));
    let there: BTreeSet<String> = there.collect();
    let known = PAGES.iter().map(|name| (*name).to_owned());
    assert_eq!(there, known.collect());
}

#[test]
fn blocks_are_of_a_kind_that_is_looked_at() {
    let known = ["sh", "console", "text", "toml", "json", "python", "js", "rust", "rust,ignore"];
    for page in PAGES.iter().chain(&["README.md"]) {
        for block in blocks::of(&read(page)) {
            assert!(known.contains(&block.language.as_str()), "{page}:{}: what is {}?", block.line, block.language);
        }
    }
}

/// The name of a theme whose file this is.
fn theme(text: &str) -> Option<&str> {
    text.lines().next()?.strip_prefix("# themes/")?.strip_suffix(".toml")
}

#[test]
fn settings_are_understood() {
    for page in PAGES.iter().chain(&["README.md"]) {
        for block in blocks::of(&read(page)).iter().filter(|block| block.language == "toml" && theme(&block.text).is_none()) {
            let read = Settings::parse(&block.text, &path("config.toml"));
            assert!(read.is_ok(), "{page}:{}: {}", block.line, read.unwrap_err());
        }
    }
}

#[test]
fn themes_are_understood() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("themes")).unwrap();
    for block in blocks::of(&read("docs/configuration.md")) {
        let Some(name) = theme(&block.text) else { continue };
        std::fs::write(folder.path().join(format!("themes/{name}.toml")), &block.text).unwrap();
        for ground in [Ground::Light, Ground::Dark] {
            let named = Named { name: name.into(), background: ground };
            let palette = named.palette(folder.path(), ground.background(None));
            assert!(palette.is_ok(), "{}: {}", block.line, palette.err().unwrap());
        }
    }
}

#[test]
fn seeds_can_be_sown() {
    let page = "docs/emulator.md";
    for block in blocks::of(&read(page)).iter().filter(|block| block.language == "json") {
        let seed = Seed::parse(&block.text).and_then(|seed| World::from_seed(&seed));
        assert!(seed.is_ok(), "{page}:{}: {}", block.line, seed.err().unwrap());
    }
}

/// The flags of a command and of those below it, and the help of all of them.
fn look_through(command: &clap::Command, known: &mut BTreeSet<String>, help: &mut String) {
    known.extend(command.get_arguments().filter_map(clap::Arg::get_long).map(|long| format!("--{long}")));
    help.push_str(&command.clone().render_long_help().to_string());
    for below in command.get_subcommands() {
        look_through(below, known, help);
    }
}

#[test]
fn flags_and_variables_are_those_of_the_help() {
    let mut program = greenroom::cli::Cli::command();
    program.build();
    let (mut known, mut help) = (BTreeSet::new(), String::new());
    look_through(&program, &mut known, &mut help);
    for page in PAGES {
        let text = read(page);
        let code = text.split('`').skip(1).step_by(2).filter(|code| code.starts_with("--"));
        for flag in code.filter_map(|code| code.split([' ', '=']).next()) {
            assert!(known.contains(flag), "{page}: no command has {flag}");
        }
        let words = text.split(|letter: char| !(letter.is_ascii_uppercase() || letter == '_'));
        for variable in words.filter(|word| word.starts_with("GREENROOM_")) {
            assert!(help.contains(variable), "{page}: {variable}");
        }
    }
}

#[test]
fn links_lead_to_files() {
    let links = read("src/guide/links.md");
    for page in PAGES {
        let text = read(page);
        let inline = text.split("](").skip(1).filter_map(|rest| rest.split(')').next()).map(|file| (file.to_owned(), None));
        let defined = text.lines().filter(|line| line.starts_with('[')).filter_map(|line| line.split_once("]: "));
        let defined = defined.map(|(label, file)| (file.to_owned(), Some(format!("{label}]:"))));
        for (file, label) in inline.chain(defined).filter(|(file, _)| !file.contains("://") && !file.starts_with('#')) {
            let file = path("docs").join(file.split('#').next().unwrap_or_default());
            assert!(file.exists(), "{page}: {}", file.display());
            // in the crate's docs a path leads nowhere: there a link goes by its label
            let label = label.unwrap_or_else(|| panic!("{page}: a link to {} without a label", file.display()));
            assert!(links.contains(&label), "{page}: src/guide/links.md does not know {label}");
        }
    }
}

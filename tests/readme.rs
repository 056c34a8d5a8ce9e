//! The README says what is so: its table of keys is the code's, and what it names exists.
//!
//! `UPDATE_README=1 cargo test --test readme` writes the table of keys into it.
#![expect(clippy::unwrap_used, reason = "what a test relies on may fail it")]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use clap::CommandFactory;

/// Around the tables of settings.
const SETTINGS: (&str, &str) = ("<!-- settings -->\n", "<!-- /settings -->\n");
/// Around the table of keys.
const KEYS: (&str, &str) = ("<!-- keys -->\n", "<!-- /keys -->\n");

fn path(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

fn read(name: &str) -> String {
    std::fs::read_to_string(path(name)).unwrap()
}

fn readme() -> String {
    read("README.md")
}

/// The page of settings.
fn configuration() -> String {
    read("docs/configuration.md")
}

fn help() -> String {
    greenroom::cli::Cli::command().render_long_help().to_string()
}

/// The text before, between and after the two markers, which stand there once.
fn parts<'a>(text: &'a str, (open, close): (&str, &str)) -> (&'a str, &'a str, &'a str) {
    assert_eq!((text.matches(open).count(), text.matches(close).count()), (1, 1), "{open}{close}");
    let (before, rest) = text.split_once(open).unwrap();
    let (between, after) = rest.split_once(close).unwrap();
    (before, between, after)
}

/// Names in capitals that a text speaks of: `GREENROOM_…` and those of others that greenroom reads.
fn variables(text: &str) -> BTreeSet<&str> {
    let words = text.split(|letter: char| !(letter.is_ascii_uppercase() || letter == '_'));
    words.filter(|word| word.starts_with("GREENROOM_") || *word == "NO_COLOR").collect()
}

/// What stands in fenced blocks of this language.
fn blocks(text: &str, language: &str) -> Vec<String> {
    let fence = format!("```{language}\n");
    text.split(&fence).skip(1).map(|rest| rest.split("```").next().unwrap_or_default().to_owned()).collect()
}

#[test]
fn the_table_of_keys_is_that_of_the_code() {
    let text = readme();
    let (before, between, after) = parts(&text, KEYS);
    let table = greenroom::keys::markdown();
    if std::env::var_os("UPDATE_README").is_some() {
        std::fs::write(path("README.md"), format!("{before}{}{table}{}{after}", KEYS.0, KEYS.1)).unwrap();
    } else {
        assert_eq!(between, table, "UPDATE_README=1 cargo test --test readme writes it anew");
    }
}

#[test]
fn the_page_of_settings_is_that_of_the_code() {
    let page = path("src/config/settings.md");
    let text = std::fs::read_to_string(&page).unwrap();
    let (before, between, after) = parts(&text, SETTINGS);
    let table = greenroom::config::markdown();
    if std::env::var_os("UPDATE_README").is_some() {
        std::fs::write(page, format!("{before}{}{table}{}{after}", SETTINGS.0, SETTINGS.1)).unwrap();
    } else {
        assert_eq!(between, table, "UPDATE_README=1 cargo test --test readme writes it anew");
    }
    let examples = blocks(&text, "toml");
    let settings = greenroom::config::Settings::parse(&examples[0], Path::new("config.toml")).unwrap();
    assert_eq!(settings.theme.name, "dusk");
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("themes")).unwrap();
    std::fs::write(folder.path().join("themes/dusk.toml"), &examples[1]).unwrap();
    settings.theme.palette(folder.path(), greenroom::ui::theme::Background::Dark).unwrap();
}

#[test]
fn variables_are_those_of_the_help() {
    assert_eq!(variables(&configuration()), variables(&help()));
}

/// The flags of a command and of those below it.
fn flags_of(command: &clap::Command, known: &mut BTreeSet<String>) {
    known.extend(command.get_arguments().filter_map(|argument| argument.get_long()).map(|long| format!("--{long}")));
    for below in command.get_subcommands() {
        flags_of(below, known);
    }
}

#[test]
fn flags_are_those_of_the_help() {
    let mut known = BTreeSet::new();
    let mut program = greenroom::cli::Cli::command();
    // Only then it has those that clap adds.
    program.build();
    flags_of(&program, &mut known);
    let text = readme();
    // In a block other programs have their flags; a line of it that starts greenroom has greenroom's.
    let ours = |line: &str| line.split("greenroom ").skip(1).map(str::to_owned).collect::<Vec<_>>();
    let mut named: Vec<String> = text.lines().flat_map(ours).collect();
    named.extend(text.split('`').skip(1).step_by(2).filter(|code| code.starts_with("--")).map(str::to_owned));
    let flags = named.iter().flat_map(|code| code.split(|letter: char| !(letter.is_ascii_lowercase() || letter == '-')));
    let flags: BTreeSet<String> = flags.filter(|word| word.starts_with("--") && word.len() > 2).map(str::to_owned).collect();
    assert!(flags.contains("--read-only") && flags.contains("--dry-run"), "{flags:?}");
    assert_eq!(flags.difference(&known).collect::<Vec<_>>(), Vec::<&String>::new());
}

#[test]
fn exit_codes_are_those_of_the_help() {
    let text = read("docs/scripts.md");
    for meaning in ["done", "failed", "wrong usage, or no terminal", "not signed in", "not permitted", "not found"] {
        assert!(
            help().contains(meaning) && text.contains(meaning) && readme().contains(meaning.split(',').next().unwrap()),
            "{meaning}"
        );
    }
}

#[test]
fn two_commands_are_enough_and_ci_starts_with_the_tests() {
    let text = readme();
    let commands: Vec<String> =
        blocks(&text, "sh")[0].lines().map(|line| line.split('#').next().unwrap_or_default().trim().to_owned()).collect();
    assert_eq!(commands, ["cargo run --release -- --demo", "cargo test"]);
    let ci = std::fs::read_to_string(path(".ci/run"));
    // Not in the published package.
    if let Ok(ci) = ci {
        let steps: Vec<&str> = ci.lines().filter_map(|line| line.strip_prefix("step ")).collect();
        let at = |name: &str| steps.iter().position(|step| step.starts_with(name)).unwrap();
        assert!(at("\"tests\"") < at("\"format\""), "{steps:?}");
        assert!(ci.lines().any(|line| line.trim() == commands[1]), "the very command of the README");
    }
}

#[test]
fn settings_of_the_example_are_understood() {
    let folder = tempfile::tempdir().unwrap();
    let example = &blocks(&configuration(), "toml")[0];
    std::fs::write(folder.path().join("config.toml"), example).unwrap();
    let settings = greenroom::config::Settings::load(folder.path()).unwrap();
    assert!(settings.read_only && settings.mouse == Some(false) && settings.clipboard.is_some(), "{settings:?}");
}

#[test]
fn presets_of_the_example_are_understood() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("config.toml"), &blocks(&read("docs/space-settings.md"), "toml")[0]).unwrap();
    let presets = greenroom::config::Settings::load(folder.path()).unwrap().presets;
    let training = presets.find("training").unwrap();
    assert!(!training.built_in && training.cohosts.len() == 2, "{training:?}");
    assert_eq!(presets.new_space().summary(), "access open, transcript on");
    let text = read("docs/space-settings.md");
    for (name, _) in greenroom::config::PLACEHOLDERS {
        assert!(text.contains(&format!("{{{name}}}")), "{name}");
    }
    for setting in greenroom::meet::settings::Setting::ALL {
        assert!(text.contains(&format!("`{}`", setting.flag())), "{setting:?}");
    }
    for preset in greenroom::config::Presets::default().all() {
        assert!(text.contains(&format!("`{}`", preset.name)), "{}", preset.name);
    }
}

#[test]
fn files_that_it_names_are_there() {
    let text = readme();
    let links = text.split("](").skip(1).map(|rest| rest.split(')').next().unwrap_or_default());
    let files: Vec<&str> = links.filter(|link| !link.contains("://")).collect();
    assert!(files.contains(&"assets/greenroom.svg") && files.contains(&"LICENSE-MIT"), "{files:?}");
    for file in files {
        assert!(path(file).is_file(), "{file}");
    }
}

#[test]
fn it_asks_for_the_version_that_the_package_asks_for() {
    let wanted = env!("CARGO_PKG_RUST_VERSION");
    assert!(readme().contains(&format!("Rust {wanted}")), "{wanted}");
}

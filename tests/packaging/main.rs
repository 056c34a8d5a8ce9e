//! What packages are made of: that each carries everything, that the files fit each other, and that their steps do what they say.
//!
//! Programs of the system that check are left out where they are missing, saying so; with `CI=true` that is a failure. What the
//! published crate has not is not checked from there.
#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "what a test relies on may fail it")]

mod recipes;
mod release;

use std::collections::BTreeSet;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use clap::CommandFactory as _;
use toml::Table;

const VERSION: &str = env!("CARGO_PKG_VERSION");

fn path(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

/// A file of the repository; none where it is not part of the published crate.
fn text(name: &str) -> Option<String> {
    let text = std::fs::read_to_string(path(name)).ok();
    assert!(text.is_some() || !path(".ci").exists(), "{name} is missing");
    text
}

fn manifest() -> Table {
    // As it is written, also in the published crate, whose Cargo.toml is cargo's.
    let name = if path("Cargo.toml.orig").exists() { "Cargo.toml.orig" } else { "Cargo.toml" };
    text(name).unwrap().parse().unwrap()
}

fn metadata(name: &str) -> Table {
    manifest()["package"]["metadata"][name].as_table().unwrap().clone()
}

/// Whether a program can be run. Where it cannot, whoever asks has to leave something out.
fn has(program: &str, package: &str) -> bool {
    let there = Command::new("sh").args(["-c", "command -v \"$0\" >/dev/null", program]).status().unwrap().success();
    if !there {
        assert_ne!(std::env::var("CI").as_deref(), Ok("true"), "{program} is not installed: apt-get install {package}");
        let words = format!("left out: {program} is not installed (apt-get install {package})\n");
        std::io::stderr().write_all(words.as_bytes()).unwrap();
    }
    there
}

/// Runs it, with nothing said on stderr.
#[track_caller]
fn quietly(command: &mut Command) -> String {
    let Output { status, stdout, stderr } = command.output().unwrap();
    let (said, complained) = (String::from_utf8(stdout).unwrap(), String::from_utf8(stderr).unwrap());
    assert!(status.success() && complained.is_empty(), "{command:?}: {status}\n{said}{complained}");
    said
}

/// What the packages carry beside the program, written by the script that packagers call.
fn extras(folder: &Path) -> PathBuf {
    let extras = folder.join("extras");
    let script = path("assets/packaging/extras");
    quietly(Command::new("sh").arg(script).arg(env!("CARGO_BIN_EXE_greenroom")).arg(&extras));
    extras
}

fn names(folder: &Path) -> BTreeSet<String> {
    std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

/// Every command of the program by the name of its page.
fn pages() -> BTreeSet<String> {
    fn add(command: &clap::Command, name: &str, all: &mut BTreeSet<String>) {
        all.insert(format!("{name}.1.gz"));
        for below in command.get_subcommands().filter(|below| !below.is_hide_set()) {
            add(below, &format!("{name}-{}", below.get_name()), all);
        }
    }
    let mut all = BTreeSet::new();
    add(&greenroom::cli::Cli::command(), "greenroom", &mut all);
    all
}

#[test]
fn extras_are_a_page_for_every_command_and_a_script_for_every_shell() {
    let folder = tempfile::tempdir().unwrap();
    let extras = extras(folder.path());
    let pages = pages();
    assert!(pages.len() > 25 && pages.contains("greenroom-cohosts-add.1.gz"), "{pages:?}");
    assert_eq!(names(&extras.join("man")), pages);
    let scripts = names(&extras.join("completions"));
    assert_eq!(
        scripts.iter().collect::<Vec<_>>(),
        ["_greenroom", "greenroom", "greenroom.elv", "greenroom.fish", "greenroom.ps1"]
    );
    let shells = <greenroom::cli::Shell as clap::ValueEnum>::value_variants().len();
    assert_eq!(scripts.len(), shells);
    for script in scripts {
        let text = std::fs::read_to_string(extras.join("completions").join(&script)).unwrap();
        assert!(text.contains("GREENROOM_COMPLETE"), "{script}: {text}");
    }
}

#[test]
fn pages_are_clean_and_have_their_names_at_the_top() {
    let folder = tempfile::tempdir().unwrap();
    let man = folder.path().join("man");
    quietly(Command::new(env!("CARGO_BIN_EXE_greenroom")).args(["man", "--dir"]).arg(&man));
    let (checks, renders) = (has("mandoc", "mandoc"), has("groff", "groff"));
    for page in names(&man) {
        let file = man.join(&page);
        let name = page.strip_suffix(".1").unwrap();
        if checks {
            // It is no error for it, so it gives no code; blank lines between paragraphs are clap's.
            let output = Command::new("mandoc").args(["-Tlint", "-Wwarning"]).arg(&file).output().unwrap();
            let said = String::from_utf8(output.stdout).unwrap();
            let lines: Vec<&str> = said.lines().filter(|line| !line.contains("skipping paragraph macro")).collect();
            assert!(lines.is_empty(), "{lines:#?}");
        }
        if renders {
            let shown = quietly(Command::new("groff").args(["-man", "-ww", "-Tutf8", "-P-cbou"]).arg(&file));
            let first = shown.lines().find(|line| !line.is_empty()).unwrap();
            assert!(first.starts_with(&format!("{name}(1)")) && first.contains("greenroom's manual"), "{first}");
            let last = shown.trim_end().lines().last().unwrap();
            assert!(last.contains(&format!("greenroom {VERSION}")), "{last}");
            let whole = shown.contains("SYNOPSIS") && (shown.contains("xample") || shown.contains("COMMANDS"));
            assert!(whole, "{shown}");
        }
    }
}

/// The day that the pages carry is that of the release.
#[test]
fn pages_carry_the_day_of_the_release() {
    let changelog = text("CHANGELOG.md").unwrap();
    let page = quietly(Command::new(env!("CARGO_BIN_EXE_greenroom")).arg("man"));
    let (_, title) = page.split_once(".TH ").unwrap();
    let day: jiff::civil::Date = title.split_whitespace().nth(2).unwrap().trim_matches('"').parse().unwrap();
    if let Some(released) = changelog.lines().find_map(|line| line.strip_prefix(&format!("## [{VERSION}] - "))) {
        assert_eq!(released.parse::<jiff::civil::Date>().unwrap(), day);
    } else {
        assert!(changelog.contains("## [Unreleased]"), "neither released nor not");
    }
}

#[test]
fn the_debian_package_carries_everything() {
    let assets = metadata("deb")["assets"].as_array().unwrap().clone();
    let folder = tempfile::tempdir().unwrap();
    let extras = extras(folder.path());
    let mut places = BTreeSet::new();
    for asset in &assets {
        let [source, place, mode] = asset.as_array().unwrap().iter().map(|part| part.as_str().unwrap()).collect::<Vec<_>>()[..]
        else {
            panic!("{asset:?}")
        };
        places.insert(place.to_owned());
        assert_eq!(mode, if place == "usr/bin/" { "755" } else { "644" }, "{source}");
        match source.strip_prefix("target/release/") {
            Some("greenroom") => assert_eq!(place, "usr/bin/"),
            Some(built) => {
                let (below, name) = built.strip_prefix("extras/").unwrap().split_once('/').unwrap();
                let found = names(&extras.join(below));
                assert!(name == "*.1.gz" || found.contains(name), "{source}");
            }
            None => assert!(path(source).is_file(), "{source}"),
        }
    }
    let wanted = [
        "usr/bin/",
        "usr/share/applications/",
        "usr/share/bash-completion/completions/",
        "usr/share/doc/greenroom/",
        "usr/share/fish/vendor_completions.d/",
        "usr/share/icons/hicolor/scalable/apps/",
        "usr/share/man/man1/",
        "usr/share/zsh/vendor-completions/",
    ];
    assert_eq!(places.iter().map(String::as_str).collect::<Vec<_>>(), wanted);
}

#[test]
fn the_desktop_file_is_valid() {
    let file = path("assets/packaging/greenroom.desktop");
    let entry = std::fs::read_to_string(&file).unwrap();
    for line in ["Exec=greenroom", "Icon=greenroom", "Terminal=true"] {
        assert!(entry.lines().any(|other| other == line), "{line}");
    }
    if has("desktop-file-validate", "desktop-file-utils") {
        assert_eq!(quietly(Command::new("desktop-file-validate").arg(&file)), "");
    }
}

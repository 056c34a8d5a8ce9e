//! What packages are made of: that each carries everything, that the files fit each other, and that their steps do what they say.
//!
//! Programs of the system that check are left out where they are missing, saying so; with `CI=true` that is a failure. What the
//! published crate has not is not checked from there.
#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "what a test relies on may fail it")]

use std::collections::BTreeSet;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use clap::CommandFactory as _;
use toml::{Table, Value};

/// What stands where a release puts a checksum.
const NO_SUM: &str = "0000000000000000000000000000000000000000000000000000000000000000";
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
        writeln!(std::io::stderr(), "left out: {program} is not installed (apt-get install {package})").unwrap();
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
    let (lints, renders) = (has("mandoc", "mandoc"), has("groff", "groff"));
    for page in names(&man) {
        let file = man.join(&page);
        let name = page.strip_suffix(".1").unwrap();
        if lints {
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
            assert!(
                shown.contains("SYNOPSIS")
                    && (shown.contains("EXAMPLE") || shown.contains("xample") || shown.contains("COMMANDS"))
            );
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
            Some(made) => {
                let (below, name) = made.strip_prefix("extras/").unwrap().split_once('/').unwrap();
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

#[test]
fn binstall_looks_for_what_dist_makes() {
    let binstall = metadata("binstall");
    let Some(dist) = text("dist-workspace.toml") else { return };
    let dist: Table = dist.parse().unwrap();
    let dist = dist["dist"].as_table().unwrap();
    // Where dist is not told otherwise: `.tar.xz` with a folder in it, and for Windows a `.zip` without one.
    assert!(!dist.contains_key("unix-archive") && !dist.contains_key("windows-archive"), "{dist:?}");
    let field = |table: &Table, name: &str| table[name].as_str().unwrap().to_owned();
    assert!(field(&binstall, "pkg-url").ends_with("/releases/download/v{ version }/{ name }-{ target }{ archive-suffix }"));
    assert_eq!(field(&binstall, "pkg-fmt"), "txz");
    assert_eq!(field(&binstall, "bin-dir"), "{ name }-{ target }/{ bin }{ binary-ext }");
    let targets: Vec<&str> = dist["targets"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
    let overrides = binstall["overrides"].as_table().unwrap();
    for target in &targets {
        let windows = overrides.get(*target).and_then(Value::as_table);
        assert_eq!(windows.is_some(), target.contains("windows"), "{target}");
        if let Some(windows) = windows {
            assert_eq!(
                (field(windows, "pkg-fmt").as_str(), field(windows, "bin-dir").as_str()),
                ("zip", "{ bin }{ binary-ext }")
            );
        }
    }
    assert!(targets.contains(&"x86_64-unknown-linux-musl") && targets.contains(&"aarch64-apple-darwin"), "{targets:?}");
    assert!(manifest()["profile"].get("dist").is_some(), "the profile that dist builds with");
}

#[test]
fn the_workflow_is_of_that_dist_and_calls_what_is_there() {
    let (Some(dist), Some(release)) = (text("dist-workspace.toml"), text(".github/workflows/release.yml")) else { return };
    let dist: Table = dist.parse().unwrap();
    let version = dist["dist"]["cargo-dist-version"].as_str().unwrap();
    assert!(release.contains(&format!("/v{version}/")), "dist generate");
    let mut called = 0;
    for job in ["local-artifacts-jobs", "publish-jobs"].iter().flat_map(|key| dist["dist"][*key].as_array().unwrap()) {
        let file = format!("{}.yml", job.as_str().unwrap().strip_prefix("./").unwrap());
        let workflow = text(&format!(".github/workflows/{file}")).unwrap();
        assert!(workflow.contains("workflow_call:") && release.contains(&format!("uses: ./.github/workflows/{file}")), "{file}");
        called += 1;
    }
    assert_eq!(called, 2);
}

/// A published crate, as far as its steps look at it, built and unpacked.
fn crate_folder(folder: &Path) -> PathBuf {
    let place = folder.join("src").join(format!("greenroom-{VERSION}"));
    std::fs::create_dir_all(place.join("target/release")).unwrap();
    for name in ["assets", "README.md", "CHANGELOG.md", "LICENSE-MIT", "LICENSE-APACHE"] {
        std::os::unix::fs::symlink(path(name), place.join(name)).unwrap();
    }
    std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_greenroom"), place.join("target/release/greenroom")).unwrap();
    std::fs::rename(extras(folder), place.join("target/release/extras")).unwrap();
    place
}

/// The files below a folder, as paths from there.
fn below(folder: &Path) -> BTreeSet<String> {
    let found = quietly(Command::new("find").arg(".").args(["-type", "f"]).current_dir(folder));
    found.lines().map(|line| line.trim_start_matches("./").to_owned()).collect()
}

#[test]
fn the_pkgbuild_has_its_fields_and_packs_everything() {
    let Some(pkgbuild) = text("assets/packaging/aur/PKGBUILD") else { return };
    let folder = tempfile::tempdir().unwrap();
    crate_folder(folder.path());
    let script = r#"
        set -eu
        source "$1"
        for field in pkgname pkgver pkgrel pkgdesc url; do printf '%s=%s\n' "$field" "${!field}"; done
        printf 'source=%s\n' "${source[@]}"
        printf 'sum=%s\n' "${sha256sums[@]}"
        printf 'license=%s\narch=%s\nmakedepends=%s\n' "${license[*]}" "${arch[*]}" "${makedepends[*]}"
        for step in prepare build check package; do [ "$(type -t "$step")" = function ]; done
        pkgdir="$2/pkg"
        cd "$2/src"
        package
    "#;
    let file = path("assets/packaging/aur/PKGBUILD");
    let said = quietly(Command::new("bash").args(["-c", script, "bash"]).arg(&file).arg(folder.path()));
    let fields: Vec<&str> = said.lines().collect();
    let sum = format!("sum={NO_SUM}");
    let source =
        format!("source=greenroom-{VERSION}.tar.gz::https://static.crates.io/crates/greenroom/greenroom-{VERSION}.crate");
    let version = format!("pkgver={VERSION}");
    for line in ["pkgname=greenroom", &version, "license=MIT OR Apache-2.0", "makedepends=cargo", &source, &sum] {
        assert!(fields.contains(&line), "{line}: {fields:#?}");
    }
    let description = fields.iter().find_map(|field| field.strip_prefix("pkgdesc=")).unwrap();
    assert!(description.len() <= 80 && !description.ends_with('.') && !description.starts_with("greenroom"), "{description}");
    assert!(pkgbuild.starts_with("# Maintainer: ") && !pkgbuild.contains('\t'));

    let packed = below(&folder.path().join("pkg/usr"));
    let mut wanted: BTreeSet<String> = pages().into_iter().map(|page| format!("share/man/man1/{page}")).collect();
    wanted.extend(
        [
            "bin/greenroom",
            "share/applications/greenroom.desktop",
            "share/bash-completion/completions/greenroom",
            "share/doc/greenroom/CHANGELOG.md",
            "share/doc/greenroom/README.md",
            "share/fish/vendor_completions.d/greenroom.fish",
            "share/icons/hicolor/scalable/apps/greenroom.svg",
            "share/licenses/greenroom/LICENSE-APACHE",
            "share/licenses/greenroom/LICENSE-MIT",
            "share/zsh/site-functions/_greenroom",
        ]
        .map(str::to_owned),
    );
    assert_eq!(packed, wanted);
}

/// As much of Homebrew as the formula speaks to: its steps are done over a built program.
const HOMEBREW: &str = r##"
require "pathname"
require "open3"
class Pathname
  alias / +
  alias to_str to_s
end
class Formula
  FIELDS = {}
  class << self
    %i[desc homepage url sha256 license depends_on].each { |field| define_method(field) { |value| FIELDS[field] = value } }
    def test(&block) = FIELDS[:test] = block
    def inherited(formula) = FIELDS[:formula] = formula
  end
  def initialize(program, prefix) = (@program, @prefix = program, Pathname(prefix))
  def bin = @prefix/"bin"
  def man1 = @prefix/"share/man/man1"
  def testpath = @prefix/"test"
  def version = FIELDS[:url][/-([0-9.]+)\.crate/, 1]
  def std_cargo_args = ["--locked", "--root=#{@prefix}", "--path=."]
  def system(*words)
    if words[0, 2] == ["cargo", "install"]
      bin.mkpath
      (bin/"greenroom").make_symlink(@program)
    else
      Kernel.system(*words.map(&:to_s)) or raise words.inspect
    end
  end
  def generate_completions_from_executable(*words)
    %w[bash zsh fish].each { |shell| raise shell if shell_output("#{words.join(" ")} #{shell}").empty? }
  end
  def shell_output(line)
    out, status = Open3.capture2(line)
    status.success? ? out : raise(line)
  end
  def assert_match(part, whole) = (whole.include?(part) or raise part)
  def assert_equal(one, other) = (one == other or raise other)
end
load ARGV[0]
formula = Formula::FIELDS[:formula].new(ARGV[1], ARGV[2])
formula.install
formula.instance_exec(&Formula::FIELDS[:test])
Formula::FIELDS.each { |field, value| puts "#{field}=#{value}" unless value.is_a?(Proc) }
"##;

#[test]
fn the_formula_has_its_fields_and_its_steps_succeed() {
    let Some(formula) = text("assets/packaging/homebrew/greenroom.rb") else { return };
    if !has("ruby", "ruby") {
        return;
    }
    let file = path("assets/packaging/homebrew/greenroom.rb");
    assert_eq!(quietly(Command::new("ruby").args(["-wc"]).arg(&file)), "Syntax OK\n");
    let folder = tempfile::tempdir().unwrap();
    let said = quietly(
        Command::new("ruby")
            .args(["-e", HOMEBREW, "--"])
            .arg(&file)
            .arg(env!("CARGO_BIN_EXE_greenroom"))
            .arg(folder.path())
            .env_remove("GREENROOM_COMPLETE"),
    );
    for line in [
        format!("url=https://static.crates.io/crates/greenroom/greenroom-{VERSION}.crate"),
        format!("sha256={NO_SUM}"),
        "license={:any_of=>[\"MIT\", \"Apache-2.0\"]}".to_owned(),
        "formula=Greenroom".to_owned(),
    ] {
        // Ruby 3.4 writes hashes in another way.
        assert!(said.contains(&line) || said.contains(&line.replace(":any_of=>", "any_of: ")), "{line}: {said}");
    }
    let description = formula.lines().find_map(|line| line.strip_prefix("  desc \"")?.strip_suffix('"')).unwrap();
    assert!(description.len() <= 80 && !description.ends_with('.') && !description.starts_with("greenroom"), "{description}");
    let pages = pages().into_iter().map(|page| page.trim_end_matches(".gz").to_owned()).collect();
    assert_eq!(names(&folder.path().join("share/man/man1")), pages);
}

#[test]
fn a_release_fills_in_version_and_checksum() {
    if text("assets/packaging/fill").is_none() || !has("openssl", "openssl") {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("greenroom-12.3.4.crate");
    std::fs::write(&file, "abc").unwrap();
    let fill = || {
        let mut command = Command::new("sh");
        command.arg(path("assets/packaging/fill"));
        command
    };
    quietly(fill().arg(&file).arg(folder.path().join("filled")));
    // The checksum of "abc", as FIPS 180-2 has it.
    let sum = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    for (name, lines) in [
        ("greenroom.rb", ["/greenroom-12.3.4.crate\"".to_owned(), format!("  sha256 \"{sum}\"\n")]),
        ("PKGBUILD", ["pkgver=12.3.4\n".to_owned(), format!("sha256sums=('{sum}')\n")]),
    ] {
        let filled = std::fs::read_to_string(folder.path().join("filled").join(name)).unwrap();
        assert!(lines.iter().all(|line| filled.contains(line)) && !filled.contains(NO_SUM), "{filled}");
        assert!(!filled.contains("fills it in"), "{filled}");
    }
    let wrong = fill().arg("greenroom.crate").arg(folder.path()).output().unwrap();
    assert_eq!((wrong.status.code(), wrong.stdout.as_slice()), (Some(2), &b""[..]));
}

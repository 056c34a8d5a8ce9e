//! Settings files, valid and not, through the built program: a valid one is taken; any other ends it with code 2 and one line, which
//! stands beside it in a file ending in `.err`, before anything is drawn. Beside a file ending in `.theme` lies the theme named `own`.
//!
//! `UPDATE_SETTINGS=1` writes what is said now: look at every line of it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

struct Place(tempfile::TempDir);

impl Place {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir_all(folder.path().join("config/themes")).unwrap();
        Self(folder)
    }

    fn file(&self) -> PathBuf {
        self.0.path().join("config/config.toml")
    }

    /// The same files in this place.
    fn take(&self, corpus: &Path) {
        fs::copy(corpus, self.file()).unwrap();
        let theme = corpus.with_extension("theme");
        if theme.exists() {
            fs::copy(theme, self.0.path().join("config/themes/own.toml")).unwrap();
        }
    }

    fn run(&self, arguments: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_greenroom"));
        command.args(arguments).env_clear().env("HOME", self.0.path());
        command.env("GREENROOM_CONFIG_DIR", self.0.path().join("config")).env("GREENROOM_DATA_DIR", self.0.path().join("data"));
        command.stdin(std::process::Stdio::null()).output().unwrap()
    }

    /// What it says on stderr, with this place as `DIR`.
    fn said(&self, output: &Output) -> String {
        let said = String::from_utf8(output.stderr.clone()).unwrap();
        said.replace(&self.0.path().join("config").display().to_string(), "DIR")
    }
}

fn corpus(kind: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cli/settings").join(kind);
    let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<_> = files.filter(|path| path.extension().is_some_and(|ext| ext == "toml")).collect();
    files.sort();
    files
}

#[test]
fn valid_files_are_taken() {
    let files = corpus("valid");
    assert!(files.len() >= 15, "{files:?}");
    for file in files {
        let place = Place::new();
        place.take(&file);
        let output = place.run(&["config", "show"]);
        assert_eq!(output.status.code(), Some(0), "{file:?}: {}", place.said(&output));
        // The app gets as far as to ask for a terminal.
        let output = place.run(&[]);
        assert!(place.said(&output).contains("terminal"), "{file:?}: {}", place.said(&output));
    }
}

#[test]
fn an_invalid_file_ends_it_with_one_line() {
    let files = corpus("invalid");
    assert!(files.len() >= 50, "{files:?}");
    for file in files {
        let place = Place::new();
        place.take(&file);
        let output = place.run(&[]);
        let said = place.said(&output);
        assert_eq!((output.status.code(), output.stdout.len()), (Some(2), 0), "{file:?}: {said}");
        assert!(said.starts_with("greenroom: DIR/") && said.lines().count() == 1, "{file:?}: {said}");
        assert!(!said.trim_end().chars().any(char::is_control) && !said.contains('\u{202e}'), "{file:?}: {said:?}");
        let expected = file.with_extension("err");
        if std::env::var_os("UPDATE_SETTINGS").is_some() {
            fs::write(&expected, &said).unwrap();
        } else {
            assert_eq!(said, fs::read_to_string(&expected).unwrap(), "{file:?}");
        }
    }
}

#[test]
fn what_is_no_file_of_settings_at_all() {
    let place = Place::new();
    fs::create_dir(place.file()).unwrap();
    let refused = |place: &Place, expected: &str| {
        for arguments in [&[] as &[&str], &["list"], &["config", "show"], &["keys"], &["new", "--dry-run"]] {
            let output = place.run(arguments);
            assert_eq!((output.status.code(), output.stdout.len()), (Some(2), 0), "{arguments:?}");
            assert_eq!(place.said(&output), format!("greenroom: DIR/config.toml{expected}\n"), "{arguments:?}");
        }
        // Where it is can be told all the same.
        assert_eq!(place.run(&["config", "path"]).stdout, format!("{}\n", place.file().display()).into_bytes());
    };
    refused(&place, ": it is a folder: put a file of that name in its place");
    fs::remove_dir(place.file()).unwrap();
    fs::write(place.file(), "# long\n".repeat(200_000)).unwrap();
    refused(&place, ": it is longer than 1 MiB: settings are not");
    fs::remove_file(place.file()).unwrap();
    std::os::unix::fs::symlink("nowhere", place.file()).unwrap();
    refused(&place, ": No such file or directory");
    fs::remove_file(place.file()).unwrap();
    std::os::unix::fs::symlink("/dev/null", place.file()).unwrap();
    refused(&place, ": it is no file");
}

#[test]
fn init_writes_once_and_keeps_what_was_there() {
    let place = Place::new();
    fs::remove_dir_all(place.0.path().join("config")).unwrap();
    let output = place.run(&["config", "init"]);
    assert_eq!((output.status.code(), place.said(&output).as_str()), (Some(0), ""));
    assert_eq!(output.stdout, format!("{}\n", place.file().display()).into_bytes());
    assert_eq!(fs::read_to_string(place.file()).unwrap(), greenroom::config::commented());
    // Every line says so.
    let shown = place.run(&["config"]);
    assert!(String::from_utf8(shown.stdout).unwrap().lines().take(9).all(|line| line.ends_with("\tdefault")));

    fs::write(place.file(), "mouse = false # mine\n").unwrap();
    let output = place.run(&["config", "init"]);
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(
        place.said(&output),
        "greenroom: DIR/config.toml is there already: --force writes over it, and keeps it as config.toml.old\n"
    );
    assert_eq!(fs::read_to_string(place.file()).unwrap(), "mouse = false # mine\n");

    let output = place.run(&["config", "init", "--force"]);
    assert_eq!((output.status.code(), place.said(&output).as_str()), (Some(0), "The old one is kept as DIR/config.toml.old\n"));
    assert_eq!(fs::read_to_string(place.file()).unwrap(), greenroom::config::commented());
    let output = place.run(&["config", "init", "--yes", "-q"]);
    assert_eq!((output.status.code(), place.said(&output).as_str()), (Some(0), ""));
    let old = |name: &str| fs::read_to_string(place.file().with_file_name(name)).unwrap();
    assert_eq!(old("config.toml.old"), "mouse = false # mine\n");
    assert_eq!(old("config.toml.old-2"), greenroom::config::commented());
}

#[test]
fn init_where_nothing_can_be_written() {
    let place = Place::new();
    fs::remove_dir_all(place.0.path().join("config")).unwrap();
    // A file stands where the folder would be: not even root writes there.
    fs::write(place.0.path().join("config"), "").unwrap();
    let output = place.run(&["config", "init"]);
    assert_eq!((output.status.code(), output.stdout.len()), (Some(1), 0));
    assert!(place.said(&output).starts_with("greenroom: config.toml was not written: DIR"), "{}", place.said(&output));
    assert_eq!(place.said(&output).lines().count(), 1);
}

#[test]
fn what_holds_and_where_it_comes_from() {
    let place = Place::new();
    fs::write(place.file(), "clipboard = \"system\"\nmouse = false\n\n[new]\naccess = 'open'\n[keys]\nquit = [\"ctrl-q\"]\n")
        .unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_greenroom"));
    command.args(["config", "show", "--json", "--read-only", "--ascii", "--account", "ana@example.com"]).env_clear();
    command.env("GREENROOM_CONFIG_DIR", place.0.path().join("config")).env("GREENROOM_DATA_DIR", place.0.path().join("data"));
    command.env("GREENROOM_CLIPBOARD", "none").env("NO_COLOR", "1").env("GREENROOM_ACCESS_TOKEN", "ya29.secret");
    let output = command.output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(!text.contains("secret"), "{text}");
    let shown: serde_json::Value = serde_json::from_str(&text).unwrap();
    let of = |setting: &str| {
        let found = shown.as_array().unwrap().iter().find(|shown| shown["setting"] == setting).unwrap();
        format!("{} {} {}", found["value"], found["from"].as_str().unwrap(), found["where"].as_str().unwrap())
    };
    assert_eq!(of("read_only"), "true flag --read-only");
    assert_eq!(of("mouse"), "false file config.toml:2");
    assert_eq!(of("clipboard"), "\"none\" environment GREENROOM_CLIPBOARD");
    assert_eq!(of("colours"), "false environment NO_COLOR");
    assert_eq!(of("ascii"), "true flag --ascii");
    assert_eq!(of("account"), "\"ana@example.com\" flag --account");
    assert_eq!(of("polling.live"), "\"15s\" default default");
    assert_eq!(of("new.access"), "\"'open'\" file config.toml:5");
    assert_eq!(of("keys.quit"), "[\"ctrl-q\",\"ctrl-c\"] file config.toml:7");
}

#[test]
fn keys_are_printed_as_they_hold() {
    let place = Place::new();
    fs::write(place.file(), "[keys]\nnew = [\"F2\"]\nrefresh = []\n").unwrap();
    let text = String::from_utf8(place.run(&["keys"]).stdout).unwrap();
    assert!(text.lines().any(|line| line.starts_with("F2 ") && line.contains(" new ")), "{text}");
    assert!(text.contains(":refresh and d then act on all marked ones") || text.contains(", :refresh, "), "{text}");
    let json: serde_json::Value = serde_json::from_slice(&place.run(&["keys", "--json"]).stdout).unwrap();
    let keys = |action: &str| json.as_array().unwrap().iter().find(|key| key["action"] == action).unwrap()["keys"].to_string();
    assert_eq!([keys("new"), keys("refresh"), keys("page_down")], ["[\"F2\"]", "[]", "[\"pagedown\"]"]);
}

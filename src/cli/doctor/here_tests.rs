use rstest::rstest;

use super::super::check::Status;
use super::*;

fn good() -> Seen {
    Seen { stdin: true, stdout: true, size: Some((120, 40)), term: Some("xterm".into()), utf8: Some(true), ..Seen::default() }
}

#[rstest]
#[case(good(), Status::Ok, "120×40, xterm")]
#[case(Seen { tmux: true, ssh: true, no_color: true, ..good() }, Status::Ok, "xterm, in tmux, over SSH, no colours (NO_COLOR)")]
#[case(Seen { stdin: false, ..good() }, Status::Warning, "standard input is none")]
#[case(Seen { stdout: false, size: None, ..good() }, Status::Warning, "standard output is none (xterm)")]
#[case(Seen { stdin: false, stdout: false, size: None, ..good() }, Status::Warning, "standard input and output are none")]
#[case(Seen { size: Some((39, 40)), ..good() }, Status::Warning, "small")]
#[case(Seen { utf8: Some(false), ..good() }, Status::Warning, "not UTF-8")]
#[case(Seen { utf8: Some(false), ascii: true, ..good() }, Status::Ok, "xterm")]
#[case(Seen { utf8: None, ..good() }, Status::Ok, "xterm")]
fn terminals(#[case] seen: Seen, #[case] status: Status, #[case] words: &str) {
    let check = terminal(&seen);
    assert_eq!(check.status, status, "{check:?}");
    assert!(check.detail.contains(words), "{check:?}");
    assert_eq!(check.fix.is_some(), status != Status::Ok);
}

#[cfg(unix)]
#[rstest]
#[case(Some("dumb"))]
#[case(None)]
fn a_terminal_that_cannot_place_a_cursor(#[case] term: Option<&str>) {
    let check = terminal(&Seen { term: term.map(str::to_owned), ..good() });
    assert_eq!(check.status, Status::Warning, "{check:?}");
    assert!(check.fix.unwrap().contains("TERM="));
}

fn nowhere(ssh: bool) -> Environment {
    Environment { tmux: true, ssh, tmux_program: "/nowhere/tmux".into(), keeper: vec![] }
}

#[test]
fn clipboards() {
    assert!(clipboard(Choice::None, nowhere(true)).detail.contains("turned off"));
    let check = clipboard(Choice::Osc52, nowhere(true));
    assert_eq!((check.status, check.detail.as_str()), (Status::Ok, "osc52: the terminal's (OSC 52, which gives no answer)"));
    let check = clipboard(Choice::Auto, nowhere(true));
    assert_eq!(check.status, Status::Ok);
    assert!(check.detail.contains("tmux: tmux does not start"), "{check:?}");
}

fn both(root: &Path) -> Folders {
    Folders { config: root.join("config"), data: root.join("deep/er/data") }
}

#[test]
fn folders_that_are_to_be_made_are_not_made() {
    let root = tempfile::tempdir().unwrap();
    let check = folders(&both(root.path()));
    assert_eq!(check.status, Status::Ok, "{check:?}");
    assert_eq!(check.detail.matches("to be made").count(), 2, "{check:?}");
    assert_eq!(fs::read_dir(root.path()).unwrap().count(), 0);
}

#[test]
fn a_file_in_the_way_is_named() {
    let root = tempfile::tempdir().unwrap();
    fs::write(root.path().join("deep"), "").unwrap();
    let check = folders(&both(root.path()));
    assert_eq!(check.status, Status::Failed(Cause::Other));
    assert!(check.detail.contains("deep is no folder") && check.fix.unwrap().contains("GREENROOM_DATA_DIR"));
}

#[cfg(unix)]
#[test]
fn what_others_can_read_is_named_with_what_to_do() {
    use std::os::unix::fs::PermissionsExt as _;
    let root = tempfile::tempdir().unwrap();
    let places = both(root.path());
    let set = |path: &Path, mode| fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    fs::create_dir_all(&places.data).unwrap();
    fs::create_dir(&places.config).unwrap();
    set(&places.config, 0o755);
    set(&places.data, 0o700);
    assert_eq!(folders(&places).status, Status::Ok, "settings are no secret");
    let client = places.config.join("client.json");
    fs::write(&client, "").unwrap();
    set(&client, 0o644);
    set(&places.data, 0o750);
    let check = folders(&places);
    assert_eq!(check.status, Status::Warning);
    assert_eq!(check.fix.unwrap(), format!("chmod go= {} {}", places.data.display(), client.display()));
}

#[test]
fn settings_are_read_as_the_app_reads_them() {
    let root = tempfile::tempdir().unwrap();
    assert!(settings(root.path()).0.detail.contains("no config.toml"));
    fs::write(root.path().join("config.toml"), "read_only = true\n").unwrap();
    let (check, found) = settings(root.path());
    assert!(check.status == Status::Ok && found.read_only);
    fs::write(root.path().join("config.toml"), "mous = 1\n").unwrap();
    let (check, _) = settings(root.path());
    assert!(check.status == Status::Failed(Cause::Other) && check.detail.contains("config.toml:1:1: "), "{check:?}");
}

#[test]
fn the_list_is_looked_at_and_left_alone() {
    let root = tempfile::tempdir().unwrap();
    assert!(store(root.path()).detail.contains("no list yet"));
    let scope = crate::store::Scope { account: "ana@example.com".into(), endpoint: "x".into() };
    let mut list = Store::open(root.path(), &scope).unwrap().store;
    list.fill(crate::store::sample::spaces(2, jiff::Timestamp::UNIX_EPOCH)).unwrap();
    drop(list);
    assert_eq!(store(root.path()), Check::ok("store", "2 spaces, undamaged"));
    fs::write(root.path().join("greenroom.db"), "garbage".repeat(1000)).unwrap();
    let check = store(root.path());
    assert!(check.status == Status::Failed(Cause::Other) && check.detail.contains("is damaged"), "{check:?}");
    assert!(!fs::read_dir(root.path()).unwrap().any(|file| file.unwrap().file_name().to_string_lossy().contains("damaged")));
}

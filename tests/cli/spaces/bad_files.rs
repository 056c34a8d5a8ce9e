//! No list, one that may only be read, one of a newer greenroom; settings that cannot be read; a folder that cannot be written.

use std::os::unix::fs::PermissionsExt as _;

use rstest::rstest;

use super::house::House;

/// Where not even root can make a folder.
const NOWHERE: &str = "/proc/greenroom-has-no-place-here";

#[test]
fn where_no_list_can_be_made_nothing_is_sent_that_would_be_lost() {
    let house = House::new().with("GREENROOM_DATA_DIR", NOWHERE);
    house.elsewhere("far", "xyz-mnop-abc");
    for arguments in [&["list"][..], &["list", "--live"]] {
        let ended = house.run(arguments);
        assert_eq!((ended.code, ended.out.as_str(), ended.err.as_str()), (Some(0), "", ""), "{arguments:?}");
    }
    for arguments in [&["new", "x"][..], &["rename", "xyz-mnop-abc", "Far"], &["pin", "xyz-mnop-abc"], &["import", "spaces.json"]]
    {
        std::fs::write(house.bench.root().join("spaces.json"), "[{\"name\": \"spaces/far\"}]").unwrap();
        let ended = house.run(arguments);
        ended.failed(1, "The list of spaces could not be opened: ");
        assert!(ended.out.is_empty() && ended.err.lines().count() == 1 && ended.err.contains(NOWHERE), "{}", ended.err);
    }
    assert_eq!(house.asked(), 0);
    // What needs no list does what it is asked for.
    let shown = house.json(&["show", "xyz-mnop-abc", "--json"]);
    assert_eq!((&shown["name"], &shown["label"]), (&"spaces/far".into(), &serde_json::Value::Null));
    assert_eq!(house.run(&["link", "xyz-mnop-abc"]).code, Some(0));
    assert_eq!(house.run(&["set", "xyz-mnop-abc", "--access", "open"]).code, Some(0));
}

#[test]
fn a_list_that_may_only_be_read_is_read() {
    let house = House::furnished();
    let before = house.run(&["list"]).out;
    let house = house.unprivileged();
    let data = house.bench.folder("data");
    let lock = |folder: u32, file: u32| {
        std::fs::set_permissions(data.join("greenroom.db"), std::fs::Permissions::from_mode(file)).unwrap();
        std::fs::set_permissions(&data, std::fs::Permissions::from_mode(folder)).unwrap();
    };
    lock(0o500, 0o400);
    for arguments in [&["list"][..], &["list", "--refresh", "--quiet"]] {
        let ended = house.run(arguments);
        assert_eq!((ended.code, ended.out.lines().count()), (Some(0), 3), "{arguments:?}: {}", ended.err);
    }
    assert_eq!(house.run(&["list"]).out.lines().count(), before.lines().count());
    assert_eq!(house.run(&["link", "Stand-up"]).out, "https://meet.google.com/bcd-mnop-xyz\n");
    assert_eq!(house.json(&["show", "Stand-up", "--json"])["label"], "Stand-up");
    assert_eq!(house.run(&["end", "Stand-up", "--yes"]).code, Some(0));
    house.bench.emulator.with(greenroom::emulator::World::clear_requests);
    for arguments in [
        &["new", "x"][..],
        &["rename", "Stand-up", "Daily"],
        &["pin", "Stand-up"],
        &["forget", "Stand-up", "--yes"],
        &["import", "spaces.json"],
    ] {
        lock(0o700, 0o400);
        std::fs::write(house.bench.root().join("spaces.json"), "[{\"name\": \"spaces/far\"}]").unwrap();
        lock(0o500, 0o400);
        let ended = house.run(arguments);
        assert!(ended.code == Some(1) && ended.out.is_empty(), "{arguments:?}: {:?} {}", ended.code, ended.err);
        assert!(ended.err.starts_with("greenroom: ") && !ended.err.contains("panic"), "{arguments:?}: {}", ended.err);
    }
    assert_eq!(house.asked(), 0);
    lock(0o700, 0o600);
    assert_eq!(house.run(&["list"]).out, before);
}

#[test]
fn a_list_of_a_newer_greenroom_is_left_alone() {
    let house = House::furnished();
    let file = house.bench.folder("data").join("greenroom.db");
    let db = rusqlite::Connection::open(&file).unwrap();
    db.pragma_update(None, "user_version", 9_999).unwrap();
    drop(db);
    let before = std::fs::read(&file).unwrap();
    for arguments in [&["list"][..], &["new"], &["rename", "Stand-up", "x"], &["link", "Stand-up"], &["list", "--json"]] {
        let ended = house.run(arguments);
        ended.failed(1, "newer");
        assert!(ended.out.is_empty() && ended.err.lines().count() == 1, "{arguments:?}: {}", ended.err);
    }
    assert_eq!(house.asked(), 0);
    assert!(std::fs::read(&file).unwrap() == before, "not a byte of it is another");
}

#[rstest]
#[case::no_text(&b"mouse = \xff\xfe\n"[..], "config.toml")]
#[case::escapes(b"\x1b[2J = 1\n", "config.toml:1:2: ")]
#[case::two_lines(b"\"a\\nb\" = 1\n", "config.toml:1:1: ")]
#[case::nothing_known(b"nonsense = 1\n", "config.toml:1:1: ")]
#[case::no_table(b"presets = 3\n", "config.toml:1:11: ")]
fn settings_that_cannot_be_read_end_every_command_before_anything_is_done(#[case] text: &[u8], #[case] words: &str) {
    let house = House::furnished();
    std::fs::write(house.bench.folder("config").join("config.toml"), text).unwrap();
    for arguments in [&["new"][..], &["list"], &["set", "Stand-up", "--access", "open"], &["rename", "Stand-up", "x"]] {
        let ended = house.run(arguments);
        ended.failed(2, words);
        assert!(ended.out.is_empty() && ended.err.lines().count() == 1, "{arguments:?}: {}", ended.err);
        assert!(!ended.err.contains('\x1b'), "{}", ended.err);
    }
    assert_eq!((house.asked(), house.entry("std").unwrap().label.as_deref()), (0, Some("Stand-up")));
}

#[test]
fn a_settings_file_that_is_a_folder_or_somebody_elses() {
    let house = House::furnished();
    let file = house.bench.folder("config").join("config.toml");
    std::fs::create_dir(&file).unwrap();
    let ended = house.run(&["list"]);
    ended.failed(2, "config.toml");
    assert_eq!((ended.out.as_str(), ended.err.lines().count()), ("", 1), "{}", ended.err);
    std::fs::remove_dir(&file).unwrap();
    std::fs::write(&file, "mouse = true\n").unwrap();
    let house = house.unprivileged();
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o000)).unwrap();
    let ended = house.run(&["list"]);
    ended.failed(2, "config.toml");
    assert_eq!((ended.out.as_str(), ended.err.lines().count()), ("", 1), "{}", ended.err);
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o600)).unwrap();
}

#[test]
fn where_settings_cannot_be_written_signing_in_succeeds_and_says_what_was_not_kept() {
    use crate::bench::{ANA, Bench};
    use crate::support::browser;
    let bench = Bench::new().with("GREENROOM_CONFIG_DIR", NOWHERE);
    let mut login = bench.start(&["auth", "login", "--no-browser", "--client", &bench.client_file()]);
    let url = login.line();
    login.paste(&browser::consent(&url));
    let ended = login.end();
    assert_eq!(ended.code, Some(0), "{}", ended.err);
    assert!(ended.err.contains(&format!("Signed in as {ANA}.")) && ended.err.contains(NOWHERE), "{}", ended.err);
    ended.hides(&bench.secrets());
    assert_eq!(bench.run(&["new", "--account", ANA, "x"]).code, Some(0), "and it is good for something");
}

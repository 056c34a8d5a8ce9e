//! The conferences of a space and of all, one of them, and its files, in a real terminal.

use std::os::unix::fs::PermissionsExt;

use greenroom::emulator::{Crowd, Person};
use jiff::SignedDuration;

use crate::support::stage::Stage;
use crate::support::terminal::eventually;

/// Tells what it was given.
const LAUNCHER: &str = "#!/bin/sh\nprintf '%s\\n' \"$@\" >> \"$LAUNCHED\"\n";

#[test]
fn from_the_tab_to_a_conference_its_files_and_the_history() {
    let stage = Stage::new();
    let folder = stage.root().join("bin");
    std::fs::create_dir(&folder).unwrap();
    let launcher = folder.join("xdg-open");
    std::fs::write(&launcher, LAUNCHER).unwrap();
    std::fs::set_permissions(&launcher, std::fs::Permissions::from_mode(0o755)).unwrap();
    let written = stage.root().join("told");
    let mut command = stage.greenroom();
    command.env("PATH", format!("{}:{}", folder.display(), std::env::var("PATH").unwrap()));
    command.env("LAUNCHED", &written);
    let mut terminal = stage.open_as(command);
    let space = stage.make(&mut terminal, "Stand-up");
    let crowd =
        Crowd { people: 40, entries: 3, lasts: SignedDuration::from_mins(30), ended: Some(SignedDuration::from_hours(2)) };
    stage.world(|world| world.gather(&space, &crowd).unwrap());
    // Another one, that the list does not know and that runs.
    let other = stage.space();
    stage.world(|world| world.join(&other, &Person::Anonymous("Somebody \u{1b}]52;c;aGk=\u{7}\u{202e}".into())).unwrap());

    terminal.keys("4");
    terminal.wait_for("Rec Text Notes");
    terminal.wait_until("who was there and what was kept", |text| text.contains("40  29 days    1    1     1"));
    terminal.keys("\r");
    terminal.wait_for("40 people");
    terminal.wait_for("People by arrival");
    terminal.keys("s");
    terminal.wait_for("People by name");
    terminal.keys("o");
    eventually("the browser", || std::fs::read_to_string(&written).is_ok_and(|told| told.ends_with('\n')));
    let told = std::fs::read_to_string(&written).unwrap();
    assert!(told.starts_with("https://drive.google.com/file/d/") && told.contains("authuser=ana%40example.com"), "{told}");
    terminal.wait_for("Opening the recording of Stand-up");
    let copies = |bytes: &[u8]| bytes.windows(7).filter(|window| window == b"\x1b]52;c;").count();
    let before = copies(&terminal.bytes);
    terminal.keys("y");
    terminal.wait_for_bytes("the link for the clipboard", |bytes| copies(bytes) == before + 1);
    terminal.keys("G");
    terminal.keys("\x1b");
    terminal.wait_gone("People by name");

    terminal.keys("H");
    terminal.wait_for("Conferences of all spaces");
    terminal.wait_for("1 space here is not in your list");
    terminal.keys("/");
    terminal.wait_for("since:mon");
    terminal.keys("live");
    terminal.wait_for("1 of 2");
    terminal.keys("\r\r");
    terminal.wait_for("1 person");
    terminal.wait_for("here now");
    terminal.wait_for("Somebody");
    terminal.resize(60, 20);
    terminal.wait_for("here now");
    // What somebody is called is no command for this terminal.
    assert_eq!(copies(&terminal.bytes), before + 1);
    stage.world(|world| world.end(&other).unwrap());
    terminal.keys("r");
    terminal.wait_gone("live since");
    terminal.keys("\x1b");
    terminal.wait_for("/ live");
    terminal.keys("\x1b");
    terminal.wait_gone("/ live");
    terminal.keys("\x1b");
    terminal.wait_gone("Conferences of all spaces");
    terminal.keys("q");
    assert_eq!(terminal.wait_end(), 0);
    terminal.assert_as_it_was();
}

#[test]
fn the_demo_shows_a_call_that_runs_without_any_help() {
    let stage = Stage::new();
    let mut command = stage.greenroom();
    command.arg("--demo");
    let mut terminal = stage.open_as(command);
    terminal.wait_until("the week", |text| text.contains("demo") && text.contains("news live"));
    terminal.keys("H");
    terminal.wait_for("Conferences of all spaces");
    terminal.wait_for("Kept for");
    terminal.keys("/live\r");
    terminal.wait_until("those that run", |text| text.contains("/ live") && text.contains('●') && !text.contains('○'));
    terminal.keys("\r");
    terminal.wait_for("here now");
    terminal.wait_for("as of ");
    terminal.keys("\x03");
    assert_eq!(terminal.wait_end(), 0);
    terminal.assert_as_it_was();
}

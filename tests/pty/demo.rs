//! `--demo`: a look around that leaves no trace, at a server that tells of itself what happens there.

use crate::support::stage::Stage;
use crate::support::terminal::Terminal;

#[test]
fn it_shows_a_week_and_touches_no_file() {
    let stage = Stage::new();
    let empty = tempfile::tempdir().unwrap();
    let mut command = stage.greenroom();
    command.env_clear();
    command.arg("--demo");
    command.cwd(empty.path());
    for (name, folder) in [("HOME", ""), ("XDG_CONFIG_HOME", "config"), ("XDG_DATA_HOME", "data"), ("XDG_STATE_HOME", "state")] {
        command.env(name, empty.path().join(folder));
    }
    command.env("TERM", "xterm-256color");
    command.env("TMPDIR", empty.path());
    command.env("GREENROOM_CLIPBOARD", "osc52");
    let mut terminal = stage.open_as(command);
    terminal.wait_until("the week", |text| text.contains("demo") && text.contains("news live"));
    terminal.keys("n");
    terminal.wait_for("Name the new space");
    terminal.keys("A look around\r");
    terminal.wait_for("A look around");
    terminal.wait_until("its link", |text| text.contains("https://meet.google.com/"));
    terminal.keys("q");
    assert_eq!(terminal.wait_end(), 0);
    terminal.assert_as_it_was();
    let left: Vec<_> = std::fs::read_dir(empty.path()).unwrap().map(|file| file.unwrap().path()).collect();
    assert!(left.is_empty(), "{left:?}");
    assert_eq!(stage.world(|world| world.count_all()), 0);
}

#[test]
fn several_are_changed_at_once_in_a_real_terminal() {
    let stage = Stage::new();
    let mut command = stage.greenroom();
    command.arg("--demo");
    let mut terminal = stage.open_as(command);
    terminal.wait_until("the week", |text| text.contains("demo") && text.contains("news live"));
    terminal.keys("*");
    terminal.wait_for("15 marked");
    terminal.keys("t");
    terminal.wait_for("Access of 15 spaces");
    terminal.keys("g\r");
    // Two are Bo's: these are left out, or refused where that was not known yet.
    terminal.wait_for("13 done · 2 failed");
    terminal.wait_for("Esc closes");
    terminal.keys("\u{1b}");
    terminal.wait_gone("13 done");
    terminal.keys("\u{1b}");
    terminal.wait_until("no marks", |text| !text.contains("15 marked"));
    terminal.keys("q");
    assert_eq!(terminal.wait_end(), 0);
    terminal.assert_as_it_was();
}

/// How many lines the activity has.
fn happened(text: &str) -> Option<u32> {
    let title = text.lines().find(|line| line.contains("What happened"))?;
    title.split_whitespace().find_map(|word| word.parse().ok())
}

#[test]
fn news_come_as_they_happen() {
    let stage = Stage::new();
    let mut command = stage.greenroom();
    command.arg("--demo");
    let mut terminal = stage.open_as(command);
    terminal.wait_for("news live");
    terminal.wait_for("News come as they happen");
    terminal.keys("E");
    // Three calls were running: what was in them is seen with the first look.
    terminal.wait_until("what was before", |text| text.matches("call started").count() >= 3);
    let before = happened(&terminal.text());
    // Nobody touches it, and nothing is looked at of which events come.
    terminal.wait_until("one line more", |text| happened(text) > before && text.contains("news live"));
    terminal.keys("qq");
    assert_eq!(terminal.wait_end(), 0);
    terminal.assert_as_it_was();
}

#[test]
fn read_only_it_looks_now_and_then_and_says_so() {
    let stage = Stage::new();
    let mut command = stage.greenroom();
    command.args(["--demo", "--read-only"]);
    let mut terminal = Terminal::start(command, 80, 24);
    terminal.wait_until("how news come", |text| text.lines().next().is_some_and(|header| header.contains("polling")));
    let header = terminal.text().lines().next().unwrap_or_default().to_owned();
    assert!(header.contains("demo · read-only"), "{header}");
    terminal.keys("q");
    assert_eq!(terminal.wait_end(), 0);
}

//! Bad days of the list: it is told, the screen stays usable, and nothing that was made is lost without a word.

use std::os::unix::fs::{PermissionsExt, chown};

use greenroom::store::{Scope, Store, sample};
use jiff::Timestamp;
use rusqlite::Connection;

use crate::support::stage::{ANA, Stage};
use crate::support::terminal::eventually;

fn list(stage: &Stage) -> Connection {
    Connection::open(stage.folder("data").join("greenroom.db")).unwrap()
}

/// The names that are stored.
fn labels(list: &Connection) -> Vec<String> {
    let mut query = list.prepare("SELECT label FROM spaces WHERE label IS NOT NULL ORDER BY label").unwrap();
    query.query_map([], |row| row.get(0)).unwrap().collect::<Result<_, _>>().unwrap()
}

/// A list with that many spaces, as an earlier session left it.
fn fill(stage: &Stage, spaces: u64) {
    let scope = Scope { account: ANA.into(), endpoint: stage.endpoint.clone() };
    Store::open(&stage.folder("data"), &scope).unwrap().store.fill(sample::spaces(spaces, Timestamp::now())).unwrap();
}

#[test]
fn locked_by_another_program_for_a_while() {
    let stage = Stage::new();
    let mut terminal = stage.open();
    stage.make(&mut terminal, "Before");
    let other = list(&stage);
    eventually("the first one", || labels(&other) == ["Before"]);
    other.execute_batch("BEGIN EXCLUSIVE").unwrap();
    let space = stage.make(&mut terminal, "Meanwhile");
    terminal.wait_for("! says why");
    terminal.keys("!");
    terminal.wait_until("the cause", |text| {
        text.contains("Could not keep the space in the list") && text.contains("another program is using the list")
    });
    terminal.keys("\x1b");
    terminal.wait_gone("What went wrong");
    assert!(terminal.text().contains("Meanwhile") && terminal.text().contains(&stage.link(&space)));
    other.execute_batch("ROLLBACK").unwrap();
    eventually("what was made meanwhile", || labels(&other) == ["Before", "Meanwhile"]);
    terminal.keys("q");
    assert_eq!(terminal.wait_end(), 0);
    assert_eq!(terminal.after_the_app().matches("greenroom").count(), 0);
}

#[test]
fn locked_from_the_start_to_the_end() {
    let stage = Stage::new();
    fill(&stage, 3);
    let other = list(&stage);
    other.execute_batch("PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE; UPDATE scopes SET spaces = spaces").unwrap();
    let mut terminal = stage.open();
    terminal.wait_for("The list of spaces could not be opened");
    let space = stage.make(&mut terminal, "Unlucky");
    terminal.wait_for(&stage.link(&space));
    terminal.keys("q");
    assert_eq!(terminal.wait_end(), 1);
    terminal.assert_as_it_was();
    let said = terminal.after_the_app();
    assert!(said.contains(&format!("Unlucky: {}", stage.link(&space))), "{said:?}");
    drop(other);
    assert!(!labels(&list(&stage)).contains(&"Unlucky".to_owned()));
}

#[test]
fn locked_while_it_starts() {
    let stage = Stage::new();
    fill(&stage, 3);
    let other = list(&stage);
    other.execute_batch("PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE; UPDATE scopes SET spaces = spaces").unwrap();
    let mut terminal = stage.open();
    terminal.wait_for("The list of spaces could not be opened");
    stage.make(&mut terminal, "Lucky");
    drop(other);
    let look = list(&stage);
    eventually("what was made", || labels(&look).contains(&"Lucky".to_owned()));
    terminal.keys("q");
    assert_eq!(terminal.wait_end(), 0);
}

/// Root is bound by no permissions: as root the app runs as nobody, from a copy that nobody can reach.
#[test]
fn a_folder_that_may_not_be_written() {
    const NOBODY: u32 = 65_534;
    let stage = Stage::new();
    fill(&stage, 3);
    let open_to_all = std::fs::Permissions::from_mode(0o755);
    let program = stage.root().join("program");
    std::fs::copy(env!("CARGO_BIN_EXE_greenroom"), &program).unwrap();
    for path in [&program, &stage.root().to_path_buf(), &stage.folder("config")] {
        std::fs::set_permissions(path, open_to_all.clone()).unwrap();
    }
    let data = stage.folder("data");
    let is_root = rustix::process::geteuid().is_root();
    if is_root {
        for file in std::fs::read_dir(&data).unwrap() {
            chown(file.unwrap().path(), Some(NOBODY), Some(NOBODY)).unwrap();
        }
        chown(&data, Some(NOBODY), Some(NOBODY)).unwrap();
    }
    std::fs::set_permissions(&data, std::fs::Permissions::from_mode(0o500)).unwrap();
    let command = if is_root {
        let mut command = stage.program("setpriv");
        command.args([format!("--reuid={NOBODY}"), format!("--regid={NOBODY}"), "--clear-groups".into()]);
        command.arg(&program);
        command
    } else {
        stage.program(&program)
    };
    let mut terminal = stage.open_as(command);
    terminal.wait_for("! says why");
    let space = stage.make(&mut terminal, "Not kept");
    let link = stage.link(&space);
    terminal.wait_until("the new one all the same", |text| text.contains("Not kept") && text.contains(&link));
    terminal.keys("!");
    terminal.wait_until("the cause", |text| text.contains("Could not keep the space") && text.contains("may not be written"));
    terminal.keys("\x1b");
    terminal.wait_gone("What went wrong");
    terminal.keys("q");
    assert_eq!(terminal.wait_end(), 1);
    let said = terminal.after_the_app();
    assert!(said.contains(&format!("Not kept: {link}")), "{said:?}");
    std::fs::set_permissions(&data, std::fs::Permissions::from_mode(0o700)).unwrap();
}

/// A shell lets no file grow beyond a few kB, as a quota that is used up would.
#[test]
fn a_disk_that_takes_no_more() {
    let stage = Stage::new();
    fill(&stage, 3);
    let mut command = stage.program("sh");
    command.args(["-c", "trap '' XFSZ; ulimit -f 80; exec \"$0\"", env!("CARGO_BIN_EXE_greenroom")]);
    let mut terminal = stage.open_as(command);
    let mut made = Vec::new();
    let mut refused = false;
    while !refused && made.len() < 9 {
        let name = format!("{} {}", "long name ".repeat(15).trim_end(), made.len());
        let space = stage.make(&mut terminal, &name);
        made.push((name, stage.link(&space)));
        terminal.keys("!");
        terminal.wait_for("What went wrong");
        refused = terminal.text().contains("Could not") && terminal.text().contains("disk");
        terminal.keys("\x1b");
        terminal.wait_gone("What went wrong");
    }
    assert!(refused);
    terminal.keys("q");
    assert_eq!(terminal.wait_end(), 1);
    let said = terminal.after_the_app();
    let stored = labels(&list(&stage));
    for (name, link) in &made {
        assert!(stored.contains(name) || said.contains(link), "{name}: {link}: {said:?}");
    }
}

#[test]
fn a_damaged_one_is_set_aside() {
    let stage = Stage::new();
    let harm = "no list at all ".repeat(500);
    std::fs::write(stage.folder("data").join("greenroom.db"), &harm).unwrap();
    let mut terminal = stage.open();
    terminal.wait_for("! says why");
    terminal.keys("!");
    terminal.wait_until("where it is", |text| {
        // A path breaks where the line ends.
        let text: String = text.chars().filter(|letter| !letter.is_whitespace() && *letter != '│').collect();
        text.contains("greenroom.db.damaged-") && text.contains("Nothingwasoverwritten")
    });
    terminal.keys("\x1b");
    terminal.wait_gone("What went wrong");
    stage.make(&mut terminal, "Afresh");
    terminal.keys("q");
    assert_eq!(terminal.wait_end(), 0);
    let files = std::fs::read_dir(stage.folder("data")).unwrap().map(|file| file.unwrap().path());
    let aside = files.into_iter().find(|path| path.display().to_string().contains("damaged-")).unwrap();
    assert_eq!(std::fs::read_to_string(aside).unwrap(), harm);
    assert_eq!(labels(&list(&stage)), ["Afresh"]);
}

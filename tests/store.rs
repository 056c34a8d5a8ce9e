//! The list of spaces with several programs at once, killed ones, and folders and disks that refuse.
//!
//! The other programs are this test binary again: [`child`] does nothing unless a variable names its task. Children tell
//! what is done by lines that begin with `ack`, written after the call returned.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail where they stand")]

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use greenroom::meet::names::SpaceName;
use greenroom::store::{Entry, Known, Notice, Opened, Scope, Store, StoreError, sample};
use jiff::Timestamp;
use rusqlite::Connection;

const TASK: &str = "GREENROOM_TEST_STORE_TASK";
const FOLDER: &str = "GREENROOM_TEST_STORE_FOLDER";

fn scope() -> Scope {
    Scope { account: "ana@example.com".into(), endpoint: "https://meet.googleapis.com".into() }
}

fn open(dir: &Path) -> Opened {
    Store::open(dir, &scope()).unwrap()
}

fn known(id: &str) -> Known {
    let name: SpaceName = format!("spaces/{id}").parse().unwrap();
    Known { entry: Entry::named(name, Timestamp::now()), facts: None }
}

fn names(store: &Store) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    store
        .each(|entry| {
            names.insert(entry.name.id().to_owned());
        })
        .unwrap();
    names
}

fn ack(text: &str) {
    let mut out = std::io::stdout().lock();
    writeln!(out, "\nack {text}").unwrap();
    out.flush().unwrap();
}

/// The other program.
#[test]
fn child() {
    let (Ok(task), Some(folder)) = (std::env::var(TASK), std::env::var_os(FOLDER)) else { return };
    let dir = Path::new(&folder);
    let (task, rest) = task.split_once(':').unwrap();
    match task {
        // Adds rows of this prefix until it is killed or has `n` of them.
        "add" => {
            let (prefix, n) = rest.split_once(':').unwrap();
            let mut store = open(dir).store;
            for number in 0..n.parse().unwrap() {
                let id = format!("{prefix}{number}");
                store.add(&known(&id)).unwrap();
                ack(&id);
            }
        }
        // Waits for the word, then opens and adds one row.
        "meet" => {
            ack("ready");
            std::io::stdin().read_line(&mut String::new()).unwrap();
            let Opened { mut store, notice } = open(dir);
            store.add(&known(rest)).unwrap();
            ack(if matches!(notice, Some(Notice::SetAside { .. })) { "aside" } else { "met" });
        }
        // Opens and tells what it may do.
        "look" => match Store::open(dir, &scope()) {
            Err(error) => ack(&format!("refused {error:?}")),
            Ok(Opened { mut store, notice }) => {
                let written = store.add(&known(rest));
                let kind = match notice {
                    Some(Notice::ReadOnly { .. }) => "read-only",
                    Some(_) => "other",
                    None => "none",
                };
                ack(&format!("notice {kind}"));
                ack(&format!("rows {}", names(&store).len()));
                ack(&format!("written {written:?}"));
            }
        },
        // Adds rows until the disk refuses, then tells what it said.
        "until-full" => {
            let mut store = open(dir).store;
            for number in 0..1_000_000 {
                let mut known = known(&format!("{rest}{number}"));
                known.entry.label = Some("x".repeat(2000).into());
                match store.add(&known) {
                    Ok(_) => ack(known.entry.name.id()),
                    Err(error) => {
                        assert!(store.first(1).is_ok());
                        return ack(&format!("full {error}"));
                    }
                }
            }
        }
        other => panic!("no such task: {other}"),
    }
}

fn command(program: &Path, dir: &Path, task: &str) -> Command {
    let mut command = Command::new(program);
    command.args(["--exact", "child", "--nocapture", "--test-threads=1"]).env(TASK, task).env(FOLDER, dir);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::inherit());
    command
}

fn spawn(dir: &Path, task: &str) -> Child {
    command(&std::env::current_exe().unwrap(), dir, task).spawn().unwrap()
}

/// What the child tells, line by line, to its end.
fn told(child: &mut Child) -> impl Iterator<Item = String> + use<> {
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    lines.map_while(Result::ok).filter_map(|line| line.strip_prefix("ack ").map(str::to_owned))
}

fn sound(dir: &Path) {
    let db = Connection::open(dir.join("greenroom.db")).unwrap();
    let verdict: String = db.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
    assert_eq!(verdict, "ok");
    let (kept, counted): (i64, i64) = db
        .query_row("SELECT (SELECT sum(spaces) FROM scopes), count(*) FROM spaces", [], |row| Ok((row.get(0)?, row.get(1)?)))
        .unwrap();
    assert_eq!(kept, counted);
}

fn files(dir: &Path, part: &str) -> Vec<String> {
    let files = std::fs::read_dir(dir).unwrap().map(|file| file.unwrap().file_name().into_string().unwrap());
    files.filter(|name| name.contains(part)).collect()
}

#[test]
fn what_was_acknowledged_survives_kill_9_at_any_moment() {
    let dir = tempfile::tempdir().unwrap();
    let mut acknowledged = BTreeSet::new();
    // Two programs write at once and are killed one after the other, each after another number of rows and at another point
    // of its work: first ones in the middle of making the file.
    for round in 0..12_usize {
        let mut children =
            [spawn(dir.path(), &format!("add:a{round}-:100000")), spawn(dir.path(), &format!("add:b{round}-:100000"))];
        for (which, child) in children.iter_mut().enumerate() {
            let wanted = (round * 7 + which * 3) % 40;
            let mut lines = told(child);
            acknowledged.extend(lines.by_ref().take(wanted));
            for _ in 0..fastrand::u32(0..200_000) {
                std::hint::spin_loop();
            }
            child.kill().unwrap();
            child.wait().unwrap();
            acknowledged.extend(lines);
        }
        let Opened { store, notice } = open(dir.path());
        assert_eq!(notice, None);
        let stored = names(&store);
        let lost: Vec<_> = acknowledged.difference(&stored).collect();
        assert!(lost.is_empty(), "round {round}: {lost:?}");
        drop(store);
        sound(dir.path());
    }
    assert!(acknowledged.len() > 200, "{}", acknowledged.len());
    assert!(files(dir.path(), "damaged").is_empty());
}

#[test]
fn three_programs_write_at_once_and_nothing_is_lost() {
    let dir = tempfile::tempdir().unwrap();
    let mut children: Vec<Child> = ["a", "b"].map(|prefix| spawn(dir.path(), &format!("add:{prefix}:300"))).into();
    let mut store = open(dir.path()).store;
    for number in 0..300 {
        store.add(&known(&format!("c{number}"))).unwrap();
    }
    for child in &mut children {
        assert_eq!(told(child).count(), 300);
        assert!(child.wait().unwrap().success());
    }
    assert!(store.changed_elsewhere().unwrap());
    assert_eq!((store.len().unwrap(), names(&store).len()), (900, 900));
    sound(dir.path());
}

/// Starts four programs, lets them open at the same moment, and returns how many say that they set a file aside.
fn four_at_once(dir: &Path) -> usize {
    let mut children: Vec<Child> = (0..4).map(|number| spawn(dir, &format!("meet:m{number}"))).collect();
    let mut lines: Vec<_> = children.iter_mut().map(told).collect();
    for lines in &mut lines {
        assert_eq!(lines.next().as_deref(), Some("ready"));
    }
    for child in &mut children {
        writeln!(child.stdin.as_mut().unwrap(), "go").unwrap();
    }
    let aside = lines.iter_mut().map(|lines| lines.next().unwrap()).filter(|told| told == "aside").count();
    for child in &mut children {
        assert!(child.wait().unwrap().success());
    }
    let wanted: BTreeSet<String> = (0..4).map(|number| format!("m{number}")).collect();
    assert_eq!(names(&open(dir).store), wanted);
    sound(dir);
    aside
}

#[test]
fn programs_that_start_at_once_share_one_new_list() {
    for _ in 0..4 {
        let dir = tempfile::tempdir().unwrap();
        assert_eq!(four_at_once(&dir.path().join("new")), 0);
    }
}

#[test]
fn programs_that_meet_a_damaged_file_at_once_set_it_aside_once() {
    for _ in 0..4 {
        let dir = tempfile::tempdir().unwrap();
        let harm = b"neither a list nor anything else that is known here ".repeat(200);
        std::fs::write(dir.path().join("greenroom.db"), &harm).unwrap();
        assert_eq!(four_at_once(dir.path()), 1);
        let kept = files(dir.path(), "damaged");
        assert_eq!(kept.len(), 1, "{kept:?}");
        assert_eq!(std::fs::read(dir.path().join(&kept[0])).unwrap(), harm);
    }
}

/// A shell lets no file grow beyond a few hundred kB, as a quota that is used up would.
#[cfg(unix)]
#[test]
fn a_disk_that_takes_no_more_is_told_and_loses_nothing() {
    let dir = tempfile::tempdir().unwrap();
    open(dir.path()).store.fill(sample::spaces(50, Timestamp::now())).unwrap();
    let script = "trap '' XFSZ; ulimit -f 600; exec \"$0\" --exact child --nocapture --test-threads=1";
    let mut command = Command::new("/bin/sh");
    command.arg("-c").arg(script).arg(std::env::current_exe().unwrap());
    command.env(TASK, "until-full:f").env(FOLDER, dir.path()).stdout(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut told: Vec<String> = told(&mut child).collect();
    assert!(child.wait().unwrap().success());
    let said = told.pop().unwrap();
    assert!(said.starts_with("full the disk refused") && said.contains("try again"), "{said}");
    assert!(!told.is_empty());

    let mut store = open(dir.path()).store;
    let stored = names(&store);
    assert!(told.iter().all(|id| stored.contains(id)));
    assert!(sample::spaces(50, Timestamp::now()).all(|known| stored.contains(known.entry.name.id())));
    store.add(&known("after")).unwrap();
    drop(store);
    sound(dir.path());
}

/// What a program tells that permissions bind: root is bound by none, so as root the child runs as nobody.
#[cfg(unix)]
fn as_a_bound_person(folder: &Path, dir: &Path, id: &str) -> Vec<String> {
    use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
    use std::os::unix::process::CommandExt;
    const NOBODY: u32 = 65_534;

    let root = std::fs::metadata(folder).unwrap().uid() == 0;
    // The test binary may lie where only root can reach it. Another program copies it: what this one holds open for writing when
    // another test starts a child cannot be run as long as that child is on its way.
    let program = folder.join("program");
    let copied = Command::new("cp").arg(std::env::current_exe().unwrap()).arg(&program).status().unwrap();
    assert!(copied.success());
    std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).unwrap();
    std::fs::set_permissions(folder, std::fs::Permissions::from_mode(0o755)).unwrap();
    let mut command = command(&program, dir, &format!("look:{id}"));
    command.current_dir(folder);
    if root {
        for file in std::fs::read_dir(dir).unwrap() {
            chown(file.unwrap().path(), Some(NOBODY), Some(NOBODY)).unwrap();
        }
        chown(dir, Some(NOBODY), Some(NOBODY)).unwrap();
        command.uid(NOBODY).gid(NOBODY);
    }
    let mut child = command.spawn().unwrap();
    let told = told(&mut child).collect();
    assert!(child.wait().unwrap().success());
    told
}

#[cfg(unix)]
#[test]
fn what_may_not_be_written_is_shown_all_the_same() {
    use std::os::unix::fs::PermissionsExt;
    // The folder's mode, the file's, and what may be done then.
    let days = [(0o500, 0o600, false), (0o500, 0o400, false), (0o700, 0o400, false), (0o700, 0o600, true)];
    for (folder_mode, file_mode, may) in days {
        let folder = tempfile::tempdir().unwrap();
        // Characters that mean something in an address.
        let dir = folder.path().join("da ta?#%41é");
        open(&dir).store.fill(sample::spaces(50, Timestamp::now())).unwrap();
        let file = dir.join("greenroom.db");
        std::fs::set_permissions(&file, std::fs::Permissions::from_mode(file_mode)).unwrap();
        std::fs::set_permissions(&dir, std::fs::Permissions::from_mode(folder_mode)).unwrap();
        let told = as_a_bound_person(folder.path(), &dir, "x");
        let day = format!("{folder_mode:o} {file_mode:o}: {told:?}");
        assert_eq!(told.len(), 3, "{day}");
        if may {
            assert_eq!((&*told[0], &*told[1]), ("notice none", "rows 51"), "{day}");
            assert!(told[2].starts_with("written Ok"), "{day}");
        } else {
            assert_eq!((&*told[0], &*told[1]), ("notice read-only", "rows 50"), "{day}");
            let wanted = format!("written {:?}", Err::<Entry, _>(StoreError::ReadOnly { path: file }));
            assert_eq!(told[2], wanted, "{day}");
        }
        std::fs::set_permissions(&dir, std::fs::Permissions::from_mode(0o700)).unwrap();
    }
}

#[cfg(unix)]
#[test]
fn an_empty_folder_that_may_not_be_written_is_named() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path().join("data");
    std::fs::create_dir(&dir).unwrap();
    std::fs::set_permissions(&dir, std::fs::Permissions::from_mode(0o500)).unwrap();
    let told = as_a_bound_person(folder.path(), &dir, "x");
    assert_eq!(told, [format!("refused {:?}", StoreError::ReadOnly { path: dir.join("greenroom.db") })]);
}

#[cfg(unix)]
#[test]
fn a_damaged_file_that_cannot_be_set_aside_stays() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path().join("data");
    std::fs::create_dir(&dir).unwrap();
    let file = dir.join("greenroom.db");
    std::fs::write(&file, "no list at all ".repeat(99)).unwrap();
    std::fs::set_permissions(&dir, std::fs::Permissions::from_mode(0o500)).unwrap();
    let told = as_a_bound_person(folder.path(), &dir, "x");
    assert!(told.len() == 1 && told[0].starts_with("refused Damaged"), "{told:?}");
    assert_eq!(std::fs::read(&file).unwrap(), "no list at all ".repeat(99).into_bytes());
}

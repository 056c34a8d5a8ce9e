//! Tokens in files.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::PathBuf;
use std::process::{Command, Stdio};

use super::*;

const FOLDER: &str = "GREENROOM_TEST_VAULT_FOLDER";

fn names(vault: &FileVault) -> Vec<String> {
    let folder = vault.path(&slot()).parent().unwrap().to_owned();
    let mut names: Vec<String> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

fn fresh() -> (tempfile::TempDir, FileVault, PathBuf) {
    let dir = tempfile::tempdir().unwrap();
    let vault = FileVault::new(dir.path());
    let path = vault.path(&slot());
    (dir, vault, path)
}

#[test]
fn what_is_kept_is_there_and_what_is_forgotten_is_gone() {
    let (_dir, vault, path) = fresh();
    assert!(vault.read(&slot()).unwrap().is_none());
    vault.forget(&slot()).unwrap();
    assert!(!path.parent().unwrap().exists(), "looking makes nothing");
    for number in 1..3 {
        vault.write(&slot(), &credential(number)).unwrap();
        check(&vault, number);
    }
    assert_eq!(vault.slots(), [slot()]);
    vault.forget(&slot()).unwrap();
    assert!(vault.read(&slot()).unwrap().is_none());
    assert_eq!(names(&vault), ["lock"]);
}

#[test]
fn each_client_and_account_has_a_slot_of_its_own() {
    let (_dir, vault, _) = fresh();
    let others = [Slot::new("id-2", "Ana@example.com"), Slot::new(&slot().client_id, "bo@example.com")];
    vault.write(&slot(), &credential(1)).unwrap();
    for (number, other) in (2..).zip(&others) {
        let mut theirs = credential(number);
        theirs.client.id.clone_from(&other.client_id);
        vault.write(other, &theirs).unwrap();
    }
    check(&vault, 1);
    // However the address is written.
    assert!(vault.read(&Slot::new(&slot().client_id, "ana@EXAMPLE.com")).unwrap().is_some());
    vault.forget(&others[0]).unwrap();
    check(&vault, 1);
    assert!(names(&vault).iter().all(|name| !name.contains("ana") && !name.contains("id-")), "{:?}", names(&vault));
}

/// D8: the library's own store leaves a 0644 file as it is.
#[cfg(unix)]
#[test]
fn d8_nobody_else_may_read_it_also_when_it_was_open_to_all() {
    use std::os::unix::fs::PermissionsExt;
    let (dir, vault, path) = fresh();
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    let open = |path: &Path, mode| fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    let folder = path.parent().unwrap();
    fs::create_dir(folder).unwrap();
    open(folder, 0o755);
    vault.write(&slot(), &credential(1)).unwrap();
    assert_eq!((mode(folder), mode(&path)), (0o700, 0o600));
    open(&path, 0o644);
    check(&vault, 1);
    assert_eq!(mode(&path), 0o600, "repaired by reading");
    open(&path, 0o644);
    open(folder, 0o777);
    vault.write(&slot(), &credential(2)).unwrap();
    assert_eq!((mode(folder), mode(&path)), (0o700, 0o600), "repaired by writing");
    assert!(fs::read_dir(dir.path()).unwrap().count() == 1);
}

/// D8: the library's own store is found empty right after it said that all is well.
#[test]
fn d8_a_reader_right_after_ok_never_finds_an_empty_file() {
    let (_dir, vault, path) = fresh();
    vault.write(&slot(), &credential(0)).unwrap();
    let reading = std::sync::atomic::AtomicBool::new(true);
    std::thread::scope(|scope| {
        // At any other moment as well: this one never stops reading.
        let reader = scope.spawn(|| {
            let mut times = 0;
            while reading.load(std::sync::atomic::Ordering::Relaxed) {
                assert!(paper::read(&slot(), &fs::read(&path).unwrap()).is_ok());
                times += 1;
            }
            times
        });
        for number in 1..200 {
            vault.write(&slot(), &credential(number)).unwrap();
            assert!(paper::same(&paper::read(&slot(), &fs::read(&path).unwrap()).unwrap(), &credential(number)));
        }
        reading.store(false, std::sync::atomic::Ordering::Relaxed);
        assert!(reader.join().unwrap() > 0);
    });
}

#[test]
fn what_is_damaged_is_never_deleted() {
    let (_dir, vault, path) = fresh();
    vault.write(&slot(), &credential(1)).unwrap();
    let whole = fs::read_to_string(&path).unwrap();
    let cases: [(&str, String, &str); 7] = [
        ("empty", String::new(), "empty or cut short"),
        ("cut", whole[..whole.len() / 2].to_owned(), "empty or cut short"),
        ("no JSON", format!("{PLANTED} {whole}"), "not JSON"),
        ("a part of another kind", whole.replace(&format!("\"1//{PLANTED}-1\""), "7"), "another kind"),
        (
            "a secret where a number should be",
            whole.replace("\"version\": 1", &format!("\"version\": \"{PLANTED}\"")),
            "another kind",
        ),
        ("newer", whole.replace("\"version\": 1", "\"version\": 2"), "newer greenroom"),
        ("another account", whole.replace("Ana@", "bo@"), "another account"),
    ];
    for (number, (case, content, said)) in (2..).zip(cases) {
        assert_ne!(content, whole, "{case}");
        fs::write(&path, &content).unwrap();
        let error = text(&vault.read(&slot()).unwrap_err());
        assert!(error.contains(said) && error.contains(&*path.to_string_lossy()), "{case}: {error}");
        assert_eq!(fs::read_to_string(&path).unwrap(), content, "{case}: reading changes nothing");

        vault.write(&slot(), &credential(number)).unwrap();
        check(&vault, number);
        let kept: Vec<String> = names(&vault).into_iter().filter(|name| name.contains(".damaged-")).collect();
        let kept = kept.iter().map(|name| fs::read_to_string(path.with_file_name(name)).unwrap());
        assert!(kept.collect::<Vec<_>>().contains(&content), "{case}: set aside");
    }
}

#[test]
fn what_cannot_be_read_at_all_is_set_aside_as_well() {
    let (_dir, vault, path) = fresh();
    fs::create_dir_all(path.join("inside")).unwrap();
    assert!(text(&vault.read(&slot()).unwrap_err()).contains("no file"));
    // A folder cannot be renamed over the empty file that reserves a name: then it is told, and still there.
    text(&vault.write(&slot(), &credential(1)).unwrap_err());
    assert!(path.join("inside").exists());
}

#[test]
fn a_folder_that_is_none_is_told() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("tokens"), "a file").unwrap();
    let vault = FileVault::new(dir.path());
    text(&vault.write(&slot(), &credential(1)).unwrap_err());
    text(&vault.try_lock(&slot()).unwrap_err());
    assert_eq!(fs::read_to_string(dir.path().join("tokens")).unwrap(), "a file");
}

#[test]
fn one_has_the_turn_at_a_time() {
    let (_dir, vault, _) = fresh();
    let turn = vault.lock(&slot()).unwrap();
    assert!(vault.try_lock(&slot()).unwrap().is_none());
    assert!(vault.try_lock(&Slot::new("id-2", "bo@example.com")).unwrap().is_some(), "each slot has its own");
    vault.write(&slot(), &credential(1)).unwrap();
    drop(turn);
    assert!(vault.try_lock(&slot()).unwrap().is_some());
}

#[test]
fn what_a_killed_writer_left_is_removed_by_the_next() {
    let (_dir, vault, path) = fresh();
    vault.write(&slot(), &credential(1)).unwrap();
    let name = path.file_name().unwrap().to_str().unwrap();
    let left = path.with_file_name(format!(".{name}.x1y2z3.half"));
    fs::write(&left, PLANTED).unwrap();
    let others = path.with_file_name(".other.json.x1y2z3.half");
    fs::write(&others, PLANTED).unwrap();
    vault.write(&slot(), &credential(2)).unwrap();
    assert!(!left.exists() && others.exists());
    fs::write(&left, PLANTED).unwrap();
    vault.forget(&slot()).unwrap();
    assert!(!left.exists(), "a sign-out leaves no token");
}

/// The other program: writes one credential after the other until it is killed.
#[test]
fn child() {
    let Some(folder) = std::env::var_os(FOLDER) else { return };
    let vault = FileVault::new(Path::new(&folder));
    for number in 1.. {
        vault.write(&slot(), &credential(number)).unwrap();
        let mut out = std::io::stdout().lock();
        writeln!(out, "\nack {number}").unwrap();
        out.flush().unwrap();
    }
}

#[test]
fn killed_while_it_writes_the_old_or_the_new_one_is_there() {
    let (dir, vault, _) = fresh();
    for round in 0..25 {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "auth::vault::tests::files::child", "--nocapture"])
            .env(FOLDER, dir.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let acked = |line: std::io::Result<String>| line.ok()?.strip_prefix("ack ")?.parse::<u64>().ok();
        let wanted = fastrand::u64(1..30);
        let mut last = lines.by_ref().find_map(|line| acked(line).filter(|number| *number >= wanted)).unwrap();
        // Somewhere within the next one.
        std::thread::sleep(Duration::from_micros(fastrand::u64(0..3000)));
        child.kill().unwrap();
        child.wait().unwrap();
        last = lines.filter_map(acked).last().unwrap_or(last);
        let back = vault.read(&slot()).unwrap().unwrap();
        let whole = [last, last + 1].iter().any(|number| paper::same(&back, &credential(*number)));
        assert!(whole, "round {round}: neither {last} nor the one after it");
    }
    vault.write(&slot(), &credential(0)).unwrap();
    let left: Vec<String> = names(&vault).into_iter().filter(|name| name.contains("half")).collect();
    assert!(left.is_empty(), "{left:?}");
}

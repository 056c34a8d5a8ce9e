use std::fs;

use rusqlite::params;

use super::*;

/// A file with a few hundred spaces, closed.
fn filled(dir: &Path) -> std::path::PathBuf {
    let mut store = open(dir).store;
    store.fill(sample::spaces(300, noon())).unwrap();
    drop(store);
    let file = dir.join(folder::FILE);
    assert!(!folder::with_suffix(&file, "-wal").exists(), "closing plays the log in");
    file
}

fn set_aside(dir: &Path) -> Vec<String> {
    let mut names: Vec<String> =
        fs::read_dir(dir).unwrap().map(|file| file.unwrap().file_name().into_string().unwrap()).collect();
    names.retain(|name| name.contains("damaged"));
    names.sort();
    names
}

#[test]
fn an_empty_file_is_a_new_list() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join(folder::FILE), "").unwrap();
    let Opened { store, notice } = open(dir.path());
    assert_eq!((store.len().unwrap(), notice), (0, None));
    assert!(set_aside(dir.path()).is_empty());
}

#[test]
fn a_damaged_file_is_set_aside_unchanged() {
    type Harm = fn(&mut Vec<u8>);
    let harms: [(&str, Harm); 7] = [
        ("garbage", |bytes| *bytes = b"these are not the spaces you are looking for".repeat(300)),
        ("two bytes", |bytes| bytes.truncate(2)),
        ("cut between pages", |bytes| bytes.truncate(bytes.len() / 2 / 4096 * 4096)),
        ("cut within a page", |bytes| bytes.truncate(bytes.len() / 2 / 4096 * 4096 + 1000)),
        ("cut within the header", |bytes| bytes.truncate(50)),
        ("header flipped", |bytes| bytes[3] ^= 0x40),
        ("first page overwritten", |bytes| bytes[100..4096].fill(0xff)),
    ];
    for (harm, damage) in harms {
        let dir = tempfile::tempdir().unwrap();
        let file = filled(dir.path());
        let mut bytes = fs::read(&file).unwrap();
        damage(&mut bytes);
        fs::write(&file, &bytes).unwrap();
        fs::write(dir.path().join("greenroom.db-wal"), "a log").unwrap();

        let Opened { mut store, notice } = open(dir.path());
        let Some(Notice::SetAside { kept, .. }) = &notice else { panic!("{harm}: {notice:?}") };
        assert_eq!(fs::read(kept).unwrap(), bytes, "{harm}");
        assert_eq!(fs::read(folder::with_suffix(kept, "-wal")).unwrap(), b"a log", "{harm}");
        assert!(notice.as_ref().unwrap().to_string().contains(&*kept.to_string_lossy()));
        assert!(store.is_empty().unwrap());
        store.add(&bare("x", 1)).unwrap();
        drop(store);
        let Opened { store, notice } = open(dir.path());
        assert_eq!((ids(&store), notice), (vec!["x".to_owned()], None), "{harm}");
    }
}

#[test]
fn setting_aside_hits_nothing_that_is_there() {
    let dir = tempfile::tempdir().unwrap();
    for _ in 0..3 {
        fs::write(dir.path().join(folder::FILE), "garbage, longer than a header would be".repeat(9)).unwrap();
        open(dir.path());
    }
    // The clock stands still, so all three want the same name.
    let names = set_aside(dir.path());
    assert_eq!(names.len(), 3, "{names:?}");
    assert!(names[1].ends_with("-2") && names[2].ends_with("-3"), "{names:?}");
    assert!(names.iter().all(|name| fs::read(dir.path().join(name)).unwrap().starts_with(b"garbage")));
}

#[test]
fn a_program_killed_while_it_set_a_file_aside_is_followed_up() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join(folder::FILE);
    let kept = {
        fs::write(&file, "garbage").unwrap();
        let lock = folder::FolderLock::take(dir.path()).unwrap();
        folder::set_aside(&file, &lock, noon()).unwrap()
    };
    // As it stands when only the log had been moved.
    let log = folder::with_suffix(&kept, "-wal");
    fs::write(&log, "a log").unwrap();
    fs::rename(&kept, &file).unwrap();
    let Some(Notice::SetAside { kept: second, .. }) = open(dir.path()).notice else { panic!("nothing was set aside") };
    assert_eq!(second, folder::with_suffix(&kept, "-2"));
    assert_eq!((fs::read(second).unwrap(), fs::read(log).unwrap()), (b"garbage".to_vec(), b"a log".to_vec()));
}

#[test]
fn a_program_killed_while_it_made_the_file_is_followed_up() {
    let dir = tempfile::tempdir().unwrap();
    let half = rusqlite::Connection::open(dir.path().join(folder::FILE)).unwrap();
    half.pragma_update_and_check(None, "journal_mode", "WAL", |_| Ok(())).unwrap();
    drop(half);
    let Opened { mut store, notice } = open(dir.path());
    store.add(&bare("x", 1)).unwrap();
    assert_eq!((store.len().unwrap(), notice), (1, None));
}

#[test]
fn a_file_of_another_program_is_set_aside() {
    let dir = tempfile::tempdir().unwrap();
    let other = rusqlite::Connection::open(dir.path().join(folder::FILE)).unwrap();
    other.execute_batch("CREATE TABLE spaces (theirs); INSERT INTO spaces VALUES (1)").unwrap();
    drop(other);
    let Opened { store, notice } = open(dir.path());
    let Some(Notice::SetAside { kept, .. }) = notice else { panic!("{notice:?}") };
    assert!(store.is_empty().unwrap());
    let kept = rusqlite::Connection::open(kept).unwrap();
    assert_eq!(kept.query_row("SELECT theirs FROM spaces", [], |row| row.get::<_, i64>(0)).unwrap(), 1);
}

#[test]
fn a_list_without_its_tables_is_set_aside() {
    let dir = tempfile::tempdir().unwrap();
    let file = filled(dir.path());
    rusqlite::Connection::open(&file).unwrap().execute_batch("DROP TABLE facts").unwrap();
    assert!(matches!(open(dir.path()).notice, Some(Notice::SetAside { .. })));
}

#[test]
fn damage_that_shows_late_is_told_and_nothing_is_overwritten() {
    let dir = tempfile::tempdir().unwrap();
    let file = filled(dir.path());
    let mut bytes = fs::read(&file).unwrap();
    for page in bytes.chunks_mut(4096).skip(10) {
        page[..64].fill(0xff);
    }
    fs::write(&file, &bytes).unwrap();
    let Opened { mut store, notice } = open(dir.path());
    assert_eq!(notice, None);
    let error = store.each(drop).unwrap_err();
    assert!(matches!(error, StoreError::Damaged { .. }), "{error:?}");
    assert!(error.next_step().contains("greenroom.db-wal"), "{error}");
    let error = store.fill(sample::spaces(301, noon())).unwrap_err();
    assert!(matches!(error, StoreError::Damaged { .. }), "{error:?}");
    drop(store);
    assert_eq!(fs::read(&file).unwrap(), bytes);
}

#[test]
fn the_file_of_a_newer_program_is_left_alone() {
    let dir = tempfile::tempdir().unwrap();
    let file = filled(dir.path());
    // The newer program still runs, and its log is not played in.
    let newer = rusqlite::Connection::open(&file).unwrap();
    newer.pragma_update(None, "user_version", schema::KNOWN + 1).unwrap();
    let state = || (fs::read(&file).unwrap(), fs::read(folder::with_suffix(&file, "-wal")).unwrap());
    let before = state();
    let error = Store::open_with(dir.path(), &scope(), habits()).unwrap_err();
    assert_eq!(error, StoreError::NewerVersion { found: schema::KNOWN + 1, known: schema::KNOWN });
    assert_eq!(state(), before);
    drop(newer);
    let before = fs::read(&file).unwrap();
    assert!(matches!(Store::open_with(dir.path(), &scope(), habits()), Err(StoreError::NewerVersion { .. })));
    assert_eq!(fs::read(&file).unwrap(), before);
    assert!(set_aside(dir.path()).is_empty());
}

#[test]
fn a_list_that_another_program_writes_to_can_be_read() {
    let dir = tempfile::tempdir().unwrap();
    let file = filled(dir.path());
    let other = rusqlite::Connection::open(&file).unwrap();
    other.execute_batch("BEGIN EXCLUSIVE").unwrap();
    let mut store = open(dir.path()).store;
    assert_eq!(store.first(5).unwrap().len(), 5);
    let name = sample::name(1).unwrap();
    assert_eq!(store.rename(&name, Some("x")), Err(StoreError::Locked));
    assert!(StoreError::Locked.is_passing());
    other.execute_batch("COMMIT").unwrap();
    store.rename(&name, Some("x")).unwrap();
    assert_eq!(store.entry(&name).unwrap().unwrap().label.as_deref(), Some("x"));
}

#[test]
fn a_list_that_another_program_holds_alone_is_locked() {
    let dir = tempfile::tempdir().unwrap();
    let file = filled(dir.path());
    let other = rusqlite::Connection::open(&file).unwrap();
    other.pragma_update_and_check(None, "locking_mode", "EXCLUSIVE", |_| Ok(())).unwrap();
    other.execute_batch("BEGIN EXCLUSIVE").unwrap();
    assert_eq!(Store::open_with(dir.path(), &scope(), habits()).unwrap_err(), StoreError::Locked);
    drop(other);
    assert_eq!(open(dir.path()).store.len().unwrap(), 300);
    assert!(set_aside(dir.path()).is_empty());
}

#[test]
fn a_full_disk_loses_nothing_that_was_stored() {
    let dir = tempfile::tempdir().unwrap();
    filled(dir.path());
    let mut store = open(dir.path()).store;
    let pages: i64 = store.db.pragma_query_value(None, "page_count", |row| row.get(0)).unwrap();
    store.db.pragma_update_and_check(None, "max_page_count", pages, |_| Ok(())).unwrap();
    assert_eq!(store.fill(sample::spaces(900, noon())), Err(StoreError::DiskFull));
    assert_eq!((store.len().unwrap(), ids(&store).len()), (300, 300));
    store.pin(&sample::name(1).unwrap(), true).unwrap();
    store.db.pragma_update_and_check(None, "max_page_count", pages * 9, |_| Ok(())).unwrap();
    assert_eq!(store.fill(sample::spaces(900, noon())), Ok(600));
}

#[test]
fn what_may_only_be_read_is_not_changed() {
    let dir = tempfile::tempdir().unwrap();
    let file = filled(dir.path());
    let mut store = open(dir.path()).store;
    store.db.pragma_update(None, "query_only", true).unwrap();
    let name = sample::name(1).unwrap();
    assert_eq!(store.forget(&name), Err(StoreError::ReadOnly { path: file }));
    assert!(store.entry(&name).unwrap().is_some());
}

#[test]
fn a_disk_without_shared_memory_gets_the_slower_journal() {
    let dir = tempfile::tempdir().unwrap();
    let network = Habits { vfs: Some("unix-dotfile"), ..habits() };
    let Opened { mut store, notice } = Store::open_with(dir.path(), &scope(), network).unwrap();
    assert!(matches!(notice, Some(Notice::Slower { .. })), "{notice:?}");
    store.add(&bare("x", 1)).unwrap();
    drop(store);
    let Opened { store, notice } = Store::open_with(dir.path(), &scope(), network).unwrap();
    assert_eq!((ids(&store), notice), (vec!["x".to_owned()], None));
}

#[test]
fn a_list_that_moved_to_such_a_disk_is_still_read_whole() {
    let dir = tempfile::tempdir().unwrap();
    filled(dir.path());
    let network = Habits { vfs: Some("unix-dotfile"), ..habits() };
    let Opened { mut store, notice } = Store::open_with(dir.path(), &scope(), network).unwrap();
    assert!(matches!(notice, Some(Notice::Slower { .. })), "{notice:?}");
    assert_eq!(store.len().unwrap(), 300);
    store.add(&bare("x", 1)).unwrap();
    // It lets go of the file.
    let other = Store::open_with(dir.path(), &scope(), network).unwrap();
    assert_eq!((other.store.len().unwrap(), other.notice), (301, None));
}

#[test]
fn a_folder_that_is_none_is_named() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("file");
    fs::write(&file, "").unwrap();
    for path in [&file, &file.join("below")] {
        let error = Store::open_with(path, &scope(), habits()).unwrap_err();
        assert!(matches!(&error, StoreError::NoFolder { path: named, .. } if named == path), "{error:?}");
        assert!(error.to_string().contains("GREENROOM_DATA_DIR"));
    }
    fs::create_dir_all(dir.path().join("dir").join(folder::FILE)).unwrap();
    let error = Store::open_with(&dir.path().join("dir"), &scope(), habits()).unwrap_err();
    assert!(matches!(error, StoreError::Other { .. }), "{error:?}");
}

#[cfg(unix)]
#[test]
fn the_folder_and_its_files_are_for_this_person_alone() {
    use std::os::unix::fs::PermissionsExt;
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("share").join("greenroom");
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    let mut store = open(&data).store;
    store.add(&bare("x", 1)).unwrap();
    assert_eq!((mode(&data), mode(&dir.path().join("share"))), (0o700, 0o700));
    let mut names = Vec::new();
    for file in fs::read_dir(&data).unwrap() {
        let file = file.unwrap();
        assert_eq!(mode(&file.path()), 0o600, "{file:?}");
        names.push(file.file_name().into_string().unwrap());
    }
    names.sort();
    assert_eq!(names, ["greenroom.db", "greenroom.db-shm", "greenroom.db-wal", "greenroom.lock"]);
    drop(store);

    // A copy that came back from a backup with the usual mode.
    let file = data.join(folder::FILE);
    fs::set_permissions(&file, fs::Permissions::from_mode(0o644)).unwrap();
    open(&data);
    assert_eq!(mode(&file), 0o600);
}

#[cfg(unix)]
#[test]
fn a_change_never_goes_into_a_file_that_is_gone() {
    let dir = tempfile::tempdir().unwrap();
    let file = filled(dir.path());
    let mut store = open(dir.path()).store;
    fs::rename(&file, dir.path().join("elsewhere.db")).unwrap();
    assert_eq!(store.add(&bare("x", 1)), Err(StoreError::Moved { path: file.clone() }));
    fs::copy(dir.path().join("elsewhere.db"), &file).unwrap();
    assert_eq!(store.add(&bare("x", 1)), Err(StoreError::Moved { path: file }));
    assert_eq!(store.len().unwrap(), 300);
}

#[test]
fn nothing_of_the_database_is_said_to_the_person() {
    let path = std::path::PathBuf::from("/data/greenroom.db");
    let errors = [
        StoreError::Locked,
        StoreError::ReadOnly { path: path.clone() },
        StoreError::DiskFull,
        StoreError::Damaged { path: path.clone(), detail: "it is shorter than it should be".into() },
        StoreError::NewerVersion { found: 2, known: 1 },
        StoreError::NoFolder { path: path.clone(), detail: "Not a directory".into() },
        StoreError::Moved { path },
    ];
    for error in errors {
        let text = error.to_string();
        assert!(!["SQL", "transaction", "database", "WAL"].iter().any(|word| text.contains(word)), "{text}");
        assert!(!error.why().ends_with('.') && error.next_step().ends_with('.'), "{text}");
    }
}

#[test]
fn a_list_in_memory_touches_no_file() {
    let mut store = memory();
    store.add(&bare("x", 1)).unwrap();
    let files: i64 =
        store.db.query_row("SELECT count(*) FROM pragma_database_list WHERE file <> ''", params![], |row| row.get(0)).unwrap();
    assert_eq!(files, 0);
}

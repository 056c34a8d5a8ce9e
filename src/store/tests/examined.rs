use std::fs;

use super::*;

#[test]
fn a_list_that_is_well() {
    let dir = tempfile::tempdir().unwrap();
    assert_eq!(Store::examine(dir.path()), Ok(None));
    let mut store = open(dir.path()).store;
    store.fill(sample::spaces(30, noon())).unwrap();
    let well = Examined { lists: 1, spaces: 30, writable: Ok(()) };
    assert_eq!(Store::examine(dir.path()), Ok(Some(well.clone())), "while a program has it open");
    drop(store);
    assert_eq!(Store::examine(dir.path()), Ok(Some(well)));
}

#[test]
fn nothing_is_made_or_moved() {
    let dir = tempfile::tempdir().unwrap();
    assert_eq!(Store::examine(&dir.path().join("not/there")), Ok(None));
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 0);
    let file = dir.path().join(folder::FILE);
    fs::write(&file, b"no list of greenroom's".repeat(300)).unwrap();
    let before = fs::read(&file).unwrap();
    assert!(matches!(Store::examine(dir.path()), Err(StoreError::Damaged { .. })));
    assert_eq!(fs::read(&file).unwrap(), before);
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1);
}

#[test]
fn damage_deep_in_the_file_is_seen() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = open(dir.path()).store;
    store.fill(sample::spaces(3000, noon())).unwrap();
    drop(store);
    let file = dir.path().join(folder::FILE);
    let mut bytes = fs::read(&file).unwrap();
    let middle = bytes.len() / 2 / 4096 * 4096;
    bytes[middle..middle + 4096].fill(0xff);
    fs::write(&file, &bytes).unwrap();
    assert!(matches!(Store::examine(dir.path()), Err(StoreError::Damaged { .. })));
}

#[test]
fn a_list_that_another_program_writes_to_is_told() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path()).store;
    store.db.execute_batch("BEGIN IMMEDIATE").unwrap();
    let examined = Store::examine(dir.path()).unwrap().unwrap();
    assert_eq!(examined.writable, Err(StoreError::Locked));
}

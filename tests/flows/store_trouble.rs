//! A list that cannot be read or written: told, kept, and written later.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use greenroom::runtime::runner::OpenStore;
use greenroom::store::StoreError;

use super::support::{House, Show, Start, open_store};

/// A program whose list cannot be opened as long as `broken` is set.
fn broken(house: &House) -> (Show, Arc<AtomicBool>) {
    let broken = Arc::new(AtomicBool::new(true));
    let (dir, endpoint, flag) = (house.dir.path().to_owned(), house.endpoint(), broken.clone());
    let open: OpenStore =
        Box::new(move || if flag.load(Ordering::SeqCst) { Err(StoreError::DiskFull) } else { open_store(&dir, &endpoint) });
    (Show::start(&Start::default(), &house.endpoint(), &house.token, None, open), broken)
}

#[tokio::test]
async fn a_new_space_is_kept_and_written_when_the_list_can_be_written_again() {
    let house = House::new();
    let (mut show, broken) = broken(&house);
    show.settle().await;
    show.tells("Could not", "no room left", "Free some room");
    show.act("n").await;
    show.type_text("Stand-up").await;
    show.act("enter").await;
    assert_eq!(show.copied().len(), 1, "the link is what matters");
    assert_eq!(show.rows(), ["Stand-up"]);
    show.is_usable().await;
    broken.store(false, Ordering::SeqCst);
    show.act("p").await;
    assert_eq!(house.store().len().unwrap(), 1, "with the next change, what waited is written first");
    assert!(show.close().is_empty());
    let stored = house.store().first(1).unwrap();
    assert_eq!((stored[0].label.as_deref(), stored[0].pinned), (Some("Stand-up"), true));
}

#[tokio::test]
async fn what_waits_is_written_at_the_end() {
    let house = House::new();
    let (mut show, broken) = broken(&house);
    show.settle().await;
    show.act("n").await;
    show.type_text("Stand-up").await;
    show.act("enter").await;
    broken.store(false, Ordering::SeqCst);
    assert!(show.close().is_empty());
    assert_eq!(house.store().first(1).unwrap()[0].label.as_deref(), Some("Stand-up"));
}

#[tokio::test]
async fn what_could_not_be_written_to_the_end_is_named_with_its_link() {
    let house = House::new();
    let (mut show, _broken) = broken(&house);
    show.settle().await;
    show.act("n").await;
    show.type_text("Stand-up").await;
    show.act("enter").await;
    let link = show.copied()[0].clone();
    let unsaved = show.close();
    assert!(unsaved.iter().any(|line| line.contains(&link)), "{unsaved:?}");
}

#[tokio::test]
async fn the_same_trouble_is_told_once() {
    let house = House::new();
    let (mut show, broken) = broken(&house);
    show.settle().await;
    for _ in 0..3 {
        show.act("n").await;
        show.act("esc").await;
    }
    let told = |show: &Show, what: &str| show.session.app.problems().filter(|trouble| trouble.what.contains(what)).count();
    assert_eq!((told(&show, "read the list"), told(&show, "keep the space")), (1, 1));
    broken.store(false, Ordering::SeqCst);
    show.act("p").await;
    assert_eq!(house.store().len().unwrap(), 3);
    assert!(show.close().is_empty());
}

#[tokio::test]
async fn a_list_that_another_program_holds_is_waited_for() {
    let house = House::new();
    let name = house.space("Stand-up");
    let mut show = house.settled().await;
    let other = rusqlite::Connection::open(house.dir.path().join("greenroom.db")).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    show.press("p R").await;
    show.type_text("!").await;
    show.press("enter").await;
    show.is_usable().await;
    assert_eq!(show.cursor(), "Stand-up!");
    other.execute_batch("COMMIT").unwrap();
    show.settle().await;
    assert!(show.close().is_empty());
    let entry = house.store().entry(&name.parse().unwrap()).unwrap().unwrap();
    assert_eq!((entry.label.as_deref(), entry.pinned), (Some("Stand-up!"), true));
}

#[tokio::test]
async fn a_list_that_was_moved_away_is_told_and_nothing_is_lost_from_sight() {
    let house = House::new();
    house.space("Stand-up");
    let mut show = house.settled().await;
    for suffix in ["", "-wal", "-shm"] {
        let file = house.dir.path().join(format!("greenroom.db{suffix}"));
        let _there = std::fs::rename(&file, file.with_extension(format!("moved{suffix}")));
    }
    show.act("p").await;
    show.tells("Could not keep the pin", "was moved", "put its file back");
    assert_eq!(show.rows(), ["Stand-up"]);
    show.is_usable().await;
    assert!(!show.close().is_empty());
}

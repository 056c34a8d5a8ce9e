//! Two at once on one list, and one that is killed.

use greenroom::emulator::{Fault, Method, Trouble};

use crate::support::modes::{clipboard, count};
use crate::support::stage::Stage;
use crate::support::terminal::eventually;

#[test]
fn what_one_makes_the_other_shows() {
    let stage = Stage::new();
    let (mut one, mut other) = (stage.open(), stage.open());
    other.wait_for("No spaces yet");
    stage.make(&mut one, "Stand-up");
    stored(&stage, 1);
    other.keys("\x12");
    other.wait_for("Stand-up");
    stage.make(&mut one, "Retrospective");
    stored(&stage, 2);
    // The window gets the focus.
    other.keys("\x1b[I");
    other.wait_for("Retrospective");
    for terminal in [&mut one, &mut other] {
        terminal.keys("q");
        assert_eq!(terminal.wait_end(), 0);
    }
}

/// Waits until that many spaces with a name of the person's are stored.
fn stored(stage: &Stage, wanted: i64) {
    let list = rusqlite::Connection::open(stage.folder("data").join("greenroom.db")).unwrap();
    eventually("the stored spaces", || {
        let labelled = list.query_row("SELECT count(*) FROM spaces WHERE label IS NOT NULL", [], |row| row.get::<_, i64>(0));
        labelled.is_ok_and(|count| count == wanted)
    });
}

#[test]
fn what_was_acknowledged_survives_being_killed() {
    let stage = Stage::new();
    let mut made = Vec::new();
    for round in 1..=3 {
        let mut terminal = stage.open();
        let name = format!("Space number {round}");
        let space = stage.make(&mut terminal, &name);
        made.push((name, stage.link(&space)));
        stored(&stage, round);
        // Another one is on its way when it is killed.
        stage.world(|world| world.add_fault(Fault::new(Trouble::HangBeforeHeaders).on(Method::CreateSpace).times(1)));
        let asked = stage.count(Method::CreateSpace);
        terminal.keys("n");
        stage.wait_world("the request", |world| world.count(Method::CreateSpace) > asked);
        terminal.kill();
    }
    let mut terminal = stage.open();
    terminal.wait_until("every name", |text| made.iter().all(|(name, _)| text.contains(name.as_str())));
    // What was used last stands first.
    for (_, link) in made.iter().rev() {
        terminal.wait_for(link);
        terminal.keys("j");
    }
    assert_eq!(count(&terminal.bytes, b"damaged"), 0);
}

/// Killed the moment after its link was handed out.
#[test]
fn a_link_that_was_handed_out_is_in_the_list() {
    let stage = Stage::new();
    for round in 1..=8 {
        let mut terminal = stage.open();
        terminal.keys("n");
        terminal.wait_for_bytes("the link", |bytes| !clipboard(bytes).is_empty());
        terminal.kill();
        let list = rusqlite::Connection::open(stage.folder("data").join("greenroom.db")).unwrap();
        let stored: i64 = list.query_row("SELECT count(*) FROM spaces", [], |row| row.get(0)).unwrap();
        assert_eq!(stored, round);
    }
}

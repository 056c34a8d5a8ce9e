//! Tokens that run out and networks that go: the list stays, the header says so, and no secret is left anywhere.

use std::path::Path;
use std::time::Duration;

use greenroom::emulator::{Emulator, Fault, Method, Refusal, Scope, Trouble, World};

use crate::support::modes::count;
use crate::support::stage::{ANA, Stage};

#[test]
fn a_token_that_runs_out_takes_nothing_away() {
    let stage = Stage::new();
    let mut terminal = stage.open();
    let space = stage.make(&mut terminal, "Stand-up");
    stage.world(|world| world.expire_token(&stage.token).unwrap());
    terminal.keys("r");
    terminal.wait_for("token refused");
    assert!(terminal.text().contains("Stand-up") && terminal.text().contains(&stage.link(&space)));
    terminal.keys("!");
    terminal.wait_until("what is next", |text| text.contains("What went wrong") && text.contains("GREENROOM_ACCESS_TOKEN"));
    terminal.keys("\x1b");
    terminal.wait_gone("What went wrong");
    // What needs no server goes on to work.
    terminal.keys("R");
    terminal.wait_for("Rename");
    terminal.keys(" at nine\r");
    terminal.wait_for("Stand-up at nine");
    terminal.keys("q");
    assert_eq!(terminal.wait_end(), 0);
}

#[test]
fn the_network_goes_and_comes_back() {
    let mut stage = Stage::new();
    let mut terminal = stage.open();
    let space = stage.make(&mut terminal, "Stand-up");
    let port = stage.emulator().port();
    stage.emulator = None;
    terminal.keys("r");
    terminal.wait_for("offline since");
    assert!(terminal.text().contains("Stand-up"));

    let mut world = World::empty();
    world.add_user(ANA, "Ana");
    world.add_project("again");
    world.accept_token(&stage.token, ANA, "again", &[Scope::Created, Scope::Readonly], Duration::from_hours(1)).unwrap();
    world.create_space_named(space.trim_start_matches("spaces/"), ANA, "again").unwrap();
    stage.emulator = Some(Emulator::start_on(port, world).unwrap());
    terminal.keys("r");
    terminal.wait_for(&stage.link(&space));
    terminal.wait_for("synced");
    terminal.wait_gone("offline");
    terminal.keys("q");
    assert_eq!(terminal.wait_end(), 0);
}

/// Every file under the folder, with what is in it.
fn files(folder: &Path) -> Vec<(std::path::PathBuf, Vec<u8>)> {
    let mut all = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            all.extend(files(&path));
        } else {
            all.push((path.clone(), std::fs::read(&path).unwrap()));
        }
    }
    all
}

#[test]
fn the_token_is_left_nowhere() {
    let mut stage = Stage::new();
    let mut command = stage.greenroom();
    command.env("GREENROOM_LOG", "trace");
    let mut terminal = stage.open_as(command);
    stage.make(&mut terminal, "Stand-up");
    let refusals = [
        (Refusal::Masked, "Google does not tell"),
        (Refusal::ScopeInsufficient, "was not granted"),
        (Refusal::NotOwner, "Not found, or not for you"),
    ];
    for (refusal, words) in refusals {
        stage.world(|world| world.add_fault(Fault::new(Trouble::Refuse(refusal)).on(Method::GetSpace).times(1)));
        terminal.keys("r");
        terminal.wait_for(words);
    }
    stage.world(|world| world.expire_token(&stage.token).unwrap());
    terminal.keys("r");
    terminal.wait_for("token refused");
    stage.emulator = None;
    terminal.keys("r");
    terminal.wait_for("offline since");
    terminal.keys("!");
    terminal.wait_for("What went wrong");
    terminal.keys("\x03");
    assert_eq!(terminal.wait_end(), 0);

    let token = stage.token.as_bytes();
    assert_eq!(count(&terminal.bytes, token), 0);
    let files = files(stage.root());
    assert!(!files.is_empty());
    for (path, content) in files {
        assert_eq!(count(&content, token), 0, "{}", path.display());
    }
}

//! The main job by keyboard alone: see, make, share, change who may join, end.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use greenroom::emulator::{Fault, Method, Trouble};
use serde_json::json;

use crate::support::modes::clipboard;
use crate::support::stage::Stage;

#[test]
fn from_an_empty_list_to_an_ended_call() {
    let stage = Stage::new();
    let mut terminal = stage.open();
    terminal.wait_for("No spaces yet");

    let space = stage.make(&mut terminal, "Weekly design review");
    let link = stage.link(&space);
    terminal.wait_for_bytes("the link for the clipboard", |bytes| !clipboard(bytes).is_empty());
    assert_eq!(clipboard(&terminal.bytes), [STANDARD.encode(&link)]);
    terminal.wait_until("the row and its link", |text| text.contains("Weekly design review") && text.contains(&link));
    assert_eq!(stage.count(Method::CreateSpace), 1);

    let access = stage.world(|world| world.space(&space).unwrap().config()["accessType"].clone());
    terminal.keys("t");
    stage.wait_world("the change", |world| world.count(Method::UpdateSpace) == 1);
    let request = stage.world(|world| world.requests().into_iter().find(|request| request.verb == "PATCH").unwrap());
    assert_eq!(request.target, format!("/v2/{space}?updateMask=config.accessType"));
    let changed = stage.world(|world| world.space(&space).unwrap().config()["accessType"].clone());
    assert_ne!(access, changed);
    let word = changed.as_str().unwrap().to_lowercase();
    terminal.wait_until("the new access", |text| text.contains(&format!("{word} ·")) && !text.contains('→'));
    assert_eq!(request.body, Some(json!({"config": {"accessType": changed}})));

    for person in ["Bo", "Cem", "Dana"] {
        stage.join(&space, person);
    }
    terminal.keys("r");
    terminal.wait_for("1 live");
    terminal.wait_for("3 people");

    terminal.keys("e");
    terminal
        .wait_until("the question", |text| text.contains("End the call in Weekly design review?") && text.contains("3 people"));
    assert_eq!(stage.count(Method::EndActiveConference), 0);
    terminal.keys("y");
    stage.wait_world("the end", |world| world.space(&space).unwrap().active_conference().is_none());
    terminal.wait_for("no conference is running");
    terminal.wait_gone("1 live");
    assert_eq!((stage.count(Method::CreateSpace), stage.count(Method::UpdateSpace)), (1, 1));
    assert_eq!(stage.count(Method::EndActiveConference), 1);

    terminal.keys("q");
    assert_eq!(terminal.wait_end(), 0);
    terminal.assert_as_it_was();

    // The list is there before any answer.
    stage.world(|world| world.add_fault(Fault::new(Trouble::HangBeforeHeaders)));
    let mut again = stage.open();
    again.wait_until("the list", |text| text.contains("Weekly design review") && text.contains(&link));
    again.keys("q");
    assert_eq!(again.wait_end(), 0);
}

#[test]
fn a_server_that_hangs_keeps_no_key_waiting() {
    let stage = Stage::new();
    let mut terminal = stage.open();
    stage.make(&mut terminal, "First 77");
    stage.make(&mut terminal, "Second");
    terminal.keys("q");
    terminal.wait_end();

    stage.world(|world| world.add_fault(Fault::new(Trouble::HangBeforeHeaders)));
    let mut terminal = stage.open();
    terminal.wait_until("both", |text| text.contains("First") && text.contains("Second"));
    // Letters may stand in a code as well.
    terminal.keys("/77\r");
    terminal.wait_gone("Second");
    terminal.keys("?");
    terminal.wait_for("j k scroll, Esc closes");
    terminal.keys("\x1b");
    terminal.wait_gone("j k scroll, Esc closes");
    // A new one is on its way for good: it can be named, and everything goes on.
    terminal.keys("n");
    terminal.wait_for("Name the new space");
    terminal.keys("Third\r");
    terminal.wait_for("being made");
    terminal.keys("\x03");
    assert_eq!(terminal.wait_end(), 0);
    terminal.assert_as_it_was();
}

//! The co-hosts of a space in a real terminal, and nobody's address in the log.

use greenroom::emulator::{Fault, Method, Trouble};

use crate::support::stage::Stage;

/// A list as a mail program gives it, with a sequence that would colour a terminal.
const PASTED: &str =
    "\"Lindqvist, Bo\" <bo.lindqvist@example.com>;\r\nChiyo <chiyo.sato@example.com>\r\n\x1b[31mnobody.there@example.com\r\n";

#[test]
fn people_are_added_changed_and_taken_off_and_none_is_in_the_log() {
    let stage = Stage::new();
    stage.world(|world| {
        for email in ["bo.lindqvist@example.com", "chiyo.sato@example.com"] {
            world.add_user(email, "Somebody");
        }
    });
    let mut command = stage.greenroom();
    command.env("GREENROOM_LOG", "trace");
    let mut terminal = stage.open_as(command);
    let space = stage.make(&mut terminal, "Stand-up");
    terminal.keys("3");
    terminal.wait_for("Nobody has a right of their own");
    terminal.keys("a");
    terminal.wait_for("One address or several");
    terminal.paste(PASTED);
    terminal.wait_for("3 people to add");
    terminal.keys("\r");
    terminal.wait_for("no Google account");
    terminal.wait_for("2 added, 1 not done");
    // The first one below it becomes a member without a role, the next one is taken off; and one answer is lost.
    terminal.keys("gj\r");
    terminal.wait_for("1 role changed");
    stage.world(|world| world.add_fault(Fault::new(Trouble::Reset).on(Method::DeleteMember).times(1).after_processing()));
    terminal.keys("gjd");
    terminal.wait_for("Take chiyo.sato@example.com off Stand-up?");
    terminal.keys("y");
    stage.wait_world("one less", |world| world.members(&space).len() == 1);
    terminal.wait_for("1 taken off");
    assert_eq!(stage.world(|world| world.members(&space)[0].email().to_owned()), "bo.lindqvist@example.com");
    assert!(!String::from_utf8_lossy(&terminal.bytes).contains("\x1b[31mnobody"));
    terminal.keys("!");
    terminal.wait_for("What went wrong");
    terminal.keys("\x03");
    assert_eq!(terminal.wait_end(), 0);

    let log = std::fs::read_to_string(stage.folder("data").join("greenroom.log")).unwrap();
    for event in ["method=\"spaces.members.create\"", "method=\"spaces.members.batchUpdate\"", "error=\"NoSuchAccount\""] {
        assert!(log.contains(event), "{event} is not in\n{log}");
    }
    for secret in ["lindqvist", "chiyo", "nobody", "@example.com"] {
        assert!(!log.contains(secret), "{secret} is in\n{log}");
    }
}

#[test]
fn the_demo_has_cohosts_and_members_and_says_what_they_lack() {
    let stage = Stage::new();
    let mut command = stage.greenroom();
    command.arg("--demo");
    let mut terminal = stage.open_as(command);
    terminal.wait_for("Stand-up");
    terminal.keys("/weekly design\r3");
    terminal.wait_for("2 co-hosts, 1 member");
    terminal.wait_for("Enter role");
    terminal.keys("\x1b");
    terminal.wait_gone("Enter role");
    terminal.keys("/");
    terminal.wait_for("Esc clears it");
    terminal.keys(&"\x7f".repeat(13));
    terminal.keys("stand\r3");
    terminal.wait_for("Moderation is off");
    terminal.keys("\x03");
    assert_eq!(terminal.wait_end(), 0);
}

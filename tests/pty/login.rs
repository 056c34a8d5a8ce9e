//! `greenroom auth` on a terminal: the link gets to a browser elsewhere, and the app is one key away.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use greenroom::emulator::{ClientKind, Consent, OAuth};
use portable_pty::CommandBuilder;

use crate::support::browser;
use crate::support::modes::{clipboard, count};
use crate::support::stage::{ANA, Stage};
use crate::support::terminal::Terminal;

/// The first line of black on white.
const CODE: &[u8] = b"\x1b[38;5;16;48;5;231m";

/// Nobody is signed in; Ana agrees at once to all that the client in `client.json` asks for.
fn signed_out() -> Stage {
    let stage = Stage::new();
    let file = stage.world(|world| {
        world.set_consent(Consent::allow(ANA)).unwrap();
        let id = world.add_client("greenroom-tests", ClientKind::Desktop).unwrap().id().to_owned();
        world.client_file(&id, &stage.endpoint).unwrap()
    });
    std::fs::write(stage.folder("config").join("client.json"), file).unwrap();
    stage
}

fn greenroom(stage: &Stage, arguments: &[&str]) -> CommandBuilder {
    let mut command = stage.greenroom();
    command.env("GREENROOM_ACCESS_TOKEN", "");
    command.env("GREENROOM_ACCOUNT", "");
    command.args(arguments);
    command
}

/// The link, as it stands on a line of its own.
fn link(terminal: &mut Terminal) -> String {
    terminal.wait_for("ssh -L");
    let text = String::from_utf8_lossy(&terminal.bytes).into_owned();
    text.lines().find(|line| line.starts_with("http://") && line.contains("code_challenge")).unwrap().to_owned()
}

/// Signs in with a browser to which the port is forwarded.
fn sign_in(stage: &Stage, columns: u16, rows: u16) -> Terminal {
    let mut terminal = Terminal::start(greenroom(stage, &["auth", "login", "--no-browser"]), columns, rows);
    let link = link(&mut terminal);
    let page = browser::get(&browser::consent(&link));
    assert!(page.text.contains(ANA), "{} {}", page.status, page.text);
    terminal.wait_for("Press Enter to open greenroom");
    terminal
}

#[test]
fn from_signing_in_to_the_first_space_without_a_second_command() {
    let stage = signed_out();
    let mut terminal = sign_in(&stage, 120, 40);
    assert!(terminal.text().contains(&format!("Signed in as {ANA}.")), "{}", terminal.text());
    terminal.keys("\r");
    terminal.wait_for("Spaces");
    stage.make(&mut terminal, "Stand-up");
    assert!(terminal.text().contains(ANA) && terminal.text().contains("Stand-up"), "{}", terminal.text());
    terminal.keys("q");
    assert_eq!(terminal.wait_end(), 0);
    terminal.assert_as_it_was();
}

#[test]
fn ctrl_c_leaves_it_at_the_sign_in() {
    let stage = signed_out();
    let mut terminal = sign_in(&stage, 120, 40);
    terminal.keys("\x03");
    assert_eq!(terminal.wait_end(), 0);
    assert!(terminal.is_plain());
    assert!(stage.folder("data").join("accounts.json").exists());
}

#[test]
fn the_link_is_copied_and_shown_to_a_phone_where_there_is_room() {
    let stage = signed_out();
    for (columns, rows, drawn) in [(120, 40, false), (160, 70, true)] {
        let mut terminal = Terminal::start(greenroom(&stage, &["auth", "login", "--no-browser"]), columns, rows);
        let link = link(&mut terminal);
        assert_eq!(clipboard(&terminal.bytes), [STANDARD.encode(&link)]);
        let said = String::from_utf8_lossy(&terminal.bytes).into_owned();
        assert!(said.contains("It was sent to your terminal's clipboard."), "{said}");
        assert_eq!(count(&terminal.bytes, CODE) > 20, drawn, "{columns}x{rows}");
        terminal.keys("\x03");
        assert_eq!(terminal.wait_end(), 130);
        assert!(terminal.is_plain() && terminal.modes().is_empty());
    }
    assert_eq!(stage.world(|world| world.count(OAuth::Token)), 0);
}

#[test]
fn without_colours_or_clipboard_there_is_the_link_alone() {
    let stage = signed_out();
    let mut command = greenroom(&stage, &["auth", "login", "--no-browser"]);
    command.env("NO_COLOR", "1");
    command.env("GREENROOM_CLIPBOARD", "none");
    let mut terminal = Terminal::start(command, 160, 70);
    link(&mut terminal);
    terminal.keys("\x03");
    assert_eq!(terminal.wait_end(), 130);
    assert_eq!(count(&terminal.bytes, b"\x1b"), 0);
}

#[test]
fn taking_back_is_asked_and_no_is_no() {
    let stage = signed_out();
    sign_in(&stage, 120, 40).keys("\x03");
    let logout = |answer: &str| {
        let mut terminal = Terminal::start(greenroom(&stage, &["auth", "logout", "--revoke"]), 120, 40);
        terminal.wait_for("[y/N]");
        assert!(terminal.text().contains("every program"), "{}", terminal.text());
        terminal.keys(answer);
        assert_eq!(terminal.wait_end(), 0);
        stage.world(|world| (world.count(OAuth::Revoke), world.refresh_tokens().len()))
    };
    assert_eq!(logout("\r"), (0, 1));
    assert_eq!(logout("n\r"), (0, 1));
    assert_eq!(logout("y\r"), (1, 0));
}

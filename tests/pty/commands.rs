//! Commands without a screen, run on a terminal: they ask there, and their tables fit and have colours.

use greenroom::emulator::Method;
use portable_pty::CommandBuilder;
use rustix::process::Signal;

use crate::support::stage::{ANA, Stage};
use crate::support::terminal::Terminal;

fn command(stage: &Stage, arguments: &[&str]) -> CommandBuilder {
    let mut command = stage.greenroom();
    command.args(arguments);
    command
}

/// A live space of Ana's that she calls Stand-up, in her list.
fn stage() -> (Stage, String) {
    let stage = Stage::new();
    let space = stage.space();
    stage.join(&space, "Bo");
    stage.join(&space, "Chiyo");
    let mut terminal = Terminal::start(command(&stage, &["rename", &space, "Stand-up"]), 120, 40);
    assert_eq!(terminal.wait_end(), 0);
    (stage, space)
}

#[test]
fn ending_asks_and_names_the_space_and_counts_the_people() {
    let (stage, _) = stage();
    let mut terminal = Terminal::start(command(&stage, &["end", "stand-up"]), 120, 40);
    terminal.wait_for("Go on? [y/N]");
    let text = terminal.text();
    assert!(text.contains("End the call in Stand-up? It runs since ") && text.contains("with 2 people."), "{text}");
    terminal.keys("\r");
    assert_eq!(terminal.wait_end(), 0);
    assert!(terminal.text().contains("Nothing was changed."), "{}", terminal.text());
    assert_eq!(stage.count(Method::EndActiveConference), 0);

    let mut terminal = Terminal::start(command(&stage, &["end", "stand-up"]), 120, 40);
    terminal.wait_for("Go on? [y/N]");
    terminal.keys("y\r");
    assert_eq!(terminal.wait_end(), 0);
    assert!(terminal.text().contains("The call in Stand-up is over."), "{}", terminal.text());
    assert_eq!(stage.count(Method::EndActiveConference), 1);

    let mut terminal = Terminal::start(command(&stage, &["end", "stand-up"]), 120, 40);
    assert_eq!(terminal.wait_end(), 0);
    assert!(terminal.text().contains("No call is running in Stand-up."), "{}", terminal.text());
    assert_eq!(stage.count(Method::EndActiveConference), 1);
}

#[test]
fn a_question_ends_with_ctrl_c_and_with_the_time_that_was_given() {
    let (stage, _) = stage();
    let mut terminal = Terminal::start(command(&stage, &["end", "stand-up"]), 120, 40);
    terminal.wait_for("Go on? [y/N]");
    terminal.signal(Signal::INT);
    assert_eq!(terminal.wait_end(), 130);
    let mut terminal = Terminal::start(command(&stage, &["forget", "stand-up", "--timeout", "0.5"]), 120, 40);
    terminal.wait_for("Go on? [y/N]");
    assert_eq!(terminal.wait_end(), 6);
    assert!(terminal.text().contains("not done within 0.5 s"), "{}", terminal.text());
    assert_eq!(stage.count(Method::EndActiveConference), 0);
}

#[test]
fn a_table_fits_the_terminal_and_has_colours_where_they_are_wanted() {
    let (stage, space) = stage();
    let link = stage.link(&space);
    for columns in [60, 80, 120] {
        let mut terminal = Terminal::start(command(&stage, &["list"]), columns, 40);
        assert_eq!(terminal.wait_end(), 0);
        let text = terminal.text();
        assert!(text.contains(&link) && text.contains("Stand-up") && text.contains("NAME"), "{columns}: {text}");
        assert!(terminal.bytes.windows(2).any(|two| two == b"\x1b["), "{text}");
    }
    let mut plain = command(&stage, &["list", "--ascii"]);
    plain.env("NO_COLOR", "1");
    let mut terminal = Terminal::start(plain, 80, 40);
    assert_eq!(terminal.wait_end(), 0);
    assert!(terminal.bytes.is_ascii() && !terminal.bytes.contains(&b'\x1b'), "{}", terminal.text());
    let mut terminal = Terminal::start(command(&stage, &["--account", "bo@example.com", "list"]), 80, 40);
    assert_eq!(terminal.wait_end(), 0);
    assert!(terminal.text().contains("is empty. greenroom new makes a space"), "{ANA}: {}", terminal.text());
}

//! Every way out leaves the terminal as it was, and the right code.

use std::collections::BTreeSet;

use rstest::rstest;
use rustix::process::{Signal, kill_process};

use crate::support::modes::{count, modes_touched};
use crate::support::stage::Stage;
use crate::support::terminal::Terminal;

/// Entering the screen of its own.
const ENTER: &[u8] = b"\x1b[?1049h";

#[rstest]
#[case::quit("q")]
#[case::quit_at_once("\x03")]
#[case::quit_at_once_from_an_input("L\x03")]
#[case::quit_at_once_from_help("?\x03")]
fn by_a_key(#[case] keys: &str) {
    let stage = Stage::new();
    let mut terminal = stage.open();
    let shown = BTreeSet::from([25, 1000, 1004, 1006, 1049, 2004]);
    assert!(terminal.modes().is_superset(&shown), "{:?}", terminal.modes());
    assert!(!terminal.is_plain());
    terminal.keys(keys);
    assert_eq!(terminal.wait_end(), 0);
    terminal.assert_as_it_was();
    // Nothing is left on the shell's screen, not even an empty line.
    assert_eq!(terminal.text().trim(), "");
    // Every frame was a whole one.
    assert!(modes_touched(&terminal.bytes).contains(&2026));
}

#[rstest]
#[case::terminated(Signal::TERM, 143)]
#[case::hung_up(Signal::HUP, 129)]
#[case::interrupted(Signal::INT, 130)]
fn by_a_signal(#[case] signal: Signal, #[case] code: u32) {
    let stage = Stage::new();
    let mut terminal = stage.open();
    terminal.signal(signal);
    assert_eq!(terminal.wait_end(), code);
    terminal.assert_as_it_was();
    assert_eq!(terminal.text().trim(), "");
}

/// A signal that comes while the first frame is being drawn leaves nothing behind either.
#[test]
fn by_a_signal_at_any_moment() {
    let stage = Stage::new();
    for length in [0, 20, 50, 200, 1000] {
        let mut terminal = Terminal::start(stage.greenroom(), 120, 40);
        terminal.wait_for_bytes("the beginning", |bytes| bytes.len() > length);
        terminal.signal(Signal::TERM);
        assert_eq!(terminal.wait_end(), 143);
        terminal.assert_as_it_was();
    }
}

/// An interactive shell, with its first prompt.
fn shell(stage: &Stage) -> Terminal {
    let mut shell = stage.program("sh");
    shell.arg("-i");
    shell.env("PS1", "SHELL> ");
    // Where `sh` is bash its line editor leaves the terminal's modes alone then.
    shell.env("TERM", "dumb");
    shell.env("GREENROOM", env!("CARGO_BIN_EXE_greenroom"));
    let mut terminal = Terminal::start(shell, 120, 40);
    terminal.wait_for("SHELL>");
    terminal
}

fn prompts(terminal: &Terminal) -> usize {
    count(&terminal.bytes, b"SHELL> ")
}

#[rstest]
#[case::by_key(None)]
#[case::by_signal(Some(Signal::TSTP))]
fn suspended_and_back(#[case] signal: Option<Signal>) {
    let stage = Stage::new();
    let mut terminal = shell(&stage);
    terminal.keys("\"$GREENROOM\"\n");
    terminal.wait_for("No spaces yet");
    for round in 1..=2 {
        let before = prompts(&terminal);
        match signal {
            None => terminal.keys("\x1a"),
            Some(signal) => kill_process(terminal.foreground(), signal).unwrap(),
        }
        terminal.wait_for_bytes("the prompt", |bytes| count(bytes, b"SHELL> ") > before);
        assert_eq!(terminal.modes(), BTreeSet::new());
        assert!(terminal.is_plain());
        terminal.wait_gone("No spaces yet");

        terminal.keys("fg\n");
        terminal.wait_for("No spaces yet");
        assert!(!terminal.is_plain());
        assert_eq!(count(&terminal.bytes, ENTER), round + 1);
        terminal.keys("?");
        terminal.wait_for("j k scroll, Esc closes");
        terminal.keys("\x1b");
        terminal.wait_gone("j k scroll, Esc closes");
    }
    let before = prompts(&terminal);
    terminal.keys("q");
    terminal.wait_for_bytes("the prompt", |bytes| count(bytes, b"SHELL> ") > before);
    assert_eq!(terminal.modes(), BTreeSet::new());
    assert!(terminal.is_plain());
    terminal.keys("exit\n");
    terminal.wait_end();
}

/// Stopped in a way that no program can catch: the shell has the terminal, and coming back takes it again.
#[test]
fn stopped_from_outside_and_back() {
    let stage = Stage::new();
    let mut terminal = shell(&stage);
    terminal.keys("\"$GREENROOM\"\n");
    terminal.wait_for("No spaces yet");
    let before = prompts(&terminal);
    kill_process(terminal.foreground(), Signal::STOP).unwrap();
    terminal.wait_for_bytes("the prompt", |bytes| count(bytes, b"SHELL> ") > before);
    terminal.keys("echo; echo something else; fg\n");
    terminal.wait_for_bytes("the screen again", |bytes| count(bytes, ENTER) == 2);
    terminal.wait_until("all of it", |text| text.contains("No spaces yet") && !text.contains("something else"));
    terminal.keys("?");
    terminal.wait_for("j k scroll, Esc closes");
    let before = prompts(&terminal);
    terminal.keys("\x03");
    terminal.wait_for_bytes("the prompt", |bytes| count(bytes, b"SHELL> ") > before);
    assert_eq!(terminal.modes(), BTreeSet::new());
    terminal.keys("exit\n");
    terminal.wait_end();
}

/// In a window of its own nobody could bring it back: it goes on.
#[test]
fn what_nobody_could_continue_is_not_stopped() {
    let stage = Stage::new();
    let mut terminal = stage.open();
    terminal.wait_for("No spaces yet");
    terminal.keys("\x1a");
    terminal.wait_for_bytes("the screen again", |bytes| count(bytes, ENTER) == 2);
    terminal.keys("?");
    terminal.wait_for("j k scroll, Esc closes");
    terminal.keys("\x03");
    assert_eq!(terminal.wait_end(), 0);
    terminal.assert_as_it_was();
}

/// With and without the signal that a session's leader gets.
#[rstest]
#[case::its_own(true)]
#[case::of_another_session(false)]
fn with_its_terminal(#[case] controlling: bool) {
    let stage = Stage::new();
    let mut command = stage.greenroom();
    command.set_controlling_tty(controlling);
    let mut terminal = stage.open_as(command);
    terminal.wait_for("No spaces yet");
    terminal.close("?");
    assert_eq!(terminal.wait_end(), 129);
}

/// Keys are still to be read when the terminal closes.
#[test]
fn with_its_terminal_while_somebody_types() {
    let stage = Stage::new();
    for _ in 0..5 {
        let mut command = stage.greenroom();
        command.set_controlling_tty(false);
        let mut terminal = stage.open_as(command);
        terminal.close(&"?\x1b".repeat(200));
        assert_eq!(terminal.wait_end(), 129);
    }
}

/// The screen is another terminal than the one that keys come from, and goes.
#[test]
fn with_its_screen_alone() {
    let stage = Stage::new();
    let mut screen = Terminal::empty(120, 40);
    let mut command = stage.program("sh");
    command.args(["-c", "exec \"$0\" >\"$1\"", env!("CARGO_BIN_EXE_greenroom")]);
    command.arg(screen.path());
    let mut keys = Terminal::start(command, 120, 40);
    screen.wait_for("No spaces yet");
    assert!(!keys.is_plain());
    screen.close("x");
    keys.keys("?");
    assert_eq!(keys.wait_end(), 1);
    assert!(keys.is_plain());
    assert!(keys.text().contains("greenroom: the terminal failed: "), "{}", keys.text());
}

//! What is pasted: links are understood, and nothing from outside reaches the terminal as more than text.

use greenroom::emulator::Method;

use crate::support::stage::Stage;
use crate::support::terminal::Terminal;

/// Sequences that would do something to a terminal, with a word that can be found again.
const HARM: &str = "\x1b]0;owned\x07\x1b[31mred\x1b[2J\u{9b}5n\x1bP+q\x1b\\\u{202e}tail";

/// None of the sequences above, in any form.
fn assert_harmless(terminal: &Terminal) {
    for sequence in ["\x1b]0;", "\x07", "\x1b[31mred", "\u{9b}", "\x1bP", "\u{202e}"] {
        assert!(!String::from_utf8_lossy(&terminal.bytes).contains(sequence), "{sequence:?}");
    }
}

#[test]
fn a_link_anywhere_is_looked_up_when_wanted() {
    let stage = Stage::new();
    let space = stage.space();
    let link = stage.link(&space);
    let mut terminal = stage.open();
    terminal.wait_for("No spaces yet");
    terminal.paste(&format!("  {link}?authuser=1\n"));
    terminal.wait_for("Look up ");
    assert_eq!(stage.count(Method::GetSpace), 0);
    terminal.keys("n");
    terminal.wait_gone("Look up ");
    terminal.paste(&link);
    terminal.wait_for("Look up ");
    terminal.keys("y");
    terminal.wait_for("Kept ");
    terminal.wait_for(&link);
    assert_eq!(stage.count(Method::CreateSpace), 0);
    terminal.paste(&link);
    terminal.wait_for("is in the list already");
    terminal.keys("q");
    assert_eq!(terminal.wait_end(), 0);
}

#[test]
fn what_is_no_link_is_told_in_a_line() {
    let stage = Stage::new();
    let mut terminal = stage.open();
    terminal.wait_for("No spaces yet");
    terminal.paste("https://evil.example/abc-mnop-xyz");
    terminal.wait_for("Pasted, but");
    terminal.keys("\x1b");
    terminal.wait_gone("Pasted, but");
    terminal.paste(&HARM.repeat(250));
    terminal.wait_for("Pasted, but");
    terminal.keys("\x1b");
    terminal.wait_gone("Pasted, but");
    assert_eq!(stage.count(Method::GetSpace), 0);
    // An input takes it as far as there is room.
    terminal.keys("L");
    terminal.wait_for("Look up a space");
    terminal.paste(&HARM.repeat(250));
    terminal.wait_for("red");
    terminal.keys("\r");
    terminal.wait_for("Nothing was looked up");
    assert!(terminal.text().contains("Look up a space"));
    terminal.keys("\x1b");
    terminal.wait_gone("Look up a space");
    assert!(terminal.text().contains("No spaces yet"));
    assert_harmless(&terminal);
    terminal.keys("q");
    assert_eq!(terminal.wait_end(), 0);
    assert_eq!(stage.count(Method::GetSpace), 0);
}

#[test]
fn a_name_is_text() {
    let stage = Stage::new();
    let mut terminal = stage.open();
    terminal.keys("n");
    terminal.wait_for("Name the new space");
    terminal.paste(HARM);
    terminal.wait_for("tail");
    terminal.keys("\r");
    terminal.wait_gone("Name the new space");
    stage.wait_world("the first space", |world| world.spaces().count() == 1);
    // Wide and joined letters keep the frame straight.
    let wide = "会議 👩‍👩‍👧 n\u{303} ";
    stage.make(&mut terminal, wide);
    terminal.wait_for("会議");
    let text = terminal.text();
    let edge = |line: &str| unicode_width::UnicodeWidthStr::width(line.split_once('╮').map_or(line, |(left, _)| left));
    assert!(edge(text.lines().nth(1).unwrap()) > 20);
    assert_harmless(&terminal);
    terminal.keys("q");
    assert_eq!(terminal.wait_end(), 0);

    let mut terminal = stage.open();
    terminal.wait_until("both names", |text| text.contains("tail") && text.contains("会議"));
    assert_harmless(&terminal);
}

//! Clicks and the wheel, and how to be rid of them.

use crate::support::modes::modes_touched;
use crate::support::stage::Stage;
use crate::support::terminal::Terminal;

/// A click of the left button on the words.
fn click(terminal: &mut Terminal, words: &str) {
    let text = terminal.text();
    let (row, line) = text.lines().enumerate().find(|(_, line)| line.contains(words)).unwrap();
    let column = line[..line.find(words).unwrap()].chars().count();
    terminal.keys(&format!("\x1b[<0;{0};{1}M\x1b[<0;{0};{1}m", column + 1, row + 1));
}

#[test]
fn a_click_and_the_wheel_move_the_cursor() {
    let stage = Stage::new();
    let mut terminal = stage.open();
    let names = ["First", "Second", "Third"];
    let links: Vec<String> = names.iter().map(|name| stage.link(&stage.make(&mut terminal, name))).collect();
    terminal.wait_for(&links[2]);
    click(&mut terminal, "First");
    terminal.wait_for(&links[0]);
    // Up by the wheel, to the top of the list: the newest.
    terminal.keys("\x1b[<64;5;5M");
    terminal.wait_for(&links[2]);
    terminal.keys("\x1b[<65;5;5M");
    terminal.wait_for(&links[0]);
    assert!(modes_touched(&terminal.bytes).is_superset(&[1000, 1006].into()));
    // Never the motion: every move of the mouse would wake the app.
    assert!(modes_touched(&terminal.bytes).is_disjoint(&[1002, 1003].into()));
    terminal.keys("q");
    assert_eq!(terminal.wait_end(), 0);
}

#[test]
fn it_can_be_turned_off() {
    let stage = Stage::new();
    stage.configure("mouse = false\n");
    let mut terminal = stage.open();
    terminal.wait_for("No spaces yet");
    terminal.keys("q");
    assert_eq!(terminal.wait_end(), 0);
    terminal.assert_as_it_was();
    let touched = modes_touched(&terminal.bytes);
    assert!(touched.is_disjoint(&[1000, 1002, 1003, 1006].into()), "{touched:?}");
}

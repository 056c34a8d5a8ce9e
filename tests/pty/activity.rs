//! Watching with the built program, in a real terminal: the bell and the notice are bytes that it gets.

use crate::support::stage::Stage;

#[test]
fn the_first_one_in_rings_and_is_told_on_the_desktop() {
    let stage = Stage::new();
    stage.configure("[notices]\nhow = \"both\"\n");
    let mut command = stage.greenroom();
    command.env("TERM", "xterm-256color");
    for name in ["TMUX", "STY", "VTE_VERSION"] {
        command.env_remove(name);
    }
    let mut terminal = stage.open_as(command);
    terminal.wait_for("No spaces yet");
    let name = stage.make(&mut terminal, "Stand-up");
    terminal.keys("w");
    terminal.wait_for("Watching Stand-up");
    terminal.wait_for("polling");
    stage.join(&name, "A guest");
    // Looked at now, and not only in half a minute.
    terminal.keys("r");
    let notice = b"\x1b]9;greenroom: Stand-up - A guest came in\x1b\\\x07";
    terminal.wait_for_bytes("the notice and the bell", |bytes| bytes.windows(notice.len()).any(|part| part == notice));
    terminal.wait_for("A guest came in");
    terminal.keys("E");
    terminal.wait_for("A guest came");
    terminal.wait_for("call started");
    terminal.keys("\r");
    terminal.wait_for("1 person");
    terminal.keys("\u{1b}");
    terminal.wait_for("What happened");
    terminal.keys("qq");
    assert_eq!(terminal.wait_end(), 0);
    terminal.assert_as_it_was();
}

#[test]
fn a_wrong_word_in_the_settings_is_told_before_the_screen_is_touched() {
    let stage = Stage::new();
    stage.configure("[notices]\nhow = \"loud\"\n");
    let mut terminal = stage.open();
    terminal.wait_for("config.toml:2:7: no notice is called \"loud\"");
    assert_eq!(terminal.wait_end(), 2);
}

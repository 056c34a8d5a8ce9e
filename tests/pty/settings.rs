//! Settings of a person's own with the built program, in a real terminal.

use crate::support::stage::Stage;

#[test]
fn a_key_of_ones_own_acts_and_is_named() {
    let stage = Stage::new();
    stage.configure("[keys]\nhelp = [\"F1\"]\nnew_form = [\"ctrl-n\"]\nquit = [\"ctrl-q\"]\n");
    let mut terminal = stage.open();
    terminal.wait_for("No spaces yet");
    terminal.keys("?");
    terminal.wait_for("? does nothing here; F1 shows the keys");
    terminal.keys("\x1bOP");
    terminal.wait_for("Esc closes");
    terminal.keys("\x1b");
    terminal.wait_until("help is closed", |text| !text.contains("Esc closes"));
    terminal.keys("\x0e");
    terminal.wait_for("New space");
    // In the middle of an input.
    terminal.keys("\x11");
    assert_eq!(terminal.wait_end(), 0);
}

#[test]
fn a_theme_of_ones_own_is_drawn_and_no_color_wins() {
    let stage = Stage::new();
    stage.configure("theme = \"dusk\"\nbackground = \"dark\"\n");
    let themes = stage.folder("config").join("themes");
    std::fs::create_dir_all(&themes).unwrap();
    std::fs::write(themes.join("dusk.toml"), "accent = \"#88c0d0\"\n[dark]\ndim = \"244\"\n").unwrap();
    let mut terminal = stage.open();
    terminal.wait_for("No spaces yet");
    terminal.wait_for_bytes("both colours", |bytes| {
        let text = String::from_utf8_lossy(bytes);
        text.contains("38;2;136;192;208") && text.contains("38;5;244")
    });
    terminal.keys("q");
    assert_eq!(terminal.wait_end(), 0);

    let mut command = stage.greenroom();
    command.env("NO_COLOR", "1");
    let mut terminal = stage.open_as(command);
    terminal.wait_for("No spaces yet");
    terminal.wait_for_bytes("no colour", |bytes| {
        let text = String::from_utf8_lossy(bytes);
        !text.contains("38;2;") && !text.contains("38;5;")
    });
    terminal.keys("q");
    assert_eq!(terminal.wait_end(), 0);
}

#[test]
fn a_file_that_is_wrong_is_told_before_the_screen_is_touched() {
    let stage = Stage::new();
    stage.configure("[keys]\nnew = [\"y\"]\n");
    let mut terminal = stage.open();
    terminal.wait_until("the one line", |text| {
        text.replace('\n', "").contains("config.toml:2:1: y would be a key of both new and copy")
    });
    assert_eq!(terminal.wait_end(), 2);
    terminal.wait_for_bytes("no mode was set", |bytes| !bytes.windows(2).any(|pair| pair == b"\x1b["));
}

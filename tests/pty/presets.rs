//! The form and presets with the built program, in a real terminal.

use greenroom::emulator::Method;

use crate::support::modes::clipboard;
use crate::support::stage::Stage;

#[test]
fn a_form_makes_a_space_by_a_preset_and_its_settings_are_saved() {
    let stage = Stage::new();
    stage.configure("# mine\n[presets.talk] # for talks\naccess = \"open\"\n");
    let mut terminal = stage.open();
    terminal.wait_for("No spaces yet");
    terminal.keys("N");
    terminal.wait_for("New space");
    terminal.keys("Retro\t ");
    terminal.wait_for("talk");
    // ctrl-s, which stops the output of terminals that are not told otherwise.
    terminal.keys("\x13");
    terminal.wait_for_bytes("the link", |bytes| !clipboard(bytes).is_empty());
    terminal.wait_until("the form is closed", |text| text.contains("Retro") && !text.contains("New space"));
    assert_eq!(stage.count(Method::CreateSpace), 1);
    terminal.keys("S");
    terminal.wait_for("Save the settings of Retro as a preset");
    terminal.keys("retro\r");
    terminal.wait_for("Saved the preset retro");
    let file = std::fs::read_to_string(stage.folder("config").join("config.toml")).unwrap();
    assert!(file.starts_with("# mine\n[presets.talk] # for talks\naccess = \"open\"\n"), "{file}");
    assert!(file.contains("\n[presets.retro]\naccess = \"open\"\n"), "{file}");
    terminal.keys("q");
    assert_eq!(terminal.wait_end(), 0);
}

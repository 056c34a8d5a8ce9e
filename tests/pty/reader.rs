//! A transcript read, searched and kept as a file, in a real terminal.

use greenroom::emulator::Crowd;
use jiff::SignedDuration;
use serde_json::Value;

use crate::support::stage::Stage;

#[test]
fn a_transcript_is_read_searched_and_kept_as_a_file_that_is_whole() {
    let stage = Stage::new();
    let mut terminal = stage.open();
    let space = stage.make(&mut terminal, "Stand-up");
    let (lasts, ended) = (SignedDuration::from_mins(60), Some(SignedDuration::from_mins(90)));
    stage.world(|world| world.gather(&space, &Crowd { people: 30, entries: 350, lasts, ended }).unwrap());
    terminal.keys("4");
    terminal.wait_for("Kept for");
    terminal.keys("\r");
    terminal.wait_for("30 people");
    terminal.wait_for("Transcript  ready");
    terminal.keys("j");
    terminal.wait_for("o opens it");
    terminal.keys("\r");
    terminal.wait_for("Stand-up · transcript");
    terminal.wait_for("350 entries");
    terminal.keys("/fifteenth");
    terminal.wait_for("1 of 11");
    terminal.keys("\rnn");
    terminal.wait_for("3 of 11");
    terminal.keys("x");
    terminal.wait_for("Export of Stand-up");
    terminal.keys("J");
    terminal.wait_for("Write to which file?");
    terminal.keys("\x15minutes.json\r");
    terminal.wait_for("Wrote ");
    terminal.keys("xm");
    terminal.wait_for("Write to which file?");
    terminal.keys("\x15minutes.json\r");
    terminal.wait_for("Replace minutes.json?");
    terminal.keys("n");
    terminal.wait_gone("Replace minutes.json?");
    terminal.wait_for("Write to which file?");
    terminal.keys("\x1b");
    terminal.wait_gone("Write to which file?");
    terminal.keys("\x03");
    assert_eq!(terminal.wait_end(), 0);
    terminal.assert_as_it_was();
    let written = std::fs::read_to_string(stage.root().join("minutes.json")).unwrap();
    let whole: Value = serde_json::from_str(&written).unwrap();
    let entries = whole["entries"].as_array().unwrap();
    assert_eq!((entries.len(), &whole["label"]), (350, &Value::from("Stand-up")));
    assert!(entries.iter().all(|entry| entry["speaker"].is_string() && entry["text"].is_string()));
}

/// What a disk that is full does: the program may make no file larger than a few kilobytes. Those of the demo itself are smaller.
#[test]
fn on_a_full_disk_nothing_is_lost_and_nothing_half_written() {
    let stage = Stage::new();
    let mut command = stage.program("/bin/sh");
    command.args(["-c", "trap '' XFSZ; ulimit -f 4; exec \"$0\" --demo"]);
    command.arg(env!("CARGO_BIN_EXE_greenroom"));
    let mut terminal = stage.open_as(command);
    terminal.wait_until("the week", |text| text.contains("demo") && text.contains("news live"));
    terminal.keys("/incident\r4");
    terminal.wait_for("Kept for");
    terminal.keys("\r");
    terminal.wait_for("People by arrival");
    terminal.wait_for("ready");
    terminal.keys("xJ");
    terminal.wait_for("Write to which file?");
    terminal.keys("\x15kept.json\r");
    terminal.wait_for("The file was not written");
    terminal.wait_for("Nothing has to be read again");
    // Another name is as bad; the input stays until one leaves it.
    terminal.keys("\x15other.json\r");
    terminal.wait_for("other.json could not be");
    let left: Vec<_> = std::fs::read_dir(stage.root()).unwrap().map(|file| file.unwrap().file_name()).collect();
    assert!(left.iter().all(|name| !name.to_string_lossy().contains("json")), "{left:?}");
    terminal.keys("\x1b");
    terminal.wait_gone("Write to which file?");
    terminal.keys("\x03");
    assert_eq!(terminal.wait_end(), 0);
    terminal.assert_as_it_was();
}

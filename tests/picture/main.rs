//! The picture of the README: the demo in a real pseudo-terminal, as an SVG.
//!
//! `UPDATE_PICTURE=1 cargo test --test picture` writes `assets/greenroom.svg`; without the variable everything is done but
//! the writing. Owns nothing of how the app looks: what stands on the screen stands in the picture.
#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "what a test relies on may fail it")]

mod palette;
mod shapes;
mod svg;

use std::io::Read;
use std::num::NonZeroU16;
use std::sync::mpsc::channel;
use std::time::Duration;

use portable_pty::{CommandBuilder, PtySize, native_pty_system};

/// Columns and rows of the terminal in the picture.
const SIZE: (u16, u16) = (110, 32);
/// Longest wait for something that is sure to come.
const PATIENCE: Duration = Duration::from_secs(30);

fn terminal((columns, rows): (u16, u16)) -> vt100::Parser {
    vt100::Parser::new(NonZeroU16::new(rows).unwrap(), NonZeroU16::new(columns).unwrap(), 0)
}

/// Whether the demo has all that the picture is to show: live rows, and the details of the space under the cursor.
fn is_complete(screen: &str) -> bool {
    screen.matches('●').count() >= 3
        && ["synced", "since", "PIN", "sip:", "SE", "open", "restricted"].iter().all(|word| screen.contains(word))
}

/// Runs the demo until its screen is complete.
fn demo() -> vt100::Parser {
    let (cols, rows) = SIZE;
    let pty = native_pty_system().openpty(PtySize { rows, cols, pixel_width: 0, pixel_height: 0 }).unwrap();
    let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_greenroom"));
    command.arg("--demo");
    command.env("TERM", "xterm-256color");
    command.env_remove("NO_COLOR");
    command.cwd(std::env::temp_dir());
    let mut child = pty.slave.spawn_command(command).unwrap();
    drop(pty.slave);
    let mut reader = pty.master.try_clone_reader().unwrap();
    let (sender, chunks) = channel();
    std::thread::spawn(move || {
        let mut buffer = [0; 4096];
        while let Ok(length @ 1..) = reader.read(&mut buffer) {
            if sender.send(buffer[..length].to_vec()).is_err() {
                break;
            }
        }
    });
    let mut terminal = terminal(SIZE);
    // A frame ends with the end of its synchronized update: half a frame is no picture.
    let (mut seen, end) = (Vec::new(), b"\x1b[?2026l");
    loop {
        if seen.ends_with(end) && is_complete(&terminal.screen().contents()) {
            break;
        }
        match chunks.recv_timeout(PATIENCE) {
            Ok(chunk) => {
                terminal.process(&chunk);
                seen.extend(chunk);
            }
            Err(error) => panic!("{error} while waiting for the demo, after\n{}", terminal.screen().contents()),
        }
    }
    child.kill().unwrap();
    child.wait().unwrap();
    terminal
}

#[test]
fn the_demo_makes_the_picture_of_the_readme() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/assets/greenroom.svg");
    let picture = svg::draw(demo().screen(), "greenroom --demo");
    if std::env::var_os("UPDATE_PICTURE").is_some() {
        std::fs::write(path, &picture).unwrap();
    }
    // The hour and the people in the rooms differ from run to run; the size and the window do not.
    let kept = std::fs::read_to_string(path).unwrap();
    let window = |picture: &str| picture.lines().take(5).map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(window(&kept), window(&picture), "UPDATE_PICTURE=1 cargo test --test picture");
}

/// What is drawn of these bytes, on a small terminal.
fn drawn(bytes: &str) -> String {
    let mut terminal = terminal((10, 2));
    terminal.process(bytes.as_bytes());
    svg::draw(terminal.screen(), "a <title> & more")
}

#[test]
fn what_means_something_to_xml_is_escaped() {
    let picture = drawn("<&>");
    assert!(picture.contains("&lt;&amp;&gt;</text>"), "{picture}");
    assert!(picture.contains("a &lt;title&gt; &amp; more"), "{picture}");
}

#[test]
fn every_glyph_stands_in_its_cell() {
    let picture = drawn("ab 京c");
    let at = |columns: &[u16]| columns.iter().map(|column| svg::left(*column).to_string()).collect::<Vec<_>>().join(" ");
    for (columns, text) in [(vec![0, 1], "ab"), (vec![3], "京"), (vec![5], "c")] {
        let found = picture.lines().find(|line| line.contains(&format!(">{text}</text>"))).unwrap_or_default();
        assert!(found.contains(&format!("x=\"{}\"", at(&columns))), "{text}: {picture}");
    }
}

#[test]
fn joined_characters_stay_together() {
    let picture = drawn("e\u{301}x");
    assert!(picture.contains(&format!("x=\"{}\"", svg::left(0))) && picture.contains("e\u{301}</text>"), "{picture}");
    assert!(picture.contains(&format!("x=\"{}\"", svg::left(1))) && picture.contains("x</text>"), "{picture}");
}

#[test]
fn colours_weights_and_lines_are_those_of_the_terminal() {
    let picture = drawn("\x1b[1;32mgo\x1b[0m \x1b[31;7m!\x1b[0m│█");
    assert!(picture.contains(&format!("fill=\"{}\" font-weight=\"bold\">go</text>", palette::ANSI[2])), "{picture}");
    assert!(picture.contains(&format!("height=\"{}\" fill=\"{}\"", svg::CELL.1, palette::ANSI[1])), "{picture}");
    assert!(picture.contains(&format!("fill=\"{}\">!</text>", palette::BACKGROUND)), "{picture}");
    assert!(!picture.contains('│') && !picture.contains('█'), "lines and blocks are drawn, not written: {picture}");
}

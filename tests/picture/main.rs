//! The pictures of the README and the guide: the demo in a real pseudo-terminal, as SVG.
//!
//! `UPDATE_PICTURE=1 cargo test --test picture` writes them into `assets`; without the variable everything is done but
//! the writing. Owns nothing of how the app looks: what stands on the screen stands in the picture.
#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "what a test relies on may fail it")]

mod palette;
mod shapes;
mod svg;

use std::io::{Read, Write};
use std::num::NonZeroU16;
use std::sync::mpsc::channel;
use std::time::Duration;

use portable_pty::{CommandBuilder, PtySize, native_pty_system};

/// Columns and rows of the terminal in a picture.
const SIZE: (u16, u16) = (110, 32);
/// Longest wait for something that is sure to come.
const PATIENCE: Duration = Duration::from_secs(20);

fn terminal((columns, rows): (u16, u16)) -> vt100::Parser {
    vt100::Parser::new(NonZeroU16::new(rows).unwrap(), NonZeroU16::new(columns).unwrap(), 0)
}

/// A picture: its file, and what is done for it.
struct Scene {
    file: &'static str,
    /// One after the other: what has to stand on the screen, and the keys that are pressed then.
    steps: &'static [(&'static [&'static str], &'static str)],
}

/// What the first picture is to show: live rows, and the details of the space under the cursor.
const LIST: &[&str] = &["3 live · news live", "? help", "since", "PIN", "sip:", "SE", "open", "restricted"];

/// The cursor comes to stand on the weekly design review, with all rows in sight: typing a filter and dropping it leads there.
const FIND: (&[&str], &str) = (LIST, "/weekly");
const FOUND: (&[&str], &str) = (&["/ weekly", "Esc clears it"], "\x1b");

/// Every picture.
const SCENES: [Scene; 4] = [
    Scene { file: "greenroom.svg", steps: &[(LIST, "")] },
    Scene {
        file: "conference.svg",
        steps: &[
            FIND,
            FOUND,
            (&["Hiring panel"], "4"),
            (&["Length", "People", "days"], "\r"),
            (&["People by arrival", "Łukasz (client)", "Freja Sørensen", "Aurora", "here now", "ready", "running"], ""),
        ],
    },
    Scene {
        file: "transcript.svg",
        steps: &[
            FIND,
            FOUND,
            (&["Hiring panel"], "4"),
            (&["Length", "People", "days"], "j\r"),
            (&["People by arrival", "kept for", "drive.google.com", "Ana Álvarez"], "jj"),
            (&["docs.google.com"], "\r"),
            (&["entries", "speakers", "1 of"], ""),
        ],
    },
    Scene {
        file: "settings.svg",
        steps: &[
            FIND,
            FOUND,
            (&["Hiring panel"], "2"),
            (&["Who gets in", "What is kept", "Smart notes"], "jjj "),
            (&["everyone → hosts-only", "1 change"], "j "),
            (&["2 changes"], ""),
        ],
    },
];

/// Whether the last frame has come to its end, which is that of its synchronized update.
fn is_whole(bytes: &[u8]) -> bool {
    let last = |mark: &[u8]| bytes.windows(mark.len()).rposition(|window| window == mark);
    last(b"\x1b[?2026h") < last(b"\x1b[?2026l")
}

/// Runs the demo through a scene, to the frame that the picture is of.
fn play(scene: &Scene) -> vt100::Parser {
    let (cols, rows) = SIZE;
    let pty = native_pty_system().openpty(PtySize { rows, cols, pixel_width: 0, pixel_height: 0 }).unwrap();
    let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_greenroom"));
    command.arg("--demo");
    command.env("TERM", "xterm-256color");
    command.env_remove("NO_COLOR");
    command.cwd(std::env::temp_dir());
    let mut child = pty.slave.spawn_command(command).unwrap();
    drop(pty.slave);
    let mut writer = pty.master.take_writer().unwrap();
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
    // Half a frame is no picture.
    let mut seen = Vec::new();
    for (words, keys) in scene.steps {
        loop {
            let screen = terminal.screen().contents();
            if is_whole(&seen) && words.iter().all(|word| screen.contains(word)) {
                break;
            }
            match chunks.recv_timeout(PATIENCE) {
                Ok(chunk) => {
                    terminal.process(&chunk);
                    seen.extend(chunk);
                }
                Err(error) => panic!("{}: {error} while waiting for {words:?}, after\n{screen}", scene.file),
            }
        }
        writer.write_all(keys.as_bytes()).unwrap();
    }
    child.kill().unwrap();
    child.wait().unwrap();
    terminal
}

#[test]
fn the_demo_makes_the_pictures() {
    for scene in SCENES {
        let path = format!("{}/assets/{}", env!("CARGO_MANIFEST_DIR"), scene.file);
        let picture = svg::draw(play(&scene).screen(), "greenroom --demo");
        if std::env::var_os("UPDATE_PICTURE").is_some() {
            std::fs::write(&path, &picture).unwrap();
        }
        // The hour and the people in the rooms differ from run to run; the size and the window do not.
        let kept = std::fs::read_to_string(&path).unwrap_or_default();
        let window = |picture: &str| picture.lines().take(5).map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(window(&kept), window(&picture), "{}: UPDATE_PICTURE=1 cargo test --test picture", scene.file);
    }
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

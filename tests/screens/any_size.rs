//! What holds of every frame, whatever the state and the size.

use greenroom::app::App;
use ratatui::buffer::Buffer;
use ratatui::style::Color;

use super::cases;
use super::grid::{drawn, glyphs};
use super::stage::{Stage, With};

/// Each width up to 60 with each height up to 30, then coarser.
fn sizes() -> impl Iterator<Item = (u16, u16)> {
    let widths = (0..=60).chain([61, 79, 80, 99, 100, 101, 120, 160, 200]);
    widths.flat_map(|width| (0..=30).chain([31, 40, 59, 60]).map(move |height| (width, height)))
}

fn is_text(letter: char) -> bool {
    let hides =
        matches!(letter, '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}');
    !letter.is_control() && !hides
}

#[track_caller]
fn check(case: &str, app: &App, buffer: &Buffer) {
    let (width, height) = (buffer.area.width, buffer.area.height);
    for cell in buffer.content() {
        assert!(cell.symbol().chars().all(is_text), "{case} at {width}x{height}: {:?}", cell.symbol());
        assert!(!app.theme.ascii || cell.symbol().is_ascii(), "{case} at {width}x{height}: {:?}", cell.symbol());
        let paper = case.contains("link_card");
        assert!(
            !case.starts_with("no_colour") || paper || (cell.fg, cell.bg) == (Color::Reset, Color::Reset),
            "{case} at {width}x{height}: {cell:?}"
        );
    }
}

/// The plain screen at every size; each other state at every tenth one, so that each size is met by some of them.
#[test]
fn every_frame_is_text_and_none_panics() {
    for (number, (case, build)) in cases::all().into_iter().enumerate() {
        let mut app = build();
        for (at, (width, height)) in sizes().enumerate() {
            if case == "main_screen" || (at + number) % 10 == 0 {
                let terminal = drawn(&mut app, width, height);
                check(case, &app, terminal.backend().buffer());
            }
        }
    }
}

#[test]
#[ignore = "takes minutes; the part of it that is always run is above"]
fn every_frame_of_every_state_is_text_and_none_panics() {
    for (case, build) in cases::all() {
        let mut app = build();
        for (width, height) in sizes() {
            let terminal = drawn(&mut app, width, height);
            check(case, &app, terminal.backend().buffer());
        }
    }
}

/// The join link stands whole on one line.
#[track_caller]
fn link_is_whole(keys: &str, widths: impl Iterator<Item = u16>, heights: &[u16]) {
    let link = "https://meet.google.com/dsn-revw-wkl";
    for width in widths {
        for height in heights {
            let mut stage = Stage::full();
            if !keys.is_empty() {
                stage.press(keys);
            }
            let terminal = drawn(&mut stage.app, width, *height);
            let text = glyphs(terminal.backend().buffer());
            assert!(text.contains(link), "{keys:?} at {width}x{height}:\n{text}");
        }
    }
}

#[test]
fn from_sixty_columns_on_the_details_never_cut_the_link() {
    link_is_whole("", (60..=104).step_by(2).chain(100..=104), &[20, 24, 30, 40]);
    link_is_whole("tab", (60..=104).step_by(2), &[10, 16, 24]);
}

#[test]
fn from_sixty_columns_on_the_copy_menu_never_cuts_the_link() {
    link_is_whole("Y", (60..=80).chain([120]), &[12, 24]);
}

#[test]
fn the_link_card_never_cuts_the_link_even_on_small_screens() {
    link_is_whole("v", (46..=104).step_by(2), &[12, 24, 40]);
}

#[test]
fn what_was_resized_to_nothing_and_back_is_as_it_was() {
    let mut stage = Stage::new(With::default());
    let before = glyphs(drawn(&mut stage.app, 120, 40).backend().buffer());
    for (width, height) in [(0, 0), (1, 200), (200, 1), (39, 9), (255, 2)] {
        drawn(&mut stage.app, width, height);
    }
    assert_eq!(glyphs(drawn(&mut stage.app, 120, 40).backend().buffer()), before);
}

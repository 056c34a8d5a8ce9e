//! A frame as text: its glyphs, then a letter for the style of each cell, then what the letters mean.

use std::fmt::Write as _;

use greenroom::app::{App, draw};
use greenroom::effect::Msg;
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::{Buffer, Cell};
use ratatui::style::{Color, Modifier};

use super::stage::noon;

/// Draws as the loop does: again when the panes have another height than before.
pub fn drawn(app: &mut App, width: u16, height: u16) -> Terminal<TestBackend> {
    let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
    for _ in 0..2 {
        let mut areas = None;
        terminal.draw(|frame| areas = Some(draw::draw(app, frame))).unwrap();
        let areas = areas.unwrap();
        if areas == app.areas {
            break;
        }
        // What is to be done outside is nobody's business here.
        drop(app.update(Msg::Drawn(areas), noon()));
    }
    terminal
}

/// The glyphs of a line; what stands behind a wide one is skipped.
pub fn line(buffer: &Buffer, y: u16) -> String {
    let mut text = String::new();
    let mut skip = 0;
    for x in 0..buffer.area.width {
        if skip > 0 {
            skip -= 1;
            continue;
        }
        let symbol = buffer[(x, y)].symbol();
        skip = greenroom::ui::text::width(symbol).saturating_sub(1);
        text.push_str(symbol);
    }
    text
}

/// The whole frame as text.
pub fn glyphs(buffer: &Buffer) -> String {
    (0..buffer.area.height).fold(String::new(), |mut all, y| {
        all.push_str(&line(buffer, y));
        all.push('\n');
        all
    })
}

/// A style in words; nothing for the terminal's own.
fn words(cell: &Cell) -> String {
    // A blank shows no colour of its own.
    if cell.symbol() == " " && cell.bg == Color::Reset && !cell.modifier.intersects(Modifier::REVERSED | Modifier::UNDERLINED) {
        return String::new();
    }
    let color = |color: Color| format!("{color:?}").to_lowercase();
    let mut words = Vec::new();
    if cell.fg != Color::Reset {
        words.push(color(cell.fg));
    }
    if cell.bg != Color::Reset {
        words.push(format!("on {}", color(cell.bg)));
    }
    words.extend(cell.modifier.iter_names().map(|(name, _)| name.to_lowercase()));
    words.join(" ")
}

/// The frame for a snapshot.
pub fn snapshot(terminal: &Terminal<TestBackend>) -> String {
    let backend = terminal.backend();
    let buffer = backend.buffer();
    let mut text = String::new();
    for y in 0..buffer.area.height {
        let _ = writeln!(text, "{}", line(buffer, y).trim_end());
    }
    text.push_str("--- styles\n");
    let mut legend: Vec<String> = Vec::new();
    for y in 0..buffer.area.height {
        let mut row = String::new();
        for x in 0..buffer.area.width {
            let words = words(&buffer[(x, y)]);
            if words.is_empty() {
                row.push(' ');
                continue;
            }
            let at = legend.iter().position(|known| *known == words).unwrap_or_else(|| {
                legend.push(words);
                legend.len() - 1
            });
            row.push(('a'..='z').nth(at).unwrap_or('?'));
        }
        let _ = writeln!(text, "{}", row.trim_end());
    }
    text.push_str("---\n");
    for (letter, words) in ('a'..).zip(legend) {
        let _ = writeln!(text, "{letter} {words}");
    }
    if backend.cursor_visible() {
        let cursor = backend.cursor_position();
        let _ = writeln!(text, "cursor at {}, {}", cursor.x, cursor.y);
    }
    text
}

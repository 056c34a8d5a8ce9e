//! The least that a ratatui program does: raw mode, the alternate screen, a full frame, another one for each key, and the
//! end at `q`.

use std::io;

use crossterm::event::{self, Event, KeyCode};
use ratatui::DefaultTerminal;
use ratatui::style::Stylize;
use ratatui::text::Line;
use ratatui::widgets::{Block, Paragraph};

fn main() -> io::Result<()> {
    let mut terminal = ratatui::init();
    let ended = run(&mut terminal);
    ratatui::restore();
    ended
}

fn run(terminal: &mut DefaultTerminal) -> io::Result<()> {
    let mut chosen = 0;
    loop {
        terminal.draw(|frame| {
            let area = frame.area();
            let lines = (0..area.height.saturating_sub(2)).map(|number| {
                let line = Line::raw(format!("Hello, world! This is line {number} of a screen that is full."));
                if number == chosen { line.bold() } else { line }
            });
            let text: Vec<Line> = lines.collect();
            frame.render_widget(Paragraph::new(text).block(Block::bordered().title("hello")), area);
        })?;
        match event::read()? {
            Event::Key(key) if key.code == KeyCode::Char('q') => return Ok(()),
            _ => chosen = (chosen + 1) % 30,
        }
    }
}

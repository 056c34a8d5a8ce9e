//! What goes to stdout: tables that fit the terminal, and lines with tabs between their fields elsewhere.
//!
//! Texts from outside are cleaned here; JSON is written as it is, for its letters cannot steer a terminal once they are escaped.

use std::io::{self, BufWriter, IsTerminal as _, Write};

use super::Exit;
use super::surroundings::Surroundings;
use crate::text;
use crate::ui::theme::Theme;

/// Writes to stdout; a closed pipe is no error.
pub(super) fn print(words: &str) -> Exit {
    write(|out| out.write_all(words.as_bytes()))
}

/// Writes to stdout, piece by piece; a closed pipe is no error.
pub(super) fn write(work: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Exit {
    let mut out = BufWriter::with_capacity(64 * 1024, io::stdout().lock());
    match work(&mut out).and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Exit::Failed(format!("could not write: {error}")),
        _ => Exit::Done,
    }
}

/// A value as JSON, indented, with a line end.
pub(super) fn json(value: &impl serde::Serialize) -> Exit {
    match serde_json::to_string_pretty(value) {
        Ok(text) => print(&visible(text + "\n")),
        Err(error) => Exit::Failed(format!("could not be written as JSON: {error}")),
    }
}

/// The same JSON with every letter escaped that a terminal, or the order of letters on it, would obey.
pub(super) fn visible(json: String) -> String {
    use std::fmt::Write as _;
    // What ends lines here was put by the writer: in strings it is escaped already.
    let steers = |letter: char| letter != '\n' && text::is_unseen(letter);
    if !json.contains(steers) {
        return json;
    }
    let mut out = String::with_capacity(json.len() + 16);
    for letter in json.chars() {
        if steers(letter) {
            let mut units = [0; 2];
            for unit in letter.encode_utf16(&mut units) {
                // Writing to a String cannot fail.
                let _ = write!(out, "\\u{unit:04x}");
            }
        } else {
            out.push(letter);
        }
    }
    out
}

pub(super) use crate::ui::tone::Tone;

/// Where tables are drawn.
#[derive(Debug, Clone)]
pub(super) struct Sheet {
    color: bool,
    pub(super) theme: Theme,
    /// Columns, where it is a terminal.
    pub(super) width: Option<usize>,
}

impl Sheet {
    pub(super) fn new(around: &Surroundings) -> Self {
        let width = || crossterm::terminal::size().map_or(80, |(columns, _)| usize::from(columns).max(1));
        let width = io::stdout().is_terminal().then(width);
        Self { color: around.color, theme: Theme::new(around.color, around.ascii), width }
    }

    /// Fit to be shown: cleaned, and in ASCII where nothing else may be written.
    pub(super) fn fit<'a>(&self, words: &'a str) -> std::borrow::Cow<'a, str> {
        let clean = text::clean(words);
        if !self.theme.ascii || clean.is_ascii() {
            return clean;
        }
        let signs = &self.theme.signs;
        let plain = clean.replace('…', signs.ellipsis).replace('→', signs.arrow.trim()).replace('·', signs.dot.trim());
        text::ascii(&plain).into_owned().into()
    }

    /// In colour, where there are colours.
    pub(super) fn paint(&self, words: &str, tone: Tone) -> String {
        let code = match tone {
            Tone::Strong => "1",
            Tone::Dim => "2",
            Tone::Live => "32",
            Tone::Waiting => "33",
            Tone::Trouble => "31",
            Tone::Plain => return words.to_owned(),
        };
        if self.color && !words.is_empty() { format!("\x1b[{code}m{words}\x1b[0m") } else { words.to_owned() }
    }
}

/// A column of a table.
#[derive(Debug, Clone, Copy)]
pub(super) struct Column {
    pub(super) title: &'static str,
    /// What it can be cut down to; none for what is never cut.
    pub(super) least: Option<usize>,
    /// In which order columns are left out where there is no room: the highest first, zero never.
    pub(super) spare: u8,
}

impl Column {
    pub(super) const fn whole(title: &'static str, spare: u8) -> Self {
        Self { title, least: None, spare }
    }

    pub(super) const fn flexible(title: &'static str, least: usize) -> Self {
        Self { title, least: Some(least), spare: 0 }
    }
}

/// A cell of a table.
#[derive(Debug, Clone)]
pub(super) struct Cell {
    text: String,
    tone: Tone,
}

impl Cell {
    pub(super) fn new(words: impl Into<String>, tone: Tone) -> Self {
        Self { text: words.into(), tone }
    }
}

/// Between two columns.
const GAP: usize = 2;

/// The rows as a table for a terminal, or as lines with tabs between their fields.
pub(super) fn table(sheet: &Sheet, columns: &[Column], rows: &[Vec<Cell>]) -> Exit {
    let Some(width) = sheet.width else {
        return write(|out| {
            for row in rows {
                let fields: Vec<_> = row.iter().map(|cell| text::clean(&cell.text)).collect();
                writeln!(out, "{}", fields.join("\t"))?;
            }
            Ok(())
        });
    };
    print(&drawn(sheet, columns, rows, width))
}

fn drawn(sheet: &Sheet, columns: &[Column], rows: &[Vec<Cell>], width: usize) -> String {
    if rows.is_empty() {
        return String::new();
    }
    let texts: Vec<Vec<_>> = rows.iter().map(|row| row.iter().map(|cell| sheet.fit(&cell.text)).collect()).collect();
    let widest = |at: usize| {
        let cells = texts.iter().filter_map(|row| row.get(at)).map(|cell| text::width(cell)).max().unwrap_or(0);
        cells.max(columns[at].title.len())
    };
    let mut widths: Vec<usize> = (0..columns.len()).map(widest).collect();
    let mut shown: Vec<usize> = (0..columns.len()).collect();
    fit_columns(columns, &mut widths, &mut shown, width);
    let mut out = String::new();
    let mut line = |cells: &mut dyn Iterator<Item = (String, Tone)>| {
        let mut pieces = String::new();
        let mut owed = 0;
        for (&at, (words, tone)) in shown.iter().zip(cells) {
            let words = text::fit_with(&words, widths[at], sheet.theme.signs.ellipsis).into_owned();
            pieces.extend(std::iter::repeat_n(' ', owed));
            owed = widths[at].saturating_sub(text::width(&words)) + GAP;
            pieces.push_str(&sheet.paint(&words, tone));
        }
        out.push_str(&pieces);
        out.push('\n');
    };
    if columns.iter().any(|column| !column.title.is_empty()) {
        line(&mut shown.iter().map(|&at| (columns[at].title.to_owned(), Tone::Dim)));
    }
    for (row, texts) in rows.iter().zip(&texts) {
        line(&mut shown.iter().map(|&at| {
            let tone = row.get(at).map_or(Tone::Plain, |cell| cell.tone);
            (texts.get(at).map(ToString::to_string).unwrap_or_default(), tone)
        }));
    }
    out
}

/// Cuts columns down, then leaves some out, until the table fits or nothing more can be done.
fn fit_columns(columns: &[Column], widths: &mut [usize], shown: &mut Vec<usize>, width: usize) {
    loop {
        let total = shown.iter().map(|&at| widths[at]).sum::<usize>() + GAP * shown.len().saturating_sub(1);
        let mut over = total.saturating_sub(width);
        if over == 0 {
            return;
        }
        let least = |at: usize| columns[at].least.map_or(widths[at], |least| least.min(widths[at]));
        let can_give: usize = shown.iter().map(|&at| widths[at] - least(at)).sum();
        let spare = shown.iter().copied().filter(|&at| columns[at].spare > 0).max_by_key(|&at| columns[at].spare);
        match spare {
            Some(spare) if can_give < over => shown.retain(|&at| at != spare),
            _ => {
                for &at in shown.iter() {
                    let least = columns[at].least.map_or(widths[at], |least| least.min(widths[at]));
                    let given = (widths[at] - least).min(over);
                    widths[at] -= given;
                    over -= given;
                }
                return;
            }
        }
    }
}

#[cfg(test)]
#[path = "out_tests.rs"]
mod tests;

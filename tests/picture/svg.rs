//! A screen as SVG. Every glyph is placed by its cell, so that the columns stand straight in whatever font the reader has.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::palette::{BACKGROUND, Paint, paint};
use super::shapes::{Shape, shape};

/// Width and height of a cell.
pub const CELL: (f64, f64) = (9.0, 20.0);
/// From the top of a cell to its base line.
const BASE: f64 = 14.5;
/// Around the screen, and above it for the title.
const MARGIN: (f64, f64) = (18.0, 42.0);

/// The left edge of a column.
pub fn left(column: u16) -> f64 {
    MARGIN.0 + f64::from(column) * CELL.0
}

fn top(row: u16) -> f64 {
    MARGIN.1 + f64::from(row) * CELL.1
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// Glyphs side by side in one paint.
struct Run {
    paint: Paint,
    places: Vec<u16>,
    text: String,
    /// One cell, one character.
    whole: bool,
}

/// Paths of lines, by ink and thickness.
type Lines = BTreeMap<(String, &'static str), String>;

/// The picture of a screen in a window with this title.
pub fn draw(screen: &vt100::Screen, title: &str) -> String {
    let (rows, columns) = screen.size();
    let (width, height) = (left(columns.get()) + MARGIN.0, top(rows.get()) + MARGIN.0);
    let title = escape(title);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" role=\"img\">\n\
         <title>{title}</title>\n\
         <rect x=\"0.5\" y=\"0.5\" width=\"{}\" height=\"{}\" rx=\"10\" fill=\"{BACKGROUND}\" stroke=\"#3a3f4a\"/>\n\
         <g fill=\"#3a3f4a\"><circle cx=\"22\" cy=\"21\" r=\"5.5\"/><circle cx=\"41\" cy=\"21\" r=\"5.5\"/><circle cx=\"60\" cy=\"21\" r=\"5.5\"/></g>\n\
         <g font-family=\"ui-monospace, 'SF Mono', Menlo, Consolas, 'DejaVu Sans Mono', 'Liberation Mono', monospace\" font-size=\"14.95\">\n\
         <text x=\"{}\" y=\"26\" fill=\"#8b92a0\" font-size=\"13\" text-anchor=\"middle\">{title}</text>\n",
        width - 1.0,
        height - 1.0,
        width / 2.0,
    );
    let mut lines = Lines::new();
    for row in 0..rows.get() {
        draw_row(&mut svg, &mut lines, screen, row, columns.get());
    }
    for ((ink, thick), path) in lines {
        // By its square end each goes a little over the edge of its cell, so that no joint has a gap at any scale.
        let _ = writeln!(
            svg,
            "<path d=\"{path}\" fill=\"none\" stroke=\"{ink}\" stroke-width=\"{thick}\" stroke-linecap=\"square\"/>"
        );
    }
    svg.push_str("</g>\n</svg>\n");
    svg
}

fn draw_row(svg: &mut String, lines: &mut Lines, screen: &vt100::Screen, row: u16, columns: u16) {
    let mut runs: Vec<Run> = Vec::new();
    let mut shapes = String::new();
    for column in 0..columns {
        let Some(cell) = screen.cell(row, column).filter(|cell| !cell.is_wide_continuation()) else { continue };
        let paint = paint(cell);
        let (x, y) = (left(column), top(row));
        let width = if cell.is_wide() { CELL.0 * 2.0 } else { CELL.0 };
        if let Some(paper) = &paint.paper {
            let _ = writeln!(svg, "<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{}\" fill=\"{paper}\"/>", CELL.1);
        }
        if paint.underline {
            let _ = writeln!(
                shapes,
                "<rect x=\"{x}\" y=\"{}\" width=\"{width}\" height=\"1\" fill=\"{}\"/>",
                y + BASE + 2.0,
                paint.ink
            );
        }
        let text = cell.contents();
        let mut letters = text.chars();
        let (first, alone) = (letters.next(), letters.next().is_none());
        match first {
            None => {}
            Some(letter) if letter.is_whitespace() => {}
            Some(letter) => match shape(letter, (x, y), &paint.ink).filter(|_| alone) {
                Some(Shape::Line(path, thick)) => lines.entry((paint.ink, thick)).or_default().push_str(&path),
                Some(Shape::Element(element)) => {
                    let _ = writeln!(shapes, "{element}");
                }
                None => add(&mut runs, paint, column, text, alone && !cell.is_wide()),
            },
        }
    }
    svg.push_str(&shapes);
    for run in runs {
        write(svg, &run, row);
    }
}

/// Puts a glyph to the word that it continues. Words stand alone, and so do wide glyphs and those of several characters: not
/// every reader of SVG heeds a place for each character, but all heed that of the first.
fn add(runs: &mut Vec<Run>, paint: Paint, column: u16, text: &str, whole: bool) {
    match runs.last_mut().filter(|run| whole && run.whole && run.paint == paint) {
        Some(run) if run.places.last().is_some_and(|last| last + 1 == column) => {
            run.places.push(column);
            run.text.push_str(text);
        }
        _ => runs.push(Run { paint, places: vec![column], text: text.to_owned(), whole }),
    }
}

fn write(svg: &mut String, run: &Run, row: u16) {
    let places: Vec<String> = run.places.iter().map(|column| left(*column).to_string()).collect();
    let _ = write!(svg, "<text x=\"{}\" y=\"{}\"", places.join(" "), top(row) + BASE);
    let _ = write!(svg, " fill=\"{}\"", run.paint.ink);
    if run.paint.bold {
        svg.push_str(" font-weight=\"bold\"");
    }
    if run.paint.italic {
        svg.push_str(" font-style=\"italic\"");
    }
    let _ = writeln!(svg, ">{}</text>", escape(&run.text));
}

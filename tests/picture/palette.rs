//! The colours of the terminal in the picture: dark, its own, and readable on light and dark pages.

use vt100::Color;

/// Behind everything.
pub const BACKGROUND: &str = "#16181d";
/// Text without a colour of its own.
pub const FOREGROUND: &str = "#dde1e8";
/// The sixteen.
pub const ANSI: [&str; 16] = [
    "#2a2e37", "#ef6b73", "#7fcf7a", "#e5c07b", "#6cb2f5", "#c79bf2", "#5cc8cf", "#c3c9d3", "#6a7280", "#ff8a90", "#9fe59a",
    "#f3d59b", "#93c9ff", "#dcbcff", "#86e0e6", "#ffffff",
];

/// How a cell is painted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paint {
    /// Its text.
    pub ink: String,
    /// What is behind it, where that is not the window's own colour.
    pub paper: Option<String>,
    pub bold: bool,
    pub italic: bool,
    pub underline: bool,
}

/// The paint of a cell, its inversion and dimness worked in.
pub fn paint(cell: &vt100::Cell) -> Paint {
    let mut ink = name(cell.fgcolor(), FOREGROUND);
    let mut paper = name(cell.bgcolor(), BACKGROUND);
    if cell.inverse() {
        std::mem::swap(&mut ink, &mut paper);
    }
    if cell.dim() {
        ink = mix(&ink, &paper);
    }
    let paper = (paper != BACKGROUND).then_some(paper);
    Paint { ink, paper, bold: cell.bold(), italic: cell.italic(), underline: cell.underline() }
}

fn name(color: Color, default: &str) -> String {
    match color {
        Color::Default => default.to_owned(),
        Color::Idx(index @ 0..16) => ANSI[usize::from(index)].to_owned(),
        // The cube and the greys, as xterm has them.
        Color::Idx(index @ 16..232) => {
            let level = |part: u8| if part == 0 { 0 } else { 55 + 40 * part };
            let index = index - 16;
            hex([level(index / 36), level(index / 6 % 6), level(index % 6)])
        }
        Color::Idx(index) => hex([8 + 10 * (index - 232); 3]),
        Color::Rgb(red, green, blue) => hex([red, green, blue]),
    }
}

fn hex([red, green, blue]: [u8; 3]) -> String {
    format!("#{red:02x}{green:02x}{blue:02x}")
}

/// Dim: a little more than half ink.
fn mix(ink: &str, paper: &str) -> String {
    let part = |color: &str, at: usize| u16::from_str_radix(&color[at..at + 2], 16).unwrap();
    hex([1, 3, 5].map(|at| u8::try_from((part(ink, at) * 11 + part(paper, at) * 9) / 20).unwrap()))
}

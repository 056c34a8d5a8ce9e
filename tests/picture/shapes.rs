//! Lines and blocks as shapes: as text they would have gaps wherever a font's line is not as high as the cell.

use super::svg::CELL;

const THIN: &str = "1.2";
const THICK: &str = "2.4";

/// What is drawn in place of a character.
#[derive(Debug)]
pub enum Shape {
    /// The path of a line, and how thick it is. Those of one ink are to be one path: drawn each for itself, their joints show.
    Line(String, &'static str),
    /// An element of SVG.
    Element(String),
}

/// The shape of a character in a cell at this corner; `None` for what is text.
pub fn shape(letter: char, (left, top): (f64, f64), ink: &str) -> Option<Shape> {
    let (width, height) = CELL;
    let (right, bottom) = (left + width, top + height);
    let (x, y) = (left + width / 2.0, top + height / 2.0);
    let line = |path: String, thick| Some(Shape::Line(path, thick));
    let element = |text: String| Some(Shape::Element(text));
    let block = |left: f64, top: f64, width: f64, height: f64| {
        element(format!("<rect x=\"{left}\" y=\"{top}\" width=\"{width}\" height=\"{height}\" fill=\"{ink}\"/>"))
    };
    if let Some((arms, thick)) = arms(letter) {
        let ends = [(x, top), (right, y), (x, bottom), (left, y)];
        // From the middle to each edge.
        let path = ends.iter().zip(arms).filter(|(_, arm)| *arm).map(|((to_x, to_y), _)| format!("M{x} {y}L{to_x} {to_y}"));
        return line(path.collect(), thick);
    }
    let corner = match letter {
        '╭' => Some(((x, bottom), (right, y))),
        '╮' => Some(((x, bottom), (left, y))),
        '╰' => Some(((x, top), (right, y))),
        '╯' => Some(((x, top), (left, y))),
        _ => None,
    };
    if let Some(((from_x, from_y), (to_x, to_y))) = corner {
        // A quarter circle of half a cell, and straight on to the edge.
        let near = y + (from_y - y).signum() * width / 2.0;
        return line(format!("M{from_x} {from_y}L{x} {near}Q{x} {y} {to_x} {to_y}"), THIN);
    }
    let eighths = |of: u32| f64::from(of) / 8.0;
    match letter {
        '▀' => block(left, top, width, height / 2.0),
        '▐' => block(x, top, width / 2.0, height),
        '▁'..='█' => {
            let high = height * eighths(u32::from(letter) - 0x2580);
            block(left, bottom - high, width, high)
        }
        '▉'..='▏' => block(left, top, width * eighths(0x2590 - u32::from(letter)), height),
        '●' => element(format!("<circle cx=\"{x}\" cy=\"{y}\" r=\"3.9\" fill=\"{ink}\"/>")),
        '○' => {
            element(format!("<circle cx=\"{x}\" cy=\"{y}\" r=\"3.3\" fill=\"none\" stroke=\"{ink}\" stroke-width=\"1.2\"/>"))
        }
        '▴' => element(format!("<path d=\"M{x} {}l3.4 6h-6.8z\" fill=\"{ink}\"/>", y - 3.0)),
        _ => None,
    }
}

/// Which arms a line has (up, right, down, left) and how thick it is.
fn arms(letter: char) -> Option<([bool; 4], &'static str)> {
    let (arms, thick) = match letter {
        '─' => ("rl", THIN),
        '│' => ("ud", THIN),
        '┌' => ("rd", THIN),
        '┐' => ("dl", THIN),
        '└' => ("ur", THIN),
        '┘' => ("ul", THIN),
        '├' => ("urd", THIN),
        '┤' => ("udl", THIN),
        '┬' => ("rdl", THIN),
        '┴' => ("url", THIN),
        '┼' => ("urdl", THIN),
        '━' => ("rl", THICK),
        '┃' => ("ud", THICK),
        _ => return None,
    };
    Some((['u', 'r', 'd', 'l'].map(|arm| arms.contains(arm)), thick))
}

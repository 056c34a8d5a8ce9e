//! Lines and blocks as shapes: as text they would have gaps wherever a font's line is not as high as the cell.

use super::svg::CELL;

/// The shape of a character in a cell at this corner, as attributes of an SVG element; `None` for what is text.
pub fn shape(letter: char, (left, top): (f64, f64), ink: &str) -> Option<String> {
    let (width, height) = CELL;
    let (right, bottom) = (left + width, top + height);
    let (x, y) = (left + width / 2.0, top + height / 2.0);
    let line =
        |path: String, thick: f64| Some(format!("<path d=\"{path}\" fill=\"none\" stroke=\"{ink}\" stroke-width=\"{thick}\"/>"));
    let block = |left: f64, top: f64, width: f64, height: f64| {
        Some(format!("<rect x=\"{left}\" y=\"{top}\" width=\"{width}\" height=\"{height}\" fill=\"{ink}\"/>"))
    };
    if let Some((arms, thick)) = arms(letter) {
        let ends = [(x, top), (right, y), (x, bottom), (left, y)];
        // From arm to arm through the middle, so that no joint has a gap.
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
        return line(format!("M{from_x} {from_y}L{x} {near}Q{x} {y} {to_x} {to_y}"), 1.2);
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
        '●' => Some(format!("<circle cx=\"{x}\" cy=\"{y}\" r=\"3.9\" fill=\"{ink}\"/>")),
        '○' => Some(format!("<circle cx=\"{x}\" cy=\"{y}\" r=\"3.3\" fill=\"none\" stroke=\"{ink}\" stroke-width=\"1.2\"/>")),
        '▴' => Some(format!("<path d=\"M{x} {}l3.4 6h-6.8z\" fill=\"{ink}\"/>", y - 3.0)),
        _ => None,
    }
}

/// Which arms a line has (up, right, down, left) and how thick it is.
fn arms(letter: char) -> Option<([bool; 4], f64)> {
    let (arms, thick) = match letter {
        '─' => ("rl", 1.2),
        '│' => ("ud", 1.2),
        '┌' => ("rd", 1.2),
        '┐' => ("dl", 1.2),
        '└' => ("ur", 1.2),
        '┘' => ("ul", 1.2),
        '├' => ("urd", 1.2),
        '┤' => ("udl", 1.2),
        '┬' => ("rdl", 1.2),
        '┴' => ("url", 1.2),
        '┼' => ("urdl", 1.2),
        '━' => ("rl", 2.4),
        '┃' => ("ud", 2.4),
        _ => return None,
    };
    Some((['u', 'r', 'd', 'l'].map(|arm| arms.contains(arm)), thick))
}

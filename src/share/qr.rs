//! A link as a QR code, for a phone.
//!
//! Owns the picture, quiet zone included, in letters. It must not choose colours, but it needs two: the caller draws it **black on
//! white, both said explicitly**, in a dark terminal and in a light one. Drawn in the terminal's own colours a dark one would show
//! the negative, which many phones do not read.

use qrcode::{Color, EcLevel, QrCode};

/// Light modules on each side, as the standard asks for.
const QUIET: usize = 4;

/// The code in half blocks: a column a module, a row for two. `None` where the text is too long for a code.
#[must_use]
pub fn qr(text: &str) -> Option<Vec<String>> {
    Some(half_blocks(&modules(text, EcLevel::M)?))
}

/// The same as small as it gets, with less that may be smudged: for long texts.
#[must_use]
pub fn qr_small(text: &str) -> Option<Vec<String>> {
    Some(half_blocks(&modules(text, EcLevel::L)?))
}

fn half_blocks(modules: &[Vec<bool>]) -> Vec<String> {
    let dark = |row: Option<&Vec<bool>>, column: usize| row.is_some_and(|row| row[column]);
    let block = |rows: &[Vec<bool>], column| match (dark(rows.first(), column), dark(rows.get(1), column)) {
        (true, true) => '█',
        (true, false) => '▀',
        (false, true) => '▄',
        (false, false) => ' ',
    };
    modules.chunks(2).map(|rows| (0..modules.len()).map(|column| block(rows, column)).collect()).collect()
}

/// The code for `--ascii`: two columns and a row a module, `##` where it is dark. Four times as large; black `##` on white reads
/// best where the letters are small.
#[must_use]
pub fn qr_ascii(text: &str) -> Option<Vec<String>> {
    Some(modules(text, EcLevel::M)?.iter().map(|row| row.iter().map(|dark| if *dark { "##" } else { "  " }).collect()).collect())
}

/// Rows of modules, true where dark, in a light frame.
fn modules(text: &str, level: EcLevel) -> Option<Vec<Vec<bool>>> {
    let code = QrCode::with_error_correction_level(text, level).ok()?;
    let (width, colors) = (code.width(), code.to_colors());
    let mut modules = vec![vec![false; width + 2 * QUIET]; width + 2 * QUIET];
    for (row, line) in modules[QUIET..].iter_mut().zip(colors.chunks(width)) {
        for (module, color) in row[QUIET..].iter_mut().zip(line) {
            *module = *color == Color::Dark;
        }
    }
    Some(modules)
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINK: &str = "https://meet.google.com/abc-mnop-xyz";

    /// What a phone reads when each module is a square of dots, dark on light.
    fn read(modules: &[Vec<bool>]) -> String {
        const DOTS: usize = 4;
        let dark = |x: usize, y: usize| modules[y / DOTS][x / DOTS];
        let (width, height) = (modules[0].len() * DOTS, modules.len() * DOTS);
        let mut image = rqrr::PreparedImage::prepare_from_greyscale(width, height, |x, y| if dark(x, y) { 0 } else { 255 });
        let grids = image.detect_grids();
        assert_eq!(grids.len(), 1);
        grids[0].decode().unwrap().1
    }

    #[test]
    fn half_blocks_read_as_the_link() {
        let rows = qr(LINK).unwrap();
        let half = |row: &String, blocks: [char; 2]| row.chars().map(|c| blocks.contains(&c)).collect::<Vec<bool>>();
        let modules: Vec<_> = rows.iter().flat_map(|row| [half(row, ['█', '▀']), half(row, ['█', '▄'])]).collect();
        assert_eq!(read(&modules), LINK);
    }

    #[test]
    fn ascii_reads_as_the_link() {
        let rows = qr_ascii(LINK).unwrap();
        let modules: Vec<Vec<bool>> =
            rows.iter().map(|row| row.as_bytes().chunks(2).map(|pair| pair == b"##").collect()).collect();
        assert_eq!(read(&modules), LINK);
    }

    #[test]
    fn a_link_fits_a_small_terminal_with_its_quiet_zone() {
        let rows = qr(LINK).unwrap();
        assert!(rows.len() <= 20 && rows.iter().all(|row| row.chars().count() == rows[0].chars().count()));
        assert!(rows[0].chars().count() <= 40);
        let quiet = |row: &String| row.chars().all(|c| c == ' ');
        assert!(rows[..2].iter().chain(&rows[rows.len() - 2..]).all(quiet));
        assert!(rows.iter().all(|row| row.starts_with("    ") && row.ends_with("    ")));
    }

    #[test]
    fn a_long_address_is_readable_as_well() {
        let address = format!("https://accounts.google.com/o/oauth2/v2/auth?scope={}", "x".repeat(500));
        let rows = qr_small(&address).unwrap();
        let half = |row: &String, blocks: [char; 2]| row.chars().map(|c| blocks.contains(&c)).collect::<Vec<bool>>();
        let mut modules: Vec<_> = rows.iter().flat_map(|row| [half(row, ['█', '▀']), half(row, ['█', '▄'])]).collect();
        modules.truncate(modules[0].len());
        assert_eq!(read(&modules), address);
        assert!(rows.len() < qr(&address).unwrap().len());
    }

    #[test]
    fn what_no_code_can_hold_is_none() {
        assert_eq!(qr(&"x".repeat(5000)), None);
        assert_eq!(qr_ascii(&"x".repeat(5000)), None);
    }
}

//! Text from outside, made safe to show, and cut to columns.
//!
//! Owns what may be drawn, copied, logged or exported of a text that somebody else wrote ([`clean`]), how wide it is on the
//! screen, and how numbers are spaced. It must not know what the text says: no pane, no colour, no layout.
//!
//! Widths are those of ratatui's buffer, by grapheme. The width of a whole string, as `unicode-width` gives it, is another:
//! it joins graphemes that a terminal's cells keep apart (Arabic lam and alef).

mod nearest;
mod ranges;

use std::borrow::Cow;
use std::fmt::Write as _;

use ratatui::buffer::CellWidth as _;
use unicode_segmentation::UnicodeSegmentation as _;

pub use nearest::nearest;
pub use ranges::line_ranges;

/// Two and more digits at the start of an E.164 number that are a whole country calling code. Every code that begins with 1 or 7
/// is that digit alone, and all the others have three (ITU-T E.164, list of assigned codes).
const TWO_DIGIT_CODES: &[&str] = &[
    "20", "27", "30", "31", "32", "33", "34", "36", "39", "40", "41", "43", "44", "45", "46", "47", "48", "49", "51", "52", "53",
    "54", "55", "56", "57", "58", "60", "61", "62", "63", "64", "65", "66", "81", "82", "84", "86", "90", "91", "92", "93", "94",
    "95", "98",
];

/// One line of plain text: no control character, escape sequence, bidi control or hidden character is left.
///
/// Escape sequences go as a whole, with what they carry. Line ends and tabs become one space. Joiners stay where scripts and
/// emoji need them, between two characters outside ASCII; elsewhere they only hide something. Tag characters go, so the flags
/// made of them show as a plain flag. A clean text comes back borrowed, and cleaning twice changes nothing.
#[must_use]
pub fn clean(text: &str) -> Cow<'_, str> {
    cleaned(text, false)
}

/// As [`clean`], but line ends stay, each as `\n`.
#[must_use]
pub fn clean_lines(text: &str) -> Cow<'_, str> {
    cleaned(text, true)
}

fn cleaned(text: &str, lines: bool) -> Cow<'_, str> {
    let plain = |c: char| matches!(c, ' '..='~') || (lines && c == '\n');
    // Letters of every script pass untouched as well; only what may have to go takes the slow way.
    let safe = |c: char| plain(c) || (!is_break(c) && !is_hidden(c) && !is_joiner(c) && !is_selector(c));
    if text.chars().all(safe) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut joiner = None;
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        if let Some(length) = escape_sequence(rest) {
            rest = &rest[length..];
            continue;
        }
        rest = &rest[c.len_utf8()..];
        if is_break(c) {
            joiner = None;
            if c == '\r' && rest.starts_with('\n') {
                continue;
            }
            if !lines {
                rest = rest.trim_start_matches(is_break);
            }
            out.push(if lines && c != '\t' { '\n' } else { ' ' });
        } else if is_hidden(c) {
            // Nothing of it is kept.
        } else if is_joiner(c) {
            if joiner.is_none() && out.chars().next_back().is_some_and(|last| !last.is_ascii()) {
                joiner = Some(c);
            }
        } else if is_selector(c) {
            if joiner.is_none() && out.chars().next_back().is_some_and(takes_selector) {
                out.push(c);
            }
        } else {
            if let Some(joiner) = joiner.take()
                && !c.is_ascii()
            {
                out.push(joiner);
            }
            out.push(c);
        }
    }
    if out == text { Cow::Borrowed(text) } else { Cow::Owned(out) }
}

/// Ends a line or moves to the next stop.
fn is_break(c: char) -> bool {
    matches!(c, '\t'..='\r' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// Steers the terminal or the order of the letters, or is there and cannot be seen.
fn is_hidden(c: char) -> bool {
    (c.is_control() && !is_break(c))
        || matches!(c,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180e}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{1d173}'..='\u{1d17a}'
            | '\u{e0000}'..='\u{e007f}')
}

/// Whether it steers a terminal, reorders letters, ends a line or cannot be seen: what a format that loses nothing has to escape.
#[must_use]
pub fn is_unseen(c: char) -> bool {
    is_hidden(c) || is_break(c)
}

/// Zero-width joiner and non-joiner: half of an emoji family, or of a Persian word.
fn is_joiner(c: char) -> bool {
    matches!(c, '\u{200c}' | '\u{200d}')
}

fn is_selector(c: char) -> bool {
    matches!(c, '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}')
}

/// One selector behind a sign that has variants; a row of them is a hiding place.
fn takes_selector(last: char) -> bool {
    matches!(last, '0'..='9' | '#' | '*') || (!last.is_ascii() && !is_selector(last))
}

/// Length in bytes of the escape sequence that `text` starts with.
///
/// A string sequence that nothing ends is cut to its introducer: a terminal would swallow the rest, and so hide it.
fn escape_sequence(text: &str) -> Option<usize> {
    let mut chars = text.chars();
    let (introducer, kind) = match chars.next()? {
        '\u{1b}' => match chars.next() {
            Some(kind @ ('[' | ']' | 'P' | 'X' | '^' | '_')) => (2, kind),
            _ => return Some(1 + short_sequence(&text[1..])),
        },
        '\u{9b}' => (2, '['),
        '\u{9d}' => (2, ']'),
        '\u{90}' | '\u{98}' | '\u{9e}' | '\u{9f}' => (2, 'P'),
        _ => return None,
    };
    let body = &text[introducer..];
    let length = if kind == '[' { csi(body) } else { string_sequence(body) };
    Some(introducer + length)
}

/// After ESC: intermediates and a final character, or nothing that belongs to it.
fn short_sequence(body: &str) -> usize {
    let intermediates = body.bytes().take_while(|b| (0x20..=0x2f).contains(b)).count();
    match body.as_bytes().get(intermediates) {
        Some(0x30..=0x7e) => intermediates + 1,
        _ => 0,
    }
}

/// After CSI: parameters, intermediates, a final character.
fn csi(body: &str) -> usize {
    let parameters = body.bytes().take_while(|b| (0x20..=0x3f).contains(b)).count();
    match body.as_bytes().get(parameters) {
        Some(0x40..=0x7e) => parameters + 1,
        // Broken off: a terminal drops what came so far.
        _ => parameters,
    }
}

/// After OSC, DCS, SOS, PM or APC: everything up to its end.
fn string_sequence(body: &str) -> usize {
    let Some((at, end)) = body.char_indices().find(|(_, c)| matches!(c, '\u{7}' | '\u{18}' | '\u{1a}' | '\u{1b}' | '\u{9c}'))
    else {
        return 0;
    };
    match end {
        '\u{1b}' if body[at + 1..].starts_with('\\') => at + 2,
        // Another sequence starts here.
        '\u{1b}' => at,
        _ => at + end.len_utf8(),
    }
}

/// Columns of one grapheme in ratatui's buffer, which leaves out control characters.
fn columns(grapheme: &str) -> usize {
    if grapheme.contains(char::is_control) { 0 } else { usize::from(grapheme.cell_width()) }
}

/// How many columns the text takes when it is drawn.
#[must_use]
pub fn width(text: &str) -> usize {
    text.graphemes(true).map(columns).sum()
}

/// The text in at most `cols` columns, cut by grapheme and ended with `…` where it does not fit.
#[must_use]
pub fn fit(text: &str, cols: usize) -> Cow<'_, str> {
    fit_with(text, cols, "…")
}

/// As [`fit`], with a sign of one's own for what is cut off; the sign itself is cut when not even that fits.
#[must_use]
pub fn fit_with<'a>(text: &'a str, cols: usize, ellipsis: &str) -> Cow<'a, str> {
    if width(text) <= cols {
        return Cow::Borrowed(text);
    }
    let sign = start(ellipsis, cols);
    let kept = start(text, cols - width(sign)).trim_end();
    Cow::Owned(format!("{kept}{sign}"))
}

/// As many whole graphemes from the start as fit.
fn start(text: &str, cols: usize) -> &str {
    let mut used = 0;
    for (at, grapheme) in text.grapheme_indices(true) {
        used += columns(grapheme);
        if used > cols {
            return &text[..at];
        }
    }
    text
}

/// The text in exactly `cols` columns: cut as [`fit`] does, or filled up with spaces.
#[must_use]
pub fn pad(text: &str, cols: usize) -> String {
    let mut line = fit(text, cols).into_owned();
    let missing = cols.saturating_sub(width(&line));
    line.extend(std::iter::repeat_n(' ', missing));
    line
}

/// The text in lines of at most `cols` columns, broken between words, and within a word that is longer than a line.
///
/// `\n` starts a new line, other white space parts words. Without any column there is no line; a grapheme that is wider than
/// the whole line is shown as `…`.
#[must_use]
pub fn wrap(text: &str, cols: usize) -> Vec<String> {
    let mut lines = Vec::new();
    if cols == 0 {
        return lines;
    }
    for paragraph in text.split('\n') {
        let mut line = String::new();
        let mut used = 0;
        for word in paragraph.split_whitespace() {
            let wide = width(word);
            if used > 0 && used + 1 + wide <= cols {
                line.push(' ');
                line.push_str(word);
                used += 1 + wide;
                continue;
            }
            if used > 0 {
                lines.push(std::mem::take(&mut line));
                used = 0;
            }
            for grapheme in word.graphemes(true) {
                let (grapheme, wide) = match columns(grapheme) {
                    wide if wide > cols => ("…", 1),
                    wide => (grapheme, wide),
                };
                if used + wide > cols {
                    lines.push(std::mem::take(&mut line));
                    used = 0;
                }
                line.push_str(grapheme);
                used += wide;
            }
        }
        lines.push(line);
    }
    lines
}

/// Every run of digits in groups of three, as it is read aloud: `19707300277` as `197 073 002 77`.
///
/// A last digit that would stand alone joins the group before it; what is no digit stays as it is.
#[must_use]
pub fn groups(digits: &str) -> String {
    let mut out = String::with_capacity(digits.len() * 4 / 3 + 1);
    let mut rest = digits;
    while let Some(c) = rest.chars().next() {
        let mut run = rest.bytes().take_while(u8::is_ascii_digit).count();
        if run == 0 {
            out.push(c);
            rest = &rest[c.len_utf8()..];
        }
        while run > 0 {
            let take = if run == 4 { 4 } else { run.min(3) };
            out.push_str(&rest[..take]);
            rest = &rest[take..];
            run -= take;
            if run > 0 {
                out.push(' ');
            }
        }
    }
    out
}

/// An E.164 number spaced to be read: `+15550100123` as `+1 555 010 0123`. What is not E.164 is only cleaned.
///
/// Only the country calling code is told apart; where an area code ends is different in every country.
#[must_use]
pub fn phone(e164: &str) -> String {
    let cleaned = clean(e164);
    let digits = match cleaned.strip_prefix('+') {
        Some(digits) if (4..=15).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit()) => digits,
        _ => return cleaned.into_owned(),
    };
    let code = match &digits[..2] {
        two if two.starts_with(['1', '7']) => 1,
        two if TWO_DIGIT_CODES.contains(&two) => 2,
        _ => 3,
    };
    let mut out = String::with_capacity(digits.len() + 6);
    // Writing to a String cannot fail.
    let _ = write!(out, "+{} {}", &digits[..code], groups(&digits[code..]));
    out
}

/// The text for `--ascii`: every grapheme outside ASCII becomes one `?`, whatever its width. Nothing is transliterated.
#[must_use]
pub fn ascii(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.graphemes(true).map(|grapheme| if grapheme.is_ascii() { grapheme } else { "?" }).collect())
}

#[cfg(test)]
mod tests;

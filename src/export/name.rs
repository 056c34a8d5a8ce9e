//! How a file is called that is to be kept.

use jiff::Timestamp;
use jiff::tz::TimeZone;

/// Bytes of a title at most: with day, kind and extension every file system takes it.
const TITLE: usize = 120;

/// A name that every system takes: `weekly-design-review-2026-11-14-1003-transcript.md`. Letters of every script stay; what is none, nor
/// a digit, becomes a hyphen.
#[must_use]
pub fn file_name(title: Option<&str>, start: Option<Timestamp>, zone: &TimeZone, what: &str, extension: &str) -> String {
    let mut name = String::new();
    for c in crate::text::clean(title.unwrap_or_default()).to_lowercase().chars() {
        if name.len() + c.len_utf8() > TITLE {
            break;
        }
        // a mark belongs to the letter before it, as in Hindi or Thai
        if c.is_alphanumeric() || (!c.is_ascii() && is_mark(c) && !name.is_empty()) {
            name.push(c);
        } else if !name.is_empty() && !name.ends_with('-') {
            name.push('-');
        }
    }
    let mut parts: Vec<String> = Vec::new();
    let title = name.trim_matches('-');
    // with no title of its own it is not called "con" or "nul" either, for the rest follows
    parts.push(if title.is_empty() { "conference".into() } else { title.to_owned() });
    parts.extend(start.map(|start| start.to_zoned(zone.clone()).strftime("%Y-%m-%d-%H%M").to_string()));
    parts.push(what.to_owned());
    format!("{}.{extension}", parts.join("-"))
}

/// Whether it takes no column of its own, as accents and vowel signs.
fn is_mark(c: char) -> bool {
    unicode_width::UnicodeWidthChar::width(c) == Some(0)
}

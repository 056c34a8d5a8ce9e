//! Addresses out of a text that was pasted from anywhere: a mail's header, a calendar, a column of a table, a sentence.
//!
//! Owns how such a text falls into addresses; what one address looks like is [`Email`]'s to say.

use std::collections::HashSet;

use super::email::{Email, EmailError};

/// What a text holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Addresses {
    /// Each address once, in the order of the text.
    pub good: Vec<Email>,
    /// What stands there more than once, once for each time too many.
    pub twice: Vec<Email>,
    /// What is no address, as it was written, and why not.
    pub bad: Vec<(String, EmailError)>,
}

/// Reads all addresses of a text. They stand between commas, semicolons, line ends, blanks or in `<angle brackets>`; names beside
/// them are skipped, also those with a comma (`Lindqvist, Bo <bo@example.com>`). A piece without any address is told as bad.
#[must_use]
pub fn read(text: &str) -> Addresses {
    let mut found = Addresses::default();
    let mut seen = HashSet::new();
    for entry in entries(text) {
        for word in entry.words {
            match word.parse::<Email>() {
                Ok(email) if seen.insert(email.clone()) => found.good.push(email),
                Ok(email) => found.twice.push(email),
                Err(why) => found.bad.push((word.to_owned(), why)),
            }
        }
    }
    found
}

/// What lies between two separators.
struct Entry<'a> {
    /// What may be an address in it.
    words: Vec<&'a str>,
    /// It is a name or part of one, if an address in brackets follows: `Lindqvist` in `Lindqvist, Bo <bo@example.com>`.
    is_name: bool,
}

fn entries(text: &str) -> Vec<Entry<'_>> {
    let mut entries: Vec<Entry> = Vec::new();
    for (piece, comma) in pieces(text) {
        let piece = piece.trim();
        if piece.is_empty() {
            // A name with a comma stands on one line.
            entries.iter_mut().next_back().into_iter().for_each(|last| last.is_name = false);
            continue;
        }
        let bracketed = in_brackets(piece);
        if !bracketed.is_empty() {
            // The first half of a name that is written with a comma.
            if entries.last().is_some_and(|last| last.is_name) {
                entries.pop();
            }
            entries.push(Entry { words: bracketed, is_name: false });
            continue;
        }
        let with_at: Vec<&str> = piece.split_whitespace().filter(|word| word.contains('@')).map(bare).collect();
        let words = if with_at.is_empty() { vec![piece] } else { with_at };
        entries.push(Entry { is_name: comma && !piece.contains('@'), words });
    }
    entries
}

/// The pieces between separators, but for those in quotes, and whether a comma ended each.
fn pieces(text: &str) -> Vec<(&str, bool)> {
    let mut pieces = Vec::new();
    let (mut start, mut quoted) = (0, false);
    for (at, letter) in text.char_indices() {
        match letter {
            // A quote that nothing ends ends with its line.
            '"' => quoted = !quoted && text[at + 1..].split(['\n', '\r']).next().is_some_and(|line| line.contains('"')),
            ',' | ';' | '\n' | '\r' | '\t' | '\u{2028}' | '\u{2029}' if !quoted => {
                pieces.push((&text[start..at], letter == ','));
                start = at + letter.len_utf8();
            }
            _ => {}
        }
    }
    pieces.push((&text[start..], false));
    pieces
}

/// Everything between `<` and `>`.
fn in_brackets(piece: &str) -> Vec<&str> {
    piece.split('<').skip(1).filter_map(|rest| rest.split_once('>')).map(|(inside, _)| inside.trim()).collect()
}

/// A word without what a sentence puts around it.
fn bare(word: &str) -> &str {
    let end = |letter: char| matches!(letter, '.' | ':' | '!' | '?' | ')' | ']' | '}' | '"' | '\'' | '>' | '’' | '”');
    word.trim_start_matches(['(', '[', '{', '"', '\'', '<', '‘', '“']).trim_end_matches(end)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn good(text: &str) -> Vec<String> {
        let found = read(text);
        assert!(found.bad.is_empty() && found.twice.is_empty(), "{found:?}");
        found.good.into_iter().map(String::from).collect()
    }

    #[test]
    fn addresses_are_found_however_they_are_written() {
        let both = ["bo@example.com", "chi@example.com"];
        for text in [
            "bo@example.com, chi@example.com",
            "bo@example.com;chi@example.com;",
            "bo@example.com chi@example.com",
            "\n bo@example.com\r\n\r\nchi@example.com\n",
            "bo@example.com\tchi@example.com",
            "Bo Lindqvist <bo@example.com>, Chi <chi@example.com>",
            "Bo <bo@example.com> Chi <chi@example.com>",
            "<bo@example.com><chi@example.com>",
            "\"Lindqvist, Bo\" <bo@example.com>; \"Sato; Chi\" <chi@example.com>",
            "Lindqvist, Bo <bo@example.com>; Sato, Chi <chi@example.com>",
            "Bo Lindqvist bo@example.com\nChi Sato (chi@example.com)",
            "mailto:bo@example.com, <mailto:chi@example.com>",
            "Bo's half of a quote\" bo@example.com\nchi@example.com.",
            "\"bo@example.com\" <bo@example.com>, 'chi@example.com'",
        ] {
            assert_eq!(good(text), both, "{text:?}");
        }
        assert!(good("").is_empty() && good(" ;,\n").is_empty());
    }

    #[test]
    fn what_stands_there_twice_is_told() {
        let found = read("bo@example.com, chi@example.com, BO@example.com, bo@example.com");
        assert_eq!((found.good.len(), found.twice.len()), (2, 2));
    }

    #[test]
    fn what_is_no_address_is_told_and_not_lost() {
        let found = read("bo, chi@example.com; dmitri@; @example.com\nemeka at example.com, freja@example.com");
        let good: Vec<&str> = found.good.iter().map(Email::as_str).collect();
        assert_eq!(good, ["chi@example.com", "freja@example.com"]);
        let bad: Vec<&str> = found.bad.iter().map(|(word, _)| word.as_str()).collect();
        assert_eq!(bad, ["bo", "dmitri@", "@example.com", "emeka at example.com"]);
        assert_eq!(found.bad[0].1, EmailError::NoAt);
        assert_eq!(read("bo,\nChi <chi@example.com>").bad.len(), 1);
        assert_eq!(read("Bo <bo>").bad, [("bo".to_owned(), EmailError::NoAt)]);
        assert_eq!(read("Bo <>").bad, [(String::new(), EmailError::Empty)]);
    }

    #[test]
    fn many_are_read_in_one_go() {
        let text: Vec<String> = (0..500).map(|number| format!("Guest {number} <guest{number}@example.com>")).collect();
        assert_eq!(good(&text.join("\n")).len(), 500);
    }
}

//! Lines of a text as places in it, for texts so long that a copy of each line would cost more than the lines.

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation as _;

use super::columns;

/// Where the lines of a one-line text begin and end when it is broken to at most `cols` columns: between words, and within a word that
/// is longer than a line. White space at the end of a line belongs to none. There is always a line, if there is a column;
/// a grapheme that is wider than all of them has one to itself.
#[must_use]
pub fn line_ranges(text: &str, cols: usize) -> Vec<Range<usize>> {
    if cols == 0 {
        return Vec::new();
    }
    if text.is_ascii() {
        return broken(text, cols, text.bytes().enumerate().map(|(at, byte)| (at, at + 1, usize::from(byte >= b' '))));
    }
    let graphemes = text.grapheme_indices(true).map(|(at, grapheme)| (at, at + grapheme.len(), columns(grapheme)));
    broken(text, cols, graphemes)
}

/// Of pieces with their ends and widths.
fn broken(text: &str, cols: usize, pieces: impl Iterator<Item = (usize, usize, usize)>) -> Vec<Range<usize>> {
    let mut lines = Vec::with_capacity(text.len() / cols + 1);
    // The line so far, where its last word begins, and how wide what comes before that and the word are.
    let mut line = 0..0;
    let (mut word, mut used, mut wide) = (None::<usize>, 0, 0);
    let mut empty = true;
    for (at, end, columns) in pieces {
        let is_blank = text[at..end].chars().all(char::is_whitespace);
        if is_blank {
            if word.take().is_some() {
                line.end = at;
                used += wide;
                wide = 0;
            }
            // Blanks count once a word follows them.
            used += usize::from(!empty) * columns;
            continue;
        }
        if empty {
            line.start = at;
            used = 0;
            empty = false;
        }
        let begins = *word.get_or_insert(at);
        if used + wide + columns > cols {
            if line.end > line.start && begins > line.start {
                // The word goes to the next line.
                lines.push(line.start..line.end);
                line = begins..begins;
                used = 0;
            }
            if wide + columns > cols && at > begins {
                // It is longer than a line.
                lines.push(line.start..at);
                (line, word, used, wide) = (at..at, Some(at), 0, 0);
            }
        }
        wide += columns;
    }
    if word.is_some() {
        line.end = text.trim_end().len();
    }
    if line.end > line.start || lines.is_empty() {
        lines.push(line);
    }
    lines
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::{clean, width, wrap};
    use super::*;

    fn lines(text: &str, cols: usize) -> Vec<&str> {
        line_ranges(text, cols).into_iter().map(|range| &text[range]).collect()
    }

    #[test]
    fn between_words_and_within_long_ones() {
        assert_eq!(lines("one two three", 7), ["one two", "three"]);
        assert_eq!(lines("one  two", 4), ["one", "two"]);
        assert_eq!(lines("a longerthanaline b", 6), ["a", "longer", "thanal", "ine b"]);
        assert_eq!(lines("", 6), [""]);
        assert_eq!(lines("   ", 6), [""]);
        assert_eq!(lines(" x ", 6), ["x"]);
        assert_eq!(lines("大阪の事務所からも一つ質問", 10), ["大阪の事務", "所からも一", "つ質問"]);
        assert_eq!(lines("👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦", 4), ["👩‍👩‍👧‍👦👩‍👩‍👧‍👦", "👩‍👩‍👧‍👦"]);
        assert!(line_ranges("x", 0).is_empty());
    }

    proptest! {
        #[test]
        fn as_wrapped_where_words_are_one_blank_apart(text in "[a-zäé大 ]{0,60}", cols in 2_usize..20) {
            let text = clean(&text).split_whitespace().collect::<Vec<_>>().join(" ");
            prop_assert_eq!(lines(&text, cols), wrap(&text, cols));
        }

        #[test]
        fn nothing_is_lost_and_no_line_too_wide(text in "\\PC{0,80}", cols in 2_usize..30) {
            let text = clean(&text);
            let text = text.trim();
            let lines = lines(text, cols);
            for line in &lines {
                prop_assert!(width(line) <= cols || line.graphemes(true).count() == 1, "{line:?}");
            }
            let without = |text: &str| text.chars().filter(|letter| !letter.is_whitespace()).collect::<String>();
            prop_assert_eq!(without(&lines.concat()), without(text));
        }
    }
}

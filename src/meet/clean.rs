//! What a server says, made fit to be shown: one line, bounded, without secrets.

use crate::text;

/// One line without anything that steers a terminal; white space becomes one space; at most `longest` characters are left.
pub(crate) fn clean(given: &str, longest: usize) -> String {
    let clean = text::clean(given);
    let words: Vec<&str> = clean.split_whitespace().collect();
    let line = words.join(" ");
    match line.char_indices().nth(longest) {
        Some((end, _)) => format!("{}…", line[..end].trim_end()),
        None => line,
    }
}

/// The same, with `secret` struck out wherever it stands: a server may send back what it was sent.
pub(super) fn clean_of(text: &str, secret: &str, longest: usize) -> String {
    if secret.is_empty() || !text.contains(secret) {
        clean(text, longest)
    } else {
        clean(&text.replace(secret, "(token)"), longest)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_steers_a_terminal_is_gone() {
        assert_eq!(clean("\u{1b}[31mred\u{7}\r\n  and \u{202e}this\u{9b}2J.\u{1b}", 100), "red and this.");
        assert_eq!(clean("\u{1b}]52;c;aGk=\u{7}x\u{1b}[", 100), "x");
        assert_eq!(clean("\u{1b}[38;5;1", 100), "");
    }

    #[test]
    fn it_is_cut_by_characters() {
        assert_eq!(clean("åäö", 3), "åäö");
        assert_eq!(clean("åäöü", 3), "åäö…");
        assert_eq!(clean("a  b", 2), "a…");
    }

    #[test]
    fn a_secret_sent_back_is_struck_out() {
        assert_eq!(clean_of("bad token ya29.x", "ya29.x", 100), "bad token (token)");
        assert_eq!(clean_of("fine", "", 100), "fine");
    }
}

//! Text that comes from outside, made fit to be shown: one line, bounded, nothing that steers a terminal.

/// Takes out control characters and the sequences for colours and the cursor, line and paragraph separators and everything that turns the
/// direction of writing or cannot be seen; white space becomes one space; at most `longest` characters are left.
pub(super) fn clean(text: &str, longest: usize) -> String {
    let mut out = String::new();
    let mut count = 0;
    let mut gap = false;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        if c == '\u{9b}' || c == '\u{1b}' && chars.next_if_eq(&'[').is_some() {
            // The rest of a colour or cursor sequence is no text either: it ends with its first letter.
            while chars.next_if(|c| matches!(c, ' '..='?')).is_some() {}
            chars.next_if(|c| matches!(c, '@'..='~'));
            continue;
        }
        if c.is_whitespace() || c.is_control() {
            gap = !out.is_empty();
            continue;
        }
        if is_hidden(c) {
            continue;
        }
        let room = count + usize::from(gap);
        if room >= longest {
            out.push('…');
            break;
        }
        if gap {
            out.push(' ');
            gap = false;
        }
        out.push(c);
        count = room + 1;
    }
    out
}

/// Characters without a shape of their own: bidi controls, zero-width ones, tags, the byte order mark.
fn is_hidden(c: char) -> bool {
    matches!(c,
        '\u{00ad}' | '\u{061c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
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
        assert_eq!(clean("\u{1b}]52;c;aGk=\u{7}x\u{1b}[", 100), "]52;c;aGk= x");
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

//! OSC 52: the terminal is asked to put a text into the clipboard of the machine that it runs on.
//!
//! Owns the bytes. It must not write them: only the loop writes to the terminal. No answer ever comes, so nobody can say
//! more than that the text was sent.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// Longest sequence that is sent, in bytes. Longer ones vanish on the way: terminals and tmux drop them without a word.
pub const LONGEST: usize = 74_000;

/// The bytes that ask the terminal to copy the text; `None` where they would be longer than [`LONGEST`].
#[must_use]
pub fn sequence(text: &str) -> Option<Vec<u8>> {
    const START: &[u8] = b"\x1b]52;c;";
    const END: &[u8] = b"\x1b\\";
    if START.len() + text.len().div_ceil(3) * 4 + END.len() > LONGEST {
        return None;
    }
    Some([START, STANDARD.encode(text).as_bytes(), END].concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_is_carried_as_base64_to_the_clipboard() {
        assert_eq!(sequence("héllo").unwrap(), b"\x1b]52;c;aMOpbGxv\x1b\\");
        assert_eq!(sequence("").unwrap(), b"\x1b]52;c;\x1b\\");
    }

    #[test]
    fn nothing_is_sent_that_would_vanish() {
        let most = (LONGEST - 9) / 4 * 3;
        assert!(sequence(&"x".repeat(most)).is_some_and(|bytes| bytes.len() <= LONGEST));
        assert_eq!(sequence(&"x".repeat(most + 1)), None);
    }
}

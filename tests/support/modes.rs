//! What bytes do to a terminal, as far as a shell would notice.

use std::collections::BTreeSet;

/// Private modes that the bytes leave in another state than a shell has them: set, or, for the cursor (25), reset.
pub fn modes_on(bytes: &[u8]) -> BTreeSet<u32> {
    let mut on = BTreeSet::new();
    for (mode, set) in changes(bytes) {
        if set == (mode != 25) {
            on.insert(mode);
        } else {
            on.remove(&mode);
        }
    }
    on
}

/// Private modes that the bytes ever set or reset away from the shell's state.
pub fn modes_touched(bytes: &[u8]) -> BTreeSet<u32> {
    changes(bytes).into_iter().filter(|(mode, set)| *set == (*mode != 25)).map(|(mode, _)| mode).collect()
}

/// Each private mode that is set or reset, in order.
fn changes(bytes: &[u8]) -> Vec<(u32, bool)> {
    let text = String::from_utf8_lossy(bytes);
    let mut changes = Vec::new();
    for part in text.split("\x1b[?").skip(1) {
        let Some(end) = part.find(|c: char| !c.is_ascii_digit() && c != ';') else { continue };
        let set = match part.as_bytes()[end] {
            b'h' => true,
            b'l' => false,
            _ => continue,
        };
        changes.extend(part[..end].split(';').filter_map(|mode| mode.parse().ok()).map(|mode| (mode, set)));
    }
    changes
}

/// The texts that the bytes ask the terminal to put into the clipboard (OSC 52), as base64.
pub fn clipboard(bytes: &[u8]) -> Vec<String> {
    let text = String::from_utf8_lossy(bytes);
    text.split("\x1b]52;c;").skip(1).filter_map(|part| part.split_once("\x1b\\")).map(|(text, _)| text.to_owned()).collect()
}

/// How often a sequence of bytes occurs.
pub fn count(bytes: &[u8], wanted: &[u8]) -> usize {
    bytes.windows(wanted.len()).filter(|window| *window == wanted).count()
}

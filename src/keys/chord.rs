//! [`Chord`]: one key with its modifiers, read from text and from the terminal alike.
//!
//! Terminals differ in whether they report Shift beside a character that already shows it (`G`, `?`), so Shift is kept
//! only where the character does not carry it.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

/// One key with its modifiers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Chord {
    code: KeyCode,
    modifiers: KeyModifiers,
}

impl Chord {
    /// True for a key that types no text: it may act while something is typed.
    #[must_use]
    pub fn types_nothing(self) -> bool {
        self.modifiers.intersects(KeyModifiers::CONTROL | KeyModifiers::ALT) || matches!(self.code, KeyCode::F(_))
    }
}

impl From<KeyEvent> for Chord {
    fn from(event: KeyEvent) -> Self {
        let mut modifiers = event.modifiers & (KeyModifiers::CONTROL | KeyModifiers::ALT | KeyModifiers::SHIFT);
        let mut code = event.code;
        match code {
            KeyCode::Char(letter) if modifiers.contains(KeyModifiers::SHIFT) => {
                modifiers.remove(KeyModifiers::SHIFT);
                code = KeyCode::Char(letter.to_ascii_uppercase());
            }
            KeyCode::BackTab => modifiers.remove(KeyModifiers::SHIFT),
            _ => {}
        }
        Self { code, modifiers }
    }
}

/// Keys that have a name, as they are read; a second name of the same key comes after the first.
const NAMED: [(&str, KeyCode); 26] = [
    ("tab", KeyCode::Tab),
    ("enter", KeyCode::Enter),
    ("return", KeyCode::Enter),
    ("esc", KeyCode::Esc),
    ("escape", KeyCode::Esc),
    ("space", KeyCode::Char(' ')),
    ("backspace", KeyCode::Backspace),
    ("delete", KeyCode::Delete),
    ("del", KeyCode::Delete),
    ("insert", KeyCode::Insert),
    ("ins", KeyCode::Insert),
    ("down", KeyCode::Down),
    ("up", KeyCode::Up),
    ("left", KeyCode::Left),
    ("right", KeyCode::Right),
    ("↓", KeyCode::Down),
    ("↑", KeyCode::Up),
    ("←", KeyCode::Left),
    ("→", KeyCode::Right),
    ("home", KeyCode::Home),
    ("end", KeyCode::End),
    ("pagedown", KeyCode::PageDown),
    ("pgdn", KeyCode::PageDown),
    ("pageup", KeyCode::PageUp),
    ("pgup", KeyCode::PageUp),
    ("backtab", KeyCode::BackTab),
];
/// With Ctrl these are other keys on the way from a terminal.
const SAME: [(char, &str); 3] = [('i', "tab"), ('m', "enter"), ('[', "esc")];

/// Why a text is no key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct NoKey(String);

impl std::str::FromStr for Chord {
    type Err = NoKey;

    /// Reads `n`, `G`, `ctrl-r`, `shift-tab`, `pagedown`, `F5`; names of keys in letters of either case.
    fn from_str(text: &str) -> Result<Self, NoKey> {
        let mut modifiers = KeyModifiers::NONE;
        let mut rest = text;
        while let Some((word, after)) = rest.split_once('-').filter(|(word, after)| !word.is_empty() && !after.is_empty()) {
            modifiers |= match word.to_ascii_lowercase().as_str() {
                "ctrl" => KeyModifiers::CONTROL,
                "alt" => KeyModifiers::ALT,
                "shift" => KeyModifiers::SHIFT,
                _ => {
                    return Err(no_key(text, &format!("before a - stands ctrl, alt or shift, not {}", crate::text::clean(word))));
                }
            };
            rest = after;
        }
        let mut letters = rest.chars();
        let code = match (letters.next(), letters.next()) {
            (Some(letter), None) if !"↓↑←→".contains(letter) => KeyCode::Char(letter),
            _ => named(rest).ok_or_else(|| unknown(text, rest))?,
        };
        let code = match code {
            KeyCode::Tab if modifiers.contains(KeyModifiers::SHIFT) => KeyCode::BackTab,
            KeyCode::Char(letter) if letter.is_control() => return Err(unknown(text, rest)),
            KeyCode::Char(letter) if modifiers.contains(KeyModifiers::CONTROL) => {
                if let Some((_, other)) = SAME.into_iter().find(|(same, _)| *same == letter.to_ascii_lowercase()) {
                    return Err(no_key(text, &format!("a terminal sends it as {other}")));
                }
                modifiers.remove(KeyModifiers::SHIFT);
                KeyCode::Char(letter.to_ascii_lowercase())
            }
            code => code,
        };
        Ok(KeyEvent::new(code, modifiers).into())
    }
}

fn named(word: &str) -> Option<KeyCode> {
    let word = word.to_ascii_lowercase();
    let function = word.strip_prefix('f').and_then(|number| number.parse().ok()).filter(|number| (1..=12).contains(number));
    function.map(KeyCode::F).or_else(|| NAMED.into_iter().find(|(name, _)| *name == word).map(|(_, code)| code))
}

fn no_key(text: &str, why: &str) -> NoKey {
    NoKey(format!("\"{}\" is no key: {why}", crate::text::fit(&crate::text::clean(text), 40)))
}

fn unknown(text: &str, rest: &str) -> NoKey {
    match crate::text::nearest(rest, NAMED.map(|(name, _)| name)) {
        Some(name) => no_key(text, &format!("did you mean {name}?")),
        None => no_key(text, "write a letter, a name such as enter, pagedown or f5, or ctrl- and alt- before one"),
    }
}

impl std::fmt::Display for Chord {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (modifier, word) in [(KeyModifiers::CONTROL, "ctrl-"), (KeyModifiers::ALT, "alt-"), (KeyModifiers::SHIFT, "shift-")] {
            if self.modifiers.contains(modifier) {
                f.write_str(word)?;
            }
        }
        match self.code {
            KeyCode::Char(' ') => f.write_str("Space"),
            KeyCode::Char(letter) => write!(f, "{letter}"),
            KeyCode::BackTab => f.write_str("Shift-Tab"),
            KeyCode::PageDown => f.write_str("PgDn"),
            KeyCode::PageUp => f.write_str("PgUp"),
            KeyCode::Down => f.write_str("↓"),
            KeyCode::Up => f.write_str("↑"),
            KeyCode::Left => f.write_str("←"),
            KeyCode::Right => f.write_str("→"),
            other => write!(f, "{other}"),
        }
    }
}

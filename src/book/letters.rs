//! [`Letters`]: which letters and digits a text has, for a hundred thousand rows are searched at each key.

use nucleo_matcher::chars;

use super::Row;

/// A set of letters and digits, those of other scripts left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Letters(u64);

/// The bit of a letter or digit; those of other characters are not told apart.
fn bit(letter: char) -> u64 {
    match letter {
        'a'..='z' => 1 << (letter as u32 - 'a' as u32),
        '0'..='9' => 1 << (26 + letter as u32 - '0' as u32),
        _ => 0,
    }
}

impl Letters {
    /// Those of a text, in either case, with marks and without.
    #[must_use]
    pub fn of(text: &str) -> Self {
        Self(
            text.chars().fold(0, |all, letter| {
                all | bit(chars::to_lower_case(letter)) | bit(chars::to_lower_case(chars::normalize(letter)))
            }),
        )
    }

    /// Those that a text must have to match a word; what has a mark may match without, so only plain ones count.
    #[must_use]
    pub fn wanted(word: &str) -> Self {
        Self(word.chars().filter(char::is_ascii).fold(0, |all, letter| all | bit(letter.to_ascii_lowercase())))
    }

    /// True when these have all of the others.
    #[must_use]
    pub fn have(self, others: Self) -> bool {
        self.0 & others.0 == others.0
    }
}

/// The letters of what a row is searched by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RowLetters {
    /// Of its name.
    pub label: Letters,
    /// Of its code.
    pub code: Letters,
}

impl RowLetters {
    /// Those of a row.
    #[must_use]
    pub fn of(row: &Row) -> Self {
        let of = |text: &Option<Box<str>>| Letters::of(text.as_deref().unwrap_or_default());
        Self { label: of(&row.label), code: of(&row.code) }
    }
}

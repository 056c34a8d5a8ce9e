//! [`Letters`]: which letters and digits a row has, for a hundred thousand rows are searched at each key.

use nucleo_matcher::chars;

use super::Row;
use crate::meet::resources::AccessType;

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
    /// Those of a row's name, code and access, in either case, with marks and without.
    #[must_use]
    pub fn of(row: &Row) -> Self {
        let fields = [row.label.as_deref(), row.code.as_deref(), row.access.as_ref().map(AccessType::word)];
        let all =
            fields.into_iter().flatten().flat_map(str::chars).fold(0, |all, letter| {
                all | bit(chars::to_lower_case(letter)) | bit(chars::to_lower_case(chars::normalize(letter)))
            });
        Self(all)
    }

    /// Those that a row must have to match a query; what has a mark may match without, so only plain ones count.
    #[must_use]
    pub fn wanted(query: &str) -> Self {
        Self(query.chars().filter(char::is_ascii).fold(0, |all, letter| all | bit(letter.to_ascii_lowercase())))
    }

    /// True when these have all of the others.
    #[must_use]
    pub fn have(self, others: Self) -> bool {
        self.0 & others.0 == others.0
    }
}

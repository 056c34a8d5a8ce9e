//! [`Trouble`]: what went wrong, as it is told to a person.

use jiff::Timestamp;

/// What went wrong, in the three parts in which it is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trouble {
    /// What failed.
    pub what: String,
    /// Why.
    pub why: String,
    /// What to do now.
    pub next: String,
    /// When.
    pub at: Timestamp,
}

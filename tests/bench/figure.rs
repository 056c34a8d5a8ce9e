//! A line of the table.

use std::fmt;
use std::time::Duration;

/// The table's head.
pub const HEAD: &str = "| what | measured | wanted | |\n|---|---:|---:|---|";

/// What was measured and, where there is one, the mark.
pub struct Figure {
    what: String,
    measured: String,
    wanted: String,
    reached: Option<bool>,
}

impl Figure {
    fn new(what: impl Into<String>, measured: f64, most: Option<f64>, words: impl Fn(f64) -> String) -> Self {
        Self {
            what: what.into(),
            measured: words(measured),
            wanted: most.map_or_else(String::new, |most| format!("≤ {}", words(most))),
            reached: most.map(|most| measured <= most),
        }
    }

    /// A time; `most` in milliseconds.
    pub fn time(what: impl Into<String>, measured: Duration, most: Option<f64>) -> Self {
        Self::new(what, measured.as_secs_f64() * 1e3, most, |ms| format!("{} ms", short(ms)))
    }

    /// One thing as a multiple of another.
    pub fn ratio(what: impl Into<String>, measured: f64, most: Option<f64>) -> Self {
        Self::new(what, measured, most, |times| format!("{times:.2}×"))
    }

    /// An amount of bytes, in megabytes of 1,000,000; so is `most`.
    pub fn size(what: impl Into<String>, bytes: u64, most: Option<f64>) -> Self {
        let bytes = u32::try_from(bytes / 1_000).unwrap_or(u32::MAX);
        Self::new(what, f64::from(bytes) / 1e3, most, |mb| format!("{} MB", short(mb)))
    }

    /// A number of things.
    pub fn count(what: impl Into<String>, measured: u64, most: Option<u32>) -> Self {
        let measured = f64::from(u32::try_from(measured).unwrap_or(u32::MAX));
        Self::new(what, measured, most.map(f64::from), |count| format!("{count:.0}"))
    }
}

/// Three digits or so.
fn short(number: f64) -> String {
    let text = match number {
        ..1.0 => format!("{number:.3}"),
        1.0..10.0 => format!("{number:.2}"),
        _ => format!("{number:.1}"),
    };
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

impl fmt::Display for Figure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let verdict = match self.reached {
            Some(true) => "reached",
            Some(false) => "**missed**",
            None => "",
        };
        write!(f, "| {} | {} | {} | {verdict} |", self.what, self.measured, self.wanted)
    }
}

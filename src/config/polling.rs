//! `[polling]`: how often the app looks by itself. Bounded below, so that no setting uses up what Google allows in a minute.

use std::fmt;
use std::time::Duration;

use serde::de::{Deserializer, Error, Visitor};
use serde::{Deserialize, Serialize, Serializer};
use toml::Spanned;

use super::read::Wrong;

/// So many looks that bring nothing new, and the next ones come half as often.
const PATIENCE: u32 = 4;

/// Between two looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Polling {
    /// At what is live and on the screen, while something changes.
    pub live: Duration,
    /// The same at the longest: while nothing changes, or while the terminal does not have the focus.
    pub quiet: Duration,
    /// At a space that is watched.
    pub watched: Duration,
    /// At files that Google still writes: after this, then after five times this, then after fifteen times this again and again.
    pub files: Duration,
}

/// One of them: its name, its default, and the shortest that is allowed, all in seconds.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pace {
    pub(super) name: &'static str,
    pub(super) default: u64,
    pub(super) least: u64,
}

// A look at a live space is three reads, at a watched one up to three; Google allows 600 a minute.
pub(super) const LIVE: Pace = Pace { name: "live", default: 15, least: 5 };
pub(super) const QUIET: Pace = Pace { name: "quiet", default: 60, least: 5 };
pub(super) const WATCHED: Pace = Pace { name: "watched", default: 30, least: 10 };
pub(super) const FILES: Pace = Pace { name: "files", default: 60, least: 30 };
/// The longest of all: a day.
const MOST: Duration = Duration::from_hours(24);

impl Default for Polling {
    fn default() -> Self {
        let [live, quiet, watched, files] = [LIVE, QUIET, WATCHED, FILES].map(|pace| Duration::from_secs(pace.default));
        Self { live, quiet, watched, files }
    }
}

impl Polling {
    /// The shortest wait that makes sense: Google allows 600 reads a minute, and others use the account, too.
    pub const SHORTEST: Duration = Duration::from_secs(LIVE.least);

    /// The wait after so many looks in a row that brought nothing new: twice as long after every few of them.
    #[must_use]
    pub fn after(&self, unchanged: u32) -> Duration {
        let doubled = 1_u32.checked_shl(unchanged / PATIENCE).unwrap_or(u32::MAX);
        let shortest = self.live.max(Self::SHORTEST);
        shortest.saturating_mul(doubled).min(self.quiet.max(shortest))
    }
}

/// The table as it is written.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Table {
    live: Option<Spanned<Length>>,
    quiet: Option<Spanned<Length>>,
    watched: Option<Spanned<Length>>,
    files: Option<Spanned<Length>>,
}

impl Table {
    /// What it says, within the bounds.
    pub(super) fn polling(self) -> Result<Polling, Wrong> {
        Ok(Polling {
            live: bounded(self.live, LIVE)?,
            quiet: bounded(self.quiet, QUIET)?,
            watched: bounded(self.watched, WATCHED)?,
            files: bounded(self.files, FILES)?,
        })
    }
}

fn bounded(given: Option<Spanned<Length>>, pace: Pace) -> Result<Duration, Wrong> {
    let Some(given) = given else { return Ok(Duration::from_secs(pace.default)) };
    let (at, Length(length)) = (given.span().start, given.into_inner());
    let least = Duration::from_secs(pace.least);
    if length < least {
        let words = "is too often: Google allows 600 reads a minute for all that you do";
        return Err((at, format!("{} = \"{}\" {words}; \"{}\" at least", pace.name, Length(length), Length(least))));
    }
    if length > MOST {
        return Err((at, format!("{} = \"{}\" is too long: \"24h\" at the most", pace.name, Length(length))));
    }
    Ok(length)
}

/// A length of time as settings write one: `15`, `"15s"`, `"2m"`, `"1h"`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Length(pub(super) Duration);

impl Length {
    fn parse(text: &str) -> Option<Self> {
        let digits = text.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(text.len());
        let (number, unit) = text.split_at(digits);
        let each = match unit.trim_start() {
            "" | "s" => 1,
            "m" => 60,
            "h" => 3600,
            _ => return None,
        };
        Some(Self(Duration::from_secs(number.parse::<u64>().ok()?.checked_mul(each)?)))
    }
}

impl fmt::Display for Length {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.as_secs() {
            hours if hours >= 3600 && hours.is_multiple_of(3600) => write!(f, "{}h", hours / 3600),
            minutes if minutes >= 60 && minutes.is_multiple_of(60) => write!(f, "{}m", minutes / 60),
            seconds => write!(f, "{seconds}s"),
        }
    }
}

impl Serialize for Length {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Length {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(Read)
    }
}

struct Read;

impl Visitor<'_> for Read {
    type Value = Length;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a length of time, such as \"15s\", \"2m\" or a number of seconds")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Length, E> {
        let wrong =
            || E::custom(format!("\"{}\" is no length of time: write \"15s\", \"2m\" or \"1h\"", crate::text::clean(text)));
        Length::parse(text).ok_or_else(wrong)
    }

    fn visit_i64<E: Error>(self, seconds: i64) -> Result<Length, E> {
        let wrong = || E::custom(format!("{seconds} is no length of time: write \"15s\", \"2m\" or \"1h\""));
        u64::try_from(seconds).map(|seconds| Length(Duration::from_secs(seconds))).map_err(|_| wrong())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longer_nothing_changes_the_longer_it_waits() {
        let waits = |polling: Polling| [0, 3, 4, 7, 8, 500, u32::MAX].map(|unchanged| polling.after(unchanged).as_secs());
        assert_eq!(waits(Polling::default()), [15, 15, 30, 30, 60, 60, 60]);
        let hasty = Polling { live: Duration::ZERO, quiet: Duration::ZERO, ..Polling::default() };
        assert_eq!(waits(hasty), [5; 7]);
    }

    #[test]
    fn lengths_as_people_write_them() {
        for (text, seconds) in [("15", 15), ("15s", 15), ("15 s", 15), ("2m", 120), ("90m", 5400), ("1h", 3600), ("0", 0)] {
            assert_eq!(Length::parse(text), Some(Length(Duration::from_secs(seconds))), "{text}");
        }
        for text in ["", "s", "-1s", "1.5s", "15 seconds", "99999999999999999999", "9999999999999999999h", "1d"] {
            assert_eq!(Length::parse(text), None, "{text}");
        }
        assert_eq!(
            [30, 90, 120, 3600, 5400].map(|s| Length(Duration::from_secs(s)).to_string()),
            ["30s", "90s", "2m", "1h", "90m"]
        );
    }
}

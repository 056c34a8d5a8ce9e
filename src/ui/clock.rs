//! Times as people read them: local, and in words that stay true while nothing is drawn.
//!
//! "12:04" stays true all day, "3 minutes ago" does not: only "just now" ever needs a wake-up, once.

use std::ops::Range;
use std::time::Duration;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};

/// For how long something happened "just now".
pub const JUST_NOW: Duration = Duration::from_mins(1);

/// Now, and where the person is.
#[derive(Debug, Clone)]
pub struct Clock {
    /// The current time.
    pub now: Timestamp,
    /// The person's time zone.
    pub zone: TimeZone,
    /// The date that it is there, and when that began and ends: a list shows many times, and each asks for it.
    today: Date,
    day: Range<Timestamp>,
}

impl Clock {
    /// A clock for this moment in this zone.
    #[must_use]
    pub fn new(now: Timestamp, zone: TimeZone) -> Self {
        let mut clock = Self { now, zone, today: Date::ZERO, day: Timestamp::MAX..Timestamp::MIN };
        clock.set(now);
        clock
    }

    /// Time goes on.
    pub fn set(&mut self, now: Timestamp) {
        self.now = now;
        if self.day.contains(&now) {
            return;
        }
        let here = now.to_zoned(self.zone.clone());
        self.today = here.date();
        let start = here.start_of_day().map(|start| start.timestamp());
        let end = here.tomorrow().and_then(|day| day.start_of_day()).map(|start| start.timestamp());
        self.day = match (start, end) {
            (Ok(start), Ok(end)) => start..end,
            // At the ends of time each look counts anew.
            _ => now..now,
        };
    }

    /// Now, where the person is.
    #[must_use]
    pub fn here(&self) -> Zoned {
        self.now.to_zoned(self.zone.clone())
    }

    /// True while something that happened then is "just now"; a time in the future (a wrong clock) is not.
    #[must_use]
    pub fn is_just_now(&self, then: Timestamp) -> bool {
        Duration::try_from(self.now.duration_since(then)).is_ok_and(|age| age < JUST_NOW)
    }

    /// How long ago; zero for the future.
    #[must_use]
    pub fn age(&self, then: Timestamp) -> Duration {
        Duration::try_from(self.now.duration_since(then)).unwrap_or_default()
    }

    /// Five columns at most: `12:04`, `Tue`, `3 Nov`, `2024`.
    #[must_use]
    pub fn short(&self, then: Timestamp) -> String {
        let when = then.to_zoned(self.zone.clone());
        let days = (self.today - when.date()).get_days();
        match days {
            0 => hour(&when),
            1..=6 => when.strftime("%a").to_string(),
            -300..=300 => when.strftime("%-d %b").to_string(),
            _ => when.strftime("%Y").to_string(),
        }
    }

    /// `just now`, `12:04`, `Tue 12:04`, `3 Nov 12:04`, `3 Nov 2024`.
    #[must_use]
    pub fn long(&self, then: Timestamp) -> String {
        if self.is_just_now(then) { "just now".into() } else { self.at(then) }
    }

    /// The same without "just now".
    #[must_use]
    pub fn at(&self, then: Timestamp) -> String {
        let when = then.to_zoned(self.zone.clone());
        let days = (self.today - when.date()).get_days();
        match days {
            0 => hour(&when),
            1..=6 => when.strftime("%a %H:%M").to_string(),
            -300..=300 => when.strftime("%-d %b %H:%M").to_string(),
            _ => when.strftime("%-d %b %Y").to_string(),
        }
    }

    /// How long until then: `29 days`; `over` when it is past.
    #[must_use]
    pub fn left(&self, until: Timestamp) -> String {
        match Duration::try_from(until.duration_since(self.now)) {
            Ok(left) if !left.is_zero() => Self::span(left),
            _ => "over".to_owned(),
        }
    }

    /// The time of day there: `12:04`.
    #[must_use]
    pub fn hour(&self, then: Timestamp) -> String {
        hour(&then.to_zoned(self.zone.clone()))
    }

    /// The same to the second: `12:04:15`.
    #[must_use]
    pub fn second(&self, then: Timestamp) -> String {
        then.to_zoned(self.zone.clone()).strftime("%H:%M:%S").to_string()
    }

    /// How long something took: `45 s`, `56 min`, `1 h 04`, `3 days`.
    #[must_use]
    pub fn length(length: Duration) -> String {
        let minutes = length.as_secs() / 60;
        match minutes {
            60..2880 => format!("{} h {:02}", minutes / 60, minutes % 60),
            _ => Self::span(length),
        }
    }

    /// A length in words: `5 s`, `4 min`, `2 h`, `3 days`.
    #[must_use]
    pub fn span(length: Duration) -> String {
        let seconds = length.as_secs();
        match seconds {
            0..=59 => format!("{seconds} s"),
            60..=3599 => format!("{} min", seconds / 60),
            3600..=172_799 => format!("{} h", seconds / 3600),
            _ => format!("{} days", seconds / 86_400),
        }
    }
}

fn hour(when: &Zoned) -> String {
    format!("{:02}:{:02}", when.hour(), when.minute())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clock() -> Clock {
        Clock::new("2026-11-18T12:00:00Z".parse().unwrap(), TimeZone::UTC)
    }

    #[test]
    fn times_are_short_and_stay_true() {
        let clock = clock();
        let cases = [
            ("2026-11-18T11:59:30Z", "just now", "11:59"),
            ("2026-11-18T09:05:00Z", "09:05", "09:05"),
            ("2026-11-17T09:05:00Z", "Tue 09:05", "Tue"),
            ("2026-11-03T09:05:00Z", "3 Nov 09:05", "3 Nov"),
            ("2024-11-03T09:05:00Z", "3 Nov 2024", "2024"),
            // A clock that is wrong: no panic, no negative age.
            ("2026-11-19T09:05:00Z", "19 Nov 09:05", "19 Nov"),
            ("2030-01-01T00:00:00Z", "1 Jan 2030", "2030"),
        ];
        for (then, long, short) in cases {
            let then = then.parse().unwrap();
            assert_eq!((clock.long(then).as_str(), clock.short(then).as_str()), (long, short));
            assert!(clock.short(then).len() <= 6);
        }
        assert_eq!(clock.age("2030-01-01T00:00:00Z".parse().unwrap()), Duration::ZERO);
    }

    #[test]
    fn a_new_day_begins_at_midnight_there() {
        let mut clock = Clock::new("2026-11-18T12:00:00Z".parse().unwrap(), TimeZone::get("Asia/Tokyo").unwrap());
        let then = "2026-11-18T14:00:00Z".parse().unwrap();
        assert_eq!(clock.at(then), "23:00");
        clock.set("2026-11-18T14:59:59Z".parse().unwrap());
        assert_eq!(clock.at(then), "23:00");
        clock.set("2026-11-18T15:00:00Z".parse().unwrap());
        assert_eq!(clock.at(then), "Wed 23:00");
    }

    #[test]
    fn lengths_in_words() {
        let words = |seconds| Clock::span(Duration::from_secs(seconds));
        assert_eq!([words(5), words(250), words(7300), words(3 * 86_400)], ["5 s", "4 min", "2 h", "3 days"]);
    }
}

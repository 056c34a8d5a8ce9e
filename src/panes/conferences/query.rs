//! What conferences are narrowed by: words of the name, the code or the day, and a few words with a meaning of their own.
//!
//! `live` alone means those that run; `since:`, `until:` and `on:` take a day. Whatever is no such word is looked for in what a row
//! says.

use jiff::civil::{Date, Weekday};
use jiff::{Span as Length, Timestamp, ToSpan as _};
use nucleo_matcher::chars::normalize;

use crate::book::{Meeting, Span};
use crate::text;
use crate::ui::clock::Clock;

/// What can be typed, in short.
pub(super) const HINT: &str = "name, code, day or live · since:mon · until:3nov · on:2026-11-18";
const DAYS: &str = "a day such as mon, yesterday, week, 3d (days ago), 3nov or 2026-11-18";

/// What was typed, understood.
#[derive(Debug, Default, Clone)]
pub struct Query {
    words: Vec<String>,
    live: bool,
    span: Span,
    wrong: Option<String>,
}

/// What a row says of its space.
#[derive(Debug, Clone, Copy, Default)]
pub struct Title<'a> {
    /// The person's name for it, or else its resource name.
    pub name: Option<&'a str>,
    /// Its code.
    pub code: Option<&'a str>,
}

impl Query {
    /// Understands it, with days as they are now and here.
    #[must_use]
    pub fn read(typed: &str, clock: &Clock) -> Self {
        let mut query = Self::default();
        for word in typed.split_whitespace() {
            let lower = word.to_lowercase();
            match lower.split_once(':') {
                Some((key @ ("since" | "until" | "on"), day)) => query.limit(key, day, clock),
                _ if lower == "live" => query.live = true,
                _ => query.words.push(folded(word)),
            }
        }
        if let (Some(since), Some(until)) = (query.span.since, query.span.until)
            && since > until
        {
            query.wrong.get_or_insert_with(|| "since: is later than until:, so nothing can match".to_owned());
        }
        query
    }

    fn limit(&mut self, key: &str, day: &str, clock: &Clock) {
        let Some((first, last)) = days(day, clock.here().date()) else {
            let what = if day.is_empty() { String::new() } else { format!("{} is no day; ", text::fit(&text::clean(day), 20)) };
            self.wrong.get_or_insert_with(|| format!("{what}{key}: takes {DAYS}"));
            return;
        };
        let start = |date: Date| date.to_zoned(clock.zone.clone()).ok().map(|start| start.timestamp());
        if key != "until" {
            self.span.since = start(first).max(self.span.since);
        }
        if key != "since" {
            // The last moment of the day: the server compares with "or equal".
            let end = last.tomorrow().ok().and_then(start).and_then(|next| next.checked_sub(1.millisecond()).ok());
            self.span.until = [end, self.span.until].into_iter().flatten().min();
        }
    }

    /// True when it narrows nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.words.is_empty() && !self.live && self.span == Span::default()
    }

    /// From when to when conferences started.
    #[must_use]
    pub fn span(&self) -> Span {
        self.span
    }

    /// A word that is not understood, and what is.
    #[must_use]
    pub fn wrong(&self) -> Option<&str> {
        self.wrong.as_deref()
    }

    /// Whether a conference fits: every word is in the name or the code of its space, or is the beginning of a word for its day.
    #[must_use]
    pub fn fits(&self, meeting: &Meeting, title: Title, clock: &Clock) -> bool {
        let start = meeting.record.start_time;
        let since = self.span.since.is_none_or(|since| start.is_some_and(|start| start >= since));
        let until = self.span.until.is_none_or(|until| start.is_some_and(|start| start <= until));
        if !since || !until || (self.live && !meeting.is_live()) {
            return false;
        }
        if self.words.is_empty() {
            return true;
        }
        let of_the_day = start.map(|start| day_words(start, clock)).unwrap_or_default();
        let titles = [title.name, title.code].map(|text| text.map(folded).unwrap_or_default());
        self.words.iter().all(|word| {
            titles.iter().any(|title| title.contains(word)) || of_the_day.split(' ').any(|of_it| of_it.starts_with(word.as_str()))
        })
    }
}

/// In small letters and without marks, so that *review* finds *Réview*.
fn folded(text: &str) -> String {
    text.chars().map(normalize).flat_map(char::to_lowercase).collect()
}

/// What a day may be called: `tuesday 17 nov november 2026-11-17`, and today and yesterday.
fn day_words(time: Timestamp, clock: &Clock) -> String {
    let when = time.to_zoned(clock.zone.clone());
    let relative = match (clock.here().date() - when.date()).get_days() {
        0 => " today",
        1 => " yesterday",
        _ => "",
    };
    format!("{}{relative}", when.strftime("%A %-d %B %Y-%m-%d")).to_lowercase()
}

/// The first and the last day that a word means; days of the week and dates without a year are the latest ones.
fn days(word: &str, today: Date) -> Option<(Date, Date)> {
    let back = |length: Length| today.checked_sub(length).ok();
    let one = |day: Option<Date>| day.map(|day| (day, day));
    match word {
        "" => return None,
        "today" => return one(Some(today)),
        "yesterday" => return one(back(1.day())),
        "week" => return back(i64::from(today.weekday().to_monday_zero_offset()).days()).map(|monday| (monday, today)),
        "month" => return Some((today.first_of_month(), today)),
        _ => {}
    }
    if let Some(weekday) = weekday(word) {
        return one(back(i64::from(today.weekday().since(weekday)).days()));
    }
    if let Some(count) = word.strip_suffix('d').and_then(|count| count.parse::<u16>().ok()) {
        return one(back(i64::from(count).days()));
    }
    if word.len() == 10 {
        return one(word.parse().ok());
    }
    let month_first = || format!("{:04}-{word}", today.year()).parse().ok().filter(|_| word.len() == 5);
    let date: Date = month_first().or_else(|| day_and_month(word, today.year()))?;
    // What is still to come this year was last year.
    one(if date > today { date.checked_sub(1.year()).ok() } else { Some(date) })
}

/// A day and a month by three letters or more: `3nov`, `3-november`.
fn day_and_month(word: &str, year: i16) -> Option<Date> {
    const NAMES: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let (day, month) = word.split_at(word.find(|letter: char| !letter.is_ascii_digit())?);
    let month = month.trim_start_matches('-');
    let at = NAMES.iter().position(|name| month.len() >= 3 && name.starts_with(month))?;
    Date::new(year, i8::try_from(at + 1).ok()?, day.parse().ok()?).ok()
}

/// A day of the week, by three letters or more of it.
fn weekday(word: &str) -> Option<Weekday> {
    const NAMES: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
    let at = NAMES.iter().position(|name| word.len() >= 3 && name.starts_with(word))?;
    Weekday::from_monday_zero_offset(i8::try_from(at).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use jiff::tz::TimeZone;

    use super::*;

    /// A Wednesday, an hour east of Greenwich and more.
    fn clock() -> Clock {
        Clock::new("2026-11-18T12:00:00Z".parse().unwrap(), TimeZone::get("Europe/Stockholm").unwrap())
    }

    fn span(typed: &str) -> (Option<String>, Option<String>) {
        let span = Query::read(typed, &clock()).span();
        (span.since.map(|time| time.to_string()), span.until.map(|time| time.to_string()))
    }

    #[test]
    fn days_are_those_of_the_person() {
        let day = |word: &str| days(word, clock().here().date()).map(|(first, last)| format!("{first} {last}"));
        for (word, meant) in [
            ("today", "2026-11-18 2026-11-18"),
            ("yesterday", "2026-11-17 2026-11-17"),
            ("week", "2026-11-16 2026-11-18"),
            ("month", "2026-11-01 2026-11-18"),
            ("wed", "2026-11-18 2026-11-18"),
            ("thursday", "2026-11-12 2026-11-12"),
            ("3d", "2026-11-15 2026-11-15"),
            ("3nov", "2026-11-03 2026-11-03"),
            ("3-nov", "2026-11-03 2026-11-03"),
            ("24dec", "2025-12-24 2025-12-24"),
            ("11-03", "2026-11-03 2026-11-03"),
            ("2026-10-31", "2026-10-31 2026-10-31"),
        ] {
            assert_eq!(day(word).as_deref(), Some(meant), "{word}");
        }
        for word in ["", "mo", "monx", "31feb", "2026-13-01", "2026-11-1x", "d", "-3d", "99999999d", "65535d9", "0000-00-00"] {
            assert_eq!(day(word), None, "{word}");
        }
        // Days before the beginning of time are no reason to fall over.
        let _far = day("65535d");
        let (since, until) = span("on:3nov");
        assert_eq!((since.as_deref(), until.as_deref()), (Some("2026-11-02T23:00:00Z"), Some("2026-11-03T22:59:59.999Z")));
        assert_eq!(span("since:mon until:tue"), (Some("2026-11-15T23:00:00Z".into()), Some("2026-11-17T22:59:59.999Z".into())));
    }

    #[test]
    fn what_is_not_understood_is_said() {
        let wrong = |typed: &str| Query::read(typed, &clock()).wrong().map(str::to_owned);
        assert_eq!(wrong("design live since:mon"), None);
        assert!(wrong("since:").unwrap().starts_with("since: takes a day such as mon"));
        assert!(wrong("until:soon").unwrap().starts_with("soon is no day; until: takes"));
        assert!(wrong("since:today until:yesterday").unwrap().contains("nothing can match"));
        assert_eq!(wrong("1:1 https://meet"), None, "a colon alone means nothing");
        assert!(Query::read("since:soon", &clock()).is_empty());
    }
}

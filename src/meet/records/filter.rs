//! Filters of lists, put together so that no value can change what is asked: quoted, escaped, times in UTC.
//!
//! Fields are written in snake case, as the reference has them, although the JSON is in camel case. Several conditions are joined
//! by `AND`; whether the server knows `OR` is documented nowhere.

use jiff::Timestamp;

use crate::meet::names::{MeetingCode, SpaceName};

/// A text as a value of a filter.
fn quoted(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for letter in text.chars() {
        if matches!(letter, '"' | '\\') {
            quoted.push('\\');
        }
        quoted.push(letter);
    }
    quoted.push('"');
    quoted
}

/// Conditions, all of which hold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Terms(Vec<String>);

impl Terms {
    fn and(mut self, term: String) -> Self {
        self.0.push(term);
        self
    }

    fn compare(self, field: &str, sign: &str, time: Timestamp) -> Self {
        self.and(format!("{field}{sign}{}", quoted(&time.to_string())))
    }

    fn text(&self) -> Option<String> {
        (!self.0.is_empty()).then(|| self.0.join(" AND "))
    }
}

/// Which conferences a list has; without any condition, those of the account's own spaces.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ConferenceFilter(Terms);

impl ConferenceFilter {
    /// Those of one space. It finds conferences in spaces of others, too, that the account attended.
    #[must_use]
    pub fn of(space: &SpaceName) -> Self {
        Self(Terms::default().and(format!("space.name = {}", quoted(space.as_str()))))
    }

    /// Those of the space that has this code now.
    #[must_use]
    pub fn of_code(code: &MeetingCode) -> Self {
        Self(Terms::default().and(format!("space.meeting_code = {}", quoted(code.as_str()))))
    }

    /// That started then or later.
    #[must_use]
    pub fn from(self, time: Timestamp) -> Self {
        Self(self.0.compare("start_time", ">=", time))
    }

    /// That started then or earlier.
    #[must_use]
    pub fn until(self, time: Timestamp) -> Self {
        Self(self.0.compare("start_time", "<=", time))
    }

    /// That run now.
    #[must_use]
    pub fn running(self) -> Self {
        Self(self.0.and("end_time IS NULL".to_owned()))
    }

    /// As it is sent; nothing where there is no condition.
    #[must_use]
    pub fn text(&self) -> Option<String> {
        self.0.text()
    }
}

/// Which people of a conference a list has.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ParticipantFilter(Terms);

impl ParticipantFilter {
    /// That are there now.
    #[must_use]
    pub fn present() -> Self {
        Self(Terms::default().and("latest_end_time IS NULL".to_owned()))
    }

    /// That first came then or later.
    #[must_use]
    pub fn from(self, time: Timestamp) -> Self {
        Self(self.0.compare("earliest_start_time", ">=", time))
    }

    /// That last left then or later, and are not back.
    #[must_use]
    pub fn left(self, time: Timestamp) -> Self {
        Self(self.0.compare("latest_end_time", ">=", time))
    }

    /// As it is sent; nothing where there is no condition.
    #[must_use]
    pub fn text(&self) -> Option<String> {
        self.0.text()
    }
}

/// Which sessions of a person a list has.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SessionFilter(Terms);

impl SessionFilter {
    /// That last.
    #[must_use]
    pub fn open() -> Self {
        Self(Terms::default().and("end_time IS NULL".to_owned()))
    }

    /// As it is sent; nothing where there is no condition.
    #[must_use]
    pub fn text(&self) -> Option<String> {
        self.0.text()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conditions_are_quoted_joined_and_in_utc() {
        let (from, until) = ("2026-11-01T02:00:00+02:00".parse().unwrap(), "2026-11-02T00:00:00.5Z".parse().unwrap());
        let space = "spaces/jQCFfuBOdN5z".parse().unwrap();
        assert_eq!(
            ConferenceFilter::of(&space).from(from).until(until).text().unwrap(),
            r#"space.name = "spaces/jQCFfuBOdN5z" AND start_time>="2026-11-01T00:00:00Z" AND start_time<="2026-11-02T00:00:00.5Z""#
        );
        let code = "abc-mnop-xyz".parse().unwrap();
        let running = ConferenceFilter::of_code(&code).running().text().unwrap();
        assert_eq!(running, r#"space.meeting_code = "abc-mnop-xyz" AND end_time IS NULL"#);
        assert_eq!(ParticipantFilter::present().text().unwrap(), "latest_end_time IS NULL");
        assert_eq!(ParticipantFilter::default().from(from).text().unwrap(), r#"earliest_start_time>="2026-11-01T00:00:00Z""#);
        assert_eq!(ParticipantFilter::default().left(from).text().unwrap(), r#"latest_end_time>="2026-11-01T00:00:00Z""#);
        assert_eq!(SessionFilter::open().text().unwrap(), "end_time IS NULL");
        assert_eq!(
            [ConferenceFilter::default().text(), ParticipantFilter::default().text(), SessionFilter::default().text()],
            [None, None, None]
        );
    }

    #[test]
    fn no_value_ends_its_quotes() {
        assert_eq!(quoted(r#"a" OR b = "c\"#), r#""a\" OR b = \"c\\""#);
    }
}

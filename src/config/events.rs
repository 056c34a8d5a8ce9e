//! `[events]`: news through Workspace Events and Pub/Sub, for whoever has a Cloud project.

use std::path::PathBuf;
use std::str::FromStr;

use serde::Deserialize;
use serde::de::{Deserializer, Error};

use crate::events::names::{Pull, Topic};

/// What it says. Without a topic and a subscription there are no events, and the app polls.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Events {
    /// Where Google publishes.
    #[serde(deserialize_with = "parsed")]
    pub topic: Option<Topic>,
    /// From where greenroom pulls.
    #[serde(deserialize_with = "parsed")]
    pub subscription: Option<Pull>,
    /// The file with credentials for Pub/Sub, where they are others than Meet's.
    pub credentials: Option<PathBuf>,
    /// What is watched.
    #[serde(deserialize_with = "watched")]
    pub scope: Watched,
    /// Whether the subscriptions end with the app; otherwise they live on for up to seven days.
    pub delete_on_exit: bool,
}

/// What is watched through events.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Watched {
    /// `mine`: every space that the person owns.
    #[default]
    Mine,
    /// `watched`: the spaces that are marked with `w` or pinned, one by one.
    Marked,
}

impl Watched {
    /// The word for it in the file.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Mine => "mine",
            Self::Marked => "watched",
        }
    }
}

fn parsed<'de, D: Deserializer<'de>, T: FromStr>(from: D) -> Result<Option<T>, D::Error>
where
    T::Err: std::fmt::Display,
{
    String::deserialize(from)?.parse().map(Some).map_err(D::Error::custom)
}

fn watched<'de, D: Deserializer<'de>>(from: D) -> Result<Watched, D::Error> {
    let word = String::deserialize(from)?;
    [Watched::Mine, Watched::Marked].into_iter().find(|watched| watched.word() == word).ok_or_else(|| {
        D::Error::custom(format!("scope cannot be \"{}\": it is \"mine\" or \"watched\"", crate::text::clean(&word)))
    })
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use rstest::rstest;

    use crate::config::{Settings, Watched};

    fn read(text: &str) -> Result<Settings, String> {
        Settings::parse(text, Path::new("config.toml")).map_err(|error| error.to_string())
    }

    #[test]
    fn everything_can_be_said() {
        let text = r#"
            [events]
            topic = "projects/p-1/topics/meet-events"
            subscription = "projects/p-1/subscriptions/greenroom"
            credentials = "pubsub.json"
            scope = "watched"
            delete_on_exit = true
        "#;
        let events = read(text).unwrap().events;
        assert_eq!(events.topic.unwrap().id(), "meet-events");
        assert_eq!((events.scope, events.delete_on_exit), (Watched::Marked, true));
        assert_eq!(read("").unwrap().events.scope, Watched::Mine);
    }

    #[rstest]
    #[case("topic = \"meet\"", "config.toml:2:9: \"meet\" is not of the form projects/PROJECT/topics/ID")]
    #[case("scope = \"all\"", "config.toml:2:9: scope cannot be \"all\": it is \"mine\" or \"watched\"")]
    #[case("topics = \"x\"", "config.toml:2:1: unknown key topics: did you mean topic?")]
    fn what_is_wrong_is_told_with_its_place(#[case] line: &str, #[case] error: &str) {
        assert_eq!(read(&format!("[events]\n{line}\n")).unwrap_err(), error);
    }
}

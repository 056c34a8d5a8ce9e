//! Where Workspace Events and Pub/Sub are, what is set for them, and with which tokens they are spoken to: the same for commands
//! and for the app.

use std::path::PathBuf;
use std::sync::Arc;

use super::super::surroundings::Surroundings;
use super::super::variable;
use crate::auth::client_file::ClientFile;
use crate::auth::error::AuthError;
use crate::auth::pubsub::{self, Asked};
use crate::config::Events;
use crate::events::names::{Pull, Topic};
use crate::meet::client::Settings as Meet;
use crate::meet::endpoint::Endpoint;
use crate::meet::token::{NoToken, TokenSource};

/// Google's own roots.
const EVENTS: &str = "https://workspaceevents.googleapis.com";
const PUBSUB: &str = "https://pubsub.googleapis.com";

/// Where both are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::cli) struct Places {
    pub(in crate::cli) events: Endpoint,
    pub(in crate::cli) pubsub: Endpoint,
    /// `PUBSUB_EMULATOR_HOST` says so: no token is sent there.
    pub(in crate::cli) emulator: bool,
}

/// The topic and the subscription.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::cli) struct Named {
    pub(in crate::cli) topic: Topic,
    pub(in crate::cli) pull: Pull,
}

impl Places {
    /// What the variables say. Where Meet is not Google's own, these are not either: the token of an emulator stays there.
    pub(in crate::cli) fn read(meet: &Endpoint) -> Result<Self, String> {
        Self::of(meet, &variable)
    }

    fn of(meet: &Endpoint, variable: &dyn Fn(&str) -> Option<String>) -> Result<Self, String> {
        let root = |name: &str| -> Result<Option<Endpoint>, String> {
            variable(name).map(|text| Endpoint::parse(&text).map_err(|error| format!("{name}: {error}"))).transpose()
        };
        let own =
            |google: &str| if meet.is_google() { Endpoint::parse(google).unwrap_or_else(|_| meet.clone()) } else { meet.clone() };
        let events = root("GREENROOM_EVENTS_ENDPOINT")?.unwrap_or_else(|| own(EVENTS));
        let name = "PUBSUB_EMULATOR_HOST";
        let (pubsub, emulator) = match (root("GREENROOM_PUBSUB_ENDPOINT")?, variable(name)) {
            (Some(pubsub), _) => (pubsub, false),
            // It has no scheme; some set it with one all the same.
            (None, Some(host)) => {
                let bare = host.trim().trim_start_matches("http://");
                let place = Endpoint::parse(&format!("http://{bare}")).map_err(|error| format!("{name}: {error}"))?;
                (place, true)
            }
            (None, None) => (own(PUBSUB), false),
        };
        Ok(Self { events, pubsub, emulator })
    }

    /// Settings of a client of one of them.
    pub(in crate::cli) fn settings(endpoint: &Endpoint) -> Meet {
        Meet::new(endpoint.clone())
    }

    /// Where tokens for Pub/Sub come from, and that in words.
    pub(in crate::cli) fn tokens(
        &self,
        around: &Surroundings,
        events: &Events,
        meet: &Arc<dyn TokenSource>,
    ) -> Result<(Arc<dyn TokenSource>, String), AuthError> {
        if self.emulator {
            return Ok((Arc::new(NoToken), "none: PUBSUB_EMULATOR_HOST is set".into()));
        }
        let file = events.credentials.as_ref().map(|file| around.home.config.join(beyond_tilde(file)));
        let shared = around.home.token.is_some() || self.pubsub.as_str() != PUBSUB;
        let asked = Asked { credentials: file.as_deref(), meet: shared.then(|| meet.clone()), oauth: around.home.oauth.as_ref() };
        pubsub::find(&asked, &|name| std::env::var_os(name), cfg!(windows))
    }
}

/// `~/` is the home folder, as people write it.
fn beyond_tilde(path: &std::path::Path) -> PathBuf {
    match (path.strip_prefix("~"), std::env::home_dir()) {
        (Ok(rest), Some(home)) => home.join(rest),
        _ => path.to_owned(),
    }
}

/// Topic and subscription: flags, then variables, then the file. An error is one line for the shell; none where nothing is set.
pub(in crate::cli) fn named(events: &Events, flags: (Option<&Topic>, Option<&Pull>)) -> Result<Option<Named>, String> {
    let topic = match (flags.0, variable("GREENROOM_EVENTS_TOPIC")) {
        (Some(topic), _) => Some(topic.clone()),
        (None, Some(text)) => Some(text.parse().map_err(|error| format!("GREENROOM_EVENTS_TOPIC: {error}"))?),
        (None, None) => events.topic.clone(),
    };
    let pull = match (flags.1, variable("GREENROOM_EVENTS_SUBSCRIPTION")) {
        (Some(pull), _) => Some(pull.clone()),
        (None, Some(text)) => Some(text.parse().map_err(|error| format!("GREENROOM_EVENTS_SUBSCRIPTION: {error}"))?),
        (None, None) => events.subscription.clone(),
    };
    match (topic, pull) {
        (Some(topic), Some(pull)) => Ok(Some(Named { topic, pull })),
        (None, None) => Ok(None),
        (Some(topic), None) => Err(format!(
            "a topic is set for events, but no subscription: set subscription = \"projects/{}/subscriptions/greenroom\" under [events], or GREENROOM_EVENTS_SUBSCRIPTION",
            topic.project()
        )),
        (None, Some(pull)) => Err(format!(
            "a subscription is set for events, but no topic: set topic = \"projects/{}/topics/meet-events\" under [events], or GREENROOM_EVENTS_TOPIC",
            pull.project()
        )),
    }
}

/// The Cloud project of the OAuth client, where its file is there and says so.
pub(in crate::cli) fn client_project(around: &Surroundings) -> Option<String> {
    let path = around.home.client_file();
    if !path.exists() {
        return None;
    }
    ClientFile::read(&path).ok()?.project
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places(meet: &str, variables: &[(&str, &str)]) -> Result<Places, String> {
        let variable = |name: &str| variables.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned());
        Places::of(&Endpoint::parse(meet).unwrap(), &variable)
    }

    #[test]
    fn a_token_of_an_emulator_never_goes_to_google() {
        let here = "http://127.0.0.1:8085";
        let all = places(here, &[]).unwrap();
        assert_eq!((all.events.as_str(), all.pubsub.as_str(), all.emulator), (here, here, false));
        let google = places("https://meet.googleapis.com", &[]).unwrap();
        assert_eq!((google.events.as_str(), google.pubsub.as_str()), (EVENTS, PUBSUB));
    }

    #[test]
    fn the_emulator_of_pubsub_has_no_scheme_and_gets_no_token() {
        let google = "https://meet.googleapis.com";
        let all = places(google, &[("PUBSUB_EMULATOR_HOST", "[::1]:8085")]).unwrap();
        assert_eq!((all.pubsub.as_str(), all.emulator, all.events.as_str()), ("http://[::1]:8085", true, EVENTS));
        let error = places(google, &[("PUBSUB_EMULATOR_HOST", "pubsub.example:8085")]).unwrap_err();
        assert!(error.starts_with("PUBSUB_EMULATOR_HOST: the endpoint must begin with https://"), "{error}");
        let own = [("PUBSUB_EMULATOR_HOST", "localhost:1"), ("GREENROOM_PUBSUB_ENDPOINT", "https://proxy.test")];
        let all = places(google, &own).unwrap();
        assert_eq!((all.pubsub.as_str(), all.emulator), ("https://proxy.test", false));
        assert!(
            places(google, &[("GREENROOM_EVENTS_ENDPOINT", "http://events.test")])
                .unwrap_err()
                .starts_with("GREENROOM_EVENTS_ENDPOINT")
        );
    }
}

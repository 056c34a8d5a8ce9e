//! The calls of the API that greenroom makes: for each its name, its HTTP method, what it is about and whether it may be repeated.

use reqwest::Method as Http;
use serde_json::{Value, json};

use super::error::About;
use super::names::{ConferenceName, SpaceName, SpaceRef};
use super::patch::SpacePatch;
use super::resources::SpaceConfig;

/// A method of the API.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Method {
    Create,
    Get,
    Patch,
    End,
    Conference,
    Conferences,
    People,
}

/// When a request may be sent again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Repeat {
    /// Whenever it may help: doing it twice is the same as doing it once.
    Always,
    /// Only when surely nobody worked on it.
    Untouched,
    /// Never.
    Never,
}

/// One call, ready to be sent as often as need be.
#[derive(Debug, Clone)]
pub(super) struct Call {
    pub(super) method: Method,
    /// Path under the endpoint, with its slash at the front. Names go in as they are: their types hold only what may stand there.
    pub(super) path: String,
    pub(super) query: Vec<(&'static str, String)>,
    pub(super) body: Option<Value>,
}

const CREATED: &str = "https://www.googleapis.com/auth/meetings.space.created";
const READONLY: &str = "https://www.googleapis.com/auth/meetings.space.readonly";
const SETTINGS: &str = "https://www.googleapis.com/auth/meetings.space.settings";

impl Method {
    /// The schema's name.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Create => "spaces.create",
            Self::Get => "spaces.get",
            Self::Patch => "spaces.patch",
            Self::End => "spaces.endActiveConference",
            Self::Conference => "conferenceRecords.get",
            Self::Conferences => "conferenceRecords.list",
            Self::People => "conferenceRecords.participants.list",
        }
    }

    pub(super) fn http(self) -> Http {
        match self {
            Self::Create | Self::End => Http::POST,
            Self::Patch => Http::PATCH,
            Self::Get | Self::Conference | Self::Conferences | Self::People => Http::GET,
        }
    }

    /// A patch with an exact mask sets the same values again. Ending a conference twice may end the next one, so it is repeated
    /// only if nobody can have worked on it. One key press is one `create`, whatever happens: a space cannot be deleted.
    pub(super) fn repeat(self) -> Repeat {
        match self {
            Self::Get | Self::Conference | Self::Conferences | Self::People | Self::Patch => Repeat::Always,
            Self::End => Repeat::Untouched,
            Self::Create => Repeat::Never,
        }
    }

    /// Whether it changes something at the server.
    pub(super) fn writes(self) -> bool {
        matches!(self, Self::Create | Self::Patch | Self::End)
    }

    pub(super) fn about(self) -> About {
        match self {
            Self::Create => About::NewSpace,
            Self::Get => About::Space,
            Self::Patch | Self::End => About::OwnSpace,
            Self::Conference | Self::Conferences | Self::People => About::Conference,
        }
    }

    /// The scopes of which the schema wants one.
    pub(super) fn scopes(self) -> &'static [&'static str] {
        match self {
            Self::Create | Self::End => &[CREATED],
            Self::Get => &[CREATED, READONLY, SETTINGS],
            Self::Patch => &[CREATED, SETTINGS],
            Self::Conference | Self::Conferences | Self::People => &[CREATED, READONLY],
        }
    }
}

impl Call {
    /// `spaces.create`, with the known values of `config` if there are any.
    pub(super) fn create(config: Option<&SpaceConfig>) -> Self {
        let body = config.map_or_else(|| json!({}), |config| SpacePatch::of(config).body());
        Self { method: Method::Create, path: "/v2/spaces".to_owned(), query: Vec::new(), body: Some(body) }
    }

    pub(super) fn get(space: &SpaceRef) -> Self {
        Self { method: Method::Get, path: format!("/v2/{}", space.resource()), query: Vec::new(), body: None }
    }

    pub(super) fn patch(name: &SpaceName, patch: &SpacePatch) -> Self {
        Self {
            method: Method::Patch,
            path: format!("/v2/{name}"),
            query: vec![("updateMask", patch.mask())],
            body: Some(patch.body()),
        }
    }

    pub(super) fn end(name: &SpaceName) -> Self {
        Self { method: Method::End, path: format!("/v2/{name}:endActiveConference"), query: Vec::new(), body: Some(json!({})) }
    }

    pub(super) fn conference(name: &ConferenceName) -> Self {
        Self { method: Method::Conference, path: format!("/v2/{name}"), query: Vec::new(), body: None }
    }

    /// The latest conference, and of it the name alone.
    pub(super) fn latest_conference() -> Self {
        let query = vec![("pageSize", "1".to_owned()), ("fields", "conferenceRecords(name)".to_owned())];
        Self { method: Method::Conferences, path: "/v2/conferenceRecords".to_owned(), query, body: None }
    }

    /// One page of who is in a conference. `totalSize` would be shorter, but whether it heeds the filter is documented nowhere,
    /// so people are counted; the mask keeps a page of 250 small, and it must name the token or paging would end silently.
    pub(super) fn people(conference: &ConferenceName, token: Option<&str>) -> Self {
        let mut query = vec![
            ("filter", "latest_end_time IS NULL".to_owned()),
            ("pageSize", "250".to_owned()),
            ("fields", "participants(name,latestEndTime),nextPageToken".to_owned()),
        ];
        query.extend(token.map(|token| ("pageToken", token.to_owned())));
        Self { method: Method::People, path: format!("/v2/{conference}/participants"), query, body: None }
    }
}

//! The calls of the API that greenroom makes: for each its name, its HTTP method, what it is about and whether it may be repeated.

use reqwest::Method as Http;
use serde_json::{Value, json};

use super::email::Email;
use super::error::About;
use super::names::{ConferenceName, MemberName, SpaceName, SpaceRef};
use super::patch::SpacePatch;
use super::resources::{Role, SpaceConfig};

/// A method of the API.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Method {
    Create,
    Get,
    Patch,
    End,
    Members,
    Member,
    AddMember,
    RemoveMember,
    PatchMember,
    PatchMembers,
    Conference,
    Conferences,
    People,
    Record(Record),
    /// A method of another of Google's APIs.
    Other(&'static Rule),
}

/// A method of another of Google's APIs, which is called by the same rules.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Rule {
    /// The schema's name.
    pub(crate) name: &'static str,
    /// How it is sent.
    pub(crate) http: Http,
    /// When it may be sent again.
    pub(crate) repeat: Repeat,
    /// Whether its answer has nothing to say.
    pub(crate) silent: bool,
    /// The scopes of which the schema wants one.
    pub(crate) scopes: &'static [&'static str],
}

/// A method under a conference record, of those that are not [`Method::People`]. All of them read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Record {
    Participant,
    Sessions,
    ParticipantSession,
    Recordings,
    Recording,
    Transcripts,
    Transcript,
    Entries,
    TranscriptEntry,
    SmartNotes,
    SmartNote,
}

impl Record {
    fn name(self) -> &'static str {
        match self {
            Self::Participant => "conferenceRecords.participants.get",
            Self::Sessions => "conferenceRecords.participants.participantSessions.list",
            Self::ParticipantSession => "conferenceRecords.participants.participantSessions.get",
            Self::Recordings => "conferenceRecords.recordings.list",
            Self::Recording => "conferenceRecords.recordings.get",
            Self::Transcripts => "conferenceRecords.transcripts.list",
            Self::Transcript => "conferenceRecords.transcripts.get",
            Self::Entries => "conferenceRecords.transcripts.entries.list",
            Self::TranscriptEntry => "conferenceRecords.transcripts.entries.get",
            Self::SmartNotes => "conferenceRecords.smartNotes.list",
            Self::SmartNote => "conferenceRecords.smartNotes.get",
        }
    }
}

/// When a request may be sent again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Repeat {
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
            Self::Members => "spaces.members.list",
            Self::Member => "spaces.members.get",
            Self::AddMember => "spaces.members.create",
            Self::RemoveMember => "spaces.members.delete",
            Self::PatchMember => "spaces.members.patch",
            Self::PatchMembers => "spaces.members.batchUpdate",
            Self::Conference => "conferenceRecords.get",
            Self::Conferences => "conferenceRecords.list",
            Self::People => "conferenceRecords.participants.list",
            Self::Record(record) => record.name(),
            Self::Other(rule) => rule.name,
        }
    }

    pub(super) fn http(self) -> Http {
        match self {
            Self::Create | Self::End | Self::AddMember | Self::PatchMembers => Http::POST,
            Self::Patch | Self::PatchMember => Http::PATCH,
            Self::RemoveMember => Http::DELETE,
            Self::Get | Self::Members | Self::Member | Self::Conference | Self::Conferences | Self::People | Self::Record(_) => {
                Http::GET
            }
            Self::Other(rule) => rule.http.clone(),
        }
    }

    /// A patch with an exact mask sets the same values again. Ending a conference twice may end the next one, so it is repeated
    /// only if nobody can have worked on it; so is adding a member, of which nobody has documented what it does the second time. A
    /// member that is gone cannot be removed once more. One key press is one `create`, whatever happens: a space cannot be deleted.
    pub(super) fn repeat(self) -> Repeat {
        match self {
            Self::Get
            | Self::Members
            | Self::Member
            | Self::Conference
            | Self::Conferences
            | Self::People
            | Self::Record(_)
            | Self::Patch
            | Self::PatchMember
            | Self::PatchMembers
            | Self::RemoveMember => Repeat::Always,
            Self::End | Self::AddMember => Repeat::Untouched,
            Self::Create => Repeat::Never,
            Self::Other(rule) => rule.repeat,
        }
    }

    /// Whether it changes something at the server.
    pub(super) fn writes(self) -> bool {
        self.http() != Http::GET
    }

    /// Whether its answer has nothing to say, so that no body at all is as good as `{}`.
    pub(super) fn answers_nothing(self) -> bool {
        matches!(self, Self::End | Self::RemoveMember) || matches!(self, Self::Other(rule) if rule.silent)
    }

    pub(super) fn about(self) -> About {
        match self {
            Self::Create => About::NewSpace,
            Self::Get => About::Space,
            Self::Patch | Self::End => About::OwnSpace,
            Self::Members | Self::AddMember | Self::PatchMembers => About::Members,
            Self::Member | Self::RemoveMember | Self::PatchMember => About::Member,
            Self::Conference | Self::Conferences | Self::People | Self::Record(_) => About::Conference,
            Self::Other(_) => About::Elsewhere,
        }
    }

    /// The scopes of which the schema wants one.
    pub(super) fn scopes(self) -> &'static [&'static str] {
        match self {
            Self::Create | Self::End | Self::AddMember | Self::RemoveMember | Self::PatchMember | Self::PatchMembers => {
                &[CREATED]
            }
            Self::Get => &[CREATED, READONLY, SETTINGS],
            Self::Patch => &[CREATED, SETTINGS],
            Self::Members | Self::Member | Self::Conference | Self::Conferences | Self::People | Self::Record(_) => {
                &[CREATED, READONLY]
            }
            Self::Other(rule) => rule.scopes,
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

    /// One page of members, as large as pages get.
    pub(super) fn members(space: &SpaceName, token: Option<&str>) -> Self {
        let mut query = vec![("pageSize", "500".to_owned())];
        query.extend(token.map(|token| ("pageToken", token.to_owned())));
        Self { method: Method::Members, path: format!("/v2/{space}/members"), query, body: None }
    }

    pub(super) fn member(name: &MemberName) -> Self {
        Self { method: Method::Member, path: format!("/v2/{name}"), query: Vec::new(), body: None }
    }

    /// A role that is none is left out: that is what it means.
    pub(super) fn add_member(space: &SpaceName, email: &Email, role: &Role) -> Self {
        let mut body = json!({"email": email.as_str()});
        if *role == Role::Cohost {
            body["role"] = role.as_str().into();
        }
        Self { method: Method::AddMember, path: format!("/v2/{space}/members"), query: Vec::new(), body: Some(body) }
    }

    pub(super) fn remove_member(name: &MemberName) -> Self {
        Self { method: Method::RemoveMember, path: format!("/v2/{name}"), query: Vec::new(), body: None }
    }

    pub(super) fn patch_member(name: &MemberName, role: &Role) -> Self {
        Self {
            method: Method::PatchMember,
            path: format!("/v2/{name}"),
            query: vec![("updateMask", "role".to_owned())],
            body: Some(json!({"role": role.as_str()})),
        }
    }

    /// The mask stands once, at the top: one below alone is refused, and none at all would clear what is not sent.
    pub(super) fn patch_members(space: &SpaceName, changes: &[(MemberName, Role)]) -> Self {
        let requests: Vec<Value> =
            changes.iter().map(|(name, role)| json!({"member": {"name": name.as_str(), "role": role.as_str()}})).collect();
        Self {
            method: Method::PatchMembers,
            path: format!("/v2/{space}/members:batchUpdate"),
            query: Vec::new(),
            body: Some(json!({"updateMask": "role", "requests": requests})),
        }
    }

    pub(super) fn conference(name: &ConferenceName) -> Self {
        Self { method: Method::Conference, path: format!("/v2/{name}"), query: Vec::new(), body: None }
    }

    /// The get of something under a conference.
    pub(super) fn record(method: Method, name: &str) -> Self {
        Self { method, path: format!("/v2/{name}"), query: Vec::new(), body: None }
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

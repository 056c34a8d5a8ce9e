//! `conferenceRecords` and their participants: get and list.
//!
//! An unfiltered list has the conferences of the person's own spaces. Those that were only attended come when the filter
//! names their space. Whether Google does it the same way is not known; its guides contradict each other.

use jiff::Timestamp;
use serde_json::Value;

use super::super::errors::Problem;
use super::super::filter::{Filter, Filterable};
use super::super::method::Scope;
use super::super::pages::{Place, Sizes, page, page_size};
use super::super::world::{Conference, Grant, World};
use super::{Ask, answer};

const CONFERENCE_FILTERS: &[Filterable] = &[
    Filterable::text("space.name", "space.name"),
    Filterable::text("space.meeting_code", "space.meetingCode"),
    Filterable::time("start_time", "startTime"),
    Filterable::time("end_time", "endTime"),
];

const PARTICIPANT_FILTERS: &[Filterable] =
    &[Filterable::time("earliest_start_time", "earliestStartTime"), Filterable::time("latest_end_time", "latestEndTime")];

/// `GET /v2/conferenceRecords/{conference}`
pub(super) fn get(world: &mut World, ask: &Ask) -> Result<Value, Problem> {
    Ok(visible(world, ask)?.view())
}

/// `GET /v2/conferenceRecords`
pub(super) fn list(world: &mut World, ask: &Ask) -> Result<Value, Problem> {
    let (filter, question) = filter(ask, CONFERENCE_FILTERS)?;
    let size = page_size(ask.params.own("pageSize", "page_size"), Sizes { default: 25, max: 100 })?;
    let names_space = filter.text("space.name").is_some() || filter.text("space.meeting_code").is_some();
    let now = world.now();
    let mut found: Vec<(Place, Value)> = world
        .conferences
        .values()
        .filter(|conference| {
            !conference.is_gone(now)
                && reaches(world, ask.grant, conference)
                && (is_own(world, ask.grant, conference) || names_space && conference.was_there(&ask.grant.user))
                && filter.times_hold(|field| match field {
                    "start_time" => Some(conference.start),
                    _ => conference.end,
                })
                && filter.texts_hold(|field, value| match field {
                    "space.name" => value.strip_prefix("spaces/") == Some(conference.space.as_str()),
                    _ => world.spaces.get(&conference.space).is_some_and(|space| space.code.eq_ignore_ascii_case(value)),
                })
        })
        .map(|conference| (place(conference.start, &conference.id), conference.view()))
        .collect();
    found.sort_by(|(a, _), (b, _)| a.order(b));
    let (sent, next) = page(found, size, ask.params.own("pageToken", "page_token"), &question)?;
    Ok(answer("conferenceRecords", sent, next))
}

/// `GET /v2/conferenceRecords/{conference}/participants/{participant}`
pub(super) fn get_participant(world: &mut World, ask: &Ask) -> Result<Value, Problem> {
    let conference = visible(world, ask)?;
    let participant = conference
        .participants
        .iter()
        .find(|participant| participant.id == ask.id(1))
        .ok_or_else(|| Problem::masked("Participant"))?;
    Ok(world.participant_view(conference, participant))
}

/// `GET /v2/conferenceRecords/{conference}/participants`
pub(super) fn list_participants(world: &mut World, ask: &Ask) -> Result<Value, Problem> {
    let (filter, question) = filter(ask, PARTICIPANT_FILTERS)?;
    let size = page_size(ask.params.own("pageSize", "page_size"), Sizes { default: 100, max: 250 })?;
    let conference = visible(world, ask)?;
    let mut found: Vec<(Place, Value)> = conference
        .participants
        .iter()
        .filter(|participant| {
            filter.times_hold(|field| match field {
                "earliest_start_time" => Some(participant.start()),
                _ => participant.end(),
            })
        })
        .map(|participant| (place(participant.start(), &participant.id), world.participant_view(conference, participant)))
        .collect();
    found.sort_by(|(a, _), (b, _)| a.order(b));
    let total = found.len();
    let (sent, next) = page(found, size, ask.params.own("pageToken", "page_token"), &question)?;
    let mut answer = answer("participants", sent, next);
    if ask.selection.is_some_and(|selection| selection.asks_for("totalSize")) {
        answer["totalSize"] = total.into();
    }
    Ok(answer)
}

fn place(time: Timestamp, name: &str) -> Place {
    Place { time, name: name.to_owned() }
}

/// The filter, and the question that page tokens of this list belong to.
fn filter(ask: &Ask, fields: &[Filterable]) -> Result<(Filter, String), Problem> {
    let text = ask.params.own("filter", "filter").unwrap_or_default();
    let filter =
        Filter::parse(text, fields).map_err(|why| Problem::invalid_argument("filter", format!("Invalid filter: {why}.")))?;
    Ok((filter, format!("{}|{}|{text}", ask.grant.user, ask.ids.join("/"))))
}

/// The conference in the path, for its owner and for those who were there.
fn visible<'w>(world: &'w World, ask: &Ask) -> Result<&'w Conference, Problem> {
    let conference = world
        .conferences
        .get(ask.id(0))
        .filter(|conference| {
            reaches(world, ask.grant, conference)
                && (is_own(world, ask.grant, conference) || conference.was_there(&ask.grant.user))
        })
        .ok_or_else(|| Problem::masked("ConferenceRecord"))?;
    if conference.is_gone(world.now()) { Err(Problem::not_found()) } else { Ok(conference) }
}

fn is_own(world: &World, grant: &Grant, conference: &Conference) -> bool {
    world.spaces.get(&conference.space).is_some_and(|space| space.owner == grant.user)
}

fn reaches(world: &World, grant: &Grant, conference: &Conference) -> bool {
    grant.scopes.contains(&Scope::Readonly)
        || world.spaces.get(&conference.space).is_some_and(|space| space.project == grant.project)
}

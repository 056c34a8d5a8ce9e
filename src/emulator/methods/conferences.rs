//! `conferenceRecords` and their participants: get and list.
//!
//! An unfiltered list has the conferences of the person's own spaces. Those that were only attended come when the filter
//! names their space. Whether Google does it the same way is not known; its guides contradict each other.

use jiff::Timestamp;
use serde_json::Value;

use super::super::errors::Problem;
use super::super::filter::{Filter, Filterable};
use super::super::method::Scope;
use super::super::pages::{Order, Page, Place, Sizes};
use super::super::world::{Conference, Grant, Participant, World};
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
    let page = Page::read(ask, Sizes { default: 25, max: 100 }, Order::NewestFirst, question)?;
    let names_space = filter.text("space.name").is_some() || filter.text("space.meeting_code").is_some();
    let now = world.now();
    let found = world
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
        .map(|conference| (place(conference.start, &conference.id), conference))
        .collect();
    let (sent, next) = page.cut(found);
    Ok(answer("conferenceRecords", sent.into_iter().map(Conference::view).collect(), next))
}

/// `GET /v2/conferenceRecords/{conference}/participants/{participant}`
pub(super) fn get_participant(world: &mut World, ask: &Ask) -> Result<Value, Problem> {
    let conference = visible(world, ask)?;
    Ok(world.participant_view(conference, participant(conference, ask)?))
}

/// `GET /v2/conferenceRecords/{conference}/participants`
pub(super) fn list_participants(world: &mut World, ask: &Ask) -> Result<Value, Problem> {
    let (filter, question) = filter(ask, PARTICIPANT_FILTERS)?;
    let page = Page::read(ask, Sizes { default: 100, max: 250 }, Order::NewestFirst, question)?;
    let conference = visible(world, ask)?;
    let found: Vec<(Place, &Participant)> = conference
        .participants
        .iter()
        .filter(|participant| {
            filter.times_hold(|field| match field {
                "earliest_start_time" => Some(participant.start()),
                _ => participant.end(),
            })
        })
        .map(|participant| (place(participant.start(), &participant.id), participant))
        .collect();
    let total = found.len();
    let (sent, next) = page.cut(found);
    let views = sent.into_iter().map(|participant| world.participant_view(conference, participant)).collect();
    let mut answer = answer("participants", views, next);
    if ask.selection.is_some_and(|selection| selection.asks_for("totalSize")) {
        answer["totalSize"] = total.into();
    }
    Ok(answer)
}

/// The participant in the path.
pub(super) fn participant<'c>(conference: &'c Conference, ask: &Ask) -> Result<&'c Participant, Problem> {
    let mut participants = conference.participants.iter();
    participants.find(|participant| participant.id == ask.id(1)).ok_or_else(|| Problem::masked("Participant"))
}

pub(super) fn place(time: Timestamp, name: &str) -> Place {
    Place { time, name: name.to_owned() }
}

/// The filter, and the question that page tokens of this list belong to.
pub(super) fn filter(ask: &Ask, fields: &[Filterable]) -> Result<(Filter, String), Problem> {
    let text = ask.params.own("filter", "filter").unwrap_or_default();
    let filter =
        Filter::parse(text, fields).map_err(|why| Problem::invalid_argument("filter", format!("Invalid filter: {why}.")))?;
    Ok((filter, question(ask, text)))
}

/// What must stay the same from page to page: who asks, for which list, with which filter.
pub(super) fn question(ask: &Ask, filter: &str) -> String {
    format!("{}|{:?}|{}|{filter}", ask.grant.user, ask.method, ask.ids.join("/"))
}

/// The conference in the path, for its owner and for those who were there.
pub(super) fn visible<'w>(world: &'w World, ask: &Ask) -> Result<&'w Conference, Problem> {
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

//! `participantSessions`: get and list. Whoever sees the conference sees them.

use serde_json::Value;

use super::super::errors::Problem;
use super::super::filter::Filterable;
use super::super::pages::{Order, Page, Sizes};
use super::super::world::World;
use super::conferences::{filter, participant, place, visible};
use super::{Ask, answer};

const FILTERS: &[Filterable] = &[Filterable::time("start_time", "startTime"), Filterable::time("end_time", "endTime")];

/// `GET /v2/conferenceRecords/{conference}/participants/{participant}/participantSessions/{session}`
pub(super) fn get(world: &mut World, ask: &Ask) -> Result<Value, Problem> {
    let conference = visible(world, ask)?;
    let participant = participant(conference, ask)?;
    let session = participant.sessions.iter().find(|session| session.id == ask.id(2));
    Ok(conference.session_view(participant, session.ok_or_else(|| Problem::masked("ParticipantSession"))?))
}

/// `GET /v2/conferenceRecords/{conference}/participants/{participant}/participantSessions`
pub(super) fn list(world: &mut World, ask: &Ask) -> Result<Value, Problem> {
    let (filter, question) = filter(ask, FILTERS)?;
    let page = Page::read(ask, Sizes { default: 100, max: 250 }, Order::NewestFirst, question)?;
    let conference = visible(world, ask)?;
    let participant = participant(conference, ask)?;
    let found = participant.sessions.iter().filter(|session| {
        filter.times_hold(|field| match field {
            "start_time" => Some(session.start),
            _ => session.end,
        })
    });
    let (sent, next) = page.cut(found.map(|session| (place(session.start, &session.id), session)).collect());
    let views = sent.into_iter().map(|session| conference.session_view(participant, session)).collect();
    Ok(answer("participantSessions", views, next))
}

//! `recordings`, `transcripts` with their `entries`, `smartNotes`: get and list. Whoever sees the conference sees them.
//!
//! None of these lists has a filter. What is still to be said is not there yet: entries are listed while a transcript grows, which
//! Google does not promise and does not rule out.

use serde_json::Value;

use super::super::errors::Problem;
use super::super::pages::{Order, Page, Sizes};
use super::super::world::{Artifact, Conference, Made, World};
use super::conferences::{place, question, visible};
use super::{Ask, answer};

/// The same for all of these lists.
const SIZES: Sizes = Sizes { default: 10, max: 100 };

/// `GET /v2/conferenceRecords/{conference}/recordings/{recording}`, and the same of `transcripts` and `smartNotes`
pub(super) fn get(world: &mut World, ask: &Ask, kind: Artifact) -> Result<Value, Problem> {
    let conference = visible(world, ask)?;
    Ok(conference.artifact_view(made(conference, ask, kind)?, world.now()))
}

/// `GET /v2/conferenceRecords/{conference}/recordings`, and the same of `transcripts` and `smartNotes`
pub(super) fn list(world: &mut World, ask: &Ask, kind: Artifact) -> Result<Value, Problem> {
    let page = Page::read(ask, SIZES, Order::OldestFirst, question(ask, ""))?;
    let conference = visible(world, ask)?;
    let found = conference.made(kind).map(|made| (place(made.start, &made.id), made));
    let (sent, next) = page.cut(found.collect());
    let now = world.now();
    Ok(answer(kind.collection(), sent.into_iter().map(|made| conference.artifact_view(made, now)).collect(), next))
}

/// `GET /v2/conferenceRecords/{conference}/transcripts/{transcript}/entries/{entry}`
pub(super) fn get_entry(world: &mut World, ask: &Ask) -> Result<Value, Problem> {
    let conference = visible(world, ask)?;
    let transcript = made(conference, ask, Artifact::Transcript)?;
    let entry = transcript.entries.iter().find(|entry| entry.id == ask.id(2));
    Ok(conference.entry_view(transcript, entry.ok_or_else(|| Problem::masked("TranscriptEntry"))?))
}

/// `GET /v2/conferenceRecords/{conference}/transcripts/{transcript}/entries`
pub(super) fn list_entries(world: &mut World, ask: &Ask) -> Result<Value, Problem> {
    let page = Page::read(ask, SIZES, Order::OldestFirst, question(ask, ""))?;
    let conference = visible(world, ask)?;
    let transcript = made(conference, ask, Artifact::Transcript)?;
    // they lie in their order, so that page 200 of a long one costs no more than the first
    let entries = &transcript.entries;
    let from = entries.partition_point(|entry| !page.is_ahead(&entry.place()));
    let ahead = entries[from..].iter().take(page.enough());
    let (sent, next) = page.cut(ahead.map(|entry| (entry.place(), entry)).collect());
    Ok(answer("transcriptEntries", sent.into_iter().map(|entry| conference.entry_view(transcript, entry)).collect(), next))
}

/// The artifact in the path.
fn made<'c>(conference: &'c Conference, ask: &Ask, kind: Artifact) -> Result<&'c Made, Problem> {
    let resource = match kind {
        Artifact::Recording => "Recording",
        Artifact::Transcript => "Transcript",
        Artifact::SmartNotes => "SmartNote",
    };
    conference.made(kind).find(|made| made.id == ask.id(1)).ok_or_else(|| Problem::masked(resource))
}

//! `greenroom transcript`: what was said, in one of the formats of [`export`].

use std::collections::HashMap;

use super::super::base::Base;
use super::super::{Args, Exit, app, complete, print};
use super::find::{Place, place};
use crate::export::{self, Entry, Format};
use crate::meet::client::Client;
use crate::meet::error::MeetError;
use crate::meet::names::ConferenceName;
use crate::meet::preview::Preview;
use crate::meet::records::{List, ParticipantFilter};
use crate::meet::resources::{ConferenceRecord, Participant, Transcript, TranscriptEntry};

/// What `greenroom transcript` takes.
#[derive(Debug, clap::Args)]
#[command(after_help = HELP)]
pub struct TranscriptArgs {
    /// conferenceRecords/ID, or a space for its latest one
    #[arg(value_name = "CONFERENCE", add = complete::spaces())]
    conference: String,
    /// md and txt to read, vtt and srt as subtitles, json with the API's names
    #[arg(long, value_name = "md|txt|vtt|srt|json", default_value = "md", hide_default_value = true,
        value_parser = clap::builder::PossibleValuesParser::new(["md", "txt", "vtt", "srt", "json"]), hide_possible_values = true)]
    format: String,
}

const HELP: &str = "\
Where it was stopped and started again, the parts follow each other. It may differ from the document in Drive, which can be edited. \
Without a transcript the exit code is 5.

Examples:
  greenroom transcript 'Stand-up'
  greenroom transcript conferenceRecords/abc --format vtt > call.vtt
  greenroom transcript 'Stand-up' --format json | jq -r '.entries[].text'";

pub(in crate::cli) fn run(args: &Args, own: &TranscriptArgs) -> Exit {
    transcript(args, own).unwrap_or_else(|end| end)
}

fn transcript(args: &Args, own: &TranscriptArgs) -> Result<Exit, Exit> {
    let format = Format::named(&own.format).unwrap_or(Format::Markdown);
    let mut base = Base::begin(args)?;
    let Place { mut net, record, title } = place(&mut base, &own.conference, previews)?;
    let name = record.name.clone();
    let parts = net.ask("The transcript could not be read", |client| async move { parts(&client, &name).await })?;
    if parts.0.is_empty() {
        let title = title.unwrap_or_else(|| record.name.to_string());
        return Err(Exit::NotFound(format!("no transcript was taken of {title} that you can see")));
    }
    if parts.0.iter().any(|(transcript, _)| transcript.end_time.is_none()) {
        base.say("It is still being taken: this is what there is so far.");
    }
    let whole = whole(&record, title, parts);
    Ok(print(&export::transcript(&whole, format, &app::zone())))
}

/// Who spoke is read from the people, and what was said from each transcript, whose names only the server knows.
fn previews(base: &Base<'_>, name: &ConferenceName) -> Vec<Preview> {
    let endpoint = &base.around.endpoint;
    let entries = format!("{name}/transcripts/ID").parse().ok();
    [
        Some(Preview::list(endpoint, &List::transcripts(name))),
        Some(Preview::list(endpoint, &List::participants(name, &ParticipantFilter::default()))),
        entries.map(|transcript| Preview::list(endpoint, &List::entries(&transcript))),
    ]
    .into_iter()
    .flatten()
    .collect()
}

type Parts = (Vec<(Transcript, Vec<TranscriptEntry>)>, Vec<Participant>);

async fn parts(client: &Client, name: &ConferenceName) -> Result<Parts, MeetError> {
    let (transcripts, people) = (List::transcripts(name), List::participants(name, &ParticipantFilter::default()));
    let (transcripts, people) = tokio::try_join!(client.read_all(&transcripts), client.read_all(&people))?;
    let mut parts = Vec::with_capacity(transcripts.len());
    for transcript in transcripts {
        let entries = client.read_all(&List::entries(&transcript.name)).await?;
        parts.push((transcript, entries));
    }
    Ok((parts, people))
}

/// All parts as one, with the names of those who spoke.
fn whole(record: &ConferenceRecord, title: Option<String>, (parts, people): Parts) -> export::Transcript {
    let names: HashMap<&str, &str> =
        people.iter().filter_map(|person| Some((person.name.as_str(), person.display_name()?))).collect();
    let first = parts.first().map(|(transcript, _)| transcript);
    let mut whole = export::Transcript {
        title,
        conference: record.name.to_string(),
        name: first.map(|transcript| transcript.name.to_string()).unwrap_or_default(),
        start: first.and_then(|transcript| transcript.start_time),
        end: parts.iter().all(|(part, _)| part.end_time.is_some()).then(|| parts.last()?.0.end_time).flatten(),
        entries: Vec::new(),
    };
    for entry in parts.iter().flat_map(|(_, entries)| entries) {
        whole.entries.push(Entry {
            name: entry.name.to_string(),
            participant: entry.participant.clone(),
            speaker: entry.participant.as_deref().and_then(|name| names.get(name)).map(|name| (*name).to_owned()),
            start: entry.start_time,
            end: entry.end_time,
            language: entry.language_code.clone(),
            text: entry.text.clone().unwrap_or_default(),
        });
    }
    whole
}

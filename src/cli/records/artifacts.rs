//! `greenroom artifacts`: recordings, transcripts and notes of a conference, and where they are.

use jiff::Timestamp;
use serde::Serialize;

use super::super::base::Base;
use super::super::out::{self, Cell, Column, Tone};
use super::super::{Args, Exit, complete};
use super::find::{Place, place};
use crate::meet::preview::Preview;
use crate::meet::records::List;
use crate::meet::resources::{ArtifactState, Recording, SmartNote, Transcript};

/// What `greenroom artifacts` takes.
#[derive(Debug, clap::Args)]
#[command(after_help = HELP)]
pub struct ArtifactsArgs {
    /// conferenceRecords/ID, or a space for its latest one
    #[arg(value_name = "CONFERENCE", add = complete::spaces())]
    conference: String,
    /// As JSON: an array of the API's recordings, transcripts and notes
    #[arg(long)]
    json: bool,
}

const HELP: &str = "\
The files are in the organiser's Drive: who may see that they are there may not be allowed to open them. On a terminal a table; \
elsewhere a line each, with tabs between: kind, state, start, link (empty until the file is there), resource name.

Examples:
  greenroom artifacts 'Stand-up'
  greenroom artifacts conferenceRecords/abc | cut -f4";

pub(in crate::cli) fn run(args: &Args, own: &ArtifactsArgs) -> Exit {
    artifacts(args, own).unwrap_or_else(|end| end)
}

/// One of the three kinds, in the words that all of them share.
#[derive(Serialize)]
#[serde(untagged)]
enum Kept {
    Recording(Recording),
    Transcript(Transcript),
    Notes(SmartNote),
}

fn artifacts(args: &Args, own: &ArtifactsArgs) -> Result<Exit, Exit> {
    let mut base = Base::begin(args)?;
    let Place { mut net, record, .. } = place(&mut base, &own.conference, |base, name| {
        let endpoint = &base.around.endpoint;
        vec![
            Preview::list(endpoint, &List::recordings(name)),
            Preview::list(endpoint, &List::transcripts(name)),
            Preview::list(endpoint, &List::smart_notes(name)),
        ]
    })?;
    let name = record.name;
    let (recordings, transcripts, notes) = net.ask("What was kept could not be read", |client| async move {
        let (recordings, transcripts, notes) = (List::recordings(&name), List::transcripts(&name), List::smart_notes(&name));
        tokio::try_join!(client.read_all(&recordings), client.read_all(&transcripts), client.read_all(&notes))
    })?;
    let all: Vec<Kept> = recordings
        .into_iter()
        .map(Kept::Recording)
        .chain(transcripts.into_iter().map(Kept::Transcript))
        .chain(notes.into_iter().map(Kept::Notes))
        .collect();
    if own.json {
        return Ok(out::json(&all));
    }
    if all.is_empty() && base.sheet.width.is_some() {
        base.say("Nothing was kept of it.");
    }
    let clock = Base::clock();
    let lines = base.sheet.width.is_none();
    let time = |time: Option<Timestamp>| match time {
        Some(time) if lines => time.to_string(),
        Some(time) => clock.at(time),
        None => String::new(),
    };
    let row = |kept: &Kept| {
        let (kind, state, start, link, name) = kept.parts();
        let (word, tone) = match state {
            Some(ArtifactState::Started) => ("being taken", Tone::Live),
            Some(ArtifactState::Ended) => ("being written", Tone::Waiting),
            Some(ArtifactState::FileGenerated) => ("there", Tone::Plain),
            Some(ArtifactState::Unspecified) | None => ("unknown", Tone::Dim),
            Some(ArtifactState::Other(word)) => (&**word, Tone::Plain),
        };
        vec![
            Cell::new(kind, Tone::Strong),
            Cell::new(word, tone),
            Cell::new(time(start), Tone::Plain),
            Cell::new(link.unwrap_or_default(), Tone::Plain),
            Cell::new(name, Tone::Dim),
        ]
    };
    Ok(out::table(&base.sheet, &COLUMNS, &all.iter().map(row).collect::<Vec<_>>()))
}

const COLUMNS: [Column; 5] = [
    Column::whole("KIND", 0),
    Column::whole("STATE", 0),
    Column::whole("STARTED", 2),
    Column::whole("LINK", 0),
    Column::whole("ARTIFACT", 3),
];

impl Kept {
    /// Kind, state, start, link and name.
    fn parts(&self) -> (&'static str, Option<&ArtifactState>, Option<Timestamp>, Option<&str>, &str) {
        match self {
            Self::Recording(one) => {
                let link = one.drive_destination.as_ref().and_then(|place| place.export_uri.as_deref());
                ("recording", one.state.as_ref(), one.start_time, link, one.name.as_str())
            }
            Self::Transcript(one) => {
                let link = one.docs_destination.as_ref().and_then(|place| place.export_uri.as_deref());
                ("transcript", one.state.as_ref(), one.start_time, link, one.name.as_str())
            }
            Self::Notes(one) => {
                let link = one.docs_destination.as_ref().and_then(|place| place.export_uri.as_deref());
                ("notes", one.state.as_ref(), one.start_time, link, one.name.as_str())
            }
        }
    }
}

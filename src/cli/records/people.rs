//! `greenroom people`: who was in a conference. In the order of the server: nobody is ranked.

use futures_util::stream::{self, StreamExt as _, TryStreamExt as _};

use super::super::base::Base;
use super::super::net::Net;
use super::super::out::{self, Cell, Column, Tone};
use super::super::{Args, Exit, complete, print};
use super::find::{Place, place};
use crate::export;
use crate::meet::preview::Preview;
use crate::meet::records::{List, ParticipantFilter, SessionFilter};
use crate::meet::resources::{Participant, ParticipantSession, Who};

/// How many people's sessions are asked for at the same time.
const AT_ONCE: usize = 4;

/// What `greenroom people` takes.
#[derive(Debug, clap::Args)]
#[command(after_help = HELP)]
pub struct PeopleArgs {
    /// conferenceRecords/ID, or a space for its latest one
    #[arg(value_name = "CONFERENCE", add = complete::spaces())]
    conference: String,
    /// As JSON: an array of the API's participants, each with its sessions
    #[arg(long)]
    json: bool,
}

const HELP: &str = "\
Who came last stands first. On a terminal a table; elsewhere a line each, with tabs between: name, how they joined, when they came, \
when they left (empty while they are there), the resource name. With --json each one's stays are read as well, a request a person.

Examples:
  greenroom people 'Stand-up'
  greenroom people conferenceRecords/abc --json | jq -r '.[].signedinUser.displayName // empty'";

pub(in crate::cli) fn run(args: &Args, own: &PeopleArgs) -> Exit {
    people(args, own).unwrap_or_else(|end| end)
}

fn people(args: &Args, own: &PeopleArgs) -> Result<Exit, Exit> {
    let mut base = Base::begin(args)?;
    let all = ParticipantFilter::default();
    let Place { mut net, record, .. } = place(&mut base, &own.conference, |base, name| {
        vec![Preview::list(&base.around.endpoint, &List::participants(name, &all))]
    })?;
    let list = List::participants(&record.name, &all);
    let what = "The people could not be read";
    let people = net.ask(what, |client| async move { client.read_all(&list).await })?;
    if own.json {
        let whole = with_sessions(&mut net, people)?;
        return Ok(match export::people_json(&whole) {
            Ok(json) => print(&json),
            Err(error) => Exit::Failed(format!("could not be written as JSON: {error}")),
        });
    }
    if people.is_empty() && base.sheet.width.is_some() {
        base.say("Nobody was in it.");
    }
    let clock = Base::clock();
    let lines = base.sheet.width.is_none();
    let time = |time: Option<jiff::Timestamp>| match time {
        Some(time) if lines => time.to_string(),
        Some(time) => clock.at(time),
        None => String::new(),
    };
    let row = |person: &Participant| {
        let left = match person.latest_end_time {
            None if !lines => Cell::new("there", Tone::Live),
            end => Cell::new(time(end), Tone::Plain),
        };
        vec![
            Cell::new(person.display_name().unwrap_or_default(), Tone::Strong),
            Cell::new(word(person.who()), Tone::Plain),
            Cell::new(time(person.earliest_start_time), Tone::Plain),
            left,
            Cell::new(person.name.as_str(), Tone::Dim),
        ]
    };
    Ok(out::table(&base.sheet, &COLUMNS, &people.iter().map(row).collect::<Vec<_>>()))
}

const COLUMNS: [Column; 5] = [
    Column::flexible("NAME", 12),
    Column::whole("BY", 2),
    Column::whole("CAME", 0),
    Column::whole("LEFT", 0),
    Column::whole("PARTICIPANT", 3),
];

fn word(who: Who) -> &'static str {
    match who {
        Who::SignedIn => "account",
        Who::Guest => "guest",
        Who::Phone => "phone",
        Who::Unknown => "unknown",
    }
}

/// Each with their stays, a few asked for at a time.
fn with_sessions(net: &mut Net, people: Vec<Participant>) -> Result<Vec<(Participant, Vec<ParticipantSession>)>, Exit> {
    net.ask("The stays of the people could not be read", |client| async move {
        let ask = |person: Participant| {
            let client = client.clone();
            async move {
                let sessions = client.read_all(&List::sessions(&person.name, &SessionFilter::default())).await?;
                Ok((person, sessions))
            }
        };
        stream::iter(people).map(ask).buffered(AT_ONCE).try_collect().await
    })
}

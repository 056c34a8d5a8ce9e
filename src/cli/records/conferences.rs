//! `greenroom conferences`: what took place in a space, or in all of one's own.

use jiff::Timestamp;

use super::super::base::Base;
use super::super::find::find;
use super::super::net::Net;
use super::super::out::{self, Cell, Column, Tone};
use super::super::spaces::dry;
use super::super::{Args, Exit, complete};
use super::find;
use crate::meet::preview::Preview;
use crate::meet::records::{ConferenceFilter, List};
use crate::meet::resources::ConferenceRecord;
use crate::ui::clock::Clock;

/// What `greenroom conferences` takes.
#[derive(Debug, clap::Args)]
#[command(after_help = HELP)]
pub struct ConferencesArgs {
    /// Join link, code, spaces/ID or your name for it; otherwise all spaces of the account
    #[arg(value_name = "SPACE", add = complete::spaces())]
    space: Option<String>,
    /// As JSON: an array of the API's conference records
    #[arg(long)]
    json: bool,
}

const HELP: &str = "\
The latest first. Google keeps them for 30 days. On a terminal a table; elsewhere a line each, with tabs between:
conferenceRecords/ID, start, end (empty while it runs), spaces/ID, your name for the space.

Examples:
  greenroom conferences 'Stand-up'
  greenroom conferences --json | jq -r '.[] | select(.endTime == null) | .name'";

pub(in crate::cli) fn run(args: &Args, own: &ConferencesArgs) -> Exit {
    conferences(args, own).unwrap_or_else(|end| end)
}

fn conferences(args: &Args, own: &ConferencesArgs) -> Result<Exit, Exit> {
    let mut base = Base::begin(args)?;
    let store = base.list()?;
    let found = own.space.as_deref().map(|word| find(word, store.as_ref())).transpose()?;
    let list = List::conferences(&found.as_ref().map_or_else(ConferenceFilter::default, find::of));
    if args.dry_run {
        return Ok(dry::requests(&[Preview::list(&base.around.endpoint, &list)]));
    }
    let whose = found.as_ref().map_or_else(String::new, |found| format!(" of {}", found.title()));
    let what = format!("The conferences{whose} could not be read");
    let all = Net::open(&mut base)?.ask(&what, |client| async move { client.read_all(&list).await })?;
    if own.json {
        return Ok(out::json(&all));
    }
    let mut labels = Vec::with_capacity(all.len());
    for record in &all {
        labels.push(find::label(record, store.as_ref())?.unwrap_or_default());
    }
    if base.sheet.width.is_none() {
        let rows: Vec<_> = all.iter().zip(&labels).map(|(record, label)| line(record, label)).collect();
        return Ok(out::table(&base.sheet, &[], &rows));
    }
    if all.is_empty() {
        base.say(&format!("No conference{whose} in the last 30 days that you can see."));
    }
    let clock = Base::clock();
    let rows: Vec<_> = all.iter().zip(&labels).map(|(record, label)| row(&base, record, label, &clock)).collect();
    Ok(out::table(&base.sheet, &COLUMNS, &rows))
}

const COLUMNS: [Column; 5] = [
    Column::whole("", 3),
    Column::flexible("SPACE", 10),
    Column::whole("STARTED", 0),
    Column::whole("LASTED", 2),
    Column::whole("CONFERENCE", 0),
];

fn line(record: &ConferenceRecord, label: &str) -> Vec<Cell> {
    let time = |time: Option<Timestamp>| time.map(|time| time.to_string()).unwrap_or_default();
    let space = record.space.as_ref().map(ToString::to_string).unwrap_or_default();
    let label = if label == space { "" } else { label };
    let fields = [record.name.to_string(), time(record.start_time), time(record.end_time), space.clone(), label.to_owned()];
    fields.into_iter().map(|field| Cell::new(field, Tone::Plain)).collect()
}

fn row(base: &Base<'_>, record: &ConferenceRecord, label: &str, clock: &Clock) -> Vec<Cell> {
    let signs = base.sheet.theme.signs;
    let live = record.end_time.is_none();
    let lasted = record.start_time.map(|start| {
        let end = record.end_time.unwrap_or(clock.now);
        Clock::span(end.duration_since(start).try_into().unwrap_or_default())
    });
    vec![
        if live { Cell::new(signs.live, Tone::Live) } else { Cell::new(signs.idle, Tone::Dim) },
        Cell::new(label, Tone::Strong),
        Cell::new(record.start_time.map(|start| clock.at(start)).unwrap_or_default(), Tone::Plain),
        Cell::new(lasted.unwrap_or_default(), if live { Tone::Live } else { Tone::Plain }),
        Cell::new(record.name.as_str(), Tone::Dim),
    ]
}

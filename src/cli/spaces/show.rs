//! `greenroom show`: everything about one space, as Google says it now.

use std::fmt::Write as _;

use jiff::Timestamp;

use super::super::base::Base;
use super::super::find::{Found, find};
use super::super::net::Net;
use super::super::out::{self, Sheet, Tone};
use super::super::shape::Shape;
use super::super::{Args, Exit, complete, print};
use super::dry;
use crate::book::{Book, Row, Running};
use crate::meet::resources::Space;
use crate::panes::details;
use crate::store::{Entry, Facts, Known, Store};
use crate::text;

/// What `greenroom show` takes.
#[derive(Debug, clap::Args)]
#[command(after_help = HELP)]
pub struct ShowArgs {
    /// Join link, code, spaces/ID or your name for it
    #[arg(value_name = "SPACE", add = complete::spaces())]
    space: String,
    /// As JSON: one object
    #[arg(long)]
    json: bool,
}

const HELP: &str = "\
Asks Google. Where it cannot be asked, what is known from before is printed, and the exit code says why (3 or 6). \
--json prints the API's Space as it is, and label, pinned, created, lastSeen and learnt (when Google said so). \
Whoever reads the output can dial in: it holds PINs and access codes.

Examples:
  greenroom show 'Weekly design review'
  greenroom show abc-mnop-xyz --json | jq .config
  greenroom show https://meet.google.com/abc-mnop-xyz";

pub(in crate::cli) fn run(args: &Args, own: &ShowArgs) -> Exit {
    show(args, own).unwrap_or_else(|end| end)
}

fn show(args: &Args, own: &ShowArgs) -> Result<Exit, Exit> {
    let mut base = Base::begin(args)?;
    let mut store = base.list()?;
    let found = find(&own.space, store.as_ref())?;
    if args.dry_run {
        return Ok(dry::requests(&[dry::look(&base, &found)]));
    }
    let asked = Net::open(&mut base).and_then(|mut net| {
        let (space, entry) = found.fetch(&mut net, store.as_mut())?;
        // Programs read it with the conference's own record.
        let running = if own.json { None } else { running(&mut net, &space)? };
        Ok((space, entry, running))
    });
    let (space, entry, running) = match asked {
        Ok(asked) => asked,
        Err(end @ (Exit::Unavailable(_) | Exit::NotSignedIn(_))) => {
            return Err(as_known(&base, own, &found, store.as_ref(), end));
        }
        Err(end) => return Err(end),
    };
    let facts = Facts { space, learnt: Timestamp::now() };
    if own.json {
        return Ok(as_json(facts, entry));
    }
    let entry = entry.unwrap_or_else(|| Entry::named(facts.space.name.clone(), facts.learnt));
    Ok(print(&text_of(&base.sheet, Known { entry, facts: Some(facts) }, running)))
}

/// Since when and with how many people a conference runs in it, where that can be told.
pub(super) fn running(net: &mut Net, space: &Space) -> Result<Option<Running>, Exit> {
    let Some(conference) = space.conference().cloned() else { return Ok(None) };
    let asked = net.tried("", |client| async move {
        tokio::try_join!(client.conference_record(&conference), client.people_present(&conference))
    })?;
    // Who may see the space may not see who is in it.
    Ok(asked.ok().map(|(record, people)| Running { since: record.start_time, people }))
}

/// A space that the server has just sent, for programs.
pub(super) fn as_json(facts: Facts, entry: Option<Entry>) -> Exit {
    match entry {
        Some(entry) => out::json(&Shape::listed(Known { entry, facts: Some(facts) })),
        None => out::json(&Shape::unlisted(facts)),
    }
}

/// What the list has, where Google cannot be asked; the end stays that of the failure.
fn as_known(base: &Base<'_>, own: &ShowArgs, found: &Found, store: Option<&Store>, end: Exit) -> Exit {
    let (Some(entry), Some(store)) = (found.entry.clone(), store) else { return end };
    let Ok(facts) = store.facts(&entry.name) else { return end };
    let known = Known { entry, facts };
    let printed = if own.json { out::json(&Shape::listed(known)) } else { print(&text_of(&base.sheet, known, None)) };
    if let failed @ Exit::Failed(_) = printed { failed } else { end }
}

/// The same lines as in the app.
fn text_of(sheet: &Sheet, known: Known, running: Option<Running>) -> String {
    let mut book = Book::default();
    let label = known.entry.label.clone();
    let id = book.put(Row::from(known.entry));
    if let Some(facts) = known.facts {
        book.learn(id, &facts.space, facts.learnt);
    }
    book.card_mut(id).running = running.map(|running| (running, Timestamp::now()));
    let lines = details::lines(&book, id, &Base::clock());
    let widest = lines.iter().map(|line| text::width(line.label)).max().unwrap_or(0).max(4);
    let mut out = String::new();
    let mut last = "Name";
    if let Some(label) = label {
        row(&mut out, sheet, "Name", "Name", &[(label.into(), Tone::Strong)], widest);
    }
    for line in lines {
        if line.gap && sheet.width.is_some() && !out.is_empty() {
            out.push('\n');
        }
        // Each line says what it is about where it is read by a program.
        last = if line.label.is_empty() { last } else { line.label };
        row(&mut out, sheet, line.label, last, &line.value, widest);
    }
    out
}

fn row(out: &mut String, sheet: &Sheet, label: &str, about: &str, value: &[(String, Tone)], widest: usize) {
    // Writing to a String cannot fail.
    let _ = if sheet.width.is_none() {
        let words: String = value.iter().map(|(words, _)| words.as_str()).collect();
        writeln!(out, "{about}\t{}", sheet.fit(&words).trim())
    } else {
        let words: String = value.iter().map(|(words, tone)| sheet.paint(&sheet.fit(words), *tone)).collect();
        writeln!(out, "{}  {words}", sheet.paint(&text::pad(label, widest), Tone::Dim))
    };
}

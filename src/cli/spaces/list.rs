//! `greenroom list`: from the store, and only when it is asked for from the server.

use std::io::{self, Write};

use jiff::Timestamp;

use super::super::base::Base;
use super::super::find::is_fresh;
use super::super::out::{self, Cell, Column, Sheet, Tone};
use super::super::shape::Shape;
use super::super::{Args, Exit, exit};
use super::refresh;
use crate::store::{Entry, Known, Store, StoreError};
use crate::text;
use crate::ui::clock::Clock;

/// What `greenroom list` takes.
#[derive(Debug, clap::Args)]
#[command(after_help = HELP)]
pub struct ListArgs {
    /// Only those in which a conference is running; asks Google
    #[arg(long)]
    live: bool,
    /// Ask Google about each first: at most the first 150
    #[arg(long)]
    refresh: bool,
    /// As JSON: an array, each as `show --json` prints it
    #[arg(long)]
    json: bool,
}

const HELP: &str = "\
On a terminal a table; elsewhere a line a space, with tabs between: name, join link, access, live or idle, last used, spaces/ID. \
Without --refresh and --live nobody is asked: it works off line and signed out, and says what was known last. \
--json prints the API's Space as it is, and label, pinned, created, lastSeen and learnt (when Google said so).

Examples:
  greenroom list
  greenroom list --live
  greenroom list | fzf | cut -f2
  greenroom list --json | jq -r '.[] | select(.config.accessType == \"OPEN\") | .meetingUri'";

pub(in crate::cli) fn run(args: &Args, own: &ListArgs) -> Exit {
    list(args, own).unwrap_or_else(|end| end)
}

fn list(args: &Args, own: &ListArgs) -> Result<Exit, Exit> {
    let mut base = Base::begin(args)?;
    let Some(mut store) = base.list()? else {
        empty(&base, own);
        return Ok(if own.json { out::json(&[(); 0]) } else { Exit::Done });
    };
    if own.live || own.refresh {
        if args.dry_run {
            return refresh::preview(&base, &store);
        }
        refresh::all(&mut base, &mut store)?;
    }
    let wanted = |live: bool| live || !own.live;
    if own.json {
        return as_json(&store, wanted);
    }
    let now = Timestamp::now();
    if base.sheet.width.is_none() {
        return as_lines(&store, wanted);
    }
    let mut entries = Vec::new();
    let read = store.each(|entry| {
        if wanted(entry.live) {
            entries.push(entry);
        }
    });
    read.map_err(|error| unreadable(&error))?;
    if entries.is_empty() {
        empty(&base, own);
    }
    Ok(out::table(&base.sheet, &COLUMNS, &rows(&base.sheet, &entries, &Base::clock(), now)))
}

fn unreadable(error: &StoreError) -> Exit {
    exit::store("The list of spaces could not be read", error)
}

fn empty(base: &Base<'_>, own: &ListArgs) {
    if base.sheet.width.is_some() {
        let whose = base.whose().map_or_else(String::new, |email| format!(" of {email}"));
        base.say(&if own.live {
            format!("No conference is running in the spaces{whose}.")
        } else {
            format!("The list{whose} is empty. greenroom new makes a space; greenroom rename LINK NAME takes one in.")
        });
    }
}

const COLUMNS: [Column; 5] = [
    Column::whole("", 4),
    Column::flexible("NAME", 12),
    Column::whole("ACCESS", 2),
    Column::whole("LINK", 0),
    Column::whole("USED", 3),
];

fn rows(sheet: &Sheet, entries: &[Entry], clock: &Clock, now: Timestamp) -> Vec<Vec<Cell>> {
    let signs = sheet.theme.signs;
    let row = |entry: &Entry| {
        let mark = if entry.live { Cell::new(signs.live, Tone::Live) } else { Cell::new(signs.idle, Tone::Dim) };
        let name = match (&entry.label, entry.pinned) {
            (Some(label), true) => Cell::new(format!("{} {label}", signs.pin), Tone::Strong),
            (Some(label), false) => Cell::new(&**label, Tone::Strong),
            (None, pinned) => {
                let pin = if pinned { format!("{} ", signs.pin) } else { String::new() };
                Cell::new(format!("{pin}{}", entry.code.as_deref().unwrap_or_default()), Tone::Plain)
            }
        };
        let link = if is_fresh(entry.learnt, now) { Tone::Plain } else { Tone::Dim };
        vec![
            mark,
            name,
            Cell::new(entry.access.as_ref().map_or("", |access| access.word()), Tone::Plain),
            Cell::new(link_of(entry), link),
            Cell::new(clock.short(entry.last_seen), Tone::Dim),
        ]
    };
    entries.iter().map(row).collect()
}

/// The link, or of a space without a code its name: what can be given to another command.
fn link_of(entry: &Entry) -> String {
    match entry.code.as_deref() {
        Some(code) => format!("https://meet.google.com/{code}"),
        None => entry.name.to_string(),
    }
}

fn as_lines(store: &Store, wanted: impl Fn(bool) -> bool) -> Result<Exit, Exit> {
    let mut read = Ok(());
    let exit = out::write(|out| {
        let mut written = Ok(());
        read = store.each(|entry| {
            if wanted(entry.live) && written.is_ok() {
                written = line(out, &entry);
            }
        });
        written
    });
    read.map_err(|error| unreadable(&error))?;
    Ok(exit)
}

fn line(out: &mut dyn Write, entry: &Entry) -> io::Result<()> {
    let label = text::clean(entry.label.as_deref().unwrap_or_default());
    let code = text::clean(entry.code.as_deref().unwrap_or_default());
    let link = if code.is_empty() { "" } else { "https://meet.google.com/" };
    let access = text::clean(entry.access.as_ref().map_or("", |access| access.word()));
    let live = if entry.live { "live" } else { "idle" };
    writeln!(out, "{label}\t{link}{code}\t{access}\t{live}\t{}\t{}", entry.last_seen, entry.name)
}

/// One space after the other, so that a long list is not held twice.
fn as_json(store: &Store, wanted: impl Fn(bool) -> bool) -> Result<Exit, Exit> {
    let mut read = Ok(());
    let exit = out::write(|out| {
        let mut written = Ok(());
        let mut first = true;
        read = store.each_known(|known| {
            if wanted(known.entry.live) && written.is_ok() {
                let start = if std::mem::take(&mut first) { "[\n" } else { ",\n" };
                written = object(out, start, known);
            }
        });
        written?;
        out.write_all(if first { b"[]\n" } else { b"\n]\n" })
    });
    read.map_err(|error| unreadable(&error))?;
    Ok(exit)
}

fn object(out: &mut dyn Write, start: &str, known: Known) -> io::Result<()> {
    let pretty = serde_json::to_string_pretty(&Shape::listed(known)).map_err(io::Error::other)?;
    out.write_all(start.as_bytes())?;
    for (at, line) in out::visible(pretty).lines().enumerate() {
        write!(out, "{}  {line}", if at == 0 { "" } else { "\n" })?;
    }
    Ok(())
}

//! What `events setup` found, for people and for programs.

use std::fmt::Write as _;

use serde_json::json;

use super::super::out::{Sheet, Tone, print, visible};
use super::super::{Exit, exit};
use crate::events::setup::{Finding, Status};
use crate::text;

/// Prints all; the code is that of the first part that failed.
pub(super) fn findings(sheet: &Sheet, all: &[Finding], as_json: bool) -> Exit {
    let text = if as_json { visible(programs(all)) } else { people(sheet, all) };
    let printed = print(&text);
    let failed = all.iter().find_map(|found| match found.status {
        Status::Failed(kind) => Some(exit::of(kind, String::new())),
        Status::Ok | Status::Made | Status::Warning => None,
    });
    match (printed, failed) {
        (Exit::Done, Some(failed)) => Exit::Told(failed.code()),
        (printed, _) => printed,
    }
}

fn word(status: Status) -> (&'static str, Tone) {
    match status {
        Status::Ok => ("ok", Tone::Live),
        Status::Made => ("made", Tone::Live),
        Status::Warning => ("warning", Tone::Waiting),
        Status::Failed(_) => ("failed", Tone::Trouble),
    }
}

fn programs(all: &[Finding]) -> String {
    let checks: Vec<_> = all
        .iter()
        .map(|found| {
            let (status, _) = word(found.status);
            json!({"name": found.name, "status": status, "detail": found.detail, "fix": found.fix, "commands": found.commands})
        })
        .collect();
    format!("{:#}\n", json!({ "checks": checks }))
}

/// What is found in columns; the lines for a shell stand alone and whole, to be copied.
fn people(sheet: &Sheet, all: &[Finding]) -> String {
    let (mut out, arrow) = (String::new(), sheet.theme.signs.arrow.trim_start());
    let indent = " ".repeat(23);
    let room = sheet.width.map_or(usize::MAX, |width| width.saturating_sub(indent.len()).max(20));
    let wrapped = |words: &str| if room == usize::MAX { vec![words.to_owned()] } else { text::wrap(words, room) };
    for found in all {
        let (status, tone) = word(found.status);
        let mut lines = wrapped(&sheet.fit(&found.detail)).into_iter();
        let first = lines.next().unwrap_or_default();
        // Writing to a String cannot fail.
        let _ = writeln!(out, "{}  {}{first}", sheet.paint(&text::pad(status, 7), tone), text::pad(found.name, 14));
        if let Some(fix) = &found.fix {
            lines = lines.chain(wrapped(&format!("{arrow}{}", sheet.fit(fix)))).collect::<Vec<_>>().into_iter();
        }
        for line in lines {
            let _ = writeln!(out, "{indent}{line}");
        }
        if !found.commands.is_empty() {
            out.push('\n');
            for command in &found.commands {
                let _ = writeln!(out, "{}", sheet.fit(command));
            }
            out.push('\n');
        }
    }
    out
}

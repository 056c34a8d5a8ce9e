//! A transcript as Markdown (`CommonMark`, with what GitHub adds): speakers in bold, what one of them says in a row below.

use std::fmt::Write as _;

use jiff::tz::TimeZone;

use super::{Transcript, languages, one_line, when};

pub(super) fn write(transcript: &Transcript, zone: &TimeZone) -> String {
    let title = transcript.title.as_deref().and_then(one_line);
    let mut out = match title {
        // some readers take a brace in a heading for attributes, also one behind a backslash
        Some(title) => format!("# {}\n", literal(&title).replace("\\{", "&#123;")),
        None => "# Transcript\n".to_owned(),
    };
    let mut facts = Vec::new();
    facts.extend(when(transcript, zone).map(|when| literal(&when)));
    let languages = languages(transcript);
    if languages.len() > 1 {
        facts.push(literal(&languages.join(", ")));
    }
    facts.extend(one_line(&transcript.conference).map(|name| literal(&name)));
    if !facts.is_empty() {
        out.push('\n');
    }
    for fact in facts {
        let _ = writeln!(out, "- {fact}");
    }
    let mut before = None;
    for entry in &transcript.entries {
        let Some(said) = entry.said() else { continue };
        // two people may have one name
        let who = (entry.participant.as_deref(), entry.who());
        if before.as_ref() != Some(&who) {
            let _ = write!(out, "\n**{}**", literal(&who.1));
            if let Some(start) = entry.start {
                let _ = write!(out, " · {}", start.to_zoned(zone.clone()).strftime("%H:%M:%S"));
            }
            out.push('\n');
        }
        let _ = write!(out, "\n{}\n", literal(&said));
        before = Some(who);
    }
    out
}

/// A line of text of which Markdown makes nothing else.
pub(super) fn literal(line: &str) -> String {
    let line = line.trim();
    let mut out = String::with_capacity(line.len() + line.len() / 8);
    // "12. " and "12) " start a list, as do "- " and "+ "; "===" makes a heading of the line before
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    for (at, c) in line.char_indices() {
        let starts = at == 0 && matches!(c, '+' | '-' | '=' | ':');
        let numbers = digits > 0 && at == digits && matches!(c, '.' | ')');
        if starts
            || numbers
            || matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '&' | '#' | '~' | '|' | '!' | '$' | '^' | '{')
        {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

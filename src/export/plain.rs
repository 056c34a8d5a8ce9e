//! A transcript as plain text: a line an entry, for reading and for `grep`.

use std::fmt::Write as _;

use jiff::tz::TimeZone;

use super::{Transcript, languages, one_line, when};

pub(super) fn write(transcript: &Transcript, zone: &TimeZone) -> String {
    let mut out = String::new();
    let title = transcript.title.as_deref().and_then(one_line);
    for line in [title, when(transcript, zone), one_line(&transcript.conference)].into_iter().flatten() {
        let _ = writeln!(out, "{line}");
    }
    let languages = languages(transcript);
    if languages.len() > 1 {
        let _ = writeln!(out, "{}", languages.join(", "));
    }
    if !out.is_empty() {
        out.push('\n');
    }
    for entry in &transcript.entries {
        let Some(said) = entry.said() else { continue };
        if let Some(start) = entry.start {
            let _ = write!(out, "[{}] ", start.to_zoned(zone.clone()).strftime("%H:%M:%S"));
        }
        let _ = writeln!(out, "{}: {said}", entry.who());
    }
    out
}

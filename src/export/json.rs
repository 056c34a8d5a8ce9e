//! Transcripts, people and artifacts as JSON, with the API's own names.

use std::fmt::Write as _;

use serde::Serialize;
use serde_json::{Value, json};

use super::{Entry, Transcript};

/// People as the API's participants, each with its `sessions`: an array. Give the resources as they were read; sessions that are not
/// known are none.
///
/// # Errors
///
/// When what is given cannot be written as JSON.
pub fn people_json<P: Serialize, S: Serialize>(people: &[(P, Vec<S>)]) -> Result<String, serde_json::Error> {
    #[derive(Serialize)]
    struct Person<'a, P, S> {
        #[serde(flatten)]
        participant: &'a P,
        sessions: &'a [S],
    }
    let people: Vec<Person<P, S>> = people.iter().map(|(participant, sessions)| Person { participant, sessions }).collect();
    Ok(text(&serde_json::to_value(people)?))
}

/// Recordings, transcripts and notes as the API's resources: an object with an array of each, also where it is empty.
///
/// # Errors
///
/// When what is given cannot be written as JSON.
pub fn artifacts_json<R: Serialize, T: Serialize, N: Serialize>(
    recordings: &[R],
    transcripts: &[T],
    smart_notes: &[N],
) -> Result<String, serde_json::Error> {
    #[derive(Serialize)]
    #[serde(rename_all = "camelCase")]
    struct Artifacts<'a, R, T, N> {
        recordings: &'a [R],
        transcripts: &'a [T],
        smart_notes: &'a [N],
    }
    Ok(text(&serde_json::to_value(Artifacts { recordings, transcripts, smart_notes })?))
}

pub(super) fn transcript(transcript: &Transcript) -> String {
    let mut whole = json!({"conferenceRecord": transcript.conference, "name": transcript.name});
    let times = [("startTime", transcript.start), ("endTime", transcript.end)];
    for (key, time) in times.into_iter().filter_map(|(key, time)| Some((key, time?))) {
        whole[key] = time.to_string().into();
    }
    if let Some(title) = &transcript.title {
        whole["label"] = title.as_str().into();
    }
    whole["entries"] = transcript.entries.iter().map(entry).collect();
    text(&whole)
}

/// The API's entry, with the name of the speaker.
fn entry(entry: &Entry) -> Value {
    let mut whole = json!({"name": entry.name, "text": entry.text});
    for (key, value) in [
        ("participant", entry.participant.clone()),
        ("speaker", entry.speaker.clone()),
        ("languageCode", entry.language.clone()),
        ("startTime", entry.start.map(|time| time.to_string())),
        ("endTime", entry.end.map(|time| time.to_string())),
    ] {
        if let Some(value) = value {
            whole[key] = value.into();
        }
    }
    whole
}

/// As it is written: indented, with a line end behind it, and with everything escaped that would steer a terminal or cannot be seen.
fn text(value: &Value) -> String {
    let plain = format!("{value:#}\n");
    if !plain.contains(crate::text::is_unseen) {
        return plain;
    }
    let mut out = String::with_capacity(plain.len() + 64);
    // outside of strings there is none of them
    for c in plain.chars() {
        if crate::text::is_unseen(c) && c != '\n' {
            for unit in c.encode_utf16(&mut [0; 2]) {
                let _ = write!(out, "\\u{unit:04x}");
            }
        } else {
            out.push(c);
        }
    }
    out
}

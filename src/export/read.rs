//! From the API's resources to what is written.

use std::collections::HashMap;

use super::{Entry, Kind, Person, Stay, Transcript};
use crate::meet::names::ConferenceName;
use crate::meet::resources::{self, Participant, ParticipantSession, TranscriptEntry, Who};

impl Transcript {
    /// A transcript of that conference with what was said. The speakers' names are those of `people`; who is not among them is
    /// somebody. `title` is what the person calls the space.
    #[must_use]
    pub fn read(
        conference: &ConferenceName,
        transcript: &resources::Transcript,
        title: Option<&str>,
        entries: &[TranscriptEntry],
        people: &[Participant],
    ) -> Self {
        let names: HashMap<String, &str> =
            people.iter().filter_map(|person| Some((person.name.to_string(), person.display_name()?))).collect();
        let entries = entries.iter().map(|entry| Entry {
            name: entry.name.to_string(),
            participant: entry.participant.clone(),
            speaker: entry.participant.as_ref().and_then(|name| names.get(name)).map(|name| (*name).to_owned()),
            start: entry.start_time,
            end: entry.end_time,
            language: entry.language_code.clone(),
            text: entry.text.clone().unwrap_or_default(),
        });
        Self {
            title: title.map(str::to_owned),
            conference: conference.to_string(),
            name: transcript.name.to_string(),
            start: transcript.start_time,
            end: transcript.end_time,
            entries: entries.collect(),
        }
    }
}

impl Person {
    /// A participant and every stay that is known.
    #[must_use]
    pub fn read(participant: &Participant, sessions: &[ParticipantSession]) -> Self {
        Self {
            display_name: participant.display_name().map(str::to_owned),
            kind: match participant.who() {
                Who::SignedIn => Kind::SignedIn,
                Who::Guest => Kind::Guest,
                Who::Phone => Kind::Phone,
                Who::Unknown => Kind::Unknown,
            },
            user: participant.signedin_user.as_ref().and_then(|user| user.user.clone()),
            name: participant.name.to_string(),
            earliest_start: participant.earliest_start_time,
            latest_end: participant.latest_end_time,
            sessions: sessions
                .iter()
                .map(|session| Stay { name: session.name.to_string(), start: session.start_time, end: session.end_time })
                .collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde::de::DeserializeOwned;
    use serde_json::{Value, json};

    use super::*;

    fn read<T: DeserializeOwned>(value: Value) -> T {
        serde_json::from_value(value).unwrap()
    }

    #[test]
    fn what_the_api_sends_is_what_is_written() {
        let people: Vec<Participant> = read(json!([
            {"name": "conferenceRecords/c/participants/1", "signedinUser": {"user": "users/1", "displayName": "Ana"},
                "earliestStartTime": "2026-11-02T09:00:00Z"},
            {"name": "conferenceRecords/c/participants/2", "robotUser": {}},
        ]));
        let entries: Vec<TranscriptEntry> = read(json!([
            {"name": "conferenceRecords/c/transcripts/t/entries/1", "participant": "conferenceRecords/c/participants/1",
                "text": "Hello.", "languageCode": "en-US", "startTime": "2026-11-02T09:30:11.5Z", "endTime": "2026-11-02T09:30:12Z"},
            {"name": "conferenceRecords/c/transcripts/t/entries/2", "participant": "conferenceRecords/c/participants/3"},
        ]));
        let transcript = read(json!({"name": "conferenceRecords/c/transcripts/t", "startTime": "2026-11-02T09:30:00Z"}));
        let conference = "conferenceRecords/c".parse().unwrap();
        let whole = Transcript::read(&conference, &transcript, Some("Review"), &entries, &people);
        assert_eq!(
            (whole.conference.as_str(), whole.name.as_str()),
            ("conferenceRecords/c", "conferenceRecords/c/transcripts/t")
        );
        assert_eq!(whole.entries[0].speaker.as_deref(), Some("Ana"));
        assert_eq!((whole.entries[1].speaker.as_deref(), whole.entries[1].text.as_str()), (None, ""));
        let srt = super::super::transcript(&whole, super::super::Format::Srt, &jiff::tz::TimeZone::UTC);
        assert_eq!(srt, "1\n00:00:11,500 --> 00:00:12,000\nAna: Hello.\n");

        let session: ParticipantSession =
            read(json!({"name": "conferenceRecords/c/participants/1/participantSessions/7", "endTime": "2026-11-02T09:40:00Z"}));
        let ana = Person::read(&people[0], &[session]);
        assert_eq!((ana.kind, ana.user.as_deref(), ana.sessions.len()), (Kind::SignedIn, Some("users/1"), 1));
        assert_eq!(ana.sessions[0].name, "conferenceRecords/c/participants/1/participantSessions/7");
        assert_eq!(Person::read(&people[1], &[]).kind, Kind::Unknown);
    }
}

//! What is said: the entries of a transcript.

use std::borrow::Cow;

use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use serde_json::{Value, json};

use super::super::pages::Place;
use super::artifacts::{Artifact, Made};
use super::conferences::{Conference, write};
use super::participants::Person;
use super::{World, WorldError, ids};

/// What somebody said without a break.
pub(in super::super) struct Entry {
    /// Counts up within a transcript, so that entries of one moment stay in their order.
    pub(in super::super) id: String,
    /// The identifier of the participant.
    speaker: String,
    start: Timestamp,
    end: Timestamp,
    language: Cow<'static, str>,
    text: Cow<'static, str>,
}

/// Something to be said.
pub(in super::super) struct Saying {
    /// The identifier of the participant.
    pub(in super::super) speaker: String,
    pub(in super::super) start: Timestamp,
    pub(in super::super) end: Timestamp,
    /// As BCP 47 has it, such as `en-US`.
    pub(in super::super) language: Cow<'static, str>,
    pub(in super::super) text: Cow<'static, str>,
}

/// A line of a talk.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(from = "(Option<String>, String, String)")]
pub(in super::super) struct Line {
    /// Who says it: an address, a typed name or a number. Nobody is anybody.
    pub(in super::super) by: Option<String>,
    pub(in super::super) language: String,
    pub(in super::super) text: String,
}

impl From<(Option<String>, String, String)> for Line {
    fn from((by, language, text): (Option<String>, String, String)) -> Self {
        Self { by, language, text }
    }
}

/// What is talked about in a lively space, over and over.
#[derive(Default)]
pub(in super::super) struct Script {
    lines: Vec<Line>,
    /// The line that comes next.
    next: usize,
}

impl Script {
    /// These lines, of which so many have been said.
    pub(in super::super) fn new(lines: Vec<Line>, said: usize) -> Self {
        Self { lines, next: said }
    }

    /// The next line that can be said by somebody who is there; what belongs to others is skipped.
    pub(in super::super) fn go_on(&mut self, there: &[Person]) -> Option<Line> {
        for step in 0..self.lines.len() {
            let at = (self.next + step) % self.lines.len();
            let line = &self.lines[at];
            if line.by.as_ref().is_none_or(|by| there.iter().any(|person| person.value() == by)) {
                self.next = at + 1;
                return Some(line.clone());
            }
        }
        None
    }
}

impl Entry {
    /// The identifier of the participant who says it.
    #[cfg(test)]
    pub(in super::super) fn speaker(&self) -> &str {
        &self.speaker
    }

    /// What is said.
    #[cfg(test)]
    pub(in super::super) fn text(&self) -> &str {
        &self.text
    }

    /// Where it stands in the list.
    pub(in super::super) fn place(&self) -> Place {
        Place { time: self.start, name: self.id.clone() }
    }
}

impl Made {
    /// Writes down what was said, where it belongs by its time.
    pub(in super::super) fn take_down(&mut self, saying: Saying) -> &Entry {
        let Saying { speaker, start, end, language, text } = saying;
        let id = ids::entry_id(&self.id, self.spoken);
        self.spoken += 1;
        let at = self.entries.partition_point(|entry| entry.start <= start);
        self.entries.insert(at, Entry { id, speaker, start, end, language, text });
        &self.entries[at]
    }
}

impl Conference {
    /// An entry as it is sent.
    pub(in super::super) fn entry_view(&self, transcript: &Made, entry: &Entry) -> Value {
        json!({
            "name": format!("{}/entries/{}", self.artifact_name(transcript), entry.id),
            "participant": self.participant_name(&entry.speaker),
            "text": entry.text,
            "languageCode": entry.language,
            "startTime": write(entry.start),
            "endTime": write(entry.end),
        })
    }
}

impl World {
    /// Somebody who is in the running conference of a space has just said something, and the running transcript has it. The answer is
    /// the resource name of the entry. `language` is such as `en-US`.
    ///
    /// # Errors
    ///
    /// When there is no such space, nobody is in it, the person is not, or no transcript is running.
    pub fn say(&mut self, space: &str, who: &Person, language: &str, text: &str) -> Result<String, WorldError> {
        let now = self.now();
        self.say_at(space, who, Cow::Owned(language.to_owned()), Cow::Owned(text.to_owned()), now)
    }

    /// The same with words that are done at some time.
    pub(in super::super) fn say_at(
        &mut self,
        space: &str,
        who: &Person,
        language: Cow<'static, str>,
        text: Cow<'static, str>,
        end: Timestamp,
    ) -> Result<String, WorldError> {
        let conference = self.running(space)?;
        let there = conference.participants.iter().find(|participant| participant.person == *who && participant.end().is_none());
        let speaker = there.ok_or_else(|| WorldError::NotThere(space.into()))?.id.clone();
        let name = conference.name();
        let running = conference.made.iter_mut().find(|made| made.kind == Artifact::Transcript && made.end.is_none());
        let transcript = running.ok_or_else(|| WorldError::Unrecorded(space.into()))?;
        // nobody says two things at once
        let spoken = transcript.entries.iter().rev().find(|entry| entry.speaker == speaker).map(|entry| entry.end);
        let start = end.checked_sub(takes(&text)).unwrap_or(end).max(transcript.start).max(spoken.unwrap_or(transcript.start));
        let id = transcript.id.clone();
        let entry = transcript.take_down(Saying { speaker, start, end: end.max(start), language, text });
        Ok(format!("{name}/transcripts/{id}/entries/{}", entry.id))
    }

    /// Whether a transcript of the running conference is being written.
    #[must_use]
    pub fn is_taken_down(&self, space: &str) -> bool {
        let active = self.space(space).and_then(|space| space.active.as_ref()).and_then(|id| self.conferences.get(id));
        active.is_some_and(|conference| conference.made(Artifact::Transcript).any(|made| made.end.is_none()))
    }
}

/// How long it takes to say that. A sign of Chinese or Japanese is as long as three letters.
pub(in super::super) fn takes(text: &str) -> SignedDuration {
    let letters: i64 = text.chars().map(|c| if c > '\u{2e80}' { 3 } else { 1 }).sum();
    SignedDuration::from_millis(600 + letters * 65)
}

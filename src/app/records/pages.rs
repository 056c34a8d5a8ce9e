//! The pages of the transcript that is open: read one after the other while it is on the screen, asked for again while it grows.

use std::time::Duration;

use super::super::App;
use super::Room;
use crate::book::{ArtifactKind, Turned, Walk};
use crate::effect::{Effect, Look, RecordsOp, Timer};
use crate::meet::error::MeetError;
use crate::meet::names::TranscriptName;

/// Seconds between two looks at a transcript that grows, ever longer while nobody speaks.
const WAITS: [u64; 4] = [15, 20, 30, 60];
/// How long after the end of a transcript its last words have come for certain.
const SETTLED: jiff::SignedDuration = jiff::SignedDuration::from_hours(1);

impl App {
    /// Reads what is on the screen, where that is worth it; `entered` when it has just come there.
    pub(super) fn read_talk(&mut self, name: &TranscriptName, entered: bool, effects: &mut Vec<Effect>) {
        let Some(meeting) = self.book.records.meeting(&name.conference()) else { return };
        let speakers = self.book.records.talks.of(name).map_or(&[][..], |talk| &talk.words.speakers);
        let nameless = match meeting.people.as_ref().filter(|people| people.is_whole) {
            None => true,
            // Whoever came later has no name yet.
            Some(people) => {
                let known = |name: &str| name.parse().is_ok_and(|name| people.get(&name).is_some());
                speakers.len() > self.following.named && !speakers.iter().skip(self.following.named).all(|name| known(name))
            }
        };
        if nameless && meeting.opening.is_none() && (entered || meeting.trouble.is_none()) {
            self.following.named = speakers.len();
            self.read_names(name, effects);
        }
        let talk = if entered { Some(&*self.book.records.talks.open(name)) } else { self.book.records.talks.of(name) };
        let Some(talk) = talk else { return };
        let wanted = if entered { !talk.is_last_word } else { !talk.is_whole && talk.trouble.is_none() };
        if wanted && talk.reading.is_none() {
            self.read_on(name, effects);
        }
        let talk = self.book.records.talks.of(name);
        let waits = talk.is_some_and(|talk| talk.is_whole && !talk.is_last_word && talk.reading.is_none());
        if waits && self.following.talk.1.is_none() {
            let seconds = WAITS.get(self.following.talk.0).or(WAITS.last()).copied().unwrap_or(60);
            let after = Duration::from_secs(seconds);
            self.following.talk.1 = self.clock.now.checked_add(after).ok();
            effects.push(Effect::Wake { after, timer: Timer::Transcript });
        }
    }

    /// From where the reading had come to.
    fn read_on(&mut self, name: &TranscriptName, effects: &mut Vec<Effect>) {
        self.generation += 1;
        let generation = self.generation;
        let Some(talk) = self.book.records.talks.of_mut(name) else { return };
        let after = talk.from_here();
        (talk.reading, talk.trouble) = (Some(generation), None);
        talk.walk = match (talk.is_whole, &after) {
            (true, _) => Walk::LooksOn,
            (false, Some(_)) => Walk::Resumed,
            (false, None) => Walk::On,
        };
        effects.push(Effect::Records(RecordsOp::Entries { of: name.clone(), after, generation }));
    }

    /// Who spoke: names alone stand there, and those come with the people.
    fn read_names(&mut self, name: &TranscriptName, effects: &mut Vec<Effect>) {
        self.generation += 1;
        let (generation, name) = (self.generation, name.conference());
        self.book.records.keep_people_of(&name);
        let Some(meeting) = self.book.records.meeting_mut(&name) else { return };
        meeting.opening = Some(generation);
        meeting.trouble = None;
        meeting.people.get_or_insert_default();
        effects.push(Effect::Records(RecordsOp::People { name, generation }));
    }

    /// `r`: from the first page, whatever is known; what is known stays.
    pub(super) fn read_talk_again(&mut self, name: &TranscriptName, effects: &mut Vec<Effect>) {
        if let Some(talk) = self.book.records.talks.of_mut(name).filter(|talk| talk.is_whole) {
            talk.from_the_start();
        }
        effects.push(Effect::Records(RecordsOp::Look(vec![Look::Files(name.conference())])));
        self.read_on(name, effects);
    }

    /// The wait is over. What nobody looks at waits once more.
    pub(in super::super) fn look_at_transcript(&mut self, effects: &mut Vec<Effect>) {
        let due = self.following.talk.1.is_some_and(|next| next <= self.clock.now);
        let Some(Room::Transcript(name)) = self.following.room.clone().filter(|_| due) else { return };
        self.following.talk.1 = None;
        if self.looked_at && self.can_read() {
            self.read_on(&name, effects);
            if self.following.talk.0 > 0 {
                effects.push(Effect::Records(RecordsOp::Look(vec![Look::Files(name.conference())])));
            }
        }
    }

    /// A page was read, or could not be.
    pub(super) fn entries_answered(
        &mut self,
        of: &TranscriptName,
        generation: u64,
        result: Result<Turned, MeetError>,
        effects: &mut Vec<Effect>,
    ) {
        let (settled, now) = (self.talk_is_settled(of), self.clock.now);
        let talk = self.book.records.talks.of(of);
        let something = talk.is_some_and(|talk| !talk.words.said.is_empty());
        let what = if something { "Not everything that was said could be read" } else { "What was said could not be read" };
        let trouble = result.as_ref().err().and_then(|error| self.told(what, error));
        let Some(talk) = self.book.records.talks.of_mut(of).filter(|talk| talk.reading == Some(generation)) else { return };
        match result {
            Ok(page) => {
                let fresh = talk.put(page, settled, now);
                if talk.is_whole {
                    talk.reading = None;
                    if settled && talk.walk == Walk::LooksOn {
                        // Once more from the first page: words were mended, and some may have come between others.
                        talk.from_the_start();
                    }
                    self.following.talk.0 = if fresh { 0 } else { self.following.talk.0 + 1 };
                }
            }
            Err(error) => {
                talk.reading = None;
                if talk.walk != Walk::On && matches!(error, MeetError::InvalidArgument { .. }) {
                    // The token was good for a while only.
                    talk.from_the_start();
                } else if let Some(trouble) = trouble {
                    talk.trouble = Some(trouble.clone());
                    self.fail(trouble, effects);
                }
            }
        }
    }

    /// True when what is read now is the last word.
    fn talk_is_settled(&self, name: &TranscriptName) -> bool {
        let kept = self.book.records.meeting(&name.conference()).map(|meeting| meeting.kept(ArtifactKind::Transcript));
        let mut all = kept.and_then(|kept| kept.artifacts.as_ref()).into_iter().flatten();
        all.find(|artifact| *artifact.name == *name.as_str()).is_some_and(|artifact| {
            artifact.is_ready() || artifact.end.is_some_and(|end| self.clock.now.duration_since(end) > SETTLED)
        })
    }
}

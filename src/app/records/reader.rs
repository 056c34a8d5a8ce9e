//! The transcript reader: opened from a file of a conference, read page by page while it is on the screen, followed while it grows.

use std::time::Duration;

use super::super::App;
use super::Room;
use crate::book::{Artifact, ArtifactKind, Meeting, Talk, Turned, Walk};
use crate::effect::{Clip, Effect, Look, RecordsOp, Timer};
use crate::keys::Action;
use crate::meet::error::MeetError;
use crate::meet::names::TranscriptName;
use crate::meet::resources::ArtifactState;
use crate::overlays::Overlay;
use crate::overlays::speakers::Speakers;
use crate::panes::conference::why_not;
use crate::panes::transcript;
use crate::share::browser;

/// Seconds between two looks at a transcript that grows, ever longer while nobody speaks.
const WAITS: [u64; 4] = [15, 20, 30, 60];
/// How long after the end of a transcript its last words have come for certain.
const SETTLED: jiff::SignedDuration = jiff::SignedDuration::from_hours(1);

impl App {
    /// True while the keys go to a transcript.
    pub(in super::super) fn in_transcript(&self) -> bool {
        self.in_conference() && self.transcript.open().is_some()
    }

    /// The transcript that is open: what was said, as far as it is known.
    pub(in super::super) fn talk(&self) -> Option<&Talk> {
        self.book.records.talks.of(self.transcript.open()?)
    }

    /// The conference of the transcript that is open.
    pub(in super::super) fn talk_meeting(&self) -> Option<&Meeting> {
        self.book.records.meeting(&self.transcript.open()?.conference())
    }

    /// The transcript that is open, as the list of files has it.
    pub(in super::super) fn talk_artifact(&self) -> Option<&Artifact> {
        let name = self.transcript.open()?;
        let all = self.talk_meeting()?.kept(ArtifactKind::Transcript).artifacts.as_ref()?;
        all.iter().find(|artifact| *artifact.name == *name.as_str())
    }

    /// True while more may be said.
    pub(super) fn talk_grows(&self) -> bool {
        self.talk_artifact().is_some_and(|artifact| artifact.state == Some(ArtifactState::Started))
    }

    /// True when what is read now is the last word.
    fn talk_is_settled(&self, name: &TranscriptName) -> bool {
        let kept = self.book.records.meeting(&name.conference()).map(|meeting| meeting.kept(ArtifactKind::Transcript));
        let mut all = kept.and_then(|kept| kept.artifacts.as_ref()).into_iter().flatten();
        all.find(|artifact| *artifact.name == *name.as_str()).is_some_and(|artifact| {
            artifact.is_ready() || artifact.end.is_some_and(|end| self.clock.now.duration_since(end) > SETTLED)
        })
    }

    /// Why an action on a transcript is not available, if it is not.
    pub(super) fn reader_reason(&self, action: Action) -> Option<String> {
        use Action as A;
        let why = match action {
            A::ReadTranscript if !self.in_conference() => "‹open_conference› on a conference (‹conferences_tab›) opens it first",
            A::ReadTranscript if self.transcript.open().is_some() => "it is open; ‹back› goes back",
            A::Search
            | A::NextHit
            | A::PreviousHit
            | A::NextSpeaker
            | A::PreviousSpeaker
            | A::ChooseSpeaker
            | A::FollowEnd
            | A::CopyEntry
            | A::OpenDocument
                if !self.in_transcript() =>
            {
                "‹read_transcript› on a transcript of a conference opens it first"
            }
            A::NextHit | A::PreviousHit if !self.transcript.is_searched() => "nothing is looked for yet: ‹search› begins",
            A::OpenFile | A::CopyFile | A::SortPeople if self.in_transcript() => "‹back› goes back to the conference first",
            _ => return None,
        };
        Some(why.to_owned())
    }

    /// Enter in a conference: its transcript here, any other file in the browser.
    pub(in super::super) fn read_transcript(&mut self, effects: &mut Vec<Effect>) {
        let meeting = self.conference.open().and_then(|name| self.book.records.meeting(name));
        let line = meeting.and_then(|meeting| self.conference.kept_under_cursor(meeting));
        let artifact = line.filter(|line| line.kind == ArtifactKind::Transcript).and_then(|line| line.artifact);
        match artifact.and_then(|artifact| artifact.name.parse::<TranscriptName>().ok()) {
            Some(name) => {
                self.book.records.talks.open(&name);
                self.transcript.show(Some(name));
            }
            None => self.open_file(effects),
        }
    }

    /// Esc: what is looked for, then whom alone one reads, then the transcript; false when none is open.
    pub(in super::super) fn back_in_transcript(&mut self) -> bool {
        if !self.in_transcript() {
            return false;
        }
        let talk = self.transcript.open().and_then(|name| self.book.records.talks.of(name));
        if self.transcript.end_search(talk) {
            return true;
        }
        match (self.transcript.only(), talk) {
            (Some(_), Some(talk)) => self.transcript.choose(talk, None),
            _ => self.transcript.show(None),
        }
        true
    }

    /// After every message: the reader follows what is known; a transcript of another conference is closed.
    pub(super) fn follow_transcript(&mut self, size: (usize, usize)) {
        let Some(name) = self.transcript.open() else { return };
        if self.conference.open() != Some(&name.conference()) {
            return self.transcript.show(None);
        }
        let grows = self.talk_grows();
        if let Some(talk) = self.transcript.open().and_then(|name| self.book.records.talks.of(name)) {
            self.transcript.sync(talk, size, self.theme.ascii, grows);
        }
    }

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

    /// Moving about in a transcript.
    pub(super) fn step_in_transcript(&mut self, by: isize) {
        let grows = self.talk_grows();
        let Some(talk) = self.transcript.open().and_then(|name| self.book.records.talks.of(name)) else { return };
        match by {
            isize::MIN | isize::MAX => self.transcript.go_to_end(talk, by > 0, grows),
            -1 | 1 => self.transcript.step(talk, by),
            _ => self.transcript.scroll(talk, by),
        }
    }

    /// A click on an entry.
    pub(super) fn go_to_entry(&mut self, at: usize) {
        if let Some(talk) = self.transcript.open().and_then(|name| self.book.records.talks.of(name)) {
            self.transcript.go_to(talk, at);
        }
    }

    /// What the keys of the reader do.
    pub(in super::super) fn perform_in_transcript(&mut self, action: Action, effects: &mut Vec<Effect>) {
        let talk = self.transcript.open().and_then(|name| self.book.records.talks.of(name));
        let Some(talk) = talk.filter(|talk| !talk.words.said.is_empty() || action == Action::OpenDocument) else {
            return self.refuse("Nothing is read yet", effects);
        };
        let back = matches!(action, Action::PreviousHit | Action::PreviousSpeaker);
        match action {
            Action::Search => self.transcript.begin_search(),
            Action::NextHit | Action::PreviousHit => match self.transcript.next_hit(talk, back) {
                Ok(Some(round)) => self.tell(round, effects),
                Ok(None) => self.note = None,
                Err(why) => self.refuse(why, effects),
            },
            Action::NextSpeaker | Action::PreviousSpeaker => {
                if let Err(why) = self.transcript.next_speaker(talk, back) {
                    self.refuse(why, effects);
                }
            }
            Action::FollowEnd => {
                self.transcript.follow_end(talk);
                let words = if self.transcript.follows() { "Following the end" } else { "Staying here" };
                self.tell(words, effects);
            }
            Action::ChooseSpeaker => self.choose_speaker(),
            Action::CopyEntry => self.copy_entry(effects),
            Action::OpenDocument => self.open_document(effects),
            _ => {}
        }
    }

    fn choose_speaker(&mut self) {
        let Some(talk) = self.talk() else { return };
        let meeting = self.talk_meeting();
        let called = |name: &str| transcript::speaker(Some(name), meeting, &self.theme, 40);
        let names: Vec<String> = talk.words.speakers.iter().map(|name| called(name)).collect();
        let here = self.transcript.current(talk).and_then(|said| said.speaker);
        self.overlays.push(Overlay::Speakers(Speakers::new(names, self.transcript.only().or(here))));
    }

    /// Somebody was chosen, or everybody.
    pub(in super::super) fn speaker_chosen(&mut self, only: Option<u32>) {
        if let Some(talk) = self.transcript.open().and_then(|name| self.book.records.talks.of(name)) {
            self.transcript.choose(talk, only);
        }
    }

    /// `y`: the words.
    fn copy_entry(&mut self, effects: &mut Vec<Effect>) {
        let clip = self.talk().and_then(|talk| {
            let said = self.transcript.current(talk)?;
            let who = transcript::speaker(talk.words.speaker(self.transcript.cursor()), self.talk_meeting(), &self.theme, 40);
            let at = said.start.map_or_else(String::new, |start| format!(" at {}", self.clock.hour(start)));
            Some(Clip { text: said.text.to_string(), what: format!("what {who} said{at}"), secret: false })
        });
        match clip {
            Some(clip) if !clip.text.is_empty() => effects.push(Effect::Copy(clip)),
            _ => self.refuse("There are no words to copy here", effects),
        }
    }

    /// `o`: the document, in the browser, as this account.
    fn open_document(&mut self, effects: &mut Vec<Effect>) {
        let what = format!("the transcript of {}", self.conference_title());
        let link = match self.talk_artifact() {
            None => Err("Google names no document of it".to_owned()),
            Some(artifact) => match (why_not(artifact), &artifact.link) {
                (None, Some(uri)) => Ok(uri.to_string()),
                (why, _) => Err(why.unwrap_or("Google names no document").to_owned()),
            },
        };
        match link.map(|link| browser::meet_link(&link, self.session.account.as_deref())) {
            Ok(Ok(link)) => {
                effects.push(Effect::Browse(link));
                self.tell(format!("Opening {what}"), effects);
            }
            Ok(Err(error)) => {
                let trouble = self.trouble_of(&format!("Did not open {what}"), &error.to_string(), error.next_step());
                self.fail(trouble, effects);
            }
            Err(why) => self.refuse(why, effects),
        }
    }
}

//! The transcript reader: opened from a file of a conference, walked and searched, copied from. Its pages come in [`pages`](super::pages).

use super::super::App;
use crate::book::{Artifact, ArtifactKind, Meeting, Talk};
use crate::effect::{Clip, Effect};
use crate::keys::Action;
use crate::meet::names::TranscriptName;
use crate::meet::resources::ArtifactState;
use crate::overlays::Overlay;
use crate::overlays::speakers::Speakers;
use crate::panes::conference::why_not;
use crate::panes::transcript;
use crate::share::browser;

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

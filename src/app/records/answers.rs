//! Answers about conferences: each is remembered, late ones of a view that was left are dropped.

use super::super::App;
use super::super::verdict::{signed_out, unreachable};
use crate::book::{Artifact, ArtifactKind, Whose};
use crate::effect::{Effect, Look, RecordsMsg, Running, Trouble};
use crate::meet::error::MeetError;
use crate::meet::names::ConferenceName;
use crate::meet::records::Page;
use crate::meet::resources::{ConferenceRecord, Participant};

impl App {
    /// Something about conferences was answered.
    pub(in super::super) fn records_answered(&mut self, msg: RecordsMsg, effects: &mut Vec<Effect>) {
        if let RecordsMsg::Waiting(waiting) = &msg {
            return self.waits_for(waiting);
        }
        match msg.error() {
            Some(error) => self.met(error, effects),
            None => self.online(effects),
        }
        match msg {
            RecordsMsg::Listed { of, generation, result } => self.listed(&of, generation, result, effects),
            RecordsMsg::Record { name, generation, result } => self.record_answered(&name, generation, result, effects),
            RecordsMsg::People { name, generation, result, last } => {
                self.people_answered(&name, generation, result, last, effects);
            }
            RecordsMsg::Entries { of, generation, result } => self.entries_answered(&of, generation, result, effects),
            RecordsMsg::Artifacts { name, kind, result } => self.artifacts_answered(&name, kind, result),
            RecordsMsg::Counted { name, result } => {
                let trouble = result.as_ref().err().and_then(|error| self.told("People could not be counted", error));
                if let (Some(meeting), Ok(count)) = (self.book.records.meeting_mut(&name), result) {
                    (meeting.count, meeting.is_count_fresh) = (Some(count), true);
                }
                self.remember_if(trouble);
            }
            RecordsMsg::Sessions { of, result } => {
                // Whoever comes or goes is asked about again.
                self.following.asked.remove(&Look::Sessions(of.clone()));
                let trouble =
                    result.as_ref().err().and_then(|error| self.told("When somebody was there could not be read", error));
                let people = self.book.records.meeting_mut(&of.conference()).and_then(|meeting| meeting.people.as_mut());
                let unreached = trouble.is_none() && result.is_err();
                if let Some(people) = people.filter(|_| !unreached) {
                    people.stayed(&of, result.ok().as_deref());
                }
                self.remember_if(trouble);
            }
            RecordsMsg::Waiting(_) => {}
        }
    }

    fn people_answered(
        &mut self,
        name: &ConferenceName,
        generation: u64,
        result: Result<Vec<Participant>, MeetError>,
        last: bool,
        effects: &mut Vec<Effect>,
    ) {
        let now = self.clock.now;
        let trouble = result.as_ref().err().and_then(|error| self.told("Not everybody who was there could be read", error));
        let meeting = self.book.records.meeting_mut(name).filter(|meeting| meeting.opening == Some(generation));
        let Some(meeting) = meeting else { return };
        let over = !meeting.is_live();
        let space = meeting.record.space.clone();
        let since = meeting.record.start_time;
        let people = meeting.people.get_or_insert_default();
        let fine = result.is_ok();
        people.put(result.unwrap_or_default());
        if last {
            people.is_whole = fine;
            people.is_last_word = fine && over;
            meeting.opening = None;
            if fine {
                people.learnt = Some(now);
                (meeting.count, meeting.is_count_fresh) = (u32::try_from(people.all().len()).ok(), true);
            }
        }
        let present = u32::try_from(people.present()).unwrap_or(u32::MAX);
        if let Some(trouble) = trouble {
            meeting.trouble = Some(trouble.clone());
            self.fail(trouble, effects);
        } else if last
            && !over
            && let Some(id) = space.and_then(|space| self.book.find(&space))
            && self.book.row(id).is_some_and(|row| row.live)
        {
            // The list shows the same number.
            self.book.card_mut(id).running = Some((Running { since, people: present }, now));
        }
    }

    /// The three parts of what went wrong, unless it concerns the server as a whole: that is told once, in the header.
    pub(super) fn told(&self, what: &str, error: &MeetError) -> Option<Trouble> {
        (!unreachable(error) && !signed_out(error)).then(|| self.trouble(what, error))
    }

    fn remember_if(&mut self, trouble: Option<Trouble>) {
        if let Some(trouble) = trouble {
            self.remember(trouble);
        }
    }

    fn listed(
        &mut self,
        of: &Whose,
        generation: u64,
        result: Result<Page<ConferenceRecord>, MeetError>,
        effects: &mut Vec<Effect>,
    ) {
        let listed = self.book.records.of_mut(of);
        if listed.reading != Some(generation) {
            return;
        }
        listed.reading = None;
        let first = !listed.reading_more;
        let title = match of {
            Whose::All | Whose::Within(None, _) => "all spaces".to_owned(),
            Whose::Of(space) | Whose::Within(Some(space), _) => {
                self.book.find(space).map(|id| self.title(id)).unwrap_or_default()
            }
        };
        let trouble = match result {
            Ok(page) => {
                if self.book.records.listed(of, page, first, self.clock.now).is_ok() {
                    return;
                }
                let what = format!("Not all conferences of {title} could be read");
                Some(self.trouble_of(&what, "Google's pages of them go round in a circle.", "‹refresh› asks again."))
            }
            Err(error) => self.told(&format!("The conferences of {title} could not be read"), &error),
        };
        if let Some(trouble) = trouble {
            self.book.records.of_mut(of).trouble = Some(trouble.clone());
            self.fail(trouble, effects);
        }
    }

    fn record_answered(
        &mut self,
        name: &ConferenceName,
        generation: u64,
        result: Result<Box<ConferenceRecord>, MeetError>,
        effects: &mut Vec<Effect>,
    ) {
        // The last page of people may be there before it.
        if generation < self.following.since {
            return;
        }
        match result {
            Ok(record) if record.name == *name => {
                self.book.records.put(*record);
                if let Some(meeting) = self.book.records.meeting_mut(name) {
                    meeting.learnt = Some(self.clock.now);
                }
            }
            Ok(_) => {}
            Err(error) => {
                let Some(trouble) = self.told("This conference could not be read", &error) else { return };
                if let Some(meeting) = self.book.records.meeting_mut(name) {
                    // What went wrong with its people says more, whichever of the two answers is there first.
                    meeting.trouble.get_or_insert_with(|| trouble.clone());
                }
                self.fail(trouble, effects);
            }
        }
    }

    /// One kind that is refused is a warning; the others stay.
    fn artifacts_answered(&mut self, name: &ConferenceName, kind: ArtifactKind, result: Result<Vec<Artifact>, MeetError>) {
        let what = match kind {
            ArtifactKind::Recording => "Recordings could not be read",
            ArtifactKind::Transcript => "Transcripts could not be read",
            ArtifactKind::Notes => "Notes could not be read",
        };
        let trouble = result.as_ref().err().and_then(|error| self.told(what, error));
        let now = self.clock.now;
        if let Some(meeting) = self.book.records.meeting_mut(name) {
            let kept = &mut meeting.kept[kind as usize];
            kept.trouble.clone_from(&trouble);
            if let Ok(all) = result {
                (kept.artifacts, kept.learnt) = (Some(all), Some(now));
            }
        }
        self.remember_if(trouble);
    }
}

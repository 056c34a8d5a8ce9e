//! What a conference leaves behind: recordings, transcripts, notes; and how far each of them is.

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::conferences::{Conference, write};
use super::events::News;
use super::participants::Person;
use super::rules::Feature;
use super::speech::Entry;
use super::{World, WorldError, ids};

/// How long a file takes after its session has ended, unless the world is told otherwise. Google only says "soon".
pub(super) const FILE_DELAY: SignedDuration = SignedDuration::from_mins(5);

/// A kind of artifact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Artifact {
    /// A film of it, in Drive.
    Recording,
    /// Who said what, in Docs and as entries.
    Transcript,
    /// Notes taken by Gemini, in Docs.
    SmartNotes,
}

/// One recording, transcript or set of notes, from its start to its stop: the next one is another.
pub(in super::super) struct Made {
    pub(in super::super) id: String,
    pub(in super::super) kind: Artifact,
    pub(in super::super) start: Timestamp,
    pub(in super::super) end: Option<Timestamp>,
    /// When its file is there.
    pub(super) ready: Option<Timestamp>,
    /// Whether it was told that the file is there.
    pub(super) file_told: bool,
    /// Of a transcript, in their order.
    pub(in super::super) entries: Vec<Entry>,
    /// How many entries it ever had.
    pub(super) spoken: usize,
}

impl Artifact {
    /// All three.
    pub const ALL: [Self; 3] = [Self::Recording, Self::Transcript, Self::SmartNotes];

    /// The last but one part of their names, which is also the key of their list.
    pub(in super::super) fn collection(self) -> &'static str {
        match self {
            Self::Recording => "recordings",
            Self::Transcript => "transcripts",
            Self::SmartNotes => "smartNotes",
        }
    }

    fn feature(self) -> Feature {
        match self {
            Self::Recording => Feature::Recording,
            Self::Transcript => Feature::Transcript,
            Self::SmartNotes => Feature::SmartNotes,
        }
    }
}

impl Made {
    fn new(conference: &Conference, kind: Artifact, start: Timestamp) -> Self {
        let id = ids::artifact_id(&format!("{}/{}/{}", conference.id, kind.collection(), conference.made(kind).count()));
        Self { id, kind, start, end: None, ready: None, file_told: false, entries: Vec::new(), spoken: 0 }
    }

    /// It ends, and its file is there after the delay; for ever not if there is none. What has ended stays as it is.
    pub(in super::super) fn stop(&mut self, time: Timestamp, delay: Option<SignedDuration>) {
        if self.end.is_none() {
            self.end = Some(time);
            self.ready = delay.map(|delay| time.checked_add(delay).unwrap_or(Timestamp::MAX));
        }
    }

    /// Its file is there from that time on.
    pub(in super::super) fn finish(&mut self, time: Timestamp) {
        self.ready = Some(time);
    }

    fn state(&self, now: Timestamp) -> &'static str {
        match (self.end, self.ready) {
            (None, _) => "STARTED",
            (Some(_), Some(ready)) if ready <= now => "FILE_GENERATED",
            (Some(_), _) => "ENDED",
        }
    }

    /// The file that holds it.
    fn destination(&self) -> (&'static str, Value) {
        let file = ids::file_id(&self.id);
        if self.kind == Artifact::Recording {
            let link = format!("https://drive.google.com/file/d/{file}/view");
            ("driveDestination", json!({"file": file, "exportUri": link}))
        } else {
            let link = format!("https://docs.google.com/document/d/{file}/view");
            ("docsDestination", json!({"document": file, "exportUri": link}))
        }
    }
}

impl Conference {
    /// Its artifacts of that kind.
    pub(in super::super) fn made(&self, kind: Artifact) -> impl Iterator<Item = &Made> {
        self.made.iter().filter(move |made| made.kind == kind)
    }

    pub(super) fn artifact_name(&self, made: &Made) -> String {
        format!("{}/{}/{}", self.name(), made.kind.collection(), made.id)
    }

    /// An artifact as it is sent.
    pub(in super::super) fn artifact_view(&self, made: &Made, now: Timestamp) -> Value {
        let state = made.state(now);
        let mut view = json!({"name": self.artifact_name(made), "state": state, "startTime": write(made.start)});
        if let Some(end) = made.end {
            view["endTime"] = write(end).into();
        }
        if state == "FILE_GENERATED" {
            let (key, destination) = made.destination();
            view[key] = destination;
        }
        view
    }

    /// Begins an artifact and gives it back.
    pub(in super::super) fn begin(&mut self, kind: Artifact, start: Timestamp) -> &mut Made {
        let made = Made::new(self, kind, start);
        self.made.push(made);
        let last = self.made.len() - 1;
        &mut self.made[last]
    }
}

impl World {
    /// How long a file takes after a recording, transcript or notes have ended, from now on; `None` for ever. What has ended already
    /// is not changed.
    pub fn set_file_delay(&mut self, delay: Option<SignedDuration>) {
        self.file_delay = delay;
    }

    /// Somebody starts a recording, a transcript or notes in the running conference of a space. The answer is the resource name.
    ///
    /// # Errors
    ///
    /// When there is no such space, nobody is in it, or one of that kind is running.
    pub fn start_artifact(&mut self, space: &str, kind: Artifact) -> Result<String, WorldError> {
        let now = self.now();
        let conference = self.running(space)?;
        if conference.made(kind).any(|made| made.end.is_none()) {
            return Err(WorldError::Taken(kind.collection().into()));
        }
        let made = conference.begin(kind, now).id.clone();
        let name = format!("{}/{}/{made}", conference.name(), kind.collection());
        let space = conference.space.clone();
        self.tell(&space, &News::begun(now, kind, name.clone()));
        Ok(name)
    }

    /// Somebody stops it; its file follows after the delay. Nothing happens to one that has ended.
    ///
    /// # Errors
    ///
    /// When there is no such recording, transcript or notes.
    pub fn stop_artifact(&mut self, name: &str) -> Result<(), WorldError> {
        self.stop_with(name, self.file_delay)
    }

    fn stop_with(&mut self, name: &str, delay: Option<SignedDuration>) -> Result<(), WorldError> {
        let now = self.now();
        let made = self.artifact_mut(name)?;
        if made.end.is_some() {
            return Ok(());
        }
        made.stop(now, delay);
        let kind = made.kind;
        let conference = name.split('/').nth(1).unwrap_or_default().to_owned();
        if let Some(space) = self.conferences.get(&conference).map(|held| held.space.clone()) {
            self.tell(&space, &News::stopped(now, kind, name.to_owned()));
        }
        self.await_files(&conference);
        Ok(())
    }

    /// Its file is there now; one that is running is stopped first.
    ///
    /// # Errors
    ///
    /// When there is no such recording, transcript or notes.
    pub fn finish_artifact(&mut self, name: &str) -> Result<(), WorldError> {
        self.stop_with(name, None)?;
        let now = self.now();
        self.artifact_mut(name)?.finish(now);
        self.file_is_there(name, now);
        Ok(())
    }

    /// The names of a conference's artifacts of that kind, in the order in which they began; none if there is no such conference.
    #[must_use]
    pub fn artifacts(&self, conference: &str, kind: Artifact) -> Vec<String> {
        let id = conference.strip_prefix("conferenceRecords/").unwrap_or_default();
        let found = self.conferences.get(id);
        found.map(|held| held.made(kind).map(|made| held.artifact_name(made)).collect()).unwrap_or_default()
    }

    /// Begins what the space's settings make by themselves: with the first host who comes, once in a conference.
    pub(super) fn make_what_is_due(&mut self, space: &str, who: &Person, time: Timestamp) {
        let Person::User(email) = who else { return };
        if !self.hosts(space).contains(email) {
            return;
        }
        let due = Artifact::ALL.into_iter().filter(|kind| self.in_effect(space, kind.feature())).collect::<Vec<_>>();
        let Ok(conference) = self.running(space) else { return };
        let mut begun = Vec::new();
        for kind in due {
            if conference.made(kind).next().is_none() {
                let id = conference.begin(kind, time).id.clone();
                begun.push(News::begun(time, kind, format!("{}/{}/{id}", conference.name(), kind.collection())));
            }
        }
        let space = conference.space.clone();
        for news in &begun {
            self.tell(&space, news);
        }
    }

    /// The files of a conference, by identifier, that are on their way are waited for.
    pub(in super::super) fn await_files(&mut self, conference: &str) {
        let Some(held) = self.conferences.get(conference) else { return };
        let made = held.made.iter().filter(|made| !made.file_told);
        let coming: Vec<_> = made.filter_map(|made| Some((held.artifact_name(made), made.ready?))).collect();
        for (name, ready) in coming {
            self.await_file(name, ready);
        }
    }

    /// The running conference of a space.
    pub(super) fn running(&mut self, space: &str) -> Result<&mut Conference, WorldError> {
        let active = self.space(space).ok_or_else(|| WorldError::UnknownSpace(space.into()))?.active.clone();
        active.and_then(|id| self.conferences.get_mut(&id)).ok_or_else(|| WorldError::Empty(space.into()))
    }

    pub(super) fn artifact_mut(&mut self, name: &str) -> Result<&mut Made, WorldError> {
        let unknown = || WorldError::UnknownRecord(name.into());
        let ["conferenceRecords", conference, collection, id] = name.split('/').collect::<Vec<_>>()[..] else {
            return Err(unknown());
        };
        let conference = self.conferences.get_mut(conference).ok_or_else(unknown)?;
        let mut made = conference.made.iter_mut();
        made.find(|made| made.id == id && made.kind.collection() == collection).ok_or_else(unknown)
    }
}

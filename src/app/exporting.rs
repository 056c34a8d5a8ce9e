//! `x`: a file to keep of a conference. What was made stays until it is written or left: whatever the disk says, another place can be
//! tried without reading anything anew.

use std::path::Path;
use std::sync::Arc;

use super::App;
use crate::book::ArtifactKind;
use crate::effect::{Effect, ExportMsg, ExportOp, ExportOrder, ExportPlace, ExportWhat, Trouble};
use crate::export::{self, Existing, SaveError};
use crate::meet::names::TranscriptName;
use crate::overlays::Overlay;
use crate::overlays::confirm::{Confirm, Question};
use crate::overlays::export_menu::ExportMenu;
use crate::overlays::prompt::{Prompt, Purpose};

/// A file that is to be written.
#[derive(Debug)]
pub(super) struct Exporting {
    order: ExportOrder,
    place: ExportPlace,
    /// What it will hold, once that is made.
    text: Option<Arc<str>>,
    /// The generation of what is under way.
    generation: u64,
}

impl App {
    /// Why nothing can be exported, if so.
    pub(super) fn export_reason(&self) -> Option<String> {
        let why = if !self.in_conference() {
            "‹open_conference› on a conference (‹conferences_tab›) opens it first"
        } else if !self.session.signed_in {
            "not signed in: ‹accounts› signs in"
        } else {
            return None;
        };
        Some(why.to_owned())
    }

    /// `x`: what is to be written.
    pub(super) fn ask_what_to_export(&mut self) {
        let meeting = self.conference.open().and_then(|name| self.book.records.meeting(name));
        let transcripts = meeting.and_then(|meeting| meeting.kept(ArtifactKind::Transcript).artifacts.as_ref());
        let none = transcripts.is_some_and(Vec::is_empty).then_some("none was made");
        self.overlays.push(Overlay::Export(ExportMenu::new(&self.conference_title(), none)));
    }

    /// That: where is it to be?
    pub(super) fn export_chosen(&mut self, what: ExportWhat) {
        let Some(conference) = self.conference.open().cloned() else { return };
        let Some(meeting) = self.book.records.meeting(&conference) else { return };
        let part = self.transcript.open().cloned().filter(|_| matches!(what, ExportWhat::Transcript(_)));
        let start = part.as_ref().and_then(|_| self.talk_artifact()?.start).or(meeting.record.start_time);
        let label = meeting.record.space.as_ref().and_then(|space| self.book.find(space)).and_then(|id| self.book.row(id));
        let title = label.map(|row| row.title().to_owned());
        let all = meeting.kept(ArtifactKind::Transcript).artifacts.iter().flatten();
        let names = all.filter_map(|artifact| artifact.name.parse::<TranscriptName>().ok());
        let known = names.filter_map(|name| {
            let talk = self.book.records.talks.of(&name).filter(|talk| talk.is_last_word)?;
            Some((name, talk.words.clone()))
        });
        let name = export::file_name(title.as_deref(), start, &self.clock.zone, what.word(), what.extension());
        let order = ExportOrder {
            what,
            conference: conference.clone(),
            title,
            part,
            known: known.collect(),
            zone: self.clock.zone.clone(),
        };
        let place = ExportPlace { typed: name.clone(), name: name.clone(), existing: Existing::Keep };
        self.exporting = Some(Exporting { order, place, text: None, generation: 0 });
        let hint = "In the folder where greenroom was started, unless you name another; ~ is your home.";
        self.overlays.push(Overlay::Prompt(Prompt::new(Purpose::Export, "Write to which file?", hint, &name)));
    }

    /// There.
    pub(super) fn export_submitted(&mut self, typed: &str, effects: &mut Vec<Effect>) {
        if matches!(self.overlays.last(), Some(Overlay::Prompt(prompt)) if prompt.busy.is_some()) {
            return;
        }
        if let Some(exporting) = &mut self.exporting {
            typed.clone_into(&mut exporting.place.typed);
            exporting.place.existing = Existing::Keep;
        }
        self.export_now(effects);
    }

    /// The file that is there may be replaced.
    pub(super) fn export_over(&mut self, effects: &mut Vec<Effect>) {
        if let Some(exporting) = &mut self.exporting {
            exporting.place.existing = Existing::Replace;
        }
        self.export_now(effects);
    }

    /// Makes the text where there is none yet, else writes it.
    fn export_now(&mut self, effects: &mut Vec<Effect>) {
        self.generation += 1;
        let generation = self.generation;
        let Some(exporting) = &mut self.exporting else { return };
        exporting.generation = generation;
        let place = exporting.place.clone();
        let (op, words) = match &exporting.text {
            Some(text) => (ExportOp::Save { text: text.clone(), place, generation }, "writing"),
            None => (ExportOp::Make { order: Box::new(exporting.order.clone()), place, generation }, "reading; Esc stops it"),
        };
        effects.push(Effect::Export(Box::new(op)));
        self.export_prompt(Some(words.to_owned()), None);
    }

    /// What the input says below.
    fn export_prompt(&mut self, busy: Option<String>, trouble: Option<Trouble>) {
        let at = self.overlays.iter().position(is_export);
        if let Some(Overlay::Prompt(prompt)) = at.and_then(|at| self.overlays.get_mut(at)) {
            (prompt.busy, prompt.trouble) = (busy, trouble);
        }
    }

    /// The input was left: nothing is read any more, and what was made is dropped.
    pub(super) fn export_left(&mut self, effects: &mut Vec<Effect>) {
        if self.exporting.take().is_some() {
            effects.push(Effect::Export(Box::new(ExportOp::Cancel)));
        }
    }

    /// Something about the file.
    pub(super) fn exported(&mut self, msg: ExportMsg, effects: &mut Vec<Effect>) {
        let now = self.exporting.as_ref().map(|exporting| exporting.generation);
        match msg {
            ExportMsg::Reading { generation, words } if Some(generation) == now => {
                self.export_prompt(Some(format!("reading: {words}; Esc stops it")), None);
            }
            ExportMsg::Made { generation, result } if Some(generation) == now => match result {
                Ok(text) => {
                    self.online(effects);
                    if let Some(exporting) = &mut self.exporting {
                        exporting.text = Some(text);
                    }
                    self.export_now(effects);
                }
                Err(error) => {
                    self.met(&error, effects);
                    let trouble = self.trouble("Nothing was written: it could not be read", &error);
                    self.remember(trouble.clone());
                    self.export_prompt(None, Some(trouble));
                }
            },
            ExportMsg::Reading { .. } | ExportMsg::Made { .. } => {}
            ExportMsg::Saved { result: Ok(file), .. } => {
                if let Some(at) = self.overlays.iter().position(is_export) {
                    self.overlays.remove(at);
                }
                self.exporting = None;
                self.tell(format!("Wrote {}", short(&file)), effects);
            }
            ExportMsg::Saved { generation, result: Err(error) } => self.not_saved(&error, Some(generation) == now, effects),
        }
    }

    fn not_saved(&mut self, error: &SaveError, awaited: bool, effects: &mut Vec<Effect>) {
        let again = self.exporting.as_ref().is_some_and(|exporting| exporting.text.is_some());
        let next = if again { format!("{} Nothing has to be read again.", error.next_step()) } else { error.next_step().into() };
        let trouble = self.trouble_of("The file was not written", &error.why(), &next);
        if !awaited {
            return self.fail(trouble, effects);
        }
        if let SaveError::Exists(file) = error {
            let name = file.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
            let lines = vec![format!("{} is there already.", short(file))];
            let title = format!("Replace {}?", crate::text::clean(&name));
            self.export_prompt(None, Some(trouble));
            return self.overlays.push(Overlay::Confirm(Confirm::new(Question::ReplaceFile, title, lines, "replace it")));
        }
        self.remember(trouble.clone());
        self.export_prompt(None, Some(trouble));
    }
}

fn is_export(overlay: &Overlay) -> bool {
    matches!(overlay, Overlay::Prompt(prompt) if prompt.purpose == Purpose::Export)
}

/// A path as it is told.
fn short(file: &Path) -> String {
    crate::text::clean(&file.display().to_string()).into_owned()
}

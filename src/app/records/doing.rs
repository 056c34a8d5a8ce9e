//! What a person does with conferences and their files, and why it cannot be done where it cannot.

use super::super::{App, Focus, Tab};
use crate::effect::{Clip, Effect};
use crate::keys::Action;
use crate::panes::conference::why_not;
use crate::share::browser;

impl App {
    /// Why an action on conferences is not available, if it is not.
    pub(in super::super) fn records_reason(&self, action: Action) -> Option<String> {
        let why = match action {
            Action::KeepSpace | Action::KeepSpaces => return self.keep_reason(action),
            Action::End if self.in_conference() => return self.end_reason(),
            _ if self.activity.shown && action.needs_space() => "‹back› goes back to the list first: this is of all spaces",
            _ if self.everything && action.needs_space() => "‹back› goes back to the list first: these are of all spaces",
            Action::OpenConference if self.tab != Tab::Conferences || self.focus != Focus::Details => {
                "‹conferences_tab› shows the conferences first"
            }
            Action::OpenConference if self.conference.open().is_some() => "one is open; ‹back› goes back",
            Action::OpenConference if self.names().is_empty() => "there is no conference under the cursor",
            Action::OpenFile | Action::CopyFile | Action::SortPeople if !self.in_conference() => {
                "‹open_conference› on a conference (‹conferences_tab›) opens it first"
            }
            _ => return self.reader_reason(action),
        };
        Some(why.to_owned())
    }

    pub(in super::super) fn step_records(&mut self, by: isize) {
        if self.transcript.open().is_some() {
            self.step_in_transcript(by);
        } else if let Some(meeting) = self.conference.open().and_then(|name| self.book.records.meeting(name)) {
            self.conference.step(by, meeting);
        } else {
            let names = self.names().to_vec();
            self.conferences_pane_mut().step(by, &names);
        }
    }

    /// A click on a line of the pane.
    pub(in super::super) fn go_to_record(&mut self, line: usize) {
        if self.transcript.open().is_some() {
            self.go_to_entry(line);
        } else if let Some(meeting) = self.conference.open().and_then(|name| self.book.records.meeting(name)) {
            self.conference.go_to(line, meeting);
        } else {
            let names = self.names().to_vec();
            self.conferences_pane_mut().go_to(line, &names);
        }
    }

    /// Enter on a conference.
    pub(in super::super) fn open_conference(&mut self, effects: &mut Vec<Effect>) {
        let names = self.names().to_vec();
        match self.conferences_pane().current(&names).cloned() {
            Some(name) => self.conference.show(Some(name)),
            None => self.refuse("There is no conference under the cursor", effects),
        }
    }

    /// Esc: back to the conferences, from those of all spaces to the list; false when neither is open.
    pub(in super::super) fn close_conference(&mut self) -> bool {
        if self.in_transcript() {
            self.transcript.show(None);
            return true;
        }
        if self.in_conference() {
            self.conference.show(None);
            if self.activity.shown {
                self.show_activity();
            }
            return true;
        }
        let shown = self.everything;
        if shown {
            self.leave_history();
        }
        shown
    }

    /// The link of the artifact under the cursor, and what it is; or why there is none.
    fn file(&self) -> Result<(String, String), String> {
        let meeting = self.conference.open().and_then(|name| self.book.records.meeting(name));
        let line = meeting.and_then(|meeting| self.conference.kept_under_cursor(meeting));
        let Some(line) = line else { return Err("The cursor is on a person: files stand above".into()) };
        let Some(artifact) = line.artifact else {
            return Err(format!("No {} of this call that you can see", line.kind.word()));
        };
        let what = format!("the {} of {}", line.kind.word(), self.conference_title());
        match (why_not(artifact), &artifact.link) {
            (None, Some(uri)) => Ok((uri.to_string(), what)),
            (why, _) => Err(why.unwrap_or("Google names no file").to_owned()),
        }
    }

    /// `o`: the file, in the browser, as this account.
    pub(in super::super) fn open_file(&mut self, effects: &mut Vec<Effect>) {
        match self.file() {
            Ok((link, what)) => match browser::meet_link(&link, self.session.account.as_deref()) {
                Ok(link) => {
                    effects.push(Effect::Browse(link));
                    self.tell(format!("Opening {what}"), effects);
                }
                Err(error) => {
                    let trouble = self.trouble_of(
                        &format!("Did not open {what}"),
                        &error.to_string(),
                        "‹copy_file› copies the link as it was sent.",
                    );
                    self.fail(trouble, effects);
                }
            },
            Err(why) => self.refuse(why, effects),
        }
    }

    /// `y`: the link of the file.
    pub(in super::super) fn copy_file(&mut self, effects: &mut Vec<Effect>) {
        match self.file() {
            Ok((link, what)) => {
                let text = crate::text::clean(&link).into_owned();
                effects.push(Effect::Copy(Clip { text, what: format!("the link of {what}"), secret: false }));
            }
            Err(why) => self.refuse(why, effects),
        }
    }
}

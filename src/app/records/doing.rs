//! What a person does with conferences and their files.

use super::super::App;
use crate::effect::{Clip, Effect};
use crate::panes::conference::why_not;
use crate::share::browser;

impl App {
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

//! `E`: what happened when, in the place of the list; each line leads to where it happened.

use super::super::{App, Focus, Tab};
use crate::effect::Effect;
use crate::keys::{self, Action};
use crate::meet::resources::ConferenceRecord;

impl App {
    /// True while what happened has the keys.
    pub(in super::super) fn in_activity(&self) -> bool {
        self.activity.shown && self.conference.open().is_none()
    }

    /// `E`: in the place of the list.
    pub(in super::super) fn show_activity(&mut self) {
        self.conference.show(None);
        (self.everything, self.activity.shown) = (false, true);
        (self.tab, self.focus) = (Tab::Conferences, Focus::Details);
    }

    /// Back to the list.
    pub(in super::super) fn leave_activity(&mut self) {
        self.activity.drop_filter();
        self.activity.shown = false;
        self.focus = Focus::Spaces;
    }

    /// After every message: the pane follows what happened.
    pub(in super::super) fn sync_activity(&mut self) {
        if self.activity.shown {
            let height = self.areas.details.as_ref().map_or(20, |listing| usize::from(listing.area.height));
            self.activity.sync(&self.happenings, &self.book, height);
        }
    }

    pub(in super::super) fn step_activity(&mut self, by: isize) {
        self.activity.step(by, &self.happenings);
    }

    pub(in super::super) fn go_to_happening(&mut self, line: usize) {
        self.activity.go_to(line, &self.happenings);
    }

    /// Enter on a line: its conference, and where that is not known its space.
    pub(in super::super) fn open_happening(&mut self, effects: &mut Vec<Effect>) {
        let Some(line) = self.activity.current(&self.happenings).cloned() else {
            return self.refuse("nothing happened yet", effects);
        };
        let row = line.space.as_ref().and_then(|space| self.book.find(space));
        if let Some(id) = row {
            self.spaces.clear_filter();
            self.spaces.go_to(id);
        }
        match (line.conference, row) {
            (Some(name), _) => {
                if self.book.records.meeting(&name).is_none() {
                    // What is not known of it is read once it is open.
                    let (space, other) = (line.space, serde_json::Map::new());
                    let record = ConferenceRecord {
                        name: name.clone(),
                        start_time: None,
                        end_time: None,
                        expire_time: None,
                        space,
                        other,
                    };
                    self.book.records.put(record);
                }
                // The cursor went elsewhere a moment ago: that is no reason to close it again.
                self.previewed = self.current();
                self.conference.show(Some(name));
            }
            (None, Some(_)) => self.leave_activity(),
            (None, None) => {
                self.refuse("its space is not in the list; ‹all_conferences› finds the spaces of the last 30 days", effects);
            }
        }
    }

    /// What there is to say where nothing happened.
    pub(in super::super) fn nothing_happened(&self) -> Vec<String> {
        if !self.session.signed_in {
            let key = keys::key_of(Action::Accounts);
            return vec!["Nothing is known: nobody is signed in.".into(), format!("{key} signs in.")];
        }
        let key = keys::key_of(Action::Watch);
        let watched = self.book.watched.iter().filter(|name| self.book.find(name).is_some()).count();
        let how = match watched {
            0 => "No space is watched yet.".to_owned(),
            1 => "1 space is watched.".to_owned(),
            count => format!("{count} spaces are watched."),
        };
        vec![
            "Nothing happened since greenroom was started, as far as it has seen.".into(),
            String::new(),
            "It sees who comes and goes in calls that are on the screen, and what happens in spaces that are watched, on the screen or not."
                .into(),
            format!("{how} {key} in the list watches the one under the cursor, or all that are marked."),
        ]
    }

    /// Why actions of this place are not available, if they are not.
    pub(in super::super) fn activity_reason(&self, action: Action) -> Option<&'static str> {
        match action {
            Action::OpenHappening | Action::FilterHappenings if !self.in_activity() => {
                Some("‹activity› shows what happened first")
            }
            Action::OpenHappening if self.activity.current(&self.happenings).is_none() => Some("nothing happened yet"),
            Action::FilterHappenings if self.happenings.is_empty() => Some("nothing happened yet"),
            Action::Activity if self.in_activity() => Some("this is it; ‹back› goes back to the list"),
            _ => None,
        }
    }
}

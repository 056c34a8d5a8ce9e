//! Which actions are available, and why one is not.

use super::creation::A_MINUTE;
use super::{App, Focus};
use crate::book::Doing;
use crate::keys::Action;

/// Why an action is not available, in a short sentence.
pub type Reason = String;

impl App {
    /// Whether an action is available now.
    ///
    /// # Errors
    ///
    /// The reason why it is not.
    pub fn available(&self, action: Action) -> Result<(), Reason> {
        self.allowed(action).map_err(|reason| self.in_words(reason))
    }

    fn allowed(&self, action: Action) -> Result<(), Reason> {
        use Action as A;
        let no = |reason: &str| Err(reason.to_owned());
        if action.writes() && self.session.read_only {
            return no("read-only: started so that nothing is changed at Google");
        }
        let asks_the_server = action.writes() || matches!(action, Action::Refresh | Action::RefreshAll | Action::LookUp);
        if asks_the_server && !self.session.signed_in {
            return no("not signed in: ‹accounts› signs in");
        }
        if let Some(why) = self.not_granted(action) {
            return Err(why);
        }
        if matches!(action, Action::New | Action::NewForm)
            && let Some(left) = self.too_many()
        {
            debug_assert!(self.made.len() >= A_MINUTE);
            return Err(Self::too_many_words(left));
        }
        if action == Action::Undo && !self.can_undo() {
            return no("nothing was forgotten or renamed yet");
        }
        if matches!(action, Action::NextValue | Action::PreviousValue | Action::Send) {
            return self.settings_reason().map_or(Ok(()), Err);
        }
        if action.is_of_members() {
            return self.cohosts_reason(action).map_or(Ok(()), Err);
        }
        if action == Action::Export {
            return self.export_reason().map_or(Ok(()), Err);
        }
        if self.everything && action == Action::Refresh {
            return Ok(());
        }
        if let Some(reason) = self.activity_reason(action) {
            return no(reason);
        }
        if let Some(reason) = self.records_reason(action) {
            return Err(reason);
        }
        if matches!(action, A::DetailsTab | A::SettingsTab | A::CohostsTab | A::ConferencesTab | A::NextTab | A::PreviousTab)
            && self.current().is_none()
        {
            return no("no space is under the cursor");
        }
        let hidden = self.everything || self.activity.shown;
        if action == Action::Mark && self.current().is_none() {
            return no("no space is under the cursor");
        }
        if action == Action::Mark && self.focus == Focus::Details || action == Action::MarkAll && hidden {
            return no("the list is where rows are marked: ‹next_pane› goes there");
        }
        if self.acts_on_several(action) {
            return self.several_reason(action).map_or(Ok(()), Err);
        }
        if action.needs_space() { self.available_here(action) } else { Ok(()) }
    }

    fn available_here(&self, action: Action) -> Result<(), Reason> {
        let no = |reason: &str| Err(reason.to_owned());
        let subject = self.subject(action);
        let Some(row) = subject.and_then(|id| self.book.row(id)) else {
            return no("no space is under the cursor");
        };
        let card = subject.and_then(|id| self.book.card(id));
        let doing = card.and_then(|card| card.doing);
        match (doing, action) {
            (Some(Doing::NotCreated), Action::Forget) | (Some(Doing::Creating), Action::Rename) => return Ok(()),
            (Some(Doing::NotCreated), _) => {
                return no("it was not made: ‹forget› takes it off the list, ‹new› makes another one");
            }
            (Some(Doing::Creating), _) => return no("it is being made: its link is copied as soon as it is there"),
            (Some(Doing::Ending { .. }), Action::End) => return no("its call is being ended"),
            _ => {}
        }
        if matches!(action, Action::NextAccess | Action::End)
            && let Some(why) = subject.and_then(|id| self.changing_reason(id))
        {
            return Err(why);
        }
        match action {
            Action::ApplyPreset | Action::SavePreset => {
                let reason = subject.and_then(|id| self.config_reason(id, action == Action::ApplyPreset));
                reason.map_or(Ok(()), Err)
            }
            Action::NextAccess if card.is_some_and(|card| card.draft.sent.is_some()) => {
                no("its settings are being changed: wait until it is answered")
            }
            Action::Forget if card.is_some_and(|card| !card.members.is_idle()) => {
                no("its members are being changed: wait until it is answered")
            }
            Action::NextAccess if row.access.is_none() && row.learnt.is_none() => {
                no("its access is not known yet; ‹refresh› asks")
            }
            Action::NextAccess if row.access.is_none() => no("only the owner sees and changes who may join"),
            Action::End if !row.live => {
                let asked = row.learnt.map_or_else(|| "never".into(), |learnt| self.clock.long(learnt));
                // Others than the owner and participants are not told of a conference.
                let owned = card.and_then(|card| card.facts.as_ref()).is_some_and(|facts| facts.space.config.is_some());
                let none = if owned { "no conference is running in it" } else { "no conference that you can see runs in it" };
                Err(format!("{none} (asked {asked}); ‹refresh› asks again"))
            }
            _ => Ok(()),
        }
    }
}

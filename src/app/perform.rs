//! From an [`Action`] to what it changes.

use super::{App, Focus, Tab};
use crate::effect::{AuthOp, Effect, StoreOp};
use crate::keys::Action;
use crate::overlays::confirm::Question;
use crate::overlays::copy_menu::What;
use crate::overlays::prompt::Purpose;
use crate::overlays::{Outcome, Overlay, help, palette};
use crate::panes::details;

impl App {
    /// Does it, or says why not.
    pub(super) fn perform(&mut self, action: Action, effects: &mut Vec<Effect>) {
        if let Err(reason) = self.available(action) {
            return self.refuse(reason, effects);
        }
        let filters_it = action == Action::Filter && self.in_conferences();
        if (self.everything || self.activity.shown) && leaves_history(action) && !filters_it {
            self.leave_activity();
            self.leave_history();
            if matches!(action, Action::NextPane | Action::PreviousPane) {
                // From what stands in its place, the other pane is the list.
                return;
            }
        }
        if self.acts_on_several(action) {
            return self.perform_on_several(action, effects);
        }
        match action {
            Action::Mark => self.mark(effects),
            Action::MarkAll => self.mark_all(effects),
            Action::Down => self.step(1),
            Action::Up => self.step(-1),
            Action::First => self.step(isize::MIN),
            Action::Last => self.step(isize::MAX),
            Action::PageDown => self.step(self.page()),
            Action::PageUp => self.step(-self.page()),
            Action::HalfDown => self.step(self.page() / 2),
            Action::HalfUp => self.step(-self.page() / 2),
            Action::NextPane | Action::PreviousPane => self.other_pane(),
            Action::DetailsTab => self.go_to_tab(Tab::Details, effects),
            Action::SettingsTab => self.go_to_tab(Tab::Settings, effects),
            Action::CohostsTab => self.go_to_tab(Tab::Cohosts, effects),
            Action::NextTab => self.next_tab(1, effects),
            Action::PreviousTab => self.next_tab(-1, effects),
            Action::MarkMember => self.cohosts.mark(),
            Action::MarkMembers => self.cohosts.mark_all(),
            Action::ConferencesTab => self.go_to_tab(Tab::Conferences, effects),
            Action::AllConferences => self.show_history(),
            Action::Activity => self.show_activity(),
            Action::OpenHappening => self.open_happening(effects),
            Action::KeepSpace => self.keep_space(effects),
            Action::KeepSpaces => self.keep_spaces(effects),
            Action::Refresh if self.everything => self.refresh_history(effects),
            Action::OpenConference => self.open_conference(effects),
            Action::OpenFile => self.open_file(effects),
            Action::CopyFile => self.copy_file(effects),
            Action::SortPeople => self.conference.sort_otherwise(),
            Action::Export => self.ask_what_to_export(),
            Action::ReadTranscript => self.read_transcript(effects),
            Action::Search
            | Action::NextHit
            | Action::PreviousHit
            | Action::NextSpeaker
            | Action::PreviousSpeaker
            | Action::ChooseSpeaker
            | Action::FollowEnd
            | Action::CopyEntry
            | Action::OpenDocument => self.perform_in_transcript(action, effects),
            Action::NextValue => self.walk_setting(1, effects),
            Action::PreviousValue => self.walk_setting(-1, effects),
            Action::Send => self.send_settings(effects),
            Action::Open => self.open(),
            Action::Back => self.back(effects),
            Action::Filter | Action::FilterHappenings => self.begin_filter(),
            Action::Palette => self.overlays.push(Overlay::Palette(palette::Palette::default())),
            Action::Help => self.overlays.push(Overlay::Help(help::Help::default())),
            Action::Problems => self.show_problems(),
            Action::RefreshAll => self.refresh_all(effects),
            Action::New => self.new_space(effects),
            Action::NewForm => self.open_form(),
            Action::LookUp => self.ask_what_to_look_up(),
            Action::Undo => self.undo(effects),
            Action::Accounts => self.accounts(effects),
            Action::Suspend => effects.push(Effect::Suspend),
            Action::Close => self.close(effects),
            Action::Quit => effects.push(Effect::Quit),
            Action::Refresh
            | Action::NextAccess
            | Action::End
            | Action::Copy
            | Action::CopyMenu
            | Action::Browse
            | Action::ShowLink
            | Action::Rename
            | Action::Pin
            | Action::Watch
            | Action::Forget
            | Action::ApplyPreset
            | Action::SavePreset
            | Action::AddMember
            | Action::ChangeRole
            | Action::RemoveMember
            | Action::StopChanges => self.perform_here(action, effects),
        }
    }

    /// Actions on the space under the cursor.
    fn perform_here(&mut self, action: Action, effects: &mut Vec<Effect>) {
        let Some(id) = self.subject(action) else { return };
        match action {
            Action::Refresh => self.refresh(effects),
            Action::NextAccess => self.next_access(effects),
            Action::End => self.ask_to_end(id, effects),
            Action::Copy => self.copy(effects),
            Action::CopyMenu => self.copy_menu(id, effects),
            Action::Browse => self.browse(id, effects),
            Action::ShowLink => self.show_link(id, effects),
            Action::Rename => self.ask_name(id),
            Action::Pin => self.pin(id, effects),
            Action::Watch => self.watch(&[id], effects),
            Action::Forget => self.ask_to_forget(id, effects),
            Action::ApplyPreset => self.choose_preset(id, effects),
            Action::SavePreset => self.ask_preset_name(id),
            Action::AddMember => self.ask_whom_to_add(id),
            Action::ChangeRole => self.change_role(id, effects),
            Action::RemoveMember => self.ask_to_remove(id, effects),
            Action::StopChanges => self.stop_changes(id, effects),
            _ => {}
        }
    }

    fn page(&self) -> isize {
        let listing = match self.focus {
            Focus::Spaces => self.areas.spaces.as_ref(),
            Focus::Details => self.areas.details.as_ref(),
        };
        listing.map_or(10, |listing| isize::try_from(listing.area.height).unwrap_or(10)).max(2)
    }

    /// How many lines of the details can be walked.
    pub(super) fn detail_count(&self) -> usize {
        let Some(id) = self.current() else { return 0 };
        details::lines(&self.book, id, &self.clock).iter().filter(|line| line.copy.is_some()).count()
    }

    pub(super) fn step(&mut self, by: isize) {
        match self.focus {
            _ if self.in_activity() => self.step_activity(by),
            Focus::Spaces => self.spaces.step(&self.book, by),
            Focus::Details if self.tab == Tab::Settings => self.settings.step(by),
            Focus::Details if self.tab == Tab::Cohosts => self.cohosts.step(by),
            Focus::Details if self.tab == Tab::Conferences => self.step_records(by),
            Focus::Details => {
                let count = self.detail_count();
                self.details.step(by, count);
            }
        }
    }

    fn other_pane(&mut self) {
        self.focus = match self.focus {
            Focus::Spaces if self.current().is_some() => Focus::Details,
            _ => Focus::Spaces,
        };
    }

    fn open(&mut self) {
        if self.current().is_some() {
            self.focus = Focus::Details;
        }
    }

    fn back(&mut self, effects: &mut Vec<Effect>) {
        if self.in_activity() {
            if !self.activity.drop_filter() {
                self.leave_activity();
            }
            return;
        }
        if self.drop_draft(effects) || self.back_in_cohosts() || self.back_in_transcript() {
            return;
        }
        if self.in_conferences() && self.conferences_pane_mut().clear_filter() || self.close_conference() {
            return;
        }
        if self.focus == Focus::Details {
            self.focus = Focus::Spaces;
        } else if !self.spaces.drop_marks() {
            self.spaces.clear_filter();
        }
        self.note = None;
    }

    /// `q`: what is on top, and at the root the program.
    fn close(&mut self, effects: &mut Vec<Effect>) {
        if self.in_activity() {
            return self.leave_activity();
        }
        if self.close_conference() {
            return;
        }
        if self.focus == Focus::Details {
            self.focus = Focus::Spaces;
        } else {
            self.quit(effects);
        }
    }

    /// What a key meant to the overlay on top.
    pub(super) fn outcome(&mut self, outcome: Outcome, effects: &mut Vec<Effect>) {
        match outcome {
            Outcome::Stay | Outcome::Unused => {}
            Outcome::Close => match self.overlays.pop() {
                Some(Overlay::Form(form)) => self.form_closed(&form, effects),
                Some(Overlay::Prompt(prompt)) if prompt.purpose == Purpose::Export => self.export_left(effects),
                _ => {}
            },
            Outcome::Act(action) => {
                self.overlays.pop();
                self.perform(action, effects);
            }
            Outcome::Copy(What::Several(what)) => {
                self.overlays.pop();
                let marked = self.marked();
                self.copy_several(&marked, what, effects);
            }
            Outcome::Copy(what) => {
                let of = match self.overlays.pop() {
                    Some(Overlay::LinkCard(card)) => Some(card.of),
                    _ => self.current(),
                };
                if let Some(id) = of {
                    self.copy_what(id, what, effects);
                }
            }
            Outcome::Yes(question) => {
                self.overlays.pop();
                match question {
                    Question::End(id) => self.end(id, effects),
                    Question::Forget(id) => self.forget(id, effects),
                    Question::LookUp(space) => self.look_up(space, effects),
                    Question::ShutLink(id) => self.patch_settings(id, effects),
                    Question::ShutLinks(rows, preset) => self.apply_to_several(&rows, &preset, effects),
                    Question::ReplacePreset(preset) => effects.push(Effect::KeepPreset(preset)),
                    Question::Roles(id, changes) => self.set_roles(id, &changes, effects),
                    Question::RemoveMembers(id, names) => self.remove_members(id, names, effects),
                    Question::EndAll(rows) => self.end_several(&rows, effects),
                    Question::ForgetAll(rows) => self.forget_several(&rows, effects),
                    Question::ReplaceFile => self.export_over(effects),
                    Question::QuitBulk => self.quit_when_answered(effects),
                    Question::SignOut(email) => effects.push(Effect::Auth(AuthOp::Forget(email))),
                }
            }
            Outcome::Sign(wish) => self.sign(wish, effects),
            Outcome::Accounts(wish) => self.with_account(wish, effects),
            Outcome::Make(wish) => self.make_from_form(*wish, effects),
            Outcome::Apply(rows, preset) => self.apply_preset(rows, preset, effects),
            Outcome::AddPeople(wish) => self.add_from_window(wish, effects),
            Outcome::Access(access) => {
                self.overlays.pop();
                self.set_access(&access, effects);
            }
            Outcome::Bulk(wish) => self.with_bulk(wish, effects),
            Outcome::Export(what) => {
                self.overlays.pop();
                self.export_chosen(what);
            }
            Outcome::Speaker(only) => {
                self.overlays.pop();
                self.speaker_chosen(only);
            }
            Outcome::Submit(purpose, text) => self.submitted(&purpose, &text, effects),
        }
    }

    fn submitted(&mut self, purpose: &Purpose, text: &str, effects: &mut Vec<Effect>) {
        match purpose {
            Purpose::LookUp => self.look_up_text(text, effects),
            Purpose::Export => self.export_submitted(text, effects),
            Purpose::SavePreset(id) => self.save_preset(*id, text, effects),
            Purpose::NameNew(id) | Purpose::Rename(id) => {
                self.overlays.pop();
                self.name_it(*id, text, matches!(purpose, Purpose::Rename(_)), effects);
            }
        }
    }

    /// The terminal got the focus: another program may have written meanwhile.
    pub(super) fn looked_at_again(&mut self, effects: &mut Vec<Effect>) {
        self.looked_at = true;
        effects.push(Effect::Store(StoreOp::Look));
        self.look_for_sign_in(effects);
        self.visible_moved(effects);
        self.look_sooner();
        self.look_at_watched(effects);
    }
}

/// True for what shows the list or the pane beside it.
fn leaves_history(action: Action) -> bool {
    use Action as A;
    let tab = matches!(action, A::DetailsTab | A::SettingsTab | A::CohostsTab | A::ConferencesTab | A::NextTab | A::PreviousTab);
    tab || matches!(action, A::NextPane | A::PreviousPane | A::Filter | A::New | A::NewForm | A::LookUp | A::Undo)
}

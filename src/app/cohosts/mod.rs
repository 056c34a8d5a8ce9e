//! The co-hosts tab: whom the keys are about, and what is asked before it is done.

mod changes;
mod doubts;
mod listing;
mod words;

use super::{App, Focus, Tab};
use crate::book::{InviteState, MemberLine, Members, RowId};
use crate::effect::{Clip, Effect};
use crate::keys::Action;
use crate::meet::email::Email;
use crate::meet::names::MemberName;
use crate::meet::resources::{Member, Role};
use crate::overlays::Overlay;
use crate::overlays::add_people::{AddPeople, Wish};
use crate::overlays::confirm::{Confirm, Question};

impl App {
    /// True while the keys go to the co-hosts.
    pub(super) fn in_cohosts(&self) -> bool {
        self.focus == Focus::Details && self.tab == Tab::Cohosts
    }

    /// What is known of the members of a space.
    pub(super) fn members(&self, id: RowId) -> Option<&Members> {
        self.book.card(id).map(|card| &card.members)
    }

    /// Why nothing can be done with the members here, if nothing can.
    pub(super) fn cohosts_reason(&self, action: Action) -> Option<String> {
        let no = |reason: &str| Some(reason.to_owned());
        let Some(id) = self.current() else { return no("no space is under the cursor") };
        if !self.in_cohosts() {
            return no("‹cohosts_tab› shows the co-hosts first");
        }
        if self.book.row(id).is_none_or(|row| row.name.is_none()) {
            return no("the space is not made yet");
        }
        let members = self.members(id);
        if action == Action::StopChanges {
            return if members.is_some_and(|members| members.waiting() > 0) { None } else { no("nothing waits to be sent") };
        }
        if action.writes() && members.is_some_and(|members| members.refused) {
            return no("Google does not let you at its members; ‹refresh› asks again");
        }
        if action == Action::AddMember {
            return None;
        }
        if self.cohosts.is_empty() { no("nobody is in this list; ‹add_member› adds people") } else { None }
    }

    /// `a`.
    pub(super) fn ask_whom_to_add(&mut self, id: RowId) {
        let title = format!("Add people to {}", self.title(id));
        self.overlays.push(Overlay::AddPeople(Box::new(AddPeople::new(id, title))));
        self.tell_window(id);
    }

    /// Addresses were pasted into the tab: whom to add is asked with them; false when it was something else.
    pub(super) fn pasted_people(&mut self, text: &str) -> bool {
        let Some(id) = self.current().filter(|_| self.in_cohosts() && self.available(Action::AddMember).is_ok()) else {
            return false;
        };
        if crate::meet::emails::read(text).good.is_empty() {
            return false;
        }
        self.ask_whom_to_add(id);
        if let Some(Overlay::AddPeople(window)) = self.overlays.last_mut() {
            window.paste(text);
        }
        true
    }

    /// Who is a member already is told in the window where people are added.
    pub(super) fn tell_window(&mut self, id: RowId) {
        let Some(members) = self.book.card(id).map(|card| &card.members) else { return };
        for overlay in &mut self.overlays {
            if let Overlay::AddPeople(window) = overlay
                && window.of == id
            {
                window.know(members);
            }
        }
    }

    /// What was given in the window: one after another they are added. It stays open with what could not be read.
    pub(super) fn add_from_window(&mut self, wish: Wish, effects: &mut Vec<Effect>) {
        if wish.done {
            self.overlays.pop();
        }
        self.add_people(wish.of, wish.emails, &wish.role, effects);
    }

    /// These people become members of a space, one after another, and stay listed there until they are; who is a member already is
    /// left as is. What came of it is told at the end. The space must be made by now: one without a name is waited for by nobody.
    pub(super) fn add_people(&mut self, id: RowId, emails: Vec<Email>, role: &Role, effects: &mut Vec<Effect>) {
        if self.book.row(id).is_none() {
            return self.refuse("Nobody was added: the space is off the list by now", effects);
        }
        let members = &mut self.book.card_mut(id).members;
        for email in emails {
            if members.with_email(&email).is_none() {
                members.add(email, role.clone());
            }
        }
        self.next_change(id, effects);
    }

    /// Whom the keys are about: those that are marked, or else the one under the cursor.
    fn targets(&self) -> Vec<MemberLine> {
        self.cohosts.targets()
    }

    /// Enter: co-hosts become members without a role, others co-hosts; who was not added is tried again.
    pub(super) fn change_role(&mut self, id: RowId, effects: &mut Vec<Effect>) {
        let targets = self.targets();
        let mut again: Vec<Email> = targets.iter().filter_map(|person| self.failed_invite(id, person)).collect();
        let Some(members) = self.members(id) else { return };
        let chosen: Vec<&Member> = targets
            .iter()
            .filter_map(|person| match person {
                MemberLine::Member(name) if !members.is_going(name) && members.coming_role(name).is_none() => members.get(name),
                _ => None,
            })
            .collect();
        // What held one of them up held up others: they are tried together.
        let held = members.held_up();
        if self.cohosts.marks() == 0 && again.iter().any(|email| held.contains(email)) {
            again = held;
        }
        if again.is_empty() && chosen.is_empty() {
            return self.refuse("It is on its way already", effects);
        }
        let role = if chosen.iter().all(|member| member.is_cohost()) { Role::Unspecified } else { Role::Cohost };
        let unknown = chosen.iter().any(|member| matches!(member.role, Some(Role::Other(_))));
        let differs = |member: &&&Member| member.role.as_ref().unwrap_or(&Role::Unspecified) != &role;
        let changes: Vec<(MemberName, Role)> =
            chosen.iter().filter(differs).map(|member| (member.name.clone(), role.clone())).collect();
        let title = self.title(id);
        for email in again {
            let role = self.members(id).and_then(|members| members.invite(&email)).map(|invite| invite.role.clone());
            self.book.card_mut(id).members.add(email, role.unwrap_or(Role::Unspecified));
        }
        self.next_change(id, effects);
        if changes.len() < 2 && !unknown {
            return self.set_roles(id, &changes, effects);
        }
        let question = match (&*changes, role == Role::Cohost) {
            ([(name, _)], true) => format!("Make {} a co-host?", self.address(id, name)),
            ([(name, _)], false) => format!("Take the role from {}?", self.address(id, name)),
            (many, true) => format!("Make {} co-hosts of {title}?", words::people(many.len())),
            (many, false) => format!("Take the role from {} in {title}?", words::people(many.len())),
        };
        let mut lines = self.in_short(id, changes.iter().map(|(name, _)| name));
        if unknown {
            lines.push("A role that this version does not know is lost by it: greenroom cannot give it back.".into());
        }
        let yes = if role == Role::Cohost { "make co-host" } else { "take it" };
        self.overlays.push(Overlay::Confirm(Confirm::new(Question::Roles(id, changes), question, lines, yes)));
    }

    /// The address of somebody who could not be added, or nobody knows.
    fn failed_invite(&self, id: RowId, person: &MemberLine) -> Option<Email> {
        let MemberLine::Invite(email) = person else { return None };
        let state = &self.members(id)?.invite(email)?.state;
        matches!(state, InviteState::Failed { .. } | InviteState::Unknown { .. }).then(|| email.clone())
    }

    /// One change of all these roles.
    pub(super) fn set_roles(&mut self, id: RowId, changes: &[(MemberName, Role)], effects: &mut Vec<Effect>) {
        if !changes.is_empty() && self.book.row(id).is_some() {
            self.book.card_mut(id).members.change_roles(changes);
            self.next_change(id, effects);
        }
        self.cohosts.clear_marks();
    }

    /// `d`: who was not added is given up; members are asked about.
    pub(super) fn ask_to_remove(&mut self, id: RowId, effects: &mut Vec<Effect>) {
        let targets = self.targets();
        let (mut names, mut dropped) = (Vec::new(), 0);
        for person in targets {
            match person {
                MemberLine::Invite(email) => {
                    let members = &mut self.book.card_mut(id).members;
                    if members.invite(&email).is_some_and(|invite| invite.state != InviteState::Sent) {
                        members.drop_invite(&email);
                        dropped += 1;
                    }
                }
                MemberLine::Member(name) => {
                    if !self.members(id).is_some_and(|members| members.is_going(&name)) {
                        names.push(name);
                    }
                }
            }
        }
        let title = self.title(id);
        if names.is_empty() {
            let words =
                if dropped == 0 { "It is on its way already".to_owned() } else { format!("Off the list: {title} is as it was") };
            return if dropped == 0 { self.refuse(words, effects) } else { self.tell(words, effects) };
        }
        let question = match &*names {
            [name] => format!("Take {} off {title}?", self.address(id, name)),
            _ => format!("Take {} off {title}?", words::people(names.len())),
        };
        let mut lines = if names.len() > 1 { self.in_short(id, names.iter()) } else { Vec::new() };
        let them = if names.len() > 1 { "They no longer come" } else { "Whoever it is no longer comes" };
        lines.push(format!("{them} in without knocking, and a co-host's role goes with it. a adds people again."));
        self.overlays.push(Overlay::Confirm(Confirm::new(Question::RemoveMembers(id, names), question, lines, "take off")));
    }

    pub(super) fn remove_members(&mut self, id: RowId, names: Vec<MemberName>, effects: &mut Vec<Effect>) {
        if self.book.row(id).is_none() {
            return;
        }
        for name in names {
            self.book.card_mut(id).members.take_away(name);
        }
        self.cohosts.clear_marks();
        self.next_change(id, effects);
    }

    /// `x`: what waits is not sent.
    pub(super) fn stop_changes(&mut self, id: RowId, effects: &mut Vec<Effect>) {
        let title = self.title(id);
        let trouble = self.trouble_of(
            &format!("The changes to the members of {title} were stopped"),
            "You stopped them.",
            "‹change_role› on a row tries again, ‹remove_member› takes it off the list.",
        );
        let members = &mut self.book.card_mut(id).members;
        let count = members.stop("stopped", &trouble);
        members.tally.failed = members.tally.failed.saturating_sub(count);
        self.tell(format!("Stopped: {} not sent", words::changes(count)), effects);
    }

    /// `y`: the address under the cursor.
    pub(super) fn copy_address(&self, id: RowId, effects: &mut Vec<Effect>) {
        let text = match self.cohosts.cursor() {
            Some(MemberLine::Invite(email)) => email.to_string(),
            Some(MemberLine::Member(name)) => self.address(id, name),
            None => return,
        };
        effects.push(Effect::Copy(Clip { what: text.clone(), text, secret: false }));
    }

    /// Esc: the filter, then the marks; false when there was neither.
    pub(super) fn back_in_cohosts(&mut self) -> bool {
        self.in_cohosts() && self.cohosts.back()
    }
}

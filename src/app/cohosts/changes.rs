//! The line of changes to the members of a space: one goes out after another, in bounded speed, and where an answer was lost the
//! list is looked at before anything else is sent.

use super::words::{short, summary};
use crate::app::App;
use crate::app::verdict::{signed_out, unreachable};
use crate::book::{Change, Invite, InviteState, RowId, Tally};
use crate::effect::{Effect, Key, Request, Timer};
use crate::meet::email::Email;
use crate::meet::error::{Kind, MeetError};
use crate::meet::names::{MemberName, SpaceName};
use crate::meet::resources::{Member, Role};
use crate::trouble::Trouble;

/// True when whatever is sent next would fail as well.
fn stops(error: &MeetError) -> bool {
    unreachable(error)
        || signed_out(error)
        || error.kind() == Kind::NotPermitted
        || matches!(error, MeetError::RateLimited { .. } | MeetError::Setup { .. })
}

impl App {
    /// The next change of the line goes out, unless one is on its way or it is not clear what became of the last one.
    pub(in crate::app) fn next_change(&mut self, id: RowId, effects: &mut Vec<Effect>) {
        let Some(name) = self.book.row(id).and_then(|row| row.name.clone()) else { return };
        let members = &mut self.book.card_mut(id).members;
        if members.sent().is_some() {
            return;
        }
        if members.is_in_doubt() {
            return self.read_members(id, effects);
        }
        if members.waiting() == 0 {
            return self.line_ends(id, effects);
        }
        if let Some(after) = self.pace_of_writes.wait(self.clock.now) {
            return effects.push(Effect::Wake { after, timer: Timer::MemberChange(name) });
        }
        let members = &mut self.book.card_mut(id).members;
        members.trouble = None;
        let Some(change) = members.send().cloned() else { return };
        let (key, request) = match change {
            Change::Add(email) => {
                let role = members.invite(&email).map_or(Role::Unspecified, |invite| invite.role.clone());
                (Key::AddMember(name.clone(), email.clone()), Request::AddMember(name, email, role))
            }
            Change::Roles(roles) => (Key::Roles(name.clone()), Request::Roles(name, roles)),
            Change::Remove(member) => (Key::RemoveMember(member.clone()), Request::RemoveMember(member)),
        };
        effects.push(self.call(key, request));
    }

    /// A minute is over.
    pub(in crate::app) fn next_change_of(&mut self, name: &SpaceName, effects: &mut Vec<Effect>) {
        if let Some(id) = self.book.find(name) {
            self.next_change(id, effects);
        }
    }

    /// Nothing waits any more: what came of it all is told.
    pub(super) fn line_ends(&mut self, id: RowId, effects: &mut Vec<Effect>) {
        let members = &mut self.book.card_mut(id).members;
        if !members.is_idle() {
            return;
        }
        let tally = std::mem::take(&mut members.tally);
        let failed: Vec<&Invite> = members.invites().iter().filter(|invite| is_failed(invite)).collect();
        let causes = failed.iter().take(3).map(|invite| format!("{}: {}", invite.email, cause(invite))).collect::<Vec<_>>();
        let rest = failed.len().saturating_sub(causes.len());
        let stale = std::mem::take(&mut members.stale);
        self.tell_line(id, &tally, &causes, rest, effects);
        if stale {
            self.read_members(id, effects);
        }
    }

    fn tell_line(&mut self, id: RowId, tally: &Tally, causes: &[String], rest: usize, effects: &mut Vec<Effect>) {
        let title = self.title(id);
        let Some(what) = summary(tally, &title) else { return };
        if tally.failed == 0 {
            return self.tell(what, effects);
        }
        if causes.is_empty() {
            // A role or a removal: its trouble was told when it was answered.
            return;
        }
        let rest = if rest > 0 { format!(" And {rest} more.") } else { String::new() };
        let why = format!("{}.{rest}", causes.join("; "));
        let next = "They stay listed with their reasons under ‹cohosts_tab› Co-hosts: ‹change_role› on one tries again, ‹remove_member› gives it up.";
        let trouble = self.trouble_of(&what, &why, next);
        self.fail(trouble, effects);
    }

    /// Every answer to a change: it is on its way no longer, and lists that were asked for before are stale.
    fn change_answered(&mut self, id: RowId) -> Option<Change> {
        let floor = self.generation + 1;
        let members = &mut self.book.card_mut(id).members;
        members.floor = floor;
        members.answered()
    }

    pub(in crate::app) fn member_added(
        &mut self,
        name: &SpaceName,
        email: &Email,
        result: Result<Box<Member>, MeetError>,
        effects: &mut Vec<Effect>,
    ) {
        let Some(id) = self.book.find(name) else { return };
        self.change_answered(id);
        match result {
            Ok(member) => {
                let members = &mut self.book.card_mut(id).members;
                let asked = members.invite(email).map(|invite| invite.role.clone());
                let took = asked.is_none_or(|asked| member.own_role() == Some(&asked).filter(|role| **role != Role::Unspecified));
                members.drop_invite(email);
                members.put(*member);
                members.tally.added += 1;
                if !took {
                    self.role_did_not_take(id, email.as_str(), effects);
                }
            }
            Err(error) => {
                let trouble = self.trouble(format!("{email} was not added"), &error);
                let members = &mut self.book.card_mut(id).members;
                if error.may_have_been_done() {
                    let trouble = Trouble {
                        what: format!("Whether {email} was added is unknown"),
                        next: "The list tells: it is asked for first, and only whoever is not in it is sent again.".into(),
                        ..trouble
                    };
                    members.set_invite(email, InviteState::Unknown { trouble, again: false });
                } else {
                    members.stale |= matches!(error, MeetError::AlreadyExists { .. });
                    members.tally.failed += 1;
                    members.set_invite(
                        email,
                        InviteState::Failed { why: short(&error), trouble: trouble.clone(), at_large: stops(&error) },
                    );
                    if stops(&error) {
                        members.stop("not sent", &trouble);
                        self.members_are_refused(id, &error);
                    }
                }
            }
        }
        self.next_change(id, effects);
    }

    /// A change was refused without a reason: that tells more of the space than of the change.
    fn members_are_refused(&mut self, id: RowId, error: &MeetError) {
        let title = self.title(id);
        let mut trouble = self.trouble(format!("The members of {title} were not changed"), error);
        if matches!(error, MeetError::Hidden { .. }) {
            trouble.why = format!("{} {}", trouble.why, self.whose_words(id));
        }
        self.book.card_mut(id).members.trouble = Some(trouble);
    }

    fn role_did_not_take(&mut self, id: RowId, whose: &str, effects: &mut Vec<Effect>) {
        let title = self.title(id);
        let trouble = self.trouble_of(
            &format!("Not every role took in {title}"),
            &format!(
                "Google took the change of {whose}, but says another role: your administrator or the licence may forbid it."
            ),
            "What you see is what Google has.",
        );
        self.book.card_mut(id).members.trouble = Some(trouble.clone());
        self.fail(trouble, effects);
    }

    pub(in crate::app) fn roles_answered(
        &mut self,
        name: &SpaceName,
        result: Result<Vec<Member>, MeetError>,
        effects: &mut Vec<Effect>,
    ) {
        let Some(id) = self.book.find(name) else { return };
        let Some(change @ Change::Roles(_)) = self.change_answered(id) else { return };
        match result {
            Ok(changed) => {
                let Change::Roles(asked) = &change else { return };
                let members = &mut self.book.card_mut(id).members;
                // Who does not stand in the answer is looked up.
                members.stale |= changed.len() < asked.len();
                for member in changed {
                    members.put(member);
                }
                self.count_roles(id, asked, effects);
            }
            Err(error) => self.change_failed(id, change, &error, effects),
        }
        self.next_change(id, effects);
    }

    /// Which of those roles took.
    fn count_roles(&mut self, id: RowId, asked: &[(MemberName, Role)], effects: &mut Vec<Effect>) {
        let members = &mut self.book.card_mut(id).members;
        let has = |name: &MemberName, role: &Role| {
            members.get(name).is_some_and(|member| member.role.as_ref().unwrap_or(&Role::Unspecified) == role)
        };
        let differs =
            asked.iter().find(|(name, role)| members.get(name).is_some() && !has(name, role)).map(|(name, _)| name.clone());
        let took = asked.iter().filter(|(name, role)| has(name, role)).count();
        members.tally.changed += took;
        members.tally.failed += asked.len() - took;
        if let Some(name) = differs {
            let whose = self.address(id, &name);
            self.role_did_not_take(id, &whose, effects);
        }
    }

    pub(in crate::app) fn member_removed(
        &mut self,
        member: &MemberName,
        result: Result<(), MeetError>,
        effects: &mut Vec<Effect>,
    ) {
        let Some(id) = self.book.find(&member.space()) else { return };
        let Some(change) = self.change_answered(id) else { return };
        match result {
            Ok(()) => {
                let members = &mut self.book.card_mut(id).members;
                members.remove(member);
                members.tally.removed += 1;
            }
            Err(error) => self.change_failed(id, change, &error, effects),
        }
        self.next_change(id, effects);
    }

    /// A role was not changed, or a member not taken away, or nobody knows. Where a list can tell more it is asked for.
    fn change_failed(&mut self, id: RowId, change: Change, error: &MeetError, effects: &mut Vec<Effect>) {
        let title = self.title(id);
        let what = match &change {
            Change::Remove(name) => format!("{} was not taken off {title}", self.address(id, name)),
            Change::Roles(roles) if roles.len() > 1 => format!("{} roles of {title} were not changed", roles.len()),
            Change::Roles(roles) => {
                let whose = roles.first().map(|(name, _)| self.address(id, name)).unwrap_or_default();
                format!("The role of {whose} was not changed")
            }
            Change::Add(email) => format!("{email} was not added"),
        };
        let trouble = self.trouble(what, error);
        let count = if let Change::Roles(roles) = &change { roles.len() } else { 1 };
        let gone = matches!(error, MeetError::Hidden { .. });
        let members = &mut self.book.card_mut(id).members;
        members.trouble = Some(trouble.clone());
        if gone || error.may_have_been_done() {
            members.doubt = Some(change);
        } else {
            members.tally.failed += count;
        }
        if stops(error) && !gone {
            members.stop("not sent", &trouble);
        }
        self.fail(trouble, effects);
    }
}

fn is_failed(invite: &Invite) -> bool {
    matches!(invite.state, InviteState::Failed { .. } | InviteState::Unknown { .. })
}

/// Why somebody is not a member, in a few words.
fn cause(invite: &Invite) -> &'static str {
    match &invite.state {
        InviteState::Failed { why, .. } => why,
        InviteState::Unknown { .. } => "nobody knows",
        InviteState::Waiting | InviteState::Sent => "",
    }
}

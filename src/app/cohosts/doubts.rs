//! What a fresh list tells of changes whose outcome was not clear: an answer was lost, or a refusal gave no reason.

use crate::app::App;
use crate::book::{Change, InviteState, RowId};
use crate::effect::Effect;
use crate::keys::Action;
use crate::meet::email::Email;
use crate::meet::names::MemberName;
use crate::meet::resources::Role;
use crate::trouble::Trouble;

impl App {
    /// A fresh list is there: what nobody knew is known now.
    pub(super) fn settle_doubts(&mut self, id: RowId, effects: &mut Vec<Effect>) {
        let key = self.keymap.key_of(Action::ChangeRole);
        let now = self.clock.now;
        let members = &mut self.book.card_mut(id).members;
        let unknown: Vec<(Email, bool)> = members
            .invites()
            .iter()
            .filter_map(|invite| match invite.state {
                InviteState::Unknown { again, .. } => Some((invite.email.clone(), again)),
                _ => None,
            })
            .collect();
        for (email, again) in unknown {
            if members.with_email(&email).is_some() {
                members.drop_invite(&email);
                members.tally.added += 1;
            } else {
                let trouble = Trouble {
                    what: format!("{email} was not added"),
                    why: "The answer was lost on its way, and the list does not have it.".into(),
                    next: format!("{key} on its row sends it again."),
                    at: now,
                };
                members.set_invite(&email, InviteState::Failed { why: "answer lost", trouble, at_large: false });
                if again {
                    let role = members.invite(&email).map_or(Role::Unspecified, |invite| invite.role.clone());
                    members.add(email, role);
                } else {
                    members.tally.failed += 1;
                }
            }
        }
        // Whom another program added meanwhile need not be added.
        let there: Vec<Email> = members.invites().iter().map(|invite| invite.email.clone()).collect();
        for email in there {
            let waits = members.invite(&email).is_some_and(|invite| invite.state != InviteState::Sent);
            if waits && members.with_email(&email).is_some() {
                members.drop_invite(&email);
            }
        }
        match members.doubt.take() {
            Some(Change::Roles(asked)) => self.settle_roles(id, &asked, effects),
            Some(Change::Remove(name)) => self.settle_removal(id, &name, effects),
            Some(Change::Add(_)) | None => {}
        }
    }

    fn settle_roles(&mut self, id: RowId, asked: &[(MemberName, Role)], effects: &mut Vec<Effect>) {
        let title = self.title(id);
        let members = &mut self.book.card_mut(id).members;
        let gone = asked.iter().filter(|(name, _)| members.get(name).is_none()).count();
        let is_so = |(name, role): &&(MemberName, Role)| {
            members.get(name).is_some_and(|member| member.role.as_ref().unwrap_or(&Role::Unspecified) == role)
        };
        let took = asked.iter().filter(is_so).count();
        members.tally.changed += took;
        members.tally.failed += asked.len() - took;
        if took == asked.len() {
            return;
        }
        let why = match gone {
            0 => "Google did not do it: the list is as it was.".to_owned(),
            1 => "One of them is no longer a member: it was taken off elsewhere, and Google changed none of them.".to_owned(),
            gone => format!("{gone} of them are no longer members: they were taken off elsewhere, and Google changed none."),
        };
        let what = format!("{} of {title} not changed", roles(asked.len() - took));
        let trouble = self.trouble_of(&what, &why, "The list is fresh: look, and change them again.");
        self.book.card_mut(id).members.trouble = Some(trouble.clone());
        self.fail(trouble, effects);
    }

    fn settle_removal(&mut self, id: RowId, name: &MemberName, effects: &mut Vec<Effect>) {
        let title = self.title(id);
        let members = &mut self.book.card_mut(id).members;
        if members.get(name).is_none() {
            members.tally.removed += 1;
            return;
        }
        members.tally.failed += 1;
        let what = format!("{} was not taken off {title}", self.address(id, name));
        let trouble = self.trouble_of(&what, "Google did not do it: it is still in the list.", "‹remove_member› tries again.");
        self.book.card_mut(id).members.trouble = Some(trouble.clone());
        self.fail(trouble, effects);
    }
}

fn roles(count: usize) -> String {
    if count == 1 { "1 role".into() } else { format!("{count} roles") }
}

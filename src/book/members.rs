//! [`Members`]: who has a right of their own in a space, as far as it is known, and what is being changed about it.
//!
//! Changes wait in one line for each space and go out one after another; those to be added ([`Invite`]) stay listed until they
//! are members, with the reason beside them where they could not be added. Asks nobody, draws nothing.

use std::collections::VecDeque;

use jiff::Timestamp;

use crate::meet::email::Email;
use crate::meet::members::MOST_IN_BATCH;
use crate::meet::names::MemberName;
use crate::meet::resources::{Member, Role};
use crate::trouble::Trouble;

/// A row of the list.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum MemberLine {
    /// Somebody who is to become a member.
    Invite(Email),
    /// A member.
    Member(MemberName),
}

/// Somebody who is to become a member.
#[derive(Debug, Clone)]
pub struct Invite {
    /// The address.
    pub email: Email,
    /// As what.
    pub role: Role,
    /// How far it is.
    pub state: InviteState,
}

/// How far it is with somebody who is to become a member.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum InviteState {
    /// In the line.
    Waiting,
    /// On its way.
    Sent,
    /// Not added.
    Failed {
        /// In two or three words.
        why: &'static str,
        /// In full.
        trouble: Trouble,
        /// Whether it was not this address that was at fault: whatever stopped it stopped others as well, and they are tried again
        /// together.
        at_large: bool,
    },
    /// Sent, and the answer was lost: whether it was done the list will tell. If not, and `again`, it is sent again.
    Unknown {
        /// Why nobody knows.
        trouble: Trouble,
        /// Whether the person wants it to be tried again.
        again: bool,
    },
}

/// A change that waits or is on its way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// Adds the invite with this address.
    Add(Email),
    /// Gives these members these roles, all at once.
    Roles(Vec<(MemberName, Role)>),
    /// Takes a member away.
    Remove(MemberName),
}

/// What came of the changes since the line was last empty.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Members who were added.
    pub added: usize,
    /// Members whose role was changed.
    pub changed: usize,
    /// Members who were taken away.
    pub removed: usize,
    /// Changes that were refused, lost or not sent.
    pub failed: usize,
}

/// Who has a right of their own in a space.
#[derive(Debug, Default)]
pub struct Members {
    /// Co-hosts first, then roles that this version does not know, then those without one; each by address.
    list: Vec<Member>,
    /// When the whole list was last learnt.
    pub learnt: Option<Timestamp>,
    /// The generation of the list that is under way.
    pub reading: Option<u64>,
    /// Lists that were asked for before this generation are stale.
    pub floor: u64,
    /// What went wrong last, with the list or with a change.
    pub trouble: Option<Trouble>,
    /// True when Google refused the list: then it would refuse a change as well.
    pub refused: bool,
    /// What went wrong last with a change, until a fresh list shows how things stand.
    pub doubt: Option<Change>,
    /// True when the list is to be asked for again once the line is empty.
    pub stale: bool,
    invites: Vec<Invite>,
    line: VecDeque<Change>,
    sent: Option<Change>,
    /// What came of the line so far.
    pub tally: Tally,
    revision: u64,
}

/// Co-hosts first, those without a role last.
fn rank(member: &Member) -> u8 {
    match member.own_role() {
        Some(Role::Cohost) => 0,
        Some(_) => 1,
        None => 2,
    }
}

impl Members {
    /// The members, co-hosts first.
    #[must_use]
    pub fn list(&self) -> &[Member] {
        &self.list
    }

    /// Those who are to become members, in the order in which they were given.
    #[must_use]
    pub fn invites(&self) -> &[Invite] {
        &self.invites
    }

    /// A number that changes with every change of what there is to list.
    #[must_use]
    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// A member by name.
    #[must_use]
    pub fn get(&self, name: &MemberName) -> Option<&Member> {
        self.list.iter().find(|member| member.name == *name)
    }

    /// A member by address.
    #[must_use]
    pub fn with_email(&self, email: &Email) -> Option<&Member> {
        self.list.iter().find(|member| member.email.as_deref().is_some_and(|own| own.eq_ignore_ascii_case(email.as_str())))
    }

    /// How many co-hosts there are.
    #[must_use]
    pub fn cohosts(&self) -> usize {
        self.list.iter().filter(|member| member.is_cohost()).count()
    }

    /// The whole list is there.
    pub fn learn(&mut self, members: Vec<Member>, at: Timestamp) {
        self.list = members;
        (self.learnt, self.trouble, self.refused) = (Some(at), None, false);
        self.sort();
    }

    /// A part of the list is there. It is shown only where nothing was known before: a list never shrinks on its way.
    pub fn some(&mut self, members: Vec<Member>) {
        if self.learnt.is_none() {
            for member in members {
                self.put(member);
            }
        }
    }

    /// One member as the server has it now.
    pub fn put(&mut self, member: Member) {
        match self.list.iter_mut().find(|known| known.name == member.name) {
            Some(known) => *known = member,
            None => self.list.push(member),
        }
        self.sort();
    }

    /// A member is gone.
    pub fn remove(&mut self, name: &MemberName) {
        self.list.retain(|member| member.name != *name);
        self.revision += 1;
    }

    fn sort(&mut self) {
        let key = |member: &Member| (rank(member), member.email.as_deref().unwrap_or_default().to_ascii_lowercase());
        self.list.sort_by_cached_key(|member| (key(member), member.name.clone()));
        self.revision += 1;
    }

    /// The invite of an address.
    #[must_use]
    pub fn invite(&self, email: &Email) -> Option<&Invite> {
        self.invites.iter().find(|invite| invite.email == *email)
    }

    /// The invite is that far.
    pub fn set_invite(&mut self, email: &Email, state: InviteState) {
        if let Some(invite) = self.invites.iter_mut().find(|invite| invite.email == *email) {
            invite.state = state;
            self.revision += 1;
        }
    }

    /// Those who were not added for a reason that was not theirs.
    #[must_use]
    pub fn held_up(&self) -> Vec<Email> {
        let held = self.invites.iter().filter(|invite| matches!(invite.state, InviteState::Failed { at_large: true, .. }));
        held.map(|invite| invite.email.clone()).collect()
    }

    /// The invite is listed no longer: it was added, or is given up.
    pub fn drop_invite(&mut self, email: &Email) {
        self.invites.retain(|invite| invite.email != *email);
        self.line.retain(|change| !matches!(change, Change::Add(waiting) if waiting == email));
        self.revision += 1;
    }

    /// Somebody is to be added: in the line, behind what waits there. One who is there or on the way already is left alone.
    pub fn add(&mut self, email: Email, role: Role) {
        match self.invites.iter_mut().find(|invite| invite.email == email) {
            Some(Invite { state: InviteState::Waiting | InviteState::Sent, .. }) => return,
            // Its answer was lost: the list is looked at before it is sent again.
            Some(Invite { state: InviteState::Unknown { again, .. }, .. }) => {
                *again = true;
                return;
            }
            Some(invite) => (invite.state, invite.role) = (InviteState::Waiting, role),
            None => self.invites.push(Invite { email: email.clone(), role, state: InviteState::Waiting }),
        }
        self.push(Change::Add(email));
    }

    /// Roles are to be changed: in the line, as few changes as possible.
    pub fn change_roles(&mut self, changes: &[(MemberName, Role)]) {
        for part in changes.chunks(MOST_IN_BATCH) {
            self.push(Change::Roles(part.to_vec()));
        }
    }

    /// A member is to be taken away: in the line.
    pub fn take_away(&mut self, name: MemberName) {
        self.push(Change::Remove(name));
    }

    fn push(&mut self, change: Change) {
        if self.is_idle() {
            self.tally = Tally::default();
        }
        self.line.push_back(change);
        self.revision += 1;
    }

    /// Changes that wait.
    #[must_use]
    pub fn waiting(&self) -> usize {
        self.line.len()
    }

    /// What is on its way.
    #[must_use]
    pub fn sent(&self) -> Option<&Change> {
        self.sent.as_ref()
    }

    /// True when nothing waits and nothing is on its way.
    #[must_use]
    pub fn is_idle(&self) -> bool {
        self.line.is_empty() && self.sent.is_none()
    }

    /// True while an answer was lost and no list has told what became of it.
    #[must_use]
    pub fn is_in_doubt(&self) -> bool {
        self.doubt.is_some() || self.invites.iter().any(|invite| matches!(invite.state, InviteState::Unknown { .. }))
    }

    /// The next change goes out, if none is on its way.
    pub fn send(&mut self) -> Option<&Change> {
        if self.sent.is_some() {
            return None;
        }
        self.sent = self.line.pop_front();
        if let Some(Change::Add(email)) = self.sent.clone() {
            self.set_invite(&email, InviteState::Sent);
        }
        self.sent.as_ref()
    }

    /// What was on its way is answered.
    pub fn answered(&mut self) -> Option<Change> {
        self.revision += 1;
        self.sent.take()
    }

    /// Nothing more goes out: what waits to be added stays listed with the reason, other changes are dropped. So many were waiting.
    pub fn stop(&mut self, why: &'static str, trouble: &Trouble) -> usize {
        let line = std::mem::take(&mut self.line);
        let count = line.len();
        for change in line {
            if let Change::Add(email) = change {
                self.set_invite(&email, InviteState::Failed { why, trouble: trouble.clone(), at_large: true });
            }
        }
        self.tally.failed += count;
        self.revision += 1;
        count
    }

    /// The role that a member is to get, where that waits or is on its way.
    #[must_use]
    pub fn coming_role(&self, name: &MemberName) -> Option<&Role> {
        let changes = self.line.iter().rev().chain(&self.sent);
        changes.into_iter().find_map(|change| match change {
            Change::Roles(roles) => roles.iter().find(|(of, _)| of == name).map(|(_, role)| role),
            Change::Add(_) | Change::Remove(_) => None,
        })
    }

    /// Whether a member is to be taken away.
    #[must_use]
    pub fn is_going(&self, name: &MemberName) -> bool {
        self.line.iter().chain(&self.sent).any(|change| matches!(change, Change::Remove(of) if of == name))
    }
}

#[cfg(test)]
#[path = "members_tests.rs"]
mod tests;

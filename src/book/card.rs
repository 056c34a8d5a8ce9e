//! [`Card`]: what is known of one space beyond its row, and what is under way for it.

use jiff::Timestamp;

use super::draft::Draft;
use super::members::Members;
use crate::meet::resources::AccessType;
use crate::store::Facts;
use crate::trouble::Trouble;

/// What is known of one space beyond its row.
#[derive(Debug, Default)]
pub struct Card {
    /// Last known facts.
    pub facts: Option<Facts>,
    /// The generation of the read that is under way.
    pub reading: Option<u64>,
    /// Answers older than this generation are stale: something was written since.
    pub floor: u64,
    /// The generation of the newest answer that was taken over.
    pub newest: u64,
    /// Since when and with how many people it is live, and when that was learnt.
    pub running: Option<(Running, Timestamp)>,
    /// Whether the question who is in it is under way.
    pub counting: bool,
    /// What was chosen for who may join and is not yet confirmed.
    pub access: Option<Access>,
    /// Settings that were chosen, and what is on its way of them.
    pub draft: Draft,
    /// Who has a right of their own in it.
    pub members: Members,
    /// Whether a change is on its way that neither `access` nor `draft` knows: an end, or one of a change of several spaces.
    pub sent: bool,
    /// What is being done to it.
    pub doing: Option<Doing>,
    /// What went wrong with it last.
    pub trouble: Option<Trouble>,
}

/// A chosen access that the server has not confirmed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Access {
    /// What was chosen last.
    pub chosen: AccessType,
    /// What is on its way, if anything is.
    pub sent: Option<AccessType>,
}

/// What is being done to a space.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Doing {
    /// It is being made.
    Creating,
    /// It could not be made, or nobody knows.
    NotCreated,
    /// Its conference is being ended.
    Ending {
        /// Since when.
        since: Timestamp,
    },
}

impl Card {
    /// True while a change of it is on its way: there are never two of one space.
    #[must_use]
    pub fn is_changing(&self) -> bool {
        self.sent || self.draft.sent.is_some() || self.access.as_ref().is_some_and(|access| access.sent.is_some())
    }

    /// True while something is under way that must not be lost sight of.
    #[must_use]
    pub fn is_busy(&self) -> bool {
        let chosen = !self.draft.is_empty() || self.is_changing();
        let people = self.members.reading.is_some() || !self.members.is_idle() || !self.members.invites().is_empty();
        people || chosen || self.doing.is_some() || self.access.is_some() || self.reading.is_some() || self.counting
    }
}

/// A running conference in short.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Running {
    /// Since when.
    pub since: Option<Timestamp>,
    /// People in it now.
    pub people: u32,
}

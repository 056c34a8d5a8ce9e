//! The words for news that come as events.

use std::collections::{BTreeSet, HashSet};

use crate::activity::Happening;
use crate::events::keeper::Trouble;
use crate::meet::names::SpaceName;

/// Something for the one who keeps subscriptions and pulls.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EventsOp {
    /// These are watched from now on, and nothing else.
    Watch {
        /// Every space that the person owns.
        mine: bool,
        /// These besides; or in their place, where all that are owned cannot be watched.
        marked: BTreeSet<SpaceName>,
    },
    /// Look at every subscription now, and pull again now.
    LookAgain,
    /// That batch is taken in: it may be acknowledged.
    Handled(u64),
}

/// What comes of it.
#[derive(Debug)]
pub enum EventsMsg {
    /// How news come from now on.
    Stand(Stand),
    /// What happened, by names alone. To be answered with [`EventsOp::Handled`].
    Happened {
        /// Its number.
        batch: u64,
        /// What.
        told: Vec<Happening>,
    },
}

/// How it stands with events.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Stand {
    /// Pulling works: it has been answered.
    pub pulling: bool,
    /// What happens in all spaces that the person owns is told.
    pub owner: bool,
    /// What happens in these is told.
    pub spaces: HashSet<SpaceName>,
    /// Why something that should be told is not.
    pub trouble: Option<Trouble>,
}

impl Stand {
    /// True when news of anything come.
    #[must_use]
    pub fn is_live(&self) -> bool {
        self.pulling && (self.owner || !self.spaces.is_empty())
    }

    /// True when all that happens in this space is told; `own` is whether the person owns it. Of others' spaces Google tells only that
    /// a call began and that a transcript is ready.
    #[must_use]
    pub fn tells_all_of(&self, space: &SpaceName, own: bool) -> bool {
        self.pulling && own && (self.owner || self.spaces.contains(space))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_others_spaces_too_little_is_told_to_rest() {
        let (one, other): (SpaceName, SpaceName) = ("spaces/a".parse().unwrap(), "spaces/b".parse().unwrap());
        let marked = Stand { pulling: true, spaces: [one.clone()].into(), ..Stand::default() };
        assert!(marked.tells_all_of(&one, true) && !marked.tells_all_of(&one, false) && !marked.tells_all_of(&other, true));
        let all = Stand { pulling: true, owner: true, ..Stand::default() };
        assert!(all.tells_all_of(&one, true) && !all.tells_all_of(&one, false));
        assert!(!Stand { pulling: false, ..all }.tells_all_of(&one, true), "what is not pulled is not told");
    }
}

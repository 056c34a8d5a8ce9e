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
}

//! What the store is asked for, and what it says.

use jiff::Timestamp;

use crate::meet::names::SpaceName;
use crate::store::{Entry, Facts, Known, StoreError};

/// Something for the store.
#[derive(Debug)]
pub enum StoreOp {
    /// The whole list, in pieces.
    List,
    /// The last known facts of one space.
    Facts(SpaceName),
    /// A space for the list.
    Add(Box<Known>),
    /// Fresh facts.
    Learn(Box<Facts>),
    /// The person's name for it.
    Rename(SpaceName, Option<Box<str>>),
    /// Pinned or not, all of these.
    Pin(Vec<SpaceName>, bool),
    /// Watched or not, all of these.
    Watch(Vec<SpaceName>, bool),
    /// The person used it now.
    Touch(SpaceName, Timestamp),
    /// Off the list, all of these.
    Forget(Vec<SpaceName>),
    /// Back on the list, all of these.
    Restore(Vec<Known>),
    /// Has another program written? If so, the whole list again.
    Look,
}

/// What the store says.
#[derive(Debug)]
pub enum StoreReply {
    /// A piece of the list, in list order.
    Entries {
        /// The rows.
        entries: Vec<Entry>,
        /// Whether it was the last piece.
        last: bool,
    },
    /// All that are watched; comes after the list.
    Watched(Vec<SpaceName>),
    /// Last known facts.
    Facts(SpaceName, Option<Box<Facts>>),
    /// Off the list, and what they were.
    Forgot(Vec<Known>),
    /// It could not be done.
    Failed {
        /// What was wanted, as in "keep the name".
        what: &'static str,
        /// Why not.
        error: StoreError,
    },
}

//! The commands about spaces, one file each.

pub(super) mod cohosts;
pub(super) mod dry;
pub(super) mod end;
pub(super) mod forget;
pub(super) mod hand;
pub(super) mod import;
pub(super) mod invite;
pub(super) mod link;
pub(super) mod list;
pub(super) mod new;
pub(super) mod pin;
pub(super) mod refresh;
pub(super) mod rename;
pub(super) mod set;
pub(super) mod show;
mod wanted;

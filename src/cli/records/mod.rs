//! The commands about what happened: conferences, their people, what was kept of them. One file each.

pub(super) mod artifacts;
pub(super) mod conferences;
mod find;
pub(super) mod people;
pub(super) mod transcript;

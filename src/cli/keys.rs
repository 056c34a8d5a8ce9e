//! `greenroom keys`: the table of keys, for people and for programs.

use super::{Exit, print};

pub(super) fn run(json: bool) -> Exit {
    if json { print(&format!("{:#}\n", crate::keys::json())) } else { print(&crate::keys::columns()) }
}

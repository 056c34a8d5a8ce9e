//! `--dry-run`: what would be sent.

use super::super::base::Base;
use super::super::find::Found;
use super::super::{Exit, print};
use crate::meet::names::SpaceName;
use crate::meet::preview::Preview;

/// Prints the requests.
pub(in crate::cli) fn requests(all: &[Preview]) -> Exit {
    print(&all.iter().map(Preview::to_string).collect::<String>())
}

/// The look at the server that tells which space a code belongs to.
pub(in crate::cli) fn look(base: &Base<'_>, found: &Found) -> Preview {
    Preview::get(&base.around.endpoint, &found.asked)
}

/// A name for requests about a space; `spaces/ID` for one that only the server can name.
pub(in crate::cli) fn name(found: &Found) -> Option<SpaceName> {
    let known = found.name().or_else(|| found.entry.as_ref().map(|entry| &entry.name));
    known.cloned().or_else(|| "spaces/ID".parse().ok())
}

/// A command that changes this computer alone.
pub(in crate::cli) fn here(base: &Base<'_>, found: Option<&Found>) -> Exit {
    let ask = found.filter(|found| found.entry.is_none()).map(|found| look(base, found));
    base.say("Nothing would be changed at Google: only the list on this computer, and that was left as it is.");
    requests(ask.as_slice())
}

//! The words of the co-hosts tab that more than one place needs.

use crate::app::App;
use crate::book::{RowId, Tally};
use crate::meet::error::{Kind, MeetError};
use crate::meet::names::MemberName;

/// Most addresses that a question names.
const NAMED: usize = 6;

/// So many people.
pub(super) fn people(count: usize) -> String {
    if count == 1 { "1 person".into() } else { format!("{count} people") }
}

/// So many changes, as the beginning of a sentence about what they were.
pub(super) fn changes(count: usize) -> String {
    if count == 1 { "1 change was".into() } else { format!("{count} changes were") }
}

/// Why somebody was not added, in two or three words beside the address.
pub(super) fn short(error: &MeetError) -> &'static str {
    match error {
        MeetError::NoSuchAccount { .. } => "no Google account",
        MeetError::AlreadyExists { .. } => "a member already",
        MeetError::InvalidArgument { .. } => "not accepted",
        MeetError::RateLimited { .. } => "too many changes",
        MeetError::ScopeMissing { .. } => "not granted",
        MeetError::Unreachable { .. } | MeetError::TimedOut { .. } => "no connection",
        _ => match error.kind() {
            Kind::NotSignedIn => "signed out",
            Kind::NotPermitted => "refused",
            Kind::NotFound | Kind::Unavailable | Kind::Failed => "not added",
        },
    }
}

/// What came of a line of changes; nothing when nothing was done.
pub(super) fn summary(tally: &Tally, title: &str) -> Option<String> {
    let part = |count: usize, words: &str| (count > 0).then(|| format!("{count} {words}"));
    let parts = [
        part(tally.added, "added"),
        part(tally.changed, if tally.changed == 1 { "role changed" } else { "roles changed" }),
        part(tally.removed, "taken off"),
        part(tally.failed, "not done"),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    (!parts.is_empty()).then(|| format!("{title}: {}", parts.join(", ")))
}

impl App {
    /// The address of a member, or what there is of one.
    pub(super) fn address(&self, id: RowId, name: &MemberName) -> String {
        let email = self.members(id).and_then(|members| members.get(name)?.email.clone());
        crate::text::clean(email.as_deref().unwrap_or(name.as_str())).into_owned()
    }

    /// Their addresses, the first few of them, a line each.
    pub(super) fn in_short<'a>(&self, id: RowId, names: impl ExactSizeIterator<Item = &'a MemberName>) -> Vec<String> {
        let more = names.len().saturating_sub(NAMED);
        let mut lines: Vec<String> = names.take(NAMED).map(|name| self.address(id, name)).collect();
        if more > 0 {
            lines.push(format!("and {more} more"));
        }
        lines
    }

    /// Which cause of a refusal without a reason is the likely one.
    pub(super) fn whose_words(&self, id: RowId) -> &'static str {
        let facts = self.book.card(id).and_then(|card| card.facts.as_ref());
        match facts.map(|facts| facts.space.config.is_some()) {
            Some(true) => {
                "Google shows you its settings, so it is yours: most likely it was made with another OAuth client, or in Calendar."
            }
            Some(false) => "Google does not show you its settings: most likely it is somebody else's.",
            None => "",
        }
    }
}

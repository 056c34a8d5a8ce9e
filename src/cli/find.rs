//! SPACE: a join link, a code, `spaces/ID`, or the person's own name for it.
//!
//! Owns how such a word is read. What can only be a link or a resource name is one; any other word is first looked for among the
//! person's own names, for *interviews* has the ten letters of a code.

use std::io::IsTerminal as _;

use jiff::Timestamp;

use super::base::{Base, title};
use super::net::Net;
use super::{Exit, exit};
use crate::meet::names::{NameError, SpaceName, SpaceRef};
use crate::meet::resources::Space;
use crate::panes::details::LINK_IS_FRESH;
use crate::store::{Entry, Store};
use crate::text;

/// How many are listed where it is not clear which is meant.
const LISTED: usize = 10;

/// A space that was found in the list, or that the server alone can find.
#[derive(Debug, Clone)]
pub(super) struct Found {
    /// Its row, where it has one.
    pub(super) entry: Option<Entry>,
    /// What the server is to be asked for.
    pub(super) asked: SpaceRef,
}

impl Found {
    fn row(entry: Entry) -> Self {
        Self { asked: SpaceRef::Name(entry.name.clone()), entry: Some(entry) }
    }

    /// The lasting name, where it is sure without asking.
    pub(super) fn name(&self) -> Option<&SpaceName> {
        match &self.asked {
            SpaceRef::Name(name) => Some(name),
            SpaceRef::Code(_) => None,
        }
    }

    /// What to call it.
    pub(super) fn title(&self) -> String {
        match &self.entry {
            Some(_) => title(self.entry.as_ref(), None),
            None => self.asked.to_string(),
        }
    }

    /// Asks the server, and keeps what it says where the space is in the list. A code may have come to another space than the one
    /// that the list had it for: what comes back is the space that was meant, and its row.
    pub(super) fn fetch(&self, net: &mut Net, store: Option<&mut Store>) -> Result<(Space, Option<Entry>), Exit> {
        let asked = self.asked.clone();
        let what = format!("{} could not be read", self.title());
        let space = net.ask(&what, |client| async move { client.get_space(&asked).await })?;
        let entry = Base::learn(store, &space);
        Ok((space, entry))
    }

    /// The row of a space; one that is not in the list is looked up and put there.
    pub(super) fn keep(self, base: &mut Base<'_>, store: &mut Store) -> Result<Entry, Exit> {
        if let Some(entry) = self.entry {
            return Ok(entry);
        }
        let (space, entry) = self.fetch(&mut Net::open(base)?, Some(store))?;
        match entry {
            Some(entry) => Ok(entry),
            None => Base::keep(store, &space),
        }
    }
}

/// Whether what was learnt then of a code or a link still counts.
pub(super) fn is_fresh(learnt: Option<Timestamp>, now: Timestamp) -> bool {
    learnt.is_some_and(|learnt| {
        // A time in the future comes from a wrong clock and proves nothing.
        std::time::Duration::try_from(now.duration_since(learnt)).is_ok_and(|age| age <= LINK_IS_FRESH)
    })
}

/// What the word means. Asks no server.
///
/// # Errors
///
/// Code 2 where several are called so (they are listed) or the word cannot be meant for a space, 5 where nothing is.
pub(super) fn find(word: &str, store: Option<&Store>) -> Result<Found, Exit> {
    let read = word.parse::<SpaceRef>();
    let called = match (&read, store) {
        (Ok(SpaceRef::Name(name)), _) => {
            let entry = store.map(|store| store.entry(name)).transpose().map_err(|error| unreadable(&error))?.flatten();
            return Ok(Found { entry, asked: SpaceRef::Name(name.clone()) });
        }
        (_, Some(store)) => called(word, read.as_ref().ok(), store).map_err(|error| unreadable(&error))?,
        (_, None) => Vec::new(),
    };
    match (called.len(), read) {
        (1, read) => {
            let Some(entry) = called.into_iter().next() else { return Err(nothing(word, store)) };
            let by_name = entry.label.as_deref().is_some_and(|label| same(label, word));
            Ok(match read {
                // The code may belong to another space by now.
                Ok(code @ SpaceRef::Code(_)) if !by_name && !is_fresh(entry.learnt, Timestamp::now()) => {
                    Found { entry: Some(entry), asked: code }
                }
                _ => Found::row(entry),
            })
        }
        (0, Ok(asked)) => Ok(Found { entry: None, asked }),
        (0, Err(NameError::NotAName)) => Err(nothing(word, store)),
        (0, Err(error)) => Err(Exit::Usage(format!("SPACE: {error}"))),
        _ => Err(several(word, &called)),
    }
}

fn unreadable(error: &crate::store::StoreError) -> Exit {
    exit::store("The list of spaces could not be read", error)
}

/// The rows that the word may mean: those of exactly that name, or else in another case; and those of that code.
fn called(word: &str, read: Option<&SpaceRef>, store: &Store) -> Result<Vec<Entry>, crate::store::StoreError> {
    let found = called_exactly(word.trim(), read, store)?;
    let clean = text::clean(word);
    // A name that was given with line ends or tabs is kept without them.
    if found.is_empty() && clean != word { called_exactly(clean.trim(), read, store) } else { Ok(found) }
}

fn called_exactly(word: &str, read: Option<&SpaceRef>, store: &Store) -> Result<Vec<Entry>, crate::store::StoreError> {
    let mut found = store.called(word)?;
    if found.is_empty() && !word.is_ascii() {
        let lower = word.to_lowercase();
        store.each(|entry| {
            if entry.label.as_deref().is_some_and(|label| label.to_lowercase() == lower) {
                found.push(entry);
            }
        })?;
    }
    if let Some(SpaceRef::Code(code)) = read
        && code.as_str() != word
    {
        for entry in store.called(code.as_str())? {
            if found.iter().all(|other| other.name != entry.name) {
                found.push(entry);
            }
        }
    }
    if found.iter().any(|entry| entry.label.as_deref() == Some(word)) {
        found.retain(|entry| entry.label.as_deref() == Some(word));
    }
    Ok(found)
}

fn same(label: &str, word: &str) -> bool {
    label.to_lowercase() == word.trim().to_lowercase()
}

fn several(word: &str, entries: &[Entry]) -> Exit {
    let shown = entries.iter().take(LISTED).map(|entry| {
        let link = entry.code.as_deref().map(|code| format!("  https://meet.google.com/{}", text::clean(code)));
        let label = entry.label.as_deref().map(|label| format!("  {}", text::clean(label)));
        format!("\n  {}{}{}", entry.name, link.unwrap_or_default(), label.unwrap_or_default())
    });
    let more = entries.len().saturating_sub(LISTED);
    let more = if more > 0 { format!("\n  … and {more} more") } else { String::new() };
    let lines: String = shown.collect();
    Exit::Usage(format!("{} spaces are called \"{}\". Say which by its link or name:{lines}{more}", entries.len(), bounded(word)))
}

fn nothing(word: &str, store: Option<&Store>) -> Exit {
    let mut near = Vec::new();
    let lower = word.trim().to_lowercase();
    if let Some(store) = store
        && lower.chars().count() >= 2
    {
        // Where the list cannot be read, that is told by what reads it next.
        let _unreadable = store.each(|entry| {
            if near.len() < 3
                && let Some(label) = entry.label.as_deref().filter(|label| label.to_lowercase().contains(&lower))
            {
                near.push(format!("\"{}\"", bounded(label)));
            }
        });
    }
    let hint = if near.is_empty() {
        "Give a Meet link, a code such as abc-mnop-xyz, or spaces/ID; greenroom list shows the list.".to_owned()
    } else {
        format!("Did you mean {}?", near.join(" or "))
    };
    Exit::NotFound(format!("no space in the list is called \"{}\". {hint}", bounded(word)))
}

fn bounded(word: &str) -> String {
    text::fit(&text::clean(word), 60).into_owned()
}

/// Ends a dangerous command without a person to ask and without `--yes`. To be called before anything is done.
pub(super) fn sure_or_asked(base: &Base<'_>, what: &str) -> Result<(), Exit> {
    let somebody = std::io::stdin().is_terminal() && std::io::stderr().is_terminal();
    if base.args.yes || base.args.dry_run || somebody {
        return Ok(());
    }
    Err(Exit::Usage(format!("{what} Without a terminal to ask on, say --yes to that; nothing was done")))
}

#[cfg(test)]
#[path = "find_tests.rs"]
mod tests;

//! The list as the store keeps it: pieces of it arrive, and other programs change it.

use std::collections::HashSet;

use super::{App, Undo};
use crate::book::RowId;
use crate::effect::{Effect, StoreReply, Trouble};
use crate::store::Entry;

impl App {
    pub(super) fn stored(&mut self, reply: StoreReply, effects: &mut Vec<Effect>) {
        match reply {
            StoreReply::Entries { entries, last } => self.entries(entries, last),
            StoreReply::Watched(names) => self.watched(names, effects),
            StoreReply::Facts(name, facts) => {
                if let Some(facts) = facts
                    && let Some(id) = self.book.find(&name)
                {
                    let card = self.book.card_mut(id);
                    if card.facts.as_ref().is_none_or(|known| known.learnt < facts.learnt) {
                        card.facts = Some(*facts);
                    }
                }
            }
            StoreReply::Forgot(known) => self.undo.push(Undo::Forget(known)),
            StoreReply::Failed { what, error } => {
                let what = format!("Could not {what}");
                self.fail(Trouble { what, why: error.why(), next: error.next_step(), at: self.clock.now }, effects);
            }
        }
    }

    /// A piece of the list. What changed here meanwhile is newer than what the store read.
    pub(super) fn entries(&mut self, entries: Vec<Entry>, last: bool) {
        let again = self.spaces.loaded;
        for entry in entries {
            let known = self.book.find(&entry.name);
            if let Some(id) = known.filter(|_| again) {
                // Another program changed it.
                self.book.change(id, |row| {
                    row.label = entry.label;
                    row.pinned = entry.pinned;
                });
                self.read_rows.insert(id);
            } else if known.is_none() {
                let id = self.book.put(entry.into());
                if again {
                    self.read_rows.insert(id);
                }
            }
        }
        if last {
            let read = std::mem::take(&mut self.read_rows);
            if again {
                self.drop_what_is_gone(&read);
            }
            self.spaces.loaded = true;
        }
    }

    /// Another program forgot them.
    pub(super) fn drop_what_is_gone(&mut self, read: &HashSet<RowId>) {
        let here = |id: &RowId| read.contains(id) || self.fresh_rows.contains(id);
        let gone: Vec<RowId> = self.book.order().iter().copied().filter(|id| !here(id)).collect();
        for id in gone {
            self.book.remove(id);
            self.spaces.unmark(id);
        }
    }
}

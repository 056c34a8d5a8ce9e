//! What a key does to all marked spaces here, without changing anything at Google: pin, forget, copy, look again.

use std::collections::HashSet;

use super::super::{App, Undo};
use super::plural;
use crate::book::{Doing, RowId};
use crate::bulk::{Bulk, Item};
use crate::effect::{Clip, Effect, Request, StoreOp};
use crate::keys::Action;
use crate::meet::names::SpaceName;
use crate::overlays::Overlay;
use crate::overlays::confirm::{Confirm, Question};
use crate::overlays::copy_menu::Several;

impl App {
    pub(super) fn ask_to_forget_several(&mut self, marked: &[RowId]) {
        let count = marked.len();
        let mut lines = vec![
            "They go from this list only. The spaces, their links and settings live on at Google; ‹undo› undoes it.".to_owned(),
        ];
        lines.extend(self.hidden_words());
        let title = format!("Forget {count} space{}?", plural(count));
        let confirm = Confirm::new(Question::ForgetAll(marked.to_vec()), title, lines, "forget them");
        self.overlays.push(Overlay::Confirm(confirm.about(self.titles(marked))));
    }

    pub(in super::super) fn forget_several(&mut self, rows: &[RowId], effects: &mut Vec<Effect>) {
        // One that is being made has no name yet: its link would be lost.
        let making = |id: &RowId| self.book.card(*id).is_some_and(|card| card.doing == Some(Doing::Creating));
        let (kept, gone): (Vec<RowId>, Vec<RowId>) = rows.iter().copied().partition(making);
        let removed = self.book.remove_all(&gone);
        let count = removed.len();
        let names: Vec<SpaceName> = removed.into_iter().filter_map(|row| row.name).collect();
        for id in &gone {
            self.spaces.unmark(*id);
        }
        let forgotten: HashSet<SpaceName> = names.iter().cloned().collect();
        self.after.retain(|(wanted, _)| !forgotten.contains(wanted));
        self.spaces.total = self.spaces.total.saturating_sub(count);
        if !names.is_empty() {
            effects.push(Effect::Store(StoreOp::Forget(names)));
        }
        let but = if kept.is_empty() { "" } else { ", but for what is being made" };
        self.tell(format!("Forgot {count} space{}{but}; ‹undo› brings {} back", plural(count), them(count)), effects);
    }

    /// Pins all of them, or none any more where all are pinned.
    pub(super) fn pin_several(&mut self, marked: &[RowId], effects: &mut Vec<Effect>) {
        let pinned = |id: &RowId| self.book.row(*id).is_some_and(|row| row.pinned);
        let pin = !marked.iter().all(pinned);
        let changed: Vec<RowId> = marked.iter().copied().filter(|id| pinned(id) != pin).collect();
        let names: Vec<SpaceName> = changed.iter().filter_map(|id| self.book.row(*id)?.name.clone()).collect();
        self.put_pins(&changed, names.clone(), pin, effects);
        self.undo.push(Undo::Pins(names, pin));
        let count = changed.len();
        let spaces = format!("{count} space{}", plural(count));
        let u = self.keymap.key_of(Action::Undo);
        let words = if pin { format!("Pinned {spaces} to the top") } else { format!("{spaces} no longer pinned") };
        self.tell(format!("{words}; {u} undoes it"), effects);
    }

    fn put_pins(&mut self, rows: &[RowId], names: Vec<SpaceName>, pinned: bool, effects: &mut Vec<Effect>) {
        self.book.pin_all(rows, pinned);
        if !names.is_empty() {
            effects.push(Effect::Store(StoreOp::Pin(names, pinned)));
        }
    }

    pub(in super::super) fn undo_pins(&mut self, names: Vec<SpaceName>, pinned: bool, effects: &mut Vec<Effect>) {
        let rows: Vec<RowId> = names.iter().filter_map(|name| self.book.find(name)).collect();
        let count = rows.len();
        self.put_pins(&rows, names, !pinned, effects);
        let what = if pinned { "no longer pinned" } else { "pinned again" };
        self.tell(format!("{count} space{} {what}", plural(count)), effects);
    }

    /// The links of all of them, or what else was chosen, one a line.
    pub(in super::super) fn copy_several(&mut self, rows: &[RowId], what: Several, effects: &mut Vec<Effect>) {
        let stale: Vec<RowId> =
            if what.holds_the_link() { rows.iter().copied().filter(|id| self.link_is_stale(*id)).collect() } else { Vec::new() };
        let items: Vec<Item> = stale.into_iter().filter_map(|id| self.item(id, |name| Request::Get(name.into()))).collect();
        if items.is_empty() {
            return self.copy_several_now(rows, what, effects);
        }
        if let Some(why) = self.bulk_reason(false) {
            let count = items.len();
            let told = self.trouble_of(
                "Nothing was copied",
                &format!("{count} of the links were learnt more than a day ago, and a code can come to belong to another space: they are fetched first. But {why}."),
                "Try again when that is so; ‹show_link› shows an old link.",
            );
            return self.fail(told, effects);
        }
        self.copy_after = Some((rows.to_vec(), what));
        self.start_bulk(Bulk { title: "Fetch the links first".into(), items, left_out: Vec::new() }, effects);
    }

    /// What is fresh of it.
    pub(in super::super) fn copy_several_now(&mut self, rows: &[RowId], what: Several, effects: &mut Vec<Effect>) {
        let fresh = |id: &&RowId| !what.holds_the_link() || !self.link_is_stale(**id);
        let lines: Vec<String> = rows
            .iter()
            .filter(fresh)
            .filter_map(|id| what.line(&self.space_of(*id)?, self.book.row(*id)?.label.as_deref()))
            .collect();
        let (count, missing) = (lines.len(), rows.len() - lines.len());
        if count == 0 {
            return self.refuse("Nothing was copied: none of them could be had; ‹problems› says why", effects);
        }
        let but = if missing > 0 { format!(", without the {missing} that could not be had") } else { String::new() };
        let text = lines.join("\n");
        effects.push(Effect::Copy(Clip { text, what: format!("{}{but}", what.words(count)), secret: false }));
    }

    /// Asks about all of them, a few at a time.
    pub(super) fn refresh_several(&mut self, marked: &[RowId], effects: &mut Vec<Effect>) {
        for id in marked {
            if self.book.card(*id).is_some() {
                let card = self.book.card_mut(*id);
                (card.trouble, card.reading) = (None, None);
            }
        }
        let asked = self.sweep_these(marked, effects);
        let words = if asked < marked.len() {
            format!("Asking about the first {asked} of {}: Google allows 600 reads a minute", marked.len())
        } else {
            format!("Asking about {asked}")
        };
        self.tell(words, effects);
    }
}

fn them(count: usize) -> &'static str {
    if count == 1 { "it" } else { "them" }
}

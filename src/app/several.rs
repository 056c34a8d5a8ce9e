//! Marks, and what a key changes at Google of all marked spaces at once; `several/here.rs` has what stays here. In the details and
//! settings the keys are about the one space shown.

mod here;

use super::{App, Focus};
use crate::book::{Doing, RowId};
use crate::bulk::{Bulk, Item};
use crate::effect::{Effect, Key, Request};
use crate::keys::Action;
use crate::meet::names::SpaceName;
use crate::meet::patch::SpacePatch;
use crate::meet::resources::AccessType;
use crate::meet::settings::Setting;
use crate::overlays::Overlay;
use crate::overlays::access_menu::AccessMenu;
use crate::overlays::confirm::{Confirm, Question};
use crate::overlays::copy_menu::{CopyMenu, Several};
use crate::panes::details::people;

/// Live spaces of which it is asked how many people are in them before they are ended.
const COUNTED: usize = 8;

impl App {
    /// True when an action is about the marked spaces and not about the one under the cursor.
    pub(super) fn acts_on_several(&self, action: Action) -> bool {
        self.spaces.marks() > 0
            && self.focus == Focus::Spaces
            && !self.everything
            && !self.activity.shown
            && action.takes_several()
    }

    /// Marked spaces that are there, in list order.
    #[must_use]
    pub fn marked(&self) -> Vec<RowId> {
        self.spaces.marked(&self.book)
    }

    /// What is asked of a space that has a name by now.
    #[must_use]
    pub fn item(&self, id: RowId, request: impl FnOnce(SpaceName) -> Request) -> Option<Item> {
        let space = self.book.row(id)?.name.clone()?;
        Some(Item { title: self.title(id), request: request(space.clone()), space })
    }

    /// `Space`: marks, and goes on.
    pub(super) fn mark(&mut self, effects: &mut Vec<Effect>) {
        let first = self.spaces.marks() == 0;
        self.spaces.mark(&self.book);
        if first {
            self.tell("Marked: ‹next_access›, ‹apply_preset›, ‹end›, ‹copy›, ‹pin›, ‹watch›, ‹refresh› and ‹forget› act on all marked ones now; ‹back› drops the marks", effects);
        } else {
            self.note = None;
        }
    }

    /// `*`: all that are shown, or none.
    pub(super) fn mark_all(&mut self, effects: &mut Vec<Effect>) {
        let before = self.spaces.marks();
        let marked = self.spaces.mark_all(&self.book);
        let changed = self.spaces.marks().abs_diff(before);
        let unread = if self.spaces.loaded { "" } else { "; the list is still being read" };
        let words = match (marked, self.spaces.marks()) {
            (true, all) if all == changed => format!("Marked all {all} that are shown{unread}; ‹back› drops the marks"),
            (true, all) => format!("Marked {changed} more: {all} are marked{unread}"),
            (false, 0) => "Nothing is marked any more".into(),
            (false, left) => format!("No longer marked: all {changed} that are shown; {left} others still are"),
        };
        self.tell(words, effects);
    }

    /// Why this cannot be done to the marked ones, if it cannot. Every frame asks: what needs a look at each of them is told when
    /// the key is pressed.
    pub(super) fn several_reason(&self, action: Action) -> Option<String> {
        match action {
            Action::NextAccess | Action::End | Action::ApplyPreset => self.bulk_reason(true).or_else(|| {
                let none = action == Action::End && self.book.live() == 0;
                none.then(|| "no conference is running in any space, as far as is known; ‹refresh› asks about the marked".into())
            }),
            _ => None,
        }
    }

    /// Does it to all marked spaces.
    pub(super) fn perform_on_several(&mut self, action: Action, effects: &mut Vec<Effect>) {
        let marked = self.marked();
        match action {
            Action::NextAccess => self.ask_access(&marked, effects),
            Action::End => self.ask_to_end_several(&marked, effects),
            Action::Copy => self.copy_several(&marked, Several::Links, effects),
            Action::CopyMenu => self.overlays.push(Overlay::CopyMenu(CopyMenu::several(marked.len()))),
            Action::Pin => self.pin_several(&marked, effects),
            Action::Watch => self.watch(&marked, effects),
            Action::Refresh => self.refresh_several(&marked, effects),
            Action::Forget => self.ask_to_forget_several(&marked),
            Action::ApplyPreset => self.choose_preset_for_several(marked, effects),
            _ => {}
        }
    }

    pub(super) fn titles(&self, rows: &[RowId]) -> Vec<String> {
        rows.iter().map(|id| self.title(*id)).collect()
    }

    /// What a filter hides is said before it is changed.
    pub(super) fn hidden_words(&self) -> Option<String> {
        match self.spaces.hidden_marks(&self.book) {
            0 => None,
            1 => Some("1 of them is hidden by the filter.".into()),
            hidden => Some(format!("{hidden} of them are hidden by the filter.")),
        }
    }

    /// Those of the marked that are no one's business but others': the server does not tell who may join.
    pub(super) fn is_not_owned(&self, id: RowId) -> bool {
        self.book.row(id).is_some_and(|row| row.access.is_none() && row.learnt.is_some())
    }

    fn ask_access(&mut self, marked: &[RowId], effects: &mut Vec<Effect>) {
        if marked.iter().all(|id| self.is_not_owned(*id)) {
            return self.refuse("only the owner sees and changes who may join, and you own none of the marked", effects);
        }
        let now = Setting::Access
            .choices()
            .iter()
            .map(|choice| {
                let has = |id: &&RowId| {
                    let access = self.book.row(**id).and_then(|row| row.access.as_ref());
                    access.is_some_and(|access| access.as_str() == choice.sent)
                };
                marked.iter().filter(has).count()
            })
            .collect();
        let others = marked.iter().filter(|id| self.is_not_owned(**id)).count();
        let others = (others > 0).then(|| format!("{others} of them you do not own: these are left out."));
        let note: Vec<String> = self.hidden_words().into_iter().chain(others).collect();
        let note = (!note.is_empty()).then(|| note.join(" "));
        self.overlays.push(Overlay::Access(AccessMenu::new(self.titles(marked), now, note)));
    }

    /// Who may join all marked spaces: one change each.
    pub(super) fn set_access(&mut self, access: &AccessType, effects: &mut Vec<Effect>) {
        let marked = self.marked();
        let mut bulk = Bulk { title: format!("Access to {}", access.word()), items: Vec::new(), left_out: Vec::new() };
        for id in marked {
            let patch = SpacePatch::new().access(access.clone());
            match self.item(id, |name| Request::Patch(name, Box::new(patch))) {
                Some(_) if self.is_not_owned(id) => {
                    bulk.left_out.push((self.title(id), "Only the owner sees and changes who may join.".into()));
                }
                Some(item) => bulk.items.push(item),
                None => bulk.left_out.push((self.title(id), "It is not made yet.".into())),
            }
        }
        self.start_bulk(bulk, effects);
    }

    fn live(&self, rows: &[RowId]) -> Vec<RowId> {
        let live = |id: &RowId| self.book.row(*id).is_some_and(|row| row.live && row.name.is_some());
        let ending = |id: &RowId| self.book.card(*id).is_some_and(|card| matches!(card.doing, Some(Doing::Ending { .. })));
        rows.iter().copied().filter(|id| live(id) && !ending(id)).collect()
    }

    fn ask_to_end_several(&mut self, marked: &[RowId], effects: &mut Vec<Effect>) {
        let live = self.live(marked);
        let count = live.len();
        if count == 0 {
            let words =
                format!("no conference is running in any of the {} marked, as far as is known; ‹refresh› asks", marked.len());
            return self.refuse(words, effects);
        }
        let title = format!("End the call{} in {count} space{}?", plural(count), plural(count));
        let confirm = Confirm::new(Question::EndAll(live.clone()), title, self.end_several_lines(&live), "end them");
        self.overlays.push(Overlay::Confirm(confirm.about(self.end_several_names(&live))));
        for id in live.into_iter().take(COUNTED) {
            self.read_conference(id, effects);
        }
    }

    fn end_several_lines(&self, live: &[RowId]) -> Vec<String> {
        let rest = self.spaces.marks().saturating_sub(live.len());
        let mut lines = vec!["They end for everybody. The spaces and their links stay.".to_owned()];
        match rest {
            0 => {}
            1 => lines.push("No call is known to run in the other marked one.".into()),
            rest => lines.push(format!("No call is known to run in the other {rest} marked ones.")),
        }
        lines.extend(self.hidden_words());
        lines
    }

    fn end_several_names(&self, live: &[RowId]) -> Vec<String> {
        let dot = self.theme.signs.dot;
        let name = |id: &RowId| match self.book.card(*id).and_then(|card| card.running) {
            Some((running, _)) => format!("{}{dot}{}", self.title(*id), people(running.people)),
            None => self.title(*id),
        };
        live.iter().map(name).collect()
    }

    /// More is known of who is in them: an open question says it.
    pub(super) fn explain_end_of_several(&mut self) {
        let asked = self.overlays.iter().find_map(|overlay| match overlay {
            Overlay::Confirm(confirm) => match confirm.question() {
                Question::EndAll(rows) => Some(rows.clone()),
                _ => None,
            },
            _ => None,
        });
        let Some(rows) = asked else { return };
        let names = self.end_several_names(&rows);
        for overlay in &mut self.overlays {
            if let Overlay::Confirm(confirm) = overlay
                && matches!(confirm.question(), Question::EndAll(_))
            {
                confirm.name(names.clone());
            }
        }
    }

    pub(super) fn end_several(&mut self, rows: &[RowId], effects: &mut Vec<Effect>) {
        // What ended while the question stood needs no ending.
        let items: Vec<Item> = self.live(rows).into_iter().filter_map(|id| self.item(id, Request::End)).collect();
        if items.is_empty() {
            return self.tell("Their calls were already over", effects);
        }
        self.start_bulk(Bulk { title: "End the calls".into(), items, left_out: Vec::new() }, effects);
    }

    /// Whether a change of this space is on its way, and whose.
    pub(super) fn changing_reason(&self, id: RowId) -> Option<String> {
        let sent = self.book.card(id).is_some_and(|card| card.sent);
        sent.then(|| "it is being changed: wait until it is answered".to_owned())
    }

    /// The key of a part of what is done to several.
    pub(super) fn is_one_of_many(key: &Key) -> bool {
        matches!(key, Key::OneOfMany(_))
    }
}

/// The ending of a word for so many.
pub(super) fn plural(count: usize) -> &'static str {
    if count == 1 { "" } else { "s" }
}

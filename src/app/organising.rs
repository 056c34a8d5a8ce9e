//! The person's own order: look up, rename, pin, forget, undo.

use super::{App, Undo};
use crate::book::{Doing, RowId};
use crate::effect::{Effect, Key, Request, StoreOp, Trouble};
use crate::meet::names::{SpaceName, SpaceRef};
use crate::overlays::confirm::{Confirm, Question};
use crate::overlays::prompt::{Prompt, Purpose};
use crate::overlays::{self, Overlay};
use crate::store::Known;

impl App {
    pub(super) fn ask_what_to_look_up(&mut self) {
        let hint = "A Meet link, a code such as abc-mnop-xyz, or spaces/ID. What is found is kept in the list.";
        self.overlays.push(Overlay::Prompt(Prompt::new(Purpose::LookUp, "Look up a space", hint, "")));
    }

    /// The text of the look-up prompt.
    pub(super) fn look_up_text(&mut self, text: &str, effects: &mut Vec<Effect>) {
        let result = text.parse::<SpaceRef>();
        let now = self.clock.now;
        let Some(Overlay::Prompt(prompt)) = self.overlays.last_mut() else { return };
        match result {
            Ok(space) => {
                prompt.busy = Some("asking Google".into());
                prompt.trouble = None;
                self.looking_up = Some(space.clone());
                effects.push(self.call(Key::LookUp, Request::Get(space)));
            }
            Err(error) => {
                prompt.trouble = Some(Trouble {
                    what: "Nothing was looked up".into(),
                    why: sentence(&error.to_string()),
                    next: "Mend it and press Enter, or Esc.".into(),
                    at: now,
                });
            }
        }
    }

    /// A link was pasted where no text is wanted.
    pub(super) fn pasted(&mut self, text: &str, effects: &mut Vec<Effect>) {
        match text.parse::<SpaceRef>() {
            Ok(space) => match self.find_known(&space) {
                Some(id) => {
                    self.spaces.clear_filter();
                    self.spaces.go_to(id);
                    let title = self.title(id);
                    self.tell(format!("{title} is in the list already"), effects);
                }
                None => self.overlays.push(overlays::offer_look_up(space)),
            },
            Err(error) => self.refuse(format!("Pasted, but {error}"), effects),
        }
    }

    fn find_known(&self, space: &SpaceRef) -> Option<RowId> {
        match space {
            SpaceRef::Name(name) => self.book.find(name),
            SpaceRef::Code(code) => {
                let is_it = |id: &&RowId| self.book.row(**id).and_then(|row| row.code.as_deref()) == Some(code.as_str());
                // An old code may belong to another space by now: then it is looked up.
                self.book.order().iter().find(is_it).copied().filter(|id| !self.link_is_stale(*id))
            }
        }
    }

    pub(super) fn look_up(&mut self, space: SpaceRef, effects: &mut Vec<Effect>) {
        self.tell(format!("Looking up {space}"), effects);
        self.looking_up = Some(space.clone());
        effects.push(self.call(Key::LookUp, Request::Get(space)));
    }

    pub(super) fn ask_name(&mut self, id: RowId) {
        let label = self.book.row(id).and_then(|row| row.label.as_deref()).unwrap_or("").to_owned();
        let hint = "Your name for it, kept here: Google has none. Empty takes the name away.";
        self.overlays.push(Overlay::Prompt(Prompt::new(Purpose::Rename(id), "Rename", hint, &label)));
    }

    pub(super) fn pin(&mut self, id: RowId, effects: &mut Vec<Effect>) {
        let Some((pinned, Some(name))) = self.book.row(id).map(|row| (!row.pinned, row.name.clone())) else { return };
        self.book.change(id, |row| row.pinned = pinned);
        effects.push(Effect::Store(StoreOp::Pin(vec![name], pinned)));
        let title = self.title(id);
        self.tell(if pinned { format!("Pinned {title} to the top") } else { format!("{title} is no longer pinned") }, effects);
    }

    pub(super) fn ask_to_forget(&mut self, id: RowId, effects: &mut Vec<Effect>) {
        if self.book.card(id).is_some_and(|card| card.doing == Some(Doing::NotCreated)) {
            return self.dismiss(id, effects);
        }
        let lines =
            vec!["It goes from this list only. The space, its link and its settings live on at Google; ‹undo› undoes it.".into()];
        let title = format!("Forget {}?", self.title(id));
        self.overlays.push(Overlay::Confirm(Confirm::new(Question::Forget(id), title, lines, "forget it")));
    }

    pub(super) fn forget(&mut self, id: RowId, effects: &mut Vec<Effect>) {
        let title = self.title(id);
        let row = self.book.remove(id);
        self.spaces.unmark(id);
        let Some(name) = row.and_then(|row| row.name) else { return };
        self.after.retain(|(wanted, _)| *wanted != name);
        effects.push(Effect::Store(StoreOp::Forget(vec![name])));
        self.spaces.total = self.spaces.total.saturating_sub(1);
        self.tell(format!("Forgot {title}; ‹undo› brings it back"), effects);
    }

    pub(super) fn can_undo(&self) -> bool {
        !self.undo.is_empty()
    }

    pub(super) fn undo(&mut self, effects: &mut Vec<Effect>) {
        match self.undo.pop() {
            Some(Undo::Forget(known)) => self.bring_back(known, effects),
            Some(Undo::Pins(names, pinned)) => self.undo_pins(names, pinned, effects),
            Some(Undo::Rename(name, label)) => {
                if let Some(id) = self.book.find(&name) {
                    self.book.change(id, |row| row.label.clone_from(&label));
                    self.spaces.go_to(id);
                    let title = self.title(id);
                    self.tell(format!("It is called {title} again"), effects);
                }
                effects.push(Effect::Store(StoreOp::Rename(name, label)));
            }
            None => {}
        }
    }

    /// What was forgotten together comes back together, and marked if it was several.
    fn bring_back(&mut self, known: Vec<Known>, effects: &mut Vec<Effect>) {
        let several = known.len() > 1;
        let mut first = None;
        for known in &known {
            let id = self.book.put(known.entry.clone().into());
            self.fresh_rows.insert(id);
            if let Some(facts) = known.facts.as_ref().filter(|_| !several) {
                self.book.card_mut(id).facts = Some(facts.clone());
            }
            if several {
                self.spaces.put_mark(id);
            }
            first = first.or(Some(id));
        }
        self.spaces.total = self.spaces.total.saturating_add(known.len());
        self.spaces.clear_filter();
        let Some(first) = first else { return };
        self.spaces.go_to(first);
        let watched: Vec<SpaceName> =
            known.iter().map(|known| known.entry.name.clone()).filter(|name| self.book.watched.contains(name)).collect();
        let words = if several {
            format!("{} spaces are back, and marked", known.len())
        } else {
            format!("{} is back", self.title(first))
        };
        effects.push(Effect::Store(StoreOp::Restore(known)));
        if !watched.is_empty() {
            effects.push(Effect::Store(StoreOp::Watch(watched, true)));
        }
        self.tell(words, effects);
    }
}

/// A phrase as a sentence.
fn sentence(phrase: &str) -> String {
    let mut letters = phrase.chars();
    letters.next().map(char::to_uppercase).into_iter().flatten().chain(letters).chain(['.']).collect()
}

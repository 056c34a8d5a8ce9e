//! `n`: the row is there at once, the link in the clipboard as soon as the server answers. One key press is one request.

use std::time::Duration;

use super::App;
use crate::book::{Doing, Row, RowId};
use crate::config::Wanted;
use crate::effect::{Effect, Key, Request, StoreOp, Trouble};
use crate::meet::email::Email;
use crate::meet::error::MeetError;
use crate::meet::patch::SpacePatch;
use crate::meet::resources::Space;
use crate::overlays::Overlay;
use crate::overlays::copy_menu::What;
use crate::overlays::prompt::{LONGEST_NAME, Prompt, Purpose};
use crate::store::{Facts, Known};
use crate::text;

/// How many spaces Google lets an account make in a minute.
pub(super) const A_MINUTE: usize = 10;

impl App {
    /// How long Google will refuse to make another one, if it will.
    pub(super) fn too_many(&self) -> Option<Duration> {
        let oldest = self.made.iter().rev().nth(A_MINUTE - 1)?;
        Duration::from_mins(1).checked_sub(self.clock.age(*oldest)).filter(|left| !left.is_zero())
    }

    /// `n`: with what `[new]` says, and an input for its name.
    pub(super) fn new_space(&mut self, effects: &mut Vec<Effect>) {
        let preset = self.presets.new_space().clone();
        let start = preset.name_for(&self.clock.here()).unwrap_or_default();
        let id = self.make(preset.complete(), None, preset.cohosts, effects);
        let hint = "Enter names it, Esc leaves it unnamed. Either way its link is copied when it comes.";
        self.overlays.push(Overlay::Prompt(Prompt::new(Purpose::NameNew(id), "Name the new space", hint, &start)));
    }

    /// A row for the space, and the one request that makes it with these settings. The guests become its co-hosts once it is made.
    pub(super) fn make(
        &mut self,
        wanted: Wanted,
        label: Option<Box<str>>,
        guests: Vec<Email>,
        effects: &mut Vec<Effect>,
    ) -> RowId {
        let now = self.clock.now;
        self.made.push_back(now);
        if self.made.len() > A_MINUTE {
            self.made.pop_front();
        }
        let id = self.book.put(Row {
            name: None,
            label,
            code: None,
            access: None,
            pinned: false,
            live: false,
            created: Some(now),
            last_seen: now,
            learnt: None,
        });
        self.fresh_rows.insert(id);
        let patch = wanted.iter().fold(SpacePatch::new(), |patch, (setting, choice)| setting.put(patch, *choice));
        let config = (!patch.is_empty()).then(|| Box::new(patch.config().clone()));
        let card = self.book.card_mut(id);
        card.doing = Some(Doing::Creating);
        // What is asked for, to be held against the answer.
        card.draft.sent = Some(wanted);
        if !guests.is_empty() {
            self.guests.insert(id, guests);
        }
        self.spaces.clear_filter();
        self.spaces.go_to(id);
        effects.push(self.call(Key::Create(id), Request::Create(config)));
        id
    }

    pub(super) fn created(&mut self, id: RowId, result: Result<Box<Space>, MeetError>, effects: &mut Vec<Effect>) {
        let now = self.clock.now;
        match result {
            Ok(space) => {
                self.book.change(id, |row| row.name = Some(space.name.clone()));
                let card = self.book.card_mut(id);
                card.doing = None;
                let asked = card.draft.sent.take().unwrap_or_default();
                self.book.learn(id, &space, now);
                if let Some(entry) = self.book.row(id).and_then(Row::entry) {
                    let facts = Some(Facts { space: (*space).clone(), learnt: now });
                    effects.push(Effect::Store(StoreOp::Add(Box::new(Known { entry, facts }))));
                }
                let label = self.book.row(id).and_then(|row| row.label.clone());
                match What::Link.clip(&space, label.as_deref()) {
                    Some(clip) => effects.push(Effect::Copy(clip)),
                    None => self.refuse("Made, but Google sent no link for it: ‹refresh› asks again", effects),
                }
                if let Some(trouble) = self.overruled(&self.title(id), &asked, &space) {
                    self.book.card_mut(id).trouble = Some(trouble.clone());
                    self.fail(trouble, effects);
                }
                self.form_done(id, self.guests.contains_key(&id), effects);
                self.invite_guests(id, effects);
            }
            Err(error) => {
                let what = if matches!(error, MeetError::OutcomeUnknown { .. }) {
                    "It is not known whether a space was made"
                } else {
                    "No space was made"
                };
                let trouble = self.trouble(what, &error);
                self.guests.remove(&id);
                let card = self.book.card_mut(id);
                card.draft.sent = None;
                (card.doing, card.trouble) = (Some(Doing::NotCreated), Some(trouble.clone()));
                // What is surely not made can be tried again from the form, and nothing of it stays in the list.
                if !matches!(error, MeetError::OutcomeUnknown { .. }) && self.form_failed(id, &trouble) {
                    return self.fail(trouble, effects);
                }
                self.form_done(id, false, effects);
                // There is nothing to be named any more.
                self.overlays
                    .retain(|overlay| !matches!(overlay, Overlay::Prompt(prompt) if prompt.purpose == Purpose::NameNew(id)));
                self.fail(trouble, effects);
            }
        }
    }

    /// The person's name for a space; an empty one takes the name away.
    pub(super) fn name_it(&mut self, id: RowId, given: &str, undoable: bool, effects: &mut Vec<Effect>) {
        let clean: String = text::clean(given).trim().chars().take(LONGEST_NAME).collect();
        let label: Option<Box<str>> = (!clean.is_empty()).then(|| clean.into());
        let Some(row) = self.book.row(id) else { return };
        let (old, name) = (row.label.clone(), row.name.clone());
        if old == label {
            return;
        }
        self.book.change(id, |row| row.label.clone_from(&label));
        // While it is being made there is nothing to write yet: the name is stored together with the space.
        let Some(name) = name else { return };
        effects.push(Effect::Store(StoreOp::Rename(name.clone(), label.clone())));
        if undoable {
            self.undo.push(super::Undo::Rename(name, old));
            self.tell(
                label.map_or_else(|| "Its name is gone; ‹undo› brings it back".into(), |label| format!("Named {label}")),
                effects,
            );
        }
    }

    /// A failed making is told again with the whole story.
    pub(super) fn dismiss(&mut self, id: RowId, effects: &mut Vec<Effect>) {
        self.book.remove(id);
        self.spaces.unmark(id);
        self.tell("Taken off the list", effects);
    }

    /// What is said when too many were made.
    pub(super) fn too_many_words(left: Duration) -> String {
        format!("Google allows {A_MINUTE} new spaces a minute: wait {} s", left.as_secs() + 1)
    }

    /// Nothing to do without a server: told, never tried.
    pub(super) fn trouble_of(&self, what: &str, why: &str, next: &str) -> Trouble {
        Trouble { what: what.into(), why: why.into(), next: self.in_words(next.into()), at: self.clock.now }
    }
}

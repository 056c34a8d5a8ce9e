//! `t`: the choice shows at once, one change is sent when the keys rest, and what the server says in the end is what is shown.

use std::time::Duration;

use super::App;
use crate::book::Access;
use crate::effect::{Effect, Key, Request, Timer, Trouble};
use crate::meet::error::MeetError;
use crate::meet::names::SpaceName;
use crate::meet::patch::SpacePatch;
use crate::meet::resources::{AccessType, Space};

/// For how long the keys rest before the choice is sent.
const REST: Duration = Duration::from_millis(600);

impl App {
    pub(super) fn next_access(&mut self, effects: &mut Vec<Effect>) {
        let Some(id) = self.current() else { return };
        let Some((name, Some(now))) = self.book.row(id).map(|row| (row.name.clone(), row.access.clone())) else { return };
        let Some(name) = name else { return };
        let card = self.book.card_mut(id);
        let pending = card.access.take();
        let chosen = pending.as_ref().map_or(&now, |pending| &pending.chosen).next();
        card.access = Some(Access { chosen, sent: pending.and_then(|pending| pending.sent) });
        effects.push(Effect::Wake { after: REST, timer: Timer::Access(name) });
    }

    /// The keys rest. A change that is still on its way goes first: there are never two of one space.
    pub(super) fn access_rests(&mut self, name: &SpaceName, effects: &mut Vec<Effect>) {
        let Some(id) = self.book.find(name) else { return };
        let Some(access) = self.book.card(id).and_then(|card| card.access.clone()) else { return };
        if access.sent.is_some() {
            return;
        }
        if self.book.card(id).is_some_and(crate::book::Card::is_changing) {
            // Another change is on its way: this one follows.
            return effects.push(Effect::Wake { after: REST, timer: Timer::Access(name.clone()) });
        }
        let patch = SpacePatch::new().access(access.chosen.clone());
        effects.push(self.call(Key::Access(name.clone()), Request::Patch(name.clone(), Box::new(patch))));
        let floor = self.generation;
        let card = self.book.card_mut(id);
        // A read that was asked for before this would show the old value again.
        card.floor = floor;
        card.access = Some(Access { sent: Some(access.chosen.clone()), ..access });
    }

    pub(super) fn access_answered(
        &mut self,
        name: &SpaceName,
        generation: u64,
        result: Result<Box<Space>, MeetError>,
        effects: &mut Vec<Effect>,
    ) {
        let Some(id) = self.book.find(name) else { return };
        let Some(access) = self.book.card_mut(id).access.take() else { return };
        let sent = access.sent.clone().unwrap_or_else(|| access.chosen.clone());
        let title = self.title(id);
        match result {
            Ok(space) => {
                self.book.change(id, |row| row.access = space.access().cloned());
                self.changed(id, generation, &space, effects);
                if access.chosen != sent {
                    // The keys went on while the change was under way.
                    self.book.card_mut(id).access = Some(Access { sent: None, ..access });
                    effects.push(Effect::Wake { after: REST, timer: Timer::Access(name.clone()) });
                    return;
                }
                match space.access() {
                    Some(now) if *now == sent => self.tell(format!("{title} is {} now", sent.word()), effects),
                    now => {
                        let trouble = Trouble {
                            what: format!("{title} did not become {}", sent.word()),
                            why: format!(
                                "Google took the change, but says {}: your administrator may forbid it.",
                                now.map_or("nothing about the access", AccessType::word)
                            ),
                            next: "‹refresh› asks again; an administrator can change what is allowed.".into(),
                            at: self.clock.now,
                        };
                        self.book.card_mut(id).trouble = Some(trouble.clone());
                        self.fail(trouble, effects);
                    }
                }
            }
            Err(error) => {
                let trouble = self.trouble(format!("{title} did not become {}", sent.word()), &error);
                self.book.card_mut(id).trouble = Some(trouble.clone());
                self.fail(trouble, effects);
            }
        }
    }
}

//! Answers of the server: each finds its row, or is dropped when something newer was asked or written.

use super::verdict::{signed_out, unreachable};
use super::{After, App};
use crate::book::RowId;
use crate::effect::{Effect, Key, Reply, Running, StoreOp};
use crate::meet::error::MeetError;
use crate::meet::names::SpaceName;
use crate::meet::resources::Space;
use crate::overlays::Overlay;
use crate::overlays::prompt::Purpose;
use crate::store::{Entry, Facts, Known};

impl App {
    pub(super) fn answer(&mut self, key: Key, generation: u64, reply: Reply, effects: &mut Vec<Effect>) {
        self.note_refused(&key, &reply);
        match reply.error() {
            Some(error) => self.met(error, effects),
            None => self.online(effects),
        }
        match (key, reply) {
            (Key::OneOfMany(name), reply) => self.one_of_many(&name, generation, reply, effects),
            (Key::Create(id), Reply::Space(result)) => self.created(id, result, effects),
            (Key::Space(name), Reply::Space(result)) => self.read_answered(&name, generation, result, effects),
            (Key::Access(name), Reply::Space(result)) => self.access_answered(&name, generation, result, effects),
            (Key::Settings(name), Reply::Space(result)) => self.settings_answered(&name, generation, result, effects),
            (Key::End(name), Reply::Ended(result)) => self.end_answered(&name, result, effects),
            (Key::Conference(name), Reply::Conference(result)) => self.conference_answered(&name, result),
            (Key::Members(name), Reply::SomeMembers(page)) => self.some_members(&name, generation, page),
            (Key::Members(name), Reply::Members(result)) => self.members_answered(&name, generation, result, effects),
            (Key::AddMember(name, email), Reply::Member(result)) => self.member_added(&name, &email, result, effects),
            (Key::Roles(name), Reply::Members(result)) => self.roles_answered(&name, result, effects),
            (Key::RemoveMember(member), Reply::Removed(result)) => self.member_removed(&member, result, effects),
            (Key::LookUp, Reply::Space(result)) => self.looked_up(result, effects),
            // The runner answers each request in its own kind.
            (_, _) => {}
        }
    }

    /// What an error says about the server itself.
    pub(super) fn met(&mut self, error: &MeetError, effects: &mut Vec<Effect>) {
        if unreachable(error) {
            self.offline(effects);
        } else if signed_out(error) {
            self.signed_out(error, effects);
        } else {
            self.online(effects);
        }
    }

    fn read_answered(
        &mut self,
        name: &SpaceName,
        generation: u64,
        result: Result<Box<Space>, MeetError>,
        effects: &mut Vec<Effect>,
    ) {
        if generation == self.sweep {
            self.sweeping = self.sweeping.saturating_sub(1);
        }
        let Some(id) = self.book.find(name) else { return self.preview_done(name, effects) };
        let card = self.book.card_mut(id);
        if card.reading.is_some_and(|reading| reading <= generation) {
            card.reading = None;
        }
        let stale = generation < card.floor;
        // A read that was asked for later is still under way: its answer is the one to tell of.
        let overtaken = card.reading.is_some() && result.is_err();
        self.preview_done(name, effects);
        if stale || overtaken {
            return;
        }
        match result {
            Ok(space) => {
                let card = self.book.card_mut(id);
                card.trouble = None;
                card.newest = card.newest.max(generation);
                self.learn(id, &space, effects);
                self.is_it_over(id, effects);
                self.then(id, name, effects);
            }
            Err(error) => {
                let asked = self.after.iter().any(|(wanted, _)| wanted == name);
                self.after.retain(|(wanted, _)| wanted != name);
                let title = self.title(id);
                let trouble = self.trouble(format!("Could not ask about {title}"), &error);
                // What concerns the server and not this space is said once, in the header.
                if unreachable(&error) || signed_out(&error) {
                    self.remember(trouble.clone());
                } else {
                    self.book.card_mut(id).trouble = Some(trouble.clone());
                    self.remember(trouble.clone());
                }
                if asked {
                    self.refuse(
                        format!("Not copied, not opened: the link of {title} could not be checked; ‹problems› says why"),
                        effects,
                    );
                } else if self.current() == Some(id) && generation != self.sweep {
                    self.fail(trouble, effects);
                }
            }
        }
    }

    /// Takes over fresh facts, here and in the store; what goes on in the space is looked at.
    pub(super) fn learn(&mut self, id: RowId, space: &Space, effects: &mut Vec<Effect>) {
        self.learn_looked(id, space, effects);
        // Of a conference that is open, its own list of people tells it all.
        let open = self.live_conference().is_some_and(|open| space.conference() == Some(open));
        let in_sight = self.is_in_sight(id) && !open;
        self.look_into(id, space, in_sight, effects);
    }

    /// The same where what goes on is known.
    pub(super) fn learn_looked(&mut self, id: RowId, space: &Space, effects: &mut Vec<Effect>) {
        let now = self.clock.now;
        let was = self.book.card(id).and_then(|card| card.facts.as_ref()?.space.conference().cloned());
        self.book.learn(id, space, now);
        effects.push(Effect::Store(StoreOp::Learn(Box::new(Facts { space: space.clone(), learnt: now }))));
        if space.conference() != was.as_ref() {
            self.book.card_mut(id).running = None;
        }
    }

    /// A change was made: what the server says of the space now is what is shown.
    pub(super) fn changed(&mut self, id: RowId, generation: u64, space: &Space, effects: &mut Vec<Effect>) {
        let card = self.book.card_mut(id);
        card.trouble = None;
        card.floor = generation;
        if card.newest > generation {
            // A read that was asked for later has answered first: what else this answer says is old by now.
            return self.read(id, effects);
        }
        card.newest = generation;
        self.learn(id, space, effects);
        self.then(id, &space.name, effects);
    }

    /// What waited for fresh facts of this space.
    pub(super) fn then(&mut self, id: RowId, name: &SpaceName, effects: &mut Vec<Effect>) {
        let due: Vec<After> = self.after.iter().filter(|(wanted, _)| wanted == name).map(|(_, after)| after.clone()).collect();
        self.after.retain(|(wanted, _)| wanted != name);
        for after in due {
            match after {
                After::Copy(what) => self.copy_now(id, what, effects),
                After::Browse => self.browse_now(id, effects),
            }
        }
    }

    fn conference_answered(&mut self, name: &SpaceName, result: Result<Running, MeetError>) {
        let Some(id) = self.book.find(name) else { return };
        self.book.card_mut(id).counting = false;
        match result {
            Ok(running) => {
                self.book.card_mut(id).running = Some((running, self.clock.now));
                self.explain_end(id);
                self.explain_end_of_several();
            }
            Err(error) => {
                let title = self.title(id);
                let trouble = self.trouble(format!("Could not see who is in {title}"), &error);
                self.remember(trouble);
            }
        }
    }

    /// `L`: found, and kept; or not, and then the prompt says why.
    fn looked_up(&mut self, result: Result<Box<Space>, MeetError>, effects: &mut Vec<Effect>) {
        let prompt = self.overlays.iter_mut().find_map(|overlay| match overlay {
            Overlay::Prompt(prompt) if prompt.purpose == Purpose::LookUp => Some(prompt),
            _ => None,
        });
        match result {
            Ok(space) => {
                self.overlays.retain(|overlay| !matches!(overlay, Overlay::Prompt(prompt) if prompt.purpose == Purpose::LookUp));
                let known = self.book.find(&space.name).is_some();
                let id = self.keep(&space, effects);
                self.spaces.clear_filter();
                self.spaces.go_to(id);
                let title = self.title(id);
                self.tell(if known { format!("{title} is in the list already") } else { format!("Kept {title}") }, effects);
            }
            Err(error) => {
                let trouble = crate::effect::Trouble {
                    what: "Could not find that space".into(),
                    why: error.why(),
                    next: error.next_step(),
                    at: self.clock.now,
                };
                match prompt {
                    Some(prompt) => {
                        prompt.busy = None;
                        prompt.trouble = Some(trouble.clone());
                        self.remember(trouble);
                    }
                    None => self.fail(trouble, effects),
                }
            }
        }
    }

    /// Keeps a space that the server told of.
    fn keep(&mut self, space: &Space, effects: &mut Vec<Effect>) -> RowId {
        let now = self.clock.now;
        let id = self.book.find(&space.name).unwrap_or_else(|| self.book.put(Entry::named(space.name.clone(), now).into()));
        self.fresh_rows.insert(id);
        self.book.change(id, |row| row.last_seen = now);
        self.learn(id, space, effects);
        if let Some(entry) = self.book.row(id).and_then(crate::book::Row::entry) {
            let facts = Some(Facts { space: space.clone(), learnt: now });
            effects.push(Effect::Store(StoreOp::Add(Box::new(Known { entry, facts }))));
        }
        id
    }
}

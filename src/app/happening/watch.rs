//! `w`, and the looks at what is watched or live: whoever is watched is looked at also where nobody sees it.

use std::time::Duration;

use jiff::Timestamp;

use super::super::App;
use super::super::verdict::{signed_out, unreachable};
use super::Source;
use crate::activity::{Active, Candidate, Snapshot};
use crate::book::{RowId, Running};
use crate::effect::{Effect, StoreOp, Timer};
use crate::keys::{self, Action};
use crate::meet::error::MeetError;
use crate::meet::names::SpaceName;
use crate::meet::resources::Space;

/// A look that has taken longer than this will not be answered any more.
const LOST: Duration = Duration::from_mins(5);
/// What was chosen so long ago is in the store: what that says then holds.
const IN_STORE: Duration = Duration::from_secs(10);

impl App {
    /// `w`: all of these, or none any more where all are watched.
    pub(in super::super) fn watch(&mut self, rows: &[RowId], effects: &mut Vec<Effect>) {
        let on = !rows.iter().all(|id| self.book.is_watched(*id));
        let changed: Vec<RowId> = rows.iter().copied().filter(|id| self.book.is_watched(*id) != on).collect();
        let names: Vec<SpaceName> = changed.iter().filter_map(|id| self.book.row(*id)?.name.clone()).collect();
        if names.is_empty() {
            return self.refuse("what is being made can be watched once it is there", effects);
        }
        for name in &names {
            self.watching.chosen.push((name.clone(), on, self.clock.now));
            if on {
                self.book.watched.insert(name.clone());
                self.begin_idle(name);
            } else {
                self.book.watched.remove(name);
                self.watching.looked.remove(name);
            }
        }
        let what = match &*changed {
            [id] => self.title(*id),
            all => format!("{} spaces", all.len()),
        };
        effects.push(Effect::Store(StoreOp::Watch(names, on)));
        let words = match (on, self.session.signed_in) {
            (true, true) => format!("Watching {what}: a notice when somebody comes in"),
            (true, false) => format!("Watching {what} as soon as you are signed in ({})", keys::key_of(Action::Accounts)),
            (false, _) => format!("{what} {} no longer watched", if changed.len() == 1 { "is" } else { "are" }),
        };
        self.tell(words, effects);
        self.look_at_watched(effects);
    }

    /// Where it was learnt a moment ago that nobody is in: whoever comes before the first look comes in as the first one.
    fn begin_idle(&mut self, name: &SpaceName) {
        let Some(id) = self.book.find(name).filter(|id| self.is_fresh(*id)) else { return };
        let facts = self.book.card(id).and_then(|card| card.facts.as_ref());
        let idle = facts.is_some_and(|facts| facts.space.config.is_some() && facts.space.active_conference.is_none());
        if idle && !self.watching.watcher.knows(name) {
            self.watching.watcher.seen(name, Snapshot::default(), self.clock.now);
        }
    }

    /// The store has said which are watched.
    pub(in super::super) fn watched(&mut self, names: Vec<SpaceName>, effects: &mut Vec<Effect>) {
        self.book.watched = names.into_iter().collect();
        // It may have been asked before the person chose otherwise.
        self.watching.chosen.retain(|(_, _, at)| self.clock.age(*at) < IN_STORE);
        for (name, on, _) in &self.watching.chosen {
            if *on {
                self.book.watched.insert(name.clone());
            } else {
                self.book.watched.remove(name);
            }
        }
        self.look_at_watched(effects);
    }

    pub(in super::super) fn is_in_sight(&self, id: RowId) -> bool {
        self.current() == Some(id) || self.spaces.visible(&self.book, self.height()).contains(&id)
    }

    /// Looks at what is watched and due, and comes back for the rest.
    pub(in super::super) fn look_at_watched(&mut self, effects: &mut Vec<Effect>) {
        if !self.can_read() {
            return;
        }
        let now = self.clock.now;
        let mut candidates = Vec::new();
        // These are looked at anyway, as long as that is not less often.
        let often = self.looked_at && self.pace() <= self.pace_of_looks().watched;
        let live = if often { self.live_in_sight() } else { Vec::new() };
        for name in &self.book.watched {
            let Some(id) = self.book.find(name).filter(|id| !live.contains(id)) else { continue };
            candidates.push(Candidate {
                space: name.clone(),
                watched: true,
                running: self.book.row(id).is_some_and(|row| row.live),
                in_sight: self.is_in_sight(id),
                events: self.has_events(name),
                looked: self.under_way(name).or(self.watching.looked.get(name).copied()),
            });
        }
        let turn = self.pace_of_looks().turn(&candidates, self.looked_at, now);
        for space in turn.now {
            self.look_now(&space, Active::Ask, false, effects);
        }
        if let Some(after) = turn.next {
            effects.push(Effect::Wake { after, timer: Timer::Watch });
        }
    }

    /// A space was read: what goes on in it is looked at where that is of interest.
    pub(in super::super) fn look_into(&mut self, id: RowId, space: &Space, in_sight: bool, effects: &mut Vec<Effect>) {
        let running = space.conference();
        let watcher = &self.watching.watcher;
        let changed = watcher.knows(&space.name) && watcher.running(&space.name) != running;
        let interesting = running.is_some() && in_sight || changed || self.book.is_watched(id);
        // Who is not told of conferences is not told of their end either.
        let told = running.is_some() || space.config.is_some();
        if interesting && told {
            self.look_now(&space.name, Active::Known(running.cloned()), false, effects);
        }
    }

    /// Since when a look at this space is under way, if one is.
    pub(super) fn under_way(&self, space: &SpaceName) -> Option<Timestamp> {
        self.watching.under_way.get(space).map(|(_, since, _)| *since).filter(|since| self.clock.age(*since) <= LOST)
    }

    /// Looks at a space; `active` is what has just been read of it, `told` whether it is because something happened there.
    pub(super) fn look_now(&mut self, space: &SpaceName, active: Active, told: bool, effects: &mut Vec<Effect>) {
        if !self.can_read() {
            return;
        }
        if self.under_way(space).is_some() {
            return self.watching.wanted.add(space);
        }
        self.generation += 1;
        let generation = self.generation;
        let mut plan = self.watching.watcher.plan(space, self.clock.now);
        plan.active = active;
        plan.closely = self.book.watched.contains(space);
        self.watching.under_way.insert(space.clone(), (generation, self.clock.now, told));
        effects.push(Effect::Look { plan: Box::new(plan), generation });
    }

    /// A look was answered.
    pub(in super::super) fn looked(
        &mut self,
        space: &SpaceName,
        generation: u64,
        result: Result<Box<Snapshot>, MeetError>,
        effects: &mut Vec<Effect>,
    ) {
        let Some((_, _, told)) = self.watching.under_way.get(space).copied().filter(|(newest, ..)| *newest == generation) else {
            return;
        };
        self.watching.under_way.remove(space);
        if told {
            self.watching.wanted.was(result.as_ref().map_or(1, |snapshot| snapshot.reads()));
        }
        self.watching.looked.insert(space.clone(), self.clock.now);
        match result {
            Ok(snapshot) => {
                self.online(effects);
                self.watching.heard = Some(self.clock.now);
                self.take_snapshot(space, *snapshot, generation, effects);
            }
            Err(error) => {
                self.met(&error, effects);
                let title = self.book.find(space).map_or_else(|| space.to_string(), |id| self.title(id));
                if unreachable(&error) || signed_out(&error) {
                    // As soon as there is an answer again.
                    self.watching.wanted.add(space);
                } else {
                    self.watching.wanted.remove(space);
                    let trouble = self.trouble(format!("Could not see who is in {title}"), &error);
                    self.remember(trouble);
                }
            }
        }
        self.look_at_watched(effects);
    }

    fn take_snapshot(&mut self, space: &SpaceName, mut snapshot: Snapshot, generation: u64, effects: &mut Vec<Effect>) {
        let facts = snapshot.space.take();
        let happenings = self.watching.watcher.seen(space, snapshot, self.clock.now);
        if let Some(id) = self.book.find(space) {
            // A change that was sent since the look began knows better.
            let card = self.book.card_mut(id);
            if let Some(facts) = facts.filter(|_| generation >= card.floor && generation >= card.newest) {
                (card.trouble, card.newest) = (None, generation);
                self.learn_looked(id, &facts, effects);
            }
            let running = self.watching.watcher.now_in(space).map(|(since, people)| Running { since, people });
            let live = self.book.row(id).is_some_and(|row| row.live);
            if let Some(running) = running.filter(|_| live) {
                self.book.card_mut(id).running = Some((running, self.clock.now));
                self.explain_end(id);
                self.explain_end_of_several();
            }
        }
        self.happened(happenings, Source::Polling, effects);
    }

    /// True when something is looked at by itself.
    pub(in super::super) fn is_polling(&self) -> bool {
        let watched = || self.book.watched.iter().any(|name| self.book.find(name).is_some());
        self.can_read() && watched()
    }

    /// After this long without an answer, what is watched is not known any more.
    pub(super) fn patience_of_looks(&self) -> Duration {
        self.pace_of_looks().watched.saturating_mul(6).max(Duration::from_mins(2))
    }
}

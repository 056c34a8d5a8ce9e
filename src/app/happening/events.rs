//! News that come as events: what is asked for, what comes, and how the app falls back to looking by itself.
//!
//! An event names what changed and no more. Its line stands at once; the space that it is about is looked at, once however many
//! events it has, and the look has the last word.

use std::collections::BTreeSet;
use std::time::Duration;

use super::super::App;
use super::{Feed, Source};
use crate::activity::{Happening, Kind, Pace};
use crate::book::RowId;
use crate::config::Watched;
use crate::effect::{Effect, EventsMsg, EventsOp, Stand, Trouble};
use crate::meet::names::SpaceName;

impl App {
    /// Asks for events of what is wanted, where that has changed.
    pub(in super::super) fn want_events(&mut self, effects: &mut Vec<Effect>) {
        let Some(of) = self.events_of.filter(|_| self.can_read()) else { return };
        let marked: BTreeSet<SpaceName> = self.book.watched.iter().cloned().collect();
        let op = EventsOp::Watch { mine: of == Watched::Mine, marked };
        if self.watching.asked.as_ref() != Some(&op) {
            self.watching.asked = Some(op.clone());
            effects.push(Effect::Events(op));
        }
    }

    /// The person wants everything fresh, or the program was away.
    pub(in super::super) fn ask_events_again(&mut self, effects: &mut Vec<Effect>) {
        if self.watching.asked.is_some() {
            effects.push(Effect::Events(EventsOp::LookAgain));
        }
    }

    pub(in super::super) fn events_told(&mut self, msg: EventsMsg, effects: &mut Vec<Effect>) {
        match msg {
            EventsMsg::Stand(stand) => self.events_stand(stand, effects),
            EventsMsg::Happened { batch, told } => {
                for happening in told.iter().filter(|happening| happening.news) {
                    self.believe_for_now(happening);
                }
                self.happened(told, Source::Events, effects);
                // What is taken in may be acknowledged: whatever is read because of it shows the state, not the event.
                effects.push(Effect::Events(EventsOp::Handled(batch)));
            }
        }
    }

    /// A call that began or ended shows at once, where nothing newer is known. The look that follows says how it is.
    fn believe_for_now(&mut self, happening: &Happening) {
        let live = match happening.kind {
            Kind::ConferenceStarted => true,
            Kind::ConferenceEnded => false,
            _ => return,
        };
        let Some(id) = happening.space.as_ref().and_then(|space| self.book.find(space)) else { return };
        let newer = |row: &crate::book::Row| row.learnt.is_none_or(|learnt| learnt < happening.at);
        if self.book.row(id).is_some_and(|row| row.live != live && newer(row)) {
            self.book.change(id, |row| row.live = live);
            // Who was in another call is not in this one.
            self.book.card_mut(id).running = None;
        }
    }

    /// How news come from now on; whoever falls from one way to the other says so.
    fn events_stand(&mut self, stand: Stand, effects: &mut Vec<Effect>) {
        let (was, is) = (self.watching.feed == Feed::Live, stand.is_live());
        let trouble = stand.trouble.clone();
        let known = &self.watching.stand;
        let begins = is && (!was || (known.owner, &known.spaces) != (stand.owner, &stand.spaces));
        if begins {
            self.watching.missed.begin(self.clock.now);
        } else if !is {
            self.watching.missed.end();
        }
        self.watching.stand = stand;
        self.set_feed(if is { Feed::Live } else { Feed::Polling }, effects);
        if begins {
            self.look_at_what_was_before();
        }
        if is && !was {
            let again = std::mem::take(&mut self.watching.said);
            self.tell(format!("News come as they happen{}", if again { " again" } else { "" }), effects);
        }
        let Some(trouble) = trouble else {
            if was && !is && !std::mem::replace(&mut self.watching.said, true) {
                self.tell("News do not come by themselves any more: looking now and then", effects);
            }
            return;
        };
        let what = match (is, was) {
            (true, _) => "Some news do not come as they happen",
            (false, true) => "News do not come by themselves any more; looking now and then instead",
            (false, false) => "News do not come as they happen; looking now and then instead",
        };
        let known = self.watching.said && self.problems().any(|known| known.why == trouble.why);
        if !known {
            self.watching.said = true;
            self.fail(Trouble { what: what.into(), why: trouble.why, next: trouble.next, at: self.clock.now }, effects);
        }
    }

    /// Events tell what happens from now on, and nothing of before: who is on the screen, watched or in a call is looked at, but for those
    /// of whom everything was known a moment ago.
    fn look_at_what_was_before(&mut self) {
        let mut rows = self.spaces.visible(&self.book, self.height()).to_vec();
        rows.extend(self.book.watched.iter().filter_map(|space| self.book.find(space)));
        rows.extend(self.book.order().iter().copied().filter(|id| self.book.row(*id).is_some_and(|row| row.live)));
        rows.retain(|id| self.row_has_events(*id) && !self.is_known(*id, self.polling.live));
        for id in rows {
            if let Some(space) = self.book.row(id).and_then(|row| row.name.as_ref()) {
                self.watching.wanted.add(space);
            }
        }
    }

    /// A look has seen this, and no event told of it before.
    pub(super) fn compare_with_events(&mut self, fresh: &[Happening]) {
        for happening in fresh {
            if happening.space.as_ref().is_some_and(|space| self.should_be_told(space)) {
                self.watching.missed.seen(happening, self.clock.now);
            }
        }
    }

    /// After every message: where events are missing, spaces are looked at as without them.
    pub(in super::super) fn mind_missing_events(&mut self, effects: &mut Vec<Effect>) {
        match self.watching.missed.changed(self.clock.now) {
            None => return,
            Some(true) => self.fail(
                Trouble {
                    what: "Some events do not arrive: looking now and then as well".into(),
                    why:
                        "People came, calls began or ended, or files were ready, and no event told so. Another program may take \
                          messages of the same Pub/Sub subscription, or Google may no longer publish all of them."
                            .into(),
                    next: "Give each program a subscription of its own (subscription under [events], or \
                           GREENROOM_EVENTS_SUBSCRIPTION); greenroom events setup checks whether Google may publish."
                        .into(),
                    at: self.clock.now,
                },
                effects,
            ),
            Some(false) => self.tell("News come as they happen again", effects),
        }
        self.look_at_watched(effects);
    }

    /// True where events come at all.
    pub(in super::super) fn is_fed(&self) -> bool {
        self.watching.feed == Feed::Live
    }

    /// True where what happens in this space is told, all of it.
    pub(in super::super) fn has_events(&self, space: &SpaceName) -> bool {
        !self.watching.missed.is_missing() && self.should_be_told(space)
    }

    fn should_be_told(&self, space: &SpaceName) -> bool {
        let own = || self.book.find(space).is_some_and(|id| self.is_own(id));
        self.is_fed() && self.watching.stand.tells_all_of(space, own())
    }

    /// The same for a row of the list.
    pub(in super::super) fn row_has_events(&self, id: RowId) -> bool {
        self.book.row(id).and_then(|row| row.name.as_ref()).is_some_and(|name| self.has_events(name))
    }

    /// True where events come of it and it was looked at a short while ago: nothing is to be asked.
    pub(in super::super) fn is_told_of(&self, id: RowId) -> bool {
        self.row_has_events(id) && self.is_known(id, Pace::BESIDE_EVENTS)
    }

    /// True where it was read no longer ago than this, and in a call also who is there.
    fn is_known(&self, id: RowId, within: Duration) -> bool {
        let Some(row) = self.book.row(id) else { return false };
        let counted = || self.book.card(id).is_some_and(|card| card.running.is_some());
        row.learnt.is_some_and(|learnt| self.clock.age(learnt) < within) && (!row.live || counted())
    }

    /// Of what others own too little is told. Settings are shown to the owner alone.
    fn is_own(&self, id: RowId) -> bool {
        let made = self.book.row(id).is_some_and(|row| row.created.is_some());
        made || self.book.card(id).and_then(|card| card.facts.as_ref()).is_some_and(|facts| facts.space.config.is_some())
    }
}

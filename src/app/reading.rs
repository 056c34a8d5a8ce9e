//! Reads: the space under the cursor, what is visible, the refreshes that a person asks for. Few, and far below the quota.

use std::time::Duration;

use super::verdict::rate_limited;
use super::{App, Net, Tab};
use crate::book::{Card, RowId};
use crate::effect::{Effect, Key, Request, StoreOp, Timer};
use crate::meet::client::Waiting;
use crate::meet::error::MeetError;
use crate::meet::names::SpaceName;

/// Facts younger than this need no second look.
const FRESH: Duration = Duration::from_secs(30);
/// Spaces that one sweep reads at the most: a quarter of what Google allows in a minute.
const SWEEP: usize = 150;
/// For how long the cursor rests before the space under it is read.
const REST: Duration = Duration::from_millis(150);
/// Cards beyond which those that can be had again are let go.
const CARDS: usize = 400;
/// Waits between two tries to reach a server that cannot be reached.
const RECONNECT: [u64; 4] = [15, 30, 60, 300];

impl App {
    /// True when it makes sense to ask the server by oneself.
    pub(super) fn can_read(&self) -> bool {
        self.session.signed_in && !matches!(self.net, Net::SignedOut(_) | Net::Offline(..))
    }

    /// The cursor came to another row: what the store knows at once, what the server knows when the cursor rests.
    pub(super) fn cursor_moved(&mut self, effects: &mut Vec<Effect>) {
        let Some(name) = self.current_name() else { return };
        let Some(id) = self.current() else { return };
        if self.book.card(id).is_none_or(|card| card.facts.is_none()) {
            effects.push(Effect::Store(StoreOp::Facts(name)));
        }
        if self.can_read() && !self.is_fresh(id) {
            effects.push(Effect::Wake { after: REST, timer: Timer::Preview });
        }
        self.members_wanted(effects);
        if self.book.cards() > CARDS {
            let keep = self.spaces.outwards(&self.book, self.height(), CARDS / 2);
            self.book.shed(&keep);
        }
    }

    pub(super) fn current_name(&self) -> Option<SpaceName> {
        self.book.row(self.current()?)?.name.clone()
    }

    pub(super) fn is_fresh(&self, id: RowId) -> bool {
        let learnt = self.book.row(id).and_then(|row| row.learnt);
        let failed = self.book.card(id).and_then(|card| card.trouble.as_ref()).map(|trouble| trouble.at);
        // A time in the future comes from a wrong clock and proves nothing.
        [learnt, failed].into_iter().flatten().any(|at| at <= self.clock.now && self.clock.age(at) < FRESH)
    }

    /// The cursor rests: one preview is under way and at most one waits, the newest.
    pub(super) fn read_preview(&mut self, effects: &mut Vec<Effect>) {
        let Some(id) = self.current() else { return };
        if !self.can_read() || self.is_fresh(id) || self.preview.is_some() {
            return;
        }
        self.preview = self.current_name();
        self.read(id, effects);
    }

    /// A read of this space was answered: whoever waited may go.
    pub(super) fn preview_done(&mut self, name: &SpaceName, effects: &mut Vec<Effect>) {
        if self.preview.as_ref() == Some(name) {
            self.preview = None;
            if self.current_name().as_ref() != Some(name) {
                self.read_preview(effects);
            }
        }
    }

    /// Reads one space now; a read that is under way is good enough unless something was written since.
    pub(super) fn read(&mut self, id: RowId, effects: &mut Vec<Effect>) {
        let Some(name) = self.book.row(id).and_then(|row| row.name.clone()) else { return };
        let under_way = |card: &Card| card.reading.is_some_and(|generation| generation >= card.floor);
        if !self.session.signed_in || self.book.card(id).is_some_and(under_way) {
            return;
        }
        effects.push(self.call(Key::Space(name.clone()), Request::Get(name.into())));
        self.book.card_mut(id).reading = Some(self.generation);
    }

    /// Asks since when and with how many people a live space is live.
    pub(super) fn read_conference(&mut self, id: RowId, effects: &mut Vec<Effect>) {
        let Some(name) = self.book.row(id).and_then(|row| row.name.clone()) else { return };
        let conference = self.book.card(id).and_then(|card| card.facts.as_ref()?.space.conference().cloned());
        if let Some(conference) = conference
            && !std::mem::replace(&mut self.book.card_mut(id).counting, true)
        {
            effects.push(self.call(Key::Conference(name), Request::Conference(conference)));
        }
    }

    /// The rows on the screen changed: they are read when the list rests.
    pub(super) fn visible_moved(&mut self, effects: &mut Vec<Effect>) {
        if self.can_read() {
            effects.push(Effect::Wake { after: REST * 2, timer: Timer::Visible });
        }
    }

    /// Reads what is visible, then outwards, but for what is fresh.
    pub(super) fn sweep_visible(&mut self, effects: &mut Vec<Effect>) {
        if self.can_read() {
            let rows = self.spaces.outwards(&self.book, self.height(), SWEEP);
            self.sweep_rows(&rows, effects);
        }
    }

    pub(super) fn sweep_rows(&mut self, rows: &[RowId], effects: &mut Vec<Effect>) {
        // What the person looks at comes first.
        let current = self.current().filter(|id| rows.contains(id));
        let others = rows.iter().copied().filter(|id| Some(*id) != current);
        let names: Vec<SpaceName> = current
            .into_iter()
            .chain(others)
            .filter(|id| !self.is_fresh(*id) && self.book.card(*id).is_none_or(|card| card.reading.is_none()))
            .filter_map(|id| self.book.row(id)?.name.clone())
            .collect();
        if names.is_empty() {
            return;
        }
        self.generation += 1;
        self.sweep = self.generation;
        self.sweeping = names.len();
        effects.push(Effect::Sweep { names, generation: self.generation });
    }

    /// Asks about these, whatever their age, as many as one sweep takes; how many that are.
    pub(super) fn sweep_these(&mut self, rows: &[RowId], effects: &mut Vec<Effect>) -> usize {
        self.forgive();
        let names: Vec<SpaceName> = rows.iter().filter_map(|id| self.book.row(*id)?.name.clone()).take(SWEEP).collect();
        let count = names.len();
        self.generation += 1;
        (self.sweep, self.sweeping) = (self.generation, count);
        effects.push(Effect::Sweep { names, generation: self.generation });
        count
    }

    /// `r`: this one, whatever its age.
    pub(super) fn refresh(&mut self, effects: &mut Vec<Effect>) {
        let Some(id) = self.current() else { return };
        self.forgive();
        self.read_records_again(effects);
        let card = self.book.card_mut(id);
        // A read that is under way may be older than the wish.
        (card.trouble, card.reading) = (None, None);
        self.read(id, effects);
        if self.tab == Tab::Cohosts {
            self.refresh_members(id, effects);
        }
    }

    /// `ctrl-r`: all of them, what is visible first; and what another program wrote.
    pub(super) fn refresh_all(&mut self, effects: &mut Vec<Effect>) {
        self.forgive();
        effects.push(Effect::Store(StoreOp::Look));
        self.ask_events_again(effects);
        let rows = self.spaces.outwards(&self.book, self.height(), SWEEP);
        let before = self.sweep;
        self.sweep_rows(&rows, effects);
        let words = if self.sweep == before {
            "Everything near is less than half a minute old".to_owned()
        } else if self.sweeping < self.book.order().len() && self.book.order().len() > SWEEP {
            format!("Asking about the nearest {}: Google allows 600 reads a minute", self.sweeping)
        } else {
            format!("Asking about {}", self.sweeping)
        };
        self.tell(words, effects);
    }

    /// A person asks: what was known of the server's state no longer counts.
    pub(super) fn forgive(&mut self) {
        if !matches!(self.net, Net::Online(_)) {
            self.net = Net::Unknown;
        }
    }

    /// The server answered.
    pub(super) fn online(&mut self, effects: &mut Vec<Effect>) {
        let before = std::mem::replace(&mut self.net, Net::Online(self.clock.now));
        if matches!(before, Net::Offline(..)) {
            self.tell("Connected again", effects);
            self.visible_moved(effects);
            self.look_at_watched(effects);
        }
        // Somebody signed in elsewhere: what was refused here so long ago is not done unasked.
        if self.over.take().is_some() {
            self.refused.clear();
            self.tell("Signed in again", effects);
            self.visible_moved(effects);
            self.look_at_watched(effects);
        }
        self.waiting = None;
        effects.push(Effect::Wake { after: crate::ui::clock::JUST_NOW, timer: Timer::Age });
    }

    /// The server could not be reached: nothing is asked by itself until it can, but for a try now and then.
    pub(super) fn offline(&mut self, effects: &mut Vec<Effect>) {
        let (since, tries) = if let Net::Offline(since, tries) = self.net {
            (since, tries)
        } else {
            self.refuse("The server cannot be reached; ‹problems› says why", effects);
            (self.clock.now, 0)
        };
        self.net = Net::Offline(since, tries.saturating_add(1));
        self.waiting = None;
        self.stop_sweep(effects);
        let seconds = RECONNECT.get(tries as usize).or(RECONNECT.last()).copied().unwrap_or(300);
        effects.push(Effect::Wake { after: Duration::from_secs(seconds), timer: Timer::Reconnect });
    }

    /// The token was refused: what would be refused as well is not sent.
    pub(super) fn signed_out(&mut self, error: &MeetError, effects: &mut Vec<Effect>) {
        if !matches!(self.net, Net::SignedOut(_)) {
            let what = if self.session.way.is_some() { "Google refused the token" } else { "The sign-in is over" };
            self.refuse(format!("{what}; ‹problems› says why, ‹accounts› signs in"), effects);
        }
        self.over = Some(self.trouble("You are signed out", error));
        self.net = Net::SignedOut(self.clock.now);
        self.waiting = None;
        self.stop_sweep(effects);
    }

    pub(super) fn stop_sweep(&mut self, effects: &mut Vec<Effect>) {
        if self.sweeping > 0 {
            self.sweeping = 0;
            effects.push(Effect::Sweep { names: Vec::new(), generation: self.sweep });
        }
    }

    /// Another program may have signed in meanwhile: one read shows it. A token that was given once and for all stays refused.
    pub(super) fn look_for_sign_in(&mut self, effects: &mut Vec<Effect>) {
        if matches!(self.net, Net::SignedOut(_))
            && self.session.way.is_none()
            && let Some(id) = self.current()
        {
            self.sweep_rows(&[id], effects);
        }
    }

    /// One read is enough to see whether the server is back.
    pub(super) fn reconnect(&mut self, effects: &mut Vec<Effect>) {
        if !matches!(self.net, Net::Offline(..)) {
            return;
        }
        if let Some(id) = self.current() {
            self.read(id, effects);
        }
    }

    /// A call waits before it is tried again.
    pub(super) fn waits(&mut self, key: &Key, waiting: &Waiting) {
        self.waits_for(waiting);
        // What is sent again counts again.
        match key {
            Key::Access(_) | Key::Settings(_) | Key::End(_) | Key::AddMember(..) | Key::Roles(_) | Key::RemoveMember(_) => {
                self.note_start(true, waiting.delay);
            }
            Key::OneOfMany(_) => {
                let writes = self.bulk().and_then(crate::bulk::Run::now).is_some_and(|item| item.request.changes_a_space());
                self.note_start(writes, waiting.delay);
            }
            _ => {}
        }
        if let Key::Create(id) = key {
            self.book.card_mut(*id);
        }
    }

    /// What is waited for, in words.
    pub(super) fn waits_for(&mut self, waiting: &Waiting) {
        let seconds = waiting.delay.as_secs_f32().ceil();
        let why = if rate_limited(&waiting.cause) { "Google asks for patience" } else { "no answer" };
        self.waiting = Some(format!("{why}, trying again in {seconds:.0} s"));
    }

    /// How many reads the sweep still awaits.
    #[must_use]
    pub fn sweeping(&self) -> usize {
        self.sweeping
    }

    /// What a call waits for, if one does.
    #[must_use]
    pub fn waiting(&self) -> Option<&str> {
        self.waiting.as_deref()
    }
}

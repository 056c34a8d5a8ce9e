//! `e`: asked, sent, and then watched until the server itself says that the conference is over.

use std::time::Duration;

use super::App;
use super::verdict::no_conference;
use crate::book::{Doing, RowId};
use crate::effect::{Effect, Key, Request, Timer};
use crate::keys::Action;
use crate::meet::error::MeetError;
use crate::meet::names::SpaceName;
use crate::overlays::Overlay;
use crate::overlays::confirm::{Confirm, Question};
use crate::panes::details::people;

/// Between two looks whether it is over, as long as that is likely.
const LOOK: Duration = Duration::from_secs(2);
const SOON: Duration = Duration::from_secs(10);
/// The same later.
const LATER: Duration = Duration::from_secs(5);
/// So long for each that is being ended: two hundred looks a minute in all.
const EACH: Duration = Duration::from_millis(300);
/// After this long it is told that Google still shows it.
const PATIENCE: Duration = Duration::from_mins(2);

impl App {
    /// The space that an action is about: in a conference, `e` is about that and nothing else.
    pub(super) fn subject(&self, action: Action) -> Option<RowId> {
        if action != Action::End || !self.in_conference() {
            return self.current();
        }
        let meeting = self.conference.open().and_then(|name| self.book.records.meeting(name));
        self.book.find(meeting?.record.space.as_ref()?)
    }

    /// Why the conference that is open cannot be ended, if that lies at it.
    pub(super) fn end_reason(&self) -> Option<String> {
        if self.live_conference().is_none() {
            Some("this call is over".to_owned())
        } else if self.subject(Action::End).is_none() {
            Some("its space is not in your list: a in H adds it".to_owned())
        } else {
            None
        }
    }

    /// True while the conference that is open is being ended, and until its record says when it was.
    pub(super) fn is_ending(&self) -> bool {
        let Some(name) = self.live_conference() else { return false };
        let doing = self.subject(Action::End).and_then(|id| self.book.card(id)).and_then(|card| card.doing);
        matches!(doing, Some(Doing::Ending { .. })) || self.space_says_it_is_over(name)
    }

    /// What ending means here, with how many people.
    fn end_lines(&self, id: RowId) -> Vec<String> {
        let running = self.book.card(id).and_then(|card| card.running);
        let who = match running {
            Some((running, at)) => {
                let since = running.since.map_or_else(String::new, |since| format!("since {}, ", self.clock.at(since)));
                format!("It runs {since}with {} ({}).", people(running.people), self.clock.long(at))
            }
            None => "It is not known yet how many people are in it.".into(),
        };
        vec![who, "It ends for everybody. The space and its link stay.".into()]
    }

    pub(super) fn ask_to_end(&mut self, id: RowId, effects: &mut Vec<Effect>) {
        let title = format!("End the call in {}?", self.title(id));
        let confirm = Confirm::new(Question::End(id), title, self.end_lines(id), "end it");
        self.overlays.push(Overlay::Confirm(confirm));
        self.read_conference(id, effects);
    }

    /// More is known: an open question says it.
    pub(super) fn explain_end(&mut self, id: RowId) {
        let lines = self.end_lines(id);
        for overlay in &mut self.overlays {
            if let Overlay::Confirm(confirm) = overlay
                && *confirm.question() == Question::End(id)
            {
                confirm.explain(lines.clone());
            }
        }
    }

    pub(super) fn end(&mut self, id: RowId, effects: &mut Vec<Effect>) {
        let Some(name) = self.book.row(id).and_then(|row| row.name.clone()) else { return };
        if self.book.card(id).is_some_and(crate::book::Card::is_changing) {
            return self.refuse("it is being changed: wait until it is answered, then end it", effects);
        }
        let since = self.clock.now;
        let card = self.book.card_mut(id);
        (card.doing, card.trouble, card.sent) = (Some(Doing::Ending { since }), None, true);
        effects.push(self.call(Key::End(name.clone()), Request::End(name)));
    }

    pub(super) fn end_answered(&mut self, name: &SpaceName, result: Result<(), MeetError>, effects: &mut Vec<Effect>) {
        let Some(id) = self.book.find(name) else { return };
        let title = self.title(id);
        let generation = self.generation;
        let card = self.book.card_mut(id);
        (card.floor, card.sent) = (generation, false);
        match result {
            Ok(()) => effects.push(Effect::Wake { after: Duration::from_millis(300), timer: Timer::Ending(name.clone()) }),
            Err(error) if no_conference(&error) => {
                self.book.card_mut(id).doing = None;
                self.tell(format!("The call in {title} was already over"), effects);
                self.book.change(id, |row| row.live = false);
                self.read(id, effects);
            }
            Err(error) => {
                let trouble = self.trouble(format!("The call in {title} was not ended"), &error);
                let card = self.book.card_mut(id);
                (card.doing, card.trouble) = (None, Some(trouble.clone()));
                self.fail(trouble, effects);
            }
        }
    }

    pub(super) fn look_whether_over(&mut self, name: &SpaceName, effects: &mut Vec<Effect>) {
        if let Some(id) = self.book.find(name)
            && self.book.card(id).is_some_and(|card| matches!(card.doing, Some(Doing::Ending { .. })))
        {
            self.read(id, effects);
            if self.is_ending() && self.subject(Action::End) == Some(id) {
                // Its people leave on the screen.
                self.looked_just_now();
                self.look_who_is_there(effects);
            }
        }
    }

    /// Fresh facts are there: over, or look again.
    pub(super) fn is_it_over(&mut self, id: RowId, effects: &mut Vec<Effect>) {
        let Some(Doing::Ending { since }) = self.book.card(id).and_then(|card| card.doing) else { return };
        let Some((live, Some(name))) = self.book.row(id).map(|row| (row.live, row.name.clone())) else { return };
        let title = self.title(id);
        if !live {
            self.book.card_mut(id).doing = None;
            self.tell(format!("The call in {title} is over"), effects);
        } else if self.clock.age(since) < PATIENCE {
            // Many that end at once are looked at less often, or the looks alone would be more than Google allows.
            let pause = if self.clock.age(since) < SOON { LOOK } else { LATER };
            let after = pause.max(EACH.saturating_mul(u32::try_from(self.book.ending()).unwrap_or(u32::MAX)));
            effects.push(Effect::Wake { after, timer: Timer::Ending(name) });
        } else {
            let trouble = self.trouble_of(
                &format!("The call in {title} still shows as running"),
                "Google took the request to end it, but has not confirmed it for two minutes.",
                "‹refresh› asks again; ‹end› ends it again if people came back.",
            );
            let card = self.book.card_mut(id);
            (card.doing, card.trouble) = (None, Some(trouble.clone()));
            self.fail(trouble, effects);
        }
    }
}

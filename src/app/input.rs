//! Keys, pastes and the mouse: whoever is on top gets them first.

use crossterm::event::{Event, KeyEvent, KeyEventKind, MouseButton, MouseEvent, MouseEventKind};

use super::{App, Focus, Tab};
use crate::effect::Effect;
use crate::keys::{Action, Chord};
use crate::overlays::Outcome;

impl App {
    pub(super) fn input(&mut self, event: Event, effects: &mut Vec<Effect>) {
        if matches!(event, Event::Key(_) | Event::Paste(_) | Event::Mouse(_)) {
            self.look_sooner();
            self.following.spare = None;
        }
        match event {
            Event::Key(key) => self.key(key, effects),
            Event::Paste(text) => self.paste(&text, effects),
            Event::Mouse(mouse) if self.session.mouse => self.mouse(mouse, effects),
            Event::FocusGained => self.looked_at_again(effects),
            Event::FocusLost => self.looked_at = false,
            Event::Mouse(_) | Event::Resize(..) => {}
        }
    }

    fn key(&mut self, key: KeyEvent, effects: &mut Vec<Effect>) {
        if key.kind == KeyEventKind::Release {
            return;
        }
        let binding = self.keymap.get(key.into(), self.place());
        let action = binding.map(|binding| binding.action);
        // These work whatever is on top.
        if let Some(action @ (Action::Quit | Action::Suspend)) = action
            && Chord::from(key).types_nothing()
        {
            return self.perform(action, effects);
        }
        if let Some(overlay) = self.overlays.last_mut() {
            let outcome = overlay.key(key);
            if outcome == Outcome::Unused {
                let way_out = overlay.way_out();
                return self.refuse(format!("{} does nothing here; {way_out}", Chord::from(key)), effects);
            }
            return self.outcome(outcome, effects);
        }
        if let Some(line) = self.typing() {
            return self.type_key(line, key, effects);
        }
        // A held key may walk, and nothing else.
        if key.kind == KeyEventKind::Repeat && !action.is_some_and(Action::moves) {
            return;
        }
        match action {
            Some(action) => self.perform(action, effects),
            None => self.refuse(format!("{} does nothing here; ‹help› shows the keys", Chord::from(key)), effects),
        }
    }

    fn paste(&mut self, text: &str, effects: &mut Vec<Effect>) {
        if let Some(overlay) = self.overlays.last_mut() {
            let outcome = overlay.paste(text);
            if outcome == Outcome::Unused {
                return self.refuse("Pasted, but nothing here takes text; Esc closes", effects);
            }
            self.outcome(outcome, effects);
        } else if let Some(line) = self.typing() {
            self.type_text(line, text, effects);
        } else if !self.pasted_people(text) {
            self.pasted(text, effects);
        }
    }

    fn mouse(&mut self, mouse: MouseEvent, effects: &mut Vec<Effect>) {
        let lines = match mouse.kind {
            MouseEventKind::ScrollDown => 3,
            MouseEventKind::ScrollUp => -3,
            MouseEventKind::Down(MouseButton::Left) => return self.click(mouse.column, mouse.row, effects),
            _ => return,
        };
        if let Some(overlay) = self.overlays.last_mut() {
            return overlay.wheel(lines);
        }
        if self.in_activity() {
            return self.step_activity(lines);
        }
        let over_details = self.areas.details.as_ref().is_some_and(|listing| listing.contains(mouse.column, mouse.row));
        if over_details && (self.current().is_some() || self.everything) {
            // Whoever types goes on typing.
            let focus = if self.typing().is_some() { self.focus } else { Focus::Details };
            self.focus = Focus::Details;
            self.step(lines);
            self.focus = focus;
        } else {
            self.spaces.step(&self.book, lines);
        }
    }

    fn click(&mut self, column: u16, row: u16, effects: &mut Vec<Effect>) {
        if let Some(overlay) = self.overlays.last_mut() {
            if let Some(item) = self.areas.overlay.as_ref().and_then(|listing| listing.item_at(column, row)) {
                let outcome = overlay.click(item);
                self.outcome(outcome, effects);
            }
            return;
        }
        let item = |listing: &Option<crate::ui::Listing>| {
            let listing = listing.as_ref()?;
            listing.contains(column, row).then(|| listing.item_at(column, row))
        };
        let (list, details) = (item(&self.areas.spaces), item(&self.areas.details));
        if let (Some(typed), true) = (self.typing(), list.is_some() || details.is_some()) {
            self.keep_line(typed, effects);
        }
        if self.in_activity() {
            if let Some(Some(line)) = details {
                self.go_to_happening(line);
            }
        } else if let Some(place) = list {
            self.focus = Focus::Spaces;
            if let Some(place) = place {
                self.spaces.go_to_place(&self.book, place);
            }
        } else if let Some(line) = details
            && (self.current().is_some() || self.everything)
        {
            self.focus = Focus::Details;
            match (line, self.tab) {
                (Some(line), Tab::Settings) => self.settings.go_to(line),
                (Some(line), Tab::Cohosts) => self.cohosts.go_to(line),
                (Some(line), Tab::Details) => {
                    let count = self.detail_count();
                    self.details.go_to(line, count);
                }
                (Some(line), Tab::Conferences) => self.go_to_record(line),
                (None, _) => {}
            }
        }
    }
}

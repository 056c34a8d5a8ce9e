//! Keys, pastes and the mouse: whoever is on top gets them first.

use crossterm::event::{Event, KeyCode, KeyEvent, KeyEventKind, MouseButton, MouseEvent, MouseEventKind};

use super::{App, Focus, Tab};
use crate::effect::Effect;
use crate::keys::{Action, Chord};
use crate::overlays::{Outcome, prompt};

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
        if self.spaces.typing {
            return self.filter_key(key, effects);
        }
        if self.cohosts.typing && self.in_cohosts() {
            return self.cohosts_filter_key(key, effects);
        }
        if self.transcript.typing() && self.in_transcript() {
            return self.search_key(key, effects);
        }
        if self.filters_conferences() {
            return self.conferences_filter_key(key, effects);
        }
        if self.activity.typing && self.in_activity() {
            return self.activity_filter_key(key, effects);
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

    fn filter_key(&mut self, key: KeyEvent, effects: &mut Vec<Effect>) {
        match key.code {
            KeyCode::Esc => self.spaces.clear_filter(),
            KeyCode::Enter | KeyCode::Tab => self.spaces.typing = false,
            KeyCode::Down => self.spaces.step(&self.book, 1),
            KeyCode::Up => self.spaces.step(&self.book, -1),
            KeyCode::PageDown => self.spaces.step(&self.book, 10),
            KeyCode::PageUp => self.spaces.step(&self.book, -10),
            KeyCode::Backspace if self.spaces.filter.value().is_empty() => self.spaces.clear_filter(),
            _ if prompt::edit(&mut self.spaces.filter, key, prompt::LONGEST_NAME) => self.spaces.filter_changed(&self.book),
            _ => self.refuse(format!("{} does nothing here; Enter keeps the filter, Esc clears it", Chord::from(key)), effects),
        }
    }

    /// The same for the people of a space.
    fn cohosts_filter_key(&mut self, key: KeyEvent, effects: &mut Vec<Effect>) {
        match key.code {
            KeyCode::Esc => drop(self.cohosts.back()),
            KeyCode::Enter | KeyCode::Tab => self.cohosts.typing = false,
            KeyCode::Down => self.cohosts.step(1),
            KeyCode::Up => self.cohosts.step(-1),
            KeyCode::PageDown => self.cohosts.step(10),
            KeyCode::PageUp => self.cohosts.step(-10),
            KeyCode::Backspace if self.cohosts.filter.value().is_empty() => self.cohosts.typing = false,
            _ if prompt::edit(&mut self.cohosts.filter, key, prompt::LONGEST_NAME) => self.cohosts_filter_changed(),
            _ => self.refuse(format!("{} does nothing here; Enter keeps the filter, Esc clears it", Chord::from(key)), effects),
        }
    }

    fn cohosts_filter_changed(&mut self) {
        let members = self.spaces.cursor().and_then(|id| self.book.card(id)).map(|card| &card.members);
        self.cohosts.filter_changed(members);
    }

    fn paste(&mut self, text: &str, effects: &mut Vec<Effect>) {
        if let Some(overlay) = self.overlays.last_mut() {
            let outcome = overlay.paste(text);
            if outcome == Outcome::Unused {
                return self.refuse("Pasted, but nothing here takes text; Esc closes", effects);
            }
            self.outcome(outcome, effects);
        } else if self.spaces.typing {
            prompt::insert(&mut self.spaces.filter, text, prompt::LONGEST_NAME);
            self.spaces.filter_changed(&self.book);
        } else if self.cohosts.typing && self.in_cohosts() {
            prompt::insert(&mut self.cohosts.filter, text, prompt::LONGEST_NAME);
            self.cohosts_filter_changed();
        } else if self.transcript.typing() && self.in_transcript() {
            self.search_pasted(text);
        } else if self.filters_conferences() {
            self.paste_into_conferences_filter(text, effects);
        } else if self.activity.typing && self.in_activity() {
            prompt::insert(&mut self.activity.filter, text, prompt::LONGEST_NAME);
            self.activity.filter_changed();
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
            self.focus = Focus::Details;
            self.step(lines);
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
        if self.in_activity() {
            if let Some(Some(line)) = item(&self.areas.details) {
                self.activity.typing = false;
                self.go_to_happening(line);
            }
        } else if let Some(place) = item(&self.areas.spaces) {
            self.focus = Focus::Spaces;
            (self.spaces.typing, self.cohosts.typing, self.conferences.typing) = (false, false, false);
            if let Some(place) = place {
                self.spaces.go_to_place(&self.book, place);
            }
        } else if let Some(line) = item(&self.areas.details)
            && (self.current().is_some() || self.everything)
        {
            self.focus = Focus::Details;
            self.spaces.typing = false;
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

    /// True while something is narrowed down by typing: every letter is taken.
    pub(super) fn is_narrowing(&self) -> bool {
        self.spaces.typing
            || self.filters_conferences()
            || (self.cohosts.typing && self.in_cohosts())
            || (self.activity.typing && self.in_activity())
            || (self.transcript.typing() && self.in_transcript())
    }
}

//! The line that is typed: what a list is narrowed by, or what is looked for in a transcript.
//!
//! While there is one it has every key, so that no letter is taken for a command. Which one it is, [`App::typing`] alone says: keys,
//! pastes, clicks and the footer ask there. What the lines have in common is done here once, where they differ a match names it.

use crossterm::event::{KeyCode, KeyEvent};
use tui_input::Input;

use super::{App, Focus};
use crate::effect::Effect;
use crate::keys::Chord;
use crate::overlays::prompt;

/// What is typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Typing {
    /// The filter of the list of spaces.
    Spaces,
    /// That of the people of a space.
    Cohosts,
    /// That of conferences.
    Conferences,
    /// That of what happened.
    Happenings,
    /// What is looked for in a transcript.
    Words,
}

impl Typing {
    /// What Enter does with it, and what Esc does.
    pub(super) fn ways_out(self) -> [&'static str; 2] {
        match self {
            Self::Words => ["Enter keeps the marks", "Esc goes back"],
            _ => ["Enter keeps the filter", "Esc clears it"],
        }
    }
}

impl App {
    /// The line that has the keys, if one has.
    pub(super) fn typing(&self) -> Option<Typing> {
        let lines = [
            (Typing::Spaces, self.spaces.typing),
            (Typing::Cohosts, self.cohosts.typing && self.in_cohosts()),
            (Typing::Happenings, self.activity.typing && self.in_activity()),
            (Typing::Conferences, self.conferences_pane().typing && self.in_conferences()),
            (Typing::Words, self.transcript.typing() && self.in_transcript()),
        ];
        lines.into_iter().find_map(|(line, typed)| typed.then_some(line))
    }

    /// `/`: the filter of what has the keys; where that has none, the one of the list.
    pub(super) fn begin_filter(&mut self) {
        if self.in_activity() {
            self.activity.typing = true;
        } else if self.in_cohosts() {
            self.cohosts.typing = true;
        } else if self.in_conferences() {
            self.conferences_pane_mut().typing = true;
        } else {
            (self.focus, self.spaces.typing) = (Focus::Spaces, true);
        }
    }

    /// A key for the line.
    pub(super) fn type_key(&mut self, line: Typing, key: KeyEvent, effects: &mut Vec<Effect>) {
        match key.code {
            KeyCode::Esc => self.drop_line(line),
            KeyCode::Backspace if self.line(line).value().is_empty() => self.drop_line(line),
            KeyCode::Enter | KeyCode::Tab => self.keep_line(line, effects),
            KeyCode::Down => self.walk(line, 1),
            KeyCode::Up => self.walk(line, -1),
            // What is found in a transcript lies pages apart anyway.
            KeyCode::PageDown if line != Typing::Words => self.walk(line, 10),
            KeyCode::PageUp if line != Typing::Words => self.walk(line, -10),
            _ if prompt::edit(self.line(line), key, prompt::LONGEST_NAME) => self.line_changed(line, effects),
            _ => {
                let [keeps, ends] = line.ways_out();
                self.refuse(format!("{} does nothing here; {keeps}, {ends}", Chord::from(key)), effects);
            }
        }
    }

    /// Text was pasted into the line.
    pub(super) fn type_text(&mut self, line: Typing, text: &str, effects: &mut Vec<Effect>) {
        prompt::insert(self.line(line), text, prompt::LONGEST_NAME);
        self.line_changed(line, effects);
    }

    /// Enter, or a click: what was typed stays, and the keys mean what they always mean.
    pub(super) fn keep_line(&mut self, line: Typing, effects: &mut Vec<Effect>) {
        match line {
            Typing::Spaces => self.spaces.typing = false,
            Typing::Cohosts => self.cohosts.typing = false,
            Typing::Conferences => self.conferences_pane_mut().typing = false,
            Typing::Happenings => self.activity.typing = false,
            Typing::Words => {
                if !self.transcript.keep_search()
                    && let Some(talk) = self.talk()
                {
                    let words = self.transcript.nothing_found(talk);
                    self.refuse(words, effects);
                }
            }
        }
    }

    /// Esc: as if nothing had been typed.
    fn drop_line(&mut self, line: Typing) {
        match line {
            Typing::Spaces => self.spaces.clear_filter(),
            Typing::Cohosts => drop(self.cohosts.clear_filter()),
            Typing::Conferences => drop(self.conferences_pane_mut().clear_filter()),
            Typing::Happenings => drop(self.activity.drop_filter()),
            Typing::Words => {
                let talk = self.transcript.open().and_then(|name| self.book.records.talks.of(name));
                self.transcript.end_search(talk);
            }
        }
    }

    /// Where it is typed.
    pub(super) fn line(&mut self, line: Typing) -> &mut Input {
        match line {
            Typing::Spaces => &mut self.spaces.filter,
            Typing::Cohosts => &mut self.cohosts.filter,
            Typing::Conferences => &mut self.conferences_pane_mut().filter,
            Typing::Happenings => &mut self.activity.filter,
            Typing::Words => self.transcript.input(),
        }
    }

    /// Something was typed.
    fn line_changed(&mut self, line: Typing, effects: &mut Vec<Effect>) {
        match line {
            Typing::Spaces => self.spaces.filter_changed(&self.book),
            Typing::Cohosts => {
                let members = self.spaces.cursor().and_then(|id| self.book.card(id)).map(|card| &card.members);
                self.cohosts.filter_changed(members);
            }
            Typing::Conferences => self.conferences_filter_changed(effects),
            Typing::Happenings => self.activity.filter_changed(),
            Typing::Words => match self.transcript.open().and_then(|name| self.book.records.talks.of(name)) {
                Some(talk) => self.transcript.search_changed(talk),
                None => self.drop_line(line),
            },
        }
    }

    /// Arrows: over what is shown, or from one place that was found to the next.
    fn walk(&mut self, line: Typing, by: isize) {
        if line == Typing::Words {
            if let Some(talk) = self.transcript.open().and_then(|name| self.book.records.talks.of(name)) {
                drop(self.transcript.next_hit(talk, by < 0));
            }
        } else {
            self.step(by);
        }
    }
}

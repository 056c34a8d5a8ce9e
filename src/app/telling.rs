//! What the person is told: notes in the footer, and what went wrong, remembered for `!`.

use std::time::Duration;

use super::{App, Note};
use crate::book::RowId;
use crate::effect::{Effect, Timer, Trouble};
use crate::meet::error::MeetError;

/// How many problems are remembered.
const PROBLEMS: usize = 100;
/// For how long a note stays in the footer.
const NOTE: Duration = Duration::from_secs(6);

impl App {
    pub(super) fn title(&self, id: RowId) -> String {
        self.book.row(id).map_or_else(|| "the space".into(), |row| crate::ui::drawable(&self.theme, row.title()))
    }

    /// A text that names keys by their actions, with the keys.
    pub(super) fn in_words(&self, text: String) -> String {
        match self.keymap.in_words(&text) {
            std::borrow::Cow::Owned(words) => words,
            std::borrow::Cow::Borrowed(_) => text,
        }
    }

    /// Puts a note into the footer.
    pub(super) fn tell(&mut self, text: impl Into<String>, effects: &mut Vec<Effect>) {
        let text = self.in_words(text.into());
        self.put_note(Note { text, bad: false }, effects);
    }

    /// The same for something that does not work.
    pub(super) fn refuse(&mut self, text: impl Into<String>, effects: &mut Vec<Effect>) {
        let text = self.in_words(text.into());
        self.put_note(Note { text, bad: true }, effects);
    }

    pub(super) fn put_note(&mut self, note: Note, effects: &mut Vec<Effect>) {
        self.note = Some(note);
        self.notes += 1;
        effects.push(Effect::Wake { after: NOTE, timer: Timer::Note(self.notes) });
    }

    /// Remembers what went wrong and says it in the footer.
    pub(super) fn fail(&mut self, trouble: Trouble, effects: &mut Vec<Effect>) {
        let dot = self.theme.signs.dot;
        self.refuse(format!("{}{dot}‹problems› says why", trouble.what), effects);
        self.remember(trouble);
    }

    /// Remembers what went wrong.
    pub(super) fn remember(&mut self, trouble: Trouble) {
        // The same again is the same problem with a newer time.
        if let Some(last) = self.problems.back_mut()
            && (last.what == trouble.what && last.why == trouble.why)
        {
            last.at = trouble.at;
            return;
        }
        if self.problems.len() == PROBLEMS {
            self.problems.pop_front();
        }
        self.problems.push_back(trouble);
    }

    /// The three parts of an error of Meet.
    pub(super) fn trouble(&self, what: impl Into<String>, error: &MeetError) -> Trouble {
        Trouble { what: what.into(), why: error.why(), next: error.next_step(), at: self.clock.now }
    }
}

//! A transcript, to be read: who said what, and when on the conference's clock.
//!
//! Owns cursor, window, search and drawing; what was said lies in the book's [`Records`](crate::book::Records). The cursor is on an
//! entry and stays with it, whatever comes or changes around it.

mod edges;
mod layout;
mod search;
mod view;

use tui_input::Input;

pub use view::{Look, draw, speaker};

use crate::book::{Said, Talk};
use crate::meet::names::TranscriptName;
use layout::Window;
use search::Search;

/// State of the reader.
#[derive(Debug, Default)]
pub struct Transcript {
    open: Option<TranscriptName>,
    /// The entry that the keys are about.
    cursor: usize,
    /// Its name: a place can come to be another's.
    id: Box<str>,
    /// True while the end is followed as it grows.
    follows: bool,
    /// Whom alone the person reads.
    only: Option<u32>,
    search: Search,
    window: Window,
    /// What was known when the window was last put in order: epoch, entries, whether that was all.
    known: (u64, usize, bool),
}

impl Transcript {
    /// The transcript that is open.
    #[must_use]
    pub fn open(&self) -> Option<&TranscriptName> {
        self.open.as_ref()
    }

    /// Opens a transcript at its beginning, or closes it.
    pub fn show(&mut self, name: Option<TranscriptName>) {
        if self.open != name {
            *self = Self { open: name, ..Self::default() };
        }
    }

    /// The place of the entry under the cursor.
    #[must_use]
    pub fn cursor(&self) -> usize {
        self.cursor
    }

    /// The entry under the cursor.
    #[must_use]
    pub fn current<'a>(&self, talk: &'a Talk) -> Option<&'a Said> {
        talk.words.said.get(self.cursor)
    }

    /// True while the end is followed.
    #[must_use]
    pub fn follows(&self) -> bool {
        self.follows
    }

    /// Whom alone the person reads, as a place among the speakers.
    #[must_use]
    pub fn only(&self) -> Option<u32> {
        self.only
    }

    /// Follows what is known, on a pane of this size. `grows` while more may be said.
    pub fn sync(&mut self, talk: &Talk, (width, rows): (usize, usize), ascii: bool, grows: bool) {
        let words = &talk.words;
        let (epoch, count, whole) = self.known;
        self.window.resize(view::columns(width).1, rows, ascii);
        if epoch != talk.epoch {
            self.window.forget();
            self.cursor = talk.place(&self.id).unwrap_or(self.cursor);
        }
        self.search.follow(words, talk.epoch);
        let was_at_the_end = whole && count > 0 && self.cursor + 1 >= count;
        self.known = (talk.epoch, words.said.len(), talk.is_whole);
        if words.said.len() > count && (self.follows || (grows && was_at_the_end && !self.search.typing)) {
            self.cursor = words.said.len() - 1;
            self.window.settle(words);
            self.window.reveal(words, self.cursor);
        }
        self.cursor = self.cursor.min(words.said.len().saturating_sub(1));
        self.window.settle(words);
        self.moved(talk);
    }

    fn moved(&mut self, talk: &Talk) {
        if let Some(said) = talk.words.said.get(self.cursor)
            && *self.id != *said.id
        {
            self.id = said.id.clone();
        }
    }

    /// Puts the cursor on an entry.
    pub fn go_to(&mut self, talk: &Talk, at: usize) {
        self.cursor = at.min(talk.words.said.len().saturating_sub(1));
        self.window.reveal(&talk.words, self.cursor);
        self.moved(talk);
    }

    /// To the first entry, or to the last one that is known; whoever goes there while it grows follows it.
    pub fn go_to_end(&mut self, talk: &Talk, last: bool, grows: bool) {
        self.follows = last && grows;
        self.go_to(talk, if last { usize::MAX } else { 0 });
        if last {
            self.window.reveal_end(&talk.words, self.cursor);
        }
    }

    /// The end is followed as it grows, or no longer.
    pub fn follow_end(&mut self, talk: &Talk) {
        self.follows = !self.follows;
        if self.follows {
            self.go_to_end(talk, true, true);
        }
    }

    /// One entry up or down; of one that is longer than the screen, a line.
    pub fn step(&mut self, talk: &Talk, by: isize) {
        let words = &talk.words;
        if words.said.is_empty() {
            return;
        }
        if by < 0 {
            self.follows = false;
        }
        let (above, below) = self.window.cuts(words, self.cursor);
        let is_long = self.window.height(words, self.cursor) > self.window.rows;
        if is_long && ((by > 0 && below) || (by < 0 && above)) {
            self.window.scroll(words, by.signum());
            return;
        }
        let before = self.cursor;
        self.go_to(talk, self.cursor.saturating_add_signed(by.signum()));
        if by < 0 && self.cursor < before && self.window.height(words, self.cursor) > self.window.rows {
            self.window.reveal_end(words, self.cursor);
        }
    }

    /// So many lines up or down; the cursor comes along.
    pub fn scroll(&mut self, talk: &Talk, by: isize) {
        let words = &talk.words;
        if by < 0 {
            self.follows = false;
        }
        if !self.window.scroll(words, by) {
            self.cursor = if by < 0 { 0 } else { words.said.len().saturating_sub(1) };
        } else if let Some((first, last)) = self.window.entries() {
            self.cursor = self.cursor.clamp(first, last);
        }
        self.moved(talk);
    }

    /// To where the next speaker begins, or the one before; where somebody was chosen, to their next words.
    ///
    /// # Errors
    ///
    /// When there is none that way: says so.
    pub fn next_speaker(&mut self, talk: &Talk, back: bool) -> Result<(), &'static str> {
        let words = &talk.words;
        let begins = |at: &usize| {
            let same = at.checked_sub(1).and_then(|before| words.said.get(before)).map(|before| before.speaker);
            let this = words.said.get(*at).map(|said| said.speaker);
            same != this && self.only.is_none_or(|only| this == Some(Some(only)))
        };
        let found = if back { (0..self.cursor).rev().find(begins) } else { (self.cursor + 1..words.said.len()).find(begins) };
        if back {
            self.follows = false;
        }
        match found {
            Some(at) => {
                self.go_to(talk, at);
                Ok(())
            }
            None if back => Err("Nobody speaks before"),
            None if talk.is_whole => Err("Nobody speaks after this"),
            None => Err("Nobody speaks after this, as far as it was read"),
        }
    }

    /// Reads one person's words alone: goes to their next ones, else to their first. Nobody is everybody.
    pub fn choose(&mut self, talk: &Talk, only: Option<u32>) {
        self.only = only;
        let Some(only) = only else { return };
        let theirs = |at: &usize| talk.words.said.get(*at).is_some_and(|said| said.speaker == Some(only));
        let count = talk.words.said.len();
        if let Some(at) = (self.cursor..count).find(theirs).or_else(|| (0..self.cursor).find(theirs)) {
            self.follows = false;
            self.go_to(talk, at);
        }
    }

    /// True while something to look for is typed.
    #[must_use]
    pub fn typing(&self) -> bool {
        self.search.typing
    }

    /// Where it is typed.
    pub fn input(&mut self) -> &mut Input {
        &mut self.search.input
    }

    /// `/`: something is looked for, from here on.
    pub fn begin_search(&mut self) {
        self.search.end();
        self.search.typing = true;
        self.search.origin = (self.cursor, self.window.top());
        self.follows = false;
    }

    /// The text to look for has changed: to the first place from where the search began.
    pub fn search_changed(&mut self, talk: &Talk) {
        self.search.look_for(&talk.words, talk.epoch);
        let from = self.search.origin.0;
        match self.search.next(from, false) {
            Some(((at, number), _)) => self.show_hit(talk, at, number),
            None => self.go_to(talk, from),
        }
    }

    /// Enter: the marks stay, and the keys walk again. False when nothing is found.
    pub fn keep_search(&mut self) -> bool {
        self.search.typing = false;
        if self.search.input.value().is_empty() {
            self.search.end();
            return true;
        }
        self.search.count() > 0
    }

    /// True when words are looked for, so that there are places to go to.
    #[must_use]
    pub fn is_searched(&self) -> bool {
        self.search.is_on()
    }

    /// What is looked for.
    #[must_use]
    pub fn searched(&self) -> &str {
        self.search.input.value()
    }

    /// Esc: back to where the search began; nothing is marked. False when nothing was looked for.
    pub fn end_search(&mut self, talk: Option<&Talk>) -> bool {
        let (typing, origin) = (self.search.typing, self.search.origin);
        let was = typing || self.search.is_on();
        self.search.end();
        if typing && let Some(talk) = talk {
            self.go_to(talk, origin.0);
        }
        was
    }

    /// `n`, `N`: the next place, or the one before; says so when it went round.
    ///
    /// # Errors
    ///
    /// When there is nothing to go to: says why.
    pub fn next_hit(&mut self, talk: &Talk, back: bool) -> Result<Option<&'static str>, String> {
        if !self.search.is_on() {
            return Err("nothing is looked for yet: ‹search› begins".into());
        }
        match self.search.next(self.cursor, back) {
            Some(((at, number), round)) => {
                self.follows = false;
                self.show_hit(talk, at, number);
                Ok(round.then_some(if back {
                    "Round the start: from the end again"
                } else {
                    "Round the end: from the start again"
                }))
            }
            None => Err(self.nothing_found(talk)),
        }
    }

    /// That it is not there.
    #[must_use]
    pub fn nothing_found(&self, talk: &Talk) -> String {
        let so_far = if talk.is_whole { "Nobody said" } else { "So far nobody said" };
        format!("{so_far} “{}”", self.searched())
    }

    fn show_hit(&mut self, talk: &Talk, at: usize, number: usize) {
        self.cursor = at;
        let text = talk.words.said.get(at).map_or("", |said| &*said.text);
        let laid = self.window.lay(&talk.words, at).clone();
        let places = self.search.find(laid.ascii.as_deref().unwrap_or(text));
        let start = places.get(number).or(places.last()).map_or(0, |place| place.start);
        let line = laid.lines.iter().rposition(|line| line.start <= start).unwrap_or(0);
        self.window.reveal_line(&talk.words, at, line);
        self.moved(talk);
    }
}

#[cfg(test)]
mod tests;

//! What happened when, of all spaces: a line each, the latest first.
//!
//! Owns cursor, filter and drawing; what happened lies in [`Activity`].

mod view;

use std::collections::HashMap;

use jiff::Timestamp;
use tui_input::Input;

pub use view::{Look, draw};

use crate::activity::{Activity, Happening, Kind};
use crate::book::Book;
use crate::meet::names::SpaceName;
use crate::ui;

/// State of the pane.
#[derive(Debug, Default)]
pub struct Happened {
    /// Whether it is shown, in the place of the list.
    pub shown: bool,
    /// Whether keys go to the filter.
    pub typing: bool,
    /// What is looked for.
    pub filter: Input,
    /// The line under the cursor; none at the top, where the latest comes.
    cursor: Option<(Timestamp, Kind, Box<str>)>,
    /// Lines that the filter leaves, the latest first, as places in the log.
    lines: Vec<usize>,
    /// Of which state of log, book and filter those are.
    of: Option<(u64, u64, String)>,
    offset: usize,
}

impl Happened {
    /// Follows the log. The cursor stays on its line whatever comes above it.
    pub fn sync(&mut self, log: &Activity, book: &Book, height: usize) {
        let query = self.filter.value().trim().to_lowercase();
        let words: Vec<&str> = query.split_whitespace().collect();
        let of = (log.revision(), if words.is_empty() { 0 } else { book.revision() }, query.clone());
        if self.of.as_ref() != Some(&of) {
            // There are few spaces and many lines.
            let mut places: HashMap<Option<SpaceName>, String> = HashMap::new();
            let mut fits = |line: &Happening| {
                let what = view::words(line).to_lowercase();
                let place = places.entry(line.space.clone()).or_insert_with(|| place(book, line).to_lowercase());
                words.iter().all(|word| what.contains(word) || place.contains(word))
            };
            let all = log.lines().enumerate();
            self.lines = all.filter(|(_, line)| words.is_empty() || fits(line)).map(|(at, _)| at).collect();
            self.of = Some(of);
            if self.cursor.is_some() && self.find(log).is_none() {
                // It is not shown any more: the cursor goes to the one that was next to it in time.
                let then = self.cursor.as_ref().map(|(then, ..)| *then);
                let at = self.lines.iter().position(|at| line(log, *at).map(|line| line.at) <= then);
                self.go_to(at.unwrap_or(self.lines.len()), log);
            }
        }
        self.offset = ui::scroll(self.offset, self.at(log), height, self.lines.len());
    }

    fn find(&self, log: &Activity) -> Option<usize> {
        let (at, kind, resource) = self.cursor.as_ref()?;
        let is_it = |line: &Happening| line.at == *at && line.kind == *kind && line.resource == *resource;
        self.lines.iter().position(|place| line(log, *place).is_some_and(is_it))
    }

    /// The place of the cursor among the lines that are shown.
    #[must_use]
    pub fn at(&self, log: &Activity) -> usize {
        self.find(log).unwrap_or(0)
    }

    /// What is under the cursor.
    #[must_use]
    pub fn current<'a>(&self, log: &'a Activity) -> Option<&'a Happening> {
        line(log, *self.lines.get(self.at(log))?)
    }

    /// How many lines are shown.
    #[must_use]
    pub fn len(&self) -> usize {
        self.lines.len()
    }

    /// True when none is shown.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// Moves the cursor by so many lines.
    pub fn step(&mut self, by: isize, log: &Activity) {
        self.go_to(self.at(log).saturating_add_signed(by), log);
    }

    /// Puts the cursor on a line.
    pub fn go_to(&mut self, at: usize, log: &Activity) {
        let at = at.min(self.lines.len().saturating_sub(1));
        let under = self.lines.get(at).and_then(|place| line(log, *place));
        // At the top it stays at the top.
        self.cursor = under.filter(|_| at > 0).map(|line| (line.at, line.kind, line.resource.clone()));
    }

    /// The filter was typed at: the best is at the top.
    pub fn filter_changed(&mut self) {
        self.cursor = None;
    }

    /// Ends the filter; false when there was none.
    pub fn drop_filter(&mut self) -> bool {
        let was = self.typing || !self.filter.value().is_empty();
        self.typing = false;
        self.filter = Input::default();
        was
    }
}

fn line(log: &Activity, at: usize) -> Option<&Happening> {
    log.lines().nth(at)
}

/// What the space of a line is called.
fn place(book: &Book, line: &Happening) -> String {
    let row = line.space.as_ref().and_then(|space| book.find(space)).and_then(|id| book.row(id));
    match (row, &line.space) {
        (Some(row), _) => row.title().to_owned(),
        (None, Some(space)) => space.to_string(),
        (None, None) => "a space".to_owned(),
    }
}

#[cfg(test)]
mod tests;

//! Which lines of which entries stand on the screen. Only entries on or near it are ever broken into lines, so that twenty thousand
//! cost no more than twenty; what was broken is kept for the next frame.

use std::collections::HashMap;
use std::ops::Range;

use crate::book::Words;
use crate::text;

/// Entries whose lines are kept.
const KEPT: usize = 400;

/// A line: the entry, and which of its lines.
pub(super) type Spot = (usize, usize);

/// What a line of the screen has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Row {
    /// Air before somebody else speaks.
    Air(usize),
    /// Who speaks.
    Head(usize),
    /// A line of what an entry says, counted from its first.
    Text(usize, usize),
}

impl Row {
    /// The entry that it belongs to.
    pub(super) fn entry(self) -> usize {
        match self {
            Self::Air(at) | Self::Head(at) | Self::Text(at, _) => at,
        }
    }
}

/// An entry as it is drawn.
#[derive(Debug, Clone)]
pub(super) struct Laid {
    /// What it says, where not every letter of it may be drawn.
    pub(super) ascii: Option<Box<str>>,
    /// Its lines, as places in that, else in the text itself.
    pub(super) lines: Box<[Range<usize>]>,
}

/// A window of so many columns and lines over what was said.
#[derive(Debug, Clone, Default)]
pub(super) struct Window {
    pub(super) cols: usize,
    pub(super) rows: usize,
    pub(super) ascii: bool,
    top: Spot,
    shown: Vec<Row>,
    laid: HashMap<usize, Laid>,
}

impl Window {
    /// What stands on the screen, from the top.
    pub(super) fn shown(&self) -> &[Row] {
        &self.shown
    }

    /// An entry on the screen.
    pub(super) fn laid(&self, at: usize) -> Option<&Laid> {
        self.laid.get(&at)
    }

    /// The first line on the screen.
    pub(super) fn top(&self) -> Spot {
        self.top
    }

    /// Another size: what was broken is broken anew.
    pub(super) fn resize(&mut self, cols: usize, rows: usize, ascii: bool) {
        if (self.cols, self.ascii) != (cols, ascii) {
            self.laid.clear();
            self.top.1 = 0;
        }
        (self.cols, self.rows, self.ascii) = (cols, rows, ascii);
    }

    /// Entries have changed, or stand elsewhere.
    pub(super) fn forget(&mut self) {
        self.laid.clear();
    }

    /// Lines before the first one of what an entry says.
    fn lead(words: &Words, at: usize) -> usize {
        match (words.begins_group(at), at) {
            (false, _) => 0,
            (true, 0) => 1,
            (true, _) => 2,
        }
    }

    /// An entry, broken into lines.
    pub(super) fn lay(&mut self, words: &Words, at: usize) -> &Laid {
        if self.laid.len() > KEPT && !self.laid.contains_key(&at) {
            let (from, to) = (self.top.0.saturating_sub(self.rows), self.top.0 + self.rows);
            self.laid.retain(|kept, _| (from..=to).contains(kept));
        }
        let (cols, only_ascii) = (self.cols, self.ascii);
        self.laid.entry(at).or_insert_with(|| {
            let text = words.said.get(at).map_or("", |said| &*said.text);
            let ascii = (only_ascii && !text.is_ascii()).then(|| text::ascii(text).into_owned().into_boxed_str());
            let lines = text::line_ranges(ascii.as_deref().unwrap_or(text), cols).into();
            Laid { ascii, lines }
        })
    }

    /// Lines of an entry, with those before it.
    pub(super) fn height(&mut self, words: &Words, at: usize) -> usize {
        Self::lead(words, at) + self.lay(words, at).lines.len()
    }

    /// So many lines further up.
    fn above(&mut self, words: &Words, (mut at, mut line): Spot, mut by: usize) -> Spot {
        loop {
            if line >= by {
                return (at, line - by);
            }
            if at == 0 {
                return (0, 0);
            }
            by -= line;
            at -= 1;
            line = self.height(words, at);
        }
    }

    /// So many lines further down.
    fn below(&mut self, words: &Words, (mut at, mut line): Spot, by: usize) -> Spot {
        line += by;
        while at < words.said.len() {
            let height = self.height(words, at);
            if line < height {
                break;
            }
            line -= height;
            at += 1;
        }
        (at, line)
    }

    /// Moves the window; it never shows less than a screen where there is one.
    fn put(&mut self, words: &Words, top: Spot) {
        let last = self.above(words, (words.said.len(), 0), self.rows);
        self.top = top.min(last);
        self.fill(words);
    }

    /// Takes up the lines from the top down.
    pub(super) fn fill(&mut self, words: &Words) {
        self.shown.clear();
        let (mut at, mut line) = self.top;
        while self.shown.len() < self.rows && at < words.said.len() {
            let lead = Self::lead(words, at);
            let height = lead + self.lay(words, at).lines.len();
            let room = self.rows - self.shown.len();
            self.shown.extend((line..height).take(room).map(|line| match line.checked_sub(lead) {
                Some(line) => Row::Text(at, line),
                None if line + 1 == lead => Row::Head(at),
                None => Row::Air(at),
            }));
            (at, line) = (at + 1, 0);
        }
    }

    /// Follows what is known: the window stays where it is, as far as there is something.
    pub(super) fn settle(&mut self, words: &Words) {
        let top = (self.top.0.min(words.said.len()), self.top.1);
        self.put(words, top);
    }

    /// So many lines up or down; false where it was at the end already.
    pub(super) fn scroll(&mut self, words: &Words, by: isize) -> bool {
        let before = self.top;
        let top =
            if by < 0 { self.above(words, before, by.unsigned_abs()) } else { self.below(words, before, by.unsigned_abs()) };
        self.put(words, top);
        self.top != before
    }

    /// Moves as little as is needed to see an entry: all of it, or of one that is longer than the screen its first lines.
    pub(super) fn reveal(&mut self, words: &Words, at: usize) {
        let height = self.height(words, at);
        let start = (at, 0);
        let end = self.above(words, (at, height), self.rows);
        let top = if start < self.top || height > self.rows { start } else { self.top.max(end) };
        self.put(words, top);
    }

    /// The same for one line of what it says; it stands in the middle where the window has to move.
    pub(super) fn reveal_line(&mut self, words: &Words, at: usize, line: usize) {
        if self.shown.contains(&Row::Text(at, line)) {
            return self.fill(words);
        }
        let line = Self::lead(words, at) + line;
        let top = self.above(words, (at, line), self.rows / 2);
        self.put(words, top);
    }

    /// The last lines of an entry that is longer than the screen.
    pub(super) fn reveal_end(&mut self, words: &Words, at: usize) {
        let height = self.height(words, at);
        let top = self.above(words, (at, height), self.rows);
        self.put(words, top);
    }

    /// True when the first line of an entry is above the screen, and its last one below it.
    pub(super) fn cuts(&mut self, words: &Words, at: usize) -> (bool, bool) {
        let lines = self.lay(words, at).lines.len();
        let first = Self::lead(words, at);
        let above = (at, first) < self.top;
        let last = self.shown.last().copied();
        let below = match last {
            Some(Row::Text(last, line)) => last < at || (last == at && line + 1 < lines),
            Some(row) => row.entry() <= at,
            None => false,
        };
        (above, below)
    }

    /// The entries on the screen of which a line of what they say is to be seen.
    pub(super) fn entries(&self) -> Option<(usize, usize)> {
        let mut texts = self.shown.iter().filter(|row| matches!(row, Row::Text(..))).map(|row| row.entry());
        let first = texts.next()?;
        Some((first, texts.next_back().unwrap_or(first)))
    }
}

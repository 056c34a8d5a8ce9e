//! Fuzzy search over the rows: name, code and access.

use std::fmt;

use nucleo_matcher::pattern::{AtomKind, CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher, Utf32Str};

use crate::book::{Book, Row, RowId};

/// Rows below which one thread is faster than two.
const ENOUGH_FOR_THREADS: usize = 8_000;

/// A searcher that keeps its scratch memory.
#[derive(Default)]
pub struct Finder {
    /// One for each thread.
    matchers: Vec<Matcher>,
}

impl fmt::Debug for Finder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Finder")
    }
}

/// What a row is searched by.
fn text_of(row: &Row, into: &mut String) {
    into.clear();
    for part in [row.label.as_deref(), row.code.as_deref()].into_iter().flatten() {
        into.push_str(part);
        into.push(' ');
    }
    if let Some(access) = &row.access {
        into.push_str(access.word());
    }
}

fn search(matcher: &mut Matcher, pattern: &Pattern, book: &Book, first: usize, among: &[RowId]) -> Vec<(u32, usize, RowId)> {
    let (mut text, mut wide) = (String::new(), Vec::new());
    let mut hits = Vec::new();
    for (place, id) in among.iter().enumerate() {
        let Some(row) = book.row(*id) else { continue };
        text_of(row, &mut text);
        if let Some(score) = pattern.score(Utf32Str::new(&text, &mut wide), matcher) {
            hits.push((score, first + place, *id));
        }
    }
    hits
}

impl Finder {
    /// The rows that match every word of the query, the best first, equals in the order given.
    pub fn find(&mut self, book: &Book, query: &str, among: &[RowId]) -> Vec<RowId> {
        let pattern = Pattern::new(query, CaseMatching::Ignore, Normalization::Smart, AtomKind::Fuzzy);
        let threads =
            if among.len() < ENOUGH_FOR_THREADS { 1 } else { std::thread::available_parallelism().map_or(1, usize::from).min(4) };
        self.matchers.resize_with(threads.max(self.matchers.len()), || Matcher::new(Config::DEFAULT));
        let share = among.len().div_ceil(threads).max(1);
        let mut hits = Vec::new();
        if threads == 1 {
            if let Some(matcher) = self.matchers.first_mut() {
                hits = search(matcher, &pattern, book, 0, among);
            }
        } else {
            std::thread::scope(|scope| {
                let pattern = &pattern;
                let parts: Vec<_> = among
                    .chunks(share)
                    .zip(&mut self.matchers)
                    .enumerate()
                    .map(|(part, (rows, matcher))| scope.spawn(move || search(matcher, pattern, book, part * share, rows)))
                    .collect();
                for part in parts {
                    hits.extend(part.join().unwrap_or_default());
                }
            });
        }
        hits.sort_unstable_by_key(|(score, place, _)| (std::cmp::Reverse(*score), *place));
        hits.into_iter().map(|(_, _, id)| id).collect()
    }
}

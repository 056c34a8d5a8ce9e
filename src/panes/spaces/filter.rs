//! Fuzzy search over the rows: name, code and access.

use std::fmt;

use nucleo_matcher::pattern::{Atom, AtomKind, CaseMatching, Normalization};
use nucleo_matcher::{Config, Matcher, Utf32Str};

use crate::book::{Book, Row, RowId};
use crate::meet::resources::AccessType;

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

/// One word of the query, as it is looked for in each field.
struct Word {
    /// In name and code: its letters in this order.
    anywhere: Atom,
    /// In the access: its beginning, for a scattered letter there means nothing.
    access: Atom,
}

fn words(query: &str) -> Vec<Word> {
    let atom = |word, kind| Atom::new(word, CaseMatching::Ignore, Normalization::Smart, kind, false);
    query
        .split_whitespace()
        .map(|word| Word { anywhere: atom(word, AtomKind::Fuzzy), access: atom(word, AtomKind::Prefix) })
        .collect()
}

/// How well a row matches; every word has to be in one of its fields.
fn score(row: &Row, words: &[Word], matcher: &mut Matcher, wide: &mut Vec<char>) -> Option<u32> {
    let mut sum = 0;
    for word in words {
        let mut best = None;
        for field in [row.label.as_deref(), row.code.as_deref()].into_iter().flatten() {
            best = best.max(word.anywhere.score(Utf32Str::new(field, wide), matcher));
        }
        if best.is_none() {
            let access = row.access.as_ref().map_or("", AccessType::word);
            best = word.access.score(Utf32Str::new(access, wide), matcher);
        }
        sum += u32::from(best?);
    }
    Some(sum)
}

fn search(matcher: &mut Matcher, words: &[Word], book: &Book, first: usize, among: &[RowId]) -> Vec<(u32, usize, RowId)> {
    let mut wide = Vec::new();
    let mut hits = Vec::new();
    for (place, id) in among.iter().enumerate() {
        let Some(row) = book.row(*id) else { continue };
        if let Some(score) = score(row, words, matcher, &mut wide) {
            hits.push((score, first + place, *id));
        }
    }
    hits
}

impl Finder {
    /// The rows that match every word of the query, the best first, equals in the order given.
    pub fn find(&mut self, book: &Book, query: &str, among: &[RowId]) -> Vec<RowId> {
        let words = words(query);
        let threads =
            if among.len() < ENOUGH_FOR_THREADS { 1 } else { std::thread::available_parallelism().map_or(1, usize::from).min(4) };
        self.matchers.resize_with(threads.max(self.matchers.len()), || Matcher::new(Config::DEFAULT));
        let share = among.len().div_ceil(threads).max(1);
        let mut hits = Vec::new();
        if threads == 1 {
            if let Some(matcher) = self.matchers.first_mut() {
                hits = search(matcher, &words, book, 0, among);
            }
        } else {
            std::thread::scope(|scope| {
                let words = &words;
                let parts: Vec<_> = among
                    .chunks(share)
                    .zip(&mut self.matchers)
                    .enumerate()
                    .map(|(part, (rows, matcher))| scope.spawn(move || search(matcher, words, book, part * share, rows)))
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

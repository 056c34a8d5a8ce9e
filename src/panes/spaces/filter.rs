//! Fuzzy search over the rows: name, code and access.

use std::fmt;

use nucleo_matcher::pattern::{Atom, AtomKind, CaseMatching, Normalization};
use nucleo_matcher::{Config, Matcher, Utf32Str};

use crate::book::{Book, Letters, Row, RowId};
use crate::meet::resources::AccessType;

/// Up to so many rows the best reading of each is looked for; beyond, the first one that matches: many times as fast.
pub(super) const CAREFUL: usize = 10_000;

/// A searcher that keeps its scratch memory.
#[derive(Default)]
pub struct Finder {
    matcher: Option<Matcher>,
}

impl fmt::Debug for Finder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Finder")
    }
}

/// One word of the query.
struct Word {
    /// In name and code: its letters in this order.
    anywhere: Atom,
    /// In the access: its beginning, for scattered letters there mean nothing.
    access: Atom,
}

fn words(query: &str) -> Vec<Word> {
    let atom = |word, kind| Atom::new(word, CaseMatching::Ignore, Normalization::Smart, kind, false);
    query
        .split_whitespace()
        .map(|word| Word { anywhere: atom(word, AtomKind::Fuzzy), access: atom(word, AtomKind::Prefix) })
        .collect()
}

/// How rows are matched.
struct Search<'a> {
    matcher: &'a mut Matcher,
    /// Scratch memory for text beyond ASCII.
    wide: Vec<char>,
    careful: bool,
}

impl Search<'_> {
    fn in_field(&mut self, word: &Atom, field: &str) -> Option<u16> {
        let text = Utf32Str::new(field, &mut self.wide);
        if self.careful {
            return word.score(text, self.matcher);
        }
        let letters = word.needle_text();
        // A word with a mark wants the mark; one without takes both.
        self.matcher.config.normalize = letters.is_ascii();
        self.matcher.fuzzy_match_greedy(text, letters)
    }

    /// How well a row matches; every word has to be in one of its fields.
    fn score(&mut self, row: &Row, words: &[Word]) -> Option<u32> {
        words.iter().try_fold(0, |sum, word| {
            let in_label = row.label.as_deref().and_then(|label| self.in_field(&word.anywhere, label));
            let in_code = row.code.as_deref().and_then(|code| self.in_field(&word.anywhere, code));
            let best = in_label.max(in_code).or_else(|| {
                let access = row.access.as_ref().map_or("", AccessType::word);
                word.access.score(Utf32Str::new(access, &mut self.wide), self.matcher)
            });
            Some(sum + u32::from(best?))
        })
    }
}

impl Finder {
    /// The rows that match every word of the query, the best first, equals in the order given.
    pub fn find(&mut self, book: &Book, query: &str, among: &[RowId]) -> Vec<RowId> {
        let matcher = self.matcher.get_or_insert_with(|| Matcher::new(Config::DEFAULT));
        matcher.config.ignore_case = true;
        let words = words(query);
        let wanted = Letters::wanted(query);
        let mut search = Search { matcher, wide: Vec::new(), careful: among.len() <= CAREFUL };
        // Score, upside down, and place in one number: sorting is then half the work.
        let mut hits: Vec<u64> = Vec::new();
        for (place, id) in (0_u64..).zip(among) {
            if !book.letters(*id).is_some_and(|letters| letters.have(wanted)) {
                continue;
            }
            if let Some(score) = book.row(*id).and_then(|row| search.score(row, &words)) {
                hits.push(u64::from(!score) << 32 | place);
            }
        }
        hits.sort_unstable();
        let place = |hit: &u64| usize::try_from(hit & u64::from(u32::MAX)).ok();
        hits.iter().filter_map(|hit| among.get(place(hit)?).copied()).collect()
    }
}

//! Fuzzy search over the rows: name, code and access.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::fmt;

use nucleo_matcher::pattern::{Atom, AtomKind, CaseMatching, Normalization};
use nucleo_matcher::{Config, Matcher, Utf32Str};

use crate::book::{Book, Letters, Row, RowId, RowLetters};

/// Up to so many rows the best reading of each is looked for; beyond, the first one that matches: many times as fast.
const CAREFUL: usize = 10_000;

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
    atom: Atom,
    /// The letters that either must have for that.
    wanted: Letters,
    /// It is a single plain letter or digit.
    is_letter: bool,
    /// The access may begin with it; scattered letters there would mean nothing.
    access: String,
}

fn words(query: &str) -> Vec<Word> {
    query
        .split_whitespace()
        .map(|word| Word {
            atom: Atom::new(word, CaseMatching::Ignore, Normalization::Smart, AtomKind::Fuzzy, false),
            wanted: Letters::wanted(word),
            is_letter: word.len() == 1 && word.bytes().all(|byte| byte.is_ascii_alphanumeric()),
            access: word.to_lowercase(),
        })
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
    fn in_text(&mut self, word: &Word, letters: Letters, text: Option<&str>) -> Option<u16> {
        let text = text.filter(|_| letters.have(word.wanted))?;
        if !self.careful && word.is_letter {
            // That the text has it is known already; where does not matter among so many.
            return Some(1);
        }
        let text = Utf32Str::new(text, &mut self.wide);
        if self.careful {
            return word.atom.score(text, self.matcher);
        }
        let letters = word.atom.needle_text();
        // A word with a mark wants the mark; one without takes both.
        self.matcher.config.normalize = letters.is_ascii();
        self.matcher.fuzzy_match_greedy(text, letters)
    }

    /// How well a row matches; every word has to be in one of its fields.
    fn score(&mut self, row: &Row, letters: RowLetters, words: &[Word]) -> Option<u32> {
        words.iter().try_fold(0, |sum, word| {
            let mut best = self.in_text(word, letters.label, row.label.as_deref());
            if self.careful || best.is_none() {
                best = best.max(self.in_text(word, letters.code, row.code.as_deref()));
            }
            let begins = || row.access.as_ref().is_some_and(|access| begins(access.word(), &word.access));
            let best = best.or_else(|| begins().then_some(0))?;
            Some(sum + u32::from(best))
        })
    }

    /// The rows that match, each with how well, in the order given.
    fn hits(&mut self, book: &Book, words: &[Word], among: &[RowId]) -> Vec<(u32, RowId)> {
        let score = |id: &RowId| Some((self.score(book.row(*id)?, book.letters(*id)?, words)?, *id));
        among.iter().filter_map(score).collect()
    }
}

/// True when a text begins with a word in lower case; access types are plain ASCII.
fn begins(text: &str, word: &str) -> bool {
    text.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word))
}

impl Finder {
    /// The rows that match every word of the query, the best first, equals in the order given.
    pub fn find(&mut self, book: &Book, query: &str) -> Vec<RowId> {
        let matcher = self.matcher.get_or_insert_with(|| Matcher::new(Config::DEFAULT));
        matcher.config.ignore_case = true;
        let words = words(query);
        let all = book.order();
        let mut search = Search { matcher, wide: Vec::new(), careful: all.len() <= CAREFUL };
        let mut hits = search.hits(book, &words, all);
        if !search.careful && hits.len() <= CAREFUL {
            // What is left of the many is few enough to be looked at again.
            search.careful = true;
            let left: Vec<RowId> = hits.into_iter().map(|(_, id)| id).collect();
            hits = search.hits(book, &words, &left);
        }
        // There are few scores and many rows: one pile for each score takes less time than sorting.
        let mut piles: BTreeMap<Reverse<u32>, Vec<RowId>> = BTreeMap::new();
        for (score, id) in hits {
            piles.entry(Reverse(score)).or_default().push(id);
        }
        piles.into_values().flatten().collect()
    }
}

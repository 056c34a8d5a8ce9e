//! Finding words in what was said, whatever their case, and going from one to the next.

use std::ops::Range;

use tui_input::Input;

use super::layout::Spot;
use crate::book::{Words, in_small_letters};

/// Most places that are counted: whoever looks for a single letter finds enough.
pub(super) const MOST: usize = 100_000;

/// What is looked for, and where it was found.
#[derive(Debug, Default)]
pub(super) struct Search {
    /// What was typed.
    pub(super) input: Input,
    /// True while it is typed.
    pub(super) typing: bool,
    /// Where the person was before.
    pub(super) origin: (usize, Spot),
    /// What is looked for, in small letters.
    needle: Vec<char>,
    /// Entries with the number of the place in each.
    hits: Vec<(u32, u32)>,
    /// Which of them the cursor is on.
    pub(super) at: Option<usize>,
    /// How many entries were searched.
    done: usize,
    epoch: u64,
}

impl Search {
    /// True when something is looked for.
    pub(super) fn is_on(&self) -> bool {
        !self.needle.is_empty()
    }

    /// How many places were found.
    pub(super) fn count(&self) -> usize {
        self.hits.len()
    }

    /// Something else is looked for.
    pub(super) fn look_for(&mut self, words: &Words, epoch: u64) {
        self.needle = in_small_letters(self.input.value()).chars().collect();
        (self.hits, self.at, self.done) = (Vec::new(), None, 0);
        self.follow(words, epoch);
    }

    /// Nothing is looked for any more.
    pub(super) fn end(&mut self) {
        *self = Self::default();
    }

    /// What has come is searched, too.
    pub(super) fn follow(&mut self, words: &Words, epoch: u64) {
        if !self.is_on() {
            return;
        }
        if self.epoch != epoch {
            (self.hits, self.at, self.done, self.epoch) = (Vec::new(), None, 0, epoch);
        }
        let needle: String = self.needle.iter().collect();
        let finder = memchr::memmem::Finder::new(&needle);
        for (at, said) in words.said.iter().enumerate().skip(self.done) {
            if self.hits.len() >= MOST {
                break;
            }
            let at = u32::try_from(at).unwrap_or(u32::MAX);
            let text = said.small.as_ref().unwrap_or(&said.text);
            let found = u32::try_from(finder.find_iter(text.as_bytes()).count()).unwrap_or(u32::MAX);
            self.hits.extend((0..found).map(|number| (at, number)));
        }
        self.done = words.said.len();
    }

    /// Where it stands in a text.
    pub(super) fn find(&self, text: &str) -> Vec<Range<usize>> {
        find(text, &self.needle)
    }

    /// The next place from an entry on, or behind the one the cursor is on; before it when `back`. The second part is true when it
    /// went round the end.
    pub(super) fn next(&mut self, from: usize, back: bool) -> Option<((usize, usize), bool)> {
        let count = self.hits.len();
        if count == 0 {
            return None;
        }
        let from = u32::try_from(from).unwrap_or(u32::MAX);
        // Whoever has walked away from the place goes on from where they are.
        let here = self.at.filter(|at| self.hits.get(*at).is_some_and(|hit| hit.0 == from));
        let (next, round) = match (here, back) {
            (Some(at), false) => (at + 1, at + 1 >= count),
            (Some(at), true) => (at.checked_sub(1).unwrap_or(count - 1), at == 0),
            (None, false) => {
                let at = self.hits.partition_point(|hit| hit.0 < from);
                (at, at >= count)
            }
            (None, true) => {
                let at = self.hits.partition_point(|hit| hit.0 < from);
                (at.checked_sub(1).unwrap_or(count - 1), at == 0)
            }
        };
        let next = if next >= count { 0 } else { next };
        self.at = Some(next);
        self.hits.get(next).map(|(at, number)| ((*at as usize, *number as usize), round))
    }

    /// The place the cursor is on: its entry, and its number in it.
    pub(super) fn current(&self) -> Option<(usize, usize)> {
        let (at, number) = *self.hits.get(self.at?)?;
        Some((at as usize, number as usize))
    }
}

/// Places of these small letters in a text, whatever its case; none reaches into the one before.
fn find(text: &str, needle: &[char]) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let Some(first) = needle.first() else { return found };
    if text.is_ascii() && needle.iter().all(char::is_ascii) {
        let (text, first) = (text.as_bytes(), *first as u8);
        let mut at = 0;
        while at + needle.len() <= text.len() {
            let is = |(byte, letter): (&u8, &char)| byte.to_ascii_lowercase() == *letter as u8;
            if text[at].to_ascii_lowercase() == first && text[at..].iter().zip(needle).all(is) {
                found.push(at..at + needle.len());
                at += needle.len();
            } else {
                at += 1;
            }
        }
        return found;
    }
    let mut rest = text.char_indices();
    while let Some((at, _)) = rest.clone().next() {
        match end_of(&text[at..], needle) {
            Some(length) => {
                found.push(at..at + length);
                while rest.clone().next().is_some_and(|(next, _)| next < at + length) {
                    rest.next();
                }
            }
            None => drop(rest.next()),
        }
    }
    found
}

/// How long the beginning of the text is that says the same.
fn end_of(text: &str, needle: &[char]) -> Option<usize> {
    let mut wanted = needle.iter();
    for (at, letter) in text.char_indices() {
        if wanted.as_slice().is_empty() {
            return Some(at);
        }
        if !letter.to_lowercase().all(|small| wanted.next() == Some(&small)) {
            return None;
        }
    }
    wanted.as_slice().is_empty().then_some(text.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found<'a>(text: &'a str, needle: &str) -> Vec<&'a str> {
        let needle: Vec<char> = needle.to_lowercase().chars().collect();
        find(text, &needle).into_iter().map(|range| &text[range]).collect()
    }

    #[test]
    fn whatever_the_case_and_the_script() {
        assert_eq!(found("Ja. ja, JA!", "ja"), ["Ja", "ja", "JA"]);
        assert_eq!(found("aaaa", "aa"), ["aa", "aa"]);
        assert_eq!(found("Größe, GRÖßE", "grö"), ["Grö", "GRÖ"]);
        assert_eq!(found("İstanbul", "i\u{307}s"), ["İs"]);
        assert_eq!(found("大阪の事務所", "事務"), ["事務"]);
        assert_eq!(found("ΣΊΣΥΦΟΣ", "σίσ"), ["ΣΊΣ"]);
        assert!(found("abc", "").is_empty() && found("", "a").is_empty() && found("ab", "abc").is_empty());
        assert!(found("é", "abc").is_empty());
    }
}

//! [`Talk`]: what was said in a conference, as far as a transcript of it was read.

use std::collections::HashMap;
use std::sync::Arc;

use jiff::Timestamp;

use crate::meet::names::TranscriptName;
use crate::meet::records::PageToken;
use crate::meet::resources::TranscriptEntry;
use crate::text;
use crate::trouble::Trouble;

/// Entries of all transcripts that are remembered beside the one that is open: three of the largest.
const ENTRIES: usize = 60_000;
/// Transcripts that are remembered.
const TALKS: usize = 20;

/// What one person said at a stretch.
#[derive(Debug, Clone, PartialEq)]
pub struct Said {
    /// The last part of the resource name.
    pub id: Box<str>,
    /// Who spoke, as a place in [`Words::speakers`].
    pub speaker: Option<u32>,
    /// In which language, as a place in [`Words::languages`].
    pub language: Option<u32>,
    /// When it began.
    pub start: Option<Timestamp>,
    /// When it ended.
    pub end: Option<Timestamp>,
    /// What was said, clean and on one line.
    pub text: Box<str>,
    /// The same as sent, where that differs.
    pub raw: Option<Box<str>>,
    /// The same in small letters, to be searched, where that differs.
    pub small: Option<Box<str>>,
}

/// A text in small letters, letter by letter, so that what is looked for and where it is looked for are made alike.
#[must_use]
pub fn in_small_letters(text: &str) -> String {
    if text.is_ascii() { text.to_ascii_lowercase() } else { text.chars().flat_map(char::to_lowercase).collect() }
}

/// Everything that was said, in order. Whoever writes it to a file shares it with the screen.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Words {
    /// The entries.
    pub said: Vec<Said>,
    /// Resource names of who spoke, as sent, in the order in which they are heard first.
    pub speakers: Vec<Box<str>>,
    /// Languages, as sent, likewise.
    pub languages: Vec<Box<str>>,
    /// How many entries each language has.
    spoken: Vec<u32>,
}

impl Words {
    /// True when an entry is read as a group of its own: somebody else speaks, or in another language.
    #[must_use]
    pub fn begins_group(&self, at: usize) -> bool {
        let (Some(before), Some(this)) = (at.checked_sub(1).and_then(|before| self.said.get(before)), self.said.get(at)) else {
            return true;
        };
        (before.speaker, before.language) != (this.speaker, this.language)
    }

    /// The language in which most was said.
    #[must_use]
    pub fn main_language(&self) -> Option<u32> {
        let most = self.spoken.iter().enumerate().max_by_key(|(at, count)| (**count, std::cmp::Reverse(*at)));
        most.and_then(|(at, _)| u32::try_from(at).ok())
    }

    /// Resource name of who spoke in an entry.
    #[must_use]
    pub fn speaker(&self, at: usize) -> Option<&str> {
        self.speakers.get(self.said.get(at)?.speaker? as usize).map(AsRef::as_ref)
    }

    /// The language of an entry.
    #[must_use]
    pub fn language(&self, at: usize) -> Option<&str> {
        self.languages.get(self.said.get(at)?.language? as usize).map(AsRef::as_ref)
    }

    fn take_in(&mut self, sent: TranscriptEntry) -> Said {
        let raw = sent.text.unwrap_or_default();
        let clean: Box<str> = text::clean(&raw).trim().into();
        let small = in_small_letters(&clean);
        let language = sent.language_code.map(|language| place(&mut self.languages, &language));
        if let Some(language) = language {
            self.spoken.resize(self.languages.len(), 0);
            if let Some(count) = self.spoken.get_mut(language as usize) {
                *count += 1;
            }
        }
        Said {
            id: sent.name.id().into(),
            speaker: sent.participant.map(|name| place(&mut self.speakers, &name)),
            language,
            start: sent.start_time,
            end: sent.end_time,
            raw: (*clean != *raw).then(|| raw.into()),
            small: (*small != *clean).then(|| small.into()),
            text: clean,
        }
    }
}

/// The place of a text among these; it is added where it is new. Few people speak, and fewer languages are spoken.
fn place(all: &mut Vec<Box<str>>, text: &str) -> u32 {
    let at = all.iter().rposition(|known| **known == *text).unwrap_or_else(|| {
        all.push(text.into());
        all.len() - 1
    });
    u32::try_from(at).unwrap_or(u32::MAX)
}

/// A page of entries and where it stands in the list.
#[derive(Debug)]
pub struct Turned {
    /// What is on it.
    pub entries: Vec<TranscriptEntry>,
    /// What led to it; none for the first page.
    pub at: Option<PageToken>,
    /// What leads to the next one; none on the last.
    pub next: Option<PageToken>,
}

/// How a transcript is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Walk {
    /// From page to page.
    #[default]
    On,
    /// From where an earlier one was left, with a token that may be too old by now.
    Resumed,
    /// For what was said since an earlier one came to the end.
    LooksOn,
}

/// A transcript, as far as it was read.
#[derive(Debug, Default)]
pub struct Talk {
    /// What was said.
    pub words: Arc<Words>,
    places: HashMap<Box<str>, u32>,
    /// What leads on from here, in the middle of it.
    next: Option<PageToken>,
    /// What led to the last page but one and to the last: whoever spoke for long stands before others who were done sooner.
    trail: [Option<PageToken>; 2],
    /// How many pages were read in the walk that is under way, or was last.
    pub pages: usize,
    /// True when the last page was read.
    pub is_whole: bool,
    /// True when that was after the end, so that it is the last word.
    pub is_last_word: bool,
    /// The generation of the read that is under way.
    pub reading: Option<u64>,
    /// What kind of read that is.
    pub walk: Walk,
    /// Why it could not be read, or not to the end.
    pub trouble: Option<Trouble>,
    /// Changes when an entry that was there has changed or has another place.
    pub epoch: u64,
    /// When a page was read last.
    pub learnt: Option<Timestamp>,
}

impl Talk {
    /// Where to go on reading.
    #[must_use]
    pub fn from_here(&self) -> Option<PageToken> {
        if self.is_whole { self.trail[0].clone() } else { self.next.clone() }
    }

    /// The place of an entry.
    #[must_use]
    pub fn place(&self, id: &str) -> Option<usize> {
        self.places.get(id).map(|at| *at as usize)
    }

    /// Tokens lead nowhere any more: the next read begins at the first page. What was read stays.
    pub fn from_the_start(&mut self) {
        (self.next, self.trail, self.is_whole, self.walk) = (None, [None, None], false, Walk::On);
    }

    /// A page was read. `over` when nothing can follow what the last page has. True when it brought anything new.
    pub fn put(&mut self, page: Turned, over: bool, now: Timestamp) -> bool {
        let before = self.words.said.len();
        let words = Arc::make_mut(&mut self.words);
        let (mut changed, mut moved) = (false, false);
        for sent in page.entries {
            let known = self.places.get(sent.name.id()).copied();
            let said = words.take_in(sent);
            if let Some(old) = known.and_then(|at| words.said.get_mut(at as usize)) {
                if let Some(count) = said.language.and_then(|at| words.spoken.get_mut(at as usize)) {
                    *count -= 1;
                }
                if *old != said {
                    moved |= old.start != said.start;
                    *old = said;
                    changed = true;
                }
                continue;
            }
            // Somebody who talks for long is written down after whoever interrupted.
            moved |= words.said.last().is_some_and(|last| said.start.is_some() && said.start < last.start);
            self.places.insert(said.id.clone(), u32::try_from(words.said.len()).unwrap_or(u32::MAX));
            words.said.push(said);
        }
        if moved {
            words.said.sort_by_key(|said| said.start);
            for (at, said) in (0_u32..).zip(&words.said) {
                self.places.insert(said.id.clone(), at);
            }
        }
        let grown = words.said.len() > before;
        self.epoch += u64::from(changed || moved);
        self.pages = if page.at.is_none() { 1 } else { self.pages + 1 };
        if self.walk == Walk::Resumed {
            self.walk = Walk::On;
        }
        self.is_whole = page.next.is_none();
        self.is_last_word = self.is_whole && over && self.walk != Walk::LooksOn;
        let [_, before] = std::mem::take(&mut self.trail);
        self.trail = [before, page.at];
        self.next = page.next;
        self.trouble = None;
        self.learnt = Some(now);
        grown || changed || moved
    }
}

/// Every transcript that was read.
#[derive(Debug, Default)]
pub struct Talks {
    all: HashMap<TranscriptName, Talk>,
    /// The latest last.
    order: Vec<TranscriptName>,
}

impl Talks {
    /// One of them.
    #[must_use]
    pub fn of(&self, name: &TranscriptName) -> Option<&Talk> {
        self.all.get(name)
    }

    /// The same, to be changed.
    pub fn of_mut(&mut self, name: &TranscriptName) -> Option<&mut Talk> {
        self.all.get_mut(name)
    }

    /// Somebody reads it: those that were looked at longest ago are let go.
    pub fn open(&mut self, name: &TranscriptName) -> &mut Talk {
        self.order.retain(|other| other != name);
        let mut room = ENTRIES;
        let mut kept = 0;
        let all = &mut self.all;
        for other in self.order.iter().rev() {
            let size = all.get(other).map_or(0, |talk| talk.words.said.len());
            kept += 1;
            room = if kept < TALKS { room.saturating_sub(size) } else { 0 };
            if room == 0 {
                all.remove(other);
            }
        }
        self.order.retain(|other| all.contains_key(other));
        self.order.push(name.clone());
        self.all.entry(name.clone()).or_default()
    }

    /// Every read was ended.
    pub(super) fn nothing_under_way(&mut self) {
        self.all.values_mut().for_each(|talk| talk.reading = None);
    }

    /// Keeps those of which that holds.
    pub(super) fn retain(&mut self, holds: impl Fn(&TranscriptName) -> bool) {
        self.all.retain(|name, _| holds(name));
        self.order.retain(|name| self.all.contains_key(name));
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn entry(id: &str, second: i64, words: &str) -> TranscriptEntry {
        let start = Timestamp::from_second(second).unwrap();
        serde_json::from_value(json!({
            "name": format!("conferenceRecords/c/transcripts/t/entries/{id}"), "participant": "conferenceRecords/c/participants/p",
            "text": words, "languageCode": "en-US", "startTime": start,
        }))
        .unwrap()
    }

    fn page(entries: Vec<TranscriptEntry>, at: Option<&str>, next: Option<&str>) -> Turned {
        Turned { entries, at: at.map(PageToken::of), next: next.map(PageToken::of) }
    }

    fn texts(talk: &Talk) -> Vec<&str> {
        talk.words.said.iter().map(|said| &*said.text).collect()
    }

    #[test]
    fn what_grows_is_read_on_from_its_last_page() {
        let (mut talk, now) = (Talk::default(), Timestamp::UNIX_EPOCH);
        assert!(talk.put(page(vec![entry("1", 1, "one\u{1b}[31m")], None, Some("b")), false, now));
        assert_eq!((talk.from_here(), talk.is_whole), (Some(PageToken::of("b")), false));
        assert!(talk.put(page(vec![entry("2", 5, "two")], Some("b"), None), false, now));
        assert_eq!((talk.from_here(), talk.is_whole, talk.is_last_word), (None, true, false), "the last page but one");
        assert_eq!(talk.words.said[0].raw.as_deref(), Some("one\u{1b}[31m"));
        let epoch = talk.epoch;
        assert!(!talk.put(page(vec![entry("1", 1, "one\u{1b}[31m")], None, Some("b")), false, now), "nothing new");
        assert!(!talk.put(page(vec![entry("2", 5, "two")], Some("b"), None), false, now), "nothing new");
        assert_eq!(talk.epoch, epoch);
        // Somebody who began earlier is written down later; and words are mended.
        assert!(talk.put(page(vec![entry("3", 3, "between"), entry("2", 5, "two!")], Some("b"), None), true, now));
        assert_eq!(texts(&talk), ["one", "between", "two!"]);
        assert!(talk.epoch > epoch && talk.is_last_word);
        assert_eq!((talk.place("2"), talk.place("3"), talk.words.spoken.as_slice()), (Some(2), Some(1), &[3][..]));
    }

    #[test]
    fn a_walk_that_begins_again_doubles_nothing() {
        let (mut talk, now) = (Talk::default(), Timestamp::UNIX_EPOCH);
        talk.put(page(vec![entry("1", 1, "one")], None, Some("b")), true, now);
        talk.from_the_start();
        assert_eq!(talk.from_here(), None);
        talk.put(page(vec![entry("1", 1, "one"), entry("2", 2, "two")], None, None), true, now);
        assert_eq!(texts(&talk), ["one", "two"]);
    }

    #[test]
    fn the_largest_are_let_go_first() {
        let mut talks = Talks::default();
        let name = |n: usize| -> TranscriptName { format!("conferenceRecords/c/transcripts/t{n}").parse().unwrap() };
        for n in 0..TALKS + 3 {
            talks.open(&name(n));
        }
        assert!(talks.of(&name(0)).is_none() && talks.of(&name(TALKS + 2)).is_some());
        assert!(talks.all.len() <= TALKS);
    }
}

use jiff::Timestamp;
use proptest::prelude::*;
use serde_json::json;

use super::layout::Row::{self, Air, Head, Text};
use super::*;
use crate::book::Turned;

/// Entries: who, and what.
fn talk(entries: &[(&str, &str)]) -> Talk {
    let mut talk = Talk::default();
    add(&mut talk, entries);
    talk
}

fn add(talk: &mut Talk, entries: &[(&str, &str)]) {
    let from = talk.words.said.len();
    let entries = entries.iter().enumerate().map(|(at, (who, text))| {
        let at = from + at;
        serde_json::from_value(json!({
            "name": format!("conferenceRecords/c/transcripts/t/entries/e{at}"),
            "participant": format!("conferenceRecords/c/participants/{who}"), "text": text,
            "startTime": Timestamp::from_second(i64::try_from(at).unwrap()).unwrap(),
        }))
        .unwrap()
    });
    let page = Turned { entries: entries.collect(), at: None, next: None };
    talk.put(page, false, Timestamp::UNIX_EPOCH);
}

/// A reader with so many lines of thirty columns.
fn reader(talk: &Talk, rows: usize) -> Transcript {
    let mut pane = Transcript::default();
    pane.show(Some("conferenceRecords/c/transcripts/t".parse().unwrap()));
    pane.sync(talk, (33, rows), false, false);
    assert_eq!(pane.window.cols, 30);
    pane
}

fn shown(pane: &Transcript) -> Vec<Row> {
    pane.window.shown().to_vec()
}

const A: (&str, &str) = ("a", "one line");
const B: (&str, &str) = ("b", "one line");

#[test]
fn entries_of_one_speaker_are_a_group() {
    let talk = talk(&[A, A, B, ("b", "two lines of words, which is more than thirty columns have")]);
    let pane = reader(&talk, 20);
    assert_eq!(shown(&pane), [Head(0), Text(0, 0), Text(1, 0), Air(2), Head(2), Text(2, 0), Text(3, 0), Text(3, 1)]);
}

#[test]
fn the_window_is_full_where_there_is_enough_and_the_cursor_in_it() {
    let talk = talk(&[A, B].repeat(50));
    let mut pane = reader(&talk, 10);
    pane.go_to_end(&talk, true, false);
    assert_eq!((shown(&pane).len(), shown(&pane)[9], pane.cursor()), (10, Row::Text(99, 0), 99));
    for _ in 0..40 {
        pane.step(&talk, -1);
        let (first, last) = pane.window.entries().unwrap();
        assert!((first..=last).contains(&pane.cursor()));
    }
    assert_eq!(pane.cursor(), 59);
    pane.scroll(&talk, 1000);
    assert_eq!(shown(&pane)[9], Row::Text(99, 0));
    pane.scroll(&talk, 1);
    assert_eq!(pane.cursor(), 99, "at the end, the cursor goes there");
    pane.scroll(&talk, -1000);
    pane.scroll(&talk, -1);
    assert_eq!((shown(&pane)[0], pane.cursor()), (Row::Head(0), 0));
}

#[test]
fn an_entry_longer_than_the_screen_is_walked_line_by_line() {
    let long = "word ".repeat(100);
    let talk = talk(&[A, ("b", &long), A]);
    let lines = 17;
    let mut pane = reader(&talk, 6);
    pane.step(&talk, 1);
    assert_eq!((pane.cursor(), shown(&pane)[2]), (1, Row::Text(1, 0)));
    let mut steps = 0;
    while pane.cursor() == 1 {
        pane.step(&talk, 1);
        steps += 1;
    }
    assert_eq!((pane.cursor(), steps), (2, lines - 4 + 1), "four lines were there");
    pane.step(&talk, -1);
    assert_eq!(*shown(&pane).last().unwrap(), Row::Text(1, lines - 1), "its end, from below");
    for _ in 0..lines {
        pane.step(&talk, -1);
    }
    assert_eq!(pane.cursor(), 0);
}

#[test]
fn the_cursor_stays_with_its_entry_and_the_end_is_followed_on_request() {
    let mut talk = talk(&[A, B].repeat(10));
    let mut pane = reader(&talk, 8);
    pane.go_to(&talk, 10);
    let before = shown(&pane);
    add(&mut talk, &[A, B]);
    pane.sync(&talk, (33, 8), false, true);
    assert_eq!((shown(&pane), pane.cursor()), (before, 10));
    // Whoever is at the end of what grows sees what comes; of what is over, nothing moves.
    pane.go_to(&talk, 21);
    add(&mut talk, &[A]);
    pane.sync(&talk, (33, 8), false, false);
    assert_eq!(pane.cursor(), 21);
    pane.go_to(&talk, 22);
    add(&mut talk, &[B]);
    pane.sync(&talk, (33, 8), false, true);
    assert_eq!((pane.cursor(), *shown(&pane).last().unwrap()), (23, Row::Text(23, 0)));
    pane.step(&talk, -1);
    pane.follow_end(&talk);
    add(&mut talk, &[A]);
    pane.sync(&talk, (33, 8), false, true);
    assert!(pane.follows() && pane.cursor() == 24);
    pane.step(&talk, -1);
    assert!(!pane.follows());
    pane.follow_end(&talk);
    pane.follow_end(&talk);
    assert!(!pane.follows());
}

fn search(pane: &mut Transcript, talk: &Talk, words: &str) {
    pane.begin_search();
    *pane.input() = Input::new(words.into());
    pane.search_changed(talk);
}

#[test]
fn every_place_is_walked_also_within_an_entry_and_in_what_comes_later() {
    let mut talk = talk(&[("a", "red and red"), A, ("b", "Red")]);
    let mut pane = reader(&talk, 8);
    search(&mut pane, &talk, "red");
    assert!(pane.keep_search());
    let mut seen = Vec::new();
    for _ in 0..4 {
        seen.push((pane.search.current().unwrap(), pane.next_hit(&talk, false).unwrap().is_some()));
    }
    assert_eq!(seen, [((0, 0), false), ((0, 1), false), ((2, 0), true), ((0, 0), false)]);
    assert!(pane.next_hit(&talk, true).unwrap().is_none() && pane.next_hit(&talk, true).unwrap().is_some());
    add(&mut talk, &[("a", "more red")]);
    pane.sync(&talk, (33, 8), false, false);
    assert_eq!(pane.search.count(), 4);
    // Whoever has walked away goes on from there.
    pane.go_to(&talk, 1);
    pane.next_hit(&talk, true).unwrap();
    assert_eq!(pane.search.current(), Some((0, 1)));
    assert!(pane.end_search(Some(&talk)) && !pane.end_search(Some(&talk)));
    assert!(pane.next_hit(&talk, false).unwrap_err().contains("‹search› begins"));
}

#[test]
fn the_line_of_the_place_is_on_the_screen() {
    let long = format!("{}needle {}", "word ".repeat(600), "word ".repeat(600));
    let talk = talk(&[A, ("b", &long), A]);
    let mut pane = reader(&talk, 6);
    search(&mut pane, &talk, "needle");
    let line = pane.window.shown().iter().any(|row| matches!(row, Row::Text(1, line) if *line >= 99));
    assert!(line, "{:?}", pane.window.shown());
    pane.sync(&talk, (50, 9), false, false);
    assert_eq!(pane.cursor(), 1);
    // Esc while it is typed goes back.
    search(&mut pane, &talk, "word");
    pane.end_search(Some(&talk));
    assert_eq!(pane.cursor(), 1);
}

#[test]
fn one_speaker_is_walked_alone() {
    let talk = talk(&[A, A, B, A, ("c", "x"), B, A]);
    let mut pane = reader(&talk, 10);
    assert!(pane.next_speaker(&talk, true).is_err());
    let walk = |pane: &mut Transcript, back| {
        let mut seen = Vec::new();
        while pane.next_speaker(&talk, back).is_ok() {
            seen.push(pane.cursor());
        }
        seen
    };
    assert_eq!(walk(&mut pane, false), [2, 3, 4, 5, 6]);
    assert_eq!(walk(&mut pane, true), [5, 4, 3, 2, 0]);
    pane.choose(&talk, Some(1));
    assert_eq!((pane.cursor(), pane.only()), (2, Some(1)));
    assert_eq!(walk(&mut pane, false), [5]);
    pane.go_to(&talk, 6);
    pane.choose(&talk, Some(2));
    assert_eq!(pane.cursor(), 4, "nobody's words follow: their first ones");
}

proptest! {
    /// Whatever is pressed, resized or read: no panic, the cursor is in its bounds, and the window has no hole.
    #[test]
    fn any_walk_is_safe(steps in proptest::collection::vec((0_u8..12, 0_usize..60, 0_usize..14), 1..60)) {
        let mut talk = talk(&[]);
        let mut pane = reader(&talk, 8);
        let (mut width, mut rows) = (33, 8);
        for (what, number, other) in steps {
            match what {
                0 => add(&mut talk, &[("a", &"word ".repeat(number)), ("b", "")]),
                1 => (width, rows) = (number + 1, other),
                2 => pane.step(&talk, 1),
                3 => pane.step(&talk, -1),
                4 => pane.scroll(&talk, isize::try_from(number).unwrap()),
                5 => pane.scroll(&talk, -isize::try_from(number).unwrap()),
                6 => pane.go_to(&talk, number),
                7 => pane.go_to_end(&talk, other % 2 == 0, true),
                8 => search(&mut pane, &talk, "wor"),
                9 => drop(pane.next_hit(&talk, other % 2 == 0)),
                10 => drop(pane.next_speaker(&talk, other % 2 == 0)),
                _ => pane.follow_end(&talk),
            }
            pane.sync(&talk, (width, rows), false, other % 3 == 0);
            let count = talk.words.said.len();
            prop_assert!(pane.cursor() < count.max(1));
            let shown = pane.window.shown();
            prop_assert!(shown.len() <= rows);
            prop_assert!(shown.len() == rows || shown.first().is_none_or(|row| *row == Row::Head(0)), "{shown:?} of {rows}");
        }
    }
}

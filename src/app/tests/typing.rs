//! What is typed into a line: which one has the keys, and what all of them have in common.

use super::*;
use crate::activity::{Happening, Kind};
use crate::app::typing::Typing;
use crate::meet::resources::Member;

const ALL: [Typing; 5] = [Typing::Spaces, Typing::Cohosts, Typing::Conferences, Typing::Happenings, Typing::Words];

fn mouse(kind: MouseEventKind, column: u16) -> Msg {
    Msg::Input(Event::Mouse(MouseEvent { kind, column, row: 3, modifiers: KeyModifiers::NONE }))
}

/// A line of activity, so that there is something to narrow down.
fn something_happened(bench: &mut Bench) {
    let happening = Happening {
        at: now(),
        kind: Kind::Joined,
        space: Some(name("aaa")),
        conference: None,
        resource: "conferenceRecords/c1/participants/1".into(),
        who: "Ana".into(),
        joined_as: None,
        again: false,
        news: false,
    };
    bench.send(Msg::Happened(vec![happening]));
}

/// A transcript is open of which nothing was read yet but that there is one.
fn reads_a_transcript(bench: &mut Bench) {
    let app = &mut bench.app;
    let record = serde_json::json!({ "name": "conferenceRecords/c1", "space": "spaces/aaa" });
    app.book.records.put(serde_json::from_value(record).unwrap());
    app.conference.show(Some("conferenceRecords/c1".parse().unwrap()));
    let transcript = "conferenceRecords/c1/transcripts/t1".parse().unwrap();
    app.book.records.talks.open(&transcript);
    app.transcript.show(Some(transcript));
    assert!(app.in_transcript());
}

/// Goes to where the line is, and begins to type it.
fn begin(line: Typing) -> Bench {
    let mut bench = Bench::new();
    match line {
        Typing::Spaces => {}
        Typing::Cohosts => drop(bench.key('3')),
        Typing::Conferences => drop(bench.key('4')),
        Typing::Happenings => {
            something_happened(&mut bench);
            bench.key('E');
        }
        Typing::Words => {
            bench.key('4');
            reads_a_transcript(&mut bench);
        }
    }
    assert_eq!(bench.app.typing(), None, "{line:?}");
    if line == Typing::Words {
        bench.app.transcript.begin_search();
    } else {
        bench.key('/');
    }
    assert_eq!(bench.app.typing(), Some(line));
    bench
}

fn typed(bench: &mut Bench, line: Typing) -> String {
    bench.app.line(line).value().to_owned()
}

#[test]
fn every_letter_is_taken_enter_keeps_it_and_esc_drops_it() {
    for line in ALL {
        let mut bench = begin(line);
        for letter in "qnE/".chars() {
            bench.key(letter);
        }
        bench.send(Msg::Input(Event::Paste(" al\n".into())));
        assert_eq!(typed(&mut bench, line), "qnE/al", "{line:?}");
        bench.code(KeyCode::F(9));
        assert!(bench.note().starts_with("F9 does nothing here; Enter keeps the "), "{line:?}: {}", bench.note());
        bench.code(KeyCode::Enter);
        assert_eq!((bench.app.typing(), &*typed(&mut bench, line)), (None, "qnE/al"), "{line:?}");

        let mut bench = begin(line);
        bench.key('q');
        bench.code(KeyCode::Esc);
        assert_eq!((bench.app.typing(), &*typed(&mut bench, line)), (None, ""), "{line:?}");
    }
}

#[test]
fn backspace_ends_an_empty_line() {
    for line in ALL {
        let mut bench = begin(line);
        bench.key('q');
        bench.code(KeyCode::Backspace);
        assert_eq!(bench.app.typing(), Some(line));
        bench.code(KeyCode::Backspace);
        assert_eq!(bench.app.typing(), None, "{line:?}");
    }
}

#[test]
fn a_click_keeps_what_was_typed() {
    for line in ALL {
        let mut bench = begin(line);
        bench.key('a');
        bench.send(mouse(MouseEventKind::Down(MouseButton::Left), if line == Typing::Spaces { 5 } else { 60 }));
        assert_eq!((bench.app.typing(), &*typed(&mut bench, line)), (None, "a"), "{line:?}");
    }
}

#[test]
fn the_wheel_takes_the_keys_from_nobody_who_types() {
    let mut bench = begin(Typing::Spaces);
    bench.send(mouse(MouseEventKind::ScrollDown, 60));
    assert_eq!((bench.app.typing(), bench.app.focus), (Some(Typing::Spaces), Focus::Spaces));
    bench.code(KeyCode::Enter);
    bench.send(mouse(MouseEventKind::ScrollDown, 60));
    assert_eq!(bench.app.focus, Focus::Details);
}

#[test]
fn esc_in_an_empty_line_leaves_the_marks() {
    let mut bench = Bench::new();
    let effects = bench.key('3');
    let generation = calls(&effects)[0].generation;
    let member = serde_json::json!({ "name": "spaces/aaa/members/1", "email": "m1@example.com", "role": "COHOST" });
    let members: Vec<Member> = vec![serde_json::from_value(member).unwrap()];
    bench.send(Msg::Answer { key: Key::Members(name("aaa")), generation, reply: Reply::Members(Ok(members)) });
    bench.app.cohosts.mark();
    bench.key('/');
    bench.code(KeyCode::Esc);
    assert_eq!((bench.app.typing(), bench.app.cohosts.marks()), (None, 1));
    bench.code(KeyCode::Esc);
    assert_eq!(bench.app.cohosts.marks(), 0, "the next one takes them away");
}

/// The palette has both actions, wherever it was opened.
#[test]
fn a_filter_that_is_asked_for_is_the_one_that_is_seen() {
    for action in [Action::Filter, Action::FilterHappenings] {
        let mut bench = Bench::new();
        something_happened(&mut bench);
        bench.key('E');
        bench.app.perform(action, &mut Vec::new());
        assert_eq!(bench.app.typing(), Some(Typing::Happenings), "{action:?}");
    }
}

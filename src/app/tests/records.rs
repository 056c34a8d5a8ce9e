//! Conferences: what is asked for when, and what is not.

use serde_json::json;

use super::*;
use crate::book::{Artifact, ArtifactKind, Whose};
use crate::effect::{Look, RecordsMsg, RecordsOp};
use crate::meet::names::ConferenceName;
use crate::meet::records::{Page, PageToken};
use crate::meet::resources::{ArtifactState, ConferenceRecord};

fn ops(effects: &[Effect]) -> Vec<RecordsOp> {
    effects.iter().filter_map(|effect| if let Effect::Records(op) = effect { Some(op.clone()) } else { None }).collect()
}

fn wakes(effects: &[Effect], wanted: &Timer) -> Vec<u64> {
    let wake = |effect: &Effect| match effect {
        Effect::Wake { after, timer } if timer == wanted => Some(after.as_secs()),
        _ => None,
    };
    effects.iter().filter_map(wake).collect()
}

fn conference(id: &str) -> ConferenceName {
    format!("conferenceRecords/{id}").parse().unwrap()
}

fn record(id: &str, live: bool) -> ConferenceRecord {
    let mut record = json!({ "name": conference(id).as_str(), "space": "spaces/aaa", "startTime": "2026-11-18T11:00:00Z" });
    if !live {
        record["endTime"] = json!("2026-11-18T11:30:00Z");
        record["expireTime"] = json!("2026-12-18T11:30:00Z");
    }
    serde_json::from_value(record).unwrap()
}

fn alpha() -> Whose {
    Whose::Of(name("aaa"))
}

/// Enters the tab; its first read.
fn tab(bench: &mut Bench) -> u64 {
    let [RecordsOp::List { of, after: None, generation }] = &ops(&bench.key('4'))[..] else { panic!("no list") };
    assert_eq!(*of, alpha());
    *generation
}

fn listed(bench: &mut Bench, generation: u64, ids: &[&str], next: Option<&str>) -> Vec<Effect> {
    let items = ids.iter().map(|id| record(id, false)).collect();
    let page = Page { items, next: next.map(PageToken::of) };
    bench.send(Msg::Records(RecordsMsg::Listed { of: alpha(), generation, result: Ok(page) }))
}

#[test]
fn the_list_is_read_at_once_counts_when_the_keys_rest_and_leaving_ends_all() {
    let mut bench = Bench::new();
    let generation = tab(&mut bench);
    let effects = listed(&mut bench, generation, &["c1", "c2"], None);
    assert_eq!(wakes(&effects, &Timer::Records).len(), 1);
    let looks = ops(&bench.send(Msg::Woke(Timer::Records)));
    assert_eq!(looks, [RecordsOp::Look(vec![Look::Count(conference("c1")), Look::Count(conference("c2"))])]);
    assert_eq!(ops(&bench.send(Msg::Woke(Timer::Records))), [], "none is asked for twice");
    assert_eq!(ops(&bench.key('1')), [RecordsOp::Leave]);
    // An answer that was under way when the person left is not lost, but nothing follows from it.
    assert_eq!(ops(&bench.send(Msg::Records(RecordsMsg::Counted { name: conference("c1"), result: Ok(3) }))), []);
    assert_eq!(ops(&bench.key('4')), [], "the list is fresh");
    bench.wait(60);
    bench.key('1');
    assert!(matches!(ops(&bench.key('4'))[..], [RecordsOp::List { .. }]));
}

#[test]
fn nothing_is_read_on_the_way_through_the_list_of_spaces() {
    let mut bench = Bench::new();
    tab(&mut bench);
    bench.code(KeyCode::Esc);
    assert_eq!(ops(&bench.key('j')), [RecordsOp::Leave]);
    assert_eq!(ops(&bench.key('j')), [RecordsOp::Leave]);
    let [RecordsOp::List { of, .. }] = &ops(&bench.send(Msg::Woke(Timer::Records)))[..] else { panic!("no list") };
    assert_eq!(*of, Whose::Of(name("ccc")));
}

#[test]
fn a_late_page_of_a_list_that_was_asked_for_again_is_dropped() {
    let mut bench = Bench::new();
    let old = tab(&mut bench);
    let again = ops(&bench.key('r'));
    let Some(RecordsOp::List { generation: new, .. }) = again.last() else { panic!("{again:?}") };
    listed(&mut bench, old, &["old"], None);
    assert!(bench.app.book.records.of(&alpha()).unwrap().names.is_empty());
    listed(&mut bench, *new, &["new"], None);
    assert_eq!(bench.app.book.records.of(&alpha()).unwrap().names, [conference("new")]);
}

#[test]
fn the_end_of_what_is_known_brings_the_next_page() {
    let mut bench = Bench::new();
    let generation = tab(&mut bench);
    // Two of them, and three lines of the pane are on the screen.
    let effects = listed(&mut bench, generation, &["c1", "c2"], Some("t"));
    let [RecordsOp::List { after: Some(_), generation, .. }] = ops(&effects)[..] else { panic!("{effects:?}") };
    listed(&mut bench, generation, &["c3", "c4", "c5"], Some("u"));
    assert_eq!(bench.app.book.records.of(&alpha()).unwrap().names.len(), 5);
    assert!(bench.app.book.records.of(&alpha()).unwrap().reading.is_none(), "the end is not on the screen");
}

#[test]
fn a_space_that_tells_of_another_conference_makes_the_list_old() {
    let mut bench = Bench::new();
    let generation = tab(&mut bench);
    listed(&mut bench, generation, &["c1"], None);
    bench.wait(5);
    let effects = bench.answer(Key::Space(name("aaa")), u64::MAX, Ok(space("aaa", AccessType::Open, true)));
    assert!(matches!(ops(&effects)[..], [RecordsOp::List { .. }]), "{effects:?}");
}

#[test]
fn offline_nothing_is_asked_and_back_on_line_it_is() {
    let mut bench = Bench::new();
    let generation = tab(&mut bench);
    let gone = MeetError::Unreachable { cause: Unreached::NoRoute, detail: String::new() };
    let effects = bench.send(Msg::Records(RecordsMsg::Listed { of: alpha(), generation, result: Err(gone) }));
    assert_eq!(ops(&effects), []);
    assert!(bench.app.book.records.of(&alpha()).unwrap().trouble.is_none(), "the header tells it once");
    let effects = bench.answer(Key::Space(name("aaa")), u64::MAX, Ok(space("aaa", AccessType::Open, false)));
    assert!(matches!(ops(&effects)[..], [RecordsOp::List { .. }]), "{effects:?}");
}

#[test]
fn files_that_are_being_written_are_asked_about_ever_more_slowly() {
    let mut bench = Bench::new();
    let generation = tab(&mut bench);
    listed(&mut bench, generation, &["c1"], None);
    let opened = ops(&bench.code(KeyCode::Enter));
    assert!(matches!(opened[..], [RecordsOp::Leave, RecordsOp::Open { .. }]), "{opened:?}");
    let file = |state| {
        let film = Artifact {
            kind: ArtifactKind::Recording,
            name: "conferenceRecords/c1/recordings/r".into(),
            state: Some(state),
            start: None,
            end: None,
            link: None,
        };
        Msg::Records(RecordsMsg::Artifacts { name: conference("c1"), kind: ArtifactKind::Recording, result: Ok(vec![film]) })
    };
    let mut waits = wakes(&bench.send(file(ArtifactState::Ended)), &Timer::Files);
    for _ in 0..3 {
        let after = *waits.last().unwrap();
        bench.wait(i64::try_from(after).unwrap());
        let effects = bench.send(Msg::Woke(Timer::Files));
        assert_eq!(ops(&effects), [RecordsOp::Look(vec![Look::Files(conference("c1"))])]);
        waits.extend(wakes(&effects, &Timer::Files));
    }
    assert_eq!(waits, [60, 300, 900, 900]);
    assert!(wakes(&bench.send(file(ArtifactState::FileGenerated)), &Timer::Files).is_empty());
    bench.wait(900);
    assert_eq!(ops(&bench.send(Msg::Woke(Timer::Files))), [], "it is there");
}

#[test]
fn a_live_conference_is_looked_at_now_and_then_while_somebody_looks() {
    let mut bench = Bench::new();
    let generation = tab(&mut bench);
    let page = Page { items: vec![record("c1", true)], next: None };
    bench.send(Msg::Records(RecordsMsg::Listed { of: alpha(), generation, result: Ok(page) }));
    let effects = bench.code(KeyCode::Enter);
    let opened = ops(&effects);
    let [RecordsOp::Leave, RecordsOp::Open { generation, .. }] = opened[..] else { panic!("{opened:?}") };
    assert_eq!(wakes(&effects, &Timer::Live), [15]);
    // The first answer is still awaited: nothing is asked twice.
    assert_eq!(ops(&bench.send(Msg::Woke(Timer::Live))), []);
    bench.send(Msg::Records(RecordsMsg::People { name: conference("c1"), generation, result: Ok(Vec::new()), last: true }));
    let effects = bench.send(Msg::Woke(Timer::Live));
    assert!(matches!(ops(&effects)[..], [RecordsOp::People { .. }]), "{effects:?}");
    assert_eq!(wakes(&effects, &Timer::Live), [15]);
}

/// Opens a conference that runs, with so many people in it.
fn live_with(bench: &mut Bench, people: usize) {
    let generation = tab(bench);
    let page = Page { items: vec![record("c1", true)], next: None };
    bench.send(Msg::Records(RecordsMsg::Listed { of: alpha(), generation, result: Ok(page) }));
    bench.code(KeyCode::Enter);
    let generation = bench.app.generation;
    people_answer(bench, generation, people);
}

fn people_answer(bench: &mut Bench, generation: u64, count: usize) -> Vec<Effect> {
    let person = |n: usize| {
        let name = format!("{}/participants/p{n}", conference("c1"));
        serde_json::from_value(json!({ "name": name, "earliestStartTime": "2026-11-18T11:30:00Z" })).unwrap()
    };
    let result = Ok((0..count).map(person).collect());
    bench.send(Msg::Records(RecordsMsg::People { name: conference("c1"), generation, result, last: true }))
}

/// Lets the next look happen when it is due, answered with so many people; how long it was waited for.
fn next_look(bench: &mut Bench, people: usize) -> i64 {
    let due = bench.app.next_look().unwrap();
    let waited = due.duration_since(bench.now).as_secs();
    bench.now = due;
    let asked = ops(&bench.send(Msg::Woke(Timer::Live)));
    let [RecordsOp::People { generation, .. }] = asked[..] else { panic!("{asked:?}") };
    people_answer(bench, generation, people);
    waited
}

#[test]
fn where_nothing_changes_it_is_looked_at_ever_less_often_and_a_change_or_a_key_brings_the_pace_back() {
    let mut bench = Bench::new();
    live_with(&mut bench, 3);
    let waits: Vec<i64> = (0..11).map(|_| next_look(&mut bench, 3)).collect();
    assert_eq!(waits, [15, 15, 15, 15, 30, 30, 30, 30, 60, 60, 60]);
    // Somebody comes.
    next_look(&mut bench, 4);
    assert_eq!(next_look(&mut bench, 4), 15);
    for _ in 0..8 {
        next_look(&mut bench, 4);
    }
    // A key after half of the wait: it is due long since.
    bench.wait(30);
    let effects = bench.key('j');
    assert_eq!(wakes(&effects, &Timer::Live), [0]);
    assert_eq!(bench.app.next_look(), Some(bench.now));
}

#[test]
fn without_the_focus_it_is_looked_at_seldom_and_with_it_at_once() {
    let mut bench = Bench::new();
    live_with(&mut bench, 3);
    let effects = bench.send(Msg::Input(Event::FocusLost));
    assert_eq!(wakes(&effects, &Timer::Live), [60]);
    assert_eq!(next_look(&mut bench, 5), 60);
    assert_eq!(next_look(&mut bench, 6), 60, "whatever changes");
    bench.wait(20);
    let effects = bench.send(Msg::Input(Event::FocusGained));
    assert_eq!(wakes(&effects, &Timer::Live), [0]);
}

#[test]
fn a_large_conference_is_looked_at_less_often_than_a_small_one() {
    let mut bench = Bench::new();
    live_with(&mut bench, 2500);
    // Ten pages of people, the space, and five people's sessions: 16 reads, of which 30 are fine in a minute.
    assert_eq!(next_look(&mut bench, 2500), 32);
    assert!(bench.app.next_look().unwrap().duration_since(bench.now).as_secs() >= 32);
}

#[test]
fn a_clock_that_is_put_back_does_not_stop_it() {
    let mut bench = Bench::new();
    live_with(&mut bench, 3);
    bench.wait(-86_400);
    let effects = bench.send(Msg::Input(Event::FocusGained));
    assert_eq!(wakes(&effects, &Timer::Live), [15]);
}

#[test]
fn a_filter_that_ends_before_what_is_known_asks_for_its_own_time() {
    let mut bench = Bench::new();
    let generation = tab(&mut bench);
    listed(&mut bench, generation, &["c1", "c2", "c3", "c4"], Some("t"));
    bench.key('/');
    let mut asked = Vec::new();
    for letter in "until:3nov".chars() {
        asked.extend(ops(&bench.key(letter)));
    }
    assert!(!asked.iter().any(|op| matches!(op, RecordsOp::List { .. })), "the keys do not rest: {asked:?}");
    let asked = ops(&bench.send(Msg::Woke(Timer::Records)));
    let [RecordsOp::List { of: Whose::Within(Some(of), span), after: None, .. }] = &asked[..] else { panic!("{asked:?}") };
    assert_eq!((of, span.since), (&name("aaa"), None));
    assert_eq!(span.until.unwrap().to_string(), "2026-11-03T23:59:59.999Z");
    // Esc clears it, and the whole list is there again without being asked for.
    assert_eq!(ops(&bench.code(KeyCode::Esc)), [RecordsOp::Leave]);
    assert_eq!(ops(&bench.send(Msg::Woke(Timer::Records))).len(), 1, "counts alone");
    assert!(bench.app.whose() == Some(alpha()));
}

#[test]
fn a_filter_that_begins_after_the_oldest_known_reads_no_further() {
    let mut bench = Bench::new();
    let generation = tab(&mut bench);
    listed(&mut bench, generation, &["c1", "c2", "c3", "c4"], Some("t"));
    bench.key('/');
    for letter in "since:today nobody".chars() {
        bench.key(letter);
    }
    let shown = Areas { details: Some(Listing::default()), ..bench.app.areas.clone() };
    // All four started today: older ones may fit only as long as the oldest did.
    assert!(matches!(ops(&bench.send(Msg::Drawn(shown.clone())))[..], [] | [RecordsOp::List { .. }]));
    for _ in 0..6 {
        bench.code(KeyCode::Backspace);
    }
    bench.code(KeyCode::Esc);
    bench.key('/');
    bench.wait(86_400 * 2);
    for letter in "since:today".chars() {
        bench.key(letter);
    }
    assert_eq!(ops(&bench.send(Msg::Drawn(shown))), [], "older ones cannot fit");
}

//! What is read, kept and handed on.

use super::*;

#[test]
fn an_old_link_is_fetched_before_it_is_handed_on() {
    let day = jiff::SignedDuration::from_hours(25);
    let mut bench = Bench::with(|setup| setup.entries[0].learnt = Some(now() - day));
    let effects = bench.key('y');
    assert!(copies(&effects).is_empty());
    let read = bench.app.generation;
    let mut renewed = space("aaa", AccessType::Open, false);
    renewed.meeting_uri = Some("https://meet.google.com/new-code-now".into());
    let effects = bench.answer(Key::Space(name("aaa")), read, Ok(renewed));
    assert_eq!(copies(&effects), ["https://meet.google.com/new-code-now"]);
    // And when it cannot be fetched, nothing is handed on.
    let mut bench = Bench::with(|setup| setup.entries[0].learnt = Some(now() - day));
    bench.key('y');
    let read = bench.app.generation;
    let effects = bench.answer(Key::Space(name("aaa")), read, Err(hidden()));
    assert!(copies(&effects).is_empty());
    assert!(bench.note().starts_with("Not copied"), "{}", bench.note());
}

#[test]
fn forget_and_rename_can_be_undone() {
    let mut bench = Bench::new();
    bench.key('d');
    bench.key('y');
    assert_eq!(bench.app.book.order().len(), 2);
    let known = Known { entry: entry("aaa", "Alpha", 10), facts: None };
    bench.send(Msg::Store(StoreReply::Forgot(vec![known])));
    bench.key('u');
    assert_eq!(bench.title(), "Alpha");
    bench.key('R');
    bench.key('!');
    bench.code(KeyCode::Enter);
    assert_eq!(bench.title(), "Alpha!");
    bench.key('u');
    assert_eq!(bench.title(), "Alpha");
    bench.key('u');
    assert_eq!(bench.note(), "nothing was forgotten or renamed yet");
}

#[test]
fn a_late_answer_does_not_bring_a_forgotten_space_back() {
    let mut bench = Bench::new();
    let effects = bench.key('r');
    let read = calls(&effects)[0].generation;
    bench.key('d');
    bench.key('y');
    let effects = bench.answer(Key::Space(name("aaa")), read, Ok(space("aaa", AccessType::Open, false)));
    assert!(bench.app.book.find(&name("aaa")).is_none());
    assert!(!effects.iter().any(|effect| matches!(effect, Effect::Store(_))));
}

#[test]
fn offline_stops_the_sweep_and_tries_again_more_and_more_seldom() {
    let mut bench = Bench::new();
    let mut waits = Vec::new();
    for round in 0..4 {
        let error = MeetError::Unreachable { cause: Unreached::Refused, detail: "refused".into() };
        let effects = bench.answer(Key::Space(name("aaa")), 100 + round, Err(error));
        waits.extend(effects.iter().filter_map(|effect| match effect {
            Effect::Wake { after, timer: Timer::Reconnect } => Some(after.as_secs()),
            _ => None,
        }));
    }
    assert_eq!(waits, [15, 30, 60, 300]);
    assert!(matches!(bench.app.net, Net::Offline(_, 4)));
    bench.answer(Key::Space(name("aaa")), 200, Ok(space("aaa", AccessType::Open, false)));
    assert_eq!(bench.note(), "Connected again");
}

#[test]
fn a_refused_token_is_not_tried_again_by_itself() {
    let mut bench = Bench::new();
    let error = MeetError::TokenRefused { cause: crate::meet::error::TokenRefusal::Expired, clock: None, said: None };
    bench.answer(Key::Space(name("aaa")), 100, Err(error));
    assert!(matches!(bench.app.net, Net::SignedOut(_)));
    bench.wait(60);
    bench.key('j');
    assert!(calls(&bench.send(Msg::Woke(Timer::Preview))).is_empty());
    assert!(bench.send(Msg::Woke(Timer::Visible)).is_empty());
    // A person may ask.
    assert_eq!(calls(&bench.key('r')).len(), 1);
}

#[test]
fn one_preview_is_under_way_and_the_newest_waits() {
    let mut bench = Bench::with(|setup| setup.entries.iter_mut().for_each(|entry| entry.learnt = None));
    let effects = bench.send(Msg::Woke(Timer::Preview));
    assert_eq!(calls(&effects)[0].key, Key::Space(name("aaa")));
    bench.key('j');
    assert!(calls(&bench.send(Msg::Woke(Timer::Preview))).is_empty());
    bench.key('j');
    assert!(calls(&bench.send(Msg::Woke(Timer::Preview))).is_empty());
    let generation = bench.app.generation;
    let effects = bench.answer(Key::Space(name("aaa")), generation, Ok(space("aaa", AccessType::Open, false)));
    let asked: Vec<&Key> = calls(&effects).into_iter().map(|call| &call.key).collect();
    assert_eq!(asked, [&Key::Space(name("ccc"))]);
}

#[test]
fn signed_out_says_what_to_do() {
    let mut bench = Bench::with(|setup| setup.session.signed_in = false);
    bench.key('n');
    assert_eq!(bench.note(), "not signed in: A signs in");
    assert_eq!(copies(&bench.key('y')).len(), 1);
}

#[test]
fn the_same_problem_again_is_one_problem() {
    let mut bench = Bench::new();
    for round in 0..5 {
        let error = MeetError::TimedOut { phase: Phase::Waiting, after: Duration::from_secs(15) };
        bench.answer(Key::Space(name("aaa")), 100 + round, Err(error));
    }
    assert_eq!(bench.app.problems().count(), 1);
}

#[test]
fn another_programs_spaces_and_names_come_in() {
    let mut bench = Bench::new();
    bench.send(Msg::Store(StoreReply::Entries { entries: vec![entry("aaa", "Alpha", 10)], last: true }));
    let entries = vec![entry("aaa", "Renamed there", 10), entry("ddd", "Delta", 5)];
    bench.send(Msg::Store(StoreReply::Entries { entries, last: true }));
    let titles: Vec<&str> = bench.app.book.order().iter().map(|id| bench.app.book.row(*id).unwrap().title()).collect();
    // And what it forgot is gone here as well.
    assert_eq!(titles, ["Delta", "Renamed there"]);
    assert_eq!(bench.title(), "Renamed there");
}

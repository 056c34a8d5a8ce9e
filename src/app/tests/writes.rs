//! What is changed at Google: who may join, new spaces, ends.

use super::*;

#[test]
fn a_held_n_makes_one_space() {
    let mut bench = Bench::new();
    assert_eq!(calls(&bench.key('n')).len(), 1);
    bench.code(KeyCode::Esc);
    let mut key = KeyEvent::new(KeyCode::Char('n'), KeyModifiers::NONE);
    key.kind = KeyEventKind::Repeat;
    assert!(bench.send(Msg::Input(Event::Key(key))).is_empty());
}

#[test]
fn every_choice_of_access_shows_at_once_and_one_change_is_sent() {
    let mut bench = Bench::new();
    let mut timers = 0;
    for _ in 0..3 {
        let effects = bench.key('t');
        assert!(calls(&effects).is_empty());
        timers += effects.iter().filter(|effect| matches!(effect, Effect::Wake { timer: Timer::Access(_), .. })).count();
    }
    assert_eq!(timers, 3);
    let effects = bench.send(Msg::Woke(Timer::Access(name("aaa"))));
    let sent = calls(&effects);
    let Request::Patch(to, patch) = &sent[0].request else { panic!("{sent:?}") };
    assert_eq!((sent.len(), to, patch.mask().as_str()), (1, &name("aaa"), "config.accessType"));
    // A second rest of the keys sends nothing while the first change is on its way.
    bench.key('t');
    assert!(calls(&bench.send(Msg::Woke(Timer::Access(name("aaa"))))).is_empty());
}

#[test]
fn a_refused_change_shows_the_old_value_with_the_reason() {
    let mut bench = Bench::new();
    bench.key('t');
    let effects = bench.send(Msg::Woke(Timer::Access(name("aaa"))));
    let generation = calls(&effects)[0].generation;
    let error = MeetError::Hidden { about: About::OwnSpace, http: 403, said: None };
    bench.answer(Key::Access(name("aaa")), generation, Err(error));
    let id = bench.app.book.find(&name("aaa")).unwrap();
    let card = bench.app.book.card(id).unwrap();
    assert!(card.access.is_none() && card.trouble.is_some());
    assert_eq!(bench.app.book.row(id).unwrap().access, Some(AccessType::Open));
    assert_eq!(bench.app.problems().count(), 1);
}

#[test]
fn what_the_server_kept_is_shown_and_told() {
    let mut bench = Bench::new();
    bench.key('t');
    let effects = bench.send(Msg::Woke(Timer::Access(name("aaa"))));
    let generation = calls(&effects)[0].generation;
    bench.answer(Key::Access(name("aaa")), generation, Ok(space("aaa", AccessType::Restricted, false)));
    assert_eq!(bench.app.problems().next().unwrap().what, "Alpha did not become trusted");
    let id = bench.app.book.find(&name("aaa")).unwrap();
    assert_eq!(bench.app.book.row(id).unwrap().access, Some(AccessType::Restricted));
}

#[test]
fn a_read_from_before_a_change_comes_too_late() {
    let mut bench = Bench::new();
    let effects = bench.key('r');
    let read = calls(&effects)[0].generation;
    bench.key('t');
    let effects = bench.send(Msg::Woke(Timer::Access(name("aaa"))));
    let write = calls(&effects)[0].generation;
    bench.answer(Key::Access(name("aaa")), write, Ok(space("aaa", AccessType::Trusted, false)));
    bench.answer(Key::Space(name("aaa")), read, Ok(space("aaa", AccessType::Open, false)));
    let id = bench.app.book.find(&name("aaa")).unwrap();
    assert_eq!(bench.app.book.row(id).unwrap().access, Some(AccessType::Trusted));
}

#[test]
fn a_new_space_is_there_at_once_and_its_link_is_copied_once() {
    let mut bench = Bench::new();
    let effects = bench.key('n');
    let (key, generation) = (calls(&effects)[0].key.clone(), calls(&effects)[0].generation);
    assert!(matches!(bench.app.overlays.last(), Some(Overlay::Prompt(_))));
    for letter in "Retro".chars() {
        bench.key(letter);
    }
    bench.code(KeyCode::Enter);
    assert_eq!(bench.title(), "Retro");
    let effects = bench.answer(key, generation, Ok(space("new", AccessType::Trusted, false)));
    assert_eq!(copies(&effects), ["https://meet.google.com/abc-mnop-new"]);
    let stored = effects.iter().find_map(|effect| match effect {
        Effect::Store(StoreOp::Add(known)) => known.entry.label.as_deref(),
        _ => None,
    });
    assert_eq!(stored, Some("Retro"));
    bench.send(Msg::Copied { what: "the link of Retro".into(), result: Ok(Copied::SentToTerminal) });
    assert_eq!(bench.note(), "Sent the link of Retro to the terminal's clipboard");
}

#[test]
fn ten_spaces_a_minute_and_then_a_reason() {
    let mut bench = Bench::new();
    for _ in 0..10 {
        assert_eq!(calls(&bench.key('n')).len(), 1);
        bench.code(KeyCode::Esc);
        bench.wait(1);
    }
    assert!(calls(&bench.key('n')).is_empty());
    assert_eq!(bench.note(), "Google allows 10 new spaces a minute: wait 51 s");
    bench.wait(51);
    assert_eq!(calls(&bench.key('n')).len(), 1);
}

#[test]
fn an_unknown_outcome_is_said_and_the_row_can_be_taken_away() {
    let mut bench = Bench::new();
    let effects = bench.key('n');
    let (key, generation) = (calls(&effects)[0].key.clone(), calls(&effects)[0].generation);
    let error = MeetError::OutcomeUnknown { cause: Box::new(MeetError::ConnectionLost) };
    bench.answer(key, generation, Err(error));
    assert_eq!(bench.app.problems().next().unwrap().what, "It is not known whether a space was made");
    assert!(bench.app.overlays.is_empty());
    assert!(bench.app.available(Action::Copy).is_err());
    bench.key('d');
    assert_eq!(bench.app.book.order().len(), 3);
}

#[test]
fn a_call_is_ended_only_by_yes_and_over_only_when_google_says_so() {
    for (code, sent) in [(KeyCode::Enter, 0), (KeyCode::Esc, 0), (KeyCode::Char('n'), 0), (KeyCode::Char('y'), 1)] {
        let mut bench = Bench::with(|setup| {
            setup.entries[0].live = true;
            setup.facts = Some(Facts { space: space("aaa", AccessType::Open, true), learnt: now() });
        });
        bench.key('e');
        assert!(matches!(bench.app.overlays.last(), Some(Overlay::Confirm(_))), "{}", bench.note());
        let effects = bench.code(code);
        assert_eq!(calls(&effects).len(), sent, "{code:?}");
        if sent == 1 {
            bench.send(Msg::Answer { key: Key::End(name("aaa")), generation: 9, reply: Reply::Ended(Ok(())) });
            let effects = bench.send(Msg::Woke(Timer::Ending(name("aaa"))));
            let read = calls(&effects)[0].generation;
            let effects = bench.answer(Key::Space(name("aaa")), read, Ok(space("aaa", AccessType::Open, true)));
            assert!(effects.iter().any(|effect| matches!(effect, Effect::Wake { timer: Timer::Ending(_), .. })));
            let effects = bench.send(Msg::Woke(Timer::Ending(name("aaa"))));
            let read = calls(&effects)[0].generation;
            bench.answer(Key::Space(name("aaa")), read, Ok(space("aaa", AccessType::Open, false)));
            assert_eq!(bench.note(), "The call in Alpha is over");
        }
    }
}

#[test]
fn the_question_says_how_many_people_are_in_it() {
    let mut bench = Bench::with(|setup| {
        setup.entries[0].live = true;
        setup.facts = Some(Facts { space: space("aaa", AccessType::Open, true), learnt: now() });
    });
    bench.key('e');
    let running = Running { since: Some(now()), people: 4 };
    bench.send(Msg::Answer { key: Key::Conference(name("aaa")), generation: 1, reply: Reply::Conference(Ok(running)) });
    let Some(Overlay::Confirm(confirm)) = bench.app.overlays.last() else { panic!() };
    assert!(format!("{confirm:?}").contains("with 4 people"), "{confirm:?}");
}

#[test]
fn read_only_takes_away_what_writes() {
    let mut bench = Bench::with(|setup| setup.session.read_only = true);
    for letter in ['n', 't', 'e'] {
        assert!(calls(&bench.key(letter)).is_empty());
        assert!(bench.note().starts_with("read-only"), "{letter}: {}", bench.note());
    }
}

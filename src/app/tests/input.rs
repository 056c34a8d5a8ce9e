//! Keys, pastes, the mouse.

use super::*;

#[test]
fn a_key_walks_and_a_released_one_does_nothing() {
    let mut bench = Bench::new();
    bench.key('j');
    assert_eq!(bench.title(), "Beta");
    let mut key = KeyEvent::new(KeyCode::Char('j'), KeyModifiers::NONE);
    key.kind = KeyEventKind::Release;
    bench.send(Msg::Input(Event::Key(key)));
    assert_eq!(bench.title(), "Beta");
    key.kind = KeyEventKind::Repeat;
    bench.send(Msg::Input(Event::Key(key)));
    assert_eq!(bench.title(), "Gamma");
}

#[test]
fn a_key_that_does_nothing_says_so() {
    let mut bench = Bench::new();
    bench.key('z');
    assert_eq!(bench.note(), "z does nothing here; ? shows the keys");
    bench.key('e');
    assert!(bench.note().starts_with("no conference that you can see runs in it"), "{}", bench.note());
}

#[test]
fn a_pasted_link_is_offered_and_other_text_is_refused() {
    let mut bench = Bench::new();
    bench.send(Msg::Input(Event::Paste("https://meet.google.com/xyz-abcd-efg?authuser=1\n".into())));
    assert!(matches!(bench.app.overlays.last(), Some(Overlay::Confirm(_))));
    let effects = bench.code(KeyCode::Enter);
    assert_eq!(calls(&effects)[0].key, Key::LookUp);
    bench.send(Msg::Input(Event::Paste("x".repeat(10_240))));
    assert_eq!(bench.note(), "Pasted, but 10240 bytes are too long for a Meet link, a code or spaces/ID");
    bench.send(Msg::Input(Event::Paste("https://meet.google.com/abc-mnop-bbb".into())));
    assert_eq!(bench.title(), "Beta");
}

#[test]
fn q_closes_what_is_on_top_and_quits_at_the_root() {
    let mut bench = Bench::new();
    bench.key('?');
    assert!(bench.key('q').is_empty() && bench.app.overlays.is_empty());
    bench.code(KeyCode::Tab);
    assert_eq!(bench.app.focus, Focus::Details);
    assert!(bench.key('q').is_empty());
    assert_eq!(bench.app.focus, Focus::Spaces);
    assert!(matches!(bench.key('q')[..], [Effect::Quit]));
    bench.key('?');
    let control = KeyEvent::new(KeyCode::Char('c'), KeyModifiers::CONTROL);
    assert!(matches!(bench.send(Msg::Input(Event::Key(control)))[..], [Effect::Quit]));
}

#[test]
fn esc_never_quits() {
    let mut bench = Bench::new();
    for _ in 0..5 {
        assert!(!bench.code(KeyCode::Esc).iter().any(|effect| matches!(effect, Effect::Quit)));
    }
}

#[test]
fn a_click_chooses_and_the_wheel_walks() {
    let mut bench = Bench::new();
    let mouse = |kind, column, row| Msg::Input(Event::Mouse(MouseEvent { kind, column, row, modifiers: KeyModifiers::NONE }));
    bench.send(mouse(MouseEventKind::Down(MouseButton::Left), 5, 3));
    assert_eq!(bench.title(), "Beta");
    bench.send(mouse(MouseEventKind::ScrollDown, 5, 3));
    assert_eq!(bench.title(), "Gamma");
    bench.send(mouse(MouseEventKind::ScrollUp, 5, 3));
    assert_eq!(bench.title(), "Alpha");
    bench.send(mouse(MouseEventKind::Down(MouseButton::Left), 60, 3));
    assert_eq!(bench.app.focus, Focus::Details);
    let mut quiet = Bench::with(|setup| setup.session.mouse = false);
    quiet.send(mouse(MouseEventKind::Down(MouseButton::Left), 5, 3));
    assert_eq!(quiet.title(), "Alpha");
}

#[test]
fn a_note_goes_when_it_was_seen_but_not_for_an_older_one() {
    let mut bench = Bench::new();
    bench.key('x');
    let old = bench.app.notes;
    bench.key('z');
    bench.send(Msg::Woke(Timer::Note(old)));
    assert!(bench.app.note().is_some());
    bench.send(Msg::Woke(Timer::Note(bench.app.notes)));
    assert!(bench.app.note().is_none());
}

/// Any key, in any order, at any state: never a panic, always drawable, and `ctrl-c` always ends it.
#[test]
fn a_monkey_at_the_keyboard() {
    let mut random = fastrand::Rng::with_seed(7);
    for round in 0..40 {
        let mut bench = Bench::with(|setup| {
            setup.session.signed_in = round % 4 != 0;
            setup.session.read_only = round % 5 == 0;
        });
        let mut terminal = ratatui::Terminal::new(ratatui::backend::TestBackend::new(30 + round * 3, 8 + round)).unwrap();
        for _ in 0..120 {
            let code = match random.u8(0..12) {
                0 => KeyCode::Enter,
                1 => KeyCode::Esc,
                2 => KeyCode::Tab,
                3 => KeyCode::Backspace,
                4 => KeyCode::Down,
                5 => KeyCode::PageDown,
                _ => KeyCode::Char(random.char(' '..='~')),
            };
            for effect in bench.code(code) {
                if let Effect::Call(call) = effect {
                    let result = if random.bool() { Ok(space("new", AccessType::Open, random.bool())) } else { Err(hidden()) };
                    let reply = match call.request {
                        Request::End(_) => Reply::Ended(result.map(|_| ())),
                        Request::Conference(_) => Reply::Conference(result.map(|_| Running { since: None, people: 2 })),
                        _ => Reply::Space(result.map(Box::new)),
                    };
                    bench.send(Msg::Answer { key: call.key, generation: call.generation, reply });
                }
            }
            terminal.draw(|frame| drop(draw::draw(&bench.app, frame))).unwrap();
        }
        let control = KeyEvent::new(KeyCode::Char('c'), KeyModifiers::CONTROL);
        assert!(matches!(bench.send(Msg::Input(Event::Key(control)))[..], [.., Effect::Quit]));
    }
}

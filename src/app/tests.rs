//! Update tables: what a message changes and what it asks for. No I/O, no time but the one that is told.

use crossterm::event::{Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers, MouseButton, MouseEvent, MouseEventKind};
use jiff::tz::TimeZone;
use ratatui::layout::Rect;

use super::*;
use crate::effect::{Reply, Running};
use crate::keys::Action;
use crate::meet::error::{About, Phase, Unreached};
use crate::meet::resources::{AccessType, Space, SpaceConfig};
use crate::share::clipboard::Copied;
use crate::ui::Listing;

const NOW: &str = "2026-11-18T12:00:00Z";

fn now() -> Timestamp {
    NOW.parse().unwrap()
}

fn name(id: &str) -> SpaceName {
    format!("spaces/{id}").parse().unwrap()
}

fn space(id: &str, access: AccessType, live: bool) -> Space {
    let mut space: Space = serde_json::from_value(serde_json::json!({
        "name": format!("spaces/{id}"),
        "meetingUri": format!("https://meet.google.com/abc-mnop-{id}"),
        "meetingCode": format!("abc-mnop-{id}"),
    }))
    .unwrap();
    space.config = Some(SpaceConfig { access_type: Some(access), ..SpaceConfig::default() });
    if live {
        space.active_conference =
            serde_json::from_value(serde_json::json!({"conferenceRecord": format!("conferenceRecords/{id}")})).unwrap();
    }
    space
}

fn entry(id: &str, label: &str, age: i64) -> Entry {
    let mut entry = Entry::named(name(id), now() - jiff::SignedDuration::from_secs(age));
    entry.label = Some(label.into());
    entry.code = Some(format!("abc-mnop-{id}").into());
    entry.access = Some(AccessType::Open);
    entry.learnt = Some(now() - jiff::SignedDuration::from_secs(5));
    entry
}

/// An app with three known spaces, signed in.
struct Bench {
    app: App,
    now: Timestamp,
}

impl Bench {
    fn new() -> Self {
        Self::with(|_| {})
    }

    fn with(change: impl FnOnce(&mut Setup)) -> Self {
        let mut setup = Setup {
            session: Session { account: Some("ana@example.com".into()), signed_in: true, mouse: true, ..Session::default() },
            theme: Theme::default(),
            clock: Clock::new(now(), TimeZone::UTC),
            entries: vec![entry("aaa", "Alpha", 10), entry("bbb", "Beta", 20), entry("ccc", "Gamma", 30)],
            total: 3,
            facts: None,
            troubles: Vec::new(),
        };
        change(&mut setup);
        let (app, _) = App::new(setup);
        let mut bench = Self { app, now: now() };
        let listing = |x, width| Listing { area: Rect::new(x, 2, width, 20), items: (0..3).map(Some).collect() };
        let areas = Areas {
            screen: Rect::new(0, 0, 120, 40),
            spaces: Some(listing(1, 40)),
            details: Some(listing(50, 60)),
            overlay: None,
        };
        bench.send(Msg::Drawn(areas));
        bench
    }

    fn send(&mut self, msg: Msg) -> Vec<Effect> {
        self.app.update(msg, self.now)
    }

    fn code(&mut self, code: KeyCode) -> Vec<Effect> {
        self.send(Msg::Input(Event::Key(KeyEvent::new(code, KeyModifiers::NONE))))
    }

    fn key(&mut self, letter: char) -> Vec<Effect> {
        self.code(KeyCode::Char(letter))
    }

    fn answer(&mut self, key: Key, generation: u64, result: Result<Space, MeetError>) -> Vec<Effect> {
        self.send(Msg::Answer { key, generation, reply: Reply::Space(result.map(Box::new)) })
    }

    fn wait(&mut self, seconds: i64) {
        self.now += jiff::SignedDuration::from_secs(seconds);
    }

    fn note(&self) -> &str {
        self.app.note().map_or("", |note| note.text.as_str())
    }

    fn title(&self) -> &str {
        self.app.book.row(self.app.current().unwrap()).unwrap().title()
    }
}

fn calls(effects: &[Effect]) -> Vec<&Call> {
    effects.iter().filter_map(|effect| if let Effect::Call(call) = effect { Some(&**call) } else { None }).collect()
}

fn copies(effects: &[Effect]) -> Vec<&str> {
    effects.iter().filter_map(|effect| if let Effect::Copy(clip) = effect { Some(clip.text.as_str()) } else { None }).collect()
}

fn hidden() -> MeetError {
    MeetError::Hidden { about: About::Space, http: 403, said: None }
}

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
fn a_held_n_makes_one_space() {
    let mut bench = Bench::new();
    assert_eq!(calls(&bench.key('n')).len(), 1);
    bench.code(KeyCode::Esc);
    let mut key = KeyEvent::new(KeyCode::Char('n'), KeyModifiers::NONE);
    key.kind = KeyEventKind::Repeat;
    assert!(bench.send(Msg::Input(Event::Key(key))).is_empty());
}

#[test]
fn a_key_that_does_nothing_says_so() {
    let mut bench = Bench::new();
    bench.key('x');
    assert_eq!(bench.note(), "x does nothing here; ? shows the keys");
    bench.key('e');
    assert!(bench.note().starts_with("no conference that you can see runs in it"), "{}", bench.note());
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
    bench.send(Msg::Store(StoreReply::Forgot(Box::new(known))));
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
fn read_only_takes_away_what_writes() {
    let mut bench = Bench::with(|setup| setup.session.read_only = true);
    for letter in ['n', 't', 'e'] {
        assert!(calls(&bench.key(letter)).is_empty());
        assert!(bench.note().starts_with("read-only"), "{letter}: {}", bench.note());
    }
}

#[test]
fn signed_out_says_what_to_do() {
    let mut bench = Bench::with(|setup| setup.session.signed_in = false);
    bench.key('n');
    assert_eq!(bench.note(), "not signed in: set GREENROOM_ACCESS_TOKEN, or try greenroom --demo");
    assert_eq!(copies(&bench.key('y')).len(), 1);
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

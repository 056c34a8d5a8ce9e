//! What is changed of several spaces at once.

use super::*;
use crate::book::Doing;
use crate::bulk::{Bulk, Pace};
use crate::meet::patch::SpacePatch;

impl Bench {
    /// A list of so many spaces, all of them marked.
    pub(super) fn many(count: usize) -> Self {
        let mut bench = Self::with(|setup| {
            let row = |at: usize| entry(&format!("s{at:03}"), &format!("Room {at:03}"), 10 + i64::try_from(at).unwrap());
            setup.entries = (0..count).map(row).collect();
            setup.total = count;
        });
        bench.app.spaces.loaded = true;
        bench.key('*');
        bench
    }

    /// `t`, open, Enter.
    pub(super) fn open_all(&mut self) -> Vec<Effect> {
        self.key('t');
        self.code(KeyCode::Home);
        self.code(KeyCode::Enter)
    }

    pub(super) fn bulk(&self) -> &Run {
        self.app.bulk().unwrap()
    }

    /// The request that is under way.
    pub(super) fn under_way(effects: &[Effect]) -> Option<(SpaceName, u64)> {
        calls(effects).into_iter().find_map(|call| match &call.key {
            Key::OneOfMany(name) => Some((name.clone(), call.generation)),
            _ => None,
        })
    }

    pub(super) fn says(&mut self, (name, generation): (SpaceName, u64), result: Result<(), MeetError>) -> Vec<Effect> {
        let id = name.id().to_owned();
        let result = result.map(|()| space(&id, AccessType::Open, false));
        self.answer(Key::OneOfMany(name), generation, result)
    }

    pub(super) fn marked(&self) -> Vec<&str> {
        self.app.marked().into_iter().map(|id| self.app.book.row(id).unwrap().title()).collect()
    }
}

fn limited(until: Option<Timestamp>) -> MeetError {
    MeetError::RateLimited { until, said: None }
}

#[test]
fn an_enter_too_many_in_the_menu_of_access_lets_nobody_in() {
    let mut bench = Bench::new();
    bench.key('*');
    bench.key('t');
    let effects = bench.code(KeyCode::Enter);
    let sent = calls(&effects);
    let Request::Patch(_, patch) = &sent[0].request else { panic!("{sent:?}") };
    assert_eq!(patch.body()["config"]["accessType"], "RESTRICTED");
    assert_eq!((sent.len(), patch.mask().as_str()), (1, "config.accessType"));
}

#[test]
fn one_after_the_other_and_what_failed_is_told_once_and_tried_again() {
    let mut bench = Bench::many(3);
    let first = Bench::under_way(&bench.open_all()).unwrap();
    assert_eq!(first.0, name("s000"));
    assert!(bench.app.book.card(bench.app.book.find(&first.0).unwrap()).unwrap().is_changing());
    let second = Bench::under_way(&bench.says(first.clone(), Ok(()))).unwrap();
    // A late or a repeated answer is nobody's.
    assert!(Bench::under_way(&bench.says(first, Err(hidden()))).is_none());
    let third = Bench::under_way(&bench.says(second, Err(hidden()))).unwrap();
    bench.says(third, Ok(()));
    assert_eq!((bench.bulk().done(), bench.bulk().failed().len(), bench.bulk().is_running()), (2, 1, false));
    assert_eq!(bench.app.problems().count(), 1, "told once");
    assert_eq!(bench.app.problems().next().unwrap().what, "Access to open: 1 of 3 failed");
    let again = Bench::under_way(&bench.key('r')).unwrap();
    assert_eq!(again.0, name("s001"));
    bench.says(again, Ok(()));
    assert_eq!((bench.note(), bench.app.overlays.len()), ("Access to open: done", 0));
    assert!(bench.app.bulk().is_none());
}

#[test]
fn what_the_server_kept_counts_as_failed() {
    let mut bench = Bench::many(1);
    bench.key('t');
    let way = Bench::under_way(&bench.code(KeyCode::Enter)).unwrap();
    bench.says(way, Ok(()));
    let failure = &bench.bulk().failed()[0];
    assert!(failure.why.contains("says access open: your administrator may forbid it"), "{}", failure.why);
}

#[test]
fn esc_stops_between_two_and_the_rest_can_be_sent_later() {
    let mut bench = Bench::many(5);
    let first = Bench::under_way(&bench.open_all()).unwrap();
    bench.code(KeyCode::Esc);
    assert!(bench.bulk().is_running(), "what was sent is awaited");
    assert!(Bench::under_way(&bench.says(first, Ok(()))).is_none());
    assert_eq!((bench.bulk().done(), bench.bulk().unsent().len(), bench.bulk().is_running()), (1, 4, false));
    assert_eq!(bench.app.problems().count(), 0, "nothing went wrong");
    assert_eq!(Bench::under_way(&bench.key('r')).unwrap().0, name("s001"));
}

/// Answers at once, as the clock goes on by this much each time.
fn run_through(
    bench: &mut Bench,
    mut effects: Vec<Effect>,
    each: i64,
    mut error: impl FnMut(usize) -> Option<MeetError>,
) -> Vec<Timestamp> {
    let mut starts = Vec::new();
    for _ in 0..100_000 {
        if let Some(way) = Bench::under_way(&effects) {
            starts.push(bench.now);
            bench.now += jiff::SignedDuration::from_millis(each);
            let result = error(starts.len()).map_or(Ok(()), Err);
            effects = bench.says(way, result);
            continue;
        }
        let wait = effects.iter().find_map(|effect| match effect {
            Effect::Wake { after, timer: Timer::Bulk } => Some(*after),
            _ => None,
        });
        let Some(after) = wait else { break };
        bench.now += jiff::SignedDuration::try_from(after).unwrap();
        effects = bench.send(Msg::Woke(Timer::Bulk));
    }
    starts
}

fn most_in_a_minute(starts: &[Timestamp]) -> usize {
    let minute = jiff::SignedDuration::from_mins(1);
    starts
        .iter()
        .map(|first| starts.iter().filter(|start| *start >= first && start.duration_since(*first) < minute).count())
        .max()
        .unwrap_or(0)
}

#[test]
fn two_hundred_spaces_never_have_more_than_eighty_starts_in_any_minute() {
    for each in [0, 40, 300, 2_000] {
        let mut bench = Bench::many(200);
        let effects = bench.open_all();
        let starts = run_through(&mut bench, effects, each, |_| None);
        assert_eq!(starts.len(), 200);
        assert!(most_in_a_minute(&starts) <= 80, "{} with {each} ms each", most_in_a_minute(&starts));
        assert_eq!(bench.note(), "Access to open: all 200 done");
    }
}

#[test]
fn what_is_changed_by_hand_or_sent_again_counts_too() {
    let mut bench = Bench::many(100);
    // Ten changes by hand just before.
    let mut starts = Vec::new();
    bench.code(KeyCode::Esc);
    for _ in 0..10 {
        bench.key('t');
        let space = bench.app.current_name().unwrap();
        let effects = bench.send(Msg::Woke(Timer::Access(space.clone())));
        starts.push(bench.now);
        let generation = calls(&effects)[0].generation;
        bench.answer(Key::Access(space.clone()), generation, Ok(crate::app::tests::space(space.id(), AccessType::Open, false)));
        bench.wait(1);
    }
    bench.key('*');
    let mut effects = bench.open_all();
    // The first one is sent again by the client after 4 seconds.
    let way = Bench::under_way(&effects).unwrap();
    let waiting =
        crate::meet::client::Waiting { method: "spaces.patch", attempt: 1, delay: Duration::from_secs(4), cause: limited(None) };
    starts.push(bench.now);
    bench.send(Msg::Waiting(Key::OneOfMany(way.0.clone()), waiting));
    assert!(bench.app.waiting().is_some(), "the wait is shown");
    bench.wait(4);
    starts.push(bench.now);
    effects = bench.says(way, Ok(()));
    starts.extend(run_through(&mut bench, effects, 10, |_| None));
    assert_eq!(starts.len(), 10 + 1 + 100);
    assert!(most_in_a_minute(&starts) <= 80, "{}", most_in_a_minute(&starts));
}

#[test]
fn too_much_is_waited_out_and_sent_again_three_times_and_no_more() {
    let mut bench = Bench::many(4);
    let effects = bench.open_all();
    let starts = run_through(&mut bench, effects, 10, |at| (at == 2 || at == 3).then(|| limited(None)));
    assert_eq!(bench.note(), "Access to open: all 4 done");
    assert_eq!(starts.len(), 6);
    assert!(starts[2].duration_since(starts[1]) >= jiff::SignedDuration::from_mins(1));
    let mut bench = Bench::many(4);
    let effects = bench.open_all();
    let starts = run_through(&mut bench, effects, 10, |_| Some(limited(None)));
    assert_eq!((starts.len(), bench.bulk().failed().len(), bench.bulk().unsent().len()), (4, 1, 3));
    let mut bench = Bench::many(4);
    let effects = bench.open_all();
    let tomorrow = now() + jiff::SignedDuration::from_hours(24);
    assert_eq!(run_through(&mut bench, effects, 10, |_| Some(limited(Some(tomorrow)))).len(), 1, "nobody waits for a day");
}

#[test]
fn what_concerns_all_stops_at_once_and_a_server_in_trouble_after_three() {
    let scope = || MeetError::ScopeMissing { any_of: Vec::new(), said: None };
    let gone = || MeetError::Unreachable { cause: Unreached::Refused, detail: String::new() };
    let ill = || MeetError::Server { http: 503, until: None, said: None };
    let unknown = || MeetError::OutcomeUnknown { cause: Box::new(MeetError::ConnectionLost) };
    let cases: [(fn() -> MeetError, usize); 5] = [(scope, 1), (gone, 1), (ill, 3), (unknown, 3), (hidden, 20)];
    for (error, sent) in cases {
        let mut bench = Bench::many(20);
        let effects = bench.open_all();
        let starts = run_through(&mut bench, effects, 10, |_| Some(error()));
        let run = bench.bulk();
        assert_eq!((starts.len(), run.failed().len(), run.unsent().len()), (sent, sent, 20 - sent), "{:?}", error());
        let shown = bench.app.problems().next().unwrap();
        assert!(shown.what.starts_with("Access to open: ") && shown.why.contains(&*error().why()), "{shown:?}");
    }
}

#[test]
fn a_space_with_a_change_under_way_comes_last_and_never_twice_at_once() {
    let mut bench = Bench::many(3);
    bench.code(KeyCode::Esc);
    bench.key('t');
    let by_hand = calls(&bench.send(Msg::Woke(Timer::Access(name("s000")))))[0].generation;
    bench.key('*');
    let way = Bench::under_way(&bench.open_all()).unwrap();
    assert_eq!(way.0, name("s001"));
    // The one under way takes no other change.
    let id = bench.app.book.find(&way.0).unwrap();
    bench.app.spaces.go_to(id);
    bench.code(KeyCode::Enter);
    bench.code(KeyCode::Tab);
    bench.key('t');
    assert!(bench.note().contains("it is being changed"), "{}", bench.note());
    let way = Bench::under_way(&bench.says(way, Ok(()))).unwrap();
    assert_eq!(way.0, name("s002"));
    assert!(Bench::under_way(&bench.says(way, Ok(()))).is_none(), "it waits for the change by hand");
    let effects = bench.answer(Key::Access(name("s000")), by_hand, Ok(space("s000", AccessType::Trusted, false)));
    assert_eq!(Bench::under_way(&effects).unwrap().0, name("s000"));
}

#[test]
fn a_choice_by_hand_waits_for_the_change_with_the_others() {
    let mut bench = Bench::many(2);
    bench.code(KeyCode::Esc);
    bench.key('t');
    bench.key('*');
    let way = Bench::under_way(&bench.open_all()).unwrap();
    assert_eq!(way.0, name("s000"));
    let effects = bench.send(Msg::Woke(Timer::Access(name("s000"))));
    assert!(calls(&effects).is_empty(), "one is on its way");
    assert!(effects.iter().any(|effect| matches!(effect, Effect::Wake { timer: Timer::Access(_), .. })));
    bench.says(way, Ok(()));
    let effects = bench.send(Msg::Woke(Timer::Access(name("s000"))));
    assert_eq!(calls(&effects)[0].key, Key::Access(name("s000")), "the later wish comes later");
}

#[test]
fn many_that_end_are_looked_at_less_often() {
    let mut bench = Bench::many(100);
    for id in bench.app.book.order().to_vec() {
        bench.app.book.change(id, |row| row.live = true);
        bench.app.book.card_mut(id).doing = Some(Doing::Ending { since: now() });
    }
    bench.send(Msg::Woke(Timer::Ending(name("s000"))));
    let effects = bench.answer(Key::Space(name("s000")), u64::MAX, Ok(space("s000", AccessType::Open, true)));
    let again = effects.iter().find_map(|effect| match effect {
        Effect::Wake { after, timer: Timer::Ending(_) } => Some(*after),
        _ => None,
    });
    assert_eq!(again, Some(Duration::from_secs(30)), "two hundred a minute, of six hundred");
}

#[test]
fn what_is_forgotten_meanwhile_is_not_sent_and_said() {
    let mut bench = Bench::many(3);
    let way = Bench::under_way(&bench.open_all()).unwrap();
    let entries = vec![entry("s000", "Room", 10), entry("s002", "Room", 12)];
    bench.send(Msg::Store(StoreReply::Entries { entries, last: true }));
    let way = Bench::under_way(&bench.says(way, Ok(()))).unwrap();
    assert_eq!(way.0, name("s002"));
    bench.says(way, Ok(()));
    assert_eq!(bench.bulk().failed()[0].title, "Room 001");
}

#[test]
fn only_live_calls_are_ended_after_one_question_that_names_them() {
    let mut bench = Bench::with(|setup| {
        for at in [0, 2] {
            setup.entries[at].live = true;
        }
    });
    bench.key('*');
    bench.key('e');
    let Some(Overlay::Confirm(confirm)) = bench.app.overlays.last() else { panic!("{}", bench.note()) };
    let said = format!("{confirm:?}");
    assert!(said.contains("End the calls in 2 spaces?") && said.contains("Alpha") && said.contains("Gamma"), "{said}");
    assert!(!said.contains("Beta"), "{said}");
    assert!(Bench::under_way(&bench.code(KeyCode::Enter)).is_none(), "Enter takes the safe answer");
    bench.key('e');
    let effects = bench.key('y');
    let (first, generation) = Bench::under_way(&effects).unwrap();
    let id = bench.app.book.find(&first).unwrap();
    assert!(matches!(bench.app.book.card(id).unwrap().doing, Some(Doing::Ending { .. })));
    let over = MeetError::FailedPrecondition { said: None };
    let reply =
        |result| move |(space, generation)| Msg::Answer { key: Key::OneOfMany(space), generation, reply: Reply::Ended(result) };
    let effects = bench.send(reply(Err(over))((first, generation)));
    let effects = bench.send(reply(Ok(()))(Bench::under_way(&effects).unwrap()));
    assert!(effects.iter().any(|effect| matches!(effect, Effect::Wake { timer: Timer::Ending(_), .. })));
    assert_eq!(bench.note(), "End the calls: all 2 done");
}

#[test]
fn q_asks_while_it_runs_and_waits_for_what_was_sent_and_ctrl_c_does_not() {
    let mut bench = Bench::many(3);
    let way = Bench::under_way(&bench.open_all()).unwrap();
    bench.code(KeyCode::Enter);
    assert!(bench.app.overlays.is_empty(), "put aside");
    assert!(bench.key('q').is_empty());
    assert!(!bench.key('y').iter().any(|effect| matches!(effect, Effect::Quit)), "one is under way");
    let effects = bench.says(way, Ok(()));
    assert!(matches!(effects.last(), Some(Effect::Quit)));
    let mut bench = Bench::many(3);
    bench.open_all();
    let control = KeyEvent::new(KeyCode::Char('c'), KeyModifiers::CONTROL);
    assert!(matches!(bench.send(Msg::Input(Event::Key(control)))[..], [Effect::Quit]));
}

#[test]
fn a_second_one_waits_and_nothing_is_written_where_nothing_may_be() {
    let mut bench = Bench::many(3);
    bench.open_all();
    bench.code(KeyCode::Enter);
    bench.key('t');
    assert!(bench.note().contains("being worked on already"), "{}", bench.note());
    let mut bench = Bench::with(|setup| setup.session.read_only = true);
    let mut effects = Vec::new();
    let id = bench.app.current().unwrap();
    let patch = SpacePatch::new().access(AccessType::Open);
    let items = bench.app.item(id, |name| Request::Patch(name, Box::new(patch))).into_iter().collect();
    bench.app.start_bulk(Bulk { title: "Anything".into(), items, left_out: Vec::new() }, &mut effects);
    assert!(calls(&effects).is_empty() && bench.note().starts_with("read-only"));
}

#[test]
fn a_change_of_nothing_is_done_without_a_request() {
    let mut bench = Bench::new();
    let mut effects = Vec::new();
    let rows = bench.app.book.order().to_vec();
    let items = rows.iter().filter_map(|id| bench.app.item(*id, |name| Request::Patch(name, Box::new(SpacePatch::new()))));
    let bulk = Bulk {
        title: "Preset webinar".into(),
        items: items.collect(),
        left_out: vec![("Delta".into(), "It is not yours.".into())],
    };
    bench.app.start_bulk(bulk, &mut effects);
    assert!(calls(&effects).is_empty());
    assert_eq!((bench.bulk().done(), bench.bulk().failed()[0].title.as_str()), (3, "Delta"));
    assert!(bench.app.bulk().unwrap().again().is_empty(), "what was left out cannot be tried again");
}

#[test]
fn the_pace_holds_whatever_the_clock_does() {
    let mut pace = Pace::new(3, Duration::from_mins(1), Duration::ZERO);
    for _ in 0..3 {
        pace.note(now());
    }
    assert_eq!(pace.wait(now()), Some(Duration::from_mins(1)));
    assert_eq!(pace.wait(now() - jiff::SignedDuration::from_hours(1)), None, "the clock was set back: nobody waits for an hour");
    assert_eq!(pace.wait(now() + jiff::SignedDuration::from_mins(1)), None);
    let times = [1, 3, 4, 6, 7].map(|count| pace.time_for(count, now()).as_secs());
    assert_eq!(times, [60, 60, 120, 120, 180]);
}

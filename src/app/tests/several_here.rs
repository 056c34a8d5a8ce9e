//! Marks, and what is done here to all marked spaces.

use super::*;

#[test]
fn space_marks_and_goes_on_and_esc_drops_the_marks_first() {
    let mut bench = Bench::new();
    bench.key(' ');
    bench.key(' ');
    assert_eq!((bench.marked(), bench.title()), (vec!["Alpha", "Beta"], "Gamma"));
    bench.key('k');
    bench.key(' ');
    assert_eq!(bench.marked(), ["Alpha"]);
    bench.key('/');
    bench.key('g');
    bench.code(KeyCode::Enter);
    assert_eq!((bench.marked(), bench.app.spaces.hidden_marks(&bench.app.book)), (vec!["Alpha"], 1));
    bench.code(KeyCode::Esc);
    assert!(bench.marked().is_empty() && !bench.app.spaces.filter.value().is_empty());
    bench.code(KeyCode::Esc);
    assert!(bench.app.spaces.filter.value().is_empty());
}

#[test]
fn a_star_marks_what_is_shown_and_a_second_one_nothing_of_it() {
    let mut bench = Bench::new();
    bench.key(' ');
    bench.key('/');
    bench.key('g');
    bench.code(KeyCode::Enter);
    bench.key('*');
    assert_eq!(bench.marked(), ["Alpha", "Gamma"]);
    bench.key('*');
    assert_eq!(bench.marked(), ["Alpha"], "what is hidden stays marked");
    bench.key('g');
    bench.code(KeyCode::Tab);
    bench.key(' ');
    assert!(bench.note().contains("the list is where rows are marked"), "{}", bench.note());
}

#[test]
fn marks_of_rows_that_another_program_forgot_drop_out() {
    let mut bench = Bench::new();
    bench.app.spaces.loaded = true;
    bench.key('*');
    let entries = vec![entry("aaa", "Alpha", 10), entry("ccc", "Gamma", 30)];
    bench.send(Msg::Store(StoreReply::Entries { entries, last: true }));
    assert_eq!((bench.marked(), bench.app.spaces.marks()), (vec!["Alpha", "Gamma"], 2));
}

#[test]
fn in_the_details_the_keys_are_about_the_one_space() {
    let mut bench = Bench::new();
    bench.key(' ');
    bench.code(KeyCode::Tab);
    bench.key('t');
    assert!(bench.app.overlays.is_empty(), "no menu: t walks through the access of the one that is shown");
    assert!(bench.app.book.card(bench.app.current().unwrap()).unwrap().access.is_some());
}

#[test]
fn links_of_several_are_copied_one_a_line() {
    let mut bench = Bench::new();
    bench.key('*');
    let effects = bench.key('y');
    let links = ["aaa", "bbb", "ccc"].map(|id| format!("https://meet.google.com/abc-mnop-{id}"));
    assert_eq!(copies(&effects), [links.join("\n")]);
    bench.key('Y');
    assert_eq!(copies(&bench.key('b'))[0].lines().next(), Some(&*format!("Alpha: {}", links[0])));
    bench.key('Y');
    assert_eq!(copies(&bench.key('n')), ["spaces/aaa\nspaces/bbb\nspaces/ccc"]);
}

#[test]
fn links_that_may_be_anothers_by_now_are_fetched_before_they_are_copied() {
    let mut bench = Bench::with(|setup| {
        for at in [0, 2] {
            setup.entries[at].learnt = Some(now() - jiff::SignedDuration::from_hours(30));
        }
    });
    bench.key('*');
    let effects = bench.key('y');
    let first = Bench::under_way(&effects).unwrap();
    assert!(copies(&effects).is_empty() && first.0 == name("aaa"));
    let effects = bench.says(first, Ok(()));
    let second = Bench::under_way(&effects).unwrap();
    assert_eq!(second.0, name("ccc"));
    let effects = bench.says(second, Err(hidden()));
    assert_eq!(copies(&effects)[0].lines().count(), 2);
    assert_eq!(bench.bulk().failed()[0].title, "Gamma");
}

#[test]
fn several_are_pinned_and_forgotten_at_once_and_come_back() {
    let mut bench = Bench::new();
    bench.key('p');
    bench.key('*');
    let effects = bench.key('p');
    let [Effect::Store(StoreOp::Pin(names, true)), ..] = &effects[..] else { panic!("{effects:?}") };
    assert_eq!(names.len(), 2, "the third one was pinned before");
    bench.key('u');
    let pinned = |bench: &Bench| bench.app.book.order().iter().filter(|id| bench.app.book.row(**id).unwrap().pinned).count();
    assert_eq!(pinned(&bench), 1);
    bench.key('d');
    let effects = bench.key('y');
    let [Effect::Store(StoreOp::Forget(names)), ..] = &effects[..] else { panic!("{effects:?}") };
    assert_eq!((names.len(), bench.app.book.order().len(), bench.app.spaces.marks()), (3, 0, 0));
    let known = names.iter().map(|name| Known { entry: entry(name.id(), name.id(), 5), facts: None }).collect();
    bench.send(Msg::Store(StoreReply::Forgot(known)));
    let effects = bench.key('u');
    assert!(effects.iter().any(|effect| matches!(effect, Effect::Store(StoreOp::Restore(known)) if known.len() == 3)));
    assert_eq!((bench.app.book.order().len(), bench.app.spaces.marks()), (3, 3));
}

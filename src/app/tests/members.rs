//! The members of a space: which answers count, and in which order things go out.

use super::*;
use crate::meet::email::Email;
use crate::meet::members::MOST_IN_BATCH;
use crate::meet::resources::{Member, Role};

fn member(number: usize, role: &str) -> Member {
    let name = format!("spaces/aaa/members/{number}");
    serde_json::from_value(serde_json::json!({ "name": name, "email": format!("m{number}@example.com"), "role": role })).unwrap()
}

fn email(number: usize) -> Email {
    format!("m{number}@example.com").parse().unwrap()
}

impl Bench {
    fn members(&self) -> &crate::book::Members {
        &self.app.book.card(self.app.book.find(&name("aaa")).unwrap()).unwrap().members
    }

    fn lists(&mut self, generation: u64, reply: Reply) -> Vec<Effect> {
        self.send(Msg::Answer { key: Key::Members(name("aaa")), generation, reply })
    }

    fn added(&mut self, number: usize, result: Result<Box<Member>, MeetError>) -> Vec<Effect> {
        let key = Key::AddMember(name("aaa"), email(number));
        self.send(Msg::Answer { key, generation: 0, reply: Reply::Member(result) })
    }

    fn add(&mut self, text: &str) -> Vec<Effect> {
        self.key('a');
        self.send(Msg::Input(Event::Paste(text.into())));
        self.code(KeyCode::Enter)
    }
}

#[test]
fn the_list_is_asked_for_when_the_tab_opens_and_shows_page_by_page() {
    let mut bench = Bench::new();
    let effects = bench.key('3');
    let asked = calls(&effects);
    assert!(matches!(&asked[..], [Call { request: Request::Members(of), .. }] if *of == name("aaa")), "{asked:?}");
    let generation = asked[0].generation;
    bench.lists(generation, Reply::SomeMembers(vec![member(1, "COHOST")]));
    assert_eq!((bench.members().list().len(), bench.members().learnt), (1, None));
    assert!(calls(&bench.key('3')).is_empty(), "it is under way");
    bench.lists(generation, Reply::Members(Ok(vec![member(1, "COHOST"), member(2, "ROLE_UNSPECIFIED")])));
    assert_eq!((bench.members().list().len(), bench.members().learnt), (2, Some(now())));
    assert!(calls(&bench.key('3')).is_empty(), "it is fresh");
    bench.wait(61);
    assert_eq!(calls(&bench.key('3')).len(), 1, "it is not fresh any more");
}

#[test]
fn a_list_that_was_asked_for_before_a_change_was_answered_does_not_count() {
    let mut bench = Bench::new();
    let generation = calls(&bench.key('3'))[0].generation;
    let effects = bench.add("m7@example.com");
    assert!(matches!(&calls(&effects)[0].request, Request::AddMember(_, to, Role::Cohost) if *to == email(7)));
    bench.added(7, Ok(Box::new(member(7, "COHOST"))));
    assert_eq!(bench.note(), "Alpha: 1 added");
    let effects = bench.lists(generation, Reply::Members(Ok(Vec::new())));
    assert_eq!(bench.members().list().len(), 1, "it may not know the new one");
    assert!(matches!(calls(&effects)[0].request, Request::Members(_)), "so it is asked for again");
}

#[test]
fn after_a_lost_answer_the_line_waits_for_the_list() {
    let mut bench = Bench::new();
    let generation = calls(&bench.key('3'))[0].generation;
    bench.lists(generation, Reply::Members(Ok(Vec::new())));
    bench.add("m1@example.com m2@example.com");
    let lost = MeetError::OutcomeUnknown { cause: Box::new(MeetError::ConnectionLost) };
    let effects = bench.added(1, Err(lost));
    let asked = calls(&effects);
    assert!(matches!(asked[..], [Call { request: Request::Members(_), .. }]), "{asked:?}");
    let generation = asked[0].generation;
    let effects = bench.lists(generation, Reply::Members(Ok(vec![member(1, "COHOST")])));
    assert!(matches!(&calls(&effects)[0].request, Request::AddMember(_, to, _) if *to == email(2)), "and goes on");
    bench.added(2, Ok(Box::new(member(2, "COHOST"))));
    assert_eq!(bench.note(), "Alpha: 2 added");
}

#[test]
fn changes_go_out_one_by_one_and_wait_for_the_next_minute() {
    let mut bench = Bench::new();
    bench.app.pace_of_writes = Pace::new(60, Duration::from_mins(1), Duration::from_mins(1));
    bench.key('3');
    let people: Vec<String> = (0..MOST_IN_BATCH).map(|number| email(number).to_string()).collect();
    let mut effects = bench.add(&people.join("\n"));
    let mut sent = 0;
    while let [Call { request: Request::AddMember(_, to, _), .. }] = calls(&effects)[..] {
        assert_eq!(*to, email(sent));
        effects = bench.added(sent, Ok(Box::new(member(sent, "COHOST"))));
        sent += 1;
    }
    assert_eq!(sent, 60);
    let wake = effects.iter().find_map(|effect| match effect {
        Effect::Wake { after, timer: Timer::MemberChange(_) } => Some(*after),
        _ => None,
    });
    assert_eq!(wake, Some(Duration::from_mins(1)));
    assert!(calls(&bench.send(Msg::Woke(Timer::MemberChange(name("aaa"))))).is_empty(), "the minute is not over");
    bench.wait(60);
    assert_eq!(calls(&bench.send(Msg::Woke(Timer::MemberChange(name("aaa"))))).len(), 1);
    // Meanwhile the account stays, and the space too.
    assert!(bench.app.available(Action::Forget).is_err());
}

#[test]
fn a_held_key_sends_nothing_twice() {
    let mut bench = Bench::new();
    let generation = calls(&bench.key('3'))[0].generation;
    bench.lists(generation, Reply::Members(Ok(vec![member(1, "COHOST")])));
    assert_eq!(calls(&bench.code(KeyCode::Enter)).len(), 1);
    assert!(calls(&bench.code(KeyCode::Enter)).is_empty());
    assert_eq!(bench.note(), "It is on its way already");
}

#[test]
fn however_quickly_the_cursor_moves_one_list_is_under_way_and_the_newest_place_is_next() {
    let mut bench = Bench::new();
    let generation = calls(&bench.key('3'))[0].generation;
    bench.code(KeyCode::Esc);
    for _ in 0..2 {
        assert!(bench.key('j').iter().any(|effect| matches!(effect, Effect::Wake { timer: Timer::Members, .. })));
        assert!(calls(&bench.send(Msg::Woke(Timer::Members))).is_empty());
    }
    let effects = bench.lists(generation, Reply::Members(Ok(vec![member(1, "COHOST")])));
    let asked = calls(&effects);
    assert!(matches!(&asked[..], [Call { request: Request::Members(of), .. }] if *of == name("ccc")), "{asked:?}");
    assert_eq!(bench.members().list().len(), 1, "the answer found its space");
}

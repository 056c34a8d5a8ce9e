use jiff::Timestamp;
use serde_json::json;

use super::*;
use crate::book::Book;
use crate::meet::names::MemberName;
use crate::meet::resources::{Member, Role};

fn member(number: usize, role: &str) -> Member {
    let name = format!("spaces/a/members/{number}");
    serde_json::from_value(json!({ "name": name, "email": format!("guest{number:03}@example.com"), "role": role })).unwrap()
}

fn crowd(count: usize) -> Members {
    let mut members = Members::default();
    let list = (0..count).map(|number| member(number, if number % 100 == 99 { "COHOST" } else { "ROLE_UNSPECIFIED" }));
    members.learn(list.collect(), Timestamp::UNIX_EPOCH);
    members
}

fn name(number: usize) -> MemberName {
    format!("spaces/a/members/{number}").parse().unwrap()
}

fn somewhere() -> RowId {
    let entry = crate::store::Entry::named("spaces/a".parse().unwrap(), Timestamp::UNIX_EPOCH);
    Book::default().put(entry.into())
}

fn shown(members: &Members) -> Cohosts {
    let mut pane = Cohosts::default();
    pane.show(Some(somewhere()), Some(members), 10);
    pane
}

#[test]
fn cohosts_come_first_and_the_cursor_stays_on_its_row_whatever_the_order_does() {
    let mut members = crowd(200);
    let mut pane = shown(&members);
    assert_eq!(pane.cursor(), Some(&MemberLine::Member(name(99))));
    pane.step(isize::MAX);
    assert_eq!(pane.cursor(), Some(&MemberLine::Member(name(198))));
    members.put(member(198, "COHOST"));
    pane.show(Some(somewhere()), Some(&members), 10);
    assert_eq!(pane.cursor(), Some(&MemberLine::Member(name(198))));
    assert_eq!((pane.at, pane.offset), (1, 0), "it is in sight where it stands now");
    members.remove(&name(198));
    pane.show(Some(somewhere()), Some(&members), 10);
    assert_eq!(pane.cursor(), Some(&MemberLine::Member(name(199))), "the one that took its place");
    members.learn(Vec::new(), Timestamp::UNIX_EPOCH);
    pane.show(Some(somewhere()), Some(&members), 10);
    assert!(pane.cursor().is_none() && pane.is_empty() && pane.targets().is_empty());
}

#[test]
fn marks_outlive_the_filter_and_go_with_their_rows() {
    let mut members = crowd(30);
    let mut pane = shown(&members);
    assert_eq!(pane.targets(), [MemberLine::Member(name(0))], "the row under the cursor, where none is marked");
    pane.mark();
    pane.mark();
    pane.filter = Input::from("guest025");
    pane.filter_changed(Some(&members));
    assert_eq!(pane.rows, [MemberLine::Member(name(25))]);
    pane.mark_all();
    assert_eq!((pane.marks(), pane.targets().len()), (3, 3));
    pane.mark_all();
    assert_eq!(pane.marks(), 2, "all that are shown were marked");
    members.remove(&name(0));
    pane.show(Some(somewhere()), Some(&members), 10);
    assert_eq!(pane.marks(), 1);
    assert!(pane.back() && pane.filter.value().is_empty() && pane.marks() == 1, "first the filter");
    assert!(pane.back() && pane.marks() == 0, "then the marks");
    assert!(!pane.back());
}

#[test]
fn another_space_starts_anew() {
    let members = crowd(30);
    let mut pane = shown(&members);
    pane.step(5);
    pane.mark();
    pane.typing = true;
    pane.show(None, None, 10);
    assert!(pane.is_empty() && pane.marks() == 0 && !pane.typing);
}

#[test]
fn address_and_role_are_searched() {
    let mut members = crowd(200);
    members.put(member(500, "PANELIST"));
    members.add("new@example.com".parse().unwrap(), Role::Cohost);
    let mut finder = Finder::default();
    let mut count = |query: &str| finder.find(&members, query).len();
    assert_eq!([count(""), count("co-host"), count("panel"), count("guest19"), count("zz")], [202, 3, 1, 20, 0]);
    assert_eq!(count("co-host 099"), 1);
    assert_eq!(finder.find(&members, "new@")[0], MemberLine::Invite("new@example.com".parse().unwrap()));
}

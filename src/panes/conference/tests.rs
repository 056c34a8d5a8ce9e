use jiff::{SignedDuration, Timestamp};
use rstest::rstest;
use serde_json::json;

use super::timeline::{Ends, Scale, bar, stays};
use super::view::Layout;
use super::*;
use crate::book::{People, Records, Stay};
use crate::meet::resources::{ConferenceRecord, Participant, Who};

fn time(minutes: i64) -> Timestamp {
    Timestamp::UNIX_EPOCH + SignedDuration::from_mins(minutes)
}

fn name() -> ConferenceName {
    "conferenceRecords/c".parse().unwrap()
}

/// A book with one conference.
fn records(start: Option<i64>, end: Option<i64>) -> Records {
    let mut records = Records::default();
    records.put(ConferenceRecord {
        name: name(),
        start_time: start.map(time),
        end_time: end.map(time),
        expire_time: None,
        space: None,
        other: serde_json::Map::new(),
    });
    records
}

fn person(id: &str, called: &str, first: Option<i64>, last: Option<i64>) -> Participant {
    let mut sent =
        json!({ "name": format!("conferenceRecords/c/participants/{id}"), "anonymousUser": { "displayName": called } });
    for (field, at) in [("earliestStartTime", first), ("latestEndTime", last)] {
        if let Some(at) = at {
            sent[field] = json!(time(at));
        }
    }
    serde_json::from_value(sent).unwrap()
}

fn people(records: &mut Records, people: Vec<Participant>) {
    records.meeting_mut(&name()).unwrap().people.get_or_insert_with(People::default).put(people);
}

fn scale(start: Option<i64>, end: Option<i64>, who: Vec<Participant>, now: i64) -> (Timestamp, Timestamp) {
    let mut records = records(start, end);
    people(&mut records, who);
    let meeting = records.meeting(&name()).unwrap();
    let scale = Scale::of(meeting, Ends::of(meeting.people.as_ref().unwrap().all()), time(now));
    (scale.from, scale.to)
}

#[test]
fn the_clock_goes_from_the_first_to_the_last_moment() {
    let one = |first, last| vec![person("p", "P", Some(first), last)];
    assert_eq!(scale(Some(100), Some(160), one(100, Some(150)), 999), (time(100), time(160)));
    assert_eq!(scale(Some(100), None, one(100, None), 130), (time(100), time(130)), "to now while it runs");
    // Clocks that differ by a little are shown as they are, by much are wrong.
    assert_eq!(scale(Some(100), Some(160), one(98, Some(161)), 999), (time(98), time(161)));
    assert_eq!(scale(Some(100), Some(160), one(-9000, Some(99_000)), 999), (time(85), time(175)));
    // This computer's clock is behind the server's: now is before the start.
    let (from, to) = scale(Some(100), None, one(101, None), 40);
    assert_eq!((from, to), (time(100), time(100) + SignedDuration::from_secs(1)));
    // An end before the start, and no start at all.
    let (from, to) = scale(Some(100), Some(50), Vec::new(), 999);
    assert!(from < to);
    assert_eq!(scale(None, Some(160), one(110, Some(150)), 999), (time(110), time(160)));
    assert!(scale(None, None, Vec::new(), 999).0 == time(999));
}

#[rstest]
#[case::all(&[(0, Some(100))], "━━━━━━━━━━")]
#[case::there(&[(50, None)], "     ━━━━━")]
#[case::halves(&[(5, Some(15)), (85, Some(100))], "╺╸      ╺━")]
#[case::a_moment_is_seen(&[(0, Some(0)), (100, Some(100))], "╸        ╺")]
#[case::beyond_both_edges(&[(-50, Some(500))], "━━━━━━━━━━")]
#[case::before_all_times(&[(-50, Some(-20))], "╸         ")]
#[case::an_end_before_the_start(&[(50, Some(20))], "     ╸    ")]
#[case::nobody(&[], "          ")]
fn bars(#[case] given: &[(i64, Option<i64>)], #[case] wanted: &str) {
    let scale = Scale { from: time(0), to: time(100) };
    let given = given.iter().map(|(start, end)| Stay { start: time(*start), end: end.map(time) });
    assert_eq!(bar(&scale.covered(given, 10), Who::SignedIn, false), wanted);
}

#[test]
fn no_columns_are_no_bar() {
    let scale = Scale { from: time(0), to: time(1) };
    assert!(scale.covered([Stay { start: time(0), end: None }].into_iter(), 0).is_empty());
}

#[test]
fn kinds_of_people_are_told_apart_without_colour() {
    for ascii in [false, true] {
        let bars = [Who::SignedIn, Who::Guest, Who::Phone, Who::Unknown].map(|who| bar(&[true; 4], who, ascii));
        let different: std::collections::HashSet<&String> = bars.iter().collect();
        assert_eq!(different.len(), 4, "{bars:?}");
        assert!(!ascii || bars.iter().all(|bar| bar.is_ascii()), "{bars:?}");
    }
}

#[test]
fn what_is_not_known_exactly_is_drawn_from_first_to_last() {
    let mut records = records(Some(0), None);
    people(&mut records, vec![person("p", "P", Some(3), Some(9)), person("q", "Q", None, None)]);
    let all = records.meeting(&name()).unwrap().people.as_ref().unwrap().all();
    assert_eq!(stays(&all[0]).collect::<Vec<_>>(), [Stay { start: time(3), end: Some(time(9)) }]);
    assert_eq!(stays(&all[1]).count(), 0);
}

fn called(pane: &Conference, meeting: &Meeting) -> Vec<String> {
    (0..9).map_while(|place| pane.person_at(meeting, place)).map(|person| person.called.to_string()).collect()
}

#[test]
fn people_stand_by_arrival_or_by_name_and_the_cursor_stays_with_them() {
    let mut records = records(Some(0), None);
    people(&mut records, vec![person("1", "bo", Some(5), None), person("2", "Ana", Some(9), None), person("3", "", None, None)]);
    let mut pane = Conference::default();
    pane.show(Some(name()));
    let meeting = records.meeting(&name()).unwrap();
    pane.sync(meeting, 20);
    assert_eq!(called(&pane, meeting), ["bo", "Ana", ""]);
    // Three lines about files stand above.
    pane.go_to(3, meeting);
    assert_eq!(pane.person_under_cursor(meeting).unwrap().name.id(), "1");
    pane.sort_otherwise();
    pane.sync(meeting, 20);
    assert_eq!(called(&pane, meeting), ["Ana", "bo", ""]);
    people(&mut records, vec![person("4", "Abe", Some(1), None)]);
    let meeting = records.meeting(&name()).unwrap();
    pane.sync(meeting, 20);
    assert_eq!(called(&pane, meeting), ["Abe", "Ana", "bo", ""]);
    assert_eq!(pane.person_under_cursor(meeting).unwrap().name.id(), "1");
    pane.step(isize::MAX, meeting);
    assert_eq!(pane.person_under_cursor(meeting).unwrap().name.id(), "3");
    pane.step(isize::MIN, meeting);
    assert_eq!(pane.kept_under_cursor(meeting).unwrap().kind, ArtifactKind::Recording);
    pane.show(None);
    assert_eq!(pane.sort(), Sort::Name, "the order that was chosen is the order of the next one, too");
}

#[test]
fn parts_of_the_screen_never_want_more_than_there_is() {
    for height in 0..80 {
        for kept in [3, 4, 40] {
            assert!(Layout::of(height, kept).people <= height, "{height} {kept}");
        }
    }
    assert!(Layout::of(8, 3).people >= 3 && Layout::of(20, 3).people >= 8, "people have most of it");
}

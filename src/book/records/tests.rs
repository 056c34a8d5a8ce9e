use serde_json::{Value, json};

use super::people::merged;
use super::*;
use crate::meet::resources::{Participant, ParticipantSession, Who};

fn time(minutes: i64) -> Timestamp {
    Timestamp::UNIX_EPOCH + jiff::SignedDuration::from_mins(minutes)
}

fn name(id: &str) -> ConferenceName {
    format!("conferenceRecords/{id}").parse().unwrap()
}

fn space() -> Whose {
    Whose::Of("spaces/s".parse().unwrap())
}

fn record(id: &str, start: i64, end: Option<i64>) -> ConferenceRecord {
    ConferenceRecord {
        name: name(id),
        start_time: Some(time(start)),
        end_time: end.map(time),
        expire_time: end.map(|end| time(end + 100)),
        space: "spaces/s".parse().ok(),
        other: serde_json::Map::new(),
    }
}

/// A token can only come from a page.
fn page(items: Vec<ConferenceRecord>, next: Option<&str>) -> Page<ConferenceRecord> {
    Page { items, next: next.map(PageToken::of) }
}

fn ids(records: &Records) -> Vec<&str> {
    records.of(&space()).unwrap().names.iter().map(ConferenceName::id).collect()
}

fn person(id: &str, who: &Value, first: i64, last: Option<i64>) -> Participant {
    let mut sent = json!({ "name": format!("conferenceRecords/c/participants/{id}"), "earliestStartTime": time(first) });
    sent.as_object_mut().unwrap().extend(who.as_object().unwrap().clone());
    if let Some(last) = last {
        sent["latestEndTime"] = json!(time(last));
    }
    serde_json::from_value(sent).unwrap()
}

fn session(start: i64, end: Option<i64>) -> ParticipantSession {
    let mut sent =
        json!({ "name": format!("conferenceRecords/c/participants/p/participantSessions/s{start}"), "startTime": time(start) });
    if let Some(end) = end {
        sent["endTime"] = json!(time(end));
    }
    serde_json::from_value(sent).unwrap()
}

#[test]
fn live_first_then_the_latest_and_more_pages_join_in() {
    let mut records = Records::default();
    let first = page(vec![record("b", 20, Some(30)), record("a", 10, Some(12))], Some("t"));
    assert_eq!(records.listed(&space(), first, true, time(50)), Ok(()));
    assert_eq!(ids(&records), ["b", "a"]);
    assert!(records.of(&space()).unwrap().next.is_some());
    let second = page(vec![record("a", 10, Some(12)), record("live", 5, None)], None);
    assert_eq!(records.listed(&space(), second, false, time(51)), Ok(()));
    assert_eq!(ids(&records), ["live", "b", "a"]);
    let listed = records.of(&space()).unwrap();
    assert_eq!((listed.learnt, listed.next.is_none()), (Some(time(50)), true));
}

#[test]
fn pages_that_go_round_are_found_out_and_what_was_read_stays() {
    let mut records = Records::default();
    records.listed(&space(), page(vec![record("a", 1, None)], Some("t")), true, time(2)).unwrap();
    assert_eq!(records.listed(&space(), page(vec![], Some("t")), false, time(2)), Err(PagesHaveNoEnd));
    assert_eq!(ids(&records), ["a"]);
    assert!(records.of(&space()).unwrap().next.is_none());
    // From the first page on, tokens count anew.
    assert_eq!(records.listed(&space(), page(vec![], Some("t")), true, time(3)), Ok(()));
}

#[test]
fn what_is_learnt_stays_with_the_conference_until_it_expires() {
    let mut records = Records::default();
    records.listed(&space(), page(vec![record("a", 1, None)], None), true, time(2)).unwrap();
    records.meeting_mut(&name("a")).unwrap().count = Some(3);
    records.listed(&space(), page(vec![record("a", 1, Some(5))], None), true, time(6)).unwrap();
    let meeting = records.meeting(&name("a")).unwrap();
    assert_eq!((meeting.count, meeting.is_live(), meeting.is_counted()), (Some(3), false, false));
    records.looked_at(time(105));
    assert!(records.meeting(&name("a")).is_none() && ids(&records).is_empty());
}

#[test]
fn people_of_few_conferences_are_kept() {
    let mut records = Records::default();
    for n in 0..CROWDS + 2 {
        records.put(record(&format!("c{n}"), 1, None));
        records.meeting_mut(&name(&format!("c{n}"))).unwrap().people = Some(People::default());
        records.keep_people_of(&name(&format!("c{n}")));
    }
    let kept = |n: usize| records.meeting(&name(&format!("c{n}"))).unwrap().people.is_some();
    assert_eq!([kept(0), kept(1), kept(2), kept(CROWDS + 1)], [false, false, true, true]);
}

#[test]
fn stays_are_merged_where_they_overlap() {
    let stay = |start, end: Option<i64>| Stay { start: time(start), end: end.map(time) };
    let merge = |stays: &[Stay]| merged(stays.iter().copied()).into_vec();
    assert_eq!(merge(&[]), []);
    assert_eq!(merge(&[stay(10, Some(20)), stay(0, Some(5))]), [stay(0, Some(5)), stay(10, Some(20))]);
    // A second device, a later one that touches, one within another.
    let many = [stay(0, Some(10)), stay(5, Some(12)), stay(12, Some(13)), stay(20, Some(40)), stay(25, Some(30))];
    assert_eq!(merge(&many), [stay(0, Some(13)), stay(20, Some(40))]);
    // There on one device is there.
    assert_eq!(merge(&[stay(0, None), stay(5, Some(12)), stay(20, None)]), [stay(0, None)]);
    // An end before the start.
    assert_eq!(merge(&[stay(10, Some(3))]), [stay(10, Some(10))]);
}

#[test]
fn two_of_one_name_are_two_and_known_to_be() {
    let ana = json!({"signedinUser": {"user": "users/1", "displayName": "Ana"}});
    let guest = json!({"anonymousUser": {"displayName": " \u{1b}[31mAna\n"}});
    let mut people = People::default();
    people.put(vec![person("p1", &ana, 0, None), person("p2", &guest, 1, Some(2)), person("p3", &json!({}), 1, None)]);
    people.put(vec![person("p4", &json!({}), 3, None)]);
    let seen: Vec<_> = people.all().iter().map(|person| (&*person.called, person.who, person.has_namesake)).collect();
    let wanted = [("Ana", Who::SignedIn, true), ("Ana", Who::Guest, true), ("", Who::Unknown, false), ("", Who::Unknown, false)];
    assert_eq!(seen, wanted);
    assert_eq!(people.present(), 3);
}

#[test]
fn sessions_stay_until_somebody_comes_or_goes() {
    let ana = json!({"signedinUser": {"user": "users/1", "displayName": "Ana"}});
    let mut people = People::default();
    people.put(vec![person("p", &ana, 0, None)]);
    let who = people.all()[0].name.clone();
    people.stayed(&who, Some(&[session(0, None)]));
    assert!(people.get(&who).unwrap().stays_are_fresh);
    people.put(vec![person("p", &ana, 0, None)]);
    assert!(!people.get(&who).unwrap().stays_are_fresh, "who is there may have left and come back");
    people.put(vec![person("p", &ana, 0, Some(9))]);
    people.stayed(&who, Some(&[session(0, Some(4)), session(6, Some(9))]));
    people.put(vec![person("p", &ana, 0, Some(9))]);
    let ana = people.get(&who).unwrap();
    assert_eq!((ana.stays_are_fresh, ana.stays.as_ref().unwrap().len()), (true, 2));
    people.stayed(&who, None);
    assert_eq!(people.get(&who).unwrap().stays.as_ref().unwrap().len(), 2, "what is known stays");
}

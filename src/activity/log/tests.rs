use proptest::prelude::*;

use super::*;

fn at(seconds: i64) -> Timestamp {
    Timestamp::UNIX_EPOCH + SignedDuration::from_secs(seconds)
}

fn happening(kind: Kind, seconds: i64, resource: &str) -> Happening {
    Happening {
        at: at(seconds),
        kind,
        space: None,
        conference: None,
        resource: resource.into(),
        who: Box::default(),
        joined_as: None,
        again: false,
        news: true,
    }
}

const P: &str = "conferenceRecords/c/participants/p";

fn session(id: &str) -> String {
    format!("{P}/participantSessions/{id}")
}

#[test]
fn the_latest_first_whatever_the_order_of_telling() {
    let mut log = Activity::default();
    for seconds in [5, 1, 9, 3] {
        assert!(log.add(happening(Kind::ConferenceStarted, seconds, &format!("conferenceRecords/c{seconds}"))));
    }
    assert_eq!(log.lines().map(|line| line.at).collect::<Vec<_>>(), [at(9), at(5), at(3), at(1)]);
}

#[test]
fn what_polling_and_events_both_tell_is_told_once() {
    let mut log = Activity::default();
    assert!(log.add(happening(Kind::ConferenceStarted, 0, "conferenceRecords/c")));
    assert!(!log.add(happening(Kind::ConferenceStarted, 4, "conferenceRecords/c")));
    assert!(log.add(happening(Kind::ConferenceEnded, 9, "conferenceRecords/c")));
    // The one knows the session, the other only the person.
    assert!(log.add(happening(Kind::Joined, 0, &session("s1"))));
    assert!(!log.add(happening(Kind::Joined, 30, P)));
    assert!(log.add(happening(Kind::Left, 30, P)));
    assert!(!log.add(happening(Kind::Left, 29, &session("s1"))));
    // Two devices at the same moment are two, and a person who comes back later comes back.
    assert!(log.add(happening(Kind::Joined, 1, &session("s2"))));
    assert!(log.add(happening(Kind::Joined, 300, P)));
    assert!(log.add(happening(Kind::Joined, 600, P)));
}

#[test]
fn who_came_back_is_told_once_however_late_the_look_is() {
    let mut log = Activity::default();
    let back = |seconds| Happening { again: true, ..happening(Kind::Joined, seconds, P) };
    for (kind, seconds, id) in [(Kind::Joined, 0, "s1"), (Kind::Left, 100, "s1"), (Kind::Joined, 200, "s2")] {
        assert!(log.add(happening(kind, seconds, &session(id))));
    }
    assert!(!log.add(back(900)), "an event told it");
    assert!(log.add(happening(Kind::Left, 1000, &session("s2"))));
    assert!(log.add(back(1500)), "and this one nobody");
}

#[test]
fn a_hundred_thousand_leave_no_more_than_there_is_room_for() {
    let mut log = Activity::default();
    for n in 0..100_000_i64 {
        let resource = format!("conferenceRecords/c/participants/p{}/participantSessions/s{n}", n % 700);
        log.add(happening(if n % 2 == 0 { Kind::Joined } else { Kind::Left }, n / 10, &resource));
    }
    assert_eq!((log.len(), log.known.len()), (MOST, MOST));
    assert_eq!(log.people.values().map(Vec::len).sum::<usize>(), MOST);
    assert_eq!(log.lines().next().unwrap().at, at(9_999));
    assert!(!log.add(happening(Kind::Left, 3, "conferenceRecords/c/participants/late")), "older than all that is kept");
}

proptest! {
    #[test]
    fn always_in_order_and_never_the_same_twice(told in prop::collection::vec((0..13_usize, 0..50_i64, 0..20_u8), 0..200)) {
        let mut log = Activity::default();
        for (kind, seconds, id) in told {
            log.add(happening(Kind::ALL[kind], seconds, &format!("conferenceRecords/c/participants/p/participantSessions/s{id}")));
        }
        let lines: Vec<&Happening> = log.lines().collect();
        prop_assert!(lines.windows(2).all(|pair| pair[0].at >= pair[1].at));
        let mut keys: Vec<_> = lines.iter().map(|line| (line.kind, &line.resource)).collect();
        keys.sort();
        let count = keys.len();
        keys.dedup();
        prop_assert_eq!(keys.len(), count);
    }
}

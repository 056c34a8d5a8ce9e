use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::book::ArtifactKind;

fn at(seconds: i64) -> Timestamp {
    Timestamp::UNIX_EPOCH + SignedDuration::from_secs(seconds)
}

fn space() -> SpaceName {
    "spaces/s".parse().unwrap()
}

fn conference(id: &str) -> ConferenceName {
    format!("conferenceRecords/{id}").parse().unwrap()
}

fn person(conference: &str, id: &str, first: i64, last: Option<i64>) -> SeenPerson {
    let name = format!("conferenceRecords/{conference}/participants/{id}");
    let mut sent = json!({ "name": name, "earliestStartTime": at(first), "anonymousUser": {"displayName": id} });
    if let Some(last) = last {
        sent["latestEndTime"] = json!(at(last));
    }
    SeenPerson { person: serde_json::from_value(sent).unwrap(), sessions: None }
}

fn with_sessions(mut person: SeenPerson, sessions: &[(&str, i64, Option<i64>)]) -> SeenPerson {
    let session = |(id, start, end): &(&str, i64, Option<i64>)| {
        let name = format!("{}/participantSessions/{id}", person.person.name);
        let mut sent = json!({ "name": name, "startTime": at(*start) });
        if let Some(end) = end {
            sent["endTime"] = json!(at(*end));
        }
        serde_json::from_value(sent).unwrap()
    };
    person.sessions = Some(sessions.iter().map(session).collect());
    person
}

fn seen(id: &str, start: i64, end: Option<i64>, people: Vec<SeenPerson>) -> Seen {
    let times = Some((Some(at(start)), end.map(at)));
    Seen { name: conference(id), times, people, everybody: true, files: None }
}

fn idle() -> Snapshot {
    Snapshot::default()
}

fn running(seen: Seen) -> Snapshot {
    Snapshot { space: None, running: Some(seen.name.clone()), seen: vec![seen] }
}

fn over(seen: Seen) -> Snapshot {
    Snapshot { space: None, running: None, seen: vec![seen] }
}

/// Each as "who: what @second", with a question mark where it is no news.
fn words(told: &[Happening]) -> Vec<String> {
    let word = |one: &Happening| {
        let who = if one.who.is_empty() { String::new() } else { format!("{}: ", one.who) };
        let again = if one.again { " again" } else { "" };
        let news = if one.news { "" } else { "?" };
        format!("{who}{}{again} @{}{news}", one.kind.word(), one.at.as_second())
    };
    told.iter().map(word).collect()
}

#[test]
fn the_first_look_tells_what_is_so_and_no_news() {
    let mut watcher = Watcher::default();
    let people = vec![person("c", "Ana", 10, None), person("c", "Bo", 20, Some(30))];
    let told = watcher.seen(&space(), running(seen("c", 10, None, people)), at(100));
    assert_eq!(words(&told), ["call started @10?", "Ana: came @10?", "Bo: came @20?", "Bo: left @30?"]);
    assert_eq!(watcher.now_in(&space()), Some((Some(at(10)), 1)));
    assert_eq!(watcher.running(&space()), Some(&conference("c")));
    // The same again is nothing new.
    let people = vec![person("c", "Ana", 10, None), person("c", "Bo", 20, Some(30))];
    assert_eq!(words(&watcher.seen(&space(), running(seen("c", 10, None, people)), at(115))), [""; 0]);
}

#[test]
fn a_conference_begins_people_come_and_go_and_it_ends() {
    let mut watcher = Watcher::default();
    assert_eq!(watcher.seen(&space(), idle(), at(0)), []);
    let told = watcher.seen(&space(), running(seen("c", 12, None, vec![person("c", "Ana", 12, None)])), at(30));
    assert_eq!(words(&told), ["call started @12", "Ana: came @12"]);
    assert_eq!(told[0].resource.as_ref(), "conferenceRecords/c");
    let people = vec![person("c", "Ana", 12, Some(40)), person("c", "Bo", 35, None)];
    assert_eq!(words(&watcher.seen(&space(), running(seen("c", 12, None, people)), at(60))), ["Bo: came @35", "Ana: left @40"]);
    let people = vec![person("c", "Ana", 12, Some(40)), person("c", "Bo", 35, Some(80))];
    let told = watcher.seen(&space(), over(seen("c", 12, Some(80), people)), at(90));
    assert_eq!(words(&told), ["Bo: left @80", "call ended @80"]);
    assert_eq!((watcher.running(&space()), watcher.now_in(&space())), (None, None));
    assert_eq!(watcher.seen(&space(), idle(), at(120)), []);
}

#[test]
fn one_ended_and_another_began_between_two_looks() {
    let mut watcher = Watcher::default();
    watcher.seen(&space(), running(seen("a", 0, None, vec![person("a", "Ana", 0, None)])), at(10));
    let plan = watcher.plan(&space(), at(40));
    assert_eq!(plan.asks.iter().map(|ask| ask.name.id()).collect::<Vec<_>>(), ["a"]);
    let seen = vec![
        seen("a", 0, Some(20), vec![person("a", "Ana", 0, Some(20))]),
        seen("b", 30, None, vec![person("b", "Ana", 30, None)]),
    ];
    let told = watcher.seen(&space(), Snapshot { space: None, running: Some(conference("b")), seen }, at(40));
    assert_eq!(words(&told), ["Ana: left @20", "call ended @20", "call started @30", "Ana: came @30"]);
    assert_eq!(watcher.running(&space()), Some(&conference("b")));
}

#[test]
fn a_space_that_is_behind_does_not_start_an_old_conference_again() {
    let mut watcher = Watcher::default();
    watcher.seen(&space(), running(seen("a", 0, None, vec![])), at(10));
    // The space still names it, its record says that it is over.
    let told = watcher.seen(&space(), running(seen("a", 0, Some(15), vec![])), at(20));
    assert_eq!((words(&told), watcher.running(&space())), (vec!["call ended @15".into()], None));
    let nothing = Snapshot { space: None, running: Some(conference("a")), seen: vec![] };
    assert_eq!((watcher.seen(&space(), nothing, at(30)).len(), watcher.running(&space())), (0, None));
}

#[test]
fn a_record_that_vanished_ends_it_and_one_that_is_behind_does_not() {
    let mut watcher = Watcher::default();
    watcher.seen(&space(), running(seen("a", 0, None, vec![])), at(10));
    assert_eq!(words(&watcher.seen(&space(), over(seen("a", 0, None, vec![])), at(20))), [""; 0], "the record has no end yet");
    assert_eq!(words(&watcher.seen(&space(), idle(), at(30))), ["call ended @30"]);
    assert_eq!(words(&watcher.seen(&space(), idle(), at(40))), [""; 0]);
}

#[test]
fn whoever_comes_back_comes_again() {
    let mut watcher = Watcher::default();
    watcher.seen(&space(), idle(), at(0));
    let look =
        |watcher: &mut Watcher, now, person| words(&watcher.seen(&space(), running(seen("c", 1, None, vec![person])), at(now)));
    look(&mut watcher, 10, person("c", "Ana", 1, None));
    assert_eq!(look(&mut watcher, 20, person("c", "Ana", 1, Some(15))), ["Ana: left @15"]);
    assert!(watcher.plan(&space(), at(25)).asks[0].has_moved(&person("c", "Ana", 1, None).person));
    // Nobody has asked since when.
    assert_eq!(look(&mut watcher, 30, person("c", "Ana", 1, None)), ["Ana: came again @30"]);
    // Gone and back and gone: the stays tell.
    let stays = [("s1", 1, Some(15)), ("s2", 28, Some(33)), ("s3", 35, Some(38))];
    let told = look(&mut watcher, 40, with_sessions(person("c", "Ana", 1, Some(38)), &stays));
    assert!(told.contains(&"Ana: left @38".to_owned()) && told.contains(&"Ana: came again @35".to_owned()), "{told:?}");
    assert_eq!(look(&mut watcher, 50, with_sessions(person("c", "Ana", 1, Some(38)), &stays)), [""; 0]);
}

#[test]
fn two_devices_are_two_stays_of_one_person() {
    let mut watcher = Watcher::default();
    watcher.seen(&space(), idle(), at(0));
    let look =
        |watcher: &mut Watcher, now, person| words(&watcher.seen(&space(), running(seen("c", 1, None, vec![person])), at(now)));
    let told = look(&mut watcher, 10, with_sessions(person("c", "Ana", 1, None), &[("s2", 4, None), ("s1", 1, None)]));
    assert_eq!(told, ["call started @1", "Ana: came @1", "Ana: came again @4"]);
    let told = look(&mut watcher, 20, with_sessions(person("c", "Ana", 1, None), &[("s1", 1, Some(15)), ("s2", 4, None)]));
    assert_eq!(told, ["Ana: left @15"]);
    assert_eq!(watcher.now_in(&space()).unwrap().1, 1, "still there with the other one");
}

#[test]
fn files_are_told_step_by_step_and_awaited_after_the_end() {
    let file = |state| Artifact {
        kind: ArtifactKind::Recording,
        name: "conferenceRecords/c/recordings/r".into(),
        state: Some(state),
        start: Some(at(5)),
        end: None,
        link: None,
    };
    let with = |files, end| Seen { files: Some(files), ..seen("c", 0, end, vec![]) };
    let mut watcher = Watcher::default();
    watcher.seen(&space(), running(with(vec![], None)), at(3));
    let told = watcher.seen(&space(), running(with(vec![file(ArtifactState::Started)], None)), at(63));
    assert_eq!(words(&told), ["recording started @5"]);
    let told = watcher.seen(&space(), over(with(vec![file(ArtifactState::Ended)], Some(70))), at(80));
    assert_eq!(words(&told), ["call ended @70", "recording stopped @80"]);
    assert!(watcher.awaits_files(&space()));
    assert!(watcher.plan(&space(), at(90)).asks.is_empty(), "asked slowly");
    let plan = watcher.plan(&space(), at(141));
    assert!(plan.asks[0].files && plan.asks[0].people == People::Nobody);
    let told =
        watcher.seen(&space(), over(Seen { times: None, ..with(vec![file(ArtifactState::FileGenerated)], None) }), at(141));
    assert_eq!(words(&told), ["recording ready @141"]);
    assert!(!watcher.awaits_files(&space()) && watcher.plan(&space(), at(90_000)).asks.is_empty());
}

#[test]
fn clocks_that_differ_do_no_harm() {
    let mut watcher = Watcher::default();
    watcher.seen(&space(), idle(), at(1000));
    // The server is an hour ahead, and this clock was set back.
    let told = watcher.seen(&space(), running(seen("c", 4600, None, vec![person("c", "Ana", 4600, None)])), at(900));
    assert_eq!(words(&told), ["call started @900", "Ana: came @900"]);
    let told = watcher.seen(&space(), over(seen("c", 4600, Some(4000), vec![])), at(950));
    assert_eq!(words(&told), ["call ended @950"]);
}

#[test]
fn a_big_conference_is_listed_whole_only_now_and_then() {
    let mut watcher = Watcher::default();
    let crowd = (0..300).map(|n| person("c", &format!("p{n}"), n, None)).collect();
    watcher.seen(&space(), running(seen("c", 0, None, crowd)), at(1000));
    assert_eq!(watcher.plan(&space(), at(1015)).asks[0].people, People::Since(at(940)));
    assert_eq!(watcher.plan(&space(), at(1120)).asks[0].people, People::Everybody);
}

#[test]
fn names_are_one_clean_line() {
    let mut watcher = Watcher::default();
    let mut ana = person("c", "Ana", 1, None);
    ana.person.anonymous_user.as_mut().unwrap().display_name = Some("Ana \u{1b}]9;boo\u{7}\nB\u{202e}o".into());
    let told = watcher.seen(&space(), running(seen("c", 1, None, vec![ana])), at(2));
    assert_eq!(&*told[1].who, "Ana Bo");
}

#[test]
fn only_so_many_spaces_are_remembered() {
    let mut watcher = Watcher::default();
    for n in 0..i64::try_from(SPACES).unwrap() + 5 {
        watcher.seen(&format!("spaces/s{n}").parse().unwrap(), idle(), at(n));
    }
    assert_eq!(watcher.spots.len(), SPACES);
    assert!(!watcher.knows(&"spaces/s0".parse().unwrap()) && watcher.knows(&"spaces/s1004".parse().unwrap()));
}

/// What really goes on in a conference: who is in, stay by stay.
#[derive(Debug, Default)]
struct Truth {
    stays: Vec<Vec<(i64, Option<i64>)>>,
}

impl Truth {
    fn people(&self, sessions: bool) -> Vec<SeenPerson> {
        let seen = |(n, stays): (usize, &Vec<(i64, Option<i64>)>)| {
            let first = stays.first()?.0;
            let open = stays.iter().any(|(_, end)| end.is_none());
            let last = if open { None } else { stays.iter().filter_map(|(_, end)| *end).max() };
            let seen = person("c", &format!("p{n}"), first, last);
            let ids: Vec<String> = (0..stays.len()).map(|at| format!("s{at}")).collect();
            let named: Vec<_> = stays.iter().zip(&ids).map(|((start, end), id)| (id.as_str(), *start, *end)).collect();
            Some(if sessions { with_sessions(seen, &named) } else { seen })
        };
        self.stays.iter().enumerate().filter_map(seen).collect()
    }
}

proptest! {
    /// Whatever happens and whenever one looks: with the sessions, each coming and going is told once.
    #[test]
    fn every_stay_is_told_once(steps in prop::collection::vec((0..4_usize, prop::bool::ANY), 1..40)) {
        let mut truth = Truth { stays: vec![Vec::new(); 4] };
        let mut watcher = Watcher::default();
        watcher.seen(&space(), idle(), at(0));
        let mut told = Vec::new();
        let mut now = 1;
        for (who, look) in steps {
            now += 1;
            match truth.stays[who].last_mut() {
                Some((_, end @ None)) => *end = Some(now),
                _ => truth.stays[who].push((now, None)),
            }
            if look {
                told.extend(watcher.seen(&space(), running(seen("c", 2, None, truth.people(true))), at(now)));
            }
        }
        told.extend(watcher.seen(&space(), running(seen("c", 2, None, truth.people(true))), at(now + 1)));
        let count = |kind| told.iter().filter(|one| one.kind == kind).count();
        let stays: Vec<_> = truth.stays.iter().flatten().collect();
        prop_assert_eq!(count(Kind::Joined), stays.len());
        prop_assert_eq!(count(Kind::Left), stays.iter().filter(|(_, end)| end.is_some()).count());
        prop_assert_eq!(count(Kind::ConferenceStarted), 1);
        let present = truth.stays.iter().filter(|stays| stays.last().is_some_and(|(_, end)| end.is_none())).count();
        prop_assert_eq!(watcher.now_in(&space()).unwrap().1 as usize, present);
    }

    /// Without the sessions some are missed, but never is somebody told to have left who had not come, or to be in twice.
    #[test]
    fn without_sessions_coming_and_going_still_alternate(steps in prop::collection::vec((0..4_usize, prop::bool::ANY), 1..40)) {
        let mut truth = Truth { stays: vec![Vec::new(); 4] };
        let mut watcher = Watcher::default();
        let mut told = Vec::new();
        let mut now = 1;
        for (who, look) in steps {
            now += 1;
            match truth.stays[who].last_mut() {
                Some((_, end @ None)) => *end = Some(now),
                _ => truth.stays[who].push((now, None)),
            }
            if look {
                told.extend(watcher.seen(&space(), running(seen("c", 2, None, truth.people(false))), at(now)));
            }
        }
        for n in 0..4 {
            let name = format!("p{n}");
            let its = told.iter().filter(|one| *one.who == *name);
            let mut is_in = false;
            for one in its {
                if one.kind == Kind::Joined {
                    prop_assert!(!is_in, "twice in: {name}");
                }
                is_in = one.kind == Kind::Joined;
            }
        }
    }
}

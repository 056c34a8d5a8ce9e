//! Made-up conferences: answers of the server, fed to the app as the runner would.

use greenroom::book::{ArtifactKind, Whose};
use greenroom::effect::{Effect, Msg, RecordsMsg, RecordsOp};
use greenroom::meet::error::{About, MeetError};
use greenroom::meet::names::ConferenceName;
use greenroom::meet::records::Page;
use greenroom::meet::resources::{Participant, ParticipantSession};
use jiff::Timestamp;
use serde_json::{Value, json};

use super::grid::drawn;
use super::stage::{Stage, ago, name, noon};

fn conference(id: &str) -> ConferenceName {
    format!("conferenceRecords/{id}").parse().unwrap()
}

const DAY: i64 = 60 * 24;

/// A record that began and ended so many minutes ago.
fn record(id: &str, began: i64, ended: Option<i64>) -> Value {
    let mut record = json!({ "name": conference(id).as_str(), "space": "spaces/design", "startTime": ago(began) });
    if let Some(ended) = ended {
        record["endTime"] = json!(ago(ended));
        record["expireTime"] = json!(ago(ended - 30 * DAY));
    }
    record
}

/// Keys, and the generation of the read that they lead to.
fn press(stage: &mut Stage, keys: &str) -> Option<u64> {
    let mut found = None;
    for key in keys.chars() {
        let code = if key == '\n' { crossterm::event::KeyCode::Enter } else { crossterm::event::KeyCode::Char(key) };
        let event = crossterm::event::Event::Key(crossterm::event::KeyEvent::new(code, crossterm::event::KeyModifiers::NONE));
        for effect in stage.app.update(Msg::Input(event), noon()) {
            if let Effect::Records(RecordsOp::List { generation, .. } | RecordsOp::Open { generation, .. }) = effect {
                found = Some(generation);
            }
        }
    }
    found
}

/// The tab, nothing answered yet.
pub fn asked(mut stage: Stage) -> (Stage, u64) {
    let generation = press(&mut stage, "4").unwrap();
    (stage, generation)
}

fn listed(stage: &mut Stage, generation: u64, result: Result<Vec<Value>, MeetError>) {
    let page = |items: Vec<Value>| Page {
        items: items.into_iter().map(|item| serde_json::from_value(item).unwrap()).collect(),
        next: None,
    };
    let whose = if stage.app.everything { Whose::All } else { Whose::Of(name("design")) };
    stage.records(RecordsMsg::Listed { of: whose, generation, result: result.map(page) });
}

fn kept(stage: &mut Stage, id: &str, kind: ArtifactKind, states: &[(&str, i64, Option<i64>)]) {
    let (collection, place) = match kind {
        ArtifactKind::Recording => ("recordings", "driveDestination"),
        ArtifactKind::Transcript => ("transcripts", "docsDestination"),
        ArtifactKind::Notes => ("smartNotes", "docsDestination"),
    };
    let all = states.iter().enumerate().map(|(at, (state, start, end))| {
        let mut sent =
            json!({ "name": format!("{}/{collection}/x{at}", conference(id)), "state": state, "startTime": ago(*start) });
        if let Some(end) = end {
            sent["endTime"] = json!(ago(*end));
        }
        if *state == "FILE_GENERATED" {
            sent[place] =
                json!({ "exportUri": format!("https://drive.google.com/file/d/1kuceFZohVoCh6FulBHxwy6I15Ogpc4hP-{at}/view") });
        }
        match kind {
            ArtifactKind::Recording => {
                serde_json::from_value::<greenroom::meet::resources::Recording>(sent).map(Into::into).unwrap()
            }
            ArtifactKind::Transcript => {
                serde_json::from_value::<greenroom::meet::resources::Transcript>(sent).map(Into::into).unwrap()
            }
            ArtifactKind::Notes => serde_json::from_value::<greenroom::meet::resources::SmartNote>(sent).map(Into::into).unwrap(),
        }
    });
    stage.records(RecordsMsg::Artifacts { name: conference(id), kind, result: Ok(all.collect()) });
}

fn counted(stage: &mut Stage, id: &str, count: u32) {
    stage.records(RecordsMsg::Counted { name: conference(id), result: Ok(count) });
}

pub fn refused() -> MeetError {
    MeetError::Hidden { about: About::Conference, http: 403, said: None }
}

/// The tab with conferences of every kind.
pub fn tab(stage: Stage) -> Stage {
    let (mut stage, generation) = asked(stage);
    let all = vec![
        record("live", 56, None),
        record("week", 7 * DAY, Some(7 * DAY - 61)),
        record("short", 8 * DAY, Some(8 * DAY)),
        record("long", 14 * DAY, Some(13 * DAY)),
        record("old", 29 * DAY + 23 * 60, Some(29 * DAY + 22 * 60)),
    ];
    listed(&mut stage, generation, Ok(all));
    let ready = "FILE_GENERATED";
    for (id, count, recording, transcript, notes) in [
        ("live", 4, vec![("STARTED", 50, None)], vec![], vec![]),
        ("week", 17, vec![(ready, 7 * DAY, Some(7 * DAY - 60))], vec![(ready, 7 * DAY, None)], vec![("ENDED", 7 * DAY, None)]),
        ("short", 1, vec![], vec![], vec![]),
        ("long", 2500, vec![(ready, 14 * DAY, None), (ready, 14 * DAY - 60, None)], vec![], vec![]),
    ] {
        counted(&mut stage, id, count);
        kept(&mut stage, id, ArtifactKind::Recording, &recording);
        kept(&mut stage, id, ArtifactKind::Transcript, &transcript);
        kept(&mut stage, id, ArtifactKind::Notes, &notes);
    }
    stage
}

/// One kind of file is refused.
pub fn refused_notes() -> Stage {
    let mut stage = tab(Stage::full());
    stage.records(RecordsMsg::Artifacts { name: conference("live"), kind: ArtifactKind::Notes, result: Err(refused()) });
    stage
}

pub fn nothing_kept() -> Stage {
    let (mut stage, generation) = asked(Stage::full());
    listed(&mut stage, generation, Ok(Vec::new()));
    stage
}

pub fn refused_list() -> Stage {
    let (mut stage, generation) = asked(Stage::full());
    listed(&mut stage, generation, Err(refused()));
    stage
}

/// Those of all spaces, of which some are in the list.
pub fn all(mut stage: Stage) -> Stage {
    let generation = press(&mut stage, "H").unwrap();
    let spaces = ["design", "standup", "elsewhere", "nowhere", "family"];
    let of = |(at, space): (i64, &&str)| {
        let mut record = record(space, at * DAY + 50, (at > 0).then_some(at * DAY));
        record["space"] = json!(format!("spaces/{space}"));
        record
    };
    listed(&mut stage, generation, Ok((0..).zip(&spaces).map(of).collect()));
    for (count, id) in (4..).zip(spaces) {
        counted(&mut stage, id, count);
        for kind in ArtifactKind::ALL {
            kept(&mut stage, id, kind, &[]);
        }
    }
    stage
}

/// The same with files of every kind, and one kind that may not be seen.
pub fn all_with_files() -> Stage {
    let mut stage = all(Stage::full());
    let ready = ("FILE_GENERATED", 90, Some(60));
    kept(&mut stage, "design", ArtifactKind::Recording, &[("STARTED", 30, None)]);
    kept(&mut stage, "standup", ArtifactKind::Recording, &[ready, ready]);
    kept(&mut stage, "standup", ArtifactKind::Transcript, &[ready]);
    kept(&mut stage, "standup", ArtifactKind::Notes, &[("ENDED", 90, Some(60))]);
    kept(&mut stage, "nowhere", ArtifactKind::Recording, &[ready; 12]);
    stage.records(RecordsMsg::Artifacts { name: conference("nowhere"), kind: ArtifactKind::Notes, result: Err(refused()) });
    stage
}

/// With something typed into the filter.
pub fn filtered(typed: &str) -> Stage {
    let mut stage = all_with_files();
    press(&mut stage, "/");
    press(&mut stage, typed);
    stage
}

/// Somebody: id, kind, name, minutes ago they came and left.
type Somebody<'a> = (&'a str, &'a str, &'a str, i64, Option<i64>);

fn participant(of: &str, (id, kind, called, came, left): Somebody) -> Participant {
    let mut sent = json!({ "name": format!("{}/participants/{id}", conference(of)), "earliestStartTime": ago(came) });
    sent[kind] = json!({ "displayName": called });
    if let Some(left) = left {
        sent["latestEndTime"] = json!(ago(left));
    }
    serde_json::from_value(sent).unwrap()
}

fn sessions(stage: &mut Stage, of: &str, id: &str, stays: &[(i64, Option<i64>)]) {
    let person = format!("{}/participants/{id}", conference(of));
    let session = |(at, (start, end)): (usize, &(i64, Option<i64>))| -> ParticipantSession {
        let mut sent = json!({ "name": format!("{person}/participantSessions/s{at}"), "startTime": ago(*start) });
        if let Some(end) = end {
            sent["endTime"] = json!(ago(*end));
        }
        serde_json::from_value(sent).unwrap()
    };
    let result = Ok(stays.iter().enumerate().map(session).collect());
    stage.records(RecordsMsg::Sessions { of: person.parse().unwrap(), result });
}

fn open(mut stage: Stage) -> (Stage, u64) {
    let generation = press(&mut stage, "\n").unwrap();
    (stage, generation)
}

fn people(stage: &mut Stage, of: &str, generation: u64, all: Result<Vec<Participant>, MeetError>, last: bool) {
    stage.records(RecordsMsg::People { name: conference(of), generation, result: all, last });
}

/// The live one, with people of every kind.
pub fn live(stage: Stage) -> Stage {
    let (mut stage, generation) = open(tab(stage));
    let everybody: [Somebody; 10] = [
        ("101", "signedinUser", "Ana Álvarez", 56, None),
        ("102", "signedinUser", "Bo Lindqvist", 55, None),
        ("103", "anonymousUser", "Łukasz (client)", 50, Some(12)),
        ("104", "phoneUser", "+46 8 465 •• ••", 48, Some(20)),
        ("10815", "signedinUser", "Kim Lee", 40, None),
        ("20816", "signedinUser", "Kim Lee", 30, Some(5)),
        ("105", "anonymousUser", "نور", 28, Some(8)),
        ("106", "anonymousUser", "👩‍👩‍👧‍👦 Familjen på söndag", 20, None),
        ("107", "robotUser", "", 15, Some(10)),
        ("108", "signedinUser", "Northern office, conference room on the second floor by the lifts", 3, None),
    ];
    people(&mut stage, "live", generation, Ok(everybody.iter().map(|who| participant("live", *who)).collect()), true);
    for (id, stays) in [
        ("101", vec![(56, None)]),
        ("102", vec![(55, Some(40)), (38, None)]),
        ("103", vec![(50, Some(30)), (25, Some(12)), (45, Some(28))]),
        ("104", vec![(48, Some(20))]),
        ("10815", vec![(40, None), (20, Some(10))]),
        ("20816", vec![(30, Some(29)), (20, Some(19)), (6, Some(5))]),
        ("105", vec![(28, Some(30)), (27, Some(8))]),
        ("106", vec![(20, None)]),
    ] {
        sessions(&mut stage, "live", id, &stays);
    }
    stage
}

/// The one of a week ago, whose file the cursor is on.
pub fn week() -> Stage {
    week_on(Stage::full())
}

/// The same on another stage.
pub fn week_on(stage: Stage) -> Stage {
    let mut stage = tab(stage);
    press(&mut stage, "j");
    let (mut stage, generation) = open(stage);
    let two = [
        ("101", "signedinUser", "Ana Álvarez", 7 * DAY, Some(7 * DAY - 61)),
        ("102", "anonymousUser", "Guest", 7 * DAY - 3, Some(7 * DAY - 20)),
    ];
    people(&mut stage, "week", generation, Ok(two.iter().map(|who| participant("week", *who)).collect()), true);
    stage
}

/// Nothing of it answered yet.
pub fn opening() -> Stage {
    open(tab(Stage::full())).0
}

/// It vanished in the middle.
pub fn vanished() -> Stage {
    let (mut stage, generation) = open(tab(Stage::full()));
    people(&mut stage, "live", generation, Ok(vec![participant("live", ("1", "signedinUser", "Ana", 50, None))]), false);
    people(&mut stage, "live", generation, Err(MeetError::Vanished { http: 404, pages: 1 }), true);
    stage
}

/// Two and a half thousand people.
pub fn crowd() -> Stage {
    let (mut stage, generation) = open(tab(Stage::full()));
    let kinds = ["signedinUser", "signedinUser", "anonymousUser", "phoneUser"];
    let all: Vec<Participant> = (0..2500)
        .map(|n: i64| {
            let (id, called) = (format!("{n:05}"), format!("Person {n:04}"));
            let kind = kinds[usize::try_from(n % 4).unwrap()];
            participant("live", (&id, kind, &called, 56 - n / 50, (n % 3 == 0).then_some(2)))
        })
        .collect();
    for (at, page) in all.chunks(250).enumerate() {
        people(&mut stage, "live", generation, Ok(page.to_vec()), at == 9);
    }
    stage
}

#[test]
fn a_crowd_is_walked_and_the_cursor_stays_with_whom_it_is_on() {
    let mut stage = crowd();
    drawn(&mut stage.app, 80, 24);
    press(&mut stage, "G");
    let text = super::grid::glyphs(drawn(&mut stage.app, 80, 24).backend().buffer());
    assert!(text.contains("2500 people") && text.contains("▌  Person 2499"), "{text}");
    press(&mut stage, "s");
    let text = super::grid::glyphs(drawn(&mut stage.app, 80, 24).backend().buffer());
    assert!(text.contains("by name") && text.contains("▌  Person 2499"), "{text}");
}

/// Kilobytes of this process in memory; nothing where the system does not tell.
fn resident() -> usize {
    let statm = std::fs::read_to_string("/proc/self/statm").unwrap_or_default();
    statm.split(' ').nth(1).and_then(|pages| pages.parse::<usize>().ok()).unwrap_or(0) * 4
}

/// What a frame of a large conference costs: `cargo test --release --test screens -- --ignored --nocapture frame`.
#[test]
#[ignore = "measures; says nothing about right and wrong"]
fn a_frame_of_a_large_conference() {
    let before = resident();
    let mut stage = crowd();
    eprintln!("2,500 people: {} KB more in memory", resident().saturating_sub(before));
    drop(drawn(&mut stage.app, 120, 40));
    let mut terminal = ratatui::Terminal::new(ratatui::backend::TestBackend::new(120, 40)).unwrap();
    let mut worst = std::time::Duration::ZERO;
    let mut frame = |stage: &mut Stage, key: &str| {
        let start = std::time::Instant::now();
        press(stage, key);
        let mut areas = None;
        terminal.draw(|frame| areas = Some(greenroom::app::draw::draw(&stage.app, frame))).unwrap();
        drop(stage.app.update(Msg::Drawn(areas.unwrap()), Timestamp::now()));
        let took = start.elapsed();
        worst = worst.max(took);
        took
    };
    let start = std::time::Instant::now();
    for _ in 0..1000 {
        frame(&mut stage, "j");
    }
    eprintln!("2,500 people, a row down, 120x40: {:?} a frame", start.elapsed() / 1000);
    for key in ["s", "G", "g"] {
        eprintln!("the same, {key}: {:?}", frame(&mut stage, key));
    }
    eprintln!("the worst: {worst:?}");
}

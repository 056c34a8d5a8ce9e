//! `greenroom conferences`, `people`, `artifacts` and `transcript`.

use greenroom::emulator::{Artifact, Method, Person};

use super::house::{House, name};

/// A call in Stand-up that is over: Ana and a guest, a transcript of three lines in two parts, and a recording whose file is there.
pub fn house() -> (House, String) {
    let house = House::furnished();
    let conference = house.bench.emulator.with(|world| {
        let space = "spaces/std";
        let (ana, guest) = (Person::User("ana@example.com".into()), Person::Anonymous("Bo".into()));
        world.join(space, &ana).unwrap();
        let conference = world.space(space).unwrap().active_conference().unwrap();
        let recording = world.start_artifact(space, Artifact::Recording).unwrap();
        let first = world.start_artifact(space, Artifact::Transcript).unwrap();
        world.say(space, &ana, "en-US", "Good morning.").unwrap();
        world.say(space, &guest, "en-US", "# Morning!\n<b>\x1b[2J").unwrap();
        world.stop_artifact(&first).unwrap();
        world.start_artifact(space, Artifact::Transcript).unwrap();
        world.say(space, &ana, "sv-SE", "Hej då.").unwrap();
        world.end(space).unwrap();
        world.finish_artifact(&recording).unwrap();
        conference
    });
    (house, conference)
}

/// Without the server's own ids and the times.
pub fn told(house: &House, conference: &str, arguments: &[&str]) -> String {
    let text = house.told(arguments).replace(conference, "conferenceRecords/C");
    let id = |line: &str| match ["/participants/", "/recordings/", "/transcripts/"]
        .iter()
        .find_map(|part| Some((line.find(part)?, part)))
    {
        Some((at, part)) => format!("{}{part}ID", &line[..at]),
        None => line.to_owned(),
    };
    let text = text.lines().map(id).collect::<Vec<_>>().join("\n");
    let link = |field: &str| if field.starts_with("https://d") { "LINK".to_owned() } else { field.to_owned() };
    text.split('\t').map(link).collect::<Vec<_>>().join("\t")
}

#[test]
fn conferences_of_a_space_and_of_all() {
    let (house, conference) = house();
    insta::assert_snapshot!("conferences", told(&house, &conference, &["conferences", "Stand-up"]));
    let all = house.json(&["history", "--json"]);
    assert_eq!((all.as_array().unwrap().len(), &all[0]["name"]), (1, &conference.as_str().into()));
    assert_eq!(all[0]["space"], "spaces/std");
    let ended = house.run(&["conferences", "Weekly design review"]);
    assert_eq!((ended.code, ended.out.as_str(), ended.err.as_str()), (Some(0), "", ""));
    insta::assert_snapshot!("conferences-dry", house.told(&["conferences", "Stand-up", "--dry-run"]));
}

#[test]
fn people_by_space_and_by_conference() {
    let (house, conference) = house();
    insta::assert_snapshot!("people", told(&house, &conference, &["people", "stand-up"]));
    let people = house.json(&["who", &conference, "--json"]);
    assert_eq!(people.as_array().unwrap().len(), 2);
    let sessions = people[0]["sessions"].as_array().unwrap();
    assert!(sessions.len() == 1 && sessions[0]["endTime"].is_string(), "{people}");
    insta::assert_snapshot!("people-dry", house.told(&["people", "Stand-up", "--dry-run"]));
}

#[test]
fn what_was_kept() {
    let (house, conference) = house();
    insta::assert_snapshot!("artifacts", told(&house, &conference, &["artifacts", &conference]));
    let kept = house.json(&["artifacts", "Stand-up", "--json"]);
    let names: Vec<_> =
        kept.as_array().unwrap().iter().map(|one| one["name"].as_str().unwrap().split('/').nth(2).unwrap()).collect();
    assert_eq!(names, ["recordings", "transcripts", "transcripts"]);
}

#[test]
fn what_was_said_in_every_format() {
    let (house, _) = house();
    for format in ["md", "txt", "vtt", "srt", "json"] {
        let ended = house.run(&["transcript", "Stand-up", "--format", format]);
        assert_eq!((ended.code, ended.err.as_str()), (Some(0), ""), "{format}");
        for words in ["Good morning.", "Hej då.", "Ana", "Bo"] {
            assert!(ended.out.contains(words), "{format}: {}", ended.out);
        }
        assert!(!ended.out.contains('\x1b'), "{}", ended.out);
    }
    assert!(house.run(&["transcript", "Stand-up"]).out.starts_with("# Stand-up"));
    house.run(&["transcript", "Stand-up", "--format", "pdf"]).failed(2, "--format");
}

#[test]
fn nothing_there_is_code_5() {
    let (house, conference) = house();
    house.run(&["people", "Weekly design review"]).failed(5, "Weekly design review has had no conference in the last 30 days");
    house.run(&["transcript", "conferenceRecords/none"]).failed(5, "conferenceRecords/none could not be read");
    house.run(&["people", "conferenceRecords/a/b"]).failed(2, "CONFERENCE: ");
    house.run(&["people"]).failed(2, "<CONFERENCE>");
    house.join("rev", "Bo");
    house.run(&["transcript", "Weekly design review"]).failed(5, "no transcript was taken of Weekly design review");
    assert_eq!(name("std").as_str(), "spaces/std");
    assert!(house.count(Method::GetConferenceRecord) > 0, "{conference}");
}

//! Real programs, run for made-up events.

use std::path::Path;

use super::*;
use crate::activity::{Happening, Kind};
use crate::meet::resources::Who;

fn told(who: &str) -> Told {
    let happening = Happening {
        at: "2026-11-18T12:00:00Z".parse().unwrap(),
        kind: Kind::Joined,
        space: "spaces/s".parse().ok(),
        conference: "conferenceRecords/c".parse().ok(),
        resource: "conferenceRecords/c/participants/p/participantSessions/x".into(),
        who: who.into(),
        joined_as: Some(Who::Guest),
        again: false,
        news: true,
    };
    Told::new(&happening, "Stand-up".into(), Some("Stand-up".into()))
}

/// A program that appends to a file, and then does that.
fn script(out: &Path, then: &str) -> Vec<OsString> {
    let line = format!("{{ cat; echo \"$GREENROOM_EVENT_WHO|$GREENROOM_EVENT_LABEL|$1\"; }} >> {}; {then}", out.display());
    ["sh", "-c", &line, "name", "$(argument) 'as it is'"].map(Into::into).into()
}

async fn run_for(command: Vec<OsString>, limit: Duration, who: &[&str], until: impl Fn() -> bool) {
    let hand = Hand::new(command, limit);
    for who in who {
        hand.give(told(who)).await;
    }
    let end = Instant::now() + Duration::from_mins(1);
    while !until() {
        assert!(Instant::now() < end, "it never ran");
        tokio::time::sleep(LOOK).await;
    }
    hand.end();
}

fn lines(file: &Path) -> Vec<String> {
    std::fs::read_to_string(file).unwrap_or_default().lines().map(str::to_owned).collect()
}

#[tokio::test]
async fn each_event_comes_in_its_turn_as_json_and_in_the_environment_and_no_shell_reads_it() {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("out");
    let who = ["Ana", "$(rm -rf /)", "two\nlines"];
    run_for(script(&out, "true"), LIMIT, &who, || lines(&out).len() >= 6).await;
    let lines = lines(&out);
    for (at, who) in ["Ana", "$(rm -rf /)", "two lines"].iter().enumerate() {
        let json: serde_json::Value = serde_json::from_str(&lines[at * 2]).unwrap();
        assert_eq!(json["type"], "google.workspace.meet.participant.v2.joined");
        assert_eq!(json["participant"]["name"], "conferenceRecords/c/participants/p");
        assert_eq!(lines[at * 2 + 1], format!("{who}|Stand-up|$(argument) 'as it is'"));
    }
}

#[tokio::test]
async fn one_that_fails_does_not_keep_the_next_from_its_turn() {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("out");
    run_for(script(&out, "exit 7"), LIMIT, &["Ana", "Bo"], || lines(&out).len() >= 4).await;
    assert!(lines(&out)[3].starts_with("Bo|"));
}

#[tokio::test]
async fn one_that_hangs_is_stopped_with_all_that_it_started() {
    let dir = tempfile::tempdir().unwrap();
    let (out, late) = (dir.path().join("out"), dir.path().join("late"));
    let then = format!("(sleep 600; touch {}) & sleep 600", late.display());
    run_for(script(&out, &then), Duration::from_millis(300), &["Ana", "Bo"], || lines(&out).len() >= 4).await;
    // It has its turn, and the one that was still hanging at the end was stopped.
    assert!(lines(&out)[1].starts_with("Ana|") && !late.exists());
}

#[tokio::test]
async fn one_that_reads_nothing_and_one_that_is_not_there_hold_nothing_up() {
    let hand = Hand::new(vec!["true".into()], LIMIT);
    for _ in 0..5 {
        hand.give(told(&"x".repeat(200))).await;
    }
    hand.end();
    let hand = Hand::new(vec!["/nowhere/at/all".into()], LIMIT);
    hand.give(told("Ana")).await;
    hand.end();
    assert!(is_there(OsStr::new("/nowhere/at/all")).is_err() && is_there(OsStr::new("no-such-program-here")).is_err());
    assert!(is_there(OsStr::new("sh")).is_ok() && is_there(OsStr::new("/bin/sh")).is_ok());
}

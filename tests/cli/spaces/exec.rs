//! `greenroom watch --exec`: what the program gets, and how it ends, with the built binary.

use std::path::PathBuf;

use greenroom::emulator::Person;
use rustix::process::{Pid, Signal, kill_process, test_kill_process_group};

use super::house::House;
use crate::bench::{Ended, Running};
use crate::support::terminal::eventually;

/// Looking alone would tell nothing for ten minutes: it is told by events, at once.
fn house() -> House {
    let (house, _) = House::furnished_with_news();
    std::fs::write(house.bench.folder("config").join("config.toml"), "[polling]\nlive = \"10m\"\nwatched = \"10m\"\n").unwrap();
    house
}

fn file(house: &House, name: &str) -> PathBuf {
    house.bench.root().join(name)
}

fn read(house: &House, name: &str) -> String {
    std::fs::read_to_string(file(house, name)).unwrap_or_default()
}

/// Watches with this line of a shell, which runs in the house.
fn watch(house: &House, line: &str) -> Running {
    let mut running = house.bench.start(&["watch", "Stand-up", "--exec", "sh", "-c", line, "name of it"]);
    running.complaint("Watching");
    running.complaint("News come as they happen.");
    running
}

/// Waits until the program has written its number, and sends the watch this signal; the group of that number, and how it ended.
fn end(house: &House, running: Running, signal: Signal) -> (Pid, Ended) {
    eventually("the program runs", || read(house, "pid").ends_with('\n'));
    let group = Pid::from_raw(read(house, "pid").trim().parse().unwrap()).unwrap();
    assert!(test_kill_process_group(group).is_ok(), "it has a group of its own");
    kill_process(Pid::from_child(&running.child), signal).unwrap();
    (group, running.end())
}

#[test]
fn ctrl_c_and_the_like_end_what_runs_and_let_it_tidy_up() {
    for (signal, code) in [(Signal::INT, 130), (Signal::TERM, 143)] {
        let house = house();
        let line = "trap 'echo tidied >tidy; exit' TERM; (sleep 600; touch late) & echo $$ >pid; wait";
        let running = watch(&house, line);
        house.join("std", "Ana");
        let (group, ended) = end(&house, running, signal);
        assert_eq!((ended.code, read(&house, "tidy").as_str()), (Some(code), "tidied\n"), "{}", ended.err);
        eventually("all that it started is gone", || test_kill_process_group(group).is_err());
        assert!(!ended.err.contains("--exec"), "that it was ended is no failure: {}", ended.err);
    }
}

#[test]
fn one_that_does_not_listen_is_ended_all_the_same() {
    let house = house();
    let running = watch(&house, "trap '' TERM; echo $$ >pid; sleep 600; sleep 600");
    house.join("std", "Ana");
    let (group, ended) = end(&house, running, Signal::INT);
    assert_eq!(ended.code, Some(130), "{}", ended.err);
    eventually("all that it started is gone", || test_kill_process_group(group).is_err());
}

#[test]
fn what_others_wrote_is_text_and_what_is_typed_is_not_the_programs() {
    let house = house();
    let mut running = watch(&house, "{ cat; printf '%s\\n' \"$GREENROOM_EVENT_WHO\" \"$0\"; } >>got; touch done");
    running.paste("typed at the terminal");
    let who = "$(touch taken) `touch taken` ;\u{1b}]0;x\u{7}\n\"'";
    house.bench.emulator.with(|world| world.join("spaces/std", &Person::Anonymous(who.into())).unwrap());
    eventually("it ran", || file(&house, "done").exists());
    let got = read(&house, "got");
    let (json, rest) = got.split_once('\n').unwrap();
    let event: serde_json::Value = serde_json::from_str(json).unwrap();
    assert_eq!(event["space"], "spaces/std", "{got}");
    assert!(rest.starts_with("$(touch taken) `touch taken` ;") && rest.ends_with("\"'\nname of it\n"), "{got}");
    assert_eq!(rest.lines().count(), 2, "{got}");
    assert!(!got.contains("typed") && !got.contains('\u{1b}') && !file(&house, "taken").exists(), "{got}");
    kill_process(Pid::from_child(&running.child), Signal::INT).unwrap();
    assert_eq!(running.end().code, Some(130));
}

#[test]
fn a_slow_one_has_each_of_many_in_the_order_of_the_lines() {
    let house = house();
    let mut running = watch(&house, "sleep 0.02; echo \"$GREENROOM_EVENT_WHO\" >>got");
    house.bench.emulator.with(|world| {
        for n in 0..40 {
            world.join("spaces/std", &Person::Anonymous(format!("Guest {n}"))).unwrap();
        }
    });
    let printed: Vec<String> = (0..40).map(|_| running.line().split('\t').nth(3).unwrap().to_owned()).collect();
    eventually("each had its turn", || read(&house, "got").lines().count() == 40);
    assert_eq!(read(&house, "got").lines().collect::<Vec<_>>(), printed);
    kill_process(Pid::from_child(&running.child), Signal::INT).unwrap();
    assert_eq!(running.end().code, Some(130));
}

#[test]
fn that_it_fails_is_said_each_time_and_how() {
    let house = house();
    let mut running = watch(&house, "echo to stdout; echo to stderr >&2; kill -9 $$");
    house.join("std", "Ana");
    running.complaint("to stdout");
    running.complaint("to stderr");
    running.complaint("--exec: sh failed: signal: 9");
    house.join("std", "Chi");
    running.complaint("--exec: sh failed: signal: 9");
    kill_process(Pid::from_child(&running.child), Signal::INT).unwrap();
    let ended = running.end();
    assert_eq!((ended.code, ended.out.lines().count()), (Some(130), 2), "{}", ended.out);
}

#[test]
fn what_cannot_be_run_is_said_before_anything_happens() {
    let house = house();
    std::fs::write(file(&house, "notes.txt"), "no program").unwrap();
    house.run(&["watch", "--exec", "./notes.txt"]).failed(2, "./notes.txt may not be run");
    house.run(&["watch", "--exec", "./none"]).failed(2, "there is no program ./none");
    house.run(&["watch", "--exec", "."]).failed(2, "there is no program .");
    assert_eq!(house.asked(), 0);
}

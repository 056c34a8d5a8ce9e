//! `greenroom watch`: the built binary beside conferences that play.

use greenroom::emulator::{Artifact, Fault, Method, Person, Refusal, Trouble};

use super::house::House;
use crate::bench::Running;
use crate::support::terminal::eventually;

/// Calls that run are looked at every five seconds, the fewest that the settings allow.
fn house() -> House {
    let house = House::furnished();
    std::fs::write(house.bench.folder("config").join("config.toml"), "[polling]\nlive = 5\nwatched = 10\n").unwrap();
    house
}

fn guest(name: &str) -> Person {
    Person::Anonymous(name.into())
}

/// Somebody comes with a name like a terminal's command, somebody leaves, a recording begins; then it is all over.
fn play(house: &House) {
    house.bench.emulator.with(|world| {
        world.join("spaces/std", &guest("Red\u{1b}[31m \tHerring\u{202e}")).unwrap();
        world.leave("spaces/std", &guest("Bo")).unwrap();
        world.start_artifact("spaces/std", Artifact::Recording).unwrap();
        world.end("spaces/std").unwrap();
    });
}

/// The lines on stdout, without what differs from run to run.
fn lines(running: &mut Running, count: usize) -> String {
    let line = |line: String| {
        let mut words = Vec::new();
        for word in line.split_inclusive(['\t', ',', '"']) {
            let (bare, end) = word.split_at(word.len() - usize::from(word.ends_with(['\t', ',', '"'])));
            let known = match bare {
                stamp if stamp.ends_with('Z') && stamp.parse::<jiff::Timestamp>().is_ok() => "TIME".to_owned(),
                name if name.starts_with("conferenceRecords/") => {
                    let parts = name.split('/').enumerate().map(|(at, part)| if at % 2 == 1 { "ID" } else { part });
                    parts.collect::<Vec<_>>().join("/")
                }
                other => other.to_owned(),
            };
            words.push(known + end);
        }
        words.concat()
    };
    (0..count).map(|_| line(running.line())).collect::<Vec<_>>().join("\n")
}

fn interrupt(running: &Running) {
    let pid = rustix::process::Pid::from_child(&running.child);
    rustix::process::kill_process(pid, rustix::process::Signal::INT).unwrap();
}

#[test]
fn what_happens_is_a_line_each_until_ctrl_c() {
    let house = house();
    let mut running = house.bench.start(&["watch", "Stand-up"]);
    running.complaint("Watching Stand-up; a call is running.");
    play(&house);
    insta::assert_snapshot!("watch", lines(&mut running, 6));
    interrupt(&running);
    let ended = running.end();
    assert_eq!(ended.code, Some(130), "{}", ended.err);
    ended.hides(std::slice::from_ref(&house.token));
}

/// A house where looking alone would tell nothing for ten minutes.
fn told_house() -> (House, String) {
    let (house, topic) = House::furnished_with_news();
    std::fs::write(house.bench.folder("config").join("config.toml"), "[polling]\nlive = \"10m\"\nwatched = \"10m\"\n").unwrap();
    (house, topic)
}

#[test]
fn where_events_are_set_up_what_happens_is_told_at_once() {
    let (house, _) = told_house();
    let mut running = house.bench.start(&["watch", "Stand-up", "--json"]);
    running.complaint("Watching Stand-up; a call is running.");
    running.complaint("News come as they happen.");
    house.join("std", "Chi");
    assert!(running.line().contains("\"Chi\""));
    // Twenty people at once are one batch of events or two, and as many looks.
    house.bench.emulator.with(|world| {
        for n in 0..20 {
            world.join("spaces/std", &guest(&format!("Guest {n}"))).unwrap();
        }
        world.clear_requests();
    });
    let told: Vec<String> = (0..20).map(|_| running.line()).collect();
    assert!(told.iter().all(|line| line.contains("participant.v2.joined")), "{told:?}");
    let looks = house.bench.emulator.with(|world| world.count(Method::GetSpace));
    assert!(looks <= 6, "{looks} looks");
    interrupt(&running);
    let ended = running.end();
    assert_eq!(ended.code, Some(130), "{}", ended.err);
    ended.hides(std::slice::from_ref(&house.token));
    let status = house.bench.run(&["events", "status"]);
    assert!(status.out.contains("all your spaces"), "it lives on for the next one: {}{}", status.out, status.err);
}

#[test]
fn where_events_do_not_come_that_is_said_and_it_looks_by_itself() {
    let (house, topic) = told_house();
    std::fs::write(house.bench.folder("config").join("config.toml"), "[polling]\nlive = 5\nwatched = 10\n").unwrap();
    house.bench.emulator.with(|world| world.let_meet_publish(&topic, false)).unwrap();
    let mut running = house.bench.start(&["watch", "Stand-up"]);
    running.complaint("News do not come as they happen; looking now and then instead.");
    house.join("std", "Chi");
    assert!(running.line().contains("Chi"));
    interrupt(&running);
    assert_eq!(running.end().code, Some(130));
}

#[test]
fn subscriptions_end_with_it_where_the_person_chose_so() {
    let (house, _) = told_house();
    std::fs::write(house.bench.folder("config").join("config.toml"), "[events]\ndelete_on_exit = true\n").unwrap();
    let mut running = house.bench.start(&["watch", "Stand-up"]);
    running.complaint("News come as they happen.");
    interrupt(&running);
    assert_eq!(running.end().code, Some(130));
    assert!(!house.bench.run(&["events", "status", "--json"]).out.contains("subscriptions/"));
}

#[test]
fn as_json_an_object_a_line() {
    let house = house();
    let mut running = house.bench.start(&["watch", "--json", "--timeout", "60", "Stand-up"]);
    running.complaint("Watching");
    play(&house);
    let lines = lines(&mut running, 6);
    for line in lines.lines() {
        let line: serde_json::Value = serde_json::from_str(line).unwrap();
        assert!(line["type"].as_str().unwrap().starts_with("google.workspace.meet."), "{line}");
    }
    insta::assert_snapshot!("watch-json", lines);
    interrupt(&running);
    assert_eq!(running.end().code, Some(130));
}

#[test]
fn a_program_is_run_for_each_and_what_it_prints_and_how_it_fails_goes_to_stderr() {
    let house = house();
    let line = "echo \"told $GREENROOM_EVENT_TYPE\"; test -z \"$GREENROOM_EVENT_WHO\" || exit 7";
    let mut running = house.bench.start(&["watch", "Stand-up", "--exec", "sh", "-c", line, "--json"]);
    running.complaint("Watching");
    house.bench.emulator.with(|world| world.join("spaces/std", &guest("Ana")).unwrap());
    let line = running.line();
    assert!(line.contains("\tparticipant.v2.joined\tStand-up\tAna\t"), "--json belongs to the program: {line}");
    running.complaint("told google.workspace.meet.participant.v2.joined");
    running.complaint("--exec: sh failed: exit status: 7");
    house.bench.emulator.with(|world| world.end("spaces/std").unwrap());
    running.complaint("told google.workspace.meet.conference.v2.ended");
    interrupt(&running);
    let ended = running.end();
    assert_eq!(ended.code, Some(130));
    assert!(!ended.out.contains("told"), "{}", ended.out);
}

#[test]
fn a_program_that_hangs_is_stopped_and_the_lines_go_on() {
    let house = house();
    let mut running = house.bench.start(&["watch", "Stand-up", "--exec", "sleep", "600"]);
    running.complaint("Watching");
    house.bench.emulator.with(|world| world.join("spaces/std", &guest("Ana")).unwrap());
    assert!(running.line().contains("Ana"));
    house.bench.emulator.with(|world| world.join("spaces/std", &guest("Chi")).unwrap());
    assert!(running.line().contains("Chi"), "it is told while the program hangs");
    running.complaint("--exec: sleep was stopped: it took longer than 10 s");
    interrupt(&running);
    assert_eq!(running.end().code, Some(130));
}

#[test]
fn an_outage_is_told_once_and_the_timeout_ends_it() {
    let house = house();
    let mut running = house.bench.start(&["watch", "--timeout", "45"]);
    running.complaint("Watching 3 spaces; calls are running in 1.");
    house.bench.emulator.with(|world| world.add_fault(Fault::new(Trouble::Reset)));
    running.complaint("Watching goes on.");
    let ended = running.end();
    assert_eq!((ended.code, ended.err.matches("Watching goes on.").count()), (Some(6), 1), "{}", ended.err);
    assert!(ended.err.contains("--timeout"), "{}", ended.err);
}

#[test]
fn a_reader_that_has_enough_is_no_error() {
    let house = house();
    let script = "\"$0\" watch Stand-up 2> err | head -n 1 > first; echo ${PIPESTATUS[0]}";
    let said = |file: &str| std::fs::read_to_string(house.bench.root().join(file)).unwrap_or_default();
    let shell = std::thread::scope(|scope| {
        let shell = scope.spawn(|| house.bench.shell(script));
        eventually("it watches", || said("err").contains("Watching"));
        house.bench.emulator.with(|world| world.join("spaces/std", &guest("Ana")).unwrap());
        eventually("the first line", || said("first").contains("Ana"));
        // Nothing more happens.
        shell.join().unwrap()
    });
    assert_eq!((shell.out.as_str(), said("err").lines().count()), ("0\n", 1), "{} {}", shell.err, said("err"));
}

#[test]
fn without_a_name_it_is_what_one_watches_in_the_app() {
    let house = house();
    house.store().watch_all(&[super::house::name("rev")], true).unwrap();
    let mut running = house.bench.start(&["watch"]);
    running.complaint("Watching Weekly design review; no call is running.");
    interrupt(&running);
    assert_eq!(running.end().code, Some(130));
}

#[test]
fn what_cannot_be_watched_is_said_at_once() {
    let house = house();
    house.run(&["watch", "No such space here"]).failed(5, "no space in the list is called");
    house.run(&["watch", "spaces/none"]).failed(5, "spaces/none cannot be watched");
    house.run(&["watch", "Stand-up", "--exec", "no-such-program"]).failed(2, "there is no program no-such-program");
    house.run(&["watch", "--exec"]).failed(2, "--exec");
    House::new().run(&["watch"]).failed(2, "there is no space in the list to watch");
    insta::assert_snapshot!("watch-dry", house.told(&["watch", "Stand-up", "--dry-run"]));
    house.bench.emulator.with(|world| {
        world.add_fault(Fault::new(Trouble::Refuse(Refusal::TokenExpired)).on(Method::GetSpace));
    });
    house.run(&["watch"]).failed(3, "Watching ended");
    let help = house.run(&["watch", "--help"]);
    assert!(help.code == Some(0) && help.out.contains("greenroom watch 'Stand-up'"), "{}", help.out);
    assert!(house.run(&["man", "watch"]).out.contains("GREENROOM_EVENT_TYPE"));
}

//! `greenroom list`.

use greenroom::emulator::{Fault, Method, Refusal, Trouble};
use serde_json::json;

use super::house::{House, name};
use crate::bench::Bench;

#[test]
fn it_answers_from_the_list_and_asks_nobody() {
    let house = House::furnished();
    insta::assert_snapshot!("list", house.told(&["list"]));
    assert_eq!(house.asked(), 0);
    assert_eq!(house.run(&["ls"]).out, house.run(&["--quiet", "list"]).out);
}

#[test]
fn as_json_it_is_the_apis_own_and_ours() {
    let house = House::furnished();
    insta::assert_snapshot!("list-json", house.told(&["list", "--json"]));
    assert_eq!(house.asked(), 0);
    let all = house.json(&["list", "--json"]);
    assert_eq!(all[0]["label"], "Weekly design review");
    assert_eq!(all[2]["label"], json!(null));
}

#[test]
fn signed_out_off_line_and_without_a_list() {
    let bench = Bench::new();
    let ended = bench.run(&["list"]);
    assert_eq!((ended.code, ended.out.as_str(), ended.err.as_str()), (Some(0), "", ""));
    assert_eq!(bench.run(&["list", "--json"]).out, "[]\n");
    assert_eq!(std::fs::read_dir(bench.folder("data")).unwrap().count(), 0, "asking makes nothing");

    let house = House::furnished();
    let before = house.run(&["list"]).out;
    let house = house.with("GREENROOM_ACCESS_TOKEN", "");
    assert_eq!(house.run(&["list"]).out, before);
    let ended = house.run(&["list", "--live"]);
    ended.failed(3, "greenroom auth login");
    assert_eq!(ended.out, "");
}

#[test]
fn live_and_refresh_ask_and_keep_what_comes() {
    let house = House::furnished();
    assert!(!house.entry("std").unwrap().live, "nobody has asked yet");
    insta::assert_snapshot!("list-live", house.told(&["list", "--live"]));
    assert_eq!(house.count(Method::GetSpace), 3);
    assert!(house.entry("std").unwrap().live);
    let all = house.json(&["list", "--refresh", "--json"]);
    assert_eq!(all.as_array().unwrap().len(), 3);
    let live: Vec<_> = all.as_array().unwrap().iter().filter(|space| space.get("activeConference").is_some()).collect();
    assert_eq!(live.len(), 1, "{all}");
}

#[test]
fn a_space_that_cannot_be_read_keeps_its_old_facts() {
    let house = House::furnished();
    house.bench.emulator.with(|world| world.remove_space("spaces/one").unwrap());
    let ended = house.run(&["list", "--refresh"]);
    assert_eq!((ended.code, ended.out.lines().count()), (Some(0), 3), "{}", ended.err);
    assert!(ended.err.starts_with("cde-mnop-xyz: ") && ended.err.lines().count() == 1, "{}", ended.err);
    assert_eq!(house.run(&["list", "--refresh", "--quiet"]).err, "");
}

#[test]
fn what_befalls_every_space_ends_it_and_nothing_old_is_shown_as_fresh() {
    let house = House::furnished();
    let refuse = |refusal| house.bench.emulator.with(|world| world.add_fault(Fault::new(Trouble::Refuse(refusal))));
    refuse(Refusal::TokenExpired);
    let ended = house.run(&["list", "--live"]);
    ended.failed(3, "The list was not refreshed.");
    assert_eq!(ended.out, "");
}

#[test]
fn names_cannot_break_a_line_or_steer_a_terminal() {
    let house = House::new();
    house.space("a", "abc-mnop-xyz", Some("two\nlines\tand \x1b[31mred\u{202e}"));
    house.space("b", "bcd-mnop-xyz", Some("-dash 'and' \"quotes\""));
    insta::assert_snapshot!("list-hostile", house.told(&["list"]));
    let ended = house.run(&["list", "--json"]);
    assert!(!ended.out.contains(['\x1b', '\u{202e}', '\t']), "{}", ended.out);
    let all: serde_json::Value = serde_json::from_str(&ended.out).unwrap();
    assert_eq!(all[0]["label"], "two\nlines\tand \x1b[31mred\u{202e}", "as it is");
}

#[test]
fn dry_run_shows_what_would_be_asked() {
    let house = House::furnished();
    insta::assert_snapshot!("list-dry", house.told(&["--dry-run", "list", "--refresh"]));
    assert_eq!(house.run(&["list", "--dry-run"]).out, house.run(&["list"]).out);
    assert_eq!(house.asked(), 0);
}

#[test]
fn a_damaged_list_is_set_aside_and_told() {
    let house = House::furnished();
    std::fs::write(house.bench.folder("data").join("greenroom.db"), "no database at all, and long enough to be looked at")
        .unwrap();
    for beside in ["greenroom.db-wal", "greenroom.db-shm"] {
        let _ = std::fs::remove_file(house.bench.folder("data").join(beside));
    }
    let ended = house.run(&["list"]);
    assert_eq!((ended.code, ended.out.as_str()), (Some(0), ""));
    assert!(ended.err.starts_with("greenroom: The list of spaces was damaged"), "{}", ended.err);
}

#[test]
fn a_closed_pipe_is_no_error() {
    let house = House::new();
    for number in 0..400 {
        let known = greenroom::store::sample::spaces(number + 1, jiff::Timestamp::now()).last().unwrap();
        house.store().add(&known).unwrap();
    }
    let ended = house.bench.shell("\"$0\" list | head -n 1; echo ${PIPESTATUS[0]}");
    assert_eq!((ended.out.lines().count(), ended.out.lines().last(), ended.err.as_str()), (2, Some("0"), ""), "{}", ended.out);
    assert_eq!(house.store().entry(&name("none")).unwrap(), None);
}

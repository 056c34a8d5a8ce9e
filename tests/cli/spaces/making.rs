//! `greenroom new`: one request, never repeated; stored before it is printed; an unknown outcome is said.

use std::time::Duration;

use greenroom::emulator::{Fault, Method, Refusal, Trouble};
use rstest::rstest;

use super::house::House;
use crate::support::PATIENCE;

/// The link that stands alone on stdout.
#[track_caller]
fn link(out: &str) -> &str {
    let link = out.strip_suffix('\n').unwrap();
    assert!(link.starts_with("https://meet.google.com/") && !link.contains('\n'), "{out}");
    link
}

#[test]
fn it_prints_just_the_link_and_the_list_has_it() {
    let house = House::new();
    let ended = house.run(&["new", "Weekly design review"]);
    assert_eq!((ended.code, ended.err.as_str()), (Some(0), ""));
    let made = link(&ended.out).to_owned();
    assert_eq!(house.run(&["link", "weekly design review"]).out.trim_end(), made);
    let entry = house.store().first(1).unwrap().remove(0);
    assert!(entry.created.is_some() && entry.label.as_deref() == Some("Weekly design review"), "{entry:?}");
    assert_eq!((house.count(Method::CreateSpace), house.asked()), (1, 1));
    assert_eq!(house.run(&["create", "--quiet"]).code, Some(0));
    assert_eq!(house.store().len().unwrap(), 2);
}

#[test]
fn with_settings_and_as_json() {
    let house = House::new();
    let made =
        house.json(&["new", "--json", "--access", "open", "--moderation", "on", "--chat", "hosts-only", "--", "-x 'y'\nz"]);
    assert_eq!(made["label"], "-x 'y' z");
    assert_eq!((&made["config"]["accessType"], &made["config"]["moderation"]), (&"OPEN".into(), &"ON".into()));
    assert_eq!(made["config"]["moderationRestrictions"]["chatRestriction"], "HOSTS_ONLY");
    assert_eq!(made, house.json(&["list", "--json"])[0]);
}

#[test]
fn dry_run_and_read_only_send_nothing() {
    let house = House::new();
    insta::assert_snapshot!("new-dry", house.told(&["new", "x", "--access", "trusted", "--recording", "on", "--dry-run"]));
    insta::assert_snapshot!("new-dry-bare", house.told(&["--dry-run", "new"]));
    house.run(&["new", "--read-only"]).failed(2, "--read-only forbids that; nothing was sent");
    std::fs::write(house.bench.folder("config").join("config.toml"), "read_only = true\n").unwrap();
    house.run(&["new"]).failed(2, "read_only is set in config.toml; nothing was sent");
    assert_eq!((house.asked(), house.store().len().unwrap()), (0, 0));
}

#[test]
fn signed_out_it_is_code_3() {
    let house = House::new().with("GREENROOM_ACCESS_TOKEN", "");
    let ended = house.run(&["new"]);
    ended.failed(3, "greenroom auth login");
    assert_eq!(ended.out, "");
}

#[rstest]
#[case::refused(Fault::new(Trouble::Refuse(Refusal::Masked)), 4, "No space was made. Google does not let", 1)]
#[case::limited(Fault::new(Trouble::Refuse(Refusal::RateLimited { retry_after: None, retry_info: None })), 6, "No space was made. Too many", 1)]
#[case::signed_out(Fault::new(Trouble::Refuse(Refusal::TokenExpired)), 3, "No space was made.", 1)]
#[case::server(Fault::new(Trouble::Refuse(Refusal::Internal)), 1, "It is not known whether a space was made.", 1)]
#[case::reset(Fault::new(Trouble::Reset).after_processing(), 1, "It is not known whether a space was made.", 1)]
#[case::cut(Fault::new(Trouble::CutBody), 1, "It is not known whether a space was made.", 1)]
#[case::page(Fault::new(Trouble::Html), 1, "It is not known whether a space was made.", 1)]
#[case::late(Fault::new(Trouble::HangBeforeHeaders), 1, "It is not known whether a space was made.", 1)]
fn it_is_sent_once_and_its_outcome_said(#[case] fault: Fault, #[case] code: i32, #[case] words: &str, #[case] sent: usize) {
    let house = House::new();
    house.bench.emulator.with(|world| world.add_fault(fault.on(Method::CreateSpace)));
    let ended = house.run(&["new", "--timeout", "1", "x"]);
    ended.failed(code, words);
    assert_eq!((ended.out.as_str(), house.count(Method::CreateSpace)), ("", sent));
    assert_eq!(house.store().len().unwrap(), 0);
}

#[test]
fn where_nobody_listens_nothing_was_made_and_that_is_sure() {
    let mut house = House::new();
    let other = greenroom::emulator::Emulator::start(greenroom::emulator::World::empty()).unwrap();
    let endpoint = house.bench.emulator.endpoint();
    drop(std::mem::replace(&mut house.bench.emulator, other));
    let house = house.with("GREENROOM_ENDPOINT", &endpoint);
    house.run(&["new"]).failed(6, "No space was made.");
}

#[test]
fn ctrl_c_in_the_middle_is_130_and_says_what_is_not_known() {
    let house = House::new();
    house.bench.emulator.with(|world| world.add_fault(Fault::new(Trouble::HangBeforeHeaders).on(Method::CreateSpace)));
    let mut running = house.bench.start(&["new"]);
    assert!(house.bench.emulator.wait_until(PATIENCE, |world| world.count(Method::CreateSpace) == 1));
    let pid = rustix::process::Pid::from_raw(i32::try_from(running.child.id()).unwrap()).unwrap();
    rustix::process::kill_process(pid, rustix::process::Signal::INT).unwrap();
    running.complaint("It is not known whether a space was made");
    assert_eq!(running.end().code, Some(130));
    // A read has nothing at stake: it ends without a word.
    house.space("a", "abc-mnop-xyz", Some("a"));
    house.bench.emulator.with(|world| world.add_fault(Fault::new(Trouble::HangBeforeHeaders)));
    let running = house.bench.start(&["show", "a"]);
    assert!(house.bench.emulator.wait_until(PATIENCE, |world| world.count(Method::GetSpace) == 1));
    let pid = rustix::process::Pid::from_raw(i32::try_from(running.child.id()).unwrap()).unwrap();
    rustix::process::kill_process(pid, rustix::process::Signal::INT).unwrap();
    let ended = running.end();
    assert_eq!((ended.code, ended.out.as_str(), ended.err.as_str()), (Some(130), "", ""));
}

#[test]
fn a_list_that_cannot_keep_it_is_found_out_before() {
    let house = House::new();
    let data = house.bench.folder("data");
    std::fs::remove_dir_all(&data).unwrap();
    std::fs::write(&data, "").unwrap();
    let ended = house.run(&["new"]);
    ended.failed(1, "The list of spaces could not be opened");
    assert_eq!(house.asked(), 0);
}

#[test]
fn what_an_administrator_overrides_is_told_beside_the_link() {
    let house = House::new();
    house.bench.emulator.with(|world| world.set_policy("ana@example.com", "config.accessType", "RESTRICTED")).unwrap();
    let ended = house.run(&["new", "--access", "open"]);
    ended.failed(1, "The space was made, but not all of it took: access is restricted");
    link(&ended.out);
    assert_eq!(house.store().len().unwrap(), 1);
}

#[rstest]
#[case(&["new", "--access", "public"], "--access")]
#[case(&["new", "--access"], "--access")]
#[case(&["new", "--recording", "yes"], "--recording")]
#[case(&["new", "a", "b"], "b")]
#[case(&["new", "--preset-x"], "--preset-x")]
#[case(&["new", "--timeout", "x"], "--timeout")]
#[case(&["new", "--endpoint", "http://example.com"], "--endpoint")]
#[case(&["new", "--account", "ana"], "--account")]
fn a_wrong_value_is_one_line_and_code_2(#[case] arguments: &[&str], #[case] words: &str) {
    let house = House::new();
    let ended = house.run(arguments);
    ended.failed(2, words);
    assert_eq!((ended.out.as_str(), ended.err.lines().count(), house.asked()), ("", 1, 0), "{}", ended.err);
}

#[test]
fn slow_answers_are_waited_for() {
    let house = House::new();
    house.bench.emulator.with(|world| world.add_fault(Fault::new(Trouble::Slow(Duration::from_millis(300)))));
    link(&house.run(&["new", "--timeout", "30"]).out);
}

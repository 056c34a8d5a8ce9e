//! Ctrl-C in the middle: what may have been done is said, what was known before stays.

use greenroom::emulator::{Fault, Method, Trouble};
use rstest::rstest;
use rustix::process::{Pid, Signal, kill_process};

use super::house::House;
use crate::bench::Ended;
use crate::support::PATIENCE;

/// Starts it, waits until its request hangs at the server, and presses Ctrl-C.
fn interrupted(house: &House, method: Method, arguments: &[&str]) -> Ended {
    house.bench.emulator.with(|world| world.add_fault(Fault::new(Trouble::HangBeforeHeaders).on(method)));
    let running = house.bench.start(arguments);
    assert!(house.bench.emulator.wait_until(PATIENCE, |world| world.count(method) >= 1), "{arguments:?}");
    kill_process(Pid::from_raw(i32::try_from(running.child.id()).unwrap()).unwrap(), Signal::INT).unwrap();
    running.end()
}

#[test]
fn a_refresh_shows_nothing_and_what_was_known_stays() {
    for arguments in [&["list", "--refresh"][..], &["list", "--live", "--json"]] {
        let house = House::furnished();
        let before = house.run(&["list", "--json"]).out;
        let ended = interrupted(&house, Method::GetSpace, arguments);
        assert_eq!((ended.code, ended.out.as_str(), ended.err.as_str()), (Some(130), "", ""), "{arguments:?}");
        assert_eq!(house.run(&["list", "--json"]).out, before);
    }
}

#[rstest]
#[case(Method::UpdateSpace, &["set", "Stand-up", "--access", "open"])]
#[case(Method::EndActiveConference, &["end", "Stand-up", "--yes"])]
#[case(Method::CreateMember, &["cohosts", "add", "Stand-up", "bo@example.com"])]
#[case(Method::CreateSpace, &["new"])]
fn a_change_on_its_way_is_told_as_not_known(#[case] method: Method, #[case] arguments: &[&str]) {
    let house = House::furnished();
    let ended = interrupted(&house, method, arguments);
    assert_eq!((ended.code, ended.out.as_str()), (Some(130), ""), "{}", ended.err);
    assert!(
        ended.err.contains("not known whether") || ended.err.contains("may have been changed"),
        "{arguments:?}: {}",
        ended.err
    );
    assert_eq!(house.count(method), 1, "sent once");
}

#[rstest]
#[case(Method::ListConferenceRecords, &["conferences", "Stand-up"])]
#[case(Method::ListConferenceRecords, &["people", "Stand-up", "--json"])]
#[case(Method::ListMembers, &["cohosts", "list", "Stand-up"])]
#[case(Method::GetSpace, &["show", "xyz-mnop-abc"])]
#[case(Method::GetSpace, &["rename", "xyz-mnop-abc", "New"])]
fn a_read_ends_without_a_word(#[case] method: Method, #[case] arguments: &[&str]) {
    let house = House::furnished();
    let ended = interrupted(&house, method, arguments);
    assert_eq!((ended.code, ended.out.as_str(), ended.err.as_str()), (Some(130), "", ""), "{arguments:?}");
    assert_eq!(house.store().len().unwrap(), 3);
}

//! `greenroom cohosts`.

use greenroom::emulator::{Fault, Method, Refusal, Trouble};

use super::house::House;

fn house() -> House {
    let house = House::furnished();
    assert_eq!(house.run(&["set", "Stand-up", "--moderation", "on"]).code, Some(0));
    house.bench.emulator.with(|world| {
        world.add_user("chiyo@example.com", "Chiyo");
        world.clear_requests();
    });
    house
}

#[test]
fn adding_listing_and_taking_off() {
    let house = house();
    let told = house.told(&["cohosts", "add", "Stand-up", "bo@example.com", "Chiyo <chiyo@example.com>"]);
    insta::assert_snapshot!("cohosts-add", told);
    assert_eq!(house.count(Method::CreateMember), 2);
    insta::assert_snapshot!("cohosts-list", house.told(&["cohosts", "list", "Stand-up"]));
    let members = house.json(&["cohosts", "ls", "Stand-up", "--json"]);
    assert_eq!((members.as_array().unwrap().len(), &members[0]["role"]), (2, &"COHOST".into()), "{members}");
    insta::assert_snapshot!("cohosts-add-again", house.told(&["cohosts", "add", "Stand-up", "BO@example.com"]));
    assert_eq!(house.count(Method::CreateMember), 2);
    insta::assert_snapshot!(
        "cohosts-remove",
        house.told(&["cohosts", "remove", "Stand-up", "bo@example.com", "emeka@example.com"])
    );
    assert_eq!(house.json(&["cohosts", "list", "Stand-up", "--json"]).as_array().unwrap().len(), 1);
}

#[test]
fn a_member_becomes_a_cohost() {
    let house = house();
    house.bench.emulator.with(|world| world.add_member("spaces/std", "bo@example.com", false)).unwrap();
    assert!(house.run(&["cohosts", "list", "Stand-up"]).out.contains("bo@example.com\tmember"));
    assert_eq!(house.run(&["cohosts", "add", "Stand-up", "bo@example.com"]).code, Some(0));
    assert!(house.run(&["cohosts", "list", "Stand-up"]).out.contains("bo@example.com\tco-host"));
    assert_eq!(house.count(Method::CreateMember), 0);
}

#[test]
fn without_moderation_it_is_told_that_they_can_do_no_more() {
    let house = House::furnished();
    let ended = house.run(&["cohosts", "add", "Stand-up", "bo@example.com"]);
    assert!(ended.code == Some(0) && ended.err.contains("Moderation is off in Stand-up"), "{}", ended.err);
}

#[test]
fn one_who_cannot_be_added_does_not_stop_the_others() {
    let house = house();
    let ended = house.run(&["cohosts", "add", "Stand-up", "nobody@nowhere.example", "bo@example.com"]);
    assert_eq!(ended.code, Some(1), "{}", ended.err);
    assert!(ended.err.contains("nobody@nowhere.example was not added to Stand-up."), "{}", ended.err);
    assert_eq!(house.json(&["cohosts", "list", "Stand-up", "--json"]).as_array().unwrap().len(), 1);
}

#[test]
fn what_befalls_everybody_stops_it() {
    let house = house();
    let limited = Refusal::RateLimited { retry_after: None, retry_info: Some(std::time::Duration::from_secs(90)) };
    house.bench.emulator.with(|world| world.add_fault(Fault::new(Trouble::Refuse(limited)).on(Method::CreateMember)));
    let ended = house.run(&["cohosts", "add", "Stand-up", "bo@example.com", "chiyo@example.com"]);
    ended.failed(6, "bo@example.com was not added to Stand-up. Too many requests");
    assert_eq!(house.count(Method::CreateMember), 1);
}

#[test]
fn wrong_addresses_are_code_2_and_dry_run_sends_nothing() {
    let house = house();
    house.run(&["cohosts", "add", "Stand-up", "bo"]).failed(2, "exactly one @");
    house.run(&["cohosts", "add", "Stand-up"]).failed(2, "<EMAIL>");
    house.run(&["cohosts"]).failed(2, "subcommand");
    house.run(&["cohosts", "add", "Stand-up", "bo@example.com", "--read-only"]).failed(2, "--read-only forbids that");
    insta::assert_snapshot!("cohosts-add-dry", house.told(&["cohosts", "add", "Stand-up", "bo@example.com", "--dry-run"]));
    insta::assert_snapshot!("cohosts-remove-dry", house.told(&["cohosts", "remove", "Stand-up", "bo@example.com", "--dry-run"]));
    assert_eq!(house.asked(), 0);
}

//! `greenroom set` and `greenroom end`.

use greenroom::emulator::{Fault, Method, Refusal, Scope, Trouble};
use greenroom::meet::settings::Setting;

use super::house::House;
use crate::bench::{ANA, BO, PROJECT};

#[test]
fn set_prints_old_and_new_and_sends_one_change() {
    let house = House::furnished();
    let told = house.told(&["set", "Stand-up", "--access", "open", "--moderation", "on", "--chat", "hosts-only"]);
    insta::assert_snapshot!("set", told);
    assert_eq!((house.count(Method::UpdateSpace), house.asked()), (1, 2));
    assert_eq!(house.entry("std").unwrap().access.unwrap().word(), "open", "and keeps what came back");
}

#[test]
fn every_setting_has_its_flag_and_every_value_goes_out() {
    let house = House::furnished();
    assert_eq!(house.run(&["set", "spaces/rev", "--moderation", "on"]).code, Some(0));
    for setting in Setting::ALL.into_iter().filter(|setting| *setting != Setting::Moderation) {
        for choice in setting.choices().iter().rev() {
            let ended = house.run(&["set", "spaces/rev", "--yes", &format!("--{}", setting.flag()), choice.word]);
            assert_eq!(ended.code, Some(0), "{setting:?} {}: {}", choice.word, ended.err);
            assert!(ended.out.ends_with(&format!("\t{}\n", choice.word)), "{}", ended.out);
        }
    }
}

#[test]
fn what_is_so_already_is_not_sent() {
    let house = House::furnished();
    let ended = house.run(&["set", "Stand-up", "--access", "restricted"]);
    assert_eq!((ended.code, ended.out.as_str()), (Some(0), "access\trestricted\trestricted\n"));
    assert!(ended.err.contains("are so already: no change was sent"), "{}", ended.err);
    assert_eq!(house.count(Method::UpdateSpace), 0);
    let shown = house.json(&["set", "Stand-up", "--access", "restricted", "--json"]);
    assert_eq!(shown["config"]["accessType"], "RESTRICTED");
}

#[test]
fn a_restriction_brings_moderation_with_it() {
    let house = House::furnished();
    insta::assert_snapshot!("set-with-moderation", house.told(&["set", "Stand-up", "--chat", "hosts-only"]));
    assert_eq!(house.count(Method::UpdateSpace), 1);
    assert_eq!(house.run(&["set", "Stand-up", "--presenting", "hosts-only"]).err, "");
}

#[test]
fn dry_run_shows_the_exact_change() {
    let house = House::furnished();
    insta::assert_snapshot!("set-dry", house.told(&["set", "Stand-up", "--access", "open", "--notes", "on", "--dry-run"]));
    insta::assert_snapshot!("set-dry-unlisted", house.told(&["set", "xyz-mnop-abc", "--access", "open", "--dry-run"]));
    assert_eq!(house.asked(), 0);
}

#[test]
fn nothing_to_set_and_wrong_words_are_code_2() {
    let house = House::furnished();
    house.run(&["set", "Stand-up"]).failed(2, "nothing to set");
    house.run(&["set", "Stand-up", "--access", "everybody"]).failed(2, "--access");
    house.run(&["set", "--access", "open"]).failed(2, "<SPACE>");
    house.run(&["set", "Stand-up", "--access", "open", "--read-only"]).failed(2, "--read-only forbids that");
    house.run(&["set", "Stand-up", "--entry-points", "creator-app-only"]).failed(2, "say --yes");
    assert_eq!(house.asked(), 0);
}

#[test]
fn what_an_administrator_overrides_is_told() {
    let house = House::furnished();
    house.bench.emulator.with(|world| world.set_policy(ANA, "config.accessType", "TRUSTED")).unwrap();
    insta::assert_snapshot!("set-overridden", house.told(&["set", "Stand-up", "--access", "open"]));
}

#[test]
fn who_does_not_own_it_may_not_change_it() {
    let house = House::furnished();
    let token = house
        .bench
        .emulator
        .with(|world| world.issue_token(BO, PROJECT, &Scope::ALL, std::time::Duration::from_hours(1)).unwrap());
    let house = house.with("GREENROOM_ACCESS_TOKEN", &token);
    let ended = house.run(&["set", "Stand-up", "--access", "open"]);
    ended.failed(4, "The settings of Stand-up were not changed");
    assert_eq!(ended.out, "");
    house.run(&["end", "Stand-up", "--yes"]).failed(4, "The call in Stand-up was not ended");
}

#[test]
fn without_a_terminal_end_wants_yes_and_sends_nothing_before() {
    let house = House::furnished();
    insta::assert_snapshot!("end-unsure", house.told(&["end", "Stand-up"]));
    house.run(&["end", "Stand-up", "--yes", "--read-only"]).failed(2, "--read-only forbids that");
    assert_eq!(house.asked(), 0);
    insta::assert_snapshot!("end-dry", house.told(&["end", "Stand-up", "--dry-run"]));
    assert_eq!(house.asked(), 0);
}

#[test]
fn ending_and_ending_again() {
    let house = House::furnished();
    assert!(house.json(&["show", "Stand-up", "--json"])["activeConference"].is_object());
    insta::assert_snapshot!("end", house.told(&["end", "Stand-up", "--yes"]));
    assert_eq!(house.count(Method::EndActiveConference), 1);
    assert!(!house.entry("std").unwrap().live);
    let ended = house.run(&["stop", "--yes", "Stand-up"]);
    assert_eq!((ended.code, ended.err.as_str()), (Some(0), "No call was running in Stand-up.\n"));
}

#[test]
fn an_end_of_unknown_outcome_is_said() {
    let house = House::furnished();
    let fault = Fault::new(Trouble::Reset).after_processing().on(Method::EndActiveConference);
    house.bench.emulator.with(|world| world.add_fault(fault));
    house.run(&["end", "Stand-up", "--yes"]).failed(1, "It is not known whether the call in Stand-up was ended");
    assert_eq!(house.count(Method::EndActiveConference), 1);
}

#[test]
fn a_change_that_is_limited_is_code_6() {
    let house = House::furnished();
    let limited = Refusal::RateLimited { retry_after: None, retry_info: Some(std::time::Duration::from_secs(90)) };
    house.bench.emulator.with(|world| world.add_fault(Fault::new(Trouble::Refuse(limited)).on(Method::UpdateSpace)));
    house.run(&["set", "Stand-up", "--access", "open"]).failed(6, "The settings of Stand-up were not changed. Too many requests");
}

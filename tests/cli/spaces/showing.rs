//! `greenroom show`, `link` and `invite`.

use std::time::Duration;

use greenroom::emulator::{Fault, Method, Trouble};

use super::house::House;

#[test]
fn show_says_what_google_says_now() {
    let house = House::furnished();
    insta::assert_snapshot!("show", house.told(&["show", "stand-up"]));
    insta::assert_snapshot!("show-json", house.told(&["get", "Weekly design review", "--json"]));
    assert!(house.entry("std").unwrap().live, "and keeps it");
}

#[test]
fn by_link_code_and_name() {
    let house = House::furnished();
    let by_name = house.json(&["show", "--json", "spaces/rev"])["name"].clone();
    for word in ["abc-mnop-xyz", "https://meet.google.com/abc-mnop-xyz?authuser=0", "ABCMNOPXYZ", "weekly design review"] {
        assert_eq!(house.json(&["show", "--json", word])["name"], by_name, "{word}");
    }
}

#[test]
fn what_is_not_in_the_list_is_shown_and_not_taken_in() {
    let house = House::furnished();
    house.elsewhere("new", "xyz-mnop-abc");
    let shown = house.json(&["show", "--json", "xyz-mnop-abc"]);
    assert_eq!((&shown["name"], &shown["label"], &shown["lastSeen"]), (&"spaces/new".into(), &().into(), &().into()));
    assert!(house.run(&["show", "xyz-mnop-abc"]).out.contains("spaces/new"));
    assert!(house.entry("new").is_none());
}

#[test]
fn what_nobody_has_is_code_5_and_what_no_space_can_be_is_code_2() {
    let house = House::furnished();
    house.run(&["show", "No such"]).failed(5, "no space in the list is called \"No such\".");
    house.run(&["show", "spaces/none"]).failed(5, "spaces/none could not be read. Not found, or not for you");
    house.run(&["show", "design"]).failed(5, "Did you mean \"Weekly design review\"?");
    house.run(&["show", "https://example.com/abc-mnop-xyz"]).failed(2, "leads to example.com");
    house.run(&["show", ""]).failed(2, "SPACE: nothing to look for");
    house.run(&["show"]).failed(2, "<SPACE>");
    house.run(&["show", "--json=yes", "x"]).failed(2, "--json");
}

#[test]
fn two_of_one_name_are_listed() {
    let house = House::furnished();
    house.space("two", "efg-mnop-xyz", Some("STAND-UP"));
    insta::assert_snapshot!("ambiguous", house.told(&["link", "stand-UP"]));
    assert_eq!(house.run(&["link", "Stand-up"]).out, "https://meet.google.com/bcd-mnop-xyz\n", "letter for letter it is one");
}

#[test]
fn off_line_what_is_known_is_shown_and_the_code_says_so() {
    let mut house = House::furnished();
    let other = greenroom::emulator::Emulator::start(greenroom::emulator::World::empty()).unwrap();
    let endpoint = house.bench.emulator.endpoint();
    drop(std::mem::replace(&mut house.bench.emulator, other));
    let house = house.with("GREENROOM_ENDPOINT", &endpoint);
    let ended = house.run(&["show", "Stand-up", "--timeout", "0.3"]);
    assert_eq!(ended.code, Some(6), "{}", ended.err);
    assert!(ended.out.contains("Link\thttps://meet.google.com/bcd-mnop-xyz"), "{}", ended.out);
    let signed_out = house.with("GREENROOM_ACCESS_TOKEN", "");
    let ended = signed_out.run(&["show", "Stand-up", "--json"]);
    assert_eq!(ended.code, Some(3), "{}", ended.err);
    assert!(ended.out.contains("\"label\": \"Stand-up\""), "{}", ended.out);
}

#[test]
fn a_link_is_handed_on_from_the_list_while_it_is_fresh() {
    let house = House::furnished();
    let ended = house.run(&["link", "Stand-up"]);
    assert_eq!((ended.code, ended.out.as_str(), ended.err.as_str()), (Some(0), "https://meet.google.com/bcd-mnop-xyz\n", ""));
    assert_eq!(house.asked(), 0);
    house.age("std", 30);
    house.bench.emulator.with(|world| world.renew_code("spaces/std").unwrap());
    let ended = house.run(&["link", "Stand-up"]);
    assert!(
        ended.code == Some(0) && !ended.out.contains("bcd-mnop-xyz") && ended.out.starts_with("https://meet"),
        "{}",
        ended.out
    );
    assert_eq!(house.count(Method::GetSpace), 1);
    assert!(house.run(&["list"]).out.lines().nth(1).unwrap().starts_with("Stand-up"), "used last");
}

#[test]
fn an_old_code_is_the_space_that_it_leads_to_now() {
    let house = House::furnished();
    house.age("std", 30);
    house.bench.emulator.with(|world| {
        world.renew_code("spaces/std").unwrap();
        world.give_code("bcd-mnop-xyz", "spaces/one").unwrap();
    });
    assert_eq!(house.json(&["show", "--json", "bcd-mnop-xyz"])["name"], "spaces/one");
}

#[test]
fn an_old_link_is_not_handed_on_unchecked() {
    let house = House::furnished();
    house.age("std", 30);
    let house = house.with("GREENROOM_ACCESS_TOKEN", "");
    let ended = house.run(&["link", "Stand-up"]);
    ended.failed(3, "not signed in");
    assert_eq!(ended.out, "");
}

#[test]
fn the_invitation() {
    let house = House::furnished();
    house.age("rev", 30);
    house.bench.emulator.with(|world| world.space_mut("spaces/rev").map(|_| ()));
    insta::assert_snapshot!("invite", house.told(&["invite", "Weekly design review"]));
}

#[test]
fn without_a_terminal_there_is_no_clipboard_of_one_and_the_link_is_printed_all_the_same() {
    let house = House::furnished();
    insta::assert_snapshot!("link-copy", house.told(&["link", "Stand-up", "--copy", "--open"]));
    house.with("GREENROOM_CLIPBOARD", "floppy").run(&["link", "Stand-up"]).failed(2, "GREENROOM_CLIPBOARD: ");
}

#[test]
fn timeout_bounds_it() {
    let house = House::furnished();
    house.bench.emulator.with(|world| world.add_fault(Fault::new(Trouble::Slow(Duration::from_secs(50)))));
    let ended = house.run(&["--timeout", "0.2", "show", "Stand-up", "--json"]);
    assert_eq!(ended.code, Some(6), "{}", ended.err);
    for wrong in ["0", "-1", "soon", "1e99", "nan", ""] {
        house.run(&["list", &format!("--timeout={wrong}")]).failed(2, "--timeout");
    }
}

#[test]
fn global_flags_before_and_after_and_two_dashes_end_them() {
    let house = House::new();
    house.space("dash", "abc-mnop-xyz", Some("--json"));
    assert_eq!(house.run(&["link", "--", "--json"]).out, "https://meet.google.com/abc-mnop-xyz\n");
    assert_eq!(house.run(&["--account", "ana@example.com", "list"]).code, Some(0));
    assert_eq!(house.run(&["list", "--account", "ana@example.com"]).code, Some(0));
    house.run(&["--dry-run", "doctor"]).failed(2, "--dry-run is for commands about spaces");
    house.run(&["--dry-run"]).failed(2, "--dry-run is for commands about spaces");
}

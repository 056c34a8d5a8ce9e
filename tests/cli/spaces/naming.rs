//! `greenroom rename`, `forget` and `pin`.

use super::house::House;

#[test]
fn renaming_is_the_lists_alone() {
    let house = House::furnished();
    insta::assert_snapshot!("rename", house.told(&["rename", "Stand-up", "Daily"]));
    assert_eq!(house.entry("std").unwrap().label.as_deref(), Some("Daily"));
    let ended = house.run(&["rename", "-q", "Daily", "--", " -dash \"quoted\"\nand a line "]);
    assert_eq!((ended.code, ended.out.as_str(), ended.err.as_str()), (Some(0), "", ""));
    assert_eq!(house.entry("std").unwrap().label.as_deref(), Some("-dash \"quoted\" and a line"));
    assert_eq!(house.run(&["rename", "spaces/std", ""]).code, Some(0));
    assert_eq!(house.entry("std").unwrap().label, None);
    assert_eq!(house.asked(), 0);
}

#[test]
fn a_name_that_is_too_long_is_not_cut() {
    let house = House::furnished();
    house.run(&["rename", "Stand-up", &"å".repeat(201)]).failed(2, "NAME: a name has at most 200 letters, this one has 201");
    assert_eq!(house.run(&["rename", "Stand-up", &"å".repeat(200)]).code, Some(0));
}

#[test]
fn a_name_that_another_space_has_is_told() {
    let house = House::furnished();
    let ended = house.run(&["rename", "cde-mnop-xyz", "stand-UP"]);
    assert!(ended.code == Some(0) && ended.err.contains("Another space is called so too"), "{}", ended.err);
    house.run(&["link", "STAND-UP"]).failed(2, "2 spaces are called");
}

#[test]
fn a_space_that_is_not_in_the_list_is_looked_up_and_taken_in() {
    let house = House::furnished();
    house.elsewhere("new", "xyz-mnop-abc");
    assert_eq!(house.run(&["rename", "https://meet.google.com/xyz-mnop-abc", "New"]).code, Some(0));
    let entry = house.entry("new").unwrap();
    assert_eq!((entry.label.as_deref(), entry.created, entry.code.as_deref()), (Some("New"), None, Some("xyz-mnop-abc")));
    house.elsewhere("pin", "pin-mnop-abc");
    assert_eq!(house.run(&["pin", "pin-mnop-abc"]).code, Some(0));
    assert!(house.entry("pin").unwrap().pinned);
    house.run(&["rename", "zzz-zzzz-zzz", "Nothing"]).failed(5, "zzz-zzzz-zzz could not be read");
    house.run(&["rename", "No such", "Nothing"]).failed(5, "no space in the list");
}

#[test]
fn pinning() {
    let house = House::furnished();
    insta::assert_snapshot!("pin", house.told(&["pin", "Stand-up"]));
    assert!(house.entry("std").unwrap().pinned);
    assert_eq!(house.run(&["pin", "--off", "Stand-up"]).code, Some(0));
    assert!(!house.entry("std").unwrap().pinned);
    house.run(&["pin", "--off", "xyz-mnop-abc"]).failed(5, "is not in the list");
    assert_eq!(house.asked(), 0);
}

#[test]
fn forgetting_wants_a_yes() {
    let house = House::furnished();
    house.run(&["forget", "Stand-up"]).failed(2, "say --yes");
    assert!(house.entry("std").is_some());
    insta::assert_snapshot!("forget", house.told(&["forget", "Stand-up", "--yes"]));
    assert!(house.entry("std").is_none());
    house.run(&["forget", "Stand-up", "--yes"]).failed(5, "no space in the list");
    house.run(&["forget", "xyz-mnop-abc", "--yes"]).failed(5, "xyz-mnop-abc is not in the list");
    assert_eq!(house.asked(), 0);
}

#[test]
fn dry_run_leaves_the_list_as_it_is() {
    let house = House::furnished();
    let before = house.run(&["list"]).out;
    insta::assert_snapshot!("rename-dry", house.told(&["rename", "--dry-run", "xyz-mnop-abc", "New"]));
    for command in [&["rename", "Stand-up", "Daily"][..], &["pin", "Stand-up"], &["forget", "Stand-up"]] {
        let ended = house.run(&[command, &["--dry-run"]].concat());
        assert_eq!((ended.code, ended.out.as_str()), (Some(0), ""), "{}", ended.err);
    }
    assert_eq!(house.run(&["list"]).out, before);
    assert_eq!(house.asked(), 0);
}

#[test]
fn a_list_that_cannot_be_written_is_told() {
    use std::os::unix::fs::PermissionsExt as _;
    let house = House::furnished();
    let data = house.bench.folder("data");
    let lock = |mode| std::fs::set_permissions(&data, std::fs::Permissions::from_mode(mode)).unwrap();
    // Root may write everywhere.
    lock(0o500);
    if std::fs::write(data.join("x"), "").is_err() {
        let ended = house.run(&["rename", "Stand-up", "Daily"]);
        assert_eq!(ended.code, Some(1), "{}", ended.err);
        assert_eq!(house.run(&["list"]).code, Some(0));
    }
    lock(0o700);
}

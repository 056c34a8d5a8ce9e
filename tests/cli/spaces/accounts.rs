//! Whose list it is, and as whom links are opened.

use std::os::unix::fs::PermissionsExt as _;

use crate::bench::{ANA, BO, Bench};
use crate::support::terminal::eventually;

#[test]
fn each_account_has_its_list_and_opens_links_as_itself() {
    let bench = Bench::new();
    // What a desktop opens links with.
    let programs = bench.root().join("programs");
    std::fs::create_dir(&programs).unwrap();
    let (script, opened) = (programs.join("xdg-open"), bench.root().join("opened"));
    std::fs::write(&script, format!("#!/bin/sh\necho \"$1\" > {0}.half && mv {0}.half {0}\n", opened.display())).unwrap();
    std::fs::set_permissions(&script, std::fs::Permissions::from_mode(0o755)).unwrap();
    let path = format!("{}:{}", programs.display(), std::env::var("PATH").unwrap());
    let bench = bench.with("PATH", &path).with("DISPLAY", ":99");

    bench.sign_in(BO);
    bench.sign_in(ANA);
    let made = bench.run(&["new", "Ana's", "--open"]);
    assert_eq!((made.code, made.err.as_str()), (Some(0), "Opening it in the browser as ana@example.com.\n"));
    eventually("the browser", || opened.exists());
    let link = made.out.trim();
    assert_eq!(std::fs::read_to_string(&opened).unwrap(), format!("{link}?authuser=ana%40example.com\n"));

    assert!(bench.run(&["list"]).out.starts_with("Ana's\t"));
    assert_eq!(bench.run(&["list", "--account", BO]).out, "");
    bench.run(&["link", "Ana's", "--account", BO]).failed(5, "no space in the list");
    assert_eq!(bench.run(&["rename", link, "Not mine", "--account", BO]).code, Some(0));
    assert!(bench.run(&["--account", BO, "list"]).out.starts_with("Not mine\t"));
    bench.run(&["set", "Not mine", "--access", "open", "--account", BO]).failed(4, "were not changed");

    // Signed out, the list of an account can still be read.
    assert_eq!(bench.run(&["auth", "logout", ANA]).code, Some(0));
    assert!(bench.run(&["list", "--account", ANA]).out.starts_with("Ana's\t"));
    bench.run(&["show", "Ana's", "--account", ANA]).failed(3, "ana@example.com is not signed in");
}

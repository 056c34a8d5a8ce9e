//! `o`: the browser is opened as the account, and kept away from the terminal.

use std::os::unix::fs::PermissionsExt;
use std::process::Command;
use std::sync::mpsc::channel;

use crate::support::PATIENCE;
use crate::support::stage::Stage;

/// Tells what it was given through a pipe with a name, as one whole.
const LAUNCHER: &str = r#"#!/bin/sh
{ printf '%s\n' "$@"; for end in 0 1 2; do [ -t $end ] && echo "$end is a terminal"; done; echo; } >"$LAUNCHED"
"#;

#[test]
fn the_link_is_opened_as_this_account_without_a_terminal() {
    let stage = Stage::new();
    let folder = stage.root().join("bin");
    std::fs::create_dir(&folder).unwrap();
    let launcher = folder.join("xdg-open");
    std::fs::write(&launcher, LAUNCHER).unwrap();
    std::fs::set_permissions(&launcher, std::fs::Permissions::from_mode(0o755)).unwrap();
    let pipe = stage.root().join("launched");
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let (sender, told) = channel();
    let from = pipe.clone();
    std::thread::spawn(move || sender.send(std::fs::read_to_string(from).unwrap()));

    let mut command = stage.greenroom();
    command.env("PATH", format!("{}:{}", folder.display(), std::env::var("PATH").unwrap()));
    command.env("LAUNCHED", &pipe);
    let mut terminal = stage.open_as(command);
    let space = stage.make(&mut terminal, "Stand-up");
    terminal.wait_for("Sent the link");
    terminal.keys("o");
    let told = told.recv_timeout(PATIENCE).unwrap();
    assert_eq!(told, format!("{}?authuser=ana%40example.com\n\n", stage.link(&space)));
    terminal.wait_for("Opening Stand-up as ana@example.com");
    terminal.keys("q");
    assert_eq!(terminal.wait_end(), 0);
    terminal.assert_as_it_was();
}

//! The clipboard of a real tmux, with its settings as they come.
//!
//! Starts a server of its own. Without tmux the test is left out, saying so; with `CI=true` that is a failure.
#![cfg(unix)]

use std::io::{self, Write as _};
use std::path::Path;
use std::process::{Command, Output};

use greenroom::share::clipboard::{Choice, Clipboard, Copied, Environment};

/// The server's tmux, by a program that calls it and no other.
fn tmux(program: &Path, arguments: &[&str]) -> Output {
    Command::new(program).args(arguments).output().unwrap_or_else(|error| panic!("{}: {error}", program.display()))
}

#[test]
fn a_copied_text_is_in_the_buffer_of_tmux() {
    if Command::new("tmux").arg("-V").output().is_err() {
        assert_ne!(std::env::var("CI").as_deref(), Ok("true"), "tmux is not installed: apt-get install tmux");
        io::stderr().write_all(b"left out: tmux is not installed (apt-get install tmux)\n").unwrap();
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let program = folder.path().join("tmux");
    // A shell writes it: see the tests of the clipboard.
    let script =
        "printf '#!/bin/sh\\nunset TMUX\\nexec tmux -f /dev/null -S \"%s/socket\" \"$@\"\\n' \"$2\" > \"$1\" && chmod +x \"$1\"";
    let written = Command::new("sh").args(["-c", script, "sh"]).arg(&program).arg(folder.path()).status();
    assert!(written.unwrap().success());
    let started = tmux(&program, &["new-session", "-d", "-x", "80", "-y", "24", "cat"]);
    assert!(started.status.success(), "{started:?}");

    let environment = Environment { tmux: true, ssh: true, tmux_program: program.clone(), keeper: vec![] };
    let text = "https://meet.google.com/abc-mnop-xyz\nHöhe 設計\n".repeat(4000);
    let outcome = Clipboard::new(Choice::Auto, environment).copy(&text, false, &mut |_| panic!("tmux had it already"));
    let shown = tmux(&program, &["show-buffer"]);
    tmux(&program, &["kill-server"]);
    assert_eq!(outcome, Ok(Copied::Copied));
    assert_eq!(String::from_utf8_lossy(&shown.stdout), text);
}

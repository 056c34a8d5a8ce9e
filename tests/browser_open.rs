//! A link opened by the desktop's launcher: one that this test puts in its place, first in the path.
//!
//! The program under test is this test binary itself, started again as [`opener`].
#![cfg(target_os = "linux")]

use std::process::Command;

use greenroom::share::browser;

/// The link to open.
const LINK: &str = "BROWSER_OPEN_LINK";

#[test]
#[ignore = "runs as a child of the other tests"]
fn opener() {
    let Ok(link) = std::env::var(LINK) else { return };
    let link = browser::meet_link(&link, Some("ana@example.com")).unwrap();
    browser::open(&link).unwrap();
}

/// Runs the opener with only this launcher, a shell script that finds its folder in `$FOLDER`; whether it went well.
fn open_with_launcher(folder: &tempfile::TempDir, script: &str) -> bool {
    // A shell writes it: a file that this process had open for writing could not be started while another thread starts something.
    let write = "printf '#!/bin/sh\\n%s\\n' \"$2\" > \"$1\" && chmod +x \"$1\"";
    let written = Command::new("/bin/sh").args(["-c", write, "sh"]).arg(folder.path().join("xdg-open")).arg(script).status();
    assert!(written.is_ok_and(|status| status.success()));
    let opener = std::env::current_exe().map(|program| {
        Command::new(program)
            .args(["--ignored", "--exact", "opener"])
            .env("PATH", folder.path())
            .env("FOLDER", folder.path())
            .env(LINK, "https://meet.google.com/abc-mnop-xyz")
            .output()
    });
    opener.is_ok_and(|output| output.is_ok_and(|output| output.status.success()))
}

#[test]
fn the_launcher_gets_the_link_and_no_terminal() {
    let folder = tempfile::tempdir().unwrap();
    // The pipe is read by the test: no waiting for a time in which a file should be there.
    assert!(Command::new("mkfifo").arg(folder.path().join("pipe")).status().unwrap().success());
    let pipe = folder.path().join("pipe");
    let told = std::thread::spawn(move || std::fs::read_to_string(pipe).unwrap());
    // Asked before the script's own output goes to the pipe.
    let script =
        "fds=$(/usr/bin/readlink /proc/$$/fd/0 /proc/$$/fd/1 /proc/$$/fd/2)\necho \"$#\" \"$1\" \"$fds\" > \"$FOLDER/pipe\"";
    assert!(open_with_launcher(&folder, script));
    assert_eq!(
        told.join().unwrap(),
        "1 https://meet.google.com/abc-mnop-xyz?authuser=ana%40example.com /dev/null\n/dev/null\n/dev/null\n"
    );
}

#[test]
fn a_launcher_that_fails_is_a_failure() {
    let folder = tempfile::tempdir().unwrap();
    assert!(!open_with_launcher(&folder, "exit 3"));
}

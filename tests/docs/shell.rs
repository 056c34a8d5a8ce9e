//! Bash: commands as they stand in a page, and what they print.

use std::io::Read as _;
use std::process::Command;
use std::time::Duration;

use portable_pty::{CommandBuilder, PtySize, native_pty_system};

use super::house::House;

/// Longest time that a block may take.
const PATIENCE: Duration = Duration::from_mins(1);
/// The terminal of a block of `console`.
const SIZE: PtySize = PtySize { rows: 50, cols: 110, pixel_width: 0, pixel_height: 0 };

/// What the pages' commands are made of, besides bash.
const TOOLS: [&str; 2] = ["curl", "jq"];

/// Whether they are there; with `CI=true` they have to be.
#[expect(clippy::print_stdout, reason = "it says what was left out")]
pub fn has_tools() -> bool {
    let missing: Vec<&str> = TOOLS.into_iter().filter(|tool| Command::new(tool).arg("--version").output().is_err()).collect();
    if missing.is_empty() {
        return true;
    }
    assert_ne!(std::env::var("CI").as_deref(), Ok("true"), "{missing:?} are not installed: see .ci/run");
    println!("left out: {missing:?} are not installed");
    false
}

/// How a block ended.
pub struct Ended {
    pub well: bool,
    pub said: String,
}

/// Runs it without a terminal; every line of it has to end well.
pub fn run(house: &House, text: &str) -> Ended {
    let mut command = Command::new("bash");
    command.args(["-e", "-o", "pipefail", "-c", text]).env_clear().envs(house.environment()).current_dir(house.path(""));
    let output = assert_cmd::Command::from_std(command).timeout(PATIENCE).output().unwrap();
    let said = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    Ended { well: output.status.success(), said }
}

/// Runs a command in a terminal; what stands there then.
pub fn show(house: &House, command: &str) -> String {
    let mut bash = CommandBuilder::new("timeout");
    bash.args([&PATIENCE.as_secs().to_string(), "bash", "-c", command]);
    bash.env_clear();
    bash.cwd(house.path(""));
    for (name, value) in house.environment() {
        bash.env(name, value);
    }
    let pair = native_pty_system().openpty(SIZE).unwrap();
    let mut child = pair.slave.spawn_command(bash).unwrap();
    drop(pair.slave);
    let mut reader = pair.master.try_clone_reader().unwrap();
    let mut said = Vec::new();
    let mut buffer = [0; 4096];
    // the other end is closed with the program, which some systems call an error
    while let Ok(length @ 1..) = reader.read(&mut buffer) {
        said.extend_from_slice(&buffer[..length]);
    }
    child.wait().unwrap();
    String::from_utf8(said).unwrap().replace('\r', "")
}

/// The commands of a block, each with what it is to print.
pub fn commands(text: &str) -> Vec<(String, String)> {
    let mut commands: Vec<(String, String)> = Vec::new();
    for line in text.lines() {
        let goes_on = commands.last().is_some_and(|(command, wanted)| command.ends_with('\\') && wanted.is_empty());
        if let Some(command) = line.strip_prefix("$ ") {
            commands.push((command.to_owned(), String::new()));
        } else if goes_on {
            let (command, _) = commands.last_mut().unwrap();
            *command += "\n";
            *command += line;
        } else {
            let (_, wanted) = commands.last_mut().unwrap_or_else(|| panic!("a block of console starts with `$ `: {line}"));
            *wanted += line;
            *wanted += "\n";
        }
    }
    commands
}

/// Whether it was said so: `…` stands for anything in its line, and alone on a line for any lines.
pub fn is_so(said: &str, wanted: &str) -> bool {
    let trimmed = |text: &str| text.trim_end().lines().map(|line| line.trim_end().to_owned()).collect::<Vec<_>>();
    lines_match(&trimmed(said), &trimmed(wanted))
}

fn lines_match(said: &[String], wanted: &[String]) -> bool {
    match (said, wanted) {
        ([], []) => true,
        (_, [any, rest @ ..]) if any == "…" => (0..=said.len()).any(|skipped| lines_match(&said[skipped..], rest)),
        ([line, said @ ..], [want, wanted @ ..]) => line_matches(line, want) && lines_match(said, wanted),
        _ => false,
    }
}

fn line_matches(line: &str, want: &str) -> bool {
    let mut parts = want.split('…');
    let Some(mut rest) = line.strip_prefix(parts.next().unwrap_or_default()) else { return false };
    let parts: Vec<&str> = parts.collect();
    let Some((last, between)) = parts.split_last() else { return rest.is_empty() };
    for part in between {
        let Some((_, after)) = rest.split_once(part) else { return false };
        rest = after;
    }
    rest.ends_with(last)
}

#[test]
fn what_stands_for_anything() {
    assert!(is_so("a 1\nb\nc\n", "a …\n…\nc") && is_so("", "…") && is_so("x y z", "x … z") && is_so("x z", "x …z"));
    assert!(!is_so("a\nb", "a") && !is_so("a", "a\nb") && !is_so("x y", "x … z") && !is_so("a\n", "b\n…"));
}

#[test]
fn commands_with_what_they_print() {
    let found = commands("$ a \\\n  b\nout\n$ c\n");
    assert_eq!(found, [("a \\\n  b".into(), "out\n".into()), ("c".into(), String::new())]);
}

//! Every flag and every argument with a wrong value: code 2, one line that names it, and nothing is sent.

use std::any::TypeId;
use std::path::PathBuf;

use super::definitions::{leaves, value_name};
use super::house::House;

/// What cannot be meant for this argument; none where every text can be.
fn wrong(argument: &clap::Arg) -> Option<&'static str> {
    let chosen = !argument.get_possible_values().is_empty();
    Some(match value_name(argument).as_str() {
        _ if chosen => "\x1b[2Jnonsense",
        "URL" => "ftp://example.com",
        "EMAIL" => "ana at example",
        "SECONDS" => "soon",
        "PRESET" | "SEED" => "no such thing",
        "FILE" if argument.get_long() == Some("seed") || argument.is_positional() => "no such file",
        "SPACE" => "https://example.com/abc-mnop-xyz",
        "CONFERENCE" => "conferenceRecords/a/b",
        "COMMAND" => "nonsense",
        // Any text is one; what cannot be used is the matter of other tests.
        _ if takes_any_text(argument) => return None,
        _ => "\x1b[2Jnonsense",
    })
}

fn takes_any_text(argument: &clap::Arg) -> bool {
    let kind = argument.get_value_parser().type_id();
    [TypeId::of::<String>(), TypeId::of::<PathBuf>(), TypeId::of::<std::ffi::OsString>()].iter().any(|any| kind == *any)
}

#[test]
fn a_wrong_value_is_one_line_and_code_2() {
    let house = House::furnished();
    let (mut tried, mut any) = (0, Vec::new());
    for leaf in leaves() {
        for argument in leaf.command.get_arguments().filter(|argument| argument.get_action().takes_values()) {
            let Some(value) = wrong(argument) else {
                any.push(argument.get_id().to_string());
                continue;
            };
            let name = value_name(argument);
            let (line, named) = if let Some(long) = argument.get_long() {
                let mut line = leaf.line("Stand-up");
                line.push(format!("--{long}={value}"));
                (line, format!("--{long}"))
            } else {
                let mut line = leaf.line(value);
                let at = leaf.words.len()
                    + leaf.command.get_positionals().position(|other| other.get_id() == argument.get_id()).unwrap();
                line.truncate(line.len().min(at));
                line.push(value.to_owned());
                line.extend(leaf.line(value).into_iter().skip(at + 1));
                (line, String::new())
            };
            let words: Vec<&str> = line.iter().map(String::as_str).chain(["--yes"]).collect();
            let ended = house.run(&words);
            ended.failed(2, "");
            assert!(ended.err.contains(&named) || ended.err.contains(value), "{words:?}: {}", ended.err);
            assert_eq!((ended.out.as_str(), ended.err.lines().count()), ("", 1), "{name}: {words:?}: {}", ended.err);
            assert!(!ended.err.contains('\x1b') && ended.err.len() < 400, "{words:?}: {}", ended.err);
            tried += 1;
        }
    }
    assert_eq!(house.asked(), 0);
    assert!(tried > 130, "{tried}");
    any.sort_unstable();
    any.dedup();
    for free in ["client", "name", "dir"] {
        assert!(any.iter().any(|id| id == free), "{any:?}");
    }
}

#[test]
fn unknown_flags_missing_values_and_values_that_nobody_wants() {
    let house = House::furnished();
    for leaf in leaves() {
        let line = leaf.line("Stand-up");
        let mut lines = vec![[&line[..], &["--nonsense".to_owned()]].concat()];
        for argument in leaf.command.get_arguments() {
            let Some(long) = argument.get_long().filter(|long| !matches!(*long, "help" | "version")) else { continue };
            // Global ones are the same everywhere.
            if argument.is_global_set() && leaf.words != ["show"] {
                continue;
            }
            let wrong = if argument.get_action().takes_values() { format!("--{long}") } else { format!("--{long}=yes") };
            lines.push([&line[..], &[wrong]].concat());
        }
        for line in lines {
            let words: Vec<&str> = line.iter().map(String::as_str).collect();
            let ended = house.run(&words);
            ended.failed(2, words.last().unwrap().split('=').next().unwrap());
            assert_eq!((ended.out.as_str(), ended.err.lines().count()), ("", 1), "{words:?}: {}", ended.err);
        }
    }
    assert_eq!(house.asked(), 0);
}

#[test]
fn what_has_to_be_said_and_is_not() {
    let house = House::furnished();
    for leaf in leaves() {
        let wanted: Vec<String> =
            leaf.command.get_positionals().filter(|argument| argument.is_required_set()).map(value_name).collect();
        if let Some(first) = wanted.first() {
            let words: Vec<&str> = leaf.words.iter().map(String::as_str).collect();
            let ended = house.run(&words);
            ended.failed(2, &format!("<{first}>"));
            assert_eq!((ended.out.as_str(), ended.err.lines().count()), ("", 1), "{words:?}: {}", ended.err);
        }
    }
    assert_eq!(house.asked(), 0);
}

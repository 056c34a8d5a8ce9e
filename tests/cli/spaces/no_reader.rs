//! Nobody reads what is printed: a closed pipe is no error, a full disk is one, and what was done is done.

use std::process::Stdio;

use greenroom::emulator::Method;

use super::definitions::leaves;
use super::house::House;

/// A line for every command that prints something and ends by itself, as text and as JSON.
fn lines() -> Vec<Vec<String>> {
    // They serve until they are told to end, wait for a browser, or do another thing the second time.
    let others = ["emulator", "config init", "auth login", "auth switch", "auth logout", "watch"];
    let mut all = Vec::new();
    for leaf in leaves().into_iter().filter(|leaf| !others.contains(&leaf.name().as_str())) {
        let line = leaf.line("Stand-up");
        if leaf.takes("json") {
            all.push([&line[..], &["--json".to_owned()]].concat());
        }
        all.push(line);
    }
    all
}

#[test]
fn a_closed_pipe_is_no_error_and_a_full_disk_is_one() {
    let (mut printed, mut full) = (0, 0);
    for line in lines() {
        let words: Vec<&str> = line.iter().map(String::as_str).chain(["--yes"]).collect();
        let house = House::furnished();
        let _ = house.run(&["set", "Stand-up", "--moderation", "on"]);
        let before = house.run(&["list", "--json"]).out;
        std::fs::write(house.bench.root().join("spaces.json"), before).unwrap();
        let usual = house.run(&words);
        if usual.out.is_empty() {
            continue;
        }
        printed += 1;
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let ended = house.bench.run_into(&words, Stdio::from(writer));
        assert_eq!(ended.code, usual.code, "{words:?}: {}", ended.err);
        assert!(!ended.err.contains("write") && !ended.err.contains("panic"), "{words:?}: {}", ended.err);

        let Ok(disk) = std::fs::OpenOptions::new().write(true).open("/dev/full") else { continue };
        let ended = house.bench.run_into(&words, Stdio::from(disk));
        assert!(ended.err.contains("could not write: ") && !ended.err.contains("panic"), "{words:?}: {}", ended.err);
        assert_eq!(ended.code, Some(1), "{words:?}: {}", ended.err);
        full += 1;
    }
    assert!(printed > 20 && (full == 0 || full == printed), "{printed} {full}");
}

#[test]
fn a_space_whose_link_nobody_could_read_is_in_the_list() {
    let house = House::new();
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    assert_eq!(house.bench.run_into(&["new", "Unread"], Stdio::from(writer)).code, Some(0));
    assert!(house.run(&["link", "Unread"]).out.starts_with("https://meet.google.com/"));
    if let Ok(disk) = std::fs::OpenOptions::new().write(true).open("/dev/full") {
        let ended = house.bench.run_into(&["new", "Unwritten"], Stdio::from(disk));
        ended.failed(1, "could not write: ");
        assert!(house.run(&["link", "Unwritten"]).out.starts_with("https://meet.google.com/"));
        assert_eq!(house.count(Method::CreateSpace), 2);
    }
}

#[test]
fn standard_output_and_error_that_are_not_even_open() {
    let house = House::furnished();
    for line in ["\"$0\" list >&-", "\"$0\" list --json >&- 2>&-", "\"$0\" link Stand-up >&-", "\"$0\" --help >&-"] {
        let ended = house.bench.shell(line);
        assert_eq!((ended.code, ended.out.as_str(), ended.err.as_str()), (Some(0), "", ""), "{line}");
    }
    assert_eq!(house.bench.shell("\"$0\" link nonsense >&- 2>&-").code, Some(5));
    assert_eq!(house.bench.shell("\"$0\" list <&-").out.lines().count(), 3);
}

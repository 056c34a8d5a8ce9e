//! What README shows of the shell is so: its commands are run, one after the other.

use super::house::House;

/// The commands of the section, in bash's words.
fn commands() -> Vec<String> {
    let readme = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/README.md")).unwrap();
    let (_, section) = readme.split_once("\n## In the shell\n").unwrap();
    let (_, block) = section.split_once("```sh\n").unwrap();
    block.split("```").next().unwrap().lines().map(str::to_owned).collect()
}

#[test]
fn its_commands_do_what_it_says() {
    let house = House::new();
    let mut ran = 0;
    for command in commands() {
        // Somebody comes in before the call is ended.
        if command.contains("greenroom end") {
            let made = house.store().first(1).unwrap().remove(0);
            house.join(made.name.id(), "Bo");
        }
        let ended = house.bench.shell(&format!("export PATH=\"$(dirname \"$0\"):$PATH\"; {command}"));
        assert_eq!(ended.code, Some(0), "{command}: {}\n{}", ended.out, ended.err);
        ran += 1;
    }
    assert!(ran >= 10);
    assert_eq!(house.store().len().unwrap(), 1);
    let text = std::fs::read_to_string(house.bench.root().join("spaces.json")).unwrap();
    let list: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(list[0]["label"], "Weekly design review");
    assert_eq!(house.bench.shell("\"$0\" import spaces.json").err, "0 spaces taken in, 1 were there already.\n");
}

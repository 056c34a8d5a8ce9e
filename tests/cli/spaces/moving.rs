//! `greenroom import`, and presets.

use serde_json::{Value, json};

use super::house::House;

const PRESETS: &str =
    "[presets.board]\naccess = \"restricted\"\nchat = \"hosts-only\"\ncohosts = [\"bo@example.com\"]\nname = \"Board meeting\"\n";

#[test]
fn a_list_moves_to_another_machine_whole() {
    let house = House::furnished();
    let ended = house.run(&["list", "--json"]);
    let other = House::new().with("GREENROOM_ENDPOINT", &house.bench.emulator.endpoint());
    let file = other.bench.root().join("spaces.json");
    std::fs::write(&file, &ended.out).unwrap();
    let file = file.display().to_string();
    assert_eq!(other.run(&["import", &file, "--dry-run"]).err, "3 spaces would be taken in; nothing was.\n");
    assert_eq!(other.run(&["list", "--json"]).out, "[]\n");
    assert_eq!(other.run(&["import", &file]).err, "3 spaces taken in.\n");
    assert_eq!(other.run(&["list", "--json"]).out, ended.out);
    assert_eq!(other.run(&["import", &file]).err, "0 spaces taken in, 3 were there already.\n");
    assert_eq!((house.asked(), other.asked()), (0, 0));
}

#[test]
fn standard_input_and_one_space() {
    let house = House::furnished();
    let ended = house
        .bench
        .shell("\"$0\" show --json Stand-up > one.json && \"$0\" -q forget --yes Stand-up && \"$0\" import - < one.json");
    assert_eq!((ended.code, ended.err.as_str()), (Some(0), "1 space taken in.\n"));
    assert_eq!(house.entry("std").unwrap().label.as_deref(), Some("Stand-up"));
}

#[test]
fn a_file_that_is_none_is_code_2_and_nothing_is_taken_in() {
    let house = House::new();
    let wrong: [(&str, &str); 6] = [
        ("", "no JSON"),
        ("3", "neither an array of spaces nor one space"),
        ("[3]", "space 1: no object"),
        (r#"[{"name": "spaces/a"}, {"name": "rooms/b"}]"#, "space 2: "),
        (r#"[{"name": "spaces/a", "label": 4}]"#, "space 1: label is no text"),
        (r#"[{"name": "spaces/a", "learnt": "now"}]"#, "space 1: learnt is no time"),
    ];
    let file = house.bench.root().join("spaces.json").display().to_string();
    for (text, words) in wrong {
        std::fs::write(&file, text).unwrap();
        let ended = house.run(&["import", &file]);
        ended.failed(2, words);
        assert!(ended.err.ends_with("nothing was taken in\n") && ended.err.lines().count() == 1, "{}", ended.err);
    }
    house.run(&["import", "no such"]).failed(2, "no such: No such file");
    house.run(&["import"]).failed(2, "<FILE>");
    assert_eq!(house.store().len().unwrap(), 0);
}

#[test]
fn a_preset_makes_a_space_with_settings_name_and_cohosts() {
    let house = House::new();
    let config = house.bench.folder("config").join("config.toml");
    std::fs::write(&config, PRESETS).unwrap();
    insta::assert_snapshot!("new-preset-dry", house.told(&["new", "--preset", "board", "--dry-run"]));
    let ended = house.run(&["new", "--preset", "board", "--access", "trusted", "--json"]);
    assert_eq!(ended.code, Some(0), "{}", ended.err);
    let made: Value = serde_json::from_str(&ended.out).unwrap();
    assert_eq!(
        (&made["label"], &made["config"]["accessType"], &made["config"]["moderation"]),
        (&json!("Board meeting"), &json!("TRUSTED"), &json!("ON"))
    );
    assert_eq!(house.run(&["cohosts", "list", "board meeting"]).out, "bo@example.com\tco-host\n");
    house.run(&["new", "--preset", "bord"]).failed(2, "did you mean board?");

    std::fs::write(&config, format!("{PRESETS}[new]\naccess = \"open\"\n")).unwrap();
    assert_eq!(house.json(&["new", "--json"])["config"]["accessType"], "OPEN", "as the app's n");
}

#[test]
fn a_preset_changes_a_space_in_one_change() {
    let house = House::furnished();
    std::fs::write(house.bench.folder("config").join("config.toml"), PRESETS).unwrap();
    insta::assert_snapshot!("set-preset", house.told(&["set", "Stand-up", "--preset", "board"]));
    insta::assert_snapshot!("set-preset-again", house.told(&["set", "Stand-up", "--preset", "board"]));
    insta::assert_snapshot!("set-preset-dry", house.told(&["set", "Stand-up", "--preset", "board", "--dry-run"]));
}

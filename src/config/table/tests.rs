use std::path::Path;

use super::*;
use crate::config::{Ground, Named};
use crate::share::clipboard::Choice;
use crate::ui::theme::BUILT_IN;

fn read(text: &str) -> Settings {
    Settings::parse(text, Path::new("config.toml")).unwrap_or_else(|error| panic!("{error}\n{text}"))
}

/// The same with the # taken away from what is a setting and no words.
fn uncommented(text: &str) -> String {
    let bare = |line: &str| match line.strip_prefix('#') {
        Some(setting) if !setting.starts_with(' ') => setting.to_owned(),
        _ => line.to_owned(),
    };
    text.lines().map(bare).collect::<Vec<_>>().join("\n")
}

#[test]
fn the_commented_file_says_what_holds_without_one() {
    let text = commented();
    let defaults = Settings::default();
    assert_eq!(read(&text), defaults);
    let said = read(&uncommented(&text));
    for row in ROWS {
        assert_eq!(row.value(&said), row.value(&defaults), "{}", row.name());
        let (bare, value) = (uncommented(&text), row.value(&defaults));
        let line = if value.is_empty() { format!("#   {} = {}", row.key, row.example) } else { format!("{} = {value}", row.key) };
        assert!(bare.lines().any(|bare| bare == line), "{line}");
        if value.is_empty() {
            read(&format!("[{}]\n{} = {}\n", row.table.unwrap_or_default(), row.key, row.example));
        }
    }
    assert_eq!(
        (&said.keys, &said.presets, said.theme, said.polling),
        (&defaults.keys, &defaults.presets, defaults.theme, defaults.polling)
    );
    assert_eq!(said.clipboard, Some(Choice::default()));
    for binding in BINDINGS {
        assert!(said.keys.is_own(binding.action), "{} stands there", binding.name);
    }
}

#[test]
fn its_examples_are_understood() {
    let text = commented();
    let examples = |from: &str, to: &str| {
        let part = text.split(from).nth(1).unwrap().split(to).next().unwrap();
        let lines = part.lines().filter_map(|line| line.strip_prefix("#   "));
        lines.map(|line| line.split("    ").next().unwrap().to_owned()).collect::<Vec<_>>().join("\n")
    };
    let new = examples("[new]\n", "\n\n");
    assert_eq!(new.lines().count(), 14);
    // With moderation off nothing may be restricted: the example sets one thing at a time.
    for line in new.lines() {
        read(&format!("[new]\n{line}\n"));
    }
    let presets = read(&examples("but preset:\n", "[keys]")).presets;
    assert!(!presets.find("training").unwrap().built_in);
}

#[test]
fn every_key_of_the_file_is_in_the_table() {
    let error = Settings::parse("zebra_crossing = 1", Path::new("x")).unwrap_err().to_string();
    let known = error.split("there are ").nth(1).unwrap().split(';').next().unwrap();
    let mut known: Vec<&str> = known.split(", ").collect();
    known.sort_unstable();
    let of_rows = ROWS.iter().map(|row| row.table.unwrap_or(row.key));
    let mut told: Vec<&str> = of_rows.chain(TABLES.iter().map(|(name, _)| name.split('.').next().unwrap())).collect();
    told.sort_unstable();
    told.dedup();
    assert_eq!(told, known);
    for table in ["polling", "notices", "events"] {
        let error = Settings::parse(&format!("[{table}]\nzebra = 1"), Path::new("x")).unwrap_err().to_string();
        let known = error.split("there are ").nth(1).unwrap().split(';').next().unwrap();
        let told: Vec<&str> = ROWS.iter().filter(|row| row.table == Some(table)).map(|row| row.key).collect();
        assert_eq!(told, known.split(", ").collect::<Vec<_>>());
    }
    assert!(BUILT_IN.iter().all(|name| ROWS[3].doc.contains(name)), "{}", ROWS[3].doc);
    assert_eq!(Named::default().background, Ground::Auto);
}

//! What every command about spaces prints, as text and as JSON: one snapshot of each, and none is forgotten.

use super::definitions::leaves;
use super::records;

/// Those whose words are told elsewhere, by their first word.
const ELSEWHERE: [&str; 10] =
    ["transcript", "auth", "doctor", "emulator", "completions", "man", "keys", "config", "watch", "events"];

#[test]
fn every_command_as_text_and_as_json() {
    let mut seen = 0;
    for leaf in leaves().into_iter().filter(|leaf| !ELSEWHERE.contains(&leaf.words[0].as_str())) {
        for json in [false, true] {
            if json && !leaf.takes("json") {
                continue;
            }
            let (house, conference) = records::house();
            let _ = house.run(&["set", "Stand-up", "--moderation", "on"]);
            let list = house.run(&["list", "--json"]).out;
            std::fs::write(house.bench.root().join("spaces.json"), list).unwrap();
            house.join("std", "Bo");
            if matches!(leaf.words.last().unwrap().as_str(), "remove" | "list") {
                let _ = house.run(&["cohosts", "add", "Stand-up", "bo@example.com"]);
            }
            let past = ["people", "artifacts", "transcript"].contains(&leaf.words[0].as_str());
            let mut line = leaf.line(if past { &conference } else { "Stand-up" });
            line.extend(json.then(|| "--json".to_owned()));
            line.push("--yes".to_owned());
            let words: Vec<&str> = line.iter().map(String::as_str).collect();
            let told = records::told(&house, &conference, &words);
            let name = format!("shape-{}-{}", leaf.words.join("-"), if json { "json" } else { "text" });
            insta::assert_snapshot!(name, without_ids(&told));
            seen += 1;
        }
    }
    assert!(seen >= 20, "{seen}");
}

/// The server makes up the names of conferences, and of what is below them.
fn without_ids(text: &str) -> String {
    let mut parts = text.split("conferenceRecords/");
    let mut out = parts.next().unwrap().to_owned();
    for part in parts {
        let id = part.find(|letter: char| !letter.is_ascii_alphanumeric() && !"-_".contains(letter)).unwrap_or(part.len());
        out.push_str("conferenceRecords/");
        out.push_str(if id > 1 { "OTHER" } else { &part[..id] });
        out.push_str(&part[id..]);
    }
    out
}

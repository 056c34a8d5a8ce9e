//! Subtitles and tables that greenroom writes, read by well-known parsers of other people.

use greenroom::export::{Entry, Format, Transcript, transcript};
use greenroom_conformance::python;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::Value;

/// What people say and call themselves: (from, name, text, as the reader of `WebVTT` sees name and text, as that of SRT does).
const SAID: [(i64, &str, &str, &str, &str, &str); 9] = [
    (1, "Ana", "Good morning.", "Ana", "Good morning.", "Ana: Good morning."),
    (2, "Bo --", "a --> b", "Bo --", "a --> b", "Bo --: a → b"),
    (3, "R&D <lab>", "1 < 2 & 3 > 2", "R&D <lab>", "1 < 2 & 3 > 2", "R&D ‹lab>: 1 < 2 & 3 > 2"),
    (4, "佐藤 千代", "おはよう\n\nございます", "佐藤 千代", "おはよう ございます", "佐藤 千代: おはよう ございます"),
    (5, "1", "00:00:01.000 --> 00:00:02.000\n7", "1", "00:00:01.000 --> 00:00:02.000 7", "1: 00:00:01.000 → 00:00:02.000 7"),
    (6, "نور", "\u{202e}صباح الخير\u{1b}[31m", "نور", "صباح الخير", "نور: صباح الخير"),
    (7, "X", "WEBVTT\n\nNOTE\n\nSTYLE", "X", "WEBVTT NOTE STYLE", "X: WEBVTT NOTE STYLE"),
    (8, "X", "<i>no</i> &amp; {\\an8}", "X", "<i>no</i> &amp; {\\an8}", "X: ‹i>no‹/i> &amp; {∖an8}"),
    (400_000, "Y", "👨‍👩‍👧 late", "Y", "👨‍👩‍👧 late", "Y: 👨‍👩‍👧 late"),
];

#[test]
fn two_parsers_find_what_was_said() {
    let at = |second: i64| Timestamp::from_second(1_793_000_000 + second).unwrap();
    let entries = SAID.iter().map(|(from, speaker, text, ..)| Entry {
        speaker: Some((*speaker).into()),
        start: Some(at(*from)),
        end: Some(at(from + 1)),
        language: Some(if *from == 6 { "ar" } else { "en-US" }.into()),
        text: (*text).into(),
        ..Entry::default()
    });
    let whole = Transcript {
        title: Some("A --> B\n\nWEBVTT".into()),
        conference: "conferenceRecords/c".into(),
        start: Some(at(0)),
        entries: entries.collect(),
        ..Transcript::default()
    };
    let dir = tempfile::tempdir().unwrap();
    let files = [Format::WebVtt, Format::Srt].map(|format| {
        let file = dir.path().join(format.extension());
        std::fs::write(&file, transcript(&whole, format, &TimeZone::UTC)).unwrap();
        file
    });
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/python/subtitles.py");
    let output = python().arg(script).args(files).output().expect("python3, or what GREENROOM_PYTHON names, cannot be started");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let found: Value = serde_json::from_slice(&output.stdout).unwrap();
    let (vtt, srt) = (found["vtt"].as_array().unwrap(), found["srt"].as_array().unwrap());
    assert_eq!((vtt.len(), srt.len()), (SAID.len(), SAID.len()), "{found:#}");
    let plain = |text: &str| text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
    for (index, (from, _, _, voice, text, title)) in SAID.iter().enumerate() {
        assert_eq!((&vtt[index]["from"], &srt[index]["from"]), (&(from * 1000).into(), &(from * 1000).into()));
        let read = |key: &str| plain(vtt[index][key].as_str().unwrap());
        assert_eq!((read("voice").trim_end(), read("text").as_str()), (*voice, *text));
        assert_eq!((&srt[index]["number"], srt[index]["text"].as_str().unwrap()), (&(index + 1).into(), *title));
    }
}

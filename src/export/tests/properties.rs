//! Whatever people say and call themselves, every format stays what it is and gives it back.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;

/// Anything that people may say or call themselves.
fn anything() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        r"[ \t\r\n#*_`<>&\[\]()!|~=+\-.:0-9a-z{}\\]{0,40}",
        "(-->|\n\n|\r\n|WEBVTT|NOTE|<v x>|00:00:01.000 --> 00:00:02.000|1\n|1\\. |- |# |\u{1b}\\[31m|\u{202e}|👨‍👩‍👧|שלום| ){0,8}",
    ]
}

fn anybody() -> impl Strategy<Value = Entry> {
    let time = || proptest::option::of((-1000_i64..500_000).prop_map(at));
    (anything(), anything(), time(), time(), proptest::option::of(prop_oneof![Just("en-US".to_owned()), anything()])).prop_map(
        |(speaker, text, start, end, language)| Entry { speaker: Some(speaker), text, start, end, language, ..Entry::default() },
    )
}

/// A small reader of cues that knows nothing of how they are written: blocks parted by blank lines, with their times and their lines.
fn blocks(text: &str) -> Vec<(u64, u64, Vec<String>)> {
    let ms = |time: &str| {
        let parts: Vec<u64> = time.split([':', '.', ',']).map(|part| part.parse().unwrap()).collect();
        ((parts[0] * 60 + parts[1]) * 60 + parts[2]) * 1000 + parts[3]
    };
    let mut found = Vec::new();
    for block in text.split("\n\n") {
        let mut lines = block.lines().skip_while(|line| !line.contains("-->"));
        let Some(times) = lines.next() else { continue };
        let (from, until) = times.split_once(" --> ").unwrap();
        found.push((ms(from), ms(until), lines.map(str::to_owned).collect()));
    }
    found
}

/// What a reader of Markdown with every addition sees, and nothing but headings, lists, bold words and paragraphs. Making quotation
/// marks round is what whoever asks for it wants.
fn seen(markdown: &str) -> Vec<String> {
    use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};
    let mut blocks = Vec::new();
    let mut now = String::new();
    for event in Parser::new_ext(markdown, Options::all() - Options::ENABLE_SMART_PUNCTUATION) {
        match event {
            Event::Text(text) => now.push_str(&text),
            Event::Start(Tag::Heading { .. } | Tag::Paragraph | Tag::Strong | Tag::Item | Tag::List(None))
            | Event::End(TagEnd::Strong | TagEnd::List(_)) => {}
            Event::End(TagEnd::Heading(_) | TagEnd::Paragraph | TagEnd::Item) => blocks.push(std::mem::take(&mut now)),
            other => panic!("{other:?} in {markdown}"),
        }
    }
    blocks
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_said_subtitles_stay_subtitles(entries in prop::collection::vec(anybody(), 0..8)) {
        let spoken = entries.iter().filter(|entry| entry.said().is_some()).count();
        let whole = of(entries);
        for (format, head) in [(Format::WebVtt, "WEBVTT\n\nNOTE\n"), (Format::Srt, "")] {
            let text = write(&whole, format);
            prop_assert!(text.starts_with(head));
            prop_assert!(!text.contains(|c: char| crate::text::is_unseen(c) && c != '\n'));
            let cues = blocks(&text);
            prop_assert_eq!(cues.len(), spoken, "{}", text);
            prop_assert_eq!(text.matches("-->").count(), spoken);
            let mut before = 0;
            for (from, until, lines) in &cues {
                prop_assert!(until > from && *from >= before, "{}", text);
                prop_assert_eq!(lines.len(), 1);
                before = *from;
            }
        }
    }

    #[test]
    fn webvtt_gives_back_what_was_said(entry in anybody()) {
        let text = write(&of(vec![entry.clone()]), Format::WebVtt);
        let Some(said) = entry.said() else { return Ok(()) };
        let (_, _, lines) = &blocks(&text)[0];
        let (voice, line) = lines[0].strip_prefix("<v ").unwrap().split_once('>').unwrap();
        let plain = |text: &str| text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
        prop_assert!(!line.contains(['<', '>']));
        prop_assert_eq!((plain(voice.trim_end()), plain(line)), (entry.who(), said));
    }

    #[test]
    fn markdown_makes_nothing_of_what_is_said(text in anything(), speaker in anything(), title in anything()) {
        let entry = Entry { text, speaker: Some(speaker), ..Entry::default() };
        let whole = Transcript { title: Some(title.clone()), entries: vec![entry.clone()], ..Transcript::default() };
        let blocks = seen(&write(&whole, Format::Markdown));
        let mut wanted = vec![one_line(&title).unwrap_or_else(|| "Transcript".into())];
        wanted.extend(entry.said().map(|said| [entry.who(), said]).into_iter().flatten());
        prop_assert_eq!(blocks, wanted);
    }

    #[test]
    fn a_table_gives_back_names_that_run_nothing(names in prop::collection::vec(anything(), 1..6)) {
        let people: Vec<Person> = names.iter().map(|name| person(name, Vec::new())).collect();
        let read = rows(&people_csv(&people).unwrap());
        prop_assert_eq!(read.len(), names.len());
        for (row, name) in read.iter().zip(&names) {
            prop_assert_eq!(row.len(), 7);
            let clean = one_line(name).unwrap_or_default();
            let marked = format!("'{clean}");
            prop_assert!(row[0] == clean || row[0] == marked);
            prop_assert!(!row[0].starts_with(['=', '+', '-', '@', '\t', '\r']));
        }
    }

    #[test]
    fn json_gives_back_everything(entry in anybody(), title in anything()) {
        let whole = Transcript { title: Some(title.clone()), entries: vec![entry.clone()], ..Transcript::default() };
        let text = write(&whole, Format::Json);
        prop_assert!(!text.contains(|c: char| crate::text::is_unseen(c) && c != '\n'));
        let read: Value = serde_json::from_str(&text).unwrap();
        prop_assert_eq!(&read["label"], &json!(title));
        prop_assert_eq!((&read["entries"][0]["text"], &read["entries"][0]["speaker"]), (&json!(entry.text), &json!(entry.speaker)));
    }

    #[test]
    fn plain_text_is_a_line_an_entry(entries in prop::collection::vec(anybody(), 0..6)) {
        let spoken = entries.iter().filter(|entry| entry.said().is_some()).count();
        let whole = Transcript { entries, ..Transcript::default() };
        let text = write(&whole, Format::Text);
        prop_assert!(!text.contains(|c: char| crate::text::is_unseen(c) && c != '\n'));
        let body = text.split_once("\n\n").map_or(text.as_str(), |(_, body)| body);
        prop_assert_eq!(body.lines().count(), spoken, "{}", text);
    }
}

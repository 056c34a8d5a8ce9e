//! Made-up transcripts: pages of entries, fed to the app as the runner would.

use crossterm::event::{Event, KeyCode, KeyEvent, KeyModifiers};
use greenroom::book::{ArtifactKind, Turned};
use greenroom::effect::{Effect, ExportMsg, Msg, RecordsMsg, RecordsOp};
use greenroom::export::SaveError;
use greenroom::meet::error::MeetError;
use greenroom::meet::names::TranscriptName;
use greenroom::meet::records::PageToken;
use greenroom::meet::resources::TranscriptEntry;
use jiff::Timestamp;
use serde_json::json;

use super::conferences::{refused, week};
use super::grid::{drawn, glyphs};
use super::stage::{Stage, ago, noon};

fn transcript() -> TranscriptName {
    "conferenceRecords/week/transcripts/x0".parse().unwrap()
}

/// Keys, and the generation of the read of entries that they lead to.
fn press(stage: &mut Stage, keys: &str) -> Option<u64> {
    let mut found = None;
    for key in keys.chars() {
        let code = if key == '\n' { KeyCode::Enter } else { KeyCode::Char(key) };
        let event = Event::Key(KeyEvent::new(code, KeyModifiers::NONE));
        for effect in stage.app.update(Msg::Input(event), noon()) {
            if let Effect::Records(RecordsOp::Entries { generation, .. }) = effect {
                found = Some(generation);
            }
        }
    }
    found
}

/// Who, in which language, and what.
type Line<'a> = (&'a str, &'a str, &'a str);

const TALK: [Line; 12] = [
    ("101", "en-US", "Good morning, everybody. Can you hear me?"),
    ("102", "en-US", "Loud and clear. We are still waiting for the people from the second floor."),
    ("101", "en-US", "Then let us begin with what is short. The release went out on Monday, and nobody complained."),
    (
        "101",
        "en-US",
        "There were two small things, both in the notes. Neither of them needs a decision today, so I will leave them there, and \
        whoever wants to read about them finds the notes in the usual folder, beside the ones of last week.",
    ),
    ("102", "de-DE", "Darf ich kurz etwas dazu sagen? Bei uns im Lager sieht das ein wenig anders aus."),
    ("101", "en-US", "Go ahead, please."),
    ("102", "ja-JP", "大阪の事務所からも一つ質問があります。来月の予定はもう決まっていますか。"),
    ("999", "ar", "شكرا جزيلا. لدينا سؤال واحد فقط حول الميزانية."),
    ("101", "en-US", "Not yet. We decide on Monday, and the dates go out the same afternoon."),
    ("102", "en-US", "👩‍👩‍👧‍👦 is what I have on my mug \u{1b}[31mand\u{202e} nothing else."),
    ("101", "en-US", ""),
    ("102", "en-US", "Thank you all. See you next week."),
];

fn entry(at: usize, (who, language, text): Line) -> TranscriptEntry {
    let start = ago(7 * 24 * 60) + jiff::SignedDuration::from_secs(i64::try_from(at * 17).unwrap());
    serde_json::from_value(json!({
        "name": format!("{}/entries/e{at}", transcript()), "participant": format!("conferenceRecords/week/participants/{who}"),
        "languageCode": language, "text": text, "startTime": start,
    }))
    .unwrap()
}

/// What leads to a page: made up by the server, and nobody else's business.
fn token() -> PageToken {
    PageToken::of("next")
}

fn page(stage: &mut Stage, generation: u64, entries: Vec<TranscriptEntry>, more: bool) {
    let result = Ok(Turned { entries, at: None, next: more.then(token) });
    stage.records(RecordsMsg::Entries { of: transcript(), generation, result });
}

/// Opened, nothing answered yet.
fn opened() -> (Stage, u64) {
    from(week())
}

fn from(mut stage: Stage) -> (Stage, u64) {
    let generation = press(&mut stage, "j\n").unwrap();
    (stage, generation)
}

pub fn asked() -> Stage {
    opened().0
}

fn talk() -> Vec<TranscriptEntry> {
    TALK.iter().enumerate().map(|(at, line)| entry(at, *line)).collect()
}

/// All of it.
pub fn whole() -> Stage {
    whole_from(week())
}

pub fn whole_from(stage: Stage) -> Stage {
    let (mut stage, generation) = from(stage);
    page(&mut stage, generation, talk(), false);
    stage
}

/// In the middle of it.
pub fn first_page() -> Stage {
    let (mut stage, generation) = opened();
    let (start, end) = (ago(7 * 24 * 60), ago(7 * 24 * 60 - 12));
    state(&mut stage, &json!({ "name": transcript(), "state": "FILE_GENERATED", "startTime": start, "endTime": end }));
    page(&mut stage, generation, talk(), true);
    stage
}

/// The transcript itself, as it is now.
fn state(stage: &mut Stage, sent: &serde_json::Value) {
    let artifact = serde_json::from_value::<greenroom::meet::resources::Transcript>(sent.clone()).unwrap().into();
    let name = transcript().conference();
    stage.records(RecordsMsg::Artifacts { name, kind: ArtifactKind::Transcript, result: Ok(vec![artifact]) });
}

pub fn broken_off() -> Stage {
    let (mut stage, generation) = opened();
    page(&mut stage, generation, talk(), true);
    let result = Err(MeetError::Vanished { http: 404, pages: 1 });
    stage.records(RecordsMsg::Entries { of: transcript(), generation, result });
    stage
}

pub fn refused_entries() -> Stage {
    let (mut stage, generation) = opened();
    stage.records(RecordsMsg::Entries { of: transcript(), generation, result: Err(refused()) });
    stage
}

pub fn not_a_word() -> Stage {
    let (mut stage, generation) = opened();
    page(&mut stage, generation, Vec::new(), false);
    stage
}

/// It is being taken, and the end is followed.
pub fn growing() -> Stage {
    let mut stage = whole();
    state(&mut stage, &json!({ "name": transcript(), "state": "STARTED", "startTime": ago(7 * 24 * 60) }));
    press(&mut stage, "f");
    stage
}

/// Words are looked for: typed, or kept.
pub fn searching(words: &str, keep: bool) -> Stage {
    let mut stage = whole();
    press(&mut stage, "/");
    stage.type_text(words);
    if keep {
        press(&mut stage, "\nn");
    }
    stage
}

/// The file could not be written.
pub fn not_written(error: SaveError) -> Stage {
    let mut stage = whole();
    press(&mut stage, "x\n");
    let mut made = None;
    let event = Event::Key(KeyEvent::new(KeyCode::Enter, KeyModifiers::NONE));
    for effect in stage.app.update(Msg::Input(event), noon()) {
        if let Effect::Export(op) = effect
            && let greenroom::effect::ExportOp::Make { generation, .. } = *op
        {
            made = Some(generation);
        }
    }
    let generation = made.unwrap();
    stage.hears(Msg::Export(ExportMsg::Saved { generation, result: Err(error) }));
    stage
}

pub fn full() -> SaveError {
    SaveError::System("/home/ana/weekly-design-review.md".into(), std::io::ErrorKind::StorageFull.into())
}

pub fn taken() -> SaveError {
    SaveError::Exists("/home/ana/weekly-design-review.md".into())
}

/// While it is read.
pub fn exporting() -> Stage {
    let mut stage = whole();
    press(&mut stage, "x\n\n");
    stage
}

/// So many entries, in pages of a hundred.
fn large(count: usize) -> Stage {
    let (mut stage, generation) = opened();
    let lines = TALK.len() - 2;
    let all: Vec<usize> = (0..count).collect();
    let pages = all.chunks(100);
    let last = pages.len();
    for (at, numbers) in pages.enumerate() {
        let entries = numbers.iter().map(|number| entry(*number, TALK[number % lines])).collect();
        page(&mut stage, generation, entries, at + 1 < last);
    }
    stage
}

#[test]
fn a_long_one_is_walked_and_searched_to_its_end() {
    let mut stage = large(2000);
    drawn(&mut stage.app, 80, 24);
    press(&mut stage, "G");
    let text = glyphs(drawn(&mut stage.app, 80, 24).backend().buffer());
    assert!(text.contains("2,000 of 2,000") && text.contains("2,000 entries"), "{text}");
    press(&mut stage, "/");
    stage.type_text("LOUD");
    press(&mut stage, "\nN");
    let text = glyphs(drawn(&mut stage.app, 80, 24).backend().buffer());
    assert!(text.contains("200 of 200") && text.contains("▌"), "{text}");
}

/// Kilobytes of this process in memory; nothing where the system does not tell.
fn resident() -> usize {
    let statm = std::fs::read_to_string("/proc/self/statm").unwrap_or_default();
    statm.split(' ').nth(1).and_then(|pages| pages.parse::<usize>().ok()).unwrap_or(0) * 4
}

/// What a frame of a large transcript costs: `cargo test --release --test screens -- --ignored --nocapture large_transcript`.
#[test]
#[ignore = "measures; says nothing about right and wrong"]
fn a_frame_of_a_large_transcript() {
    const COUNT: usize = 20_000;
    drop(drawn(&mut large(100).app, 120, 40));
    let before = resident();
    let start = std::time::Instant::now();
    let mut stage = large(COUNT);
    eprintln!("20,000 entries: {} KB more in memory; taken in within {:?}", resident().saturating_sub(before), start.elapsed());
    drop(drawn(&mut stage.app, 120, 40));
    let mut terminal = ratatui::Terminal::new(ratatui::backend::TestBackend::new(120, 40)).unwrap();
    let mut worst = std::time::Duration::ZERO;
    let mut frame = |stage: &mut Stage, key: &str| {
        let start = std::time::Instant::now();
        press(stage, key);
        let mut areas = None;
        terminal.draw(|frame| areas = Some(greenroom::app::draw::draw(&stage.app, frame))).unwrap();
        let areas = areas.unwrap();
        if areas != stage.app.areas {
            drop(stage.app.update(Msg::Drawn(areas), Timestamp::now()));
        }
        let took = start.elapsed();
        worst = worst.max(took);
        took
    };
    let start = std::time::Instant::now();
    for _ in 0..1000 {
        frame(&mut stage, "j");
    }
    eprintln!("20,000 entries, an entry down, 120x40: {:?} a frame", start.elapsed() / 1000);
    for key in ["G", "g", "}", "{", "G", "/", "t", "h", "e", "\n", "n", "N", "G", "n"] {
        eprintln!("the same, {key:?}: {:?}", frame(&mut stage, key));
    }
    eprintln!("the worst: {worst:?}");
    eprintln!("in the end {} KB more in memory", resident().saturating_sub(before));
}

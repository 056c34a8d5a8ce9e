//! Files to keep of a conference: what is in them, where they go, and what happens when they cannot be written.

use std::path::Path;

use greenroom::emulator::{Artifact, Crowd, Fault, Method, Person, Refusal, Trouble};
use jiff::SignedDuration;
use serde_json::Value;

use super::support::{ANA, House, Show};

const ENTRIES: Method = Method::ListTranscriptEntries;

fn over(house: &House, space: &str, people: usize, entries: usize) -> String {
    let (lasts, ended) = (SignedDuration::from_mins(60), Some(SignedDuration::from_mins(90)));
    house.with(|world| world.gather(space, &Crowd { people, entries, lasts, ended }).unwrap())
}

/// The one conference of the one space, open.
async fn in_the_conference(house: &House) -> Show {
    let mut show = house.settled().await;
    show.act("4").await;
    show.act("enter").await;
    show
}

/// Another path in the place of the one that is proposed.
async fn into(show: &mut Show, file: &Path) {
    show.press("ctrl-u").await;
    show.type_text(&file.display().to_string()).await;
}

fn read(file: &Path) -> String {
    std::fs::read_to_string(file).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_format_is_written_where_one_says() {
    let house = House::new();
    let name = house.space("Stand-up");
    over(&house, &name, 12, 150);
    let dir = super::keep::folder();
    let mut show = in_the_conference(&house).await;
    for (key, file, begins) in [
        ("m", "t.md", "# Stand-up\n"),
        ("t", "t.txt", "Stand-up\n"),
        ("v", "t.vtt", "WEBVTT"),
        ("s", "t.srt", "1\n00:00:00,000 --> "),
        ("J", "t.json", "{\n"),
        ("c", "p.csv", "name,kind,joined,left,user,participant,session\r\n"),
        ("p", "p.json", "[\n"),
        ("a", "a.json", "{\n"),
    ] {
        show.press("x").await;
        show.shows("Export of Stand-up");
        show.press(key).await;
        show.shows("Write to which file?");
        show.shows("stand-up-20");
        let file = dir.path().join(file);
        into(&mut show, &file).await;
        show.act("enter").await;
        show.hides("Write to which file?");
        show.shows("Wrote ");
        assert!(read(&file).starts_with(begins), "{key}: {}", &read(&file)[..80]);
    }
    let json: Value = serde_json::from_str(&read(&dir.path().join("t.json"))).unwrap();
    assert_eq!((json["entries"].as_array().unwrap().len(), &json["label"]), (150, &Value::from("Stand-up")));
    assert!(json["entries"][0]["speaker"].is_string(), "{}", json["entries"][0]);
    let people: Value = serde_json::from_str(&read(&dir.path().join("p.json"))).unwrap();
    assert_eq!(people.as_array().unwrap().len(), 12);
    assert!(people.as_array().unwrap().iter().all(|person| !person["sessions"].as_array().unwrap().is_empty()));
    let files: Value = serde_json::from_str(&read(&dir.path().join("a.json"))).unwrap();
    assert_eq!(files["recordings"].as_array().unwrap().len(), 1);
    assert!(read(&dir.path().join("p.csv")).lines().count() > 12);
    show.is_usable().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_read_is_not_read_again() {
    let house = House::new();
    let name = house.space("Stand-up");
    over(&house, &name, 12, 450);
    let dir = super::keep::folder();
    let mut show = in_the_conference(&house).await;
    show.act("j enter").await;
    show.shows("450 entries");
    assert_eq!(house.count(ENTRIES), 5);
    show.press("x J").await;
    let file = dir.path().join("t.json");
    into(&mut show, &file).await;
    show.act("enter").await;
    assert_eq!(house.count(ENTRIES), 5);
    let here: Value = serde_json::from_str(&read(&file)).unwrap();
    assert_eq!(here["entries"].as_array().unwrap().len(), 450);
    // It is the same as what is read from the server.
    show.press("esc esc").await;
    let house_only = in_the_conference(&house).await;
    let mut other = house_only;
    other.press("x J").await;
    let file = dir.path().join("again.json");
    into(&mut other, &file).await;
    other.act("enter").await;
    assert_eq!(house.count(ENTRIES), 10);
    assert_eq!(here, serde_json::from_str::<Value>(&read(&file)).unwrap());
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_replaced_without_being_told_to() {
    let house = House::new();
    let name = house.space("Stand-up");
    over(&house, &name, 3, 20);
    let dir = super::keep::folder();
    let file = dir.path().join("t.md");
    std::fs::write(&file, "mine").unwrap();
    let mut show = in_the_conference(&house).await;
    show.press("x enter").await;
    into(&mut show, &file).await;
    show.act("enter").await;
    show.shows("Replace t.md?");
    assert_eq!(house.count(ENTRIES), 0, "it is asked before anything is read");
    // Enter takes the safe answer.
    show.act("enter").await;
    show.shows("is there already");
    show.shows("Choose another name");
    assert_eq!(read(&file), "mine");
    show.act("enter").await;
    show.act("y").await;
    show.shows("Wrote ");
    assert!(read(&file).starts_with("# Stand-up"));
    assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_place_that_cannot_be_written_is_told_and_another_one_tried_without_reading_again() {
    let house = House::new();
    let name = house.space("Stand-up");
    over(&house, &name, 3, 20);
    let dir = super::keep::folder();
    let mut show = in_the_conference(&house).await;
    show.press("x enter").await;
    into(&mut show, &dir.path().join("none").join("t.md")).await;
    show.act("enter").await;
    show.shows("The file was not written");
    show.shows("there is no folder");
    show.shows("Make it first, or choose another.");
    // No file can be in there, whoever asks.
    into(&mut show, Path::new("/proc/self/t.md")).await;
    show.act("enter").await;
    show.tells("The file was not written", "/proc/self/t.md could not be written", "Nothing has to be read again");
    let asked = house.count(ENTRIES);
    assert_eq!(asked, 1);
    // A folder takes the proposed name.
    into(&mut show, dir.path()).await;
    show.act("enter").await;
    show.shows("Wrote ");
    assert_eq!(house.count(ENTRIES), asked);
    let file = std::fs::read_dir(dir.path()).unwrap().next().unwrap().unwrap();
    let called = file.file_name().into_string().unwrap();
    assert!(called.starts_with("stand-up-20") && called.ends_with("-transcript.md"), "{called}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_read_is_told_and_leaving_stops_it() {
    let house = House::new();
    let name = house.space("Stand-up");
    over(&house, &name, 3, 20);
    let dir = super::keep::folder();
    let file = dir.path().join("t.md");
    let mut show = in_the_conference(&house).await;
    house.fault(Fault::new(Trouble::Refuse(Refusal::Masked)).on(ENTRIES));
    show.press("x enter").await;
    into(&mut show, &file).await;
    show.act("enter").await;
    show.shows("Nothing was written: it could not be read");
    house.all_is_well();
    house.fault(Fault::new(Trouble::HangBeforeHeaders).on(ENTRIES));
    show.press("enter").await;
    show.until_screen("Esc stops it").await;
    show.until("it is asked", |_| house.count(ENTRIES) > 1).await;
    show.press("esc").await;
    // Were it still awaited, this would take until the end of patience.
    show.settle().await;
    assert!(!file.exists());
    house.all_is_well();
    show.press("x enter").await;
    into(&mut show, &file).await;
    show.act("enter").await;
    assert!(file.exists());
    show.is_usable().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn parts_follow_each_other_and_the_reader_writes_its_own() {
    let house = House::new();
    let name = house.space("Stand-up");
    house.join(&name, &[ANA, "Guest"]);
    for words in ["In the first part.", "In the second part."] {
        house.with(|world| {
            let transcript = world.start_artifact(&name, Artifact::Transcript).unwrap();
            world.advance(SignedDuration::from_secs(10));
            world.say(&name, &Person::User(ANA.into()), "en-US", words).unwrap();
            world.stop_artifact(&transcript).unwrap();
            world.advance(SignedDuration::from_secs(10));
        });
    }
    let dir = super::keep::folder();
    let mut show = in_the_conference(&house).await;
    show.press("x enter").await;
    let whole = dir.path().join("whole.md");
    into(&mut show, &whole).await;
    show.act("enter").await;
    assert!(read(&whole).contains("first part") && read(&whole).contains("second part"), "{}", read(&whole));
    show.act("j j enter").await;
    show.shows("In the second part.");
    show.press("x enter").await;
    let second = dir.path().join("second.md");
    into(&mut show, &second).await;
    show.act("enter").await;
    assert!(!read(&second).contains("first part") && read(&second).contains("second part"), "{}", read(&second));
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_transcript_people_are_offered_and_elsewhere_it_says_where() {
    let house = House::new();
    let name = house.space("Stand-up");
    over(&house, &name, 3, 0);
    let mut show = house.settled().await;
    show.press("x").await;
    show.shows("Enter on a conference (4) opens it first");
    show.act("4").await;
    show.act("enter").await;
    show.press("x").await;
    show.shows("none was made");
    show.press("m").await;
    show.shows("Export of Stand-up");
    show.press("esc").await;
    show.hides("Export of Stand-up");
    show.press("x").await;
    show.press("enter").await;
    show.shows("-people.csv");
    show.press("esc").await;
    show.is_usable().await;
}

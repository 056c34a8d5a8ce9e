use std::path::Path;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::{Value, json};

use super::*;

mod properties;

const START: i64 = 1_793_000_000;

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_second(START + seconds).unwrap()
}

fn said(speaker: &str, from: i64, until: i64, language: &str, text: &str) -> Entry {
    Entry {
        name: format!("conferenceRecords/c/transcripts/t/entries/{from}"),
        participant: Some(format!("conferenceRecords/c/participants/{speaker}")),
        speaker: Some(speaker.into()),
        start: Some(at(from)),
        end: Some(at(until)),
        language: Some(language.into()),
        text: text.into(),
    }
}

fn of(entries: Vec<Entry>) -> Transcript {
    Transcript {
        title: Some("Weekly <review>".into()),
        conference: "conferenceRecords/c".into(),
        name: "conferenceRecords/c/transcripts/t".into(),
        start: Some(at(0)),
        end: Some(at(1500)),
        entries,
    }
}

fn sample() -> Transcript {
    of(vec![
        said("Ana", 5, 8, "en-US", "Good morning. 1 < 2 & 3 > 2, so a --> b."),
        said("Ana", 9, 11, "en-US", "# Second\n\n- item"),
        said("佐藤 千代", 12, 15, "ja-JP", "おはようございます。"),
    ])
}

fn write(transcript: &Transcript, format: Format) -> String {
    super::transcript(transcript, format, &TimeZone::UTC)
}

#[test]
fn every_format_has_its_name() {
    for format in Format::ALL {
        assert_eq!(Format::named(format.extension()), Some(format));
    }
    assert_eq!(Format::named("doc"), None);
}

#[test]
fn text_is_a_line_an_entry() {
    assert_eq!(
        write(&sample(), Format::Text),
        "Weekly <review>
2026-10-26 07:33–07:58 UTC
conferenceRecords/c
en-US, ja-JP

[07:33:25] Ana: Good morning. 1 < 2 & 3 > 2, so a --> b.
[07:33:29] Ana: # Second - item
[07:33:32] 佐藤 千代: おはようございます。
"
    );
}

#[test]
fn markdown_says_who_speaks_and_makes_nothing_of_what_is_said() {
    assert_eq!(
        write(&sample(), Format::Markdown),
        r"# Weekly \<review\>

- 2026-10-26 07:33–07:58 UTC
- en-US, ja-JP
- conferenceRecords/c

**Ana** · 07:33:25

Good morning. 1 \< 2 \& 3 \> 2, so a --\> b.

\# Second - item

**佐藤 千代** · 07:33:32

おはようございます。
"
    );
}

#[test]
fn webvtt_names_voices_and_languages() {
    assert_eq!(
        write(&sample(), Format::WebVtt),
        "WEBVTT

NOTE
Weekly &lt;review&gt;
conferenceRecords/c

00:00:05.000 --> 00:00:08.000
<v Ana><lang en-US>Good morning. 1 &lt; 2 &amp; 3 &gt; 2, so a --&gt; b.</lang>

00:00:09.000 --> 00:00:11.000
<v Ana><lang en-US># Second - item</lang>

00:00:12.000 --> 00:00:15.000
<v 佐藤 千代><lang ja-JP>おはようございます。</lang>
"
    );
}

#[test]
fn srt_is_tame() {
    let mut entries = sample().entries;
    entries.push(said("Bo", 20, 22, "en-US", "<i>not italic</i> {\\an8}not on top"));
    assert_eq!(
        write(&of(entries), Format::Srt),
        r"1
00:00:05,000 --> 00:00:08,000
Ana: Good morning. 1 < 2 & 3 > 2, so a → b.

2
00:00:09,000 --> 00:00:11,000
Ana: # Second - item

3
00:00:12,000 --> 00:00:15,000
佐藤 千代: おはようございます。

4
00:00:20,000 --> 00:00:22,000
Bo: ‹i>not italic‹/i> {∖an8}not on top
"
    );
}

#[test]
fn json_has_the_apis_names_and_loses_nothing() {
    let mut odd = sample();
    odd.entries.truncate(1);
    let text = "a\u{1b}[31m\u{9b}x\u{202e}y\u{e0041}z\u{7f}\u{2028}\n👩‍👩‍👧";
    odd.entries[0].text = text.into();
    odd.entries[0].end = None;
    let written = write(&odd, Format::Json);
    assert!(!written.contains(|c| crate::text::is_unseen(c) && c != '\n'), "{written}");
    assert!(
        written.ends_with("}\n") && written.contains("\\u001b") && written.contains("\\u009b") && written.contains("\\u202e")
    );
    let read: Value = serde_json::from_str(&written).unwrap();
    assert_eq!(
        read,
        json!({
            "conferenceRecord": "conferenceRecords/c", "name": "conferenceRecords/c/transcripts/t", "label": "Weekly <review>",
            "startTime": at(0).to_string(), "endTime": at(1500).to_string(),
            "entries": [{"name": "conferenceRecords/c/transcripts/t/entries/5", "participant": "conferenceRecords/c/participants/Ana",
                "speaker": "Ana", "languageCode": "en-US", "startTime": at(5).to_string(), "text": text}],
        })
    );
}

#[test]
fn times_that_are_wrong_or_missing_still_make_subtitles() {
    let mut entries = vec![
        said("A", 30, 20, "en", "ends before it starts"),
        said("B", -40, -35, "en", "before the transcript"),
        said("C", 10, 10, "en", "no time at all"),
        said("D", 400_000, 400_001, "en", "a hundred hours in"),
    ];
    entries.push(Entry { start: None, end: None, ..said("E", 0, 0, "en", "never") });
    let vtt = write(&of(entries.clone()), Format::WebVtt);
    let times: Vec<&str> = vtt.lines().filter(|line| line.contains(" --> ")).collect();
    assert_eq!(
        times,
        [
            "00:00:00.000 --> 00:00:01.000",
            "00:00:10.000 --> 00:00:11.000",
            "00:00:30.000 --> 00:00:31.000",
            "111:06:40.000 --> 111:06:41.000",
            "111:06:41.000 --> 111:06:42.000",
        ]
    );
    let srt = write(&of(entries), Format::Srt);
    assert!(srt.contains("4\n111:06:40,000 --> 111:06:41,000\nD: a hundred hours in\n\n5\n"), "{srt}");
}

#[test]
fn nothing_said_is_nothing_written() {
    for empty in [of(Vec::new()), of(vec![said("A", 1, 2, "en", " \n\t\u{200b} ")])] {
        assert_eq!(write(&empty, Format::Srt), "");
        assert_eq!(write(&empty, Format::WebVtt), "WEBVTT\n\nNOTE\nWeekly &lt;review&gt;\nconferenceRecords/c\n");
        assert!(write(&empty, Format::Text).ends_with("conferenceRecords/c\n\n"));
        assert!(write(&empty, Format::Markdown).starts_with("# Weekly \\<review\\>\n"));
    }
    for format in Format::ALL {
        // not even a name or a time
        let bare =
            write(&Transcript { entries: vec![Entry { text: "x".into(), ..Entry::default() }], ..Transcript::default() }, format);
        assert!(format == Format::Json || bare.contains("Somebody"), "{bare}");
    }
}

#[test]
fn a_conference_that_ends_on_another_day() {
    let zone = TimeZone::get("Europe/Stockholm").unwrap();
    let mut late = of(Vec::new());
    late.end = Some(at(60 * 60 * 30));
    let text = super::transcript(&late, Format::Text, &zone);
    assert_eq!(text.lines().nth(1), Some("2026-10-26 08:33 – 2026-10-27 14:33 CET"));
    late.end = None;
    let text = super::transcript(&late, Format::Text, &zone);
    assert_eq!(text.lines().nth(1), Some("2026-10-26 08:33 CET, not over yet"));
}

fn person(name: &str, sessions: Vec<Stay>) -> Person {
    Person {
        display_name: Some(name.into()),
        kind: Kind::Guest,
        user: None,
        name: "conferenceRecords/c/participants/1".into(),
        earliest_start: Some(at(0)),
        latest_end: None,
        sessions,
    }
}

fn rows(csv: &str) -> Vec<Vec<String>> {
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect()
}

#[test]
fn a_table_has_a_row_a_session() {
    let stay =
        |number: i64| Stay { name: format!("s{number}"), start: Some(at(number)), end: (number < 9).then(|| at(number + 5)) };
    let people = [
        Person {
            kind: Kind::SignedIn,
            user: Some("users/7".into()),
            ..person("Ana \"Anna\" Álvarez, 2nd", vec![stay(1), stay(9)])
        },
        person("小林", Vec::new()),
    ];
    assert_eq!(
        people_csv(&people).unwrap().replace("\r\n", "↵\n"),
        r#"name,kind,joined,left,user,participant,session↵
"Ana ""Anna"" Álvarez, 2nd",signed in,2026-10-26T07:33:21Z,2026-10-26T07:33:26Z,users/7,conferenceRecords/c/participants/1,s1↵
"Ana ""Anna"" Álvarez, 2nd",signed in,2026-10-26T07:33:29Z,,users/7,conferenceRecords/c/participants/1,s9↵
小林,guest,2026-10-26T07:33:20Z,,,conferenceRecords/c/participants/1,↵
"#
    );
}

#[test]
fn no_field_is_a_formula() {
    for (name, seen) in [
        ("=1+1", "'=1+1"),
        ("+46 8 465", "'+46 8 465"),
        ("-1", "'-1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'=1"),
        ("\r=1", "'=1"),
        ("\u{200b}=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"),
        ("  =1", "'=1"),
        ("＝1＋1", "'＝1＋1"),
        ("\tAna", "'Ana"),
        ("Ana = Bo", "Ana = Bo"),
        ("a\nb\u{1b}[31mc", "a bc"),
        ("", ""),
    ] {
        let table = people_csv(&[person(name, Vec::new())]).unwrap();
        assert_eq!(rows(&table)[0][0], seen, "{name:?}");
    }
}

#[test]
fn people_and_artifacts_are_the_apis_resources() {
    let ana = json!({"name": "conferenceRecords/c/participants/1", "signedinUser": {"displayName": "Ana\u{202e}"}});
    let session = json!({"name": "conferenceRecords/c/participants/1/participantSessions/2"});
    let text = people_json(&[(ana, vec![session.clone()]), (json!({"name": "x"}), Vec::<Value>::new())]).unwrap();
    let read: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(read[0]["sessions"], json!([session]));
    assert_eq!((&read[0]["signedinUser"]["displayName"], &read[1]["sessions"]), (&json!("Ana\u{202e}"), &json!([])));
    assert!(!text.contains('\u{202e}'));
    let none: [Value; 0] = [];
    let text = artifacts_json(&[json!({"state": "ENDED"})], &none, &none).unwrap();
    let read: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(read, json!({"recordings": [{"state": "ENDED"}], "transcripts": [], "smartNotes": []}));
}

#[test]
fn a_file_has_a_name_that_every_system_takes() {
    let name = |title: &str| file_name(Some(title), Some(at(0)), &TimeZone::UTC, "transcript", "md");
    let day = at(0).to_string()[..16].replace('T', "-").replace(':', "");
    assert_eq!(name("Weekly design review"), format!("weekly-design-review-{day}-transcript.md"));
    assert_eq!(name("../../etc/passwd\0"), format!("etc-passwd-{day}-transcript.md"));
    assert_eq!(name("京都チーム 週次同期"), format!("京都チーム-週次同期-{day}-transcript.md"));
    assert_eq!(name("  🚀 "), format!("conference-{day}-transcript.md"));
    assert_eq!(name("हिन्दी"), format!("हिन्दी-{day}-transcript.md"));
    assert_eq!(file_name(Some("CON"), None, &TimeZone::UTC, "people", "csv"), "con-people.csv");
    assert!(name(&"ä".repeat(500)).len() < 200);
}

#[test]
fn a_file_is_made_whole_and_over_nothing_without_being_told_to() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("t.md");
    save(&file, "one", Existing::Keep).unwrap();
    let error = save(&file, "two", Existing::Keep).unwrap_err();
    assert!(matches!(error, SaveError::Exists(_)) && error.why().ends_with("t.md is there already"), "{error}");
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "one");
    save(&file, "two", Existing::Replace).unwrap();
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "two");
    save(&dir.path().join("new"), "x", Existing::Replace).unwrap();

    let folder = dir.path().join("folder");
    std::fs::create_dir(&folder).unwrap();
    assert!(matches!(save(&folder, "x", Existing::Replace), Err(SaveError::NoFile(_))));
    assert!(matches!(save(&folder, "x", Existing::Keep), Err(SaveError::Exists(_))));
    assert!(matches!(save(&dir.path().join("none/t.md"), "x", Existing::Keep), Err(SaveError::NoFolder(_))));
    assert!(matches!(save(Path::new("/"), "x", Existing::Replace), Err(SaveError::NoFile(_))));
    let mut names: Vec<_> = std::fs::read_dir(dir.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    names.sort();
    assert_eq!(names, ["folder", "new", "t.md"], "nothing half written is left");
}

#[cfg(unix)]
#[test]
fn what_is_saved_is_for_this_person_and_links_are_followed() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let dir = tempfile::tempdir().unwrap();
    let (file, link) = (dir.path().join("t.md"), dir.path().join("link"));
    save(&file, "one", Existing::Keep).unwrap();
    assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    symlink(&file, &link).unwrap();
    assert!(matches!(save(&link, "two", Existing::Keep), Err(SaveError::Exists(_))));
    save(&link, "two", Existing::Replace).unwrap();
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "two");
    assert!(link.symlink_metadata().unwrap().is_symlink());
    let nowhere = dir.path().join("nowhere");
    symlink(dir.path().join("none"), &nowhere).unwrap();
    assert!(matches!(save(&nowhere, "x", Existing::Keep), Err(SaveError::Exists(_))), "a link is something too");
    let error = save(&nowhere, "x", Existing::Replace).unwrap_err();
    assert!(matches!(error, SaveError::System(..)) && !dir.path().join("none").exists());
    let device = save(Path::new("/dev/full"), "x", Existing::Replace).unwrap_err();
    assert!(matches!(device, SaveError::NoFile(_)) && !device.next_step().is_empty());
}

/// What a disk that is full does: the child may make no file larger than half a kilobyte.
#[cfg(unix)]
#[test]
fn a_full_disk_leaves_the_old_file_as_it_was() {
    use std::process::Command;
    const FILE: &str = "GREENROOM_TEST_EXPORT";
    let text = "x".repeat(100_000);
    if let Some(file) = std::env::var_os(FILE) {
        let error = save(Path::new(&file), &text, Existing::Replace).unwrap_err();
        assert!(matches!(error, SaveError::System(..)) && error.next_step().contains("Nothing was left half written"), "{error}");
        return;
    }
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("t.md");
    save(&file, "old", Existing::Keep).unwrap();
    let script = "trap '' XFSZ; ulimit -f 1; exec \"$0\" --exact export::tests::a_full_disk_leaves_the_old_file_as_it_was";
    let mut child = Command::new("/bin/sh");
    child.arg("-c").arg(script).arg(std::env::current_exe().unwrap()).env(FILE, &file);
    let output = child.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "old");
    assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 1, "nothing half written is left");
}

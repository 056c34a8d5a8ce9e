//! What a conference leaves behind: sessions, recordings, transcripts with their entries, notes.

use greenroom::emulator::{Artifact, Crowd, Fault, Method, Paging, Person, Refusal, Scope, Trouble};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use crate::bench::{Bench, CREATED, Client, READONLY, SETTINGS, bo, detail, masked};

fn chi() -> Person {
    Person::User("chi@example.com".into())
}

fn ana() -> Person {
    Person::User("ana@example.com".into())
}

/// The running conference of a space.
fn running(bench: &Bench, space: &str) -> String {
    bench.emulator.with(|world| world.space(space).unwrap().active_conference()).unwrap()
}

/// Every item of a list, page by page, and how many there were on each page.
async fn all(client: &Client, path: &str, key: &str, size: usize) -> (Vec<Value>, Vec<usize>) {
    let (mut items, mut pages, mut token) = (Vec::new(), Vec::new(), String::new());
    loop {
        let page = client.get(&format!("{path}?pageSize={size}&pageToken={token}")).await.ok();
        let found = page.get(key).and_then(Value::as_array).cloned().unwrap_or_default();
        pages.push(found.len());
        items.extend(found);
        match page["nextPageToken"].as_str() {
            Some(next) => token = next.to_owned(),
            None => return (items, pages),
        }
    }
}

fn time(value: &Value, key: &str) -> Timestamp {
    value[key].as_str().unwrap_or_else(|| panic!("no {key} in {value}")).parse().unwrap()
}

/// How big a page of each list is when nobody asks, and at most; the crowd is large enough for every one.
#[tokio::test]
async fn pages_have_their_sizes_and_orders() {
    let bench = Bench::new();
    let name = bench.space();
    let record = bench.emulator.with(|world| {
        for _ in 0..260 {
            world.join(&name, &bo()).unwrap();
            world.advance(SignedDuration::from_secs(1));
        }
        for _ in 0..101 {
            for kind in Artifact::ALL {
                let made = world.start_artifact(&name, kind).unwrap();
                world.stop_artifact(&made).unwrap();
            }
            world.advance(SignedDuration::from_secs(1));
        }
        world.start_artifact(&name, Artifact::Transcript).unwrap();
        for number in 0..101 {
            world.say(&name, &bo(), "en-US", &format!("Sentence {number}.")).unwrap();
            world.advance(SignedDuration::from_secs(1));
        }
        world.space(&name).unwrap().active_conference().unwrap()
    });
    let people = bench.ana.get(&format!("/v2/{record}/participants")).await.ok();
    let sessions = format!("{}/participantSessions", people["participants"][0]["name"].as_str().unwrap());
    let transcript = bench.emulator.with(|world| world.artifacts(&record, Artifact::Transcript)).pop().unwrap();
    for (path, key, default, most, newest_first) in [
        (sessions, "participantSessions", 100, 250, true),
        (format!("{record}/recordings"), "recordings", 10, 100, false),
        (format!("{record}/transcripts"), "transcripts", 10, 100, false),
        (format!("{record}/smartNotes"), "smartNotes", 10, 100, false),
        (format!("{transcript}/entries"), "transcriptEntries", 10, 100, false),
    ] {
        let path = format!("/v2/{path}");
        for (asked, size) in [("", default), ("?pageSize=0", default), ("?page_size=3", 3), ("?pageSize=1000", most)] {
            let page = bench.ana.get(&format!("{path}{asked}")).await.ok();
            assert_eq!(page[key].as_array().unwrap().len(), size, "{key} {asked}");
            assert!(page["nextPageToken"].is_string());
        }
        let (items, pages) = all(&bench.ana, &path, key, 60).await;
        assert!(pages.len() > 1 && pages[..pages.len() - 1].iter().all(|length| *length == 60), "{key}: {pages:?}");
        let times: Vec<Timestamp> = items.iter().map(|item| time(item, "startTime")).collect();
        assert!(times.windows(2).all(|pair| if newest_first { pair[0] >= pair[1] } else { pair[0] <= pair[1] }), "{key}");
        let mut names: Vec<&str> = items.iter().map(|item| item["name"].as_str().unwrap()).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), items.len(), "{key}: nothing comes twice");
        assert_eq!(bench.ana.get(&format!("/v2/{}", items[1]["name"].as_str().unwrap())).await.ok(), items[1]);

        let token = bench.ana.get(&format!("{path}?pageSize=1")).await.ok()["nextPageToken"].as_str().unwrap().to_owned();
        let people = format!("/v2/{record}/participants?pageToken={token}");
        bench.ana.get(&people).await.error(400, "INVALID_ARGUMENT");
        bench.bo.get(&format!("{path}?pageToken={token}")).await.error(400, "INVALID_ARGUMENT");
        for wrong in ["?pageSize=-1", "?pageSize=x", "?pageToken=x", "?orderBy=name", "?totalSize=true", "?fields=totalSize"] {
            bench.ana.get(&format!("{path}{wrong}")).await.error(400, "INVALID_ARGUMENT");
        }
        bench.ana.post(&path, "{}").await.error(404, "NOT_FOUND");
    }
}

#[tokio::test]
async fn every_return_is_another_session() {
    let bench = Bench::new();
    let name = bench.space();
    bench.emulator.with(|world| {
        world.join(&name, &ana()).unwrap();
        for _ in 0..2 {
            world.join(&name, &bo()).unwrap();
            world.advance(SignedDuration::from_mins(5));
            world.leave(&name, &bo()).unwrap();
            world.advance(SignedDuration::from_mins(1));
        }
        world.join(&name, &bo()).unwrap();
        world.join(&name, &bo()).unwrap();
    });
    let record = running(&bench, &name);
    let people = bench.ana.get(&format!("/v2/{record}/participants?pageSize=5")).await.ok();
    let found = people["participants"].as_array().unwrap();
    let person = found.iter().find(|person| person["signedinUser"]["displayName"] == "Bo").unwrap();
    let path = format!("/v2/{}/participantSessions", person["name"].as_str().unwrap());
    let (sessions, _) = all(&bench.ana, &path, "participantSessions", 2).await;
    assert_eq!(sessions.iter().filter(|session| session.get("endTime").is_none()).count(), 2, "two devices at once");
    assert_eq!(time(&sessions[3], "startTime"), time(person, "earliestStartTime"));
    let stays = time(&sessions[3], "endTime").duration_since(time(&sessions[3], "startTime"));
    assert!(stays >= SignedDuration::from_mins(5) && stays < SignedDuration::from_mins(6));
    let count = async |filter: &str| {
        let filter: String = url::form_urlencoded::byte_serialize(filter.as_bytes()).collect();
        let page = bench.ana.get(&format!("{path}?filter={filter}")).await.ok();
        page["participantSessions"].as_array().map_or(0, Vec::len)
    };
    assert_eq!([count("end_time IS NULL").await, count("endTime IS NOT NULL").await], [2, 2]);
    let first = sessions[3]["startTime"].as_str().unwrap();
    assert_eq!([count(&format!("start_time > \"{first}\"")).await, count(&format!("startTime<={first}")).await], [3, 1]);
    for wrong in ["latest_end_time IS NULL", "end_time IS NULL OR start_time IS NULL", "name = \"x\""] {
        let query: String = url::form_urlencoded::byte_serialize(wrong.as_bytes()).collect();
        let error = bench.ana.get(&format!("{path}?filter={query}")).await.error(400, "INVALID_ARGUMENT");
        assert_eq!(detail(&error, "BadRequest")["fieldViolations"][0]["field"], "filter");
    }
    masked(&bench.ana.get(&format!("{path}/none")).await, "ParticipantSession");
    masked(&bench.ana.get(&format!("/v2/{record}/participants/none/participantSessions")).await, "Participant");
}

#[tokio::test]
async fn a_file_comes_after_the_end_and_brings_its_destination() {
    let bench = Bench::new();
    let name = bench.space();
    let (record, made) = bench.emulator.with(|world| {
        world.join(&name, &ana()).unwrap();
        let made = Artifact::ALL.map(|kind| world.start_artifact(&name, kind).unwrap());
        assert!(world.start_artifact(&name, Artifact::Recording).is_err(), "one of each at a time");
        (world.space(&name).unwrap().active_conference().unwrap(), made)
    });
    let states = async || {
        let mut states = Vec::new();
        for name in &made {
            let seen = bench.ana.get(&format!("/v2/{name}")).await.ok();
            let destination = seen.get("driveDestination").or(seen.get("docsDestination"));
            assert_eq!(destination.is_some(), seen["state"] == "FILE_GENERATED");
            assert_eq!(seen.get("endTime").is_some(), seen["state"] != "STARTED");
            states.push(seen["state"].as_str().unwrap().to_owned());
        }
        states
    };
    assert_eq!(states().await, ["STARTED"; 3]);
    bench.emulator.with(|world| world.stop_artifact(&made[0])).unwrap();
    assert_eq!(states().await, ["ENDED", "STARTED", "STARTED"]);
    bench.emulator.with(|world| {
        world.advance(SignedDuration::from_mins(4));
        world.end(&name).unwrap();
    });
    assert_eq!(states().await, ["ENDED"; 3]);
    bench.emulator.with(|world| world.advance(SignedDuration::from_secs(61)));
    assert_eq!(states().await, ["FILE_GENERATED", "ENDED", "ENDED"], "five minutes each");
    bench.emulator.with(|world| world.finish_artifact(&made[1])).unwrap();
    assert_eq!(states().await, ["FILE_GENERATED", "FILE_GENERATED", "ENDED"]);
    bench.emulator.with(|world| world.advance(SignedDuration::from_mins(5)));
    assert_eq!(states().await, ["FILE_GENERATED"; 3]);

    let recording = bench.ana.get(&format!("/v2/{}", made[0])).await.ok();
    let file = recording["driveDestination"]["file"].as_str().unwrap();
    assert_eq!(recording["driveDestination"]["exportUri"], format!("https://drive.google.com/file/d/{file}/view"));
    for name in &made[1..] {
        let seen = bench.ana.get(&format!("/v2/{name}")).await.ok();
        let document = seen["docsDestination"]["document"].as_str().unwrap();
        assert_eq!(seen["docsDestination"]["exportUri"], format!("https://docs.google.com/document/d/{document}/view"));
    }
    let part = format!("/v2/{record}/recordings?fields=recordings(state,driveDestination/exportUri)");
    let part = bench.ana.get(&part).await.ok();
    assert_eq!(part["recordings"][0].as_object().unwrap().len(), 2);
    for (collection, resource) in [("recordings", "Recording"), ("transcripts", "Transcript"), ("smartNotes", "SmartNote")] {
        masked(&bench.ana.get(&format!("/v2/{record}/{collection}/none")).await, resource);
    }
    masked(&bench.ana.get(&format!("/v2/{}/entries/none", made[1])).await, "TranscriptEntry");
    masked(&bench.ana.get(&format!("/v2/{record}/transcripts/none/entries")).await, "Transcript");
    bench.ana.get(&format!("/v2/{record}/recordings?filter=state%3D%22ENDED%22")).await.error(400, "INVALID_ARGUMENT");
}

#[tokio::test]
async fn a_file_that_never_comes() {
    let bench = Bench::new();
    let name = bench.space();
    let recording = bench.emulator.with(|world| {
        world.set_file_delay(None);
        world.join(&name, &ana()).unwrap();
        let recording = world.start_artifact(&name, Artifact::Recording).unwrap();
        world.end(&name).unwrap();
        world.advance(SignedDuration::from_mins(50));
        recording
    });
    assert_eq!(bench.ana.get(&format!("/v2/{recording}")).await.ok()["state"], "ENDED");
}

#[tokio::test]
async fn what_is_said_is_taken_down_as_it_is_said() {
    let bench = Bench::new();
    let name = bench.space();
    bench.emulator.with(|world| {
        world.join(&name, &bo()).unwrap();
        assert!(world.say(&name, &bo(), "en-US", "Nobody hears this.").is_err(), "no transcript is running");
        world.start_artifact(&name, Artifact::Transcript).unwrap();
        assert!(world.say(&name, &chi(), "en-US", "I am not there.").is_err());
    });
    let record = running(&bench, &name);
    let transcript = bench.emulator.with(|world| world.artifacts(&record, Artifact::Transcript)).pop().unwrap();
    let path = format!("/v2/{transcript}/entries");
    assert_eq!(bench.ana.get(&path).await.ok(), json!({}));
    let long = "word ".repeat(10_000);
    let said = [("en-US", "Hello."), ("ja-JP", "こんにちは。"), ("en-US", "\u{1b}[31mred\u{7}"), ("en-GB", long.as_str())];
    for (number, (language, text)) in said.into_iter().enumerate() {
        bench.emulator.with(|world| {
            world.advance(SignedDuration::from_secs(30));
            world.say(&name, &bo(), language, text).unwrap();
        });
        let seen = bench.ana.get(&path).await.ok();
        let entries = seen["transcriptEntries"].as_array().unwrap();
        assert_eq!(entries.len(), number + 1);
        let (last, who) = (&entries[number], bench.ana.get(&format!("/v2/{record}/participants")).await.ok());
        assert_eq!((&last["text"], &last["languageCode"]), (&json!(text), &json!(language)));
        assert_eq!(last["participant"], who["participants"][0]["name"]);
        assert!(time(last, "startTime") <= time(last, "endTime"));
    }
    bench.emulator.with(|world| world.stop_artifact(&transcript)).unwrap();
    assert!(bench.emulator.with(|world| world.say(&name, &bo(), "en-US", "Too late.")).is_err());
}

#[tokio::test]
async fn settings_make_by_themselves_what_the_first_host_brings() {
    let bench = Bench::new();
    let name = bench.space();
    let on = |setting: &str, switch: &str| json!({"artifactConfig": {setting: {switch: "ON"}}});
    bench.emulator.with(|world| {
        world.configure(&name, &on("transcriptionConfig", "autoTranscriptionGeneration")).unwrap();
        world.configure(&name, &on("smartNotesConfig", "autoSmartNotesGeneration")).unwrap();
        world.set_licence("ana@example.com", greenroom::emulator::Feature::SmartNotes, false).unwrap();
        world.join(&name, &bo()).unwrap();
    });
    let record = running(&bench, &name);
    let made = || Artifact::ALL.map(|kind| bench.emulator.with(|world| world.artifacts(&record, kind).len()));
    assert_eq!(made(), [0, 0, 0], "nobody who may has come");
    bench.emulator.with(|world| world.join(&name, &ana())).unwrap();
    assert_eq!(made(), [0, 1, 0], "the switch without the licence does nothing");
    bench.emulator.with(|world| {
        let transcript = world.artifacts(&record, Artifact::Transcript).pop().unwrap();
        world.stop_artifact(&transcript).unwrap();
        world.leave(&name, &ana()).unwrap();
        world.join(&name, &ana()).unwrap();
    });
    assert_eq!(made(), [0, 1, 0], "what was stopped by hand stays so");
}

#[tokio::test]
async fn whoever_sees_the_conference_sees_what_belongs_to_it() {
    let bench = Bench::new();
    let name = bench.space_of("calendar");
    let (record, paths) = bench.emulator.with(|world| {
        world.join(&name, &bo()).unwrap();
        let mut paths: Vec<String> = Artifact::ALL.map(|kind| world.start_artifact(&name, kind).unwrap()).to_vec();
        paths.push(world.say(&name, &bo(), "en-US", "Hello.").unwrap());
        (world.space(&name).unwrap().active_conference().unwrap(), paths)
    });
    let participant = bench.ana.get(&format!("/v2/{record}/participants")).await.ok()["participants"][0]["name"].clone();
    let sessions = format!("{}/participantSessions", participant.as_str().unwrap());
    let session = bench.ana.get(&format!("/v2/{sessions}")).await.ok()["participantSessions"][0]["name"].clone();
    let lists = paths.iter().map(|path| path.rsplit_once('/').unwrap().0.to_owned()).chain([sessions]);
    let lists: Vec<String> = lists.collect();
    let paths: Vec<String> = paths.into_iter().chain([session.as_str().unwrap().to_owned()]).chain(lists).collect();
    let created = bench.with_scopes(CREATED);
    let own = bench.sign_in("ana@example.com", "calendar", CREATED);
    let readonly = bench.sign_in("bo@example.com", "greenroom", READONLY);
    let settings = bench.with_scopes(SETTINGS);
    for path in &paths {
        let path = format!("/v2/{path}");
        for client in [&bench.ana, &bench.bo, &own, &readonly] {
            client.get(&path).await.ok();
        }
        masked(&bench.chi.get(&path).await, "ConferenceRecord");
        masked(&created.get(&path).await, "ConferenceRecord");
        let error = settings.get(&path).await.error(403, "PERMISSION_DENIED");
        assert_eq!(detail(&error, "ErrorInfo")["reason"], "ACCESS_TOKEN_SCOPE_INSUFFICIENT");
    }
    bench.emulator.with(|world| {
        world.end(&name).unwrap();
        world.advance(SignedDuration::from_hours(30 * 24) - SignedDuration::from_mins(1));
    });
    let ana = bench.sign_in("ana@example.com", "greenroom", &Scope::ALL);
    for path in &paths {
        ana.get(&format!("/v2/{path}")).await.ok();
    }
    bench.emulator.with(|world| world.advance(SignedDuration::from_mins(2)));
    for path in &paths {
        ana.get(&format!("/v2/{path}")).await.error(404, "NOT_FOUND");
    }
}

#[tokio::test]
async fn one_kind_is_refused_and_the_rest_stays() {
    let bench = Bench::new();
    let name = bench.space();
    let record = bench.emulator.with(|world| {
        let record = world.gather(&name, &Crowd::default()).unwrap();
        world.add_fault(Fault::new(Trouble::Refuse(Refusal::Masked)).on(Method::ListRecordings));
        record
    });
    masked(&bench.ana.get(&format!("/v2/{record}/recordings")).await, "Recording");
    for collection in ["transcripts", "smartNotes", "participants"] {
        bench.ana.get(&format!("/v2/{record}/{collection}")).await.ok();
    }
}

#[tokio::test]
async fn pages_that_are_short_empty_or_repeat_themselves() {
    let bench = Bench::new();
    let name = bench.space();
    let record = bench.emulator.with(|world| world.gather(&name, &Crowd::default())).unwrap();
    let path = format!("/v2/{record}/participants");
    let whole = all(&bench.ana, &path, "participants", 10).await.0;
    assert_eq!(whole.len(), 30);
    let odd = |fault: Fault| bench.emulator.with(|world| world.add_fault(fault.on(Method::ListParticipants)));

    odd(Fault::new(Trouble::Paging(Paging::Short(4))).times(3));
    let (items, pages) = all(&bench.ana, &path, "participants", 10).await;
    assert_eq!((items == whole, pages), (true, vec![4, 4, 4, 10, 8]));

    odd(Fault::new(Trouble::Paging(Paging::Empty)).times(1));
    odd(Fault::new(Trouble::Paging(Paging::Empty)).sparing(1).times(2));
    let (items, pages) = all(&bench.ana, &path, "participants", 10).await;
    assert_eq!((items == whole, pages), (true, vec![0, 10, 0, 0, 10, 10]));

    odd(Fault::new(Trouble::Paging(Paging::Repeated)));
    let first = bench.ana.get(&format!("{path}?pageSize=10")).await.ok();
    let token = first["nextPageToken"].as_str().unwrap();
    for _ in 0..2 {
        let page = bench.ana.get(&format!("{path}?pageSize=10&pageToken={token}")).await.ok();
        assert_eq!(page["nextPageToken"], token, "round and round");
    }
    bench.ana.get(&format!("/v2/{record}")).await.ok();
}

#[tokio::test]
async fn what_vanishes_between_two_pages() {
    let bench = Bench::new();
    let name = bench.space();
    let record = bench.emulator.with(|world| world.gather(&name, &Crowd::default())).unwrap();
    let path = format!("/v2/{record}/participants");
    let first = bench.ana.get(&format!("{path}?pageSize=10")).await.ok();
    let token = first["nextPageToken"].as_str().unwrap();
    let next = format!("{path}?pageSize=10&pageToken={token}");
    let second = bench.ana.get(&next).await.ok();
    let (last, gone) = (&first["participants"][9]["name"], second["participants"][0]["name"].as_str().unwrap());
    bench.emulator.with(|world| {
        world.vanish(gone).unwrap();
        world.vanish(last.as_str().unwrap()).unwrap();
        assert!(world.vanish(gone).is_err());
    });
    masked(&bench.ana.get(&format!("/v2/{gone}")).await, "Participant");
    let rest = bench.ana.get(&next).await.ok();
    assert_eq!(rest["participants"][0], second["participants"][1], "nobody is doubled or hidden");

    let entries = bench.emulator.with(|world| world.artifacts(&record, Artifact::Transcript)).pop().unwrap();
    let entries = format!("/v2/{entries}/entries");
    let page = bench.ana.get(&entries).await.ok();
    let entry = page["transcriptEntries"][3]["name"].as_str().unwrap();
    bench.emulator.with(|world| world.vanish(entry)).unwrap();
    masked(&bench.ana.get(&format!("/v2/{entry}")).await, "TranscriptEntry");
    assert_eq!(bench.ana.get(&entries).await.ok()["transcriptEntries"][3], page["transcriptEntries"][4]);

    bench.emulator.with(|world| world.add_fault(Fault::new(Trouble::Vanish).on(Method::ListTranscriptEntries).sparing(1)));
    let token = bench.ana.get(&entries).await.ok()["nextPageToken"].as_str().unwrap().to_owned();
    let next = format!("{entries}?pageToken={token}");
    assert_eq!(bench.ana.get(&next).await.ok()["transcriptEntries"].as_array().unwrap().len(), 10, "this one still came");
    masked(&bench.ana.get(&next).await, "ConferenceRecord");
    masked(&bench.ana.get(&format!("/v2/{record}")).await, "ConferenceRecord");
}

#[tokio::test]
async fn the_largest_conference_is_read_page_by_page() {
    let bench = Bench::new();
    let name = bench.space();
    let record = bench.emulator.with(|world| world.gather(&name, &Crowd::largest())).unwrap();
    let (people, pages) = all(&bench.ana, &format!("/v2/{record}/participants"), "participants", 250).await;
    assert_eq!((people.len(), pages.len()), (2500, 10));
    for kind in ["signedinUser", "anonymousUser", "phoneUser"] {
        assert!(people.iter().filter(|person| person.get(kind).is_some()).count() > 100, "{kind}");
    }
    let transcript = bench.emulator.with(|world| world.artifacts(&record, Artifact::Transcript)).pop().unwrap();
    let (entries, pages) = all(&bench.ana, &format!("/v2/{transcript}/entries"), "transcriptEntries", 100).await;
    assert_eq!((entries.len(), pages.len()), (20_000, 200));
    let languages: std::collections::BTreeSet<&str> =
        entries.iter().map(|entry| entry["languageCode"].as_str().unwrap()).collect();
    assert!(languages.len() > 4);
}

#[tokio::test]
async fn clocks_that_are_wrong_are_told_as_they_are() {
    let bench = Bench::new();
    let name = bench.space();
    bench.emulator.with(|world| {
        world.join(&name, &ana()).unwrap();
        world.join(&name, &bo()).unwrap();
        world.advance(SignedDuration::from_mins(-5));
        world.leave(&name, &bo()).unwrap();
    });
    let record = running(&bench, &name);
    let gone = bench.ana.get(&format!("/v2/{record}/participants?filter=latest_end_time%20IS%20NOT%20NULL")).await.ok();
    let person = &gone["participants"][0];
    assert!(time(person, "latestEndTime") < time(person, "earliestStartTime"), "an end before a start");
    let sessions = format!("/v2/{}/participantSessions", person["name"].as_str().unwrap());
    let session = &bench.ana.get(&sessions).await.ok()["participantSessions"][0];
    assert!(time(session, "endTime") < time(session, "startTime"));
}

#[tokio::test]
async fn two_people_of_one_name_are_two() {
    let bench = Bench::new();
    let name = bench.space();
    let twin = |id: &str| Person::Visitor { id: id.into(), name: "Alex Kim".into() };
    bench.emulator.with(|world| {
        for person in [twin("111"), twin("222"), Person::Anonymous("Alex Kim".into()), twin("111")] {
            world.join(&name, &person).unwrap();
        }
    });
    let record = running(&bench, &name);
    let people = bench.ana.get(&format!("/v2/{record}/participants")).await.ok();
    let people = people["participants"].as_array().unwrap();
    assert_eq!(people.len(), 3);
    let user = |person: &&Value| person["signedinUser"]["user"].as_str().map(str::to_owned);
    let mut users: Vec<String> = people.iter().filter_map(|person| user(&person)).collect();
    users.sort();
    assert_eq!(users, ["users/111", "users/222"]);
    assert_eq!(bench.emulator.with(|world| world.people_in(&name)), 3);
}

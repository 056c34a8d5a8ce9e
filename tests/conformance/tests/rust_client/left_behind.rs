//! What conferences leave behind: sessions, recordings, transcripts with their entries, notes.

use google_apps_meet_v2::model::{recording, smart_note, transcript};
use google_cloud_gax::error::rpc::Code;
use google_cloud_gax::paginator::ItemPaginator;
use greenroom_conformance::Bench;

use super::{records, refusal, violation};

/// Every item of a list.
macro_rules! all {
    ($pages:expr) => {{
        let mut pages = $pages.by_item();
        let mut items = Vec::new();
        while let Some(item) = pages.next().await {
            items.push(item.unwrap());
        }
        items
    }};
}

#[tokio::test]
async fn sessions() {
    let bench = Bench::new();
    let client = records(&bench, &bench.bo).await;
    let record = bench.rich_conference();
    let people = client.list_participants().set_parent(&record).send().await.unwrap().participants;
    let bo = people.iter().find(|person| person.signedin_user().is_some_and(|user| user.display_name == "Bo Lindqvist"));
    let bo = &bo.unwrap().name;
    let sessions = all!(client.list_participant_sessions().set_parent(bo).set_page_size(2));
    let open: Vec<bool> = sessions.iter().map(|session| session.end_time.is_none()).collect();
    assert_eq!(open, [true, false, false], "the latest first");
    for session in &sessions {
        assert_eq!(client.get_participant_session().set_name(&session.name).send().await.unwrap(), *session);
    }
    let list = client.list_participant_sessions().set_parent(bo);
    let closed = list.clone().set_filter("end_time IS NOT NULL").send().await.unwrap();
    assert_eq!(closed.participant_sessions.len(), 2);
    assert_eq!(violation(&list.set_filter("latest_end_time IS NULL").send().await.unwrap_err()), "filter");
    let error = client.get_participant_session().set_name(format!("{bo}/participantSessions/none")).send().await.unwrap_err();
    assert_eq!(refusal(&error).0, Code::PermissionDenied);
}

#[tokio::test]
async fn recordings_and_notes() {
    let bench = Bench::new();
    let client = records(&bench, &bench.ana).await;
    let record = bench.rich_conference();
    let recordings = all!(client.list_recordings().set_parent(&record).set_page_size(1));
    for (made, state) in
        recordings.iter().zip([recording::State::FileGenerated, recording::State::Ended, recording::State::Started])
    {
        assert_eq!((&made.state, made.end_time.is_none()), (&state, state == recording::State::Started));
        assert_eq!(made.drive_destination().is_some(), state == recording::State::FileGenerated);
        assert_eq!(client.get_recording().set_name(&made.name).send().await.unwrap(), *made);
    }
    let file = recordings[0].drive_destination().unwrap();
    assert!(file.export_uri.contains(&file.file));

    let notes = all!(client.list_smart_notes().set_parent(&record).set_page_size(2));
    let states: Vec<&smart_note::State> = notes.iter().map(|note| &note.state).collect();
    assert_eq!(states, [&smart_note::State::FileGenerated, &smart_note::State::Ended, &smart_note::State::Started]);
    for note in &notes {
        assert_eq!(client.get_smart_note().set_name(&note.name).send().await.unwrap(), *note);
    }
    let document = notes[0].docs_destination().unwrap();
    assert!(document.export_uri.contains(&document.document) && notes[1].docs_destination().is_none());

    let error = client.list_recordings().set_parent(&record).set_page_token("bogus").send().await.unwrap_err();
    assert_eq!(violation(&error), "page_token");
    let error = client.get_smart_note().set_name(format!("{record}/smartNotes/none")).send().await.unwrap_err();
    assert_eq!(refusal(&error).0, Code::PermissionDenied);
}

#[tokio::test]
async fn transcripts_and_their_entries() {
    let bench = Bench::new();
    let client = records(&bench, &bench.ana).await;
    let record = bench.rich_conference();
    let transcripts = all!(client.list_transcripts().set_parent(&record).set_page_size(2));
    assert_eq!(transcripts.len(), 3);
    assert_eq!(transcripts[2].state, transcript::State::Started);
    for made in &transcripts {
        assert_eq!(client.get_transcript().set_name(&made.name).send().await.unwrap(), *made);
    }
    assert!(transcripts[0].docs_destination().is_some() && transcripts[1].docs_destination().is_none());
    let entries = all!(client.list_transcript_entries().set_parent(&transcripts[0].name).set_page_size(1));
    let said: Vec<(&str, &str)> = entries.iter().map(|entry| (entry.language_code.as_str(), entry.text.as_str())).collect();
    assert_eq!(said, [("en-US", "Good morning."), ("ja-JP", "おはようございます。"), ("ar", "صباح الخير")]);
    for entry in &entries {
        assert_eq!(client.get_transcript_entry().set_name(&entry.name).send().await.unwrap(), *entry);
        assert_eq!(client.get_participant().set_name(&entry.participant).send().await.unwrap().name, entry.participant);
        assert!(entry.start_time.is_some() && entry.end_time.is_some());
    }
    let error = client.get_transcript_entry().set_name(format!("{}/entries/1", transcripts[0].name)).send().await.unwrap_err();
    assert_eq!(refusal(&error).0, Code::PermissionDenied);
}

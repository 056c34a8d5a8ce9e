//! The calls about conferences: what is sent, and pages on their bad days.

use rstest::rstest;
use serde_json::{Value, json};

use super::*;
use crate::meet::names::{ConferenceName, ParticipantName, TranscriptName};
use crate::meet::records::{ConferenceFilter, List, Pages, ParticipantFilter, SessionFilter};
use crate::meet::resources::{ArtifactState, ConferenceRecord, Participant};

const MASKED: &str = r#"{"error":{"code":403,"message":"Permission denied on resource ConferenceRecord (or it might not exist).","status":"PERMISSION_DENIED"}}"#;

fn conference() -> ConferenceName {
    "conferenceRecords/c-1_A".parse().unwrap()
}

fn person() -> ParticipantName {
    "conferenceRecords/c-1_A/participants/p1".parse().unwrap()
}

fn transcript() -> TranscriptName {
    "conferenceRecords/c-1_A/transcripts/t1".parse().unwrap()
}

async fn scripted(replies: Vec<Reply>) -> (Server, Client) {
    let server = Server::start(replies).await;
    let client = client(&server);
    (server, client)
}

/// Targets of the requests, decoded.
fn targets(server: &Server) -> Vec<String> {
    let decode = |seen: &server::Seen| {
        let url = url::Url::parse(&format!("http://x{}", seen.line().trim_start_matches("GET "))).unwrap();
        let query: Vec<String> = url.query_pairs().map(|(key, value)| format!("{key}={value}")).collect();
        if query.is_empty() { url.path().to_owned() } else { format!("{} {}", url.path(), query.join(" & ")) }
    };
    server.seen().iter().map(decode).collect()
}

fn people(ids: std::ops::Range<usize>, next: &str) -> Reply {
    let people: Vec<Value> = ids.map(|n| json!({"name": format!("conferenceRecords/c-1_A/participants/p{n}")})).collect();
    let mut page = json!({});
    if !people.is_empty() {
        page["participants"] = people.into();
    }
    if !next.is_empty() {
        page["nextPageToken"] = next.into();
    }
    Reply::json(200, &page.to_string())
}

fn everyone() -> List<Participant> {
    List::participants(&conference(), &ParticipantFilter::default())
}

fn ids(people: &[Participant]) -> Vec<&str> {
    people.iter().map(|person| person.name.id()).collect()
}

#[tokio::test]
async fn what_is_asked_for_one_page_of_each_list() {
    let (server, client) = scripted(vec![Reply::json(200, "{}")]).await;
    let from = "2026-11-01T00:00:00Z".parse().unwrap();
    let filter = ConferenceFilter::of(&space()).from(from);
    assert!(client.page(&List::conferences(&filter), None).await.unwrap().items.is_empty());
    client.page(&List::participants(&conference(), &ParticipantFilter::present()), None).await.unwrap();
    client.page(&List::sessions(&person(), &SessionFilter::default()), None).await.unwrap();
    client.page(&List::recordings(&conference()), None).await.unwrap();
    client.page(&List::transcripts(&conference()), None).await.unwrap();
    client.page(&List::entries(&transcript()), None).await.unwrap();
    client.page(&List::smart_notes(&conference()).paged_by(3), None).await.unwrap();
    assert_eq!(
        targets(&server),
        [
            r#"/v2/conferenceRecords filter=space.name = "spaces/jQCFfuBOdN5z" AND start_time>="2026-11-01T00:00:00Z" & pageSize=100"#,
            "/v2/conferenceRecords/c-1_A/participants filter=latest_end_time IS NULL & pageSize=250",
            "/v2/conferenceRecords/c-1_A/participants/p1/participantSessions pageSize=250",
            "/v2/conferenceRecords/c-1_A/recordings pageSize=100",
            "/v2/conferenceRecords/c-1_A/transcripts pageSize=100",
            "/v2/conferenceRecords/c-1_A/transcripts/t1/entries pageSize=100",
            "/v2/conferenceRecords/c-1_A/smartNotes pageSize=3",
        ]
    );
}

#[tokio::test]
async fn one_of_each_is_read() {
    let under = "conferenceRecords/c-1_A";
    let names = [
        format!("{under}/participants/p1"),
        format!("{under}/participants/p1/participantSessions/s1"),
        format!("{under}/recordings/r1"),
        format!("{under}/transcripts/t1"),
        format!("{under}/transcripts/t1/entries/e1"),
        format!("{under}/smartNotes/n1"),
    ];
    let sent = |name: &String| json!({"name": name, "state": "FILE_GENERATED", "startTime": "2026-11-18T11:05:00.123456789Z"});
    let (server, client) = scripted(names.iter().map(|name| Reply::json(200, &sent(name).to_string())).collect()).await;
    assert_eq!(client.participant(&names[0].parse().unwrap()).await.unwrap().name.as_str(), names[0]);
    let session = client.session(&names[1].parse().unwrap()).await.unwrap();
    assert_eq!(session.start_time.unwrap().to_string(), "2026-11-18T11:05:00.123456789Z");
    let recording = client.recording(&names[2].parse().unwrap()).await.unwrap();
    assert_eq!((recording.state, recording.drive_destination), (Some(ArtifactState::FileGenerated), None));
    assert_eq!(client.transcript(&names[3].parse().unwrap()).await.unwrap().name, transcript());
    assert_eq!(client.entry(&names[4].parse().unwrap()).await.unwrap().name.id(), "e1");
    assert_eq!(client.smart_note(&names[5].parse().unwrap()).await.unwrap().name.id(), "n1");
    assert_eq!(targets(&server), names.map(|name| format!("/v2/{name}")));
}

#[tokio::test]
async fn short_and_empty_pages_are_not_the_end_and_each_is_there_once() {
    let (server, client) = scripted(vec![people(0..3, "a b&c"), people(0..0, "t2"), people(2..5, "t3"), people(0..0, "")]).await;
    let all = client.read_all(&everyone()).await.unwrap();
    assert_eq!(ids(&all), ["p0", "p1", "p2", "p3", "p4"]);
    let start = "/v2/conferenceRecords/c-1_A/participants pageSize=250";
    let wanted = [
        start.to_owned(),
        format!("{start} & pageToken=a b&c"),
        format!("{start} & pageToken=t2"),
        format!("{start} & pageToken=t3"),
    ];
    assert_eq!(targets(&server), wanted);
}

#[tokio::test]
async fn the_filter_goes_with_every_page() {
    let (server, client) = scripted(vec![people(0..1, "t"), people(1..2, "")]).await;
    client.read_all(&List::participants(&conference(), &ParticipantFilter::present())).await.unwrap();
    assert!(targets(&server).iter().all(|target| target.contains("filter=latest_end_time IS NULL")), "{:?}", targets(&server));
}

#[rstest]
#[case("{}")]
#[case(r#"{"conferenceRecords":null,"nextPageToken":null}"#)]
#[case(r#"{"conferenceRecords":[],"nextPageToken":"","new":1}"#)]
#[tokio::test]
async fn nothing_is_no_error(#[case] answer: &str) {
    let (_server, client) = scripted(vec![Reply::json(200, answer)]).await;
    let all: Vec<ConferenceRecord> = client.read_all(&List::conferences(&ConferenceFilter::default())).await.unwrap();
    assert!(all.is_empty());
}

#[tokio::test]
async fn pages_that_go_round_or_never_end_are_given_up() {
    let (server, client) = scripted(vec![people(0..1, "again")]).await;
    let error = client.read_all(&everyone()).await.unwrap_err();
    assert!(matches!(error, MeetError::WrongShape { .. }), "{error:?}");
    check_texts(&error);
    assert_eq!(server.seen().len(), 2);

    let (server, client) = scripted((0..100).map(|n| people(n..n + 1, &format!("t{n}"))).collect()).await;
    let error = client.read_all(&everyone()).await.unwrap_err();
    assert!(matches!(error, MeetError::WrongShape { .. }), "{error:?}");
    assert_eq!(server.seen().len(), 40);
}

#[rstest]
#[case(403, MASKED)]
#[case(404, r#"{"error":{"code":404,"status":"NOT_FOUND"}}"#)]
#[tokio::test]
async fn what_vanishes_between_two_pages_is_told_as_such(#[case] http: u16, #[case] body: &str) {
    let (_server, client) = scripted(vec![people(0..2, "t"), Reply::json(http, body)]).await;
    let error = client.read_all(&everyone()).await.unwrap_err();
    assert_eq!(error, MeetError::Vanished { http, pages: 1 });
    check_texts(&error);
    assert!(error.why().contains("is not any more"), "{}", error.why());

    // On the first page it is hidden, like anything else.
    let (_server, client) = scripted(vec![Reply::json(http, body)]).await;
    let error = client.read_all(&everyone()).await.unwrap_err();
    assert!(matches!(error, MeetError::Hidden { .. }), "{error:?}");
}

#[tokio::test]
async fn after_an_error_the_walk_goes_on_where_it_stood() {
    let broken = Reply::json(400, r#"{"error":{"code":400,"status":"INVALID_ARGUMENT"}}"#);
    let (server, client) = scripted(vec![people(0..2, "t"), broken, people(2..3, "")]).await;
    let mut pages = Pages::new(everyone());
    assert_eq!(ids(&pages.next(&client).await.unwrap().unwrap()), ["p0", "p1"]);
    assert!(pages.next(&client).await.is_err());
    assert!((pages.read(), pages.is_over()) == (1, false));
    assert_eq!(ids(&pages.next(&client).await.unwrap().unwrap()), ["p2"]);
    assert_eq!(pages.next(&client).await, Ok(None));
    assert!(pages.is_over());
    assert_eq!(server.seen().len(), 3);
}

#[tokio::test]
async fn one_small_read_counts_everybody() {
    let (server, client) = scripted(vec![Reply::json(
        200,
        r#"{"participants":[{"name":"conferenceRecords/c-1_A/participants/p"}],"nextPageToken":"t","totalSize":2500}"#,
    )])
    .await;
    assert_eq!(client.people_in_all(&conference()).await, Ok(2500));
    let fields = "participants(name),nextPageToken,totalSize";
    assert_eq!(targets(&server), [format!("/v2/conferenceRecords/c-1_A/participants pageSize=1 & fields={fields}")]);

    let (_server, client) = scripted(vec![Reply::json(200, "{}")]).await;
    assert_eq!(client.people_in_all(&conference()).await, Ok(0));

    // A server that does not count is counted.
    let (server, client) = scripted(vec![people(0..1, "t"), people(0..250, "t"), people(250..260, "")]).await;
    assert_eq!(client.people_in_all(&conference()).await, Ok(260));
    assert_eq!(server.seen().len(), 3);
}

#[tokio::test]
async fn a_name_that_is_none_and_a_time_that_is_none_are_wrong_shapes() {
    for item in [
        json!({"name": "conferenceRecords/c/participants/../.."}),
        json!({"name": "conferenceRecords/c/participants/p", "earliestStartTime": "yesterday"}),
    ] {
        let (_server, client) = scripted(vec![Reply::json(200, &json!({"participants": [item]}).to_string())]).await;
        let error = client.read_all(&everyone()).await.unwrap_err();
        assert!(matches!(error, MeetError::WrongShape { .. }), "{error:?}");
        check_texts(&error);
    }
}

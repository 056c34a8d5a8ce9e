//! What is sent again, when, and what never is.

use jiff::{SignedDuration, Timestamp};
use rstest::rstest;

use super::*;
use crate::meet::error::Kind;
use crate::meet::patch::SpacePatch;
use crate::meet::resources::AccessType;

const LIMITED: &str = r#"{"error":{"code":429,"message":"Quota exceeded","status":"RESOURCE_EXHAUSTED"}}"#;

fn delayed(delay: &str) -> Reply {
    let detail = format!(r#"{{"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"{delay}"}}"#);
    Reply::json(429, &format!(r#"{{"error":{{"code":429,"status":"RESOURCE_EXHAUSTED","details":[{detail}]}}}}"#))
}

#[rstest]
#[case::limited(Reply::json(429, LIMITED))]
#[case::limited_by_a_page(Reply::page(429))]
#[case::a_reason_under_another_status(Reply::json(
    403,
    r#"{"error":{"details":[{"@type":"type.googleapis.com/google.rpc.ErrorInfo","reason":"RATE_LIMIT_EXCEEDED"}]}}"#
))]
#[case::wait_no_time(Reply::with(429, &["Retry-After: 0"], LIMITED))]
#[case::wait_a_little(delayed("0.010s"))]
#[case::server_error(Reply::json(500, "{}"))]
#[case::bad_gateway(Reply::page(502))]
#[case::unavailable(Reply::with(503, &["Retry-After: nonsense"], "{}"))]
#[case::gateway_timeout(Reply::json(504, ""))]
#[case::reset(Reply::Reset(Vec::new()))]
#[tokio::test]
async fn a_read_and_a_patch_are_repeated(#[case] bad: Reply) {
    for round in 0..2 {
        let server = Server::start(vec![bad.clone(), bad.clone(), Reply::json(200, SPACE)]).await;
        let (client, notes) = noted(&client(&server));
        let method = if round == 0 {
            client.get_space(&space_ref()).await.unwrap();
            "spaces.get"
        } else {
            client.patch_space(&space(), &SpacePatch::new().access(AccessType::Open)).await.unwrap();
            "spaces.patch"
        };
        let notes = notes.lock().unwrap();
        let told: Vec<(&str, u32)> = notes.iter().map(|waiting| (waiting.method, waiting.attempt)).collect();
        assert_eq!(told, [(method, 1), (method, 2)]);
        assert!(notes.iter().all(|waiting| waiting.cause.is_transient() && waiting.delay <= 400 * MS));
        let seen = server.seen();
        assert_eq!(seen.len(), 3);
        assert!(seen.iter().all(|one| one.line() == seen[0].line() && one.body == seen[0].body), "the same each time");
    }
}

#[rstest]
#[case(Reply::json(500, "{}"))]
#[case(Reply::json(429, LIMITED))]
#[tokio::test]
async fn it_ends_after_the_tries(#[case] bad: Reply) {
    let server = Server::start(vec![bad]).await;
    let error = client(&server).get_space(&space_ref()).await.unwrap_err();
    check_texts(&error);
    assert_eq!((error.kind(), server.seen().len()), (Kind::Unavailable, 3));
}

#[tokio::test]
async fn a_waited_call_waits_as_long_as_it_was_told() {
    let server = Server::start(vec![delayed("0.3s"), Reply::json(200, SPACE)]).await;
    let (client, notes) = noted(&client(&server));
    client.get_space(&space_ref()).await.unwrap();
    let notes = notes.lock().unwrap();
    // A little of the time that was asked for passes while the answer is read.
    assert!((50 * MS..=301 * MS).contains(&notes[0].delay), "{:?}", notes[0].delay);
}

#[rstest]
#[case::seconds(Reply::with(429, &["Retry-After: 77"], LIMITED))]
#[case::retry_info(delayed("77s"))]
#[case::the_longer_of_both(Reply::with(503, &["Retry-After: 77"], r#"{"error":{"details":[{"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"3.5s"}]}}"#))]
#[case::a_date(Reply::with(429, &["Date: Sun, 06 Nov 1994 08:49:37 GMT", "Retry-After: Sun, 06 Nov 1994 08:50:54 GMT"], LIMITED))]
#[tokio::test]
async fn too_long_a_wait_is_not_waited_but_told(#[case] reply: Reply) {
    let server = Server::start(vec![reply]).await;
    let (client, notes) = noted(&client(&server));
    let before = Timestamp::now();
    let error = client.get_space(&space_ref()).await.unwrap_err();
    check_texts(&error);
    let wait = error.retry_at().unwrap().duration_since(before);
    assert!((SignedDuration::from_secs(77)..SignedDuration::from_secs(97)).contains(&wait), "{wait:?}");
    assert_eq!(server.seen().len(), 1);
    assert!(notes.lock().unwrap().is_empty());
}

#[rstest]
#[case("-5")]
#[case("1e3")]
#[case("soon")]
#[case("")]
#[case("99999999999999999999999999")]
#[case("Sun, 99 Nov 1994 08:49:37 GMT")]
#[tokio::test]
async fn nonsense_about_waiting_is_no_wait(#[case] text: &str) {
    let server = Server::start(vec![Reply::with(429, &[&format!("Retry-After: {text}")], LIMITED)]).await;
    let error = client(&server).get_space(&space_ref()).await.unwrap_err();
    assert_eq!((error.retry_at(), server.seen().len()), (None, 3));
}

#[tokio::test]
async fn a_date_that_is_over_is_no_wait() {
    let headers = ["Date: Sun, 06 Nov 1994 08:49:37 GMT", "Retry-After: Sun, 06 Nov 1994 08:00:00 GMT"];
    let server = Server::start(vec![Reply::with(429, &headers, LIMITED), Reply::json(200, SPACE)]).await;
    client(&server).get_space(&space_ref()).await.unwrap();
    assert_eq!(server.seen().len(), 2);
}

#[rstest]
#[case::limited(Reply::json(429, LIMITED), false)]
#[case::limited_for_a_moment(Reply::with(429, &["Retry-After: 0"], LIMITED), false)]
#[case::server_error(Reply::json(500, "{}"), true)]
#[case::unavailable(Reply::json(503, "{}"), true)]
#[case::reset(Reply::Reset(Vec::new()), true)]
#[tokio::test]
async fn a_create_is_sent_once_whatever_happens(#[case] bad: Reply, #[case] unknown: bool) {
    let server = Server::start(vec![bad, Reply::json(200, SPACE)]).await;
    let (client, notes) = noted(&client(&server));
    let error = client.create_space(None).await.unwrap_err();
    check_texts(&error);
    assert_eq!(matches!(error, MeetError::OutcomeUnknown { .. }), unknown, "{error:?}");
    assert!(!matches!(error, MeetError::OutcomeUnknown { .. }) || !error.is_transient());
    assert_eq!((server.seen().len(), notes.lock().unwrap().len()), (1, 0));
}

#[rstest]
#[case::limited(Reply::json(429, LIMITED), 2)]
#[case::server_error(Reply::json(500, "{}"), 1)]
#[case::reset(Reply::Reset(Vec::new()), 1)]
#[tokio::test]
async fn an_end_is_repeated_only_if_nobody_worked_on_it(#[case] bad: Reply, #[case] requests: usize) {
    let server = Server::start(vec![bad, Reply::json(200, "{}")]).await;
    let done = client(&server).end_active_conference(&space()).await;
    assert_eq!(server.seen().len(), requests);
    match done {
        Ok(()) => assert_eq!(requests, 2),
        Err(error) => assert!(matches!(error, MeetError::OutcomeUnknown { .. }), "{error:?}"),
    }
}

#[tokio::test]
async fn a_connection_that_the_server_closed_meanwhile_costs_no_second_create() {
    let closing = Reply::Close(super::server::message(200, &[], SPACE.as_bytes()));
    let server = Server::start(vec![closing, Reply::json(200, SPACE)]).await;
    let client = client(&server);
    client.get_space(&space_ref()).await.unwrap();
    // Whether the client has seen the end of the first connection or not: the space is made once, or it is said that nobody knows.
    let made = client.create_space(None).await;
    let creates = server.seen().iter().filter(|seen| seen.line().starts_with("POST")).count();
    match made {
        Ok(_) => assert_eq!(creates, 1),
        Err(error) => {
            assert!(matches!(error, MeetError::OutcomeUnknown { .. }), "{error:?}");
            assert!(creates <= 1);
        }
    }
}

#[tokio::test]
async fn without_a_connection_it_is_given_up_sooner() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let endpoint = Endpoint::parse(&format!("http://{}", listener.local_addr().unwrap())).unwrap();
    drop(listener);
    let (client, notes) = noted(&built(patient(endpoint)));
    client.get_space(&space_ref()).await.unwrap_err();
    assert_eq!(notes.lock().unwrap().len(), 1, "two tries, though three are allowed otherwise");
}

#[tokio::test]
async fn a_cancelled_wait_sends_nothing_more() {
    let server = Server::start(vec![Reply::json(500, "{}")]).await;
    let settings = Settings {
        retry: RetryPolicy { first: Duration::from_secs(15), longest: Duration::from_secs(15), ..quick() },
        ..patient(server.endpoint())
    };
    let (send, told) = tokio::sync::oneshot::channel();
    let send = Mutex::new(Some(send));
    let client = built(settings).observed(Arc::new(move |_| {
        if let Some(send) = send.lock().unwrap().take() {
            send.send(()).unwrap();
        }
    }));
    let call = tokio::spawn(async move { client.get_space(&space_ref()).await });
    told.await.unwrap();
    call.abort();
    assert!(call.await.unwrap_err().is_cancelled());
    assert_eq!(server.seen().len(), 1);
}

//! Greeting a server, and the one read that harms nobody.

use super::*;
use crate::meet::error::Unreached;

#[tokio::test]
async fn a_server_is_greeted_without_a_token() {
    let server = Server::start(vec![Reply::with(404, &["Date: Mon, 01 Jan 2001 00:00:00 GMT"], "")]).await;
    let reached = client(&server).reach().await.unwrap();
    assert_eq!((reached.http, reached.http2), (404, false));
    assert!(reached.ahead.unwrap() > 20 * 365 * 24 * 3600, "{reached:?}");
    let seen = &server.seen()[0];
    assert_eq!(seen.line(), "HEAD /");
    assert!(seen.header("authorization").is_empty());
}

#[tokio::test]
async fn one_that_does_not_tell_the_time() {
    let server = Server::start(vec![Reply::with(200, &["Date: yesterday"], "")]).await;
    assert_eq!(client(&server).reach().await.unwrap().ahead, None);
}

#[tokio::test]
async fn one_that_is_not_there_or_never_answers() {
    let server = Server::start(vec![Reply::Hang(Vec::new())]).await;
    let error = built(hasty(server.endpoint())).reach().await.unwrap_err();
    assert!(matches!(error, MeetError::TimedOut { .. }), "{error:?}");
    // A port that was just given back: nobody listens there.
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let endpoint = Endpoint::parse(&format!("http://127.0.0.1:{port}")).unwrap();
    let error = built(hasty(endpoint)).reach().await.unwrap_err();
    assert!(matches!(error, MeetError::Unreachable { cause: Unreached::Refused, .. }), "{error:?}");
}

#[tokio::test]
async fn one_row_of_the_conferences_is_read() {
    let server = Server::start(vec![
        Reply::json(200, r#"{"conferenceRecords":[{"name":"conferenceRecords/c"}],"nextPageToken":"more"}"#),
        Reply::json(200, "{}"),
    ])
    .await;
    assert_eq!(client(&server).has_conferences().await, Ok(true));
    assert_eq!(client(&server).has_conferences().await, Ok(false));
    assert_eq!(server.seen()[0].line(), "GET /v2/conferenceRecords?pageSize=1&fields=conferenceRecords%28name%29");
}

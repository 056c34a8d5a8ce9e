//! Bad days of the network: nobody there, silence, resets, drips.

use rstest::rstest;
use tokio::net::TcpListener;

use super::server::{head, message};
use super::*;
use crate::meet::error::{Kind, Phase, Unreached};
use crate::meet::patch::SpacePatch;
use crate::meet::resources::AccessType;

/// An endpoint where nobody listens any more.
async fn nowhere(scheme: &str) -> Endpoint {
    let address = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    Endpoint::parse(&format!("{scheme}://{address}")).unwrap()
}

#[rstest]
#[case("http")]
#[case("https")]
#[tokio::test]
async fn nobody_listens(#[case] scheme: &str) {
    let client = built(patient(nowhere(scheme).await));
    for error in [
        client.get_space(&space_ref()).await.unwrap_err(),
        // Not made, surely: nothing was sent.
        client.create_space(None).await.unwrap_err(),
        client.end_active_conference(&space()).await.unwrap_err(),
    ] {
        check_texts(&error);
        assert!(matches!(error, MeetError::Unreachable { cause: Unreached::Refused, .. }), "{error:?}");
        assert_eq!(error.kind(), Kind::Unavailable);
    }
}

#[tokio::test]
async fn a_name_that_nobody_has() {
    // Who asks for the name in vain may wait for the answer longer than is allowed: both end before anything is sent.
    let client = built(hasty(Endpoint::parse("https://nobody.invalid").unwrap()));
    let error = client.create_space(None).await.unwrap_err();
    check_texts(&error);
    assert!(error.is_untouched() && error.kind() == Kind::Unavailable, "{error:?}");
}

#[tokio::test]
async fn something_else_than_tls_answers() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let endpoint = Endpoint::parse(&format!("https://{}", listener.local_addr().unwrap())).unwrap();
    let serving = tokio::spawn(async move {
        use tokio::io::{AsyncReadExt, AsyncWriteExt};
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut some = [0; 512];
        assert!(stream.read(&mut some).await.unwrap() > 0);
        stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").await.unwrap();
        while matches!(stream.read(&mut some).await, Ok(n) if n > 0) {}
    });
    let error = built(patient(endpoint)).create_space(None).await.unwrap_err();
    check_texts(&error);
    assert!(matches!(error, MeetError::Unreachable { cause: Unreached::Tls, .. }), "{error:?}");
    assert!(!error.is_transient());
    serving.await.unwrap();
}

#[tokio::test]
async fn a_handshake_that_never_ends_is_cut_while_connecting() {
    let server = Server::start(vec![Reply::Hang(Vec::new())]).await;
    let endpoint = Endpoint::parse(&format!("https://127.0.0.1:{}", server.port())).unwrap();
    let error = built(hasty(endpoint)).create_space(None).await.unwrap_err();
    check_texts(&error);
    assert_eq!(error, MeetError::TimedOut { phase: Phase::Connecting, after: 400 * MS });
}

#[rstest]
#[case::before_the_answer(Vec::new(), Phase::Waiting)]
#[case::in_the_head(b"HTTP/1.1 200 OK\r\nContent-".to_vec(), Phase::Waiting)]
#[case::after_the_head(head(200, &["Content-Length: 99"]), Phase::Reading)]
#[case::in_the_body([head(200, &["Content-Length: 99"]), b"{\"na".to_vec()].concat(), Phase::Reading)]
#[tokio::test]
async fn a_server_that_hangs(#[case] bytes: Vec<u8>, #[case] phase: Phase) {
    let server = Server::start(vec![Reply::Hang(bytes)]).await;
    let client = built(hasty(server.endpoint()));
    let cut = MeetError::TimedOut { phase, after: 200 * MS };
    assert_eq!(client.get_space(&space_ref()).await, Err(cut.clone()));
    let patch = SpacePatch::new().access(AccessType::Open);
    assert_eq!(client.patch_space(&space(), &patch).await, Err(cut.clone()));
    let unknown = MeetError::OutcomeUnknown { cause: Box::new(cut) };
    assert_eq!(client.create_space(None).await, Err(unknown.clone()));
    assert_eq!(client.end_active_conference(&space()).await, Err(unknown.clone()));
    check_texts(&unknown);
    assert_eq!(unknown.kind(), Kind::Failed);
    assert_eq!(server.seen().len(), 4);
}

#[tokio::test]
async fn a_server_that_drips_is_cut_by_the_time_for_all() {
    let drip = Reply::Drip(head(200, &["Content-Length: 1000000"]), 10 * MS);
    let server = Server::start(vec![drip]).await;
    let settings = Settings { total_timeout: 200 * MS, read_timeout: Duration::from_secs(20), ..hasty(server.endpoint()) };
    let error = built(settings).get_space(&space_ref()).await.unwrap_err();
    check_texts(&error);
    assert_eq!(error, MeetError::TimedOut { phase: Phase::Overall, after: 200 * MS });
}

#[tokio::test]
async fn an_error_answer_that_never_ends_is_still_told_by_its_status() {
    let server = Server::start(vec![Reply::Hang(head(503, &["Content-Length: 99"]))]).await;
    let error = built(hasty(server.endpoint())).get_space(&space_ref()).await.unwrap_err();
    assert!(matches!(error, MeetError::Server { http: 503, .. }), "{error:?}");
}

#[rstest]
#[case::without_a_word(Reply::Reset(Vec::new()))]
#[case::closed_without_a_word(Reply::Close(Vec::new()))]
#[case::in_the_head(Reply::Close(b"HTTP/1.1 200 OK\r\nContent-".to_vec()))]
#[tokio::test]
async fn a_connection_that_breaks_before_the_answer(#[case] reply: Reply) {
    assert_eq!(get_error(vec![reply.clone()]).await, MeetError::ConnectionLost);
    // The server has read all of the request: the space may be made.
    let lost = Box::new(MeetError::ConnectionLost);
    assert_eq!(create_error(reply).await, MeetError::OutcomeUnknown { cause: lost });
}

#[tokio::test]
async fn a_connection_that_breaks_in_the_answer() {
    let begun = [head(200, &["Content-Length: 99"]), b"{\"name\":".to_vec()].concat();
    // Whether the break or the end of what had come is seen first is the system's affair.
    let error = get_error(vec![Reply::Reset(begun.clone())]).await;
    assert!(matches!(error, MeetError::ConnectionLost | MeetError::CutShort), "{error:?}");
    assert_eq!(get_error(vec![Reply::Close(begun.clone())]).await, MeetError::CutShort);
    let cut = Box::new(MeetError::CutShort);
    assert_eq!(create_error(Reply::Close(begun)).await, MeetError::OutcomeUnknown { cause: cut });
}

#[tokio::test]
async fn something_else_than_http_answers() {
    let error = get_error(vec![Reply::Close(b"SSH-2.0-OpenSSH_9.2\r\n".to_vec())]).await;
    assert_eq!(error, MeetError::ConnectionLost);
}

#[tokio::test]
async fn the_network_comes_back() {
    let server = Server::start(vec![
        Reply::Reset(Vec::new()),
        Reply::Reset(Vec::new()),
        Reply::Answer(message(200, &[], SPACE.as_bytes())),
    ])
    .await;
    let space = client(&server).get_space(&space_ref()).await.unwrap();
    assert_eq!(space.code().unwrap().as_str(), "abc-mnop-xyz");
    assert_eq!(server.seen().len(), 3);
}

//! The emulator on its bad days, over real sockets.

use std::time::Duration;

use crate::bench::Bench;
use greenroom::emulator::{Fault, Method, Refusal, Trouble, World};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// How long to listen for what must not come. A slow machine makes these tests weaker, never red.
const A_WHILE: Duration = Duration::from_millis(300);
/// How long to wait for what must come.
const PATIENCE: Duration = Duration::from_secs(30);

fn fault(bench: &Bench, fault: Fault) {
    bench.emulator.with(|world| world.add_fault(fault));
}

/// Sends a request of Ana's over a socket of its own and waits until the emulator has taken it.
async fn asked(bench: &Bench, request_line: &str, body: &str) -> TcpStream {
    let before = bench.emulator.with(|world| world.count_all());
    let mut socket = TcpStream::connect(("127.0.0.1", bench.emulator.port())).await.unwrap();
    let request = format!(
        "{request_line} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {}\r\nContent-Length: {}\r\n\r\n{body}",
        bench.ana.token,
        body.len()
    );
    socket.write_all(request.as_bytes()).await.unwrap();
    assert!(bench.emulator.wait_until(PATIENCE, |world| world.count_all() > before));
    socket
}

/// Whether the line stays open and nothing comes for a while.
async fn is_silent(socket: &mut TcpStream) -> bool {
    tokio::time::timeout(A_WHILE, socket.read(&mut [0; 64])).await.is_err()
}

#[tokio::test]
async fn refusals_come_as_they_were_ordered() {
    let bench = Bench::new();
    let name = bench.space();
    let path = format!("/v2/{name}");
    for (refusal, code, status, text) in [
        (Refusal::TokenExpired, 401, "UNAUTHENTICATED", "ACCESS_TOKEN_EXPIRED"),
        (Refusal::TokenUnknown, 401, "UNAUTHENTICATED", "ACCESS_TOKEN_TYPE_UNSUPPORTED"),
        (Refusal::ScopeInsufficient, 403, "PERMISSION_DENIED", "ACCESS_TOKEN_SCOPE_INSUFFICIENT"),
        (Refusal::ServiceDisabled, 403, "PERMISSION_DENIED", "SERVICE_DISABLED"),
        (Refusal::Masked, 403, "PERMISSION_DENIED", "or it might not exist"),
        (Refusal::NotOwner, 403, "PERMISSION_DENIED", "resource space."),
        (Refusal::NotFound, 404, "NOT_FOUND", "not found"),
        (Refusal::RateLimited { retry_after: None, retry_info: None }, 429, "RESOURCE_EXHAUSTED", "RATE_LIMIT_EXCEEDED"),
        (Refusal::Internal, 500, "INTERNAL", "Internal"),
        (Refusal::Unavailable { retry_after: None }, 503, "UNAVAILABLE", "unavailable"),
    ] {
        fault(&bench, Fault::new(Trouble::Refuse(refusal)).times(1));
        let answer = bench.ana.get(&path).await;
        assert!(answer.error(code, status).to_string().contains(text));
        assert_eq!(answer.retry_after, None);
        bench.ana.get(&path).await.ok();
    }
    let (header, info) = (Duration::from_millis(1500), Duration::from_millis(2500));
    fault(
        &bench,
        Fault::new(Trouble::Refuse(Refusal::RateLimited { retry_after: Some(header), retry_info: Some(info) })).times(1),
    );
    let answer = bench.ana.get(&path).await;
    assert_eq!(answer.retry_after.as_deref(), Some("2"));
    assert!(answer.error(429, "RESOURCE_EXHAUSTED").to_string().contains("\"retryDelay\":\"2.500000000s\""));
}

#[tokio::test]
async fn a_fault_befalls_only_its_method_and_ends() {
    let bench = Bench::new();
    let name = bench.space();
    let down = Trouble::Refuse(Refusal::Unavailable { retry_after: Some(Duration::from_secs(3)) });
    fault(&bench, Fault::new(down).on(Method::CreateSpace));
    bench.ana.get(&format!("/v2/{name}")).await.ok();
    for _ in 0..3 {
        let answer = bench.ana.post("/v2/spaces", "{}").await;
        assert_eq!((answer.status, answer.retry_after.as_deref()), (503, Some("3")));
    }
    bench.emulator.with(World::clear_faults);
    bench.ana.post("/v2/spaces", "{}").await.ok();
}

#[tokio::test]
async fn html_instead_of_json() {
    let bench = Bench::new();
    fault(&bench, Fault::new(Trouble::Html));
    let answer = bench.ana.get("/v2/conferenceRecords").await;
    assert_eq!((answer.status, answer.content_type.as_str()), (502, "text/html; charset=UTF-8"));
}

#[tokio::test]
async fn a_body_that_is_cut_short() {
    let bench = Bench::new();
    let name = bench.space();
    fault(&bench, Fault::new(Trouble::CutBody).times(1));
    let path = format!("/v2/{name}");
    let response = bench.ana.request(reqwest::Method::GET, &path).send().await.unwrap();
    assert_eq!(response.status(), 200);
    let promised = response.content_length().unwrap();
    let error = response.bytes().await.unwrap_err();
    assert!(error.is_body() || error.is_decode(), "{error:?}");
    assert_eq!(bench.ana.get(&path).await.text.len() as u64, promised, "the promise was the true length");
}

#[tokio::test]
async fn a_body_of_fifty_megabytes() {
    let bench = Bench::new();
    let size = 50 * 1024 * 1024;
    fault(&bench, Fault::new(Trouble::HugeBody(size)));
    let response = bench.ana.request(reqwest::Method::GET, "/v2/conferenceRecords").send().await.unwrap();
    assert_eq!(response.content_length(), Some(size as u64));
    let body = response.bytes().await.unwrap();
    assert_eq!(body.len(), size);
    assert!(body.starts_with(b"{\"name\":\"aaa") && body.ends_with(b"aaa\"}"));
}

#[tokio::test]
async fn a_server_that_says_nothing() {
    let bench = Bench::new();
    for (processed, spaces) in [(false, 0), (true, 1)] {
        let hang = Fault::new(Trouble::HangBeforeHeaders).times(1);
        fault(&bench, if processed { hang.after_processing() } else { hang });
        let mut socket = asked(&bench, "POST /v2/spaces", "{}").await;
        assert!(is_silent(&mut socket).await);
        assert_eq!(bench.spaces_made(), spaces);
        assert_eq!(bench.emulator.with(|world| world.requests()[0].status), None);
    }
    bench.ana.get("/v2/conferenceRecords").await.ok();
}

#[tokio::test]
async fn a_server_that_says_hello_and_no_more() {
    let bench = Bench::new();
    fault(&bench, Fault::new(Trouble::HangAfterHeaders));
    let mut socket = asked(&bench, "GET /v2/conferenceRecords", "").await;
    let mut headers = Vec::new();
    while !headers.ends_with(b"\r\n\r\n") {
        headers.push(socket.read_u8().await.unwrap());
    }
    assert!(headers.starts_with(b"HTTP/1.1 200 OK\r\n"));
    assert!(is_silent(&mut socket).await);
}

#[tokio::test]
async fn a_reset_before_and_after_the_work_was_done() {
    let bench = Bench::new();
    for (processed, spaces) in [(false, 0), (true, 1)] {
        let reset = Fault::new(Trouble::Reset).on(Method::CreateSpace).times(1);
        fault(&bench, if processed { reset.after_processing() } else { reset });
        let request = bench.ana.request(reqwest::Method::POST, "/v2/spaces").body("{}");
        let error = request.send().await.unwrap_err();
        assert!(error.is_request() && !error.is_connect() && !error.is_timeout(), "{error:?}");
        assert_eq!(bench.spaces_made(), spaces);
    }
    bench.ana.post("/v2/spaces", "{}").await.ok();
    assert_eq!(bench.spaces_made(), 2);
}

#[tokio::test]
async fn a_reset_is_a_reset() {
    let bench = Bench::new();
    fault(&bench, Fault::new(Trouble::Reset));
    let mut socket = TcpStream::connect(("127.0.0.1", bench.emulator.port())).await.unwrap();
    socket.write_all(b"GET /v2/spaces/x HTTP/1.1\r\nHost: x\r\n\r\n").await.unwrap();
    let error = socket.read(&mut [0; 64]).await.unwrap_err();
    assert_eq!(error.kind(), std::io::ErrorKind::ConnectionReset);
}

#[tokio::test]
async fn an_answer_that_drips() {
    let bench = Bench::new();
    let name = bench.space();
    let path = format!("/v2/{name}?fields=name&prettyPrint=false");
    let whole = bench.ana.get(&path).await.text;
    fault(&bench, Fault::new(Trouble::Drip(Duration::from_millis(1))));
    let mut response = bench.ana.request(reqwest::Method::GET, &path).send().await.unwrap();
    let mut dripped = Vec::new();
    let mut drops = 0;
    while let Some(chunk) = response.chunk().await.unwrap() {
        dripped.extend_from_slice(&chunk);
        drops += 1;
    }
    assert_eq!(String::from_utf8(dripped).unwrap(), whole);
    assert!(drops > 5, "{drops}");
}

#[tokio::test]
async fn a_late_answer_is_late_but_the_work_is_done() {
    let bench = Bench::new();
    let hour = Duration::from_hours(1);
    bench.emulator.with(|world| world.set_latency(hour));
    let mut socket = asked(&bench, "POST /v2/spaces", "{}").await;
    assert_eq!(bench.spaces_made(), 1);
    assert!(is_silent(&mut socket).await);
    bench.emulator.with(|world| world.set_latency(Duration::ZERO));
    fault(&bench, Fault::new(Trouble::Slow(hour)).on(Method::CreateSpace));
    let mut socket = asked(&bench, "POST /v2/spaces", "{}").await;
    assert_eq!(bench.spaces_made(), 2);
    assert!(is_silent(&mut socket).await);
    bench.ana.get("/v2/conferenceRecords").await.ok();
}

#[tokio::test]
async fn a_connection_is_used_again_and_carries_a_date() {
    let bench = Bench::new();
    let mut socket = TcpStream::connect(("127.0.0.1", bench.emulator.port())).await.unwrap();
    for _ in 0..3 {
        let request = format!(
            "GET /v2/conferenceRecords HTTP/1.1\r\nHost: x\r\nAccept-Encoding: gzip\r\nAuthorization: Bearer {}\r\n\r\n",
            bench.ana.token
        );
        socket.write_all(request.as_bytes()).await.unwrap();
        let mut answer = String::new();
        while !answer.ends_with("{}\n") {
            let mut part = [0; 1024];
            let length = socket.read(&mut part).await.unwrap();
            assert!(length > 0, "closed after {answer}");
            answer.push_str(std::str::from_utf8(&part[..length]).unwrap());
        }
        let headers = answer.to_lowercase();
        assert!(headers.starts_with("http/1.1 200 ok") && headers.contains("\r\ndate: "), "{answer}");
        assert!(headers.contains("content-length: 3\r\n") && !headers.contains("content-encoding"));
    }
}

#[tokio::test]
async fn a_post_without_a_length_is_refused_by_the_front_end() {
    let bench = Bench::new();
    let mut socket = TcpStream::connect(("127.0.0.1", bench.emulator.port())).await.unwrap();
    socket.write_all(b"POST /v2/spaces HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").await.unwrap();
    let mut answer = String::new();
    socket.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 411 "), "{answer}");
}

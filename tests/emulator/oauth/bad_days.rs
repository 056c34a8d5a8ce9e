//! The OAuth side on its bad days, and who may not talk to it at all.

use std::time::Duration;

use greenroom::emulator::{Fault, Method, OAuth, Quota, Refusal, Trouble};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::bench::{Desk, REDIRECT, answer};

fn fault(desk: &Desk, fault: Fault) {
    desk.emulator.with(|world| world.add_fault(fault));
}

#[tokio::test]
async fn faults_are_aimed_at_an_address() {
    let desk = Desk::agreeing();
    let code = desk.code().await;
    let down = Trouble::Refuse(Refusal::Unavailable { retry_after: Some(Duration::from_millis(1500)) });
    fault(&desk, Fault::new(down).on(OAuth::Token).times(1));
    let refused = desk.redeem(&code, &[]).await;
    refused.denied(503, "temporarily_unavailable");
    assert_eq!(refused.headers["retry-after"], "2");
    let tokens = desk.redeem(&code, &[]).await.ok();
    let access = tokens["access_token"].as_str().unwrap();
    fault(&desk, Fault::new(Trouble::Html).on(Method::ListConferenceRecords));
    desk.get("/v1/userinfo", access).await.ok();
    assert_eq!(desk.get("/v2/conferenceRecords", access).await.status, 502);
}

#[tokio::test]
async fn refusals_speak_oauth_where_it_has_words() {
    let desk = Desk::agreeing();
    for (refusal, status, error) in [
        (Refusal::TokenExpired, 400, "invalid_grant"),
        (Refusal::RateLimited { retry_after: None, retry_info: None }, 429, "rate_limit_exceeded"),
        (Refusal::Internal, 500, "internal_failure"),
        (Refusal::Unavailable { retry_after: None }, 503, "temporarily_unavailable"),
    ] {
        fault(&desk, Fault::new(Trouble::Refuse(refusal)).on(OAuth::Token).times(1));
        desk.refresh("1//x", &[]).await.denied(status, error);
    }
    fault(&desk, Fault::new(Trouble::Refuse(Refusal::ServiceDisabled)).on(OAuth::Token).times(1));
    let other = desk.refresh("1//x", &[]).await;
    assert_eq!((other.status, &other.json()["error"]["status"]), (403, &"PERMISSION_DENIED".into()));
}

#[tokio::test]
async fn an_answer_that_is_lost_was_given_all_the_same() {
    let desk = Desk::agreeing();
    for trouble in [Trouble::Reset, Trouble::CutBody] {
        let code = desk.code().await;
        fault(&desk, Fault::new(trouble).on(OAuth::Token).times(1).after_processing());
        let form = [
            ("grant_type", "authorization_code"),
            ("code", &code),
            ("redirect_uri", REDIRECT),
            ("client_id", &desk.client.id),
            ("client_secret", &desk.client.secret),
        ];
        let lost = desk.http.post(desk.url("/token")).form(&form).send().await;
        let lost = match lost {
            Ok(response) => response.bytes().await.map(|_| ()),
            Err(error) => Err(error),
        };
        assert!(lost.is_err(), "{trouble:?}");
        desk.redeem(&code, &[]).await.denied(400, "invalid_grant");
    }
    assert_eq!(desk.emulator.with(|world| world.refresh_tokens()).len(), 2);
}

#[tokio::test]
async fn html_silence_and_lateness() {
    let desk = Desk::agreeing();
    fault(&desk, Fault::new(Trouble::Html).on(OAuth::Token).times(1));
    let page = desk.refresh("1//x", &[]).await;
    assert_eq!((page.status, page.headers["content-type"].to_str().unwrap()), (502, "text/html; charset=UTF-8"));
    fault(&desk, Fault::new(Trouble::HangBeforeHeaders).on(OAuth::Userinfo).times(1));
    let silent = desk.http.get(desk.url("/v1/userinfo")).timeout(Duration::from_millis(200)).send().await;
    assert!(silent.unwrap_err().is_timeout());
    fault(&desk, Fault::new(Trouble::Slow(Duration::from_millis(200))).on(OAuth::Revoke));
    let begun = std::time::Instant::now();
    desk.form("/revoke", &[("token", "x")]).await.denied(400, "invalid_token");
    assert!(begun.elapsed() >= Duration::from_millis(200));
}

#[tokio::test]
async fn quotas_are_for_the_meet_side() {
    let desk = Desk::agreeing();
    desk.emulator.with(|world| world.set_quota(Quota { reads_per_user: 1, ..Quota::default() }));
    let tokens = desk.tokens().await;
    let access = tokens["access_token"].as_str().unwrap();
    for _ in 0..5 {
        desk.get("/v1/userinfo", access).await.ok();
    }
    assert_eq!(desk.get("/v2/conferenceRecords", access).await.status, 200);
    assert_eq!(desk.get("/v2/conferenceRecords", access).await.status, 429);
}

/// The status of a request with that `Host` header; an empty one is left out.
async fn status_for(desk: &Desk, path: &str, host: &str) -> String {
    let mut socket = TcpStream::connect(("127.0.0.1", desk.emulator.port())).await.unwrap();
    let host = if host.is_empty() { String::new() } else { format!("Host: {host}\r\n") };
    let request = format!("GET {path} HTTP/1.1\r\n{host}Connection: close\r\n\r\n");
    socket.write_all(request.as_bytes()).await.unwrap();
    let mut text = String::new();
    socket.read_to_string(&mut text).await.unwrap();
    text.split(' ').nth(1).unwrap().to_owned()
}

#[tokio::test]
async fn only_who_calls_it_by_a_name_of_this_machine_is_answered() {
    let desk = Desk::agreeing();
    let authorize = format!(
        "/o/oauth2/v2/auth?client_id={}&response_type=code&scope=openid&redirect_uri=http%3A%2F%2F127.0.0.1%3A1",
        desk.client.id
    );
    let port = desk.emulator.port();
    for path in [authorize.as_str(), "/client.json", "/.well-known/openid-configuration"] {
        for other in ["evil.example", "127.0.0.1.evil.example", ""] {
            assert_eq!(status_for(&desk, path, other).await, "403", "{path} {other}");
        }
        for here in [format!("127.0.0.1:{port}"), format!("localhost:{port}"), "[::1]".into()] {
            assert!(matches!(status_for(&desk, path, &here).await.as_str(), "200" | "302"), "{path} {here}");
        }
    }
    let tokens = desk.tokens().await;
    let foreign = desk.http.post(desk.url("/revoke")).header("host", "evil.example");
    let refused = answer(foreign.form(&[("token", tokens["refresh_token"].as_str().unwrap())])).await;
    assert_eq!(refused.status, 403);
    desk.refresh(tokens["refresh_token"].as_str().unwrap(), &[]).await.ok();
}

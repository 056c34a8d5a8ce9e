//! What a token server may answer, and what becomes of it.

use proptest::prelude::*;
use rstest::rstest;
use serde_json::{Value, json};

use super::super::answer;
use super::*;
use crate::meet::tests::server::{head, message};

fn server_error(http: u16, html: bool) -> impl Fn(&Failure) -> bool {
    move |failure| matches!(failure, Failure::Broken(AuthError::Server { http: h, html: t, .. }) if (*h, *t) == (http, html))
}

fn refused(code: &'static str) -> impl Fn(&Failure) -> bool {
    move |failure| matches!(failure, Failure::Refused(refusal) if refusal.code == code)
}

const OBJECT: &str = r#"{"error":{"code":403,"message":"Not for you.","status":"PERMISSION_DENIED"}}"#;

#[rstest]
#[case::object_shaped_error(Reply::json(403, OBJECT), refused("PERMISSION_DENIED"))]
#[case::error_without_status(Reply::json(200, r#"{"error":"invalid_client"}"#), refused("invalid_client"))]
#[case::both(Reply::json(200, r#"{"access_token":"a","error":"x_y"}"#), refused("x_y"))]
#[case::good_token_bad_status(Reply::json(403, r#"{"access_token":"a"}"#), server_error(403, false))]
#[case::no_token(Reply::json(200, r#"{"token_type":"Bearer","expires_in":3600}"#), server_error(200, false))]
#[case::empty_token(Reply::json(200, r#"{"access_token":""}"#), server_error(200, false))]
#[case::identity_only(Reply::json(200, r#"{"id_token":"a.b.c"}"#), server_error(200, false))]
#[case::token_no_text(Reply::json(200, r#"{"access_token":{"x":1}}"#), server_error(200, false))]
#[case::token_with_line_end(Reply::json(200, r#"{"access_token":"a\r\nX: 1"}"#), server_error(200, false))]
#[case::another_kind(Reply::json(200, r#"{"access_token":"a","token_type":"mac"}"#), server_error(200, false))]
#[case::array(Reply::json(200, r#"[{"access_token":"a"}]"#), server_error(200, false))]
#[case::page(Reply::page(200), server_error(200, true))]
#[case::page_of_a_proxy(Reply::page(502), server_error(502, true))]
#[case::cut_json(Reply::json(200, r#"{"access_token":"ya29.go"#), server_error(200, false))]
#[case::nothing(Reply::json(200, ""), server_error(200, false))]
#[case::too_long(Reply::json(200, &format!(r#"{{"access_token":"{}"}}"#, "a".repeat(300_000))), server_error(200, false))]
#[case::in_trouble(Reply::json(503, r#"{"error":"invalid_grant"}"#), server_error(503, false))]
#[case::too_often(Reply::json(429, r#"{"error":"rate_limit_exceeded"}"#), server_error(429, false))]
#[case::no_words(Reply::json(400, r#"{"error":{"code":400}}"#), server_error(400, false))]
#[case::empty_words(Reply::json(400, r#"{"error":" "}"#), server_error(400, false))]
#[tokio::test]
async fn what_is_no_token_never_becomes_one(#[case] reply: Reply, #[case] expected: impl Fn(&Failure) -> bool) {
    let server = Server::start(vec![reply]).await;
    let exchange = Exchange::new(Some(server.endpoint()));
    assert!(refresh(&exchange).await.is_err());
    let (came, failure) = exchange.take();
    let failure = failure.unwrap();
    assert!(came.is_none() && expected(&failure), "{failure:?}");
    let error = failure.into_error();
    for text in [error.why(), error.next_step(), format!("{error:?}")] {
        assert!(!text.is_empty() && !text.contains("planted") && !text.contains('\n'), "{text}");
    }
    assert_eq!(server.seen()[0].line(), "POST /token");
}

#[tokio::test]
async fn a_body_that_is_cut_or_without_end_is_given_up() {
    let cut = [head(200, &["Content-Length: 500"]), br#"{"access_token":"ya29"#.to_vec()].concat();
    let server = Server::start(vec![Reply::Close(cut)]).await;
    let exchange = Exchange::new(Some(server.endpoint()));
    assert!(refresh(&exchange).await.is_err());
    let failure = exchange.take().1.unwrap();
    assert!(matches!(&failure, Failure::Broken(AuthError::Unreachable { .. })), "{failure:?}");

    let flood = Reply::Flood(head(200, &[]), vec![b' '; 64 * 1024], 100_000);
    let server = Server::start(vec![flood]).await;
    let exchange = Exchange::new(Some(server.endpoint()));
    assert!(refresh(&exchange).await.is_err());
    assert!(server_error(200, false)(&exchange.take().1.unwrap()));
}

#[rstest]
#[case(json!(3600), Some(3600))]
#[case(json!("3600"), Some(3600))]
#[case(json!(3599.5), Some(3599))]
#[case(json!(-5), Some(0))]
#[case(json!(i64::MAX), Some(315_360_000))]
#[case(json!(1e300), Some(315_360_000))]
#[case(json!("soon"), None)]
#[case(json!([1]), None)]
#[case(Value::Null, None)]
#[tokio::test]
async fn the_end_of_a_token_however_it_is_written(#[case] written: Value, #[case] life: Option<i64>) {
    let body = json!({ "access_token": "ya29.good", "expires_in": written, "refresh_token": null, "id_token": 7 }).to_string();
    let (plain, _) = answer::token(StatusCode::OK, "/token", body.as_bytes()).unwrap();
    let plain: Value = serde_json::from_slice(&plain).unwrap();
    assert_eq!(plain.get("expires_in").map(|life| life.as_i64().unwrap()), life);
    // And the library reads it, without stopping or panicking.
    let server = Server::start(vec![Reply::json(200, &body)]).await;
    let exchange = Exchange::new(Some(server.endpoint()));
    let token = refresh(&exchange).await.unwrap();
    assert_eq!((token.token(), token.expiration_time().is_some()), (Some("ya29.good"), life.is_some()));
}

#[test]
fn impersonating_answers_in_another_shape() {
    let path = "/v1/projects/-/serviceAccounts/a@b.test:generateAccessToken";
    let good = br#"{"accessToken":"ya29.other","expireTime":"2026-11-21T12:00:00Z"}"#;
    assert!(answer::token(StatusCode::OK, path, good).is_some());
    assert!(answer::token(StatusCode::OK, "/token", good).is_none(), "it is no answer of a token endpoint");
    for bad in [
        r#"{"accessToken":"ya29.other"}"#,
        r#"{"accessToken":"ya29.other","expireTime":"soon"}"#,
        r#"{"accessToken":"","expireTime":"2026-11-21T12:00:00Z"}"#,
        r#"{"access_token":"ya29.other","expires_in":3600}"#,
    ] {
        assert!(answer::token(StatusCode::OK, path, bad.as_bytes()).is_none(), "{bad}");
    }
}

#[tokio::test]
async fn a_refusal_is_read_with_its_words_the_clock_and_no_secret() {
    let date = Timestamp::now() + jiff::SignedDuration::from_hours(1);
    let date = format!("Date: {}", date.strftime("%a, %d %b %Y %H:%M:%S GMT"));
    let body = json!({
        "error": "invalid_grant",
        "error_subtype": "invalid_rapt",
        "error_description": format!("\u{1b}[31mNo:\r\n {PLANTED} of planted-secret.\u{202e}{}", "x".repeat(500)),
    });
    let server = Server::start(vec![Reply::with(400, &[&date], &body.to_string())]).await;
    let exchange = Exchange::new(Some(server.endpoint()));
    assert!(refresh(&exchange).await.is_err());
    let Some(Failure::Refused(refusal)) = exchange.take().1 else { panic!("no refusal") };
    assert_eq!((refusal.code.as_str(), refusal.subtype.as_deref()), ("invalid_grant", Some("invalid_rapt")));
    let said = refusal.said.unwrap();
    assert!(said.starts_with("No: (secret) of (secret).x") && said.chars().count() == 300, "{said}");
    assert!(refusal.clock.is_some_and(|ahead| (-3610..-3500).contains(&ahead)), "{:?}", refusal.clock);
}

#[tokio::test]
async fn a_bearer_that_is_sent_back_is_struck_out() {
    let body = r#"{"error":{"code":401,"message":"What is ya29.planted-inner?","status":"UNAUTHENTICATED"}}"#;
    let server = Server::start(vec![Reply::json(401, body)]).await;
    let exchange = Exchange::new(None);
    let url = format!("{}/v1/x:generateAccessToken", server.endpoint());
    let request = Request::post(url).header("Authorization", "Bearer ya29.planted-inner").body("{}".to_owned()).unwrap();
    over(&exchange, request).await.unwrap();
    let Some(Failure::Refused(refusal)) = exchange.take().1 else { panic!("no refusal") };
    assert_eq!(refusal.said.as_deref(), Some("What is (secret)?"));
}

#[tokio::test]
async fn a_clock_that_is_right_is_not_spoken_of() {
    let date = format!("Date: {}", Timestamp::now().strftime("%a, %d %b %Y %H:%M:%S GMT"));
    for header in [date.as_str(), "Date: yesterday", "X-Date: none"] {
        let server = Server::start(vec![Reply::with(400, &[header], r#"{"error":"invalid_grant"}"#)]).await;
        let exchange = Exchange::new(Some(server.endpoint()));
        assert!(refresh(&exchange).await.is_err());
        let Some(Failure::Refused(refusal)) = exchange.take().1 else { panic!("no refusal") };
        assert_eq!(refusal.clock, None, "{header}");
    }
}

/// Any JSON, with the fields of token answers in it more often than by chance.
fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        ".{0,12}".prop_map(Value::from),
    ];
    let key = prop_oneof![
        Just("access_token"),
        Just("expires_in"),
        Just("error"),
        Just("token_type"),
        Just("id_token"),
        Just("scope"),
        Just("status"),
        Just("error_description"),
    ];
    leaf.prop_recursive(3, 24, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(Value::from),
            prop::collection::vec((key.clone(), inner), 0..6)
                .prop_map(|pairs| Value::Object(pairs.into_iter().map(|(key, value)| (key.to_owned(), value)).collect())),
        ]
    })
}

proptest! {
    #[test]
    fn any_answer_is_a_token_a_refusal_or_neither(value in any_json(), status in 200u16..600) {
        let status = StatusCode::from_u16(status).unwrap();
        let body = value.to_string();
        let token = answer::token(status, "/token", body.as_bytes());
        let secrets = answer::Secrets::of(b"", &http::HeaderMap::new());
        let refusal = answer::refusal(status, body.as_bytes(), None, &secrets);
        prop_assert!(token.is_none() || refusal.is_none());
        if let Some((plain, _)) = token {
            let plain: Value = serde_json::from_slice(&plain).unwrap();
            prop_assert!(plain["access_token"].as_str().unwrap().bytes().all(|byte| byte.is_ascii_graphic()));
        }
    }

    #[test]
    fn any_bytes_do_no_harm(body in prop::collection::vec(any::<u8>(), 0..200)) {
        prop_assert!(answer::token(StatusCode::OK, "/token", &body).is_none());
        let secrets = answer::Secrets::of(&body, &http::HeaderMap::new());
        prop_assert!(answer::refusal(StatusCode::BAD_REQUEST, &body, None, &secrets).is_none());
    }
}

#[tokio::test]
async fn a_whole_answer_in_pieces_is_one() {
    let whole = message(200, &["Content-Type: application/json"], GOOD.as_bytes());
    let server = Server::start(vec![Reply::Close(whole)]).await;
    let exchange = Exchange::new(Some(server.endpoint()));
    assert_eq!(refresh(&exchange).await.unwrap().token(), Some("ya29.good"));
}

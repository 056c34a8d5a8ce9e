//! The way of the library's requests, against servers that answer by a script.

mod answers;
mod network;

use yup_oauth2::authorized_user::AuthorizedUserSecret;
use yup_oauth2::{AccessToken, AuthorizedUserAuthenticator};

use super::*;
use crate::auth::scopes::Scope;
use crate::meet::tests::server::{Reply, Server};

/// What no error, answer or text may show.
const PLANTED: &str = "1//planted-refresh-token";

/// An answer with a token.
const GOOD: &str = r#"{"access_token":"ya29.good","expires_in":3599,"token_type":"Bearer","scope":"openid https://www.googleapis.com/auth/userinfo.email https://www.googleapis.com/auth/meetings.space.readonly","id_token":"header.claims.signature","refresh_token_expires_in":604800}"#;

/// A form sent over the exchange as the library does it: status and body, or nothing where the connection broke.
async fn post(exchange: &Exchange, url: &str, form: &str) -> Option<(StatusCode, String)> {
    let request = Request::post(url).header("content-type", "application/x-www-form-urlencoded");
    over(exchange, request.body(form.to_owned()).unwrap()).await
}

async fn over(exchange: &Exchange, request: Request<String>) -> Option<(StatusCode, String)> {
    let client = legacy::Client::builder(TokioExecutor::new()).build::<_, String>(exchange.clone());
    let response = client.request(request).await.ok()?;
    let status = response.status();
    let body = response.into_body().collect().await.ok()?.to_bytes();
    Some((status, String::from_utf8(body.to_vec()).unwrap()))
}

fn token_uri(server: &Server) -> String {
    format!("{}/token", server.endpoint())
}

/// Asks for a token with a refresh token, as the library does it.
async fn refresh(exchange: &Exchange) -> Result<AccessToken, yup_oauth2::Error> {
    let secret: AuthorizedUserSecret = serde_json::from_value(serde_json::json!({
        "type": "authorized_user", "client_id": "id", "client_secret": "planted-secret", "refresh_token": PLANTED,
    }))
    .unwrap();
    let authenticator = AuthorizedUserAuthenticator::with_client(secret, exchange.http()).build().await.unwrap();
    authenticator.token(&["x"]).await
}

#[tokio::test]
async fn the_verifier_goes_with_a_code_and_with_nothing_else() {
    let server = Server::start(vec![Reply::json(200, GOOD)]).await;
    let exchange = Exchange::new(None);
    exchange.expect_code("the-verifier".into());
    let forms = [
        ("grant_type=refresh_token&refresh_token=authorization_code", false),
        ("code=4%2Fx%26y&grant_type=authorization_code", true),
        ("code=4%2Fx%26y&grant_type=authorization_code", false),
    ];
    for (number, (form, with)) in forms.into_iter().enumerate() {
        post(&exchange, &token_uri(&server), form).await.unwrap();
        let body = server.seen()[number].body.clone();
        let sent: Vec<(String, String)> = url::form_urlencoded::parse(body.as_bytes()).into_owned().collect();
        let verifiers = sent.iter().filter(|(key, _)| key == "code_verifier").collect::<Vec<_>>();
        assert_eq!(verifiers.len(), usize::from(with), "{body}");
        if with {
            assert_eq!(verifiers[0].1, "the-verifier");
            assert!(sent.contains(&("code".into(), "4/x&y".into())), "{body}");
        } else {
            assert_eq!(body, form);
        }
    }
}

#[tokio::test]
async fn what_the_library_drops_is_noted() {
    let server = Server::start(vec![Reply::json(200, GOOD), Reply::page(200)]).await;
    let exchange = Exchange::new(None);
    let (status, body) = post(&exchange, &token_uri(&server), "grant_type=refresh_token").await.unwrap();
    assert_eq!(status, StatusCode::OK);
    assert!(body.contains("ya29.good") && !body.contains("scope"), "{body}");
    let (came, failure) = exchange.take();
    let came = came.unwrap();
    let granted = came.granted.unwrap();
    assert!(granted.has(Scope::Email) && granted.has(Scope::Readonly) && !granted.has(Scope::Created));
    assert_eq!(came.id_token.unwrap().expose_secret(), "header.claims.signature");
    assert_eq!((came.refresh_expires_in, failure), (Some(604_800), None));
    assert!(exchange.take().0.is_none(), "it is taken once");

    // What came before does not stand for what came after.
    let again = Exchange::new(None);
    let server = Server::start(vec![Reply::json(200, GOOD), Reply::page(200)]).await;
    post(&again, &token_uri(&server), "grant_type=refresh_token").await.unwrap();
    post(&again, &token_uri(&server), "grant_type=refresh_token").await.unwrap();
    let (came, failure) = again.take();
    assert!(came.is_none() && matches!(failure, Some(Failure::Broken(AuthError::Server { http: 200, html: true, .. }))));
}

#[tokio::test]
async fn one_try_knows_nothing_of_another() {
    let server = Server::start(vec![Reply::json(503, "{}")]).await;
    let exchange = Exchange::new(None);
    let fresh = exchange.afresh();
    post(&fresh, &token_uri(&server), "grant_type=refresh_token").await.unwrap();
    assert_eq!(exchange.take().1, None);
    assert!(fresh.take().1.is_some());
    assert_eq!((exchange.requests(), fresh.requests()), (0, 1));
}

#[test]
fn only_built_in_addresses_are_led_elsewhere() {
    let endpoint = Endpoint::parse("http://127.0.0.1:9/root").unwrap();
    let there = Exchange::new(Some(endpoint));
    let google = Exchange::new(None);
    let iam = "/v1/projects/-/serviceAccounts/a@b.test:generateAccessToken";
    for (to, path, led) in [
        ("https://accounts.google.com", "/o/oauth2/token", "http://127.0.0.1:9/root/token"),
        ("https://iamcredentials.googleapis.com", iam, &*format!("http://127.0.0.1:9/root{iam}")),
        // A file names these: what a person set down comes before a variable.
        ("https://oauth2.googleapis.com", "/token", "https://oauth2.googleapis.com/token"),
        ("https://sts.googleapis.com", "/v1/token", "https://sts.googleapis.com/v1/token"),
        ("http://127.0.0.1:8", "/token", "http://127.0.0.1:8/token"),
        ("https://iamcredentials.googleapis.com.evil.test", "/x", "https://iamcredentials.googleapis.com.evil.test/x"),
    ] {
        assert_eq!(there.url(to, path).unwrap().as_str(), led);
        assert_eq!(google.url(to, path).unwrap().as_str(), format!("{to}{path}"));
    }
}

#[tokio::test]
async fn nothing_is_sent_in_the_clear_or_with_a_name_in_the_address() {
    for url in ["http://oauth2.example.test/token", "https://ana:word@127.0.0.1/token"] {
        let exchange = Exchange::new(None);
        let (status, body) = post(&exchange, url, "refresh_token=x").await.unwrap();
        assert_eq!((status, body.as_str()), (StatusCode::BAD_REQUEST, r#"{"error":"greenroom_no_answer"}"#));
        let failure = exchange.take().1.unwrap();
        assert!(matches!(&failure, Failure::Broken(AuthError::ClientFile { .. })), "{failure:?}");
        assert_eq!(exchange.requests(), 0);
    }
}

#[tokio::test]
async fn a_subject_token_comes_as_it_is_with_the_headers_that_ask_for_it() {
    let server = Server::start(vec![Reply::Answer(crate::meet::tests::server::message(200, &[], b"ey.subject"))]).await;
    let exchange = Exchange::new(None);
    let ask = |url: &str| Request::get(url).header("Metadata", "True").header("Authorization", "bearer x").body(String::new());
    let url = format!("{}/id?audience=a%2Fb", server.endpoint());
    let (status, body) = over(&exchange, ask(&url).unwrap()).await.unwrap();
    assert_eq!((status, body.as_str()), (StatusCode::OK, "ey.subject"));
    let seen = &server.seen()[0];
    assert_eq!(seen.line(), "GET /id?audience=a%2Fb");
    assert_eq!((seen.header("metadata"), seen.header("authorization")), (vec!["True"], vec!["bearer x"]));
    assert_eq!(seen.header("host").len(), 1);

    // The library would take any body for the token, whatever the status.
    for reply in [
        Reply::page(200),
        Reply::json(404, "{}"),
        Reply::json(500, "x"),
        Reply::Answer(crate::meet::tests::server::message(200, &[], b"")),
    ] {
        let server = Server::start(vec![reply]).await;
        let url = format!("{}/id", server.endpoint());
        assert_eq!(over(&exchange, ask(&url).unwrap()).await, None);
        assert!(exchange.take().1.is_some());
    }
}

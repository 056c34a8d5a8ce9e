//! Taking an access back at the server that gave it.
//!
//! It hits every client of the Cloud project that this person signed in with, which must be said before:
//! <https://developers.google.com/identity/protocols/oauth2/native-app#tokenrevoke>

use http::Method;
use secrecy::ExposeSecret as _;
use serde_json::Value;

use super::credential::Credential;
use super::error::AuthError;
use super::exchange::{Exchange, Own, short};
use super::places::Places;
use crate::meet::endpoint::Endpoint;

/// Takes a sign-in back. One that is dead already counts as taken back. Deletes nothing here.
///
/// # Errors
///
/// [`AuthError::Refused`], or why the server cannot be asked.
pub async fn revoke(credential: &Credential, oauth: Option<&Endpoint>) -> Result<(), AuthError> {
    let places = Places::of_token(&credential.client.token_uri, oauth)?;
    let form = [("token", credential.refresh.expose_secret())];
    let own = Own { method: Method::POST, url: &places.revoke, form: Some(&form), bearer: None };
    let (status, body) = Exchange::new(None).send(own).await?;
    if status.is_success() {
        return Ok(());
    }
    let said: Value = serde_json::from_slice(&body).unwrap_or(Value::Null);
    match said["error"].as_str() {
        Some("invalid_token") if status.is_client_error() => Ok(()),
        Some(code) if status.is_client_error() && status != http::StatusCode::TOO_MANY_REQUESTS => Err(AuthError::Refused {
            code: short(code, 60),
            said: said["error_description"].as_str().map(|said| short(said, 300)).filter(|said| !said.is_empty()),
            clock: None,
        }),
        _ => Err(AuthError::Server {
            host: places.revoke.host_str().unwrap_or_default().to_owned(),
            http: status.as_u16(),
            html: body.trim_ascii_start().starts_with(b"<"),
        }),
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::auth::credential::Client;
    use crate::meet::tests::server::{Reply, Server};

    fn credential(server: &Server) -> Credential {
        let token_uri = format!("{}/token", server.endpoint());
        Credential { client: Client { id: "id".into(), secret: "s".into(), token_uri }, refresh: "1//a+b&c".into(), access: None }
    }

    async fn with(reply: Reply) -> Result<(), AuthError> {
        let server = Server::start(vec![reply]).await;
        revoke(&credential(&server), None).await
    }

    #[tokio::test]
    async fn d14_the_refresh_token_is_sent_to_the_server_that_gave_it() {
        let server = Server::start(vec![Reply::json(200, "{}")]).await;
        let elsewhere = Endpoint::parse("http://127.0.0.1:1").unwrap();
        assert_eq!(revoke(&credential(&server), Some(&elsewhere)).await, Ok(()));
        let seen = server.seen();
        assert_eq!(
            seen.iter().map(|seen| (seen.line(), seen.body.as_str())).collect::<Vec<_>>(),
            [("POST /revoke", "token=1%2F%2Fa%2Bb%26c")]
        );
        assert_eq!(seen[0].header("content-type"), ["application/x-www-form-urlencoded"]);
    }

    #[tokio::test]
    async fn d14_what_google_gave_is_taken_back_where_its_oauth_is() {
        let server = Server::start(vec![Reply::json(200, "{}")]).await;
        let mut credential = credential(&server);
        credential.client.token_uri = "https://oauth2.googleapis.com/token".into();
        assert_eq!(revoke(&credential, Some(&server.endpoint())).await, Ok(()));
        assert_eq!(server.seen()[0].line(), "POST /revoke");
    }

    #[tokio::test]
    async fn d14_a_token_that_is_dead_already_is_taken_back() {
        let dead = r#"{"error":"invalid_token","error_description":"Token expired or revoked"}"#;
        assert_eq!(with(Reply::json(400, dead)).await, Ok(()));
    }

    #[tokio::test]
    async fn d14_a_refusal_comes_in_the_servers_words() {
        let no = r#"{"error":"invalid_request","error_description":"no\u001b[31m\n way"}"#;
        let error = AuthError::Refused { code: "invalid_request".into(), said: Some("no way".into()), clock: None };
        assert_eq!(with(Reply::json(400, no)).await, Err(error));
    }

    #[rstest]
    #[case(Reply::page(503), 503, true)]
    #[case(Reply::json(500, r#"{"error":"invalid_token"}"#), 500, false)]
    #[case(Reply::json(429, r#"{"error":"rate"}"#), 429, false)]
    #[case(Reply::json(400, ""), 400, false)]
    #[case(Reply::page(404), 404, true)]
    #[tokio::test]
    async fn d14_an_answer_that_is_none_does_not_count(#[case] reply: Reply, #[case] status: u16, #[case] page: bool) {
        let error = AuthError::Server { host: "127.0.0.1".into(), http: status, html: page };
        assert_eq!(with(reply).await, Err(error));
    }

    #[tokio::test]
    async fn d14_a_server_that_is_not_there_is_named() {
        let server = Server::start(vec![Reply::Reset(Vec::new())]).await;
        let error = revoke(&credential(&server), None).await.unwrap_err();
        assert!(matches!(&error, AuthError::Unreachable { host, .. } if host.contains("127.0.0.1")), "{error:?}");
        assert!(!format!("{error:?}").contains("1//a"));
    }
}

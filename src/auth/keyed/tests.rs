//! Tokens for credentials that somebody else keeps, against servers that answer by a script.

mod federation;
mod renewal;
mod service_accounts;

use std::path::Path;

use serde_json::{Value, json};

use super::*;
use crate::meet::tests::server::{Reply, Seen, Server};

const GOOD: &str = r#"{"access_token":"ya29.good","expires_in":3599,"token_type":"Bearer"}"#;

fn file(content: &Value) -> CredentialFile {
    CredentialFile::parse(Path::new("/keys/creds.json"), content.to_string().as_bytes()).unwrap()
}

/// A source for this content, whose built-in addresses lead to that server.
fn source(content: &Value, server: &Server) -> KeyedSource {
    KeyedSource::new(file(content), None, false, None, Some(&server.endpoint()))
}

/// gcloud's file.
fn gcloud() -> Value {
    json!({
        "type": "authorized_user", "client_id": "id.apps.googleusercontent.com", "client_secret": "planted-secret",
        "refresh_token": "1//planted-refresh", "quota_project_id": "pays-for-it", "universe_domain": "googleapis.com",
        "account": "",
    })
}

/// The fields of a form.
fn form(seen: &Seen) -> Vec<(String, String)> {
    url::form_urlencoded::parse(seen.body.as_bytes()).into_owned().collect()
}

fn field(seen: &Seen, name: &str) -> Option<String> {
    form(seen).into_iter().find(|(key, _)| key == name).map(|(_, value)| value)
}

async fn error_of(source: &KeyedSource) -> AuthError {
    let error = source.access().await.unwrap_err();
    let told = source.token().await.unwrap_err();
    for text in [error.why(), error.next_step(), format!("{error:?}{source:?}"), told.to_string()] {
        assert!(!text.is_empty() && !text.contains("planted") && !text.contains('\n'), "{text}");
    }
    error
}

#[tokio::test]
async fn gclouds_sign_in() {
    let answer = json!({
        "access_token": "ya29.ana", "expires_in": 3599, "token_type": "Bearer",
        "scope": "https://www.googleapis.com/auth/cloud-platform https://www.googleapis.com/auth/meetings.space.readonly",
    });
    let server = Server::start(vec![Reply::json(200, &answer.to_string())]).await;
    let source = source(&gcloud(), &server);
    assert_eq!(source.granted(), None);
    assert_eq!(source.token().await.unwrap().expose_secret(), "ya29.ana");
    let seen = server.seen();
    assert_eq!(seen[0].line(), "POST /token");
    // No scope: asking for one that was not granted would be refused.
    let mut names: Vec<String> = form(&seen[0]).into_iter().map(|(name, _)| name).collect();
    names.sort_unstable();
    assert_eq!(names, ["client_id", "client_secret", "grant_type", "refresh_token"]);
    assert_eq!(source.granted().unwrap().lacks(&[Scope::Created, Scope::Readonly]), [Scope::Created]);
    assert_eq!(source.quota_project().as_deref(), Some("pays-for-it"));
    let other = KeyedSource::new(file(&gcloud()), None, false, Some("of-the-variable".into()), None);
    assert_eq!(other.quota_project().as_deref(), Some("of-the-variable"));
}

#[tokio::test]
async fn a_sign_in_of_gcloud_without_any_scope_of_meet() {
    let answer = r#"{"access_token":"ya29.a","expires_in":3599,"scope":"openid https://www.googleapis.com/auth/cloud-platform"}"#;
    let server = Server::start(vec![Reply::json(200, answer)]).await;
    let error = error_of(&source(&gcloud(), &server)).await;
    assert_eq!(error.why(), "/keys/creds.json: The sign-in in it was granted no scope of Google Meet.");
    assert!(error.next_step().contains("--client-id-file") && error.next_step().ends_with("meetings.space.settings"));
    assert!(!error.is_transient());
}

#[tokio::test]
async fn a_sign_in_of_gcloud_that_is_over() {
    for (subtype, words) in [("", "taken back"), ("invalid_rapt", "organisation")] {
        let answer =
            json!({ "error": "invalid_grant", "error_subtype": subtype, "error_description": "Token has been expired." });
        let server = Server::start(vec![Reply::json(400, &answer.to_string())]).await;
        let error = error_of(&source(&gcloud(), &server)).await;
        assert!(error.why().contains(words) && error.why().ends_with("Google says: Token has been expired."), "{}", error.why());
        assert!(error.next_step().contains("gcloud auth application-default login"), "{}", error.next_step());
    }
}

#[tokio::test]
async fn acting_as_a_service_account_by_gclouds_sign_in() {
    let content = json!({
        "type": "impersonated_service_account", "delegates": [], "source_credentials": gcloud(),
        "service_account_impersonation_url":
            "https://iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/robot@p.iam.gserviceaccount.com:generateAccessToken",
    });
    let ends = Timestamp::now() + SignedDuration::from_mins(50);
    let iam = json!({ "accessToken": "ya29.robot", "expireTime": ends.to_string() });
    let refused = r#"{"error":{"code":403,"message":"Permission 'iam.serviceAccounts.getAccessToken' denied","status":"PERMISSION_DENIED"}}"#;
    let script =
        vec![Reply::json(200, GOOD), Reply::json(200, &iam.to_string()), Reply::json(200, GOOD), Reply::json(403, refused)];
    let server = Server::start(script).await;
    let access = source(&content, &server).access().await.unwrap();
    assert_eq!((access.token.expose_secret(), access.expires.unwrap().as_second()), ("ya29.robot", ends.as_second()));
    let seen = &server.seen()[1];
    assert_eq!(seen.line(), "POST /v1/projects/-/serviceAccounts/robot@p.iam.gserviceaccount.com:generateAccessToken");
    assert_eq!(seen.header("authorization"), ["Bearer ya29.good"]);
    assert!(seen.body.contains("meetings.space.created") && seen.header("content-type")[0].contains("json"), "{}", seen.body);

    let error = source(&content, &server).access().await.unwrap_err();
    assert!(matches!(&error, AuthError::Refused { code, .. } if code == "PERMISSION_DENIED"), "{error:?}");
    assert!(error.why().contains("getAccessToken"), "{}", error.why());
}

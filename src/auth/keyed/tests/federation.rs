//! Identity federation: another provider's token is exchanged for one of Google's.

use rstest::rstest;

use super::*;
use crate::meet::tests::server::message;

fn content(server: &Server, source: &Value) -> Value {
    json!({
        "type": "external_account", "audience": "//iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/p/providers/q",
        "subject_token_type": "urn:ietf:params:oauth:token-type:jwt", "token_url": format!("{}/v1/token", server.endpoint()),
        "credential_source": source,
    })
}

fn text(body: &str) -> Reply {
    Reply::Answer(message(200, &["Content-Type: text/plain"], body.as_bytes()))
}

#[tokio::test]
async fn from_a_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("subject");
    std::fs::write(&path, "ey.planted.subject").unwrap();
    let server = Server::start(vec![Reply::json(200, GOOD)]).await;
    let content = content(&server, &json!({ "file": path }));
    let source = source(&content, &server);
    assert_eq!(source.access().await.unwrap().token.expose_secret(), "ya29.good");
    let seen = &server.seen()[0];
    assert_eq!(seen.line(), "POST /v1/token");
    assert_eq!(field(seen, "subject_token").as_deref(), Some("ey.planted.subject"));
    assert!(field(seen, "scope").unwrap().contains("meetings.space.readonly"));

    // The file goes away; nothing is sent then.
    std::fs::remove_file(&path).unwrap();
    let error = error_of(&super::source(&content, &server)).await;
    assert!(error.why().contains("The file that its credential_source names cannot be read"), "{}", error.why());
    assert_eq!(server.seen().len(), 1);
}

#[rstest]
#[case::text(json!({ "type": "text" }), "ey.planted.subject")]
#[case::text_by_itself(Value::Null, "ey.planted.subject")]
#[case::field(json!({ "type": "json", "subject_token_field_name": "value" }), r#"{"value":"ey.planted.subject","count":1}"#)]
#[tokio::test]
async fn from_an_address(#[case] format: Value, #[case] body: &str) {
    let server = Server::start(vec![text(body), Reply::json(200, GOOD)]).await;
    let mut from = json!({ "url": format!("{}/id?a=1", server.endpoint()), "headers": { "Metadata": "True" } });
    if !format.is_null() {
        from["format"] = format;
    }
    assert_eq!(source(&content(&server, &from), &server).access().await.unwrap().token.expose_secret(), "ya29.good");
    let seen = server.seen();
    assert_eq!((seen[0].line(), seen[0].header("metadata")), ("GET /id?a=1", vec!["True"]));
    assert_eq!(field(&seen[1], "subject_token").as_deref(), Some("ey.planted.subject"));
}

#[rstest]
#[case::trouble(Reply::json(500, "planted"), "is in trouble (500)")]
#[case::refused(Reply::json(403, r#"{"error":"nope"}"#), "refused to give a token")]
#[case::page(Reply::page(200), "web page")]
#[case::another_field(text(r#"{"other":"planted"}"#), "with no token in it")]
#[case::no_json(text("planted"), "with no token in it")]
#[tokio::test]
async fn an_address_that_gives_no_token(#[case] reply: Reply, #[case] words: &str) {
    let server = Server::start(vec![reply]).await;
    let from =
        json!({ "url": format!("{}/id", server.endpoint()), "format": { "type": "json", "subject_token_field_name": "value" } });
    let error = error_of(&source(&content(&server, &from), &server)).await;
    assert!(error.why().contains(words), "{}", error.why());
    assert!(server.seen().iter().all(|seen| seen.line() == "GET /id"), "what is no token was sent on as one");
}

#[tokio::test]
async fn on_behalf_of_a_service_account() {
    let ends = Timestamp::now() + SignedDuration::from_mins(50);
    let iam = json!({ "accessToken": "ya29.robot", "expireTime": ends.to_string() });
    let server = Server::start(vec![text("ey.subject"), Reply::json(200, GOOD), Reply::json(200, &iam.to_string())]).await;
    let mut content = content(&server, &json!({ "url": format!("{}/id", server.endpoint()) }));
    content["service_account_impersonation_url"] =
        format!("{}/v1/projects/-/serviceAccounts/robot@p.test:generateAccessToken", server.endpoint()).into();
    assert_eq!(source(&content, &server).access().await.unwrap().token.expose_secret(), "ya29.robot");
    let seen = server.seen();
    assert_eq!(field(&seen[1], "scope").as_deref(), Some("https://www.googleapis.com/auth/cloud-platform"));
    assert_eq!(seen[2].line(), "POST /v1/projects/-/serviceAccounts/robot@p.test:generateAccessToken");
}

#[tokio::test]
async fn the_provider_refuses() {
    let answer = r#"{"error":"invalid_target","error_description":"The target service does not exist."}"#;
    let server = Server::start(vec![text("ey.planted.subject"), Reply::json(400, answer)]).await;
    let from = json!({ "url": format!("{}/id", server.endpoint()) });
    let error = source(&content(&server, &from), &server).access().await.unwrap_err();
    assert!(matches!(&error, AuthError::Refused { code, .. } if code == "invalid_target"), "{error:?}");
}

//! When a token is asked for, and how often.

use std::sync::Arc;
use std::time::Duration;

use futures_util::future::join_all;

use super::*;

fn token(name: &str, life: i64) -> Reply {
    Reply::json(200, &json!({ "access_token": name, "expires_in": life }).to_string())
}

async fn names(source: &KeyedSource, times: usize) -> Vec<String> {
    let all = join_all((0..times).map(|_| source.access())).await;
    all.into_iter().map(|access| access.unwrap().token.expose_secret().to_owned()).collect()
}

#[tokio::test]
async fn once_for_all_who_wait() {
    let server = Server::start(vec![token("ya29.1", 3599), token("ya29.2", 3599)]).await;
    let source = source(&gcloud(), &server);
    assert_eq!(names(&source, 100).await, vec!["ya29.1"; 100]);
    assert_eq!(names(&source, 100).await, vec!["ya29.1"; 100]);
    assert_eq!(server.seen().len(), 1);
}

#[tokio::test]
async fn a_token_in_its_last_minute_is_renewed_once_a_round() {
    let server = Server::start(vec![token("ya29.1", 59), token("ya29.2", 3599)]).await;
    let source = source(&gcloud(), &server);
    assert_eq!(names(&source, 100).await, vec!["ya29.1"; 100], "it is good for those who waited for it");
    assert_eq!(server.seen().len(), 1);
    assert_eq!(names(&source, 100).await, vec!["ya29.2"; 100]);
    assert_eq!(server.seen().len(), 2);
}

#[tokio::test]
async fn a_token_without_an_end_is_used_until_it_is_refused() {
    let server = Server::start(vec![Reply::json(200, r#"{"access_token":"ya29.1"}"#), token("ya29.2", 3599)]).await;
    let source = source(&gcloud(), &server);
    assert_eq!(names(&source, 3).await, vec!["ya29.1"; 3]);
    let refused = SecretString::from("ya29.1");
    let renewed = source.renew(&refused).await.unwrap().unwrap();
    assert_eq!(renewed.expose_secret(), "ya29.2");
    assert_eq!(server.seen().len(), 2);
}

#[tokio::test]
async fn many_who_were_refused_renew_once() {
    let server = Server::start(vec![token("ya29.1", 3599), token("ya29.2", 3599), token("ya29.3", 3599)]).await;
    let source = source(&gcloud(), &server);
    let refused = source.access().await.unwrap().token;
    let renewed = join_all((0..50).map(|_| source.after(&refused))).await;
    assert!(renewed.iter().all(|access| access.as_ref().unwrap().token.expose_secret() == "ya29.2"));
    // Whoever comes late with the old one gets the new one.
    assert_eq!(source.after(&refused).await.unwrap().token.expose_secret(), "ya29.2");
    assert_eq!(server.seen().len(), 2);
}

#[tokio::test]
async fn all_who_wait_share_a_failure_and_the_next_tries_anew() {
    let server = Server::start(vec![Reply::json(503, "{}"), token("ya29.1", 3599)]).await;
    let source = source(&gcloud(), &server);
    let failed = join_all((0..100).map(|_| source.access())).await;
    assert!(failed.iter().all(|access| matches!(access, Err(AuthError::Server { http: 503, .. }))));
    assert_eq!(server.seen().len(), 1);
    assert_eq!(names(&source, 1).await, ["ya29.1"]);
}

#[tokio::test]
async fn silence_ends_and_is_told_to_the_client_of_the_api() {
    let server = Server::start(vec![Reply::Hang(Vec::new())]).await;
    let source = source(&gcloud(), &server).within(Duration::from_millis(100));
    let TokenError::Unavailable { why, .. } = source.token().await.unwrap_err() else { panic!("another error") };
    assert!(why.contains("did not answer within"), "{why}");
}

#[tokio::test]
async fn who_goes_away_leaves_the_others_in_peace() {
    let server = Server::start(vec![Reply::Hang(Vec::new()), token("ya29.1", 3599)]).await;
    let source = Arc::new(source(&gcloud(), &server));
    let first = tokio::spawn({
        let source = Arc::clone(&source);
        async move { source.access().await }
    });
    while server.seen().is_empty() {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    first.abort();
    assert!(first.await.unwrap_err().is_cancelled());
    assert_eq!(names(&source, 3).await, vec!["ya29.1"; 3]);
}

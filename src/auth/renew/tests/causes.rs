//! Refresh tokens that are dead, and why.

use rstest::rstest;

use super::*;
use crate::auth::accounts::ends_soon;

const DEAD: &str = r#"{"error":"invalid_grant","error_description":"Token has been expired or revoked."}"#;

fn hours_ago(hours: i64) -> Timestamp {
    Timestamp::now() - SignedDuration::from_hours(hours)
}

#[rstest]
#[case::a_day(24, DEAD, "access was taken back", "Sign in again: your list")]
#[case::a_week(7 * 24, DEAD, "Cloud project is in Testing", "publish the app")]
#[case::a_fortnight(14 * 24, DEAD, "access was taken back", "Sign in again: your list")]
#[case::a_year(365 * 24, DEAD, "not used for six months", "Sign in again: your list")]
#[case::policy(
    7 * 24,
    r#"{"error":"invalid_grant","error_subtype":"invalid_rapt","error_description":"reauth related error (invalid_rapt)"}"#,
    "your organisation asks for a new sign-in",
    "Sign in again"
)]
#[case::client(24, r#"{"error":"invalid_client"}"#, "its OAuth client was deleted", "Download the client's JSON file")]
#[case::deleted(24, r#"{"error":"deleted_client"}"#, "its OAuth client was deleted", "Download the client's JSON file")]
#[tokio::test]
async fn a_dead_refresh_token_is_explained(#[case] hours: i64, #[case] answer: &str, #[case] why: &str, #[case] next: &str) {
    let status = if answer.contains("_client") { 401 } else { 400 };
    let stage = Stage::signed_in(hours_ago(hours), -10, vec![Reply::json(status, answer)]).await;
    let renewer = stage.renewer();
    let error = failed(&renewer).await;
    let TokenError::Over { why: told, next: advice } = &error else { panic!("{error:?}") };
    assert!(told.contains("The sign-in of ana@example.com is over") && told.contains(why), "{told}");
    assert!(advice.contains(next), "{advice}");
    assert_eq!(stage.kept().refresh.expose_secret(), token("refresh-1"), "nothing is deleted");

    // Nobody asks a server about a dead token twice.
    assert_eq!(failed(&renewer).await, error);
    check(&renewer.renew(&secret("kept-1")).await.unwrap_err());
    assert_eq!(stage.requests(), 1);
}

#[tokio::test]
async fn another_refusal_is_told_and_asked_again() {
    let refusal = Reply::json(400, r#"{"error":"admin_policy_enforced"}"#);
    let stage = Stage::new(-10, vec![refusal, answer("new")]).await;
    let renewer = stage.renewer();
    assert!(matches!(failed(&renewer).await, TokenError::Over { .. }));
    assert_eq!(got(&renewer).await, token("new"));
}

#[tokio::test]
async fn a_new_sign_in_is_taken_up_after_a_death() {
    let stage = Stage::new(-10, vec![Reply::json(400, DEAD), answer("new")]).await;
    let (renewer, other) = (stage.renewer(), stage.renewer());
    failed(&renewer).await;
    // Another program signs in: nobody tells this one.
    sign_in(stage.dir.path(), credential(&stage.server, "2", 3600), Timestamp::now());
    assert_eq!((got(&renewer).await, got(&other).await), (token("kept-2"), token("kept-2")));
    assert_eq!(stage.requests(), 1);
}

#[tokio::test]
async fn reload_takes_up_a_new_sign_in_while_the_old_token_is_good() {
    let stage = Stage::new(3600, vec![answer("unused")]).await;
    let renewer = stage.renewer();
    assert_eq!(got(&renewer).await, token("kept-1"));
    sign_in(stage.dir.path(), credential(&stage.server, "2", 3600), Timestamp::now());
    assert_eq!(got(&renewer).await, token("kept-1"));
    renewer.reload();
    assert_eq!(got(&renewer).await, token("kept-2"));
}

#[tokio::test]
async fn a_death_in_testing_is_remembered_for_the_next_sign_in() {
    let stage = Stage::signed_in(hours_ago(7 * 24), -10, vec![Reply::json(400, DEAD)]).await;
    assert_eq!(stage.account.ends, None);
    failed(&stage.renewer()).await;
    let now = Timestamp::now();
    let account = sign_in(stage.dir.path(), credential(&stage.server, "2", 3600), now);
    let end = now + SignedDuration::from_hours(7 * 24);
    assert_eq!((account.ends, stage.listed().ends), (Some(end), Some(end)));
    assert_eq!(ends_soon(&account, now), None);
    assert_eq!(ends_soon(&account, end - SignedDuration::from_hours(24)), Some(end));
}

#[tokio::test]
async fn a_refresh_after_eight_days_shows_that_the_project_is_not_in_testing() {
    let stage = Stage::signed_in(hours_ago(9 * 24), -10, vec![answer("new"), Reply::json(400, DEAD)]).await;
    got(&stage.renewer()).await;
    // The next one dies at a week: not by that rule, for it is known not to hold here.
    sign_in(stage.dir.path(), credential(&stage.server, "2", -10), hours_ago(7 * 24));
    let error = failed(&stage.renewer()).await;
    assert!(matches!(&error, TokenError::Over { why, .. } if why.contains("access was taken back")), "{error:?}");
}

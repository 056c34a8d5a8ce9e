//! The page, as a browser would use it.

use greenroom::emulator::{OAuth, Publishing};
use jiff::SignedDuration;

use super::bench::{ANA, Answer, CREATED, Desk, READONLY, SETTINGS};

const CONSENT: &str = "/o/oauth2/v2/auth/consent";

async fn submit(desk: &Desk, page: &Answer, more: &[(&str, &str)]) -> Answer {
    let ticket = page.ticket();
    desk.form(CONSENT, &[&[("ticket", ticket.as_str())], more].concat()).await
}

#[tokio::test]
async fn it_asks_as_whom_and_for_what() {
    let desk = Desk::new();
    let page = desk.ask(&[("login_hint", "BO@example.org")]).await;
    assert_eq!((page.status, page.headers["content-type"].to_str().unwrap()), (200, "text/html; charset=UTF-8"));
    assert_eq!(page.headers["cache-control"], "no-store");
    assert!(page.headers["content-security-policy"].to_str().unwrap().contains("frame-ancestors 'none'"));
    assert!(page.text.contains("value=\"bo@example.org\" checked"), "the hint is chosen");
    assert!(page.text.contains("value=\"ana@example.com\" required"));
    assert!(page.text.contains("Ana &lt;b&gt;") && !page.text.contains("<b>"), "a name is text");
    assert_eq!(page.text.matches("type=checkbox").count(), 3, "signing in has no box");
    assert!(!page.text.contains("class=warning"));
    assert!(page.text.contains("No Google account is touched"));
    desk.emulator.with(|world| {
        assert_eq!(world.count(OAuth::Authorize), 1);
        world.add_project("greenroom").publishing = Publishing::Testing;
    });
    let page = desk.ask(&[("scope", &format!("openid {READONLY}"))]).await;
    assert!(page.text.contains("has not been verified") && page.text.contains("7 days"));
    assert!(!page.text.contains("type=checkbox"), "one scope alone has no box");
}

#[tokio::test]
async fn boxes_that_are_left_are_not_granted() {
    let desk = Desk::new();
    let page = desk.ask(&[("state", "s")]).await;
    let answered = submit(&desk, &page, &[("user", ANA), ("scope", CREATED), ("scope", READONLY), ("decision", "allow")]).await;
    let back = answered.back();
    assert_eq!(back.get("state").as_deref(), Some("s"));
    let granted = back.get("scope").unwrap();
    assert!(granted.contains(CREATED) && granted.contains(READONLY) && granted.contains("openid"));
    assert!(!granted.contains(SETTINGS));
    assert_eq!(desk.redeem(&back.code(), &[]).await.ok()["scope"], granted);
    // what was never asked for cannot be ticked
    let page = desk.ask(&[("scope", &format!("{CREATED} {READONLY}"))]).await;
    let answered = submit(&desk, &page, &[("user", ANA), ("scope", SETTINGS), ("scope", CREATED), ("decision", "allow")]).await;
    assert_eq!(answered.back().get("scope").as_deref(), Some(CREATED));
}

#[tokio::test]
async fn cancel_goes_back_to_the_app() {
    let desk = Desk::new();
    let page = desk.ask(&[("state", "s")]).await;
    let back = submit(&desk, &page, &[("decision", "deny")]).await.back();
    assert_eq!((back.get("error").as_deref(), back.get("state").as_deref()), (Some("access_denied"), Some("s")));
}

#[tokio::test]
async fn a_page_is_answered_once_and_in_time_and_by_nobody_else() {
    let desk = Desk::new();
    let yes = [("user", ANA), ("decision", "allow")];
    let page = desk.ask(&[]).await;
    submit(&desk, &page, &yes).await.back();
    submit(&desk, &page, &yes).await.blocked(400, "invalid_request");
    desk.form(CONSENT, &yes).await.blocked(400, "invalid_request");
    desk.form(CONSENT, &[&yes[..], &[("ticket", "guessed")]].concat()).await.blocked(400, "invalid_request");
    let page = desk.ask(&[]).await;
    desk.emulator.with(|world| world.advance(SignedDuration::from_mins(11)));
    submit(&desk, &page, &yes).await.blocked(400, "invalid_request");
}

#[tokio::test]
async fn who_may_not_sign_in_reads_so() {
    let desk = Desk::new();
    desk.emulator.with(|world| {
        let project = world.add_project("greenroom");
        project.publishing = Publishing::Testing;
        project.test_users.insert(ANA.into());
    });
    let page = desk.ask(&[]).await;
    let refused = submit(&desk, &page, &[("user", "bo@example.org"), ("decision", "allow")]).await;
    refused.blocked(403, "access_denied");
    assert!(refused.text.contains("test users"));
    let page = desk.ask(&[]).await;
    submit(&desk, &page, &[("user", "nobody@example.com"), ("decision", "allow")]).await.blocked(400, "invalid_request");
}

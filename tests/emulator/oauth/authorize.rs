//! What the authorize address refuses: on a page, so that the app does not hear of it.

use greenroom::emulator::{Block, Consent, Publishing};

use super::bench::{ANA, CHALLENGE, Desk, READONLY, VERIFIER, answer};

#[tokio::test]
async fn malformed_requests_are_told_to_the_person() {
    let desk = Desk::agreeing();
    let short = &CHALLENGE[1..];
    for (changes, status, error, says) in [
        (&[("client_id", "")][..], 400, "invalid_request", "client_id"),
        (&[("client_id", "someone.apps.googleusercontent.com")], 401, "invalid_client", "not found"),
        (&[("redirect_uri", "")], 400, "invalid_request", "redirect_uri"),
        (&[("response_type", "")], 400, "invalid_request", "response_type"),
        (&[("response_type", "token")], 400, "unsupported_response_type", "token"),
        (&[("scope", "")], 400, "invalid_request", "scope"),
        (&[("scope", "openid https://www.googleapis.com/auth/meetings.space.everything")], 400, "invalid_scope", "everything"),
        (&[("redirect_uri", "urn:ietf:wg:oauth:2.0:oob")], 400, "invalid_request", "out-of-band"),
        (&[("code_challenge", short), ("code_challenge_method", "S256")], 400, "invalid_request", "code_challenge"),
        (&[("code_challenge", CHALLENGE), ("code_challenge_method", "S512")], 400, "invalid_request", "S512"),
        (&[("code_challenge", "short")], 400, "invalid_request", "code_challenge"),
        (&[("code_challenge_method", "S256")], 400, "invalid_request", "code_challenge"),
        (&[("state", "one"), ("state", "two")], 400, "invalid_request", "single value: state"),
        (&[("client_id", "<script>")], 401, "invalid_client", "not found"),
        (&[("response_type", "<script>")], 400, "unsupported_response_type", "&lt;script&gt;"),
    ] {
        let refused = desk.ask(changes).await;
        refused.blocked(status, error);
        assert!(refused.text.contains(says) && !refused.text.contains("<script>"), "{changes:?}: {}", refused.text);
    }
}

#[tokio::test]
async fn a_desktop_client_is_sent_to_any_port_of_this_machine_and_nowhere_else() {
    let desk = Desk::agreeing();
    for (there, begins) in [
        ("http://127.0.0.1:1", "http://127.0.0.1:1/?"),
        ("http://127.0.0.1:65535/call/back", "http://127.0.0.1:65535/call/back?"),
        ("http://[::1]:8080", "http://[::1]:8080/?"),
        ("http://localhost:8080/", "http://localhost:8080/?"),
        ("http://127.0.0.1:9/x?y=z", "http://127.0.0.1:9/x?y=z&"),
    ] {
        let back = desk.authorize(&[("redirect_uri", there)]).await;
        assert!(back.0.as_str().starts_with(begins), "{}", back.0);
        desk.redeem(&back.code(), &[("redirect_uri", there)]).await.ok();
    }
    for elsewhere in [
        "https://127.0.0.1:1/",
        "http://evil.example/",
        "http://127.0.0.1.evil.example/",
        "http://localhost.evil.example/",
        "http://evil@127.0.0.1:1/",
        "http://127.0.0.1:1/#part",
        "http://0.0.0.0:1/",
        "http://127.0.0.1:99999/",
        "greenroom://callback",
        "nonsense",
    ] {
        desk.ask(&[("redirect_uri", elsewhere)]).await.blocked(400, "redirect_uri_mismatch");
    }
}

#[tokio::test]
async fn a_web_client_is_sent_where_it_has_registered() {
    let desk = Desk::agreeing();
    for elsewhere in ["http://127.0.0.1:1/", "https://app.example/back/", "https://app.example/"] {
        let refused = desk.ask(&[("client_id", &desk.web.id), ("redirect_uri", elsewhere)]).await;
        refused.blocked(400, "redirect_uri_mismatch");
    }
}

#[tokio::test]
async fn saying_no_goes_back_to_the_app() {
    let desk = Desk::new();
    for (consent, error) in
        [(Consent::cancel(), "access_denied"), (Consent::Deny("admin_policy_enforced".into()), "admin_policy_enforced")]
    {
        desk.consent(consent);
        let back = desk.authorize(&[("state", "s")]).await;
        assert_eq!((back.get("error").as_deref(), back.get("state").as_deref()), (Some(error), Some("s")));
        assert_eq!(back.get("code"), None);
    }
    desk.consent(Consent::allow(ANA).without(READONLY).without("https://www.googleapis.com/auth/meetings.space.settings"));
    let two = format!("{READONLY} https://www.googleapis.com/auth/meetings.space.settings");
    let back = desk.authorize(&[("scope", &two)]).await;
    assert_eq!(back.get("error").as_deref(), Some("access_denied"), "nothing is left");
}

#[tokio::test]
async fn a_project_that_is_tested_is_for_its_test_users() {
    let desk = Desk::agreeing();
    desk.emulator.with(|world| world.add_project("greenroom").publishing = Publishing::Testing);
    desk.ask(&[]).await.blocked(403, "access_denied");
    desk.emulator.with(|world| world.add_project("greenroom").test_users.insert(ANA.into()));
    desk.authorize(&[]).await.code();
}

#[tokio::test]
async fn an_internal_app_is_for_its_organisation() {
    let desk = Desk::new();
    desk.emulator.with(|world| world.add_project("greenroom").publishing = Publishing::Internal("example.com".into()));
    desk.consent(Consent::allow("bo@example.org"));
    desk.ask(&[]).await.blocked(403, "org_internal");
    desk.consent(Consent::allow(ANA));
    desk.authorize(&[]).await.code();
}

#[tokio::test]
async fn a_client_may_be_blocked() {
    let desk = Desk::agreeing();
    let code = desk.code().await;
    for (block, status, error) in [
        (Block::AdminPolicyEnforced, 400, "admin_policy_enforced"),
        (Block::OrgInternal, 403, "org_internal"),
        (Block::DisallowedUseragent, 403, "disallowed_useragent"),
        (Block::DeletedClient, 401, "deleted_client"),
    ] {
        desk.emulator.with(|world| world.client_mut(&desk.client.id).unwrap().block = Some(block));
        desk.ask(&[]).await.blocked(status, error);
    }
    desk.redeem(&code, &[]).await.denied(401, "deleted_client");
}

#[tokio::test]
async fn the_older_address_serves_too_and_other_verbs_lead_nowhere() {
    let desk = Desk::agreeing();
    let url = desk.url("/o/oauth2/auth");
    let pairs = [
        ("client_id", desk.client.id.as_str()),
        ("redirect_uri", "http://localhost:1"),
        ("response_type", "code"),
        ("scope", "openid"),
        ("code_challenge", VERIFIER),
    ];
    let back = answer(desk.http.get(&url).query(&pairs)).await.back();
    let changes = [("redirect_uri", "http://localhost:1"), ("code_verifier", VERIFIER)];
    desk.redeem(&back.code(), &changes).await.ok();
    assert_eq!(answer(desk.http.post(&url).form(&pairs)).await.status, 404);
    for path in ["/token", "/revoke"] {
        assert_eq!(answer(desk.http.get(desk.url(path))).await.status, 404);
    }
}

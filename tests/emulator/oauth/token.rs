//! What the token address refuses.

use greenroom::emulator::Consent;
use jiff::SignedDuration;

use super::bench::{ANA, CHALLENGE, CREATED, Desk, READONLY, S256, SETTINGS, VERIFIER, answer};

#[tokio::test]
async fn the_client_has_to_show_who_it_is() {
    let desk = Desk::agreeing();
    let code = desk.code().await;
    for (changes, status, error, says) in [
        (&[("client_id", "")][..], 400, "invalid_request", "Could not determine client ID from request."),
        (&[("client_id", "someone")], 401, "invalid_client", "The OAuth client was not found."),
        (&[("client_secret", "wrong")], 401, "invalid_client", "The provided client secret is invalid."),
        (&[("client_secret", "")], 400, "invalid_request", "client_secret is missing."),
        (&[("grant_type", "")], 400, "invalid_request", "Required parameter is missing: grant_type"),
        (&[("grant_type", "password")], 400, "unsupported_grant_type", "Invalid grant_type: password"),
        (&[("code", "")], 400, "invalid_request", "Missing required parameter: code"),
    ] {
        assert_eq!(desk.redeem(&code, changes).await.denied(status, error), says, "{changes:?}");
    }
    desk.redeem(&code, &[]).await.ok();
    let wrong = desk.http.post(desk.url("/token")).basic_auth(&desk.client.id, Some("wrong"));
    answer(wrong.form(&[("grant_type", "refresh_token"), ("refresh_token", "x")])).await.denied(401, "invalid_client");
}

#[tokio::test]
async fn a_code_is_good_once_for_ten_minutes_for_its_own_client() {
    let desk = Desk::agreeing();
    let code = desk.code().await;
    desk.redeem(&code, &[]).await.ok();
    assert_eq!(desk.redeem(&code, &[]).await.denied(400, "invalid_grant"), "Bad Request");
    assert_eq!(desk.redeem("nonsense", &[]).await.denied(400, "invalid_grant"), "Malformed auth code.");
    assert_eq!(desk.redeem("4/never-given", &[]).await.denied(400, "invalid_grant"), "Bad Request");

    let code = desk.code().await;
    let foreign = [("client_id", desk.other.id.as_str()), ("client_secret", &desk.other.secret)];
    assert_eq!(desk.redeem(&code, &foreign).await.denied(400, "invalid_grant"), "Bad Request");
    desk.emulator.with(|world| world.advance(SignedDuration::from_secs(599)));
    desk.redeem(&code, &[]).await.ok();

    let code = desk.code().await;
    desk.emulator.with(|world| world.advance(SignedDuration::from_mins(10)));
    assert_eq!(desk.redeem(&code, &[]).await.denied(400, "invalid_grant"), "Bad Request");
}

#[tokio::test]
async fn a_code_goes_with_its_address() {
    let desk = Desk::agreeing();
    for other in ["http://127.0.0.1:49153/callback", "http://127.0.0.1:49152/callback/", "http://localhost:49152/callback", ""] {
        let code = desk.code().await;
        desk.redeem(&code, &[("redirect_uri", other)]).await.denied(400, "redirect_uri_mismatch");
        // it was used
        desk.redeem(&code, &[]).await.denied(400, "invalid_grant");
    }
}

#[tokio::test]
async fn a_code_goes_with_its_verifier() {
    let desk = Desk::agreeing();
    let other = VERIFIER.replace('d', "e");
    let plain = [("code_challenge", VERIFIER), ("code_challenge_method", "plain")];
    for (asked, verifier, says) in [
        (&S256[..], "", "Missing code verifier."),
        (&S256, other.as_str(), "Invalid code verifier."),
        (&S256, CHALLENGE, "Invalid code verifier."),
        (&S256, "short", "Invalid code verifier."),
        (&plain, &other, "Invalid code verifier."),
        (&[], VERIFIER, "code_verifier or verifier is not needed."),
    ] {
        let code = desk.authorize(asked).await.code();
        let refused = desk.redeem(&code, &[("code_verifier", verifier)]).await;
        assert_eq!(refused.denied(400, "invalid_grant"), says, "{asked:?}");
    }
    for asked in [&S256[..], &plain, &plain[..1]] {
        let code = desk.authorize(asked).await.code();
        desk.redeem(&code, &[("code_verifier", VERIFIER)]).await.ok();
    }
}

#[tokio::test]
async fn a_refresh_token_is_for_its_client_and_for_its_scopes() {
    let desk = Desk::agreeing();
    let tokens = desk.tokens().await;
    let refresh = tokens["refresh_token"].as_str().unwrap();
    let dead = "Token has been expired or revoked.";
    assert_eq!(desk.refresh("1//never-given", &[]).await.denied(400, "invalid_grant"), dead);
    assert_eq!(desk.refresh(tokens["access_token"].as_str().unwrap(), &[]).await.denied(400, "invalid_grant"), dead);
    desk.refresh("", &[("refresh_token", "")]).await.denied(400, "invalid_request");
    let foreign = [("client_id", desk.other.id.as_str()), ("client_secret", &desk.other.secret)];
    assert_eq!(desk.refresh(refresh, &foreign).await.denied(401, "unauthorized_client"), "Unauthorized");

    let fewer = desk.refresh(refresh, &[("scope", READONLY)]).await.ok();
    assert_eq!((&fewer["scope"], fewer.get("id_token")), (&READONLY.into(), None));
    let access = fewer["access_token"].as_str().unwrap();
    assert_eq!(desk.post_json("/v2/spaces", "{}", access).await.status, 403);
    assert_eq!(desk.refresh(refresh, &[]).await.ok()["scope"], tokens["scope"], "the token itself has not become less");

    desk.consent(Consent::allow(ANA).without(SETTINGS));
    let tokens = desk.tokens().await;
    let refresh = tokens["refresh_token"].as_str().unwrap();
    for beyond in [&format!("{CREATED} {SETTINGS}"), "nonsense"] {
        let refused = desk.refresh(refresh, &[("scope", beyond)]).await;
        let word = beyond.rsplit(' ').next().unwrap();
        assert!(refused.denied(400, "invalid_scope").contains(word));
    }
}

#[tokio::test]
async fn userinfo_wants_a_live_token_with_openid() {
    let desk = Desk::agreeing();
    let challenge = |answer: &super::bench::Answer| answer.headers["www-authenticate"].to_str().unwrap().to_owned();
    let none = answer(desk.http.get(desk.url("/v1/userinfo"))).await;
    assert_eq!(none.denied(401, "invalid_request"), "Invalid Credentials");
    let wrong = desk.get("/v1/userinfo", "never-seen").await;
    wrong.denied(401, "invalid_request");
    assert!(challenge(&wrong).starts_with("Bearer "));
    let tokens = desk.tokens().await;
    let access = tokens["access_token"].as_str().unwrap();
    let narrow = desk.refresh(tokens["refresh_token"].as_str().unwrap(), &[("scope", "email")]).await.ok();
    let refused = desk.get("/v1/userinfo", narrow["access_token"].as_str().unwrap()).await;
    refused.denied(403, "insufficient_scope");
    assert!(challenge(&refused).contains("error=\"insufficient_scope\""));
    desk.emulator.with(|world| world.expire_token(access)).unwrap();
    desk.get("/v1/userinfo", access).await.denied(401, "invalid_request");
}

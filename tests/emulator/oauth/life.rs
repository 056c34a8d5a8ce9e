//! How long what was given out lives, and what ends it.

use std::time::Duration;

use greenroom::emulator::{Consent, Publishing, Scope};
use jiff::SignedDuration;
use serde_json::Value;

use super::bench::{ANA, Desk};

const DEAD: &str = "Token has been expired or revoked.";

fn refresh(tokens: &Value) -> &str {
    tokens["refresh_token"].as_str().unwrap()
}

fn access(tokens: &Value) -> &str {
    tokens["access_token"].as_str().unwrap()
}

fn advance(desk: &Desk, by: SignedDuration) {
    desk.emulator.with(|world| world.advance(by));
}

#[track_caller]
fn is_dead(answer: &super::bench::Answer) {
    assert_eq!(answer.denied(400, "invalid_grant"), DEAD);
}

#[tokio::test]
async fn an_access_token_lives_an_hour() {
    let desk = Desk::agreeing();
    let tokens = desk.tokens().await;
    advance(&desk, SignedDuration::from_secs(3590));
    assert_eq!(desk.get("/v2/conferenceRecords", access(&tokens)).await.status, 200);
    advance(&desk, SignedDuration::from_secs(10));
    let late = desk.get("/v2/conferenceRecords", access(&tokens)).await;
    assert!(late.status == 401 && late.text.contains("ACCESS_TOKEN_EXPIRED"));
    desk.emulator.with(|world| world.set_access_token_life(Duration::from_secs(90)));
    assert_eq!(desk.refresh(refresh(&tokens), &[]).await.ok()["expires_in"], 90);
}

#[tokio::test]
async fn in_testing_a_refresh_token_lives_seven_days() {
    let desk = Desk::agreeing();
    desk.emulator.with(|world| {
        let project = world.add_project("greenroom");
        project.publishing = Publishing::Testing;
        project.test_users.insert(ANA.into());
    });
    let tokens = desk.tokens().await;
    assert!(tokens.get("refresh_token_expires_in").is_none());
    let back = desk.authorize(&[("scope", "openid email profile")]).await;
    let only_who = desk.redeem(&back.code(), &[]).await.ok();
    advance(&desk, SignedDuration::from_hours(7 * 24 - 1));
    desk.refresh(refresh(&tokens), &[]).await.ok();
    advance(&desk, SignedDuration::from_hours(1));
    is_dead(&desk.refresh(refresh(&tokens), &[]).await);
    desk.refresh(refresh(&only_who), &[]).await.ok();
}

#[tokio::test]
async fn in_production_it_lives_for_six_months_after_its_last_use() {
    let desk = Desk::agreeing();
    let tokens = desk.tokens().await;
    for _ in 0..2 {
        advance(&desk, SignedDuration::from_hours(150 * 24));
        desk.refresh(refresh(&tokens), &[]).await.ok();
    }
    advance(&desk, SignedDuration::from_hours(184 * 24));
    is_dead(&desk.refresh(refresh(&tokens), &[]).await);
}

#[tokio::test]
async fn a_person_may_agree_for_a_while_only() {
    let desk = Desk::agreeing();
    desk.consent(Consent::allow(ANA).only_for(Duration::from_hours(24)));
    let tokens = desk.tokens().await;
    assert_eq!(tokens["refresh_token_expires_in"], 24 * 3600);
    advance(&desk, SignedDuration::from_hours(23));
    desk.refresh(refresh(&tokens), &[]).await.ok();
    advance(&desk, SignedDuration::from_hours(1));
    is_dead(&desk.refresh(refresh(&tokens), &[]).await);
}

#[tokio::test]
async fn of_a_hundred_and_one_refresh_tokens_the_oldest_dies() {
    let desk = Desk::agreeing();
    let oldest = desk.tokens().await;
    let second = desk.tokens().await;
    desk.consent(Consent::allow("bo@example.org"));
    let of_another = desk.tokens().await;
    desk.consent(Consent::allow(ANA));
    for _ in 0..99 {
        desk.tokens().await;
    }
    is_dead(&desk.refresh(refresh(&oldest), &[]).await);
    desk.refresh(refresh(&second), &[]).await.ok();
    desk.refresh(refresh(&of_another), &[]).await.ok();
}

#[tokio::test]
async fn a_client_may_rotate_them() {
    let desk = Desk::agreeing();
    desk.emulator.with(|world| world.client_mut(&desk.client.id).unwrap().rotates = true);
    let tokens = desk.tokens().await;
    let next = desk.refresh(refresh(&tokens), &[]).await.ok();
    assert_ne!(refresh(&next), refresh(&tokens));
    is_dead(&desk.refresh(refresh(&tokens), &[]).await);
    desk.refresh(refresh(&next), &[]).await.ok();
}

#[tokio::test]
async fn an_organisation_may_want_the_person_to_prove_it_again() {
    let desk = Desk::agreeing();
    let tokens = desk.tokens().await;
    desk.emulator.with(|world| world.demand_reauth(ANA, true));
    let refused = desk.refresh(refresh(&tokens), &[]).await;
    assert_eq!(refused.denied(400, "invalid_grant"), "reauth related error (invalid_rapt)");
    assert_eq!(refused.json()["error_subtype"], "invalid_rapt");
    desk.emulator.with(|world| world.demand_reauth(ANA, false));
    desk.refresh(refresh(&tokens), &[]).await.ok();
}

#[tokio::test]
async fn one_token_that_is_revoked_takes_all_of_the_project_with_it() {
    let desk = Desk::agreeing();
    for by_refresh in [true, false] {
        let (one, two) = (desk.tokens().await, desk.tokens().await);
        let back = desk
            .authorize(&[
                ("client_id", &desk.web.id),
                ("redirect_uri", "https://app.example/back"),
                ("access_type", "offline"),
                ("prompt", "consent"),
            ])
            .await;
        let with = [
            ("client_id", desk.web.id.as_str()),
            ("client_secret", &desk.web.secret),
            ("redirect_uri", "https://app.example/back"),
        ];
        let web = desk.redeem(&back.code(), &with).await.ok();
        let back = desk.authorize(&[("client_id", &desk.other.id)]).await;
        let elsewhere_with = [("client_id", desk.other.id.as_str()), ("client_secret", &desk.other.secret)];
        let elsewhere = desk.redeem(&back.code(), &elsewhere_with).await.ok();
        desk.consent(Consent::allow("bo@example.org"));
        let of_another = desk.tokens().await;
        desk.consent(Consent::allow(ANA));

        let token = if by_refresh { refresh(&one) } else { access(&one) };
        let done = if by_refresh {
            desk.form("/revoke", &[("token", token)]).await
        } else {
            desk.form(&format!("/revoke?token={token}"), &[]).await
        };
        assert_eq!(done.ok(), serde_json::json!({}));
        is_dead(&desk.refresh(refresh(&two), &[]).await);
        is_dead(&desk.refresh(refresh(&web), &with).await);
        assert_eq!(desk.get("/v2/conferenceRecords", access(&two)).await.status, 401);
        desk.refresh(refresh(&elsewhere), &elsewhere_with).await.ok();
        desk.refresh(refresh(&of_another), &[]).await.ok();
        desk.form("/revoke", &[("token", token)]).await.denied(400, "invalid_token");
    }
    desk.form("/revoke", &[("token", "never-seen")]).await.denied(400, "invalid_token");
    desk.form("/revoke", &[]).await.denied(400, "invalid_request");
}

#[tokio::test]
async fn a_test_can_end_what_it_likes() {
    let desk = Desk::agreeing();
    let (one, two) = (desk.tokens().await, desk.tokens().await);
    let known = desk.emulator.with(|world| world.refresh_tokens());
    assert_eq!(known, [(refresh(&one).to_owned(), ANA.to_owned()), (refresh(&two).to_owned(), ANA.to_owned())]);
    desk.emulator.with(|world| world.expire_refresh_token(refresh(&one))).unwrap();
    is_dead(&desk.refresh(refresh(&one), &[]).await);
    desk.refresh(refresh(&two), &[]).await.ok();
    let elsewhere = desk.emulator.with(|world| {
        assert!(world.expire_refresh_token("never-seen").is_err());
        let elsewhere = world.issue_token(ANA, "other", &Scope::ALL, Duration::from_hours(1)).unwrap();
        world.revoke_access(ANA, "greenroom");
        elsewhere
    });
    is_dead(&desk.refresh(refresh(&two), &[]).await);
    assert_eq!(desk.emulator.with(|world| world.tokens()), [(elsewhere, ANA.to_owned())]);
}

//! Signing in through the browser, over real HTTP: the way it should go.

use greenroom::emulator::{Consent, OAuth};

use crate::oauth_bench::{ALL, Desk, S256, VERIFIER};

#[tokio::test]
async fn from_the_browser_to_the_first_space() {
    let desk = Desk::new();
    desk.consent(Consent::allow("ana@example.com"));
    let back = desk.authorize(&[("state", "st/1"), S256]).await;
    assert_eq!(back.get("state").as_deref(), Some("st/1"));
    let tokens = desk.redeem(&back.code(), &[("code_verifier", VERIFIER)]).await.ok();
    assert_eq!((&tokens["expires_in"], &tokens["token_type"]), (&3599.into(), &"Bearer".into()));
    assert!(tokens.get("refresh_token_expires_in").is_none());
    for scope in ALL.split(' ').filter(|scope| *scope != "email") {
        assert!(tokens["scope"].as_str().unwrap().split(' ').any(|granted| granted == scope), "{scope}");
    }
    assert!(tokens["scope"].as_str().unwrap().contains("https://www.googleapis.com/auth/userinfo.email"));

    let refreshed = desk.refresh(tokens["refresh_token"].as_str().unwrap(), &[]).await.ok();
    assert!(refreshed.get("refresh_token").is_none());
    let access = refreshed["access_token"].as_str().unwrap();
    assert_ne!(refreshed["access_token"], tokens["access_token"]);
    for path in ["/oauth2/v3/userinfo", "/v1/userinfo"] {
        let me = desk.get(path, access).await.ok();
        assert_eq!((&me["email"], &me["email_verified"]), (&"ana@example.com".into(), &true.into()));
        assert!(me["sub"].as_str().unwrap().len() == 21 && me.get("name").is_none());
    }
    assert_eq!(desk.post_json("/v2/spaces", "{}", access).await.status, 200);
    desk.emulator.with(|world| {
        assert_eq!((world.count(OAuth::Authorize), world.count(OAuth::Token), world.count(OAuth::Userinfo)), (1, 2, 2));
    });
}

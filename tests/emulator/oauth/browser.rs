//! From the browser to the first call, the way it should go.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use greenroom::emulator::{ClientKind, Consent, Emulator, OAuth, Seed, World, banner};
use ring::signature::{ECDSA_P256_SHA256_FIXED, UnparsedPublicKey};
use serde_json::{Value, json};

use super::bench::{ALL, ANA, CREATED, Desk, READONLY, S256, SETTINGS, VERIFIER, answer};

#[tokio::test]
async fn from_the_browser_to_the_first_space() {
    let desk = Desk::agreeing();
    let back = desk.authorize(&[("state", "st/1"), S256[0], S256[1]]).await;
    assert_eq!(back.get("state").as_deref(), Some("st/1"));
    let tokens = desk.redeem(&back.code(), &[("code_verifier", VERIFIER)]).await.ok();
    assert_eq!((&tokens["expires_in"], &tokens["token_type"]), (&3599.into(), &"Bearer".into()));
    assert!(tokens.get("refresh_token_expires_in").is_none());
    let mut granted: Vec<&str> = tokens["scope"].as_str().unwrap().split(' ').collect();
    granted.sort_unstable();
    let email = "https://www.googleapis.com/auth/userinfo.email";
    assert_eq!(granted, [CREATED, READONLY, SETTINGS, email, "openid"]);

    let refreshed = desk.refresh(tokens["refresh_token"].as_str().unwrap(), &[]).await.ok();
    assert!(refreshed.get("refresh_token").is_none());
    let access = refreshed["access_token"].as_str().unwrap();
    assert_ne!(refreshed["access_token"], tokens["access_token"]);
    for path in ["/oauth2/v3/userinfo", "/v1/userinfo"] {
        let me = desk.get(path, access).await.ok();
        assert_eq!((&me["email"], &me["email_verified"]), (&ANA.into(), &true.into()));
        assert!(me["sub"].as_str().unwrap().len() == 21 && me.get("name").is_none());
    }
    assert_eq!(desk.post_json("/v2/spaces", "{}", access).await.status, 200);
    desk.emulator.with(|world| {
        assert_eq!((world.count(OAuth::Authorize), world.count(OAuth::Token), world.count(OAuth::Userinfo)), (1, 2, 2));
        assert_eq!(world.requests()[1].user.as_deref(), Some(ANA));
    });
}

#[tokio::test]
async fn a_token_does_at_the_meet_side_what_was_granted_and_no_more() {
    let desk = Desk::new();
    desk.consent(Consent::allow(ANA).without(CREATED).without(SETTINGS));
    let tokens = desk.tokens().await;
    assert!(tokens["scope"].as_str().unwrap().contains(READONLY));
    let access = tokens["access_token"].as_str().unwrap();
    assert_eq!(desk.get("/v2/conferenceRecords", access).await.status, 200);
    let refused = desk.post_json("/v2/spaces", "{}", access).await;
    assert!(refused.status == 403 && refused.text.contains("ACCESS_TOKEN_SCOPE_INSUFFICIENT"), "{}", refused.text);
}

#[tokio::test]
async fn one_scope_alone_has_no_box() {
    let desk = Desk::new();
    desk.consent(Consent::allow(ANA).without(READONLY));
    let back = desk.authorize(&[("scope", &format!("{READONLY} openid"))]).await;
    assert!(back.get("scope").unwrap().contains(READONLY));
}

#[tokio::test]
async fn scopes_of_other_apis_stay_what_they_are() {
    let desk = Desk::agreeing();
    let drive = "https://www.googleapis.com/auth/drive.meet.readonly";
    let back = desk.authorize(&[("scope", &format!("{drive} profile"))]).await;
    let tokens = desk.redeem(&back.code(), &[]).await.ok();
    assert_eq!(tokens["scope"], format!("{drive} https://www.googleapis.com/auth/userinfo.profile"));
    assert!(tokens.get("id_token").is_none(), "only openid brings one");
    let access = tokens["access_token"].as_str().unwrap();
    assert!(desk.get("/v2/conferenceRecords", access).await.text.contains("ACCESS_TOKEN_SCOPE_INSUFFICIENT"));
}

fn part(text: &str) -> Value {
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(text).unwrap()).unwrap()
}

#[tokio::test]
async fn an_identity_token_can_be_checked() {
    let desk = Desk::agreeing();
    let tokens = desk.tokens().await;
    let token = tokens["id_token"].as_str().unwrap();
    let (signed, signature) = token.rsplit_once('.').unwrap();
    let (header, claims) = signed.split_once('.').unwrap();
    assert_eq!(part(header)["alg"], "ES256");
    let claims = part(claims);
    assert_eq!((&claims["iss"], &claims["email"]), (&"https://accounts.google.com".into(), &ANA.into()));
    assert_eq!((claims["aud"].as_str(), &claims["email_verified"]), (Some(desk.client.id.as_str()), &true.into()));
    assert_eq!(claims["exp"].as_i64().unwrap() - claims["iat"].as_i64().unwrap(), 3600);
    let me = desk.get("/v1/userinfo", tokens["access_token"].as_str().unwrap()).await.ok();
    assert_eq!(claims["sub"], me["sub"]);

    let keys = answer(desk.http.get(desk.url("/oauth2/v3/certs"))).await.ok();
    let coordinate = |name: &str| URL_SAFE_NO_PAD.decode(keys["keys"][0][name].as_str().unwrap()).unwrap();
    let point = [vec![4], coordinate("x"), coordinate("y")].concat();
    let signature = URL_SAFE_NO_PAD.decode(signature).unwrap();
    UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point).verify(signed.as_bytes(), &signature).unwrap();
}

#[tokio::test]
async fn a_token_can_be_asked_about() {
    let desk = Desk::agreeing();
    let tokens = desk.tokens().await;
    let access = tokens["access_token"].as_str().unwrap();
    let by_query = answer(desk.http.get(desk.url(&format!("/tokeninfo?access_token={access}")))).await.ok();
    let by_form = desk.form("/tokeninfo", &[("access_token", access)]).await.ok();
    for told in [by_query, by_form] {
        assert_eq!((told["aud"].as_str(), &told["scope"]), (Some(desk.client.id.as_str()), &tokens["scope"]));
        assert_eq!((&told["email"], &told["email_verified"]), (&ANA.into(), &"true".into()));
        let left: i64 = told["expires_in"].as_str().unwrap().parse().unwrap();
        assert!((3000..=3599).contains(&left), "{left}");
    }
    for wrong in ["never-seen", tokens["refresh_token"].as_str().unwrap()] {
        assert_eq!(desk.form("/tokeninfo", &[("access_token", wrong)]).await.denied(400, "invalid_token"), "Invalid Value");
    }
    desk.form("/tokeninfo", &[]).await.denied(400, "invalid_request");
}

#[tokio::test]
async fn a_web_client_gets_a_refresh_token_when_it_asks_for_one() {
    let desk = Desk::agreeing();
    let target = "https://app.example/back";
    let asking = [("client_id", desk.web.id.as_str()), ("redirect_uri", target)];
    let with = [("client_id", desk.web.id.as_str()), ("client_secret", &desk.web.secret), ("redirect_uri", target)];
    for (more, comes) in [
        (&[][..], false),
        (&[("access_type", "offline")], true),
        (&[("access_type", "offline")], false),
        (&[("access_type", "offline"), ("prompt", "consent")], true),
    ] {
        let back = desk.authorize(&[&asking, more].concat()).await;
        assert!(back.0.as_str().starts_with("https://app.example/back?"));
        let tokens = desk.redeem(&back.code(), &with).await.ok();
        assert_eq!(tokens.get("refresh_token").is_some(), comes, "{more:?}");
    }
}

#[tokio::test]
async fn a_client_may_show_its_secret_in_the_header() {
    let desk = Desk::agreeing();
    let code = desk.code().await;
    let request = desk.http.post(desk.url("/token")).basic_auth(&desk.client.id, Some(&desk.client.secret));
    let form = [("grant_type", "authorization_code"), ("code", code.as_str()), ("redirect_uri", super::bench::REDIRECT)];
    answer(request.form(&form)).await.ok();
}

#[tokio::test]
async fn what_the_console_would_let_one_download() {
    let desk = Desk::new();
    let endpoint = desk.emulator.endpoint();
    let file = answer(desk.http.get(desk.url("/client.json"))).await.ok();
    assert_eq!(
        file["installed"],
        json!({"client_id": desk.client.id, "project_id": "greenroom", "client_secret": desk.client.secret,
            "auth_uri": format!("{endpoint}/o/oauth2/auth"), "token_uri": format!("{endpoint}/token"),
            "auth_provider_x509_cert_url": format!("{endpoint}/oauth2/v1/certs"), "redirect_uris": ["http://localhost"]})
    );
    let text = desk.emulator.with(|world| world.client_file(&desk.client.id, &endpoint)).unwrap();
    assert_eq!(serde_json::from_str::<Value>(&text).unwrap(), file);
    let web = answer(desk.http.get(desk.url(&format!("/client.json?client_id={}", desk.web.id)))).await.ok();
    assert_eq!(web["web"]["redirect_uris"], json!(["https://app.example/back"]));
    answer(desk.http.get(desk.url("/client.json?client_id=other"))).await.denied(404, "invalid_client");
    assert!(desk.emulator.with(|world| world.client_file("other", &endpoint)).is_err());
}

#[tokio::test]
async fn the_addresses_can_be_discovered() {
    let desk = Desk::new();
    let found = answer(desk.http.get(desk.url("/.well-known/openid-configuration"))).await.ok();
    for (name, path) in [
        ("authorization_endpoint", "/o/oauth2/v2/auth"),
        ("token_endpoint", "/token"),
        ("userinfo_endpoint", "/v1/userinfo"),
        ("revocation_endpoint", "/revoke"),
        ("jwks_uri", "/oauth2/v3/certs"),
    ] {
        assert_eq!(found[name], desk.url(path));
    }
    assert_eq!(found["issuer"], "https://accounts.google.com");
}

#[tokio::test]
async fn the_demo_has_a_client_and_says_so_after_the_tokens() {
    let emulator = Emulator::start(World::from_seed(&Seed::demo().unwrap()).unwrap()).unwrap();
    let text = banner(&emulator);
    let client = format!("client {}/client.json", emulator.endpoint());
    let lines: Vec<&str> = text.lines().take_while(|line| !line.is_empty()).collect();
    assert!(lines[0].starts_with("listening ") && lines[1..lines.len() - 1].iter().all(|line| line.starts_with("token ")));
    assert_eq!(lines.last(), Some(&client.as_str()));
    let without = Emulator::start(World::empty()).unwrap();
    assert!(!banner(&without).contains("client"));
}

#[tokio::test]
async fn nothing_secret_is_on_record() {
    let desk = Desk::agreeing();
    let back = desk.authorize(&[("state", "planted-state"), S256[0], S256[1]]).await;
    let code = back.code();
    let tokens = desk.redeem(&code, &[("code_verifier", VERIFIER)]).await.ok();
    let (access, refresh) = (tokens["access_token"].as_str().unwrap(), tokens["refresh_token"].as_str().unwrap());
    desk.refresh(refresh, &[]).await.ok();
    desk.form(&format!("/tokeninfo?access_token={access}"), &[("access_token", access)]).await.ok();
    let json = json!({"refresh_token": refresh, "client_secret": desk.client.secret}).to_string();
    answer(desk.http.post(desk.url("/token")).header("content-type", "application/json").body(json))
        .await
        .denied(400, "invalid_request");
    desk.form("/token", &[("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer"), ("assertion", "planted-assertion")])
        .await;
    desk.form(&format!("/revoke?token={access}&{access}"), &[("token", refresh)]).await;
    desk.consent(Consent::Ask);
    let page = desk.ask(&[]).await;
    let ticket = page.ticket();
    desk.form("/o/oauth2/v2/auth/consent", &[("ticket", &ticket), ("user", ANA), ("decision", "allow")]).await.back();

    let requests = desk.emulator.with(|world| world.requests());
    let log = format!("{requests:?}");
    for secret in
        [&code, access, refresh, &desk.client.secret, VERIFIER, S256[0].1, "planted-state", "planted-assertion", ticket.as_str()]
    {
        assert!(!log.contains(secret), "{secret} in {log}");
    }
    let exchange = requests.iter().find(|request| request.oauth == Some(OAuth::Token)).unwrap();
    let body = exchange.body.as_ref().unwrap();
    assert_eq!((&body["grant_type"], &body["code"]), (&"authorization_code".into(), &"…".into()));
    assert!(requests[0].target.contains("state=…") && requests[0].target.contains(&format!("client_id={}", desk.client.id)));
    assert!(ALL.contains(READONLY) && requests[0].target.contains("meetings.space.readonly"), "what is no secret stays");
}

#[test]
fn what_is_set_up_has_to_fit() {
    let mut world = World::empty();
    world.add_user(ANA, "Ana");
    world.add_project("p");
    assert!(world.add_client("q", ClientKind::Desktop).is_err());
    world.accept_client("c", "s", "p", ClientKind::Desktop).unwrap();
    assert!(world.accept_client("c", "s", "p", ClientKind::Desktop).is_err());
    assert!(world.set_consent(Consent::allow("nobody@example.com")).is_err());
    assert!(world.add_service_account("robot@q.iam.gserviceaccount.com", "1", b"", &[]).is_err());
    let error = world.add_service_account("robot@p.iam.gserviceaccount.com", "1", b"no key", &[]).unwrap_err();
    assert_eq!(error.to_string(), "the key of robot@p.iam.gserviceaccount.com is no public key in PEM or DER");
    assert!(world.client_mut("c").is_some() && world.client_mut("d").is_none());
}

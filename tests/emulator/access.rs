//! Who may do what: tokens, scopes, projects, owners and others.

use greenroom::emulator::Scope;
use jiff::SignedDuration;
use serde_json::Value;

use crate::bench::{Bench, CREATED, READONLY, SETTINGS, bo, detail, masked};

#[tokio::test]
async fn owner_participant_and_others_see_different_things() {
    let bench = Bench::new();
    let name = bench.space();
    let path = format!("/v2/{name}");
    let keys = |value: Value| value.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    let basic = ["meetingCode", "meetingUri", "name"];
    assert_eq!(keys(bench.bo.get(&path).await.ok()), basic);
    bench.emulator.with(|world| world.join(&name, &bo())).unwrap();
    let seen = bench.bo.get(&path).await.ok();
    assert_eq!(keys(seen.clone()), ["activeConference", "gatewaySipAccess", "meetingCode", "meetingUri", "name", "phoneAccess"]);
    let mine = bench.ana.get(&path).await.ok();
    assert_eq!(mine["activeConference"], seen["activeConference"]);
    assert_eq!(mine["config"]["accessType"], "RESTRICTED");
    assert_eq!(keys(bench.chi.get(&path).await.ok()), basic);
    bench.emulator.with(|world| world.space_mut(&name).unwrap().hidden = true);
    masked(&bench.chi.get(&path).await, "Space");
    assert_eq!(bench.bo.get(&path).await.ok(), seen, "who was in it still sees it");
}

#[tokio::test]
async fn a_patch_by_somebody_else_is_refused_without_a_mask() {
    let bench = Bench::new();
    let name = bench.space();
    let error = bench
        .bo
        .patch(&format!("/v2/{name}?updateMask=config.accessType"), r#"{"config":{"accessType":"OPEN"}}"#)
        .await
        .error(403, "PERMISSION_DENIED");
    assert_eq!(error["message"], "Permission denied on resource space.");
    let error = bench.bo.post(&format!("/v2/{name}:endActiveConference"), "{}").await.error(403, "PERMISSION_DENIED");
    assert_eq!(error["message"], "Permission denied on resource space.");
    assert!(error.get("details").is_none());
}

#[tokio::test]
async fn only_get_takes_a_code() {
    let bench = Bench::new();
    let name = bench.space();
    let code = bench.emulator.with(|world| world.space(&name).unwrap().code().to_owned());
    masked(&bench.ana.patch(&format!("/v2/spaces/{code}?updateMask=config.accessType"), "{}").await, "Space");
    masked(&bench.ana.post(&format!("/v2/spaces/{code}:endActiveConference"), "{}").await, "Space");
    masked(&bench.ana.get("/v2/spaces/zzz-zzzz-zzz").await, "Space");
}

#[tokio::test]
async fn created_reaches_only_what_the_project_made() {
    let bench = Bench::new();
    let name = bench.space_of("calendar");
    let path = format!("/v2/{name}");
    let change = format!("{path}?updateMask=config.accessType");
    let open = r#"{"config":{"accessType":"OPEN"}}"#;
    let created = bench.with_scopes(CREATED);
    masked(&created.get(&path).await, "Space");
    masked(&created.patch(&change, open).await, "Space");
    assert_eq!(bench.with_scopes(READONLY).get(&path).await.ok()["name"], name);
    let settings = bench.with_scopes(SETTINGS);
    assert_eq!(settings.get(&path).await.ok()["name"], name);
    assert_eq!(settings.patch(&change, open).await.ok()["config"]["accessType"], "OPEN");
    bench.emulator.with(|world| world.join(&name, &bo())).unwrap();
    masked(&bench.ana.post(&format!("{path}:endActiveConference"), "{}").await, "Space");
    assert_eq!(bench.emulator.with(|world| world.people_in(&name)), 1);
}

#[tokio::test]
async fn tokens_are_checked() {
    let bench = Bench::new();
    let name = bench.space();
    let path = format!("/v2/{name}");
    let reason = |error: &Value| detail(error, "ErrorInfo")["reason"].as_str().unwrap().to_owned();

    let missing = bench.with_token("").get(&path).await;
    assert_eq!(missing.www_authenticate.as_deref(), Some("Bearer realm=\"https://accounts.google.com/\""));
    let error = missing.error(401, "UNAUTHENTICATED");
    assert_eq!(reason(&error), "CREDENTIALS_MISSING");
    assert_eq!(detail(&error, "ErrorInfo")["metadata"]["method"], "google.apps.meet.v2.SpacesService.GetSpace");

    let unknown = bench.with_token("never-seen").get(&path).await;
    assert!(unknown.www_authenticate.as_deref().unwrap().contains("error=\"invalid_token\""));
    assert_eq!(reason(&unknown.error(401, "UNAUTHENTICATED")), "ACCESS_TOKEN_TYPE_UNSUPPORTED");

    bench.emulator.with(|world| world.expire_token(&bench.ana.token)).unwrap();
    assert_eq!(reason(&bench.ana.get(&path).await.error(401, "UNAUTHENTICATED")), "ACCESS_TOKEN_EXPIRED");

    let good = bench.sign_in("ana@example.com", "greenroom", &Scope::ALL);
    for parameter in ["access_token", "oauth_token"] {
        let answer = bench.with_token("").get(&format!("{path}?{parameter}={}", good.token)).await;
        assert_eq!(answer.ok()["name"], name);
    }
    let log = format!("{:?}", bench.emulator.with(|world| world.requests()));
    assert!(!log.contains(&good.token), "the log of requests keeps no tokens");
    bench.emulator.with(|world| world.advance(SignedDuration::from_hours(2)));
    assert_eq!(reason(&good.get(&path).await.error(401, "UNAUTHENTICATED")), "ACCESS_TOKEN_EXPIRED");
}

#[tokio::test]
async fn every_method_wants_its_scopes() {
    let bench = Bench::new();
    let name = bench.space();
    let record = bench.emulator.with(|world| {
        world.join(&name, &bo()).unwrap();
        world.space(&name).unwrap().active_conference().unwrap()
    });
    let (end, members) = (format!("/v2/{name}:endActiveConference"), format!("/v2/{name}/members"));
    let member = format!("/v2/{}", bench.emulator.with(|world| world.add_member(&name, "bo@example.com", true)).unwrap());
    let (get, people) = (format!("/v2/{name}"), format!("/v2/{record}/participants"));
    for (verb, path, created, readonly, settings) in [
        ("GET", get.as_str(), true, true, true),
        ("PATCH", &get, true, false, true),
        ("GET", "/v2/conferenceRecords", true, true, false),
        ("GET", &people, true, true, false),
        ("POST", "/v2/spaces", true, false, false),
        ("POST", &end, true, false, false),
        ("GET", &members, true, true, false),
        ("GET", &member, true, true, false),
        ("PATCH", &member, true, false, false),
    ] {
        for (scopes, allowed) in [(READONLY, readonly), (SETTINGS, settings), (CREATED, created)] {
            let client = bench.with_scopes(scopes);
            let body = (verb != "GET").then_some("{}");
            let answer = client.send(verb.parse().unwrap(), path, body).await;
            if allowed {
                answer.ok();
                continue;
            }
            let header = answer.www_authenticate.clone().unwrap();
            assert!(header.contains("error=\"insufficient_scope\", scope=\"https://www.googleapis.com/auth/meetings"));
            let error = answer.error(403, "PERMISSION_DENIED");
            assert_eq!(detail(&error, "ErrorInfo")["reason"], "ACCESS_TOKEN_SCOPE_INSUFFICIENT");
        }
    }
}

#[tokio::test]
async fn a_project_may_have_the_api_switched_off() {
    let bench = Bench::new();
    bench.emulator.with(|world| world.add_project("greenroom").api_enabled = false);
    let error = bench.ana.post("/v2/spaces", "{}").await.error(403, "PERMISSION_DENIED");
    let info = detail(&error, "ErrorInfo");
    assert_eq!(info["reason"], "SERVICE_DISABLED");
    assert_eq!(info["metadata"]["service"], "meet.googleapis.com");
    assert!(info["metadata"]["consumer"].as_str().unwrap().starts_with("projects/"));
    assert!(info["metadata"]["activationUrl"].as_str().unwrap().starts_with("https://"));
    assert_eq!(detail(&error, "Help")["links"][0]["url"], info["metadata"]["activationUrl"]);
}

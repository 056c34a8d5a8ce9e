//! What is the same for every method: system parameters, routing, quotas.

use greenroom::emulator::Quota;
use jiff::SignedDuration;
use serde_json::json;

use crate::bench::{Bench, detail};

#[tokio::test]
async fn enums_are_numbers_when_asked() {
    let bench = Bench::new();
    for alt in ["$alt=json;enum-encoding=int", "%24alt=json%3Benum-encoding%3Dint", "alt=json;enum-encoding=int"] {
        let body = r#"{"config": {"access_type": 1, "moderation": 2}}"#;
        let made = bench.ana.post(&format!("/v2/spaces?{alt}"), body).await.ok();
        assert_eq!(made["config"]["accessType"], 1);
        assert_eq!(made["config"]["moderation"], 2);
        assert_eq!(made["config"]["artifactConfig"]["recordingConfig"]["autoRecordingGeneration"], 2);
        let name = made["name"].as_str().unwrap();
        assert_eq!(bench.ana.get(&format!("/v2/{name}?alt=json")).await.ok()["config"]["accessType"], "OPEN");
        for alt in ["alt=media", "alt=proto", "$alt=json;bogus=1"] {
            bench.ana.get(&format!("/v2/{name}?{alt}")).await.error(400, "INVALID_ARGUMENT");
        }
    }
}

#[tokio::test]
async fn fields_cut_the_answer() {
    let bench = Bench::new();
    let name = bench.space();
    for parameter in ["fields", "$fields"] {
        let seen = bench.ana.get(&format!("/v2/{name}?{parameter}=name,config(accessType,moderation)")).await.ok();
        assert_eq!(seen, json!({"name": name, "config": {"accessType": "RESTRICTED", "moderation": "OFF"}}));
    }
    let error = bench.ana.get(&format!("/v2/{name}?fields=name,bogus")).await.error(400, "INVALID_ARGUMENT");
    assert_eq!(detail(&error, "BadRequest")["fieldViolations"][0]["field"], "bogus");
    let before = bench.emulator.with(|world| world.requests().len());
    bench.ana.post("/v2/spaces?fields=bogus", "{}").await.error(400, "INVALID_ARGUMENT");
    let made = bench.ana.post("/v2/spaces?fields=name&prettyPrint=false", "{}").await;
    assert!(!made.text.contains('\n'));
    assert_eq!(made.ok().as_object().unwrap().len(), 1);
    assert_eq!(bench.emulator.with(|world| world.requests().len()), before + 2);
}

#[tokio::test]
async fn a_parameter_that_nobody_knows_is_refused() {
    let bench = Bench::new();
    let name = bench.space();
    bench.ana.get(&format!("/v2/{name}?updateMask=config")).await.error(400, "INVALID_ARGUMENT");
    let error = bench.ana.get(&format!("/v2/{name}?bogus=1")).await.error(400, "INVALID_ARGUMENT");
    assert!(error["message"].as_str().unwrap().contains("Unknown name \"bogus\": Cannot bind query parameter."));
    assert_eq!(bench.ana.get(&format!("/v2/{name}?quotaUser=x&$.xgafv=2&key=k")).await.ok()["name"], name);
}

#[tokio::test]
async fn wrong_paths_are_pages_and_wrong_methods_are_json() {
    let bench = Bench::new();
    let name = bench.space();
    let id = &name["spaces/".len()..];
    for path in [
        "/v2/nonsense".to_owned(),
        format!("/v2/spaces%2F{id}"),
        format!("/v2/spaces/spaces%2F{id}"),
        "/v2/spaces/https://meet.google.com/abc-mnop-xyz".to_owned(),
        format!("/v2/spaces/{id}/"),
    ] {
        let answer = bench.ana.get(&path).await;
        assert_eq!((answer.status, answer.content_type.as_str()), (404, "text/html; charset=UTF-8"), "{path}");
    }
    for path in ["/v2/spaces".to_owned(), format!("/v2beta/{name}/members")] {
        let error = bench.ana.get(&path).await.error(404, "NOT_FOUND");
        assert_eq!(error["message"], "Method not found.");
    }
    let get_with_body = bench.ana.send(reqwest::Method::GET, &format!("/v2/{name}"), Some("{}")).await;
    assert_eq!((get_with_body.status, get_with_body.content_type.starts_with("text/html")), (400, true));
}

#[tokio::test]
async fn the_eleventh_space_in_a_minute_is_refused() {
    let bench = Bench::new();
    for _ in 0..10 {
        bench.ana.post("/v2/spaces", "{}").await.ok();
    }
    let error = bench.ana.post("/v2/spaces", "{}").await.error(429, "RESOURCE_EXHAUSTED");
    let info = detail(&error, "ErrorInfo");
    assert_eq!(info["reason"], "RATE_LIMIT_EXCEEDED");
    assert_eq!(info["metadata"]["quota_limit_value"], "10");
    let delay = detail(&error, "RetryInfo")["retryDelay"].as_str().unwrap().to_owned();
    let seconds: f64 = delay.strip_suffix('s').unwrap().parse().unwrap();
    assert!(seconds > 0.0 && seconds <= 60.0);
    bench.bo.post("/v2/spaces", "{}").await.ok();
    bench.ana.get("/v2/conferenceRecords").await.ok();
    bench.emulator.with(|world| world.advance(SignedDuration::from_secs(61)));
    bench.ana.post("/v2/spaces", "{}").await.ok();
}

#[tokio::test]
async fn a_project_has_a_quota_too() {
    let bench = Bench::new();
    let quota = Quota { reads_per_project: 2, retry_after: true, ..Quota::unlimited() };
    bench.emulator.with(|world| world.set_quota(quota));
    bench.ana.get("/v2/conferenceRecords").await.ok();
    bench.bo.get("/v2/conferenceRecords").await.ok();
    let refused = bench.ana.get("/v2/conferenceRecords").await;
    assert!((1..=60).contains(&refused.retry_after.as_deref().unwrap().parse::<u32>().unwrap()));
    refused.error(429, "RESOURCE_EXHAUSTED");
}

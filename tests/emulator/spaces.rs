//! `spaces`: create, get, patch, endActiveConference.

use greenroom::emulator::{Method, Person};
use serde_json::{Value, json};

use crate::bench::{Bench, FREE, HOSTS, bo, detail, masked};

#[tokio::test]
async fn a_new_space_has_everything_and_the_effective_settings() {
    let bench = Bench::new();
    let made = bench.ana.post("/v2/spaces", "{}").await.ok();
    let (name, code) = (made["name"].as_str().unwrap(), made["meetingCode"].as_str().unwrap());
    assert_eq!(made["meetingUri"], format!("https://meet.google.com/{code}"));
    assert_eq!(made["config"]["accessType"], "RESTRICTED");
    assert_eq!(made["config"]["artifactConfig"]["smartNotesConfig"]["autoSmartNotesGeneration"], "OFF");
    let phones = made["phoneAccess"].as_array().unwrap();
    assert_eq!(phones.len(), 5);
    let mut lengths: Vec<usize> = phones.iter().map(|phone| phone["pin"].as_str().unwrap().len()).collect();
    lengths.sort_unstable();
    lengths.dedup();
    assert_eq!(lengths.len(), 5, "every number has a PIN of another length");
    for phone in phones {
        let number = phone["phoneNumber"].as_str().unwrap();
        assert!(number.starts_with('+') && number[1..].chars().all(|c| c.is_ascii_digit()));
    }
    let sip = made["gatewaySipAccess"][0]["uri"].as_str().unwrap();
    assert_eq!(sip.strip_prefix("sip:").unwrap().split('@').next().unwrap().len(), 13);
    assert!(made.get("activeConference").is_none());
    assert_eq!(bench.ana.get(&format!("/v2/{name}")).await.ok(), made);
    let seen = bench.ana.get(&format!("/v2/spaces/{}", code.to_uppercase())).await.ok();
    assert_eq!(seen, made, "a code is found in any case");
    let encoded = code.replace('-', "%2D");
    assert_eq!(bench.ana.get(&format!("/v2/spaces/{encoded}")).await.ok(), made);
}

#[tokio::test]
async fn create_takes_every_setting_and_ignores_what_only_the_server_sets() {
    let bench = Bench::new();
    let config = json!({
        "accessType": "OPEN", "entryPointAccess": "CREATOR_APP_ONLY", "moderation": "ON",
        "moderationRestrictions": {"chatRestriction": HOSTS, "reactionRestriction": HOSTS,
            "presentRestriction": HOSTS, "defaultJoinAsViewerType": "ON"},
        "attendanceReportGenerationType": "GENERATE_REPORT",
        "artifactConfig": {"recordingConfig": {"autoRecordingGeneration": "ON"},
            "transcriptionConfig": {"autoTranscriptionGeneration": "ON"},
            "smartNotesConfig": {"autoSmartNotesGeneration": "ON"}},
    });
    let body = json!({"name": "spaces/mine", "meetingCode": "aaa-bbbb-ccc", "config": config});
    let made = bench.ana.post("/v2/spaces", &body.to_string()).await.ok();
    assert_eq!(made["config"], config);
    assert_ne!(made["name"], "spaces/mine");
    assert_ne!(made["meetingCode"], "aaa-bbbb-ccc");
}

#[tokio::test]
async fn the_persons_defaults_hold_and_editions_differ() {
    let bench = Bench::new();
    bench.emulator.with(|world| {
        world.set_defaults("bo@example.com", &json!({"accessType": "TRUSTED"})).unwrap();
        let bo = world.add_user("bo@example.com", "");
        bo.phone = false;
        bo.sip = false;
    });
    let made = bench.bo.post("/v2/spaces", r#"{"config": {"accessType": "ACCESS_TYPE_UNSPECIFIED"}}"#).await.ok();
    assert_eq!(made["config"]["accessType"], "TRUSTED");
    assert!(made.get("phoneAccess").is_none() && made.get("gatewaySipAccess").is_none());
}

#[tokio::test]
async fn restrictions_sent_while_moderation_is_off_are_dropped() {
    let bench = Bench::new();
    let body = json!({"config": {"moderationRestrictions": {"chatRestriction": HOSTS}}});
    let made = bench.ana.post("/v2/spaces", &body.to_string()).await.ok();
    assert_eq!(made["config"]["moderationRestrictions"]["chatRestriction"], FREE);
}

#[tokio::test]
async fn malformed_requests_are_refused_with_their_place() {
    let bench = Bench::new();
    for (body, field, message) in [
        (
            r#"{"config": {"x": 1}}"#,
            Some("space.config"),
            "Invalid JSON payload received. Unknown name \"x\" at 'space.config': Cannot find field.",
        ),
        (
            r#"{"config": {"accessType": "CLOSED"}}"#,
            Some("space.config.access_type"),
            "Invalid value at 'space.config.access_type' (type.googleapis.com/google.apps.meet.v2.SpaceConfig.AccessType), \"CLOSED\"",
        ),
        (
            r#"{"config": {"moderation": "MODERATION_UNSPECIFIED"}}"#,
            Some("space.config.moderation"),
            "Request contains an invalid argument.",
        ),
        (r#"{"config": {"moderation": true}}"#, Some("space.config.moderation"), "Invalid value at"),
        ("{", None, "Invalid JSON payload received."),
        ("[]", None, "Invalid JSON payload received."),
    ] {
        let error = bench.ana.post("/v2/spaces", body).await.error(400, "INVALID_ARGUMENT");
        assert!(error["message"].as_str().unwrap().starts_with(message), "{error}");
        let violation = &detail(&error, "BadRequest")["fieldViolations"][0];
        assert_eq!(violation.get("field").and_then(Value::as_str), field);
    }
    assert_eq!(bench.emulator.with(|world| world.count(Method::CreateSpace)), 6);
    let spaces = bench.emulator.with(|world| world.requests().iter().filter(|r| r.status == Some(200)).count());
    assert_eq!(spaces, 0);
}

#[tokio::test]
async fn an_identifier_is_case_sensitive_and_a_code_can_move() {
    let bench = Bench::new();
    let name = bench.space();
    let swapped: String = name["spaces/".len()..]
        .chars()
        .map(|c| if c.is_ascii_lowercase() { c.to_ascii_uppercase() } else { c.to_ascii_lowercase() })
        .collect();
    masked(&bench.ana.get(&format!("/v2/spaces/{swapped}")).await, "Space");
    let other = bench.space();
    bench.emulator.with(|world| world.give_code("abc-mnop-xyz", &name)).unwrap();
    assert_eq!(bench.ana.get("/v2/spaces/abc-mnop-xyz").await.ok()["name"], name);
    bench.emulator.with(|world| world.give_code("abc-mnop-xyz", &other)).unwrap();
    assert_eq!(bench.ana.get("/v2/spaces/abc-mnop-xyz").await.ok()["name"], other);
    assert_ne!(bench.ana.get(&format!("/v2/{name}")).await.ok()["meetingCode"], "abc-mnop-xyz");
    masked(&bench.ana.get("/v2/spaces/abcmnopxyz").await, "Space");
}

#[tokio::test]
async fn masks_touch_what_they_say() {
    let bench = Bench::new();
    let name = bench.space();
    let start = json!({"accessType": "OPEN", "moderation": "ON",
        "moderationRestrictions": {"chatRestriction": HOSTS, "presentRestriction": HOSTS}});
    let both = json!({"accessType": "TRUSTED", "attendanceReportGenerationType": "GENERATE_REPORT"});
    for (query, config, access, attendance, chat) in [
        ("?updateMask=config.accessType", &both, "TRUSTED", "DO_NOT_GENERATE", HOSTS),
        ("?updateMask=config.access_type", &both, "TRUSTED", "DO_NOT_GENERATE", HOSTS),
        ("?update_mask=config.access_type", &both, "TRUSTED", "DO_NOT_GENERATE", HOSTS),
        ("?updateMask=config.accessType%2Cconfig.attendanceReportGenerationType", &both, "TRUSTED", "GENERATE_REPORT", HOSTS),
        ("", &both, "TRUSTED", "GENERATE_REPORT", HOSTS),
        ("?updateMask=", &both, "TRUSTED", "GENERATE_REPORT", HOSTS),
        ("?updateMask=*", &both, "TRUSTED", "GENERATE_REPORT", FREE),
        ("?updateMask=config", &both, "TRUSTED", "GENERATE_REPORT", FREE),
        ("?updateMask=config.moderationRestrictions", &both, "OPEN", "DO_NOT_GENERATE", FREE),
        ("?updateMask=config.accessType", &json!({}), "RESTRICTED", "DO_NOT_GENERATE", HOSTS),
    ] {
        bench.emulator.with(|world| {
            world.configure(&name, &start).unwrap();
            world.configure(&name, &json!({"attendanceReportGenerationType": "DO_NOT_GENERATE"})).unwrap();
        });
        let body = json!({"name": "spaces/other", "config": config}).to_string();
        let now = bench.ana.patch(&format!("/v2/{name}{query}"), &body).await.ok();
        assert_eq!(now["name"], name);
        let found = [
            &now["config"]["accessType"],
            &now["config"]["attendanceReportGenerationType"],
            &now["config"]["moderationRestrictions"]["chatRestriction"],
        ];
        assert_eq!(found, [access, attendance, chat], "{query}");
        assert_eq!(bench.ana.get(&format!("/v2/{name}")).await.ok(), now);
    }
}

#[tokio::test]
async fn a_mask_that_names_nothing_changes_nothing() {
    let bench = Bench::new();
    let name = bench.space();
    for mask in ["config.accessType,config.bogus", "accessType", "config.*", "config.accessType,,"] {
        let error = bench
            .ana
            .patch(&format!("/v2/{name}?updateMask={mask}"), r#"{"config":{"accessType":"OPEN"}}"#)
            .await
            .error(400, "INVALID_ARGUMENT");
        assert_eq!(detail(&error, "BadRequest")["fieldViolations"][0]["field"], "update_mask");
    }
    assert_eq!(bench.ana.get(&format!("/v2/{name}")).await.ok()["config"]["accessType"], "RESTRICTED");
}

#[tokio::test]
async fn turning_moderation_off_resets_the_restrictions() {
    let bench = Bench::new();
    let name = bench.space();
    let patch = async |mask: &str, config: Value| {
        let body = json!({ "config": config }).to_string();
        let space = bench.ana.patch(&format!("/v2/{name}?updateMask={mask}"), &body).await.ok();
        let config = &space["config"];
        [config["moderation"].clone(), config["moderationRestrictions"]["chatRestriction"].clone()]
    };
    let chat = "config.moderationRestrictions.chatRestriction";
    let hosts = json!({"moderationRestrictions": {"chatRestriction": HOSTS}});
    assert_eq!(patch(chat, hosts.clone()).await, ["OFF", FREE], "dropped while moderation is off");
    let both = json!({"moderation": "ON", "moderationRestrictions": {"chatRestriction": HOSTS}});
    assert_eq!(patch(&format!("config.moderation,{chat}"), both).await, ["ON", HOSTS]);
    assert_eq!(patch("config.moderation", json!({"moderation": "OFF"})).await, ["OFF", FREE]);
    assert_eq!(patch("config.moderation", json!({"moderation": "ON"})).await, ["ON", FREE], "not remembered");
    assert_eq!(patch(chat, hosts).await, ["ON", HOSTS]);
}

#[tokio::test]
async fn ending_ends_it_for_everybody_once() {
    let bench = Bench::new();
    let name = bench.space();
    let path = format!("/v2/{name}:endActiveConference");
    let error = bench.ana.post(&path, "{}").await.error(400, "FAILED_PRECONDITION");
    assert!(error["message"].as_str().unwrap().contains("no active conference"));
    bench.emulator.with(|world| {
        world.join(&name, &bo()).unwrap();
        world.join(&name, &Person::Anonymous("Guest".into())).unwrap();
    });
    let record = bench.ana.get(&format!("/v2/{name}")).await.ok()["activeConference"]["conferenceRecord"].clone();
    let record = record.as_str().unwrap();
    assert!(bench.ana.get(&format!("/v2/{record}")).await.ok().get("endTime").is_none());
    bench.ana.post(&path, r#"{"x": 1}"#).await.error(400, "INVALID_ARGUMENT");
    assert_eq!(bench.ana.post(&path, "{}").await.ok(), json!({}));
    assert!(bench.ana.get(&format!("/v2/{name}")).await.ok().get("activeConference").is_none());
    assert!(bench.ana.get(&format!("/v2/{record}")).await.ok().get("endTime").is_some());
    let still = bench.ana.get(&format!("/v2/{record}/participants?filter=latest_end_time%20IS%20NULL")).await.ok();
    assert_eq!(still, json!({}));
    bench.ana.post(&path, "{}").await.error(400, "FAILED_PRECONDITION");
}

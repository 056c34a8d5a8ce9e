//! What stands above a person's wishes: an administrator's policies and the licences of an edition.

use greenroom::emulator::Feature;
use serde_json::json;

use crate::bench::{Bench, FREE, HOSTS};

const ANA: &str = "ana@example.com";

#[tokio::test]
async fn a_policy_overrides_what_is_asked_and_nothing_else() {
    let bench = Bench::new();
    let before = bench.space();
    bench.emulator.with(|world| {
        world.set_policy(ANA, "config.accessType", "OPEN").unwrap();
        world.set_policy(ANA, "config.accessType", "TRUSTED").unwrap();
        world.set_policy(ANA, "config.artifactConfig.recordingConfig.autoRecordingGeneration", "OFF").unwrap();
    });
    let seen = bench.ana.get(&format!("/v2/{before}")).await.ok();
    assert_eq!(seen["config"]["accessType"], "RESTRICTED", "what was there stays until somebody writes");

    let recorded = json!({"accessType": "OPEN", "moderation": "ON",
        "artifactConfig": {"recordingConfig": {"autoRecordingGeneration": "ON"},
            "transcriptionConfig": {"autoTranscriptionGeneration": "ON"}}});
    for body in [json!({}), json!({"config": recorded})] {
        let made = bench.ana.post("/v2/spaces", &body.to_string()).await.ok();
        assert_eq!(made["config"]["accessType"], "TRUSTED");
        assert_eq!(made["config"]["artifactConfig"]["recordingConfig"]["autoRecordingGeneration"], "OFF");
        assert_eq!(bench.ana.get(&format!("/v2/{}", made["name"].as_str().unwrap())).await.ok(), made);
    }

    let body = json!({"config": recorded}).to_string();
    let patch = async |mask: &str| bench.ana.patch(&format!("/v2/{before}{mask}"), &body).await.ok()["config"].take();
    let config = patch("?updateMask=config.moderation").await;
    assert_eq!([&config["moderation"], &config["accessType"]], ["ON", "RESTRICTED"], "nobody asked about the access");
    let config = patch("?updateMask=config.accessType").await;
    assert_eq!(config["accessType"], "TRUSTED");
    let artifacts = patch("?updateMask=config.artifactConfig").await["artifactConfig"].take();
    assert_eq!(artifacts["recordingConfig"]["autoRecordingGeneration"], "OFF");
    assert_eq!(artifacts["transcriptionConfig"]["autoTranscriptionGeneration"], "ON");
    for mask in ["", "?updateMask=*"] {
        assert_eq!(patch(mask).await["accessType"], "TRUSTED", "{mask}");
    }

    assert_eq!(bench.bo.post("/v2/spaces", &body).await.ok()["config"]["accessType"], "OPEN", "it is Ana's policy");
    bench.emulator.with(|world| world.clear_policies(ANA)).unwrap();
    assert_eq!(patch("?updateMask=config.accessType").await["accessType"], "OPEN");
}

#[tokio::test]
async fn a_policy_on_restrictions_needs_moderation_as_well() {
    let bench = Bench::new();
    bench.emulator.with(|world| world.set_policy(ANA, "config.moderationRestrictions.chatRestriction", HOSTS)).unwrap();
    for (moderation, chat) in [("OFF", FREE), ("ON", HOSTS)] {
        let body = json!({"config": {"moderation": moderation, "moderationRestrictions": {"chatRestriction": FREE}}});
        let made = bench.ana.post("/v2/spaces", &body.to_string()).await.ok();
        assert_eq!(made["config"]["moderationRestrictions"]["chatRestriction"], chat);
    }
    bench.emulator.with(|world| world.set_policy(ANA, "config.moderation", "OFF")).unwrap();
    let body = json!({"config": {"moderation": "ON", "moderationRestrictions": {"presentRestriction": HOSTS}}});
    let made = bench.ana.post("/v2/spaces", &body.to_string()).await.ok();
    assert_eq!(made["config"]["moderationRestrictions"]["presentRestriction"], FREE);
}

#[tokio::test]
async fn a_switch_without_a_licence_is_accepted_and_does_nothing() {
    let bench = Bench::new();
    let name = bench.space();
    let all = [Feature::Recording, Feature::Transcript, Feature::SmartNotes, Feature::AttendanceReport, Feature::Cohosts];
    let in_effect = || bench.emulator.with(|world| all.map(|feature| world.in_effect(&name, feature)));
    assert_eq!(in_effect(), [false; 5]);
    let config = json!({"moderation": "ON", "attendanceReportGenerationType": "GENERATE_REPORT",
        "artifactConfig": {"recordingConfig": {"autoRecordingGeneration": "ON"},
            "transcriptionConfig": {"autoTranscriptionGeneration": "ON"},
            "smartNotesConfig": {"autoSmartNotesGeneration": "ON"}}});
    let body = json!({ "config": config }).to_string();
    bench.ana.patch(&format!("/v2/{name}"), &body).await.ok();
    assert_eq!(in_effect(), [true; 5]);
    for feature in all {
        bench.emulator.with(|world| world.set_licence(ANA, feature, false)).unwrap();
        let now = bench.ana.patch(&format!("/v2/{name}"), &body).await.ok();
        assert_eq!(now["config"]["artifactConfig"], config["artifactConfig"]);
        assert_eq!(in_effect(), all.map(|one| one != feature), "{feature:?}");
        bench.emulator.with(|world| world.set_licence(ANA, feature, true)).unwrap();
    }
    assert!(!bench.emulator.with(|world| world.in_effect("spaces/x", Feature::Recording)));
}

use rstest::rstest;
use serde_json::json;

use super::*;

/// Every field set, in an order that is not the schema's.
fn everything() -> SpacePatch {
    SpacePatch::new()
        .notes(Switch::On)
        .transcript(Switch::Off)
        .recording(Switch::On)
        .attendance_report(AttendanceReport::Generate)
        .join_as_viewer(Switch::On)
        .presenting(Restriction::HostsOnly)
        .reactions(Restriction::NoRestriction)
        .chat(Restriction::HostsOnly)
        .moderation(Switch::On)
        .entry_points(EntryPointAccess::All)
        .access(AccessType::Trusted)
}

#[test]
fn nothing_is_nothing() {
    let patch = SpacePatch::new();
    assert!(patch.is_empty());
    assert_eq!((patch.mask().as_str(), patch.body()), ("", json!({})));
}

#[test]
fn everything_has_every_path_of_the_schema_once_and_in_its_order() {
    assert_eq!(
        everything().mask().split(',').collect::<Vec<_>>(),
        [
            "config.accessType",
            "config.entryPointAccess",
            "config.moderation",
            "config.moderationRestrictions.chatRestriction",
            "config.moderationRestrictions.reactionRestriction",
            "config.moderationRestrictions.presentRestriction",
            "config.moderationRestrictions.defaultJoinAsViewerType",
            "config.attendanceReportGenerationType",
            "config.artifactConfig.recordingConfig.autoRecordingGeneration",
            "config.artifactConfig.transcriptionConfig.autoTranscriptionGeneration",
            "config.artifactConfig.smartNotesConfig.autoSmartNotesGeneration",
        ]
    );
    assert_eq!(
        everything().body(),
        json!({"config": {
            "accessType": "TRUSTED",
            "entryPointAccess": "ALL",
            "moderation": "ON",
            "moderationRestrictions": {
                "chatRestriction": "HOSTS_ONLY", "reactionRestriction": "NO_RESTRICTION",
                "presentRestriction": "HOSTS_ONLY", "defaultJoinAsViewerType": "ON",
            },
            "attendanceReportGenerationType": "GENERATE_REPORT",
            "artifactConfig": {
                "recordingConfig": {"autoRecordingGeneration": "ON"},
                "transcriptionConfig": {"autoTranscriptionGeneration": "OFF"},
                "smartNotesConfig": {"autoSmartNotesGeneration": "ON"},
            },
        }})
    );
    // The typed settings and the body are the same thing: no path is misspelt.
    assert_eq!(everything().body()["config"], serde_json::to_value(everything().config()).unwrap());
}

#[test]
fn a_field_set_twice_stands_once_with_its_later_value() {
    let patch = SpacePatch::new().access(AccessType::Open).access(AccessType::Restricted);
    assert_eq!(patch.mask(), "config.accessType");
    assert_eq!(patch.body(), json!({"config": {"accessType": "RESTRICTED"}}));
}

#[rstest]
#[case(SpacePatch::new().access(AccessType::Other("FRIENDS".into())))]
#[case(SpacePatch::new().recording(Switch::Other("MAYBE".into())))]
#[case(SpacePatch::new().chat(Restriction::Other("".into())))]
fn what_is_unknown_is_not_sent_back(#[case] patch: SpacePatch) {
    assert!(patch.is_empty());
    assert_eq!(patch.body(), json!({}));
}

#[test]
fn merging_takes_the_later_value() {
    let both = SpacePatch::new()
        .access(AccessType::Open)
        .moderation(Switch::On)
        .merge(SpacePatch::new().access(AccessType::Trusted).notes(Switch::Off));
    assert_eq!(both, SpacePatch::new().access(AccessType::Trusted).moderation(Switch::On).notes(Switch::Off));
    assert_eq!(SpacePatch::new().merge(everything()), everything());
    assert_eq!(everything().merge(SpacePatch::new()), everything());
}

#[test]
fn settings_that_came_from_the_server_leave_their_unknown_parts_behind() {
    let config: SpaceConfig = serde_json::from_value(json!({
        "accessType": "FRIENDS", "moderation": "ON", "newThing": 1,
        "moderationRestrictions": {"chatRestriction": "HOSTS_ONLY", "newRestriction": "X"},
        "artifactConfig": {"recordingConfig": {}},
    }))
    .unwrap();
    let patch = SpacePatch::of(&config);
    assert_eq!(patch, SpacePatch::new().moderation(Switch::On).chat(Restriction::HostsOnly));
    assert_eq!(
        patch.body(),
        json!({"config": {"moderation": "ON", "moderationRestrictions": {"chatRestriction": "HOSTS_ONLY"}}})
    );
}

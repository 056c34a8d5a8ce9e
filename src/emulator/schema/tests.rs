use serde_json::{Map, Value, json};

use super::{SPACE, enums_to_numbers, read};

fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(map) => map,
        other => panic!("not an object: {other}"),
    }
}

fn complaints(value: Value) -> Vec<(String, String)> {
    read(&object(value), &SPACE, "space").unwrap_err().into_iter().map(|v| (v.field, v.description)).collect()
}

#[test]
fn names_may_be_snake_case_and_enums_numbers() {
    let given = object(json!({"config": {"access_type": 1, "moderation": "ON", "artifact_config": {
        "recording_config": {"auto_recording_generation": 1}}}}));
    let read = read(&given, &SPACE, "space").unwrap();
    assert_eq!(
        Value::Object(read),
        json!({"config": {"accessType": "OPEN", "moderation": "ON", "artifactConfig": {
            "recordingConfig": {"autoRecordingGeneration": "ON"}}}})
    );
}

#[test]
fn what_only_the_server_sets_is_checked_and_dropped() {
    let given = object(json!({"name": "spaces/x", "meetingCode": "a-b-c", "phoneAccess": [{"pin": "1"}], "config": null}));
    assert!(read(&given, &SPACE, "space").unwrap().is_empty());
    assert_eq!(
        complaints(json!({"phoneAccess": [7], "meetingUri": 3})),
        [
            ("space.meeting_uri".to_owned(), "Invalid value at 'space.meeting_uri' (TYPE_STRING), 3".to_owned()),
            (
                "space.phone_access[0]".to_owned(),
                "Invalid value at 'space.phone_access[0]' (type.googleapis.com/google.apps.meet.v2.Space.PhoneAccess), 7"
                    .to_owned()
            ),
        ]
    );
}

#[test]
fn an_unknown_name_is_refused_with_its_place() {
    assert_eq!(
        complaints(json!({"config": {"x": 1}, "y": 2})),
        [
            (
                "space.config".to_owned(),
                "Invalid JSON payload received. Unknown name \"x\" at 'space.config': Cannot find field.".to_owned()
            ),
            ("space".to_owned(), "Invalid JSON payload received. Unknown name \"y\" at 'space': Cannot find field.".to_owned()),
        ]
    );
}

#[test]
fn unknown_enum_values_and_wrong_types_are_refused() {
    for config in
        [json!({"accessType": "CLOSED"}), json!({"accessType": 9}), json!({"accessType": -1}), json!({"accessType": true})]
    {
        let found = complaints(json!({ "config": config }));
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].0, "space.config.access_type");
        assert!(found[0].1.starts_with(
            "Invalid value at 'space.config.access_type' (type.googleapis.com/google.apps.meet.v2.SpaceConfig.AccessType), "
        ));
    }
    assert!(complaints(json!({"config": []}))[0].1.contains("cannot start list"));
    assert!(complaints(json!({"config": "x"}))[0].1.contains("google.apps.meet.v2.SpaceConfig), \"x\""));
    assert!(
        complaints(json!({"config": {"accessType": 1, "access_type": 2}}))[0].1.contains("already set"),
        "the same field twice"
    );
}

#[test]
fn enums_become_numbers_where_they_are_enums() {
    let mut space = json!({"name": "OPEN", "config": {"accessType": "TRUSTED", "moderation": "ON",
        "moderationRestrictions": {"defaultJoinAsViewerType": "ON"}}});
    enums_to_numbers(&mut space, &SPACE);
    assert_eq!(
        space,
        json!({"name": "OPEN", "config": {"accessType": 2, "moderation": 2,
            "moderationRestrictions": {"defaultJoinAsViewerType": 1}}})
    );
}

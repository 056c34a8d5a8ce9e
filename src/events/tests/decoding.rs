//! What a message says, however it comes.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rstest::rstest;
use serde_json::{Value, json};

use crate::events::message::{Lifecycle, Read, Resource, read};
use crate::events::subscription::SuspensionReason;
use crate::events::types::{EventType, LifecycleType};

/// The example of the documentation.
fn joined() -> Value {
    json!({
        "attributes": {
            "ce-datacontenttype": "application/json",
            "ce-id": "OPAQUE_EVENT_ID",
            "ce-source": "//workspaceevents.googleapis.com/subscriptions/SUB",
            "ce-specversion": "1.0",
            "ce-subject": "//meet.googleapis.com/spaces/SPACE",
            "ce-time": "2026-11-02T09:30:11.123456Z",
            "ce-type": "google.workspace.meet.participant.v2.joined"
        },
        "data": "eyJwYXJ0aWNpcGFudFNlc3Npb24iOnsibmFtZSI6ImNvbmZlcmVuY2VSZWNvcmRzL0NSMS9wYXJ0aWNpcGFudHMvUDEvcGFydGljaXBhbnRTZXNzaW9ucy9TMSJ9fQ==",
        "messageId": "1234567890",
        "orderingKey": "//workspaceevents.googleapis.com/subscriptions/SUB",
        "publishTime": "2026-11-02T09:30:11.500Z"
    })
}

#[test]
fn the_documented_message_is_read() {
    let Read::Event(event) = read(&joined()) else { panic!("no event") };
    assert_eq!((&*event.id, event.kind), ("OPAQUE_EVENT_ID", EventType::ParticipantJoined));
    assert_eq!(event.resource.as_str(), "conferenceRecords/CR1/participants/P1/participantSessions/S1");
    assert_eq!(event.resource.conference().as_str(), "conferenceRecords/CR1");
    assert_eq!(event.space.unwrap().as_str(), "spaces/SPACE");
    assert_eq!(event.subscription.unwrap().as_str(), "subscriptions/SUB");
    assert_eq!(event.time.unwrap().to_string(), "2026-11-02T09:30:11.123456Z");
}

#[test]
fn every_type_is_read() {
    for kind in EventType::ALL {
        let name = match kind.key() {
            "conferenceRecord" => "conferenceRecords/C".to_owned(),
            "participantSession" => "conferenceRecords/C/participants/P/participantSessions/S".to_owned(),
            other => format!("conferenceRecords/C/{other}s/X"),
        };
        let mut message = joined();
        message["attributes"]["ce-type"] = kind.name().into();
        message["data"] = STANDARD.encode(json!({kind.key(): {"name": name}}).to_string()).into();
        let Read::Event(event) = read(&message) else { panic!("{kind:?}") };
        assert_eq!((event.kind, event.resource.as_str()), (kind, name.as_str()));
        assert_eq!(EventType::named(kind.name()), Some(kind));
    }
}

#[test]
fn a_subject_that_is_a_person_names_no_space() {
    let mut message = joined();
    message["attributes"]["ce-subject"] = "//cloudidentity.googleapis.com/users/123".into();
    let Read::Event(event) = read(&message) else { panic!("no event") };
    assert_eq!(event.space, None);
    assert!(matches!(event.resource, Resource::Session(_)));
}

#[rstest]
#[case(json!({"subscription": {"name": "subscriptions/S", "suspension_reason": "ENDPOINT_PERMISSION_DENIED", "expire_time": "2026-11-02T09:30:11Z"}}))]
#[case(json!({"subscription": {"name": "subscriptions/S", "suspensionReason": "ENDPOINT_PERMISSION_DENIED", "expireTime": "2026-11-02T09:30:11Z"}}))]
fn lifecycle_events_are_read_in_snake_and_camel_case(#[case] data: Value) {
    for kind in LifecycleType::ALL {
        let message = json!({
            "attributes": {"ce-type": kind.name(), "ce-id": "e"},
            "data": STANDARD.encode(data.to_string()),
        });
        let expected = Lifecycle {
            id: "e".into(),
            kind,
            subscription: "subscriptions/S".parse().unwrap(),
            reason: Some(SuspensionReason::EndpointPermissionDenied),
            expires: Some("2026-11-02T09:30:11Z".parse().unwrap()),
        };
        assert_eq!(read(&message), Read::Lifecycle(expected));
    }
}

#[test]
fn a_lifecycle_event_needs_no_data() {
    let message = json!({
        "attributes": {
            "ce-type": LifecycleType::Expired.name(),
            "ce-subject": "//workspaceevents.googleapis.com/subscriptions/S",
        },
        "data": "%%%", "message_id": "7",
    });
    let Read::Lifecycle(read) = read(&message) else { panic!("no lifecycle") };
    assert_eq!((read.subscription.as_str(), &*read.id), ("subscriptions/S", "7"));
}

#[rstest]
#[case("google.workspace.chat.message.v1.created")]
#[case("google.workspace.meet.conference.v9.started")]
#[case("com.example.thing")]
fn unknown_types_are_no_error(#[case] kind: &str) {
    let mut message = joined();
    message["attributes"]["ce-type"] = kind.into();
    message["data"] = "%%%".into();
    assert_eq!(read(&message), Read::Unknown);
}

#[rstest]
#[case(json!(null), "it has no attributes")]
#[case(json!({"attributes": []}), "it has no attributes")]
#[case(json!({"attributes": {}}), "it has no ce-type")]
#[case(json!({"attributes": {"ce-type": 7}}), "it has no ce-type")]
#[case(json!({"attributes": {"ce-type": "google.workspace.meet.conference.v2.started"}}), "it has no id")]
fn what_is_no_event_says_why(#[case] message: Value, #[case] why: &str) {
    let Read::Unreadable(said) = read(&message) else { panic!("{message}") };
    assert_eq!(said, why);
}

#[rstest]
#[case("%%% no base64 %%%", "its data is no base64")]
#[case("bm8ganNvbg==", "its data is no JSON")]
#[case("e30=", "its data does not say what it is about")]
#[case("eyJwYXJ0aWNpcGFudFNlc3Npb24iOiJ4In0=", "the name in its data is none")]
#[case("", "its data is no JSON")]
fn bad_data_says_why(#[case] data: &str, #[case] why: &str) {
    let mut message = joined();
    message["data"] = data.into();
    let Read::Unreadable(said) = read(&message) else { panic!("{data}") };
    assert_eq!(said, why);
}

#[test]
fn data_without_padding_and_in_snake_case_is_read() {
    let mut message = joined();
    let data = json!({"participant_session": {"name": "conferenceRecords/C/participants/P/participantSessions/S"}});
    message["data"] = STANDARD.encode(data.to_string()).trim_end_matches('=').into();
    assert!(matches!(read(&message), Read::Event(_)));
}

#[test]
fn data_that_is_too_long_is_not_decoded() {
    let mut message = joined();
    message["data"] = "A".repeat(70_000).into();
    assert_eq!(read(&message), Read::Unreadable("its data is longer than any event"));
}

proptest::proptest! {
    #[test]
    fn nothing_that_comes_stops_the_reading(kind in 0..20_usize, data in "\\PC{0,60}", subject in "\\PC{0,40}", id in "\\PC{0,9}") {
        let name = EventType::ALL.get(kind).map(|kind| kind.name()).or_else(|| LifecycleType::ALL.get(kind % 3).map(|kind| kind.name()));
        for data in [data.clone(), STANDARD.encode(&data)] {
            let _ = read(&json!({"attributes": {"ce-type": name, "ce-id": id, "ce-subject": subject, "ce-source": subject}, "data": data}));
        }
    }
}

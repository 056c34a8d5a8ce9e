use serde_json::json;

use super::*;

#[test]
fn what_is_unknown_is_kept_as_sent() {
    let sent = json!({
        "name": "spaces/a1",
        "meetingCode": "abc-mnop-xyz",
        "config": {"accessType": "FRIENDS", "newThing": {"x": 1}, "moderation": "ON"},
        "phoneAccess": [{"phoneNumber": "+15550100", "pin": "1234", "tariff": "free"}],
        "colour": "green",
    });
    let space: Space = serde_json::from_value(sent.clone()).unwrap();
    assert_eq!(space.access(), Some(&AccessType::Other("FRIENDS".into())));
    assert_eq!(serde_json::to_value(&space).unwrap(), sent);
}

#[test]
fn absent_and_null_are_not_defaults() {
    let space: Space = serde_json::from_value(json!({"name": "spaces/a1", "config": null, "phoneAccess": null})).unwrap();
    assert_eq!(space, Space::named("spaces/a1".parse().unwrap()));
    assert!(space.access().is_none());
}

#[test]
fn a_pin_is_not_shown_by_debug() {
    let space: Space = serde_json::from_value(json!({
        "name": "spaces/a1",
        "phoneAccess": [{"phoneNumber": "+15550100", "pin": "987654"}],
        "gatewaySipAccess": [{"uri": "sip:8123456789012@gateway.example", "sipAccessCode": "812345"}],
    }))
    .unwrap();
    let shown = format!("{space:?}");
    assert!(!shown.contains("987654") && !shown.contains("812345"), "{shown}");
}

#[test]
fn access_goes_round() {
    assert_eq!(AccessType::Open.next(), AccessType::Trusted);
    assert_eq!(AccessType::Trusted.next(), AccessType::Restricted);
    assert_eq!(AccessType::Restricted.next(), AccessType::Open);
    assert_eq!(AccessType::Other("X".into()).next(), AccessType::Restricted);
}

#[test]
fn a_member_is_read_whatever_its_role() {
    let sent = json!({"name": "spaces/a1/members/m1", "email": "bo@example.com", "role": "CAPTAIN", "user": "users/1"});
    let member: Member = serde_json::from_value(sent.clone()).unwrap();
    assert_eq!(member.role, Some(Role::Other("CAPTAIN".into())));
    assert!(!member.is_cohost() && member.own_role().is_some());
    assert_eq!(serde_json::to_value(&member).unwrap(), sent);
    for (role, own) in [(json!(null), false), (json!("ROLE_UNSPECIFIED"), false), (json!("COHOST"), true)] {
        let member: Member = serde_json::from_value(json!({"name": "spaces/a1/members/m1", "role": role})).unwrap();
        assert_eq!((member.is_cohost(), member.own_role().is_some(), member.email), (own, own, None));
    }
}

use std::time::Duration;

use jiff::SignedDuration;
use serde_json::json;

use super::super::method::Scope;
use super::{Feature, Person, World, WorldError};

const ANA: &str = "ana@example.com";

fn world() -> (World, String) {
    let mut world = World::empty();
    world.add_user(ANA, "Ana");
    world.add_project("p");
    let space = world.create_space_for(ANA, "p").unwrap();
    (world, space)
}

#[test]
fn a_code_moves_from_space_to_space() {
    let (mut world, first) = world();
    let second = world.create_space_for(ANA, "p").unwrap();
    world.give_code("abc-mnop-xyz", &first).unwrap();
    assert_eq!(world.find("ABC-mnop-xyz").unwrap().name(), first);
    world.give_code("abc-mnop-xyz", &second).unwrap();
    assert_eq!(world.find("abc-mnop-xyz").unwrap().name(), second);
    let code = world.space(&first).unwrap().code().to_owned();
    assert_ne!(code, "abc-mnop-xyz");
    assert_eq!(world.find(&code).unwrap().name(), first);
    let renewed = world.renew_code(&second).unwrap();
    assert!(world.find("abc-mnop-xyz").is_none());
    assert_eq!(world.find(&renewed).unwrap().name(), second);
}

#[test]
fn names_are_like_googles() {
    let (world, name) = world();
    let space = world.space(&name).unwrap();
    let id = name.strip_prefix("spaces/").unwrap();
    assert_eq!(id.len(), 12);
    let lengths: Vec<usize> = space.code().split('-').map(str::len).collect();
    assert_eq!(lengths, [3, 4, 3]);
    assert!(world.find(&id.to_ascii_lowercase()).is_none() || id.to_ascii_lowercase() == id);
}

#[test]
fn the_last_to_leave_ends_the_conference() {
    let (mut world, space) = world();
    let (ana, guest) = (Person::User(ANA.into()), Person::Anonymous("Guest".into()));
    assert_eq!(world.leave(&space, &ana), Err(WorldError::NotThere(space.clone())));
    world.join(&space, &ana).unwrap();
    world.join(&space, &guest).unwrap();
    world.join(&space, &ana).unwrap();
    assert_eq!(world.people_in(&space), 2, "two devices are one person");
    world.leave(&space, &ana).unwrap();
    assert_eq!(world.present_in(&space), [ana.clone(), guest.clone()]);
    world.leave(&space, &ana).unwrap();
    world.leave(&space, &guest).unwrap();
    assert_eq!(world.space(&space).unwrap().active_conference(), None);
    assert_eq!(world.end(&space), Ok(false));
    assert_eq!(world.join(&space, &Person::User("x@example.com".into())), Err(WorldError::UnknownUser("x@example.com".into())));
}

#[test]
fn settings_behind_everybodys_back_obey_the_reset_rule() {
    let (mut world, space) = world();
    world.configure(&space, &json!({"moderation": "ON", "moderationRestrictions": {"chatRestriction": "HOSTS_ONLY"}})).unwrap();
    let chat = |world: &World| world.space(&space).unwrap().config()["moderationRestrictions"]["chatRestriction"].clone();
    assert_eq!(chat(&world), "HOSTS_ONLY");
    world.configure(&space, &json!({"moderation": "OFF"})).unwrap();
    assert_eq!(chat(&world), "NO_RESTRICTION");
    assert!(matches!(world.configure(&space, &json!({"x": 1})), Err(WorldError::BadConfig(_))));
}

#[test]
fn members_come_and_go_behind_everybodys_back() {
    let (mut world, space) = world();
    world.add_user("bo@example.com", "Bo");
    let bo = world.add_member(&space, "BO@example.com", true).unwrap();
    assert!(bo.starts_with(&format!("{space}/members/")));
    assert_eq!((world.members(&space)[0].name(), world.members(&space)[0].email()), (bo.clone(), "bo@example.com"));
    assert_eq!(world.add_member(&space, "bo@example.com", false), Err(WorldError::Taken("bo@example.com".into())));
    assert_eq!(world.add_member(&space, "x@example.com", false), Err(WorldError::UnknownUser("x@example.com".into())));
    assert_eq!(world.add_member("spaces/x", ANA, false), Err(WorldError::UnknownSpace("spaces/x".into())));
    world.remove_member(&bo).unwrap();
    assert_eq!(world.members(&space), []);
    for gone in [bo.as_str(), "spaces/x/members/y", "nonsense"] {
        assert_eq!(world.remove_member(gone), Err(WorldError::UnknownMember(gone.into())));
    }
    assert_ne!(world.add_member(&space, "bo@example.com", false).unwrap(), bo, "a new member has a new name");
}

#[test]
fn a_cohost_has_powers_only_with_moderation_and_a_licence() {
    let (mut world, space) = world();
    world.add_user("bo@example.com", "Bo");
    world.add_user("chi@example.com", "Chi");
    world.add_member(&space, "bo@example.com", true).unwrap();
    world.add_member(&space, "chi@example.com", false).unwrap();
    assert_eq!(world.hosts(&space), [ANA]);
    world.configure(&space, &json!({"moderation": "ON"})).unwrap();
    assert_eq!(world.hosts(&space), [ANA, "bo@example.com"]);
    world.set_licence(ANA, Feature::Cohosts, false).unwrap();
    assert_eq!(world.hosts(&space), [ANA]);
    world.set_licence(ANA, Feature::Cohosts, true).unwrap();
    assert_eq!(world.hosts(&space).len(), 2);
    assert!(world.hosts("spaces/x").is_empty());
}

#[test]
fn a_policy_has_to_be_a_setting() {
    let (mut world, _) = world();
    for (field, value) in [
        ("config", "ON"),
        ("config.bogus", "ON"),
        ("config.accessType", "CLOSED"),
        ("config.accessType", "ACCESS_TYPE_UNSPECIFIED"),
        ("config.accessType,config.moderation", "ON"),
        ("meetingCode", "abc-mnop-xyz"),
        ("*", "ON"),
        ("", "ON"),
    ] {
        assert!(matches!(world.set_policy(ANA, field, value), Err(WorldError::BadConfig(_))), "{field} {value}");
    }
    let nobody = || Err(WorldError::UnknownUser("x".into()));
    assert_eq!(world.set_policy("x", "config.moderation", "ON"), nobody());
    assert_eq!(world.set_licence("x", Feature::Recording, false), nobody());
    assert_eq!(world.clear_policies("x"), nobody());
}

#[test]
fn the_clock_can_be_set() {
    let (mut world, _) = world();
    let before = world.now();
    world.advance(SignedDuration::from_hours(-48));
    assert!(world.now() < before);
}

#[test]
fn tokens_are_listed_until_they_are_taken_back() {
    let (mut world, _) = world();
    let token = world.issue_token(ANA, "p", &Scope::ALL, Duration::from_mins(1)).unwrap();
    assert_eq!(world.tokens(), [(token.clone(), ANA.to_owned())]);
    world.revoke_token(&token).unwrap();
    assert_eq!(world.tokens(), []);
    assert_eq!(world.expire_token(&token), Err(WorldError::UnknownToken));
    assert!(world.issue_token("x", "p", &[], Duration::ZERO).is_err());
    assert!(world.issue_token(ANA, "x", &[], Duration::ZERO).is_err());
}

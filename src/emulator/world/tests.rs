use std::time::Duration;

use jiff::SignedDuration;
use serde_json::json;

use super::{Person, Scope, World, WorldError};

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

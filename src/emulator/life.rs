//! People who come and go, for a demonstration that is not a still picture.

use fastrand::Rng;

use super::world::{Artifact, Person, World};

/// No more than so many in one space.
const CROWD: usize = 8;

/// People without an account who may drop in.
const STRANGERS: &[&str] = &["Ferhat", "Grace", "Łukasz", "小林"];

/// One step: in each lively space perhaps somebody comes or goes, perhaps a conference ends or begins. What is past its time goes, also
/// where nobody asks for anything for days.
pub(super) fn step(world: &mut World, rng: &mut Rng) {
    world.catch_up();
    world.forget_old_conferences();
    let mut spaces: Vec<String> = world.spaces.values().filter(|space| space.lively).map(super::Space::name).collect();
    // the order of a hash map is not the same from run to run
    spaces.sort();
    for space in spaces {
        let there = world.present_in(&space);
        let chance = rng.u8(..100);
        // a name of the world cannot be unknown to it, so nothing here can fail
        let _ = match (there.len(), chance) {
            (1.., 0) => world.end(&space).map(|_| ()),
            (2.., 1..13) => {
                let leaver = &there[rng.usize(..there.len())];
                world.leave(&space, leaver)
            }
            (0, ..6) | (1..CROWD, 13..31) => join(world, rng, &space, &there),
            (2.., 31..33) => record(world, &space),
            _ => Ok(()),
        };
        talk(world, rng, &space);
    }
}

/// Somebody starts a recording, or stops the one that is running.
fn record(world: &mut World, space: &str) -> Result<(), super::WorldError> {
    let conference = world.space(space).and_then(super::Space::active_conference).unwrap_or_default();
    let latest = world.artifacts(&conference, Artifact::Recording).pop();
    if world.start_artifact(space, Artifact::Recording).is_ok() {
        return Ok(());
    }
    latest.map_or(Ok(()), |latest| world.stop_artifact(&latest))
}

/// Where it is taken down, somebody says the next line, and seldom twice in a row.
fn talk(world: &mut World, rng: &mut Rng, space: &str) {
    if !world.is_taken_down(space) || rng.u8(..10) < 6 {
        return;
    }
    let there = world.present_in(space);
    let Some(line) = world.space_mut(space).and_then(|space| space.script.go_on(&there)) else { return };
    let who = match &line.by {
        Some(by) => there.iter().find(|person| person.value() == by),
        None => there.get(rng.usize(..there.len().max(1))),
    };
    let now = world.now();
    if let Some(who) = who {
        // it is taken down, and this person is there
        let _ = world.say_at(space, who, line.language.into(), line.text.into(), now);
    }
}

fn join(world: &mut World, rng: &mut Rng, space: &str, there: &[Person]) -> Result<(), super::WorldError> {
    let users = world.users.keys().map(|email| Person::User(email.clone()));
    let strangers = STRANGERS.iter().map(|name| Person::Anonymous((*name).to_owned()));
    let cast: Vec<Person> = users.chain(strangers).filter(|person| !there.contains(person)).collect();
    if cast.is_empty() { Ok(()) } else { world.join(space, &cast[rng.usize(..cast.len())]) }
}

#[cfg(test)]
mod tests {
    use fastrand::Rng;

    use super::super::world::{Line, Script};
    use super::super::{Artifact, Person, World};
    use super::{CROWD, step};

    fn world() -> (World, String, String) {
        let mut world = World::empty();
        for n in 0..12 {
            world.add_user(&format!("p{n}@example.com"), "P");
        }
        world.add_project("p");
        let lively = world.create_space_for("p0@example.com", "p").unwrap();
        let quiet = world.create_space_for("p0@example.com", "p").unwrap();
        world.space_mut(&lively).unwrap().lively = true;
        world.join(&quiet, &Person::User("p1@example.com".into())).unwrap();
        (world, lively, quiet)
    }

    #[test]
    fn people_come_and_go_where_it_is_lively_only() {
        let (mut world, lively, quiet) = world();
        let mut rng = Rng::with_seed(7);
        let mut seen = std::collections::BTreeSet::new();
        let mut conferences = std::collections::BTreeSet::new();
        for _ in 0..3000 {
            step(&mut world, &mut rng);
            seen.insert(world.people_in(&lively));
            conferences.extend(world.space(&lively).unwrap().active_conference());
            assert_eq!(world.people_in(&quiet), 1);
        }
        assert_eq!(seen, (0..=CROWD).collect());
        assert!(conferences.len() > 3, "conferences end and others begin");
    }

    #[test]
    fn what_is_said_is_said_by_somebody_who_is_there_and_recordings_come_and_end() {
        let (mut world, lively, _) = world();
        let line = |by: Option<&str>, text: &str| Line { by: by.map(Into::into), language: "en-US".into(), text: text.into() };
        let lines = vec![line(None, "a"), line(Some("p3@example.com"), "b"), line(Some("nobody"), "c"), line(None, "d")];
        world.space_mut(&lively).unwrap().script = Script::new(lines, 0);
        let mut rng = Rng::with_seed(11);
        let mut heard: std::collections::BTreeMap<String, u32> = std::collections::BTreeMap::new();
        let mut recordings = 0;
        for _ in 0..3000 {
            step(&mut world, &mut rng);
            // nothing is taken down until somebody begins it
            let _ = world.start_artifact(&lively, Artifact::Transcript);
        }
        for conference in world.conferences.values() {
            recordings += conference.made(Artifact::Recording).filter(|made| made.end.is_some()).count();
            for entry in conference.made(Artifact::Transcript).flat_map(|made| &made.entries) {
                *heard.entry(entry.text().to_owned()).or_insert(0) += 1;
                let speaker = conference.participants.iter().find(|one| one.id == entry.speaker()).unwrap();
                assert!(entry.text() != "b" || speaker.person.value() == "p3@example.com");
            }
        }
        assert_eq!(heard.keys().collect::<Vec<_>>(), ["a", "b", "d"]);
        assert!(heard["a"] > 100 && heard["a"].abs_diff(heard["d"]) < 2, "{heard:?}");
        assert!(recordings > 2, "{recordings}");
    }

    #[test]
    fn what_is_past_its_time_goes_though_nobody_asks() {
        let (mut world, lively, _) = world();
        let (topic, queue) = world.prepare_events("p").unwrap();
        let mut rng = Rng::with_seed(5);
        (0..500).for_each(|_| step(&mut world, &mut rng));
        world.end(&lively).unwrap();
        let long_ago = world.now() - jiff::SignedDuration::from_hours(30 * 24);
        world.pubsub.publish(&topic, super::super::Message::default(), long_ago);
        let over = world.conferences.values_mut().filter(|conference| conference.end.is_some());
        let over = over.map(|conference| conference.end = Some(long_ago)).count();
        assert_eq!((over > 1, world.conferences.len(), world.backlog(&queue)), (true, over + 1, 1));
        step(&mut world, &mut rng);
        assert!(world.conferences.values().all(|conference| conference.end.is_none()));
        assert_eq!(world.backlog(&queue), 0);
    }

    #[test]
    fn the_same_seed_tells_the_same_story() {
        let story = || {
            let (mut world, lively, _) = world();
            let mut rng = Rng::with_seed(3);
            let count = |_| {
                step(&mut world, &mut rng);
                world.people_in(&lively)
            };
            (0..200).map(count).collect::<Vec<_>>()
        };
        assert_eq!(story(), story());
    }
}

//! People who come and go, for a demonstration that is not a still picture.

use fastrand::Rng;

use super::world::{Person, World};

/// No more than so many in one space.
const CROWD: usize = 8;

/// People without an account who may drop in.
const STRANGERS: &[&str] = &["Ferhat", "Grace", "Łukasz", "小林"];

/// One step: in each lively space perhaps somebody comes or goes, perhaps a conference ends or begins.
pub(super) fn step(world: &mut World, rng: &mut Rng) {
    let mut spaces: Vec<String> = world.spaces.values().filter(|space| space.lively).map(super::Space::name).collect();
    // the order of a hash map is not the same from run to run
    spaces.sort();
    for space in spaces {
        let there = world.present_in(&space);
        let chance = rng.u8(..100);
        // a name of the world cannot be unknown to it, so nothing here can fail
        let _ = match (there.len(), chance) {
            (1.., ..2) => world.end(&space).map(|_| ()),
            (2.., 2..14) => {
                let leaver = &there[rng.usize(..there.len())];
                world.leave(&space, leaver)
            }
            (0, ..6) | (1..CROWD, 14..32) => join(world, rng, &space, &there),
            _ => Ok(()),
        };
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

    use super::super::{Person, World};
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

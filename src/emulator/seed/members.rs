//! The part of a seed that says who has a right of their own in a space.

use serde::Deserialize;

use super::super::world::World;
use super::{Seed, SeedError, SeedSpace};

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SeedMember {
    email: String,
    role: Option<SeedRole>,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
enum SeedRole {
    Cohost,
}

/// Lets them in. It comes after everything else, so that a member more changes nothing made up before.
pub(super) fn sow(world: &mut World, seed: &Seed, space: &SeedSpace) -> Result<(), SeedError> {
    let name = format!("spaces/{}", space.id);
    for member in &space.members {
        let cohost = matches!(member.role, Some(SeedRole::Cohost));
        let added = world.add_member(&name, &member.email, cohost);
        added.map_err(|error| seed.wrong(&space.id, &member.email, error.to_string()))?;
    }
    Ok(())
}

//! `spaces`: create, get, patch, endActiveConference.

use serde_json::{Map, Value};

use super::super::errors::Problem;
use super::super::method::Scope;
use super::super::schema::{END_REQUEST, SPACE, parse_object, read};
use super::super::world::{Grant, Role, Space, World, settle, standard_config};
use super::{Ask, mask};

/// How errors name the resource.
const RESOURCE: &str = "Space";

/// `POST /v2/spaces`
pub(super) fn create(world: &mut World, ask: &Ask) -> Result<Value, Problem> {
    let config = sent_config(ask)?;
    let grant = ask.grant;
    let config = world.new_config(&grant.user, &config);
    let name = world.create_space_for(&grant.user, &grant.project).map_err(|_| Problem::masked(RESOURCE))?;
    let space = world.space_mut(&name).ok_or_else(Problem::internal)?;
    space.config = config;
    Ok(space.seen_as(Role::Owner))
}

/// `GET /v2/spaces/{space}`, by identifier or code
pub(super) fn get(world: &mut World, ask: &Ask) -> Result<Value, Problem> {
    let space = world
        .find(ask.id(0))
        .filter(|space| reaches(ask.grant, space, &[Scope::Readonly, Scope::Settings]) && sees(ask.grant, space))
        .ok_or_else(|| Problem::masked(RESOURCE))?;
    Ok(space.seen_as(space.role(&ask.grant.user)))
}

/// `PATCH /v2/spaces/{space}`, by identifier only
pub(super) fn patch(world: &mut World, ask: &Ask) -> Result<Value, Problem> {
    let body = sent_config(ask)?;
    let mask = mask(ask.params.own("updateMask", "update_mask"), &SPACE, "update_mask")?;
    let space = world
        .spaces
        .get(ask.id(0))
        .filter(|space| reaches(ask.grant, space, &[Scope::Settings]) && sees(ask.grant, space))
        .ok_or_else(|| Problem::masked(RESOURCE))?;
    if space.owner != ask.grant.user {
        return Err(Problem::not_owner());
    }
    let defaults = world.users.get(&space.owner).map_or_else(standard_config, |user| user.defaults.clone());
    let whole = |config: Map<String, Value>| Map::from_iter([("config".to_owned(), Value::Object(config))]);
    let (old, body) = (whole(space.config.clone()), whole(body));
    let mut new = mask.apply(&old, &body, &whole(defaults));
    world.obey(&ask.grant.user, &mut new, |path| mask.touches(path, &body));
    let space = world.spaces.get_mut(ask.id(0)).ok_or_else(Problem::internal)?;
    if let Some(Value::Object(config)) = new.remove("config") {
        space.config = settle(config);
    }
    Ok(space.seen_as(Role::Owner))
}

/// `POST /v2/spaces/{space}:endActiveConference`, by identifier only
pub(super) fn end(world: &mut World, ask: &Ask) -> Result<Value, Problem> {
    let body = parse_object(ask.body).map_err(|wrong| Problem::invalid(&[wrong]))?;
    read(&body, &END_REQUEST, "").map_err(|wrong| Problem::invalid(&wrong))?;
    let space = world
        .spaces
        .get(ask.id(0))
        .filter(|space| space.project == ask.grant.project && sees(ask.grant, space))
        .ok_or_else(|| Problem::masked(RESOURCE))?;
    if space.owner != ask.grant.user {
        return Err(Problem::not_owner());
    }
    let name = space.name();
    match world.end(&name) {
        Ok(true) => Ok(Value::Object(Map::new())),
        Ok(false) | Err(_) => Err(Problem::no_active_conference()),
    }
}

/// The `config` of the body, checked.
fn sent_config(ask: &Ask) -> Result<Map<String, Value>, Problem> {
    let body = parse_object(ask.body).map_err(|wrong| Problem::invalid(&[wrong]))?;
    let mut space = read(&body, &SPACE, "space").map_err(|wrong| Problem::invalid(&wrong))?;
    let config = match space.remove("config") {
        Some(Value::Object(config)) => config,
        _ => Map::new(),
    };
    // the other unspecified values stand for a default; this one may not be sent at all
    if config.get("moderation").and_then(Value::as_str) == Some("MODERATION_UNSPECIFIED") {
        return Err(Problem::invalid_argument(
            "space.config.moderation",
            "Moderation must not be set to MODERATION_UNSPECIFIED.",
        ));
    }
    Ok(config)
}

/// Whether the token's scopes reach the space: any with one of `wide`, else only those that its project made.
fn reaches(grant: &Grant, space: &Space, wide: &[Scope]) -> bool {
    wide.iter().any(|scope| grant.scopes.contains(scope)) || space.project == grant.project
}

/// Whether the person can see the space.
fn sees(grant: &Grant, space: &Space) -> bool {
    !space.hidden || space.role(&grant.user) != Role::Other
}

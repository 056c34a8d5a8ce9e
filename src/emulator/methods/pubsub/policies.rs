//! Who may do what with a topic or a subscription of Pub/Sub.

use serde_json::{Value, json};

use super::super::super::errors::Problem;
use super::super::super::schema::{PERMISSIONS, SET_POLICY};
use super::super::super::world::World;
use super::super::Ask;
use super::{allow, body, name, policy};

/// What a member's name begins with.
const MEMBERS: &[&str] = &["user:", "serviceAccount:", "group:", "domain:", "principal:", "principalSet:", "deleted:"];

/// `GET …:getIamPolicy`
pub(super) fn get(world: &mut World, ask: &Ask) -> Result<Value, Problem> {
    let name = name(ask);
    let policy = policy(world, &name);
    allow(world, ask, policy, &format!("pubsub.{}.getIamPolicy", ask.id(1)))?;
    policy.map(super::Policy::view).ok_or_else(|| Problem::no_such_resource(ask.id(2)))
}

/// `POST …:setIamPolicy`
pub(super) fn set(world: &mut World, ask: &Ask) -> Result<Value, Problem> {
    let body = body(ask, &SET_POLICY, "")?;
    let sent = body.get("policy").and_then(Value::as_object);
    let sent = sent.ok_or_else(|| Problem::told_invalid("The policy must be set."))?;
    let bindings = sent.get("bindings").and_then(Value::as_array).cloned().unwrap_or_default();
    let mut members = Vec::new();
    for binding in &bindings {
        if !binding["role"].as_str().unwrap_or_default().starts_with("roles/") {
            return Err(Problem::told_invalid("Role (none) is not supported for this resource."));
        }
        members.extend(binding["members"].as_array().into_iter().flatten().filter_map(Value::as_str));
    }
    let named = |member: &str| {
        matches!(member, "allUsers" | "allAuthenticatedUsers")
            || MEMBERS.iter().any(|kind| member.strip_prefix(kind).is_some_and(|rest| !rest.is_empty()))
    };
    if let Some(stranger) = members.iter().find(|member| !named(member)) {
        return Err(Problem::told_invalid(format!("Invalid member: {stranger}")));
    }
    let name = name(ask);
    let found = policy(world, &name);
    allow(world, ask, found, &format!("pubsub.{}.setIamPolicy", ask.id(1)))?;
    let found = found.ok_or_else(|| Problem::no_such_resource(ask.id(2)))?;
    if sent.get("etag").and_then(Value::as_str).is_some_and(|etag| !etag.is_empty() && etag != found.etag()) {
        return Err(Problem::stale_etag());
    }
    let known = |member: &&str| {
        found.bindings.iter().any(|binding| binding["members"].as_array().is_some_and(|all| all.iter().any(|one| one == member)))
    };
    let strangers = |member: &&str| member.ends_with("@system.gserviceaccount.com") || member.starts_with("all");
    let restricted = world.pubsub.restricted.contains(ask.id(0));
    if restricted && members.iter().any(|member| strangers(member) && !known(member)) {
        return Err(Problem::precondition("One or more users named in the policy do not belong to a permitted customer."));
    }
    let policy = match world.pubsub.topics.get_mut(&name) {
        Some(topic) => &mut topic.policy,
        None => &mut world.pubsub.queues.get_mut(&name).ok_or_else(Problem::internal)?.policy,
    };
    let empty = |binding: &Value| binding["members"].as_array().is_none_or(Vec::is_empty);
    policy.bindings = bindings.into_iter().filter(|binding| !empty(binding)).collect();
    policy.changes += 1;
    Ok(policy.view())
}

/// `POST …:testIamPermissions`: of those that are asked about, the ones that the caller has; none with what is not there.
pub(super) fn test(world: &mut World, ask: &Ask) -> Result<Value, Problem> {
    let body = body(ask, &PERMISSIONS, "")?;
    let name = name(ask);
    let policy = policy(world, &name);
    let asked = body.get("permissions").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str);
    let kind = format!("pubsub.{}.", ask.id(1));
    let has = |permission: &&str| permission.starts_with(&kind) && world.may(&ask.grant.user, ask.id(0), policy, permission);
    let had: Vec<&str> = asked.filter(|_| policy.is_some()).filter(has).collect();
    Ok(if had.is_empty() { json!({}) } else { json!({ "permissions": had }) })
}

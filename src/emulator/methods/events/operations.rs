//! Operations: what changes a subscription answers with one, done at once or later.

use serde_json::{Value, json};

use super::super::super::errors::Problem;
use super::super::super::world::{Operation, World, ids};
use super::super::Ask;

/// What the names of the messages begin with.
const PACKAGE: &str = "type.googleapis.com/google.apps.events.subscriptions.v1";
/// How many operations are remembered.
const REMEMBERED: usize = 10_000;

/// `GET /v1/operations/{operation}`
pub(super) fn get(world: &mut World, ask: &Ask) -> Result<Value, Problem> {
    let found = world.events.operations.get_mut(ask.id(0));
    let found = found.filter(|known| known.user == ask.grant.user && known.project == ask.grant.project);
    let found = found.ok_or_else(Problem::not_found)?;
    found.polls = found.polls.saturating_sub(1);
    Ok(if found.polls == 0 { found.done.clone() } else { under_way(&found.done) })
}

/// The operation that ends with this answer; none is what has no answer.
pub(super) fn operation(world: &mut World, ask: &Ask, verb: &str, response: Value) -> Value {
    let done = finished(world, verb, response);
    remember(world, ask, done)
}

/// An operation that is done, and that nobody can ask for again.
pub(super) fn finished(world: &mut World, verb: &str, mut response: Value) -> Value {
    if response.is_null() {
        response = json!({"@type": "type.googleapis.com/google.protobuf.Empty"});
    } else {
        response["@type"] = format!("{PACKAGE}.Subscription").into();
    }
    let name = format!("operations/{}", ids::operation_id(&mut world.rng));
    json!({"name": name, "metadata": metadata(verb), "done": true, "response": response})
}

/// A refusal: the answer itself, or an operation that failed.
pub(super) fn refuse(world: &mut World, ask: &Ask, verb: &str, problem: Problem) -> Result<Value, Problem> {
    if !world.events.fails_late {
        return Err(problem);
    }
    let name = format!("operations/{}", ids::operation_id(&mut world.rng));
    let done = json!({"name": name, "metadata": metadata(verb), "done": true, "error": problem.rpc_status()});
    Ok(remember(world, ask, done))
}

fn metadata(verb: &str) -> Value {
    json!({ "@type": format!("{PACKAGE}.{verb}SubscriptionMetadata") })
}

fn remember(world: &mut World, ask: &Ask, done: Value) -> Value {
    let polls = world.events.polls;
    let now = if polls == 0 { done.clone() } else { under_way(&done) };
    let id = done["name"].as_str().and_then(|name| name.strip_prefix("operations/")).unwrap_or_default().to_owned();
    if world.events.operations.len() >= REMEMBERED {
        world.events.operations.pop_first();
    }
    let operation = Operation { user: ask.grant.user.clone(), project: ask.grant.project.clone(), polls, done };
    world.events.operations.insert(id, operation);
    now
}

/// The operation while it is under way. That it is not done goes without saying, as everything that is false.
fn under_way(done: &Value) -> Value {
    json!({"name": done["name"], "metadata": done["metadata"]})
}

//! Pub/Sub: what each method does, and who may call it.

mod policies;
mod queues;
mod topics;

use serde_json::{Map, Value};

use super::super::errors::Problem;
use super::super::method::PubsubMethod;
use super::super::schema::{Message, PULL, parse_object, read};
use super::super::world::{Policy, World};
use super::Ask;

/// Does what was asked.
pub(super) fn perform(world: &mut World, ask: &Ask, method: PubsubMethod) -> Result<Value, Problem> {
    if !ask.grant.user.is_empty() && !world.projects.contains_key(ask.id(0)) {
        return Err(Problem::no_such_project(ask.id(0)));
    }
    match method {
        PubsubMethod::CreateTopic => topics::create(world, ask),
        PubsubMethod::GetTopic => topics::get(world, ask),
        PubsubMethod::ListTopics => topics::list(world, ask),
        PubsubMethod::DeleteTopic => topics::delete(world, ask),
        PubsubMethod::ListTopicSubscriptions => topics::subscriptions(world, ask),
        PubsubMethod::Publish => topics::publish(world, ask),
        PubsubMethod::CreateSubscription => queues::create(world, ask),
        PubsubMethod::GetSubscription => queues::get(world, ask),
        PubsubMethod::ListSubscriptions => queues::list(world, ask),
        PubsubMethod::UpdateSubscription => queues::patch(world, ask),
        PubsubMethod::DeleteSubscription => queues::delete(world, ask),
        PubsubMethod::Pull => queues::pull(world, ask),
        PubsubMethod::Acknowledge => queues::acknowledge(world, ask),
        PubsubMethod::ModifyAckDeadline => queues::extend(world, ask),
        PubsubMethod::GetIamPolicy => policies::get(world, ask),
        PubsubMethod::SetIamPolicy => policies::set(world, ask),
        PubsubMethod::TestIamPermissions => policies::test(world, ask),
    }
}

/// What a pull that found nothing may wait for: the name of the queue, and how many messages it takes.
pub(in super::super) fn waits(ask: &Ask, found: &Value) -> Option<(String, usize)> {
    let body = read(&parse_object(ask.body).ok()?, &PULL, "").ok()?;
    let waits = found.as_object().is_some_and(Map::is_empty) && body.get("returnImmediately") != Some(&Value::Bool(true));
    waits.then(|| (name(ask), queues::most(&body).unwrap_or(1)))
}

/// The resource in the path.
fn name(ask: &Ask) -> String {
    format!("projects/{}/{}/{}", ask.id(0), ask.id(1), ask.id(2))
}

/// The body, checked; `root` is its place in the request.
fn body(ask: &Ask, message: &Message, root: &str) -> Result<Map<String, Value>, Problem> {
    let body = parse_object(ask.body).map_err(|wrong| Problem::invalid(&[wrong]))?;
    read(&body, message, root).map_err(|wrong| Problem::invalid(&wrong))
}

/// Refuses who may not do that.
fn allow(world: &World, ask: &Ask, policy: Option<&Policy>, permission: &str) -> Result<(), Problem> {
    let may = world.may(&ask.grant.user, ask.id(0), policy, permission);
    if may { Ok(()) } else { Err(Problem::not_authorized()) }
}

/// The policy of the topic or queue of that name, if there is one.
fn policy<'w>(world: &'w World, name: &str) -> Option<&'w Policy> {
    let topic = world.pubsub.topics.get(name).map(|topic| &topic.policy);
    topic.or_else(|| world.pubsub.queues.get(name).map(|queue| &queue.policy))
}

/// Refuses what cannot be the identifier of a topic or queue.
fn check_id(ask: &Ask) -> Result<(), Problem> {
    let id = ask.id(2);
    let good = (3..=255).contains(&id.len())
        && id.starts_with(|c: char| c.is_ascii_alphabetic())
        && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.~+%".contains(&byte))
        && !id.starts_with("goog");
    let why = || format!("Invalid [{}] name: (name={})", ask.id(1), name(ask));
    if good { Ok(()) } else { Err(Problem::told_invalid(why())) }
}

//! Subscriptions of Pub/Sub: making them, and pulling from them.

use serde_json::{Map, Value, json};

use super::super::super::errors::Problem;
use super::super::super::masks::Mask;
use super::super::super::schema::{ACKNOWLEDGE, MODIFY_ACK_DEADLINE, PULL, QUEUE, UPDATE_QUEUE, seconds};
use super::super::super::world::{Filter, Queue, World};
use super::super::{Ask, mask};
use super::topics::{by_name, is_nothing, page};
use super::{allow, body, check_id, name, policy};

/// What this emulator does not play.
const UNPLAYED: &[&str] = &["pushConfig", "bigqueryConfig", "bigtableConfig", "cloudStorageConfig", "deadLetterPolicy"];
/// What stays as it was made.
const FIXED: &[&str] = &["name", "topic", "filter", "enableMessageOrdering", "state", "detached"];

/// `PUT /v1/projects/{project}/subscriptions/{subscription}`
pub(super) fn create(world: &mut World, ask: &Ask) -> Result<Value, Problem> {
    let mut fields = body(ask, &QUEUE, "subscription")?;
    check_id(ask)?;
    check(&fields)?;
    fields.retain(|field, value| field != "tags" && (field == "expirationPolicy" || !is_nothing(value)));
    allow(world, ask, None, "pubsub.subscriptions.create")?;
    let Some(Value::String(topic)) = fields.remove("topic") else {
        return Err(Problem::told_invalid("Invalid [topics] name: (name=)"));
    };
    let parts: Vec<&str> = topic.split('/').collect();
    let ["projects", project, "topics", id] = parts[..] else {
        return Err(Problem::told_invalid(format!("Invalid [topics] name: (name={topic})")));
    };
    let known = world.pubsub.topics.get(&topic);
    if !world.may(&ask.grant.user, project, known.map(|known| &known.policy), "pubsub.topics.attachSubscription") {
        return Err(Problem::not_authorized());
    }
    if known.is_none() {
        return Err(Problem::no_such_resource(id));
    }
    let filter = fields.get("filter").and_then(Value::as_str).unwrap_or_default();
    let filter = Filter::parse(filter).ok_or_else(|| Problem::told_invalid(format!("The filter cannot be read: {filter}")))?;
    let name = name(ask);
    if world.pubsub.queues.contains_key(&name) {
        return Err(Problem::resource_exists(ask.id(2)));
    }
    let queue = Queue::new(&name, &topic, Queue::standard(fields), filter, world.now());
    let view = queue.view();
    world.pubsub.queues.insert(name, queue);
    Ok(view)
}

/// `GET /v1/projects/{project}/subscriptions/{subscription}`
pub(super) fn get(world: &mut World, ask: &Ask) -> Result<Value, Problem> {
    allowed(world, ask, "pubsub.subscriptions.get").map(|queue| queue.view())
}

/// `GET /v1/projects/{project}/subscriptions`
pub(super) fn list(world: &mut World, ask: &Ask) -> Result<Value, Problem> {
    allow(world, ask, None, "pubsub.subscriptions.list")?;
    let prefix = format!("projects/{}/subscriptions/", ask.id(0));
    let all = world.pubsub.queues.values().filter(|queue| queue.name.starts_with(&prefix));
    page(ask, &prefix, all.map(|queue| (by_name(&queue.name), queue.view())).collect(), "subscriptions")
}

/// `PATCH /v1/projects/{project}/subscriptions/{subscription}`
pub(super) fn patch(world: &mut World, ask: &Ask) -> Result<Value, Problem> {
    let body = body(ask, &UPDATE_QUEUE, "")?;
    let given = body.get("updateMask").and_then(Value::as_str).filter(|given| !given.is_empty());
    let given = given.ok_or_else(|| {
        Problem::told_invalid(
            "The update_mask in the UpdateSubscriptionRequest must be set, and must contain a non-empty paths list.",
        )
    })?;
    let Mask::Paths(paths) = mask(Some(given), &QUEUE, "update_mask")? else {
        return Err(Problem::told_invalid("The update mask must name fields."));
    };
    if let Some(fixed) = paths.iter().find(|path| path.len() != 1 || FIXED.contains(&path[0])) {
        return Err(Problem::told_invalid(format!(
            "Invalid update_mask provided in the UpdateSubscriptionRequest: the {} field in the Subscription is not mutable.",
            fixed.join(".")
        )));
    }
    let nothing = Map::new();
    let sent = body.get("subscription").and_then(Value::as_object).unwrap_or(&nothing);
    check(sent)?;
    let queue = allowed(world, ask, "pubsub.subscriptions.update")?;
    for path in &paths {
        match sent.get(path[0]) {
            Some(value) => queue.fields.insert(path[0].to_owned(), value.clone()),
            None => queue.fields.remove(path[0]),
        };
    }
    queue.fields = Queue::standard(std::mem::take(&mut queue.fields));
    Ok(queue.view())
}

/// `DELETE /v1/projects/{project}/subscriptions/{subscription}`
pub(super) fn delete(world: &mut World, ask: &Ask) -> Result<Value, Problem> {
    let name = allowed(world, ask, "pubsub.subscriptions.delete")?.name.clone();
    world.pubsub.queues.remove(&name);
    Ok(json!({}))
}

/// `POST …:pull`
pub(super) fn pull(world: &mut World, ask: &Ask) -> Result<Value, Problem> {
    let body = body(ask, &PULL, "")?;
    let most = most(&body)?;
    let name = allowed(world, ask, "pubsub.subscriptions.consume")?.name.clone();
    let now = world.now();
    let received = world.pubsub.pull(&name, most, now).unwrap_or_default();
    Ok(if received.is_empty() { json!({}) } else { json!({ "receivedMessages": received }) })
}

/// How many messages a pull takes.
pub(super) fn most(body: &Map<String, Value>) -> Result<usize, Problem> {
    let most = body.get("maxMessages").and_then(Value::as_i64).and_then(|most| usize::try_from(most).ok()).unwrap_or(0);
    if most > 0 { Ok(most) } else { Err(Problem::told_invalid("No max_messages specified")) }
}

/// `POST …:acknowledge`
pub(super) fn acknowledge(world: &mut World, ask: &Ask) -> Result<Value, Problem> {
    let body = body(ask, &ACKNOWLEDGE, "")?;
    let now = world.now();
    let queue = allowed(world, ask, "pubsub.subscriptions.consume")?;
    for id in ack_ids(&body, queue)? {
        queue.acknowledge(&id, now);
    }
    Ok(json!({}))
}

/// `POST …:modifyAckDeadline`
pub(super) fn extend(world: &mut World, ask: &Ask) -> Result<Value, Problem> {
    let body = body(ask, &MODIFY_ACK_DEADLINE, "")?;
    let seconds = body.get("ackDeadlineSeconds").and_then(Value::as_i64).unwrap_or(0);
    if !(0..=600).contains(&seconds) {
        return Err(Problem::told_invalid("The deadline must be from 0 to 600 seconds."));
    }
    let now = world.now();
    let queue = allowed(world, ask, "pubsub.subscriptions.consume")?;
    for id in ack_ids(&body, queue)? {
        queue.extend(&id, seconds, now);
    }
    Ok(json!({}))
}

/// The acknowledgements of a body, each of them one that the queue gave out.
fn ack_ids(body: &Map<String, Value>, queue: &Queue) -> Result<Vec<String>, Problem> {
    let ids = body.get("ackIds").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str);
    let ids: Vec<String> = ids.map(str::to_owned).collect();
    if ids.is_empty() {
        return Err(Problem::told_invalid("No ack ids specified."));
    }
    if ids.iter().any(|id| !queue.knows(id)) {
        let why = "Some acknowledgement ids in the request were invalid. This could be because the acknowledgement ids have expired or the acknowledgement ids were malformed.";
        return Err(Problem::told_invalid(why));
    }
    Ok(ids)
}

/// Refuses values out of their bounds, and what is not played here.
fn check(fields: &Map<String, Value>) -> Result<(), Problem> {
    let wrong = |field: &str, why: &str| Problem::told_invalid(format!("Invalid {field} in the subscription: {why}"));
    if let Some(field) = UNPLAYED.iter().find(|field| fields.get(**field).is_some_and(|value| *value != json!({}))) {
        return Err(wrong(field, "This emulator plays subscriptions that are pulled from, and no others."));
    }
    let deadline = fields.get("ackDeadlineSeconds").and_then(Value::as_i64).unwrap_or(0);
    if deadline != 0 && !(10..=600).contains(&deadline) {
        return Err(wrong("ack_deadline_seconds", "The deadline must be from 10 to 600 seconds."));
    }
    let lasts = |value: Option<&Value>| value.and_then(Value::as_str).and_then(seconds);
    if lasts(fields.get("messageRetentionDuration")).is_some_and(|kept| !(600..=2_678_400).contains(&kept)) {
        return Err(wrong("message_retention_duration", "The duration must be from 10 minutes to 31 days."));
    }
    if lasts(fields.get("expirationPolicy").map(|policy| &policy["ttl"])).is_some_and(|ttl| ttl < 86_400) {
        return Err(wrong("expiration_policy.ttl", "The duration must be at least one day."));
    }
    Ok(())
}

/// The queue in the path, for whom may do that with it.
fn allowed<'w>(world: &'w mut World, ask: &Ask, permission: &str) -> Result<&'w mut Queue, Problem> {
    let name = name(ask);
    allow(world, ask, policy(world, &name), permission)?;
    world.pubsub.queues.get_mut(&name).ok_or_else(|| Problem::no_such_resource(ask.id(2)))
}

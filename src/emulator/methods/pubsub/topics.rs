//! Topics, and publishing to them.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::super::super::errors::Problem;
use super::super::super::pages::{Order, Page, Place, Sizes};
use super::super::super::schema::{PUBLISH, TOPIC};
use super::super::super::world::{Message, Policy, Topic, World};
use super::super::{Ask, answer};
use super::{allow, body, check_id, name, policy};

const SIZES: Sizes = Sizes { default: 100, max: 1000 };
/// How long an ordering key may be, in bytes.
const LONGEST_KEY: usize = 1024;

/// Where something stands in a list that is sorted by name.
pub(super) fn by_name(name: &str) -> Place {
    Place { time: Timestamp::UNIX_EPOCH, name: name.to_owned() }
}

/// A page of a list that is sorted by name.
pub(super) fn page(ask: &Ask, question: &str, items: Vec<(Place, Value)>, key: &str) -> Result<Value, Problem> {
    let page = Page::read(ask, SIZES, Order::OldestFirst, question.to_owned())?;
    let (items, next) = page.cut(items);
    Ok(answer(key, items, next))
}

/// `PUT /v1/projects/{project}/topics/{topic}`
pub(super) fn create(world: &mut World, ask: &Ask) -> Result<Value, Problem> {
    let fields = body(ask, &TOPIC, "topic")?;
    check_id(ask)?;
    allow(world, ask, None, "pubsub.topics.create")?;
    let name = name(ask);
    if world.pubsub.topics.contains_key(&name) {
        return Err(Problem::resource_exists(ask.id(2)));
    }
    let fields: Map<String, Value> = fields.into_iter().filter(|(field, value)| field != "tags" && !is_nothing(value)).collect();
    let topic = Topic { name: name.clone(), fields, policy: Policy::default() };
    let view = topic.view();
    world.pubsub.topics.insert(name, topic);
    Ok(view)
}

/// `GET /v1/projects/{project}/topics/{topic}`
pub(super) fn get(world: &mut World, ask: &Ask) -> Result<Value, Problem> {
    allowed(world, ask, "pubsub.topics.get").map(Topic::view)
}

/// `GET /v1/projects/{project}/topics`
pub(super) fn list(world: &mut World, ask: &Ask) -> Result<Value, Problem> {
    allow(world, ask, None, "pubsub.topics.list")?;
    let prefix = format!("projects/{}/topics/", ask.id(0));
    let all = world.pubsub.topics.values().filter(|topic| topic.name.starts_with(&prefix));
    page(ask, &prefix, all.map(|topic| (by_name(&topic.name), topic.view())).collect(), "topics")
}

/// `DELETE /v1/projects/{project}/topics/{topic}`
pub(super) fn delete(world: &mut World, ask: &Ask) -> Result<Value, Problem> {
    let name = allowed(world, ask, "pubsub.topics.delete")?.name.clone();
    world.pubsub.delete_topic(&name);
    Ok(json!({}))
}

/// `GET /v1/projects/{project}/topics/{topic}/subscriptions`: names alone
pub(super) fn subscriptions(world: &mut World, ask: &Ask) -> Result<Value, Problem> {
    let name = allowed(world, ask, "pubsub.topics.get")?.name.clone();
    let queues = world.pubsub.queues.values().filter(|queue| queue.topic == name);
    page(ask, &name, queues.map(|queue| (by_name(&queue.name), queue.name.as_str().into())).collect(), "subscriptions")
}

/// `POST /v1/projects/{project}/topics/{topic}:publish`
pub(super) fn publish(world: &mut World, ask: &Ask) -> Result<Value, Problem> {
    let body = body(ask, &PUBLISH, "")?;
    let name = allowed(world, ask, "pubsub.topics.publish")?.name.clone();
    let sent = body.get("messages").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    if sent.is_empty() {
        return Err(Problem::told_invalid("No messages to publish"));
    }
    let mut messages = Vec::with_capacity(sent.len());
    for message in sent {
        let text = |field: &str| message[field].as_str().unwrap_or_default();
        let attributes: BTreeMap<String, String> = message["attributes"]
            .as_object()
            .into_iter()
            .flatten()
            .map(|(key, value)| (key.clone(), value.as_str().unwrap_or_default().to_owned()))
            .collect();
        let (data, key) = (text("data"), text("orderingKey"));
        if data.is_empty() && attributes.is_empty() {
            let why = "One or more messages in the publish request is empty. Each message must contain either non-empty data, or at least one attribute.";
            return Err(Problem::told_invalid(why));
        }
        if key.len() > LONGEST_KEY {
            return Err(Problem::told_invalid("The ordering key is too long."));
        }
        let ordering_key = (!key.is_empty()).then(|| key.to_owned());
        messages.push(Message { attributes, data: data.to_owned(), ordering_key });
    }
    let now = world.now();
    let ids: Vec<String> = messages.into_iter().map(|message| world.pubsub.publish(&name, message, now)).collect();
    Ok(json!({ "messageIds": ids }))
}

/// Whether a value says no more than its absence would.
pub(super) fn is_nothing(value: &Value) -> bool {
    match value {
        Value::Object(map) => map.is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::String(text) => text.is_empty(),
        Value::Bool(is) => !is,
        Value::Null | Value::Number(_) => false,
    }
}

/// The topic in the path, for whom may do that with it.
fn allowed<'w>(world: &'w World, ask: &Ask, permission: &str) -> Result<&'w Topic, Problem> {
    let name = name(ask);
    allow(world, ask, policy(world, &name), permission)?;
    world.pubsub.topics.get(&name).ok_or_else(|| Problem::no_such_resource(ask.id(2)))
}

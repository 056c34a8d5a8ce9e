//! `subscriptions` and `operations` of the Workspace Events API.
//!
//! What changes a subscription answers with an operation. Which errors Google sends for topics that will not do is known by reason
//! alone; status and words are made up.

mod filter;
mod operations;

use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value, json};

use super::super::errors::Problem;
use super::super::masks::Mask;
use super::super::method::{EventsMethod, Scope};
use super::super::pages::{Order, Page, Place, Sizes};
use super::super::schema::{EVENTS_SUBSCRIPTION, REACTIVATE, parse_object, read, seconds};
use super::super::world::{LONGEST, Subscription, Suspension, Target, World, ids, is_meets};
use super::{Ask, answer, flag, mask};
use filter::Filter;
use operations::{finished, operation, refuse};

const SIZES: Sizes = Sizes { default: 50, max: 100 };

/// Does what was asked.
pub(super) fn perform(world: &mut World, ask: &Ask, method: EventsMethod) -> Result<Value, Problem> {
    match method {
        EventsMethod::Create => create(world, ask),
        EventsMethod::Get => own(world, ask).map(|found| world.subscription_view(found)),
        EventsMethod::List => list(world, ask),
        EventsMethod::Update => patch(world, ask),
        EventsMethod::Delete => delete(world, ask),
        EventsMethod::Reactivate => reactivate(world, ask),
        EventsMethod::GetOperation => operations::get(world, ask),
    }
}

/// `POST /v1/subscriptions`
fn create(world: &mut World, ask: &Ask) -> Result<Value, Problem> {
    let body = sent(ask)?;
    let only = flag(ask, "validateOnly", "validate_only")?;
    let text = |field: &str| body.get(field).and_then(Value::as_str).unwrap_or_default();
    let wrong = |field: &str, why: &str| Problem::invalid_argument(&format!("subscription.{field}"), why);
    let target = match text("targetResource") {
        "" => return Err(wrong("target_resource", "The target resource must be set.")),
        name => Target::parse(name).ok_or_else(|| wrong("target_resource", "There are no events about such a resource."))?,
    };
    let types = event_types(&body)?;
    if body.get("payloadOptions").is_some_and(|options| options["includeResource"] == true) {
        return Err(wrong("payload_options", "Events about Meet carry names only."));
    }
    if body.get("driveOptions").is_some_and(|options| *options != json!({})) {
        return Err(wrong("drive_options", "Such options are for resources of Drive."));
    }
    let topic = body.get("notificationEndpoint").and_then(|endpoint| endpoint["pubsubTopic"].as_str()).unwrap_or_default();
    let parts: Vec<&str> = topic.split('/').collect();
    let ["projects", project, "topics", id] = parts[..] else {
        return Err(wrong(
            "notification_endpoint.pubsub_topic",
            "The topic must be of the form projects/{project}/topics/{topic}.",
        ));
    };
    if project.is_empty() || id.is_empty() {
        return Err(wrong(
            "notification_endpoint.pubsub_topic",
            "The topic must be of the form projects/{project}/topics/{topic}.",
        ));
    }
    let now = world.now();
    let expires = expiry(&body, now)?;
    reach(world, ask, &target)?;
    let grant = ask.grant;
    let mut known = world.events.subscriptions.values();
    if known.any(|known| known.target == target && known.user == grant.user && known.project == grant.project) {
        return Err(Problem::already_exists());
    }
    if let Err(problem) = usable(world, ask, topic) {
        return refuse(world, ask, "Create", problem);
    }
    let kind = if matches!(target, Target::Space(_)) { "spaces" } else { "users" };
    let mut subscription = Subscription {
        id: ids::subscription_id(&mut world.rng, kind),
        user: grant.user.clone(),
        project: grant.project.clone(),
        target,
        types,
        topic: topic.to_owned(),
        created: now,
        updated: now,
        expires,
        suspended: None,
        stands: false,
        reminded: 0,
        changes: 0,
    };
    subscription.renew(expires, now);
    let mut view = world.subscription_view(&subscription);
    if only {
        if let Some(fields) = view.as_object_mut() {
            fields.retain(|field, _| !matches!(field.as_str(), "name" | "uid" | "etag" | "createTime" | "updateTime"));
        }
        return Ok(finished(world, "Create", view));
    }
    world.events.subscriptions.insert(subscription.id.clone(), subscription);
    Ok(operation(world, ask, "Create", view))
}

/// `GET /v1/subscriptions`
fn list(world: &mut World, ask: &Ask) -> Result<Value, Problem> {
    let text = ask.params.get("filter").unwrap_or_default();
    let filter = Filter::parse(text).map_err(|why| Problem::invalid_argument("filter", why))?;
    let page = Page::read(ask, SIZES, Order::OldestFirst, text.to_owned())?;
    let mine = world.events.subscriptions.values().filter(|known| is_own(known, ask) && filter.lets(known));
    let items = mine.map(|known| (Place { time: known.created, name: known.name() }, world.subscription_view(known)));
    let (items, next) = page.cut(items.collect());
    Ok(answer("subscriptions", items, next))
}

/// `PATCH /v1/subscriptions/{subscription}`
fn patch(world: &mut World, ask: &Ask) -> Result<Value, Problem> {
    let body = sent(ask)?;
    let only = flag(ask, "validateOnly", "validate_only")?;
    let mask = mask(ask.params.own("updateMask", "update_mask"), &EVENTS_SUBSCRIPTION, "update_mask")?;
    if let Mask::Paths(paths) = &mask
        && let Some(fixed) = paths.iter().find(|path| !matches!(path[..], ["ttl" | "expireTime" | "eventTypes"]))
    {
        return Err(Problem::invalid_argument("update_mask", format!("The field {} cannot be updated.", fixed.join("."))));
    }
    let now = world.now();
    let mut changed = own(world, ask)?.clone();
    if body.get("etag").is_some_and(|etag| *etag != json!(changed.etag())) {
        return Err(Problem::stale_etag());
    }
    if mask.touches(&["eventTypes"], &body) {
        changed.types = event_types(&body)?;
    }
    if mask.touches(&["ttl"], &body) || mask.touches(&["expireTime"], &body) {
        changed.renew(expiry(&body, now)?, now);
    }
    changed.touch(now);
    let view = world.subscription_view(&changed);
    if only {
        return Ok(finished(world, "Update", view));
    }
    world.events.subscriptions.insert(changed.id.clone(), changed);
    Ok(operation(world, ask, "Update", view))
}

/// `DELETE /v1/subscriptions/{subscription}`
fn delete(world: &mut World, ask: &Ask) -> Result<Value, Problem> {
    let (missing, only) = (flag(ask, "allowMissing", "allow_missing")?, flag(ask, "validateOnly", "validate_only")?);
    let id = match own(world, ask) {
        Ok(found) => {
            if ask.params.get("etag").is_some_and(|etag| !etag.is_empty() && etag != found.etag()) {
                return Err(Problem::stale_etag());
            }
            found.id.clone()
        }
        Err(_) if missing => return Ok(finished(world, "Delete", Value::Null)),
        Err(problem) => return Err(problem),
    };
    if only {
        return Ok(finished(world, "Delete", Value::Null));
    }
    world.events.subscriptions.remove(&id);
    Ok(operation(world, ask, "Delete", Value::Null))
}

/// `POST /v1/subscriptions/{subscription}:reactivate`
fn reactivate(world: &mut World, ask: &Ask) -> Result<Value, Problem> {
    let body = parse_object(ask.body).map_err(|wrong| Problem::invalid(&[wrong]))?;
    read(&body, &REACTIVATE, "").map_err(|wrong| Problem::invalid(&wrong))?;
    let mut found = own(world, ask)?.clone();
    let Some(reason) = found.suspended else {
        return Err(Problem::precondition("The subscription is not suspended."));
    };
    reach(world, ask, &found.target)?;
    if let Err(problem) = usable(world, ask, &found.topic) {
        return refuse(world, ask, "Reactivate", problem);
    }
    if found.stands {
        let why = format!("The cause of the suspension ({}) stands.", reason.name());
        return refuse(world, ask, "Reactivate", Problem::precondition(&why));
    }
    found.suspended = None;
    found.touch(world.now());
    let view = world.subscription_view(&found);
    world.events.subscriptions.insert(found.id.clone(), found);
    Ok(operation(world, ask, "Reactivate", view))
}

/// The subscription of the body, checked.
fn sent(ask: &Ask) -> Result<Map<String, Value>, Problem> {
    let body = parse_object(ask.body).map_err(|wrong| Problem::invalid(&[wrong]))?;
    read(&body, &EVENTS_SUBSCRIPTION, "subscription").map_err(|wrong| Problem::invalid(&wrong))
}

/// The event types of a body, each once.
fn event_types(body: &Map<String, Value>) -> Result<Vec<String>, Problem> {
    let wrong = |why: String| Problem::invalid_argument("subscription.event_types", why);
    let mut types: Vec<String> = Vec::new();
    for given in body.get("eventTypes").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str) {
        if !is_meets(given) {
            return Err(wrong(format!("The event type {given} does not exist for the target resource.")));
        }
        if !types.iter().any(|known| known == given) {
            types.push(given.to_owned());
        }
    }
    if types.is_empty() { Err(wrong("At least one event type must be set.".into())) } else { Ok(types) }
}

/// When a subscription ends that was asked for like that.
fn expiry(body: &Map<String, Value>, now: Timestamp) -> Result<Timestamp, Problem> {
    let text = |field: &str| body.get(field).and_then(Value::as_str);
    let latest = now.checked_add(LONGEST).unwrap_or(Timestamp::MAX);
    let wrong = |field: &str, why: &str| Problem::invalid_argument(&format!("subscription.{field}"), why);
    match (text("ttl").and_then(seconds), text("expireTime")) {
        (None | Some(0), None) => Ok(latest),
        (Some(_), Some(_)) => Err(wrong("ttl", "Only one of ttl and expire_time can be set.")),
        (Some(ttl), None) if (1..=LONGEST.as_secs()).contains(&ttl) => {
            Ok(now.checked_add(SignedDuration::from_secs(ttl)).unwrap_or(latest))
        }
        (Some(_), None) => Err(wrong("ttl", "The time to live must not be negative, nor longer than 7 days.")),
        (None, Some(time)) => {
            let time: Timestamp = time.parse().map_err(|_| wrong("expire_time", "The time is none of RFC 3339."))?;
            let good = now < time && time <= latest;
            good.then_some(time).ok_or_else(|| wrong("expire_time", "The time must lie ahead, by no more than 7 days."))
        }
    }
}

/// Whether the caller has to do with what the subscription is about: a space that they see and that the token's scopes reach, or
/// themselves, by number.
fn reach(world: &World, ask: &Ask, target: &Target) -> Result<(), Problem> {
    let grant = ask.grant;
    let good = match target {
        Target::User(id) => world.users.get(&grant.user).is_some_and(|user| user.id == *id),
        Target::Space(id) => world.spaces.get(id).is_some_and(|space| {
            let reaches = grant.scopes.contains(&Scope::Readonly) || space.project == grant.project;
            let role = space.owner == grant.user || space.guests.contains(&grant.user);
            reaches && (role || space.members.iter().any(|member| member.email().eq_ignore_ascii_case(&grant.user)))
        }),
    };
    if good { Ok(()) } else { Err(Problem::target_denied(ask.method)) }
}

/// Whether news can go to that topic.
fn usable(world: &World, ask: &Ask, topic: &str) -> Result<(), Problem> {
    let own = topic.split('/').nth(1) == Some(ask.grant.project.as_str());
    if !own && !world.events.foreign_topics {
        let why = "The Pub/Sub topic must belong to the Google Cloud project of the app that makes the subscription.";
        return Err(Problem::bad_topic(why, ask.method));
    }
    match world.topic_trouble(topic) {
        None => Ok(()),
        Some(Suspension::EndpointNotFound) => {
            Err(Problem::bad_topic(&format!("The Pub/Sub topic {topic} was not found."), ask.method))
        }
        Some(_) => {
            let why = format!("The service account of Google Meet has no permission to publish to the Pub/Sub topic {topic}.");
            Err(Problem::bad_topic(&why, ask.method))
        }
    }
}

fn is_own(known: &Subscription, ask: &Ask) -> bool {
    known.user == ask.grant.user && known.project == ask.grant.project
}

/// The subscription in the path, if it is the caller's by this app.
fn own<'w>(world: &'w World, ask: &Ask) -> Result<&'w Subscription, Problem> {
    let found = world.events.subscriptions.get(ask.id(0));
    found.filter(|known| is_own(known, ask)).ok_or_else(Problem::not_found)
}

//! A subscription of Pub/Sub: what waits in it, what is out, and what comes back.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value, json};

use super::super::super::schema::seconds;
use super::{Filter, Policy, Published};

/// How many messages at most one pull brings, however many it asks for.
const MOST: usize = 1000;

/// A subscription of Pub/Sub.
pub(in crate::emulator) struct Queue {
    pub(in crate::emulator) name: String,
    pub(in crate::emulator) topic: String,
    /// Its other fields, as they are sent.
    pub(in crate::emulator) fields: Map<String, Value>,
    pub(in crate::emulator) policy: Policy,
    pub(in crate::emulator) filter: Filter,
    /// When somebody last had to do with it.
    pub(in crate::emulator) used: Timestamp,
    /// By the order in which they were published.
    held: BTreeMap<u64, Held>,
    deliveries: u64,
}

/// A message that is not acknowledged.
struct Held {
    message: Arc<Published>,
    /// While it is out: by which delivery, and until when.
    lease: Option<(u64, Timestamp)>,
    /// How often it comes once more after it was acknowledged.
    repeats: u32,
}

impl Queue {
    pub(in crate::emulator) fn new(name: &str, topic: &str, fields: Map<String, Value>, filter: Filter, now: Timestamp) -> Self {
        Self {
            name: name.to_owned(),
            topic: topic.to_owned(),
            fields,
            policy: Policy::default(),
            filter,
            used: now,
            held: BTreeMap::new(),
            deliveries: 0,
        }
    }

    /// The fields of a queue that is made with these, where they do not say otherwise.
    pub(in crate::emulator) fn standard(mut fields: Map<String, Value>) -> Map<String, Value> {
        let deadline = fields.get("ackDeadlineSeconds").and_then(Value::as_i64).unwrap_or(0);
        if deadline == 0 {
            fields.insert("ackDeadlineSeconds".into(), 10.into());
        }
        for (field, value) in [
            ("messageRetentionDuration", json!("604800s")),
            ("expirationPolicy", json!({"ttl": "2678400s"})),
            ("pushConfig", json!({})),
        ] {
            fields.entry(field).or_insert(value);
        }
        fields
    }

    /// The queue as it is sent.
    pub(in crate::emulator) fn view(&self) -> Value {
        let mut view = Value::Object(self.fields.clone());
        view["name"] = self.name.as_str().into();
        view["topic"] = self.topic.as_str().into();
        view["state"] = "ACTIVE".into();
        view
    }

    /// How many messages are not acknowledged, those that are out among them.
    pub(in crate::emulator) fn len(&self) -> usize {
        self.held.len()
    }

    pub(super) fn push(&mut self, number: u64, message: Arc<Published>, repeats: u32) {
        if self.filter.lets(&message.message.attributes) {
            self.held.insert(number, Held { message, lease: None, repeats });
        }
    }

    fn is_ordered(&self) -> bool {
        self.fields.get("enableMessageOrdering") == Some(&json!(true))
    }

    fn deadline(&self) -> SignedDuration {
        SignedDuration::from_secs(self.fields.get("ackDeadlineSeconds").and_then(Value::as_i64).unwrap_or(10))
    }

    /// Hands messages out. Of those with one ordering key nothing comes while an earlier one is out, and what comes again takes
    /// the later ones along.
    pub(super) fn take(&mut self, most: usize, now: Timestamp, backwards: bool) -> Vec<Value> {
        self.used = now;
        let until = now.checked_add(self.deadline()).unwrap_or(Timestamp::MAX);
        let ordered = self.is_ordered() && !backwards;
        let (mut blocked, mut taken) = (HashSet::new(), HashSet::new());
        let mut out = Vec::new();
        let mut visit = |held: &mut Held| -> bool {
            let is_out = held.lease.is_some_and(|(_, until)| now < until);
            let key = held.message.message.ordering_key.clone().filter(|_| ordered);
            if let Some(key) = &key
                && (blocked.contains(key) || (is_out && !taken.contains(key)))
            {
                blocked.insert(key.clone());
                return true;
            }
            if is_out && key.is_none() {
                return true;
            }
            taken.extend(key);
            self.deliveries += 1;
            held.lease = Some((self.deliveries, until));
            out.push((self.deliveries, Arc::clone(&held.message)));
            out.len() < most.min(MOST)
        };
        if backwards {
            let _ = self.held.values_mut().rev().try_for_each(|held| visit(held).then_some(()));
        } else {
            let _ = self.held.values_mut().try_for_each(|held| visit(held).then_some(()));
        }
        let name = &self.name;
        out.into_iter()
            .map(|(delivery, message)| json!({"ackId": ack_id(name, &message.id, delivery), "message": message.view()}))
            .collect()
    }

    /// When the next message that is out comes back by itself.
    pub(super) fn next_release(&self) -> Option<Timestamp> {
        self.held.values().filter_map(|held| held.lease.map(|(_, until)| until)).min()
    }

    /// Whether an acknowledgement is one that this queue gave out.
    pub(in crate::emulator) fn knows(&self, ack_id: &str) -> bool {
        read_ack_id(&self.name, ack_id).is_some_and(|(_, delivery)| delivery <= self.deliveries)
    }

    /// Takes a message away that was handled. One that has gone out again since stays.
    pub(in crate::emulator) fn acknowledge(&mut self, ack_id: &str, now: Timestamp) {
        self.used = now;
        let Some((number, held)) = self.delivered(ack_id) else { return };
        if held.repeats > 0 {
            held.repeats -= 1;
            held.lease = None;
        } else {
            self.held.remove(&number);
        }
    }

    /// Lets a message be out for so long from now on; none is back at once.
    pub(in crate::emulator) fn extend(&mut self, ack_id: &str, seconds: i64, now: Timestamp) {
        self.used = now;
        let Some((_, held)) = self.delivered(ack_id) else { return };
        let until = now.checked_add(SignedDuration::from_secs(seconds)).unwrap_or(Timestamp::MAX);
        held.lease = held.lease.filter(|_| seconds > 0).map(|(delivery, _)| (delivery, until));
    }

    /// The message that an acknowledgement is of, if that was its last delivery.
    fn delivered(&mut self, ack_id: &str) -> Option<(u64, &mut Held)> {
        let (number, delivery) = read_ack_id(&self.name, ack_id)?;
        let held = self.held.get_mut(&number)?;
        held.lease.is_some_and(|(latest, _)| latest == delivery).then_some((number, held))
    }

    /// Whether nobody has used it for as long as it says it lives.
    pub(super) fn is_forgotten(&self, now: Timestamp) -> bool {
        let ttl = self.fields.get("expirationPolicy").and_then(|policy| policy["ttl"].as_str()).and_then(seconds);
        ttl.is_some_and(|ttl| now.duration_since(self.used).as_secs() >= ttl)
    }

    /// Drops what has been kept for too long.
    pub(super) fn drop_old(&mut self, now: Timestamp) {
        let kept = self.fields.get("messageRetentionDuration").and_then(Value::as_str).and_then(seconds);
        let Some(kept) = kept else { return };
        while self.held.first_entry().is_some_and(|first| now.duration_since(first.get().message.time).as_secs() >= kept) {
            self.held.pop_first();
        }
    }
}

/// What a delivery is acknowledged by.
fn ack_id(queue: &str, message: &str, delivery: u64) -> String {
    let number: u64 = message.parse::<u64>().unwrap_or_default() - 1_000_000_000_000_000;
    format!("PBYBBk{:016x}{number:012x}{delivery:012x}", super::super::ids::hash(queue))
}

/// The number of the message and of its delivery; nothing if it is not this queue's.
fn read_ack_id(queue: &str, ack_id: &str) -> Option<(u64, u64)> {
    let rest = ack_id.strip_prefix("PBYBBk").filter(|rest| rest.len() == 40 && rest.is_ascii())?;
    let number = |range| u64::from_str_radix(&rest[range], 16).ok();
    (number(0..16)? == super::super::ids::hash(queue)).then_some((number(16..28)?, number(28..40)?))
}

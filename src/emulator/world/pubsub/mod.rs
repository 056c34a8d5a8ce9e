//! Pub/Sub: topics, what is published to them, and who may do what.
//!
//! Its subscriptions are called queues here, for the Workspace Events API has subscriptions as well.

mod filter;
mod queue;
mod rights;
mod sets;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::World;
use super::conferences::write;
pub(in super::super) use filter::Filter;
pub(in super::super) use queue::Queue;
pub(in super::super) use rights::Policy;
pub use rights::PubsubRole;

/// How long a pull waits for a message, unless the world is told otherwise. Google documents no bound; its own emulator waits as long.
const PULL_WAIT: Duration = Duration::from_secs(89);

/// What a queue's topic is called once it is deleted.
const DELETED_TOPIC: &str = "_deleted-topic_";

/// A message as somebody publishes it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Message {
    /// What it says about itself.
    pub attributes: BTreeMap<String, String>,
    /// Its data as it will stand in the answer: base64, unless a test wants otherwise.
    pub data: String,
    /// Messages with the same key keep their order.
    pub ordering_key: Option<String>,
}

/// A message that has been published.
pub(in super::super) struct Published {
    message: Message,
    id: String,
    time: Timestamp,
}

/// A topic.
pub(in super::super) struct Topic {
    pub(in super::super) name: String,
    /// The fields that it was made with.
    pub(in super::super) fields: Map<String, Value>,
    pub(in super::super) policy: Policy,
}

/// All of it.
pub(in super::super) struct State {
    /// Whether requests without a token are let in, as by Google's own emulator.
    pub(in super::super) open: bool,
    pub(in super::super) pull_wait: Duration,
    pub(in super::super) topics: BTreeMap<String, Topic>,
    pub(in super::super) queues: BTreeMap<String, Queue>,
    /// What somebody may do in a project, where it is not everything.
    pub(in super::super) roles: HashMap<(String, String), PubsubRole>,
    /// Projects whose organisation lets only its own people into policies.
    pub(in super::super) restricted: BTreeSet<String>,
    /// How many messages were ever published.
    published: u64,
    /// How often each message published from now on comes once more after it was acknowledged.
    repeats: u32,
    /// Whether the newest comes first.
    backwards: bool,
}

impl Default for State {
    fn default() -> Self {
        Self {
            open: false,
            pull_wait: PULL_WAIT,
            topics: BTreeMap::new(),
            queues: BTreeMap::new(),
            roles: HashMap::new(),
            restricted: BTreeSet::new(),
            published: 0,
            repeats: 0,
            backwards: false,
        }
    }
}

impl Published {
    /// The message as it is sent.
    fn view(&self) -> Value {
        let mut view = json!({"messageId": self.id, "publishTime": write(self.time)});
        if !self.message.data.is_empty() {
            view["data"] = self.message.data.as_str().into();
        }
        if !self.message.attributes.is_empty() {
            view["attributes"] = json!(self.message.attributes);
        }
        if let Some(key) = &self.message.ordering_key {
            view["orderingKey"] = key.as_str().into();
        }
        view
    }
}

impl Topic {
    /// The topic as it is sent.
    pub(in super::super) fn view(&self) -> Value {
        let mut view = Value::Object(self.fields.clone());
        view["name"] = self.name.as_str().into();
        view["state"] = "ACTIVE".into();
        view
    }
}

impl State {
    /// Publishes a message to a topic, which must be there. The answer is the message's identifier.
    pub(in super::super) fn publish(&mut self, topic: &str, message: Message, time: Timestamp) -> String {
        self.published += 1;
        let number = self.published;
        // sixteen digits, as Google's have
        let id = format!("{}", 1_000_000_000_000_000 + number);
        let published = Arc::new(Published { message, id: id.clone(), time });
        for queue in self.queues.values_mut().filter(|queue| queue.topic == topic) {
            queue.push(number, Arc::clone(&published), self.repeats);
        }
        id
    }

    /// Takes messages from a queue for somebody who pulls; `None` when there is no such queue.
    pub(in super::super) fn pull(&mut self, queue: &str, most: usize, now: Timestamp) -> Option<Vec<Value>> {
        let backwards = self.backwards;
        self.queues.get_mut(queue).map(|queue| queue.take(most, now, backwards))
    }

    /// Deletes a topic. Its queues stay, with what is in them.
    pub(in super::super) fn delete_topic(&mut self, name: &str) -> Option<Topic> {
        for queue in self.queues.values_mut().filter(|queue| queue.topic == name) {
            DELETED_TOPIC.clone_into(&mut queue.topic);
        }
        self.topics.remove(name)
    }

    /// What has been kept too long goes, and queues that nobody has used.
    pub(super) fn tidy(&mut self, now: Timestamp) {
        self.queues.retain(|_, queue| !queue.is_forgotten(now));
        for queue in self.queues.values_mut() {
            queue.drop_old(now);
        }
    }
}

impl World {
    /// When a queue's next message can be had that is not to be had now; `None` when nothing is on its way back.
    pub(in super::super) fn next_release(&self, queue: &str) -> Option<Timestamp> {
        self.pubsub.queues.get(queue)?.next_release()
    }
}

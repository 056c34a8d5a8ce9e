//! What the program that runs the emulator can set up and change in Pub/Sub.

use std::time::Duration;

use serde_json::{Map, json};

use super::super::{World, WorldError};
use super::{Filter, Message, Policy, PubsubRole, Queue, Topic};

impl World {
    /// Makes ready what news needs in a project: the topic `meet-events`, to which Meet may publish, and the subscription `greenroom`
    /// on it. The answers are their names. What is there already stays as it is.
    ///
    /// # Errors
    ///
    /// When there is no such project.
    pub fn prepare_events(&mut self, project: &str) -> Result<(String, String), WorldError> {
        let topic = format!("projects/{project}/topics/meet-events");
        let queue = format!("projects/{project}/subscriptions/greenroom");
        if !self.pubsub.topics.contains_key(&topic) {
            self.add_topic(&topic)?;
            self.let_meet_publish(&topic, true)?;
        }
        if !self.pubsub.queues.contains_key(&queue) {
            self.add_pubsub_subscription(&queue, &topic)?;
        }
        Ok((topic, queue))
    }

    /// Makes a topic, `projects/PROJECT/topics/TOPIC`. Meet may not publish to it yet.
    ///
    /// # Errors
    ///
    /// When there is no such project, or there is such a topic.
    pub fn add_topic(&mut self, name: &str) -> Result<(), WorldError> {
        self.known_project(name, "topics")?;
        if self.pubsub.topics.contains_key(name) {
            return Err(WorldError::Taken(name.into()));
        }
        let topic = Topic { name: name.to_owned(), fields: Map::new(), policy: Policy::default() };
        self.pubsub.topics.insert(name.to_owned(), topic);
        Ok(())
    }

    /// Deletes a topic. Its subscriptions stay, with what is in them.
    ///
    /// # Errors
    ///
    /// When there is no such topic.
    pub fn remove_topic(&mut self, name: &str) -> Result<(), WorldError> {
        self.pubsub.delete_topic(name).map(|_| ()).ok_or_else(|| WorldError::UnknownRecord(name.into()))
    }

    /// Gives Meet's own account the right to publish to a topic, or takes it.
    ///
    /// # Errors
    ///
    /// When there is no such topic.
    pub fn let_meet_publish(&mut self, topic: &str, may: bool) -> Result<(), WorldError> {
        let known = self.pubsub.topics.get_mut(topic).ok_or_else(|| WorldError::UnknownRecord(topic.into()))?;
        known.policy.set_meet(may);
        Ok(())
    }

    /// Makes a subscription of Pub/Sub, `projects/PROJECT/subscriptions/SUBSCRIPTION`, on a topic, with ordering.
    ///
    /// # Errors
    ///
    /// When there is no such project or topic, or there is such a subscription.
    pub fn add_pubsub_subscription(&mut self, name: &str, topic: &str) -> Result<(), WorldError> {
        self.known_project(name, "subscriptions")?;
        if !self.pubsub.topics.contains_key(topic) {
            return Err(WorldError::UnknownRecord(topic.into()));
        }
        if self.pubsub.queues.contains_key(name) {
            return Err(WorldError::Taken(name.into()));
        }
        let fields = Map::from_iter([("enableMessageOrdering".to_owned(), json!(true))]);
        let queue = Queue::new(name, topic, Queue::standard(fields), Filter::All, self.now());
        self.pubsub.queues.insert(name.to_owned(), queue);
        Ok(())
    }

    /// Publishes a message to a topic, whatever is in it: what it carries as data need not be base64. The answer is its identifier.
    ///
    /// # Errors
    ///
    /// When there is no such topic.
    pub fn publish(&mut self, topic: &str, message: Message) -> Result<String, WorldError> {
        if !self.pubsub.topics.contains_key(topic) {
            return Err(WorldError::UnknownRecord(topic.into()));
        }
        let now = self.now();
        Ok(self.pubsub.publish(topic, message, now))
    }

    /// How many messages a subscription of Pub/Sub holds that are not acknowledged, those that are out among them; none if there is
    /// no such subscription.
    #[must_use]
    pub fn backlog(&self, subscription: &str) -> usize {
        self.pubsub.queues.get(subscription).map_or(0, Queue::len)
    }

    /// Whether requests to Pub/Sub without a token are let in, with every right, as by Google's own emulator of it. A token that comes
    /// along is checked all the same.
    pub fn set_pubsub_open(&mut self, open: bool) {
        self.pubsub.open = open;
    }

    /// How long a pull waits for a message before it answers that there is none; 89 seconds, as in Google's own emulator, unless something else is said.
    pub fn set_pull_wait(&mut self, wait: Duration) {
        self.pubsub.pull_wait = wait;
    }

    /// What somebody may do in Pub/Sub with all of a project. `who` is an e-mail address, a service account's too.
    pub fn set_pubsub_role(&mut self, who: &str, project: &str, role: PubsubRole) {
        self.pubsub.roles.insert((who.to_owned(), project.to_owned()), role);
    }

    /// Whether the organisation of a project lets only its own people into policies (`iam.allowedPolicyMemberDomains`), so that Meet's
    /// account cannot be given the right to publish by a request.
    pub fn set_domain_restricted(&mut self, project: &str, restricted: bool) {
        if restricted {
            self.pubsub.restricted.insert(project.to_owned());
        } else {
            self.pubsub.restricted.remove(project);
        }
    }

    /// How often each message that is published from now on is delivered once more after it was acknowledged.
    pub fn set_repeats(&mut self, repeats: u32) {
        self.pubsub.repeats = repeats;
    }

    /// Whether pulls bring the newest message first, ordering or not.
    pub fn set_backwards(&mut self, backwards: bool) {
        self.pubsub.backwards = backwards;
    }

    fn known_project(&self, name: &str, kind: &str) -> Result<(), WorldError> {
        let parts: Vec<&str> = name.split('/').collect();
        match parts[..] {
            ["projects", project, found, id] if found == kind && !id.is_empty() => {
                let known = self.projects.contains_key(project).then_some(());
                known.ok_or_else(|| WorldError::UnknownProject(project.into()))
            }
            _ => Err(WorldError::UnknownRecord(name.into())),
        }
    }
}

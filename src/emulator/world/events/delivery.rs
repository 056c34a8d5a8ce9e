//! Events become messages: their attributes, their data, and what becomes of a subscription whose topic takes none.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use serde_json::{Value, json};

use super::super::conferences::write;
use super::super::pubsub::Message;
use super::super::{World, ids};
use super::{Subscription, Suspension};

/// What the types of events about subscriptions themselves begin with.
const LIFECYCLE: &str = "google.workspace.events.subscription.v1.";

impl World {
    /// Hands an event to a subscription's topic; if that takes none, the subscription is suspended.
    pub(super) fn deliver(&mut self, id: &str, event_type: &str, subject: &str, data: &Value, time: Timestamp) {
        let Some(subscription) = self.events.subscriptions.get(id) else { return };
        if let Some(reason) = self.topic_trouble(&subscription.topic) {
            self.suspend(id, reason, time);
            return;
        }
        let topic = subscription.topic.clone();
        let message = self.event(&subscription.name(), event_type, subject, data.to_string().as_bytes(), time);
        self.pubsub.publish(&topic, message, time);
    }

    /// An event as a message.
    pub(super) fn event(&mut self, subscription: &str, event_type: &str, subject: &str, data: &[u8], time: Timestamp) -> Message {
        let source = format!("//workspaceevents.googleapis.com/{subscription}");
        let attributes = [
            ("ce-datacontenttype", "application/json".to_owned()),
            ("ce-id", ids::event_id(&mut self.rng)),
            ("ce-source", source.clone()),
            ("ce-specversion", "1.0".into()),
            ("ce-subject", subject.to_owned()),
            ("ce-time", write(time)),
            ("ce-type", event_type.to_owned()),
        ];
        let attributes: BTreeMap<String, String> = attributes.into_iter().map(|(key, value)| (key.to_owned(), value)).collect();
        Message { attributes, data: STANDARD.encode(data), ordering_key: Some(source) }
    }

    /// Tells a subscription something about itself, if its topic takes it. Google writes the keys in `snake_case` here.
    pub(super) fn tell_itself(&mut self, subscription: &Subscription, kind: &str, more: (&str, &str), time: Timestamp) {
        if self.topic_trouble(&subscription.topic).is_some() {
            return;
        }
        let name = subscription.name();
        let mut data = json!({"subscription": {"name": name}});
        if !more.0.is_empty() {
            data["subscription"][more.0] = more.1.into();
        }
        let subject = format!("//workspaceevents.googleapis.com/{name}");
        let message = self.event(&name, &format!("{LIFECYCLE}{kind}"), &subject, data.to_string().as_bytes(), time);
        self.pubsub.publish(&subscription.topic, message, time);
    }

    /// Why a topic takes nothing from Meet.
    pub(in crate::emulator) fn topic_trouble(&self, topic: &str) -> Option<Suspension> {
        if !self.pubsub.topics.contains_key(topic) {
            Some(Suspension::EndpointNotFound)
        } else if self.meet_may_publish(topic) {
            None
        } else {
            Some(Suspension::EndpointPermissionDenied)
        }
    }

    /// A subscription gets nothing from now on. It is told so where that is still possible.
    pub(super) fn suspend(&mut self, id: &str, reason: Suspension, time: Timestamp) {
        let Some(subscription) = self.events.subscriptions.get_mut(id) else { return };
        subscription.suspended = Some(reason);
        subscription.touch(time);
        let subscription = subscription.clone();
        self.tell_itself(&subscription, "suspended", ("suspension_reason", reason.name()), time);
    }
}

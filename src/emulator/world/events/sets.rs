//! What the program that runs the emulator can set up and change in Workspace Events.

use serde_json::Value;

use super::super::{World, WorldError};
use super::{Suspension, Target};

impl World {
    /// How often an operation is asked for before it is done, from now on: 0, as at first, is done at once. What it is about is
    /// done at once in any case; only the answer is late.
    pub fn set_operation_polls(&mut self, polls: u32) {
        self.events.polls = polls;
    }

    /// Whether refusals that are about a topic come as operations that failed, and not as the answer itself. Which of both Google does
    /// is not known.
    pub fn set_refusals_in_operations(&mut self, late: bool) {
        self.events.fails_late = late;
    }

    /// Whether news may go to topics of other Cloud projects than that of the OAuth client.
    pub fn set_foreign_topics(&mut self, allowed: bool) {
        self.events.foreign_topics = allowed;
    }

    /// Whether the subject of an event names what the subscription is about, which may be a person, rather than the space in which it
    /// happened. Which of both Google does is not known.
    pub fn set_subject_is_target(&mut self, target: bool) {
        self.events.subject_is_target = target;
    }

    /// Suspends a subscription to news, by its name `subscriptions/…`. While the cause `stands`, reactivating is refused;
    /// [`Self::lift_cause`] ends that. A missing topic, a missing right to publish and what a person takes back suspend by
    /// themselves.
    ///
    /// # Errors
    ///
    /// When there is no such subscription.
    pub fn suspend_subscription(&mut self, name: &str, reason: Suspension, stands: bool) -> Result<(), WorldError> {
        let id = self.known_subscription(name)?;
        if let Some(subscription) = self.events.subscriptions.get_mut(&id) {
            subscription.stands = stands;
        }
        let now = self.now();
        self.suspend(&id, reason, now);
        Ok(())
    }

    /// The cause that a test has made up for a suspension stands no longer. The subscription stays suspended.
    ///
    /// # Errors
    ///
    /// When there is no such subscription.
    pub fn lift_cause(&mut self, name: &str) -> Result<(), WorldError> {
        let id = self.known_subscription(name)?;
        if let Some(subscription) = self.events.subscriptions.get_mut(&id) {
            subscription.stands = false;
        }
        Ok(())
    }

    /// Ends a subscription to news now, as if its time were over.
    ///
    /// # Errors
    ///
    /// When there is no such subscription.
    pub fn expire_subscription(&mut self, name: &str) -> Result<(), WorldError> {
        let id = self.known_subscription(name)?;
        let now = self.now();
        if let Some(subscription) = self.events.subscriptions.get_mut(&id) {
            subscription.renew(now, now);
        }
        self.catch_up();
        Ok(())
    }

    /// Sends an event through a subscription to news, whatever its type and data: one of an unknown type, or one that is about nothing.
    /// The answer is the message's identifier.
    ///
    /// # Errors
    ///
    /// When there is no such subscription, or its topic is gone.
    pub fn send_event(&mut self, name: &str, event_type: &str, subject: &str, data: &Value) -> Result<String, WorldError> {
        let id = self.known_subscription(name)?;
        let topic = self.events.subscriptions.get(&id).map(|known| known.topic.clone()).unwrap_or_default();
        let now = self.now();
        let message = self.event(name, event_type, subject, data.to_string().as_bytes(), now);
        self.publish(&topic, message)
    }

    /// What somebody took back suspends what stood on it.
    pub(in crate::emulator) fn scopes_revoked(&mut self, email: &str, project: &str) {
        let now = self.now();
        let all = self.events.subscriptions.values();
        let theirs = all.filter(|known| known.user == email && known.project == project && known.suspended.is_none());
        let ids: Vec<String> = theirs.map(|known| known.id.clone()).collect();
        for id in ids {
            self.suspend(&id, Suspension::UserScopeRevoked, now);
        }
    }

    /// What is gone suspends what was about it.
    pub(in super::super) fn space_is_gone(&mut self, id: &str) {
        let (now, gone) = (self.now(), Target::Space(id.to_owned()));
        let about = self.events.subscriptions.values().filter(|known| known.target == gone && known.suspended.is_none());
        let ids: Vec<String> = about.map(|known| known.id.clone()).collect();
        for id in ids {
            self.suspend(&id, Suspension::ResourceDeleted, now);
        }
    }

    fn known_subscription(&self, name: &str) -> Result<String, WorldError> {
        let id = name.strip_prefix("subscriptions/").filter(|id| self.events.subscriptions.contains_key(*id));
        id.map(str::to_owned).ok_or_else(|| WorldError::UnknownRecord(name.into()))
    }
}

//! [`Mailbox`]: what is pulled from.

use crate::events::error::EventsError;
use crate::events::names::Pull;
use crate::events::pubsub::{ACK_DEADLINE, AckId, Pubsub, Received};

/// What is pulled from. A test has one without a network, where hours pass in a moment.
pub(super) trait Mailbox: Sync {
    /// Waits for messages, perhaps for none; with `now` it does not wait.
    fn pull(&self, most: u32, now: bool) -> impl Future<Output = Result<Vec<Received>, EventsError>> + Send;

    /// These need not come again.
    fn acknowledge(&self, acks: &[AckId]) -> impl Future<Output = Result<(), EventsError>> + Send;

    /// These are still being worked on.
    fn extend(&self, acks: &[AckId]) -> impl Future<Output = Result<(), EventsError>> + Send;
}

/// A subscription of Pub/Sub.
pub(super) struct Remote {
    pub(super) pubsub: Pubsub,
    pub(super) name: Pull,
}

impl Mailbox for Remote {
    async fn pull(&self, most: u32, now: bool) -> Result<Vec<Received>, EventsError> {
        self.pubsub.pull(&self.name, most, now).await
    }

    async fn acknowledge(&self, acks: &[AckId]) -> Result<(), EventsError> {
        self.pubsub.acknowledge(&self.name, acks).await
    }

    async fn extend(&self, acks: &[AckId]) -> Result<(), EventsError> {
        self.pubsub.extend(&self.name, acks, ACK_DEADLINE).await
    }
}

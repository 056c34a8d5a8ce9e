//! Looks at what goes on in a space: one at a time for each, and few at the same time.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use futures_util::FutureExt;

use super::Runner;
use super::network::internal;
use crate::activity::{self, Plan};
use crate::effect::{Key, Msg};
use crate::tasks;

impl Runner {
    pub(super) fn look(&self, plan: Plan, generation: u64) {
        let (network, sender, job) = (self.network.clone(), self.sender.clone(), self.pending.start());
        tasks::start(&self.runtime, async move {
            let space = plan.space.clone();
            let (key, to) = (Key::Space(space.clone()), sender.clone());
            let work = async {
                let client = network.client().await?;
                let client = client.observed(Arc::new(move |waiting| to.send(Msg::Waiting(key.clone(), waiting))));
                let _permit = network.quietly().await;
                activity::look(&client, &plan).await.map(Box::new)
            };
            let result = AssertUnwindSafe(work).catch_unwind().await.unwrap_or_else(|_| Err(internal()));
            sender.send(Msg::Looked { space, generation, result });
            drop(job);
        });
    }
}

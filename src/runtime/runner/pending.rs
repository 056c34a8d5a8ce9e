//! How much is under way: counted before it is started, so that "idle" is never said too early.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::sync::Notify;

/// A count of what is under way.
#[derive(Debug, Clone, Default)]
pub struct Pending(Arc<Inner>);

#[derive(Debug, Default)]
struct Inner {
    count: AtomicUsize,
    zero: Notify,
}

/// One thing under way; dropped when it is done.
#[derive(Debug)]
pub struct Job(Arc<Inner>);

impl Pending {
    /// Something starts.
    #[must_use]
    pub fn start(&self) -> Job {
        self.0.count.fetch_add(1, Ordering::SeqCst);
        Job(self.0.clone())
    }

    /// How much is under way.
    #[must_use]
    pub fn count(&self) -> usize {
        self.0.count.load(Ordering::SeqCst)
    }

    /// Until nothing is under way.
    pub async fn zero(&self) {
        loop {
            let zero = self.0.zero.notified();
            tokio::pin!(zero);
            zero.as_mut().enable();
            if self.count() == 0 {
                return;
            }
            zero.await;
        }
    }
}

impl Drop for Job {
    fn drop(&mut self) {
        if self.0.count.fetch_sub(1, Ordering::SeqCst) == 1 {
            self.0.zero.notify_waiters();
        }
    }
}

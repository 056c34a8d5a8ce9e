//! [`Minute`]: when requests were started in the last minute, for whoever keeps below a number of them.

use std::collections::VecDeque;
use std::time::Duration;

use tokio::time::Instant;

const MINUTE: Duration = Duration::from_mins(1);

/// When requests were started in the last minute, the earliest first.
#[derive(Debug, Default)]
pub(super) struct Minute(VecDeque<Instant>);

impl Minute {
    /// Until when the next one has to wait if so many are the most; nothing when it may start now.
    pub(super) fn wait(&mut self, now: Instant, most: usize) -> Option<Instant> {
        while self.0.front().is_some_and(|start| now.duration_since(*start) >= MINUTE) {
            self.0.pop_front();
        }
        self.0.front().filter(|_| self.0.len() >= most).map(|oldest| *oldest + MINUTE)
    }

    /// So many start now.
    pub(super) fn note(&mut self, now: Instant, count: usize) {
        self.0.extend(std::iter::repeat_n(now, count));
    }
}

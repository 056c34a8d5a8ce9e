//! [`Pace`]: how many requests may start within a while.

use std::collections::VecDeque;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

/// Changes in a minute; Google allows 100 an account, and the person may change something by hand meanwhile.
const WRITES: usize = 80;
/// Reads in a minute; Google allows 600, and the list is read meanwhile.
const READS: usize = 200;
/// A start further in the future than this comes from a clock that was set back since.
const AHEAD: SignedDuration = SignedDuration::from_mins(2);

/// How many requests may start within a while. What has started is noted here by whoever starts it.
#[derive(Debug, Clone)]
pub struct Pace {
    most: usize,
    within: Duration,
    /// How long nothing is sent once the server says that it was too much, unless it says how long itself.
    pub pause: Duration,
    /// When requests were started, the earliest first.
    starts: VecDeque<Timestamp>,
}

impl Pace {
    /// At most so many within that time.
    #[must_use]
    pub fn new(most: usize, within: Duration, pause: Duration) -> Self {
        Self { most: most.max(1), within, pause, starts: VecDeque::new() }
    }

    /// That of changes.
    #[must_use]
    pub fn writes() -> Self {
        Self::new(WRITES, Duration::from_mins(1), Duration::from_mins(1))
    }

    /// That of reads.
    #[must_use]
    pub fn reads() -> Self {
        Self::new(READS, Duration::from_mins(1), Duration::from_mins(1))
    }

    /// Something starts then; it may be a little later than now.
    pub fn note(&mut self, start: Timestamp) {
        let at = self.starts.partition_point(|known| *known <= start);
        self.starts.insert(at, start);
        // Older ones could never matter again.
        while self.starts.len() > self.most * 2 {
            self.starts.pop_front();
        }
    }

    /// The starts that still count.
    fn recent(&self, now: Timestamp) -> Vec<Timestamp> {
        let counts = |start: &&Timestamp| {
            let age = now.duration_since(**start);
            age > -AHEAD && Duration::try_from(age).map_or(true, |age| age < self.within)
        };
        self.starts.iter().filter(counts).copied().collect()
    }

    /// How long the next one has to wait; nothing when it may start now.
    #[must_use]
    pub fn wait(&self, now: Timestamp) -> Option<Duration> {
        let recent = self.recent(now);
        let first = recent.get(recent.len().checked_sub(self.most)?)?;
        Some(self.until_free(*first, now))
    }

    /// How long so many more take by this pace alone.
    #[must_use]
    pub fn time_for(&self, count: usize, now: Timestamp) -> Duration {
        let recent = self.recent(now);
        let Some(late) = count.checked_sub(self.most.saturating_sub(recent.len()) + 1) else { return Duration::ZERO };
        // The one that is late by so many starts when the one that stands in its place now no longer counts.
        let rounds = u32::try_from(late / self.most).unwrap_or(u32::MAX);
        let before = recent.get(late % self.most).map_or(self.within, |start| self.until_free(*start, now));
        before.saturating_add(self.within.saturating_mul(rounds))
    }

    fn until_free(&self, start: Timestamp, now: Timestamp) -> Duration {
        let age = now.duration_since(start);
        match Duration::try_from(age) {
            Ok(age) => self.within.saturating_sub(age),
            Err(_) => self.within.saturating_add(age.unsigned_abs()),
        }
    }
}

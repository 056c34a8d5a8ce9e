//! Which events were there already: Pub/Sub hands every message over at least once, so some come twice.

use std::collections::{HashSet, VecDeque};
use std::hash::{BuildHasher, RandomState};

/// As many as a backlog that comes twice may hold; eight bytes each, twice.
pub const MOST: usize = 16_384;

/// The last ids that came, in bounded memory.
///
/// Of an id its hash is kept: that two of these differ and have the same one is less likely than that a message is lost.
#[derive(Debug)]
pub struct Seen {
    state: RandomState,
    set: HashSet<u64>,
    order: VecDeque<u64>,
    most: usize,
}

impl Default for Seen {
    fn default() -> Self {
        Self::new(MOST)
    }
}

impl Seen {
    /// Keeps so many ids, at least one.
    #[must_use]
    pub fn new(most: usize) -> Self {
        Self { state: RandomState::new(), set: HashSet::new(), order: VecDeque::new(), most: most.max(1) }
    }

    /// Notes an id; false when it was there already.
    pub fn is_new(&mut self, id: &str) -> bool {
        let hash = self.state.hash_one(id);
        if !self.set.insert(hash) {
            return false;
        }
        if self.order.len() == self.most
            && let Some(oldest) = self.order.pop_front()
        {
            self.set.remove(&oldest);
        }
        self.order.push_back(hash);
        true
    }

    /// How many are kept.
    #[must_use]
    pub fn len(&self) -> usize {
        self.order.len()
    }

    /// True before the first.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.order.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_new_once() {
        let mut seen = Seen::new(3);
        assert!(seen.is_new("a") && seen.is_new("b") && !seen.is_new("a"));
    }

    #[test]
    fn it_forgets_the_oldest_and_never_grows() {
        let mut seen = Seen::default();
        for number in 0..100_000 {
            assert!(seen.is_new(&number.to_string()));
        }
        assert_eq!((seen.len(), seen.set.len()), (MOST, MOST));
        assert!(seen.order.capacity() <= 2 * MOST && seen.set.capacity() <= 4 * MOST);
        assert!(!seen.is_new("99999"), "the newest are known");
        assert!(seen.is_new("0"), "the oldest are not");
    }
}

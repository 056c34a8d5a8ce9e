//! [`Wanted`]: spaces in which something happened, and which of them is looked at next. However much happens, reads stay few.

use std::time::Duration;

use jiff::Timestamp;

use crate::meet::names::SpaceName;

/// Reads that may be made at once after a quiet time: some ten spaces.
const AT_ONCE: f64 = 30.0;
/// Reads a second after that. With those at once no minute has more than 120, a fifth of what Google allows: the list (220), looks now
/// and then (120) and an open conference (30) may take theirs at the same time.
const A_SECOND: f64 = 1.5;
/// A look is taken for so many reads until it is known how many it was.
const A_LOOK: u32 = 3;

/// Spaces that wait for a look, and how many reads there may be.
#[derive(Debug)]
pub struct Wanted {
    /// Those that wait, the longest waiting first.
    waiting: Vec<SpaceName>,
    /// Reads that may be made; below zero where looks took more than was thought.
    left: f64,
    /// When that was so.
    at: Timestamp,
    /// Whether the next look is for whoever waits longest.
    in_turn: bool,
}

impl Default for Wanted {
    fn default() -> Self {
        Self { waiting: Vec::new(), left: AT_ONCE, at: Timestamp::UNIX_EPOCH, in_turn: false }
    }
}

impl Wanted {
    /// Something happened there. Who waits already keeps the place.
    pub fn add(&mut self, space: &SpaceName) {
        if !self.waiting.contains(space) {
            self.waiting.push(space.clone());
        }
    }

    /// It is not looked at because of that any more.
    pub fn remove(&mut self, space: &SpaceName) {
        self.waiting.retain(|waiting| waiting != space);
    }

    /// True where nobody waits.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.waiting.is_empty()
    }

    /// How long it takes until there may be a read; zero where that is now.
    pub fn wait(&mut self, now: Timestamp) -> Duration {
        // A clock that was set back gives nothing.
        let passed = now.duration_since(self.at).as_secs_f64().max(0.0);
        (self.left, self.at) = ((self.left + passed * A_SECOND).min(AT_ONCE), now);
        // A little more, so that it is there when the timer rings.
        if self.left >= 1.0 { Duration::ZERO } else { Duration::from_secs_f64((1.01 - self.left) / A_SECOND) }
    }

    /// So many reads are made.
    pub fn spend(&mut self, reads: u32) {
        self.left -= f64::from(reads);
    }

    /// Who is looked at next, if there may be a read. `rank` says how much each one matters, the least number most, and nothing for one
    /// that is not to be looked at now. Every second look is for the one that has waited longest, so that nobody waits for ever.
    pub fn next(&mut self, now: Timestamp, rank: impl Fn(&SpaceName) -> Option<u8>) -> Option<SpaceName> {
        if self.waiting.is_empty() || !self.wait(now).is_zero() {
            return None;
        }
        let ready = self.waiting.iter().enumerate().filter_map(|(at, space)| Some((rank(space)?, at)));
        let at = if self.in_turn { ready.map(|(_, at)| at).min() } else { ready.min().map(|(_, at)| at) }?;
        self.in_turn = !self.in_turn;
        self.spend(A_LOOK);
        Some(self.waiting.remove(at))
    }

    /// A look was answered: so many reads it was.
    pub fn was(&mut self, reads: u32) {
        self.left += f64::from(A_LOOK) - f64::from(reads);
    }
}

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;

    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::UNIX_EPOCH + SignedDuration::from_secs(seconds)
    }

    fn space(number: usize) -> SpaceName {
        format!("spaces/s{number}").parse().unwrap()
    }

    fn all(wanted: &mut Wanted, now: Timestamp, rank: impl Fn(&SpaceName) -> Option<u8>) -> Vec<SpaceName> {
        std::iter::from_fn(|| wanted.next(now, &rank)).collect()
    }

    #[test]
    fn a_few_are_looked_at_at_once_and_each_once() {
        let mut wanted = Wanted::default();
        for number in [1, 2, 1, 3, 2] {
            wanted.add(&space(number));
        }
        assert_eq!(all(&mut wanted, at(0), |_| Some(0)), [space(1), space(2), space(3)]);
        assert!(wanted.is_empty());
    }

    #[test]
    fn no_minute_has_more_than_a_fifth_of_what_google_allows() {
        for reads in [1, 2, 3, 9] {
            let mut wanted = Wanted::default();
            let mut times: Vec<i64> = Vec::new();
            for second in 0..900 {
                (0..300).for_each(|number| wanted.add(&space(number)));
                for _ in all(&mut wanted, at(second), |_| Some(0)) {
                    wanted.was(reads);
                    times.extend((0..reads).map(|_| second));
                }
            }
            let within = |start: i64| times.iter().filter(|time| (start..start + 60).contains(time)).count();
            let most = (0..840).map(within).max().unwrap();
            assert!(most <= 120 + 9, "{reads} a look: {most} in a minute");
            assert!(times.len() >= 15 * 85, "{reads} a look: {} in all", times.len());
        }
    }

    #[test]
    fn what_matters_comes_first_and_nobody_is_forgotten() {
        let mut wanted = Wanted::default();
        let matters = |space: &SpaceName| Some(u8::from(!["spaces/s7", "spaces/s8"].contains(&space.as_str())));
        let mut looked = vec![Vec::new(); 300];
        for second in 0..900 {
            // Something happens everywhere, all the time; where they were looked at two seconds ago it is not yet time.
            (0..300).for_each(|number| wanted.add(&space(number)));
            let early = |space: &SpaceName| {
                let number: usize = space.as_str().trim_start_matches("spaces/s").parse().unwrap();
                looked[number].last().is_some_and(|last| second - last < 2)
            };
            let now: Vec<SpaceName> = all(&mut wanted, at(second), |space| if early(space) { None } else { matters(space) });
            for space in now {
                let number: usize = space.as_str().trim_start_matches("spaces/s").parse().unwrap();
                looked[number].push(second);
                wanted.was(2);
            }
        }
        let longest = |looks: &Vec<i64>| looks.windows(2).map(|two| two[1] - two[0]).max().unwrap_or(i64::MAX);
        assert!(longest(&looked[7]) <= 10 && longest(&looked[8]) <= 10, "{:?}", looked[7]);
        assert!(looked.iter().all(|looks| !looks.is_empty()), "somebody was forgotten");
        assert_eq!(wanted.waiting.len(), 300);
    }

    #[test]
    fn what_may_not_be_looked_at_yet_keeps_its_place() {
        let mut wanted = Wanted::default();
        (1..4).for_each(|number| wanted.add(&space(number)));
        assert_eq!(all(&mut wanted, at(0), |one| (*one == space(2)).then_some(0)), [space(2)]);
        wanted.remove(&space(3));
        assert_eq!(all(&mut wanted, at(0), |_| Some(0)), [space(1)]);
    }

    #[test]
    fn after_a_sleep_or_with_a_clock_set_back_it_is_no_more_than_at_once() {
        let mut wanted = Wanted::default();
        for now in [100_000, 50, 60] {
            wanted.wait(at(now));
            wanted.spend(200);
            assert!(wanted.wait(at(now)) > Duration::from_mins(1), "{now}");
            assert!(wanted.wait(at(now + 86_400)).is_zero());
            assert!(wanted.left <= AT_ONCE);
        }
    }
}

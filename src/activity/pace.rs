//! [`Pace`]: whom to look at next. Few spaces at a time, and far below what Google allows.

use std::time::Duration;

use jiff::Timestamp;

use crate::meet::names::SpaceName;

/// Reads in a minute that polling takes at the most; Google allows 600 an account, and others use it too.
const A_MINUTE: f64 = 120.0;
/// Reads that are begun at the same time at the most.
const AT_ONCE: f64 = 20.0;
/// What is due and has to wait its turn waits for so long.
const NEXT_TURN: Duration = Duration::from_secs(10);
/// No space is looked at more often.
const LEAST: Duration = Duration::from_secs(5);
/// So much slower where nobody looks at the terminal.
const AWAY: u32 = 2;

/// How often spaces are looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pace {
    /// Between two looks at a space that is watched.
    pub watched: Duration,
    /// Between two looks at a conference that is in sight.
    pub live: Duration,
}

impl Default for Pace {
    fn default() -> Self {
        Self { watched: Duration::from_secs(30), live: Duration::from_secs(15) }
    }
}

/// A space that may be looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a question of its own")]
pub struct Candidate {
    /// Which.
    pub space: SpaceName,
    /// Whether it is watched.
    pub watched: bool,
    /// Whether a conference runs in it, as far as is known.
    pub running: bool,
    /// Whether it is on the screen.
    pub in_sight: bool,
    /// Whether events come of it: then looking is but a safeguard.
    pub events: bool,
    /// When it was looked at last, or was begun to be.
    pub looked: Option<Timestamp>,
}

/// What is to be done now.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Turn {
    /// Look at these, those that have waited longest first.
    pub now: Vec<SpaceName>,
    /// Come back after this time; never where nothing is to be looked at.
    pub next: Option<Duration>,
}

impl Pace {
    /// Between two looks at a space of which events come.
    pub const BESIDE_EVENTS: Duration = Duration::from_mins(5);

    /// Between two looks at this space, if it is looked at at all.
    fn interval(&self, candidate: &Candidate, looked_at: bool) -> Option<Duration> {
        let live = candidate.running && candidate.in_sight && looked_at;
        let watched = if looked_at { self.watched } else { self.watched.saturating_mul(AWAY) };
        match (live, candidate.watched) {
            (true, true) => Some(self.live.min(watched)),
            (true, false) => Some(self.live),
            (false, true) => Some(watched),
            (false, false) => None,
        }
        .map(|interval| interval.max(if candidate.events { Self::BESIDE_EVENTS } else { LEAST }))
    }

    /// Whom to look at now, and when to come back. `looked_at` is whether somebody looks at the terminal.
    #[must_use]
    pub fn turn(&self, candidates: &[Candidate], looked_at: bool, now: Timestamp) -> Turn {
        let mut all: Vec<(&Candidate, Duration)> =
            candidates.iter().filter_map(|candidate| Some((candidate, self.interval(candidate, looked_at)?))).collect();
        // A running conference is asked about in up to four reads.
        let cost = |candidate: &Candidate| if candidate.running { 4.0 } else { 1.0 };
        let a_minute: f64 = all.iter().map(|(candidate, interval)| cost(candidate) * 60.0 / interval.as_secs_f64()).sum();
        let stretch = (a_minute / A_MINUTE).max(1.0);
        for (_, interval) in &mut all {
            *interval = interval.mul_f64(stretch);
        }
        // A time in the future comes from a clock that was set back.
        let left = |candidate: &Candidate, interval: Duration| match candidate.looked {
            Some(looked) if looked <= now => interval.saturating_sub(now.duration_since(looked).unsigned_abs()),
            _ => Duration::ZERO,
        };
        let mut due: Vec<&Candidate> = Vec::new();
        let mut next: Option<Duration> = None;
        for (candidate, interval) in all {
            let left = left(candidate, interval);
            if left.is_zero() {
                due.push(candidate);
            }
            let back = if left.is_zero() { interval } else { left };
            next = Some(next.map_or(back, |next| next.min(back)));
        }
        due.sort_by_key(|candidate| candidate.looked);
        let mut room = AT_ONCE;
        let fits = |candidate: &&&Candidate| {
            room -= cost(candidate);
            room >= 0.0
        };
        let count = due.iter().take_while(fits).count();
        if due.len() > count {
            due.truncate(count);
            next = next.map(|next| next.min(NEXT_TURN));
        }
        Turn { now: due.into_iter().map(|candidate| candidate.space.clone()).collect(), next }
    }
}

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;

    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::UNIX_EPOCH + SignedDuration::from_secs(seconds)
    }

    fn candidate(id: &str, watched: bool, live: bool, looked: Option<i64>) -> Candidate {
        let space = format!("spaces/{id}").parse().unwrap();
        Candidate { space, watched, running: live, in_sight: live, events: false, looked: looked.map(at) }
    }

    #[test]
    fn live_in_sight_is_looked_at_more_often_than_what_is_watched() {
        let polling = Pace::default();
        let all =
            [candidate("w", true, false, Some(0)), candidate("l", false, true, Some(0)), candidate("n", false, false, None)];
        assert_eq!(polling.turn(&all, true, at(5)), Turn { now: vec![], next: Some(Duration::from_secs(10)) });
        let turn = polling.turn(&all, true, at(15));
        assert_eq!((turn.now.len(), turn.next), (1, Some(Duration::from_secs(15))));
        assert_eq!(polling.turn(&all, true, at(30)).now.len(), 2);
        assert_eq!(polling.turn(&[], true, at(30)), Turn::default());
    }

    #[test]
    fn where_nobody_looks_only_the_watched_are_looked_at_and_slower() {
        let polling = Pace::default();
        let all = [candidate("w", true, true, Some(0)), candidate("l", false, true, Some(0))];
        assert_eq!(polling.turn(&all, false, at(59)), Turn { now: vec![], next: Some(Duration::from_secs(1)) });
        assert_eq!(polling.turn(&all, false, at(60)).now, ["spaces/w".parse().unwrap()]);
    }

    #[test]
    fn a_time_in_the_future_is_no_reason_to_wait() {
        let all = [candidate("w", true, false, Some(1_000_000))];
        assert_eq!(Pace::default().turn(&all, true, at(0)).now.len(), 1);
    }

    /// So many reads in ten minutes, looked at whenever that is due.
    fn reads(count: usize, polling: Pace) -> usize {
        let mut all: Vec<Candidate> = (0..count).map(|n| candidate(&format!("s{n}"), true, n % 10 == 0, None)).collect();
        let (mut now, mut reads) = (at(0), 0);
        while now < at(600) {
            let turn = polling.turn(&all, true, now);
            for candidate in all.iter_mut().filter(|candidate| turn.now.contains(&candidate.space)) {
                candidate.looked = Some(now);
                reads += if candidate.running { 4 } else { 1 };
            }
            now = now.checked_add(turn.next.unwrap()).unwrap();
        }
        reads
    }

    #[test]
    fn calls_that_are_all_due_at_once_are_not_all_looked_at_at_once() {
        let all: Vec<Candidate> = (0..100).map(|n| candidate(&format!("s{n}"), true, true, Some(0))).collect();
        let turn = Pace::default().turn(&all, true, at(86_400));
        assert_eq!((turn.now.len(), turn.next), (5, Some(NEXT_TURN)), "four reads each, 120 in a minute");
    }

    #[test]
    fn however_many_are_watched_polling_stays_far_below_the_quota() {
        let quick = Pace { watched: Duration::ZERO, live: Duration::ZERO };
        for (count, polling) in [(1, Pace::default()), (50, Pace::default()), (1000, Pace::default()), (300, quick)] {
            let reads = reads(count, polling);
            assert!(reads <= 10 * 200, "{count}: {reads} reads in ten minutes");
            assert!(reads >= count.min(900), "{count}: {reads} reads in ten minutes");
        }
    }
}

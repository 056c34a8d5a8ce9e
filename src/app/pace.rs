//! How fast changes go out by themselves: well below the 100 a minute that Google allows an account.

use std::collections::VecDeque;
use std::time::Duration;

use jiff::Timestamp;

/// Changes in a minute; the rest is left for what a person does meanwhile, and for other programs.
pub(super) const A_MINUTE: usize = 60;
const MINUTE: Duration = Duration::from_mins(1);

/// When changes went out lately.
#[derive(Debug, Default)]
pub(super) struct Pace {
    sent: VecDeque<Timestamp>,
}

impl Pace {
    /// One more goes out now; or how long it has to wait.
    pub(super) fn take(&mut self, now: Timestamp) -> Result<(), Duration> {
        // A time in the future comes from a clock that was set back, and holds nobody up.
        let age = |at: Timestamp| Duration::try_from(now.duration_since(at)).unwrap_or(MINUTE);
        while self.sent.front().is_some_and(|at| age(*at) >= MINUTE) {
            self.sent.pop_front();
        }
        if let Some(oldest) = self.sent.front().filter(|_| self.sent.len() >= A_MINUTE) {
            return Err(MINUTE.saturating_sub(age(*oldest)));
        }
        self.sent.push_back(now);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_minute_has_its_limit_and_the_next_one_goes_on() {
        let start: Timestamp = "2026-11-18T12:00:00Z".parse().unwrap();
        let after = |seconds: u64| start + Duration::from_secs(seconds);
        let mut pace = Pace::default();
        for second in 0..A_MINUTE as u64 {
            assert_eq!(pace.take(after(second / 4)), Ok(()));
        }
        assert_eq!(pace.take(after(20)), Err(Duration::from_secs(40)));
        assert_eq!(pace.take(after(60)), Ok(()));
        // The clock is set back.
        assert_eq!(pace.take(start - Duration::from_hours(1)), Ok(()));
    }
}

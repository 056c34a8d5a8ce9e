//! [`Polling`]: how often the app looks by itself at what goes on.

use std::time::Duration;

/// So many looks that bring nothing new, and the next ones come half as often.
const PATIENCE: u32 = 4;

/// How often the app looks by itself at what is live and on the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Polling {
    /// Between two looks while something changes.
    pub live: Duration,
    /// The longest wait between two of them: while nothing changes, or while the terminal does not have the focus.
    pub quiet: Duration,
}

impl Default for Polling {
    fn default() -> Self {
        Self { live: Duration::from_secs(15), quiet: Duration::from_mins(1) }
    }
}

impl Polling {
    /// The shortest wait that makes sense: Google allows 600 reads a minute, and others use the account, too.
    pub const SHORTEST: Duration = Duration::from_secs(5);

    /// The wait after so many looks in a row that brought nothing new: twice as long after every few of them.
    #[must_use]
    pub fn after(&self, unchanged: u32) -> Duration {
        let doubled = 1_u32.checked_shl(unchanged / PATIENCE).unwrap_or(u32::MAX);
        let shortest = self.live.max(Self::SHORTEST);
        shortest.saturating_mul(doubled).min(self.quiet.max(shortest))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longer_nothing_changes_the_longer_it_waits() {
        let waits = |polling: Polling| [0, 3, 4, 7, 8, 500, u32::MAX].map(|unchanged| polling.after(unchanged).as_secs());
        assert_eq!(waits(Polling::default()), [15, 15, 30, 30, 60, 60, 60]);
        let hasty = Polling { live: Duration::ZERO, quiet: Duration::ZERO };
        assert_eq!(waits(hasty), [5; 7]);
    }
}

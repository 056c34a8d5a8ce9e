//! When a failed request is sent again, and how long to wait before.
//!
//! Owns the policy and the loop; knows of HTTP no more than [`MeetError`] tells.

use std::time::{Duration, Instant};

use backon::Retryable;
use jiff::Timestamp;

use super::call::Repeat;
use super::error::{MeetError, Phase};

/// How failed requests are repeated.
///
/// Before the n-th repetition (from 0) the wait is `min(first · 2ⁿ + random ≤ jitter, longest)`, as Google recommends, or what the
/// server asks for if that is more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RetryPolicy {
    /// Most requests for one call, the first included.
    pub tries: u32,
    /// Most requests when there is no connection at all, to the API or to the server that gives tokens: somebody who is off line wants to know soon.
    pub connect_tries: u32,
    /// The first wait.
    pub first: Duration,
    /// Most that chance adds to a wait.
    pub jitter: Duration,
    /// Longest wait. If the server asks for more, the call fails and says until when.
    pub longest: Duration,
    /// No wait may end later than this after the beginning of the call.
    pub budget: Duration,
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self {
            tries: 5,
            connect_tries: 3,
            first: Duration::from_secs(1),
            jitter: Duration::from_secs(1),
            longest: Duration::from_secs(32),
            budget: Duration::from_secs(45),
        }
    }
}

impl RetryPolicy {
    /// One request a call.
    #[must_use]
    pub fn never() -> Self {
        Self { tries: 1, connect_tries: 1, ..Self::default() }
    }

    /// A part of the jitter, by chance.
    fn chance(&self) -> Duration {
        self.jitter.mul_f64(fastrand::f64())
    }

    /// The waits by this policy alone.
    fn waits(&self) -> impl Iterator<Item = Duration> + Send + Sync + Unpin + use<> {
        let policy = self.clone();
        (0..policy.tries.saturating_sub(1)).map(move |n| {
            let grown = policy.first.saturating_mul(2_u32.saturating_pow(n));
            grown.saturating_add(policy.chance()).min(policy.longest)
        })
    }

    /// How long to wait after an error, or that it is not worth it. `asked` is how long the server wants to be left alone.
    fn wait(&self, own: Option<Duration>, asked: Option<Duration>, elapsed: Duration) -> Option<Duration> {
        let wait = match asked {
            // Those who were told the same moment should not all come back in it.
            Some(asked) if asked > Duration::ZERO => {
                if asked > self.longest {
                    return None;
                }
                own?.max(asked.saturating_add(self.chance()).min(self.longest))
            }
            _ => own?,
        };
        (elapsed.saturating_add(wait) <= self.budget).then_some(wait)
    }
}

/// Told before each wait: a wait that is not shown looks like a hang.
#[derive(Debug, Clone)]
pub struct Waiting {
    /// The API's method, such as `spaces.get`.
    pub method: &'static str,
    /// Which request failed, counted from 1.
    pub attempt: u32,
    /// How long it is until the next one.
    pub delay: Duration,
    /// Why it failed.
    pub cause: MeetError,
}

/// True when a request that failed so may be sent again.
fn may_repeat(repeat: Repeat, error: &MeetError) -> bool {
    error.is_transient()
        && match repeat {
            Repeat::Always => true,
            Repeat::Untouched => error.is_untouched(),
            Repeat::Never => false,
        }
}

/// Sends by `send` until it works or is not worth it any more; the last error is the one to be told.
pub(super) async fn repeated<T, F, R>(
    policy: &RetryPolicy,
    repeat: Repeat,
    mut send: F,
    tell: impl Fn(u32, Duration, &MeetError),
) -> Result<T, MeetError>
where
    F: FnMut() -> R,
    R: Future<Output = Result<T, MeetError>>,
{
    let start = Instant::now();
    let failed = Counter::default();
    let sending = || send();
    sending
        .retry(policy.waits())
        .when(|error| {
            failed.count();
            let connecting = matches!(
                error,
                MeetError::Token(_) | MeetError::Unreachable { .. } | MeetError::TimedOut { phase: Phase::Connecting, .. }
            );
            may_repeat(repeat, error) && !(connecting && failed.get() >= policy.connect_tries)
        })
        .adjust(|error, own| {
            let asked = error.retry_at().map(|at| Duration::try_from(at.duration_since(Timestamp::now())).unwrap_or_default());
            policy.wait(own, asked, start.elapsed())
        })
        .notify(|error, delay| tell(failed.get(), delay, error))
        .await
}

/// Counts failures for three closures at once. An atomic, not a cell, for the call runs on any thread.
#[derive(Default)]
struct Counter(std::sync::atomic::AtomicU32);

impl Counter {
    fn count(&self) {
        self.0.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
    }

    fn get(&self) -> u32 {
        self.0.load(std::sync::atomic::Ordering::Relaxed)
    }
}

#[cfg(test)]
#[path = "retry_tests.rs"]
mod tests;

//! Quotas: how many calls a minute, for a person in a project and for the project as a whole.

use std::collections::{HashMap, VecDeque};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use super::errors::Problem;
use super::method::Bucket;

/// How many calls a minute are allowed. The default is what Google documents for Meet and Workspace Events; Pub/Sub is not counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quota {
    /// get and list, for one person in one project.
    pub reads_per_user: u32,
    /// patch, endActiveConference and changes of members (a batch is one), for one person in one project.
    pub writes_per_user: u32,
    /// `spaces.create`, for one person in one project.
    pub creates_per_user: u32,
    /// get and list, for a project.
    pub reads_per_project: u32,
    /// patch, endActiveConference and changes of members (a batch is one), for a project.
    pub writes_per_project: u32,
    /// `spaces.create`, for a project.
    pub creates_per_project: u32,
    /// get and list of the Workspace Events API, for one person in one project.
    pub events_reads_per_user: u32,
    /// What changes its subscriptions, for one person in one project.
    pub events_writes_per_user: u32,
    /// get and list of the Workspace Events API, for a project.
    pub events_reads_per_project: u32,
    /// What changes its subscriptions, for a project.
    pub events_writes_per_project: u32,
    /// Whether a 429 also carries a `Retry-After` header. It is not known whether Google's does.
    pub retry_after: bool,
}

impl Default for Quota {
    fn default() -> Self {
        Self {
            reads_per_user: 600,
            writes_per_user: 100,
            creates_per_user: 10,
            reads_per_project: 6000,
            writes_per_project: 1000,
            creates_per_project: 100,
            events_reads_per_user: 100,
            events_writes_per_user: 100,
            events_reads_per_project: 600,
            events_writes_per_project: 600,
            retry_after: false,
        }
    }
}

impl Quota {
    /// No limits to speak of, for tests that measure something else.
    #[must_use]
    pub fn unlimited() -> Self {
        Self {
            reads_per_user: u32::MAX,
            writes_per_user: u32::MAX,
            creates_per_user: u32::MAX,
            reads_per_project: u32::MAX,
            writes_per_project: u32::MAX,
            creates_per_project: u32::MAX,
            events_reads_per_user: u32::MAX,
            events_writes_per_user: u32::MAX,
            events_reads_per_project: u32::MAX,
            events_writes_per_project: u32::MAX,
            retry_after: false,
        }
    }

    fn per_user(&self, bucket: Bucket) -> u32 {
        match bucket {
            Bucket::Read => self.reads_per_user,
            Bucket::Write => self.writes_per_user,
            Bucket::Create => self.creates_per_user,
            Bucket::EventsRead => self.events_reads_per_user,
            Bucket::EventsWrite => self.events_writes_per_user,
            Bucket::Pubsub => u32::MAX,
        }
    }

    fn per_project(&self, bucket: Bucket) -> u32 {
        match bucket {
            Bucket::Read => self.reads_per_project,
            Bucket::Write => self.writes_per_project,
            Bucket::Create => self.creates_per_project,
            Bucket::EventsRead => self.events_reads_per_project,
            Bucket::EventsWrite => self.events_writes_per_project,
            Bucket::Pubsub => u32::MAX,
        }
    }
}

/// The calls of the last minute.
#[derive(Debug, Default)]
pub(super) struct Meter {
    calls: HashMap<(Bucket, String, Option<String>), VecDeque<Timestamp>>,
}

const MINUTE: SignedDuration = SignedDuration::from_mins(1);

impl Meter {
    /// Counts a call, or refuses it and does not count it.
    pub(super) fn count(
        &mut self,
        quota: &Quota,
        bucket: Bucket,
        project: (&str, &str),
        user: &str,
        now: Timestamp,
    ) -> Result<(), Problem> {
        if bucket == Bucket::Pubsub {
            return Ok(());
        }
        let (id, number) = project;
        let limits = [
            (Some(user.to_owned()), quota.per_user(bucket), "PerMinutePerProjectPerUser"),
            (None, quota.per_project(bucket), "PerMinutePerProject"),
        ];
        for (who, limit, name) in &limits {
            let calls = self.calls.entry((bucket, id.to_owned(), who.clone())).or_default();
            while calls.front().is_some_and(|first| now.duration_since(*first) >= MINUTE) {
                calls.pop_front();
            }
            if calls.len() >= usize::try_from(*limit).unwrap_or(usize::MAX) {
                let wait = calls.front().map_or(MINUTE, |first| MINUTE - now.duration_since(*first));
                let wait = Duration::try_from(wait).unwrap_or(Duration::from_mins(1));
                let limit_name = format!("{bucket:?}{name}");
                let mut problem = Problem::rate_limited(bucket.metric(), &limit_name, *limit, number).with_retry_info(wait);
                if quota.retry_after {
                    problem = problem.with_retry_after(wait);
                }
                return Err(problem);
            }
        }
        for (who, ..) in limits {
            self.calls.entry((bucket, id.to_owned(), who)).or_default().push_back(now);
        }
        Ok(())
    }
}

//! Bad days: what the emulator can be told to do wrong.

use std::time::Duration;

use super::errors::Problem;
use super::method::{Aim, Method, Service};

/// An error that is sent instead of the answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// 401, the token has expired.
    TokenExpired,
    /// 401, no such token.
    TokenUnknown,
    /// 403, the token lacks the scope.
    ScopeInsufficient,
    /// 403, the API is off in the project.
    ServiceDisabled,
    /// 403, "or it might not exist".
    Masked,
    /// 403, seen but not owned.
    NotOwner,
    /// 404 as JSON.
    NotFound,
    /// 429, with what the server says about when to come back.
    RateLimited {
        /// The `Retry-After` header, in seconds when sent (rounded up).
        retry_after: Option<Duration>,
        /// `RetryInfo` in the details.
        retry_info: Option<Duration>,
    },
    /// 500.
    Internal,
    /// 503, with an optional `Retry-After` header.
    Unavailable {
        /// The `Retry-After` header, in seconds when sent (rounded up).
        retry_after: Option<Duration>,
    },
}

/// What is odd about a page of a list, and yet allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Paging {
    /// At most so many items, however many were asked for, and a token where there are more.
    Short(usize),
    /// No items where there would be some, and a token that brings them.
    Empty,
    /// The token of the request once more instead of the next one: whoever follows it goes round in a circle.
    Repeated,
}

/// What goes wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// The page of a list is odd; nothing befalls a call that is no list.
    Paging(Paging),
    /// The answer is right, but afterwards the conference in the path is gone, with all that belongs to it.
    Vanish,
    /// The answer is right, but late.
    Slow(Duration),
    /// An error instead of the answer.
    Refuse(Refusal),
    /// 502 with a page of HTML.
    Html,
    /// The connection closes before all of the promised body was sent.
    CutBody,
    /// 200 with a JSON body of that many bytes.
    HugeBody(usize),
    /// Nothing comes, not even headers.
    HangBeforeHeaders,
    /// Headers come, the body never.
    HangAfterHeaders,
    /// The connection is reset.
    Reset,
    /// The right answer, one byte at a time with this pause after each.
    Drip(Duration),
}

/// A trouble, with the calls that it befalls.
///
/// By default every request, those of the OAuth side too, before anything is done about it, until
/// [`World::clear_faults`](super::World::clear_faults).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    trouble: Trouble,
    aim: Option<Aim>,
    spared: u32,
    left: Option<u32>,
    processed: bool,
}

impl Fault {
    /// This trouble, for every call.
    #[must_use]
    pub fn new(trouble: Trouble) -> Self {
        Self { trouble, aim: None, spared: 0, left: None, processed: false }
    }

    /// Only for calls of that method, or requests to that OAuth address.
    #[must_use]
    pub fn on(mut self, aim: impl Into<Aim>) -> Self {
        self.aim = Some(aim.into());
        self
    }

    /// Not the first so many of those calls: with [`Refusal::NotFound`] and one, a record that vanishes between two pages.
    #[must_use]
    pub fn sparing(mut self, calls: u32) -> Self {
        self.spared = calls;
        self
    }

    /// Only that many times; then all is well again.
    #[must_use]
    pub fn times(mut self, times: u32) -> Self {
        self.left = Some(times);
        self
    }

    /// Only after the request was processed: what it asked for is done, but the answer does not arrive as it should.
    ///
    /// Troubles that need the right answer (all but refusals, pages of HTML, huge bodies, silence and resets) process the request
    /// anyhow.
    #[must_use]
    pub fn after_processing(mut self) -> Self {
        self.processed = true;
        self
    }
}

impl Fault {
    /// Whether it befalls a call; if it spares this one, the next is nearer to being met.
    fn meets(&mut self, aim: Option<Aim>) -> bool {
        let meant = self.left != Some(0) && (self.aim.is_none() || self.aim == aim);
        let spares = meant && self.spared > 0;
        self.spared -= u32::from(spares);
        meant && !spares
    }
}

/// What befalls one call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Struck {
    pub(super) trouble: Trouble,
    /// Whether the request is processed all the same.
    pub(super) processed: bool,
}

/// The faults in force, oldest first.
#[derive(Debug, Default)]
pub(super) struct Faults {
    list: Vec<Fault>,
}

impl Faults {
    pub(super) fn add(&mut self, fault: Fault) {
        self.list.push(fault);
    }

    pub(super) fn clear(&mut self) {
        self.list.clear();
    }

    /// The first fault that meets this call; its count goes down.
    pub(super) fn strike(&mut self, aim: Option<Aim>) -> Option<Struck> {
        let fault = self.list.iter_mut().find_map(|fault| fault.meets(aim).then_some(fault))?;
        if let Some(left) = &mut fault.left {
            *left -= 1;
        }
        let needs_answer = matches!(
            fault.trouble,
            Trouble::Paging(_)
                | Trouble::Vanish
                | Trouble::Slow(_)
                | Trouble::CutBody
                | Trouble::HangAfterHeaders
                | Trouble::Drip(_)
        );
        Some(Struck { trouble: fault.trouble, processed: fault.processed || needs_answer })
    }
}

impl Refusal {
    pub(super) fn problem(self, method: Option<Method>, project: &str) -> Problem {
        match self {
            Self::TokenExpired => Problem::token_expired(method),
            Self::TokenUnknown => Problem::token_unknown(method),
            Self::ScopeInsufficient => Problem::scope_insufficient(method),
            Self::ServiceDisabled => Problem::service_disabled(method.map_or(Service::Meet, Method::service), project),
            Self::Masked => Problem::masked(method.map_or("Space", Method::resource)),
            Self::NotOwner => Problem::not_owner(),
            Self::NotFound => Problem::not_found(),
            Self::RateLimited { retry_after, retry_info } => {
                let mut problem = Problem::rate_limited(
                    method.map_or("meet.googleapis.com/read_requests", |method| method.bucket().metric()),
                    "PerMinutePerProjectPerUser",
                    600,
                    project,
                );
                if let Some(delay) = retry_after {
                    problem = problem.with_retry_after(delay);
                }
                if let Some(delay) = retry_info {
                    problem = problem.with_retry_info(delay);
                }
                problem
            }
            Self::Internal => Problem::internal(),
            Self::Unavailable { retry_after } => {
                let problem = Problem::unavailable();
                match retry_after {
                    Some(delay) => problem.with_retry_after(delay),
                    None => problem,
                }
            }
        }
    }
}

//! Reads of many spaces: in order, a few at a time, and far below what Google allows.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::time::Instant;

use super::minute::Minute;
use super::network::AT_ONCE;
use super::{Network, Pending, Sender};
use crate::effect::{Call, Key, Request};
use crate::meet::names::SpaceName;
use crate::tasks;

/// Reads in a minute; Google allows 600 an account, and others may be using it too.
const A_MINUTE: usize = 220;

#[derive(Debug, Default)]
struct State {
    waiting: VecDeque<SpaceName>,
    generation: u64,
    workers: usize,
    /// When reads were started in the last minute.
    started: Minute,
}

/// The queue and its workers.
pub(super) struct Sweeper {
    state: Arc<Mutex<State>>,
    network: Arc<Network>,
    sender: Sender,
    pending: Pending,
    runtime: tokio::runtime::Handle,
}

/// What a worker does next.
enum Next {
    Read(SpaceName, u64),
    Wait(Instant),
    End,
}

impl State {
    fn next(&mut self, now: Instant) -> Next {
        if self.waiting.is_empty() {
            self.workers -= 1;
            return Next::End;
        }
        if let Some(until) = self.started.wait(now, A_MINUTE) {
            return Next::Wait(until);
        }
        match self.waiting.pop_front() {
            Some(name) => {
                self.started.note(now, 1);
                Next::Read(name, self.generation)
            }
            None => Next::End,
        }
    }
}

impl Sweeper {
    pub(super) fn new(network: Arc<Network>, sender: Sender, pending: Pending, runtime: tokio::runtime::Handle) -> Self {
        Self { state: Arc::default(), network, sender, pending, runtime }
    }

    /// These and no others are waited for from now on.
    pub(super) fn replace(&self, names: Vec<SpaceName>, generation: u64) {
        let start = {
            let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
            state.generation = generation;
            state.waiting = names.into();
            let wanted = AT_ONCE.min(state.waiting.len());
            let start = wanted.saturating_sub(state.workers);
            state.workers += start;
            start
        };
        for _ in 0..start {
            let (state, network, sender) = (self.state.clone(), self.network.clone(), self.sender.clone());
            let job = self.pending.start();
            tasks::start(&self.runtime, async move {
                loop {
                    let next = state.lock().unwrap_or_else(PoisonError::into_inner).next(Instant::now());
                    match next {
                        Next::Read(name, generation) => {
                            let call = Call { key: Key::Space(name.clone()), generation, request: Request::Get(name.into()) };
                            let answer = network.answer_quietly(call, &sender).await;
                            sender.send(answer);
                        }
                        Next::Wait(until) => tokio::time::sleep_until(until).await,
                        Next::End => break,
                    }
                }
                drop(job);
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_minute_has_its_limit_and_the_next_one_goes_on() {
        let now = Instant::now();
        let name: SpaceName = "spaces/a".parse().unwrap();
        let mut state = State { waiting: vec![name; A_MINUTE + 2].into(), workers: 1, ..State::default() };
        let reads = std::iter::from_fn(|| matches!(state.next(now), Next::Read(..)).then_some(())).count();
        assert_eq!(reads, A_MINUTE);
        assert!(matches!(state.next(now), Next::Wait(until) if until == now + Duration::from_mins(1)));
        let later = now + Duration::from_mins(1);
        assert!(matches!(state.next(later), Next::Read(..)));
        assert!(matches!(state.next(later), Next::Read(..)));
        assert!(matches!(state.next(later), Next::End));
        assert_eq!(state.workers, 0);
    }
}

//! Reads of conferences: one list, one conference, and a queue of small reads of what is on the screen. All of them end together.

use std::collections::{HashSet, VecDeque};
use std::panic::AssertUnwindSafe;
use std::sync::{Arc, Mutex, PoisonError};

use futures_util::FutureExt;
use tokio::task::AbortHandle;
use tokio::time::Instant;

use super::minute::Minute;
use super::network::{AT_ONCE, internal};
use super::{Network, Pending, Sender};
use crate::book::{Artifact, ArtifactKind, Turned, Whose};
use crate::effect::{Look, Msg, RecordsMsg, RecordsOp};
use crate::meet::client::Client;
use crate::meet::error::MeetError;
use crate::meet::names::{ConferenceName, ParticipantName, TranscriptName};
use crate::meet::records::{ConferenceFilter, List, Listed, PageToken, Pages, ParticipantFilter, SessionFilter};
use crate::tasks;

/// Small reads in a minute. A count is four requests, sessions are one; Google allows 600 an account, and others use it too.
const A_MINUTE: usize = 240;

#[derive(Debug, Default)]
struct Queue {
    waiting: VecDeque<Look>,
    under_way: HashSet<Look>,
    workers: usize,
    /// When requests were started in the last minute.
    started: Minute,
    /// Workers of an earlier one must not touch this one's numbers.
    round: u64,
}

/// What a worker does next.
#[derive(Debug, PartialEq, Eq)]
enum Next {
    Read(Look),
    Wait(Instant),
    End,
}

impl Queue {
    fn next(&mut self, now: Instant) -> Next {
        if self.waiting.is_empty() {
            self.workers -= 1;
            return Next::End;
        }
        if let Some(until) = self.started.wait(now, A_MINUTE) {
            return Next::Wait(until);
        }
        match self.waiting.pop_front() {
            Some(look) => {
                let requests = match look {
                    Look::Count(_) => 4,
                    Look::Files(_) => 3,
                    Look::Sessions(_) => 1,
                };
                self.started.note(now, requests);
                self.under_way.insert(look.clone());
                Next::Read(look)
            }
            None => Next::End,
        }
    }
}

/// Reads of conferences.
pub(super) struct Records {
    queue: Arc<Mutex<Queue>>,
    tasks: Vec<AbortHandle>,
    network: Arc<Network>,
    sender: Sender,
    pending: Pending,
    runtime: tokio::runtime::Handle,
}

impl Records {
    pub(super) fn new(network: Arc<Network>, sender: Sender, pending: Pending, runtime: tokio::runtime::Handle) -> Self {
        Self { queue: Arc::default(), tasks: Vec::new(), network, sender, pending, runtime }
    }

    pub(super) fn perform(&mut self, op: RecordsOp) {
        match op {
            RecordsOp::List { of, after, generation } => {
                let reader = self.reader();
                self.start(async move { reader.list(of, after, generation).await });
            }
            RecordsOp::Open { name, generation } => {
                let reader = self.reader();
                self.start(async move { reader.open(name, generation).await });
            }
            RecordsOp::People { name, generation } => {
                let reader = self.reader();
                self.start(async move { reader.people(&name, generation).await });
            }
            RecordsOp::Entries { of, after, generation } => {
                let (reader, queue) = (self.reader(), self.queue.clone());
                self.start(async move { reader.entries(of, after, generation, &queue).await });
            }
            RecordsOp::Look(looks) => self.look(looks),
            RecordsOp::Leave => self.leave(),
        }
    }

    fn reader(&self) -> Reader {
        Reader { network: self.network.clone(), sender: self.sender.clone() }
    }

    fn start(&mut self, work: impl Future<Output = ()> + Send + 'static) {
        let job = self.pending.start();
        let task = tasks::start(&self.runtime, async move {
            work.await;
            drop(job);
        });
        self.tasks.retain(|task| !task.is_finished());
        self.tasks.push(task.abort_handle());
    }

    /// These and no others are waited for from now on; what is under way goes on.
    fn look(&mut self, looks: Vec<Look>) {
        let (start, round) = {
            let mut queue = self.queue.lock().unwrap_or_else(PoisonError::into_inner);
            queue.waiting = looks.into_iter().filter(|look| !queue.under_way.contains(look)).collect();
            let wanted = AT_ONCE.min(queue.waiting.len());
            let start = wanted.saturating_sub(queue.workers);
            queue.workers += start;
            (start, queue.round)
        };
        for _ in 0..start {
            let (queue, reader) = (self.queue.clone(), self.reader());
            self.start(async move {
                loop {
                    let next = {
                        let mut queue = queue.lock().unwrap_or_else(PoisonError::into_inner);
                        if queue.round == round { queue.next(Instant::now()) } else { Next::End }
                    };
                    match next {
                        Next::Read(look) => {
                            reader.look(&look).await;
                            queue.lock().unwrap_or_else(PoisonError::into_inner).under_way.remove(&look);
                        }
                        Next::Wait(until) => tokio::time::sleep_until(until).await,
                        Next::End => break,
                    }
                }
            });
        }
    }

    /// Nothing is read any more.
    fn leave(&mut self) {
        for task in self.tasks.drain(..) {
            task.abort();
        }
        let mut queue = self.queue.lock().unwrap_or_else(PoisonError::into_inner);
        let round = queue.round + 1;
        // What Google counts, it counts across views.
        let started = std::mem::take(&mut queue.started);
        *queue = Queue { started, round, ..Queue::default() };
    }
}

/// What a task reads with.
struct Reader {
    network: Arc<Network>,
    sender: Sender,
}

impl Reader {
    fn send(&self, msg: RecordsMsg) {
        self.sender.send(Msg::Records(msg));
    }

    /// Makes calls; a panic is an answer like any other.
    async fn ask<T>(&self, call: impl AsyncFnOnce(Client) -> Result<T, MeetError>) -> Result<T, MeetError> {
        let sender = self.sender.clone();
        let work = async {
            let client = self.network.client().await?;
            call(client.observed(Arc::new(move |waiting| sender.send(Msg::Records(RecordsMsg::Waiting(waiting)))))).await
        };
        AssertUnwindSafe(work).catch_unwind().await.unwrap_or_else(|_| Err(internal()))
    }

    async fn list(&self, of: Whose, after: Option<PageToken>, generation: u64) {
        let filter = match &of {
            Whose::All => ConferenceFilter::default(),
            Whose::Of(space) => ConferenceFilter::of(space),
            Whose::Within(space, span) => {
                let all = space.as_ref().map_or_else(ConferenceFilter::default, ConferenceFilter::of);
                let since = span.since.into_iter().fold(all, ConferenceFilter::from);
                span.until.into_iter().fold(since, ConferenceFilter::until)
            }
        };
        let list = List::conferences(&filter);
        let result = self.ask(async |client| client.page(&list, after.as_ref()).await).await;
        self.send(RecordsMsg::Listed { of, generation, result });
    }

    /// Record, people and artifacts at the same time: the first page of people is there after one round trip.
    async fn open(&self, name: ConferenceName, generation: u64) {
        let record = async {
            let result = self.ask(async |client| client.conference_record(&name).await).await.map(Box::new);
            self.send(RecordsMsg::Record { name: name.clone(), generation, result });
        };
        tokio::join!(record, self.people(&name, generation), self.artifacts(&name));
    }

    async fn people(&self, name: &ConferenceName, generation: u64) {
        let mut pages = Pages::new(List::participants(name, &ParticipantFilter::default()));
        loop {
            let (result, last) = match self.ask(async |client| pages.next(&client).await).await {
                Ok(Some(people)) => (Ok(people), pages.is_over()),
                Ok(None) => (Ok(Vec::new()), true),
                Err(error) => (Err(error), true),
            };
            self.send(RecordsMsg::People { name: name.clone(), generation, result, last });
            if last {
                return;
            }
        }
    }

    /// As quick as the server is, up to so many pages in a minute: a transcript of 20,000 entries has 200.
    async fn entries(&self, of: TranscriptName, after: Option<PageToken>, generation: u64, queue: &Mutex<Queue>) {
        let mut pages = Pages::resumed(List::entries(&of), after);
        loop {
            loop {
                let wait = {
                    let mut queue = queue.lock().unwrap_or_else(PoisonError::into_inner);
                    let now = Instant::now();
                    let wait = queue.started.wait(now, A_MINUTE);
                    if wait.is_none() {
                        queue.started.note(now, 1);
                    }
                    wait
                };
                match wait {
                    Some(until) => tokio::time::sleep_until(until).await,
                    None => break,
                }
            }
            let at = pages.position().cloned();
            let result = match self.ask(async |client| pages.next(&client).await).await {
                Ok(entries) => Ok(Turned { entries: entries.unwrap_or_default(), at, next: pages.position().cloned() }),
                Err(error) => Err(error),
            };
            let last = result.is_err() || pages.is_over();
            self.send(RecordsMsg::Entries { of: of.clone(), generation, result });
            if last {
                return;
            }
        }
    }

    async fn artifacts(&self, name: &ConferenceName) {
        let recordings = self.kind(name, ArtifactKind::Recording, List::recordings(name));
        let transcripts = self.kind(name, ArtifactKind::Transcript, List::transcripts(name));
        let notes = self.kind(name, ArtifactKind::Notes, List::smart_notes(name));
        tokio::join!(recordings, transcripts, notes);
    }

    async fn kind<T: Listed + Into<Artifact>>(&self, name: &ConferenceName, kind: ArtifactKind, list: List<T>) {
        let result = self.ask(async |client| client.read_all(&list).await).await;
        let result = result.map(|all| all.into_iter().map(Into::into).collect());
        self.send(RecordsMsg::Artifacts { name: name.clone(), kind, result });
    }

    async fn look(&self, look: &Look) {
        match look {
            Look::Count(name) => {
                let count = async {
                    let result = self.ask(async |client| client.people_in_all(name).await).await;
                    self.send(RecordsMsg::Counted { name: name.clone(), result });
                };
                tokio::join!(count, self.artifacts(name));
            }
            Look::Files(name) => self.artifacts(name).await,
            Look::Sessions(of) => self.sessions(of).await,
        }
    }

    async fn sessions(&self, of: &ParticipantName) {
        let list = List::sessions(of, &SessionFilter::default());
        let result = self.ask(async |client| client.read_all(&list).await).await;
        self.send(RecordsMsg::Sessions { of: of.clone(), result });
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn count() -> Look {
        Look::Count("conferenceRecords/c".parse().unwrap())
    }

    #[test]
    fn a_minute_has_its_limit_and_counts_weigh_more() {
        let now = Instant::now();
        let mut queue = Queue { waiting: vec![count(); A_MINUTE].into(), workers: 1, ..Queue::default() };
        let reads = std::iter::from_fn(|| matches!(queue.next(now), Next::Read(_)).then_some(())).count();
        assert_eq!(reads, A_MINUTE / 4);
        let later = now + Duration::from_mins(1);
        assert_eq!(queue.next(now), Next::Wait(later));
        assert_eq!(queue.next(later), Next::Read(count()));
        queue.waiting.clear();
        assert_eq!((queue.next(later), queue.workers), (Next::End, 0));
    }
}

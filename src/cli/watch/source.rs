//! [`Source`]: where news come from: looks now and then, and where events are set up what Google tells, which says where to look.

use std::time::Duration;

use futures_util::stream::{self, StreamExt as _};
use jiff::Timestamp;
use tokio::time::Instant;

use super::live::{Heard, Live};
use crate::activity::{self, Candidate, Happening, Pace, Plan, Snapshot, Wanted, Watcher};
use crate::meet::client::Client;
use crate::meet::error::{Kind, MeetError};
use crate::meet::names::SpaceName;

/// Looks that are under way at the same time.
const AT_ONCE: usize = 4;
/// Between two looks because of what Google told.
const A_LOOK: Duration = Duration::from_secs(1);
/// Waits after looks that failed.
const WAITS: [Duration; 3] = [Duration::from_secs(15), Duration::from_secs(30), Duration::from_mins(1)];

/// What there is to say.
#[derive(Debug)]
pub(super) enum News {
    /// What is watched.
    Watching(String),
    /// Something happened in a space: what that is called, and the person's own name for it.
    Happened(Box<Happening>, String, Option<Box<str>>),
    /// Google does not answer; told once.
    Unreachable(MeetError),
    /// It answers again.
    Back,
    /// How news come from now on.
    How(String),
    /// A space cannot be watched any more.
    Gone(String, MeetError),
    /// A space that was named cannot be watched.
    Missing(String, MeetError),
    /// No space is left.
    Nothing(MeetError),
}

/// A space that is watched.
#[derive(Debug, Clone)]
pub(super) struct Watched {
    pub(super) space: SpaceName,
    label: Option<Box<str>>,
    called: String,
    looked: Option<Timestamp>,
    /// Settings are shown to the owner alone.
    own: bool,
}

impl Watched {
    pub(super) fn new(space: SpaceName, label: Option<Box<str>>, called: String) -> Self {
        Self { space, label, called, looked: None, own: false }
    }
}

/// Looks at spaces now and then, and where Google tells that something happened.
#[derive(Debug)]
pub(super) struct Source {
    client: Client,
    pace: Pace,
    watcher: Watcher,
    spaces: Vec<Watched>,
    /// Whether they were named: then one that is not there is a mistake.
    named: bool,
    /// Rounds in a row in which Google did not answer.
    failed: usize,
    /// How long to wait before the next round; none before the first.
    wait: Option<Duration>,
    /// What Google tells by itself, where that is set up.
    live: Option<Live>,
    /// When it told something last.
    told: Option<Instant>,
    /// Where it told that something happened.
    wanted: Wanted,
}

impl Source {
    pub(super) fn new(client: Client, pace: Pace, spaces: Vec<Watched>, named: bool) -> Self {
        let (watcher, wanted) = (Watcher::default(), Wanted::default());
        Self { client, pace, watcher, spaces, named, failed: 0, wait: None, live: None, told: None, wanted }
    }

    /// The same with what Google tells.
    pub(super) fn with(mut self, live: Option<Live>) -> Self {
        self.live = live;
        self
    }

    /// The command ends.
    pub(super) async fn leave(&self) {
        if let Some(live) = &self.live {
            live.leave().await;
        }
    }

    /// Waits for news.
    ///
    /// # Errors
    ///
    /// What ends it all: nobody is signed in, or nothing is permitted.
    pub(super) async fn next(&mut self) -> Result<Vec<News>, MeetError> {
        if let Some(wait) = self.wait {
            let until = Instant::now() + wait;
            let heard = match &mut self.live {
                None => {
                    tokio::time::sleep_until(until).await;
                    None
                }
                Some(live) => tokio::select! {
                    () = tokio::time::sleep_until(until) => None,
                    heard = live.heard() => Some(heard),
                },
            };
            match heard {
                None => {}
                Some(Heard::In(spaces)) => {
                    // Many events at once are a look a second, not a look each.
                    if let Some(last) = self.told.replace(Instant::now()) {
                        tokio::time::sleep_until(last + A_LOOK).await;
                    }
                    self.are_due(&spaces);
                }
                Some(Heard::How(words)) => {
                    self.wait = Some(until.saturating_duration_since(Instant::now()));
                    return Ok(vec![News::How(words)]);
                }
            }
        }
        let news = self.round(Timestamp::now).await;
        if let Some(live) = &mut self.live {
            live.taken_in();
        }
        news
    }

    /// Something happened in these: they are looked at as soon as there may be reads. Where it is not known in which, those with a call.
    fn are_due(&mut self, spaces: &[Option<SpaceName>]) {
        let somewhere = spaces.iter().any(Option::is_none);
        for watched in &self.spaces {
            let named = spaces.iter().flatten().any(|space| *space == watched.space);
            if named || somewhere && self.watcher.running(&watched.space).is_some() {
                self.wanted.add(&watched.space);
            }
        }
    }

    /// Looks at what is due.
    pub(super) async fn round(&mut self, now: impl Fn() -> Timestamp) -> Result<Vec<News>, MeetError> {
        let first = self.wait.is_none();
        let start = now();
        let candidate = |watched: &Watched| Candidate {
            space: watched.space.clone(),
            watched: true,
            running: self.watcher.running(&watched.space).is_some(),
            in_sight: true,
            events: self.live.as_ref().is_some_and(|live| live.covers(&watched.space, watched.own)),
            looked: watched.looked,
        };
        let candidates: Vec<Candidate> = self.spaces.iter().map(candidate).collect();
        let turn = self.pace.turn(&candidates, true, start);
        turn.now.iter().for_each(|space| self.wanted.remove(space));
        let told: Vec<SpaceName> = std::iter::from_fn(|| self.wanted.next(start, |_| Some(0))).collect();
        let plans: Vec<Plan> = turn.now.iter().chain(&told).map(|space| self.watcher.plan(space, start)).collect();
        let client = &self.client;
        let look = |plan: Plan| async move {
            let seen = activity::look(client, &plan).await;
            (plan.space, seen)
        };
        let looks: Vec<_> = stream::iter(plans).map(look).buffered(AT_ONCE).collect().await;
        let mut news = Vec::new();
        let mut trouble = None;
        let mut answered = false;
        for (space, seen) in looks {
            if told.contains(&space) {
                self.wanted.was(seen.as_ref().map_or(1, Snapshot::reads));
            }
            let Some(at) = self.spaces.iter().position(|watched| watched.space == space) else { continue };
            let Some(watched) = self.spaces.get_mut(at) else { continue };
            watched.looked = Some(start);
            match seen {
                Ok(snapshot) => {
                    answered = true;
                    if let Some(facts) = &snapshot.space {
                        watched.own = facts.config.is_some();
                    }
                    let (called, label) = (watched.called.clone(), watched.label.clone());
                    let happened = self.watcher.seen(&space, snapshot, now()).into_iter().filter(|happening| happening.news);
                    news.extend(happened.map(|happening| News::Happened(Box::new(happening), called.clone(), label.clone())));
                }
                Err(error) if is_of_the_space(&error) => {
                    answered = true;
                    if self.named && !self.watcher.knows(&space) {
                        return Ok(vec![News::Missing(watched.called.clone(), error)]);
                    }
                    let gone = self.spaces.remove(at);
                    news.push(if self.spaces.is_empty() { News::Nothing(error) } else { News::Gone(gone.called, error) });
                }
                Err(error) if matches!(error.kind(), Kind::NotSignedIn | Kind::NotPermitted) => return Err(error),
                // It is looked at again with the next round.
                Err(error) => {
                    watched.looked = None;
                    trouble = Some(error);
                }
            }
        }
        self.weather(trouble, answered, &mut news);
        if first && self.failed == 0 {
            let running = self.spaces.iter().filter(|watched| self.watcher.running(&watched.space).is_some()).count();
            news.insert(0, News::Watching(watching(&self.spaces, running)));
        }
        let pause = WAITS.get(self.failed.saturating_sub(1)).or(WAITS.last()).filter(|_| self.failed > 0);
        let mut next = turn.next.unwrap_or(self.pace.watched);
        if !self.wanted.is_empty() {
            next = next.min(self.wanted.wait(start).max(A_LOOK));
        }
        self.wait = Some(pause.map_or(next, |pause| next.max(*pause)));
        Ok(news)
    }

    /// That Google does not answer is told once, and that it does again.
    fn weather(&mut self, trouble: Option<MeetError>, answered: bool, news: &mut Vec<News>) {
        match trouble {
            Some(error) => {
                if self.failed == 0 {
                    news.push(News::Unreachable(error));
                }
                self.failed = self.failed.saturating_add(1);
            }
            None if answered => {
                if self.failed > 0 {
                    news.insert(0, News::Back);
                }
                self.failed = 0;
            }
            None => {}
        }
    }

    /// How long it waits before the next round.
    #[cfg(test)]
    pub(super) fn wait(&self) -> Option<Duration> {
        self.wait
    }
}

/// True where the others are watched all the same.
fn is_of_the_space(error: &MeetError) -> bool {
    matches!(error, MeetError::Hidden { .. } | MeetError::Vanished { .. } | MeetError::NotPermitted { .. })
}

fn watching(spaces: &[Watched], running: usize) -> String {
    let what = match spaces {
        [one] => one.called.clone(),
        many => format!("{} spaces", many.len()),
    };
    let running = match (spaces.len(), running) {
        (_, 0) => "no call is running".to_owned(),
        (1, _) => "a call is running".to_owned(),
        (_, running) => format!("calls are running in {running}"),
    };
    format!("Watching {what}; {running}. Ctrl-C ends.")
}

#[cfg(test)]
mod tests;

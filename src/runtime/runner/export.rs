//! Files to keep: what is not known is read, the text made of it, and written whole or not at all, all of it off the loop.

use std::panic::AssertUnwindSafe;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use futures_util::FutureExt;
use futures_util::stream::{self, StreamExt as _, TryStreamExt as _};
use tokio::sync::Mutex;
use tokio::task::AbortHandle;
use tokio::time::Instant;
use tracing::debug;

use super::minute::Minute;
use super::network::{AT_ONCE, internal};
use super::{Network, Pending, Sender};
use crate::book::Words;
use crate::effect::{ExportMsg, ExportOp, ExportOrder, ExportPlace, ExportWhat, Msg};
use crate::export::{self, Entry, Format, SaveError};
use crate::log;
use crate::meet::client::Client;
use crate::meet::error::MeetError;
use crate::meet::names::TranscriptName;
use crate::meet::records::{List, Listed, Pages, ParticipantFilter, SessionFilter};
use crate::meet::resources::{Participant, ParticipantSession, Transcript, TranscriptEntry};
use crate::tasks;

/// Requests in a minute: the stays of a person are one each, and Google allows 600 an account, of which others have 240.
const A_MINUTE: usize = 240;

/// Makes and writes files.
pub(super) struct Exporter {
    network: Arc<Network>,
    sender: Sender,
    pending: Pending,
    runtime: tokio::runtime::Handle,
    started: Arc<Mutex<Minute>>,
    task: Option<AbortHandle>,
}

impl Exporter {
    pub(super) fn new(network: Arc<Network>, sender: Sender, pending: Pending, runtime: tokio::runtime::Handle) -> Self {
        Self { network, sender, pending, runtime, started: Arc::default(), task: None }
    }

    pub(super) fn perform(&mut self, op: ExportOp) {
        match op {
            ExportOp::Make { order, place, generation } => {
                self.cancel();
                let job = self.pending.start();
                let maker = Maker {
                    network: self.network.clone(),
                    sender: self.sender.clone(),
                    started: self.started.clone(),
                    generation,
                };
                let task = tasks::start(&self.runtime, async move {
                    maker.make(*order, place).await;
                    drop(job);
                });
                self.task = Some(task.abort_handle());
            }
            ExportOp::Save { text, place, generation } => self.save(text, place, generation),
            ExportOp::Cancel => self.cancel(),
        }
    }

    fn cancel(&mut self) {
        if let Some(task) = self.task.take() {
            task.abort();
        }
    }

    fn save(&self, text: Arc<str>, place: ExportPlace, generation: u64) {
        let (sender, job) = (self.sender.clone(), self.pending.start());
        tasks::start_blocking(&self.runtime, move || {
            let file = resolved(&place);
            let result = export::save(&file, &text, place.existing).map(|()| file);
            debug!(outcome = ?result.as_ref().map(drop).map_err(log::kind_of), "wrote a file to keep");
            sender.send(Msg::Export(ExportMsg::Saved { generation, result }));
            drop(job);
        });
    }
}

/// The file that was meant: `~` is the home, a folder gets the proposed name, what is not absolute lies where the program was started.
fn resolved(place: &ExportPlace) -> PathBuf {
    let typed = place.typed.trim();
    let rest = typed.strip_prefix('~').filter(|rest| rest.is_empty() || rest.starts_with(std::path::is_separator));
    let mut file = match rest.zip(etcetera::home_dir().ok()) {
        Some((rest, home)) => home.join(rest.trim_start_matches(std::path::is_separator)),
        None => PathBuf::from(typed),
    };
    if typed.is_empty() || typed.ends_with(std::path::is_separator) || file.is_dir() {
        file.push(&place.name);
    }
    std::path::absolute(&file).unwrap_or(file)
}

/// What a task makes a text with.
struct Maker {
    network: Arc<Network>,
    sender: Sender,
    started: Arc<Mutex<Minute>>,
    generation: u64,
}

impl Maker {
    async fn make(&self, order: ExportOrder, place: ExportPlace) {
        // Whoever waits for minutes wants to know before.
        let checked = tasks::blocking(move || {
            let file = resolved(&place);
            export::may_save(Path::new(&file), place.existing)
        });
        if let Ok(Err(error)) = checked.await {
            return self.send(ExportMsg::Saved { generation: self.generation, result: Err::<PathBuf, SaveError>(error) });
        }
        let work = AssertUnwindSafe(self.text(order)).catch_unwind();
        let result = work.await.unwrap_or_else(|_| Err(internal()));
        self.send(ExportMsg::Made { generation: self.generation, result: result.map(Into::into) });
    }

    fn send(&self, msg: ExportMsg) {
        self.sender.send(Msg::Export(msg));
    }

    fn tell(&self, words: String) {
        self.send(ExportMsg::Reading { generation: self.generation, words });
    }

    async fn text(&self, order: ExportOrder) -> Result<String, MeetError> {
        let client = self.network.client().await?;
        match order.what {
            ExportWhat::Transcript(format) => self.transcript(&client, order, format).await,
            ExportWhat::PeopleCsv => {
                let people = self.with_stays(&client, &order).await?;
                let people: Vec<_> = people.iter().map(|(person, stays)| export::Person::read(person, stays)).collect();
                export::people_csv(&people).map_err(|error| not_written(&error))
            }
            ExportWhat::PeopleJson => {
                let people = self.with_stays(&client, &order).await?;
                export::people_json(&people).map_err(|error| not_written(&error))
            }
            ExportWhat::Artifacts => {
                let name = &order.conference;
                let (recordings, transcripts, notes) = (List::recordings(name), List::transcripts(name), List::smart_notes(name));
                let all = tokio::try_join!(
                    self.all(&client, recordings, ""),
                    self.all(&client, transcripts, ""),
                    self.all(&client, notes, "")
                );
                let (recordings, transcripts, notes) = all?;
                export::artifacts_json(&recordings, &transcripts, &notes).map_err(|error| not_written(&error))
            }
        }
    }

    /// Every page of a list, below the quota; how many, in `what`, is told on the way.
    async fn all<T: Listed>(&self, client: &Client, list: List<T>, what: &str) -> Result<Vec<T>, MeetError> {
        let mut pages = Pages::new(list);
        let mut all = Vec::new();
        loop {
            self.turn().await;
            let Some(items) = pages.next(client).await? else { return Ok(all) };
            all.extend(items);
            if !what.is_empty() && !pages.is_over() {
                self.tell(format!("{} {what}", all.len()));
            }
            if pages.is_over() {
                return Ok(all);
            }
        }
    }

    /// Waits until one more request may start.
    async fn turn(&self) {
        loop {
            let wait = {
                let mut started = self.started.lock().await;
                let now = Instant::now();
                let wait = started.wait(now, A_MINUTE);
                if wait.is_none() {
                    started.note(now, 1);
                }
                wait
            };
            match wait {
                Some(until) => tokio::time::sleep_until(until).await,
                None => return,
            }
        }
    }

    /// Everybody with their stays, a request each.
    async fn with_stays(
        &self,
        client: &Client,
        order: &ExportOrder,
    ) -> Result<Vec<(Participant, Vec<ParticipantSession>)>, MeetError> {
        let list = List::participants(&order.conference, &ParticipantFilter::default());
        let people = self.all(client, list, "people").await?;
        let count = people.len();
        let ask = |(at, person): (usize, Participant)| async move {
            if at > 0 && at % 10 == 0 {
                self.tell(format!("when {at} of {count} people were there"));
            }
            let stays = self.all(client, List::sessions(&person.name, &SessionFilter::default()), "").await?;
            Ok((person, stays))
        };
        stream::iter(people.into_iter().enumerate()).map(ask).buffered(AT_ONCE).try_collect().await
    }

    /// The transcript, or all of them as one where it was stopped and started again.
    async fn transcript(&self, client: &Client, order: ExportOrder, format: Format) -> Result<String, MeetError> {
        let transcripts = self.all(client, List::transcripts(&order.conference), "");
        let people = self.all(client, List::participants(&order.conference, &ParticipantFilter::default()), "people");
        let (mut transcripts, people) = tokio::try_join!(transcripts, people)?;
        transcripts.retain(|one| order.part.as_ref().is_none_or(|part| *part == one.name));
        let mut whole: Option<export::Transcript> = None;
        for part in transcripts {
            let read = self.part(client, &order, &part, &people).await?;
            match &mut whole {
                None => whole = Some(read),
                Some(whole) => {
                    whole.end = whole.end.and(read.end);
                    whole.entries.extend(read.entries);
                }
            }
        }
        let whole = whole.unwrap_or_else(|| export::Transcript {
            title: order.title.clone(),
            conference: order.conference.to_string(),
            ..export::Transcript::default()
        });
        Ok(export::transcript(&whole, format, &order.zone))
    }

    async fn part(
        &self,
        client: &Client,
        order: &ExportOrder,
        part: &Transcript,
        people: &[Participant],
    ) -> Result<export::Transcript, MeetError> {
        let known = order.known.iter().find(|(name, _)| *name == part.name);
        let entries: Vec<TranscriptEntry> = match known {
            Some(_) => Vec::new(),
            None => self.all(client, List::entries(&part.name), "entries").await?,
        };
        let mut whole = export::Transcript::read(&order.conference, part, order.title.as_deref(), &entries, people);
        if let Some((name, words)) = known {
            whole.entries = entries_of(name, words, people);
        }
        Ok(whole)
    }
}

/// What is known already, as it was sent.
fn entries_of(name: &TranscriptName, words: &Words, people: &[Participant]) -> Vec<Entry> {
    let called = |speaker: &str| people.iter().find(|person| person.name.as_str() == speaker)?.display_name();
    let names: Vec<Option<&str>> = words.speakers.iter().map(|speaker| called(speaker)).collect();
    let entry = |(at, said): (usize, &crate::book::Said)| Entry {
        name: format!("{name}/entries/{}", said.id),
        participant: words.speaker(at).map(str::to_owned),
        speaker: said.speaker.and_then(|speaker| *names.get(speaker as usize)?).map(str::to_owned),
        start: said.start,
        end: said.end,
        language: words.language(at).map(str::to_owned),
        text: said.raw.as_ref().unwrap_or(&said.text).to_string(),
    };
    words.said.iter().enumerate().map(entry).collect()
}

/// The library that writes the format refuses; it never does.
fn not_written(error: &dyn std::fmt::Display) -> MeetError {
    MeetError::WrongShape { detail: crate::text::clean(&error.to_string()).into_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::Existing;

    fn file(typed: &str) -> PathBuf {
        resolved(&ExportPlace { typed: typed.into(), name: "t.md".into(), existing: Existing::Keep })
    }

    #[test]
    fn a_folder_keeps_the_name_and_a_tilde_is_the_home() {
        let dir = tempfile::tempdir().unwrap();
        let there = dir.path().display().to_string();
        assert_eq!(file(&there), dir.path().join("t.md"));
        assert_eq!(file(&format!("{there}/own.md ")), dir.path().join("own.md"));
        assert_eq!(file(&format!("{there}/none/")), dir.path().join("none").join("t.md"));
        let here = std::env::current_dir().unwrap();
        assert_eq!((file(""), file("own.md")), (here.join("t.md"), here.join("own.md")));
        let home = etcetera::home_dir().unwrap();
        assert_eq!((file("~"), file("~/x.md"), file("~x.md")), (home.join("t.md"), home.join("x.md"), here.join("~x.md")));
    }
}

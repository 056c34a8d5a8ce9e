//! [`look()`]: one look at a space, made of as few reads as tell what can have changed.

use std::collections::HashSet;

use super::watcher::{Active, Ask, People, Plan, Seen, SeenPerson, Snapshot};
use crate::book::Artifact;
use crate::meet::client::Client;
use crate::meet::error::{Kind, MeetError};
use crate::meet::names::{ConferenceName, SpaceRef};
use crate::meet::records::{List, Listed, ParticipantFilter, SessionFilter};
use crate::meet::resources::Participant;

/// Of so many people at the most it is asked in one look when exactly they were there.
const SESSIONS: usize = 4;

/// Looks at a space. An idle one costs a single read, a running conference two or three.
///
/// # Errors
///
/// See [`MeetError`]. What may not be seen of a conference, or is no longer there, is left out and no error.
pub async fn look(client: &Client, plan: &Plan) -> Result<Snapshot, MeetError> {
    let mut snapshot = Snapshot::default();
    if let Active::Known(running) = &plan.active {
        snapshot.running.clone_from(running);
    } else {
        let space = client.get_space(&SpaceRef::Name(plan.space.clone())).await?;
        snapshot.running = space.conference().cloned();
        snapshot.space = Some(Box::new(space));
    }
    let new = snapshot.running.iter().filter(|name| plan.asks.iter().all(|ask| ask.name != **name));
    let new: Vec<Ask> = new.cloned().map(Ask::everything).collect();
    for ask in plan.asks.iter().chain(&new) {
        let runs = snapshot.running.as_ref() == Some(&ask.name);
        if let Some(seen) = conference(client, ask, runs, plan.closely).await? {
            snapshot.seen.push(seen);
        }
    }
    Ok(snapshot)
}

async fn conference(client: &Client, ask: &Ask, runs: bool, closely: bool) -> Result<Option<Seen>, MeetError> {
    let mut seen = Seen { name: ask.name.clone(), times: None, people: Vec::new(), everybody: false, files: None };
    let was_running = ask.people != People::Nobody;
    if ask.record || (was_running && !runs) {
        let Some(record) = seen_or_not(client.conference_record(&ask.name).await)? else { return Ok(None) };
        seen.times = Some((record.start_time, record.end_time));
    }
    let over = seen.times.is_some_and(|(_, end)| end.is_some());
    let (people, everybody) = people(client, &ask.name, ask.people).await?;
    seen.everybody = everybody;
    let mut asked = 0;
    for person in people {
        let mut sessions = None;
        if closely && !over && asked < SESSIONS && ask.has_moved(&person) {
            asked += 1;
            let list = List::sessions(&person.name, &SessionFilter::default());
            sessions = seen_or_not(client.read_all(&list).await)?;
        }
        seen.people.push(SeenPerson { person, sessions });
    }
    if closely && (ask.files || over) {
        seen.files = Some(files(client, &ask.name).await?);
    }
    Ok(Some(seen))
}

async fn people(client: &Client, name: &ConferenceName, whom: People) -> Result<(Vec<Participant>, bool), MeetError> {
    let list = |filter: ParticipantFilter| async move { seen_or_not(client.read_all(&List::participants(name, &filter)).await) };
    match whom {
        People::Nobody => Ok((Vec::new(), false)),
        People::Everybody => {
            let people = list(ParticipantFilter::default()).await?;
            let everybody = people.is_some();
            Ok((people.unwrap_or_default(), everybody))
        }
        People::Since(time) => {
            let (came, left) = (ParticipantFilter::default().from(time), ParticipantFilter::default().left(time));
            let (came, left) = tokio::try_join!(list(came), list(left))?;
            let mut names = HashSet::new();
            let both = came.into_iter().chain(left).flatten();
            Ok((both.filter(|person| names.insert(person.name.clone())).collect(), false))
        }
    }
}

/// What is kept of a conference. A kind that may not be seen is left out.
async fn files(client: &Client, name: &ConferenceName) -> Result<Vec<Artifact>, MeetError> {
    async fn kind<T: Listed + Into<Artifact>>(client: &Client, list: List<T>) -> Result<Vec<Artifact>, MeetError> {
        let all = seen_or_not(client.read_all(&list).await)?;
        Ok(all.into_iter().flatten().map(Into::into).collect())
    }
    let mut all = kind(client, List::recordings(name)).await?;
    all.extend(kind(client, List::transcripts(name)).await?);
    all.extend(kind(client, List::smart_notes(name)).await?);
    Ok(all)
}

/// What is hidden or gone is nothing to be seen, and no error.
fn seen_or_not<T>(result: Result<T, MeetError>) -> Result<Option<T>, MeetError> {
    match result {
        Ok(value) => Ok(Some(value)),
        Err(error) if matches!(error.kind(), Kind::NotPermitted | Kind::NotFound) => Ok(None),
        Err(error) => Err(error),
    }
}

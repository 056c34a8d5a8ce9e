//! Asking Google about many spaces of the list: a few at a time, far below what it allows in a minute.

use futures_util::stream::{self, StreamExt as _};

use super::super::base::{Base, title};
use super::super::net::Net;
use super::super::{Exit, exit};
use super::dry;
use crate::meet::error::{Kind, MeetError};
use crate::meet::preview::Preview;
use crate::store::{Entry, Store};

/// Spaces that are asked about at the most: a quarter of what Google allows in a minute.
const MOST: usize = 150;
/// How many at the same time.
const AT_ONCE: usize = 4;

fn wanted(store: &Store) -> Result<Vec<Entry>, Exit> {
    store.first(MOST).map_err(|error| exit::store("The list of spaces could not be read", &error))
}

/// What would be sent.
pub(super) fn preview(base: &Base<'_>, store: &Store) -> Result<Exit, Exit> {
    let all = wanted(store)?;
    let all: Vec<Preview> = all.into_iter().map(|entry| Preview::get(&base.around.endpoint, &entry.name.into())).collect();
    Ok(dry::requests(&all))
}

/// Asks about the first ones of the list and keeps what comes. What cannot be read of one space is told, and its old facts stay; an
/// error that would befall each of them ends it.
pub(super) fn all(base: &mut Base<'_>, store: &mut Store) -> Result<(), Exit> {
    let entries = wanted(store)?;
    let mut net = Net::open(base)?;
    let total = store.len().map_err(|error| exit::store("The list of spaces could not be read", &error))?;
    let answers = net.tried("", |client| async move {
        let ask = |entry: Entry| {
            let client = client.clone();
            async move {
                let answer = client.get_space(&entry.name.clone().into()).await;
                (entry, answer)
            }
        };
        let mut asked = stream::iter(entries).map(ask).buffer_unordered(AT_ONCE);
        let mut answers = Vec::new();
        while let Some((entry, answer)) = asked.next().await {
            match answer {
                Err(error) if befalls_all(&error) => return Err(error),
                answer => answers.push((entry, answer)),
            }
        }
        Ok(answers)
    })?;
    let answers = answers.map_err(|error| exit::meet("The list was not refreshed", &error))?;
    let asked = answers.len();
    for (entry, answer) in answers {
        match answer {
            Ok(space) => drop(Base::learn(Some(store), &space)),
            Err(error) => base.say(&format!("{}: {} What was known before is shown.", title(Some(&entry), None), error.why())),
        }
    }
    if u64::try_from(asked).unwrap_or(u64::MAX) < total {
        base.say(&format!(
            "Asked about the first {asked} of {total}: Google allows 600 reads a minute. Of the others, what was known last."
        ));
    }
    Ok(())
}

/// Whether the next space would fare the same.
fn befalls_all(error: &MeetError) -> bool {
    matches!(error.kind(), Kind::NotSignedIn | Kind::NotPermitted | Kind::Unavailable)
}

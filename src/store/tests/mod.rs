//! Tests of the list from inside. Those that need other processes are in `tests/store.rs`.

mod bad_days;
mod examined;
mod list;

use std::path::Path;

use jiff::Timestamp;

use super::*;
use crate::meet::names::SpaceName;
use crate::meet::resources::{AccessType, ActiveConference, Space, SpaceConfig};

fn scope() -> Scope {
    Scope { account: "ana@example.com".into(), endpoint: "https://meet.googleapis.com".into() }
}

fn name(id: &str) -> SpaceName {
    format!("spaces/{id}").parse().unwrap()
}

/// A time, in minutes after a fixed one.
fn at(minutes: i64) -> Timestamp {
    Timestamp::from_second(1_760_000_000 + minutes * 60).unwrap()
}

/// The clock of every store here.
fn noon() -> Timestamp {
    at(720)
}

fn habits() -> Habits {
    Habits { now: noon, write_wait: Duration::from_millis(50), read_wait: Duration::from_millis(50), vfs: None }
}

fn memory() -> Store {
    let mut store = Store::in_memory(&scope()).unwrap();
    store.habits = habits();
    store
}

fn open(dir: &Path) -> Opened {
    Store::open_with(dir, &scope(), habits()).unwrap()
}

fn entry(id: &str, minutes: i64) -> Entry {
    Entry::named(name(id), at(minutes))
}

fn bare(id: &str, minutes: i64) -> Known {
    Known { entry: entry(id, minutes), facts: None }
}

fn facts(id: &str, access: AccessType, live: bool, learnt: Timestamp) -> Facts {
    let space = Space {
        meeting_code: Some("abc-mnop-xyz".into()),
        config: Some(SpaceConfig { access_type: Some(access), ..SpaceConfig::default() }),
        active_conference: live.then(ActiveConference::default),
        ..Space::named(name(id))
    };
    Facts { space, learnt }
}

fn ids(store: &Store) -> Vec<String> {
    let mut ids = Vec::new();
    store.each(|entry| ids.push(entry.name.id().to_owned())).unwrap();
    ids
}

//! The API itself: is it switched on, does it take the token, and does one read work that harms nobody? On request, a whole round
//! trip with a space of its own.

use std::sync::Arc;

use jiff::Timestamp;

use super::check::{Cause, Check};
use super::network;
use crate::auth::scopes::{Granted, Scope};
use crate::meet::client::Client;
use crate::meet::endpoint::Endpoint;
use crate::meet::error::{Kind, MeetError};
use crate::meet::names::{SpaceName, SpaceRef};
use crate::meet::patch::SpacePatch;
use crate::meet::resources::{AccessType, Space};
use crate::meet::token::TokenSource;
use crate::store::{Entry, Facts, Known, Store};

/// The API is switched on in the project.
pub(super) const API: &str = "api";
/// The read.
pub(super) const READ: &str = "read";
/// The round trip.
pub(super) const ROUND_TRIP: &str = "create space";
/// What the space of a round trip is called in the list.
const LABEL: &str = "greenroom doctor";

/// Which coarse cause an error of Meet is.
pub(super) fn cause(error: &MeetError) -> Cause {
    match error.kind() {
        Kind::NotSignedIn => Cause::NotSignedIn,
        Kind::NotPermitted => Cause::NotPermitted,
        Kind::Unavailable => Cause::Unreachable,
        Kind::NotFound | Kind::Failed => Cause::Other,
    }
}

fn failed(name: &'static str, what: &str, error: &MeetError) -> Check {
    Check::failed(name, cause(error), format!("{what}: {}", error.why()), error.next_step())
}

/// A client for what follows; or why there is none, for each of the two checks.
pub(super) async fn client(endpoint: &Endpoint, tokens: Arc<dyn TokenSource>) -> Result<Client, Vec<Check>> {
    match network::client(endpoint, tokens).await {
        Ok(built) => Ok(built.client),
        Err(error) => Err(vec![failed(API, "no client", &error), Check::untried(READ, "there is no client")]),
    }
}

/// One read: the latest conference where the token is good for it, or else a space of the list. Nothing of what it brings is
/// shown, and no code is looked up, for that may belong to others.
pub(super) async fn read(client: &Client, granted: Option<&Granted>, known: Option<SpaceName>) -> Vec<Check> {
    let lists = granted.is_none_or(|granted| granted.has(Scope::Created) || granted.has(Scope::Readonly));
    let (what, outcome) = match known {
        _ if lists => ("reading the latest conference", client.has_conferences().await.map(|_| ())),
        Some(name) => ("reading a space of the list", client.get_space(&SpaceRef::Name(name)).await.map(|_| ())),
        None => {
            let why = "the token may not list conferences, and there is no space in the list to read";
            return [API, READ]
                .map(|name| Check::untried(name, why).but("Look up a space (L in the app), then try again."))
                .into();
        }
    };
    match outcome {
        Ok(()) => vec![
            Check::ok(API, format!("the Meet API is switched on at {}", client.endpoint().as_str())),
            Check::ok(READ, format!("{what} works")),
        ],
        // Somebody who is told this was let in.
        Err(error @ (MeetError::Hidden { .. } | MeetError::ScopeMissing { .. } | MeetError::RateLimited { .. })) => vec![
            Check::ok(API, format!("the Meet API is switched on at {}", client.endpoint().as_str())),
            failed(READ, what, &error),
        ],
        Err(
            error @ (MeetError::ApiDisabled { .. }
            | MeetError::QuotaProjectDenied { .. }
            | MeetError::BillingDisabled { .. }
            | MeetError::ProjectInvalid { .. }
            | MeetError::ProjectSuspended { .. }
            | MeetError::SecurityPolicy { .. }),
        ) => vec![failed(API, "the Cloud project", &error), Check::untried(READ, "the API does not let anybody in")],
        Err(error) => vec![Check::untried(API, "the read failed before that could be told"), failed(READ, what, &error)],
    }
}

/// Makes a space, reads it, changes who may join and changes it back, and keeps it in the list: it cannot be deleted.
pub(super) async fn round_trip(client: &Client, store: &mut Store) -> Check {
    let made = match client.create_space(None).await {
        Ok(space) => space,
        Err(error) => return failed(ROUND_TRIP, "no space could be made", &error),
    };
    // Before anything else can go wrong.
    let kept = keep(store, &made);
    let steps = steps(client, &made).await;
    let tail = "Google has no way to delete a space";
    match (steps, kept) {
        (Ok(steps), Ok(())) => Check::ok(ROUND_TRIP, format!("{steps}; it stays in your list as “{LABEL}”, for {tail}")),
        (Ok(steps), Err(why)) => Check::failed(
            ROUND_TRIP,
            Cause::Other,
            format!("{steps}; it could not be put into your list: {why}"),
            format!("{tail}; nobody knows its link, so it does no harm."),
        ),
        (Err((what, error)), _) => {
            let mut check = failed(ROUND_TRIP, what, &error);
            check.detail = format!("{} The space is in your list as “{LABEL}”; {tail}", check.detail);
            check
        }
    }
}

async fn steps(client: &Client, made: &Space) -> Result<&'static str, (&'static str, MeetError)> {
    let name = &made.name;
    let found = client.get_space(&SpaceRef::Name(name.clone())).await;
    let found = found.map_err(|error| ("a space was made, but not read", error))?;
    // Who does not see the settings cannot put them back.
    let Some(before) = found.access().cloned().filter(|access| !matches!(access, AccessType::Other(_))) else {
        return Ok("a space was made and read; its settings are not visible, so they were left alone");
    };
    let change = |access: AccessType| SpacePatch::new().access(access);
    let changed = client.patch_space(name, &change(before.next())).await;
    changed.map_err(|error| ("a space was made and read, but not changed", error))?;
    let back = client.patch_space(name, &change(before.clone())).await;
    let back = back.map_err(|error| ("a space was made, read and changed, but not changed back", error))?;
    if back.access() == Some(&before) {
        Ok("a space was made, read, changed and changed back")
    } else {
        Ok("a space was made, read and changed; its server did not take the change back")
    }
}

fn keep(store: &mut Store, space: &Space) -> Result<(), String> {
    let now = Timestamp::now();
    let mut entry = Entry::named(space.name.clone(), now);
    entry.label = Some(LABEL.into());
    entry.created = Some(now);
    let facts = Facts { space: space.clone(), learnt: now };
    store.add(&Known { entry, facts: Some(facts) }).map(drop).map_err(|error| error.why())
}

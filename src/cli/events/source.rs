//! Where events come from: what settings, variables and the way in say, put together.

use std::sync::Arc;

use super::super::surroundings::Surroundings;
use super::places::{self, Named, Places};
use crate::auth::accounts::Accounts;
use crate::auth::error::AuthError;
use crate::auth::vault::Slot;
use crate::config::Events;
use crate::meet::token::TokenSource;
use crate::runtime::runner::{EventsSource, Owner, Waits};

/// Nothing where no topic and subscription are set, or where it may not be: what makes subscriptions writes. A wrong value is one line
/// for the shell; what is wrong with tokens for Pub/Sub is told beside.
pub(in crate::cli) fn source(
    around: &Surroundings,
    chosen: &Events,
    tokens: &Arc<dyn TokenSource>,
    slot: Option<&Slot>,
    may: bool,
) -> Result<Option<Result<EventsSource, AuthError>>, String> {
    let Some(Named { topic, pull }) = places::named(chosen, (None, None))? else { return Ok(None) };
    let places = Places::read(&around.endpoint)?;
    if !may {
        return Ok(None);
    }
    let pubsub = match places.tokens(around, chosen, tokens) {
        Ok((pubsub, _)) => pubsub,
        Err(error) => return Ok(Some(Err(error))),
    };
    let accounts = Accounts::load(&around.home.data).ok();
    let account = slot.zip(accounts.as_ref()).and_then(|(slot, accounts)| accounts.find(slot));
    let number = account.and_then(|account| account.subject.as_deref()?.parse().ok());
    let file = format!("events-{}-{}.lock", pull.project().replace(':', "_"), pull.id());
    Ok(Some(Ok(EventsSource {
        workspace: (Places::settings(&places.events), tokens.clone()),
        pubsub: (Places::settings(&places.pubsub), pubsub),
        topic,
        pull,
        owner: number.map_or_else(|| ask(around), Owner::Known),
        lock: Some(around.home.data.join(file)),
        delete_on_exit: chosen.delete_on_exit,
        waits: Waits::default(),
    })))
}

/// The server of the sign-in knows the person's number.
pub(super) fn ask(around: &Surroundings) -> Owner {
    Owner::Ask(around.home.oauth.clone().or_else(|| (!around.endpoint.is_google()).then(|| around.endpoint.clone())))
}

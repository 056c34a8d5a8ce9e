//! The part of a seed that people and programs sign in with: clients, service accounts, test users.

use serde::Deserialize;

use super::super::oauth::ClientKind;
use super::super::world::{World, WorldError};
use super::{Hushed, Seed, SeedError};

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(super) struct SeedClient {
    id: String,
    secret: Hushed,
    project: String,
    kind: ClientKind,
    #[serde(default)]
    redirect_uris: Vec<String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(super) struct SeedAccount {
    email: String,
    client_id: String,
    public_key: String,
    #[serde(default)]
    delegated: Vec<String>,
}

/// What people and programs sign in with.
pub(super) fn sow(world: &mut World, seed: &Seed) -> Result<(), SeedError> {
    for project in &seed.file.projects {
        if let Some(stranger) = project.test_users.iter().find(|user| !world.users.contains_key(*user)) {
            return Err(seed.wrong(&project.id, stranger, format!("there is no user {stranger}")));
        }
    }
    for client in &seed.file.clients {
        let added = world.accept_client(&client.id, &client.secret.0, &client.project, client.kind).map_err(|error| {
            let value = if matches!(error, WorldError::UnknownProject(_)) { &client.project } else { &client.id };
            seed.wrong(&client.id, value, error.to_string())
        })?;
        added.redirect_uris.clone_from(&client.redirect_uris);
    }
    for account in &seed.file.service_accounts {
        let delegated: Vec<&str> = account.delegated.iter().map(String::as_str).collect();
        world
            .add_service_account(&account.email, &account.client_id, account.public_key.as_bytes(), &delegated)
            .map_err(|error| seed.wrong(&account.email, &account.email, error.to_string()))?;
    }
    Ok(())
}

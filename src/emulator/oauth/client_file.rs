//! The file that Google's console lets one download for a client, with the addresses of this emulator in it.

use serde_json::{Value, json};

use super::super::params::Params;
use super::super::world::World;
use super::Told;
use super::denial::Denial;
use super::state::{ClientKind, OAuthClient};

/// The file's content.
pub(super) fn file(client: &OAuthClient, endpoint: &str) -> Value {
    let mut inner = json!({
        "client_id": client.id,
        "project_id": client.project,
        "auth_uri": format!("{endpoint}/o/oauth2/auth"),
        "token_uri": format!("{endpoint}/token"),
        "auth_provider_x509_cert_url": format!("{endpoint}/oauth2/v1/certs"),
        "client_secret": client.secret,
        "redirect_uris": client.redirect_uris,
    });
    match client.kind {
        ClientKind::Desktop => {
            inner["redirect_uris"] = json!(["http://localhost"]);
            json!({ "installed": inner })
        }
        ClientKind::Web => json!({ "web": inner }),
    }
}

/// `GET /client.json`: of the first desktop client, or of the one that `client_id` names.
pub(super) fn download(world: &World, params: &Params, endpoint: &str) -> Result<Told, Denial> {
    let client = match params.get("client_id") {
        Some(id) => world.oauth.client(id),
        None => world.desktop_client(),
    };
    client.map(|client| Told::nobody(file(client, endpoint))).ok_or_else(|| {
        let mut denial = Denial::no_such_client();
        denial.status = 404;
        denial
    })
}

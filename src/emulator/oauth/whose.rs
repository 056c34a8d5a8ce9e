//! What can be asked about a token, and taking it back.

use serde_json::{Value, json};

use super::super::params::Params;
use super::super::serve::{self, Call};
use super::super::world::{Grant, World};
use super::denial::Denial;
use super::scopes::{EMAIL, OPENID};
use super::{Told, id_token, scopes};

/// `GET /oauth2/v3/userinfo`
pub(super) fn userinfo(world: &World, call: &Call, params: &Params) -> Result<Told, Denial> {
    let wrong = || Denial::new(401, "invalid_request", "Invalid Credentials").with_challenge();
    let grant = serve::token(call, params).and_then(|token| live(world, token)).ok_or_else(wrong)?;
    if !grant.all.contains(OPENID) {
        return Err(Denial::new(403, "insufficient_scope", "Request had insufficient authentication scopes.").with_challenge());
    }
    Ok(Told { value: id_token::about(world, &grant.user, &grant.all), user: Some(grant.user.clone()) })
}

/// `GET /tokeninfo`
pub(super) fn tokeninfo(world: &World, params: &Params) -> Result<Told, Denial> {
    let token = params.get("access_token").ok_or_else(|| Denial::invalid_request("Invalid Value"))?;
    let grant = live(world, token).ok_or_else(|| Denial::new(400, "invalid_token", "Invalid Value"))?;
    let left = grant.expires.duration_since(world.now()).as_secs();
    let mut value: Value = json!({
        "scope": scopes::text(&grant.all),
        // numbers in quotes, as Google sends them here
        "exp": grant.expires.as_second().to_string(),
        "expires_in": left.to_string(),
    });
    if let Some(client) = &grant.client {
        value["azp"] = client.as_str().into();
        value["aud"] = client.as_str().into();
        value["access_type"] = "offline".into();
    }
    let about = id_token::about(world, &grant.user, &grant.all);
    if grant.all.contains(OPENID) || grant.all.contains(EMAIL) {
        value["sub"] = about["sub"].clone();
    }
    if grant.all.contains(EMAIL) {
        value["email"] = about["email"].clone();
        value["email_verified"] = "true".into();
    }
    Ok(Told { value, user: Some(grant.user.clone()) })
}

/// An access token that is good now.
fn live<'w>(world: &'w World, token: &str) -> Option<&'w Grant> {
    world.tokens.get(token).filter(|grant| world.now() < grant.expires)
}

/// `POST /revoke`: one token takes all others of that person and project with it.
pub(super) fn revoke(world: &mut World, token: Option<&str>) -> Result<Told, Denial> {
    let token = token.ok_or_else(|| Denial::invalid_request("Required parameter is missing: token"))?;
    let now = world.now();
    let refresh = world.oauth.refresh.iter().find(|refresh| refresh.token == token && refresh.ends.is_none_or(|ends| now < ends));
    let refresh = refresh.map(|refresh| (refresh.user.clone(), refresh.project.clone()));
    let whose = refresh.or_else(|| live(world, token).map(|grant| (grant.user.clone(), grant.project.clone())));
    let (user, project) = whose.ok_or_else(|| Denial::new(400, "invalid_token", "Token expired or revoked"))?;
    world.revoke_access(&user, &project);
    Ok(Told { value: json!({}), user: Some(user) })
}

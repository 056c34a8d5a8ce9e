//! The token address: a code, a refresh token or an assertion for an access token.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use jiff::{SignedDuration, Timestamp};
use ring::digest;
use serde_json::{Value, json};

use super::super::params::Params;
use super::super::serve::Call;
use super::super::world::{Grant, World, ids};
use super::authorize::is_verifier;
use super::denial::Denial;
use super::scopes::{OPENID, Scopes};
use super::state::{Block, Challenge, OAuthClient, Publishing, Refresh};
use super::{Told, assertion, id_token, scopes};

/// How many live refresh tokens a person may have at one client.
const LIVE: usize = 100;
/// How long a refresh token lives in a project that is being tested.
const TESTING: SignedDuration = SignedDuration::from_hours(7 * 24);
/// How long a refresh token lives without being used: six months.
const UNUSED: SignedDuration = SignedDuration::from_hours(183 * 24);

/// `POST /token`
pub(super) fn token(world: &mut World, call: &Call, form: &Params) -> Result<Told, Denial> {
    match form.get("grant_type") {
        Some("authorization_code") => {
            let client = client(world, call, form)?;
            redeem(world, &client, form)
        }
        Some("refresh_token") => {
            let client = client(world, call, form)?;
            refresh(world, &client, form)
        }
        Some(assertion::GRANT_TYPE) => assertion::token(world, call, form),
        Some(other) => Err(Denial::new(400, "unsupported_grant_type", format!("Invalid grant_type: {other}"))),
        None => Err(Denial::invalid_request("Required parameter is missing: grant_type")),
    }
}

/// Who is asking.
struct Asking {
    id: String,
    project: String,
    rotates: bool,
}

/// The client, by what it knows: in the form, or in the header.
fn client(world: &World, call: &Call, form: &Params) -> Result<Asking, Denial> {
    let basic = call.authorization.as_deref().and_then(basic);
    let id = form.get("client_id").or(basic.as_ref().map(|(id, _)| id.as_str()));
    let id = id.ok_or_else(|| Denial::invalid_request("Could not determine client ID from request."))?;
    let client: &OAuthClient = world.oauth.client(id).ok_or_else(Denial::no_such_client)?;
    if client.block == Some(Block::DeletedClient) {
        return Err(Denial::new(401, "deleted_client", "The OAuth client was deleted."));
    }
    let secret = form.get("client_secret").or(basic.as_ref().map(|(_, secret)| secret.as_str()));
    match secret {
        None | Some("") => Err(Denial::invalid_request("client_secret is missing.")),
        Some(secret) if secret != client.secret => {
            Err(Denial::new(401, "invalid_client", "The provided client secret is invalid."))
        }
        Some(_) => Ok(Asking { id: client.id.clone(), project: client.project.clone(), rotates: client.rotates }),
    }
}

/// Client and secret of a `Basic` header.
fn basic(header: &str) -> Option<(String, String)> {
    let (scheme, rest) = header.split_once(' ')?;
    let text = String::from_utf8(STANDARD.decode(rest.trim()).ok()?).ok()?;
    let (id, secret) = text.split_once(':')?;
    scheme.eq_ignore_ascii_case("basic").then(|| (id.to_owned(), secret.to_owned()))
}

/// A code, once.
fn redeem(world: &mut World, client: &Asking, form: &Params) -> Result<Told, Denial> {
    let given = form.get("code").filter(|code| !code.is_empty()).ok_or_else(|| Denial::missing("code"))?;
    if !given.starts_with(ids::CODE) {
        return Err(Denial::invalid_grant("Malformed auth code."));
    }
    let useless = || Denial::invalid_grant("Bad Request");
    if world.oauth.codes.get(given).is_some_and(|code| code.client != client.id) {
        return Err(useless());
    }
    // whatever comes of it, it was used
    let code = world.oauth.codes.remove(given).ok_or_else(useless)?;
    let now = world.now();
    if code.ends <= now {
        return Err(useless());
    }
    if form.get("redirect_uri") != Some(code.redirect_uri.as_str()) {
        return Err(Denial::new(400, "redirect_uri_mismatch", "Bad Request"));
    }
    verify(code.challenge.as_ref(), form.get("code_verifier"))?;
    let mut value = access(world, &code.user, &client.project, Some(&client.id), &code.scopes)?;
    if code.offline {
        let limit = code.time_limit.map(|limit| SignedDuration::try_from(limit).unwrap_or(SignedDuration::MAX));
        let ends = earliest(now, [limit, testing(world, &client.project, &code.scopes)]);
        let token = give(world, client, &code.user, code.scopes, ends);
        value["refresh_token"] = token.into();
        if let Some(limit) = limit {
            value["refresh_token_expires_in"] = limit.as_secs().into();
        }
    }
    Ok(Told { value, user: Some(code.user) })
}

fn verify(challenge: Option<&Challenge>, verifier: Option<&str>) -> Result<(), Denial> {
    let verifier = verifier.filter(|verifier| !verifier.is_empty());
    match (challenge, verifier) {
        (None, None) => Ok(()),
        (None, Some(_)) => Err(Denial::invalid_grant("code_verifier or verifier is not needed.")),
        (Some(_), None) => Err(Denial::invalid_grant("Missing code verifier.")),
        (Some(challenge), Some(verifier)) => {
            let fits = is_verifier(verifier)
                && match challenge {
                    Challenge::Plain(challenge) => challenge == verifier,
                    Challenge::S256(challenge) => {
                        *challenge == URL_SAFE_NO_PAD.encode(digest::digest(&digest::SHA256, verifier.as_bytes()))
                    }
                };
            fits.then_some(()).ok_or_else(|| Denial::invalid_grant("Invalid code verifier."))
        }
    }
}

/// How long refresh tokens of this project live at most.
fn testing(world: &World, project: &str, scopes: &Scopes) -> Option<SignedDuration> {
    let testing = world.projects.get(project).is_some_and(|project| project.publishing == Publishing::Testing);
    (testing && !scopes.iter().all(|scope| scopes::is_sign_in(scope))).then_some(TESTING)
}

fn earliest(now: Timestamp, limits: [Option<SignedDuration>; 2]) -> Option<Timestamp> {
    limits.into_iter().flatten().min().map(|limit| now.checked_add(limit).unwrap_or(Timestamp::MAX))
}

/// Gives out a refresh token; the oldest dies when there are too many.
fn give(world: &mut World, client: &Asking, user: &str, scopes: Scopes, ends: Option<Timestamp>) -> String {
    let now = world.now();
    let token = ids::refresh_token(&mut world.rng);
    world.note_secret(&token);
    let live = &mut world.oauth.refresh;
    live.retain(|refresh| is_alive(refresh, now));
    let theirs = |refresh: &Refresh| refresh.user == user && refresh.client == client.id;
    if live.iter().filter(|refresh| theirs(refresh)).count() >= LIVE
        && let Some(oldest) = live.iter().position(theirs)
    {
        live.remove(oldest);
    }
    live.push(Refresh {
        token: token.clone(),
        client: client.id.clone(),
        project: client.project.clone(),
        user: user.to_owned(),
        scopes,
        used: now,
        ends,
    });
    token
}

fn is_alive(refresh: &Refresh, now: Timestamp) -> bool {
    refresh.ends.is_none_or(|ends| now < ends) && now.duration_since(refresh.used) < UNUSED
}

/// A refresh token, as often as one likes.
fn refresh(world: &mut World, client: &Asking, form: &Params) -> Result<Told, Denial> {
    let given = form.get("refresh_token").filter(|token| !token.is_empty()).ok_or_else(|| Denial::missing("refresh_token"))?;
    let now = world.now();
    let found = world.oauth.refresh.iter().position(|refresh| refresh.token == given);
    let index = found.ok_or_else(Denial::dead_token)?;
    let known = &mut world.oauth.refresh[index];
    if known.client != client.id {
        return Err(Denial::new(401, "unauthorized_client", "Unauthorized"));
    }
    if !is_alive(known, now) {
        return Err(Denial::dead_token());
    }
    let user = known.user.clone();
    if world.oauth.reauth.contains(&user) {
        return Err(Denial::reauth());
    }
    let wrong =
        |bad: String| Denial::new(400, "invalid_scope", format!("Some requested scopes were invalid. {{invalid=[{bad}]}}"));
    let scopes = match form.get("scope").filter(|scope| !scope.trim().is_empty()) {
        None => known.scopes.clone(),
        Some(fewer) => {
            let fewer: Scopes = scopes::parse(fewer).map_err(|unknown| wrong(unknown.join(", ")))?.into_iter().collect();
            let beyond: Vec<&str> = fewer.difference(&known.scopes).copied().collect();
            if !beyond.is_empty() {
                return Err(wrong(beyond.join(", ")));
            }
            fewer
        }
    };
    known.used = now;
    let ends = known.ends;
    let mut value = access(world, &user, &client.project, Some(&client.id), &scopes)?;
    if client.rotates {
        let old = world.oauth.refresh.remove(index);
        value["refresh_token"] = give(world, client, &user, old.scopes, ends).into();
    }
    Ok(Told { value, user: Some(user) })
}

/// Gives out an access token, good at the Meet side at once; the answer that goes with it.
pub(super) fn access(
    world: &mut World,
    user: &str,
    project: &str,
    client: Option<&str>,
    granted: &Scopes,
) -> Result<Value, Denial> {
    let token = ids::access_token(&mut world.rng);
    let life = world.oauth.access_life;
    let grant = Grant {
        user: user.to_owned(),
        project: project.to_owned(),
        scopes: scopes::of_methods(granted),
        all: granted.clone(),
        client: client.map(str::to_owned),
        expires: world.now().checked_add(life).unwrap_or(Timestamp::MAX),
    };
    world.put_token(&token, grant);
    let mut value = json!({
        "access_token": token,
        "expires_in": life.as_secs(),
        "scope": scopes::text(granted),
        "token_type": "Bearer",
    });
    if let (Some(client), true) = (client, granted.contains(OPENID)) {
        let token = id_token::sign(world, user, client, granted)?;
        world.note_secret(&token);
        value["id_token"] = token.into();
    }
    Ok(value)
}

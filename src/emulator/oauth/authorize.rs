//! The authorize address: what an app may ask for, and what the person says to it.
//!
//! Only a decision goes back to the app. Whatever is wrong with the request, or keeps this person from signing in, is
//! told to the person on a page, as Google does it.

use std::collections::BTreeSet;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::SignedDuration;
use url::Url;

use super::super::params::Params;
use super::super::serve::Answer;
use super::super::world::{World, ids};
use super::denial::Denial;
use super::scopes::Scopes;
use super::state::{Block, Challenge, ClientKind, Code, Consent, Pending, Publishing};
use super::{page, redirect, scopes};

/// How long a page, and how long a code is good for.
const LIFE: SignedDuration = SignedDuration::from_mins(10);
/// No more pages than so many are remembered.
const PAGES: usize = 1000;

/// What an app asks for.
#[derive(Clone)]
pub(in crate::emulator) struct Wish {
    pub(super) client: String,
    pub(super) project: String,
    /// As it was given: the exchange of the code has to name the very same.
    redirect_uri: String,
    redirect: Url,
    /// In the order in which they were asked for.
    pub(super) scopes: Vec<&'static str>,
    state: Option<String>,
    challenge: Option<Challenge>,
    pub(super) hint: Option<String>,
    /// Whether a refresh token is wanted.
    offline: bool,
    /// Whether the person is to be asked even if they agreed before.
    again: bool,
}

/// The scopes that a person may refuse one by one: with fewer than two there are no boxes.
pub(super) fn boxes(wish: &Wish) -> Vec<&'static str> {
    let boxes: Vec<_> = wish.scopes.iter().copied().filter(|scope| !scopes::is_sign_in(scope)).collect();
    if boxes.len() < 2 { Vec::new() } else { boxes }
}

/// `GET /o/oauth2/v2/auth`
pub(super) fn authorize(world: &mut World, params: &Params) -> Result<(Answer, Option<String>), Denial> {
    let wish = read(world, params)?;
    match world.oauth.consent.clone() {
        Consent::Ask => Ok((ask(world, wish), None)),
        Consent::Deny(error) => Ok((back(&wish, &[("error", &error)]), None)),
        Consent::Allow { user, unticked, time_limit } => {
            let unticked: BTreeSet<&str> = unticked.iter().filter_map(|scope| scopes::canonical(scope)).collect();
            let ticked = boxes(&wish).into_iter().filter(|scope| !unticked.contains(scope)).collect();
            agree(world, &wish, &user, &ticked, time_limit)
        }
    }
}

/// `POST /o/oauth2/v2/auth/consent`, where the page leads.
pub(super) fn consent(world: &mut World, params: &Params) -> Result<(Answer, Option<String>), Denial> {
    let now = world.now();
    let pending = params.get("ticket").and_then(|ticket| world.oauth.pending.remove(ticket));
    let wish = match pending {
        Some(Pending { wish, ends }) if now < ends => wish,
        _ => {
            return Err(Denial::invalid_request("This page has been answered already, or is too old. Start again from the app."));
        }
    };
    if params.get("decision") != Some("allow") {
        return Ok((back(&wish, &[("error", "access_denied")]), None));
    }
    let user = params.get("user").unwrap_or_default();
    let ticked: Scopes = params.all("scope").filter_map(scopes::canonical).collect();
    agree(world, &wish, user, &ticked, None)
}

/// Shows the page.
fn ask(world: &mut World, wish: Wish) -> Answer {
    let now = world.now();
    world.oauth.pending.retain(|_, pending| now < pending.ends);
    if world.oauth.pending.len() >= PAGES {
        world.oauth.pending.clear();
    }
    let ticket = ids::ticket(&mut world.rng);
    let answer = page::ask(world, &wish, &ticket);
    world.oauth.pending.insert(ticket, Pending { wish, ends: now + LIFE });
    answer
}

/// The person agrees, to the boxes that are ticked.
fn agree(
    world: &mut World,
    wish: &Wish,
    user: &str,
    ticked: &Scopes,
    time_limit: Option<Duration>,
) -> Result<(Answer, Option<String>), Denial> {
    let user = world.known_user(user).ok_or_else(|| Denial::invalid_request("There is no such account in this emulator."))?;
    admit(world, wish, &user)?;
    let boxes = boxes(wish);
    let granted: Scopes = wish.scopes.iter().copied().filter(|scope| !boxes.contains(scope) || ticked.contains(scope)).collect();
    if granted.is_empty() {
        return Ok((back(wish, &[("error", "access_denied")]), Some(user)));
    }
    let first = !world.oauth.refresh.iter().any(|refresh| refresh.user == user && refresh.client == wish.client);
    let code = ids::code_for_client(&mut world.rng);
    world.note_secret(&code);
    let scope = scopes::text(&granted);
    let record = Code {
        client: wish.client.clone(),
        user: user.clone(),
        redirect_uri: wish.redirect_uri.clone(),
        scopes: granted,
        challenge: wish.challenge.clone(),
        ends: world.now() + LIFE,
        offline: wish.offline && (wish.again || first),
        time_limit,
    };
    let now = world.now();
    world.oauth.codes.retain(|_, code| now < code.ends);
    world.oauth.codes.insert(code.clone(), record);
    Ok((back(wish, &[("code", &code), ("scope", &scope), ("authuser", "0"), ("prompt", "consent")]), Some(user)))
}

/// What keeps this person from signing in to this app.
fn admit(world: &World, wish: &Wish, user: &str) -> Result<(), Denial> {
    let client = world.oauth.client(&wish.client).ok_or_else(Denial::no_such_client)?;
    let internal = || Denial::new(403, "org_internal", "This app is only for members of its own organisation.");
    match client.block {
        Some(Block::AdminPolicyEnforced) => {
            return Err(Denial::new(
                400,
                "admin_policy_enforced",
                "The administrator of your organisation does not allow this app.",
            ));
        }
        Some(Block::OrgInternal) => return Err(internal()),
        Some(Block::DisallowedUseragent | Block::DeletedClient) | None => {}
    }
    let project = world.projects.get(&wish.project).ok_or_else(Denial::internal)?;
    match &project.publishing {
        Publishing::Testing if !project.test_users.contains(user) => Err(Denial::new(
            403,
            "access_denied",
            format!("{} is being tested, and {user} is not one of its test users.", wish.project),
        )),
        Publishing::Internal(domain) if user.rsplit_once('@').is_none_or(|(_, at)| at != domain) => Err(internal()),
        Publishing::Testing | Publishing::Internal(_) | Publishing::Production => Ok(()),
    }
}

/// Sends the browser back to the app.
fn back(wish: &Wish, pairs: &[(&str, &str)]) -> Answer {
    let mut url = wish.redirect.clone();
    {
        let mut query = url.query_pairs_mut();
        if let Some(state) = &wish.state {
            query.append_pair("state", state);
        }
        query.extend_pairs(pairs);
    }
    page::redirect(&url)
}

fn read(world: &World, params: &Params) -> Result<Wish, Denial> {
    if let Some(name) = params.repeated() {
        return Err(Denial::invalid_request(format!("OAuth 2 parameters can only have a single value: {name}")));
    }
    let needed = |name: &str| params.get(name).filter(|value| !value.is_empty()).ok_or_else(|| Denial::missing(name));
    let client = world.oauth.client(needed("client_id")?).ok_or_else(Denial::no_such_client)?;
    match client.block {
        Some(Block::DeletedClient) => return Err(Denial::new(401, "deleted_client", "The OAuth client was deleted.")),
        Some(Block::DisallowedUseragent) => {
            return Err(Denial::new(403, "disallowed_useragent", "Signing in is not allowed in this kind of browser."));
        }
        Some(Block::AdminPolicyEnforced | Block::OrgInternal) | None => {}
    }
    let redirect_uri = needed("redirect_uri")?;
    let redirect = redirect::check(client, redirect_uri)?;
    match needed("response_type")? {
        "code" => {}
        other => return Err(Denial::new(400, "unsupported_response_type", format!("Invalid response_type: {other}"))),
    }
    let scopes = scopes::parse(needed("scope")?).map_err(|unknown| {
        Denial::new(400, "invalid_scope", format!("Some requested scopes were invalid. {{invalid=[{}]}}", unknown.join(", ")))
    })?;
    Ok(Wish {
        client: client.id.clone(),
        project: client.project.clone(),
        redirect_uri: redirect_uri.to_owned(),
        redirect,
        scopes,
        state: params.get("state").map(str::to_owned),
        challenge: challenge(params)?,
        hint: params.get("login_hint").map(str::to_owned),
        offline: client.kind == ClientKind::Desktop || params.get("access_type") == Some("offline"),
        again: client.kind == ClientKind::Desktop
            || params.get("prompt").is_some_and(|prompt| prompt.split([' ', '+']).any(|word| word == "consent")),
    })
}

fn challenge(params: &Params) -> Result<Option<Challenge>, Denial> {
    let method = params.get("code_challenge_method");
    let Some(challenge) = params.get("code_challenge").filter(|challenge| !challenge.is_empty()) else {
        return if method.is_none() { Ok(None) } else { Err(Denial::missing("code_challenge")) };
    };
    let wrong = || Denial::invalid_request("Invalid parameter value for code_challenge: it does not fit its method.");
    match method {
        None | Some("plain") => {
            let fits = is_verifier(challenge);
            fits.then(|| Some(Challenge::Plain(challenge.to_owned()))).ok_or_else(wrong)
        }
        Some("S256") => {
            let fits = URL_SAFE_NO_PAD.decode(challenge).is_ok_and(|hash| hash.len() == 32);
            fits.then(|| Some(Challenge::S256(challenge.to_owned()))).ok_or_else(wrong)
        }
        Some(other) => Err(Denial::invalid_request(format!("Invalid parameter value for code_challenge_method: '{other}'"))),
    }
}

/// RFC 7636: 43 to 128 characters of a small alphabet.
pub(super) fn is_verifier(text: &str) -> bool {
    (43..=128).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte))
}

//! Signing in: which way is taken, where tokens are kept, whether one can be had, and what it is good for.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use secrecy::SecretString;
use tokio::time::timeout;

use super::super::surroundings::Surroundings;
use super::super::way_in::{self, Kind, Source, WayIn};
use super::api;
use super::check::{Cause, Check};
use super::network;
use super::private::Private;
use crate::auth::accounts::ends_soon;
use crate::auth::credential::Credential;
use crate::auth::error::AuthError;
use crate::auth::places::Places;
use crate::auth::scopes::{Granted, Scope};
use crate::auth::token_info::token_info;
use crate::auth::vault::{self, Vault};
use crate::auth::ways::{Place, State};
use crate::meet::endpoint::Endpoint;
use crate::meet::error::MeetError;
use crate::meet::names::SpaceName;
use crate::store::{self, Store};

const WAY: &str = "way in";
const KEYRING: &str = "keyring";
const SERVER: &str = "sign-in server";
const TOKEN: &str = "token";
const SCOPES: &str = "scopes";
/// Longest time for a token: longer than its requests may take, so that they say why.
const PATIENCE: Duration = Duration::from_secs(45);

/// All of it, one after another, for each stands on the one before. `create` asks for a round trip as well.
pub(super) async fn all(around: Arc<Surroundings>, read_only: bool, create: bool, mut private: Private) -> Vec<Check> {
    let mut checks = Vec::new();
    let looking = around.clone();
    let looked = super::bounded(WAY, move || (way_in::look(&looking), vault::open(&looking.home.data))).await;
    let (mut way_in, vault) = match looked {
        Ok(found) => found,
        Err(check) => return finish(vec![check], &private),
    };
    checks.push(way(&way_in));
    let source = way_in.source(&around, vault.clone());
    let (keyring, credential) = keyring(&vault, source.as_ref().ok()).await;
    checks.push(keyring);
    if let Some(credential) = &credential {
        private.secrets.extend([credential.client.secret.clone(), credential.refresh.clone()]);
        private.secrets.extend(credential.access.iter().map(|access| access.token.clone()));
    }
    let Ok(source) = source else {
        checks.push(greet(&around, credential.as_ref(), false).await);
        let rest = [TOKEN, SCOPES, api::API, api::READ].into_iter().chain(create.then_some(api::ROUND_TRIP));
        checks.extend(rest.map(|name| Check::untried(name, "there is no way in")));
        return finish(checks, &private);
    };
    let needs_server = !matches!(source, Source::Ready(_));
    let server = async {
        match (source.account(), &credential) {
            (Some(_), None) => Check::untried(SERVER, "which one it is stands with the tokens"),
            _ => greet(&around, credential.as_ref(), needs_server).await,
        }
    };
    let (server, token) = tokio::join!(server, token(&source));
    checks.push(server);
    let token = match token {
        Ok(token) => token,
        Err(check) => {
            checks.push(check);
            let rest = [SCOPES, api::API, api::READ].into_iter().chain(create.then_some(api::ROUND_TRIP));
            checks.extend(rest.map(|name| Check::untried(name, "there is no token")));
            return finish(checks, &private);
        }
    };
    private.secrets.push(token.clone());
    checks.push(good(&source));
    let (scopes_check, granted) = scopes(&around, &source, &token, read_only).await;
    checks.push(scopes_check);
    checks.extend(of_meet(&around, &source, granted.as_ref(), create).await);
    finish(checks, &private)
}

fn finish(checks: Vec<Check>, private: &Private) -> Vec<Check> {
    checks.into_iter().map(|check| check.fit(private)).collect()
}

/// How an error of signing in is told.
fn failed(name: &'static str, error: &AuthError) -> Check {
    let cause = match way_in::kind(error) {
        Kind::NotSignedIn => Cause::NotSignedIn,
        Kind::NotPermitted => Cause::NotPermitted,
        Kind::Unavailable => Cause::Unreachable,
        Kind::Usage | Kind::Failed => Cause::Other,
    };
    Check::failed(name, cause, error.why(), error.next_step())
}

/// Which way is taken, and what else is there.
fn way(way_in: &WayIn) -> Check {
    let looked = &way_in.look.looked;
    let say =
        |state: &State| looked.iter().filter(|spot| spot.state == *state).map(|spot| spot.place.to_string()).collect::<Vec<_>>();
    match &way_in.look.way {
        Err(AuthError::NotSignedIn) => {
            let each: Vec<String> = looked.iter().map(|spot| format!("{}: {}", spot.place, spot.detail)).collect();
            Check::failed(WAY, Cause::NotSignedIn, format!("none. {}", each.join("; ")), AuthError::NotSignedIn.next_step())
        }
        Err(error) => failed(WAY, error),
        Ok(_) => {
            let taken = looked.iter().find(|spot| spot.state == State::Taken);
            let mut detail = taken.map_or_else(String::new, |spot| match spot.place {
                Place::Token => spot.place.to_string(),
                place => format!("{place}: {}", spot.detail),
            });
            let shadowed = say(&State::Shadowed);
            if !shadowed.is_empty() {
                detail = format!("{detail} (before {})", shadowed.join(", "));
            }
            let broken = looked.iter().find_map(|spot| match &spot.state {
                State::Unusable(error) => Some((spot.place, error)),
                _ => None,
            });
            match broken {
                Some((place, error)) => Check::warning(
                    WAY,
                    format!("{detail}; {place} is there, and cannot be used: {}", error.why()),
                    error.next_step(),
                ),
                None => Check::ok(WAY, detail),
            }
        }
    }
}

/// Where tokens are kept, and whether what is to be there is there.
async fn keyring(vault: &Arc<dyn Vault>, source: Option<&Source>) -> (Check, Option<Credential>) {
    let account = source.and_then(Source::account).cloned();
    let asked = vault.clone();
    let found = super::bounded(KEYRING, move || {
        let read = account.map(|account| (asked.place_of(&account.slot()), asked.read(&account.slot())));
        (asked.place(), asked.notice(), read)
    });
    let (place, notice, read) = match found.await {
        Ok(found) => found,
        Err(check) => return (check, None),
    };
    let (detail, credential) = match read {
        None => (format!("tokens of a sign-in are kept in {place}"), None),
        Some((place, Ok(Some(credential)))) => (format!("the sign-in's tokens are in {place}"), Some(credential)),
        Some((place, Ok(None))) => {
            let detail = format!("the account is in the list, but its tokens are not in {place}");
            return (Check::failed(KEYRING, Cause::NotSignedIn, detail, "Sign in again: greenroom auth login."), None);
        }
        Some((_, Err(error))) => return (failed(KEYRING, &error), None),
    };
    let check = match notice {
        Some(notice) => Check::warning(
            KEYRING,
            format!("{detail}. {notice}"),
            "Unlock or install the keyring, or leave it so: the files are yours alone.",
        ),
        None => Check::ok(KEYRING, detail),
    };
    (check, credential)
}

/// The server that gives this way's tokens. Where the API is not Google's and nobody named another, there is none to ask.
async fn greet(around: &Surroundings, credential: Option<&Credential>, needed: bool) -> Check {
    let places = match credential {
        Some(credential) => Places::of_token(&credential.client.token_uri, around.home.oauth.as_ref()),
        None if around.home.oauth.is_none() && !around.endpoint.is_google() && !needed => {
            return Check::ok(SERVER, "none to ask: the API is not Google's, and GREENROOM_OAUTH_ENDPOINT is not set");
        }
        None => Places::new(around.home.oauth.as_ref()),
    };
    let root = places.map(|places| Endpoint::parse(&places.token.origin().ascii_serialization()));
    match root {
        Ok(Ok(root)) => network::greet(SERVER, &root, needed).await.check,
        Ok(Err(error)) => {
            Check::failed(SERVER, Cause::Other, error.to_string(), "Mend its address in the client file, and sign in again.")
        }
        Err(error) => failed(SERVER, &error),
    }
}

/// A token that is good now.
async fn token(source: &Source) -> Result<SecretString, Check> {
    let late = || Check::failed(TOKEN, Cause::Unreachable, "none came in time", "Look at the network, then try again.");
    if let Source::Keyed(keyed, _) = source {
        let access = timeout(PATIENCE, keyed.access()).await.map_err(|_| late())?;
        return access.map(|access| access.token).map_err(|error| failed(TOKEN, &error));
    }
    let tokens = source.tokens();
    let token = timeout(PATIENCE, tokens.token()).await.map_err(|_| late())?;
    token.map_err(|error| {
        let error = MeetError::from(error);
        Check::failed(TOKEN, api::cause(&error), error.why(), error.next_step())
    })
}

/// A token is there; and for how long there will be more.
fn good(source: &Source) -> Check {
    let Some(account) = source.account() else {
        let given = matches!(source, Source::Ready(_));
        return Check::ok(TOKEN, if given { "given by GREENROOM_ACCESS_TOKEN" } else { "one could be had" });
    };
    match ends_soon(account, Timestamp::now()) {
        None => Check::ok(TOKEN, "one could be had"),
        Some(ends) => Check::warning(
            TOKEN,
            format!(
                "one could be had, but the sign-in ends at {}",
                ends.to_zoned(TimeZone::system()).strftime("%H:%M on %-d %B")
            ),
            "Sign in again. Where the Cloud project is in Testing: publish the app (In production) or make it Internal, at \
             https://console.cloud.google.com/auth/audience.",
        ),
    }
}

/// What the token is good for.
async fn scopes(around: &Surroundings, source: &Source, token: &SecretString, read_only: bool) -> (Check, Option<Granted>) {
    let granted = match source.granted() {
        Some(granted) => granted,
        // A token is shown to its own server and no other.
        None if around.home.oauth.is_none() && !around.endpoint.is_google() => {
            let why = "only a token's own server can tell its scopes, and GREENROOM_OAUTH_ENDPOINT does not name it";
            return (Check::untried(SCOPES, why).but("Set it to the root of that server, where it is to be asked."), None);
        }
        None => match token_info(token, around.home.oauth.as_ref()).await {
            Ok(info) => info.granted,
            Err(AuthError::Refused { said, .. }) => {
                let said = said.map(|said| format!(" It says: {said}")).unwrap_or_default();
                let detail = format!("the sign-in server does not take the token (any more).{said}");
                return (Check::failed(SCOPES, Cause::NotSignedIn, detail, "Get a fresh token: one lasts about an hour."), None);
            }
            Err(error) => return (Check::warning(SCOPES, error.why(), error.next_step()), None),
        },
    };
    (told(&granted, read_only, source.account().is_some()), Some(granted))
}

fn told(granted: &Granted, read_only: bool, signed_in: bool) -> Check {
    let all = [Scope::Created, Scope::Readonly, Scope::Settings];
    let has: Vec<&str> = all.iter().filter(|scope| granted.has(**scope)).map(|scope| scope.name()).collect();
    let fix = if signed_in {
        "Grant the rest: greenroom auth login, and tick every box that Google shows."
    } else {
        "Get a token with all three: greenroom auth login asks for them."
    };
    if has.is_empty() {
        return Check::failed(SCOPES, Cause::NotPermitted, "none of Google Meet's was granted", fix);
    }
    let wanted: &[Scope] = if read_only { &[Scope::Readonly] } else { &all };
    let missing: Vec<String> =
        granted.lacks(wanted).iter().map(|scope| format!("{} (to {})", scope.name(), scope.purpose())).collect();
    let detail = format!("granted: {}", has.join(", "));
    if missing.is_empty() {
        Check::ok(SCOPES, detail)
    } else {
        Check::warning(SCOPES, format!("{detail}; missing: {}", missing.join(", ")), fix)
    }
}

/// The API with this token.
async fn of_meet(around: &Arc<Surroundings>, source: &Source, granted: Option<&Granted>, create: bool) -> Vec<Check> {
    let client = match api::client(&around.endpoint, source.tokens()).await {
        Ok(client) => client,
        Err(checks) => return checks,
    };
    let account = source.whose().map(str::to_owned).or_else(|| around.home.account.clone()).unwrap_or_default();
    let scope = store::Scope { account, endpoint: around.endpoint.as_str().to_owned() };
    let (data, of) = (around.home.data.clone(), scope.clone());
    let known = super::bounded(api::READ, move || newest(&data, &of)).await.ok().flatten();
    let mut checks = api::read(&client, granted, known).await;
    if create {
        checks.push(round_trip(around.home.data.clone(), scope, client).await);
    }
    checks
}

/// A space of the list, where there is a list that is well: opening a damaged one would set it aside.
fn newest(data: &std::path::Path, scope: &store::Scope) -> Option<SpaceName> {
    Store::examine(data).ok().flatten()?;
    let store = Store::open(data, scope).ok()?.store;
    store.first(1).ok()?.into_iter().next().map(|entry| entry.name)
}

/// The list has to be well first: what is made must be kept.
async fn round_trip(data: PathBuf, scope: store::Scope, client: crate::meet::client::Client) -> Check {
    let open = super::bounded(api::ROUND_TRIP, move || match Store::examine(&data) {
        Ok(found) => match found.map_or(Ok(()), |found| found.writable) {
            Ok(()) => Store::open(&data, &scope).map(|opened| opened.store),
            Err(error) => Err(error),
        },
        Err(error) => Err(error),
    });
    match open.await {
        Err(check) => check,
        Ok(Err(error)) => {
            let detail = format!("not tried, for the space could not be kept in the list: {}", error.why());
            Check::failed(api::ROUND_TRIP, Cause::Other, detail, error.next_step())
        }
        Ok(Ok(mut store)) => api::round_trip(&client, &mut store).await,
    }
}

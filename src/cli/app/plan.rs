//! Everything that is decided before the screen is touched, or before another list takes this one's place.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use secrecy::ExposeSecret;

use super::super::surroundings::home;
use super::super::{Args, variable};
use super::demo::Demo;
use crate::app::Session as Who;
use crate::auth::accounts::Accounts;
use crate::auth::error::AuthError;
use crate::auth::renew::Renewer;
use crate::auth::scopes::Scope as Grant;
use crate::auth::vault;
use crate::auth::ways::{Found, Home, Look, Place, Way};
use crate::config::{Folders, Settings};
use crate::effect::{Next, Trouble};
use crate::log::Level;
use crate::meet::endpoint::Endpoint;
use crate::meet::token::{StaticToken, TokenSource};
use crate::runtime::runner::{Desk, OpenStore};
use crate::share::clipboard::Choice;
use crate::store::{Scope, Store, StoreError};
use crate::ui::theme::Theme;

/// How long the browser is waited for.
pub(super) const PATIENCE: Duration = Duration::from_mins(5);

/// What a run of the app starts from.
pub(super) struct Plan {
    pub(super) who: Who,
    pub(super) endpoint: Endpoint,
    pub(super) tokens: Arc<dyn TokenSource>,
    pub(super) theme: Theme,
    pub(super) clipboard: Choice,
    pub(super) store: Result<Store, StoreError>,
    pub(super) open: OpenStore,
    pub(super) notices: Vec<Trouble>,
    pub(super) desk: Desk,
    /// How much is logged, and where.
    pub(super) log: (Level, PathBuf),
    /// The demo's server; it ends with the demo.
    pub(super) demo: Option<Demo>,
}

/// The plan for what the person wants next; an error is one line for the shell.
pub(super) fn plan(args: &Args, next: &Next, demo: Option<Demo>) -> Result<Plan, String> {
    match (next, demo) {
        (Next::Demo, _) => Demo::start()?.plan(args, None),
        // An account that was signed in within the demo.
        (Next::Account(email), Some(demo)) => demo.plan(args, Some(email)),
        _ => real(args, next),
    }
}

pub(super) fn theme(args: &Args) -> Theme {
    Theme::new(std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty()), args.ascii)
}

pub(super) fn clipboard(settings: &Settings) -> Result<Choice, String> {
    match variable("GREENROOM_CLIPBOARD") {
        Some(text) => text.parse().map_err(|error| format!("GREENROOM_CLIPBOARD: {error}")),
        None => Ok(settings.clipboard.unwrap_or_default()),
    }
}

/// Why a browser that is started here would not be in front of the person.
pub(super) fn elsewhere() -> Option<String> {
    let remote = variable("SSH_CONNECTION").or_else(|| variable("SSH_TTY")).is_some();
    let window = variable("DISPLAY").or_else(|| variable("WAYLAND_DISPLAY")).is_some();
    (remote && !window).then(|| "you are here over SSH".to_owned())
}

fn real(args: &Args, next: &Next) -> Result<Plan, String> {
    let folders = Folders::find(|name| std::env::var_os(name)).map_err(|error| error.to_string())?;
    let settings = Settings::load(&folders.config).map_err(|error| error.to_string())?;
    let (home, endpoint) = home(args, folders)?;
    let read_only = args.read_only || settings.read_only;
    let ask = if read_only { Grant::READ_ONLY.to_vec() } else { Grant::ALL.to_vec() };
    let mut who = Who {
        read_only,
        mouse: settings.mouse.unwrap_or(true),
        endpoint: (!endpoint.is_google()).then(|| endpoint.as_str().to_owned()),
        ..Who::default()
    };
    let mut notices = Vec::new();
    let home = wanted(home, next);
    let vault = vault::open(&home.data);
    let mut desk = Desk { vault, ask, tokens: None, elsewhere: elsewhere(), patience: PATIENCE, home };
    let tokens = way_in(&mut desk, &mut who, next, &mut notices);
    let data = desk.home.data.clone();
    let log = (super::super::log_level()?, data.clone());
    let scope = Scope { account: who.account.clone().unwrap_or_default(), endpoint: endpoint.as_str().to_owned() };
    let (store, troubles) = open_store(&data, &scope);
    notices.extend(troubles);
    let open: OpenStore = Box::new(move || Store::open(&data, &scope).map(|opened| opened.store));
    let (theme, clipboard) = (theme(args), clipboard(&settings)?);
    Ok(Plan { who, endpoint, tokens, theme, clipboard, store, open, notices, desk, log, demo: None })
}

/// What the person chose in the app comes before what the environment says.
fn wanted(mut home: Home, next: &Next) -> Home {
    match next {
        Next::Account(email) => (home.account, home.token, home.impersonate) = (Some(email.clone()), None, None),
        Next::Gcloud => (home.token, home.impersonate) = (None, None),
        Next::Anyone | Next::Demo => {}
    }
    home
}

/// Finds the way to tokens and says on `who` what is known of it.
fn way_in(desk: &mut Desk, who: &mut Who, next: &Next, notices: &mut Vec<Trouble>) -> Arc<dyn TokenSource> {
    let Look { looked, way, quota_project } = match next {
        Next::Gcloud => desk.home.look_for(&[Place::Credentials, Place::Gcloud]),
        _ => desk.home.look(),
    };
    let none = || -> Arc<dyn TokenSource> { Arc::new(StaticToken::new("")) };
    let way = match way {
        Ok(way) => way,
        Err(AuthError::NotSignedIn) => return none(),
        Err(error) => {
            notices.push(told("Nobody is signed in", &error));
            return none();
        }
    };
    who.signed_in = true;
    match &way {
        Way::Token => {
            who.account.clone_from(&desk.home.account);
            who.way = Some("At work here: the token of GREENROOM_ACCESS_TOKEN.".into());
            let token = desk.home.token.as_ref().map(|token| token.expose_secret().to_owned()).unwrap_or_default();
            Arc::new(StaticToken::new(&token))
        }
        Way::Account(email) => match account_tokens(desk, who, email, notices) {
            Ok(tokens) => tokens,
            Err(error) => {
                who.signed_in = false;
                notices.push(told("Nobody is signed in", &error));
                none()
            }
        },
        Way::ServiceAccount { user, email, .. } => {
            who.account = Some(user.clone());
            who.way = Some(format!("At work here: {user}, by the service account {email}."));
            keyed(&Found { way, looked, quota_project }, desk, who.read_only).unwrap_or_else(none)
        }
        Way::Adc { path, kind, file, .. } => {
            who.account = desk.home.account.clone().or_else(|| file.account().map(str::to_owned));
            who.way = Some(format!("At work here: {} ({}).", kind.words(), path.display()));
            keyed(&Found { way, looked, quota_project }, desk, who.read_only).unwrap_or_else(none)
        }
    }
}

fn keyed(found: &Found, desk: &Desk, read_only: bool) -> Option<Arc<dyn TokenSource>> {
    found.keyed(read_only, desk.home.oauth.as_ref()).map(|source| Arc::new(source) as Arc<dyn TokenSource>)
}

/// The tokens of an account that is signed in; it becomes the one that is used where none is named.
pub(super) fn account_tokens(
    desk: &mut Desk,
    who: &mut Who,
    email: &str,
    notices: &mut Vec<Trouble>,
) -> Result<Arc<dyn TokenSource>, AuthError> {
    let accounts = Accounts::load(&desk.home.data)?;
    let account = accounts.get(email).ok_or_else(|| accounts.unknown(email))?;
    let tokens = Renewer::new(desk.vault.clone(), &desk.home.data, account, desk.home.oauth.clone());
    who.account = Some(account.email.clone());
    who.granted = (!account.granted.is_empty()).then(|| account.granted.clone());
    who.ends = account.ends;
    who.signed_in = true;
    desk.tokens = Some((tokens.clone(), account.slot()));
    if let Some(notice) = accounts.notice() {
        notices.push(Trouble {
            what: "The list of accounts".into(),
            why: notice.to_owned(),
            next: "Nothing was deleted.".into(),
            at: Timestamp::now(),
        });
    }
    Ok(Arc::new(tokens))
}

fn told(what: &str, error: &AuthError) -> Trouble {
    Trouble { what: what.into(), why: error.why(), next: error.next_step(), at: Timestamp::now() }
}

fn open_store(data: &Path, scope: &Scope) -> (Result<Store, StoreError>, Vec<Trouble>) {
    let at = Timestamp::now();
    match Store::open(data, scope) {
        Ok(opened) => {
            let notices = opened.notice.map(|notice| Trouble {
                what: "The list of spaces".into(),
                why: notice.to_string(),
                next: "Nothing was overwritten.".into(),
                at,
            });
            (Ok(opened.store), notices.into_iter().collect())
        }
        Err(error) => {
            let trouble =
                Trouble { what: "The list of spaces could not be opened".into(), why: error.why(), next: error.next_step(), at };
            (Err(error), vec![trouble])
        }
    }
}

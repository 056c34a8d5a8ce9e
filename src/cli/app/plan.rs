//! Everything that is decided before the screen is touched, or before another list takes this one's place.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;

use super::super::desktop::{self, NoBrowser};
use super::super::events::source;
use super::super::surroundings::Surroundings;
use super::super::way_in::{Source, WayIn};
use super::super::{Args, variable};
use super::demo::Demo;
use crate::app::Session as Who;
use crate::auth::accounts::Accounts;
use crate::auth::error::AuthError;
use crate::auth::renew::Renewer;
use crate::auth::scopes::Scope as Grant;
use crate::auth::session;
use crate::auth::vault::{self, Slot, Vault};
use crate::auth::ways::{Home, Place, Way};
use crate::config::{Notices, Polling, Presets, Settings, Watched};
use crate::effect::{Next, Trouble};
use crate::log::Level;
use crate::meet::client::Settings as Meet;
use crate::meet::endpoint::Endpoint;
use crate::meet::token::{StaticToken, TokenSource};
use crate::runtime::runner::{Desk, EventsSource, OpenStore};
use crate::share::clipboard::Choice;
use crate::store::{Scope, Store, StoreError};
use crate::ui::theme::Theme;

/// How long the browser is waited for.
pub(super) const PATIENCE: Duration = Duration::from_mins(5);

/// Where tokens come from; and the same for a sign-in that greenroom keeps, with the name under which it is kept.
pub(super) type Tokens = (Arc<dyn TokenSource>, Option<(Renewer, Slot)>);

/// What a run of the app starts from.
pub(super) struct Plan {
    pub(super) who: Who,
    pub(super) endpoint: Endpoint,
    pub(super) tokens: Arc<dyn TokenSource>,
    pub(super) theme: Theme,
    pub(super) clipboard: Choice,
    pub(super) notify: Notices,
    pub(super) presets: Presets,
    pub(super) polling: Polling,
    /// Where events come from, and what is watched through them, where they are set up.
    pub(super) events: Option<(EventsSource, Watched)>,
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

pub(in crate::cli) fn theme(args: &Args, settings: &Settings, folder: &Path) -> Result<Theme, String> {
    let background = settings.theme.background.background(variable("COLORFGBG").as_deref());
    let palette = settings.theme.palette(folder, background).map_err(|error| error.to_string())?;
    let theme = Theme::of(&palette, variable("NO_COLOR").is_none(), args.ascii);
    Ok(Theme { keys: settings.keys.clone(), ..theme })
}

pub(in crate::cli) fn clipboard(settings: &Settings) -> Result<Choice, String> {
    match variable("GREENROOM_CLIPBOARD") {
        Some(text) => text.parse().map_err(|error| format!("GREENROOM_CLIPBOARD: {error}")),
        None => Ok(settings.clipboard.unwrap_or_default()),
    }
}

/// Why a browser that is started here would not be in front of the person.
pub(super) fn elsewhere() -> Option<String> {
    let why = match desktop::no_browser_here()? {
        NoBrowser::OverSsh => "you are here over SSH",
        NoBrowser::NoDesktop => "there is no desktop here",
    };
    Some(why.to_owned())
}

fn real(args: &Args, next: &Next) -> Result<Plan, String> {
    let mut around = Surroundings::read(args)?;
    let settings = Settings::load(&around.home.config).map_err(|error| error.to_string())?;
    let theme = theme(args, &settings, &around.home.config)?;
    around.read_only |= settings.read_only;
    around.home = wanted(around.home, next);
    let mut who = Who {
        read_only: around.read_only,
        mouse: settings.mouse.unwrap_or(true),
        endpoint: (!around.endpoint.is_google()).then(|| around.endpoint.as_str().to_owned()),
        ..Who::default()
    };
    let vault = vault::open(&around.home.data);
    let mut notices = Vec::new();
    if let Next::Account(email) = next
        // The next start begins with the one used last; where that cannot be kept, this run goes on all the same.
        && let Err(error) = session::switch(&around.home.data, email)
    {
        notices.push(told("The next start will not begin with this account", &error));
    }
    let (tokens, renewer) = way_in(&around, &vault, &mut who, next, &mut notices);
    let events = events(&around, &settings, &who, &tokens, renewer.as_ref().map(|(_, slot)| slot), &mut notices)?;
    let Surroundings { home, endpoint, log, .. } = around;
    let data = home.data.clone();
    let scope = Scope { account: who.account.clone().unwrap_or_default(), endpoint: endpoint.as_str().to_owned() };
    let (store, troubles) = open_store(&data, &scope);
    notices.extend(troubles);
    let log = (log, data.clone());
    let open: OpenStore = Box::new(move || Store::open(&data, &scope).map(|opened| opened.store));
    let ask = if who.read_only { Grant::READ_ONLY.to_vec() } else { Grant::ALL.to_vec() };
    let meet = Meet::new(endpoint.clone());
    let desk = Desk {
        home,
        vault,
        meet,
        ask,
        tokens: renewer,
        elsewhere: elsewhere(),
        machine: desktop::over_ssh(),
        patience: PATIENCE,
    };
    let clipboard = clipboard(&settings)?;
    let Settings { presets, polling, notices: notify, .. } = settings;
    Ok(Plan {
        who,
        endpoint,
        tokens,
        theme,
        clipboard,
        notify,
        presets,
        polling,
        events,
        store,
        open,
        notices,
        desk,
        log,
        demo: None,
    })
}

/// Where events come from, where a topic and a subscription are set. What makes subscriptions writes: read-only, the app polls.
fn events(
    around: &Surroundings,
    settings: &Settings,
    who: &Who,
    tokens: &Arc<dyn TokenSource>,
    slot: Option<&Slot>,
    notices: &mut Vec<Trouble>,
) -> Result<Option<(EventsSource, Watched)>, String> {
    let chosen = &settings.events;
    match source::source(around, chosen, tokens, slot, who.signed_in && !who.read_only)? {
        Some(Ok(source)) => Ok(Some((source, chosen.scope))),
        Some(Err(error)) => {
            notices.push(told("News do not come as they happen; looking now and then instead", &error));
            Ok(None)
        }
        None => Ok(None),
    }
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
fn way_in(around: &Surroundings, vault: &Arc<dyn Vault>, who: &mut Who, next: &Next, notices: &mut Vec<Trouble>) -> Tokens {
    let look = match next {
        Next::Gcloud => around.home.look_for(&[Place::Credentials, Place::Gcloud]),
        _ => around.home.look(),
    };
    let mut way_in = WayIn { look, accounts: Accounts::load(&around.home.data) };
    if let Ok(way) = &way_in.look.way {
        who.way = words(way);
        // gcloud's own sign-in may be for anything: whether it is for Meet shows when it is asked.
        who.unproven = matches!(way, Way::Adc { gcloud: true, .. }) && *next != Next::Gcloud;
    }
    if let Some(notice) = way_in.accounts.as_ref().ok().and_then(Accounts::notice) {
        notices.push(the_accounts(notice));
    }
    match way_in.source(around, vault.clone()) {
        Ok(source) => {
            who.signed_in = true;
            who.account = source.whose().map(str::to_owned).or_else(|| around.home.account.clone());
            (source.tokens(), known(who, &source))
        }
        Err(error) => {
            if error != AuthError::NotSignedIn {
                notices.push(told("Nobody is signed in", &error));
            }
            who.way = None;
            (Arc::new(StaticToken::new("")), None)
        }
    }
}

/// How tokens are got, for a person; nothing for a sign-in in the browser.
fn words(way: &Way) -> Option<String> {
    match way {
        Way::Account(_) => None,
        Way::Token => Some("At work here: the token of GREENROOM_ACCESS_TOKEN.".into()),
        Way::ServiceAccount { user, email, .. } => Some(format!("At work here: {user}, by the service account {email}.")),
        Way::Adc { path, kind, .. } => Some(format!("At work here: {} ({}).", kind.words(), path.display())),
    }
}

/// What is known of an account before anybody is asked, and its tokens.
fn known(who: &mut Who, source: &Source) -> Option<(Renewer, Slot)> {
    let Source::Account(account, renewer) = source else { return None };
    who.granted = (!account.granted.is_empty()).then(|| account.granted.clone());
    who.ends = account.ends;
    Some(((**renewer).clone(), account.slot()))
}

/// The tokens of an account that was signed in within the demo.
pub(super) fn account_tokens(home: &Home, vault: &Arc<dyn Vault>, who: &mut Who, email: &str) -> Result<Tokens, AuthError> {
    let accounts = Accounts::load(&home.data)?;
    let account = accounts.get(email).ok_or_else(|| accounts.unknown(email))?;
    let renewer = Renewer::new(vault.clone(), &home.data, account, home.oauth.clone());
    who.account = Some(account.email.clone());
    let source = Source::Account(Box::new(account.clone()), Arc::new(renewer));
    Ok((source.tokens(), known(who, &source)))
}

fn the_accounts(notice: &str) -> Trouble {
    let (what, next) = ("The list of accounts".into(), "Nothing was deleted.".into());
    Trouble { what, why: notice.to_owned(), next, at: Timestamp::now() }
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

//! The demo: a server of its own, which tells by events what happens there, a list in memory, and for those who try to sign in a
//! folder that goes with it.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use tempfile::TempDir;

use super::super::{Args, desktop};
use super::plan::{self, Plan};
use crate::app::Session as Who;
use crate::auth::client_file::ClientFile;
use crate::auth::scopes::Scope as Grant;
use crate::auth::vault::{FileVault, Vault};
use crate::auth::ways::Home;
use crate::config::{Polling, Settings, Watched};
use crate::emulator::{Emulator, Seed, World, WorldError};
use crate::events::names::{Pull, Topic};
use crate::log::Level;
use crate::meet::client::Settings as Meet;
use crate::meet::endpoint::Endpoint;
use crate::meet::token::{StaticToken, TokenSource};
use crate::runtime::runner::{Desk, EventsSource, OpenStore, Owner, Waits};
use crate::store::{Entry, Known, Scope, Store, StoreError};

/// What the demo's `config.toml` says at first.
const CONFIG: &str = include_str!("../../../assets/demo-config.toml");

/// The demo's Cloud project.
const PROJECT: &str = "greenroom-demo";

/// Between two steps in which the demo's people come and go.
const LIFE: Duration = Duration::from_secs(7);

/// The demo's server and its folder; both end with it.
pub(super) struct Demo {
    emulator: Emulator,
    seed: Seed,
    /// Holds what is signed in within the demo. Nothing of the person's is read or written.
    folder: TempDir,
}

impl Demo {
    pub(super) fn start() -> Result<Self, String> {
        let seed = Seed::demo().map_err(|error| error.to_string())?;
        let world = World::from_seed(&seed).map_err(|error| error.to_string())?;
        let emulator = Emulator::start(world).map_err(|error| format!("the demo could not listen on loopback: {error}"))?;
        emulator.enliven(LIFE, fastrand::u64(..));
        let folder = tempfile::tempdir().map_err(|error| format!("the demo could not make a folder: {error}"))?;
        let endpoint = emulator.endpoint();
        let client = emulator.with(|world| {
            let id = world.desktop_client().map(|client| client.id().to_owned())?;
            world.client_file(&id, &endpoint).ok()
        });
        if let Some(client) = client {
            ClientFile::keep(&client, folder.path()).map_err(|error| error.why())?;
        }
        std::fs::write(Settings::path(folder.path()), CONFIG).map_err(|error| format!("the demo could not write: {error}"))?;
        Ok(Self { emulator, seed, folder })
    }

    /// The demo's own person, or one who was signed in within it.
    pub(super) fn plan(self, args: &Args, account: Option<&str>) -> Result<Plan, String> {
        let endpoint = Endpoint::parse(&self.emulator.endpoint()).map_err(|error| error.to_string())?;
        let (main, token) = self.seed.main_user().ok_or("the demo has nobody with a token")?;
        let mut who = Who { demo: true, signed_in: true, read_only: args.read_only, mouse: true, ..Who::default() };
        let home = Home {
            data: self.folder.path().to_owned(),
            config: self.folder.path().to_owned(),
            client: None,
            oauth: Some(endpoint.clone()),
            account: None,
            impersonate: None,
            token: None,
        };
        let vault: Arc<dyn Vault> = Arc::new(FileVault::new(&home.data));
        let (tokens, renewer): (Arc<dyn TokenSource>, _) = if let Some(email) = account {
            plan::account_tokens(&home, &vault, &mut who, email).map_err(|error| error.why())?
        } else {
            who.account = Some(main.to_owned());
            who.way = Some(format!("At work here: {main}, the demo's own."));
            (Arc::new(StaticToken::new(token)), None)
        };
        let ask = if args.read_only { Grant::READ_ONLY.to_vec() } else { Grant::ALL.to_vec() };
        let meet = Meet::new(endpoint.clone());
        let other = account.filter(|email| *email != main);
        let news = if args.read_only { None } else { self.news(&endpoint, other, tokens.clone(), token) };
        let desk = Desk {
            home,
            vault,
            meet,
            ask,
            tokens: renewer,
            elsewhere: plan::elsewhere(),
            machine: desktop::over_ssh(),
            patience: plan::PATIENCE,
        };
        let email = who.account.clone().unwrap_or_default();
        let now = Timestamp::now();
        let mut store = Store::in_memory(&Scope { account: email.clone(), endpoint: endpoint.as_str().to_owned() })
            .map_err(|error| format!("{}: {}", error.why(), error.next_step()))?;
        let known = self.seed.spaces().into_iter().filter(|space| own(space.label.is_some(), &space.owner, &email, main));
        let known = known.filter_map(|space| {
            let mut entry = Entry::named(space.name.parse().ok()?, now - space.last_used);
            entry.label = space.label.map(Into::into);
            entry.pinned = space.pinned;
            entry.created = (space.owner == email).then(|| now - space.created);
            Some(Known { entry, facts: None })
        });
        store.fill(known).map_err(|error| error.why())?;
        // What is pinned matters most: it is watched, so that there is something to be seen of that.
        let pinned = self.seed.spaces().into_iter().filter(|space| space.pinned);
        let pinned: Vec<_> = pinned.filter_map(|space| space.name.parse().ok()).collect();
        store.watch_all(&pinned, true).map_err(|error| error.why())?;
        let open: OpenStore =
            Box::new(|| Err(StoreError::Other { why: "the demo's list is gone".into(), next: "Start it again.".into() }));
        let Settings { presets, notices: notify, .. } = Settings::load(self.folder.path()).map_err(|error| error.to_string())?;
        // The demo touches no file of the person's.
        let log = (Level::Off, PathBuf::new());
        let settings = Settings::default();
        let (theme, clipboard) = (plan::theme(args, &settings, self.folder.path())?, plan::clipboard(&settings)?);
        Ok(Plan {
            who,
            endpoint,
            tokens,
            theme,
            clipboard,
            notify,
            presets,
            polling: Polling::default(),
            events: news.map(|source| (source, Watched::Mine)),
            store: Ok(store),
            open,
            notices: Vec::new(),
            desk,
            log,
            demo: Some(self),
        })
    }

    /// Events of the demo's own person, or of another one: these have a topic and a subscription to themselves, so that nobody is told
    /// what the one before asked for. A sign-in is not for Pub/Sub: `token`, the demo's own, is.
    fn news(&self, endpoint: &Endpoint, other: Option<&str>, tokens: Arc<dyn TokenSource>, token: &str) -> Option<EventsSource> {
        let named = self.emulator.with(|world| {
            let (mut topic, mut pull) = world.prepare_events(PROJECT)?;
            if let Some((name, _)) = other.and_then(|email| email.split_once('@')) {
                (topic, pull) = (format!("{topic}-{name}"), format!("{pull}-{name}"));
                // Whoever is here again finds them.
                if world.add_topic(&topic).is_ok() {
                    world.let_meet_publish(&topic, true)?;
                    world.add_pubsub_subscription(&pull, &topic)?;
                }
            }
            Ok::<_, WorldError>((topic, pull))
        });
        let (topic, pull): (Topic, Pull) =
            named.ok().and_then(|(topic, pull)| Some((topic.parse().ok()?, pull.parse().ok()?)))?;
        Some(EventsSource {
            workspace: (Meet::new(endpoint.clone()), tokens),
            pubsub: (Meet::new(endpoint.clone()), Arc::new(StaticToken::new(token))),
            topic,
            pull,
            owner: Owner::Ask(Some(endpoint.clone())),
            lock: None,
            delete_on_exit: false,
            waits: Waits::default(),
        })
    }
}

/// Whether a space stands in the list of `email`: the demo's own person has named some of others'.
fn own(named: bool, owner: &str, email: &str, main: &str) -> bool {
    owner == email || (named && email == main)
}

#[cfg(test)]
mod tests;

//! What a command without a screen stands on: flags and settings, whose list it is, the list itself. Asks no server: see
//! [`net`](super::net).

use std::time::{Duration, Instant};

use jiff::Timestamp;
use tracing::info;

use super::out::Sheet;
use super::surroundings::Surroundings;
use super::way_in::{self, WayIn};
use super::{Args, Exit, app, begin_log, complain, exit, say};
use crate::config::Settings;
use crate::log::Logging;
use crate::meet::resources::Space;
use crate::store::{Entry, Facts, Known, Scope, Store, StoreError};
use crate::ui::clock::Clock;

/// A command's flags and surroundings, read and checked.
pub(super) struct Base<'a> {
    pub(super) args: &'a Args,
    pub(super) around: Surroundings,
    pub(super) settings: Settings,
    pub(super) way: WayIn,
    /// Whose list it is: the person who is signed in, or else who was named.
    whose: Option<String>,
    pub(super) sheet: Sheet,
    /// When the command has to be done, and how long it was given.
    pub(super) deadline: Option<(Instant, Duration)>,
    /// To the end, so that what waits is written.
    _logging: Option<Logging>,
}

impl<'a> Base<'a> {
    pub(super) fn begin(args: &'a Args) -> Result<Self, Exit> {
        let deadline = args.timeout.map(|length| (Instant::now() + length, length));
        let mut around = Surroundings::read(args).map_err(Exit::Usage)?;
        let settings = Settings::load(&around.home.config).map_err(|error| Exit::Usage(error.to_string()))?;
        around.read_only |= settings.read_only;
        let logging = begin_log(&around);
        info!(version = env!("CARGO_PKG_VERSION"), "a command");
        let way = way_in::look(&around);
        let whose = way.whose(&around).or_else(|| around.home.account.clone());
        let sheet = Sheet::new(&around);
        Ok(Self { args, around, settings, way, whose, sheet, deadline, _logging: logging })
    }

    /// Whose list it is: the person who is signed in, or else who was named.
    pub(super) fn whose(&self) -> Option<&str> {
        self.whose.as_deref()
    }

    fn scope(&self) -> Scope {
        let endpoint = self.around.endpoint.as_str().to_owned();
        Scope { account: self.whose.clone().unwrap_or_default(), endpoint }
    }

    /// The list, made where there is none yet.
    pub(super) fn store(&self) -> Result<Store, Exit> {
        let opened = Store::open(&self.around.home.data, &self.scope());
        let opened = opened.map_err(|error| exit::store("The list of spaces could not be opened", &error))?;
        if let Some(notice) = opened.notice {
            complain(&notice.to_string());
        }
        Ok(opened.store)
    }

    /// The list as it is; nothing where there is none yet, and none is made.
    pub(super) fn list(&self) -> Result<Option<Store>, Exit> {
        if Store::is_in(&self.around.home.data) { self.store().map(Some) } else { Ok(None) }
    }

    /// Ends a command that would change something at Google where nothing may be.
    pub(super) fn may_write(&self, what: &str) -> Result<(), Exit> {
        if !self.around.read_only {
            return Ok(());
        }
        let why = if self.args.read_only { "--read-only forbids that" } else { "read_only is set in config.toml" };
        Err(Exit::Usage(format!("{what}, and {why}; nothing was sent")))
    }

    /// Says something to the person on stderr, unless they want to hear of errors alone.
    pub(super) fn say(&self, words: &str) {
        if !self.args.quiet {
            say(words);
        }
    }

    pub(super) fn clock() -> Clock {
        Clock::new(Timestamp::now(), app::zone())
    }

    /// Keeps what the server has just said of a space that is in the list; the row as it then is, none for one that is not there.
    pub(super) fn learn(store: Option<&mut Store>, space: &Space) -> Option<Entry> {
        let store = store?;
        let facts = Facts { space: space.clone(), learnt: Timestamp::now() };
        match store.learn(&facts) {
            Ok(entry) => entry,
            // What was asked for is done all the same; a list that may only be read has told so when it was opened.
            Err(StoreError::ReadOnly { .. }) => store.entry(&space.name).ok().flatten(),
            Err(error) => {
                complain(&format!("what Google said could not be stored: {}. {}", error.why(), error.next_step()));
                store.entry(&space.name).ok().flatten()
            }
        }
    }

    /// Puts a space that was looked up into the list.
    pub(super) fn keep(store: &mut Store, space: &Space) -> Result<Entry, Exit> {
        let now = Timestamp::now();
        let facts = Facts { space: space.clone(), learnt: now };
        let known = Known { entry: Entry::named(space.name.clone(), now), facts: Some(facts) };
        store.add(&known).map_err(|error| exit::store("The space could not be put into the list", &error))
    }

    /// The person used it: what was used last stands first.
    pub(super) fn used(store: Option<&mut Store>, entry: Option<&Entry>) {
        if let (Some(store), Some(entry)) = (store, entry) {
            // It is a convenience: what was asked for is done without it.
            let _late = store.touch(&entry.name, Timestamp::now());
        }
    }
}

/// What to call a space: the person's name for it, or else its code, or else its resource name.
pub(super) fn title(entry: Option<&Entry>, space: Option<&Space>) -> String {
    let label = entry.and_then(|entry| entry.label.as_deref());
    let code = space.and_then(|space| space.meeting_code.as_deref()).or_else(|| entry.and_then(|entry| entry.code.as_deref()));
    let name = entry.map(|entry| entry.name.as_str()).or_else(|| space.map(|space| space.name.as_str()));
    label.or(code).or(name).unwrap_or("the space").to_owned()
}

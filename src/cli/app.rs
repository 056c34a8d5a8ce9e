//! The app: checks everything that can be wrong, draws the first frame, and only then starts what takes time.

use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use ratatui::Terminal;
use secrecy::ExposeSecret;
use secrecy::SecretString;
use tracing::info;

use super::{Args, Exit, variable};
use crate::app::{App, Session as Who, Setup};
use crate::config::{Folders, Settings};
use crate::effect::Trouble;
use crate::emulator::{Emulator, Seed, World};
use crate::log::{self, Level, LogError};
use crate::meet::client::Settings as Meet;
use crate::meet::endpoint::Endpoint;
use crate::meet::token::StaticToken;
use crate::runtime::guard::{self, Guard, Options};
use crate::runtime::runner::{Keeper, Network, OpenStore, Pending, Runner, Sender, Services, Unsaved};
use crate::runtime::screen::Screen;
use crate::runtime::session::{Ended, Host, Parts, Session};
use crate::runtime::{input, signals};
use crate::share::browser::Desktop;
use crate::share::clipboard::{Choice, Clipboard, Environment};
use crate::store::{Entry, Facts, Known, Scope, Store, StoreError};
use crate::text;
use crate::ui::clock::Clock;
use crate::ui::theme::Theme;

/// Rows that the first frame may need.
const FIRST: usize = 200;
/// Between two steps in which the demo's people come and go.
const LIFE: Duration = Duration::from_secs(7);

/// Everything that is decided before the screen is touched.
struct Plan {
    who: Who,
    endpoint: Endpoint,
    token: SecretString,
    theme: Theme,
    clipboard: Choice,
    store: Result<Store, StoreError>,
    open: OpenStore,
    notices: Vec<Trouble>,
    /// How much is logged, and where.
    log: (Level, PathBuf),
    /// The demo's server; it ends with the app.
    emulator: Option<Emulator>,
}

pub(super) fn run(args: &Args) -> Exit {
    let mut plan = match plan(args) {
        Ok(plan) => plan,
        Err(words) => return Exit::Usage(words),
    };
    if let Err(error) = guard::check_terminal() {
        return Exit::Usage(error.to_string());
    }
    // To the end, so that what waits is written.
    let _logging = match log::start(plan.log.0, &plan.log.1) {
        Ok(logging) => Some(logging),
        Err(error) => {
            plan.notices.push(no_log(&error));
            None
        }
    };
    info!(version = env!("CARGO_PKG_VERSION"), signed_in = plan.who.signed_in, read_only = plan.who.read_only, "start");
    let (ended, unsaved) = match show(plan) {
        Ok((ended, unsaved)) => (ended, unsaved),
        Err(error) => (Err(error), Vec::new()),
    };
    info!(?ended, unsaved = unsaved.len(), "end");
    let mut words = Vec::new();
    if let Err(error) = &ended {
        words.push(format!("the terminal failed: {error}"));
    }
    if !unsaved.is_empty() {
        words.push(format!("not stored, though tried to the end:\n  {}", unsaved.join("\n  ")));
    }
    match ended {
        Ok(Ended::Quit) if words.is_empty() => Exit::Done,
        Ok(Ended::Signal(number)) if words.is_empty() => Exit::Signal(number),
        _ => Exit::Failed(words.join("\n")),
    }
}

fn no_log(error: &LogError) -> Trouble {
    Trouble {
        what: "There is no log".into(),
        why: text::clean(&error.to_string()).into_owned(),
        next: "Make the data folder writable, or take GREENROOM_LOG away.".into(),
        at: Timestamp::now(),
    }
}

fn plan(args: &Args) -> Result<Plan, String> {
    let demo = args.demo;
    let (folders, settings) = if demo {
        // The demo reads and writes nothing of the person's.
        (None, Settings::default())
    } else {
        let folders = Folders::find(|name| std::env::var_os(name)).map_err(|error| error.to_string())?;
        let settings = Settings::load(&folders.config).map_err(|error| error.to_string())?;
        (Some(folders), settings)
    };
    let clipboard = match variable("GREENROOM_CLIPBOARD") {
        Some(text) => text.parse().map_err(|error| format!("GREENROOM_CLIPBOARD: {error}"))?,
        None => settings.clipboard.unwrap_or_default(),
    };
    let token = SecretString::from(variable("GREENROOM_ACCESS_TOKEN").unwrap_or_default());
    let account = match (&args.account, variable("GREENROOM_ACCOUNT")) {
        (Some(account), _) => Some(account.clone()),
        (None, Some(text)) if !demo => Some(super::args::email(&text).map_err(|error| format!("GREENROOM_ACCOUNT: {error}"))?),
        _ => None,
    };
    let mut who = Who {
        account,
        demo,
        signed_in: !token.expose_secret().trim().is_empty(),
        read_only: args.read_only || settings.read_only,
        mouse: settings.mouse.unwrap_or(true),
        endpoint: None,
    };
    // The demo touches no file of the person's.
    let level = if demo { Level::Off } else { super::log_level()? };
    let theme = Theme::new(std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty()), args.ascii);
    if demo {
        return demo_plan(who, theme, clipboard);
    }
    let endpoint = match (&args.endpoint, variable("GREENROOM_ENDPOINT")) {
        (Some(endpoint), _) => endpoint.clone(),
        (None, Some(text)) => Endpoint::parse(&text).map_err(|error| format!("GREENROOM_ENDPOINT: {error}"))?,
        (None, None) => Endpoint::google(),
    };
    if !endpoint.is_google() {
        who.endpoint = Some(endpoint.as_str().to_owned());
    }
    let data = folders.map(|folders| folders.data).unwrap_or_default();
    let log = (level, data.clone());
    let scope = Scope { account: who.account.clone().unwrap_or_default(), endpoint: endpoint.as_str().to_owned() };
    let (store, notices) = open_store(&data, &scope);
    let open: OpenStore = Box::new(move || Store::open(&data, &scope).map(|opened| opened.store));
    Ok(Plan { who, endpoint, token, theme, clipboard, store, open, notices, log, emulator: None })
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

/// The demo: a server of its own, a list in memory.
fn demo_plan(mut who: Who, theme: Theme, clipboard: Choice) -> Result<Plan, String> {
    let seed = Seed::demo().map_err(|error| error.to_string())?;
    let world = World::from_seed(&seed).map_err(|error| error.to_string())?;
    let emulator = Emulator::start(world).map_err(|error| format!("the demo could not listen on loopback: {error}"))?;
    emulator.enliven(LIFE, fastrand::u64(..));
    let (email, token) = seed.main_user().ok_or("the demo has nobody with a token")?;
    who.account = Some(email.to_owned());
    who.signed_in = true;
    let endpoint = Endpoint::parse(&emulator.endpoint()).map_err(|error| error.to_string())?;
    let now = Timestamp::now();
    let mut store = Store::in_memory(&Scope { account: email.to_owned(), endpoint: endpoint.as_str().to_owned() })
        .map_err(|error| format!("{}: {}", error.why(), error.next_step()))?;
    let known = seed.spaces().into_iter().filter(|space| space.label.is_some() || space.owner == email).filter_map(|space| {
        let mut entry = Entry::named(space.name.parse().ok()?, now - space.last_used);
        entry.label = space.label.map(Into::into);
        entry.pinned = space.pinned;
        entry.created = (space.owner == email).then(|| now - space.created);
        Some(Known { entry, facts: None })
    });
    store.fill(known).map_err(|error| error.why())?;
    let open: OpenStore =
        Box::new(|| Err(StoreError::Other { why: "the demo's list is gone".into(), next: "Start it again.".into() }));
    let token = SecretString::from(token);
    let (notices, log) = (Vec::new(), (Level::Off, PathBuf::new()));
    Ok(Plan { who, endpoint, token, theme, clipboard, store: Ok(store), open, notices, log, emulator: Some(emulator) })
}

/// What the first frame shows, as the store has it.
fn first_rows(store: &Store) -> Result<(Vec<Entry>, usize, Option<Facts>), StoreError> {
    let entries = store.first(FIRST)?;
    let total = usize::try_from(store.len()?).unwrap_or(usize::MAX);
    let facts = entries.first().map(|entry| store.facts(&entry.name)).transpose()?.flatten();
    Ok((entries, total, facts))
}

/// The person's time zone. Where the system has it in a file, that one is read alone: the library would look for its name, with
/// a walk through the folder of all zones before the first frame.
fn zone() -> TimeZone {
    if std::env::var_os("TZ").is_none()
        && let Ok(data) = std::fs::read("/etc/localtime")
        && let Ok(zone) = TimeZone::tzif("local", &data)
    {
        return zone;
    }
    TimeZone::system()
}

/// The terminal of a real session.
struct Real {
    guard: Guard,
    /// It was stopped by itself and has taken the terminal again; the signal that it goes on is still to come.
    continued: bool,
}

impl Host for Real {
    fn suspend(&mut self) -> io::Result<()> {
        self.guard.suspend()?;
        self.continued = guard::stop_process()?;
        self.guard.resume()
    }

    fn resume(&mut self) -> io::Result<()> {
        if std::mem::take(&mut self.continued) {
            return Ok(());
        }
        self.guard.resume()
    }

    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        let mut out = io::stdout().lock();
        out.write_all(bytes)?;
        out.flush()
    }
}

/// Runs it. What could not be stored comes back however the session ended.
fn show(plan: Plan) -> io::Result<(io::Result<Ended>, Vec<Unsaved>)> {
    let Plan { who, endpoint, token, theme, clipboard, store, open, mut notices, log: _, emulator } = plan;
    let mut store = store.ok();
    let first = store.as_ref().map(first_rows);
    let (entries, total, facts) = match first {
        Some(Ok(first)) => first,
        Some(Err(error)) => {
            notices.push(Trouble {
                what: "The list of spaces could not be read".into(),
                why: error.why(),
                next: error.next_step(),
                at: Timestamp::now(),
            });
            store = None;
            (Vec::new(), 0, None)
        }
        None => (Vec::new(), 0, None),
    };
    let (mouse, signed_in) = (who.mouse, who.signed_in);
    let clock = Clock::new(Timestamp::now(), zone());
    let (app, effects) = App::new(Setup { session: who, theme, clock, entries, total, facts, troubles: notices });

    guard::install_panic_hook();
    let caught = signals::catch()?;
    let guard = Guard::enter(Options { mouse }, io::stdout())?;
    let mut terminal = Terminal::new(Screen::new(BufWriter::with_capacity(32 * 1024, io::stdout())))?;
    // The first frame comes before anything that takes time.
    terminal.draw(|frame| {
        crate::app::draw::draw(&app, frame);
    })?;

    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    let (sender, incoming) = Sender::channel();
    let services = Services {
        keeper: Keeper::start(store, open, sender.clone()),
        network: Network::new(Meet::new(endpoint), Arc::new(StaticToken::new(token.expose_secret())), sender.clone()),
        clipboard: Clipboard::new(clipboard, Environment::from_env()),
        opener: Box::new(Desktop),
    };
    let runner = Runner::new(services, sender, Pending::default(), runtime.handle().clone());
    if signed_in {
        runner.warm_up();
    }
    let outcome = runtime.block_on(async {
        let parts = Parts {
            terminal,
            app,
            runner,
            incoming,
            open_input: Box::new(input::open),
            signals: caught.watch_with_terminal()?,
            host: Real { guard, continued: false },
            now: Timestamp::now,
        };
        let mut session = Session::new(parts, effects);
        let ended = match session.run().await {
            Err(_) if signals::terminal_is_gone() => Ok(Ended::Signal(1)),
            ended => ended,
        };
        // The terminal is given back before anything that may take a moment.
        Ok::<_, io::Error>((ended, session.into_runner()))
    });
    let (ended, runner) = outcome?;
    let unsaved = runner.close();
    runtime.shutdown_background();
    drop(emulator);
    Ok((ended, unsaved))
}

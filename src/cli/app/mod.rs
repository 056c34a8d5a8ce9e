//! The app: checks everything that can be wrong, draws the first frame, and only then starts what takes time.

mod demo;
mod plan;

pub(super) use plan::{clipboard, theme};

use std::io::{self, BufWriter, Write};
use std::time::Duration;

use futures_util::stream::BoxStream;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use ratatui::Terminal;
use tracing::info;

use super::{Args, Exit};
use crate::app::{App, Setup};
use crate::effect::{Effect, Next, Trouble};
use crate::log::{self, LogError};
use crate::meet::client::Settings as Meet;
use crate::runtime::guard::{self, Guard, Options};
use crate::runtime::runner::{Keeper, Network, Pending, Runner, Sender, Services, Unsaved};
use crate::runtime::screen::Screen;
use crate::runtime::session::{Ended, Host, Parts, Rest, Session};
use crate::runtime::signals::Signal;
use crate::runtime::{input, signals};
use crate::share::browser::Desktop;
use crate::share::clipboard::{Clipboard, Environment};
use crate::share::notice;
use crate::store::{Entry, Facts, Store, StoreError};
use crate::text;
use crate::ui::clock::Clock;
use demo::Demo;
use plan::Plan;

/// Longest wait at the end for the answers to changes that were sent.
const LAST_ANSWERS: Duration = Duration::from_millis(1500);
/// Rows that the first frame may need.
const FIRST: usize = 200;

pub(super) fn run(args: &Args) -> Exit {
    let first = if args.demo { Next::Demo } else { Next::Anyone };
    let mut plan = match plan::plan(args, &first, None) {
        Ok(plan) => plan,
        Err(words) => return Exit::Usage(words),
    };
    if let Err(error) = guard::check_terminal() {
        return Exit::Usage(error.to_string());
    }
    // To the end, so that what waits is written.
    let _logging = match log::start(plan.log.0, &plan.log.1) {
        Ok(logging) => Some(logging),
        // By the command that opened the app.
        Err(LogError::Twice) => None,
        Err(error) => {
            plan.notices.push(no_log(&error));
            None
        }
    };
    info!(version = env!("CARGO_PKG_VERSION"), signed_in = plan.who.signed_in, read_only = plan.who.read_only, "start");
    let mut unsaved = Vec::new();
    let ended = show(args, plan, &mut unsaved);
    info!(unsaved = unsaved.len(), "end");
    let mut words = Vec::new();
    match &ended {
        Ok(_) => {}
        Err(Failed::Terminal(error)) => words.push(format!("the terminal failed: {error}")),
        Err(Failed::Plan(said)) => words.push(said.clone()),
    }
    if !unsaved.is_empty() {
        words.push(format!("not stored, though tried to the end:\n  {}", unsaved.join("\n  ")));
    }
    match ended {
        Ok(Ended::Signal(number)) if words.is_empty() => Exit::Signal(number),
        Ok(_) if words.is_empty() => Exit::Done,
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

/// What the first frame shows, as the store has it.
fn first_rows(store: &Store) -> Result<(Vec<Entry>, usize, Option<Facts>), StoreError> {
    let entries = store.first(FIRST)?;
    let total = usize::try_from(store.len()?).unwrap_or(usize::MAX);
    let facts = entries.first().map(|entry| store.facts(&entry.name)).transpose()?.flatten();
    Ok((entries, total, facts))
}

/// The person's time zone. Where the system has it in a file, that one is read alone: the library would look for its name, with
/// a walk through the folder of all zones before the first frame.
pub(super) fn zone() -> TimeZone {
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

/// Why the app ended before its time.
enum Failed {
    Terminal(io::Error),
    /// What was to come next could not be begun.
    Plan(String),
}

impl From<io::Error> for Failed {
    fn from(error: io::Error) -> Self {
        Self::Terminal(error)
    }
}

/// The screen, as it goes from one run of the app to the next.
struct Stage {
    terminal: Terminal<Screen<BufWriter<io::Stdout>>>,
    host: Real,
    signals: BoxStream<'static, Signal>,
}

/// Runs it, and what the person wants after it on the same screen. What could not be stored is added however it ended.
fn show(args: &Args, plan: Plan, unsaved: &mut Vec<Unsaved>) -> Result<Ended, Failed> {
    let mouse = plan.who.mouse;
    let mut opening = Opening::of(plan);
    guard::install_panic_hook();
    let caught = signals::catch()?;
    let guard = Guard::enter(Options { mouse }, io::stdout())?;
    let mut terminal = Terminal::new(Screen::new(BufWriter::with_capacity(32 * 1024, io::stdout())))?;
    // The first frame comes before anything that takes time.
    terminal.draw(|frame| {
        crate::app::draw::draw(&opening.app, frame);
    })?;

    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    let signals = {
        let _inside = runtime.enter();
        caught.watch_with_terminal()?
    };
    let mut stage = Stage { terminal, host: Real { guard, continued: false }, signals };
    let ended = loop {
        let (ended, rest, demo) = opening.play(stage, &runtime);
        let Rest { runner, terminal, signals, host } = rest;
        let next = match ended {
            Ok(Ended::GoOn(next)) => next,
            ended => {
                // The terminal is given back before anything that may take a moment.
                drop((terminal, host, signals));
                runtime.block_on(runner.finish(LAST_ANSWERS));
                unsaved.extend(runner.close());
                drop(demo);
                break ended;
            }
        };
        unsaved.extend(runner.close());
        let plan = plan::plan(args, &next, demo).map_err(Failed::Plan)?;
        opening = Opening::of(plan);
        stage = Stage { terminal, host, signals };
        stage.terminal.draw(|frame| {
            crate::app::draw::draw(&opening.app, frame);
        })?;
    };
    runtime.shutdown_background();
    match ended {
        Err(_) if signals::terminal_is_gone() => Ok(Ended::Signal(1)),
        ended => Ok(ended?),
    }
}

/// A run of the app before its first frame.
struct Opening {
    plan: Plan,
    store: Option<Store>,
    app: App,
    effects: Vec<Effect>,
}

impl Opening {
    fn of(mut plan: Plan) -> Self {
        let gone = StoreError::Other { why: String::new(), next: String::new() };
        let mut store = std::mem::replace(&mut plan.store, Err(gone)).ok();
        let mut troubles = std::mem::take(&mut plan.notices);
        let (entries, total, facts) = match store.as_ref().map(first_rows) {
            Some(Ok(first)) => first,
            Some(Err(error)) => {
                troubles.push(Trouble {
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
        let clock = Clock::new(Timestamp::now(), zone());
        let presets = std::mem::take(&mut plan.presets);
        let (session, theme, polling) = (plan.who.clone(), plan.theme.clone(), plan.polling);
        let setup = Setup { session, theme, clock, entries, total, facts, troubles, presets, polling };
        let (mut app, effects) = App::new(setup);
        app.events_of = plan.events.as_ref().map(|(_, of)| *of);
        (app.rules, app.notices_by) = (plan.notify.rules, notice::Notices::from_env(plan.notify.how));
        Self { plan, store, app, effects }
    }

    /// From the first frame to the last.
    fn play(self, stage: Stage, runtime: &tokio::runtime::Runtime) -> Played {
        let Self { plan, store, app, effects } = self;
        let Plan { who, endpoint, tokens, clipboard, open, desk, demo, events, .. } = plan;
        let (sender, incoming) = Sender::channel();
        let services = Services {
            keeper: Keeper::start(store, open, sender.clone()),
            network: Network::new(Meet::new(endpoint), tokens, sender.clone()),
            clipboard: Clipboard::new(clipboard, Environment::from_env()),
            opener: Box::new(Desktop),
            desk,
            events: events.map(|(source, _)| source),
        };
        let runner = Runner::new(services, sender, Pending::default(), runtime.handle().clone());
        if who.signed_in {
            runner.warm_up();
        }
        let Stage { terminal, host, signals } = stage;
        runtime.block_on(async {
            let open_input = Box::new(input::open);
            let parts = Parts { terminal, app, runner, incoming, open_input, signals, host, now: Timestamp::now };
            let mut session = Session::new(parts, effects);
            let ended = session.run().await;
            (ended, session.into_rest(), demo)
        })
    }
}

/// How a run ended, what it leaves, and the demo that it may have been.
type Played = (io::Result<Ended>, Rest<Screen<BufWriter<io::Stdout>>, Real>, Option<Demo>);

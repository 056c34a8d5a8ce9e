//! The very loop that ships, driven in process: the emulator over real HTTP, a store in a folder of its own, a screen of cells, and
//! recorders in the place of clipboard and browser. Nothing here sleeps: [`Show::settle`] waits until nothing is under way, and
//! [`Show::until`] goes on until something holds.

use std::fmt::Write as _;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use base64::Engine as _;
use crossterm::event::{Event, KeyCode, KeyEvent, KeyModifiers};
use futures_util::StreamExt;
use futures_util::stream::{pending, poll_fn};
use greenroom::app::{App, Session as Who, Setup, draw};
use greenroom::auth::accounts::Accounts;
use greenroom::auth::renew::Renewer;
use greenroom::auth::scopes::Scope as AuthScope;
use greenroom::auth::vault::FileVault;
use greenroom::auth::ways::Home;
use greenroom::bulk::Pace;
use greenroom::config::{Polling, Presets, Watched};
use greenroom::effect::{Msg, Trouble};
use greenroom::emulator::{Emulator, Fault, Method, Person, Quota, Request, Scope as Grant, World};
use greenroom::meet::client::{RetryPolicy, Settings};
use greenroom::meet::endpoint::Endpoint;
use greenroom::meet::token::{StaticToken, TokenSource};
use greenroom::runtime::runner::{
    Desk, EventsSource, Keeper, Network, OpenStore, Owner, Pending, Runner, Sender, Services, Unsaved, Waits,
};
use greenroom::runtime::session::{Ended, Host, Input, Parts, Session};
use greenroom::share::browser::Opener;
use greenroom::share::clipboard::{Choice, Clipboard, Environment};
use greenroom::store::{Entry, Facts, Known, Scope, Store, StoreError};
use greenroom::ui::clock::Clock;
use greenroom::ui::theme::Theme;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use super::keep;

pub const ANA: &str = "ana@example.com";
pub const BO: &str = "bo@example.com";
/// Longer than anything takes that happens at all.
const PATIENCE: Duration = Duration::from_mins(1);

/// The server, the folder with the list, and who is signed in.
pub struct House {
    pub emulator: Emulator,
    pub dir: TempDir,
    pub token: String,
}

/// How a program is started.
#[derive(Clone)]
pub struct Start {
    pub size: (u16, u16),
    pub signed_in: bool,
    pub read_only: bool,
    pub account: Option<&'static str>,
    pub now: fn() -> Timestamp,
    /// The folder with client file and accounts, where there is one.
    pub home: Option<PathBuf>,
    /// Tokens come from the sign-in of `account` in that folder.
    pub by_account: bool,
    /// How long the browser is waited for.
    pub patience: Duration,
    /// Longest silence of the server.
    pub silence: Duration,
    pub retry: RetryPolicy,
    /// How many changes may start within a while.
    pub pace: Pace,
    pub presets: Presets,
    /// Events, where they are set up.
    pub news: Option<News>,
}

/// Events as they are set up: where, of what, and with which token for Pub/Sub.
#[derive(Clone)]
pub struct News {
    pub topic: String,
    pub pull: String,
    pub of: Watched,
    pub token: String,
    pub lock: Option<PathBuf>,
    pub delete_on_exit: bool,
    pub waits: Waits,
    /// Tokens for Pub/Sub that are renewed; in the place of the one.
    pub tokens: Option<Arc<dyn TokenSource>>,
}

impl News {
    fn source(&self, endpoint: &str, tokens: Arc<dyn TokenSource>, now: fn() -> Timestamp) -> EventsSource {
        let own = self.tokens.clone().unwrap_or_else(|| Arc::new(StaticToken::new(&self.token)));
        let at = || Endpoint::parse(endpoint).unwrap();
        EventsSource {
            workspace: (Settings::new(at()), tokens),
            pubsub: (Settings::new(at()), own),
            topic: self.topic.parse().unwrap(),
            pull: self.pull.parse().unwrap(),
            owner: Owner::Ask(Some(at())),
            lock: self.lock.clone(),
            delete_on_exit: self.delete_on_exit,
            waits: Waits { now, ..self.waits },
        }
    }
}

impl Default for Start {
    fn default() -> Self {
        Self {
            size: (120, 40),
            signed_in: true,
            read_only: false,
            account: Some(ANA),
            now: Timestamp::now,
            home: None,
            by_account: false,
            patience: PATIENCE,
            silence: Duration::from_secs(20),
            retry: quick(),
            pace: Pace::new(100_000, Duration::from_secs(1), Duration::from_millis(200)),
            presets: Presets::default(),
            news: None,
        }
    }
}

/// Repeats as the real policy does, only sooner.
pub fn quick() -> RetryPolicy {
    RetryPolicy {
        first: Duration::from_millis(5),
        jitter: Duration::from_millis(5),
        longest: Duration::from_secs(2),
        ..RetryPolicy::default()
    }
}

pub fn ago(seconds: i64) -> Timestamp {
    Timestamp::now() - SignedDuration::from_secs(seconds)
}

pub const HOUR: i64 = 3600;
pub const DAY: i64 = 24 * HOUR;

fn world() -> (World, String) {
    let mut world = World::empty();
    for (email, name) in [(ANA, "Ana"), (BO, "Bo"), ("chi@example.com", "Chi")] {
        world.add_user(email, name);
    }
    world.add_project("greenroom");
    world.add_project("calendar");
    world.set_quota(Quota::unlimited());
    let token = world.issue_token(ANA, "greenroom", &Grant::ALL, Duration::from_hours(1)).unwrap();
    (world, token)
}

/// A scope of the list at that server.
pub fn scope(endpoint: &str) -> Scope {
    Scope { account: ANA.into(), endpoint: Endpoint::parse(endpoint).unwrap().as_str().to_owned() }
}

impl House {
    pub fn new() -> Self {
        let (world, token) = world();
        Self { emulator: Emulator::start(world).unwrap(), dir: keep::folder(), token }
    }

    /// A server where events are set up, and how a program is started with them.
    pub fn with_news() -> (Self, Start) {
        let mut house = Self::new();
        house.token = house.with(|world| world.issue_token(ANA, "greenroom", &Grant::FOR_NEWS, Duration::from_hours(1))).unwrap();
        let (topic, pull) = house.with(|world| world.prepare_events("greenroom")).unwrap();
        let waits = Waits { first: Duration::from_millis(20), longest: Duration::from_millis(100), ..Waits::default() };
        let token = house.token.clone();
        let news = News { topic, pull, of: Watched::Mine, token, lock: None, delete_on_exit: false, waits, tokens: None };
        (house, Start { news: Some(news), ..Start::default() })
    }

    /// The server goes, and comes back at the same address with nothing in it but its people.
    pub fn server_gone(self) -> Gone {
        let port = self.emulator.port();
        let Self { emulator, dir, token } = self;
        let endpoint = emulator.endpoint();
        drop(emulator);
        Gone { port, endpoint, dir, token }
    }

    pub fn endpoint(&self) -> String {
        self.emulator.endpoint()
    }

    pub fn with<R>(&self, look: impl FnOnce(&mut World) -> R) -> R {
        self.emulator.with(look)
    }

    pub fn fault(&self, fault: Fault) {
        self.with(|world| world.add_fault(fault));
    }

    pub fn all_is_well(&self) {
        self.with(World::clear_faults);
    }

    pub fn count(&self, method: Method) -> usize {
        self.with(|world| world.count(method))
    }

    pub fn requests(&self, method: Method) -> Vec<Request> {
        self.with(|world| world.requests()).into_iter().filter(|request| request.method == Some(method)).collect()
    }

    /// A space of Ana's that stands in the list, learnt an hour ago. Later ones stand higher.
    pub fn space(&self, label: &str) -> String {
        self.space_learnt(label, HOUR)
    }

    pub fn space_learnt(&self, label: &str, seconds: i64) -> String {
        let name = self.with(|world| world.create_space_for(ANA, "greenroom")).unwrap();
        self.remember(&name, label, seconds);
        name
    }

    /// Puts a space into the list as if it had been learnt so many seconds ago.
    pub fn remember(&self, name: &str, label: &str, seconds: i64) {
        let (code, config, owner) = self.with(|world| {
            let space = world.space(name).unwrap();
            (space.code().to_owned(), space.config(), space.owner() == ANA)
        });
        let mut space = json!({ "name": name, "meetingUri": link(&code), "meetingCode": code });
        if owner {
            space["config"] = config;
        }
        if let Some(conference) = self.with(|world| world.space(name).unwrap().active_conference()).filter(|_| owner) {
            space["activeConference"] = json!({ "conferenceRecord": conference });
        }
        let (mut store, number) = self.store_and_len();
        let entry = Entry {
            label: (!label.is_empty()).then(|| label.into()),
            created: Some(ago(3 * DAY)),
            ..Entry::named(name.parse().unwrap(), ago(2 * DAY - i64::try_from(number).unwrap()))
        };
        let facts = Facts { space: serde_json::from_value(space).unwrap(), learnt: ago(seconds) };
        store.add(&Known { entry, facts: Some(facts) }).unwrap();
    }

    fn store_and_len(&self) -> (Store, u64) {
        let store = self.store();
        let number = store.len().unwrap();
        (store, number)
    }

    pub fn store(&self) -> Store {
        open_store(self.dir.path(), &self.endpoint()).unwrap()
    }

    pub fn code(&self, name: &str) -> String {
        self.with(|world| world.space(name).unwrap().code().to_owned())
    }

    pub fn link(&self, name: &str) -> String {
        link(&self.code(name))
    }

    pub fn access(&self, name: &str) -> String {
        self.with(|world| world.space(name).unwrap().config()["accessType"].as_str().unwrap().to_owned())
    }

    pub fn join(&self, name: &str, who: &[&str]) {
        self.with(|world| {
            for who in who {
                let person = if who.contains('@') { Person::User((*who).into()) } else { Person::Anonymous((*who).into()) };
                world.join(name, &person).unwrap();
            }
        });
    }

    /// The program as it starts.
    pub fn open(&self) -> Show {
        self.open_as(&Start::default())
    }

    pub fn open_as(&self, start: &Start) -> Show {
        let (dir, endpoint) = (self.dir.path().to_owned(), self.endpoint());
        let store = open_store(&dir, &endpoint).unwrap();
        let again = endpoint.clone();
        let open: OpenStore = Box::new(move || open_store(&dir, &again));
        Show::start(start, &endpoint, &self.token, Some(store), open)
    }

    /// Opened, and everything that happens by itself has happened.
    pub async fn settled(&self) -> Show {
        let mut show = self.open();
        show.settle().await;
        show
    }
}

pub fn link(code: &str) -> String {
    format!("https://meet.google.com/{code}")
}

pub fn open_store(dir: &Path, endpoint: &str) -> Result<Store, StoreError> {
    Store::open(dir, &scope(endpoint)).map(|opened| opened.store)
}

/// A server that is not there.
pub struct Gone {
    port: u16,
    pub endpoint: String,
    pub dir: TempDir,
    token: String,
}

impl Gone {
    /// It comes back with the same token and a space of that name.
    pub fn back(self, name: &str) -> House {
        let mut world = World::empty();
        world.add_user(ANA, "Ana");
        world.add_project("greenroom");
        world.accept_token(&self.token, ANA, "greenroom", &Grant::ALL, Duration::from_hours(1)).unwrap();
        world.create_space_named(name.trim_start_matches("spaces/"), ANA, "greenroom").unwrap();
        House { emulator: Emulator::start_on(self.port, world).unwrap(), dir: self.dir, token: self.token }
    }
}

/// Signing in, with everything in that folder.
pub fn desk(home: &Path, oauth: &Endpoint) -> Desk {
    Desk {
        meet: Settings::new(oauth.clone()),
        home: Home {
            data: home.to_owned(),
            config: home.to_owned(),
            client: None,
            oauth: Some(oauth.clone()),
            account: None,
            impersonate: None,
            token: None,
        },
        vault: Arc::new(FileVault::new(home)),
        ask: AuthScope::ALL.to_vec(),
        tokens: None,
        elsewhere: None,
        machine: None,
        patience: PATIENCE,
    }
}

/// The terminal's other side: what was written past the cells.
#[derive(Clone, Default)]
pub struct Recorder {
    copied: Arc<Mutex<Vec<String>>>,
    notices: Arc<Mutex<Vec<String>>>,
    opened: Arc<Mutex<Vec<String>>>,
    suspended: Arc<Mutex<u32>>,
}

impl Host for Recorder {
    fn suspend(&mut self) -> io::Result<()> {
        *self.suspended.lock().unwrap() += 1;
        Ok(())
    }

    fn resume(&mut self) -> io::Result<()> {
        Ok(())
    }

    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        let text = std::str::from_utf8(bytes).unwrap();
        if text.ends_with('\x07') || text.starts_with("\x1b]9;") {
            self.notices.lock().unwrap().push(text.to_owned());
            return Ok(());
        }
        // OSC 52: ESC ] 52 ; c ; BASE64, ended by ESC \ or BEL.
        let inside = text.strip_prefix("\x1b]52;c;").unwrap_or_else(|| panic!("not OSC 52: {text:?}"));
        let coded = inside.trim_end_matches(['\x07', '\\', '\x1b']);
        let decoded = base64::engine::general_purpose::STANDARD.decode(coded).unwrap();
        self.copied.lock().unwrap().push(String::from_utf8(decoded).unwrap());
        Ok(())
    }
}

impl Opener for Recorder {
    fn open(&self, url: &str) -> io::Result<()> {
        self.opened.lock().unwrap().push(url.to_owned());
        Ok(())
    }
}

/// One running program.
pub struct Show {
    pub session: Session<TestBackend, Recorder>,
    recorder: Recorder,
    /// Lets a timer ring before its time.
    pub sender: Sender,
    /// The first frame, before anything was asked.
    pub first_frame: String,
    keys: Option<UnboundedSender<Event>>,
    waiting: Arc<Mutex<UnboundedReceiver<Event>>>,
}

impl Show {
    /// Puts a program together as the command line does.
    pub fn start(start: &Start, endpoint: &str, token: &str, store: Option<Store>, open: OpenStore) -> Self {
        let home = start.home.clone().unwrap_or_else(|| std::env::temp_dir().join("greenroom-nobody-lives-here"));
        let oauth = Endpoint::parse(endpoint).unwrap();
        let mut desk = desk(&home, &oauth);
        desk.patience = start.patience;
        if start.read_only {
            desk.ask = AuthScope::READ_ONLY.to_vec();
        }
        let account = start.by_account.then(|| {
            let accounts = Accounts::load(&home).unwrap();
            accounts.get(start.account.unwrap()).unwrap().clone()
        });
        let who = Who {
            account: start.account.map(Into::into),
            demo: false,
            signed_in: start.signed_in,
            read_only: start.read_only,
            mouse: true,
            endpoint: Some(endpoint.to_owned()),
            way: (start.signed_in && account.is_none()).then(|| "A token.".into()),
            unproven: false,
            granted: account.as_ref().map(|account| account.granted.clone()),
            ends: account.as_ref().and_then(|account| account.ends),
        };
        let (entries, total, facts) = match &store {
            Some(store) => {
                let entries = store.first(200).unwrap();
                let facts = entries.first().and_then(|entry| store.facts(&entry.name).unwrap());
                (entries, usize::try_from(store.len().unwrap()).unwrap(), facts)
            }
            None => (Vec::new(), 0, None),
        };
        let clock = Clock::new((start.now)(), TimeZone::UTC);
        let troubles = Vec::new();
        let (mut app, effects) = App::new(Setup {
            session: who,
            theme: Theme::default(),
            clock,
            entries,
            total,
            facts,
            troubles,
            presets: start.presets.clone(),
            polling: Polling::default(),
        });
        (app.pace_of_writes, app.pace_of_reads) = (start.pace.clone(), start.pace.clone());
        app.events_of = start.news.as_ref().map(|news| news.of);
        let mut terminal = Terminal::new(TestBackend::new(start.size.0, start.size.1)).unwrap();
        terminal.draw(|frame| drop(draw::draw(&app, frame))).unwrap();
        let first_frame = text_of(&terminal);

        let recorder = Recorder::default();
        let (sender, incoming) = Sender::channel();
        let mut settings = Settings::new(Endpoint::parse(endpoint).unwrap());
        settings.connect_timeout = start.silence;
        settings.read_timeout = start.silence;
        settings.retry = start.retry.clone();
        let token = if start.signed_in { token } else { "" };
        let tokens: Arc<dyn TokenSource> = match &account {
            Some(account) => {
                let renewer = Renewer::new(desk.vault.clone(), &home, account, Some(oauth));
                desk.tokens = Some((renewer.clone(), account.slot()));
                Arc::new(renewer)
            }
            None => Arc::new(StaticToken::new(token)),
        };
        let events = start.news.as_ref().map(|news| news.source(endpoint, tokens.clone(), start.now));
        let environment = Environment { tmux: false, ssh: false, tmux_program: "tmux".into(), keeper: Vec::new() };
        let services = Services {
            keeper: Keeper::start(store, open, sender.clone()),
            network: Network::new(settings, tokens, sender.clone()),
            clipboard: Clipboard::new(Choice::Osc52, environment),
            opener: Box::new(recorder.clone()),
            desk,
            events,
        };
        let runner = Runner::new(services, sender.clone(), Pending::default(), tokio::runtime::Handle::current());
        let (keys, waiting) = unbounded_channel();
        let waiting = Arc::new(Mutex::new(waiting));
        let stream = waiting.clone();
        let parts = Parts {
            terminal,
            app,
            runner,
            incoming,
            open_input: Box::new(move || -> Input {
                let waiting = stream.clone();
                poll_fn(move |context| waiting.lock().unwrap().poll_recv(context).map(|event| event.map(Ok))).boxed()
            }),
            signals: pending().boxed(),
            host: recorder.clone(),
            now: start.now,
        };
        let session = Session::new(parts, effects);
        Self { session, recorder, sender, first_frame, keys: Some(keys), waiting }
    }

    /// Runs until nothing is under way.
    pub async fn settle(&mut self) {
        let settled = tokio::time::timeout(PATIENCE, self.session.settle()).await;
        assert!(settled.is_ok(), "never idle\n{}", self.screen());
        settled.unwrap().unwrap();
        self.is_text();
    }

    /// Goes on until something holds: for servers that never answer, and for what is seen on the way.
    pub async fn until(&mut self, what: &str, mut holds: impl FnMut(&Self) -> bool) {
        let end = Instant::now() + PATIENCE;
        while !holds(self) {
            assert!(Instant::now() < end, "never: {what}\n{}", self.screen());
            // What is waited for may happen at the server alone.
            if let Ok(step) = tokio::time::timeout(Duration::from_millis(5), self.session.step()).await {
                assert_eq!(step.unwrap(), None, "ended before: {what}");
            }
        }
        self.is_text();
    }

    pub async fn until_screen(&mut self, words: &str) {
        self.until(words, |show| show.screen().contains(words)).await;
    }

    /// An event through the stream that the terminal's own take, and the frame that it asks for.
    pub async fn event(&mut self, event: Event) -> Option<Ended> {
        self.keys.as_ref().unwrap().send(event).unwrap();
        loop {
            if let Some(ended) = self.session.step().await.unwrap() {
                return Some(ended);
            }
            if self.waiting.lock().unwrap().is_empty() {
                break;
            }
        }
        self.session.step().await.unwrap()
    }

    /// Keys, parted by blanks: `n`, `ctrl-r`, `enter`.
    pub async fn press(&mut self, keys: &str) {
        for key in keys.split(' ') {
            let ended = self.event(Event::Key(key_of(key))).await;
            assert_eq!(ended, None, "{key} ended it");
        }
    }

    /// The last key of a program.
    pub async fn press_to_end(&mut self, key: &str) -> Option<Ended> {
        self.event(Event::Key(key_of(key))).await
    }

    pub async fn type_text(&mut self, text: &str) {
        for letter in text.chars() {
            self.event(Event::Key(KeyEvent::new(KeyCode::Char(letter), KeyModifiers::NONE))).await;
        }
    }

    pub async fn paste(&mut self, text: &str) {
        self.event(Event::Paste(text.into())).await;
    }

    /// A key, and everything that comes of it.
    pub async fn act(&mut self, keys: &str) {
        self.press(keys).await;
        self.settle().await;
    }

    /// The terminal closes.
    pub async fn end_of_input(&mut self) -> Option<Ended> {
        self.keys = None;
        self.session.step().await.unwrap()
    }

    pub fn screen(&self) -> String {
        text_of(&self.session.terminal)
    }

    /// The row of the list that is called so.
    #[track_caller]
    pub fn line(&self, title: &str) -> String {
        let area = self.session.app.areas.spaces.as_ref().map(|listing| listing.area).unwrap_or_default();
        let buffer = self.session.terminal.backend().buffer();
        let lines = (area.y..area.bottom()).map(|y| (area.x..area.right()).map(|x| buffer[(x, y)].symbol()).collect::<String>());
        let line = lines.into_iter().find(|line| line.contains(title));
        line.unwrap_or_else(|| panic!("no row {title:?} on\n{}", self.screen()))
    }

    pub fn header(&self) -> String {
        self.screen().lines().next().unwrap().to_owned()
    }

    pub fn footer(&self) -> String {
        self.screen().lines().last().unwrap().to_owned()
    }

    #[track_caller]
    pub fn shows(&self, words: &str) {
        assert!(self.flat().contains(words), "no {words:?} on\n{}", self.screen());
    }

    #[track_caller]
    pub fn hides(&self, words: &str) {
        assert!(!self.flat().contains(words), "{words:?} on\n{}", self.screen());
    }

    /// The screen, and its panes' and windows' lines put together, so that words are found across line ends.
    fn flat(&self) -> String {
        let screen = self.screen();
        let mut flat = screen.clone();
        let columns = screen.lines().map(|line| line.split('│').map(str::to_owned).collect::<Vec<_>>());
        let most = columns.clone().map(|line| line.len()).max().unwrap_or(0);
        for column in 0..most {
            flat.push('\n');
            for part in columns.clone().filter_map(|line| line.get(column).cloned()) {
                let _ = write!(flat, "{} ", part.trim());
            }
        }
        flat.lines().fold(String::new(), |mut all, line| {
            let words: Vec<&str> = line.split_whitespace().collect();
            let _ = writeln!(all, "{line}\n{}", words.join(" "));
            all
        })
    }

    /// The three parts of the latest problem.
    #[track_caller]
    pub fn problem(&self) -> Trouble {
        self.session.app.problems().next().cloned().unwrap_or_else(|| panic!("no problem on\n{}", self.screen()))
    }

    /// The latest problem says this.
    #[track_caller]
    pub fn tells(&self, what: &str, why: &str, next: &str) {
        let trouble = self.problem();
        assert!(trouble.what.contains(what) && trouble.why.contains(why) && trouble.next.contains(next), "{trouble:?}");
        assert!(!trouble.next.is_empty() && !trouble.why.is_empty(), "{trouble:?}");
    }

    /// A key still does what it does.
    pub async fn is_usable(&mut self) {
        self.press("esc esc ?").await;
        self.shows("Help");
        self.press("esc").await;
        self.hides("Esc closes");
    }

    /// The rows of the list, as they are called.
    pub fn rows(&self) -> Vec<String> {
        let app = &self.session.app;
        app.spaces.shown(&app.book).iter().map(|id| app.book.row(*id).unwrap().title().to_owned()).collect()
    }

    pub fn cursor(&self) -> String {
        let app = &self.session.app;
        app.current().and_then(|id| app.book.row(id)).map(|row| row.title().to_owned()).unwrap_or_default()
    }

    pub async fn go_to(&mut self, title: &str) {
        self.press("g").await;
        for _ in 0..self.rows().len() {
            if self.cursor() == title {
                return;
            }
            self.press("j").await;
        }
        assert_eq!(self.cursor(), title);
    }

    pub fn copied(&self) -> Vec<String> {
        self.recorder.copied.lock().unwrap().clone()
    }

    /// Bells and notices that the terminal was asked for.
    pub fn notices(&self) -> Vec<String> {
        self.recorder.notices.lock().unwrap().clone()
    }

    pub fn opened(&self) -> Vec<String> {
        self.recorder.opened.lock().unwrap().clone()
    }

    pub fn suspended(&self) -> u32 {
        *self.recorder.suspended.lock().unwrap()
    }

    pub fn resize(&mut self, width: u16, height: u16) {
        self.session.terminal.backend_mut().resize(width, height);
    }

    /// Lets something happen that the program waits for.
    pub fn happens(&self, msg: Msg) {
        self.sender.send(msg);
    }

    /// Ends it; what could not be stored comes back.
    pub fn close(self) -> Vec<Unsaved> {
        self.session.into_runner().close()
    }

    /// Ends it as the program does: changes that were sent are answered first.
    pub async fn finish(self) -> Vec<Unsaved> {
        let runner = self.session.into_runner();
        runner.finish(PATIENCE).await;
        runner.close()
    }

    /// Nothing but text has reached the cells.
    #[track_caller]
    pub fn is_text(&self) {
        for cell in self.session.terminal.backend().buffer().content() {
            let bad = cell.symbol().chars().find(|letter| letter.is_control() || is_hidden(*letter));
            assert_eq!(bad, None, "{:?} in\n{}", cell.symbol(), self.screen());
        }
    }
}

/// Characters that turn text around or hide it.
fn is_hidden(letter: char) -> bool {
    matches!(letter, '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

fn text_of(terminal: &Terminal<TestBackend>) -> String {
    let buffer = terminal.backend().buffer();
    let mut text = String::new();
    for y in 0..buffer.area.height {
        let mut skip = 0;
        for x in 0..buffer.area.width {
            if skip > 0 {
                skip -= 1;
                continue;
            }
            let symbol = buffer[(x, y)].symbol();
            skip = greenroom::ui::text::width(symbol).saturating_sub(1);
            text.push_str(symbol);
        }
        text.push('\n');
    }
    text
}

fn key_of(key: &str) -> KeyEvent {
    let (control, key) = key.strip_prefix("ctrl-").map_or((false, key), |rest| (true, rest));
    let code = match key {
        "space" => KeyCode::Char(' '),
        "enter" => KeyCode::Enter,
        "esc" => KeyCode::Esc,
        "tab" => KeyCode::Tab,
        "backspace" => KeyCode::Backspace,
        "up" => KeyCode::Up,
        "down" => KeyCode::Down,
        "pagedown" => KeyCode::PageDown,
        _ => KeyCode::Char(key.chars().next().unwrap()),
    };
    KeyEvent::new(code, if control { KeyModifiers::CONTROL } else { KeyModifiers::NONE })
}

/// A server of a test's own, where it must say what the emulator never would. It answers with status and body.
pub struct Script {
    pub endpoint: String,
    seen: Arc<Mutex<Vec<String>>>,
    writes: Arc<Mutex<Vec<(String, Value)>>>,
    task: tokio::task::JoinHandle<()>,
}

impl Script {
    pub async fn start(answer: impl Fn(&str, &str) -> (u16, Value) + Clone + Send + Sync + 'static) -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let endpoint = format!("http://{}", listener.local_addr().unwrap());
        let seen = Arc::new(Mutex::new(Vec::new()));
        let writes = Arc::new(Mutex::new(Vec::new()));
        let (list, written) = (seen.clone(), writes.clone());
        let handler = move |request: axum::extract::Request| {
            let (verb, path) = (request.method().as_str().to_owned(), request.uri().path().to_owned());
            let target = request.uri().to_string();
            list.lock().unwrap().push(format!("{verb} {path}"));
            let (status, said) = answer(&verb, &path);
            let written = written.clone();
            async move {
                if verb != "GET" {
                    let body = axum::body::to_bytes(request.into_body(), 1 << 20).await.unwrap();
                    written.lock().unwrap().push((target, serde_json::from_slice(&body).unwrap_or_default()));
                }
                let response = axum::response::Response::builder().status(status).header("content-type", "application/json");
                response.body(axum::body::Body::from(said.to_string())).unwrap()
            }
        };
        let router = axum::Router::new().fallback(handler);
        let task = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { endpoint, seen, writes, task }
    }

    /// What was sent to change something: its target with the mask, and its body.
    pub fn writes(&self) -> Vec<(String, Value)> {
        self.writes.lock().unwrap().clone()
    }

    pub fn seen(&self) -> Vec<String> {
        self.seen.lock().unwrap().clone()
    }

    /// A program with that one space in its list, learnt an hour ago, as the server first said it.
    pub fn open(&self, dir: &Path, label: &str, space: &Value) -> Show {
        let mut store = open_store(dir, &self.endpoint).unwrap();
        let entry = Entry {
            label: (!label.is_empty()).then(|| label.into()),
            ..Entry::named(space["name"].as_str().unwrap().parse().unwrap(), ago(HOUR))
        };
        let facts = Facts { space: serde_json::from_value(space.clone()).unwrap(), learnt: ago(HOUR) };
        store.add(&Known { entry, facts: Some(facts) }).unwrap();
        let (dir, endpoint) = (dir.to_owned(), self.endpoint.clone());
        let open: OpenStore = Box::new(move || open_store(&dir, &endpoint));
        Show::start(&Start::default(), &self.endpoint, "token", Some(store), open)
    }
}

impl Drop for Script {
    fn drop(&mut self) {
        self.task.abort();
    }
}

//! The app without its loop and its terminal: state, one key, one frame, bytes in memory.

use std::io::{self, Write};
use std::time::{Duration, Instant};

use anyhow::Result;
use crossterm::event::{Event, KeyCode, KeyEvent, KeyModifiers};
use greenroom::app::{App, Session, Setup, draw};
use greenroom::config::{Polling, Presets};
use greenroom::effect::{Msg, StoreReply};
use greenroom::meet::endpoint::Endpoint;
use greenroom::runtime::screen::Screen;
use greenroom::store::{Entry, Scope, Store};
use greenroom::ui::Areas;
use greenroom::ui::clock::Clock;
use greenroom::ui::theme::Theme;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use ratatui::layout::Rect;
use ratatui::{Terminal, TerminalOptions, Viewport};

use super::pty::SIZE;
use super::stage::Stage;

/// A terminal that forgets.
#[derive(Default)]
struct Tape(Vec<u8>);

impl Write for Tape {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.clear();
        Ok(())
    }
}

/// An app with all its rows.
pub struct Desk {
    app: App,
    terminal: Terminal<Screen<Tape>>,
}

impl Desk {
    /// With so many spaces, none of which the server tells about.
    pub fn new(stage: &Stage, count: u64) -> Result<Self> {
        let endpoint = stage.mute(false);
        let scope = Scope { account: String::new(), endpoint: Endpoint::parse(&endpoint)?.as_str().to_owned() };
        let store = Store::open(&stage.list(count, &endpoint)?, &scope)?.store;
        let setup = Setup {
            session: Session { signed_in: true, mouse: true, ..Session::default() },
            theme: Theme::default(),
            clock: Clock::new(Timestamp::now(), TimeZone::system()),
            entries: store.first(200)?,
            total: usize::try_from(count)?,
            facts: None,
            troubles: Vec::new(),
            presets: Presets::default(),
            polling: Polling::default(),
        };
        let (mut app, _) = App::new(setup);
        let mut entries: Vec<Entry> = Vec::new();
        store.each(|entry| entries.push(entry))?;
        app.update(Msg::Store(StoreReply::Entries { entries, last: true }), Timestamp::now());
        let (columns, rows) = SIZE;
        let viewport = Viewport::Fixed(Rect::new(0, 0, columns, rows));
        let terminal = Terminal::with_options(Screen::new(Tape::default()), TerminalOptions { viewport })?;
        let mut desk = Self { app, terminal };
        desk.draw()?;
        Ok(desk)
    }

    /// As the loop does it.
    fn draw(&mut self) -> Result<()> {
        let mut areas = Areas::default();
        self.terminal.draw(|frame| areas = draw::draw(&self.app, frame))?;
        if areas != self.app.areas {
            self.app.update(Msg::Drawn(areas), Timestamp::now());
        }
        Ok(())
    }

    /// Presses a key and draws; gives back how long that took.
    pub fn press(&mut self, key: KeyCode) -> Result<Duration> {
        let event = Event::Key(KeyEvent::new(key, KeyModifiers::NONE));
        let start = Instant::now();
        let effects = self.app.update(Msg::Input(event), Timestamp::now());
        self.draw()?;
        let time = start.elapsed();
        drop(effects);
        Ok(time)
    }

    /// How many rows the list shows.
    pub fn shown(&self) -> usize {
        self.app.spaces.shown(&self.app.book).len()
    }
}

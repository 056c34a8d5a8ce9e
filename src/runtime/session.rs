//! The loop: waits for one thing, takes all that is there, draws once.
//!
//! A frame that a key asked for is drawn at once; frames for answers are at least 16 ms apart. Nothing is drawn that nobody
//! asked for: an idle session writes no byte and wakes up for nothing.

use std::io;
use std::task::Poll;
use std::time::Duration;

use crossterm::event::Event;
use futures_util::stream::{BoxStream, StreamExt};
use jiff::Timestamp;
use ratatui::Terminal;
use ratatui::backend::Backend;
use tokio::sync::mpsc::UnboundedReceiver;
use tokio::time::Instant;

use super::runner::{Control, Runner};
use super::signals::Signal;
use crate::app::{App, draw};
use crate::effect::{Effect, Msg, Next};

/// Least time between two frames that no key asked for.
const FRAME: Duration = Duration::from_millis(16);
/// Messages that are taken before a frame is due all the same.
const DRAIN: usize = 512;

/// From tasks to the loop.
#[derive(Debug)]
pub enum Incoming {
    /// For the app.
    Msg(Box<Msg>),
    /// Bytes for the terminal, to be written between two frames.
    Bytes(Vec<u8>),
}

/// What the loop needs of the real world beside the terminal: suspending, and raw bytes.
pub trait Host {
    /// Gives the terminal back, stops the process, and takes the terminal again when it goes on.
    ///
    /// # Errors
    ///
    /// Those of the terminal.
    fn suspend(&mut self) -> io::Result<()>;

    /// Enters the terminal's modes again after a stop from outside.
    ///
    /// # Errors
    ///
    /// Those of the terminal.
    fn resume(&mut self) -> io::Result<()>;

    /// Writes bytes to the terminal.
    ///
    /// # Errors
    ///
    /// Those of the terminal.
    fn write(&mut self, bytes: &[u8]) -> io::Result<()>;
}

/// How the session ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ended {
    /// The person quit, or the input ended.
    Quit,
    /// A signal ended it.
    Signal(u8),
    /// The person wants another list on the same screen.
    GoOn(Next),
}

/// What a session leaves: the runner to be closed, and the screen for the next one.
pub struct Rest<B: Backend, H> {
    /// What is under way, and what is still to be stored.
    pub runner: Runner,
    /// The terminal.
    pub terminal: Terminal<B>,
    /// From the system.
    pub signals: BoxStream<'static, Signal>,
    /// The real world.
    pub host: H,
}

/// Where input comes from.
pub type Input = BoxStream<'static, io::Result<Event>>;

/// One run of the app.
pub struct Session<B: Backend, H: Host> {
    /// The terminal.
    pub terminal: Terminal<B>,
    /// All state.
    pub app: App,
    runner: Runner,
    incoming: UnboundedReceiver<Incoming>,
    input: Option<Input>,
    open_input: Box<dyn FnMut() -> Input + Send>,
    signals: BoxStream<'static, Signal>,
    host: H,
    now: fn() -> Timestamp,
    /// Something changed since the last frame.
    dirty: bool,
    /// A key asked for the next frame.
    urgent: bool,
    /// What keys asked for: started once the frame is out, so that no other thread is woken before the person sees the answer.
    after_frame: Vec<Effect>,
    last_frame: Option<Instant>,
    ended: Option<Ended>,
}

/// What a session is made of.
pub struct Parts<B: Backend, H: Host> {
    /// The terminal.
    pub terminal: Terminal<B>,
    /// The app.
    pub app: App,
    /// Performs the effects.
    pub runner: Runner,
    /// From its tasks.
    pub incoming: UnboundedReceiver<Incoming>,
    /// Opens the stream of input; again after each suspension, for an unread stream would still take the keys.
    pub open_input: Box<dyn FnMut() -> Input + Send>,
    /// From the system.
    pub signals: BoxStream<'static, Signal>,
    /// The real world.
    pub host: H,
    /// The clock.
    pub now: fn() -> Timestamp,
}

impl<B, H> Session<B, H>
where
    B: Backend,
    B::Error: Send + Sync + 'static,
    H: Host,
{
    /// A session before its first frame; `effects` are those that the app started with.
    pub fn new(parts: Parts<B, H>, effects: Vec<Effect>) -> Self {
        let Parts { terminal, app, runner, incoming, mut open_input, signals, host, now } = parts;
        let input = Some(open_input());
        let mut session = Self {
            terminal,
            app,
            runner,
            incoming,
            input,
            open_input,
            signals,
            host,
            now,
            dirty: true,
            urgent: true,
            after_frame: Vec::new(),
            last_frame: None,
            ended: None,
        };
        session.perform(effects);
        session
    }

    /// Runs until it ends.
    ///
    /// # Errors
    ///
    /// Those of the terminal.
    pub async fn run(&mut self) -> io::Result<Ended> {
        loop {
            if let Some(ended) = self.step().await? {
                return Ok(ended);
            }
        }
    }

    /// Draws if that is due, waits for one thing and takes all that is there.
    ///
    /// # Errors
    ///
    /// Those of the terminal.
    pub async fn step(&mut self) -> io::Result<Option<Ended>> {
        if self.ended.is_some() {
            return Ok(self.ended.clone());
        }
        let due = self.frame_due();
        if due.is_some_and(|due| due <= Instant::now()) {
            self.draw()?;
            return Ok(self.ended.clone());
        }
        let Some(input) = &mut self.input else { return Ok(self.ended.clone()) };
        tokio::select! {
            biased;
            signal = self.signals.next() => self.signal(signal)?,
            event = input.next() => self.event(event)?,
            message = self.incoming.recv() => self.message(message)?,
            () = sleep_until(due), if due.is_some() => {}
            () = self.runner.pending().zero(), if self.runner.pending().count() > 0 => {}
        }
        self.drain().await?;
        Ok(self.ended.clone())
    }

    /// Runs until nothing is under way, nothing waits and all is drawn: what tests wait for.
    ///
    /// # Errors
    ///
    /// Those of the terminal.
    pub async fn settle(&mut self) -> io::Result<()> {
        while !self.is_idle() {
            if self.step().await?.is_some() {
                break;
            }
        }
        Ok(())
    }

    /// True when nothing is under way, nothing waits and all is drawn.
    #[must_use]
    pub fn is_idle(&self) -> bool {
        self.runner.pending().count() == 0 && self.incoming.is_empty() && !self.dirty && self.after_frame.is_empty()
    }

    /// Takes an event as if the terminal had sent it.
    ///
    /// # Errors
    ///
    /// Those of the terminal.
    pub fn feed(&mut self, event: Event) -> io::Result<()> {
        self.event(Some(Ok(event)))
    }

    /// The runner, to be closed at the end.
    pub fn into_runner(self) -> Runner {
        self.into_rest().runner
    }

    /// What is left when it has ended; nobody reads the terminal any more.
    pub fn into_rest(mut self) -> Rest<B, H> {
        // A signal may have come between a key and its frame: what the key wanted kept is kept.
        self.after_frame.retain(|effect| matches!(effect, Effect::Store(_)));
        self.perform_due();
        // What came while the last key was taken, and what still comes, is not for this loop any more.
        self.incoming.close();
        while let Ok(message) = self.incoming.try_recv() {
            if let Incoming::Msg(msg) = message {
                self.runner.keep_late(*msg);
            }
        }
        let Self { runner, terminal, signals, host, .. } = self;
        Rest { runner, terminal, signals, host }
    }

    fn frame_due(&self) -> Option<Instant> {
        match (self.dirty, self.last_frame) {
            (false, _) => None,
            (true, Some(last)) if !self.urgent => Some(last + FRAME),
            (true, _) => Some(Instant::now()),
        }
    }

    /// Draws one frame, and again when it turns out that the list has another height now.
    fn draw(&mut self) -> io::Result<()> {
        for _ in 0..2 {
            self.dirty = false;
            self.urgent = false;
            let mut areas = crate::ui::Areas::default();
            self.terminal.draw(|frame| areas = draw::draw(&self.app, frame)).map_err(io::Error::other)?;
            self.last_frame = Some(Instant::now());
            if areas == self.app.areas {
                break;
            }
            let place = |areas: &crate::ui::Areas| (areas.screen, areas.spaces.as_ref().map(|listing| listing.area));
            let moved = place(&areas) != place(&self.app.areas);
            self.update(Msg::Drawn(areas));
            if !moved {
                break;
            }
            self.dirty = true;
        }
        self.dirty = false;
        self.perform_due();
        Ok(())
    }

    fn perform_due(&mut self) {
        let effects = std::mem::take(&mut self.after_frame);
        self.perform(effects);
    }

    fn update(&mut self, msg: Msg) {
        let effects = self.app.update(msg, (self.now)());
        self.perform(effects);
        self.dirty = true;
    }

    fn perform(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            let ended = match self.runner.perform(effect) {
                None => None,
                Some(Control::Quit) => Some(Ended::Quit),
                Some(Control::GoOn(next)) => Some(Ended::GoOn(next)),
                // Where the terminal cannot be taken back there is nowhere left to say so.
                Some(Control::Suspend) => self.suspend().is_err().then_some(Ended::Quit),
            };
            if ended.is_some() {
                self.ended = ended;
            }
        }
    }

    fn suspend(&mut self) -> io::Result<()> {
        self.input = None;
        self.host.suspend()?;
        self.back()
    }

    /// The screen is unknown: everything is drawn anew.
    fn back(&mut self) -> io::Result<()> {
        if self.input.is_none() {
            self.input = Some((self.open_input)());
        }
        self.terminal.clear().map_err(io::Error::other)?;
        self.urgent = true;
        self.update(Msg::Resumed);
        Ok(())
    }

    fn event(&mut self, event: Option<io::Result<Event>>) -> io::Result<()> {
        match event {
            Some(Ok(event)) => {
                self.urgent = true;
                self.dirty = true;
                self.after_frame.extend(self.app.update(Msg::Input(event), (self.now)()));
                // What comes after a farewell is not for this program any more.
                if self.after_frame.iter().any(|effect| matches!(effect, Effect::Quit | Effect::Suspend | Effect::GoOn(_))) {
                    self.perform_due();
                }
            }
            Some(Err(error)) => return Err(error),
            // The end of input is the end of the program.
            None => self.ended = Some(Ended::Quit),
        }
        Ok(())
    }

    fn message(&mut self, message: Option<Incoming>) -> io::Result<()> {
        match message {
            Some(Incoming::Msg(msg)) => self.update(*msg),
            Some(Incoming::Bytes(bytes)) => self.host.write(&bytes)?,
            None => {}
        }
        Ok(())
    }

    fn signal(&mut self, signal: Option<Signal>) -> io::Result<()> {
        tracing::info!(?signal, "signal");
        match signal {
            Some(Signal::End(number)) => self.ended = Some(Ended::Signal(number)),
            Some(Signal::Suspend) => self.suspend()?,
            Some(Signal::GoOn) => {
                self.host.resume()?;
                self.back()?;
            }
            None => {}
        }
        Ok(())
    }

    /// Takes what is there already, so that one frame shows it all.
    async fn drain(&mut self) -> io::Result<()> {
        for _ in 0..DRAIN {
            if self.ended.is_some() {
                break;
            }
            // Asked with the loop's own waker: crossterm's stream remembers the first one it is given.
            let ready = std::future::poll_fn(|context| {
                Poll::Ready(match self.input.as_mut().map(|input| input.poll_next_unpin(context)) {
                    Some(Poll::Ready(event)) => Some(event),
                    _ => None,
                })
            });
            if let Some(event) = ready.await {
                self.event(event)?;
            } else if let Ok(message) = self.incoming.try_recv() {
                self.message(Some(message))?;
            } else {
                break;
            }
        }
        Ok(())
    }
}

async fn sleep_until(due: Option<Instant>) {
    match due {
        Some(due) => tokio::time::sleep_until(due).await,
        None => std::future::pending().await,
    }
}

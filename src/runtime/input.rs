//! What the person types: crossterm's events, read on a thread of its own.
//!
//! Owns the reading. It must not know what a key means, nor draw.
//!
//! A key has one way to go: this thread waits for the terminal, has crossterm read it, and hands the event to the loop. The
//! loop itself never asks crossterm, which on a terminal that was closed would read its end over and over; the thread sees
//! that in what it waits for, and leaves it to [`Caught::watch_with_terminal`](super::signals::Caught::watch_with_terminal).

use std::io;
use std::pin::Pin;
use std::sync::mpsc::{Receiver as Ended, channel};
use std::task::{Context, Poll};
use std::time::Duration;

use crossterm::event::{self, Event};
use futures_util::stream::{self, Stream, StreamExt};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use super::session::Input;

/// How long to wait for the thread to end. It ends at once, but for one that waits for the rest of a half-sent key.
const PATIENCE: Duration = Duration::from_millis(100);

/// How long crossterm is asked for more after a key. Not zero: then it would not look into what it has read already.
const MORE: Duration = Duration::from_millis(10);

/// The reading, as the loop sees it. Dropping it ends it: one that went on would take keys from whoever has the terminal next.
struct Keys {
    events: UnboundedReceiver<io::Result<Event>>,
    stop: Option<wait::Stop>,
    ended: Ended<()>,
}

/// Starts to read the process' terminal. Where that cannot be done the stream holds the reason, and ends.
#[must_use]
pub fn open() -> Input {
    start().map_or_else(|error| stream::iter([Err(error)]).boxed(), StreamExt::boxed)
}

fn start() -> io::Result<Keys> {
    let (sender, events) = unbounded_channel();
    let (stop, terminal) = wait::terminal()?;
    let (ending, ended) = channel::<()>();
    std::thread::Builder::new().name("keys".into()).spawn(move || {
        if let Err(error) = read(&terminal, &sender) {
            // The loop may have ended.
            let _told = sender.send(Err(error));
        }
        drop(ending);
    })?;
    Ok(Keys { events, stop: Some(stop), ended })
}

/// Hands over events until it is stopped, or the loop has ended.
fn read(terminal: &wait::Terminal, sender: &UnboundedSender<io::Result<Event>>) -> io::Result<()> {
    loop {
        match terminal.wait()? {
            wait::Wake::Stop => return Ok(()),
            wait::Wake::Resized => {
                let (width, height) = crossterm::terminal::size()?;
                if sender.send(Ok(Event::Resize(width, height))).is_err() {
                    return Ok(());
                }
            }
            wait::Wake::Keys => {
                while event::poll(MORE)? {
                    let event = event::read()?;
                    if wait::TELLS_SIZE && matches!(event, Event::Resize(..)) {
                        continue;
                    }
                    if sender.send(Ok(event)).is_err() {
                        return Ok(());
                    }
                }
            }
        }
    }
}

impl Stream for Keys {
    type Item = io::Result<Event>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.events.poll_recv(context)
    }
}

impl Drop for Keys {
    fn drop(&mut self) {
        drop(self.stop.take());
        // Nothing is ever sent: the other end is dropped, or it hangs.
        let _ended = self.ended.recv_timeout(PATIENCE);
    }
}

/// Waiting for the terminal without taking anything from it.
#[cfg(unix)]
mod wait {
    use std::io::{self, Read as _};
    use std::os::fd::AsFd;
    use std::os::unix::net::UnixStream;

    use rustix::event::{PollFd, PollFlags, poll};
    use signal_hook::consts::SIGWINCH;

    /// Changes of size are told by [`Wake::Resized`]; crossterm's own are repetitions.
    pub(super) const TELLS_SIZE: bool = true;

    /// What there is.
    pub(super) enum Wake {
        /// Nobody wants to know any more.
        Stop,
        /// The terminal has another size.
        Resized,
        /// There is something to read.
        Keys,
    }

    /// Ends the waiting when it is dropped.
    pub(super) struct Stop(#[expect(dead_code, reason = "it is dropped, that is all")] UnixStream);

    /// The terminal at standard input.
    pub(super) struct Terminal {
        stopped: UnixStream,
        resized: UnixStream,
        registered: signal_hook::SigId,
    }

    /// The terminal, and what ends the waiting for it.
    pub(super) fn terminal() -> io::Result<(Stop, Terminal)> {
        let (stop, stopped) = UnixStream::pair()?;
        let (resized, sender) = UnixStream::pair()?;
        resized.set_nonblocking(true)?;
        let registered = signal_hook::low_level::pipe::register(SIGWINCH, sender)?;
        Ok((Stop(stop), Terminal { stopped, resized, registered }))
    }

    impl Terminal {
        /// Waits, at no cost, for something to happen.
        pub(super) fn wait(&self) -> io::Result<Wake> {
            let stdin = io::stdin();
            let mut gone = false;
            loop {
                // A terminal that was closed is ready for ever; nothing more comes from it.
                let keys = if gone { &self.stopped as &dyn AsFd } else { &stdin };
                let mut all = [
                    PollFd::from_borrowed_fd(self.stopped.as_fd(), PollFlags::IN),
                    PollFd::from_borrowed_fd(self.resized.as_fd(), PollFlags::IN),
                    PollFd::from_borrowed_fd(keys.as_fd(), PollFlags::IN),
                ];
                match poll(&mut all, None) {
                    Err(rustix::io::Errno::INTR) => continue,
                    Err(error) => return Err(error.into()),
                    Ok(_) => {}
                }
                let [stopped, resized, keys] = all.map(|one: PollFd<'_>| one.revents());
                if !stopped.is_empty() {
                    return Ok(Wake::Stop);
                }
                if !resized.is_empty() {
                    // The same signal several times is one.
                    let _length = (&self.resized).read(&mut [0; 64])?;
                    return Ok(Wake::Resized);
                }
                if keys.intersects(PollFlags::HUP | PollFlags::ERR | PollFlags::NVAL) {
                    gone = true;
                } else if !keys.is_empty() {
                    return Ok(Wake::Keys);
                }
            }
        }
    }

    impl Drop for Terminal {
        fn drop(&mut self) {
            signal_hook::low_level::unregister(self.registered);
        }
    }
}

/// Waiting for the console: there is nothing to wait with but crossterm itself.
#[cfg(not(unix))]
mod wait {
    use std::io;
    use std::sync::mpsc::{Receiver, Sender, TryRecvError, channel};

    /// Changes of size come from crossterm.
    pub(super) const TELLS_SIZE: bool = false;

    /// What there is.
    pub(super) enum Wake {
        /// Nobody wants to know any more.
        Stop,
        /// The console has another size.
        #[expect(dead_code, reason = "crossterm tells it here")]
        Resized,
        /// There is something to read.
        Keys,
    }

    /// Ends the waiting when it is dropped.
    pub(super) struct Stop(#[expect(dead_code, reason = "it is dropped, that is all")] Sender<()>);

    /// The console.
    pub(super) struct Terminal(Receiver<()>);

    /// The console, and what ends the waiting for it.
    pub(super) fn terminal() -> io::Result<(Stop, Terminal)> {
        let (stop, stopped) = channel();
        Ok((Stop(stop), Terminal(stopped)))
    }

    impl Terminal {
        /// Waits for something to happen, and looks up every now and then whether it is still wanted.
        pub(super) fn wait(&self) -> io::Result<Wake> {
            loop {
                if matches!(self.0.try_recv(), Err(TryRecvError::Disconnected)) {
                    return Ok(Wake::Stop);
                }
                if crossterm::event::poll(super::PATIENCE / 2)? {
                    return Ok(Wake::Keys);
                }
            }
        }
    }
}

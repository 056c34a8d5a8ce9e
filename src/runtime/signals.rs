//! What the system says: end, suspend, go on.

use futures_util::stream::{self, BoxStream, StreamExt};

/// Something that the system wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signal {
    /// End; holds the number that a shell adds to 128.
    End(u8),
    /// Suspend.
    Suspend,
    /// It was stopped from outside and goes on: the screen is unknown.
    GoOn,
}

/// What is caught, and what it means.
#[cfg(unix)]
const MEANINGS: [(i32, Signal); 5] = {
    use signal_hook::consts::{SIGCONT, SIGHUP, SIGINT, SIGTERM, SIGTSTP};
    [
        (SIGTERM, Signal::End(15)),
        (SIGHUP, Signal::End(1)),
        (SIGINT, Signal::End(2)),
        (SIGTSTP, Signal::Suspend),
        (SIGCONT, Signal::GoOn),
    ]
};

/// The signals of this process, caught: from here on none ends or stops it by itself, and none is lost.
#[cfg(unix)]
#[derive(Debug)]
pub struct Caught(Vec<(std::os::unix::net::UnixStream, Signal)>);

/// The signals of this process.
#[cfg(not(unix))]
#[derive(Debug)]
pub struct Caught;

/// Catches the signals. To be called before the terminal is touched; needs no runtime.
///
/// # Errors
///
/// When the system does not let them be caught.
#[cfg(unix)]
pub fn catch() -> std::io::Result<Caught> {
    let mut pipes = Vec::new();
    for (number, meaning) in MEANINGS {
        let (receiver, sender) = std::os::unix::net::UnixStream::pair()?;
        receiver.set_nonblocking(true)?;
        signal_hook::low_level::pipe::register(number, sender)?;
        pipes.push((receiver, meaning));
    }
    Ok(Caught(pipes))
}

/// Catches the signals: those of this system want a runtime first.
///
/// # Errors
///
/// None.
#[cfg(not(unix))]
pub fn catch() -> std::io::Result<Caught> {
    Ok(Caught)
}

impl Caught {
    /// What came since they were caught, and what comes.
    ///
    /// # Errors
    ///
    /// When there is no runtime, or the system does not let them be waited for.
    #[cfg(unix)]
    pub fn watch(self) -> std::io::Result<BoxStream<'static, Signal>> {
        use tokio::io::AsyncReadExt as _;

        let mut all = Vec::new();
        for (pipe, meaning) in self.0 {
            let pipe = tokio::net::UnixStream::from_std(pipe)?;
            let next = move |mut pipe: tokio::net::UnixStream| async move {
                // The same signal several times is one.
                let read = pipe.read(&mut [0; 64]).await;
                read.is_ok_and(|length| length > 0).then_some((meaning, pipe))
            };
            all.push(stream::unfold(pipe, next).boxed());
        }
        Ok(stream::select_all(all).boxed())
    }

    /// What comes.
    ///
    /// # Errors
    ///
    /// When the system does not let them be caught.
    #[cfg(not(unix))]
    pub fn watch(self) -> std::io::Result<BoxStream<'static, Signal>> {
        let closed = tokio::signal::windows::ctrl_close()?;
        Ok(stream::unfold(closed, |mut closed| async move { closed.recv().await.map(|()| (Signal::End(15), closed)) }).boxed())
    }

    /// The same, and one more that says [`Signal::End`] when the terminal at standard input is closed: not every program that
    /// holds a terminal is told so by a signal.
    ///
    /// # Errors
    ///
    /// As [`Caught::watch`].
    pub fn watch_with_terminal(self) -> std::io::Result<BoxStream<'static, Signal>> {
        let signals = self.watch()?;
        #[cfg(unix)]
        let signals = stream::select(signals, hang_up()?).boxed();
        Ok(signals)
    }
}

/// Whether the terminal at standard input was closed: then an error of the screen is no news.
#[must_use]
pub fn terminal_is_gone() -> bool {
    #[cfg(unix)]
    {
        use rustix::event::{PollFd, PollFlags, Timespec, poll};
        let stdin = std::io::stdin();
        let mut terminal = [PollFd::new(&stdin, PollFlags::empty())];
        poll(&mut terminal, Some(&Timespec::default())).is_ok_and(|_| !terminal[0].revents().is_empty())
    }
    #[cfg(not(unix))]
    false
}

/// Waits on a thread of its own, which costs nothing until it happens: crossterm reads the terminal, and does not tell.
#[cfg(unix)]
fn hang_up() -> std::io::Result<BoxStream<'static, Signal>> {
    use rustix::event::{PollFd, PollFlags, poll};

    let (sender, receiver) = tokio::sync::oneshot::channel();
    std::thread::Builder::new().name("hang-up".into()).spawn(move || {
        let stdin = std::io::stdin();
        loop {
            // Nothing is asked for: a hang-up is told all the same, and a key wakes nobody here.
            let mut terminal = [PollFd::new(&stdin, PollFlags::empty())];
            match poll(&mut terminal, None) {
                Err(rustix::io::Errno::INTR) => {}
                Ok(_) if terminal[0].revents().is_empty() => {}
                Ok(_) => break,
                // Where it cannot be waited for, the signal has to do.
                Err(_) => return,
            }
        }
        // The loop may have ended.
        let _ended = sender.send(());
    })?;
    Ok(stream::once(receiver)
        .filter_map(|told| std::future::ready(told.ok().map(|()| Signal::End(1))))
        .chain(stream::pending())
        .boxed())
}

/// No signals: for tests.
#[must_use]
pub fn none() -> BoxStream<'static, Signal> {
    stream::pending().boxed()
}

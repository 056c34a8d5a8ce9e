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

/// What is watched for, and what it means.
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

/// The signals of this process.
///
/// # Errors
///
/// When the system does not let them be caught.
#[cfg(unix)]
pub fn watch() -> std::io::Result<BoxStream<'static, Signal>> {
    use tokio::signal::unix::{SignalKind, signal};

    let mut all = Vec::new();
    for (number, meaning) in MEANINGS {
        let signal = signal(SignalKind::from_raw(number))?;
        all.push(
            stream::unfold(signal, move |mut signal| async move { signal.recv().await.map(|()| (meaning, signal)) }).boxed(),
        );
    }
    Ok(stream::select_all(all).boxed())
}

/// The signals of this process.
///
/// # Errors
///
/// When the system does not let them be caught.
#[cfg(not(unix))]
pub fn watch() -> std::io::Result<BoxStream<'static, Signal>> {
    let closed = tokio::signal::windows::ctrl_close()?;
    Ok(stream::unfold(closed, |mut closed| async move { closed.recv().await.map(|()| (Signal::End(15), closed)) }).boxed())
}

/// The last signal that came before anybody watched; none ends or stops the process by itself while it has the terminal.
#[derive(Debug)]
pub struct Early {
    #[cfg(unix)]
    /// Its number, or 0.
    number: std::sync::Arc<std::sync::atomic::AtomicUsize>,
}

/// Catches the signals of [`watch`], without a runtime. To be called before the terminal is touched.
///
/// # Errors
///
/// When the system does not let them be caught.
pub fn catch_early() -> std::io::Result<Early> {
    #[cfg(unix)]
    {
        let number = std::sync::Arc::default();
        for (signal, _) in MEANINGS {
            let value = usize::try_from(signal).unwrap_or_default();
            signal_hook::flag::register_usize(signal, std::sync::Arc::clone(&number), value)?;
        }
        Ok(Early { number })
    }
    #[cfg(not(unix))]
    Ok(Early {})
}

/// The signals of this process from the moment of [`catch_early`] on, and one more that says [`Signal::End`] when the terminal
/// at standard input is closed: not every program that holds a terminal is told so by a signal.
///
/// # Errors
///
/// When the system does not let them be caught.
pub fn watch_terminal(early: &Early) -> std::io::Result<BoxStream<'static, Signal>> {
    let signals = watch()?;
    #[cfg(unix)]
    {
        let number = early.number.load(std::sync::atomic::Ordering::SeqCst);
        let came = MEANINGS.into_iter().find(|(signal, _)| usize::try_from(*signal) == Ok(number)).map(|(_, meaning)| meaning);
        Ok(stream::select(stream::iter(came).chain(signals), hang_up()?).boxed())
    }
    #[cfg(not(unix))]
    {
        let Early {} = early;
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
    Ok(stream::once(receiver).filter_map(|told| std::future::ready(told.ok().map(|()| Signal::End(1)))).chain(stream::pending()).boxed())
}

/// No signals: for tests.
#[must_use]
pub fn none() -> BoxStream<'static, Signal> {
    stream::pending().boxed()
}

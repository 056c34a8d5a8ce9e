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

/// The signals of this process.
///
/// # Errors
///
/// When the system does not let them be caught.
#[cfg(unix)]
pub fn watch() -> std::io::Result<BoxStream<'static, Signal>> {
    use tokio::signal::unix::{SignalKind, signal};

    let kinds = [
        (SignalKind::terminate(), Signal::End(15)),
        (SignalKind::hangup(), Signal::End(1)),
        (SignalKind::interrupt(), Signal::End(2)),
        (SignalKind::from_raw(signal_hook::consts::SIGTSTP), Signal::Suspend),
        (SignalKind::from_raw(signal_hook::consts::SIGCONT), Signal::GoOn),
    ];
    let mut all = Vec::new();
    for (kind, meaning) in kinds {
        let signal = signal(kind)?;
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

/// The signals of this process, and one more that says [`Signal::End`] when the terminal at standard input is closed: not
/// every program that holds a terminal is told so by a signal.
///
/// # Errors
///
/// When the system does not let them be caught.
pub fn watch_terminal() -> std::io::Result<BoxStream<'static, Signal>> {
    let signals = watch()?;
    #[cfg(unix)]
    let signals = stream::select(signals, hang_up()?).boxed();
    Ok(signals)
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

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
        (SignalKind::from_raw(20), Signal::Suspend),
        (SignalKind::from_raw(18), Signal::GoOn),
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

/// No signals: for tests.
#[must_use]
pub fn none() -> BoxStream<'static, Signal> {
    stream::pending().boxed()
}

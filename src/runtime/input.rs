//! What the person types: crossterm's events, read away from the loop.
//!
//! Owns the reading. It must not know what a key means, nor draw.
//!
//! Where a terminal is closed crossterm reads its end over and over and never comes back, on whichever thread asked. So the
//! loop never asks: a task does, and the loop goes on to hear of the hang-up (see
//! [`Caught::watch_with_terminal`](super::signals::Caught::watch_with_terminal)) and ends.

use std::io;
use std::pin::Pin;
use std::sync::mpsc::{Receiver as Ended, channel};
use std::task::{Context, Poll};
use std::time::Duration;

use crossterm::event::{Event, EventStream};
use futures_util::stream::{Stream, StreamExt};
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};
use tokio::sync::oneshot;

use super::session::Input;

/// How long to wait for the reading to end. It ends at once, but for a terminal that is gone, and there nobody types.
const PATIENCE: Duration = Duration::from_millis(100);

/// The reading, as the loop sees it. Dropping it ends it: one that went on would take keys from whoever has the terminal next.
struct Keys {
    events: UnboundedReceiver<io::Result<Event>>,
    stop: Option<oneshot::Sender<()>>,
    ended: Ended<()>,
}

/// Starts to read the process' terminal, on the runtime that this is called in.
#[must_use]
pub fn open() -> Input {
    let (sender, events) = unbounded_channel();
    let (stop, mut stopped) = oneshot::channel();
    let (ending, ended) = channel::<()>();
    tokio::spawn(async move {
        let mut stream = EventStream::new();
        loop {
            let event = tokio::select! {
                biased;
                _ = &mut stopped => break,
                event = stream.next() => event,
            };
            let Some(event) = event else { break };
            if sender.send(event).is_err() {
                break;
            }
        }
        drop(stream);
        drop(ending);
    });
    Keys { events, stop: Some(stop), ended }.boxed()
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

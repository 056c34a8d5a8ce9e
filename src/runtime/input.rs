//! Keys, pastes, clicks and new sizes from the terminal, as a stream that the loop may poll as often as it likes.
//!
//! The library's own stream remembers the waker of the first poll that found nothing and forgets all later ones; one look at it
//! in passing, and the next key waits until something else happens. Each poll also fights for a lock that its thread holds while
//! it sleeps. So one task polls it and nothing else does, and hands on what comes.

use std::io;
use std::pin::Pin;
use std::sync::mpsc::{Receiver as Ending, Sender as Alive, channel};
use std::task::{Context, Poll};

use crossterm::event::{Event, EventStream};
use futures_util::stream::{Stream, StreamExt};
use tokio::runtime::Handle;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::task::AbortHandle;

use super::session::Input;

/// What the task hands on. Dropping it gives the terminal's keys up: when that is done, nobody reads them any more.
struct Handed {
    events: UnboundedReceiver<io::Result<Event>>,
    task: AbortHandle,
    /// Closes when the task is gone.
    ending: Ending<()>,
}

impl Stream for Handed {
    type Item = io::Result<Event>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.events.poll_recv(context)
    }
}

impl Drop for Handed {
    fn drop(&mut self) {
        self.task.abort();
        // Nothing is ever sent: this is the moment at which the other end, and the stream with it, is dropped.
        let _gone = self.ending.recv();
    }
}

/// What the task holds, in the order in which it is let go.
struct Held {
    stream: EventStream,
    _alive: Alive<()>,
}

/// The terminal's input. The runtime needs a worker besides the thread that drops the stream, which waits for the task's end.
#[must_use]
pub fn open(runtime: &Handle) -> Input {
    let (sender, events) = unbounded_channel();
    let (alive, ending) = channel();
    let task = runtime.spawn(hand_on(Held { stream: EventStream::new(), _alive: alive }, sender));
    Handed { events, task: task.abort_handle(), ending }.boxed()
}

async fn hand_on(mut held: Held, sender: UnboundedSender<io::Result<Event>>) {
    while let Some(event) = held.stream.next().await {
        let failed = event.is_err();
        if sender.send(event).is_err() || failed {
            break;
        }
    }
}

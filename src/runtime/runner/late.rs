//! Answers that come when the loop has ended: what Google said of a change, or of a new space, is stored all the same.

use std::sync::mpsc::Sender as Queue;
use std::sync::{Arc, Mutex, PoisonError};

use jiff::Timestamp;

use super::Pending;
use super::keeper::Order;
use crate::effect::{Key, Msg, Reply, StoreOp};
use crate::store::{Entry, Facts, Known};

/// The way to the store for late answers. It ends when the store closes, whoever still holds it.
#[derive(Clone)]
pub(super) struct Late {
    queue: Arc<Mutex<Option<Queue<Order>>>>,
    pending: Pending,
}

impl Late {
    pub(super) fn new(queue: Option<Queue<Order>>) -> Self {
        Self { queue: Arc::new(Mutex::new(queue)), pending: Pending::default() }
    }

    /// Stores what there is to be stored of it.
    pub(super) fn keep(&self, msg: Msg) {
        let Msg::Answer { key, reply: Reply::Space(Ok(space)), .. } = msg else { return };
        let now = Timestamp::now();
        let op = match key {
            Key::Create(_) => {
                let entry = Entry { created: Some(now), ..Entry::named(space.name.clone(), now) };
                StoreOp::Add(Box::new(Known { entry, facts: Some(Facts { space: *space, learnt: now }) }))
            }
            Key::Access(_) | Key::Settings(_) | Key::OneOfMany(_) => {
                StoreOp::Learn(Box::new(Facts { space: *space, learnt: now }))
            }
            _ => return,
        };
        if let Some(queue) = &*self.queue.lock().unwrap_or_else(PoisonError::into_inner) {
            // Without a thread there is no store, which was said.
            let _gone = queue.send(Order::Do(op, self.pending.start()));
        }
    }

    /// Nothing more is taken: the store's thread ends when nobody can send to it.
    pub(super) fn close(&self) {
        drop(self.queue.lock().unwrap_or_else(PoisonError::into_inner).take());
    }
}

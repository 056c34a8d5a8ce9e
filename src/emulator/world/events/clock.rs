//! What comes by itself as time passes: files, reminders, the end of subscriptions.

use jiff::{SignedDuration, Timestamp};

use super::super::World;
use super::super::conferences::write;
use super::{News, Subscription};

/// How long before its end a subscription is reminded of it.
const REMINDERS: [SignedDuration; 2] = [SignedDuration::from_hours(12), SignedDuration::from_hours(1)];

impl Subscription {
    /// The reminders that a life of that length leaves no time for were as good as sent.
    pub(in crate::emulator) fn renew(&mut self, expires: Timestamp, now: Timestamp) {
        self.expires = expires;
        let left = expires.duration_since(now);
        self.reminded = REMINDERS.iter().filter(|before| left <= **before).count();
    }

    /// When the clock next has something for it.
    fn due(&self) -> Timestamp {
        let before = REMINDERS.get(self.reminded).copied().unwrap_or_default();
        self.expires.checked_sub(before).unwrap_or(self.expires)
    }
}

impl World {
    /// Does what has been due by now, in the order in which it was.
    pub(in crate::emulator) fn catch_up(&mut self) {
        let now = self.now();
        while let Some(due) = self.next_due().filter(|due| *due <= now) {
            self.do_due(due);
        }
        self.pubsub.tidy(now);
    }

    /// When the clock next brings something; `None` when it never will.
    pub(in crate::emulator) fn next_due(&self) -> Option<Timestamp> {
        let file = self.events.files.first().map(|(time, _)| *time);
        let subscription = self.events.subscriptions.values().map(Subscription::due).min();
        [file, subscription].into_iter().flatten().min()
    }

    fn do_due(&mut self, due: Timestamp) {
        if self.events.files.first().is_some_and(|(time, _)| *time == due) {
            if let Some((time, name)) = self.events.files.pop_first() {
                self.file_is_there(&name, time);
            }
            return;
        }
        let found = self.events.subscriptions.values_mut().find(|subscription| subscription.due() == due);
        let Some(subscription) = found else { return };
        if subscription.reminded < REMINDERS.len() {
            subscription.reminded += 1;
            let (subscription, expires) = (subscription.clone(), write(subscription.expires));
            self.tell_itself(&subscription, "expirationReminder", ("expire_time", &expires), due);
        } else {
            let id = subscription.id.clone();
            if let Some(gone) = self.events.subscriptions.remove(&id) {
                self.tell_itself(&gone, "expired", ("", ""), due);
            }
        }
    }

    /// The file of an artifact is on its way.
    pub(in super::super) fn await_file(&mut self, name: String, ready: Timestamp) {
        self.events.files.insert((ready, name));
    }

    /// The file of an artifact is there, unless it was there before or something has come between.
    pub(in super::super) fn file_is_there(&mut self, name: &str, time: Timestamp) {
        let Ok(made) = self.artifact_mut(name) else { return };
        if made.file_told || made.ready.is_none_or(|ready| ready > time) {
            return;
        }
        made.file_told = true;
        let kind = made.kind;
        let conference = name.split('/').nth(1).and_then(|id| self.conferences.get(id));
        if let Some(space) = conference.map(|conference| conference.space.clone()) {
            self.tell(&space, &News::ready(time, kind, name.to_owned()));
        }
    }
}

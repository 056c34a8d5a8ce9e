//! What the life and death of refresh tokens tells about a client: whether its project is in *Testing*, where they live seven
//! days.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::Accounts;
use crate::auth::error::Cause;
use crate::auth::scopes::Granted;
use crate::auth::vault::Slot;

/// How long a refresh token lives in a project in *Testing*.
const WEEK: SignedDuration = SignedDuration::from_hours(7 * 24);
/// A death in this time after the sign-in looks like one of those.
const SHORT: SignedDuration = SignedDuration::from_hours(6 * 24 + 12);
/// The end of that time. What lives longer is in no such project.
const LONG: SignedDuration = SignedDuration::from_hours(8 * 24);
/// A token that nobody uses for so long dies: six months.
const UNUSED: SignedDuration = SignedDuration::from_hours(183 * 24);
/// Uses are noted once in so long.
const USED: SignedDuration = SignedDuration::from_hours(24);

/// What was learnt about a client.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct Learnt {
    /// When a refresh token died after seven days.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    testing: Option<Timestamp>,
    /// When a refresh token was seen to live longer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    outlived: Option<Timestamp>,
    #[serde(flatten)]
    rest: Map<String, Value>,
}

impl Learnt {
    /// When a sign-in of that moment will end, where that is to be expected.
    pub(super) fn end(&self, signed_in: Timestamp) -> Option<Timestamp> {
        self.testing.and_then(|_| signed_in.checked_add(WEEK).ok())
    }
}

/// What there is to say about why a refresh token died.
pub(in crate::auth) struct Death<'a> {
    /// OAuth's word: `invalid_grant`.
    pub(in crate::auth) code: &'a str,
    /// Its finer word, where there is one.
    pub(in crate::auth) subtype: Option<&'a str>,
}

impl Accounts {
    /// The likely cause of a refresh token's death, by what is known of the account and its client.
    pub(in crate::auth) fn cause(&self, slot: &Slot, death: &Death<'_>, now: Timestamp) -> Cause {
        if death.subtype == Some("invalid_rapt") {
            return Cause::SessionPolicy;
        }
        if death.code != "invalid_grant" {
            return Cause::Client;
        }
        let Some(record) = self.records.iter().find(|record| record.account.is(slot)) else { return Cause::Revoked };
        let learnt = self.clients.get(&slot.client_id);
        let since = record.account.signed_in;
        let age = now.duration_since(since);
        let testing = match learnt {
            Some(Learnt { testing: Some(_), .. }) => age >= SHORT,
            Some(Learnt { outlived: Some(_), .. }) => false,
            _ => (SHORT..=LONG).contains(&age),
        };
        if testing {
            return Cause::Testing { since };
        }
        if record.account.ends.is_some_and(|ends| ends <= now) {
            return Cause::TimeLimit;
        }
        if now.duration_since(record.used.unwrap_or(since)) > UNUSED {
            return Cause::Unused;
        }
        Cause::Revoked
    }

    /// Notes that a refresh token died after seven days: the next sign-in with this client will as well.
    pub(in crate::auth) fn died_in_testing(&mut self, client_id: &str, now: Timestamp) {
        let learnt = self.clients.entry(client_id.to_owned()).or_default();
        learnt.testing = Some(now);
        self.tell();
    }

    /// True when a refresh at this moment is worth a note.
    pub(in crate::auth) fn is_news(&self, slot: &Slot, granted: Option<&Granted>, now: Timestamp) -> bool {
        let Some(record) = self.records.iter().find(|record| record.account.is(slot)) else { return false };
        granted.is_some_and(|granted| *granted != record.account.granted)
            || record.used.is_none_or(|used| now.duration_since(used) >= USED || used > now)
            || (lives_long(record.account.signed_in, now) && self.expects_end(&slot.client_id))
    }

    /// Notes a refresh: that the account is in use, what it may do, and what that tells about its client.
    pub(in crate::auth) fn refreshed(&mut self, slot: &Slot, granted: Option<&Granted>, now: Timestamp) {
        let Some(record) = self.records.iter_mut().find(|record| record.account.is(slot)) else { return };
        record.used = Some(now);
        if let Some(granted) = granted {
            record.account.granted = granted.clone();
        }
        if lives_long(record.account.signed_in, now) {
            let learnt = self.clients.entry(slot.client_id.clone()).or_default();
            learnt.testing = None;
            learnt.outlived = Some(now);
        }
        self.tell();
    }

    fn expects_end(&self, client_id: &str) -> bool {
        self.clients.get(client_id).is_none_or(|learnt| learnt.testing.is_some() || learnt.outlived.is_none())
    }
}

fn lives_long(signed_in: Timestamp, now: Timestamp) -> bool {
    now.duration_since(signed_in) > LONG
}

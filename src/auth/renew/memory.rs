//! What a program remembers of an account's tokens. Decides nothing that needs a disk or a server.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use secrecy::{ExposeSecret, SecretString};
use tokio::time::Instant;

use super::refresh::Fresh;
use crate::auth::credential::{Access, Credential};
use crate::auth::error::AuthError;
use crate::auth::scopes::Granted;
use crate::meet::token::TokenError;

/// A token that ends sooner is renewed.
const MARGIN: SignedDuration = SignedDuration::from_secs(60);
/// A token that was brought because the one before was refused, and is refused itself so soon, is not renewed again: that would
/// be one refresh for each call.
const JUST: Duration = Duration::from_secs(10);

/// What is remembered. Holds secrets: not `Debug`.
#[derive(Default)]
pub(super) struct Memory {
    access: Option<Access>,
    /// The refresh token that is dead, and why.
    dead: Option<(SecretString, AuthError)>,
    /// The refresh token that is kept, and the newer credential that could not be.
    unsaved: Option<(SecretString, Credential)>,
    /// When the token was brought because the one before was refused.
    forced: Option<Instant>,
    /// How many times a token was got or not got, and how it ended last.
    finished: u64,
    last: Option<Result<SecretString, TokenError>>,
    /// Counts the times that all was forgotten.
    epoch: u64,
    pub(super) granted: Option<Granted>,
    pub(super) notice: Option<AuthError>,
}

fn is(token: &SecretString, other: Option<&SecretString>) -> bool {
    other.is_some_and(|other| other.expose_secret() == token.expose_secret())
}

impl Memory {
    /// Forgets all but the order of things.
    pub(super) fn forget(&mut self) {
        *self = Self { epoch: self.epoch + 1, finished: self.finished, ..Self::default() };
    }

    pub(super) fn epoch(&self) -> u64 {
        self.epoch
    }

    pub(super) fn finished(&self) -> u64 {
        self.finished
    }

    /// The token, if it is good for a minute at least and not the refused one.
    pub(super) fn fresh(&self, now: Timestamp, refused: Option<&SecretString>) -> Option<SecretString> {
        self.good(now, MARGIN, refused)
    }

    /// The token, if it is good at all: for when no other can be had.
    pub(super) fn spare(&self, now: Timestamp, refused: Option<&SecretString>) -> Option<SecretString> {
        self.good(now, SignedDuration::ZERO, refused)
    }

    fn good(&self, now: Timestamp, margin: SignedDuration, refused: Option<&SecretString>) -> Option<SecretString> {
        let access = self.access.as_ref().filter(|access| !is(&access.token, refused))?;
        // Where the server did not say when it ends, it says so by refusing it.
        access.expires.is_none_or(|end| end.duration_since(now) > margin).then(|| access.token.clone())
    }

    /// What there is for one who had to wait for another one's turn: a token, or that one's outcome.
    pub(super) fn since(
        &self,
        arrived: u64,
        now: Timestamp,
        refused: Option<&SecretString>,
    ) -> Option<Result<SecretString, TokenError>> {
        if let Some(token) = self.fresh(now, refused) {
            return Some(Ok(token));
        }
        let last = self.last.as_ref().filter(|_| self.finished != arrived)?;
        match last {
            Ok(token) if is(token, refused) => None,
            outcome => Some(outcome.clone()),
        }
    }

    /// Notes how a turn ended.
    pub(super) fn finish(&mut self, outcome: Result<SecretString, TokenError>) {
        self.finished += 1;
        self.last = Some(outcome);
    }

    /// The newest credential: what is kept, unless a newer one could not be.
    pub(super) fn newest(&mut self, kept: Credential) -> Credential {
        match &self.unsaved {
            Some((before, newer)) if is(before, Some(&kept.refresh)) => newer.clone(),
            _ => {
                self.unsaved = None;
                kept
            }
        }
    }

    /// The refresh token that is kept, where this one is in use.
    pub(super) fn kept(&self, used: &Credential) -> SecretString {
        self.unsaved.as_ref().map_or_else(|| used.refresh.clone(), |(kept, _)| kept.clone())
    }

    /// Why this credential is dead, if it is known to be.
    pub(super) fn dead(&mut self, credential: &Credential) -> Option<AuthError> {
        if let Some((refresh, error)) = &self.dead
            && is(refresh, Some(&credential.refresh))
        {
            return Some(error.clone());
        }
        self.dead = None;
        None
    }

    /// Notes that a refresh token is dead.
    pub(super) fn died(&mut self, refresh: SecretString, error: AuthError) {
        self.access = None;
        self.dead = Some((refresh, error));
    }

    /// Takes over what was found kept.
    pub(super) fn take(&mut self, credential: &Credential) {
        if let Some(access) = &credential.access
            && !is(&access.token, self.access.as_ref().map(|access| &access.token))
        {
            self.access = Some(access.clone());
            self.forced = None;
        }
    }

    /// Takes over what a refresh brought; `written` says whether it could be kept, or that something newer was there.
    pub(super) fn brought(
        &mut self,
        epoch: u64,
        used: &Credential,
        fresh: &Fresh,
        written: Result<bool, AuthError>,
        forced: bool,
    ) {
        if epoch != self.epoch {
            return;
        }
        match written {
            Ok(true) => (self.unsaved, self.notice) = (None, None),
            Ok(false) => return,
            Err(error) => {
                self.unsaved = Some((self.kept(used), fresh.credential.clone()));
                self.notice = Some(error);
            }
        }
        self.access = Some(fresh.access.clone());
        self.forced = forced.then(Instant::now);
        if fresh.granted.is_some() {
            self.granted.clone_from(&fresh.granted);
        }
    }

    /// True when this token was itself brought in the place of a refused one, just now.
    pub(super) fn is_just_renewed(&self, token: &SecretString) -> bool {
        self.forced.is_some_and(|at| at.elapsed() < JUST)
            && self.access.as_ref().is_some_and(|access| is(&access.token, Some(token)))
    }
}

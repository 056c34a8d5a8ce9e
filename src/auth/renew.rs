//! The tokens of a signed-in account, renewed before they end.
//!
//! Owns the rules of renewing: a minute before the end, once for all who wait and for all programs, the newest refresh token kept,
//! and the likely cause told when one has died. Never opens a browser, never writes a token that is older than what is kept.

mod memory;
mod refresh;
#[cfg(test)]
mod tests;

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use jiff::Timestamp;
use secrecy::{ExposeSecret, SecretString};
use tokio::time::Instant;

use super::accounts::{Account, Accounts, Death};
use super::credential::Credential;
use super::error::{AuthError, Cause};
use super::exchange::{Exchange, Failure, Refusal};
use super::scopes::Granted;
use super::vault::{Slot, Turn, Vault};
use crate::meet::endpoint::Endpoint;
use crate::meet::token::{TokenError, TokenSource};
use crate::tasks;
use memory::Memory;
use refresh::Fresh;

/// How long one waits for another program that is just refreshing: longer than a request may take.
const PATIENCE: Duration = Duration::from_secs(45);
/// How long it rests between two looks.
const REST: Duration = Duration::from_millis(20);

/// The tokens of one account. Clones share them.
#[derive(Clone)]
pub struct Renewer {
    inner: Arc<Inner>,
}

struct Inner {
    vault: Arc<dyn Vault>,
    data: PathBuf,
    slot: Slot,
    exchange: Exchange,
    memory: Mutex<Memory>,
    /// Held by the one who refreshes in this program.
    turn: Arc<tokio::sync::Mutex<()>>,
    now: fn() -> Timestamp,
}

/// Why there is no token, and whether asking again can change that.
struct Trouble {
    error: AuthError,
    /// True when the refresh token is dead: nobody is asked again until there is another one.
    dead: bool,
}

impl From<AuthError> for Trouble {
    fn from(error: AuthError) -> Self {
        Self { error, dead: false }
    }
}

impl Renewer {
    /// The tokens of this account, out of this vault. Nothing is read or asked until the first token is wanted.
    ///
    /// What is meant for Google goes to `oauth` instead, where that is given.
    #[must_use]
    pub fn new(vault: Arc<dyn Vault>, data: &Path, account: &Account, oauth: Option<Endpoint>) -> Self {
        Self::with(vault, data, account, Exchange::new(oauth), Timestamp::now)
    }

    fn with(vault: Arc<dyn Vault>, data: &Path, account: &Account, exchange: Exchange, now: fn() -> Timestamp) -> Self {
        let inner = Inner {
            vault,
            data: data.to_owned(),
            slot: account.slot(),
            exchange,
            memory: Mutex::default(),
            turn: Arc::default(),
            now,
        };
        Self { inner: Arc::new(inner) }
    }

    /// Forgets what is in memory, so that the next token comes from what is kept now: to be called after a new sign-in.
    pub fn reload(&self) {
        self.inner.memory().forget();
    }

    /// The scopes of the newest token, where its server named them.
    #[must_use]
    pub fn granted(&self) -> Option<Granted> {
        self.inner.memory().granted.clone()
    }

    /// What could not be kept last, though the tokens of this program go on working.
    #[must_use]
    pub fn notice(&self) -> Option<AuthError> {
        self.inner.memory().notice.clone()
    }

    /// A token that is good for a minute at least, and is not this one.
    async fn obtain(&self, refused: Option<&SecretString>) -> Result<SecretString, TokenError> {
        let arrived = {
            let memory = self.inner.memory();
            if let Some(token) = memory.fresh((self.inner.now)(), refused) {
                return Ok(token);
            }
            memory.finished()
        };
        let turn = Arc::clone(&self.inner.turn).lock_owned().await;
        if let Some(outcome) = self.inner.memory().since(arrived, (self.inner.now)(), refused) {
            return outcome;
        }
        // On its own, for whoever asked may lose interest: what the server then gives must not be lost.
        let (inner, refused) = (Arc::clone(&self.inner), refused.cloned());
        let task = tokio::spawn(async move {
            let _turn = turn;
            inner.settle(refused.as_ref()).await
        });
        task.await.unwrap_or_else(|_| Err(token_error(&AuthError::Internal("renewing the sign-in".into()))))
    }
}

impl Inner {
    fn memory(&self) -> MutexGuard<'_, Memory> {
        self.memory.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Gets a token, whatever it takes, and notes the outcome.
    async fn settle(&self, refused: Option<&SecretString>) -> Result<SecretString, TokenError> {
        let outcome = match self.look_then_refresh(refused).await {
            Ok(token) => Ok(token),
            Err(Trouble { error, dead }) => {
                let spare = self.memory().spare((self.now)(), refused).filter(|_| !dead && !error.wants_sign_in());
                spare.ok_or_else(|| token_error(&error))
            }
        };
        self.memory().finish(outcome.clone());
        outcome
    }

    async fn look_then_refresh(&self, refused: Option<&SecretString>) -> Result<SecretString, Trouble> {
        // Another program may have refreshed already, or somebody signed in anew.
        if let Looked::Good(token) = self.look(refused).await? {
            return Ok(token);
        }
        let turn = self.turn_between_programs().await?;
        let credential = match self.look(refused).await? {
            Looked::Good(token) => return Ok(token),
            Looked::Stale(credential) => credential,
        };
        let epoch = self.memory().epoch();
        let done = refresh::refresh(&self.exchange, &credential).await;
        let token = match done {
            Ok(fresh) => Ok(self.keep(epoch, &credential, fresh, refused.is_some()).await),
            Err(failure) => Err(self.explain(&credential, failure).await),
        };
        drop(turn);
        token
    }

    /// Reads what is kept.
    async fn look(&self, refused: Option<&SecretString>) -> Result<Looked, Trouble> {
        let read = self.blocking(|vault, slot| vault.read(slot)).await?;
        let Some(kept) = read else { return Err(self.nothing_kept().into()) };
        let mut memory = self.memory();
        let credential = memory.newest(kept);
        if let Some(error) = memory.dead(&credential) {
            return Err(Trouble { error, dead: true });
        }
        memory.take(&credential);
        Ok(memory.fresh((self.now)(), refused).map_or(Looked::Stale(credential), Looked::Good))
    }

    /// The slot's turn among all programs. Where there can be no lock (a folder that may not be written) it goes without.
    async fn turn_between_programs(&self) -> Result<Option<Turn>, Trouble> {
        let until = Instant::now() + PATIENCE;
        loop {
            match self.blocking(|vault, slot| vault.try_lock(slot)).await {
                Ok(Some(turn)) => return Ok(Some(turn)),
                Ok(None) if Instant::now() < until => tokio::time::sleep(REST).await,
                Ok(None) => {
                    return Err(AuthError::Kept {
                        place: self.vault.place_of(&self.slot),
                        what: "renewed",
                        detail: "another greenroom is renewing it and does not let go".into(),
                        next: "Close other greenrooms, then try again.".into(),
                    }
                    .into());
                }
                Err(error) => {
                    self.memory().notice = Some(error);
                    return Ok(None);
                }
            }
        }
    }

    /// Keeps what a refresh brought, unless somebody signed in anew meanwhile: what is kept then is newer.
    async fn keep(&self, epoch: u64, used: &Credential, fresh: Fresh, forced: bool) -> SecretString {
        let (credential, before) = (fresh.credential.clone(), self.memory().kept(used));
        let written = self.blocking(move |vault, slot| match vault.read(slot)? {
            Some(kept) if kept.refresh.expose_secret() == before.expose_secret() => vault.write(slot, &credential).map(|()| true),
            Some(_) | None => Ok(false),
        });
        let written = written.await;
        self.memory().brought(epoch, used, &fresh, written, forced);
        self.note(fresh.granted).await;
        fresh.access.token
    }

    /// Notes in the list of accounts what a refresh tells. It does not matter to anybody who waits for the token whether it works.
    async fn note(&self, granted: Option<Granted>) {
        let (data, slot, now) = (self.data.clone(), self.slot.clone(), (self.now)());
        let noted = tasks::blocking(move || {
            if Accounts::load(&data)?.is_news(&slot, granted.as_ref(), now) {
                Accounts::change(&data, |accounts| accounts.refreshed(&slot, granted.as_ref(), now))?;
            }
            Ok::<_, AuthError>(())
        });
        if let Ok(Err(error)) = noted.await {
            self.memory().notice = Some(error);
        }
    }

    /// Says why a refresh brought nothing.
    async fn explain(&self, used: &Credential, failure: Failure) -> Trouble {
        let refusal = match failure {
            Failure::Refused(refusal) => without_secrets(refusal, used),
            Failure::Broken(error) => return error.into(),
        };
        match refusal.code.as_str() {
            "invalid_grant" | "invalid_client" | "deleted_client" | "disabled_client" | "unauthorized_client" => {
                let error = self.died(refusal).await;
                self.memory().died(used.refresh.clone(), error.clone());
                Trouble { error, dead: true }
            }
            "temporarily_unavailable" | "server_error" | "internal_failure" | "slow_down" => {
                let host = url::Url::parse(&used.client.token_uri).ok().and_then(|url| url.host_str().map(str::to_owned));
                AuthError::Server { host: host.unwrap_or_default(), http: 400, html: false }.into()
            }
            _ => AuthError::Refused { code: refusal.code, said: refusal.said, clock: refusal.clock }.into(),
        }
    }

    /// The likely cause of a refresh token's death, noted for the next sign-in with this client.
    async fn died(&self, refusal: Refusal) -> AuthError {
        let (data, slot, now) = (self.data.clone(), self.slot.clone(), (self.now)());
        let said = refusal.said.clone();
        let cause = tasks::blocking(move || {
            let death = Death { code: &refusal.code, subtype: refusal.subtype.as_deref() };
            let cause = Accounts::load(&data).unwrap_or_default().cause(&slot, &death, now);
            if let Cause::Testing { .. } = cause {
                let _ = Accounts::change(&data, |accounts| accounts.died_in_testing(&slot.client_id, now));
            }
            cause
        });
        AuthError::Over { account: self.slot.email.clone(), cause: cause.await.unwrap_or(Cause::Revoked), said }
    }

    fn nothing_kept(&self) -> AuthError {
        AuthError::Kept {
            place: self.vault.place_of(&self.slot),
            what: "read",
            detail: format!("there are no tokens of {}", self.slot.email),
            next: "Sign in again: your list and its names stay.".into(),
        }
    }

    /// Does what blocks where it may.
    async fn blocking<T: Send + 'static>(
        &self,
        task: impl FnOnce(&dyn Vault, &Slot) -> Result<T, AuthError> + Send + 'static,
    ) -> Result<T, AuthError> {
        let (vault, slot) = (Arc::clone(&self.vault), self.slot.clone());
        let done = tasks::blocking(move || task(&*vault, &slot)).await;
        done.unwrap_or_else(|_| Err(AuthError::Internal("the tokens at rest".into())))
    }
}

/// What was found kept.
enum Looked {
    /// A token that is good for a while.
    Good(SecretString),
    /// Nothing but a refresh token.
    Stale(Credential),
}

/// Some servers repeat what they were sent: words that hold a secret are not kept.
fn without_secrets(refusal: Refusal, used: &Credential) -> Refusal {
    let secrets = [used.refresh.expose_secret(), used.client.secret.expose_secret()];
    let clean = |text: &String| secrets.iter().all(|secret| secret.is_empty() || !text.contains(secret));
    Refusal {
        code: Some(refusal.code).filter(clean).unwrap_or_default(),
        subtype: refusal.subtype.filter(clean),
        said: refusal.said.filter(clean),
        clock: refusal.clock,
    }
}

/// As the client of the API tells it.
pub(super) fn token_error(error: &AuthError) -> TokenError {
    let (why, next) = (error.why(), error.next_step());
    match error {
        AuthError::NotSignedIn => TokenError::NotSignedIn,
        error if error.is_transient() => TokenError::Unavailable { why, next },
        AuthError::Internal(_) => TokenError::Unavailable { why, next },
        _ => TokenError::Over { why, next },
    }
}

impl TokenSource for Renewer {
    fn token(&self) -> BoxFuture<'_, Result<SecretString, TokenError>> {
        self.obtain(None).boxed()
    }

    /// One refresh, unless the token in memory is another one already. A token that was itself brought by such a refresh a few
    /// seconds ago is not refused for its age: then the refusal stands.
    fn renew<'a>(&'a self, refused: &'a SecretString) -> BoxFuture<'a, Result<Option<SecretString>, TokenError>> {
        async move {
            if self.inner.memory().is_just_renewed(refused) {
                return Ok(None);
            }
            self.obtain(Some(refused)).await.map(Some)
        }
        .boxed()
    }
}

impl fmt::Debug for Renewer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Renewer").field("account", &self.inner.slot.email).finish_non_exhaustive()
    }
}

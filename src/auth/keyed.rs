//! Tokens for credentials that are kept by somebody else: a service account's key, gcloud's file, identity federation.
//!
//! The token lives in memory alone and is renewed a minute before its end, once for all who wait. Nothing is stored, no browser
//! is ever opened.

use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use jiff::{SignedDuration, Timestamp};
use secrecy::{ExposeSecret, SecretString};
use yup_oauth2::{
    AuthorizedUserAuthenticator, ExternalAccountAuthenticator, ServiceAccountAuthenticator,
    ServiceAccountImpersonationAuthenticator,
};

use super::adc::{CredentialFile, Kind};
use super::credential::Access;
use super::error::AuthError;
use super::exchange::{Came, Exchange, Failure, Refusal, short};
use super::renew::token_error;
use super::scopes::{Granted, Scope};
use super::service_account;
use crate::meet::endpoint::Endpoint;
use crate::meet::token::{TokenError, TokenSource};

/// So long before its end a token is not used any more.
const SKEW: SignedDuration = SignedDuration::from_secs(60);
/// How gcloud signs in for Meet: its own client grants no scope of it.
/// Source: <https://github.com/gcpug/nouhau/issues/124>
const GCLOUD: &str = "Sign in with greenroom auth login; or: gcloud auth application-default login --client-id-file=CLIENT.json --scopes=https://www.googleapis.com/auth/cloud-platform,https://www.googleapis.com/auth/meetings.space.created,https://www.googleapis.com/auth/meetings.space.readonly,https://www.googleapis.com/auth/meetings.space.settings";

/// Gives tokens for a file of credentials.
pub struct KeyedSource {
    file: CredentialFile,
    user: Option<String>,
    scopes: Vec<Scope>,
    quota_project: Option<String>,
    exchange: Exchange,
    held: tokio::sync::Mutex<Held>,
    /// How often a token was asked for, with or without success.
    rounds: AtomicU64,
    granted: Mutex<Option<Granted>>,
}

#[derive(Default)]
struct Held {
    access: Option<Access>,
    /// Why the last round brought none.
    failed: Option<AuthError>,
}

impl Held {
    /// The token, if it will do for a while.
    fn fresh(&self) -> Option<&Access> {
        self.access.as_ref().filter(|access| access.expires.is_none_or(|ends| ends.duration_since(Timestamp::now()) > SKEW))
    }
}

impl KeyedSource {
    /// A source for this file: for `user`, where it is a service account's key. Sends nothing yet.
    ///
    /// `quota_project` comes before the file's own. `oauth` stands for Google's addresses that no file names.
    #[must_use]
    pub fn new(
        file: CredentialFile,
        user: Option<String>,
        read_only: bool,
        quota_project: Option<String>,
        oauth: Option<&Endpoint>,
    ) -> Self {
        let scopes: &[Scope] = if read_only { &Scope::READ_ONLY } else { &Scope::ALL };
        // Whose token it is is known; and one scope that is not delegated would refuse them all.
        let scopes = scopes.iter().copied().filter(|scope| !matches!(scope, Scope::OpenId | Scope::Email)).collect();
        let quota_project = quota_project.or_else(|| file.quota_project().map(str::to_owned));
        Self {
            file,
            user,
            scopes,
            quota_project,
            exchange: Exchange::new(oauth.cloned()),
            held: tokio::sync::Mutex::default(),
            rounds: AtomicU64::new(0),
            granted: Mutex::default(),
        }
    }

    /// A source of tokens for Pub/Sub: for the project's own account, or as whom the file is. Sends nothing yet.
    #[must_use]
    pub fn for_pubsub(file: CredentialFile, quota_project: Option<String>, oauth: Option<&Endpoint>) -> Self {
        Self { scopes: vec![Scope::Pubsub], ..Self::new(file, None, true, quota_project, oauth) }
    }

    /// The same with less patience.
    #[cfg(test)]
    fn within(self, total: std::time::Duration) -> Self {
        Self { exchange: self.exchange.within(total), ..self }
    }

    /// The token to use now.
    ///
    /// # Errors
    ///
    /// Why there is none; all who waited for the same try get the same one.
    pub async fn access(&self) -> Result<Access, AuthError> {
        let seen = self.rounds.load(Ordering::SeqCst);
        let mut held = self.held.lock().await;
        if let Some(access) = held.fresh() {
            return Ok(access.clone());
        }
        self.round(&mut held, seen).await
    }

    /// The token to use after a server refused this one, which its time alone does not explain.
    ///
    /// # Errors
    ///
    /// As for [`KeyedSource::access`].
    pub async fn after(&self, refused: &SecretString) -> Result<Access, AuthError> {
        let seen = self.rounds.load(Ordering::SeqCst);
        let mut held = self.held.lock().await;
        if let Some(access) = held.fresh().filter(|access| access.token.expose_secret() != refused.expose_secret()) {
            return Ok(access.clone());
        }
        self.round(&mut held, seen).await
    }

    /// The scopes really granted, once a token came and where its server named them.
    #[must_use]
    pub fn granted(&self) -> Option<Granted> {
        self.granted.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The scopes that are asked for; gcloud's sign-ins have those that they were granted.
    #[must_use]
    pub fn asked(&self) -> &[Scope] {
        &self.scopes
    }

    /// Asks for a token, unless somebody did since `seen` was read.
    async fn round(&self, held: &mut Held, seen: u64) -> Result<Access, AuthError> {
        if self.rounds.load(Ordering::SeqCst) != seen {
            match (&held.failed, &held.access) {
                (Some(failed), _) => return Err(failed.clone()),
                (None, Some(access)) => return Ok(access.clone()),
                (None, None) => {}
            }
        }
        let got = self.fetch().await;
        match &got {
            Ok(access) => *held = Held { access: Some(access.clone()), failed: None },
            // A token that is not over yet stays: the next try may bring a better one.
            Err(error) => held.failed = Some(error.clone()),
        }
        self.rounds.fetch_add(1, Ordering::SeqCst);
        got
    }

    /// Asks the server, by the library. Its authenticator lives for this one request: it would keep its own tokens.
    async fn fetch(&self) -> Result<Access, AuthError> {
        let exchange = self.exchange.afresh();
        let got = self.ask(&exchange).await;
        let (came, failure) = exchange.take();
        let token = match (got, failure) {
            (Ok(token), None) => token,
            (_, Some(Failure::Refused(refusal))) => return Err(self.refused(refusal)),
            (_, Some(Failure::Broken(error))) => return Err(error),
            (Err(error), None) => return Err(self.failed(&error)),
        };
        let Some(text) = token.token() else { return Err(AuthError::Internal("an answer without a token".into())) };
        let granted = came.and_then(|Came { granted, .. }| granted);
        let pubsub = self.scopes == [Scope::Pubsub];
        if self.file.kind() == Kind::AuthorizedUser && !pubsub && granted.as_ref().is_some_and(|granted| !any_of_meet(granted)) {
            return Err(self.file.refuse("The sign-in in it was granted no scope of Google Meet.", GCLOUD));
        }
        *self.granted.lock().unwrap_or_else(PoisonError::into_inner) = granted;
        let ends = token.expiration_time().and_then(|ends| Timestamp::from_second(ends.unix_timestamp()).ok());
        Ok(Access { token: SecretString::from(text), expires: ends })
    }

    async fn ask(&self, exchange: &Exchange) -> Result<yup_oauth2::AccessToken, yup_oauth2::Error> {
        let scopes: Vec<&str> = self.scopes.iter().map(|scope| scope.url()).collect();
        let json = self.file.json().expose_secret();
        let authenticator = match self.file.kind() {
            Kind::ServiceAccount => {
                let builder =
                    ServiceAccountAuthenticator::with_client(yup_oauth2::parse_service_account_key(json)?, exchange.http());
                match &self.user {
                    Some(user) => builder.subject(user).build().await?,
                    None => builder.build().await?,
                }
            }
            Kind::AuthorizedUser => {
                AuthorizedUserAuthenticator::with_client(serde_json::from_str(json)?, exchange.http()).build().await?
            }
            Kind::ExternalAccount => {
                ExternalAccountAuthenticator::with_client(serde_json::from_str(json)?, exchange.http()).build().await?
            }
            Kind::ImpersonatedServiceAccount => {
                let account = self.file.account().unwrap_or_default();
                ServiceAccountImpersonationAuthenticator::with_client(serde_json::from_str(json)?, account, exchange.http())
                    .build()
                    .await?
            }
        };
        authenticator.token(&scopes).await
    }

    /// The server said no.
    fn refused(&self, refusal: Refusal) -> AuthError {
        match (self.file.kind(), refusal.code.as_str()) {
            (Kind::ServiceAccount, _) => {
                service_account::refused(&self.file, self.user.as_deref().unwrap_or_default(), &self.scopes, refusal)
            }
            (Kind::AuthorizedUser | Kind::ImpersonatedServiceAccount, "invalid_grant") => {
                let cause = match refusal.subtype.as_deref() {
                    Some("invalid_rapt") => "your organisation asks for a new sign-in from time to time",
                    _ => "it was taken back, or was not used for too long",
                };
                let said = refusal.said.map(|said| format!(" Google says: {said}")).unwrap_or_default();
                self.file.refuse(&format!("The sign-in in it is over: {cause}.{said}"), GCLOUD)
            }
            _ => Failure::Refused(refusal).into_error(),
        }
    }

    /// The library stopped by itself. Its words may repeat what it read.
    fn failed(&self, error: &yup_oauth2::Error) -> AuthError {
        use yup_oauth2::Error as E;
        match error {
            E::LowLevelError(error) if self.file.kind() == Kind::ExternalAccount => self.file.refuse(
                &format!("The file that its credential_source names cannot be read ({}).", short(&error.to_string(), 120)),
                "Look whether what writes that file still runs.",
            ),
            E::CredentialSourceError(_) => self.file.refuse(
                "Its credential_source answered, but with no token in it.",
                "Compare credential_source.format with what that address answers.",
            ),
            E::LowLevelError(_) => AuthError::Internal("signing for the service account".into()),
            _ => AuthError::Internal("the OAuth library".into()),
        }
    }
}

impl TokenSource for KeyedSource {
    fn token(&self) -> BoxFuture<'_, Result<SecretString, TokenError>> {
        async move { self.access().await.map(|access| access.token).map_err(|error| token_error(&error)) }.boxed()
    }

    fn renew<'a>(&'a self, refused: &'a SecretString) -> BoxFuture<'a, Result<Option<SecretString>, TokenError>> {
        async move { self.after(refused).await.map(|access| Some(access.token)).map_err(|error| token_error(&error)) }.boxed()
    }

    fn quota_project(&self) -> Option<String> {
        self.quota_project.clone()
    }
}

impl fmt::Debug for KeyedSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("KeyedSource").field("file", &self.file).field("user", &self.user).finish_non_exhaustive()
    }
}

fn any_of_meet(granted: &Granted) -> bool {
    [Scope::Created, Scope::Readonly, Scope::Settings].into_iter().any(|scope| granted.has(scope))
}

#[cfg(test)]
mod tests;

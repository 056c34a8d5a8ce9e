//! One refresh through yup-oauth2, and what became of it.

use std::future::ready;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use jiff::Timestamp;
use secrecy::{ExposeSecret, SecretString};
use yup_oauth2::authenticator_delegate::InstalledFlowDelegate;
use yup_oauth2::storage::{TokenInfo, TokenStorage, TokenStorageError};
use yup_oauth2::{ApplicationSecret, InstalledFlowAuthenticator, InstalledFlowReturnMethod};

use crate::auth::credential::{Access, Credential};
use crate::auth::error::AuthError;
use crate::auth::exchange::{Exchange, Failure};
use crate::auth::scopes::Granted;

/// What a refresh brought.
pub(super) struct Fresh {
    /// The credential with its new access token, and with a new refresh token where the server gave one.
    pub(super) credential: Credential,
    /// The new access token.
    pub(super) access: Access,
    /// The scopes that it is for, where the server named them.
    pub(super) granted: Option<Granted>,
}

/// Asks the server for a new access token, once.
pub(super) async fn refresh(exchange: &Exchange, credential: &Credential) -> Result<Fresh, Failure> {
    let client = &credential.client;
    let secret = ApplicationSecret {
        client_id: client.id.clone(),
        client_secret: client.secret.expose_secret().to_owned(),
        token_uri: client.token_uri.clone(),
        ..ApplicationSecret::default()
    };
    // The library unwraps this address.
    let sound = url::Url::parse(&client.token_uri)
        .map_err(|_| AuthError::Internal("the address of the token server".into()))
        .and_then(|url| crate::auth::exchange::root_of(&url));
    let root = sound.map_err(Failure::Broken)?;
    let held = Held { refresh: credential.refresh.clone(), came: Arc::default() };
    let came = Arc::clone(&held.came);
    exchange.take();
    let built = InstalledFlowAuthenticator::with_client(secret, InstalledFlowReturnMethod::Interactive, exchange.http())
        .flow_delegate(Box::new(NoBrowser))
        .with_storage(Box::new(held))
        .build()
        .await;
    let broken = |what: &str| Failure::Broken(AuthError::Internal(what.into()));
    let authenticator = built.map_err(|_| broken("the OAuth library"))?;
    // What it answers is in `came`; what it says of a failure is that nobody signed in.
    let answer = authenticator.force_refreshed_token(&["greenroom"]).await;
    let (details, failure) = exchange.take();
    let token = came.lock().unwrap_or_else(PoisonError::into_inner).take();
    let Some((access, rotated)) = token.filter(|_| answer.is_ok()) else {
        let host = root.as_str().split("://").nth(1).unwrap_or_default().to_owned();
        return Err(failure.unwrap_or(Failure::Broken(AuthError::Server { host, http: 200, html: false })));
    };
    let credential = Credential {
        client: client.clone(),
        refresh: rotated.unwrap_or_else(|| credential.refresh.clone()),
        access: Some(access.clone()),
    };
    Ok(Fresh { credential, access, granted: details.and_then(|details| details.granted) })
}

/// The library opens a sign-in in the browser when a refresh fails, for whatever reason. Not here: nobody may be looking.
struct NoBrowser;

impl InstalledFlowDelegate for NoBrowser {
    fn present_user_url<'a>(
        &'a self,
        _url: &'a str,
        _need_code: bool,
    ) -> Pin<Box<dyn Future<Output = Result<String, String>> + Send + 'a>> {
        Box::pin(ready(Err("login required".to_owned())))
    }
}

/// The storage of one refresh: holds the refresh token, and takes what came.
struct Held {
    refresh: SecretString,
    came: Arc<Mutex<Option<(Access, Option<SecretString>)>>>,
}

#[async_trait]
impl TokenStorage for Held {
    async fn set(&self, _scopes: &[&str], token: TokenInfo) -> Result<(), TokenStorageError> {
        // An answer without a token would be kept as one that never ends.
        let Some(access) = token.access_token.filter(|access| !access.is_empty()) else {
            return Err(TokenStorageError::Other("an answer without an access token".into()));
        };
        let expires = token.expires_at.and_then(|at| Timestamp::from_second(at.unix_timestamp()).ok());
        let rotated = token.refresh_token.filter(|refresh| !refresh.is_empty()).map(SecretString::from);
        let access = Access { token: SecretString::from(access), expires };
        *self.came.lock().unwrap_or_else(PoisonError::into_inner) = Some((access, rotated));
        Ok(())
    }

    async fn get(&self, _scopes: &[&str]) -> Option<TokenInfo> {
        Some(TokenInfo {
            access_token: None,
            refresh_token: Some(self.refresh.expose_secret().to_owned()),
            expires_at: None,
            id_token: None,
        })
    }
}

//! Signing in through the browser: the installed-app flow on loopback, with PKCE and a `state`.
//!
//! yup-oauth2 makes the address and changes the code into tokens. What it lacks stands around it: here (time-out, cancelling,
//! what was granted, whose it is), in `exchange` (the verifier, true errors), `loopback` and `desk`
//! (whose answer counts). Keeps nothing: see [`SignedIn`].
//!
//! Source: <https://developers.google.com/identity/protocols/oauth2/native-app>

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use secrecy::{ExposeSecret as _, SecretString};
use tokio::sync::{oneshot, watch};
use tokio_util::task::AbortOnDropHandle;
use yup_oauth2::authenticator_delegate::InstalledFlowDelegate;
use yup_oauth2::storage::{TokenInfo, TokenStorage, TokenStorageError};
use yup_oauth2::{ApplicationSecret, InstalledFlowAuthenticator, InstalledFlowReturnMethod};

use super::client_file::ClientFile;
use super::credential::{Access, Client, Credential};
use super::desk::{Answer, Desk};
use super::error::AuthError;
use super::exchange::Exchange;
use super::identity;
use super::loopback::{self, Loopback};
use super::pages::Outcome;
pub use super::paste::Paste;
use super::pkce::{self, Pkce};
use super::places::Places;
use super::scopes::{Granted, Scope};
use super::signed_in::SignedIn;
use crate::meet::endpoint::Endpoint;

/// How long it is waited for the browser, where nothing else is said.
pub const PATIENCE: Duration = Duration::from_mins(5);
/// The scopes without which there is nothing to do.
const MEET: [Scope; 3] = [Scope::Created, Scope::Readonly, Scope::Settings];

/// What to sign in with.
#[derive(Debug, Clone)]
pub struct Order {
    /// The client.
    pub client: ClientFile,
    /// What to ask for: for more than before, the union of both (installed apps have no incremental consent).
    pub ask: Granted,
    /// Which account is meant, if it is known.
    pub hint: Option<String>,
    /// The port for the browser's answer; 0 for any that is free.
    pub port: u16,
    /// Root of Google's OAuth, where the client file names no address.
    pub oauth: Option<Endpoint>,
    /// How long to wait for the browser.
    pub patience: Duration,
}

impl Order {
    /// All scopes, any account, any port, five minutes.
    #[must_use]
    pub fn new(client: ClientFile) -> Self {
        Self { client, ask: Granted::of(&Scope::ALL), hint: None, port: 0, oauth: None, patience: PATIENCE }
    }
}

/// One sign-in under way. Dropping it cancels: the port is free at once, and whoever waits is told.
pub struct SignIn {
    url: String,
    port: u16,
    paste: Paste,
    loopback: Loopback,
    task: AbortOnDropHandle<Result<SignedIn, AuthError>>,
}

impl fmt::Debug for SignIn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SignIn").field("port", &self.port).finish_non_exhaustive()
    }
}

impl SignIn {
    /// Takes the port and makes the address to open. The waiting begins here.
    ///
    /// # Errors
    ///
    /// [`AuthError::Port`]; [`AuthError::ClientFile`], when an address in it cannot be used; [`AuthError::Internal`].
    pub async fn begin(order: Order) -> Result<Self, AuthError> {
        let places = Places::of_client(&order.client, order.oauth.as_ref())?;
        let (state, pkce) = (pkce::state()?, Pkce::new()?);
        let listener = loopback::bind(order.port).await?;
        let port = listener.local_addr().map_err(|_| AuthError::Internal("the port has no number".into()))?.port();
        let more = more_of_address(&state, &pkce, order.hint.as_deref());
        let (desk, answer) = Desk::new(state);
        let desk = Arc::new(desk);
        let (tell, ending) = watch::channel(None);
        let loopback = Loopback::serve(listener, Arc::clone(&desk), ending, loopback::SILENCE)?;
        let paste = Paste::new(desk, port, places.authorize.clone());

        let exchange = Exchange::new(None);
        let (shown, url) = oneshot::channel();
        let visit = Visit { shown, answer, more, verifier: pkce.verifier };
        let delegate = Delegate {
            // The form that is documented, with nothing after it. `localhost` may lead to [::1], where nobody is.
            redirect: format!("http://{}:{port}", std::net::Ipv4Addr::LOCALHOST),
            exchange: exchange.clone(),
            patience: order.patience,
            visit: Mutex::new(Some(visit)),
            why: Arc::default(),
        };
        let client = Client { token_uri: places.token.as_str().into(), ..order.client.client };
        let flow = Flow { client, places, exchange, asked: order.ask };
        let task = AbortOnDropHandle::new(tokio::spawn(async move {
            let result = flow.run(delegate).await;
            let outcome: Outcome = result.as_ref().map(|signed_in| signed_in.email.clone()).map_err(Clone::clone);
            tell.send_replace(Some(outcome));
            result
        }));
        match url.await {
            Ok(url) => Ok(Self { url, port, paste, loopback, task }),
            // It ended before there was an address.
            Err(_) => Err(end_of(task.await).err().unwrap_or_else(|| AuthError::Internal("the sign-in has no address".into()))),
        }
    }

    /// The address to open in a browser. It holds no secret that is of use without this very sign-in.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The port on 127.0.0.1 to which the browser comes back.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Takes what the person pastes, for a browser on another machine.
    #[must_use]
    pub fn paste(&self) -> Paste {
        self.paste.clone()
    }

    /// Waits for the browser and gets the tokens. Dropping what this gives cancels as well.
    ///
    /// # Errors
    ///
    /// [`AuthError::NobodyCame`], [`AuthError::Consent`]; [`AuthError::NothingGranted`], [`AuthError::NoRefreshToken`],
    /// [`AuthError::NoIdentity`]; and why the token endpoint gave nothing.
    pub async fn finish(mut self) -> Result<SignedIn, AuthError> {
        let result = end_of((&mut self.task).await);
        // A program that ends now would leave the browser without its page.
        self.loopback.told().await;
        result
    }
}

fn end_of(joined: Result<Result<SignedIn, AuthError>, tokio::task::JoinError>) -> Result<SignedIn, AuthError> {
    joined.unwrap_or_else(|_| Err(AuthError::Internal("the sign-in".into())))
}

/// What the library does not put into the address.
fn more_of_address(state: &SecretString, pkce: &Pkce, hint: Option<&str>) -> String {
    let mut more = url::form_urlencoded::Serializer::new(String::new());
    more.append_pair("state", state.expose_secret());
    more.append_pair("code_challenge", &pkce.challenge).append_pair("code_challenge_method", "S256");
    if let Some(hint) = hint.map(str::trim).filter(|hint| !hint.is_empty() && hint.len() <= 254) {
        more.append_pair("login_hint", hint);
    }
    more.finish()
}

/// What happens behind a [`SignIn`].
struct Flow {
    client: Client,
    places: Places,
    exchange: Exchange,
    asked: Granted,
}

impl Flow {
    async fn run(self, delegate: Delegate) -> Result<SignedIn, AuthError> {
        let (why, came) = (Arc::clone(&delegate.why), Came::default());
        let secret = ApplicationSecret {
            client_id: self.client.id.clone(),
            client_secret: self.client.secret.expose_secret().to_owned(),
            token_uri: self.client.token_uri.clone(),
            auth_uri: self.places.authorize.as_str().to_owned(),
            ..ApplicationSecret::default()
        };
        // Interactive, for in the library's other ways nothing that the delegate says counts.
        let method = InstalledFlowReturnMethod::Interactive;
        let authenticator = InstalledFlowAuthenticator::with_client(secret, method, self.exchange.http())
            .flow_delegate(Box::new(delegate))
            .force_account_selection(true)
            .with_storage(Box::new(came.clone()))
            .build()
            .await
            .map_err(|_| AuthError::Internal("the OAuth library".into()))?;
        // The library writes them into the address as they are; a server may once have answered with anything.
        let plain = |c: char| c.is_ascii_alphanumeric() || ":/._-".contains(c);
        let scopes: Vec<&str> = self.asked.iter().filter(|scope| scope.chars().all(plain)).collect();
        let failed = authenticator.token(&scopes).await.is_err();
        let (seen, failure) = self.exchange.take();
        if let Some(error) = why.lock().unwrap_or_else(PoisonError::into_inner).take() {
            return Err(error);
        }
        if let Some(failure) = failure {
            return Err(failure.into_error());
        }
        let (false, Some(tokens), Some(seen)) = (failed, came.take(), seen) else { return Err(self.unreadable()) };

        // A server that was given all does not have to say so: RFC 6749 section 5.1.
        let granted = seen.granted.unwrap_or_else(|| self.asked.clone());
        let wanted: Vec<Scope> = MEET.into_iter().filter(|scope| self.asked.has(*scope)).collect();
        if !wanted.is_empty() && granted.lacks(&wanted) == wanted {
            return Err(AuthError::NothingGranted { asked: wanted });
        }
        let refresh = tokens.refresh.ok_or(AuthError::NoRefreshToken)?;
        let who =
            identity::find(&self.exchange, &self.places, &self.client.id, seen.id_token.as_ref(), &tokens.access.token).await?;
        let ends = seen.refresh_expires_in.filter(|seconds| *seconds > 0);
        let ends = ends.and_then(|seconds| Timestamp::now().checked_add(SignedDuration::from_secs(seconds)).ok());
        let credential = Credential { client: self.client, refresh, access: Some(tokens.access) };
        Ok(SignedIn { email: who.email, subject: who.subject, granted, asked: self.asked, credential, ends })
    }

    /// There was an answer with a token in it, but the library could not read it.
    fn unreadable(&self) -> AuthError {
        let host = self.places.token.host_str().unwrap_or_default().to_owned();
        AuthError::Server { host, http: http::StatusCode::OK.as_u16(), html: false }
    }
}

/// What is needed for the one visit of the browser.
struct Visit {
    shown: oneshot::Sender<String>,
    answer: oneshot::Receiver<Answer>,
    more: String,
    verifier: SecretString,
}

/// Stands between the library and the browser.
struct Delegate {
    redirect: String,
    exchange: Exchange,
    patience: Duration,
    visit: Mutex<Option<Visit>>,
    /// Why there is no code. The library would make a text of it.
    why: Arc<Mutex<Option<AuthError>>>,
}

impl Delegate {
    async fn code(&self, url: &str) -> Result<String, AuthError> {
        let visit = self.visit.lock().unwrap_or_else(PoisonError::into_inner).take();
        // The library asks a second time where a refresh fails; nothing is refreshed here.
        let visit = visit.ok_or(AuthError::NotSignedIn)?;
        let _waits = visit.shown.send(format!("{url}&{}", visit.more));
        match tokio::time::timeout(self.patience, visit.answer).await {
            Ok(Ok(Answer::Code(code))) => {
                self.exchange.expect_code(visit.verifier);
                Ok(code.expose_secret().to_owned())
            }
            Ok(Ok(Answer::Refused { code, said })) => Err(AuthError::Consent { code, said }),
            Ok(Err(_)) => Err(AuthError::Cancelled),
            Err(_) => Err(AuthError::NobodyCame { after: self.patience }),
        }
    }
}

impl InstalledFlowDelegate for Delegate {
    fn redirect_uri(&self) -> Option<&str> {
        Some(&self.redirect)
    }

    fn present_user_url<'a>(
        &'a self,
        url: &'a str,
        _need_code: bool,
    ) -> Pin<Box<dyn Future<Output = Result<String, String>> + Send + 'a>> {
        Box::pin(async move {
            self.code(url).await.map_err(|error| {
                *self.why.lock().unwrap_or_else(PoisonError::into_inner) = Some(error);
                "no code".to_owned()
            })
        })
    }
}

/// The tokens of one sign-in.
struct Tokens {
    access: Access,
    refresh: Option<SecretString>,
}

/// Takes the tokens out of the library, which gives the refresh token to nobody but its storage. Wrapped at once: the
/// library's own types show them in `Debug`.
#[derive(Clone, Default)]
struct Came(Arc<Mutex<Option<Tokens>>>);

impl Came {
    fn take(&self) -> Option<Tokens> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

impl TokenStorage for Came {
    fn set<'a, 'b, 'c, 'd>(
        &'a self,
        _scopes: &'b [&'c str],
        token: TokenInfo,
    ) -> Pin<Box<dyn Future<Output = Result<(), TokenStorageError>> + Send + 'd>>
    where
        'a: 'd,
        'b: 'd,
        'c: 'd,
        Self: 'd,
    {
        let expires = token.expires_at.and_then(|at| Timestamp::from_second(at.unix_timestamp()).ok());
        let refresh = token.refresh_token.filter(|token| !token.is_empty()).map(SecretString::from);
        let tokens = token.access_token.map(|token| Tokens { access: Access { token: token.into(), expires }, refresh });
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = tokens;
        Box::pin(std::future::ready(Ok(())))
    }

    fn get<'a, 'b, 'c, 'd>(&'a self, _scopes: &'b [&'c str]) -> Pin<Box<dyn Future<Output = Option<TokenInfo>> + Send + 'd>>
    where
        'a: 'd,
        'b: 'd,
        'c: 'd,
        Self: 'd,
    {
        Box::pin(std::future::ready(None))
    }
}

#[cfg(test)]
#[path = "flow_tests.rs"]
mod tests;

//! Carries yup-oauth2's requests over greenroom's HTTP client.
//!
//! The library lets nobody pass in a client of another kind, but a connector: this one answers with a pipe in memory, reads the
//! request from its other end, sends it with reqwest (time-outs, proxies, one TLS stack, no redirects), and gives back what
//! came, made plain (`answer`). On the way it adds PKCE's verifier, and notes what the library drops: the scopes really granted,
//! whose token it is, and why there is none.
//!
//! Every address but two comes from a file that a person gave, and is used as it stands there. The two that the library has
//! built in go to `GREENROOM_OAUTH_ENDPOINT` where that is set.

mod answer;
mod pipe;

use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use http::{Request, Response, StatusCode, Uri};
use http_body_util::{BodyExt, Full};
use hyper::body::{Bytes, Incoming};
use hyper_util::client::legacy;
use hyper_util::rt::{TokioExecutor, TokioIo};
use jiff::Timestamp;
use secrecy::{ExposeSecret, SecretString};
use tokio::runtime::Handle;
use tracing::{debug, warn};
use url::Url;

use self::pipe::Pipe;
use super::error::AuthError;
use super::scopes::Granted;
use crate::meet::client::Settings;
use crate::meet::endpoint::{Endpoint, EndpointError};
use crate::tasks;
use crate::text;

/// Longest answer of a token server that is read, in bytes.
const LIMIT: usize = 256 * 1024;
/// Longest time for one request.
const TOTAL: Duration = Duration::from_secs(30);
/// Longest words of a server that are kept, in characters.
const SAID: usize = 300;
/// A clock that is off by less is nobody's fault, in seconds.
const CLOCK: i64 = 300;
/// Where the library gets tokens for gcloud's files: Google's older address of the token endpoint.
const BUILT_IN_TOKEN: (&str, &str) = ("https://accounts.google.com", "/o/oauth2/token");
/// Where the library impersonates service accounts.
const BUILT_IN_IAM: &str = "https://iamcredentials.googleapis.com";
/// Why a request was given up without an answer to it.
const NO_ANSWER: &str = "greenroom_no_answer";

/// What came with the last token.
#[derive(Clone, Default)]
pub(super) struct Came {
    /// The scopes really granted.
    pub(super) granted: Option<Granted>,
    /// Whose token it is: the `id_token`, not looked into.
    pub(super) id_token: Option<SecretString>,
    /// After how many seconds the refresh token ends, where it was granted for a while only.
    pub(super) refresh_expires_in: Option<i64>,
}

/// A refusal in OAuth's words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Refusal {
    pub(super) code: String,
    pub(super) subtype: Option<String>,
    pub(super) said: Option<String>,
    pub(super) clock: Option<i64>,
}

/// Why the last request brought no token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Failure {
    /// The server said no.
    Refused(Refusal),
    /// There was no answer, or none that OAuth knows.
    Broken(AuthError),
}

impl Failure {
    /// As an error, where nothing more is known about it.
    pub(super) fn into_error(self) -> AuthError {
        match self {
            Self::Refused(refusal) => AuthError::Refused { code: refusal.code, said: refusal.said, clock: refusal.clock },
            Self::Broken(error) => error,
        }
    }
}

#[derive(Default)]
struct Seen {
    verifier: Option<SecretString>,
    came: Option<Came>,
    failure: Option<Failure>,
    requests: usize,
}

/// The way of one authenticator's requests. Clones share what was seen.
#[derive(Clone)]
pub(super) struct Exchange {
    seen: Arc<Mutex<Seen>>,
    /// Where the requests go instead whose address the library has built in.
    oauth: Option<Endpoint>,
    total: Duration,
    clients: Arc<Mutex<Vec<(Endpoint, reqwest::Client)>>>,
}

/// The kind of HTTP client that yup-oauth2 works with here.
pub(super) type Http = yup_oauth2::CustomHyperClientBuilder<Exchange>;

impl Exchange {
    /// A way to the servers that the requests name; what the library has built in goes to `oauth` instead, where that is given.
    pub(super) fn new(oauth: Option<Endpoint>) -> Self {
        Self { seen: Arc::default(), oauth, total: TOTAL, clients: Arc::default() }
    }

    /// The same connections with nothing seen yet: a request that nobody waits for any more cannot meddle with the next one.
    pub(super) fn afresh(&self) -> Self {
        Self { seen: Arc::default(), ..self.clone() }
    }

    /// The same with less patience.
    #[cfg(test)]
    pub(super) fn within(self, total: Duration) -> Self {
        Self { total, clients: Arc::default(), ..self }
    }

    /// The library's HTTP client over this way.
    pub(super) fn http(&self) -> Http {
        legacy::Client::builder(TokioExecutor::new()).pool_max_idle_per_host(0).build::<_, String>(self.clone()).into()
    }

    /// The verifier that goes with the next code.
    pub(super) fn expect_code(&self, verifier: SecretString) {
        self.seen().verifier = Some(verifier);
    }

    /// What came with the last token, and why the last request failed; both are forgotten here.
    pub(super) fn take(&self) -> (Option<Came>, Option<Failure>) {
        let mut seen = self.seen();
        (seen.came.take(), seen.failure.take())
    }

    /// How many requests were sent.
    #[cfg(test)]
    pub(super) fn requests(&self) -> usize {
        self.seen().requests
    }

    fn seen(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The client for this server: one for each, for what may be spoken to it differs.
    async fn client(&self, root: &Endpoint) -> Result<reqwest::Client, AuthError> {
        let known = |clients: &[(Endpoint, reqwest::Client)]| {
            clients.iter().find(|(endpoint, _)| endpoint == root).map(|(_, client)| client.clone())
        };
        if let Some(client) = known(&self.clients.lock().unwrap_or_else(PoisonError::into_inner)) {
            return Ok(client);
        }
        let settings = Settings { total_timeout: self.total, ..Settings::new(root.clone()) };
        // The system's certificates take some milliseconds.
        let built = tasks::blocking(move || crate::meet::http_client(&settings)).await;
        let client = built
            .map_err(|_| AuthError::Internal("the HTTP client".into()))?
            .map_err(|error| AuthError::Internal(error.why()))?;
        let mut clients = self.clients.lock().unwrap_or_else(PoisonError::into_inner);
        clients.push((root.clone(), client.clone()));
        Ok(client)
    }

    /// Sends a request of greenroom's own (userinfo, revoke) the same way; gives status and body.
    pub(super) async fn send(&self, request: Own<'_>) -> Result<(StatusCode, Vec<u8>), AuthError> {
        let root = root_of(request.url)?;
        let client = self.client(&root).await?;
        let mut builder = client.request(request.method, request.url.clone()).timeout(self.total);
        if let Some(form) = request.form {
            builder = builder.form(form);
        }
        if let Some(token) = request.bearer {
            builder = builder.bearer_auth(token.expose_secret());
        }
        let response = self.sent(&root, what(request.url), builder).await?;
        let status = response.status();
        Ok((status, self.body(&root, response).await?))
    }

    /// Sends it and waits for the head of the answer. The log hears where it went and what became of it, nothing of what stands
    /// in it.
    async fn sent(&self, root: &Endpoint, what: &str, request: reqwest::RequestBuilder) -> Result<reqwest::Response, AuthError> {
        let start = Instant::now();
        let outcome = request.send().await.map_err(|error| self.unreached(root, &error.without_url()));
        let (host, ms) = (host(root), start.elapsed().as_millis());
        match &outcome {
            Ok(response) => debug!(host, what, status = response.status().as_u16(), ms, "answered"),
            Err(error) => warn!(host, what, error = crate::log::kind_of(error), ms, "not answered"),
        }
        outcome
    }

    /// One request of the library; the answer is always one that it reads rightly.
    ///
    /// The library looks at no status. A form is told of a failure in words that it understands; what asks for a subject token
    /// would take any words for one, so its connection is broken instead.
    async fn forward(&self, to: &str, request: Request<Incoming>) -> std::io::Result<Response<Full<Bytes>>> {
        let fetches = request.method() == http::Method::GET;
        self.seen().came = None;
        let failure = match self.ask(to, request).await {
            Ok(bytes) => {
                self.seen().failure = None;
                return Ok(Response::new(Full::from(bytes)));
            }
            Err(failure) => failure,
        };
        let code = match &failure {
            Failure::Refused(refusal) => refusal.code.clone(),
            Failure::Broken(_) => NO_ANSWER.to_owned(),
        };
        self.seen().failure = Some(failure);
        if fetches {
            return Err(std::io::ErrorKind::ConnectionAborted.into());
        }
        let mut response = Response::new(Full::from(serde_json::json!({ "error": code }).to_string()));
        *response.status_mut() = StatusCode::BAD_REQUEST;
        Ok(response)
    }

    async fn ask(&self, to: &str, request: Request<Incoming>) -> Result<Vec<u8>, Failure> {
        let (head, body) = request.into_parts();
        let sent = body.collect().await.map(http_body_util::Collected::to_bytes).unwrap_or_default();
        let path = head.uri.path_and_query().map_or("/", |path| path.as_str());
        let url = self.url(to, path).map_err(Failure::Broken)?;
        let root = root_of(&url).map_err(Failure::Broken)?;
        let client = self.client(&root).await.map_err(Failure::Broken)?;
        self.seen().requests += 1;
        let what = what(&url);
        let mut builder = client.request(head.method.clone(), url).timeout(self.total);
        for (name, value) in head.headers.iter().filter(|(name, _)| !answer::OF_THE_CONNECTION.contains(name)) {
            builder = builder.header(name, value);
        }
        let sent = self.with_verifier(&sent);
        let response = self.sent(&root, what, builder.body(sent.clone())).await.map_err(Failure::Broken)?;
        let status = response.status();
        let clock = clock(response.headers());
        let bytes = self.body(&root, response).await.map_err(Failure::Broken)?;
        let read = match head.method {
            http::Method::GET => answer::subject_token(status, &bytes).then_some((bytes.clone(), None)),
            _ => answer::token(status, head.uri.path(), &bytes).map(|(plain, came)| (plain, Some(came))),
        };
        if let Some((plain, came)) = read {
            self.seen().came = came;
            return Ok(plain);
        }
        let secrets = answer::Secrets::of(&sent, &head.headers);
        Err(answer::refusal(status, &bytes, clock, &secrets).map_or_else(
            || {
                let html = bytes.trim_ascii_start().starts_with(b"<");
                Failure::Broken(AuthError::Server { host: host(&root), http: status.as_u16(), html })
            },
            Failure::Refused,
        ))
    }

    /// Where a request goes.
    fn url(&self, to: &str, path: &str) -> Result<Url, AuthError> {
        let text = match &self.oauth {
            Some(oauth) if (to, path) == BUILT_IN_TOKEN => format!("{}/token", oauth.as_str()),
            Some(oauth) if to == BUILT_IN_IAM => format!("{}{path}", oauth.as_str()),
            _ => format!("{to}{path}"),
        };
        Url::parse(&text).map_err(|_| AuthError::Internal("an address of the token server".into()))
    }

    /// The form, with the verifier in it where it brings a code.
    fn with_verifier(&self, sent: &Bytes) -> Vec<u8> {
        let pairs = || url::form_urlencoded::parse(sent);
        if !pairs().any(|(key, value)| key == "grant_type" && value == "authorization_code") {
            return sent.to_vec();
        }
        let Some(verifier) = self.seen().verifier.take() else { return sent.to_vec() };
        let mut form = url::form_urlencoded::Serializer::new(String::new());
        form.extend_pairs(pairs()).append_pair("code_verifier", verifier.expose_secret());
        form.finish().into_bytes()
    }

    /// What became of a request that brought no answer.
    fn unreached(&self, root: &Endpoint, error: &reqwest::Error) -> AuthError {
        let host = host(root);
        if error.is_timeout() {
            let connect = Settings::new(root.clone()).connect_timeout.min(self.total);
            return AuthError::TimedOut { host, after: if error.is_connect() { connect } else { self.total } };
        }
        let mut innermost: &dyn std::error::Error = error;
        while let Some(source) = innermost.source() {
            innermost = source;
        }
        AuthError::Unreachable { host, detail: short(&innermost.to_string(), 200) }
    }

    /// The body, as far as it may be.
    async fn body(&self, root: &Endpoint, mut response: reqwest::Response) -> Result<Vec<u8>, AuthError> {
        let mut all = Vec::new();
        while let Some(piece) = response.chunk().await.map_err(|error| self.unreached(root, &error.without_url()))? {
            all.extend_from_slice(&piece);
            if all.len() > LIMIT {
                return Err(AuthError::Server { host: host(root), http: response.status().as_u16(), html: false });
            }
        }
        Ok(all)
    }
}

/// What a request is for, by the end of its address. Of one that is not known nothing is told: it may hold anything.
fn what(url: &Url) -> &'static str {
    const KNOWN: [&str; 4] = ["token", "revoke", "userinfo", "tokeninfo"];
    let last = url.path_segments().and_then(|mut segments| segments.next_back()).unwrap_or_default();
    KNOWN.into_iter().find(|known| *known == last).unwrap_or("other")
}

/// A request of greenroom's own.
pub(super) struct Own<'a> {
    pub(super) method: http::Method,
    pub(super) url: &'a Url,
    pub(super) form: Option<&'a [(&'a str, &'a str)]>,
    pub(super) bearer: Option<&'a SecretString>,
}

/// The server of an address, by the rule of all endpoints: `https`, or `http` on this machine.
pub(super) fn root_of(url: &Url) -> Result<Endpoint, AuthError> {
    endpoint_of(url).map_err(|error| AuthError::ClientFile {
        path: None,
        problem: format!("The address of the token server cannot be used: {error}."),
        next: "Download the client's JSON file anew, or mend its token_uri.".into(),
    })
}

/// The same, with the rule that was broken.
pub(super) fn endpoint_of(url: &Url) -> Result<Endpoint, EndpointError> {
    // The origin has no room for them, but they would be sent.
    if !url.username().is_empty() || url.password().is_some() {
        return Err(EndpointError::UserInfo);
    }
    Endpoint::parse(&url.origin().ascii_serialization())
}

fn host(root: &Endpoint) -> String {
    root.as_str().split("://").nth(1).unwrap_or(root.as_str()).to_owned()
}

/// A server's words, as a person may read them.
pub(super) fn short(given: &str, longest: usize) -> String {
    let clean = text::clean(given);
    clean.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(longest).collect()
}

/// How far this computer's clock is ahead of the server's.
fn clock(headers: &http::HeaderMap) -> Option<i64> {
    let date = headers.get(http::header::DATE)?.to_str().ok()?;
    let date = jiff::fmt::rfc2822::DateTimeParser::new().parse_timestamp(date.trim()).ok()?;
    let ahead = Timestamp::now().duration_since(date).as_secs();
    (ahead.abs() > CLOCK).then_some(ahead)
}

impl tower_service::Service<Uri> for Exchange {
    type Response = Pipe;
    type Error = std::io::Error;
    type Future = Pin<Box<dyn Future<Output = Result<Pipe, std::io::Error>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, to: Uri) -> Self::Future {
        let exchange = self.clone();
        Box::pin(async move {
            let authority = to.authority().ok_or(std::io::ErrorKind::InvalidInput)?;
            let to: Arc<str> = format!("{}://{authority}", to.scheme_str().unwrap_or("https")).into();
            let (near, far) = tokio::io::duplex(64 * 1024);
            tasks::start(&Handle::current(), async move {
                let service = hyper::service::service_fn(move |request| {
                    let (exchange, to) = (exchange.clone(), to.clone());
                    async move { exchange.forward(&to, request).await }
                });
                // Where the library has lost patience nobody is interested any more.
                let _gone = hyper::server::conn::http1::Builder::new()
                    .keep_alive(false)
                    .serve_connection(TokioIo::new(far), service)
                    .await;
            });
            Ok(Pipe::new(near))
        })
    }
}

#[cfg(test)]
mod tests;

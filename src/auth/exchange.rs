//! Carries yup-oauth2's requests over greenroom's HTTP client.
//!
//! The library lets nobody pass in a client of another kind, but a connector: this one answers with a pipe in memory, reads the
//! request from its other end, sends it with reqwest (time-outs, proxies, one TLS stack, no redirects), and gives back what
//! came, made plain. On the way it adds PKCE's verifier, and notes what the library drops: the scopes really granted, whose
//! token it is, and why there is none.

use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use http::{Request, Response, StatusCode, Uri};
use http_body_util::{BodyExt, Full};
use hyper::body::{Bytes, Incoming};
use hyper_util::client::legacy::connect::{Connected, Connection};
use hyper_util::client::legacy::{self};
use hyper_util::rt::{TokioExecutor, TokioIo};
use jiff::Timestamp;
use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;
use tokio::io::DuplexStream;
use url::Url;

use super::error::AuthError;
use super::scopes::Granted;
use crate::meet::client::Settings;
use crate::meet::endpoint::Endpoint;
use crate::text;

/// Longest answer of a token server that is read, in bytes.
const LIMIT: usize = 256 * 1024;
/// Longest time for one request.
const TOTAL: Duration = Duration::from_secs(30);
/// Longest words of a server that are kept, in characters.
const SAID: usize = 300;
/// A clock that is off by less is nobody's fault, in seconds.
const CLOCK: i64 = 300;

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
    /// Where the requests to Google go instead, for what the library has built in.
    oauth: Option<Endpoint>,
    clients: Arc<Mutex<Vec<(Endpoint, reqwest::Client)>>>,
}

/// The kind of HTTP client that yup-oauth2 works with here.
pub(super) type Http = yup_oauth2::CustomHyperClientBuilder<Exchange>;

impl Exchange {
    /// A way to the servers that the requests name; what is meant for Google goes to `oauth` instead, where that is given.
    pub(super) fn new(oauth: Option<Endpoint>) -> Self {
        Self { seen: Arc::default(), oauth, clients: Arc::default() }
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
        let settings = Settings { total_timeout: TOTAL, ..Settings::new(root.clone()) };
        // The system's certificates take some milliseconds.
        let built = tokio::task::spawn_blocking(move || crate::meet::http_client(&settings)).await;
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
        let mut builder = client.request(request.method, request.url.clone()).timeout(TOTAL);
        if let Some(form) = request.form {
            builder = builder.form(form);
        }
        if let Some(token) = request.bearer {
            builder = builder.bearer_auth(token.expose_secret());
        }
        let response = builder.send().await.map_err(|error| unreached(&root, &error))?;
        let status = response.status();
        Ok((status, body(&root, response).await?))
    }

    /// One request of the library; the answer is always one that it reads rightly.
    async fn forward(&self, to: &str, request: Request<Incoming>) -> Response<Full<Bytes>> {
        let (answer, failure) = match self.ask(to, request).await {
            Ok(value) => (value, None),
            Err(failure) => {
                let code = match &failure {
                    Failure::Refused(refusal) => refusal.code.clone(),
                    Failure::Broken(_) => "greenroom_no_answer".to_owned(),
                };
                (serde_json::json!({ "error": code }), Some(failure))
            }
        };
        let status = if failure.is_some() { StatusCode::BAD_REQUEST } else { StatusCode::OK };
        if failure.is_some() {
            self.seen().failure = failure;
        }
        let mut response = Response::new(Full::from(answer.to_string()));
        *response.status_mut() = status;
        response
    }

    async fn ask(&self, to: &str, request: Request<Incoming>) -> Result<Value, Failure> {
        let (head, body) = request.into_parts();
        let sent = body.collect().await.map(http_body_util::Collected::to_bytes).unwrap_or_default();
        let path = head.uri.path_and_query().map_or("/", |path| path.as_str());
        let url = self.url(to, path).map_err(Failure::Broken)?;
        let root = root_of(&url).map_err(Failure::Broken)?;
        let client = self.client(&root).await.map_err(Failure::Broken)?;
        self.seen().requests += 1;
        let mut builder = client.request(head.method, url).timeout(TOTAL);
        for name in [http::header::CONTENT_TYPE, http::header::AUTHORIZATION] {
            if let Some(value) = head.headers.get(&name) {
                builder = builder.header(name, value);
            }
        }
        let response =
            builder.body(self.with_verifier(&sent)).send().await.map_err(|error| Failure::Broken(unreached(&root, &error)))?;
        let status = response.status();
        let clock = clock(response.headers());
        let bytes = self::body(&root, response).await.map_err(Failure::Broken)?;
        let mut value: Value = serde_json::from_slice(&bytes).unwrap_or(Value::Null);
        if status.is_success() && usable(&value) {
            sane(&mut value);
            let mut seen = self.seen();
            seen.failure = None;
            seen.came = Some(Came {
                granted: value["scope"].as_str().map(Granted::parse),
                id_token: value["id_token"].as_str().map(SecretString::from),
                refresh_expires_in: value["refresh_token_expires_in"].as_i64(),
            });
            return Ok(value);
        }
        Err(refusal(&value, clock).filter(|_| status.is_client_error() && status != StatusCode::TOO_MANY_REQUESTS).map_or_else(
            || {
                let html = bytes.trim_ascii_start().starts_with(b"<");
                Failure::Broken(AuthError::Server { host: host(&root), http: status.as_u16(), html })
            },
            Failure::Refused,
        ))
    }

    /// Where a request goes.
    fn url(&self, to: &str, path: &str) -> Result<Url, AuthError> {
        let google = to
            .strip_prefix("https://")
            .is_some_and(|host| host == "googleapis.com" || host == "accounts.google.com" || host.ends_with(".googleapis.com"));
        let text = match &self.oauth {
            // The library has Google's older address of the same thing built in.
            Some(oauth) if google => format!("{}{}", oauth.as_str(), if path == "/o/oauth2/token" { "/token" } else { path }),
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
    let origin = url.origin().ascii_serialization();
    Endpoint::parse(&origin).map_err(|error| AuthError::ClientFile {
        path: None,
        problem: format!("The address of the token server cannot be used: {error}."),
        next: "Download the client's JSON file anew, or mend its token_uri.".into(),
    })
}

fn host(root: &Endpoint) -> String {
    root.as_str().split("://").nth(1).unwrap_or(root.as_str()).to_owned()
}

/// A token answer has one of these. (Signing in for another service has only the second.)
fn usable(value: &Value) -> bool {
    let filled = |key: &str| value[key].as_str().is_some_and(|text| !text.is_empty());
    // Impersonating a service account answers in another shape.
    value.get("error").is_none() && (filled("access_token") || filled("id_token") || filled("accessToken"))
}

/// The library adds a token's time to the clock, and panics where that leads beyond all years.
fn sane(value: &mut Value) {
    const YEAR: i64 = 365 * 24 * 3600;
    if let Some(field) = value.get_mut("expires_in") {
        let number = field.as_i64().or_else(|| field.as_f64().map(|_| YEAR)).or_else(|| field.as_str()?.trim().parse().ok());
        *field = number.map_or(Value::Null, |seconds| seconds.clamp(0, YEAR).into());
    }
}

/// An answer in OAuth's words, or in those of Google's other APIs.
fn refusal(value: &Value, clock: Option<i64>) -> Option<Refusal> {
    let error = value.get("error")?;
    let (code, said) = match error {
        Value::String(code) => (code.as_str(), value["error_description"].as_str()),
        Value::Object(error) => (error.get("status")?.as_str()?, error.get("message").and_then(Value::as_str)),
        _ => return None,
    };
    Some(Refusal {
        code: short(code, 60),
        subtype: value["error_subtype"].as_str().map(|subtype| short(subtype, 60)),
        said: said.map(|said| short(said, SAID)).filter(|said| !said.is_empty()),
        clock,
    })
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

fn unreached(root: &Endpoint, error: &reqwest::Error) -> AuthError {
    let host = host(root);
    if error.is_timeout() {
        let after = if error.is_connect() { Duration::from_secs(10) } else { TOTAL };
        return AuthError::TimedOut { host, after };
    }
    let mut innermost: &dyn std::error::Error = error;
    while let Some(source) = innermost.source() {
        innermost = source;
    }
    AuthError::Unreachable { host, detail: short(&innermost.to_string(), 200) }
}

/// The body, as far as it may be.
async fn body(root: &Endpoint, mut response: reqwest::Response) -> Result<Vec<u8>, AuthError> {
    let mut all = Vec::new();
    while let Some(piece) = response.chunk().await.map_err(|error| unreached(root, &error))? {
        all.extend_from_slice(&piece);
        if all.len() > LIMIT {
            return Err(AuthError::Server { host: host(root), http: response.status().as_u16(), html: false });
        }
    }
    Ok(all)
}

/// A connection that leads to [`Exchange::forward`].
pub(super) struct Pipe(TokioIo<DuplexStream>);

impl Connection for Pipe {
    fn connected(&self) -> Connected {
        Connected::new()
    }
}

impl hyper::rt::Read for Pipe {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: hyper::rt::ReadBufCursor<'_>,
    ) -> Poll<std::io::Result<()>> {
        Pin::new(&mut self.0).poll_read(context, buffer)
    }
}

impl hyper::rt::Write for Pipe {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<std::io::Result<usize>> {
        Pin::new(&mut self.0).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        Pin::new(&mut self.0).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        Pin::new(&mut self.0).poll_shutdown(context)
    }
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
            tokio::spawn(async move {
                let service = hyper::service::service_fn(move |request| {
                    let (exchange, to) = (exchange.clone(), to.clone());
                    async move { Ok::<_, std::convert::Infallible>(exchange.forward(&to, request).await) }
                });
                // Where the library has lost patience nobody is interested any more.
                let _gone = hyper::server::conn::http1::Builder::new()
                    .keep_alive(false)
                    .serve_connection(TokioIo::new(far), service)
                    .await;
            });
            Ok(Pipe(TokioIo::new(near)))
        })
    }
}

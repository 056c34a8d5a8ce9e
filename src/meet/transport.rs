//! One request, once: the token put in, the time watched, the answer read. Repeats nothing.

use std::error::Error as _;
use std::io::ErrorKind;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use reqwest::header::{AUTHORIZATION, HeaderName, HeaderValue};
use secrecy::{ExposeSecret, SecretString};
use tokio::time::{Instant, timeout_at};
use tracing::debug;

use super::answer::{self, ERROR_LIMIT, LIMIT, Patience};
use super::call::Call;
use super::clean::clean;
use super::endpoint::Endpoint;
use super::error::{MeetError, Phase, TokenRefusal, Unreached};
use super::refusal::{self, Refusal};
use super::token::{self, TokenError, TokenSource};
use crate::log;

/// Names the project that a call is counted against.
const QUOTA_PROJECT: HeaderName = HeaderName::from_static("x-goog-user-project");

/// What sends requests: the connections and the rules of time.
#[derive(Clone)]
pub(super) struct Transport {
    pub(super) http: reqwest::Client,
    pub(super) endpoint: Endpoint,
    pub(super) tokens: Arc<dyn TokenSource>,
    pub(super) connect: Duration,
    pub(super) read: Duration,
    pub(super) total: Duration,
}

/// A good answer.
pub(super) struct Good {
    pub(super) http: u16,
    pub(super) body: Vec<u8>,
}

impl Transport {
    /// Sends a call once and reads the answer. A token that is refused is renewed, and the call then sent once more, also one that
    /// must not be done twice: whoever is refused with 401 is refused before anything is done.
    pub(super) async fn once(&self, call: &Call) -> Result<Good, MeetError> {
        let token = if self.tokens.is_none() { SecretString::default() } else { self.tokens.token().await? };
        let refused = match self.send(call, &token).await {
            // An account that was deleted has no better token, and what takes one away on the way takes the next as well. A token
            // that Google does not know at all it may call *unsupported*.
            Err(error @ MeetError::TokenRefused { cause, .. })
                if !matches!(cause, TokenRefusal::Account | TokenRefusal::Missing) =>
            {
                error
            }
            other => return other,
        };
        match self.tokens.renew(&token).await? {
            Some(fresh) if fresh.expose_secret() != token.expose_secret() => self.send(call, &fresh).await,
            _ => Err(refused),
        }
    }

    /// Sends a call with this token and reads the answer.
    async fn send(&self, call: &Call, token: &SecretString) -> Result<Good, MeetError> {
        let start = Instant::now();
        let outcome = self.ask(call, token).await;
        let (method, http, ms) = (call.method.name(), call.method.http(), start.elapsed().as_millis());
        match &outcome {
            Ok(good) => debug!(method, %http, path = log::shortened(&call.path), status = good.http, ms, "answered"),
            Err(error) => debug!(method, %http, path = log::shortened(&call.path), error = log::kind_of(error), ms, "failed"),
        }
        outcome
    }

    async fn ask(&self, call: &Call, token: &SecretString) -> Result<Good, MeetError> {
        let mut request = self.http.request(call.method.http(), format!("{}{}", self.endpoint.as_str(), call.path));
        if !self.tokens.is_none() {
            request = request.header(AUTHORIZATION, bearer(token)?);
        }
        if let Some(project) = self.tokens.quota_project() {
            request = request.header(QUOTA_PROJECT, quota_project(&project)?);
        }
        if !call.query.is_empty() {
            request = request.query(&call.query);
        }
        if let Some(body) = &call.body {
            request = request.json(body);
        }

        let start = Instant::now();
        let patience = Patience { read: self.read, deadline: start + self.total, total: self.total };
        // The client bounds connecting by itself; what is left of this is the time for the answer to begin.
        let begin = start + self.connect + self.read;
        let response = match timeout_at(begin.min(patience.deadline), request.send()).await {
            Ok(sent) => sent.map_err(|error| self.broken(&error.without_url()))?,
            Err(_) if begin < patience.deadline => {
                return Err(MeetError::TimedOut { phase: Phase::Waiting, after: self.read });
            }
            Err(_) => return Err(MeetError::TimedOut { phase: Phase::Overall, after: self.total }),
        };

        let status = response.status();
        let http = status.as_u16();
        if status.is_success() {
            let body = answer::read(response, LIMIT, patience).await?;
            return Ok(Good { http, body });
        }
        if status.is_redirection() || status.is_informational() {
            return Err(MeetError::Redirected { http });
        }
        let headers = response.headers().clone();
        let body = answer::read_what_comes(response, ERROR_LIMIT, patience).await;
        let now = Timestamp::now();
        Err(refusal::read(&Refusal {
            http,
            headers: &headers,
            body: &body,
            method: call.method,
            now,
            secret: token.expose_secret(),
        }))
    }

    /// What became of a request that brought no answer.
    pub(super) fn broken(&self, error: &reqwest::Error) -> MeetError {
        if error.is_connect() {
            return if error.is_timeout() {
                MeetError::TimedOut { phase: Phase::Connecting, after: self.connect }
            } else {
                MeetError::Unreachable { cause: unreached(error), detail: innermost(error) }
            };
        }
        if error.is_builder() {
            // Endpoint and paths are checked before, so this should not happen; in any case nothing was sent.
            return MeetError::Unreachable { cause: Unreached::Other, detail: innermost(error) };
        }
        if error.is_timeout() {
            MeetError::TimedOut { phase: Phase::Waiting, after: self.read }
        } else {
            MeetError::ConnectionLost
        }
    }
}

/// The header with the token in it, marked so that nothing prints it (and HTTP/2 does not put it into its tables).
fn bearer(token: &SecretString) -> Result<HeaderValue, TokenError> {
    token::check(token.expose_secret())?;
    let mut value = HeaderValue::from_str(&format!("Bearer {}", token.expose_secret())).map_err(|_| TokenError::Malformed)?;
    value.set_sensitive(true);
    Ok(value)
}

/// The header's value, where it can be a project: an id, a number, or an id with its domain.
fn quota_project(project: &str) -> Result<HeaderValue, MeetError> {
    let may_be = !project.is_empty()
        && project.len() <= 100
        && project.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-.:_".contains(&byte));
    let wrong = || MeetError::QuotaProjectDenied {
        project: Some(clean(project, 100)),
        said: Some("It is not the id of a project.".to_owned()),
    };
    HeaderValue::from_str(project).ok().filter(|_| may_be).ok_or_else(wrong)
}

/// The kind of the innermost system error, if there is one.
pub(super) fn io_kind(error: &reqwest::Error) -> Option<ErrorKind> {
    let mut kind = None;
    let mut next = error.source();
    while let Some(at) = next {
        if let Some(io) = at.downcast_ref::<std::io::Error>() {
            kind = Some(io.kind());
        }
        next = at.source();
    }
    kind
}

/// At which step connecting failed.
fn unreached(error: &reqwest::Error) -> Unreached {
    if let Some(tls) = tls_error(error) {
        return match tls {
            rustls::Error::InvalidCertificate(cause) => {
                use rustls::CertificateError::{Expired, ExpiredContext, NotValidYet, NotValidYetContext};
                match cause {
                    Expired | ExpiredContext { .. } | NotValidYet | NotValidYetContext { .. } => Unreached::CertificateTime,
                    _ => Unreached::Certificate,
                }
            }
            _ => Unreached::Tls,
        };
    }
    if error.is_dns() {
        return Unreached::Dns;
    }
    match io_kind(error) {
        Some(ErrorKind::ConnectionRefused) => Unreached::Refused,
        Some(ErrorKind::NetworkUnreachable | ErrorKind::HostUnreachable | ErrorKind::NetworkDown) => Unreached::NoRoute,
        _ => Unreached::Other,
    }
}

/// The TLS library's error in the chain. It travels inside of a system error, which hides it from `source`.
fn tls_error(error: &reqwest::Error) -> Option<&rustls::Error> {
    let mut next = error.source();
    while let Some(at) = next {
        if let Some(tls) = at.downcast_ref::<rustls::Error>() {
            return Some(tls);
        }
        let mut io = at.downcast_ref::<std::io::Error>();
        while let Some(inner) = io.and_then(std::io::Error::get_ref) {
            if let Some(tls) = inner.downcast_ref::<rustls::Error>() {
                return Some(tls);
            }
            io = inner.downcast_ref::<std::io::Error>();
        }
        next = at.source();
    }
    None
}

/// The innermost cause in the system's or the library's words: the outer ones only say that something failed.
fn innermost(error: &reqwest::Error) -> String {
    let mut at: &dyn std::error::Error = error;
    while let Some(next) = at.source() {
        at = next;
    }
    clean(&at.to_string(), 200)
}

//! An error answer, turned into a [`MeetError`] by its HTTP status, its `status`, its `ErrorInfo.reason` and its header fields.
//!
//! Whatever stands in the body may be missing, of another type or made up: every part is taken only if it has the form it should.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use reqwest::header::{CONTENT_TYPE, DATE, HeaderMap, HeaderName, RETRY_AFTER, WWW_AUTHENTICATE};
use serde_json::Value;
use url::Url;

use super::answer::is_html;
use super::call::Method;
use super::clean::clean_of;
use super::error::{ClockOff, MeetError, TokenRefusal, Violation};

/// Longest message that is kept, in characters.
const SAID: usize = 300;
/// Longest single word (a reason, a field, a project), in characters.
const WORD: usize = 120;
/// Clocks that differ by less are not worth a word, in seconds.
const CLOCK: i64 = 300;
/// Longest wait that is believed, in seconds.
const DAY: u64 = 86_400;

/// An error answer as it came.
pub(super) struct Refusal<'a> {
    pub(super) http: u16,
    pub(super) headers: &'a HeaderMap,
    pub(super) body: &'a [u8],
    pub(super) method: Method,
    /// What this computer's clock shows.
    pub(super) now: Timestamp,
    /// The token that was sent: struck out of every text.
    pub(super) secret: &'a str,
}

/// Says what the answer means.
pub(super) fn read(refusal: &Refusal<'_>) -> MeetError {
    let body: Value = serde_json::from_slice(refusal.body).unwrap_or_default();
    let parts = Parts { refusal, error: &body["error"], body: &body };
    let said = parts.message();
    let reason = parts.reason();
    let reason = reason.as_deref();
    let status = parts.word(&parts.error["status"]);
    let status = status.as_deref();
    let http = refusal.http;

    if http == 429 || reason == Some("RATE_LIMIT_EXCEEDED") || status == Some("RESOURCE_EXHAUSTED") {
        return MeetError::RateLimited { until: parts.until(), said };
    }
    match http {
        401 => MeetError::TokenRefused { cause: token_refusal(reason), clock: parts.clock(), said },
        403 | 404 if parts.is_page() => MeetError::NotJson { http, html: true },
        403 => parts.forbidden(reason, said),
        404 => MeetError::Hidden { about: refusal.method.about(), http, said },
        400 if status == Some("FAILED_PRECONDITION") => MeetError::FailedPrecondition { said },
        400 if body["error"].is_object() && refusal.method == Method::AddMember && parts.blames_address() => {
            MeetError::NoSuchAccount { said }
        }
        400 if body["error"].is_object() => MeetError::InvalidArgument { violations: parts.violations(), said },
        409 if status == Some("ALREADY_EXISTS") => MeetError::AlreadyExists { about: refusal.method.about(), said },
        408 | 500.. => MeetError::Server { http, until: parts.until(), said },
        _ if parts.is_page() => MeetError::NotJson { http, html: true },
        _ => MeetError::Refused { http, status: status.map(Into::into), reason: reason.map(Into::into), said },
    }
}

/// What the error of a long-running operation means: `google.rpc.Status`, told as the answer of the method would have been.
pub(super) fn of_operation(status: &Value, method: Method) -> MeetError {
    // Source: https://github.com/googleapis/googleapis/blob/master/google/rpc/code.proto
    let (http, name) = match status["code"].as_i64() {
        Some(3) => (400, "INVALID_ARGUMENT"),
        Some(4) => (504, "DEADLINE_EXCEEDED"),
        Some(5) => (404, "NOT_FOUND"),
        Some(6) => (409, "ALREADY_EXISTS"),
        Some(7) => (403, "PERMISSION_DENIED"),
        Some(8) => (429, "RESOURCE_EXHAUSTED"),
        Some(9) => (400, "FAILED_PRECONDITION"),
        Some(10) => (409, "ABORTED"),
        Some(14) => (503, "UNAVAILABLE"),
        Some(16) => (401, "UNAUTHENTICATED"),
        _ => (500, "INTERNAL"),
    };
    let mut error = status.clone();
    error["status"] = name.into();
    let body = serde_json::json!({ "error": error }).to_string();
    read(&Refusal { http, headers: &HeaderMap::new(), body: body.as_bytes(), method, now: Timestamp::now(), secret: "" })
}

fn token_refusal(reason: Option<&str>) -> TokenRefusal {
    match reason {
        Some("CREDENTIALS_MISSING") => TokenRefusal::Missing,
        Some("ACCESS_TOKEN_EXPIRED") => TokenRefusal::Expired,
        Some("ACCESS_TOKEN_TYPE_UNSUPPORTED") => TokenRefusal::WrongType,
        Some("ACCOUNT_STATE_INVALID") => TokenRefusal::Account,
        _ => TokenRefusal::Invalid,
    }
}

/// The parts of an error answer, each read on its own.
struct Parts<'a> {
    refusal: &'a Refusal<'a>,
    body: &'a Value,
    error: &'a Value,
}

impl Parts<'_> {
    /// A 403, by its reason.
    fn forbidden(&self, reason: Option<&str>, said: Option<String>) -> MeetError {
        let project = || self.metadata("consumer");
        match reason {
            Some("ACCESS_TOKEN_SCOPE_INSUFFICIENT") => self.scope_missing(said),
            None if self.challenge("error").as_deref() == Some("insufficient_scope") => self.scope_missing(said),
            Some("SERVICE_DISABLED") => MeetError::ApiDisabled { project: project(), activation: self.activation(), said },
            Some("USER_PROJECT_DENIED") => MeetError::QuotaProjectDenied { project: project(), said },
            Some("BILLING_DISABLED") => MeetError::BillingDisabled { project: project(), said },
            Some("CONSUMER_INVALID") => MeetError::ProjectInvalid { project: project(), said },
            Some("CONSUMER_SUSPENDED") => MeetError::ProjectSuspended { project: project(), said },
            Some("SECURITY_POLICY_VIOLATED") => MeetError::SecurityPolicy { said },
            Some(other) => MeetError::NotPermitted { reason: other.to_owned(), said },
            None => MeetError::Hidden { about: self.refusal.method.about(), http: self.refusal.http, said },
        }
    }

    fn scope_missing(&self, said: Option<String>) -> MeetError {
        let any_of = match self.challenge("scope") {
            Some(scopes) => scopes.split_whitespace().take(10).map(Into::into).collect(),
            None => self.refusal.method.scopes().iter().map(|&scope| scope.into()).collect(),
        };
        MeetError::ScopeMissing { any_of, said }
    }

    /// The message, to be shown. OAuth's errors have their words beside `error`.
    fn message(&self) -> Option<String> {
        let text = self.error["message"].as_str().or_else(|| self.body["error_description"].as_str());
        self.text(text?, SAID)
    }

    /// A text made fit to be shown; nothing if nothing is left.
    fn text(&self, text: &str, longest: usize) -> Option<String> {
        Some(clean_of(text, self.refusal.secret, longest)).filter(|text| !text.is_empty())
    }

    fn word(&self, value: &Value) -> Option<String> {
        self.text(value.as_str()?, WORD)
    }

    /// The first detail of a type of `google.rpc`.
    fn detail(&self, name: &str) -> Option<&Value> {
        let details = self.error["details"].as_array()?;
        details.iter().find(|detail| {
            detail["@type"].as_str().and_then(|kind| kind.rsplit_once("google.rpc.")).is_some_and(|(_, kind)| kind == name)
        })
    }

    fn reason(&self) -> Option<String> {
        self.word(&self.detail("ErrorInfo")?["reason"])
    }

    fn metadata(&self, key: &str) -> Option<String> {
        self.word(&self.detail("ErrorInfo")?["metadata"][key])
    }

    /// Google's page to switch the API on. A page of anybody else is not shown as one to go to.
    fn activation(&self) -> Option<String> {
        let text = self.detail("ErrorInfo")?["metadata"]["activationUrl"].as_str()?;
        let url = Url::parse(text).ok()?;
        let google = url.host_str().is_some_and(|host| host.ends_with(".google.com"));
        let plain = url.username().is_empty() && url.password().is_none() && url.port().is_none();
        (url.scheme() == "https" && google && plain && text.len() <= SAID).then(|| self.text(url.as_str(), SAID)).flatten()
    }

    fn violations(&self) -> Vec<Violation> {
        let all = self.detail("BadRequest").and_then(|detail| detail["fieldViolations"].as_array());
        let some = all.into_iter().flatten().take(10);
        some.filter_map(|one| {
            let field = self.word(&one["field"]).unwrap_or_else(|| "request".to_owned());
            let description = self.text(one["description"].as_str()?, SAID)?;
            Some(Violation { field, description })
        })
        .collect()
    }

    /// Whether the address is at fault: it is named, or nothing is.
    fn blames_address(&self) -> bool {
        let violations = self.violations();
        violations.is_empty() || violations.iter().any(|violation| violation.field.rsplit('.').next() == Some("email"))
    }

    fn header(&self, name: &HeaderName) -> Option<&str> {
        self.refusal.headers.get(name)?.to_str().ok()
    }

    /// A parameter of the challenge that comes with 401 and 403: `Bearer realm="…", error="…", scope="…"`.
    fn challenge(&self, name: &str) -> Option<String> {
        let mut rest = self.header(&WWW_AUTHENTICATE)?.trim_start();
        rest = rest.split_once(' ').filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))?.1;
        loop {
            let (key, after) = rest.split_once('=')?;
            let (value, after) = match after.strip_prefix('"') {
                Some(quoted) => quoted.split_once('"')?,
                None => after.split_at(after.find(',').unwrap_or(after.len())),
            };
            if key.trim_matches([' ', ',']).eq_ignore_ascii_case(name) {
                return self.text(value, SAID * 2);
            }
            rest = after;
        }
    }

    /// How far the clock is off by the answer's own date.
    fn clock(&self) -> Option<ClockOff> {
        let ahead = self.refusal.now.duration_since(self.date()?).as_secs();
        (ahead.abs() > CLOCK).then_some(ClockOff { ahead })
    }

    fn date(&self) -> Option<Timestamp> {
        http_date(self.header(&DATE)?)
    }

    /// Until when the server wants to be left alone: the later of what the header and the body say.
    fn until(&self) -> Option<Timestamp> {
        let header = self.header(&RETRY_AFTER).and_then(|text| self.retry_after(text));
        let body = self.detail("RetryInfo").and_then(|detail| seconds(detail["retryDelay"].as_str()?.strip_suffix('s')?));
        let wait = header.max(body)?;
        self.refusal.now.checked_add(wait).ok()
    }

    /// Seconds, or a date. A date is the server's: it is measured by the server's own clock where the answer shows it.
    fn retry_after(&self, text: &str) -> Option<Duration> {
        let text = text.trim();
        if text.bytes().all(|b| b.is_ascii_digit()) {
            return text.parse().ok().map(|all: u64| Duration::from_secs(all.min(DAY)));
        }
        let wait = http_date(text)?.duration_since(self.date().unwrap_or(self.refusal.now));
        Some(wait.clamp(SignedDuration::ZERO, SignedDuration::from_secs(86_400)).unsigned_abs())
    }

    fn is_page(&self) -> bool {
        is_html(self.refusal.body) || self.header(&CONTENT_TYPE).is_some_and(|kind| kind.trim_start().starts_with("text/html"))
    }
}

/// A date as HTTP writes it: `Sun, 06 Nov 1994 08:49:37 GMT`.
fn http_date(text: &str) -> Option<Timestamp> {
    jiff::fmt::rfc2822::DateTimeParser::new().parse_timestamp(text.trim()).ok()
}

/// A number of seconds with or without a fraction.
fn seconds(text: &str) -> Option<Duration> {
    if !text.bytes().all(|b| b.is_ascii_digit() || b == b'.') {
        return None;
    }
    let wait = Duration::try_from_secs_f64(text.parse().ok()?).ok()?;
    Some(wait.min(Duration::from_secs(DAY)))
}

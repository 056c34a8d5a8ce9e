//! Google's errors: the JSON shape, the details, the `www-authenticate` headers, and the HTML of its front end.

mod news;

use std::time::Duration;

use serde_json::{Value, json};

use super::method::{Method, Scope, Service};
use super::schema::Violation;

/// A refusal, ready to be sent.
#[derive(Clone, Debug)]
pub(super) struct Problem {
    /// The HTTP status.
    pub(super) code: u16,
    /// The rpc status name; empty for a page of the front end.
    status: &'static str,
    message: String,
    details: Vec<Value>,
    /// The older list of errors, which the sign-in layer still sends beside the newer form.
    legacy: Vec<Value>,
    /// Headers besides the content type.
    pub(super) headers: Vec<(&'static str, String)>,
}

impl Problem {
    fn new(code: u16, status: &'static str, message: impl Into<String>) -> Self {
        Self { code, status, message: message.into(), details: Vec::new(), legacy: Vec::new(), headers: Vec::new() }
    }

    /// A page of the front end, which has never heard of JSON.
    pub(super) fn page(code: u16, message: impl Into<String>) -> Self {
        Self::new(code, "", message)
    }

    /// A path that leads nowhere.
    pub(super) fn no_such_page() -> Self {
        Self::page(404, "The requested URL was not found on this server.")
    }

    /// A known path with a method it does not have, or a version of the API that this project does not have.
    pub(super) fn method_not_found() -> Self {
        Self::new(404, "NOT_FOUND", "Method not found.")
    }

    /// Something that is gone.
    pub(super) fn not_found() -> Self {
        Self::new(404, "NOT_FOUND", "Requested entity was not found.")
    }

    /// The request is malformed.
    pub(super) fn invalid(violations: &[Violation]) -> Self {
        let message: Vec<&str> = violations.iter().map(|violation| violation.description.as_str()).collect();
        Self::invalid_because(message.join("\n"), violations)
    }

    /// The request is malformed; the message is a general one.
    pub(super) fn invalid_argument(field: &str, description: impl Into<String>) -> Self {
        let violation = Violation { field: field.to_owned(), description: description.into() };
        Self::invalid_because("Request contains an invalid argument.".into(), &[violation])
    }

    fn invalid_because(message: String, violations: &[Violation]) -> Self {
        let violations: Vec<Value> = violations
            .iter()
            .map(|violation| {
                if violation.field.is_empty() {
                    json!({"description": violation.description})
                } else {
                    json!({"field": violation.field, "description": violation.description})
                }
            })
            .collect();
        let mut problem = Self::new(400, "INVALID_ARGUMENT", message);
        problem.details.push(json!({"@type": "type.googleapis.com/google.rpc.BadRequest", "fieldViolations": violations}));
        problem
    }

    /// An address that is no Google account. That it is this code is known; details are not, so none are sent.
    pub(super) fn no_such_account() -> Self {
        Self::new(400, "INVALID_ARGUMENT", "Request contains an invalid argument.")
    }

    /// What was to be made is there.
    pub(super) fn already_exists() -> Self {
        Self::new(409, "ALREADY_EXISTS", "Requested entity already exists.")
    }

    /// Nobody is in the space.
    pub(super) fn no_active_conference() -> Self {
        Self::new(400, "FAILED_PRECONDITION", "There is no active conference for the given space.")
    }

    /// The 403 that also means "no such thing". Meet sends no details with it.
    pub(super) fn masked(resource: &str) -> Self {
        Self::new(403, "PERMISSION_DENIED", format!("Permission denied on resource {resource} (or it might not exist)."))
    }

    /// The 403 for a space that one sees but does not own.
    pub(super) fn not_owner() -> Self {
        Self::new(403, "PERMISSION_DENIED", "Permission denied on resource space.")
    }

    /// No token at all.
    pub(super) fn credentials_missing(method: Option<Method>) -> Self {
        let mut problem = Self::new(
            401,
            "UNAUTHENTICATED",
            "Request is missing required authentication credential. Expected OAuth 2 access token, login cookie or other valid authentication credential.",
        );
        problem.legacy.push(json!({"message": "Login Required.", "domain": "global", "reason": "required",
            "location": "Authorization", "locationType": "header"}));
        problem.details.push(error_info("CREDENTIALS_MISSING", &call_metadata(method)));
        problem.headers.push(("www-authenticate", "Bearer realm=\"https://accounts.google.com/\"".into()));
        problem
    }

    /// A token that was never given out, was taken back, or is not an access token.
    pub(super) fn token_unknown(method: Option<Method>) -> Self {
        Self::bad_token("ACCESS_TOKEN_TYPE_UNSUPPORTED", method)
    }

    /// A token that was good once.
    pub(super) fn token_expired(method: Option<Method>) -> Self {
        Self::bad_token("ACCESS_TOKEN_EXPIRED", method)
    }

    fn bad_token(reason: &str, method: Option<Method>) -> Self {
        let mut problem = Self::new(
            401,
            "UNAUTHENTICATED",
            "Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie or other valid authentication credential.",
        );
        problem.legacy.push(json!({"message": "Invalid Credentials", "domain": "global", "reason": "authError",
            "location": "Authorization", "locationType": "header"}));
        problem.details.push(error_info(reason, &call_metadata(method)));
        problem
            .headers
            .push(("www-authenticate", "Bearer realm=\"https://accounts.google.com/\", error=\"invalid_token\"".into()));
        problem
    }

    /// A good token without any of the scopes that the method wants.
    pub(super) fn scope_insufficient(method: Option<Method>) -> Self {
        let scopes: Vec<&str> = method.map_or(&Scope::ALL[..], Method::scopes).iter().map(|scope| scope.url()).collect();
        let mut problem = Self::new(403, "PERMISSION_DENIED", "Request had insufficient authentication scopes.");
        problem.legacy.push(json!({"message": "Insufficient Permission", "domain": "global",
            "reason": "insufficientPermissions"}));
        problem.details.push(error_info("ACCESS_TOKEN_SCOPE_INSUFFICIENT", &call_metadata(method)));
        problem.headers.push((
            "www-authenticate",
            format!(
                "Bearer realm=\"https://accounts.google.com/\", error=\"insufficient_scope\", scope=\"{}\"",
                scopes.join(" ")
            ),
        ));
        problem
    }

    /// The API is switched off in the Cloud project with this number.
    pub(super) fn service_disabled(service: Service, number: &str) -> Self {
        let (host, title) = (service.host(), service.title());
        let url = format!("https://console.developers.google.com/apis/api/{host}/overview?project={number}");
        let message = format!(
            "{title} has not been used in project {number} before or it is disabled. Enable it by visiting {url} then retry."
        );
        let mut problem = Self::new(403, "PERMISSION_DENIED", message.clone());
        problem.details.push(error_info(
            "SERVICE_DISABLED",
            &json!({"service": host, "serviceTitle": title, "consumer": format!("projects/{number}"),
                "containerInfo": number, "activationUrl": url}),
        ));
        problem.details.push(json!({"@type": "type.googleapis.com/google.rpc.LocalizedMessage", "locale": "en-US",
            "message": message}));
        problem.details.push(json!({"@type": "type.googleapis.com/google.rpc.Help",
            "links": [{"description": "Google developers console API activation", "url": url}]}));
        problem
    }

    /// Too many calls in the last minute.
    pub(super) fn rate_limited(metric: &str, limit: &str, value: u32, number: &str) -> Self {
        let host = metric.split('/').next().unwrap_or_default();
        let mut problem = Self::new(
            429,
            "RESOURCE_EXHAUSTED",
            format!(
                "Quota exceeded for quota metric '{metric}' and limit '{limit}' of service '{host}' for consumer 'project_number:{number}'."
            ),
        );
        problem.details.push(error_info(
            "RATE_LIMIT_EXCEEDED",
            &json!({"service": host, "consumer": format!("projects/{number}"), "quota_metric": metric,
                "quota_limit": limit, "quota_limit_value": value.to_string(), "quota_location": "global"}),
        ));
        problem.details.push(json!({"@type": "type.googleapis.com/google.rpc.Help", "links": [{
            "description": "Request a higher quota limit.",
            "url": "https://cloud.google.com/docs/quotas/help/request_increase"}]}));
        problem
    }

    /// Something broke inside.
    pub(super) fn internal() -> Self {
        Self::new(500, "INTERNAL", "Internal error encountered.")
    }

    /// Come back later.
    pub(super) fn unavailable() -> Self {
        Self::new(503, "UNAVAILABLE", "The service is currently unavailable.")
    }

    /// Adds `RetryInfo`.
    pub(super) fn with_retry_info(mut self, delay: Duration) -> Self {
        self.details.push(json!({"@type": "type.googleapis.com/google.rpc.RetryInfo",
            "retryDelay": duration(delay)}));
        self
    }

    /// Adds a `Retry-After` header, in whole seconds, rounded up.
    pub(super) fn with_retry_after(mut self, delay: Duration) -> Self {
        let seconds = delay.as_secs() + u64::from(delay.subsec_nanos() > 0);
        self.headers.push(("retry-after", seconds.to_string()));
        self
    }

    /// The content type of the body.
    pub(super) fn content_type(&self) -> &'static str {
        if self.status.is_empty() { "text/html; charset=UTF-8" } else { "application/json; charset=UTF-8" }
    }

    /// The body.
    pub(super) fn body(&self) -> Vec<u8> {
        if self.status.is_empty() {
            let (code, message) = (self.code, &self.message);
            return format!(
                "<!DOCTYPE html>\n<html lang=en>\n<title>Error {code}</title>\n<h1>{code}</h1>\n<p>{message}</p>\n</html>\n"
            )
            .into_bytes();
        }
        let mut error = json!({"code": self.code, "message": self.message, "status": self.status});
        if !self.legacy.is_empty() {
            error["errors"] = Value::Array(self.legacy.clone());
        }
        if !self.details.is_empty() {
            error["details"] = Value::Array(self.details.clone());
        }
        format!("{:#}\n", json!({ "error": error })).into_bytes()
    }
}

fn error_info(reason: &str, metadata: &Value) -> Value {
    json!({"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": reason, "domain": "googleapis.com",
        "metadata": metadata})
}

fn call_metadata(method: Option<Method>) -> Value {
    let mut metadata = json!({ "service": method.map_or(Service::Meet, Method::service).host() });
    if let Some(method) = method {
        metadata["method"] = method.full_name().into();
    }
    metadata
}

/// A protobuf duration in JSON: seconds, with a fraction where there is one.
fn duration(delay: Duration) -> String {
    let (seconds, nanos) = (delay.as_secs(), delay.subsec_nanos());
    if nanos == 0 { format!("{seconds}s") } else { format!("{seconds}.{nanos:09}s") }
}

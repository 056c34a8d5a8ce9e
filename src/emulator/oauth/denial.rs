//! Refusals in OAuth's words: as JSON for programs, as a page for people.
//!
//! Source: <https://developers.google.com/identity/protocols/oauth2/native-app>

use serde_json::json;

use super::super::faults::Refusal;
use super::super::serve::Answer;
use super::{json_answer, page};

/// A refusal.
#[derive(Clone, Debug)]
pub(super) struct Denial {
    /// The HTTP status.
    pub(super) status: u16,
    /// OAuth's word for it.
    pub(super) error: &'static str,
    /// The same for people.
    pub(super) description: String,
    /// What kind of `invalid_grant` it is, where Google says so.
    subtype: Option<&'static str>,
    headers: Vec<(&'static str, String)>,
}

impl Denial {
    pub(super) fn new(status: u16, error: &'static str, description: impl Into<String>) -> Self {
        Self { status, error, description: description.into(), subtype: None, headers: Vec::new() }
    }

    /// The request is malformed.
    pub(super) fn invalid_request(description: impl Into<String>) -> Self {
        Self::new(400, "invalid_request", description)
    }

    /// A parameter that has to be there is not.
    pub(super) fn missing(parameter: &str) -> Self {
        Self::invalid_request(format!("Missing required parameter: {parameter}"))
    }

    /// The code, refresh token or assertion is good for nothing.
    pub(super) fn invalid_grant(description: impl Into<String>) -> Self {
        Self::new(400, "invalid_grant", description)
    }

    /// The refresh token is dead.
    pub(super) fn dead_token() -> Self {
        Self::invalid_grant("Token has been expired or revoked.")
    }

    /// The organisation wants the person to prove again who they are.
    pub(super) fn reauth() -> Self {
        Self { subtype: Some("invalid_rapt"), ..Self::invalid_grant("reauth related error (invalid_rapt)") }
    }

    /// A client that does not exist.
    pub(super) fn no_such_client() -> Self {
        Self::new(401, "invalid_client", "The OAuth client was not found.")
    }

    /// Something broke inside.
    pub(super) fn internal() -> Self {
        Self::new(500, "internal_failure", "Backend Error")
    }

    /// With a challenge for a token, as resource servers send it.
    pub(super) fn with_challenge(mut self) -> Self {
        let challenge = format!("Bearer realm=\"https://accounts.google.com/\", error=\"{}\"", self.error);
        self.headers.push(("www-authenticate", challenge));
        self
    }

    /// For programs.
    pub(super) fn json(self) -> Answer {
        let mut value = json!({"error": self.error, "error_description": self.description});
        if let Some(subtype) = self.subtype {
            value["error_subtype"] = subtype.into();
            value["error_uri"] = "https://support.google.com/a/answer/9368756".into();
        }
        let mut answer = json_answer(self.status, &value);
        answer.headers.extend(self.headers);
        answer
    }

    /// For people. Google never sends those back to the app: whoever reads the page closes it.
    pub(super) fn page(&self) -> Answer {
        page::refusal(self)
    }
}

/// A refusal that was ordered as a fault, in OAuth's words where it has some. The others come in the shape of Google's
/// APIs, as a front end in between may send them.
pub(in crate::emulator) fn ordered(refusal: Refusal) -> Option<Answer> {
    let (mut denial, wait) = match refusal {
        Refusal::TokenExpired | Refusal::TokenUnknown => (Denial::dead_token(), None),
        Refusal::RateLimited { retry_after, .. } => (Denial::new(429, "rate_limit_exceeded", "Rate Limit Exceeded"), retry_after),
        Refusal::Internal => (Denial::internal(), None),
        Refusal::Unavailable { retry_after } => {
            (Denial::new(503, "temporarily_unavailable", "The service is currently unavailable."), retry_after)
        }
        Refusal::ScopeInsufficient | Refusal::ServiceDisabled | Refusal::Masked | Refusal::NotOwner | Refusal::NotFound => {
            return None;
        }
    };
    if let Some(wait) = wait {
        denial.headers.push(("retry-after", wait.as_secs_f64().ceil().to_string()));
    }
    Some(denial.json())
}

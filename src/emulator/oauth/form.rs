//! Forms as they come in, and what of them may stand in the log of requests.

use serde_json::{Map, Value};

use super::super::params::Params;
use super::super::serve::Call;

/// What may be told of a request. All else (codes, tokens, secrets, assertions, `state`, challenges) stays out.
const HARMLESS: &[&str] = &[
    "access_type",
    "client_id",
    "code_challenge_method",
    "decision",
    "grant_type",
    "include_granted_scopes",
    "login_hint",
    "prompt",
    "redirect_uri",
    "response_type",
    "scope",
    "user",
];

/// The parameters of a form; none when the body is no form.
pub(super) fn read(call: &Call) -> Params {
    if is_form(call) { Params::parse(&String::from_utf8_lossy(&call.body)) } else { Params::default() }
}

fn is_form(call: &Call) -> bool {
    let kind = call.content_type.as_deref().unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim();
    kind.eq_ignore_ascii_case("application/x-www-form-urlencoded")
}

/// The form for the log, as an object: what is secret is `…`.
pub(in crate::emulator) fn body(call: &Call) -> Option<Value> {
    if call.body.is_empty() || !is_form(call) {
        return None;
    }
    let pairs = url::form_urlencoded::parse(&call.body);
    let told = pairs.map(|(name, value)| (name.to_string(), Value::from(if harmless(&name) { &value } else { "…" })));
    Some(Value::Object(told.collect::<Map<_, _>>()))
}

/// Path and query for the log.
pub(in crate::emulator) fn target(call: &Call) -> String {
    call.told(harmless)
}

fn harmless(name: &str) -> bool {
    HARMLESS.contains(&name)
}

//! Reads what a token server answers: a token, a subject token, a refusal, or none of them. Sends nothing.
//!
//! What goes on to the library is written anew from the fields that were understood: it reads no status, stops at a number that
//! came as text, panics on a time beyond the calendar or a token that no header can hold, and takes an answer without a token
//! for a token.

use http::{HeaderMap, HeaderName, StatusCode, header};
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json};

use super::{Came, Refusal, SAID, short};
use crate::auth::scopes::Granted;

/// What belongs to one connection and is not passed on to the next.
pub(super) const OF_THE_CONNECTION: [HeaderName; 6] = [
    header::HOST,
    header::CONNECTION,
    header::CONTENT_LENGTH,
    header::TRANSFER_ENCODING,
    header::ACCEPT_ENCODING,
    header::USER_AGENT,
];
/// Longest life of a token that is believed, in seconds: ten years.
const LONGEST: i64 = 10 * 365 * 24 * 60 * 60;
/// How the calls end that impersonate a service account; they answer in another shape.
const IMPERSONATION: &str = ":generateAccessToken";
/// Shorter ones are no secrets, and striking them out would tear words apart.
const SHORTEST_SECRET: usize = 6;

/// The answer as the library reads it, and what it drops; nothing for what is no token.
pub(super) fn token(status: StatusCode, path: &str, body: &[u8]) -> Option<(Vec<u8>, Came)> {
    let value: Value = serde_json::from_slice(body).ok()?;
    if !status.is_success() || value.get("error").is_some_and(|error| !error.is_null()) {
        return None;
    }
    if path.ends_with(IMPERSONATION) {
        let ends: jiff::Timestamp = value["expireTime"].as_str()?.parse().ok()?;
        let plain = json!({ "accessToken": sendable(&value["accessToken"])?, "expireTime": ends.to_string() });
        return Some((plain.to_string().into_bytes(), Came::default()));
    }
    if value["token_type"].as_str().is_some_and(|kind| !kind.eq_ignore_ascii_case("bearer")) {
        return None;
    }
    let mut plain = json!({ "access_token": sendable(&value["access_token"])?, "token_type": "Bearer" });
    for field in ["refresh_token", "id_token"] {
        if let Some(text) = value[field].as_str().filter(|text| !text.is_empty()) {
            plain[field] = text.into();
        }
    }
    if let Some(life) = seconds(&value["expires_in"]) {
        plain["expires_in"] = life.into();
    }
    let came = Came {
        granted: value["scope"].as_str().map(Granted::parse),
        id_token: plain["id_token"].as_str().map(SecretString::from),
        // What no calendar knows is no end.
        refresh_expires_in: seconds(&value["refresh_token_expires_in"]).filter(|life| (1..LONGEST).contains(life)),
    };
    Some((plain.to_string().into_bytes(), came))
}

/// Whether this may hold a subject token. In which field it stands only the library knows.
pub(super) fn subject_token(status: StatusCode, body: &[u8]) -> bool {
    let body = body.trim_ascii_start();
    status.is_success() && !body.is_empty() && !body.starts_with(b"<")
}

/// A token that fits into a header: visible ASCII.
fn sendable(value: &Value) -> Option<&str> {
    value.as_str().filter(|token| !token.is_empty() && token.bytes().all(|byte| byte.is_ascii_graphic()))
}

/// Seconds from now; some servers write the number as text.
fn seconds(value: &Value) -> Option<i64> {
    let number = match value {
        #[expect(clippy::cast_possible_truncation, reason = "it is bounded in the next line, and casts saturate")]
        Value::Number(number) => number.as_i64().or_else(|| number.as_f64().map(|number| number as i64))?,
        Value::String(text) => text.trim().parse().ok()?,
        _ => return None,
    };
    Some(number.clamp(0, LONGEST))
}

/// An answer in OAuth's words, or in those of Google's other APIs; nothing for what says neither, or is the server's own trouble.
pub(super) fn refusal(status: StatusCode, body: &[u8], clock: Option<i64>, secrets: &Secrets) -> Option<Refusal> {
    if status.is_server_error() || status.is_redirection() || status == StatusCode::TOO_MANY_REQUESTS {
        return None;
    }
    let value: Value = serde_json::from_slice(body).ok()?;
    let (code, said) = match value.get("error")? {
        Value::String(code) if !code.trim().is_empty() => (code.as_str(), value["error_description"].as_str()),
        Value::Object(error) => (error.get("status")?.as_str()?, error.get("message").and_then(Value::as_str)),
        _ => return None,
    };
    Some(Refusal {
        code: short(&secrets.struck(code), 60),
        subtype: value["error_subtype"].as_str().map(|subtype| short(&secrets.struck(subtype), 60)),
        said: said.map(|said| short(&secrets.struck(said), SAID)).filter(|said| !said.is_empty()),
        clock,
    })
}

/// What a request held that nobody is to read: a server may send back what it was sent.
pub(super) struct Secrets(Vec<SecretString>);

impl Secrets {
    /// Those of a form and of the headers.
    pub(super) fn of(form: &[u8], headers: &HeaderMap) -> Self {
        const FIELDS: [&str; 7] =
            ["refresh_token", "client_secret", "code", "code_verifier", "assertion", "subject_token", "token"];
        let pairs = url::form_urlencoded::parse(form).filter(|(field, _)| FIELDS.contains(&field.as_ref()));
        let bearer = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
        let bearer = bearer.map(|value| value.split_once(' ').map_or(value, |(_, token)| token).to_owned());
        let plain: Vec<String> = pairs.map(|(_, value)| value.into_owned()).chain(bearer).collect();
        // Also as they stood in the form.
        let written = plain.iter().map(|secret| url::form_urlencoded::byte_serialize(secret.as_bytes()).collect());
        let mut all: Vec<String> = written.chain(plain.iter().cloned()).collect();
        all.retain(|secret| secret.len() >= SHORTEST_SECRET);
        // The longest first: one may stand in another.
        all.sort_by_key(|secret| std::cmp::Reverse(secret.len()));
        Self(all.into_iter().map(SecretString::from).collect())
    }

    fn struck(&self, text: &str) -> String {
        self.0.iter().fold(text.to_owned(), |text, secret| text.replace(secret.expose_secret(), "(secret)"))
    }
}

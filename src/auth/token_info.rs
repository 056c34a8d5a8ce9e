//! What a token that somebody else got is good for: only the OAuth server can tell.

use jiff::{SignedDuration, Timestamp};
use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;
use url::Url;

use super::error::AuthError;
use super::exchange::{Exchange, Own, short};
use super::scopes::Granted;
use crate::meet::endpoint::Endpoint;

/// Google's own address of it.
const GOOGLE: &str = "https://oauth2.googleapis.com";

/// What the OAuth server says of an access token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenInfo {
    /// Its scopes.
    pub granted: Granted,
    /// When it ends, where that was said.
    pub ends: Option<Timestamp>,
    /// Whose it is, where it may tell.
    pub email: Option<String>,
}

/// Asks the OAuth server about an access token: `oauth`, or Google's own. The token goes to that server, so it has to be one of
/// its own.
///
/// # Errors
///
/// [`AuthError::Refused`] for a token that is not valid (any more), and those of the network.
pub async fn token_info(token: &SecretString, oauth: Option<&Endpoint>) -> Result<TokenInfo, AuthError> {
    let root = oauth.map_or(GOOGLE, Endpoint::as_str);
    let mut url = Url::parse(&format!("{root}/tokeninfo")).map_err(|_| AuthError::Internal("an address of OAuth".into()))?;
    url.query_pairs_mut().append_pair("access_token", token.expose_secret());
    let exchange = Exchange::new(oauth.cloned());
    let asked = Own { method: http::Method::GET, url: &url, form: None, bearer: None };
    let (status, body) = exchange.send(asked).await?;
    let value: Value = serde_json::from_slice(&body).unwrap_or(Value::Null);
    if status.is_success() && value.is_object() {
        // A number, or digits in a string: both were seen.
        let seconds = value["expires_in"].as_i64().or_else(|| value["expires_in"].as_str()?.parse().ok());
        return Ok(TokenInfo {
            granted: Granted::parse(value["scope"].as_str().unwrap_or_default()),
            ends: seconds.and_then(|seconds| Timestamp::now().checked_add(SignedDuration::from_secs(seconds)).ok()),
            email: value["email"].as_str().map(|email| short(email, 254)).filter(|email| !email.is_empty()),
        });
    }
    match value["error"].as_str() {
        Some(code) if status.is_client_error() => {
            let said = value["error_description"].as_str().map(|said| short(said, 300)).filter(|said| !said.is_empty());
            Err(AuthError::Refused { code: short(code, 60), said, clock: None })
        }
        _ => {
            let host = url.host_str().unwrap_or_default().to_owned();
            let html = body.trim_ascii_start().starts_with(b"<");
            Err(AuthError::Server { host, http: status.as_u16(), html })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::auth::scopes::Scope;
    use crate::meet::tests::server::{Reply, Server};

    const TOKEN: &str = "ya29.planted";

    async fn ask(reply: Reply) -> Result<TokenInfo, AuthError> {
        let server = Server::start(vec![reply]).await;
        let outcome = token_info(&TOKEN.into(), Some(&server.endpoint())).await;
        assert_eq!(server.seen()[0].line(), "GET /tokeninfo?access_token=ya29.planted");
        assert!(!format!("{outcome:?}").contains(TOKEN), "{outcome:?}");
        outcome
    }

    #[tokio::test]
    async fn scopes_end_and_owner_are_read() {
        let body = r#"{"scope":"openid https://www.googleapis.com/auth/meetings.space.created","expires_in":"3000","email":"ana@example.com"}"#;
        let info = ask(Reply::json(200, body)).await.unwrap();
        assert!(info.granted.has(Scope::Created) && !info.granted.has(Scope::Readonly));
        let left = info.ends.unwrap().duration_since(Timestamp::now()).as_secs();
        assert!((2000..=3000).contains(&left), "{left}");
        assert_eq!(info.email.as_deref(), Some("ana@example.com"));
    }

    #[tokio::test]
    async fn a_dead_token_is_told_from_a_broken_server() {
        let error = ask(Reply::json(400, r#"{"error":"invalid_token","error_description":"Invalid Value"}"#)).await.unwrap_err();
        assert!(matches!(&error, AuthError::Refused { code, .. } if code == "invalid_token"), "{error:?}");
        let error = ask(Reply::page(200)).await.unwrap_err();
        assert!(matches!(error, AuthError::Server { html: true, http: 200, .. }), "{error:?}");
        let error = ask(Reply::Reset(Vec::new())).await.unwrap_err();
        assert!(matches!(error, AuthError::Unreachable { .. }), "{error:?}");
        let error = ask(Reply::json(503, "{}")).await.unwrap_err();
        assert!(matches!(error, AuthError::Server { html: false, http: 503, .. }), "{error:?}");
    }
}

//! Whose token it is: what the `id_token` says, or else the userinfo address.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::Method;
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::Value;
use url::Url;

use super::error::AuthError;
use super::exchange::{Exchange, Own};
use super::places::{Places, is_google};
use crate::meet::endpoint::Endpoint;

/// Longest `id_token` that is looked into, in bytes; Google's have about a thousand.
const LONGEST: usize = 16 * 1024;
/// What Google calls itself in an `id_token`: <https://developers.google.com/identity/openid-connect/openid-connect#validatinganidtoken>
const GOOGLE: [&str; 2] = ["https://accounts.google.com", "accounts.google.com"];

/// Whose token it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Identity {
    /// The address.
    pub(super) email: String,
    /// The account's number, which stays when the address changes.
    pub(super) subject: Option<String>,
}

/// Finds out whose token it is.
///
/// # Errors
///
/// [`AuthError::NoIdentity`], when nobody says so; otherwise why userinfo could not be asked.
pub(super) async fn find(
    exchange: &Exchange,
    places: &Places,
    client: &str,
    id_token: Option<&SecretString>,
    access: &SecretString,
) -> Result<Identity, AuthError> {
    if let Some(identity) = id_token.and_then(|token| read(token, client, is_google(&places.token))) {
        return Ok(identity);
    }
    let own = Own { method: Method::GET, url: &places.userinfo, form: None, bearer: Some(access) };
    let (status, body) = exchange.send(own).await?;
    if status.is_server_error() {
        let html = body.trim_ascii_start().starts_with(b"<");
        let host = places.userinfo.host_str().unwrap_or_default().to_owned();
        return Err(AuthError::Server { host, http: status.as_u16(), html });
    }
    let said: Value = serde_json::from_slice(&body).unwrap_or(Value::Null);
    Some(&said).filter(|_| status.is_success()).and_then(of).ok_or(AuthError::NoIdentity)
}

/// The number of the account that an access token is of: `oauth`, or Google's own server, is asked. The token goes there, so it has to
/// be one of that server's. None where it does not tell.
///
/// # Errors
///
/// Those of the network.
pub async fn subject(token: &SecretString, oauth: Option<&Endpoint>) -> Result<Option<String>, AuthError> {
    let root = oauth.map_or("https://www.googleapis.com", Endpoint::as_str);
    let url = Url::parse(&format!("{root}/oauth2/v3/userinfo")).map_err(|_| AuthError::Internal("an address of OAuth".into()))?;
    let exchange = Exchange::new(oauth.cloned());
    let (status, body) = exchange.send(Own { method: Method::GET, url: &url, form: None, bearer: Some(token) }).await?;
    let said: Value = serde_json::from_slice(&body).unwrap_or(Value::Null);
    Ok(said["sub"].as_str().filter(|_| status.is_success()).map(str::to_owned))
}

/// What an `id_token` says, if it is one for this client.
///
/// Its signature is not looked at: it came straight from the token endpoint over TLS (or from this machine), and then that
/// "MAY be used to validate the issuer in place of checking the token signature", OpenID Connect Core 1.0 section 3.1.3.7,
/// number 6. Its end is not looked at either: it was made this second, and a clock that is wrong here would lock people out.
fn read(token: &SecretString, client: &str, google: bool) -> Option<Identity> {
    let token = Some(token.expose_secret()).filter(|token| token.len() <= LONGEST)?;
    let mut parts = token.split('.');
    let (_, claims, _) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() {
        return None;
    }
    let claims = URL_SAFE_NO_PAD.decode(claims.trim_end_matches('=')).ok()?;
    let claims: Value = serde_json::from_slice(&claims).ok()?;
    let ours = match &claims["aud"] {
        Value::String(audience) => audience == client,
        // For several, the one that asked is named besides (number 5 there).
        Value::Array(all) => {
            all.iter().any(|audience| audience == client) && (all.len() == 1 || claims["azp"].as_str() == Some(client))
        }
        _ => false,
    };
    // Only Google's name is known here; another server may call itself what it likes.
    let issued = !google || claims["iss"].as_str().is_none_or(|issuer| GOOGLE.contains(&issuer));
    if ours && issued { of(&claims) } else { None }
}

/// Address and number, as both answers name them. What is no address is none: it becomes part of file names and links.
fn of(claims: &Value) -> Option<Identity> {
    let plain = |text: &str| !text.chars().any(|c| c.is_control() || c.is_whitespace());
    let email = claims["email"].as_str()?;
    let parts = email.split_once('@').filter(|(name, domain)| !name.is_empty() && !domain.is_empty() && !domain.contains('@'));
    // RFC 3696, erratum 1690: an address has at most 254 characters.
    if parts.is_none() || email.len() > 254 || !plain(email) || crate::text::clean(email) != email {
        return None;
    }
    // OpenID Connect Core 1.0 section 2: at most 255 ASCII characters.
    let sound = |subject: &&str| !subject.is_empty() && subject.len() <= 255 && subject.chars().all(|c| c.is_ascii_graphic());
    Some(Identity { email: email.to_owned(), subject: claims["sub"].as_str().filter(sound).map(str::to_owned) })
}

#[cfg(test)]
pub(super) mod tests {
    use rstest::rstest;
    use serde_json::json;

    use super::*;
    use crate::meet::tests::server::{Reply, Server};

    /// An `id_token` with these claims and no signature to speak of.
    pub(crate) fn token(claims: &Value) -> String {
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        format!("{}.{}.c2ln", part(&json!({"alg": "RS256"})), part(claims))
    }

    fn ana() -> Identity {
        Identity { email: "ana@example.com".into(), subject: Some("1082".into()) }
    }

    fn claims() -> Value {
        json!({"iss": "https://accounts.google.com", "aud": "id", "sub": "1082", "email": "ana@example.com"})
    }

    fn with(field: &str, value: Value) -> Value {
        let mut all = claims();
        all[field] = value;
        all
    }

    #[rstest]
    #[case(claims())]
    #[case(with("iss", "accounts.google.com".into()))]
    #[case(with("iss", Value::Null))]
    #[case(with("aud", json!(["id"])))]
    #[case({ let mut all = with("aud", json!(["id", "other"])); all["azp"] = "id".into(); all })]
    fn d14_the_token_says_who_it_is(#[case] claims: Value) {
        assert_eq!(read(&token(&claims).into(), "id", true), Some(ana()));
    }

    #[rstest]
    #[case::for_another_client(with("aud", "other".into()))]
    #[case::for_nobody(with("aud", Value::Null))]
    #[case::for_several(with("aud", json!(["id", "other"])))]
    #[case::from_somebody_else(with("iss", "https://evil.example".into()))]
    #[case::no_address(with("email", Value::Null))]
    #[case::no_at(with("email", "ana".into()))]
    #[case::two_ats(with("email", "a@b@c".into()))]
    #[case::steers_a_terminal(with("email", "a\u{1b}[2J@example.com".into()))]
    #[case::hidden(with("email", "a\u{202e}b@example.com".into()))]
    #[case::two_lines(with("email", "a\n@example.com".into()))]
    #[case::endless(with("email", format!("{}@example.com", "a".repeat(300)).into()))]
    fn d14_a_token_that_does_not_fit_is_not_believed(#[case] claims: Value) {
        assert_eq!(read(&token(&claims).into(), "id", true), None);
    }

    #[rstest]
    #[case("")]
    #[case("a.b")]
    #[case("a.b.c")]
    #[case("a.!!.c")]
    #[case("a.b.c.d")]
    #[case("....")]
    fn d14_junk_is_no_token(#[case] text: &str) {
        assert_eq!(read(&text.into(), "id", true), None);
    }

    #[test]
    fn d14_a_token_beyond_all_measure_is_not_looked_into() {
        assert_eq!(read(&token(&with("x", "y".repeat(LONGEST).into())).into(), "id", true), None);
    }

    #[test]
    fn another_server_has_another_name() {
        let claims = with("iss", "http://127.0.0.1:1".into());
        assert_eq!(read(&token(&claims).into(), "id", false), Some(ana()));
    }

    async fn asked(reply: Reply, id_token: Option<&str>) -> (Result<Identity, AuthError>, Vec<String>) {
        let server = Server::start(vec![reply]).await;
        let places = Places::new(Some(&server.endpoint())).unwrap();
        let id_token = id_token.map(SecretString::from);
        let found = find(&Exchange::new(None), &places, "id", id_token.as_ref(), &"ya29.a".into()).await;
        let seen = server.seen();
        assert!(seen.iter().all(|seen| seen.header("authorization") == ["Bearer ya29.a"]));
        (found, seen.iter().map(|seen| seen.line().to_owned()).collect())
    }

    #[tokio::test]
    async fn d14_without_a_token_that_says_it_userinfo_is_asked() {
        let answer = Reply::json(200, r#"{"sub":"1082","email":"ana@example.com","email_verified":true}"#);
        for id_token in [None, Some("a.b.c"), Some(token(&with("aud", "other".into())).as_str())] {
            let (found, seen) = asked(answer.clone(), id_token).await;
            assert_eq!((found, seen), (Ok(ana()), vec!["GET /oauth2/v3/userinfo".to_owned()]));
        }
    }

    #[tokio::test]
    async fn d14_with_one_nobody_is_asked() {
        let (found, seen) = asked(Reply::page(500), Some(&token(&claims()))).await;
        assert_eq!((found, seen), (Ok(ana()), vec![]));
    }

    #[tokio::test]
    async fn d14_nobody_says_who_it_is() {
        for reply in [Reply::json(200, r#"{"sub":"1082"}"#), Reply::json(403, "{}"), Reply::page(200), Reply::page(404)] {
            assert_eq!(asked(reply, None).await.0, Err(AuthError::NoIdentity));
        }
        assert!(matches!(asked(Reply::page(503), None).await.0, Err(AuthError::Server { http: 503, html: true, .. })));
    }
}

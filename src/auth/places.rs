//! The addresses of an OAuth server, and where they come from.
//!
//! A client file names where people sign in and where tokens are got. What it leaves out, and what no client file ever names
//! (revoking, asking whose token it is), is Google's, or that of the root in `GREENROOM_OAUTH_ENDPOINT`.
//!
//! Google's: <https://developers.google.com/identity/protocols/oauth2/native-app>

use url::Url;

use super::client_file::ClientFile;
use super::error::AuthError;
use crate::meet::endpoint::Endpoint;

/// Where signing in, tokens, taking back and the question of whose token it is go to.
///
/// Each is `https`, or `http` on this machine, without user name, query or fragment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Places {
    /// The page where people sign in.
    pub authorize: Url,
    /// Gives tokens.
    pub token: Url,
    /// Takes them back.
    pub revoke: Url,
    /// Says whose a token is.
    pub userinfo: Url,
}

impl Places {
    /// Google's, or those below the root of `GREENROOM_OAUTH_ENDPOINT`.
    ///
    /// # Errors
    ///
    /// [`AuthError::Internal`], which no [`Endpoint`] leads to.
    pub fn new(oauth: Option<&Endpoint>) -> Result<Self, AuthError> {
        match oauth {
            Some(root) => Self::below(root.as_str()),
            None => Ok(Self {
                authorize: known("https://accounts.google.com/o/oauth2/v2/auth")?,
                token: known("https://oauth2.googleapis.com/token")?,
                revoke: known("https://oauth2.googleapis.com/revoke")?,
                userinfo: known("https://openidconnect.googleapis.com/v1/userinfo")?,
            }),
        }
    }

    fn below(root: &str) -> Result<Self, AuthError> {
        let root = root.trim_end_matches('/');
        Ok(Self {
            authorize: known(&format!("{root}/o/oauth2/v2/auth"))?,
            token: known(&format!("{root}/token"))?,
            revoke: known(&format!("{root}/revoke"))?,
            userinfo: known(&format!("{root}/oauth2/v3/userinfo"))?,
        })
    }

    /// For a server that gives tokens at this address: revoking and userinfo are Google's (or `oauth`'s) for Google, and on
    /// the same root for everybody else, so that a token never goes to another server than the one that gave it.
    ///
    /// # Errors
    ///
    /// [`AuthError::ClientFile`], when the address cannot be used.
    pub fn of_token(token_uri: &str, oauth: Option<&Endpoint>) -> Result<Self, AuthError> {
        let token = address("token_uri", token_uri)?;
        if is_google(&token) {
            return Ok(Self { token, ..Self::new(oauth)? });
        }
        let base = token.as_str();
        let base = base.strip_suffix("/token").map_or_else(|| token.origin().ascii_serialization(), str::to_owned);
        Ok(Self { token, ..Self::below(&base)? })
    }

    /// For a client file.
    ///
    /// # Errors
    ///
    /// [`AuthError::ClientFile`], when an address in it cannot be used, or when one of the two is Google's and the other is
    /// not: what Google gives would then go to somebody else.
    pub fn of_client(file: &ClientFile, oauth: Option<&Endpoint>) -> Result<Self, AuthError> {
        let usual = Self::new(oauth)?;
        let token = if file.client.token_uri.is_empty() { usual.token.as_str() } else { &file.client.token_uri };
        let places = Self::of_token(token, oauth)?;
        let authorize = if file.auth_uri.is_empty() { usual.authorize } else { address("auth_uri", &file.auth_uri)? };
        if is_google(&authorize) != is_google(&places.token) {
            return Err(AuthError::ClientFile {
                path: None,
                problem: format!(
                    "People would sign in at {}, but what they permit would go to {}.",
                    authorize.host_str().unwrap_or_default(),
                    places.token.host_str().unwrap_or_default()
                ),
                next: "Do not use this file: download the client's JSON file anew from https://console.cloud.google.com/auth/clients.".into(),
            });
        }
        Ok(Self { authorize, ..places })
    }
}

fn known(text: &str) -> Result<Url, AuthError> {
    Url::parse(text).map_err(|_| AuthError::Internal("an address of the sign-in".into()))
}

/// True for the hosts of Google's OAuth.
pub(super) fn is_google(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    url.scheme() == "https" && (host == "accounts.google.com" || host == "googleapis.com" || host.ends_with(".googleapis.com"))
}

/// An address of a client file, by the rule of all endpoints. yup-oauth2 takes any text for one and panics on some.
pub(super) fn address(field: &str, text: &str) -> Result<Url, AuthError> {
    let wrong = |problem: String| AuthError::ClientFile {
        path: None,
        problem,
        next: format!("Download the client's JSON file anew, or mend its {field}."),
    };
    let plain = |c: char| c.is_ascii_graphic() && c != '\\';
    let url = Url::parse(text).ok().filter(|url| text.len() <= 2048 && text.chars().all(plain) && url.has_host());
    let Some(url) = url else { return Err(wrong(format!("Its {field} is no web address."))) };
    if text.contains('@') || !url.username().is_empty() || url.password().is_some() {
        return Err(wrong(format!("Its {field} holds a user name or a password.")));
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err(wrong(format!("Its {field} holds a query (?) or a fragment (#).")));
    }
    if let Err(error) = Endpoint::parse(&url.origin().ascii_serialization()) {
        return Err(wrong(format!("Its {field} cannot be used: {error}.")));
    }
    if url.as_str().parse::<http::Uri>().is_err() {
        return Err(wrong(format!("Its {field} is no web address.")));
    }
    Ok(url)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::auth::credential::Client;

    fn file(auth: &str, token: &str) -> ClientFile {
        let client = Client { id: "id".into(), secret: "secret".into(), token_uri: token.into() };
        ClientFile { client, auth_uri: auth.into(), project: None }
    }

    fn texts(places: &Places) -> [&str; 4] {
        [&places.authorize, &places.token, &places.revoke, &places.userinfo].map(Url::as_str)
    }

    const GOOGLE: [&str; 4] = [
        "https://accounts.google.com/o/oauth2/v2/auth",
        "https://oauth2.googleapis.com/token",
        "https://oauth2.googleapis.com/revoke",
        "https://openidconnect.googleapis.com/v1/userinfo",
    ];

    #[test]
    fn a_file_that_names_nothing_means_google() {
        assert_eq!(texts(&Places::of_client(&file("", ""), None).unwrap()), GOOGLE);
    }

    #[test]
    fn a_file_that_names_nothing_means_the_root_that_was_given() {
        let root = Endpoint::parse("http://127.0.0.1:9/sub/").unwrap();
        let places = Places::of_client(&file("", ""), Some(&root)).unwrap();
        let own =
            ["o/oauth2/v2/auth", "token", "revoke", "oauth2/v3/userinfo"].map(|path| format!("http://127.0.0.1:9/sub/{path}"));
        assert_eq!(texts(&places), own.each_ref().map(String::as_str));
    }

    #[test]
    fn what_a_file_names_counts_and_the_root_is_for_the_rest() {
        let root = Endpoint::parse("http://127.0.0.1:9").unwrap();
        let old = file("https://accounts.google.com/o/oauth2/auth", "https://www.googleapis.com/oauth2/v3/token");
        let places = Places::of_client(&old, Some(&root)).unwrap();
        assert_eq!(texts(&places)[..2], [old.auth_uri.as_str(), old.client.token_uri.as_str()]);
        assert_eq!(texts(&places)[2..], ["http://127.0.0.1:9/revoke", "http://127.0.0.1:9/oauth2/v3/userinfo"]);
    }

    #[rstest]
    #[case("http://127.0.0.1:7/token", "http://127.0.0.1:7")]
    #[case("https://oauth.example/google/token", "https://oauth.example/google")]
    #[case("https://oauth.example/give", "https://oauth.example")]
    fn the_token_of_another_server_stays_with_it(#[case] token: &str, #[case] root: &str) {
        let elsewhere = Endpoint::parse("http://127.0.0.1:9").unwrap();
        let places = Places::of_token(token, Some(&elsewhere)).unwrap();
        assert_eq!(places.token.as_str(), token);
        assert_eq!(places.revoke.as_str(), format!("{root}/revoke"));
        assert_eq!(places.userinfo.as_str(), format!("{root}/oauth2/v3/userinfo"));
    }

    #[rstest]
    #[case("https://accounts.google.com/o/oauth2/auth", "https://tokens.example/token")]
    #[case("https://login.example/auth", "https://oauth2.googleapis.com/token")]
    #[case("", "https://tokens.example/token")]
    fn what_google_gives_goes_to_nobody_else(#[case] auth: &str, #[case] token: &str) {
        let error = Places::of_client(&file(auth, token), None).unwrap_err();
        assert!(error.why().contains(".example"), "{error}");
        assert!(error.next_step().starts_with("Do not use this file"));
    }

    #[rstest]
    #[case("http://tokens.example/token")]
    #[case("http://127.0.0.1.evil.example/token")]
    #[case("ftp://tokens.example/token")]
    #[case("https://a:b@tokens.example/token")]
    #[case("https://tokens.example/token?x=1")]
    #[case("https://tokens.example/token#x")]
    #[case("https://tokens.example/to ken")]
    #[case("https://tokens.example\\@evil.example/")]
    #[case("https://")]
    #[case("https://[::1/token")]
    #[case("https://tokens.example:99999/token")]
    #[case("token")]
    #[case("javascript:alert(1)")]
    #[case("https://tokens.example/\u{7f}")]
    fn d11_an_address_that_cannot_be_used_is_refused_and_never_a_panic(#[case] text: &str) {
        for error in [address("token_uri", text).unwrap_err(), Places::of_client(&file("", text), None).unwrap_err()] {
            assert!(error.why().contains("token_uri"), "{error}");
            assert!(error.next_step().contains("token_uri"));
            assert!(!error.why().contains("a:b"));
        }
        assert!(Places::of_client(&file(text, ""), None).unwrap_err().why().contains("auth_uri"));
    }

    #[rstest]
    #[case("http://127.0.0.1:1/token")]
    #[case("http://[::1]:1/token")]
    #[case("http://localhost:1/token")]
    #[case("https://oauth2.googleapis.com/token")]
    fn d11_https_and_this_machine_are_used(#[case] text: &str) {
        assert_eq!(address("token_uri", text).unwrap().as_str(), text);
    }
}

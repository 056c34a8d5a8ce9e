//! Where the bearer token of a call comes from.
//!
//! Owns the trait that the client asks and the one source that needs no sign-in: a token that somebody else got. Shows no token.

use std::fmt;

use futures_util::FutureExt;
use futures_util::future::{BoxFuture, ready};
use secrecy::{ExposeSecret, SecretString};

/// Why there is no token to send. No request was made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TokenError {
    /// Nobody is signed in.
    #[error("nobody is signed in")]
    NotSignedIn,
    /// There is a token, but it holds something that no token holds: a line end, a space, a letter outside ASCII.
    #[error("the access token holds a character that no token holds (a line end, a space or a letter outside ASCII)")]
    Malformed,
    /// The sign-in is over: only signing in again helps.
    #[error("{why}")]
    Over {
        /// Why, in one line fit to be shown.
        why: String,
        /// What to do now.
        next: String,
    },
    /// A token is to be had, but not now: a little later the same may work.
    #[error("{why}")]
    Unavailable {
        /// Why, in one line fit to be shown.
        why: String,
        /// What to do now.
        next: String,
    },
}

/// Gives the token of each request. Asked once a request, so that it may renew what runs out.
pub trait TokenSource: Send + Sync {
    /// The token to send now.
    ///
    /// # Errors
    ///
    /// When there is none: see [`TokenError`].
    fn token(&self) -> BoxFuture<'_, Result<SecretString, TokenError>>;

    /// Another token in the place of one that the server refused (401), to be sent once. Nothing, where there is no other one:
    /// then the refusal stands.
    ///
    /// # Errors
    ///
    /// When there was one to be had, and it could not be got: see [`TokenError`].
    fn renew<'a>(&'a self, _refused: &'a SecretString) -> BoxFuture<'a, Result<Option<SecretString>, TokenError>> {
        ready(Ok(None)).boxed()
    }

    /// The Cloud project that the calls are counted against, where it is not the one of the OAuth client.
    fn quota_project(&self) -> Option<String> {
        None
    }

    /// True where no token is ever to be sent: a server that asks for none must not get one.
    fn is_none(&self) -> bool {
        false
    }
}

/// No token at all, for emulators that know nobody.
#[derive(Debug, Clone, Copy)]
pub struct NoToken;

impl TokenSource for NoToken {
    fn token(&self) -> BoxFuture<'_, Result<SecretString, TokenError>> {
        ready(Err(TokenError::NotSignedIn)).boxed()
    }

    fn is_none(&self) -> bool {
        true
    }
}

/// A ready token, as `GREENROOM_ACCESS_TOKEN` gives it. It is never renewed.
pub struct StaticToken(SecretString);

impl StaticToken {
    /// Takes the token as it was given. White space around it is dropped (files and pipes end in a line end); whatever else is
    /// wrong with it is said when it is asked for.
    #[must_use]
    pub fn new(token: &str) -> Self {
        Self(SecretString::from(token.trim()))
    }
}

impl TokenSource for StaticToken {
    fn token(&self) -> BoxFuture<'_, Result<SecretString, TokenError>> {
        ready(match check(self.0.expose_secret()) {
            Ok(()) => Ok(self.0.clone()),
            Err(error) => Err(error),
        })
        .boxed()
    }
}

impl fmt::Debug for StaticToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("StaticToken(..)")
    }
}

/// A token is visible ASCII: anything else could end the header and begin another one.
pub(super) fn check(token: &str) -> Result<(), TokenError> {
    if token.is_empty() {
        Err(TokenError::NotSignedIn)
    } else if token.bytes().all(|byte| byte.is_ascii_graphic()) {
        Ok(())
    } else {
        Err(TokenError::Malformed)
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("", Some(TokenError::NotSignedIn))]
    #[case(" \n", Some(TokenError::NotSignedIn))]
    #[case("ya29.a\nX-Evil: 1", Some(TokenError::Malformed))]
    #[case("ya29 a", Some(TokenError::Malformed))]
    #[case("yä29", Some(TokenError::Malformed))]
    #[case("ya29\u{0}", Some(TokenError::Malformed))]
    #[case("ya29.a0-_~+/=\n", None)]
    #[tokio::test]
    async fn what_a_token_may_hold(#[case] text: &str, #[case] error: Option<TokenError>) {
        let got = StaticToken::new(text).token().await;
        assert_eq!(got.as_ref().err(), error.as_ref());
        if let Ok(token) = got {
            assert_eq!(token.expose_secret(), text.trim());
        }
    }

    #[test]
    fn debug_does_not_show_it() {
        assert_eq!(format!("{:?}", StaticToken::new("ya29.secret")), "StaticToken(..)");
    }
}

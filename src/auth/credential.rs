//! What a sign-in leaves behind: all that is needed to get access tokens later, without the client file.

use std::fmt;

use jiff::Timestamp;
use secrecy::SecretString;

/// The OAuth client that a person signed in with. Its secret is none by OAuth's rules for installed apps, and is kept like one.
#[derive(Clone)]
pub struct Client {
    /// `…apps.googleusercontent.com`.
    pub id: String,
    /// Its secret.
    pub secret: SecretString,
    /// Where tokens are got: `https`, or `http` on this machine.
    pub token_uri: String,
}

/// An access token and its end.
#[derive(Clone)]
pub struct Access {
    /// The token.
    pub token: SecretString,
    /// When it ends, where the server said so.
    pub expires: Option<Timestamp>,
}

/// What is kept of a sign-in.
#[derive(Clone)]
pub struct Credential {
    /// The client.
    pub client: Client,
    /// The refresh token.
    pub refresh: SecretString,
    /// The newest access token, so that the next program does not have to ask for one.
    pub access: Option<Access>,
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client").field("id", &self.id).field("token_uri", &self.token_uri).finish_non_exhaustive()
    }
}

impl fmt::Debug for Access {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Access").field("expires", &self.expires).finish_non_exhaustive()
    }
}

impl fmt::Debug for Credential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credential").field("client", &self.client).field("access", &self.access).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_shows_no_secret() {
        let credential = Credential {
            client: Client { id: "id".into(), secret: "planted".into(), token_uri: "https://x.test".into() },
            refresh: "planted".into(),
            access: Some(Access { token: "planted".into(), expires: None }),
        };
        assert!(!format!("{credential:?}").contains("planted"));
    }
}

//! The random parts of a sign-in: PKCE's verifier with its challenge, and the `state` that ties the answer to the question.
//!
//! Sources: RFC 7636 (PKCE, S256), RFC 6749 section 10.12 (`state`).

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::rand::{SecureRandom as _, SystemRandom};
use ring::{digest, hmac};
use secrecy::{ExposeSecret as _, SecretString};

use super::error::AuthError;

/// PKCE's secret and what may be shown of it.
pub(super) struct Pkce {
    /// Goes to the token endpoint, with the code.
    pub(super) verifier: SecretString,
    /// Goes into the address that the browser opens.
    pub(super) challenge: String,
}

impl Pkce {
    /// A new one: 32 random bytes, which is what RFC 7636 section 4.1 recommends.
    pub(super) fn new() -> Result<Self, AuthError> {
        Ok(Self::of(random::<32>()?.into()))
    }

    fn of(verifier: SecretString) -> Self {
        let hash = digest::digest(&digest::SHA256, verifier.expose_secret().as_bytes());
        Self { challenge: URL_SAFE_NO_PAD.encode(hash), verifier }
    }
}

/// A new `state`: 128 random bits, so that the address stays short.
pub(super) fn state() -> Result<SecretString, AuthError> {
    Ok(random::<16>()?.into())
}

fn random<const BYTES: usize>() -> Result<String, AuthError> {
    let mut bytes = [0; BYTES];
    SystemRandom::new().fill(&mut bytes).map_err(|_| AuthError::Internal("the system gives no random numbers".into()))?;
    Ok(URL_SAFE_NO_PAD.encode(bytes))
}

/// Whether both are the same, in a time that tells nothing of how much of them is.
///
/// What is compared are their HMACs under a key that nobody else knows; ring promises a constant time for that alone.
pub(super) fn same(secret: &SecretString, given: &str) -> bool {
    let Ok(key) = hmac::Key::generate(hmac::HMAC_SHA256, &SystemRandom::new()) else { return false };
    let tag = hmac::sign(&key, secret.expose_secret().as_bytes());
    hmac::verify(&key, given.as_bytes(), tag.as_ref()).is_ok()
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn d1_the_challenge_is_that_of_the_standard() {
        // RFC 7636, appendix B.
        let pkce = Pkce::of("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk".into());
        assert_eq!(pkce.challenge, "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
    }

    #[test]
    fn d1_a_verifier_is_as_long_as_it_must_be_and_never_comes_twice() {
        let many: HashSet<String> = (0..100).map(|_| Pkce::new().unwrap().verifier.expose_secret().to_owned()).collect();
        assert_eq!(many.len(), 100);
        let unreserved = |c: char| c.is_ascii_alphanumeric() || "-._~".contains(c);
        assert!(many.iter().all(|verifier| (43..=128).contains(&verifier.len()) && verifier.chars().all(unreserved)));
    }

    #[test]
    fn d2_a_state_is_unlike_all_others_and_equals_only_itself() {
        let (one, other) = (state().unwrap(), state().unwrap());
        assert_eq!(one.expose_secret().len(), 22);
        assert!(same(&one, one.expose_secret()));
        for wrong in [other.expose_secret(), "", &one.expose_secret()[..21], &format!("{}x", one.expose_secret())] {
            assert!(!same(&one, wrong));
        }
    }
}

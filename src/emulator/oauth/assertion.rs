//! Service accounts: an assertion that they signed, for a token of theirs or, with domain-wide delegation, of any user's.
//!
//! Source: <https://developers.google.com/identity/protocols/oauth2/service-account>

use base64::Engine as _;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use webpki::RawPublicKeyEntity;

use super::super::params::Params;
use super::super::serve::Call;
use super::super::world::World;
use super::denial::Denial;
use super::scopes::{self, Scopes};
use super::state::ServiceAccount;
use super::{Told, token};

/// What such a request calls itself.
pub(super) const GRANT_TYPE: &str = "urn:ietf:params:oauth:grant-type:jwt-bearer";
/// Google's own token address, which is an audience here too.
const GOOGLE: &str = "https://oauth2.googleapis.com/token";
/// How far clocks may be apart, in seconds.
const SKEW: i64 = 300;
/// How long an assertion may be good for, in seconds.
const LONGEST: i64 = 3600;

/// Google takes it with padding as well, which RFC 7515 does not have.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &alphabet::URL_SAFE,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

#[derive(Deserialize)]
struct Header {
    alg: String,
}

#[derive(Deserialize)]
struct Claims {
    iss: String,
    #[serde(default)]
    sub: Option<String>,
    #[serde(default)]
    scope: String,
    aud: String,
    // some write them with a fraction
    iat: f64,
    exp: f64,
}

/// An assertion, taken apart.
struct Assertion {
    claims: Claims,
    /// What was signed.
    signed: String,
    signature: Vec<u8>,
}

impl Assertion {
    fn parse(text: &str) -> Option<Self> {
        let (signed, signature) = text.rsplit_once('.')?;
        let (header, claims) = signed.split_once('.')?;
        let header: Header = part(header)?;
        let claims = part(claims)?;
        let signature = BASE64.decode(signature).ok()?;
        (header.alg == "RS256").then(|| Self { claims, signed: signed.to_owned(), signature })
    }

    fn is_signed_by(&self, account: &ServiceAccount) -> bool {
        RawPublicKeyEntity::try_from(&account.key).is_ok_and(|key| {
            key.verify_signature(webpki::ring::RSA_PKCS1_2048_8192_SHA256, self.signed.as_bytes(), &self.signature).is_ok()
        })
    }
}

fn part<T: DeserializeOwned>(text: &str) -> Option<T> {
    serde_json::from_slice(&BASE64.decode(text).ok()?).ok()
}

/// Its part of `POST /token`.
pub(super) fn token(world: &mut World, call: &Call, form: &Params) -> Result<Told, Denial> {
    let text = form.get("assertion").filter(|text| !text.is_empty()).ok_or_else(|| Denial::missing("assertion"))?;
    let assertion = Assertion::parse(text).ok_or_else(|| Denial::invalid_request("Bad Request"))?;
    let claims = &assertion.claims;
    let account = world.oauth.account(&claims.iss).ok_or_else(|| Denial::invalid_grant("Invalid grant: account not found"))?;
    if !assertion.is_signed_by(account) {
        return Err(Denial::invalid_grant("Invalid JWT Signature."));
    }
    let here = call.host.as_deref().map(|host| format!("http://{host}/token"));
    if ![GOOGLE, &format!("{}/token", call.endpoint)].contains(&claims.aud.as_str()) && here.as_ref() != Some(&claims.aud) {
        return Err(Denial::invalid_grant(format!("Invalid JWT: Failed audience check. The right audience is {GOOGLE}")));
    }
    check_times(claims, world.now().as_second())?;
    if claims.scope.trim().is_empty() {
        return Err(Denial::new(400, "invalid_scope", "Invalid OAuth scope or ID token audience provided."));
    }
    let user = match &claims.sub {
        // an account may name itself
        Some(sub) if *sub != account.email => {
            let user = world.known_user(sub).ok_or_else(|| Denial::invalid_grant("Invalid email or User ID"))?;
            if !claims.scope.split_ascii_whitespace().all(|scope| account.delegated.contains(scope)) {
                return Err(Denial::new(
                    401,
                    "unauthorized_client",
                    "Client is unauthorized to retrieve access tokens using this method, or client not authorized for any of the scopes requested.",
                ));
            }
            user
        }
        _ => account.email.clone(),
    };
    let scopes = scopes::parse(&claims.scope).map_err(|unknown| {
        Denial::new(400, "invalid_scope", format!("Some requested scopes were invalid. {{invalid=[{}]}}", unknown.join(", ")))
    })?;
    let scopes: Scopes = scopes.into_iter().collect();
    let project = account.project.clone();
    let value = token::access(world, &user, &project, None, &scopes)?;
    Ok(Told { value, user: Some(user) })
}

#[expect(clippy::cast_possible_truncation, reason = "a time that does not fit is far outside of the window either way")]
fn check_times(claims: &Claims, now: i64) -> Result<(), Denial> {
    let (iat, exp) = (claims.iat as i64, claims.exp as i64);
    let short = exp > iat && exp.saturating_sub(iat) <= LONGEST;
    let timely = iat <= now.saturating_add(SKEW) && now <= exp.saturating_add(SKEW);
    if short && timely {
        return Ok(());
    }
    Err(Denial::invalid_grant(
        "Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe. Check your iat and exp values in the JWT claim.",
    ))
}

//! Identity tokens, and the key that they can be checked with.
//!
//! Google signs with RSA. Here the key is made when it is first needed, and ring makes none for RSA: these are signed with
//! ECDSA (ES256), which the clients that check know as well.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use serde_json::{Value, json};

use super::super::world::World;
use super::denial::Denial;
use super::scopes::{EMAIL, PROFILE, Scopes};

/// Who signs, as Google names itself.
pub(super) const ISSUER: &str = "https://accounts.google.com";
/// The name of the one key.
const KEY: &str = "emulated";
/// How long an identity token is good for, in seconds.
const LIFE: i64 = 3600;

/// The key.
pub(in crate::emulator) struct Signer {
    pair: EcdsaKeyPair,
    random: SystemRandom,
}

impl Signer {
    fn new() -> Result<Self, Denial> {
        let random = SystemRandom::new();
        let algorithm = &ECDSA_P256_SHA256_FIXED_SIGNING;
        let document = EcdsaKeyPair::generate_pkcs8(algorithm, &random).map_err(|_| Denial::internal())?;
        let pair = EcdsaKeyPair::from_pkcs8(algorithm, document.as_ref(), &random).map_err(|_| Denial::internal())?;
        Ok(Self { pair, random })
    }

    fn sign(&self, claims: &Value) -> Result<String, Denial> {
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let text = format!("{}.{}", part(&json!({"alg": "ES256", "kid": KEY, "typ": "JWT"})), part(claims));
        let signature = self.pair.sign(&self.random, text.as_bytes()).map_err(|_| Denial::internal())?;
        Ok(format!("{text}.{}", URL_SAFE_NO_PAD.encode(signature)))
    }
}

/// The world's key; made now if there is none yet.
fn signer(world: &mut World) -> Result<&Signer, Denial> {
    if world.oauth.signer.is_none() {
        world.oauth.signer = Some(Signer::new()?);
    }
    world.oauth.signer.as_ref().ok_or_else(Denial::internal)
}

/// An identity token of that user for that client.
pub(super) fn sign(world: &mut World, email: &str, client: &str, scopes: &Scopes) -> Result<String, Denial> {
    let mut claims = about(world, email, scopes);
    let now = world.now().as_second();
    claims["iss"] = ISSUER.into();
    claims["azp"] = client.into();
    claims["aud"] = client.into();
    claims["iat"] = now.into();
    claims["exp"] = (now + LIFE).into();
    signer(world)?.sign(&claims)
}

/// What those scopes let one know of an account.
pub(super) fn about(world: &World, email: &str, scopes: &Scopes) -> Value {
    let user = world.users.get(email);
    let number =
        user.map(|user| user.id.as_str()).or_else(|| world.oauth.account(email).map(|account| account.client_id.as_str()));
    let mut value = json!({"sub": number.unwrap_or_default()});
    if scopes.contains(EMAIL) {
        value["email"] = email.into();
        value["email_verified"] = true.into();
    }
    if let (Some(user), true) = (user, scopes.contains(PROFILE)) {
        value["name"] = user.name.as_str().into();
    }
    value
}

/// `GET /oauth2/v3/certs`
pub(super) fn keys(world: &mut World) -> Result<Value, Denial> {
    // an uncompressed point: 4, then both coordinates
    let point = signer(world)?.pair.public_key().as_ref().to_vec();
    let coordinate = |from: usize| point.get(from..from + 32).map(|bytes| URL_SAFE_NO_PAD.encode(bytes)).unwrap_or_default();
    let key =
        json!({"kty": "EC", "crv": "P-256", "alg": "ES256", "use": "sig", "kid": KEY, "x": coordinate(1), "y": coordinate(33)});
    Ok(json!({ "keys": [key] }))
}

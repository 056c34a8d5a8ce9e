//! Signing in: Google's OAuth addresses on the same port as the Meet API, so that a token that was got here is good there.
//!
//! A browser comes to `authorize`, which checks what is asked for and shows a `page` (or decides by itself, see
//! [`Consent`]); a program comes to `token` with the code, a refresh token or a signed assertion (`assertion`). What there
//! is (clients, codes, refresh tokens, service accounts) is `state`; what a test can do to it is in `sets`. Refusals are
//! OAuth's, never those of the Meet side: `denial`.
//!
//! It answers only who calls it by a name of this machine: a page from elsewhere whose name was made to point here gets
//! nothing. Nothing that it gives out is kept in the log of requests.

mod assertion;
mod authorize;
mod client_file;
mod denial;
mod form;
mod id_token;
mod page;
mod redirect;
mod scopes;
mod sets;
mod state;
mod token;
mod whose;

use serde_json::{Value, json};

use self::denial::Denial;
pub(super) use self::denial::ordered;
pub(super) use self::form::{body, target};
pub(super) use self::scopes::Scopes;
pub(super) use self::state::State;
pub use self::state::{Block, ClientKind, Consent, OAuthClient, Publishing};
use super::errors::Problem;
use super::params::Params;
use super::serve::{Answer, Call, front_end};
use super::world::World;

/// An address of the OAuth side.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum OAuth {
    /// `GET /o/oauth2/v2/auth`, where the browser is sent.
    Authorize,
    /// `POST /o/oauth2/v2/auth/consent`, where its page leads.
    Consent,
    /// `POST /token`
    Token,
    /// `POST /revoke`
    Revoke,
    /// `GET /oauth2/v3/userinfo`
    Userinfo,
    /// `GET /tokeninfo`
    Tokeninfo,
    /// `GET /.well-known/openid-configuration`
    Discovery,
    /// `GET /oauth2/v3/certs`, the key that identity tokens are signed with.
    Keys,
    /// `GET /client.json`, what Google's console would let one download.
    ClientFile,
}

impl OAuth {
    /// The address at this path.
    pub(super) fn at(path: &str) -> Option<Self> {
        Some(match path {
            "/o/oauth2/v2/auth" | "/o/oauth2/auth" => Self::Authorize,
            page::CONSENT => Self::Consent,
            "/token" | "/o/oauth2/token" => Self::Token,
            "/revoke" | "/o/oauth2/revoke" => Self::Revoke,
            "/oauth2/v3/userinfo" | "/v1/userinfo" => Self::Userinfo,
            "/tokeninfo" | "/oauth2/v3/tokeninfo" => Self::Tokeninfo,
            "/.well-known/openid-configuration" => Self::Discovery,
            "/oauth2/v3/certs" => Self::Keys,
            "/client.json" => Self::ClientFile,
            _ => return None,
        })
    }

    fn takes(self, verb: &str) -> bool {
        match self {
            Self::Authorize | Self::Discovery | Self::Keys | Self::ClientFile => verb == "GET",
            Self::Token | Self::Revoke => verb == "POST",
            Self::Consent | Self::Userinfo | Self::Tokeninfo => matches!(verb, "GET" | "POST"),
        }
    }
}

/// Whether somebody calls by a name of this machine.
pub(super) fn is_local(call: &Call) -> bool {
    call.host.as_deref().is_some_and(redirect::is_loopback_host)
}

/// Answers a request, and says whom it was about.
pub(super) fn answer(world: &mut World, call: &Call, oauth: OAuth) -> (Answer, Option<String>) {
    let refused = |problem: Problem| (Answer::from(problem), None);
    if let Err(problem) = front_end(call) {
        return refused(problem);
    }
    if !is_local(call) {
        return refused(Problem::page(403, "This server answers only under a name of this machine."));
    }
    if !oauth.takes(&call.verb) {
        return refused(Problem::no_such_page());
    }
    let params = if call.verb == "POST" { form::read(call) } else { Params::parse(&call.query) };
    let told = match oauth {
        OAuth::Authorize => return page_or(authorize::authorize(world, &params)),
        OAuth::Consent => return page_or(authorize::consent(world, &params)),
        OAuth::Token => token::token(world, call, &params),
        OAuth::Revoke => {
            // Google takes it in the query as well
            let query = Params::parse(&call.query);
            whose::revoke(world, params.get("token").or(query.get("token")))
        }
        OAuth::Userinfo => whose::userinfo(world, call, &params),
        OAuth::Tokeninfo => whose::tokeninfo(world, &params),
        OAuth::Discovery => Ok(Told::nobody(discovery(&call.endpoint))),
        OAuth::Keys => id_token::keys(world).map(Told::nobody),
        OAuth::ClientFile => client_file::download(world, &params, &call.endpoint),
    };
    match told {
        Ok(told) => (json_answer(200, &told.value), told.user),
        Err(denial) => (denial.json(), None),
    }
}

/// An answer in JSON, and whom it is about.
struct Told {
    value: Value,
    user: Option<String>,
}

impl Told {
    fn nobody(value: Value) -> Self {
        Self { value, user: None }
    }
}

fn page_or(done: Result<(Answer, Option<String>), Denial>) -> (Answer, Option<String>) {
    done.unwrap_or_else(|denial| (denial.page(), None))
}

/// JSON as the OAuth side sends it: nobody on the way may keep it.
fn json_answer(status: u16, value: &Value) -> Answer {
    let mut answer = Answer::json(status, format!("{value:#}\n").into_bytes());
    answer.headers.extend([("cache-control", "no-cache, no-store".to_owned()), ("pragma", "no-cache".to_owned())]);
    answer
}

fn discovery(endpoint: &str) -> Value {
    let at = |path: &str| format!("{endpoint}{path}");
    json!({
        "issuer": id_token::ISSUER,
        "authorization_endpoint": at("/o/oauth2/v2/auth"),
        "token_endpoint": at("/token"),
        "userinfo_endpoint": at("/v1/userinfo"),
        "revocation_endpoint": at("/revoke"),
        "jwks_uri": at("/oauth2/v3/certs"),
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["ES256"],
        "scopes_supported": ["openid", "email", "profile"],
        "token_endpoint_auth_methods_supported": ["client_secret_post", "client_secret_basic"],
        "claims_supported": ["aud", "email", "email_verified", "exp", "iat", "iss", "name", "sub"],
        "code_challenge_methods_supported": ["plain", "S256"],
        "grant_types_supported": ["authorization_code", "refresh_token", assertion::GRANT_TYPE],
    })
}

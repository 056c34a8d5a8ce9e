//! A world with OAuth clients in it, and a browser and a program that sign in there.

use greenroom::emulator::{ClientKind, Consent, Emulator, World};
use reqwest::Method;
use serde_json::Value;

/// What greenroom asks for.
pub const ALL: &str = "https://www.googleapis.com/auth/meetings.space.created \
    https://www.googleapis.com/auth/meetings.space.readonly https://www.googleapis.com/auth/meetings.space.settings openid email";
pub const REDIRECT: &str = "http://127.0.0.1:49152/callback";
/// The example of RFC 7636.
pub const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
pub const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
pub const S256: (&str, &str) = ("code_challenge", CHALLENGE);

/// Ana and Bo, the project `greenroom` with a desktop and a web client, the project `other` with a desktop client.
pub struct Desk {
    pub emulator: Emulator,
    pub http: reqwest::Client,
    pub client: Client,
    pub web: Client,
    pub other: Client,
}

pub struct Client {
    pub id: String,
    pub secret: String,
}

/// An answer as it came.
pub struct Answer {
    pub status: u16,
    pub headers: reqwest::header::HeaderMap,
    pub text: String,
}

/// Where the browser was sent.
pub struct Back(pub reqwest::Url);

impl Desk {
    pub fn new() -> Self {
        // another test of the same process may have done it already
        let _ = rustls::crypto::ring::default_provider().install_default();
        let mut world = World::empty();
        world.add_user("ana@example.com", "Ana <b>");
        world.add_user("bo@example.org", "Bo");
        world.add_project("greenroom");
        world.add_project("other");
        let mut client = |project, kind| {
            let client = world.add_client(project, kind).unwrap();
            client.redirect_uris.push("https://app.example/back".into());
            Client { id: client.id().to_owned(), secret: client.secret().to_owned() }
        };
        let (desktop, web) = (client("greenroom", ClientKind::Desktop), client("greenroom", ClientKind::Web));
        let other = client("other", ClientKind::Desktop);
        let emulator = Emulator::start(world).unwrap();
        let http = reqwest::Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none()).build().unwrap();
        Self { emulator, http, client: desktop, web, other }
    }

    pub fn consent(&self, consent: Consent) {
        self.emulator.with(|world| world.set_consent(consent)).unwrap();
    }

    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.emulator.endpoint())
    }

    /// The authorize address as greenroom would ask, with these parameters changed or added; an empty one is left out.
    pub async fn ask(&self, changes: &[(&str, &str)]) -> Answer {
        let standard =
            [("client_id", self.client.id.as_str()), ("redirect_uri", REDIRECT), ("response_type", "code"), ("scope", ALL)];
        let mut pairs: Vec<(&str, &str)> =
            standard.into_iter().filter(|(name, _)| !changes.iter().any(|(changed, _)| changed == name)).collect();
        pairs.extend(changes.iter().filter(|(_, value)| !value.is_empty()));
        if changes.contains(&S256) {
            pairs.push(("code_challenge_method", "S256"));
        }
        let url = reqwest::Url::parse_with_params(&self.url("/o/oauth2/v2/auth"), pairs).unwrap();
        answer(self.http.get(url)).await
    }

    /// The same, which has to lead back to the app.
    pub async fn authorize(&self, changes: &[(&str, &str)]) -> Back {
        self.ask(changes).await.back()
    }

    /// A code, for all the scopes.
    pub async fn code(&self) -> String {
        self.authorize(&[]).await.code()
    }

    /// The tokens for all the scopes.
    pub async fn tokens(&self) -> Value {
        let code = self.code().await;
        self.redeem(&code, &[]).await.ok()
    }

    pub async fn form(&self, path: &str, pairs: &[(&str, &str)]) -> Answer {
        answer(self.http.post(self.url(path)).form(pairs)).await
    }

    /// The token address, with these parameters changed or added; an empty one is left out.
    pub async fn token(&self, standard: &[(&str, &str)], changes: &[(&str, &str)]) -> Answer {
        let client = [("client_id", self.client.id.as_str()), ("client_secret", self.client.secret.as_str())];
        let standard = client.iter().chain(standard).filter(|(name, _)| !changes.iter().any(|(changed, _)| changed == name));
        let pairs: Vec<_> = standard.chain(changes.iter().filter(|(_, value)| !value.is_empty())).copied().collect();
        self.form("/token", &pairs).await
    }

    pub async fn redeem(&self, code: &str, changes: &[(&str, &str)]) -> Answer {
        let standard = [("grant_type", "authorization_code"), ("code", code), ("redirect_uri", REDIRECT)];
        self.token(&standard, changes).await
    }

    pub async fn refresh(&self, token: &str, changes: &[(&str, &str)]) -> Answer {
        self.token(&[("grant_type", "refresh_token"), ("refresh_token", token)], changes).await
    }

    pub async fn get(&self, path: &str, token: &str) -> Answer {
        answer(self.http.get(self.url(path)).bearer_auth(token)).await
    }

    pub async fn post_json(&self, path: &str, body: &'static str, token: &str) -> Answer {
        let request = self.http.request(Method::POST, self.url(path)).bearer_auth(token);
        answer(request.header("content-type", "application/json").body(body)).await
    }
}

pub async fn answer(request: reqwest::RequestBuilder) -> Answer {
    let response = request.send().await.unwrap();
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    Answer { status, headers, text: response.text().await.unwrap() }
}

impl Answer {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("{error} in {}", self.text))
    }

    #[track_caller]
    pub fn ok(&self) -> Value {
        assert_eq!(self.status, 200, "{}", self.text);
        assert_eq!(self.headers["cache-control"], "no-cache, no-store");
        self.json()
    }

    /// A refusal in OAuth's words: the description.
    #[track_caller]
    pub fn denied(&self, status: u16, error: &str) -> String {
        assert_eq!(self.status, status, "{}", self.text);
        assert_eq!(self.headers["content-type"], "application/json; charset=UTF-8");
        let value = self.json();
        assert_eq!(value["error"], error, "{}", self.text);
        value["error_description"].as_str().unwrap().to_owned()
    }

    /// A refusal on a page, which does not lead back to the app.
    #[track_caller]
    pub fn blocked(&self, status: u16, error: &str) {
        assert_eq!(self.status, status, "{}", self.text);
        assert_eq!(self.headers["content-type"], "text/html; charset=UTF-8");
        assert!(self.text.contains(&format!("Error {status}: {error}")), "{}", self.text);
        assert!(!self.headers.contains_key("location"));
    }

    #[track_caller]
    pub fn back(&self) -> Back {
        assert_eq!(self.status, 302, "{}", self.text);
        Back(self.headers["location"].to_str().unwrap().parse().unwrap())
    }
}

impl Back {
    pub fn get(&self, name: &str) -> Option<String> {
        self.0.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
    }

    #[track_caller]
    pub fn code(&self) -> String {
        self.get("code").unwrap_or_else(|| panic!("no code in {}", self.0))
    }
}

//! A small world behind the emulator, and people who talk to it in raw JSON.

use std::time::Duration;

use greenroom::emulator::{Emulator, Person, Scope, World};
use serde_json::Value;

pub const CREATED: &[Scope] = &[Scope::Created];
pub const READONLY: &[Scope] = &[Scope::Readonly];
pub const SETTINGS: &[Scope] = &[Scope::Settings];

/// Ana, Bo and Chi with all scopes in the project `greenroom`; a second project `calendar`.
pub struct Bench {
    pub emulator: Emulator,
    pub ana: Client,
    pub bo: Client,
    pub chi: Client,
}

pub struct Client {
    pub http: reqwest::Client,
    pub token: String,
    endpoint: String,
}

pub struct Answer {
    pub status: u16,
    pub content_type: String,
    pub www_authenticate: Option<String>,
    pub retry_after: Option<String>,
    pub text: String,
}

impl Bench {
    pub fn new() -> Self {
        // another test of the same process may have done it already
        let _ = rustls::crypto::ring::default_provider().install_default();
        let mut world = World::empty();
        for (email, name) in [("ana@example.com", "Ana"), ("bo@example.com", "Bo"), ("chi@example.com", "Chi")] {
            world.add_user(email, name);
        }
        world.add_project("greenroom");
        world.add_project("calendar");
        let emulator = Emulator::start(world).unwrap();
        // one for all: making one reads the roots of trust, which takes its time
        let http = reqwest::Client::builder().user_agent("emulator-test").no_proxy().build().unwrap();
        let [ana, bo, chi] = ["ana@example.com", "bo@example.com", "chi@example.com"]
            .map(|email| sign_in(&emulator, &http, email, "greenroom", &Scope::ALL));
        Self { emulator, ana, bo, chi }
    }

    /// A space of Ana's, made by this app.
    pub fn space(&self) -> String {
        self.space_of("greenroom")
    }

    pub fn space_of(&self, project: &str) -> String {
        self.emulator.with(|world| world.create_space_for("ana@example.com", project)).unwrap()
    }

    pub fn sign_in(&self, email: &str, project: &str, scopes: &[Scope]) -> Client {
        sign_in(&self.emulator, &self.ana.http, email, project, scopes)
    }

    /// Ana with fewer scopes.
    pub fn with_scopes(&self, scopes: &[Scope]) -> Client {
        self.sign_in("ana@example.com", "greenroom", scopes)
    }

    /// Somebody with that token; none if it is empty.
    pub fn with_token(&self, token: &str) -> Client {
        Client::new(&self.emulator, &self.ana.http, token.to_owned())
    }

    /// How many spaces there are.
    pub fn spaces_made(&self) -> usize {
        self.emulator.with(|world| world.spaces().count())
    }
}

fn sign_in(emulator: &Emulator, http: &reqwest::Client, email: &str, project: &str, scopes: &[Scope]) -> Client {
    let hour = Duration::from_hours(1);
    let token = emulator.with(|world| world.issue_token(email, project, scopes, hour)).unwrap();
    Client::new(emulator, http, token)
}

impl Client {
    fn new(emulator: &Emulator, http: &reqwest::Client, token: String) -> Self {
        Self { http: http.clone(), token, endpoint: emulator.endpoint() }
    }

    pub fn request(&self, verb: reqwest::Method, path: &str) -> reqwest::RequestBuilder {
        let request = self.http.request(verb, format!("{}{path}", self.endpoint));
        if self.token.is_empty() { request } else { request.bearer_auth(&self.token) }
    }

    pub async fn send(&self, verb: reqwest::Method, path: &str, body: Option<&str>) -> Answer {
        let mut request = self.request(verb, path);
        if let Some(body) = body {
            request = request.header("content-type", "application/json").body(body.to_owned());
        }
        let response = request.send().await.unwrap();
        let header = |name: &str| response.headers().get(name).map(|value| value.to_str().unwrap().to_owned());
        Answer {
            status: response.status().as_u16(),
            content_type: header("content-type").unwrap_or_default(),
            www_authenticate: header("www-authenticate"),
            retry_after: header("retry-after"),
            text: response.text().await.unwrap(),
        }
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send(reqwest::Method::GET, path, None).await
    }

    pub async fn post(&self, path: &str, body: &str) -> Answer {
        self.send(reqwest::Method::POST, path, Some(body)).await
    }

    pub async fn put(&self, path: &str, body: &str) -> Answer {
        self.send(reqwest::Method::PUT, path, Some(body)).await
    }

    pub async fn delete(&self, path: &str) -> Answer {
        self.send(reqwest::Method::DELETE, path, None).await
    }

    pub async fn patch(&self, path: &str, body: &str) -> Answer {
        self.send(reqwest::Method::PATCH, path, Some(body)).await
    }
}

impl Answer {
    fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("{error} in {}", self.text))
    }

    #[track_caller]
    pub fn ok(&self) -> Value {
        assert_eq!(self.status, 200, "{}", self.text);
        assert_eq!(self.content_type, "application/json; charset=UTF-8");
        self.json()
    }

    #[track_caller]
    pub fn error(&self, code: u16, status: &str) -> Value {
        assert_eq!(self.status, code, "{}", self.text);
        let error = self.json()["error"].take();
        assert_eq!((&error["code"], &error["status"]), (&code.into(), &status.into()));
        error
    }
}

pub const HOSTS: &str = "HOSTS_ONLY";
pub const FREE: &str = "NO_RESTRICTION";

/// Bo, to join a conference.
pub fn bo() -> Person {
    Person::User("bo@example.com".into())
}

/// The detail of that kind.
#[track_caller]
pub fn detail(error: &Value, kind: &str) -> Value {
    let wanted = format!("type.googleapis.com/google.rpc.{kind}");
    let details = error["details"].as_array().unwrap_or_else(|| panic!("no details in {error}"));
    details.iter().find(|detail| detail["@type"] == wanted).unwrap_or_else(|| panic!("no {kind} in {error}")).clone()
}

/// The 403 that also means "no such thing".
#[track_caller]
pub fn masked(answer: &Answer, resource: &str) {
    let error = answer.error(403, "PERMISSION_DENIED");
    assert_eq!(error["message"], format!("Permission denied on resource {resource} (or it might not exist)."));
    assert!(error.get("details").is_none());
}

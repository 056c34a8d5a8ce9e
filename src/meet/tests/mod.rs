//! The client against servers on loopback that behave as badly as servers do.

mod bodies;
mod calls;
mod connections;
mod members;
mod network;
mod reaching;
mod records;
mod refusals;
mod renewing;
mod retrying;
pub(crate) mod server;
mod texts;

use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures_util::FutureExt;
use futures_util::future::{BoxFuture, ready};
use secrecy::SecretString;

use super::client::{Client, RetryPolicy, Settings, Waiting};
use super::endpoint::Endpoint;
use super::error::MeetError;
use super::names::{SpaceName, SpaceRef};
use super::token::{StaticToken, TokenError, TokenSource};
use server::{Reply, Server};

/// The token that every test sends and that no text may show.
const TOKEN: &str = "ya29.planted-secret";

const MS: Duration = Duration::from_millis(1);

/// A space as the API sends it.
const SPACE: &str = r#"{"name":"spaces/jQCFfuBOdN5z","meetingUri":"https://meet.google.com/abc-mnop-xyz","meetingCode":"abc-mnop-xyz","config":{"accessType":"TRUSTED"}}"#;

/// Repeats fast, so that no test has to wait.
fn quick() -> RetryPolicy {
    RetryPolicy { tries: 3, connect_tries: 2, first: MS, jitter: MS, longest: 400 * MS, budget: Duration::from_secs(20) }
}

/// Settings with time enough for a busy machine.
fn patient(endpoint: Endpoint) -> Settings {
    let long = Duration::from_secs(20);
    Settings { endpoint, connect_timeout: long, read_timeout: long, total_timeout: 2 * long, retry: quick() }
}

/// Settings for servers that never answer. What they do send has time to come on a busy machine.
fn hasty(endpoint: Endpoint) -> Settings {
    Settings {
        connect_timeout: 400 * MS,
        read_timeout: 200 * MS,
        total_timeout: Duration::from_secs(20),
        retry: RetryPolicy::never(),
        ..patient(endpoint)
    }
}

fn built(settings: Settings) -> Client {
    Client::new(settings, Arc::new(StaticToken::new(TOKEN))).unwrap().client
}

fn client(server: &Server) -> Client {
    built(patient(server.endpoint()))
}

fn space() -> SpaceName {
    "spaces/jQCFfuBOdN5z".parse().unwrap()
}

fn space_ref() -> SpaceRef {
    space().into()
}

/// Checks what holds for every error: texts there, on one line, and nowhere the token.
#[track_caller]
fn check_texts(error: &MeetError) {
    for text in [error.why(), error.next_step(), error.to_string()] {
        assert!(!text.is_empty() && !text.chars().any(char::is_control), "{text:?}");
        assert!(!text.contains(TOKEN), "{text}");
    }
    assert!(!format!("{error:?}").contains(TOKEN), "{error:?}");
}

/// The error of `spaces.get` when the server answers so.
async fn get_error(replies: Vec<Reply>) -> MeetError {
    let server = Server::start(replies).await;
    let error = client(&server).get_space(&space_ref()).await.unwrap_err();
    check_texts(&error);
    error
}

/// The error of `spaces.create` when the server answers so; exactly one request may arrive.
async fn create_error(reply: Reply) -> MeetError {
    let server = Server::start(vec![reply]).await;
    let error = client(&server).create_space(None).await.unwrap_err();
    check_texts(&error);
    assert_eq!(server.seen().len(), 1);
    error
}

/// A client that writes down what it waits for.
fn noted(client: &Client) -> (Client, Arc<Mutex<Vec<Waiting>>>) {
    let notes = Arc::new(Mutex::new(Vec::new()));
    let into = Arc::clone(&notes);
    (client.observed(Arc::new(move |waiting| into.lock().unwrap().push(waiting))), notes)
}

/// A source that fails.
struct NoToken(TokenError);

impl TokenSource for NoToken {
    fn token(&self) -> BoxFuture<'_, Result<SecretString, TokenError>> {
        ready(Err(self.0.clone())).boxed()
    }
}

/// A source that gives what no token is.
struct BadToken(&'static str);

impl TokenSource for BadToken {
    fn token(&self) -> BoxFuture<'_, Result<SecretString, TokenError>> {
        ready(Ok(SecretString::from(self.0))).boxed()
    }
}

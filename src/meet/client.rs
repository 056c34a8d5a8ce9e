//! The client: one method a call of the API; those about members are in `members`.
//!
//! Owns nothing but the order of things: a call is sent, perhaps again, and read. Asks nobody, shows nothing, keeps no answer.

use std::any::Any;
use std::collections::HashSet;
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use tracing::{info, warn};

use super::answer;
use super::call::{Call, Method, Repeat, Rule};
use super::endpoint::Endpoint;
use super::error::MeetError;
use super::names::{ConferenceName, SpaceName, SpaceRef};
use super::patch::SpacePatch;
use super::reach::Reached;
use super::resources::{ConferenceRecord, Space, SpaceConfig};
pub use super::retry::{RetryPolicy, Waiting};
use super::tls;
use super::token::TokenSource;
use super::transport::Transport;
use crate::log;

/// Most pages of one list that are read: of people, 10,000, ten times what Meet lets in; of members, 20,000.
pub(super) const MOST_PAGES: usize = 40;

/// How the client works.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Where the API is.
    pub endpoint: Endpoint,
    /// Longest time for looking up, connecting and TLS together.
    pub connect_timeout: Duration,
    /// Longest time for an answer to begin once there is a connection, and between two pieces of it.
    pub read_timeout: Duration,
    /// Longest time for one request, from its start to the last byte of its answer.
    pub total_timeout: Duration,
    /// When failed requests are sent again.
    pub retry: RetryPolicy,
}

impl Settings {
    /// What suits a person who waits: 10 s to connect, 15 s for a sign of life, 60 s for all.
    #[must_use]
    pub fn new(endpoint: Endpoint) -> Self {
        Self {
            endpoint,
            connect_timeout: Duration::from_secs(10),
            read_timeout: Duration::from_secs(15),
            total_timeout: Duration::from_mins(1),
            retry: RetryPolicy::default(),
        }
    }
}

/// A client, and what there is to say about how it was built.
#[derive(Debug)]
pub struct Built {
    /// The client.
    pub client: Client,
    /// A sentence to be shown: the system's certificates could not be used.
    pub warning: Option<String>,
}

/// Reads the body of a good answer with this status.
type Read = fn(u16, &[u8]) -> Result<Box<dyn Any + Send>, MeetError>;

/// Told before each wait.
type Observer = Arc<dyn Fn(Waiting) + Send + Sync>;

/// A client of the Meet API. Clones share their connections.
#[derive(Clone)]
pub struct Client {
    inner: Arc<Inner>,
    observer: Option<Observer>,
}

struct Inner {
    transport: Transport,
    retry: RetryPolicy,
}

/// A page of participants, as far as they are asked for.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct PeoplePage {
    #[serde(default)]
    participants: Option<Vec<Person>>,
    #[serde(default)]
    next_page_token: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Person {
    name: String,
    #[serde(default)]
    latest_end_time: Option<String>,
}

impl Client {
    /// Builds a client. For `https` the system's certificates are loaded, which takes some milliseconds: draw first.
    ///
    /// # Errors
    ///
    /// [`MeetError::Setup`], when not even the built-in certificates make a client.
    #[expect(clippy::new_ret_no_self, reason = "a warning comes with the client and must not be lost")]
    pub fn new(settings: Settings, tokens: Arc<dyn TokenSource>) -> Result<Built, MeetError> {
        let (http, warning) = tls::build(&settings)?;
        let transport = Transport {
            http,
            tokens,
            connect: settings.connect_timeout.min(settings.total_timeout),
            read: settings.read_timeout,
            total: settings.total_timeout,
            endpoint: settings.endpoint,
        };
        let client = Self { inner: Arc::new(Inner { transport, retry: settings.retry }), observer: None };
        Ok(Built { client, warning })
    }

    /// The same client, which tells `observer` before it waits to send something again.
    #[must_use]
    pub fn observed(&self, observer: Arc<dyn Fn(Waiting) + Send + Sync>) -> Self {
        Self { inner: Arc::clone(&self.inner), observer: Some(observer) }
    }

    /// The same connections with other patience: so long may an answer take to begin, and so long all of it. Nothing is repeated.
    #[must_use]
    pub(crate) fn patient(&self, read: Duration, total: Duration) -> Self {
        let transport = Transport { read, total, ..self.inner.transport.clone() };
        Self { inner: Arc::new(Inner { transport, retry: RetryPolicy::never() }), observer: self.observer.clone() }
    }

    /// Calls a method of another of Google's APIs, which is where this client's endpoint is; sent again where its rule allows.
    pub(crate) async fn other(
        &self,
        rule: &'static Rule,
        path: String,
        query: Vec<(&'static str, String)>,
        body: Option<Value>,
    ) -> Result<Value, MeetError> {
        self.call(Call { method: Method::Other(rule), path, query, body }).await
    }

    /// What the error in an operation of this method means.
    pub(crate) fn failed_operation(rule: &'static Rule, status: &Value) -> MeetError {
        super::refusal::of_operation(status, Method::Other(rule))
    }

    /// Where the API is.
    #[must_use]
    pub fn endpoint(&self) -> &Endpoint {
        &self.inner.transport.endpoint
    }

    /// Opens a connection ahead of need, so that the first call does not pay for looking up, TCP and TLS. Silent if it fails.
    ///
    /// It asks for the head of `/`, which is no method of the API, without a token: the front end answers it, and nothing is
    /// counted against anybody's reads. On this machine (`http`) a connection costs nothing, so nothing is sent.
    pub async fn warm_up(&self) {
        let transport = &self.inner.transport;
        if transport.endpoint.is_plain() {
            return;
        }
        let head = transport.http.head(format!("{}/", transport.endpoint.as_str())).timeout(transport.connect + transport.read);
        // A failure is told by the first call that matters.
        let _ = head.send().await;
    }

    /// `spaces.create`: makes a space with the known values of `config`, the rest by the account's defaults. Sent once, whatever
    /// happens: a space cannot be deleted.
    ///
    /// # Errors
    ///
    /// See [`MeetError`]; [`MeetError::OutcomeUnknown`] when the space may have been made all the same.
    pub async fn create_space(&self, config: Option<&SpaceConfig>) -> Result<Space, MeetError> {
        self.call(Call::create(config)).await
    }

    /// `spaces.get`, by name or by code.
    ///
    /// # Errors
    ///
    /// See [`MeetError`].
    pub async fn get_space(&self, space: &SpaceRef) -> Result<Space, MeetError> {
        self.call(Call::get(space)).await
    }

    /// `spaces.patch` with the exact mask: what comes back is how the space is now, which may differ from what was asked for.
    /// A patch of nothing is a get, for an absent mask would be a change of the server's choosing.
    ///
    /// # Errors
    ///
    /// See [`MeetError`].
    pub async fn patch_space(&self, name: &SpaceName, patch: &SpacePatch) -> Result<Space, MeetError> {
        if patch.is_empty() {
            return self.get_space(&SpaceRef::Name(name.clone())).await;
        }
        self.call(Call::patch(name, patch)).await
    }

    /// `spaces.endActiveConference`: ends it for everybody.
    ///
    /// # Errors
    ///
    /// See [`MeetError`]; [`MeetError::FailedPrecondition`] when none is running, [`MeetError::OutcomeUnknown`] when it may have
    /// ended all the same.
    pub async fn end_active_conference(&self, name: &SpaceName) -> Result<(), MeetError> {
        let _: serde_json::Map<String, serde_json::Value> = self.call(Call::end(name)).await?;
        Ok(())
    }

    /// `conferenceRecords.get`.
    ///
    /// # Errors
    ///
    /// See [`MeetError`].
    pub async fn conference_record(&self, name: &ConferenceName) -> Result<ConferenceRecord, MeetError> {
        self.call(Call::conference(name)).await
    }

    /// `conferenceRecords.list`, one row of it: whether this account has any conference of the last thirty days. Reads nothing
    /// that anybody would miss, and changes nothing.
    ///
    /// # Errors
    ///
    /// See [`MeetError`].
    pub async fn has_conferences(&self) -> Result<bool, MeetError> {
        #[derive(Deserialize)]
        #[serde(rename_all = "camelCase")]
        struct Page {
            #[serde(default)]
            conference_records: Option<Vec<serde_json::Value>>,
        }
        let page: Page = self.call(Call::latest_conference()).await?;
        Ok(page.conference_records.is_some_and(|records| !records.is_empty()))
    }

    /// Whether the server answers at all. No token is sent.
    ///
    /// # Errors
    ///
    /// [`MeetError`]: those of the network.
    pub async fn reach(&self) -> Result<Reached, MeetError> {
        self.inner.transport.reach().await
    }

    /// How many people are in a conference now: each person once, however many devices they joined with.
    ///
    /// # Errors
    ///
    /// See [`MeetError`]; [`MeetError::WrongShape`] when the pages do not end.
    pub async fn people_present(&self, conference: &ConferenceName) -> Result<u32, MeetError> {
        let mut people = HashSet::new();
        let mut tokens = HashSet::new();
        let mut token: Option<String> = None;
        for _ in 0..MOST_PAGES {
            let page: PeoplePage = self.call(Call::people(conference, token.as_deref())).await?;
            // The filter is trusted with the size of the answer, not with its truth.
            let present = page.participants.into_iter().flatten().filter(|person| person.latest_end_time.is_none());
            people.extend(present.map(|person| person.name));
            match page.next_page_token.filter(|next| !next.is_empty()) {
                None => return Ok(u32::try_from(people.len()).unwrap_or(u32::MAX)),
                Some(next) if tokens.insert(next.clone()) => token = Some(next),
                Some(_) => break,
            }
        }
        Err(MeetError::WrongShape { detail: "its pages have no end".to_owned() })
    }

    /// Sends a call, again where that is right, and reads the answer.
    pub(super) async fn call<T: DeserializeOwned + Send + 'static>(&self, call: Call) -> Result<T, MeetError> {
        let answer = self.sent(call, |http, body| Ok(Box::new(answer::decode::<T>(http, body)?))).await?;
        match answer.downcast() {
            Ok(answer) => Ok(*answer),
            Err(_) => Err(MeetError::WrongShape { detail: "it was read as something else".to_owned() }),
        }
    }

    /// The same for an answer of any type: what is long is in the program once, not once for each type.
    async fn sent(&self, call: Call, read: Read) -> Result<Box<dyn Any + Send>, MeetError> {
        let method = call.method;
        let send = || async {
            let good = self.inner.transport.once(&call).await?;
            // `{}` is what the schema promises; nothing at all says the same where there is nothing to say.
            let body = if method.answers_nothing() && good.body.trim_ascii().is_empty() { b"{}" } else { &*good.body };
            read(good.http, body)
        };
        let lost = AtomicBool::new(false);
        let tell = |attempt, delay: Duration, cause: &MeetError| {
            lost.fetch_or(cause.may_have_been_done(), Ordering::Relaxed);
            let ms = delay.as_millis();
            warn!(method = method.name(), attempt, error = log::kind_of(cause), ms, "waiting to send it again");
            if let Some(observer) = &self.observer {
                observer(Waiting { method: method.name(), attempt, delay, cause: cause.clone() });
            }
        };
        let done = super::retry::repeated(&self.inner.retry, method.repeat(), send, tell).await;
        match &done {
            Err(error) => warn!(method = method.name(), error = log::kind_of(error), "not done"),
            Ok(_) if method.writes() => info!(method = method.name(), "done"),
            Ok(_) => {}
        }
        done.map_err(|error| match method.repeat() {
            Repeat::Untouched | Repeat::Never if error.may_have_been_done() => {
                MeetError::OutcomeUnknown { cause: Box::new(error) }
            }
            // It may be gone because an earlier request took it away and its answer was lost.
            _ if method == Method::RemoveMember && matches!(error, MeetError::Hidden { .. }) && lost.load(Ordering::Relaxed) => {
                MeetError::OutcomeUnknown { cause: Box::new(error) }
            }
            _ => error,
        })
    }
}

// Neither the token source nor what the connections hold is for anybody's eyes.
impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client").field("endpoint", self.endpoint()).finish_non_exhaustive()
    }
}

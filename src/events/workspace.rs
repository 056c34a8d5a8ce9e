//! The client of Workspace Events: one method a call. Those that change something answer with an operation, which is awaited.

use std::collections::HashSet;
use std::time::Duration;

use reqwest::Method as Http;
use serde_json::{Value, json};
use tokio::time::{Instant, sleep};

use super::error::{Api, EventsError};
use super::names::{SubscriptionName, Target, Topic};
use super::subscription::Subscription;
use super::types::EventType;
use super::values::{list, text};
use crate::meet::call::{Repeat, Rule};
use crate::meet::client::Client;
use crate::meet::error::{MeetError, Phase};

/// The scopes of which one is needed; `meetings.space.settings` does not do.
const SCOPES: &[&str] =
    &["https://www.googleapis.com/auth/meetings.space.created", "https://www.googleapis.com/auth/meetings.space.readonly"];

const fn rule(name: &'static str, http: Http) -> Rule {
    // Whatever is done twice is found to be done: 409 for what is there, 404 for what is gone.
    Rule { name, http, repeat: Repeat::Always, silent: false, scopes: SCOPES }
}

static CREATE: Rule = rule("workspaceevents.subscriptions.create", Http::POST);
static GET: Rule = rule("workspaceevents.subscriptions.get", Http::GET);
static LIST: Rule = rule("workspaceevents.subscriptions.list", Http::GET);
static PATCH: Rule = rule("workspaceevents.subscriptions.patch", Http::PATCH);
static REACTIVATE: Rule = rule("workspaceevents.subscriptions.reactivate", Http::POST);
static DELETE: Rule = rule("workspaceevents.subscriptions.delete", Http::DELETE);
static OPERATION: Rule = rule("workspaceevents.operations.get", Http::GET);

/// Most pages of a list that are read, of a hundred subscriptions each.
const MOST_PAGES: usize = 40;
/// So long an operation is waited for.
const PATIENCE: Duration = Duration::from_mins(1);
/// Between two looks at an operation, at first; it doubles up to ten times as much.
const LOOK: Duration = Duration::from_millis(500);

type Answer<T> = Result<T, EventsError>;

fn failed(cause: MeetError) -> EventsError {
    EventsError { api: Api::WorkspaceEvents, cause }
}

/// A client of Workspace Events. Clones share their connections.
#[derive(Debug, Clone)]
pub struct Workspace {
    client: Client,
    look: Duration,
}

impl Workspace {
    /// Over a client whose endpoint is that of Workspace Events, with the tokens of the Meet user.
    #[must_use]
    pub fn new(client: Client) -> Self {
        Self { client, look: LOOK }
    }

    /// The same with less patience.
    #[cfg(test)]
    pub(super) fn looking_every(self, look: Duration) -> Self {
        Self { look, ..self }
    }

    /// `subscriptions.create` for every type of event, for as long as it may live (seven days).
    ///
    /// # Errors
    ///
    /// See [`EventsError`]; [`EventsError::is_there`] when the account watches this with this OAuth client already.
    pub async fn create(&self, target: &Target, topic: &Topic) -> Answer<Subscription> {
        let body = create_body(&target.resource(), topic);
        self.operation(&CREATE, "/v1/subscriptions".into(), Vec::new(), Some(body)).await
    }

    /// The same with `validateOnly`: whether it would be made. Nothing is.
    ///
    /// # Errors
    ///
    /// Those of [`Workspace::create`].
    pub async fn would_create(&self, target: &Target, topic: &Topic) -> Answer<()> {
        let (query, body) = (vec![("validateOnly", "true".to_owned())], create_body(&target.resource(), topic));
        self.awaited(&CREATE, "/v1/subscriptions".into(), query, Some(body)).await.map(|_| ())
    }

    /// `subscriptions.get`.
    ///
    /// # Errors
    ///
    /// See [`EventsError`].
    pub async fn get(&self, name: &SubscriptionName) -> Answer<Subscription> {
        let value = self.client.other(&GET, format!("/v1/{name}"), Vec::new(), None).await.map_err(failed)?;
        Subscription::read(&value).map_err(failed)
    }

    /// `subscriptions.list`: all that this account has with this OAuth client, or those of one target. One that cannot be read is
    /// left out.
    ///
    /// # Errors
    ///
    /// See [`EventsError`].
    pub async fn list(&self, target: Option<&Target>) -> Answer<Vec<Subscription>> {
        // Google wants a type of event named, and takes several only in parentheses.
        let types: Vec<String> = EventType::ALL.iter().map(|kind| format!("event_types:\"{}\"", kind.name())).collect();
        let mut filter = format!("({})", types.join(" OR "));
        if let Some(target) = target {
            filter = format!("{filter} AND target_resource=\"{target}\"");
        }
        let (mut all, mut tokens, mut token) = (Vec::new(), HashSet::new(), None::<String>);
        for _ in 0..MOST_PAGES {
            let mut query = vec![("filter", filter.clone()), ("pageSize", "100".to_owned())];
            query.extend(token.take().map(|token| ("pageToken", token)));
            let page = self.client.other(&LIST, "/v1/subscriptions".into(), query, None).await.map_err(failed)?;
            all.extend(list(&page, "subscriptions").filter_map(|one| Subscription::read(one).ok()));
            match text(&page, "nextPageToken") {
                None => return Ok(all),
                Some(next) if tokens.insert(next.to_owned()) => token = Some(next.to_owned()),
                Some(_) => break,
            }
        }
        Err(failed(MeetError::WrongShape { detail: "its pages have no end".into() }))
    }

    /// Gives it its longest life again (`ttl`), and every type of event where `types` says so: `subscriptions.patch`.
    ///
    /// # Errors
    ///
    /// See [`EventsError`]; [`EventsError::is_missing`] when it has ended.
    pub async fn renew(&self, name: &SubscriptionName, types: bool) -> Answer<Subscription> {
        let (mut mask, mut body) = ("ttl".to_owned(), json!({"ttl": "0s"}));
        if types {
            mask.push_str(",event_types");
            body["eventTypes"] = EventType::ALL.iter().map(|kind| kind.name()).collect();
        }
        self.operation(&PATCH, format!("/v1/{name}"), vec![("updateMask", mask)], Some(body)).await
    }

    /// `subscriptions.reactivate`, once the cause of the suspension is mended. It ends when it would have ended.
    ///
    /// # Errors
    ///
    /// See [`EventsError`].
    pub async fn reactivate(&self, name: &SubscriptionName) -> Answer<Subscription> {
        self.operation(&REACTIVATE, format!("/v1/{name}:reactivate"), Vec::new(), Some(json!({}))).await
    }

    /// `subscriptions.delete`; one that is gone is as good as deleted.
    ///
    /// # Errors
    ///
    /// See [`EventsError`].
    pub async fn delete(&self, name: &SubscriptionName) -> Answer<()> {
        let query = vec![("allowMissing", "true".to_owned())];
        self.awaited(&DELETE, format!("/v1/{name}"), query, None).await.map(|_| ())
    }

    async fn operation(
        &self,
        rule: &'static Rule,
        path: String,
        query: Vec<(&'static str, String)>,
        body: Option<Value>,
    ) -> Answer<Subscription> {
        let response = self.awaited(rule, path, query, body).await?;
        Subscription::read(&response).map_err(failed)
    }

    /// Sends it and waits for the end of its operation: what it answers with.
    async fn awaited(
        &self,
        rule: &'static Rule,
        path: String,
        query: Vec<(&'static str, String)>,
        body: Option<Value>,
    ) -> Answer<Value> {
        let start = Instant::now();
        let mut operation = self.client.other(rule, path, query, body).await.map_err(failed)?;
        let mut wait = self.look;
        loop {
            if operation.get("done").and_then(Value::as_bool) == Some(true) {
                return match operation.get_mut("error") {
                    Some(error) if error.is_object() => Err(failed(Client::failed_operation(rule, error))),
                    _ => Ok(operation.get_mut("response").map(Value::take).unwrap_or_default()),
                };
            }
            let Some(path) = text(&operation, "name").and_then(operation_path) else {
                return Err(failed(MeetError::WrongShape { detail: "it is an operation without a name".into() }));
            };
            if start.elapsed() + wait > PATIENCE {
                return Err(failed(MeetError::TimedOut { phase: Phase::Overall, after: PATIENCE }));
            }
            sleep(wait).await;
            wait = (wait * 2).min(self.look * 10);
            operation = self.client.other(&OPERATION, path, Vec::new(), None).await.map_err(failed)?;
        }
    }
}

/// What `subscriptions.create` sends.
pub(super) fn create_body(target: &str, topic: &Topic) -> Value {
    let types: Vec<&str> = EventType::ALL.iter().map(|kind| kind.name()).collect();
    json!({
        "targetResource": target,
        "eventTypes": types,
        "notificationEndpoint": {"pubsubTopic": topic.as_str()},
        "payloadOptions": {"includeResource": false},
        "ttl": "0s",
    })
}

/// Where an operation is looked at.
fn operation_path(name: &str) -> Option<String> {
    let literal = |c: char| c.is_ascii_alphanumeric() || "-_.~+=".contains(c);
    let fits = |part: &str| !part.is_empty() && part.chars().all(literal) && part != "." && part != "..";
    (name.starts_with("operations/") && name.split('/').all(fits)).then(|| format!("/v1/{name}"))
}

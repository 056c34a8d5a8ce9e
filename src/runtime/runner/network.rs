//! Calls to Meet. The client is built beside the first frame, for the operating system's roots take their time.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use futures_util::FutureExt;
use tokio::sync::{OnceCell, Semaphore};

use super::Sender;
use crate::effect::{Call, Key, Msg, Reply, Request, Running, Trouble};
use crate::meet::client::{Client, Settings};
use crate::meet::error::MeetError;
use crate::meet::names::ConferenceName;
use crate::meet::resources::Member;
use crate::meet::token::TokenSource;
use crate::tasks;

/// Reads that nobody waits for, at the same time; with the one preview there are four.
pub(super) const AT_ONCE: usize = 3;

/// The way to Meet.
pub struct Network {
    settings: Settings,
    tokens: Arc<dyn TokenSource>,
    client: OnceCell<Result<Client, MeetError>>,
    /// For reads that the app makes by itself; what a person asks for does not queue behind them.
    quiet: Semaphore,
    sender: Sender,
}

impl Network {
    /// A way to this server with these tokens; nothing is built yet.
    #[must_use]
    pub fn new(settings: Settings, tokens: Arc<dyn TokenSource>, sender: Sender) -> Self {
        Self { settings, tokens, client: OnceCell::new(), quiet: Semaphore::new(AT_ONCE), sender }
    }

    pub(super) async fn client(&self) -> Result<Client, MeetError> {
        let built = self.client.get_or_init(|| async {
            let (settings, tokens) = (self.settings.clone(), self.tokens.clone());
            match tasks::blocking(move || Client::new(settings, tokens)).await {
                Ok(Ok(built)) => {
                    if let Some(warning) = built.warning {
                        self.sender.send(Msg::Notice(Trouble {
                            what: "This computer's list of trusted certificates could not be read".into(),
                            why: warning,
                            next: "Connections work with a built-in list; install ca-certificates to use the system's own."
                                .into(),
                            at: jiff::Timestamp::now(),
                        }));
                    }
                    Ok(built.client)
                }
                Ok(Err(error)) => Err(error),
                Err(_) => Err(internal()),
            }
        });
        built.await.clone()
    }

    /// Connects ahead of need.
    pub(super) async fn warm_up(&self) {
        if let Ok(client) = self.client().await {
            client.warm_up().await;
        }
    }

    /// The right to a read that nobody waits for: there are few at the same time.
    pub(super) async fn quietly(&self) -> Option<tokio::sync::SemaphorePermit<'_>> {
        self.quiet.acquire().await.ok()
    }

    /// The same for a read that nobody waits for: at most a few of them are under way.
    pub(super) async fn answer_quietly(&self, call: Call, sender: &Sender) -> Msg {
        let _permit = self.quiet.acquire().await;
        self.answer(call, sender).await
    }

    /// Makes a call; the answer as a message.
    pub(super) async fn answer(&self, call: Call, sender: &Sender) -> Msg {
        let Call { key, generation, request } = call;
        let kind = kind_of(&request);
        let work = AssertUnwindSafe(self.ask(key.clone(), generation, request, sender)).catch_unwind();
        let reply = work.await.unwrap_or_else(|_| kind(internal()));
        Msg::Answer { key, generation, reply }
    }

    async fn running(&self, client: &Client, name: &ConferenceName) -> Result<Running, MeetError> {
        let record = async {
            let _permit = self.quiet.acquire().await;
            client.conference_record(name).await
        };
        let people = async {
            let _permit = self.quiet.acquire().await;
            client.people_present(name).await
        };
        let (record, people) = tokio::try_join!(record, people)?;
        Ok(Running { since: record.start_time, people })
    }

    async fn ask(&self, key: Key, generation: u64, request: Request, sender: &Sender) -> Reply {
        let client = match self.client().await {
            Ok(client) => {
                let (key, sender) = (key.clone(), sender.clone());
                client.observed(Arc::new(move |waiting| sender.send(Msg::Waiting(key.clone(), waiting))))
            }
            Err(error) => return kind_of(&request)(error),
        };
        match request {
            Request::Create(config) => Reply::Space(client.create_space(config.as_deref()).await.map(Box::new)),
            Request::Get(space) => Reply::Space(client.get_space(&space).await.map(Box::new)),
            Request::Patch(name, patch) => Reply::Space(client.patch_space(&name, &patch).await.map(Box::new)),
            Request::End(name) => Reply::Ended(client.end_active_conference(&name).await),
            Request::Conference(name) => Reply::Conference(self.running(&client, &name).await),
            Request::Members(name) => {
                let page = |members: &[Member]| {
                    let reply = Reply::SomeMembers(members.to_vec());
                    sender.send(Msg::Answer { key: key.clone(), generation, reply });
                };
                Reply::Members(client.list_members_by_page(&name, page).await)
            }
            Request::AddMember(name, email, role) => {
                Reply::Member(client.create_member(&name, &email, &role).await.map(Box::new))
            }
            Request::Roles(name, changes) => Reply::Members(client.batch_update_members(&name, &changes).await),
            Request::RemoveMember(name) => Reply::Removed(client.delete_member(&name).await),
        }
    }
}

/// In which kind a request is answered.
fn kind_of(request: &Request) -> fn(MeetError) -> Reply {
    match request {
        Request::Create(_) | Request::Get(_) | Request::Patch(..) => |error| Reply::Space(Err(error)),
        Request::End(_) => |error| Reply::Ended(Err(error)),
        Request::Conference(_) => |error| Reply::Conference(Err(error)),
        Request::Members(_) | Request::Roles(..) => |error| Reply::Members(Err(error)),
        Request::AddMember(..) => |error| Reply::Member(Err(error)),
        Request::RemoveMember(_) => |error| Reply::Removed(Err(error)),
    }
}

/// A task panicked: told like any other failure.
pub(super) fn internal() -> MeetError {
    let said = super::super::guard::take_task_panics().pop().unwrap_or_else(|| "a part of greenroom failed".into());
    MeetError::Setup { detail: crate::text::clean(&said).into_owned() }
}

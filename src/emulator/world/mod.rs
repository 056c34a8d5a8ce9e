//! What there is: people, Cloud projects, tokens, spaces, conferences and what they leave behind; and a clock of its own.
//!
//! Everything here is plain data behind one lock. It answers no requests (`methods` does) and opens no sockets.

mod artifacts;
mod conferences;
mod crowd;
mod events;
pub(super) mod ids;
mod members;
mod participants;
mod pubsub;
mod requests;
mod rules;
mod spaces;
mod speech;
mod tokens;
mod vanish;

use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value};

use super::faults::{Fault, Faults};
use super::method::Aim;
use super::oauth::{self, Publishing};
use super::quota::{Meter, Quota};
use super::schema::{SPACE_CONFIG, read};

pub use artifacts::Artifact;
pub(super) use artifacts::Made;
pub(super) use conferences::Conference;
pub use crowd::Crowd;
pub use events::Suspension;
pub(super) use events::{LONGEST, Operation, Subscription, Target, is_meets};
pub use members::Member;
pub(super) use participants::Participant;
pub use participants::Person;
pub(super) use pubsub::{Filter, Policy, Queue, Topic};
pub use pubsub::{Message, PubsubRole};
pub use requests::Request;
pub use rules::Feature;
pub(super) use spaces::Role;
pub use spaces::Space;
pub(super) use spaces::{settle, standard_config};
pub(super) use speech::{Line, Saying, Script, takes};
pub(super) use tokens::Grant;

/// Why the world could not be changed as asked. Only the program that runs the emulator meets these.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WorldError {
    /// There is no such person.
    #[error("there is no user {0}")]
    UnknownUser(String),
    /// There is no such Cloud project.
    #[error("there is no project {0}")]
    UnknownProject(String),
    /// There is no such space.
    #[error("there is no space {0}")]
    UnknownSpace(String),
    /// There is no such OAuth client.
    #[error("there is no client {0}")]
    UnknownClient(String),
    /// The public key of that service account is none.
    #[error("the key of {0} is no public key in PEM or DER")]
    BadKey(String),
    /// The token was never given out. It is not repeated here, for it may be a real one.
    #[error("there is no such token")]
    UnknownToken,
    /// There is no such member.
    #[error("there is no member {0}")]
    UnknownMember(String),
    /// That person is not in the space.
    #[error("that person is not in {0}")]
    NotThere(String),
    /// Nobody is in the space.
    #[error("nobody is in {0}")]
    Empty(String),
    /// Nothing takes down what is said there.
    #[error("no transcript is running in {0}")]
    Unrecorded(String),
    /// There is no such conference record, nor anything of that name in one.
    #[error("there is no {0}")]
    UnknownRecord(String),
    /// The settings are not what the Meet API knows.
    #[error("{0}")]
    BadConfig(String),
    /// The code, name or address is in use, or a member already.
    #[error("{0} is taken")]
    Taken(String),
}

/// Somebody with a Google account.
pub struct User {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) defaults: Map<String, Value>,
    /// What an administrator forces on the spaces that this person makes or changes: paths of settings, and their values.
    pub(super) policies: Vec<(Vec<&'static str>, Value)>,
    /// What this person's edition lacks.
    pub(super) missing: BTreeSet<Feature>,
    /// Whether new spaces get phone numbers, as some editions have them.
    pub phone: bool,
    /// Whether new spaces get SIP addresses, as some licences have them.
    pub sip: bool,
}

/// A Cloud project, which is what OAuth clients belong to.
pub struct Project {
    pub(super) id: String,
    pub(super) number: String,
    /// Whether the Meet API is switched on in it.
    pub api_enabled: bool,
    /// Whether the Workspace Events API is.
    pub events_enabled: bool,
    /// Whether the Pub/Sub API is.
    pub pubsub_enabled: bool,
    /// Who may sign in to its apps.
    pub publishing: Publishing,
    /// Who may while it is being tested, by e-mail address.
    pub test_users: BTreeSet<String>,
}

/// Everything that the emulator knows.
pub struct World {
    ahead: SignedDuration,
    pub(super) rng: fastrand::Rng,
    pub(super) users: BTreeMap<String, User>,
    pub(super) projects: BTreeMap<String, Project>,
    pub(super) tokens: HashMap<String, Grant>,
    /// In the order in which they were given out.
    pub(super) token_list: Vec<String>,
    pub(super) spaces: HashMap<String, Space>,
    pub(super) codes: HashMap<String, String>,
    pub(super) conferences: HashMap<String, Conference>,
    pub(super) quota: Quota,
    pub(super) meter: Meter,
    pub(super) faults: Faults,
    pub(super) latency: Duration,
    /// How long a file takes after what it holds has ended; `None` for ever.
    pub(super) file_delay: Option<SignedDuration>,
    pub(super) oauth: oauth::State,
    pub(super) events: events::State,
    pub(super) pubsub: pubsub::State,
    /// Tokens and codes, oldest first.
    secrets: VecDeque<String>,
    requests: requests::Requests,
}

impl World {
    /// Nobody and nothing. What is made up later (names, codes, numbers) is the same in every run.
    #[must_use]
    pub fn empty() -> Self {
        Self {
            ahead: SignedDuration::ZERO,
            rng: fastrand::Rng::with_seed(0x6d65_6574),
            users: BTreeMap::new(),
            projects: BTreeMap::new(),
            tokens: HashMap::new(),
            token_list: Vec::new(),
            spaces: HashMap::new(),
            codes: HashMap::new(),
            conferences: HashMap::new(),
            quota: Quota::default(),
            meter: Meter::default(),
            faults: Faults::default(),
            latency: Duration::ZERO,
            file_delay: Some(artifacts::FILE_DELAY),
            oauth: oauth::State::default(),
            events: events::State::default(),
            pubsub: pubsub::State::default(),
            secrets: VecDeque::new(),
            requests: requests::Requests::default(),
        }
    }

    /// Makes what is made up later differ from every other run.
    pub fn shuffle(&mut self) {
        self.rng = fastrand::Rng::new();
    }

    /// The time on the server, to the microsecond.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        let now = Timestamp::now().checked_add(self.ahead).unwrap_or(Timestamp::MAX);
        Timestamp::from_microsecond(now.as_microsecond()).unwrap_or(now)
    }

    /// Sets the server's clock on (or back, when negative). Tokens run out, quotas fill up, old conferences vanish, files are there,
    /// subscriptions to news end.
    pub fn advance(&mut self, by: SignedDuration) {
        self.ahead = self.ahead.saturating_add(by);
        self.catch_up();
    }

    /// Adds somebody whose new spaces have phone and SIP access and the standard settings. Who is there already stays as
    /// they are.
    pub fn add_user(&mut self, email: &str, name: &str) -> &mut User {
        let id = ids::user_id(email);
        let user = User {
            id,
            name: name.to_owned(),
            defaults: standard_config(),
            policies: Vec::new(),
            missing: BTreeSet::new(),
            phone: true,
            sip: true,
        };
        self.users.entry(email.to_owned()).or_insert(user)
    }

    /// The settings that this person's new spaces have, where they differ from the standard ones.
    ///
    /// # Errors
    ///
    /// When there is no such person, or the settings are not what the Meet API knows.
    pub fn set_defaults(&mut self, email: &str, config: &Value) -> Result<(), WorldError> {
        let config = read_config(config)?;
        let user = self.users.get_mut(email).ok_or_else(|| WorldError::UnknownUser(email.into()))?;
        user.defaults = settle(super::masks::Mask::All.apply(&Map::new(), &config, &standard_config()));
        Ok(())
    }

    /// Adds a Cloud project with the APIs switched on, open to everybody. Its number is made from its name. One that is there already
    /// stays as it is.
    pub fn add_project(&mut self, id: &str) -> &mut Project {
        let project = Project {
            id: id.to_owned(),
            number: ids::project_number(id),
            api_enabled: true,
            events_enabled: true,
            pubsub_enabled: true,
            publishing: Publishing::Production,
            test_users: BTreeSet::new(),
        };
        self.projects.entry(id.to_owned()).or_insert(project)
    }

    /// How late every answer is. The request itself is processed when it comes.
    pub fn set_latency(&mut self, latency: Duration) {
        self.latency = latency;
    }

    /// How many calls a minute are allowed, from now on; what was counted is forgotten.
    pub fn set_quota(&mut self, quota: Quota) {
        self.quota = quota;
        self.meter = Meter::default();
    }

    /// Adds a fault. When several meet a call, the one that was added first strikes.
    pub fn add_fault(&mut self, fault: Fault) {
        self.faults.add(fault);
    }

    /// All is well again.
    pub fn clear_faults(&mut self) {
        self.faults.clear();
    }

    /// What was asked, oldest first. Only the latest 10,000 are kept.
    #[must_use]
    pub fn requests(&self) -> Vec<Request> {
        self.requests.all()
    }

    /// How many calls of that method, or requests to that OAuth address, came, refused ones included, also those that are not kept.
    #[must_use]
    pub fn count(&self, aim: impl Into<Aim>) -> usize {
        self.requests.count(Some(aim.into()))
    }

    /// How many requests came at all.
    #[must_use]
    pub fn count_all(&self) -> usize {
        self.requests.count(None)
    }

    /// Forgets the requests so far.
    pub fn clear_requests(&mut self) {
        self.requests = requests::Requests::default();
    }

    pub(super) fn note(&mut self, request: Request, size: usize) {
        self.requests.push(request, size);
    }
}

/// Reads settings as a request would be read.
pub(super) fn read_config(config: &Value) -> Result<Map<String, Value>, WorldError> {
    let Value::Object(config) = config else {
        return Err(WorldError::BadConfig("the settings are no object".into()));
    };
    read(config, &SPACE_CONFIG, "config").map_err(|wrong| {
        let wrong: Vec<String> = wrong.into_iter().map(|violation| violation.description).collect();
        WorldError::BadConfig(wrong.join("\n"))
    })
}

#[cfg(test)]
mod tests;

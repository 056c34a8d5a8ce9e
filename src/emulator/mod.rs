//! The Meet API on loopback: an HTTP server inside the program, as strict as Google's; with it Google's sign-in, the Workspace Events
//! API and as much of Pub/Sub as news from Meet needs.
//!
//! It is what `--demo` and `greenroom emulator` talk to, and what the tests are run against. It shares no type with
//! the client in `meet` and knows nothing of the app, so that a slip in one cannot hide in the other. It binds
//! 127.0.0.1 and nothing else.
//!
//! A request comes in at `server` (the socket), is answered by `serve` (checks, in order), which asks `routes`,
//! `params`, `quota` and `faults`, and ends in `methods`, which read and change the [`World`]. Requests are read and
//! answers cut by the tables of `schema`. Signing in is answered on the same port, by `oauth`.
//!
//! What happens in conferences (people who come and go, artifacts that begin, end and are there) becomes events in the world's
//! `events`, for those who have subscribed to them, and messages in its `pubsub`, to be pulled. A method comes as
//! a variant of [`Method`], a line in `routes` and a file in `methods`; what it is about becomes a part of [`World`].
//!
//! ```no_run
//! use greenroom::emulator::{Emulator, Scope, World};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let mut world = World::empty();
//! world.add_user("ana@example.com", "Ana");
//! world.add_project("demo");
//! let token = world.issue_token("ana@example.com", "demo", &Scope::ALL, std::time::Duration::from_secs(3600))?;
//! let emulator = Emulator::start(world)?;
//! let space = emulator.with(|world| world.create_space_for("ana@example.com", "demo"))?;
//! // GET {emulator.endpoint()}/v2/{space} with that token
//! # let _ = (token, space);
//! # Ok(())
//! # }
//! ```
//!
//! News needs a topic to which Meet may publish, and a subscription to pull from:
//!
//! ```no_run
//! use greenroom::emulator::{Emulator, Person, Scope, World};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let mut world = World::empty();
//! world.add_user("ana@example.com", "Ana");
//! world.add_project("demo");
//! let (topic, subscription) = world.prepare_events("demo")?;
//! let token = world.issue_token("ana@example.com", "demo", &Scope::FOR_NEWS, std::time::Duration::from_secs(3600))?;
//! let space = world.create_space_for("ana@example.com", "demo")?;
//! let emulator = Emulator::start(world)?;
//! // POST {endpoint}/v1/subscriptions with that token, {"targetResource": "//meet.googleapis.com/{space}",
//! //     "eventTypes": ["google.workspace.meet.participant.v2.joined"], "notificationEndpoint": {"pubsubTopic": topic}}
//! emulator.with(|world| world.join(&space, &Person::Anonymous("Guest".into())))?;
//! // POST {endpoint}/v1/{subscription}:pull with {"maxMessages": 10} brings one message; it waits until there is one
//! # let _ = (token, topic, subscription);
//! # Ok(())
//! # }
//! ```

mod banner;
mod bodies;
mod errors;
mod faults;
mod fields;
mod filter;
mod life;
mod masks;
mod method;
mod methods;
mod oauth;
mod pages;
mod params;
mod quota;
mod routes;
mod schema;
mod seed;
mod serve;
mod server;
mod wire;
mod world;

pub use banner::banner;
pub use faults::{Fault, Paging, Refusal, Trouble};
pub use method::{Aim, Bucket, EventsMethod, Method, PubsubMethod, Scope};
pub use oauth::{Block, ClientKind, Consent, OAuth, OAuthClient, Publishing};
pub use quota::Quota;
pub use seed::{Seed, SeedError, SeededSpace};
pub use server::Emulator;
pub use world::{
    Artifact, Crowd, Feature, Member, Message, Person, Project, PubsubRole, Request, Space, Suspension, User, World, WorldError,
};

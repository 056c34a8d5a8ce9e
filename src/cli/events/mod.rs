//! `greenroom events …`: what the Cloud project has to hold for news as it happens, and which subscriptions there are.

pub(super) mod places;
mod report;
mod setup;
pub(super) mod source;
mod status;

use std::sync::Arc;

use clap::Subcommand;

use super::base::Base;
use super::net::Driver;
use super::{Args, Exit, complain, exit};
use crate::auth::vault;
use crate::events::error::EventsError;
use crate::events::names::{Pull, Topic};
use crate::events::pubsub::Pubsub;
use crate::events::workspace::Workspace;
use crate::meet::client::{Client, RetryPolicy};
use crate::meet::token::{StaticToken, TokenSource};
use places::Places;

/// What `greenroom events` does.
#[derive(Debug, Subcommand)]
pub enum EventsCommand {
    /// Look whether the Cloud project has all that events need, make what may be made, and say how to make the rest
    #[command(after_help = SETUP)]
    Setup {
        /// Where Google publishes: projects/PROJECT/topics/TOPIC
        #[arg(long, value_name = "TOPIC")]
        topic: Option<Topic>,
        /// From where greenroom pulls: projects/PROJECT/subscriptions/SUBSCRIPTION
        #[arg(long, value_name = "SUBSCRIPTION")]
        subscription: Option<Pull>,
        /// As JSON
        #[arg(long)]
        json: bool,
    },
    /// Which subscriptions this account has at Google, how they stand and when they end
    #[command(after_help = STATUS)]
    Status {
        /// As JSON: an array of the API's subscriptions
        #[arg(long)]
        json: bool,
    },
    /// Take away every subscription that this account has with this OAuth client
    #[command(after_help = CLEAR)]
    Clear,
}

const SETUP: &str = "\
Topic and subscription are read from the flags, from GREENROOM_EVENTS_TOPIC and GREENROOM_EVENTS_SUBSCRIPTION, or from topic and \
subscription under [events] in config.toml. The topic has to be in the Cloud project of the OAuth client. What may not be made \
with the credentials at hand is printed as lines for gcloud. With --read-only nothing is made. At the end Google is asked whether it \
would tell what happens, without making anything.

Exit codes: 0 all is there; else that of the first part that is not: 3, 4, 5, 6 or 1.

Examples:
  greenroom events setup --topic projects/my-project/topics/meet-events --subscription projects/my-project/subscriptions/greenroom
  greenroom events setup --dry-run
  greenroom events setup --json | jq -r '.checks[].commands[]'";

const STATUS: &str = "\
Examples:
  greenroom events status
  greenroom events status --json | jq -r '.[] | select(.state == \"SUSPENDED\") | .suspensionReason'";

const CLEAR: &str = "\
The topic and the subscription of Pub/Sub stay. A running greenroom makes its own again within fifteen minutes. Asks on a terminal; \
elsewhere it needs --yes.

Examples:
  greenroom events clear
  greenroom events clear --yes";

pub(super) fn run(args: &Args, command: &EventsCommand) -> Exit {
    let ended = match command {
        EventsCommand::Setup { topic, subscription, json } => setup::run(args, topic.as_ref(), subscription.as_ref(), *json),
        EventsCommand::Status { json } => status::run(args, *json),
        EventsCommand::Clear => status::clear(args),
    };
    ended.unwrap_or_else(|end| end)
}

/// Both clients, and what drives them.
struct Clients {
    /// The tokens of the person.
    meet: Arc<dyn TokenSource>,
    workspace: Workspace,
    pubsub: Pubsub,
    /// Where tokens for Pub/Sub come from, in words.
    credentials: String,
    driver: Driver,
}

impl Clients {
    fn open(base: &mut Base<'_>, places: &Places) -> Result<Self, Exit> {
        let vault = vault::open(&base.around.home.data);
        // Whoever is not signed in can still set Pub/Sub up.
        let meet: Arc<dyn TokenSource> = base
            .way
            .source(&base.around, vault)
            .map_or_else(|_| Arc::new(StaticToken::new("")) as Arc<_>, |source| source.tokens());
        let (tokens, credentials) =
            places.tokens(&base.around, &base.settings.events, &meet).map_err(|error| exit::auth(&error))?;
        let client = |endpoint, tokens| {
            let mut settings = Places::settings(endpoint);
            // A person waits for a handful of answers.
            settings.retry = RetryPolicy { tries: 3, connect_tries: 2, ..RetryPolicy::default() };
            let built = Client::new(settings, tokens).map_err(|error| exit::meet("Google could not be asked", &error))?;
            if let Some(warning) = &built.warning {
                complain(warning);
            }
            Ok(built.client)
        };
        let workspace = Workspace::new(client(&places.events, meet.clone())?);
        let pubsub = Pubsub::new(client(&places.pubsub, tokens)?);
        Ok(Self { meet, workspace, pubsub, credentials, driver: Driver::new(base)? })
    }
}

/// The end of a command that one of the two APIs refused.
fn refused(what: &str, error: &EventsError) -> Exit {
    exit::of(error.kind(), format!("{what}. {} {}", error.why(), error.next_step()))
}

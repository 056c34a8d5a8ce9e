//! What went wrong with one of the two APIs: the client's own error, with words that fit them.

use std::fmt;

use crate::meet::clean::clean;
use crate::meet::error::{Kind, MeetError};
use crate::meet::texts::with;
use crate::meet::token::TokenError;

/// Longest text, in characters.
const LONGEST: usize = 800;

/// Which API it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Api {
    /// Workspace Events.
    WorkspaceEvents,
    /// Cloud Pub/Sub.
    Pubsub,
}

impl Api {
    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::WorkspaceEvents => "Google Workspace Events API",
            Self::Pubsub => "Cloud Pub/Sub API",
        }
    }

    /// What it is called where it is switched on.
    #[must_use]
    pub fn service(self) -> &'static str {
        match self {
            Self::WorkspaceEvents => "workspaceevents.googleapis.com",
            Self::Pubsub => "pubsub.googleapis.com",
        }
    }
}

/// Why a call failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventsError {
    /// Which API.
    pub api: Api,
    /// Why.
    pub cause: MeetError,
}

impl EventsError {
    /// Why it failed, in plain words; one line.
    #[must_use]
    pub fn why(&self) -> String {
        let name = self.api.name();
        let text = match (&self.cause, self.api) {
            (MeetError::Token(TokenError::NotSignedIn), Api::Pubsub) => "There are no credentials for Pub/Sub.".into(),
            (MeetError::ApiDisabled { project, .. }, _) => {
                let project = project.as_deref().map(|name| format!(" {}", name.trim_start_matches("projects/")));
                format!("The {name} is not switched on in the Cloud project{}.", project.unwrap_or_default())
            }
            (MeetError::Hidden { http: 404, .. }, Api::Pubsub) => "The topic or the subscription of Pub/Sub is not there.".into(),
            (MeetError::Hidden { said, .. }, Api::Pubsub) => {
                with("These credentials may not do this with Pub/Sub.", said.as_deref())
            }
            (MeetError::Hidden { http: 404, .. }, Api::WorkspaceEvents) => "The subscription is not there any more.".into(),
            (MeetError::Hidden { said, .. }, Api::WorkspaceEvents) => with(
                "Google refuses it and does not tell why. The account may not watch this, the topic is not in the Cloud project of the OAuth client, or Google may not publish to it.",
                said.as_deref(),
            ),
            (MeetError::NotPermitted { reason, said }, Api::WorkspaceEvents) if reason == "TARGET_RESOURCE_ACCESS_DENIED" => {
                with("The account may not watch this.", said.as_deref())
            }
            (MeetError::FailedPrecondition { said }, _) => with("It does not fit the present state.", said.as_deref()),
            (MeetError::WrongShape { detail }, _) => format!("The answer is not what the {name} answers with: {detail}."),
            (MeetError::TooLarge { limit }, _) => {
                format!("The answer is larger than {} MB: something else than Meet's events is in it.", limit / (1024 * 1024))
            }
            (MeetError::Redirected { http }, _) => {
                format!("The answer points to another address (HTTP {http}). The {name} never does that, so it was not followed.")
            }
            // Which of three servers it was is half of it.
            (MeetError::Unreachable { .. } | MeetError::TimedOut { .. } | MeetError::Server { .. }, _) => {
                format!("{name}: {}", self.cause.why())
            }
            (cause, _) => cause.why(),
        };
        clean(&text, LONGEST)
    }

    /// What to do now; one line.
    #[must_use]
    pub fn next_step(&self) -> String {
        let setup = "Run greenroom events setup: it says what is missing, and makes what it may.";
        let text: String = match (&self.cause, self.api) {
            (MeetError::Token(TokenError::NotSignedIn) | MeetError::ScopeMissing { .. }, Api::Pubsub) => {
                "Name credentials that may use Pub/Sub: credentials = \"FILE\" under [events] in config.toml, or run gcloud auth application-default login.".into()
            }
            (MeetError::ApiDisabled { project, .. }, api) => {
                let project = project.as_deref().map(|name| format!(" --project={}", name.trim_start_matches("projects/")));
                let project = project.unwrap_or_default();
                format!("Run gcloud services enable {}{project}, wait a few minutes, try again.", api.service())
            }
            (MeetError::Hidden { .. }, Api::Pubsub) => setup.into(),
            (MeetError::Hidden { http: 404, .. }, Api::WorkspaceEvents) => "greenroom makes it anew.".into(),
            (
                MeetError::Hidden { .. }
                | MeetError::InvalidArgument { .. }
                | MeetError::FailedPrecondition { .. }
                | MeetError::NotPermitted { .. },
                Api::WorkspaceEvents,
            ) => format!("Sign in as the owner of the space. {setup}"),
            (MeetError::TooLarge { .. }, Api::Pubsub) => {
                "Give greenroom a subscription of its own, on a topic that carries Meet's events alone.".into()
            }
            (cause, _) => cause.next_step(),
        };
        clean(&text, LONGEST)
    }

    /// The coarse kind.
    #[must_use]
    pub fn kind(&self) -> Kind {
        self.cause.kind()
    }

    /// True where the same may well succeed a little later.
    #[must_use]
    pub fn is_transient(&self) -> bool {
        self.cause.is_transient()
    }

    /// True where there is no such thing.
    #[must_use]
    pub fn is_missing(&self) -> bool {
        matches!(self.cause, MeetError::Hidden { http: 404, .. })
    }

    /// True where it is there already.
    #[must_use]
    pub fn is_there(&self) -> bool {
        match &self.cause {
            MeetError::AlreadyExists { .. } => true,
            MeetError::Refused { http, .. } => *http == 409,
            _ => false,
        }
    }

    /// True where these credentials may not do it, whatever is tried.
    #[must_use]
    pub fn is_forbidden(&self) -> bool {
        self.kind() == Kind::NotPermitted
    }
}

impl fmt::Display for EventsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.why())
    }
}

impl std::error::Error for EventsError {}

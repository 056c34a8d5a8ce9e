//! What the Cloud project has to hold for events, looked at and, where that is wanted and allowed, made.
//!
//! Each part ends as a [`Finding`]; for what may not be done from here it holds the exact lines for `gcloud`. Nothing that is
//! there is changed but the topic's list of publishers, to which one is added.

mod parts;
mod wish;

use super::error::EventsError;
use super::pubsub::Pubsub;
use super::workspace::Workspace;
use crate::meet::error::{Kind, MeetError};
pub use wish::Wish;

/// Who publishes for Meet.
/// Source: <https://developers.google.com/workspace/events/guides/create-subscription>
pub const PUBLISHER: &str = "serviceAccount:meet-api-event-push@system.gserviceaccount.com";
/// What it has to be allowed.
const ROLE: &str = "roles/pubsub.publisher";

/// How a part ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// It is as it should be.
    Ok,
    /// It was made just now.
    Made,
    /// It may do, but something is to be known.
    Warning,
    /// It is not as it should be.
    Failed(Kind),
}

/// One part that was looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Which part.
    pub name: &'static str,
    /// How it ended.
    pub status: Status,
    /// What was found, as a sentence without its full stop, or several.
    pub detail: String,
    /// What to do; none where all is well.
    pub fix: Option<String>,
    /// The lines for a shell that do it.
    pub commands: Vec<String>,
}

fn finding(name: &'static str, status: Status, detail: impl Into<String>) -> Finding {
    Finding { name, status, detail: detail.into(), fix: None, commands: Vec::new() }
}

impl Finding {
    fn fix(mut self, fix: impl Into<String>) -> Self {
        self.fix = Some(fix.into());
        self
    }

    fn run(mut self, command: String) -> Self {
        self.commands.push(command);
        self
    }

    /// True for what keeps Google from publishing.
    fn is_of_google(&self) -> bool {
        matches!(self.status, Status::Failed(_)) && ["project", "topic", "publisher"].contains(&self.name)
    }

    /// There is no line for a shell that helps: signing in does.
    fn without_empty_commands(mut self, error: &EventsError) -> Self {
        self.commands.retain(|command| !command.is_empty());
        if self.commands.is_empty() {
            self.fix = Some(error.next_step());
        }
        self
    }
}

/// It failed, and if a line for a shell helps it is that one.
fn failed(name: &'static str, error: &EventsError, command: String) -> Finding {
    let found = finding(name, Status::Failed(error.kind()), error.why());
    if let MeetError::ApiDisabled { project, .. } = &error.cause {
        let project = project.as_deref().map(|name| format!(" --project={}", name.trim_start_matches("projects/")));
        let enable = format!("gcloud services enable {}{}", error.api.service(), project.unwrap_or_default());
        return found.fix("Switch it on, wait a few minutes, run greenroom events setup again.").run(enable);
    }
    if error.is_missing() || error.is_forbidden() {
        return found.fix("Run this as somebody who may, then greenroom events setup again.").run(command);
    }
    found.fix(error.next_step())
}

/// Looks at every part, makes what is missing where that is wanted, and tells each.
pub async fn run(wish: &Wish, pubsub: &Pubsub, workspace: &Workspace) -> Vec<Finding> {
    let mut all = Vec::new();
    all.extend(parts::project(wish));
    let topic = parts::topic(wish, pubsub).await;
    let there = !matches!(topic.status, Status::Failed(_));
    all.push(topic);
    if there {
        all.push(parts::publisher(wish, pubsub).await);
        all.push(parts::subscription(wish, pubsub).await);
    }
    let events = parts::events(workspace).await;
    let answers = events.status == Status::Ok;
    all.push(events);
    // What was found missing would only be found once more.
    if let Some(target) = wish.target.as_ref().filter(|_| answers && there && !all.iter().any(Finding::is_of_google)) {
        let fresh = all.iter().any(|found| found.status == Status::Made);
        all.push(parts::trial(wish, workspace, target, fresh).await);
    }
    all
}

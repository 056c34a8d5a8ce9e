//! Who may do what with topics and queues: roles in a project, and the policies of single topics and queues.

use serde_json::{Value, json};

use super::super::World;

/// The account by which Meet publishes.
const MEET: &str = "serviceAccount:meet-api-event-push@system.gserviceaccount.com";

/// What somebody may do with all topics and subscriptions of a project. Everybody is an admin unless the world is told otherwise.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PubsubRole {
    /// Nothing.
    Nothing,
    /// See what there is.
    Viewer,
    /// Pull, acknowledge, and attach subscriptions to topics.
    Subscriber,
    /// Publish.
    Publisher,
    /// All but seeing and changing who may do what.
    Editor,
    /// Everything.
    #[default]
    Admin,
}

impl PubsubRole {
    /// By the name of a role in a policy.
    fn named(role: &str) -> Self {
        match role {
            "roles/pubsub.viewer" | "roles/viewer" => Self::Viewer,
            "roles/pubsub.subscriber" => Self::Subscriber,
            "roles/pubsub.publisher" => Self::Publisher,
            "roles/pubsub.editor" | "roles/editor" => Self::Editor,
            "roles/pubsub.admin" | "roles/owner" => Self::Admin,
            _ => Self::Nothing,
        }
    }

    /// Whether a permission such as `pubsub.topics.publish` comes with it.
    fn lets(self, permission: &str) -> bool {
        match self {
            Self::Nothing => false,
            Self::Viewer => matches!(permission.rsplit('.').next(), Some("get" | "list")),
            Self::Subscriber => matches!(permission, "pubsub.subscriptions.consume" | "pubsub.topics.attachSubscription"),
            Self::Publisher => permission == "pubsub.topics.publish",
            Self::Editor => !permission.ends_with("IamPolicy"),
            Self::Admin => true,
        }
    }
}

/// Who may do what with one topic or queue.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::emulator) struct Policy {
    /// As they are sent: each a role with members.
    pub(in crate::emulator) bindings: Vec<Value>,
    /// How often it was changed.
    pub(in crate::emulator) changes: u64,
}

impl Policy {
    /// The policy as it is sent.
    pub(in crate::emulator) fn view(&self) -> Value {
        let mut view = json!({"version": 1, "etag": self.etag()});
        if !self.bindings.is_empty() {
            view["bindings"] = self.bindings.clone().into();
        }
        view
    }

    /// Changes with each change of it.
    pub(in crate::emulator) fn etag(&self) -> String {
        use base64::Engine as _;
        base64::engine::general_purpose::STANDARD.encode(self.changes.to_be_bytes())
    }

    /// Whether a member, such as `user:ana@example.com`, may do that.
    pub(in crate::emulator) fn lets(&self, member: &str, permission: &str) -> bool {
        self.bindings.iter().any(|binding| {
            let members = binding["members"].as_array().into_iter().flatten();
            let mut members = members.filter_map(Value::as_str);
            PubsubRole::named(binding["role"].as_str().unwrap_or_default()).lets(permission)
                && members
                    .any(|known| known.eq_ignore_ascii_case(member) || known == "allUsers" || known == "allAuthenticatedUsers")
        })
    }

    /// Gives the account by which Meet publishes that right, or takes it.
    pub(super) fn set_meet(&mut self, may: bool) {
        self.changes += 1;
        for binding in &mut self.bindings {
            if let Some(members) = binding["members"].as_array_mut() {
                members.retain(|member| member != MEET);
            }
        }
        self.bindings.retain(|binding| binding["members"].as_array().is_some_and(|members| !members.is_empty()));
        if may {
            self.bindings.push(json!({"role": "roles/pubsub.publisher", "members": [MEET]}));
        }
    }
}

impl World {
    /// Whether somebody may do that with something in a project; nobody in particular may where no token is asked for.
    pub(in crate::emulator) fn may(&self, who: &str, project: &str, policy: Option<&Policy>, permission: &str) -> bool {
        if who.is_empty() {
            return true;
        }
        let role = self.pubsub.roles.get(&(who.to_owned(), project.to_owned())).copied().unwrap_or_default();
        let kind = if who.ends_with(".gserviceaccount.com") { "serviceAccount" } else { "user" };
        role.lets(permission) || policy.is_some_and(|policy| policy.lets(&format!("{kind}:{who}"), permission))
    }

    /// Whether Meet may publish to a topic.
    pub(in crate::emulator) fn meet_may_publish(&self, topic: &str) -> bool {
        self.pubsub.topics.get(topic).is_some_and(|topic| topic.policy.lets(MEET, "pubsub.topics.publish"))
    }
}

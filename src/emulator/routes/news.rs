//! Paths of the two services that news comes through: Workspace Events and Pub/Sub.

use super::super::method::{EventsMethod, Method, PubsubMethod};

/// The methods of a path, each with its HTTP verb, and the identifiers in it.
type Found<'a> = (Vec<(&'static str, Method)>, Vec<&'a str>);

/// The methods of a path below `/v1/`, by their HTTP verbs, and the identifiers in it. A topic's or subscription's own methods get
/// its project, `topics` or `subscriptions`, and its identifier.
pub(super) fn find<'a>(parts: &[&'a str]) -> Option<Found<'a>> {
    use EventsMethod as E;
    use PubsubMethod as P;
    let events = |methods: &[(&'static str, EventsMethod)]| {
        methods.iter().map(|(verb, method)| (*verb, Method::Events(*method))).collect()
    };
    let pubsub = |methods: &[(&'static str, PubsubMethod)]| {
        methods.iter().map(|(verb, method)| (*verb, Method::Pubsub(*method))).collect()
    };
    Some(match parts {
        ["subscriptions"] => (events(&[("GET", E::List), ("POST", E::Create)]), vec![]),
        ["subscriptions", name] => match name.strip_suffix(":reactivate") {
            Some(id) => (events(&[("POST", E::Reactivate)]), vec![id]),
            None => (events(&[("GET", E::Get), ("PATCH", E::Update), ("DELETE", E::Delete)]), vec![*name]),
        },
        ["operations", name] => (events(&[("GET", E::GetOperation)]), vec![*name]),
        ["projects", project, "topics"] => (pubsub(&[("GET", P::ListTopics)]), vec![*project]),
        ["projects", project, "subscriptions"] => (pubsub(&[("GET", P::ListSubscriptions)]), vec![*project]),
        ["projects", project, "topics", topic, "subscriptions"] => {
            (pubsub(&[("GET", P::ListTopicSubscriptions)]), vec![*project, "topics", *topic])
        }
        ["projects", project, kind @ ("topics" | "subscriptions"), name] => {
            let (id, verb) = name.rsplit_once(':').unwrap_or((name, ""));
            let methods: &[_] = match (*kind, verb) {
                ("topics", "") => &[("PUT", P::CreateTopic), ("GET", P::GetTopic), ("DELETE", P::DeleteTopic)],
                ("topics", "publish") => &[("POST", P::Publish)],
                (_, "") => &[
                    ("PUT", P::CreateSubscription),
                    ("GET", P::GetSubscription),
                    ("PATCH", P::UpdateSubscription),
                    ("DELETE", P::DeleteSubscription),
                ],
                ("subscriptions", "pull") => &[("POST", P::Pull)],
                ("subscriptions", "acknowledge") => &[("POST", P::Acknowledge)],
                ("subscriptions", "modifyAckDeadline") => &[("POST", P::ModifyAckDeadline)],
                (_, "getIamPolicy") => &[("GET", P::GetIamPolicy)],
                (_, "setIamPolicy") => &[("POST", P::SetIamPolicy)],
                (_, "testIamPermissions") => &[("POST", P::TestIamPermissions)],
                _ => &[],
            };
            (pubsub(methods), vec![*project, *kind, id])
        }
        _ => return None,
    })
}

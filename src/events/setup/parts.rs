//! The parts, each looked at, and where that is wanted made.

use serde_json::{Value, json};

use super::wish::Wish;
use super::{Finding, PUBLISHER, ROLE, Status, failed, finding};
use crate::events::error::EventsError;
use crate::events::names::Target;
use crate::events::pubsub::Pubsub;
use crate::events::workspace::Workspace;
use crate::meet::error::{Kind, MeetError};

/// Google takes only topics of the OAuth client's own project.
pub(super) fn project(wish: &Wish) -> Option<Finding> {
    let own = wish.client_project.as_deref()?;
    let topics = wish.topic.project();
    if own == topics {
        return Some(finding("project", Status::Ok, format!("the topic and the OAuth client are both in {own}")));
    }
    let detail =
        format!("the topic is in {topics}, but the OAuth client is in {own}: Google takes only a topic of its own project");
    let name = format!("projects/{own}/topics/{}", wish.topic.id());
    Some(
        finding("project", Status::Failed(Kind::Failed), detail)
            .fix(format!("Set topic to {name}, or sign in with an OAuth client of {topics}.")),
    )
}

pub(super) async fn topic(wish: &Wish, pubsub: &Pubsub) -> Finding {
    const NAME: &str = "topic";
    match pubsub.topic(&wish.topic).await {
        Ok(()) => finding(NAME, Status::Ok, format!("{} is there", wish.topic)),
        Err(error) if error.is_missing() && wish.make => match pubsub.make_topic(&wish.topic).await {
            Ok(()) => finding(NAME, Status::Made, format!("{} is made", wish.topic)),
            // Somebody was quicker.
            Err(error) if error.is_there() => finding(NAME, Status::Ok, format!("{} is there", wish.topic)),
            Err(error) => failed(NAME, &error, wish.create_topic()),
        },
        // Whoever may pull and no more may not look at the topic.
        Err(error) if error.is_forbidden() && !matches!(error.cause, MeetError::ApiDisabled { .. }) => {
            finding(NAME, Status::Warning, format!("these credentials may not look at {}. {}", wish.topic, error.why()))
                .fix("If it is not there, run this as somebody who may.")
                .run(wish.create_topic())
        }
        Err(error) => failed(NAME, &error, wish.create_topic()),
    }
}

pub(super) async fn publisher(wish: &Wish, pubsub: &Pubsub) -> Finding {
    const NAME: &str = "publisher";
    let ok = || finding(NAME, Status::Ok, "Google may publish Meet's events to the topic");
    let blind = |error: &EventsError| {
        finding(
            NAME,
            Status::Warning,
            format!("whether Google may publish to the topic cannot be seen with these credentials. {}", error.why()),
        )
        .fix("If it was never done, run this as somebody who may; it does no harm twice.")
        .run(wish.grant())
    };
    // Once more where somebody else changed it in between.
    for _ in 0..2 {
        let policy = match pubsub.policy(&wish.topic).await {
            Ok(policy) => policy,
            Err(error) if error.is_transient() => return failed(NAME, &error, wish.grant()),
            Err(EventsError { cause: MeetError::Server { http: 501, .. }, .. }) => {
                let detail = "this Pub/Sub knows no rights, like Google's emulator: nothing is to be granted, and Meet does not publish to it";
                return finding(NAME, Status::Warning, detail).fix("Publish messages like Meet's to the topic yourself.");
            }
            Err(error) => return blind(&error),
        };
        if may_publish(&policy) {
            return ok();
        }
        let missing = finding(NAME, Status::Failed(Kind::NotPermitted), "Google may not publish Meet's events to the topic");
        if !wish.make {
            return missing.fix("Run this; it takes some minutes to work.").run(wish.grant());
        }
        match pubsub.set_policy(&wish.topic, &with_publisher(&policy)).await {
            Ok(()) => {
                let detail = "Google may publish Meet's events to the topic from now on; it takes some minutes to work";
                return finding(NAME, Status::Made, detail);
            }
            Err(EventsError { cause: MeetError::Refused { http: 409, .. }, .. }) => {}
            Err(EventsError {
                cause: cause @ (MeetError::FailedPrecondition { .. } | MeetError::InvalidArgument { .. }),
                ..
            }) => {
                let detail = format!("{}. It was refused: {}", missing.detail, cause.why());
                let fix = "Most likely your organisation lets only its own accounts in (the policy iam.allowedPolicyMemberDomains): ask its administrator for an exception for this topic, then run this.";
                return Finding { detail, ..missing }.fix(fix).run(wish.grant());
            }
            Err(error) => return failed(NAME, &error, wish.grant()),
        }
    }
    finding(NAME, Status::Failed(Kind::Failed), "somebody else is changing who may publish to the topic")
        .fix("Try again.")
        .run(wish.grant())
}

fn is_publisher(binding: &Value) -> bool {
    binding["role"] == ROLE && binding.get("condition").is_none_or(Value::is_null)
}

fn may_publish(policy: &Value) -> bool {
    let bindings = policy["bindings"].as_array().into_iter().flatten();
    let members = bindings.filter(|binding| is_publisher(binding)).filter_map(|binding| binding["members"].as_array()).flatten();
    members.into_iter().any(|member| member == PUBLISHER)
}

/// The same policy with one who may publish besides. Whatever else is in it goes back as it came.
pub(super) fn with_publisher(policy: &Value) -> Value {
    let mut policy = if policy.is_object() { policy.clone() } else { json!({}) };
    if !policy["bindings"].is_array() {
        policy["bindings"] = json!([]);
    }
    if let Some(bindings) = policy["bindings"].as_array_mut() {
        match bindings.iter_mut().find(|binding| is_publisher(binding)).and_then(|binding| binding["members"].as_array_mut()) {
            Some(members) => members.push(PUBLISHER.into()),
            None => bindings.push(json!({"role": ROLE, "members": [PUBLISHER]})),
        }
    }
    policy
}

pub(super) async fn subscription(wish: &Wish, pubsub: &Pubsub) -> Finding {
    const NAME: &str = "subscription";
    let there = match pubsub.subscription(&wish.pull).await {
        Ok(there) => there,
        Err(error) if error.is_missing() && wish.make => {
            return match pubsub.make_subscription(&wish.pull, &wish.topic).await {
                Ok(()) => finding(NAME, Status::Made, format!("{} is made", wish.pull)),
                Err(error) => failed(NAME, &error, wish.create_subscription()),
            };
        }
        Err(error) if error.is_missing() => return failed(NAME, &error, wish.create_subscription()),
        // A subscriber may pull without being allowed to look.
        Err(error) if error.is_forbidden() => {
            return match pubsub.may_pull(&wish.pull).await {
                Ok(true) => finding(NAME, Status::Ok, format!("{} may be pulled from; its settings cannot be seen", wish.pull)),
                Ok(false) => failed(NAME, &error, wish.allow_pull()),
                Err(error) if error.is_missing() => failed(NAME, &error, wish.create_subscription()),
                Err(error) => failed(NAME, &error, wish.allow_pull()),
            };
        }
        Err(error) => return failed(NAME, &error, wish.create_subscription()),
    };
    let wrong = if there.detached || there.topic == "_deleted-topic_" {
        Some("its topic was taken away from it".to_owned())
    } else if there.topic != wish.topic.as_str() {
        Some(format!("it belongs to another topic, {}", crate::text::clean(&there.topic)))
    } else if there.pushes {
        Some("it sends by itself to somewhere else, so that nothing can be pulled".to_owned())
    } else {
        None
    };
    if let Some(wrong) = wrong {
        let found = finding(NAME, Status::Failed(Kind::Failed), format!("{} is there, but {wrong}", wish.pull));
        let found = found.fix("Name another subscription under [events], or make it anew: what waits in it is lost.");
        return Finding { commands: wish.remake_subscription(), ..found };
    }
    if let Ok(false) = pubsub.may_pull(&wish.pull).await {
        let found = finding(NAME, Status::Failed(Kind::NotPermitted), "these credentials may not pull from it");
        return found.fix("Run this with the account of the credentials for MEMBER.").run(wish.allow_pull());
    }
    if let Some(filter) = there.filter.filter(|filter| !filter.contains("google.workspace.events")) {
        let detail = format!(
            "{} is there, but its filter ({}) drops what Google says of its own subscriptions: that they were suspended or end",
            wish.pull,
            crate::text::clean(&filter)
        );
        let found = finding(NAME, Status::Warning, detail);
        let found = found
            .fix("A filter cannot be changed. greenroom looks every 15 minutes by itself; to know it at once, make it anew.");
        return Finding { commands: wish.remake_subscription(), ..found };
    }
    finding(NAME, Status::Ok, format!("{} is there and may be pulled from", wish.pull))
}

/// Whether Workspace Events answers this account.
pub(super) async fn events(workspace: &Workspace) -> Finding {
    const NAME: &str = "events";
    match workspace.list(None).await {
        Ok(all) if all.is_empty() => {
            finding(NAME, Status::Ok, "Workspace Events answers; nothing is watched yet: the app begins by itself")
        }
        Ok(all) => {
            let many = if all.len() == 1 { "1 subscription".to_owned() } else { format!("{} subscriptions", all.len()) };
            finding(NAME, Status::Ok, format!("Workspace Events answers; {many} there: greenroom events status"))
        }
        Err(error) => failed(NAME, &error, String::new()).without_empty_commands(&error),
    }
}

/// Whether Google would tell of what is wanted. It looks at the topic, the right to publish there, and the account.
pub(super) async fn trial(wish: &Wish, workspace: &Workspace, target: &Target, fresh: bool) -> Finding {
    const NAME: &str = "trial";
    let what = match target {
        Target::Owner(_) => "what happens in all spaces that you own",
        Target::Space(_) => "what happens in the spaces that you watch",
    };
    let error = match workspace.would_create(target, &wish.topic).await {
        Ok(()) => return finding(NAME, Status::Ok, format!("Google would tell {what}")),
        Err(error) if error.is_there() => return finding(NAME, Status::Ok, format!("Google tells {what}")),
        Err(error) => error,
    };
    let detail = format!("Google would not tell {what}. {}", error.why());
    if fresh && !error.is_transient() {
        let fix = "What was made a moment ago takes some minutes to work: run this again then.";
        return finding(NAME, Status::Warning, detail).fix(fix);
    }
    let status = Status::Failed(error.kind());
    match target {
        Target::Owner(_) if error.is_forbidden() => finding(NAME, status, detail).fix(
            "Not every account may be told of all its spaces: set scope = \"watched\" under [events] and mark spaces with w.",
        ),
        _ => finding(NAME, status, detail).fix(error.next_step()),
    }
}

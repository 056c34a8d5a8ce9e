//! News of Meet: every answer of the Workspace Events and Pub/Sub APIs against Google's schemas, and Google's own Python clients.

use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Child, Stdio};
use std::time::Duration;

use greenroom::emulator::{Person, Scope, World};
use greenroom_conformance::schema::Schema;
use greenroom_conformance::{ANA, Bench, PROJECT, python};
use reqwest::Method;
use serde_json::{Value, json};

const STARTED: &str = "google.workspace.meet.conference.v2.started";

/// A bench on which Ana has every scope that news needs, and pulls do not wait.
fn desk() -> (Bench, String) {
    let bench = Bench::new();
    let token = bench.emulator.with(|world| {
        world.set_pull_wait(Duration::from_millis(1));
        world.issue_token(ANA, PROJECT, &Scope::FOR_NEWS, Duration::from_hours(1)).unwrap()
    });
    (bench, token)
}

/// Somebody comes, and goes.
fn meet(world: &mut World, space: &str) {
    let guest = Person::Anonymous("小林".into());
    world.join(space, &guest).unwrap();
    world.leave(space, &guest).unwrap();
}

struct Tour {
    bench: Bench,
    token: String,
    events: Schema,
    pubsub: Schema,
    http: reqwest::Client,
}

impl Tour {
    fn new() -> Self {
        let (bench, token) = desk();
        let http = reqwest::Client::builder().no_proxy().build().unwrap();
        let (events, pubsub) = (Schema::load_of("workspaceevents", "v1"), Schema::load_of("pubsub", "v1"));
        Self { bench, token, events, pubsub, http }
    }

    /// Calls a method of Pub/Sub and holds the answer against the schema.
    async fn pubsub(&self, method: &str, verb: Method, path: &str, body: Value) -> Value {
        self.call(&self.pubsub, &format!("projects.{method}"), verb, path, body).await
    }

    /// The same of Workspace Events; what an operation brings is held against the schema as well.
    async fn events(&self, method: &str, verb: Method, path: &str, body: Value) -> Value {
        let answer = self.call(&self.events, method, verb, path, body).await;
        if let Some(response) = answer.get("response").filter(|response| response.get("targetResource").is_some()) {
            let mut response = response.clone();
            let kind = response.as_object_mut().unwrap().remove("@type").unwrap();
            assert_eq!(kind, "type.googleapis.com/google.apps.events.subscriptions.v1.Subscription");
            let complaints = self.events.complaints("Subscription", &response);
            assert!(complaints.is_empty(), "{method}: {complaints:#?} in {response:#}");
        }
        answer
    }

    async fn call(&self, schema: &Schema, method: &str, verb: Method, path: &str, body: Value) -> Value {
        let mut request = self.http.request(verb, format!("{}/v1/{path}", self.bench.emulator.endpoint()));
        if !body.is_null() {
            request = request.json(&body);
        }
        let response = request.bearer_auth(&self.token).send().await.unwrap();
        let status = response.status();
        let value: Value = response.json().await.unwrap();
        assert!(status.is_success(), "{method} {path}: {value:#}");
        let complaints = schema.complaints(schema.answer_of(method), &value);
        assert!(complaints.is_empty(), "{method} {path}: {complaints:#?} in {value:#}");
        value
    }
}

#[tokio::test]
async fn every_answer() {
    let tour = Tour::new();
    let (get, put, post, patch, delete) = (Method::GET, Method::PUT, Method::POST, Method::PATCH, Method::DELETE);
    let parent = format!("projects/{PROJECT}");
    let (topic, queue) = (format!("{parent}/topics/tour"), format!("{parent}/subscriptions/tour"));
    tour.pubsub("topics.create", put.clone(), &topic, json!({"labels": {"a": "b"}, "messageRetentionDuration": "600s"})).await;
    tour.pubsub("topics.get", get.clone(), &topic, Value::Null).await;
    tour.pubsub("topics.list", get.clone(), &format!("{parent}/topics"), Value::Null).await;
    let full = json!({"topic": topic, "ackDeadlineSeconds": 20, "enableMessageOrdering": true, "labels": {"a": "b"},
        "filter": "attributes:ce-type", "messageRetentionDuration": "1200s", "expirationPolicy": {"ttl": "86400s"}});
    tour.pubsub("subscriptions.create", put.clone(), &queue, full).await;
    tour.pubsub("subscriptions.create", put, &format!("{parent}/subscriptions/plain"), json!({ "topic": topic })).await;
    tour.pubsub("subscriptions.get", get.clone(), &queue, Value::Null).await;
    tour.pubsub("subscriptions.list", get.clone(), &format!("{parent}/subscriptions?pageSize=1"), Value::Null).await;
    tour.pubsub("topics.subscriptions.list", get.clone(), &format!("{topic}/subscriptions"), Value::Null).await;
    let change = json!({"subscription": {"ackDeadlineSeconds": 30}, "updateMask": "ackDeadlineSeconds"});
    tour.pubsub("subscriptions.patch", patch.clone(), &queue, change).await;
    tour.pubsub("topics.getIamPolicy", get.clone(), &format!("{topic}:getIamPolicy"), Value::Null).await;
    let member = "serviceAccount:meet-api-event-push@system.gserviceaccount.com";
    let policy = json!({"policy": {"bindings": [{"role": "roles/pubsub.publisher", "members": [member]}]}});
    tour.pubsub("topics.setIamPolicy", post.clone(), &format!("{topic}:setIamPolicy"), policy).await;
    let test = json!({"permissions": ["pubsub.topics.publish"]});
    tour.pubsub("topics.testIamPermissions", post.clone(), &format!("{topic}:testIamPermissions"), test).await;

    let space = tour.bench.emulator.with(|world| world.create_space_for(ANA, PROJECT)).unwrap();
    let wish = json!({"targetResource": format!("//meet.googleapis.com/{space}"), "eventTypes": [STARTED],
        "notificationEndpoint": {"pubsubTopic": topic}});
    let preview = "subscriptions?validateOnly=true";
    tour.events("subscriptions.create", post.clone(), preview, wish.clone()).await;
    tour.bench.emulator.with(|world| world.set_operation_polls(2));
    let begun = tour.events("subscriptions.create", post.clone(), "subscriptions", wish).await;
    for _ in 0..2 {
        tour.events("operations.get", get.clone(), begun["name"].as_str().unwrap(), Value::Null).await;
    }
    tour.bench.emulator.with(|world| world.set_operation_polls(0));
    let list = format!("subscriptions?filter=event_types:\"{STARTED}\"");
    let list = tour.events("subscriptions.list", get.clone(), &list, Value::Null).await;
    let name = list["subscriptions"][0]["name"].as_str().unwrap().to_owned();
    tour.events("subscriptions.patch", patch, &format!("{name}?updateMask=ttl"), json!({"ttl": "0s"})).await;
    tour.bench.emulator.with(|world| meet(world, &space));
    let pull = json!({"maxMessages": 5});
    let received = tour.pubsub("subscriptions.pull", post.clone(), &format!("{queue}:pull"), pull.clone()).await;
    let ids = json!({ "ackIds": [received["receivedMessages"][0]["ackId"]] });
    tour.pubsub("subscriptions.acknowledge", post.clone(), &format!("{queue}:acknowledge"), ids.clone()).await;
    let mut later = ids;
    later["ackDeadlineSeconds"] = json!(60);
    tour.pubsub("subscriptions.modifyAckDeadline", post.clone(), &format!("{queue}:modifyAckDeadline"), later).await;
    tour.pubsub("subscriptions.pull", post.clone(), &format!("{queue}:pull"), pull).await;
    tour.pubsub("topics.publish", post.clone(), &format!("{topic}:publish"), json!({"messages": [{"data": "aGk="}]})).await;

    tour.bench.emulator.with(|world| {
        world.let_meet_publish(&topic, false).unwrap();
        meet(world, &space);
        world.set_refusals_in_operations(true);
    });
    let suspended = tour.events("subscriptions.get", get, &name, Value::Null).await;
    assert_eq!(suspended["state"], "SUSPENDED");
    let refused = tour.events("subscriptions.reactivate", post.clone(), &format!("{name}:reactivate"), json!({})).await;
    assert!(refused["error"]["code"].is_i64(), "{refused}");
    tour.bench.emulator.with(|world| world.let_meet_publish(&topic, true)).unwrap();
    tour.events("subscriptions.reactivate", post, &format!("{name}:reactivate"), json!({})).await;
    tour.events("subscriptions.delete", delete.clone(), &name, Value::Null).await;
    tour.pubsub("subscriptions.delete", delete.clone(), &queue, Value::Null).await;
    tour.pubsub("topics.delete", delete, &topic, Value::Null).await;
}

/// A script that says on a line what it wants to happen in the world.
struct Script {
    child: Child,
    lines: BufReader<std::process::ChildStdout>,
}

impl Script {
    fn next(&mut self) -> Option<String> {
        let mut line = String::new();
        (self.lines.read_line(&mut line).unwrap() > 0).then(|| line.trim().to_owned())
    }

    fn done(&mut self) {
        writeln!(self.child.stdin.as_mut().unwrap(), "done").unwrap();
    }
}

#[test]
fn googles_python_clients() {
    let (bench, token) = desk();
    let spaces = [(); 2].map(|()| bench.emulator.with(|world| world.create_space_for(ANA, PROJECT)).unwrap());
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/python/google_news.py");
    let mut child = python()
        .arg(script)
        .env("ENDPOINT", bench.emulator.endpoint())
        .env("PROJECT", PROJECT)
        .env("SPACES", spaces.join(" "))
        .env("OWNER_TOKEN", &token)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("python3, or what GREENROOM_PYTHON names, cannot be started");
    let lines = BufReader::new(child.stdout.take().unwrap());
    let mut script = Script { child, lines };
    let mut last = String::new();
    while let Some(line) = script.next() {
        let (wish, about) = line.split_once(' ').unwrap_or((line.as_str(), ""));
        let topic = format!("projects/{PROJECT}/topics/{about}");
        let known = bench.emulator.with(|world| {
            match wish {
                "meet" => meet(world, &spaces[about.parse::<usize>().unwrap()]),
                "forbid" => world.let_meet_publish(&topic, false).unwrap(),
                "allow" => world.let_meet_publish(&topic, true).unwrap(),
                "polls" => world.set_operation_polls(about.parse().unwrap()),
                "open" => world.set_pubsub_open(true),
                _ => return false,
            }
            true
        });
        if known {
            script.done();
        }
        last = line;
    }
    let output = script.child.wait_with_output().unwrap();
    assert!(output.status.success(), "{last}\n{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(last, "every call answered as it should");
}

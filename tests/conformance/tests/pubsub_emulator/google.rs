//! Google's emulator, started and spoken to.

use std::io::{BufRead as _, BufReader};
use std::net::TcpListener;
use std::process::{Child, Command, Stdio};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use greenroom_conformance::PROJECT;
use reqwest::Method;
use serde_json::{Value, json};

/// Where Meet's events are published, as `greenroom events setup` is told.
pub const TOPIC: &str = "topics/meet-events";
/// From where greenroom pulls.
pub const QUEUE: &str = "subscriptions/greenroom";

/// Where Google's package puts it.
const PROGRAM: &str = "/usr/lib/google-cloud-sdk/platform/pubsub-emulator/bin/cloud-pubsub-emulator";

/// Google's emulator; it ends with this.
pub struct Google {
    child: Child,
    /// Its root.
    pub endpoint: String,
    /// Where it listens.
    pub port: u16,
}

impl Google {
    /// At a port that is free.
    pub fn start() -> Self {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        Self::start_at(port)
    }

    /// At this port. It waits for ever where somebody else has it.
    pub fn start_at(port: u16) -> Self {
        let program = std::env::var_os("GREENROOM_PUBSUB_EMULATOR").unwrap_or_else(|| PROGRAM.into());
        let mut child = Command::new(&program)
            .args(["--host=127.0.0.1", &format!("--port={port}")])
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap_or_else(|error| panic!("{}: {error}", program.display()));
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
        assert!(lines.by_ref().any(|line| line.unwrap().contains("Server started")), "it ended before it began");
        // what else it says is read, so that it is not held up
        std::thread::spawn(move || lines.for_each(drop));
        Self { child, endpoint: format!("http://127.0.0.1:{port}"), port }
    }
}

impl Google {
    /// Sends a request that succeeds.
    pub async fn does(&self, verb: &str, path: &str, body: Value) -> Value {
        let http = reqwest::Client::builder().no_proxy().build().unwrap();
        let (status, answer) = call(&http, &self.endpoint, verb, path, &body).await;
        assert_eq!(status, 200, "{verb} {path}: {answer}");
        answer
    }

    /// Publishes these, in their order.
    pub async fn publish(&self, messages: &[Value]) {
        self.does("POST", &format!("{TOPIC}:publish"), json!({ "messages": messages })).await;
    }

    /// Pulls from this one; it waits unless `now`.
    pub async fn pull(&self, queue: &str, now: bool) -> Vec<Value> {
        let answer = self.does("POST", &format!("{queue}:pull"), json!({"maxMessages": 100, "returnImmediately": now})).await;
        answer["receivedMessages"].as_array().cloned().unwrap_or_default()
    }

    /// Makes one more subscription from which a message that is not acknowledged comes again after the shortest time that there is.
    pub async fn beside(&self, queue: &str) {
        let topic = format!("projects/{PROJECT}/{TOPIC}");
        self.does("PUT", queue, json!({"topic": topic, "ackDeadlineSeconds": 10, "enableMessageOrdering": true})).await;
    }

    /// What nobody acknowledged there has come again, so often.
    pub async fn comes_again(&self, queue: &str, times: usize) {
        for _ in 0..times {
            while self.pull(queue, false).await.is_empty() {}
        }
    }
}

impl Drop for Google {
    fn drop(&mut self) {
        // it may have ended by itself
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Sends a request for something of the project.
pub async fn call(http: &reqwest::Client, endpoint: &str, verb: &str, path: &str, body: &Value) -> (u16, Value) {
    let mut request =
        http.request(Method::from_bytes(verb.as_bytes()).unwrap(), format!("{endpoint}/v1/projects/{PROJECT}/{path}"));
    if !body.is_null() {
        request = request.json(body);
    }
    let response = request.send().await.unwrap();
    (response.status().as_u16(), response.json().await.unwrap_or(Value::Null))
}

/// A message as Meet publishes it: somebody came into this space.
pub fn joined(id: &str, space: &str) -> Value {
    let source = "//workspaceevents.googleapis.com/subscriptions/meet-spaces-1";
    let session = format!("conferenceRecords/C/participants/{id}/participantSessions/{id}");
    json!({
        "attributes": {
            "ce-datacontenttype": "application/json", "ce-id": id, "ce-source": source, "ce-specversion": "1.0",
            "ce-subject": format!("//meet.googleapis.com/{space}"), "ce-time": jiff::Timestamp::now().to_string(),
            "ce-type": "google.workspace.meet.participant.v2.joined",
        },
        "data": STANDARD.encode(json!({"participantSession": {"name": session}}).to_string()),
        "orderingKey": source,
    })
}

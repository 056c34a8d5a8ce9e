//! Google's client for Node and its command line, `gcloud`, unmodified against the emulator's Pub/Sub.
//!
//! Both are large, so these tests are run by hand: `cargo test --test tools -- --ignored`, with `@google-cloud/pubsub` in `NODE_PATH`
//! and `gcloud` in `PATH`.

use std::process::Command;
use std::time::Duration;

use greenroom::emulator::{Emulator, Scope, World};
use greenroom_conformance::{ANA, PROJECT};

/// The account by which Meet publishes.
const MEET: &str = "serviceAccount:meet-api-event-push@system.gserviceaccount.com";

fn emulator() -> (Emulator, String) {
    let mut world = World::empty();
    world.add_user(ANA, "Ana Álvarez");
    world.add_project(PROJECT);
    world.set_pull_wait(Duration::from_millis(1));
    let token = world.issue_token(ANA, PROJECT, &Scope::FOR_NEWS, Duration::from_hours(1)).unwrap();
    (Emulator::start(world).unwrap(), token)
}

#[test]
#[ignore = "needs @google-cloud/pubsub for Node"]
fn googles_node_client() {
    let (emulator, token) = emulator();
    let output = Command::new("node")
        .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/node/google_pubsub.js"))
        .env("HOST", "127.0.0.1")
        .env("PORT", emulator.port().to_string())
        .env("PROJECT", PROJECT)
        .env("TOKEN", token)
        .output()
        .expect("node cannot be started");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(String::from_utf8_lossy(&output.stdout).contains("every call answered as it should"));
}

#[test]
#[ignore = "needs gcloud"]
fn gcloud_makes_ready_what_news_needs() {
    let (emulator, token) = emulator();
    let folder = tempfile::tempdir().unwrap();
    let token_file = folder.path().join("token");
    std::fs::write(&token_file, token).unwrap();
    let gcloud = |line: &str| {
        let output = Command::new("gcloud")
            .args(line.split(' '))
            // it brings its own
            .env_remove("PYTHONPATH")
            .env("CLOUDSDK_CONFIG", folder.path())
            .env("CLOUDSDK_AUTH_ACCESS_TOKEN_FILE", &token_file)
            .env("CLOUDSDK_API_ENDPOINT_OVERRIDES_PUBSUB", format!("{}/", emulator.endpoint()))
            .env("CLOUDSDK_CORE_PROJECT", PROJECT)
            .env("CLOUDSDK_CORE_DISABLE_PROMPTS", "1")
            .env("CLOUDSDK_CORE_DISABLE_USAGE_REPORTING", "true")
            .output()
            .expect("gcloud cannot be started");
        let said = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
        (output.status.success(), said)
    };
    let does = |line: &str, says: &str| {
        let (good, said) = gcloud(line);
        assert!(good && said.contains(says), "gcloud {line}\n{said}");
    };
    does("pubsub topics create news", "Created topic");
    assert!(gcloud("pubsub topics create news").1.contains("Resource already exists"));
    let binding = format!("pubsub topics add-iam-policy-binding news --member={MEET} --role=roles/pubsub.publisher");
    does(&binding, "Updated IAM policy");
    does("pubsub subscriptions create news --topic=news --enable-message-ordering --ack-deadline=30", "Created subscription");
    does("pubsub subscriptions describe news", "enableMessageOrdering: true");
    does("pubsub topics get-iam-policy news", MEET);
    does("pubsub topics publish news --message=hello --attribute=a=b", "messageIds");
    does("pubsub subscriptions pull news --limit=5 --auto-ack", "hello");
    does("pubsub subscriptions update news --ack-deadline=60", "Updated subscription");
    does("pubsub subscriptions delete news", "Deleted subscription");
    does("pubsub topics delete news", "Deleted topic");
}

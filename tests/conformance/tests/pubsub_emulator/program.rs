//! The built greenroom: Meet and Workspace Events are ours, Pub/Sub is Google's emulator.

use std::io::{BufRead as _, BufReader, Read};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use greenroom::emulator::{Person, Scope};
use greenroom_conformance::{ANA, Bench, PROJECT};
use serde_json::{Value, json};

use super::google::{Google, QUEUE, TOPIC, joined};

const SPACE: &str = "spaces/std";
/// How long a test waits for what is to come.
const PATIENCE: Duration = Duration::from_mins(2);
const LIVE: &str = "News come as they happen.";
const NOT_LIVE: &str = "News do not come as they happen; looking now and then instead.";

/// Ana, signed in by a token, with one space; looking alone would tell nothing for ten minutes.
struct House {
    bench: Bench,
    token: String,
    port: u16,
    folder: tempfile::TempDir,
}

impl House {
    fn new(google: &Google) -> Self {
        let bench = Bench::new();
        let token = bench.emulator.with(|world| {
            // Workspace Events looks whether Meet may publish; that nobody pulls from here shows in the end.
            world.prepare_events(PROJECT).unwrap();
            world.create_space_named("std", ANA, PROJECT).unwrap();
            // a call runs
            world.join(SPACE, &Person::User(ANA.into())).unwrap();
            world.issue_token(ANA, PROJECT, &Scope::FOR_NEWS, Duration::from_hours(1)).unwrap()
        });
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("config.toml"), "[polling]\nlive = \"10m\"\nwatched = \"10m\"\n").unwrap();
        Self { bench, token, port: google.port, folder }
    }

    fn command(&self, line: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_greenroom-as-built"));
        let (here, folder) = (self.bench.emulator.endpoint(), self.folder.path().display().to_string());
        command.args(line).env_clear().envs([
            ("HOME", folder.clone()),
            ("TZ", "UTC".into()),
            ("GREENROOM_CONFIG_DIR", folder.clone()),
            ("GREENROOM_DATA_DIR", format!("{folder}/data")),
            ("GREENROOM_ENDPOINT", here.clone()),
            ("GREENROOM_OAUTH_ENDPOINT", here.clone()),
            ("GREENROOM_EVENTS_ENDPOINT", here),
            ("PUBSUB_EMULATOR_HOST", format!("127.0.0.1:{}", self.port)),
            ("GREENROOM_ACCESS_TOKEN", self.token.clone()),
            ("GREENROOM_EVENTS_TOPIC", format!("projects/{PROJECT}/{TOPIC}")),
            ("GREENROOM_EVENTS_SUBSCRIPTION", format!("projects/{PROJECT}/{QUEUE}")),
        ]);
        command
    }

    fn json(&self, line: &[&str]) -> (Option<i32>, Value) {
        let output = self.command(line).output().unwrap();
        let text = String::from_utf8_lossy(&output.stdout);
        (output.status.code(), serde_json::from_str(&text).unwrap_or_else(|_| panic!("{output:?}")))
    }

    /// How each part stands; the code.
    fn set_up(&self) -> (Option<i32>, Vec<String>) {
        let (code, found) = self.json(&["events", "setup", "--json"]);
        let status = |check: &Value| format!("{} {}", check["name"].as_str().unwrap(), check["status"].as_str().unwrap());
        (code, found["checks"].as_array().unwrap().iter().map(status).collect())
    }

    fn join(&self, who: &str) {
        self.bench.emulator.with(|world| world.join(SPACE, &Person::Anonymous(who.into())).unwrap());
    }
}

/// `greenroom watch --json` of the space; it ends with this.
struct Watching {
    child: Child,
    out: Receiver<String>,
    err: Receiver<String>,
}

fn lines(from: impl Read + Send + 'static) -> Receiver<String> {
    let (sender, lines) = channel();
    std::thread::spawn(move || {
        for line in BufReader::new(from).lines() {
            if sender.send(line.unwrap()).is_err() {
                break;
            }
        }
    });
    lines
}

impl Watching {
    fn start(house: &House) -> Self {
        let mut command = house.command(&["watch", SPACE, "--json"]);
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let (out, err) = (lines(child.stdout.take().unwrap()), lines(child.stderr.take().unwrap()));
        Self { child, out, err }
    }

    /// Waits until it says this.
    #[track_caller]
    fn says(&self, words: &str) -> String {
        let mut said = Vec::new();
        loop {
            let line = self.err.recv_timeout(PATIENCE).unwrap_or_else(|error| panic!("{error}, no {words:?} in {said:?}"));
            if line.contains(words) {
                return line;
            }
            said.push(line);
        }
    }

    /// Who came, by the next line.
    #[track_caller]
    fn came(&self) -> String {
        let line: Value = serde_json::from_str(&self.out.recv_timeout(PATIENCE).unwrap()).unwrap();
        assert_eq!(line["type"], "google.workspace.meet.participant.v2.joined", "{line}");
        line["participant"]["anonymousUser"]["displayName"].as_str().unwrap().to_owned()
    }

    /// Ctrl-C; what else it printed.
    fn end(mut self) -> Vec<String> {
        let told = Command::new("kill").args(["-INT", &self.child.id().to_string()]).status().unwrap();
        assert!(told.success());
        assert_eq!(self.child.wait().unwrap().code(), Some(130));
        self.out.iter().collect()
    }
}

impl Drop for Watching {
    fn drop(&mut self) {
        // it may have ended
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[tokio::test]
#[ignore = "needs Google's Pub/Sub emulator and Java"]
async fn setup_makes_both_and_says_that_there_are_no_rights() {
    let google = Google::start();
    let house = House::new(&google);
    let made = ["topic made", "publisher warning", "subscription made", "events ok", "trial ok"].map(str::to_owned);
    assert_eq!(house.set_up(), (Some(0), made.to_vec()));
    let (_, found) = house.json(&["events", "setup", "--json"]);
    assert_eq!(found["checks"][1]["commands"], json!([]), "no real topic is to be changed because of it: {found:#}");
    assert!(found["checks"][1]["detail"].as_str().unwrap().contains("knows no rights"), "{found:#}");
    let there = ["topic ok", "publisher warning", "subscription ok", "events ok", "trial ok"].map(str::to_owned);
    assert_eq!(house.set_up(), (Some(0), there.to_vec()));
    let queue = google.does("GET", QUEUE, json!(null)).await;
    assert_eq!((&queue["ackDeadlineSeconds"], &queue["enableMessageOrdering"]), (&json!(30), &json!(true)), "{queue}");
    google.does("DELETE", TOPIC, json!(null)).await;
    let lost = ["topic made", "publisher warning", "subscription failed", "events ok", "trial ok"].map(str::to_owned);
    assert_eq!(house.set_up(), (Some(1), lost.to_vec()), "it belongs to the topic of before");
}

#[tokio::test]
#[ignore = "needs Google's Pub/Sub emulator and Java"]
async fn what_is_published_is_told_once_and_acknowledged_whatever_it_is() {
    let google = Google::start();
    let house = House::new(&google);
    assert_eq!(house.set_up().0, Some(0));
    let change = json!({"subscription": {"ackDeadlineSeconds": 10}, "updateMask": "ackDeadlineSeconds"});
    google.does("PATCH", QUEUE, change).await;
    google.beside("subscriptions/beside").await;
    let watching = Watching::start(&house);
    watching.says("Watching");
    watching.says(LIVE);
    let (_, all) = house.json(&["events", "status", "--json"]);
    assert_eq!((all.as_array().unwrap().len(), &all[0]["state"]), (1, &json!("ACTIVE")), "{all:#}");

    house.join("Bo");
    let (mut other, mut broken) = (joined("e3", SPACE), joined("e4", SPACE));
    other["attributes"]["ce-type"] = json!("google.workspace.chat.message.v1.created");
    broken["data"] = json!("bm8ganNvbg==");
    google.publish(&[json!({"data": "aGk="}), broken, other, joined("e1", SPACE), joined("e1", SPACE)]).await;
    assert_eq!(watching.came(), "Bo");
    house.join("Chi");
    google.publish(&[joined("e1", SPACE), joined("e2", SPACE)]).await;
    assert_eq!(watching.came(), "Chi");
    assert_eq!(watching.end(), [""; 0]);

    // A pull that was broken off may still swallow what comes again once, and not twice.
    assert_eq!(google.pull("subscriptions/beside", true).await.len(), 7);
    google.comes_again("subscriptions/beside", 3).await;
    assert_eq!(google.pull(QUEUE, true).await, [json!(0); 0]);
}

#[tokio::test]
#[ignore = "needs Google's Pub/Sub emulator and Java"]
async fn what_is_not_there_is_said_and_what_comes_back_is_used_again() {
    let google = Google::start();
    let house = House::new(&google);
    let watching = Watching::start(&house);
    let said = watching.says(NOT_LIVE);
    assert!(said.contains("is not there. Run greenroom events setup"), "{said}");
    assert_eq!(house.set_up().0, Some(0));
    watching.says(LIVE);
    house.join("Bo");
    google.publish(&[joined("e1", SPACE)]).await;
    assert_eq!(watching.came(), "Bo");

    // With it goes all that was in it.
    drop(google);
    let said = watching.says(NOT_LIVE);
    assert!(said.contains("Cloud Pub/Sub API: Nobody answers"), "{said}");
    let google = Google::start_at(house.port);
    assert_eq!(house.set_up().0, Some(0));
    watching.says(LIVE);
    house.join("Chi");
    // A new process counts its messages from one again.
    google.publish(&[joined("e2", SPACE)]).await;
    assert_eq!(watching.came(), "Chi");
    assert_eq!(watching.end(), [""; 0]);
}

//! The examples of `docs/emulator.md`, as they stand there, against the built program: Google's clients for Python, Node and Rust.
//!
//! The Rust example is the file beside this one; `UPDATE_PAGE=1 cargo test --test page` writes it into the page.

mod from_rust;

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};

use greenroom_conformance::python;

const PROGRAM: &str = env!("CARGO_BIN_EXE_greenroom-as-built");
const PAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/emulator.md");

fn page() -> String {
    std::fs::read_to_string(PAGE).expect("the page")
}

/// What stands in fenced blocks of this language.
fn blocks(language: &str) -> Vec<String> {
    let (page, fence) = (page(), format!("\n```{language}\n"));
    let blocks = page.split(&fence).skip(1).map(|rest| rest.split("```").next().unwrap_or_default().to_owned());
    blocks.collect()
}

/// The built program, serving; it ends with this.
struct Served {
    child: Child,
    endpoint: String,
    token: String,
}

impl Served {
    fn start() -> Self {
        let mut child = Command::new(PROGRAM).arg("emulator").stdout(Stdio::piped()).spawn().expect("the built program");
        let mut lines = BufReader::new(child.stdout.take().expect("a pipe")).lines();
        let mut words = |first: &str| {
            let line = lines.next().expect("a line").expect("text");
            line.strip_prefix(first).unwrap_or_else(|| panic!("{line} does not start with {first}")).to_owned()
        };
        let endpoint = words("listening ");
        let token = words("token ").split(' ').next().expect("a token").to_owned();
        Self { child, endpoint, token }
    }

    /// Runs an example, with what the page says is in the environment, and `greenroom` in the path.
    fn run(&self, command: &mut Command) -> Output {
        let bin = tempfile::tempdir().expect("a folder");
        std::os::unix::fs::symlink(PROGRAM, bin.path().join("greenroom")).expect("a link");
        let path = format!("{}:{}", bin.path().display(), std::env::var("PATH").expect("a path"));
        command.env("MEET_ENDPOINT", &self.endpoint).env("MEET_TOKEN", &self.token).env("PATH", path);
        let output = command.env("NO_PROXY", "127.0.0.1").output().expect("the interpreter cannot be started");
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        assert!(output.status.success(), "{}\n{}", text(&output.stdout), text(&output.stderr));
        output
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        // it may have ended
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// What each example prints, in words that stand in it.
#[track_caller]
fn says(outputs: &[Output], words: &[&[&str]]) {
    assert_eq!(outputs.len(), words.len(), "one example or one expectation is new");
    for (output, words) in outputs.iter().zip(words) {
        let text = String::from_utf8_lossy(&output.stdout);
        for word in *words {
            assert!(text.contains(word), "no {word} in {text}");
        }
    }
}

#[test]
fn python_examples() {
    let served = Served::start();
    let outputs: Vec<Output> = blocks("python").iter().map(|block| served.run(python().args(["-c", block]))).collect();
    let link = "https://meet.google.com/";
    says(
        &outputs,
        &[
            &[link, "conferenceRecords/", " people", "or it might not exist"],
            &[link, "COHOST"],
            &[],
            &["subscriptions/", "conference.v2.ended"],
        ],
    );
}

#[test]
fn node_examples() {
    let Some(tools) = std::env::var_os("GREENROOM_NODE_TOOLS").filter(|tools| Path::new(tools).join("node_modules").is_dir())
    else {
        assert_ne!(std::env::var("CI").as_deref(), Ok("true"), "GREENROOM_NODE_TOOLS names no folder: see .ci/run");
        println!("left out: GREENROOM_NODE_TOOLS names no folder with node_modules in it");
        return;
    };
    let served = Served::start();
    let mut node = |block: &String| {
        // what comes in as an argument finds the packages of the folder that it runs in
        let mut command = Command::new("node");
        command.args(["--input-type=module", "--eval", block]).current_dir(&tools).env_remove("NODE_OPTIONS");
        served.run(&mut command)
    };
    let outputs: Vec<Output> = blocks("js").iter().map(&mut node).collect();
    let link = "https://meet.google.com/";
    says(&outputs, &[&[link, "conferenceRecords/", " people"], &[link, "HOSTS_ONLY", "400 FAILED_PRECONDITION"], &[]]);
}

#[tokio::test]
async fn the_rust_example() {
    // another test of this process may have done it; a program that takes Google's crate with its default features need not
    let _ = rustls::crypto::ring::default_provider().install_default();
    let served = Served::start();
    let (link, lately) = from_rust::new_space(&served.endpoint, &served.token).await.expect("a space");
    assert!(link.starts_with("https://meet.google.com/") && lately > 5, "{link} {lately}");

    let source = include_str!("from_rust.rs");
    let block = blocks("rust,ignore").pop().expect("the block");
    if std::env::var_os("UPDATE_PAGE").is_some() {
        std::fs::write(PAGE, page().replace(&block, source)).expect("the page");
    } else {
        assert_eq!(block, source, "UPDATE_PAGE=1 cargo test --test page");
    }
}

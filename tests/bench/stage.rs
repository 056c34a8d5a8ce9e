//! What the subjects need: lists on disk, a server that never answers, one that does, and the programs.

use std::io::Read;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use greenroom::emulator::{Emulator, Quota, Scope as OauthScope, World};
use greenroom::meet::endpoint::Endpoint;
use greenroom::store::{Scope, Store, sample};
use jiff::Timestamp;
use portable_pty::CommandBuilder;
use tempfile::TempDir;

/// A short list.
pub const FEW: u64 = 500;
/// A long one.
pub const MANY: u64 = 100_000;

/// Whose the spaces are.
pub const ANA: &str = "ana@example.com";
/// The Cloud project of their client.
pub const PROJECT: &str = "greenroom";

/// Where the subjects meet.
pub struct Stage {
    folder: TempDir,
    /// The port of a server that takes every connection and never answers.
    mute: u16,
    hello: Option<PathBuf>,
}

/// A server of the Meet API, and a token for it.
pub struct Served {
    /// The server.
    pub emulator: Emulator,
    /// Ana's.
    pub token: String,
}

impl Stage {
    /// With nothing on it but the server that never answers.
    pub fn new() -> Result<Self> {
        let folder = tempfile::tempdir()?;
        std::fs::create_dir(folder.path().join("config"))?;
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let mute = listener.local_addr()?.port();
        std::thread::Builder::new().name("mute".into()).spawn(move || {
            for connection in listener.incoming() {
                let Ok(mut connection) = connection else { continue };
                // Reads what is asked, and says nothing, until the program goes.
                std::thread::spawn(move || while matches!(connection.read(&mut [0; 4096]), Ok(1..)) {});
            }
        })?;
        Ok(Self { folder, mute, hello: None })
    }

    /// The endpoint of the server that never answers; with TLS its greeting is not answered either.
    pub fn mute(&self, tls: bool) -> String {
        format!("http{}://127.0.0.1:{}", if tls { "s" } else { "" }, self.mute)
    }

    /// The data folder of a list of so many spaces at this endpoint, of whoever it may be.
    pub fn list(&self, count: u64, endpoint: &str) -> Result<PathBuf> {
        self.list_of("", count, endpoint, "")
    }

    /// The same for one account; `which` tells several of them apart.
    pub fn list_of(&self, account: &str, count: u64, endpoint: &str, which: &str) -> Result<PathBuf> {
        let endpoint = Endpoint::parse(endpoint)?;
        let name: String = endpoint.as_str().chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
        let folder = self.folder.path().join(format!("{name}-{count}{which}"));
        if !folder.exists() {
            let scope = Scope { account: account.to_owned(), endpoint: endpoint.as_str().to_owned() };
            let mut store = Store::open(&folder, &scope)?.store;
            // Old enough to be asked about again.
            let then = Timestamp::now() - jiff::SignedDuration::from_hours(2);
            store.fill(sample::spaces(count, then))?;
        }
        Ok(folder)
    }

    /// greenroom with a list of so many spaces and a server that never answers.
    pub fn unanswered(&self, count: u64) -> Result<CommandBuilder> {
        let endpoint = self.mute(false);
        Ok(self.greenroom(&self.list(count, &endpoint)?, &endpoint, Some("a-token")))
    }

    /// greenroom with a list of so many spaces, all of which that server knows.
    pub fn answered(&self, count: u64, served: &Served) -> Result<CommandBuilder> {
        let endpoint = served.emulator.endpoint();
        Ok(self.greenroom(&self.list(count, &endpoint)?, &endpoint, Some(&served.token)))
    }

    /// The same where news of them come as events, which are set up at that server.
    pub fn told(&self, count: u64, served: &Served) -> Result<CommandBuilder> {
        let mut command = self.answered(count, served)?;
        let (topic, pull) = served.emulator.with(|world| world.prepare_events(PROJECT))?;
        command.env("GREENROOM_EVENTS_TOPIC", topic);
        command.env("GREENROOM_EVENTS_SUBSCRIPTION", pull);
        Ok(command)
    }

    /// greenroom with this list, server and token.
    pub fn greenroom(&self, list: &Path, endpoint: &str, token: Option<&str>) -> CommandBuilder {
        let mut command = self.command(&program());
        command.env("GREENROOM_DATA_DIR", list);
        command.env("GREENROOM_CONFIG_DIR", self.folder.path().join("config"));
        command.env("GREENROOM_ENDPOINT", endpoint);
        command.env("GREENROOM_CLIPBOARD", "osc52");
        if let Some(token) = token {
            command.env("GREENROOM_ACCESS_TOKEN", token);
        }
        command
    }

    /// The smallest ratatui program that fills the same screen, built in the same way.
    pub fn hello(&mut self) -> Result<CommandBuilder> {
        if self.hello.is_none() {
            self.hello = Some(build("hello")?);
        }
        Ok(self.command(self.hello.as_deref().context("no hello")?))
    }

    /// A program of forty lines that makes a space with Google's own client, built in the same way.
    pub fn google() -> Result<PathBuf> {
        build("google")
    }

    /// A program in a plain environment.
    fn command(&self, program: &Path) -> CommandBuilder {
        let mut command = CommandBuilder::new(program);
        command.env_clear();
        command.env("TERM", "xterm-256color");
        command.env("LANG", "C.UTF-8");
        command.env("HOME", self.folder.path());
        command.cwd(self.folder.path());
        command
    }
}

/// The program that is measured: the one built with the suite, or the one that `GREENROOM_BENCH_PROGRAM` names.
pub fn program() -> PathBuf {
    std::env::var_os("GREENROOM_BENCH_PROGRAM").map_or_else(|| env!("CARGO_BIN_EXE_greenroom").into(), PathBuf::from)
}

/// A crate of its own in a folder beside this file, in the profile of the suite.
fn build(name: &str) -> Result<PathBuf> {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/bench").join(name).join("Cargo.toml");
    // Beside the program it is compared with: …/target/release/greenroom.
    let target = Path::new(env!("CARGO_BIN_EXE_greenroom")).ancestors().nth(2).context("no target folder")?;
    let (profile, folder) = if cfg!(debug_assertions) { ("dev", "debug") } else { ("release", "release") };
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let status = Command::new(cargo)
        .args(["build", "--quiet", "--locked", "--profile", profile, "--manifest-path"])
        .arg(&manifest)
        .arg("--target-dir")
        .arg(target)
        .status()?;
    if !status.success() {
        bail!("{} could not be built", manifest.display());
    }
    Ok(target.join(folder).join(format!("{name}{}", std::env::consts::EXE_SUFFIX)))
}

impl Served {
    /// A server that knows the first spaces of the list, answers that late, and has no limits.
    pub fn new(count: u64, latency: Duration) -> Result<Self> {
        let mut world = World::empty();
        world.add_user(ANA, "Ana");
        world.add_project(PROJECT);
        for number in 0..count {
            let name = sample::name(number).context("no name")?;
            let id = name.as_str().strip_prefix("spaces/").context("no id")?.to_owned();
            world.create_space_named(&id, ANA, PROJECT)?;
        }
        world.set_quota(Quota::unlimited());
        world.set_latency(latency);
        let token = world.issue_token(ANA, PROJECT, &OauthScope::FOR_NEWS, Duration::from_hours(1))?;
        Ok(Self { emulator: Emulator::start(world)?, token })
    }
}

//! A server with people and an OAuth client, folders of one's own, and the program.

use std::io::{BufRead as _, BufReader, Write as _};
use std::os::unix::fs::DirBuilderExt as _;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use greenroom::emulator::{ClientKind, Consent, Emulator, Scope, World};
use serde_json::Value;

use crate::support::{PATIENCE, browser};

pub const ANA: &str = "ana@example.com";
pub const BO: &str = "bo@example.com";
pub const PROJECT: &str = "greenroom-tests";

/// Where a test plays.
pub struct Bench {
    pub emulator: Emulator,
    pub client_id: String,
    pub client_secret: String,
    folder: tempfile::TempDir,
    variables: Vec<(String, String)>,
    nobody: bool,
}

/// How a command ended.
pub struct Ended {
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
}

/// A command that runs.
pub struct Running {
    pub child: Child,
    stdin: Option<ChildStdin>,
    out: Receiver<String>,
    err: Receiver<String>,
    said: Vec<String>,
    complained: Vec<String>,
}

impl Bench {
    /// Ana and Bo, who agree to everything as Ana; a desktop client, whose file lies beside the folders; nobody is signed in.
    pub fn new() -> Self {
        let mut world = World::empty();
        world.shuffle();
        Self::over(world)
    }

    /// The same, in which everything that is made up is the same each time.
    pub fn steady() -> Self {
        Self::over(World::empty())
    }

    fn over(mut world: World) -> Self {
        world.add_user(ANA, "Ana");
        world.add_user(BO, "Bo");
        world.add_project(PROJECT);
        let client = world.add_client(PROJECT, ClientKind::Desktop).unwrap();
        let (client_id, client_secret) = (client.id().to_owned(), client.secret().to_owned());
        world.set_consent(Consent::allow(ANA)).unwrap();
        let emulator = Emulator::start(world).unwrap();
        let folder = tempfile::tempdir().unwrap();
        for name in ["config", "data", "home"] {
            // As greenroom makes them.
            std::fs::DirBuilder::new().mode(0o700).create(folder.path().join(name)).unwrap();
        }
        let file = emulator.with(|world| world.client_file(&client_id, &emulator.endpoint())).unwrap();
        std::fs::write(folder.path().join("client_secret.json"), file).unwrap();
        Self { emulator, client_id, client_secret, folder, variables: Vec::new(), nobody: false }
    }

    /// One more variable, or another value for one.
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.variables.push((name.to_owned(), value.to_owned()));
        self
    }

    /// With a token of Ana's, good for these scopes, in place of a sign-in.
    pub fn with_token(self, scopes: &[Scope]) -> (Self, String) {
        let token = self.emulator.with(|world| world.issue_token(ANA, PROJECT, scopes, Duration::from_hours(1))).unwrap();
        let (endpoint, given) = (self.emulator.endpoint(), token.clone());
        (self.with("GREENROOM_ACCESS_TOKEN", &given).with("GREENROOM_OAUTH_ENDPOINT", &endpoint), token)
    }

    pub fn consent(&self, consent: Consent) {
        self.emulator.with(|world| world.set_consent(consent)).unwrap();
    }

    /// A folder: `config`, `data`, `home`.
    pub fn folder(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn root(&self) -> &Path {
        self.folder.path()
    }

    /// The file of the OAuth client, as Google's console gives it.
    pub fn client_file(&self) -> String {
        self.folder.path().join("client_secret.json").display().to_string()
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = if self.nobody {
            Command::new(self.root().join("greenroom"))
        } else {
            Command::new(assert_cmd::cargo::cargo_bin!("greenroom"))
        };
        command.args(arguments);
        if self.nobody {
            command.uid(65_534).gid(65_534);
        }
        self.within(command)
    }

    /// The command in this place, with nothing else of the machine's.
    fn within(&self, mut command: Command) -> Command {
        command.env_clear().current_dir(self.folder.path());
        let folder = |name| self.folder(name).display().to_string();
        command.envs([
            ("PATH", std::env::var("PATH").unwrap()),
            ("HOME", folder("home")),
            ("TZ", "UTC".into()),
            ("LANG", "C.UTF-8".into()),
            ("RUST_BACKTRACE", "0".into()),
            ("GREENROOM_ENDPOINT", self.emulator.endpoint()),
            ("GREENROOM_DATA_DIR", folder("data")),
            ("GREENROOM_CONFIG_DIR", folder("config")),
            ("GREENROOM_CLIPBOARD", "osc52".into()),
        ]);
        command.envs(self.variables.iter().map(|(name, value)| (name, value)));
        command
    }

    /// Runs a line of bash in which `$0` is the program.
    pub fn shell(&self, line: &str) -> Ended {
        let mut command = Command::new("bash");
        command.args(["-c", line]).arg(assert_cmd::cargo::cargo_bin!("greenroom"));
        Self::ended(self.within(command))
    }

    /// Runs it to its end, with nothing to read.
    pub fn run(&self, arguments: &[&str]) -> Ended {
        Self::ended(self.command(arguments))
    }

    /// The same with standard output somewhere else.
    pub fn run_into(&self, arguments: &[&str], out: Stdio) -> Ended {
        let output = self.command(arguments).stdin(Stdio::null()).stdout(out).stderr(Stdio::piped()).output().unwrap();
        Ended { code: output.status.code(), out: String::new(), err: String::from_utf8(output.stderr).unwrap() }
    }

    /// From here on as somebody whom the modes of files bind: root hands everything over to nobody.
    pub fn unprivileged(mut self) -> Self {
        if rustix::process::geteuid().is_root() {
            // A copy, for the program may lie where nobody else may look; made by others, for who holds a file open for writing
            // cannot run it.
            let script = "cp \"$1\" \"$2/greenroom\" && chown -R 65534:65534 \"$2\" && chmod 755 \"$2\"";
            let program = assert_cmd::cargo::cargo_bin!("greenroom");
            let done = Command::new("sh").args(["-c", script, "sh"]).arg(program).arg(self.root()).status().unwrap();
            assert!(done.success());
            self.nobody = true;
        }
        self
    }

    fn ended(command: Command) -> Ended {
        let output = assert_cmd::Command::from_std(command).timeout(PATIENCE).output().unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        Ended { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
    }

    /// Starts it.
    pub fn start(&self, arguments: &[&str]) -> Running {
        let mut command = self.command(arguments);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let (out, err) = (lines(child.stdout.take().unwrap()), lines(child.stderr.take().unwrap()));
        Running { stdin: child.stdin.take(), child, out, err, said: Vec::new(), complained: Vec::new() }
    }

    /// Signs somebody in, from the first word to the last.
    pub fn sign_in(&self, email: &str) {
        self.consent(Consent::allow(email));
        let mut login = self.start(&["auth", "login", "--no-browser", "--client", &self.client_file()]);
        let url = login.line();
        login.paste(&browser::consent(&url));
        let ended = login.end();
        assert_eq!(ended.code, Some(0), "{}", ended.err);
    }

    /// Everything that must not be printed or logged: tokens, and the client's secret.
    pub fn secrets(&self) -> Vec<String> {
        let mut all = vec![self.client_secret.clone()];
        self.emulator.with(|world| {
            all.extend(world.tokens().into_iter().map(|(token, _)| token));
            all.extend(world.refresh_tokens().into_iter().map(|(token, _)| token));
        });
        all
    }

    /// The data folder's list of accounts.
    pub fn accounts(&self) -> Value {
        let text = std::fs::read_to_string(self.folder("data").join("accounts.json")).unwrap_or_else(|_| "{}".into());
        serde_json::from_str(&text).unwrap()
    }
}

fn lines(from: impl std::io::Read + Send + 'static) -> Receiver<String> {
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

impl Running {
    /// The next line on stdout.
    pub fn line(&mut self) -> String {
        match self.out.recv_timeout(PATIENCE) {
            Ok(line) => {
                self.said.push(line.clone());
                line
            }
            Err(error) => panic!("{error}; stderr: {:?}", self.err.try_iter().collect::<Vec<_>>()),
        }
    }

    /// Waits for a line on stderr that holds the words.
    pub fn complaint(&mut self, words: &str) -> String {
        loop {
            let line =
                self.err.recv_timeout(PATIENCE).unwrap_or_else(|error| panic!("{error}, no {words:?}: {:?}", self.complained));
            self.complained.push(line.clone());
            if line.contains(words) {
                return line;
            }
        }
    }

    /// Sends a line.
    pub fn paste(&mut self, line: &str) {
        let stdin = self.stdin.as_mut().unwrap();
        writeln!(stdin, "{line}").unwrap();
        stdin.flush().unwrap();
    }

    /// Nothing more is sent.
    pub fn close(&mut self) {
        self.stdin = None;
    }

    /// Waits for the end.
    pub fn end(mut self) -> Ended {
        let status = self.wait();
        // Both ends are closed with the program.
        self.said.extend(self.out.iter());
        self.complained.extend(self.err.iter());
        Ended { code: status.code(), out: self.said.join("\n"), err: self.complained.join("\n") }
    }

    fn wait(&mut self) -> ExitStatus {
        let until = std::time::Instant::now() + PATIENCE;
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status;
            }
            if std::time::Instant::now() > until {
                self.child.kill().unwrap();
                panic!("it does not end: {:?}", self.err.try_iter().collect::<Vec<_>>());
            }
            std::thread::sleep(Duration::from_millis(5));
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Ended {
    /// That it ended so, with these words on stderr.
    #[track_caller]
    pub fn failed(&self, code: i32, words: &str) {
        assert!(self.code == Some(code) && self.err.contains(words), "{:?}: {}\n{}", self.code, self.out, self.err);
        assert!(self.err.starts_with("greenroom: "), "{}", self.err);
    }

    /// That none of these is in anything that was printed.
    #[track_caller]
    pub fn hides(&self, secrets: &[String]) {
        for secret in secrets {
            assert!(!self.out.contains(secret) && !self.err.contains(secret), "{secret} in {}\n{}", self.out, self.err);
        }
    }
}

/// A parameter of an address.
pub fn parameter(url: &str, name: &str) -> String {
    let pairs = url::Url::parse(url).unwrap();
    pairs.query_pairs().find(|(key, _)| key == name).unwrap_or_else(|| panic!("no {name} in {url}")).1.into_owned()
}

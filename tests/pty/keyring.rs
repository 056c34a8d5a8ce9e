//! The keyring of a Linux desktop: a real one, on a bus of its own. Only with the feature `secret-service`.
//!
//! Where `dbus-daemon` or `gnome-keyring-daemon` is missing this is left out, saying so; with `CI=true` that is a failure.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use greenroom::emulator::{ClientKind, Consent};
use serde_json::Value;

use crate::support::login::{Login, get};
use crate::support::stage::{ANA, PROJECT, Stage};
use crate::support::terminal::eventually;

/// Where it is said that tokens are.
const KEYRING: &str = "the keyring (Secret Service)";

/// A program that ends with the test.
struct Daemon(Child);

impl Drop for Daemon {
    fn drop(&mut self) {
        // It may have ended already.
        let _gone = self.0.kill();
        let _gone = self.0.wait();
    }
}

/// A session's bus, and a keyring on it.
struct Desktop {
    address: String,
    home: PathBuf,
    keyring: Option<Daemon>,
    _bus: Daemon,
}

#[expect(clippy::print_stdout, reason = "it says what was left out")]
fn start(command: &mut Command) -> Option<Child> {
    match command.spawn() {
        Ok(child) => Some(child),
        Err(error) => {
            let program = command.get_program().display();
            assert_ne!(std::env::var("CI").as_deref(), Ok("true"), "{program}: {error}: apt-get install dbus gnome-keyring");
            println!("left out: {program}: {error}");
            None
        }
    }
}

impl Desktop {
    /// With an unlocked keyring. Nothing, where the test has to be left out.
    fn new(stage: &Stage) -> Option<Self> {
        let home = stage.root().join("desktop");
        std::fs::create_dir(&home).unwrap();
        let mut bus = Command::new("dbus-daemon");
        bus.args(["--session", "--nofork", "--nopidfile", "--print-address"]).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut bus = Daemon(start(Self::bare(&mut bus, &home))?);
        let mut address = String::new();
        BufReader::new(bus.0.stdout.take().unwrap()).read_line(&mut address).unwrap();
        let mut desktop = Self { address: address.trim_end().to_owned(), home, keyring: None, _bus: bus };
        desktop.unlock().then_some(desktop)
    }

    /// Without a display, on which it would ask for its password.
    fn bare<'a>(command: &'a mut Command, home: &Path) -> &'a mut Command {
        command.env_clear().env("PATH", std::env::var_os("PATH").unwrap()).env("HOME", home).env("XDG_RUNTIME_DIR", home)
    }

    /// The keyring starts anew with its password. False, where there is none.
    fn unlock(&mut self) -> bool {
        self.keyring = None;
        eventually("the end of the keyring", || !self.is_owned());
        let mut command = Command::new("gnome-keyring-daemon");
        command.args(["--foreground", "--components=secrets", "--unlock"]);
        command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
        let Some(mut keyring) = start(Self::bare(&mut command, &self.home).env("DBUS_SESSION_BUS_ADDRESS", &self.address)) else {
            return false;
        };
        keyring.stdin.take().unwrap().write_all(b"a password").unwrap();
        self.keyring = Some(Daemon(keyring));
        eventually("the keyring", || self.is_owned());
        true
    }

    fn lock(&self) {
        let collection = "array:objpath:/org/freedesktop/secrets/collection/login";
        let secrets = "org.freedesktop.secrets";
        let said = self.send(secrets, "/org/freedesktop/secrets", "org.freedesktop.Secret.Service.Lock", collection);
        assert!(said.contains("collection/login"), "{said}");
    }

    fn is_owned(&self) -> bool {
        let name = "string:org.freedesktop.secrets";
        self.send("org.freedesktop.DBus", "/", "org.freedesktop.DBus.NameHasOwner", name).contains("true")
    }

    /// Calls a method; its answer.
    fn send(&self, to: &str, path: &str, method: &str, what: &str) -> String {
        let mut command = Command::new("dbus-send");
        command.args(["--session", "--print-reply", &format!("--dest={to}"), path, method, what]);
        let output = Self::bare(&mut command, &self.home).env("DBUS_SESSION_BUS_ADDRESS", &self.address).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }

    fn greenroom(&self, stage: &Stage) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_greenroom"));
        command.env_clear().envs(stage.environment()).env_remove("GREENROOM_ACCESS_TOKEN").current_dir(stage.root());
        command.env("DBUS_SESSION_BUS_ADDRESS", &self.address).stdin(Stdio::null());
        command
    }

    fn sign_in(&self, stage: &Stage) -> String {
        let login = Login::begin(self.greenroom(stage), "client.json");
        get(&login.back());
        login.end(0)
    }

    /// Where the account's tokens are, as `auth status` tells.
    fn place(&self, stage: &Stage) -> Value {
        let output = self.greenroom(stage).args(["auth", "status", "--json"]).output().unwrap();
        serde_json::from_slice::<Value>(&output.stdout).unwrap()["accounts"][0]["place"].clone()
    }

    /// What `doctor` says of getting a token.
    fn token(&self, stage: &Stage) -> (String, String) {
        let output = self.greenroom(stage).args(["doctor", "--json"]).output().unwrap();
        let told: Value = serde_json::from_slice(&output.stdout).unwrap();
        let check = told["checks"].as_array().unwrap().iter().find(|check| check["name"] == "token").unwrap();
        (check["status"].as_str().unwrap().to_owned(), check.to_string())
    }
}

fn stage() -> Stage {
    let stage = Stage::new();
    let endpoint = stage.endpoint.clone();
    let client = stage.world(|world| {
        world.set_consent(Consent::allow(ANA)).unwrap();
        let id = world.add_client(PROJECT, ClientKind::Desktop).unwrap().id().to_owned();
        world.client_file(&id, &endpoint).unwrap()
    });
    std::fs::write(stage.root().join("client.json"), client).unwrap();
    stage
}

/// The files of tokens.
fn files(stage: &Stage) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(stage.folder("data").join("tokens")).into_iter().flatten();
    entries.map(|entry| entry.unwrap().path()).filter(|path| path.extension().is_some_and(|end| end == "json")).collect()
}

#[test]
fn a_sign_in_is_kept_in_the_keyring_and_found_there() {
    let stage = stage();
    let Some(mut desktop) = Desktop::new(&stage) else { return };
    let said = desktop.sign_in(&stage);
    assert!(said.contains(&format!("kept in {KEYRING}: written and read back")), "{said}");
    assert_eq!((desktop.place(&stage), files(&stage)), (KEYRING.into(), vec![]));
    // Another program, and another start of the keyring.
    assert_eq!(desktop.token(&stage).0, "ok");
    assert!(desktop.unlock());
    assert_eq!(desktop.token(&stage).0, "ok");
    let output = desktop.greenroom(&stage).args(["auth", "logout"]).output().unwrap();
    assert!(output.status.success(), "{output:?}");
    assert_eq!(desktop.place(&stage), Value::Null);
}

#[test]
fn a_locked_keyring_is_told_and_loses_nothing() {
    let stage = stage();
    let Some(mut desktop) = Desktop::new(&stage) else { return };
    desktop.sign_in(&stage);
    desktop.lock();
    let (status, words) = desktop.token(&stage);
    assert_eq!(status, "failed");
    assert!(words.contains("it is locked or may not be used") && words.contains("Unlock the keyring"), "{words}");
    assert_eq!((desktop.place(&stage), files(&stage)), (KEYRING.into(), vec![]));
    let logout = desktop.greenroom(&stage).args(["auth", "logout"]).output().unwrap();
    assert_eq!(logout.status.code(), Some(1), "what cannot be removed is not forgotten: {logout:?}");
    assert!(desktop.unlock());
    assert_eq!(desktop.token(&stage).0, "ok", "it is still there");

    // Whoever signs in while it is locked has the tokens in a file, and is told so; that one counts from then on.
    desktop.lock();
    let said = desktop.sign_in(&stage);
    let folder = stage.folder("data").join("tokens").display().to_string();
    assert!(said.contains(&format!("kept in {folder}")) && said.contains("cannot be used (it is locked"), "{said}");
    assert_eq!((desktop.place(&stage), files(&stage).len()), (folder.as_str().into(), 1));
    assert_eq!(desktop.token(&stage).0, "ok");
    assert!(desktop.unlock());
    assert_eq!(desktop.token(&stage).0, "ok");
    let output = desktop.greenroom(&stage).args(["auth", "logout"]).output().unwrap();
    assert!(output.status.success(), "{output:?}");
    assert_eq!(files(&stage), Vec::<PathBuf>::new());
}

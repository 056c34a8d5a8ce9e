//! The life of a sign-in, with the log at its deepest: afterwards no byte of a token, a code or a secret lies anywhere but where it
//! has to, and after signing out not even there.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use greenroom::emulator::{ClientKind, Consent, Fault, Method, OAuth, Refusal, Trouble};

use super::log::{fetch, mode, texts};
use crate::support::login::{Login, get};
use crate::support::stage::{ANA, PROJECT, Stage};

/// The secret of a client that the server does not know.
const WRONG: &str = "emulated-secret-of-another-client-altogether";

/// A stage with a client, all that was said on it, and the secrets that are not the server's.
struct Life {
    stage: Stage,
    client: String,
    secret: String,
    said: String,
    states: Vec<String>,
}

impl Life {
    fn new() -> Self {
        let stage = Stage::new();
        let endpoint = stage.endpoint.clone();
        fs::create_dir(stage.root().join("tmp")).unwrap();
        let (client, secret) = stage.world(|world| {
            let client = world.add_client(PROJECT, ClientKind::Desktop).unwrap();
            let (id, secret) = (client.id().to_owned(), client.secret().to_owned());
            (world.client_file(&id, &endpoint).unwrap(), secret)
        });
        Self { stage, client, secret, said: String::new(), states: Vec::new() }
    }

    fn environment(&self) -> Vec<(&'static str, String)> {
        let mut all = self.stage.environment();
        all.retain(|(name, _)| !matches!(*name, "GREENROOM_ACCESS_TOKEN" | "GREENROOM_LOG"));
        all.extend([("GREENROOM_LOG", "trace".into()), ("TMPDIR", self.stage.root().join("tmp").display().to_string())]);
        all
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_greenroom"));
        command.args(arguments).env_clear().envs(self.environment()).current_dir(self.stage.root());
        command
    }

    /// What it says is kept, to be searched.
    fn run(&mut self, arguments: &[&str], code: i32) {
        let output = self.command(arguments).stdin(Stdio::null()).output().unwrap();
        let said = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        assert_eq!(output.status.code(), Some(code), "{said}");
        self.said.push_str(&said);
    }

    fn consent(&self, consent: Consent) {
        self.stage.world(|world| world.set_consent(consent)).unwrap();
    }

    fn login(&mut self, client: &str) -> Login {
        fs::write(self.stage.root().join("client_secret.json"), client).unwrap();
        let login = Login::begin(self.command(&[]), "client_secret.json");
        self.states.push(login.url.split("state=").nth(1).unwrap().split('&').next().unwrap().to_owned());
        login
    }

    /// With the browser's part.
    fn sign_in(&mut self, client: &str, code: i32) {
        let login = self.login(client);
        self.said.push_str(&get(&login.back()));
        self.said.push_str(&login.end(code));
    }

    /// Files in which one of these stands, with what of it. The part behind the last slash is enough: slashes are often coded.
    fn holding(&self, secrets: &[String]) -> Vec<(PathBuf, String)> {
        let mut found = Vec::new();
        for path in files(self.stage.root()) {
            let bytes = fs::read(&path).unwrap();
            let held = secrets.iter().filter(|secret| {
                let part = secret.rsplit('/').next().unwrap().as_bytes();
                assert!(part.len() >= 8);
                bytes.windows(part.len()).any(|window| window == part)
            });
            found.extend(held.map(|secret| (path.clone(), secret.clone())));
        }
        found
    }
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.into_iter().flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

#[test]
fn no_secret_of_a_sign_in_lies_where_it_need_not() {
    let mut life = Life::new();
    let (client, root) = (life.client.clone(), life.stage.root().to_owned());

    // Sign-ins that fail, in each step.
    life.consent(Consent::cancel());
    life.sign_in(&client, 4);
    life.consent(Consent::allow(ANA));
    life.sign_in(&client.replace(&life.secret, WRONG), 4);
    for trouble in [Trouble::Html, Trouble::CutBody, Trouble::Refuse(Refusal::Internal)] {
        life.stage.world(|world| world.add_fault(Fault::new(trouble).on(OAuth::Token).after_processing()));
        life.sign_in(&client, 6);
        life.stage.world(greenroom::emulator::World::clear_faults);
    }
    let mut login = life.login(&client);
    let theirs = login.back().replace("state=", "state=x");
    login.paste(&theirs);
    life.said.push_str(&login.end(3));

    // One that works; the app on it, with a token that runs out, one that is short-lived, and one that is taken back.
    life.sign_in(&client, 0);
    life.stage.world(|world| world.set_access_token_life(Duration::from_secs(30)));
    let mut command = life.stage.program(env!("CARGO_BIN_EXE_greenroom"));
    command.env_clear();
    life.environment().into_iter().for_each(|(name, value)| command.env(name, value));
    let mut terminal = life.stage.open_as(command);
    let space = life.stage.make(&mut terminal, "Stand-up");
    let facts = fetch(&life.stage, &space);
    let before = life.stage.world(|world| world.count(OAuth::Token));
    life.stage.world(|world| world.tokens().iter().for_each(|(token, _)| world.expire_token(token).unwrap()));
    terminal.keys("t");
    life.stage.wait_world("the change", |world| world.count(Method::UpdateSpace) == 2);
    terminal.keys("r");
    life.stage.wait_world("a second refresh", |world| world.count(OAuth::Token) >= before + 2);
    life.stage.world(|world| world.revoke_access(ANA, PROJECT));
    terminal.keys("r");
    terminal.wait_for("signed out");
    terminal.keys("q");
    assert_eq!(terminal.wait_end(), 0);
    life.said.push_str(&String::from_utf8_lossy(&terminal.bytes));

    // Once more, and everything that tells of it.
    life.sign_in(&client, 0);
    life.run(&["auth", "status"], 0);
    life.run(&["auth", "status", "--json"], 0);
    life.run(&["doctor", "--json"], 0);

    let given = life.stage.world(|world| world.secrets());
    assert!(given.iter().filter(|secret| secret.starts_with("4/")).count() >= 6, "each sign-in had a code");
    let secrets = [given.as_slice(), &[life.secret.clone(), WRONG.into()]].concat();
    let (tokens, config) = (root.join("data/tokens"), root.join("config/client.json"));
    let mut kept = BTreeSet::new();
    for (path, secret) in life.holding(&secrets) {
        let shown = path.display();
        let in_client_file = path == config || path == root.join("client_secret.json");
        assert!(path.starts_with(&tokens) || (in_client_file && secret == life.secret), "{secret} is in {shown}");
        assert!(mode(&path) == 0o600 || path == root.join("client_secret.json"), "{shown} may be read by others");
        kept.insert(secret);
    }
    assert_eq!(kept.len(), 3, "the refresh token, the access token and the client's secret alone: {kept:?}");
    assert_eq!(mode(&tokens), 0o700);

    // What was said and shown, and what was logged, where also PINs have no place.
    for secret in &secrets {
        assert!(!life.said.contains(secret.rsplit('/').next().unwrap()), "{secret} was said");
    }
    let log = fs::read_to_string(root.join("data/greenroom.log")).unwrap();
    for event in ["a sign-in has begun", "the sign-in failed", "signed in", "spaces.create"] {
        assert!(log.contains(event), "{event} is not in\n{log}");
    }
    let mut doors = life.states.clone();
    for key in ["meetingUri", "meetingCode", "phoneAccess", "gatewaySipAccess"] {
        texts(&facts[key], &mut doors);
    }
    doors.retain(|text| text.len() > 5);
    for door in doors {
        assert!(!log.contains(&door), "{door} is in\n{log}");
    }

    // Nothing at all once it is over.
    life.run(&["auth", "logout", "--revoke", "--yes"], 0);
    let left: Vec<_> = life.holding(&secrets).into_iter().filter(|(_, secret)| *secret != life.secret).collect();
    assert_eq!(left, []);
    assert!(life.holding(&secrets).iter().all(|(path, _)| !path.starts_with(root.join("data"))), "the client's secret is left");
}

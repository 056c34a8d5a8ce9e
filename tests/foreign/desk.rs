//! The person's machine: folders of their own, and the program.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Output, Stdio};

use greenroom::auth::accounts::{Account, Accounts};
use greenroom::auth::credential::Credential;
use greenroom::auth::renew::Renewer;
use greenroom::auth::vault;
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::Value;
use tempfile::TempDir;

use super::keep;

/// Folders, and a client file in them.
pub struct Desk {
    folder: TempDir,
}

/// A `greenroom auth login` that waits for the browser.
pub struct Login {
    child: Child,
    stdout: BufReader<ChildStdout>,
    /// The link that it gave.
    pub url: String,
}

impl Desk {
    pub fn new(client_file: &str) -> Self {
        let folder = keep::folder();
        std::fs::write(folder.path().join("client_secret_1024.json"), client_file).unwrap();
        Self { folder }
    }

    pub fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// The folder that everything lies in.
    pub fn root(&self) -> &Path {
        self.folder.path()
    }

    /// The program, in the person's folders and with nothing else of this machine's.
    pub fn greenroom(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_greenroom"));
        command.args(arguments).env_clear().current_dir(self.folder.path()).stdin(Stdio::null());
        command.env("HOME", self.folder.path()).env("PATH", std::env::var_os("PATH").unwrap()).env("TZ", "UTC");
        command.env("GREENROOM_DATA_DIR", self.data()).env("GREENROOM_CONFIG_DIR", self.folder.path().join("config"));
        command.env("GREENROOM_CLIPBOARD", "none").env("GREENROOM_LOG", "trace").env("RUST_BACKTRACE", "0");
        command
    }

    /// What the program says to these arguments; `code` is how it is to end.
    #[track_caller]
    pub fn run(&self, arguments: &[&str], code: i32) -> (String, String) {
        told(&self.greenroom(arguments).output().unwrap(), code)
    }

    /// Begins to sign in, up to the link.
    pub fn login(&self, more: &[&str]) -> Login {
        let mut arguments = vec!["auth", "login", "--client", "client_secret_1024.json", "--no-browser"];
        arguments.extend(more);
        let mut command = self.greenroom(&arguments);
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        let mut url = String::new();
        stdout.read_line(&mut url).unwrap();
        Login { child, stdout, url: url.trim_end().to_owned() }
    }

    /// What `auth status --json` says.
    pub fn status(&self, code: i32) -> Value {
        serde_json::from_str(&self.run(&["auth", "status", "--json"], code).0).unwrap()
    }

    /// Who is signed in, and with what, as the app finds it.
    pub fn account(&self) -> (Account, Credential) {
        let account = Accounts::load(&self.data()).unwrap().current().unwrap().clone();
        let credential = vault::open(&self.data()).read(&account.slot()).unwrap().unwrap();
        (account, credential)
    }

    /// The tokens of the account, as another greenroom renews them.
    pub fn renewer(&self) -> Renewer {
        Renewer::new(vault::open(&self.data()), &self.data(), &self.account().0, None)
    }

    /// What in the folders holds one of these, apart from what is there for it.
    pub fn holding(&self, secrets: &[&SecretString]) -> Vec<PathBuf> {
        let mut all = Vec::new();
        files(self.root(), &mut all);
        all.retain(|path| {
            let bytes = std::fs::read(path).unwrap();
            secrets.iter().any(|secret| {
                let secret = secret.expose_secret().as_bytes();
                bytes.windows(secret.len()).any(|window| window == secret)
            })
        });
        all
    }
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { files(&path, found) } else { found.push(path) }
    }
}

impl Login {
    /// A parameter of the link.
    pub fn asked(&self, name: &str) -> String {
        let url = reqwest::Url::parse(&self.url).unwrap();
        let value = url.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned());
        value.unwrap_or_else(|| panic!("no {name} in {url}"))
    }

    /// Types a line.
    pub fn paste(&mut self, line: &str) {
        writeln!(self.child.stdin.as_mut().unwrap(), "{line}").unwrap();
    }

    /// Waits for its end.
    #[track_caller]
    pub fn end(mut self, code: i32) -> (String, String) {
        let mut rest = Vec::new();
        self.stdout.read_to_end(&mut rest).unwrap();
        let output = self.child.wait_with_output().unwrap();
        told(&Output { stdout: rest, ..output }, code)
    }
}

#[track_caller]
fn told(output: &Output, code: i32) -> (String, String) {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    let (said, told) = (text(&output.stdout), text(&output.stderr));
    assert_eq!(output.status.code(), Some(code), "{said}{told}");
    (said, told)
}

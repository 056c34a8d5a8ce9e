//! Signing in with the built binary: from nothing to the first list, other accounts, the demo, and every way out of the wait for the
//! browser. The emulator stands in Google's place, and what is opened comes to the test, which is the browser.

use std::collections::BTreeSet;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::process::Command;
use std::sync::mpsc::channel;

use greenroom::emulator::{ClientKind, Consent};
use portable_pty::CommandBuilder;
use rstest::rstest;
use rustix::process::Signal;

use crate::support::PATIENCE;
use crate::support::modes::count;
use crate::support::stage::{ANA, PROJECT, Stage};
use crate::support::terminal::{Terminal, eventually};

const BO: &str = "bo@example.com";
/// Entering the screen of its own, and leaving it.
const ENTER: &[u8] = b"\x1b[?1049h";
const LEAVE: &[u8] = b"\x1b[?1049l";
/// Hands what it is given to the test, through a pipe with a name.
const LAUNCHER: &str = "#!/bin/sh\nprintf '%s\\n' \"$1\" >\"$LAUNCHED\"\n";

/// A stage on which people may sign in, and nobody is.
struct Lobby {
    stage: Stage,
    bin: PathBuf,
    pipe: PathBuf,
    client: PathBuf,
    secret: String,
}

fn lobby() -> Lobby {
    let stage = Stage::new();
    let endpoint = stage.endpoint.clone();
    let (file, secret) = stage.world(|world| {
        world.add_user(BO, "Bo");
        let client = world.add_client(PROJECT, ClientKind::Desktop).unwrap();
        let (id, secret) = (client.id().to_owned(), client.secret().to_owned());
        (world.client_file(&id, &endpoint).unwrap(), secret)
    });
    let client = stage.root().join("client secret.json");
    std::fs::write(&client, file).unwrap();
    let bin = stage.root().join("bin");
    std::fs::create_dir(&bin).unwrap();
    let launcher = bin.join("xdg-open");
    std::fs::write(&launcher, LAUNCHER).unwrap();
    std::fs::set_permissions(&launcher, std::fs::Permissions::from_mode(0o755)).unwrap();
    let pipe = stage.root().join("launched");
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let lobby = Lobby { stage, bin, pipe, client, secret };
    lobby.agrees(ANA);
    lobby
}

impl Lobby {
    /// This person says yes to everything from now on.
    fn agrees(&self, email: &str) {
        self.stage.world(|world| world.set_consent(Consent::allow(email))).unwrap();
    }

    /// The client file is in its place.
    fn with_client(self) -> Self {
        std::fs::copy(&self.client, self.stage.folder("config").join("client.json")).unwrap();
        self
    }

    /// The program of somebody at a desktop who has no token.
    fn command(&self) -> CommandBuilder {
        let mut command = self.stage.greenroom();
        command.env_remove("GREENROOM_ACCESS_TOKEN");
        command.env_remove("GREENROOM_ACCOUNT");
        command.env("PATH", format!("{}:{}", self.bin.display(), std::env::var("PATH").unwrap()));
        command.env("DISPLAY", ":0");
        command.env("LAUNCHED", &self.pipe);
        command
    }

    fn open(&self) -> Terminal {
        self.stage.open_as(self.command())
    }

    /// What is opened in the browser next.
    fn opened(&self) -> String {
        let (sender, told) = channel();
        let from = self.pipe.clone();
        std::thread::spawn(move || sender.send(std::fs::read_to_string(from).unwrap()));
        told.recv_timeout(PATIENCE).unwrap().trim_end().to_owned()
    }

    /// Google's page, opened and agreed to. Everything that was secret on the way.
    fn browse(&self) -> Vec<String> {
        let mut url = self.opened();
        assert!(url.starts_with(&self.stage.endpoint), "{url}");
        let mut secrets = Vec::new();
        loop {
            let answer = get(&url);
            let location = answer.lines().find_map(|line| line.strip_prefix("location: "));
            let Some(next) = location else {
                assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
                return secrets;
            };
            next.clone_into(&mut url);
            let query = url.split_once('?').unwrap().1;
            secrets.extend(query.split('&').filter_map(|pair| pair.strip_prefix("code=")).map(str::to_owned));
        }
    }

    /// Someone signs in from the page on the screen that waits.
    fn signs_in(&self, terminal: &mut Terminal, email: &str) {
        self.agrees(email);
        terminal.wait_for("Waiting for you in the browser");
        assert_eq!(self.browse().len(), 1);
        terminal.wait_for(&format!("Signed in as {email}"));
    }
}

/// One request as a browser sends it.
fn get(url: &str) -> String {
    let rest = url.strip_prefix("http://").unwrap();
    let (host, path) = rest.split_at(rest.find(['/', '?']).unwrap());
    let path = if path.starts_with('/') { path.to_owned() } else { format!("/{path}") };
    asked(host, &format!("GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"))
}

fn asked(host: &str, request: &str) -> String {
    let mut stream = TcpStream::connect(host).unwrap();
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    String::from_utf8_lossy(&answer).into_owned()
}

/// Where the program waits for the browser.
fn loopback(page: &str) -> String {
    let (_, rest) = page.split_once("redirect_uri=http://127.0.0.1:").unwrap();
    let port: String = rest.chars().take_while(char::is_ascii_digit).collect();
    format!("127.0.0.1:{port}")
}

/// The app took the screen once and never gave it back in between: nothing of the shell was seen.
fn assert_no_flicker(terminal: &Terminal) {
    assert_eq!((count(&terminal.bytes, ENTER), count(&terminal.bytes, LEAVE)), (1, 0));
    let shown = BTreeSet::from([25, 1000, 1004, 1006, 1049, 2004]);
    assert!(terminal.modes().is_superset(&shown), "{:?}", terminal.modes());
    assert!(!terminal.is_plain());
}

fn quits(mut terminal: Terminal) {
    terminal.keys("q");
    assert_eq!(terminal.wait_end(), 0);
    terminal.assert_as_it_was();
    assert_eq!(terminal.text().trim(), "");
}

#[test]
fn from_nothing_to_the_first_list() {
    let lobby = lobby();
    let mut terminal = lobby.open();
    terminal.wait_for("Sign in with Google");
    terminal.keys("\r");
    terminal.wait_for("Make a Cloud project");
    terminal.keys("o");
    assert_eq!(lobby.opened(), "https://console.cloud.google.com/projectcreate");
    terminal.keys("\r\r\r\r");
    terminal.wait_for("Give the client file");
    terminal.paste(&format!("'{}'", lobby.client.display()));
    terminal.keys("\r");
    terminal.wait_for("Waiting for you in the browser");
    let mut secrets = lobby.browse();
    terminal.wait_for("Signed in as ana@example.com");
    terminal.keys("\r");
    terminal.wait_for("No spaces yet");
    assert_no_flicker(&terminal);
    let space = lobby.stage.make(&mut terminal, "Stand-up");
    terminal.wait_for(&lobby.stage.link(&space));

    secrets.push(lobby.secret.clone());
    lobby.stage.world(|world| {
        secrets.extend(world.tokens().into_iter().chain(world.refresh_tokens()).map(|(token, _)| token));
    });
    assert!(secrets.len() >= 4, "a code, the client's secret, a token and a refresh token at the least");
    let written = String::from_utf8_lossy(&terminal.bytes).into_owned();
    for secret in secrets {
        assert!(!written.contains(&secret), "{secret} was on the terminal");
    }
    quits(terminal);

    // The next start needs none of it.
    let mut terminal = lobby.open();
    terminal.wait_until("the list", |text| text.contains("Stand-up") && text.contains("ana@example.com"));
    assert!(!terminal.text().contains("Welcome"));
    terminal.wait_for("synced");
    quits(terminal);
}

#[test]
fn what_is_in_the_client_file_may_be_pasted_and_is_not_shown() {
    let lobby = lobby();
    let mut terminal = lobby.open();
    terminal.wait_for("Sign in with Google");
    terminal.paste(&std::fs::read_to_string(&lobby.client).unwrap());
    lobby.signs_in(&mut terminal, ANA);
    assert!(!String::from_utf8_lossy(&terminal.bytes).contains(&lobby.secret));
    terminal.keys("\r");
    terminal.wait_for("No spaces yet");
    quits(terminal);
}

#[test]
fn from_one_account_to_another_and_back() {
    let lobby = lobby().with_client();
    let mut terminal = lobby.open();
    terminal.wait_for("Sign in with Google");
    terminal.keys("\r");
    lobby.signs_in(&mut terminal, ANA);
    terminal.keys("\r");
    terminal.wait_for("No spaces yet");
    lobby.stage.make(&mut terminal, "Ana's own");
    terminal.keys("A");
    terminal.wait_for("here");
    terminal.keys("n");
    lobby.signs_in(&mut terminal, BO);
    terminal.keys("\r");
    terminal.wait_until("Bo's list", |text| text.contains("bo@example.com") && !text.contains("Ana's own"));
    assert_no_flicker(&terminal);
    terminal.keys("A");
    terminal.wait_until("both", |text| text.contains("ana@example.com") && text.contains("bo@example.com"));
    terminal.keys("k\r");
    terminal.wait_until("Ana's list", |text| text.contains("Ana's own") && !text.contains("bo@example.com"));
    assert_no_flicker(&terminal);
    // The mouse and a paste reach the new list as they reached the first.
    terminal.paste("https://meet.google.com/abc-mnop-xyz");
    terminal.wait_for("Look up abc-mnop-xyz?");
    terminal.keys("n");
    terminal.wait_gone("Look up abc-mnop-xyz?");
    quits(terminal);
}

#[test]
fn into_the_demo_and_out_again() {
    let lobby = lobby();
    let mut terminal = lobby.open();
    terminal.wait_for("Sign in with Google");
    terminal.keys("3");
    terminal.wait_until("the demo", |text| text.contains("demo") && text.contains("news live"));
    let kept = std::fs::read_to_string(lobby.stage.folder("data").join("accounts.json"));
    assert!(kept.is_err(), "nobody was signed in");
    terminal.keys("A");
    terminal.wait_for("Leave the demo");
    assert!(terminal.text().contains("the demo's own"), "{}", terminal.text());
    terminal.keys("G\r");
    terminal.wait_for("Welcome");
    assert!(terminal.text().contains("not signed in"));
    assert_no_flicker(&terminal);
    quits(terminal);
}

/// In the demo somebody else may sign in, at the demo's own server.
#[test]
fn signing_in_within_the_demo_touches_no_file() {
    let lobby = lobby();
    let mut command = lobby.command();
    command.arg("--demo");
    let mut terminal = lobby.stage.open_as(command);
    terminal.wait_until("the demo", |text| text.contains("demo") && text.contains("news live"));
    terminal.keys("A");
    terminal.wait_for("Leave the demo");
    terminal.keys("n");
    terminal.wait_for("Waiting for you in the browser");
    assert!(lobby.opened().starts_with("http://127.0.0.1:"));
    terminal.keys("\x1b");
    terminal.wait_for("Leave the demo");
    terminal.keys("\x1b");
    terminal.wait_gone("Leave the demo");
    quits(terminal);
    for name in ["config", "data", "home"] {
        assert_eq!(std::fs::read_dir(lobby.stage.folder(name)).unwrap().count(), 0, "{name}");
    }
}

/// News come to whoever is here in the demo.
#[test]
fn whoever_signs_in_within_the_demo_is_told_what_happens() {
    let lobby = lobby();
    let mut command = lobby.command();
    command.arg("--demo");
    let mut terminal = lobby.stage.open_as(command);
    for email in [BO, ANA] {
        terminal.wait_for("news live");
        terminal.keys("An");
        terminal.wait_for("Waiting for you in the browser");
        consents(&lobby.opened(), email);
        terminal.wait_for(&format!("Signed in as {email}"));
        terminal.keys("\r");
        terminal.wait_for(&format!("{email} · demo"));
    }
    terminal.wait_for("news live");
    quits(terminal);
}

/// Somebody's browser, at the page that asks: every box is ticked.
fn consents(url: &str, email: &str) {
    let page = get(url);
    let value = |text: &str| text.split('"').next().unwrap().replace("&amp;", "&");
    let ticket = value(page.split_once("name=ticket value=\"").unwrap().1);
    let scopes = page.split("name=scope value=\"").skip(1).map(|part| ("scope", value(part)));
    let fields = [("ticket", ticket), ("user", email.to_owned()), ("decision", "allow".to_owned())].into_iter().chain(scopes);
    let form: Vec<String> = fields
        .map(|(name, value)| format!("{name}={}", value.replace('%', "%25").replace('&', "%26").replace('+', "%2B")))
        .collect();
    let form = form.join("&");
    let host = url.strip_prefix("http://").unwrap().split('/').next().unwrap();
    let answer = asked(
        host,
        &format!(
            "POST /o/oauth2/v2/auth/consent HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\
             Connection: close\r\n\r\n{form}",
            form.len()
        ),
    );
    let back = answer.lines().find_map(|line| line.strip_prefix("location: ")).unwrap_or_else(|| panic!("{answer}"));
    get(back);
}

/// The browser has the page; the address at which it is waited for.
fn waiting(lobby: &Lobby, terminal: &mut Terminal) -> String {
    terminal.wait_for("Sign in with Google");
    terminal.keys("\r");
    terminal.wait_for("Waiting for you in the browser");
    let address = loopback(&lobby.opened());
    assert!(TcpStream::connect(&address).is_ok(), "nobody listens on {address}");
    address
}

fn assert_free(address: &str) {
    eventually("the port to be free", || TcpStream::connect(address).is_err());
}

#[rstest]
#[case::cancelled_and_quit("qq")]
#[case::at_once("\x03")]
#[case::at_once_from_the_line_for_the_address("p\x03")]
#[case::at_once_from_the_address_alone("u\x03")]
fn a_key_ends_the_wait(#[case] keys: &str) {
    let lobby = lobby().with_client();
    let mut terminal = lobby.open();
    let address = waiting(&lobby, &mut terminal);
    terminal.keys(keys);
    assert_eq!(terminal.wait_end(), 0);
    terminal.assert_as_it_was();
    assert_eq!(terminal.text().trim(), "");
    assert_free(&address);
}

#[rstest]
#[case::terminated(Signal::TERM, 143)]
#[case::hung_up(Signal::HUP, 129)]
#[case::interrupted(Signal::INT, 130)]
fn a_signal_ends_the_wait(#[case] signal: Signal, #[case] code: u32) {
    let lobby = lobby().with_client();
    let mut terminal = lobby.open();
    let address = waiting(&lobby, &mut terminal);
    terminal.signal(signal);
    assert_eq!(terminal.wait_end(), code);
    terminal.assert_as_it_was();
    assert_free(&address);
}

#[test]
fn a_terminal_that_closes_ends_the_wait() {
    let lobby = lobby().with_client();
    let mut terminal = lobby.open();
    let address = waiting(&lobby, &mut terminal);
    terminal.close("?");
    assert_eq!(terminal.wait_end(), 129);
    assert_free(&address);
}

#[test]
fn esc_frees_the_port_and_stays() {
    let lobby = lobby().with_client();
    let mut terminal = lobby.open();
    let address = waiting(&lobby, &mut terminal);
    terminal.keys("\x1b");
    terminal.wait_for("Welcome");
    assert_free(&address);
    quits(terminal);
}

#[test]
fn suspended_while_it_waits_and_signed_in_afterwards() {
    let lobby = lobby().with_client();
    let mut shell = lobby.command();
    let environment: Vec<(String, String)> =
        shell.iter_full_env_as_str().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    shell = CommandBuilder::new("sh");
    shell.env_clear();
    shell.arg("-i");
    for (name, value) in environment {
        shell.env(name, value);
    }
    shell.env("PS1", "SHELL> ");
    shell.env("TERM", "dumb");
    shell.env("GREENROOM", env!("CARGO_BIN_EXE_greenroom"));
    let mut terminal = Terminal::start(shell, 120, 40);
    terminal.wait_for("SHELL>");
    terminal.keys("TERM=xterm-256color \"$GREENROOM\"\n");
    terminal.wait_for("Sign in with Google");
    terminal.keys("\r");
    terminal.wait_for("Waiting for you in the browser");
    let page = lobby.opened();
    let prompts = |bytes: &[u8]| count(bytes, b"SHELL> ");
    let before = prompts(&terminal.bytes);
    terminal.keys("\x1a");
    terminal.wait_for_bytes("the prompt", |bytes| prompts(bytes) > before);
    assert_eq!(terminal.modes(), BTreeSet::new());
    assert!(terminal.is_plain());
    terminal.keys("fg\n");
    terminal.wait_for("Waiting for you in the browser");
    assert!(!terminal.is_plain());
    let redirect = get(&page);
    let location = redirect.lines().find_map(|line| line.strip_prefix("location: ")).unwrap();
    assert!(get(location).starts_with("HTTP/1.1 200"));
    terminal.wait_for("Signed in as ana@example.com");
    let before = prompts(&terminal.bytes);
    terminal.keys("\x03");
    terminal.wait_for_bytes("the prompt", |bytes| prompts(bytes) > before);
    assert_eq!(terminal.modes(), BTreeSet::new());
    terminal.keys("exit\n");
    terminal.wait_end();
}

/// `greenroom auth login` on a terminal: one key later the app is there.
#[test]
fn auth_login_opens_the_app_with_enter() {
    let lobby = lobby();
    let mut command = lobby.command();
    command.args(["auth", "login", "--client"]);
    command.arg(&lobby.client);
    let mut terminal = Terminal::start(command, 120, 40);
    terminal.wait_for("Waiting for the browser");
    let mut secrets = lobby.browse();
    terminal.wait_for("Press Enter to open greenroom");
    assert!(terminal.text().contains("Signed in as ana@example.com."), "{}", terminal.text());
    assert!(terminal.is_plain());
    assert_eq!(terminal.modes(), BTreeSet::new());
    terminal.keys("\r");
    terminal.wait_for("No spaces yet");
    assert_no_flicker(&terminal);
    assert!(terminal.text().contains("ana@example.com"));
    terminal.keys("q");
    assert_eq!(terminal.wait_end(), 0);
    terminal.assert_as_it_was();
    assert!(terminal.text().contains("Press Enter to open greenroom"), "the shell's screen is as it was");
    secrets.push(lobby.secret.clone());
    let written = String::from_utf8_lossy(&terminal.bytes);
    assert!(secrets.iter().all(|secret| !written.contains(secret)));
}

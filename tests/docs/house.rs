//! Where a page is played: an emulator with the demo's week, a home of its own, and a browser that agrees to everything.

use std::io::{BufRead as _, BufReader};
use std::os::unix::fs::{DirBuilderExt as _, PermissionsExt as _};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use greenroom::emulator::{Consent, Emulator, Seed, World};

use super::{keep, shell};

const ANA: &str = "ana@example.com";
const PROGRAM: &str = env!("CARGO_BIN_EXE_greenroom");

/// A browser: it agrees as Ana to all that it is asked.
const BROWSER: &str = r#"#!/usr/bin/env bash
page=$(curl -sL "$1")
ticket=$(sed -n 's/.*name=ticket value="\([^"]*\)".*/\1/p' <<<"$page")
[ -n "$ticket" ] || exit 0
fields=(-d decision=allow --data-urlencode user=ana@example.com --data-urlencode "ticket=$ticket")
for scope in $(sed -n 's/.*name=scope value="\([^"]*\)".*/\1/p' <<<"$page"); do
    fields+=(--data-urlencode "scope=$scope")
done
root=$(grep -o '^http://[^/]*' <<<"$1")
curl -sL -o /dev/null "${fields[@]}" "$root/o/oauth2/v2/auth/consent"
"#;

/// Such a place.
pub struct House {
    folder: tempfile::TempDir,
    variables: Vec<(&'static str, String)>,
    /// What stands in a page, and what is run in its place.
    instead: Vec<(&'static str, String)>,
    _emulator: Option<Emulator>,
    _served: Option<Served>,
}

/// The emulator as a program.
struct Served {
    child: Child,
}

impl Drop for Served {
    fn drop(&mut self) {
        // it may have ended
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl House {
    /// Nobody is signed in, and the list is empty. Ana's client file lies among the downloads.
    pub fn empty() -> Self {
        let mut world = World::from_seed(&Seed::demo().unwrap()).unwrap();
        world.set_consent(Consent::allow(ANA)).unwrap();
        let client = world.desktop_client().unwrap().id().to_owned();
        let emulator = Emulator::start(world).unwrap();
        let endpoint = emulator.endpoint();
        let file = emulator.with(|world| world.client_file(&client, &endpoint)).unwrap();
        let house = Self::of(
            ["GREENROOM_ENDPOINT", "GREENROOM_OAUTH_ENDPOINT", "GREENROOM_EVENTS_ENDPOINT", "GREENROOM_PUBSUB_ENDPOINT"]
                .map(|name| (name, endpoint.clone()))
                .to_vec(),
        );
        std::fs::create_dir(house.path("home/Downloads")).unwrap();
        std::fs::write(house.path("home/Downloads/client_secret_1234.json"), file).unwrap();
        Self { _emulator: Some(emulator), ..house }
    }

    /// Ana is signed in by a token, and her list is still empty.
    pub fn new() -> Self {
        let mut house = Self::empty();
        house.variables.push(("GREENROOM_ACCESS_TOKEN", "demo-ana".into()));
        house
    }

    /// Ana's list is that of the demo as well.
    pub fn furnished() -> Self {
        let house = Self::new();
        let list: Vec<serde_json::Value> = Seed::demo()
            .unwrap()
            .spaces()
            .iter()
            .filter(|space| space.owner == ANA)
            .map(|space| {
                let ago = |age: std::time::Duration| jiff::Timestamp::now() - jiff::SignedDuration::try_from(age).unwrap();
                serde_json::json!({
                    "name": space.name, "meetingCode": space.code, "meetingUri": format!("https://meet.google.com/{}", space.code),
                    "label": space.label, "pinned": space.pinned, "created": ago(space.created), "lastSeen": ago(space.last_used),
                })
            })
            .collect();
        std::fs::write(house.path("week.json"), serde_json::to_string(&list).unwrap()).unwrap();
        house.run(
            "the demo's list",
            "greenroom --quiet import week.json && greenroom --quiet list --refresh >/dev/null && rm week.json",
        );
        house
    }

    /// The emulator runs as a program of its own, and a page's `8085` is its port.
    pub fn served() -> Self {
        let mut child = Command::new(PROGRAM).arg("emulator").stdout(Stdio::piped()).spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut banner: Vec<String> = Vec::new();
        while !banner.last().is_some_and(String::is_empty) {
            banner.push(lines.next().unwrap().unwrap());
        }
        let endpoint = banner[0].strip_prefix("listening ").unwrap().to_owned();
        let port = endpoint.rsplit(':').next().unwrap().to_owned();
        let mut house = Self::of(vec![("MEET_ENDPOINT", endpoint.clone()), ("MEET_TOKEN", "demo-ana".into())]);
        std::fs::write(house.path("banner"), banner.join("\n") + "\n").unwrap();
        house.instead = vec![("greenroom emulator --port 8085", "cat banner".into()), ("8085", port)];
        Self { _served: Some(Served { child }), ..house }
    }

    fn of(variables: Vec<(&'static str, String)>) -> Self {
        let folder = keep::folder();
        for name in ["config", "data", "home", "bin"] {
            // as greenroom makes them
            std::fs::DirBuilder::new().mode(0o700).create(folder.path().join(name)).unwrap();
        }
        std::os::unix::fs::symlink(PROGRAM, folder.path().join("bin/greenroom")).unwrap();
        let browser = folder.path().join("bin/xdg-open");
        std::fs::write(&browser, BROWSER).unwrap();
        std::fs::set_permissions(&browser, std::fs::Permissions::from_mode(0o755)).unwrap();
        Self { folder, variables, instead: Vec::new(), _emulator: None, _served: None }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The environment, with nothing else of the machine's.
    pub fn environment(&self) -> Vec<(&'static str, String)> {
        let at = |name| self.path(name).display().to_string();
        let mut all = vec![
            ("PATH", format!("{}:{}", at("bin"), std::env::var("PATH").unwrap())),
            ("HOME", at("home")),
            ("GREENROOM_CONFIG_DIR", at("config")),
            ("GREENROOM_DATA_DIR", at("data")),
            ("GREENROOM_CLIPBOARD", "osc52".into()),
            ("TERM", "xterm-256color".into()),
            // a desktop on which there is a browser
            ("DISPLAY", ":0".into()),
            ("NO_COLOR", "1".into()),
            ("NO_PROXY", "127.0.0.1".into()),
            ("TZ", "UTC".into()),
            ("LANG", "C.UTF-8".into()),
            ("RUST_BACKTRACE", "0".into()),
        ];
        all.extend(self.variables.iter().cloned());
        all
    }

    /// What is run where this stands in a page.
    fn real(&self, text: &str) -> String {
        self.instead.iter().fold(text.to_owned(), |text, (stands, run)| text.replace(stands, run))
    }

    /// Runs a block of `sh`.
    pub fn run(&self, at: &str, text: &str) {
        let ended = shell::run(self, &self.real(text));
        assert!(ended.well, "{at} does not end well:\n{}", ended.said);
    }

    /// Runs a block of `console`, and compares.
    pub fn show(&self, at: &str, text: &str) {
        for (command, wanted) in shell::commands(text) {
            let said = shell::show(self, &self.real(&command));
            let wanted = self.real(&wanted);
            assert!(shell::is_so(&said, &wanted), "{at}: {command}\nprints\n{said}\nand not\n{wanted}");
        }
    }
}

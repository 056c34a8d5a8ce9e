//! A server, an account and folders of one's own.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::time::Duration;

use greenroom::emulator::{Emulator, Method, Person, Scope, Space, World};
use portable_pty::CommandBuilder;

use super::PATIENCE;
use super::terminal::Terminal;

/// Whose spaces they are.
pub const ANA: &str = "ana@example.com";
/// Whose tokens and clients they are.
pub const PROJECT: &str = "greenroom-tests";

/// Where a test plays.
pub struct Stage {
    /// The Meet API; `None` while the network is down.
    pub emulator: Option<Emulator>,
    /// Where it listens.
    pub endpoint: String,
    /// Ana's.
    pub token: String,
    folder: tempfile::TempDir,
}

impl Default for Stage {
    fn default() -> Self {
        Self::new()
    }
}

impl Stage {
    /// A server with Ana and no space, and empty folders.
    pub fn new() -> Self {
        let mut world = World::empty();
        world.shuffle();
        world.add_user(ANA, "Ana");
        world.add_project(PROJECT);
        let token = world.issue_token(ANA, PROJECT, &[Scope::Created, Scope::Readonly], Duration::from_hours(1)).unwrap();
        let emulator = Emulator::start(world).unwrap();
        let folder = tempfile::tempdir().unwrap();
        for name in ["config", "data", "home"] {
            std::fs::create_dir(folder.path().join(name)).unwrap();
        }
        Self { endpoint: emulator.endpoint(), emulator: Some(emulator), token, folder }
    }

    /// The server.
    pub fn emulator(&self) -> &Emulator {
        self.emulator.as_ref().unwrap()
    }

    /// Looks at the server's world or changes it.
    pub fn world<R>(&self, look: impl FnOnce(&mut World) -> R) -> R {
        self.emulator().with(look)
    }

    /// Waits until the server's world is as wanted.
    pub fn wait_world(&self, what: &str, holds: impl FnMut(&mut World) -> bool) {
        assert!(self.emulator().wait_until(PATIENCE, holds), "waited in vain for {what}");
    }

    /// How often a method was called.
    pub fn count(&self, method: Method) -> usize {
        self.world(|world| world.count(method))
    }

    /// Makes a space of Ana's at the server; its name.
    pub fn space(&self) -> String {
        self.world(|world| world.create_space_for(ANA, PROJECT).unwrap())
    }

    /// The join link of a space.
    pub fn link(&self, space: &str) -> String {
        self.world(|world| format!("https://meet.google.com/{}", world.space(space).unwrap().code()))
    }

    /// Somebody without an account joins.
    pub fn join(&self, space: &str, who: &str) {
        self.world(|world| world.join(space, &Person::Anonymous(who.into())).unwrap());
    }

    /// A folder of the stage: `config`, `data`, `home`.
    pub fn folder(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The folder that all folders of the stage lie in.
    pub fn root(&self) -> &std::path::Path {
        self.folder.path()
    }

    /// Writes `config.toml`.
    pub fn configure(&self, text: &str) {
        std::fs::write(self.folder("config").join("config.toml"), text).unwrap();
    }

    /// Another program with the environment of this stage and nothing else of the machine's.
    pub fn program(&self, program: impl AsRef<std::ffi::OsStr>) -> CommandBuilder {
        let mut command = CommandBuilder::new(program);
        command.env_clear();
        command.cwd(self.folder.path());
        for (name, value) in self.environment() {
            command.env(name, value);
        }
        command
    }

    /// The variables.
    pub fn environment(&self) -> Vec<(&'static str, String)> {
        let folder = |name| self.folder(name).display().to_string();
        vec![
            ("PATH", std::env::var("PATH").unwrap()),
            ("TERM", "xterm-256color".into()),
            ("HOME", folder("home")),
            ("TZ", "UTC".into()),
            ("LANG", "C.UTF-8".into()),
            ("RUST_BACKTRACE", "0".into()),
            ("GREENROOM_ENDPOINT", self.endpoint.clone()),
            ("GREENROOM_ACCESS_TOKEN", self.token.clone()),
            ("GREENROOM_ACCOUNT", ANA.into()),
            ("GREENROOM_DATA_DIR", folder("data")),
            ("GREENROOM_CONFIG_DIR", folder("config")),
            ("GREENROOM_CLIPBOARD", "osc52".into()),
        ]
    }

    /// The built binary.
    pub fn greenroom(&self) -> CommandBuilder {
        self.program(env!("CARGO_BIN_EXE_greenroom"))
    }

    /// The app in a terminal in which both panes stand side by side, with its first frame drawn.
    pub fn open(&self) -> Terminal {
        self.open_as(self.greenroom())
    }

    /// The same with a command of one's own.
    #[expect(clippy::unused_self, reason = "it reads as the stage's")]
    pub fn open_as(&self, command: CommandBuilder) -> Terminal {
        let mut terminal = Terminal::start(command, 120, 40);
        terminal.wait_for("greenroom");
        terminal
    }

    /// Makes a space in the app, gives it that name, and waits until it is stored and its link sent. Its name at the server.
    pub fn make(&self, terminal: &mut Terminal, name: &str) -> String {
        let before: BTreeSet<String> = self.world(|world| world.spaces().map(Space::name).collect());
        terminal.keys("n");
        terminal.wait_for("Name the new space");
        terminal.keys(&format!("{name}\r"));
        terminal.wait_gone("Name the new space");
        self.wait_world("the new space", |world| world.spaces().count() == before.len() + 1);
        let made = self.world(|world| world.spaces().map(Space::name).find(|name| !before.contains(name)).unwrap());
        let code = self.world(|world| world.space(&made).unwrap().code().to_owned());
        terminal.wait_for(&code);
        made
    }
}

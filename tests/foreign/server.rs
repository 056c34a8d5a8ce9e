//! A server that runs by Node.

use std::io::{BufRead as _, BufReader, Lines, Write as _};
use std::path::PathBuf;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

/// The client that both servers know.
pub const CLIENT: (&str, &str) = ("1024-abc.apps.googleusercontent.com", "GOCSPX-foreign-secret");
/// Whose account it is.
pub const ANA: &str = "ana@example.com";

/// A server; it ends with this.
pub struct Server {
    child: Child,
    stdin: Option<ChildStdin>,
    lines: Lines<BufReader<ChildStdout>>,
    port: u16,
}

impl Server {
    /// Runs a script. Nothing, where the test has to be left out.
    pub fn start(script: &str) -> Option<Self> {
        let tools = std::env::var_os("GREENROOM_NODE_TOOLS").map(PathBuf::from);
        let Some(tools) = tools.filter(|tools| tools.join("node_modules").is_dir()) else {
            return left_out("GREENROOM_NODE_TOOLS names no folder with node_modules in it");
        };
        // A script that comes in as an argument finds the packages of the folder that it runs in.
        let mut command = Command::new("node");
        command.args(["--input-type=module", "--eval", script]).current_dir(tools).env("EMAIL", ANA);
        command.env("CLIENT_ID", CLIENT.0).env("CLIENT_SECRET", CLIENT.1).env_remove("NODE_OPTIONS");
        let mut child = match command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn() {
            Ok(child) => child,
            Err(error) => return left_out(&format!("node cannot be started: {error}")),
        };
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut server = Self { stdin: child.stdin.take(), child, lines, port: 0 };
        let hello = server.line();
        server.port = hello.strip_prefix("listening ").and_then(|port| port.parse().ok()).unwrap_or_else(|| panic!("{hello}"));
        Some(server)
    }

    fn line(&mut self) -> String {
        self.lines.next().unwrap_or_else(|| panic!("the server has ended, and said why on stderr")).unwrap()
    }

    /// Tells it something; its answer.
    pub fn ask(&mut self, line: &str) -> String {
        writeln!(self.stdin.as_mut().unwrap(), "{line}").unwrap();
        self.line()
    }

    /// An address of it.
    pub fn at(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }

    /// The client file that Google's console would give for it.
    pub fn client_file(&self, token: &str) -> String {
        let (id, secret) = CLIENT;
        let (authorize, token) = (self.at("/o/oauth2/v2/auth"), self.at(token));
        serde_json::json!({ "installed": {
            "client_id": id, "client_secret": secret, "project_id": "foreign", "auth_uri": authorize, "token_uri": token,
            "redirect_uris": ["http://localhost"],
        } })
        .to_string()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // The end of its input ends it.
        drop(self.stdin.take());
        let _ended = self.child.wait();
    }
}

#[expect(clippy::print_stdout, reason = "it says what was left out")]
fn left_out(why: &str) -> Option<Server> {
    assert_ne!(std::env::var("CI").as_deref(), Ok("true"), "{why}: see .ci/run");
    println!("left out: {why}");
    None
}

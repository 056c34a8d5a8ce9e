//! `greenroom auth login` without a browser, and a browser of a few lines.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, ChildStdout, Command, Stdio};

/// A sign-in that waits for the browser.
pub struct Login {
    child: Child,
    stdout: BufReader<ChildStdout>,
    /// The link that it gave.
    pub url: String,
}

/// The answer of a plain request, head and body.
pub fn get(url: &str) -> String {
    let (host, path) = url.strip_prefix("http://").unwrap().split_once('/').unwrap_or_default();
    let mut connection = TcpStream::connect(host).unwrap();
    write!(connection, "GET /{path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n").unwrap();
    let mut answer = String::new();
    connection.read_to_string(&mut answer).unwrap();
    answer
}

impl Login {
    /// Begins, by the client file of that name, up to the link.
    pub fn begin(mut command: Command, client: &str) -> Self {
        command.args(["auth", "login", "--no-browser", "--client", client]);
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        let mut url = String::new();
        stdout.read_line(&mut url).unwrap();
        Self { child, stdout, url: url.trim_end().to_owned() }
    }

    /// Where the server sends the browser; its people have to decide without being asked.
    pub fn back(&self) -> String {
        let answer = get(&self.url);
        let place = answer.lines().find_map(|line| line.strip_prefix("location: ")).unwrap_or_else(|| panic!("{answer}"));
        place.trim_end().to_owned()
    }

    /// Types a last line.
    pub fn paste(&mut self, line: &str) {
        writeln!(self.child.stdin.take().unwrap(), "{line}").unwrap();
    }

    /// What it said until it ended with this code.
    #[track_caller]
    pub fn end(mut self, code: i32) -> String {
        let mut said = String::new();
        self.stdout.read_to_string(&mut said).unwrap();
        let output = self.child.wait_with_output().unwrap();
        said.push_str(&String::from_utf8_lossy(&output.stderr));
        assert_eq!(output.status.code(), Some(code), "{said}");
        said
    }
}

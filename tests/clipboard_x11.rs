//! The clipboard of a real X server: what was copied is there for other programs, and stays when the program is gone.
//!
//! Starts an Xvfb of its own and pastes by xclip. Where they are not installed the tests are left out, saying so; with `CI=true`
//! that is a failure. The programs under test are this test binary itself, started again as [`copier`] and [`keeper`].
#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "what a test relies on may fail it")]

use std::ffi::OsStr;
use std::io::{self, BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

use greenroom::share::clipboard::{Choice, Clipboard, Environment};
use greenroom::share::serve;
use rustix::process::{Pid, getsid};
use tempfile::TempDir;

/// The text that the copier copies.
const TEXT: &str = "CLIPBOARD_X11_TEXT";
/// Set where it is a secret.
const SECRET: &str = "CLIPBOARD_X11_SECRET";
/// The file into which the keeper writes its process id.
const PID_FILE: &str = "CLIPBOARD_X11_PID_FILE";
/// Longest wait for something that is sure to come.
const PATIENCE: Duration = Duration::from_secs(30);

/// Copies, says how it went, waits for a line, and ends as the app does.
#[test]
#[ignore = "runs as a child of the other tests"]
fn copier() {
    let Ok(text) = std::env::var(TEXT) else { return };
    let keeper = [std::env::current_exe().unwrap().as_os_str(), OsStr::new("keeper")]
        .into_iter()
        .chain(["--ignored", "--exact", "--nocapture"].map(OsStr::new))
        .map(OsStr::to_owned)
        .collect();
    let environment = Environment { tmux: false, ssh: false, tmux_program: "/nowhere/tmux".into(), keeper };
    let clipboard = Clipboard::new(Choice::Auto, environment);
    let outcome = clipboard.copy(&text, std::env::var_os(SECRET).is_some(), &mut |_| Ok(()));
    io::stdout().write_all(format!("\noutcome {outcome:?}\n").as_bytes()).unwrap();
    io::stdin().read_line(&mut String::new()).unwrap();
    clipboard.close();
}

/// What the hidden subcommand does.
#[test]
#[ignore = "runs as a child of the other tests"]
fn keeper() {
    let Some(file) = std::env::var_os(PID_FILE) else { return };
    std::fs::write(file, std::process::id().to_string()).unwrap();
    let _ = serve::serve_stdin();
}

/// An X server that ends with the test.
struct Display {
    server: Child,
    name: String,
    folder: TempDir,
}

impl Drop for Display {
    fn drop(&mut self) {
        self.end();
    }
}

impl Display {
    /// `None` where there is no Xvfb or no xclip, and none is asked for.
    fn start() -> Option<Self> {
        for program in ["Xvfb", "xclip"] {
            if Command::new(program).arg("-version").stdout(Stdio::null()).stderr(Stdio::null()).status().is_err() {
                assert_ne!(std::env::var("CI").as_deref(), Ok("true"), "{program} is not installed: apt-get install xvfb xclip");
                let left_out = format!("left out: {program} is not installed (apt-get install xvfb xclip)\n");
                io::stderr().write_all(left_out.as_bytes()).unwrap();
                return None;
            }
        }
        let mut server = Command::new("Xvfb")
            .args(["-displayfd", "1", "-nolisten", "tcp", "-screen", "0", "64x64x24"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut number = String::new();
        BufReader::new(server.stdout.take().unwrap()).read_line(&mut number).unwrap();
        assert!(!number.trim().is_empty(), "Xvfb did not start");
        Some(Self { server, name: format!(":{}", number.trim()), folder: tempfile::tempdir().unwrap() })
    }

    fn end(&mut self) {
        // It may have ended already.
        let _ = self.server.kill();
        let _ = self.server.wait();
    }

    fn command(&self, program: impl AsRef<OsStr>) -> Command {
        let mut command = Command::new(program);
        command.env("DISPLAY", &self.name).env_remove("WAYLAND_DISPLAY").stderr(Stdio::null());
        command
    }

    fn paste(&self, target: &str) -> String {
        let output = self.command("xclip").args(["-o", "-selection", "clipboard", "-t", target]).output().unwrap();
        String::from_utf8(output.stdout).unwrap()
    }

    /// Another program copies. The one that was called ends before the one that it leaves behind has the clipboard.
    fn copy(&self, text: &str) {
        let mut xclip = self.command("xclip");
        let mut xclip =
            xclip.args(["-i", "-selection", "clipboard"]).stdin(Stdio::piped()).stdout(Stdio::null()).spawn().unwrap();
        xclip.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
        assert!(xclip.wait().unwrap().success());
        let deadline = Instant::now() + PATIENCE;
        while self.paste("UTF8_STRING") != text {
            assert!(Instant::now() < deadline, "xclip did not take the clipboard");
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    fn copier(&self, text: &str, secret: bool) -> Copier {
        let mut command = self.command(std::env::current_exe().unwrap());
        if secret {
            command.env(SECRET, "1");
        }
        command.env(PID_FILE, self.folder.path().join("pid"));
        Copier::start(command.env(TEXT, text))
    }

    fn keeper(&self) -> Pid {
        let pid = std::fs::read_to_string(self.folder.path().join("pid")).unwrap();
        Pid::from_raw(pid.parse().unwrap()).unwrap()
    }
}

/// A program that copied and has not ended.
struct Copier {
    child: Child,
    stdin: ChildStdin,
    stdout: BufReader<ChildStdout>,
    outcome: String,
}

impl Copier {
    fn start(command: &mut Command) -> Self {
        command.args(["--ignored", "--exact", "copier", "--nocapture"]);
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let stdin = child.stdin.take().unwrap();
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        let mut outcome = String::new();
        while !outcome.starts_with("outcome") {
            outcome.clear();
            assert_ne!(stdout.read_line(&mut outcome).unwrap(), 0, "the copier said nothing");
        }
        Self { child, stdin, stdout, outcome: outcome.trim().to_owned() }
    }

    fn end(mut self) {
        self.stdin.write_all(b"\n").unwrap();
        // To its end: it would fail to print its result otherwise.
        io::copy(&mut self.stdout, &mut io::sink()).unwrap();
        assert!(self.child.wait().unwrap().success());
    }
}

/// Whether it runs; a zombie that nobody asked for does not.
fn runs(pid: Pid) -> bool {
    let stat = std::fs::read_to_string(Path::new("/proc").join(pid.as_raw_nonzero().to_string()).join("stat"));
    stat.is_ok_and(|stat| stat.rsplit_once(") ").is_some_and(|(_, rest)| !rest.starts_with('Z')))
}

fn wait_for_end(pid: Pid) {
    let deadline = Instant::now() + PATIENCE;
    while runs(pid) {
        assert!(Instant::now() < deadline, "the keeper goes on");
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn a_copied_text_outlives_the_program_until_another_is_copied() {
    let Some(display) = Display::start() else { return };
    let text = "https://meet.google.com/abc-mnop-xyz\nHöhe 👩\u{200d}👧";
    let copier = display.copier(text, false);
    assert_eq!(copier.outcome, "outcome Ok(Copied)");
    assert_eq!(display.paste("UTF8_STRING"), text);
    copier.end();

    assert_eq!(display.paste("UTF8_STRING"), text);
    assert_eq!(display.paste("UTF8_STRING"), text);
    let keeper = display.keeper();
    assert!(runs(keeper));
    assert_eq!(getsid(Some(keeper)), Ok(keeper), "the keeper has to leave the terminal's session");
    assert!(!display.paste("TARGETS").contains("x-kde-passwordManagerHint"));

    display.copy("another text");
    wait_for_end(keeper);
    assert_eq!(display.paste("UTF8_STRING"), "another text");
}

#[test]
fn a_secret_stays_out_of_histories_also_when_it_is_kept() {
    let Some(display) = Display::start() else { return };
    let copier = display.copier("197 073 002 77#", true);
    assert!(display.paste("TARGETS").contains("x-kde-passwordManagerHint"));
    copier.end();
    assert!(display.paste("TARGETS").contains("x-kde-passwordManagerHint"));
    assert_eq!(display.paste("UTF8_STRING"), "197 073 002 77#");
}

#[test]
fn what_somebody_else_copied_since_is_not_taken_back() {
    let Some(display) = Display::start() else { return };
    let copier = display.copier("ours", false);
    display.copy("theirs");
    copier.end();
    assert_eq!(display.paste("UTF8_STRING"), "theirs");
    assert!(!display.folder.path().join("pid").exists(), "there was nothing to keep");
}

#[test]
fn the_keeper_ends_with_the_display() {
    let Some(mut display) = Display::start() else { return };
    display.copier("text", false).end();
    let keeper = display.keeper();
    assert!(runs(keeper));
    display.end();
    wait_for_end(keeper);
}

#[test]
fn without_a_display_the_terminal_is_asked() {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.env_remove("DISPLAY").env_remove("WAYLAND_DISPLAY").env(TEXT, "text");
    let copier = Copier::start(&mut command);
    assert_eq!(copier.outcome, "outcome Ok(SentToTerminal)");
    copier.end();
}

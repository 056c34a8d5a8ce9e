//! The terminal guard in a real pseudo-terminal: after every way out, each mode is off and the line discipline as it was.
//!
//! The program under test is this test binary itself, started again as [`child`].
#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "what a test relies on may fail it")]

use std::collections::BTreeSet;
use std::io::{self, Read, Write};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use greenroom::runtime::guard::{self, Guard, Options};
use portable_pty::{CommandBuilder, MasterPty, PtySize, native_pty_system};
use rstest::rstest;
use rustix::process::{Pid, Signal, kill_process};

/// How the child is to go.
const WAY: &str = "GUARD_PTY_WAY";
/// Longest wait for something that is sure to come.
const PATIENCE: Duration = Duration::from_secs(30);

/// The program under test; does nothing unless it is told how to go.
#[test]
#[ignore = "runs as a child of the other tests"]
fn child() {
    let Ok(way) = std::env::var(WAY) else { return };
    guard::check_terminal().unwrap();
    guard::install_panic_hook();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        use tokio::signal::unix::{SignalKind, signal};
        let mut guard = Guard::enter(Options { mouse: true }, io::stdout()).unwrap();
        let mut terminate = signal(SignalKind::terminate()).unwrap();
        let mut hang_up = signal(SignalKind::hangup()).unwrap();
        let mut interrupt = signal(SignalKind::interrupt()).unwrap();
        say("READY");
        match way.as_str() {
            "return" => {}
            "panic" => panic!("the panic that was asked for"),
            "exit" => {
                guard::restore();
                std::process::exit(3);
            }
            "leave nothing" => std::process::exit(3),
            "task panic" => {
                std::thread::spawn(|| panic!("a task's\x1b[2J panic")).join().unwrap_err();
                let panics = guard::take_task_panics();
                assert_eq!(panics.len(), 1);
                assert!(panics[0].ends_with("a task's panic"), "{panics:?}");
                assert!(guard::take_task_panics().is_empty());
                say("KEPT");
            }
            "suspend" => {
                guard.suspend().unwrap();
                guard::stop_process().unwrap();
                guard.resume().unwrap();
                say("RESUMED");
            }
            "signal" => tokio::select! {
                _ = terminate.recv() => {}
                _ = hang_up.recv() => {}
                _ = interrupt.recv() => {}
            },
            way => panic!("no way {way}"),
        }
        guard.leave().unwrap();
    });
}

fn say(word: &str) {
    io::stdout().write_all(word.as_bytes()).unwrap();
    io::stdout().flush().unwrap();
}

/// A pseudo-terminal with a program in it, and all that it wrote.
struct Screen {
    master: Box<dyn MasterPty + Send>,
    child: Box<dyn portable_pty::Child + Send + Sync>,
    chunks: Receiver<Vec<u8>>,
    seen: String,
    before: String,
}

impl Screen {
    fn start(mut command: CommandBuilder) -> Self {
        let pty = native_pty_system().openpty(PtySize { rows: 24, cols: 80, pixel_width: 0, pixel_height: 0 }).unwrap();
        command.cwd(std::env::current_dir().unwrap());
        let before = line_discipline(&*pty.master);
        let child = pty.slave.spawn_command(command).unwrap();
        let mut reader = pty.master.try_clone_reader().unwrap();
        let (sender, chunks) = channel();
        std::thread::spawn(move || {
            let mut buffer = [0; 4096];
            while let Ok(length @ 1..) = reader.read(&mut buffer) {
                if sender.send(buffer[..length].to_vec()).is_err() {
                    break;
                }
            }
        });
        Self { master: pty.master, child, chunks, seen: String::new(), before }
    }

    /// Reads on until the text has come `times` times.
    fn wait_for(&mut self, text: &str, times: usize) {
        while self.seen.matches(text).count() < times {
            match self.chunks.recv_timeout(PATIENCE) {
                Ok(chunk) => self.seen.push_str(&String::from_utf8_lossy(&chunk)),
                Err(error) => panic!("{error} while waiting for {text:?}, after {:?}", self.seen),
            }
        }
    }

    /// Reads to the end; gives the exit code back. The terminal keeps its line discipline as long as the master is open.
    fn wait_for_end(&mut self) -> u32 {
        let code = self.child.wait().unwrap().exit_code();
        while let Ok(chunk) = self.chunks.recv_timeout(Duration::from_millis(200)) {
            self.seen.push_str(&String::from_utf8_lossy(&chunk));
        }
        code
    }

    fn assert_as_it_was(&self) {
        assert!(self.seen.contains("\x1b[?1049h"), "nothing was entered: {:?}", self.seen);
        assert_eq!(modes_on(&self.seen), BTreeSet::new(), "{:?}", self.seen);
        assert_eq!(line_discipline(&*self.master), self.before);
    }
}

fn line_discipline(master: &dyn MasterPty) -> String {
    format!("{:?}", master.get_termios().unwrap())
}

/// Private modes that the bytes leave in another state than a shell has them: set, or, for the cursor (25), reset.
fn modes_on(bytes: &str) -> BTreeSet<u32> {
    let mut on = BTreeSet::new();
    for part in bytes.split("\x1b[?").skip(1) {
        let Some(end) = part.find(|c: char| !c.is_ascii_digit() && c != ';') else { continue };
        let set = match part.as_bytes()[end] {
            b'h' => true,
            b'l' => false,
            _ => continue,
        };
        for mode in part[..end].split(';').map(|mode| mode.parse().unwrap()) {
            if set == (mode != 25) {
                on.insert(mode);
            } else {
                on.remove(&mode);
            }
        }
    }
    on
}

fn this_binary(way: &str) -> CommandBuilder {
    let mut command = CommandBuilder::new(std::env::current_exe().unwrap());
    command.args(["--ignored", "--exact", "child", "--nocapture", "--test-threads=1"]);
    command.env(WAY, way);
    command.env("RUST_BACKTRACE", "0");
    command
}

#[test]
fn modes_are_read_from_bytes() {
    assert_eq!(modes_on("\x1b[?1049h\x1b[?25l\x1b[?1000;1006h\x1b[?1006l"), BTreeSet::from([25, 1000, 1049]));
    assert_eq!(modes_on("\x1b[?25l\x1b[?25h\x1b[?2026l"), BTreeSet::new());
}

#[rstest]
#[case::returning("return", 0)]
#[case::exiting_far_from_the_guard("exit", 3)]
#[case::panicking("panic", 101)]
fn going_by_itself(#[case] way: &str, #[case] code: u32) {
    let mut screen = Screen::start(this_binary(way));
    assert_eq!(screen.wait_for_end(), code, "{:?}", screen.seen);
    screen.assert_as_it_was();
}

#[test]
fn what_is_left_on_is_noticed() {
    let mut screen = Screen::start(this_binary("leave nothing"));
    assert_eq!(screen.wait_for_end(), 3);
    assert_eq!(modes_on(&screen.seen), BTreeSet::from([25, 1000, 1004, 1006, 1049, 2004]));
    assert_ne!(line_discipline(&*screen.master), screen.before);
}

#[test]
fn a_panic_is_printed_on_the_screen_of_the_shell() {
    let mut screen = Screen::start(this_binary("panic"));
    screen.wait_for_end();
    let (_, shell) = screen.seen.rsplit_once("\x1b[?1049l").unwrap();
    assert!(shell.contains("the panic that was asked for"), "{shell:?}");
}

#[test]
fn a_panic_of_a_task_leaves_the_screen_alone() {
    let mut screen = Screen::start(this_binary("task panic"));
    screen.wait_for("KEPT", 1);
    let (_, after) = screen.seen.split_once("READY").unwrap();
    assert_eq!(&after[..4], "KEPT");
    assert_eq!(screen.wait_for_end(), 0);
    screen.assert_as_it_was();
    assert!(!screen.seen.contains("a task's"), "{:?}", screen.seen);
}

#[rstest]
#[case::terminated(Signal::TERM)]
#[case::hung_up(Signal::HUP)]
#[case::interrupted(Signal::INT)]
fn going_by_a_signal(#[case] signal: Signal) {
    let mut screen = Screen::start(this_binary("signal"));
    screen.wait_for("READY", 1);
    let pid = i32::try_from(screen.child.process_id().unwrap()).unwrap();
    kill_process(Pid::from_raw(pid).unwrap(), signal).unwrap();
    assert_eq!(screen.wait_for_end(), 0, "{:?}", screen.seen);
    screen.assert_as_it_was();
}

#[test]
fn ctrl_z_gives_the_shell_its_terminal_and_takes_it_again() {
    // A shell of the terminal's own: without one a job cannot be stopped.
    let mut shell = CommandBuilder::new("sh");
    shell.arg("-i");
    shell.env("PS1", "SHELL> ");
    shell.env_remove("ENV");
    // Where `sh` is bash its line editor leaves the terminal's modes alone then.
    shell.env("TERM", "dumb");
    shell.env(WAY, "suspend");
    shell.env("RUST_BACKTRACE", "0");
    shell.env("GREENROOM_TEST_BINARY", std::env::current_exe().unwrap());
    let mut screen = Screen::start(shell);
    let mut writer = screen.master.take_writer().unwrap();
    screen.wait_for("SHELL> ", 1);
    let plain = line_discipline(&*screen.master);
    writer.write_all(b"\"$GREENROOM_TEST_BINARY\" --ignored --exact child --nocapture\n").unwrap();
    screen.wait_for("READY", 1);
    screen.wait_for("SHELL> ", 2);
    assert_eq!(modes_on(&screen.seen), BTreeSet::new(), "{:?}", screen.seen);
    assert_eq!(line_discipline(&*screen.master), plain);

    writer.write_all(b"fg\n").unwrap();
    screen.wait_for("RESUMED", 1);
    assert_eq!(screen.seen.matches("\x1b[?1049h").count(), 2, "{:?}", screen.seen);
    screen.wait_for("SHELL> ", 3);
    assert_eq!(modes_on(&screen.seen), BTreeSet::new(), "{:?}", screen.seen);
    assert_eq!(line_discipline(&*screen.master), plain);
    assert_eq!(screen.seen.matches("\x1b[?1049l").count(), 2, "{:?}", screen.seen);
    writer.write_all(b"exit\n").unwrap();
    screen.child.wait().unwrap();
}

#[test]
fn a_job_that_nobody_could_continue_is_not_stopped() {
    let mut screen = Screen::start(this_binary("suspend"));
    assert_eq!(screen.wait_for_end(), 0, "{:?}", screen.seen);
    assert!(screen.seen.contains("RESUMED"));
    screen.assert_as_it_was();
}

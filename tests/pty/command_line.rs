//! What the program says without its screen: one clear line, the right code, and data on stdout alone.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Command, Output, Stdio};
use std::sync::mpsc::channel;

use rstest::rstest;
use rustix::process::{Pid, Signal, kill_process};

use crate::support::PATIENCE;
use crate::support::stage::Stage;
use crate::support::terminal::Terminal;

fn greenroom(stage: &Stage, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_greenroom"));
    command.args(arguments).env_clear().envs(stage.environment()).current_dir(stage.root()).stdin(Stdio::null());
    command
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// One line on stderr, nothing on stdout, code 2.
fn assert_usage(output: &Output, words: &str) {
    let said = text(&output.stderr);
    assert!(said.starts_with("greenroom: ") && said.contains(words) && said.lines().count() == 1, "{said:?}");
    assert_eq!((text(&output.stdout).as_str(), output.status.code()), ("", Some(2)));
}

#[test]
fn without_a_terminal() {
    let stage = Stage::new();
    let output = greenroom(&stage, &[]).output().unwrap();
    assert_usage(&output, "standard input is none");
    let output = greenroom(&stage, &["--demo"]).stdin(Stdio::piped()).output().unwrap();
    assert_usage(&output, "standard input is none");
}

#[rstest]
#[case::screen_elsewhere("\"$0\" >out", "standard output is none")]
#[case::keys_elsewhere("\"$0\" </dev/null", "standard input is none")]
#[case::no_keys("\"$0\" <&-", "standard input is none")]
fn with_half_a_terminal(#[case] script: &str, #[case] words: &str) {
    let stage = Stage::new();
    let mut command = stage.program("sh");
    command.args(["-c", script, env!("CARGO_BIN_EXE_greenroom")]);
    let mut terminal = Terminal::start(command, 200, 40);
    assert_eq!(terminal.wait_end(), 2);
    let said = text(&terminal.bytes);
    assert!(said.contains(words) && said.lines().count() == 1 && !said.contains('\x1b'), "{said:?}");
    assert_eq!(std::fs::read(stage.root().join("out")).unwrap_or_default(), b"");
}

#[rstest]
#[case::endpoint(&["--endpoint", "ftp://x"], None, None, "--endpoint")]
#[case::endpoint_in_clear(&["--endpoint", "http://example.com"], None, None, "https://")]
#[case::endpoint_variable(&[], Some(("GREENROOM_ENDPOINT", "http://example.com")), None, "GREENROOM_ENDPOINT: ")]
#[case::account(&["--account", "ana"], None, None, "e-mail")]
#[case::account_variable(&[], Some(("GREENROOM_ACCOUNT", "ana")), None, "GREENROOM_ACCOUNT: ")]
#[case::clipboard(&[], Some(("GREENROOM_CLIPBOARD", "floppy")), None, "GREENROOM_CLIPBOARD: ")]
#[case::log(&[], Some(("GREENROOM_LOG", "loud")), None, "GREENROOM_LOG: ")]
#[case::unknown_setting(&[], None, Some("read_only = true\n\nmous = false\n"), "config.toml:3:1: ")]
#[case::wrong_value(&[], None, Some("mouse = 3\n"), "config.toml:1:9: ")]
#[case::no_toml(&[], None, Some("mouse = = 3\n"), "config.toml:1:9: ")]
#[case::preset_with_an_unknown_key(
    &[],
    None,
    Some("[presets.a]\naccess = \"open\"\n  recordng = \"on\"\n"),
    "config.toml:3:3: unknown key recordng: did you mean recording?"
)]
#[case::preset_with_a_wrong_value(
    &[],
    None,
    Some("[presets.a]\naccess = \"all\"\n"),
    "config.toml:2:10: access cannot be \"all\": it is \"open\", \"trusted\" or \"restricted\""
)]
#[case::preset_with_a_bad_address(&[], None, Some("[presets.a]\ncohosts = [\"bo\"]\n"), "config.toml:2:12: \"bo\": ")]
#[case::new_spaces_by_no_preset(&[], None, Some("[new]\npreset = \"webinr\"\n"), "config.toml:2:10: there is no preset webinr")]
#[case::clipboard_setting(&[], None, Some("clipboard = 'floppy'\n"), "floppy")]
#[case::unknown_flag(&["--bogus"], None, None, "--bogus")]
#[case::unknown_command(&["bogus"], None, None, "bogus")]
#[case::value_missing(&["--endpoint"], None, None, "--endpoint")]
#[case::escapes(&["--endpoint", "\x1b[2J\x1b]0;x\x07"], None, None, "--endpoint")]
#[case::two_lines(&["emulator", "--port", "a\nb"], None, None, "--port")]
fn wrong_usage_is_told_in_one_line_before_the_screen_is_touched(
    #[case] arguments: &[&str],
    #[case] variable: Option<(&str, &str)>,
    #[case] config: Option<&str>,
    #[case] words: &str,
) {
    let stage = Stage::new();
    if let Some(config) = config {
        stage.configure(config);
    }
    let mut command = stage.greenroom();
    command.args(arguments);
    if let Some((name, value)) = variable {
        command.env(name, value);
    }
    let mut terminal = Terminal::start(command, 200, 40);
    assert_eq!(terminal.wait_end(), 2);
    let said = text(&terminal.bytes);
    assert!(said.starts_with("greenroom: ") && said.contains(words) && said.lines().count() == 1, "{said:?}");
    assert!(!said.chars().any(|letter| letter.is_control() && !matches!(letter, '\r' | '\n')), "{said:?}");
    assert!(terminal.is_plain());
}

#[test]
fn an_empty_variable_is_as_if_it_were_not_there() {
    let stage = Stage::new();
    let mut command = stage.greenroom();
    for name in ["GREENROOM_ENDPOINT", "GREENROOM_ACCOUNT", "GREENROOM_CLIPBOARD", "GREENROOM_LOG", "GREENROOM_ACCESS_TOKEN"] {
        command.env(name, "");
    }
    let mut terminal = stage.open_as(command);
    terminal.wait_for("Sign in with Google");
    // The first screen, then the program.
    terminal.keys("qq");
    assert_eq!(terminal.wait_end(), 0);
}

#[test]
fn help_lists_every_exit_code_and_keys_every_key() {
    let stage = Stage::new();
    let help = greenroom(&stage, &["--help"]).output().unwrap();
    assert_eq!((help.status.code(), help.stderr.len()), (Some(0), 0));
    let help = text(&help.stdout);
    let (_, codes) = help.split_once("Exit codes:").unwrap();
    let listed: Vec<&str> = codes.lines().skip(1).map_while(|line| line.trim().split_once("  ")).map(|(code, _)| code).collect();
    assert_eq!(listed, ["0", "1", "2", "3", "4", "5", "6"]);

    let keys = greenroom(&stage, &["keys"]).output().unwrap();
    assert_eq!((keys.status.code(), keys.stderr.len()), (Some(0), 0));
    let json = greenroom(&stage, &["keys", "--json"]).output().unwrap();
    let json: serde_json::Value = serde_json::from_slice(&json.stdout).unwrap();
    let rows = json.as_array().unwrap();
    assert_eq!(rows.len(), text(&keys.stdout).lines().count());
    assert!(rows.len() > 30 && text(&keys.stdout).contains("next_access"));
}

#[rstest]
#[case(&["--help"])]
#[case(&["--version"])]
#[case(&["keys"])]
#[case(&["keys", "--json"])]
fn a_closed_pipe_is_no_error_and_a_full_disk_is_one(#[case] arguments: &[&str]) {
    let stage = Stage::new();
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let output = greenroom(&stage, arguments).stdout(writer).stderr(Stdio::piped()).output().unwrap();
    assert_eq!((output.status.code(), text(&output.stderr).as_str()), (Some(0), ""));

    if let Ok(full) = std::fs::OpenOptions::new().write(true).open("/dev/full") {
        let output = greenroom(&stage, arguments).stdout(full).stderr(Stdio::piped()).output().unwrap();
        let said = text(&output.stderr);
        assert!(output.status.code() == Some(1) && said.contains("could not write") && said.lines().count() == 1, "{said:?}");
    }
}

#[rstest]
#[case(Signal::INT, Some(0))]
#[case(Signal::TERM, Some(143))]
fn the_emulator_serves_until_it_is_told_to_end(#[case] signal: Signal, #[case] code: Option<i32>) {
    let stage = Stage::new();
    // Standard input is none and ends at once: it serves all the same.
    let mut child = greenroom(&stage, &["emulator"]).stdout(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map(Result::unwrap);
    let first = lines.next().unwrap();
    let address = first.strip_prefix("listening http://").unwrap().to_owned();
    let second = lines.next().unwrap();
    let [_, token, email] = second.split(' ').collect::<Vec<_>>()[..] else { panic!("{second}") };
    assert!(second.starts_with("token ") && email.contains('@'));

    let mut connection = TcpStream::connect(&address).unwrap();
    connection.set_read_timeout(Some(PATIENCE)).unwrap();
    write!(
        connection,
        "POST /v2/spaces HTTP/1.1\r\nHost: {address}\r\nAuthorization: Bearer {token}\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{{}}"
    )
    .unwrap();
    let mut answer = String::new();
    connection.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200 ") && answer.contains("https://meet.google.com/"), "{answer}");

    kill_process(Pid::from_raw(i32::try_from(child.id()).unwrap()).unwrap(), signal).unwrap();
    let (sender, ended) = channel();
    std::thread::spawn(move || sender.send(child.wait().unwrap()));
    assert_eq!(ended.recv_timeout(PATIENCE).unwrap().code(), code);
}

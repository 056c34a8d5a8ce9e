//! The log file: only when it is asked for, and without what opens a door.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use greenroom::emulator::{Fault, Method, Refusal, Trouble};
use serde_json::Value;

use crate::support::stage::Stage;
use crate::support::terminal::Terminal;

/// The space as the server sends it.
pub fn fetch(stage: &Stage, space: &str) -> Value {
    let address = stage.endpoint.strip_prefix("http://").unwrap();
    let mut connection = TcpStream::connect(address).unwrap();
    let token = &stage.token;
    write!(
        connection,
        "GET /v2/{space} HTTP/1.1\r\nHost: {address}\r\nAuthorization: Bearer {token}\r\nConnection: close\r\n\r\n"
    )
    .unwrap();
    let mut answer = String::new();
    connection.read_to_string(&mut answer).unwrap();
    serde_json::from_str(answer.split_once("\r\n\r\n").unwrap().1).unwrap()
}

/// Every text in it that is no word of the API's.
pub fn texts(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::String(text) => found.push(text.clone()),
        Value::Array(all) => all.iter().for_each(|value| texts(value, found)),
        Value::Object(all) => all.values().for_each(|value| texts(value, found)),
        _ => {}
    }
}

pub fn mode(path: &Path) -> u32 {
    std::fs::metadata(path).unwrap().permissions().mode() & 0o777
}

#[test]
fn at_its_deepest_level_it_opens_no_door() {
    let mut stage = Stage::new();
    let mut command = stage.greenroom();
    command.env("GREENROOM_LOG", "trace");
    command.env("GREENROOM_DATA_DIR", stage.root().join("new/data"));
    let mut terminal = stage.open_as(command);
    let space = stage.make(&mut terminal, "Stand-up");
    terminal.keys("t");
    stage.wait_world("the change", |world| world.count(Method::UpdateSpace) == 1);
    // By its code, and then one that is not there.
    let code = fetch(&stage, &space)["meetingCode"].as_str().unwrap().to_owned();
    stage.world(|world| world.add_fault(Fault::new(Trouble::Refuse(Refusal::Masked)).on(Method::GetSpace).times(1)));
    terminal.keys(&format!("L{code}\r"));
    terminal.wait_for("Google does not tell");
    terminal.keys("\x1b");
    terminal.wait_gone("Look up a space");
    terminal.keys("y");
    let facts = fetch(&stage, &space);
    stage.emulator = None;
    terminal.keys("r");
    terminal.wait_for("offline since");
    terminal.keys("q");
    assert_eq!(terminal.wait_end(), 0);

    let data = stage.root().join("new/data");
    let log = std::fs::read_to_string(data.join("greenroom.log")).unwrap();
    for event in
        ["start", "method=\"spaces.create\"", "method=\"spaces.patch\"", "path=\"/v2/spaces/…\"", "error=\"Hidden\"", "end"]
    {
        assert!(log.contains(event), "{event} is not in\n{log}");
    }
    assert_eq!((mode(&data), mode(&data.join("greenroom.log"))), (0o700, 0o600));
    let mut secrets = vec![stage.token.clone()];
    for key in ["meetingUri", "meetingCode", "phoneAccess", "gatewaySipAccess"] {
        texts(&facts[key], &mut secrets);
    }
    // A country and a language are no secrets.
    secrets.retain(|text| text.len() > 5);
    assert!(secrets.len() > 5, "{facts}");
    for secret in secrets {
        assert!(!log.contains(&secret), "{secret} is in\n{log}");
    }
    assert!(!log.contains('\x1b') && !log.contains("Stand-up"), "{log}");
}

#[test]
fn without_the_variable_there_is_none() {
    let stage = Stage::new();
    let mut command = stage.greenroom();
    command.env("GREENROOM_LOG", "");
    let mut terminal = stage.open_as(command);
    terminal.keys("q");
    assert_eq!(terminal.wait_end(), 0);
    assert!(!stage.folder("data").join("greenroom.log").exists());
}

#[test]
fn the_demo_writes_none() {
    let stage = Stage::new();
    let mut command = stage.greenroom();
    command.arg("--demo");
    command.env("GREENROOM_LOG", "trace");
    let mut terminal = stage.open_as(command);
    terminal.wait_for("Weekly");
    terminal.keys("q");
    assert_eq!(terminal.wait_end(), 0);
    assert_eq!(std::fs::read_dir(stage.folder("data")).unwrap().count(), 0);
}

#[test]
fn a_log_that_cannot_be_written_stops_nobody() {
    let stage = Stage::new();
    std::fs::create_dir(stage.folder("data").join("greenroom.log")).unwrap();
    let mut command = stage.greenroom();
    command.env("GREENROOM_LOG", "info");
    let mut terminal: Terminal = stage.open_as(command);
    terminal.keys("!");
    terminal.wait_for("There is no log");
    terminal.keys("\x03");
    assert_eq!(terminal.wait_end(), 0);
}

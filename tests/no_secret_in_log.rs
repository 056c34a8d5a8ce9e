//! What is logged while tokens are got. A test binary of its own: a program has one logger.
//!
//! yup-oauth2 logs secrets, keys and tokens in the clear, so whatever logger greenroom has must leave out its target,
//! [`LEAKS`]. Nobody else may say any of it.
#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "what a test relies on may fail it, and it says what it left out")]

#[path = "../src/auth/test_keys.rs"]
mod test_keys;

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::sync::Mutex;

use greenroom::auth::adc::CredentialFile;
use greenroom::auth::keyed::KeyedSource;
use greenroom::meet::endpoint::Endpoint;
use greenroom::meet::token::TokenSource;
use serde_json::json;

/// The target that no logger may take.
const LEAKS: &str = "yup_oauth2";
/// In each secret that is planted.
const PLANTED: &str = "planted";

static LINES: Mutex<Vec<(String, String)>> = Mutex::new(Vec::new());

/// Takes down everything that is said.
struct Everything;

impl log::Log for Everything {
    fn enabled(&self, _: &log::Metadata<'_>) -> bool {
        true
    }

    fn log(&self, record: &log::Record<'_>) {
        LINES.lock().unwrap().push((record.target().to_owned(), record.args().to_string()));
    }

    fn flush(&self) {}
}

/// Answers each request with a token, and the third one with a refusal that repeats the form.
fn serve(listener: &TcpListener) {
    for (number, stream) in listener.incoming().enumerate() {
        let mut stream = stream.unwrap();
        let form = request(&mut stream);
        let (status, body) = if number == 2 {
            ("400 Bad Request", json!({ "error": "invalid_grant", "error_description": form }))
        } else {
            ("200 OK", json!({ "access_token": "ya29.planted-access", "expires_in": 3599, "id_token": "planted.id.token" }))
        };
        let body = body.to_string();
        let head = format!("HTTP/1.1 {status}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", body.len());
        stream.write_all((head + &body).as_bytes()).unwrap();
    }
}

/// The body of a request.
fn request(stream: &mut TcpStream) -> String {
    let mut text = String::new();
    let mut piece = [0; 4096];
    loop {
        let length = stream.read(&mut piece).unwrap();
        text.push_str(std::str::from_utf8(&piece[..length]).unwrap());
        let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
        let long = head.lines().find_map(|line| line.to_ascii_lowercase().strip_prefix("content-length: ").map(str::to_owned));
        if body.len() == long.map_or(0, |long| long.parse().unwrap()) {
            return body.to_owned();
        }
    }
}

fn source(content: &serde_json::Value, user: Option<&str>, to: &Endpoint) -> KeyedSource {
    let file = CredentialFile::parse(Path::new("/keys/creds.json"), content.to_string().as_bytes()).unwrap();
    KeyedSource::new(file, user.map(str::to_owned), false, None, Some(to))
}

#[tokio::test]
async fn secrets_are_logged_by_the_oauth_library_and_by_nobody_else() {
    log::set_logger(&Everything).unwrap();
    log::set_max_level(log::LevelFilter::Trace);
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let to = Endpoint::parse(&format!("http://{}", listener.local_addr().unwrap())).unwrap();
    std::thread::spawn(move || serve(&listener));

    let gcloud = json!({
        "type": "authorized_user", "client_id": "id", "client_secret": "planted-secret", "refresh_token": "1//planted-refresh",
    });
    let mut secrets = vec![PLANTED.to_owned()];
    source(&gcloud, None, &to).token().await.unwrap();
    let mut said = vec![format!("{:?}", source(&gcloud, None, &to))];
    if let Some(key) = test_keys::rsa_key() {
        let content = json!({ "type": "service_account", "client_email": "a@b.test", "private_key": key, "token_uri": format!("{to}/token") });
        let source = source(&content, Some("ana@x.test"), &to);
        source.token().await.unwrap();
        said.push(format!("{source:?}"));
        secrets.extend(key.lines().filter(|line| line.len() > 40).map(str::to_owned));
        // How every assertion begins: the header of its JWT.
        secrets.push("eyJhbGciOiJSUzI1NiIs".into());
    } else {
        source(&gcloud, None, &to).token().await.unwrap();
    }
    let refused = source(&gcloud, None, &to).access().await.unwrap_err();
    said.extend([refused.why(), refused.next_step(), format!("{refused:?}")]);

    let lines = LINES.lock().unwrap();
    let holds = |text: &str| secrets.iter().any(|secret| text.contains(secret.as_str()));
    let of_others = |target: &str| target != LEAKS && !target.starts_with(&format!("{LEAKS}::"));
    let leaked: Vec<_> = lines.iter().filter(|(target, text)| of_others(target) && holds(text)).collect();
    assert!(leaked.is_empty(), "{leaked:?}");
    assert!(!said.iter().any(|text| holds(text)), "{said:?}");
    assert!(lines.iter().any(|(target, _)| of_others(target)), "nothing was logged at all: is this the logger?");
    assert!(
        lines.iter().any(|(target, text)| !of_others(target) && holds(text)),
        "yup-oauth2 keeps its secrets now (D7): a logger may take its target, and this test can go"
    );
}

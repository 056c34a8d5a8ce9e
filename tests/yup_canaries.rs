//! What yup-oauth2 leaves undone, each seen here as it is. When one of these tests fails the library has learnt it, and the
//! mend that its message names may go. Nothing of greenroom runs here.
#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "what a test relies on may fail it, and it says what it left out")]

#[path = "../src/auth/test_keys.rs"]
mod test_keys;

use std::future::Future;
use std::panic::AssertUnwindSafe;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures_util::FutureExt;
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use yup_oauth2::authenticator_delegate::InstalledFlowDelegate;
use yup_oauth2::authorized_user::AuthorizedUserSecret;
use yup_oauth2::{
    ApplicationSecret, CustomHyperClientBuilder, HyperClientBuilder, InstalledFlowAuthenticator, InstalledFlowReturnMethod,
    ServiceAccountAuthenticator,
};

/// Longest wait for what is sure to come.
const PATIENCE: Duration = Duration::from_secs(30);
/// An answer whose token is over at once.
const SHORT: &str = r#"{"access_token":"ya29.a","refresh_token":"1//r","expires_in":30,"token_type":"Bearer"}"#;

/// A token server that answers with what it is told, or not at all.
#[derive(Clone)]
struct Server {
    port: u16,
    reply: Arc<Mutex<Option<String>>>,
    seen: Arc<Mutex<Vec<String>>>,
}

impl Server {
    async fn start(reply: Option<&str>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let server = Self { port, reply: Arc::new(Mutex::new(reply.map(str::to_owned))), seen: Arc::default() };
        let serving = server.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serving.clone().serve(stream));
            }
        });
        server
    }

    async fn serve(self, mut stream: TcpStream) {
        let mut text = String::new();
        let mut piece = [0; 4096];
        loop {
            let length = stream.read(&mut piece).await.unwrap_or(0);
            if length == 0 {
                return;
            }
            text.push_str(&String::from_utf8_lossy(&piece[..length]));
            let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
            let head = head.to_ascii_lowercase();
            let long = head.lines().find_map(|line| line.strip_prefix("content-length: "));
            if body.len() == long.map_or(0, |long| long.parse().unwrap()) {
                break;
            }
        }
        self.seen.lock().unwrap().push(text);
        let reply = self.reply.lock().unwrap().clone();
        let Some(reply) = reply else { return std::future::pending().await };
        let answer = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{reply}", reply.len());
        let _ = stream.write_all(answer.as_bytes()).await;
    }

    fn answers(&self, reply: &str) {
        *self.reply.lock().unwrap() = Some(reply.to_owned());
    }

    fn requests(&self) -> usize {
        self.seen.lock().unwrap().len()
    }

    fn client(&self, token_uri: Option<&str>) -> ApplicationSecret {
        let root = format!("http://127.0.0.1:{}", self.port);
        serde_json::from_value(json!({
            "client_id": "id", "client_secret": "secret", "auth_uri": format!("{root}/auth"), "redirect_uris": [],
            "token_uri": token_uri.map_or_else(|| format!("{root}/token"), str::to_owned),
        }))
        .unwrap()
    }
}

fn http() -> CustomHyperClientBuilder<HttpConnector> {
    Client::builder(TokioExecutor::new()).build_http::<String>().into()
}

/// Tells which address would be opened, and gives a code for the first of them only.
struct Delegate {
    opened: mpsc::UnboundedSender<String>,
    code: Mutex<Option<String>>,
}

type Code<'a> = Pin<Box<dyn Future<Output = Result<String, String>> + Send + 'a>>;

impl InstalledFlowDelegate for Delegate {
    fn present_user_url<'a>(&'a self, url: &'a str, _need_code: bool) -> Code<'a> {
        let _ = self.opened.send(url.to_owned());
        let code = self.code.lock().unwrap().take();
        Box::pin(std::future::ready(code.ok_or_else(|| "no".to_owned())))
    }
}

fn delegate() -> (Box<Delegate>, mpsc::UnboundedReceiver<String>) {
    let (opened, addresses) = mpsc::unbounded_channel();
    (Box::new(Delegate { opened, code: Mutex::new(Some("4/code".into())) }), addresses)
}

#[tokio::test]
async fn d1_d2_d4_anybodys_code_is_taken_and_a_no_is_not_heard() {
    let server = Server::start(Some(SHORT)).await;
    let (delegate, mut addresses) = delegate();
    *delegate.code.lock().unwrap() = None;
    let flow = InstalledFlowAuthenticator::with_client(server.client(None), InstalledFlowReturnMethod::HTTPRedirect, http());
    let flow = flow.flow_delegate(delegate).build().await.unwrap();
    let login = tokio::spawn(async move { flow.token(&["x"]).await.map(|_| ()) });
    let address = url::Url::parse(&addresses.recv().await.unwrap()).unwrap();
    let named = |wanted: &str| address.query_pairs().find(|(name, _)| name == wanted).map(|(_, value)| value.into_owned());
    assert_eq!(named("code_challenge"), None, "it knows PKCE now (D1): the verifier in auth/exchange.rs may go");
    assert_eq!(named("state"), None, "it sends a state now (D2): see whether it checks it too");
    let back = url::Url::parse(&named("redirect_uri").unwrap()).unwrap();

    // The delegate has said no (D4); and a stranger comes, to another path.
    let mut stranger = TcpStream::connect(("127.0.0.1", back.port().unwrap())).await.unwrap();
    stranger.write_all(b"GET /any/path?code=THEIRS HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n").await.unwrap();
    let got = tokio::time::timeout(PATIENCE, login).await.unwrap().unwrap();
    assert!(got.is_ok(), "it does not take a stranger's code any more (D2, D4): the own listener may go: {got:?}");
    assert!(server.seen.lock().unwrap()[0].contains("code=THEIRS"));
}

#[tokio::test]
async fn d5_a_failed_refresh_opens_the_browser_and_loses_its_cause() {
    let server = Server::start(Some(SHORT)).await;
    let (delegate, mut addresses) = delegate();
    let flow = InstalledFlowAuthenticator::with_client(server.client(None), InstalledFlowReturnMethod::Interactive, http());
    let flow = flow.flow_delegate(delegate).build().await.unwrap();
    flow.token(&["x"]).await.unwrap();
    addresses.recv().await.unwrap();
    server.answers(r#"{"error":"invalid_grant","error_description":"why it is so"}"#);
    let error = flow.token(&["x"]).await.unwrap_err().to_string();
    assert!(addresses.try_recv().is_ok(), "it does not open the browser for a failed refresh any more (D5): {error}");
    assert!(
        !error.contains("why it is so"),
        "it tells why a refresh failed (D5): the cause need not be noted in auth/exchange.rs"
    );
}

#[tokio::test]
async fn d6_an_error_becomes_a_token_and_stays_one() {
    let server = Server::start(Some(r#"{"error":{"code":403,"message":"no","status":"PERMISSION_DENIED"}}"#)).await;
    let (delegate, _addresses) = delegate();
    let flow = InstalledFlowAuthenticator::with_client(server.client(None), InstalledFlowReturnMethod::Interactive, http());
    let flow = flow.flow_delegate(delegate).build().await.unwrap();
    for _ in 0..3 {
        let token = flow.token(&["x"]).await;
        let poisoned = token.as_ref().is_ok_and(|token| token.token().is_none() && !token.is_expired());
        assert!(poisoned, "it refuses answers without a token now (D6): auth/exchange/answer.rs may do less: {token:?}");
    }
    assert_eq!(server.requests(), 1, "it does not keep such a token any more (D6)");
}

#[tokio::test]
async fn d6_a_life_beyond_the_calendar_is_a_panic() {
    let server = Server::start(Some(&format!(r#"{{"access_token":"a","expires_in":{}}}"#, i64::MAX))).await;
    let (delegate, _addresses) = delegate();
    let flow = InstalledFlowAuthenticator::with_client(server.client(None), InstalledFlowReturnMethod::Interactive, http());
    let flow = flow.flow_delegate(delegate).build().await.unwrap();
    let got = AssertUnwindSafe(flow.token(&["x"])).catch_unwind().await;
    assert!(got.is_err(), "it bears any expires_in now: auth/exchange/answer.rs need not bound it");
}

#[tokio::test]
async fn d9_each_who_waits_refreshes() {
    let server = Server::start(Some(SHORT)).await;
    let (delegate, _addresses) = delegate();
    let flow = InstalledFlowAuthenticator::with_client(server.client(None), InstalledFlowReturnMethod::Interactive, http());
    let flow = flow.flow_delegate(delegate).build().await.unwrap();
    flow.token(&["x"]).await.unwrap();
    let before = server.requests();
    let (one, two, three) = tokio::join!(flow.token(&["x"]), flow.token(&["x"]), flow.token(&["x"]));
    assert!(one.is_ok() && two.is_ok() && three.is_ok());
    assert_eq!(
        server.requests() - before,
        3,
        "it refreshes once for all who wait (D9): the locks of keyed.rs and renew.rs may go"
    );
}

#[tokio::test]
async fn d10_a_time_out_that_is_asked_for_is_not_kept() {
    let server = Server::start(None).await;
    let (delegate, _addresses) = delegate();
    let patient = http().with_timeout(Duration::from_millis(10));
    let flow = InstalledFlowAuthenticator::with_client(server.client(None), InstalledFlowReturnMethod::Interactive, patient);
    let flow = flow.flow_delegate(delegate).build().await.unwrap();
    let got = tokio::time::timeout(Duration::from_millis(700), flow.token(&["x"])).await;
    assert!(got.is_err(), "its time-outs work (D10); those of auth/exchange.rs are still needed for the proxy's sake");
}

#[tokio::test]
async fn d11_an_address_that_is_none_is_a_panic() {
    let server = Server::start(Some(SHORT)).await;
    let (delegate, _addresses) = delegate();
    let secret = server.client(Some("no address at all"));
    let flow = InstalledFlowAuthenticator::with_client(secret, InstalledFlowReturnMethod::Interactive, http());
    let flow = flow.flow_delegate(delegate).build().await.unwrap();
    let got = AssertUnwindSafe(flow.token(&["x"])).catch_unwind().await;
    assert!(got.is_err(), "it answers for a bad token_uri (D11): the check of addresses is for their safety alone now");
}

#[tokio::test]
async fn d15_gclouds_file_is_read_without_its_project_and_its_universe() {
    let secret: AuthorizedUserSecret = serde_json::from_value(json!({
        "type": "authorized_user", "client_id": "id", "client_secret": "secret", "refresh_token": "1//r",
        "quota_project_id": "pays", "universe_domain": "elsewhere.test",
    }))
    .unwrap();
    let fields: Value = serde_json::to_value(secret).unwrap();
    let known = fields.as_object().unwrap().keys().any(|name| name == "quota_project_id" || name == "universe_domain");
    assert!(!known, "it reads quota project and universe (D15): auth/adc may leave them to it");
}

#[tokio::test]
async fn d16_assertions_are_padded() {
    let Some(key) = test_keys::rsa_key() else { return };
    let server = Server::start(Some(SHORT)).await;
    let key = json!({
        "type": "service_account", "client_email": "a@b.test", "private_key": key,
        "token_uri": format!("http://127.0.0.1:{}/token", server.port),
    });
    let key = yup_oauth2::parse_service_account_key(key.to_string()).unwrap();
    let flow = ServiceAccountAuthenticator::with_client(key, http()).build().await.unwrap();
    flow.token(&["x"]).await.unwrap();
    let seen = server.seen.lock().unwrap()[0].clone();
    let form = seen.split_once("\r\n\r\n").unwrap().1;
    let assertion = url::form_urlencoded::parse(form.as_bytes()).find(|(name, _)| name == "assertion").unwrap().1;
    // A signature of 2048 bits always needs padding. Google takes it; RFC 7515 has none.
    assert!(
        assertion.ends_with("=="),
        "it writes assertions as RFC 7515 has it (D16): an emulator need not bear padding any more"
    );
}

//! Connections: used again, made ahead, with TLS and HTTP/2 offered, around proxies and redirects.

use tokio::io::AsyncReadExt;
use tokio::net::TcpListener;

use super::*;

#[tokio::test]
async fn two_calls_share_one_connection() {
    let server = Server::start(vec![Reply::json(200, SPACE)]).await;
    let client = client(&server);
    client.get_space(&space_ref()).await.unwrap();
    client.clone().create_space(None).await.unwrap();
    assert_eq!((server.seen().len(), server.connections()), (2, 1));
}

#[tokio::test]
async fn an_error_answer_does_not_cost_the_connection() {
    let server = Server::start(vec![Reply::json(403, "{}"), Reply::json(200, SPACE)]).await;
    let client = client(&server);
    client.get_space(&space_ref()).await.unwrap_err();
    client.get_space(&space_ref()).await.unwrap();
    assert_eq!((server.seen().len(), server.connections()), (2, 1));
}

#[tokio::test]
async fn localhost_is_this_machine() {
    let server = Server::start(vec![Reply::json(200, SPACE)]).await;
    let endpoint = Endpoint::parse(&format!("http://localhost:{}", server.port())).unwrap();
    built(patient(endpoint)).get_space(&space_ref()).await.unwrap();
    assert_eq!(server.connections(), 1);
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let other = Server::start(vec![Reply::json(200, SPACE)]).await;
    for status in [301, 302, 303, 307, 308] {
        let to = format!("Location: {}/v2/spaces/x", other.endpoint());
        let server = Server::start(vec![Reply::with(status, &[&to], "{}")]).await;
        let error = client(&server).get_space(&space_ref()).await.unwrap_err();
        assert_eq!(error, MeetError::Redirected { http: status });
        check_texts(&error);
        // Nobody who redirects has made a space.
        assert_eq!(client(&server).create_space(None).await, Err(MeetError::Redirected { http: status }));
    }
    assert_eq!(other.connections(), 0);
}

#[tokio::test]
async fn warming_up_on_this_machine_sends_nothing() {
    let server = Server::start(vec![Reply::json(200, SPACE)]).await;
    client(&server).warm_up().await;
    assert_eq!(server.connections(), 0);
}

/// What the client says first to an `https` endpoint, read by a server that hears and never answers.
async fn hello(settings: impl FnOnce(Endpoint) -> Client) -> (Vec<u8>, Client) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let client = settings(Endpoint::parse(&format!("https://{}", listener.local_addr().unwrap())).unwrap());
    let warming = client.clone();
    let warm_up = tokio::spawn(async move { warming.warm_up().await });
    let (mut stream, _) = listener.accept().await.unwrap();
    let mut bytes = vec![0; 16 * 1024];
    let mut length = 0;
    // A TLS record: its length stands in its bytes 3 and 4.
    while length < 5 || length < 5 + usize::from(u16::from_be_bytes([bytes[3], bytes[4]])) {
        length += stream.read(&mut bytes[length..]).await.unwrap();
    }
    drop(stream);
    // Silent, although the connection came to nothing.
    warm_up.await.unwrap();
    bytes.truncate(length);
    (bytes, client)
}

fn offers_http2(hello: &[u8]) -> bool {
    let alpn = b"\x02h2\x08http/1.1";
    hello.windows(alpn.len()).any(|part| part == alpn)
}

#[tokio::test]
async fn warming_up_speaks_tls_offers_http2_and_shows_no_token() {
    let (hello, _) = hello(|endpoint| built(patient(endpoint))).await;
    assert_eq!(hello[0], 0x16, "a handshake");
    assert!(offers_http2(&hello));
    assert!(!hello.windows(TOKEN.len()).any(|part| part == TOKEN.as_bytes()));
}

/// Set in the copy of this test program that has no certificates.
const CHILD: &str = "GREENROOM_TEST_WITHOUT_CERTIFICATES";

#[test]
fn without_certificates_of_the_system_the_built_in_ones_are_used() {
    if std::env::var_os(CHILD).is_some() {
        let built = Client::new(patient(Endpoint::google()), Arc::new(StaticToken::new(TOKEN))).unwrap();
        let warning = built.warning.unwrap();
        assert!(warning.contains("built-in"), "{warning}");
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let make = |endpoint| Client::new(patient(endpoint), Arc::new(StaticToken::new(TOKEN))).unwrap().client;
        assert!(offers_http2(&runtime.block_on(hello(make)).0));
        return;
    }
    // What a program trusts is read from its environment once, so another program must be asked.
    let name = "without_certificates_of_the_system_the_built_in_ones_are_used";
    let module = module_path!().split_once("::").unwrap().1;
    let output = std::process::Command::new(std::env::current_exe().unwrap())
        .args(["--exact", &format!("{module}::{name}")])
        .env(CHILD, "1")
        .env("SSL_CERT_FILE", "/nonexistent")
        .env("SSL_CERT_DIR", "/nonexistent")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && said.contains("1 passed"), "{said}");
}

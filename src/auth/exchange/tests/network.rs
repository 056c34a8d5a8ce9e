//! Bad days of the network on the way to a token server: silence, redirects, proxies.

use std::process::Command;

use tokio::net::TcpListener;

use super::*;
use crate::meet::tests::server::head;

/// Tells the child of a test where to send its request.
const TARGET: &str = "GREENROOM_TEST_TARGET";

#[tokio::test]
async fn patience_has_an_end_before_and_within_an_answer() {
    let patience = Duration::from_millis(200);
    for reply in [
        Reply::Hang(Vec::new()),
        Reply::Hang(head(200, &["Content-Length: 99"])),
        Reply::Drip(head(200, &["Content-Length: 1000000"]), Duration::from_millis(10)),
    ] {
        let server = Server::start(vec![reply]).await;
        let exchange = Exchange::new(Some(server.endpoint())).within(patience);
        // Far beyond the patience asked for, far below the usual one.
        let got = tokio::time::timeout(TOTAL / 2, refresh(&exchange)).await;
        assert!(got.expect("it was waited for longer than asked").is_err());
        let failure = exchange.take().1.unwrap();
        let host = format!("127.0.0.1:{}", server.port());
        assert_eq!(failure, Failure::Broken(AuthError::TimedOut { host, after: patience }));
    }
}

#[tokio::test]
async fn nobody_listens() {
    let address = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let exchange = Exchange::new(Some(Endpoint::parse(&format!("http://{address}")).unwrap()));
    assert!(refresh(&exchange).await.is_err());
    let failure = exchange.take().1.unwrap();
    let Failure::Broken(error @ AuthError::Unreachable { .. }) = failure else { panic!("{failure:?}") };
    assert!(error.is_transient() && error.why().contains(&address.to_string()), "{}", error.why());
}

#[tokio::test]
async fn nobody_is_sent_on_to_another_server() {
    let thief = Server::start(vec![Reply::json(200, GOOD)]).await;
    for status in [301, 302, 303, 307, 308] {
        let to = format!("Location: {}/token", thief.endpoint());
        let server = Server::start(vec![Reply::with(status, &[&to], r#"{"error":"moved"}"#)]).await;
        let exchange = Exchange::new(Some(server.endpoint()));
        assert!(refresh(&exchange).await.is_err());
        let failure = exchange.take().1.unwrap();
        assert!(matches!(failure, Failure::Broken(AuthError::Server { http, .. }) if http == status), "{failure:?}");
    }
    assert_eq!(thief.connections(), 0);
}

/// Runs the test below in a process of its own, for a proxy is named by the environment.
async fn child(proxy: &Server, target: String) -> String {
    let proxy = format!("http://127.0.0.1:{}", proxy.port());
    let run = move || {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.args(["--exact", "auth::exchange::tests::network::the_child", "--ignored", "--nocapture"]).env(TARGET, target);
        for name in ["http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"] {
            command.env(name, &proxy);
        }
        command.env_remove("NO_PROXY").env_remove("no_proxy");
        command.output().unwrap()
    };
    let output = tokio::task::spawn_blocking(run).await.unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success() && text.contains("1 passed"), "{text}");
    text
}

#[tokio::test]
#[ignore = "run by the tests of the proxy, with a target"]
async fn the_child() {
    let target = std::env::var(TARGET).expect("a target");
    let exchange = Exchange::new(None);
    let (status, _) = post(&exchange, &target, "grant_type=refresh_token&refresh_token=planted").await.unwrap();
    println!("status {status}, {:?}", exchange.take().1);
}

#[tokio::test]
async fn a_proxy_leads_to_other_machines() {
    let proxy = Server::start(vec![Reply::json(502, "{}")]).await;
    let told = child(&proxy, "https://oauth2.example.test/token".into()).await;
    assert!(told.contains("Unreachable"), "{told}");
    let seen = proxy.seen();
    assert_eq!(seen[0].line(), "CONNECT oauth2.example.test:443");
    assert!(seen.iter().all(|seen| !seen.body.contains("planted")), "the proxy sees no form");
}

#[tokio::test]
async fn no_proxy_leads_to_this_machine() {
    let proxy = Server::start(vec![Reply::json(502, "{}")]).await;
    let server = Server::start(vec![Reply::json(200, GOOD)]).await;
    let told = child(&proxy, token_uri(&server)).await;
    assert!(told.contains("status 200 OK, None"), "{told}");
    assert_eq!((proxy.connections(), server.seen().len()), (0, 1));
}

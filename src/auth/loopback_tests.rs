use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::sync::oneshot;

use super::super::desk::Answer;
use super::*;

struct Stage {
    loopback: Loopback,
    port: u16,
    answer: oneshot::Receiver<Answer>,
    tell: watch::Sender<Option<Outcome>>,
}

async fn stage(silence: Duration) -> Stage {
    let listener = bind(0).await.unwrap();
    let address = listener.local_addr().unwrap();
    assert_eq!(address.ip(), Ipv4Addr::LOCALHOST);
    let (desk, answer) = Desk::new("mine".into());
    let (tell, ending) = watch::channel(None);
    let loopback = Loopback::serve(listener, Arc::new(desk), ending, silence).unwrap();
    Stage { loopback, port: address.port(), answer, tell }
}

impl Stage {
    async fn connect(&self) -> TcpStream {
        TcpStream::connect((Ipv4Addr::LOCALHOST, self.port)).await.unwrap()
    }

    /// Sends bytes as they are, with `PORT` filled in, and gives all that comes until the end.
    async fn send(&self, text: &str) -> String {
        let mut stream = self.connect().await;
        stream.write_all(text.replace("PORT", &self.port.to_string()).as_bytes()).await.unwrap();
        rest(&mut stream).await
    }

    async fn get(&self, target: &str) -> String {
        self.send(&format!("GET {target} HTTP/1.1\r\nHost: 127.0.0.1:PORT\r\n\r\n")).await
    }

    /// The right answer still counts.
    async fn unharmed(mut self) {
        assert!(self.answer.try_recv().is_err(), "something was taken");
        self.tell.send_replace(Some(Ok("ana@example.com".into())));
        let page = self.get("/?state=mine&code=4/x").await;
        assert!(page.starts_with("HTTP/1.1 200 OK\r\n") && page.contains("ana@example.com"), "{page}");
        assert!(matches!(self.answer.try_recv(), Ok(Answer::Code(_))));
    }
}

async fn rest(stream: &mut TcpStream) -> String {
    let mut bytes = Vec::new();
    // A reset is an end as well.
    let _ = stream.read_to_end(&mut bytes).await;
    String::from_utf8(bytes).unwrap()
}

/// Longer than any test.
const LONG: Duration = Duration::from_mins(5);

#[tokio::test]
async fn d2_other_paths_are_not_found() {
    let stage = stage(LONG).await;
    for target in
        ["/favicon.ico", "/any?state=mine&code=4/x", "//?state=mine&code=4/x", "/x/../?state=mine&code=4/x", "/%3fcode=1", "/"]
    {
        let page = stage.get(target).await;
        assert!(page.starts_with("HTTP/1.1 404 "), "{target}: {page}");
    }
    stage.unharmed().await;
}

#[tokio::test]
async fn d2_another_name_is_another_site() {
    let stage = stage(LONG).await;
    let hosts = [
        "Host: evil.example:PORT\r\n",
        "Host: localhost:PORT\r\n",
        "Host: 127.0.0.1\r\n",
        "Host: 127.0.0.1:1\r\n",
        "Host: 127.0.0.1:PORT.evil.example\r\n",
        "Host: 127.0.0.1:PORT\r\nHost: evil.example\r\n",
        "Host:\r\n",
        "",
    ];
    for host in hosts {
        let page = stage.send(&format!("GET /?state=mine&code=4/x HTTP/1.1\r\n{host}\r\n")).await;
        assert!(page.starts_with("HTTP/1.1 421 "), "{host}: {page}");
    }
    let page = stage.get("http://evil.example/?state=mine&code=4/x").await;
    assert!(page.starts_with("HTTP/1.1 421 "), "{page}");
    stage.unharmed().await;
}

#[tokio::test]
async fn d2_the_wrong_state_is_told_and_changes_nothing() {
    let stage = stage(LONG).await;
    for query in ["state=other&code=4/x", "code=4/x", "state=other&error=access_denied", "error=access_denied"] {
        let page = stage.get(&format!("/?{query}")).await;
        assert!(page.starts_with("HTTP/1.1 400 ") && page.contains("another sign-in"), "{query}: {page}");
    }
    let page = stage.get("/?state=mine").await;
    assert!(page.starts_with("HTTP/1.1 400 ") && page.contains("no code"), "{page}");
    stage.unharmed().await;
}

#[tokio::test]
async fn d2_only_get_counts() {
    let stage = stage(LONG).await;
    for method in ["POST", "HEAD", "OPTIONS", "PUT"] {
        let page = stage
            .send(&format!("{method} /?state=mine&code=4/x HTTP/1.1\r\nHost: 127.0.0.1:PORT\r\nContent-Length: 0\r\n\r\n"))
            .await;
        assert!(page.starts_with("HTTP/1.1 405 ") && page.contains("allow: GET"), "{method}: {page}");
    }
    stage.unharmed().await;
}

#[tokio::test]
async fn d2_junk_is_sent_away() {
    let stage = stage(LONG).await;
    for junk in [
        "\u{16}\u{3}\u{1}\u{2}\0\u{1}\0\r\n\r\n",
        "\r\n\r\n\r\n\0",
        "SSH-2.0-x\r\n",
        "GET / HTTP/9.9\r\n\r\n",
        "{\"a\":1}\r\n\r\n",
    ] {
        let page = stage.send(junk).await;
        assert!(page.is_empty() || page.starts_with("HTTP/1.1 400 "), "{junk:?}: {page}");
    }
    stage.unharmed().await;
}

#[tokio::test]
async fn d2_a_request_beyond_all_measure_is_not_read_to_its_end() {
    let stage = stage(LONG).await;
    let long = "x".repeat(64 * 1024);
    for request in [
        format!("GET /?state=mine&code={long} HTTP/1.1\r\nHost: 127.0.0.1:PORT\r\n\r\n"),
        format!("GET /?state=mine&code=1 HTTP/1.1\r\nHost: 127.0.0.1:PORT\r\nX: {long}\r\n\r\n"),
    ] {
        let mut stream = stage.connect().await;
        // It may be closed before all is written.
        let _ = stream.write_all(request.replace("PORT", &stage.port.to_string()).as_bytes()).await;
        let page = rest(&mut stream).await;
        assert!(page.is_empty() || page.starts_with("HTTP/1.1 4"), "{page}");
    }
    stage.unharmed().await;
}

#[tokio::test]
async fn d3_who_says_nothing_or_not_all_keeps_nobody_waiting() {
    let stage = stage(LONG).await;
    let mut others = Vec::new();
    for said in ["", "G", "GET /?state=mine&code=4/y HTTP/1.1\r\nHost: 127.0.0.1:PORT\r\n"] {
        let mut stream = stage.connect().await;
        stream.write_all(said.as_bytes()).await.unwrap();
        others.push(stream);
    }
    stage.unharmed().await;
}

#[tokio::test]
async fn d3_who_says_nothing_or_not_all_is_sent_away_in_time() {
    let stage = stage(Duration::from_millis(50)).await;
    for said in ["", "GET /?state=mine&code=4/y HTTP/1.1\r\nHost: 127"] {
        let page = stage.send(said).await;
        assert!(page.is_empty() || page.starts_with("HTTP/1.1 408 "), "{page}");
    }
    stage.unharmed().await;
}

#[tokio::test]
async fn d3_more_silent_ones_than_there_is_room_for_only_delay() {
    let stage = stage(Duration::from_millis(50)).await;
    let mut silent = Vec::new();
    for _ in 0..MOST * 2 {
        silent.push(stage.connect().await);
    }
    stage.unharmed().await;
}

#[tokio::test]
async fn d2_a_code_that_comes_again_is_not_taken_again() {
    let mut stage = stage(LONG).await;
    stage.tell.send_replace(Some(Ok("ana@example.com".into())));
    let first = stage.get("/?state=mine&code=4/x").await;
    assert!(first.starts_with("HTTP/1.1 200 "), "{first}");
    assert!(matches!(stage.answer.try_recv(), Ok(Answer::Code(_))));
    for again in ["/?state=mine&code=4/x", "/?state=mine&code=4/y", "/?state=mine&error=access_denied"] {
        let page = stage.get(again).await;
        assert!(page.starts_with("HTTP/1.1 410 ") && page.contains("Already done"), "{page}");
        assert!(!page.contains("4/"), "{page}");
    }
}

#[tokio::test]
async fn the_page_waits_for_the_ending_and_the_ending_for_the_page() {
    let mut stage = stage(LONG).await;
    let mut stream = stage.connect().await;
    let request = format!("GET /?state=mine&code=4/x HTTP/1.1\r\nHost: 127.0.0.1:{}\r\n\r\n", stage.port);
    stream.write_all(request.as_bytes()).await.unwrap();
    assert!(matches!((&mut stage.answer).await, Ok(Answer::Code(_))));
    stage.tell.send_replace(Some(Err(AuthError::NoRefreshToken)));
    stage.loopback.told().await;
    drop(stage);
    let page = rest(&mut stream).await;
    assert!(page.starts_with("HTTP/1.1 400 ") && page.contains("You are not signed in"), "{page}");
    assert!(page.contains("no refresh token") && page.contains("close this tab"), "{page}");
    assert!(page.contains("connection: close") || page.contains("Connection: close"), "{page}");
}

#[tokio::test]
async fn the_port_is_free_at_once_and_nobody_is_left_waiting() {
    let stage = stage(LONG).await;
    let mut silent = stage.connect().await;
    let mut waiting = stage.connect().await;
    let request = format!("GET /?state=mine&code=4/x HTTP/1.1\r\nHost: 127.0.0.1:{}\r\n\r\n", stage.port);
    waiting.write_all(request.as_bytes()).await.unwrap();
    let Stage { loopback, port, answer, tell: _tell } = stage;
    assert!(matches!(answer.await, Ok(Answer::Code(_))));
    drop(loopback);
    let again = bind(port).await.unwrap();
    assert_eq!(again.local_addr().unwrap().port(), port);
    assert_eq!((rest(&mut silent).await, rest(&mut waiting).await), (String::new(), String::new()));
}

#[tokio::test]
async fn a_port_that_is_taken_is_named() {
    let first = bind(0).await.unwrap();
    let port = first.local_addr().unwrap().port();
    let error = bind(port).await.unwrap_err();
    assert!(matches!(&error, AuthError::Port { port: named, detail } if *named == port && !detail.is_empty()), "{error:?}");
    assert!(error.why().contains(&port.to_string()) && error.next_step().contains("--port"), "{error}");
}

//! Many at once: calls, programs, and people who lose interest.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, Command, Stdio};

use futures_util::future::join_all;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::sync::oneshot;

use super::*;

const FOLDER: &str = "GREENROOM_TEST_RENEW_FOLDER";

/// D9: the library asks the server once for each.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn d9_a_hundred_calls_that_find_an_expired_token_make_one_refresh() {
    let stage = Stage::new(-10, vec![answer("new")]).await;
    let renewer = stage.renewer();
    let calls = (0..100).map(|_| {
        let renewer = renewer.clone();
        tokio::spawn(async move { got(&renewer).await })
    });
    for call in join_all(calls).await {
        assert_eq!(call.unwrap(), token("new"));
    }
    assert_eq!(stage.requests(), 1);
}

#[tokio::test]
async fn a_hundred_calls_that_are_refused_make_one_refresh() {
    let stage = Stage::new(3600, vec![answer("new")]).await;
    let renewer = stage.renewer();
    let refused = secret("kept-1");
    let calls = (0..100).map(|_| renewer.renew(&refused));
    for call in join_all(calls).await {
        assert_eq!(call.unwrap().unwrap().expose_secret(), token("new"));
    }
    assert_eq!(stage.requests(), 1);
}

#[tokio::test]
async fn those_who_wait_share_a_failure_and_a_short_token_too() {
    let stage = Stage::new(-10, vec![Reply::page(503)]).await;
    let renewer = stage.renewer();
    let outcomes = join_all((0..100).map(|_| renewer.token())).await;
    assert!(outcomes.iter().all(|outcome| matches!(outcome, Err(TokenError::Unavailable { .. }))));
    assert_eq!(stage.requests(), 1);

    let short = Reply::json(200, r#"{"access_token":"short","expires_in":30,"token_type":"Bearer"}"#);
    let stage = Stage::new(-10, vec![short]).await;
    let renewer = stage.renewer();
    let outcomes = join_all((0..100).map(|_| renewer.token())).await;
    assert!(outcomes.into_iter().all(|outcome| outcome.unwrap().expose_secret() == "short"));
    assert_eq!(stage.requests(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn many_renewers_over_one_folder_refresh_once() {
    let stage = Stage::new(-10, vec![answer("new")]).await;
    let calls = (0..8).map(|_| {
        let renewer = stage.renewer();
        tokio::spawn(async move { got(&renewer).await })
    });
    for call in join_all(calls).await {
        assert_eq!(call.unwrap(), token("new"));
    }
    assert_eq!(stage.requests(), 1);
}

/// The other program.
#[test]
fn child() {
    let Some(folder) = std::env::var_os(FOLDER) else { return };
    let data = Path::new(&folder);
    let ack = |text: &str| {
        let mut out = std::io::stdout().lock();
        writeln!(out, "\nack {text}").unwrap();
        out.flush().unwrap();
    };
    let account = Accounts::load(data).unwrap().current().unwrap().clone();
    let renewer = Renewer::new(Arc::new(FileVault::new(data)), data, &account, None);
    ack("ready");
    std::io::stdin().read_line(&mut String::new()).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    ack(&runtime.block_on(got(&renewer)));
}

fn spawn(data: &Path) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "auth::renew::tests::many::child", "--nocapture"])
        .env(FOLDER, data)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn d8_two_programs_refresh_once_and_lose_nothing() {
    let first = answer_with("new", &format!(r#","refresh_token":"refresh-2-{PLANTED}""#));
    let stage = Stage::new(-10, vec![first, Reply::json(400, r#"{"error":"invalid_grant"}"#)]).await;
    let data = stage.dir.path().to_owned();
    let told = tokio::task::spawn_blocking(move || {
        let mut children = [spawn(&data), spawn(&data)];
        let mut lines = children.each_mut().map(|child| BufReader::new(child.stdout.take().unwrap()).lines());
        let next = |lines: &mut std::io::Lines<BufReader<std::process::ChildStdout>>| {
            lines.find_map(|line| line.unwrap().strip_prefix("ack ").map(str::to_owned)).unwrap()
        };
        for lines in &mut lines {
            assert_eq!(next(lines), "ready");
        }
        for child in &mut children {
            child.stdin.take().unwrap().write_all(b"go\n").unwrap();
        }
        let told = lines.each_mut().map(next);
        for child in &mut children {
            assert!(child.wait().unwrap().success());
        }
        told
    });
    assert_eq!(told.await.unwrap(), [token("new"), token("new")]);
    assert_eq!((stage.requests(), stage.kept().refresh.expose_secret().to_owned()), (1, token("refresh-2")));
}

/// A token server that answers when it is told to.
async fn held() -> (String, oneshot::Receiver<()>, oneshot::Sender<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let uri = format!("http://{}/token", listener.local_addr().unwrap());
    let ((asked, was_asked), (tell, told)) = (oneshot::channel(), oneshot::channel::<String>());
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut request = Vec::new();
        while !String::from_utf8_lossy(&request).contains("grant_type=") {
            stream.read_buf(&mut request).await.unwrap();
        }
        asked.send(()).unwrap();
        let body = told.await.unwrap();
        let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", body.len());
        stream.write_all(format!("{head}{body}").as_bytes()).await.unwrap();
    });
    (uri, was_asked, tell)
}

const ROTATED: &str = r#"{"access_token":"late","refresh_token":"refresh-late","expires_in":3599,"token_type":"Bearer"}"#;

#[tokio::test]
async fn what_comes_after_the_caller_has_lost_interest_is_kept() {
    let (uri, was_asked, tell) = held().await;
    let stage = Stage::new(-10, vec![answer("unused")]).await;
    let mut expired = stage.kept();
    expired.client.token_uri = uri;
    stage.vault().write(&stage.account.slot(), &expired).unwrap();
    let renewer = stage.renewer();
    let caller = tokio::spawn({
        let renewer = renewer.clone();
        async move { renewer.token().await.map(|_| ()) }
    });
    was_asked.await.unwrap();
    caller.abort();
    assert!(caller.await.unwrap_err().is_cancelled());
    tell.send(ROTATED.into()).unwrap();
    assert_eq!(got(&renewer).await, "late");
    assert_eq!(stage.kept().refresh.expose_secret(), "refresh-late");
}

#[tokio::test]
async fn who_signs_in_anew_during_a_refresh_wins() {
    let (uri, was_asked, tell) = held().await;
    let stage = Stage::new(-10, vec![answer("unused")]).await;
    let mut expired = stage.kept();
    expired.client.token_uri = uri;
    stage.vault().write(&stage.account.slot(), &expired).unwrap();
    let renewer = stage.renewer();
    let caller = tokio::spawn({
        let renewer = renewer.clone();
        async move { renewer.token().await.map(|_| ()) }
    });
    was_asked.await.unwrap();
    // Without waiting for the turn, as a program does that lost its patience.
    stage.vault().write(&stage.account.slot(), &credential(&stage.server, "2", 3600)).unwrap();
    renewer.reload();
    tell.send(ROTATED.into()).unwrap();
    caller.await.unwrap().unwrap();
    assert_eq!(stage.kept().refresh.expose_secret(), token("refresh-2"));
    assert_eq!(got(&renewer).await, token("kept-2"));
    assert_eq!(stage.requests(), 0);
}

#[tokio::test]
async fn a_sign_in_waits_for_the_refresh_that_is_under_way() {
    let (uri, was_asked, tell) = held().await;
    let stage = Stage::new(-10, vec![answer("unused")]).await;
    let mut expired = stage.kept();
    expired.client.token_uri = uri;
    stage.vault().write(&stage.account.slot(), &expired).unwrap();
    let renewer = stage.renewer();
    let caller = tokio::spawn({
        let renewer = renewer.clone();
        async move { renewer.token().await.map(|_| ()) }
    });
    was_asked.await.unwrap();
    assert!(stage.vault().try_lock(&stage.account.slot()).unwrap().is_none(), "its turn lasts across the request");
    let (data, anew) = (stage.dir.path().to_owned(), credential(&stage.server, "2", 3600));
    let signing_in = tokio::task::spawn_blocking(move || sign_in(&data, anew, Timestamp::now()));
    tell.send(ROTATED.into()).unwrap();
    caller.await.unwrap().unwrap();
    signing_in.await.unwrap();
    assert_eq!(stage.kept().refresh.expose_secret(), token("refresh-2"));
    renewer.reload();
    assert_eq!(got(&renewer).await, token("kept-2"));
}

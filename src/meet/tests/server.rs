//! A server that answers by a script, byte for byte, and notes what it was asked.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::AbortHandle;

use crate::meet::endpoint::Endpoint;

/// What to do with one request.
#[derive(Debug, Clone)]
pub(crate) enum Reply {
    /// Answer and keep the connection.
    Answer(Vec<u8>),
    /// Send this and close the connection in order.
    Close(Vec<u8>),
    /// Send this and break the connection.
    Reset(Vec<u8>),
    /// Send this and then nothing, until the client goes away.
    Hang(Vec<u8>),
    /// Send this and then one byte after another, until the client goes away.
    Drip(Vec<u8>, Duration),
    /// Send this and then this piece over and over, so many times or until the client goes away.
    Flood(Vec<u8>, Vec<u8>, usize),
}

impl Reply {
    /// An answer in JSON.
    pub(crate) fn json(status: u16, body: &str) -> Self {
        Self::with(status, &[], body)
    }

    /// An answer in JSON with more header lines.
    pub(crate) fn with(status: u16, headers: &[&str], body: &str) -> Self {
        let mut lines = vec!["Content-Type: application/json; charset=UTF-8"];
        lines.extend(headers);
        Self::Answer(message(status, &lines, body.as_bytes()))
    }

    /// A web page.
    pub(crate) fn page(status: u16) -> Self {
        Self::Answer(message(status, &["Content-Type: text/html"], b"<!DOCTYPE html><title>Sorry</title>"))
    }
}

/// A whole answer.
pub(crate) fn message(status: u16, headers: &[&str], body: &[u8]) -> Vec<u8> {
    let mut all = head(status, headers);
    all.truncate(all.len() - 2);
    all.extend(format!("Content-Length: {}\r\n\r\n", body.len()).bytes());
    all.extend(body);
    all
}

/// The head of an answer alone.
pub(crate) fn head(status: u16, headers: &[&str]) -> Vec<u8> {
    let mut text = format!("HTTP/1.1 {status} X\r\n");
    for line in headers {
        text.push_str(line);
        text.push_str("\r\n");
    }
    text.push_str("\r\n");
    text.into_bytes()
}

/// A request as it came.
#[derive(Debug, Clone)]
pub(crate) struct Seen {
    pub(crate) head: String,
    pub(crate) body: String,
}

impl Seen {
    /// Method and target: `GET /v2/spaces/x`.
    pub(crate) fn line(&self) -> &str {
        self.head.lines().next().unwrap().trim_end_matches(" HTTP/1.1")
    }

    /// The values of a header field.
    pub(crate) fn header(&self, name: &str) -> Vec<&str> {
        let lines = self.head.lines().skip(1).filter_map(|line| line.split_once(": "));
        lines.filter(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value).collect()
    }
}

#[derive(Default)]
struct Notes {
    seen: Mutex<Vec<Seen>>,
    script: Mutex<VecDeque<Reply>>,
    connections: AtomicUsize,
    sent: AtomicUsize,
}

/// The server; it ends with this value.
pub(crate) struct Server {
    port: u16,
    notes: Arc<Notes>,
    task: AbortHandle,
}

impl Server {
    /// Starts on a free port. Each request takes the next reply, and the last reply is for all that follow.
    pub(crate) async fn start(replies: Vec<Reply>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let notes = Arc::new(Notes { script: Mutex::new(replies.into()), ..Notes::default() });
        let task = tokio::spawn(accept(listener, Arc::clone(&notes))).abort_handle();
        Self { port, notes, task }
    }

    pub(crate) fn endpoint(&self) -> Endpoint {
        Endpoint::parse(&format!("http://127.0.0.1:{}", self.port)).unwrap()
    }

    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    pub(crate) fn seen(&self) -> Vec<Seen> {
        self.notes.seen.lock().unwrap().clone()
    }

    pub(crate) fn connections(&self) -> usize {
        self.notes.connections.load(Ordering::SeqCst)
    }

    /// Bytes of floods that were taken off its hands.
    pub(crate) fn sent(&self) -> usize {
        self.notes.sent.load(Ordering::SeqCst)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn accept(listener: TcpListener, notes: Arc<Notes>) {
    while let Ok((stream, _)) = listener.accept().await {
        notes.connections.fetch_add(1, Ordering::SeqCst);
        tokio::spawn(serve(stream, Arc::clone(&notes)));
    }
}

async fn serve(mut stream: TcpStream, notes: Arc<Notes>) {
    while let Some(seen) = request(&mut stream).await {
        notes.seen.lock().unwrap().push(seen);
        let reply = {
            let mut script = notes.script.lock().unwrap();
            if script.len() > 1 { script.pop_front() } else { script.front().cloned() }
        };
        if !act(&mut stream, reply.unwrap(), &notes).await {
            return;
        }
    }
}

/// Does what the script says; false when the connection is over.
async fn act(stream: &mut TcpStream, reply: Reply, notes: &Notes) -> bool {
    match reply {
        Reply::Answer(bytes) => stream.write_all(&bytes).await.is_ok(),
        Reply::Close(bytes) => {
            let _ = stream.write_all(&bytes).await;
            let _ = stream.shutdown().await;
            gone(stream).await;
            false
        }
        Reply::Reset(bytes) => {
            let _ = stream.write_all(&bytes).await;
            stream.set_zero_linger().unwrap();
            false
        }
        Reply::Hang(bytes) => {
            let _ = stream.write_all(&bytes).await;
            gone(stream).await;
            false
        }
        Reply::Drip(bytes, every) => {
            let _ = stream.write_all(&bytes).await;
            while stream.write_all(b" ").await.is_ok() {
                tokio::time::sleep(every).await;
            }
            false
        }
        Reply::Flood(bytes, piece, times) => {
            let _ = stream.write_all(&bytes).await;
            for _ in 0..times {
                if stream.write_all(&piece).await.is_err() {
                    break;
                }
                notes.sent.fetch_add(piece.len(), Ordering::SeqCst);
            }
            false
        }
    }
}

/// Waits until the client has closed the connection.
async fn gone(stream: &mut TcpStream) {
    let mut rest = [0; 1024];
    while matches!(stream.read(&mut rest).await, Ok(n) if n > 0) {}
}

/// Reads one request; nothing when the connection is closed.
async fn request(stream: &mut TcpStream) -> Option<Seen> {
    let mut bytes = Vec::new();
    let head = loop {
        if let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") {
            break end;
        }
        if stream.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
    };
    let mut seen = Seen { head: String::from_utf8(bytes[..head].to_vec()).unwrap(), body: String::new() };
    let length: usize = seen.header("content-length").first().map_or(0, |text| text.parse().unwrap());
    while bytes.len() < head + 4 + length {
        if stream.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
    }
    seen.body = String::from_utf8(bytes[head + 4..].to_vec()).unwrap();
    Some(seen)
}

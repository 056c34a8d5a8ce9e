//! The little server on 127.0.0.1 to which the browser comes back.
//!
//! Everybody on this machine, and every page in every browser on it, can send something here. So: one exact path, one exact
//! name, GET alone, the right `state` ([`super::desk`]), short requests, short patience, and nobody waits for another. Binds
//! nothing but 127.0.0.1.

use std::convert::Infallible;
use std::future::poll_fn;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::Poll;
use std::time::Duration;

use http::{Method, Request, Response, header};
use http_body_util::Full;
use hyper::body::{Bytes, Incoming};
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Handle;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tokio::task::JoinSet;
use tokio_util::task::AbortOnDropHandle;

use super::desk::{Desk, Verdict};
use super::error::AuthError;
use super::exchange::short;
use super::pages::{self, Outcome};
use crate::tasks;

/// Longest request line with its header fields, in bytes.
const LONGEST: usize = 16 * 1024;
/// Most connections at once. Browsers open a few ahead and say nothing on them.
const MOST: usize = 64;
/// For how long a connection may say nothing, or not all.
pub(super) const SILENCE: Duration = Duration::from_secs(5);
/// For how long any connection may stay: longer than the token endpoint and userinfo may take.
const LONGEST_STAY: Duration = Duration::from_secs(90);
/// For how long the end of a sign-in waits until the browser has its page.
const PAGE: Duration = Duration::from_secs(1);

/// How the sign-in ended, once it has.
pub(super) type Ending = watch::Receiver<Option<Outcome>>;

/// Takes the port; 0 for any that is free.
pub(super) async fn bind(port: u16) -> Result<TcpListener, AuthError> {
    TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await.map_err(|error| {
        let text = error.to_string();
        AuthError::Port { port, detail: short(text.split(" (os error").next().unwrap_or_default(), 200) }
    })
}

/// The server. Its port is free again as soon as this value is dropped.
pub(super) struct Loopback {
    gate: Arc<Gate>,
    pages: Arc<Semaphore>,
    _task: AbortOnDropHandle<()>,
}

/// The port as long as it is open. Held outside of the task, which ends a little after it is told to.
struct Gate(Mutex<Option<TcpListener>>);

impl Gate {
    fn port(&self) -> MutexGuard<'_, Option<TcpListener>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The next connection; nothing once the port is closed.
    async fn accept(&self) -> Option<std::io::Result<(TcpStream, SocketAddr)>> {
        poll_fn(|context| match &*self.port() {
            Some(listener) => listener.poll_accept(context).map(Some),
            None => Poll::Ready(None),
        })
        .await
    }
}

impl Drop for Loopback {
    fn drop(&mut self) {
        self.gate.port().take();
    }
}

impl Loopback {
    /// Begins to answer on this port.
    pub(super) fn serve(listener: TcpListener, desk: Arc<Desk>, ending: Ending, silence: Duration) -> Result<Self, AuthError> {
        let port = listener.local_addr().map_err(|error| AuthError::Internal(short(&error.to_string(), 200)))?.port();
        let gate = Arc::new(Gate(Mutex::new(Some(listener))));
        let pages = Arc::new(Semaphore::new(MOST));
        let visit = Visit { desk, ending, pages: Arc::clone(&pages), port };
        let task = tasks::start(&Handle::current(), accept(Arc::clone(&gate), visit, silence));
        Ok(Self { gate, pages, _task: AbortOnDropHandle::new(task) })
    }

    /// Waits a moment until the browser has the page that tells the ending.
    pub(super) async fn told(&self) {
        // Each connection that brought an answer holds one of these until it is served.
        let all = u32::try_from(MOST).unwrap_or(u32::MAX);
        let _late = tokio::time::timeout(PAGE, self.pages.acquire_many(all)).await;
    }
}

async fn accept(gate: Arc<Gate>, visit: Visit, silence: Duration) {
    let mut connections = JoinSet::new();
    while let Some(accepted) = gate.accept().await {
        while connections.try_join_next().is_some() {}
        if connections.len() >= MOST {
            connections.join_next().await;
        }
        match accepted {
            Ok((stream, peer)) if peer.ip().is_loopback() => {
                connections.spawn(tokio::time::timeout(LONGEST_STAY, talk(stream, visit.clone(), silence)));
            }
            Ok(_) => {}
            // Out of file descriptors, or the caller is gone already.
            Err(_) => tokio::time::sleep(Duration::from_millis(50)).await,
        }
    }
}

async fn talk(stream: TcpStream, visit: Visit, silence: Duration) {
    let held = Arc::new(Mutex::new(None));
    let holder = Arc::clone(&held);
    let service = hyper::service::service_fn(move |request| {
        let (visit, holder) = (visit.clone(), Arc::clone(&holder));
        async move { Ok::<_, Infallible>(visit.answer(&request, &holder).await) }
    });
    // Junk and half requests are answered or ended by the library; nobody here is interested in how.
    let _end = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(silence)
        .max_buf_size(LONGEST)
        .keep_alive(false)
        .serve_connection(TokioIo::new(stream), service)
        .await;
    drop(held);
}

/// What a connection needs to answer.
#[derive(Clone)]
struct Visit {
    desk: Arc<Desk>,
    ending: Ending,
    pages: Arc<Semaphore>,
    port: u16,
}

impl Visit {
    async fn answer(
        mut self,
        request: &Request<Incoming>,
        holder: &Mutex<Option<OwnedSemaphorePermit>>,
    ) -> Response<Full<Bytes>> {
        if !self.is_asked_by_name(request) {
            return pages::wrong_host();
        }
        if request.uri().path() != "/" {
            return pages::not_found();
        }
        if request.method() != Method::GET {
            return pages::no_method();
        }
        let Some(query) = request.uri().query() else { return pages::not_found() };
        // Before the answer is handed in: the ending may follow at once, and has to wait for this page.
        *holder.lock().unwrap_or_else(PoisonError::into_inner) = Arc::clone(&self.pages).try_acquire_owned().ok();
        match self.desk.take(query) {
            Verdict::Taken => {
                let ending = self.ending.wait_for(Option::is_some).await;
                pages::ended(ending.ok().as_ref().and_then(|ending| ending.as_ref()))
            }
            Verdict::Already => pages::already(),
            Verdict::Over => pages::over(),
            Verdict::WrongState | Verdict::NoState => pages::wrong_state(),
            Verdict::Nothing => pages::no_code(),
        }
    }

    /// A site whose name leads to 127.0.0.1 is still that site: its name stands in `Host`.
    fn is_asked_by_name(&self, request: &Request<Incoming>) -> bool {
        let mut hosts = request.headers().get_all(header::HOST).iter();
        let (Some(host), None) = (hosts.next(), hosts.next()) else { return false };
        let name = Ipv4Addr::LOCALHOST.to_string();
        // Browsers leave out the port that is usual.
        let named = *host == format!("{name}:{}", self.port) || (self.port == 80 && *host == name);
        named && request.uri().authority().is_none()
    }
}

#[cfg(test)]
#[path = "loopback_tests.rs"]
mod tests;

//! The socket, on a thread with a runtime of its own; how an answer goes wrong on the wire is in `wire` and `bodies`.

use std::convert::Infallible;
use std::io;
use std::net::{Ipv4Addr, SocketAddr, TcpListener as StdListener};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use http::{HeaderMap, HeaderName, HeaderValue, Request, StatusCode, header};
use http_body_util::{BodyExt, Limited};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::TcpListener;
use tokio::sync::{Notify, oneshot};

use super::bodies::{self, Body};
use super::faults::Trouble;
use super::life;
use super::serve::{Answer, Call, Served, Waiting, serve, too_large};
use super::wire::{self, Line};
use super::world::World;

/// No request of this API comes near this many bytes.
const LARGEST_BODY: usize = 1 << 20;

/// The Meet API on a loopback port, until it is dropped.
///
/// It runs on a thread of its own, so it serves any kind of program or test. Dropping it closes every connection.
pub struct Emulator {
    shared: Arc<Shared>,
    address: SocketAddr,
    handle: tokio::runtime::Handle,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

struct Shared {
    world: Mutex<World>,
    /// Told whenever a request has been processed.
    asked: Condvar,
    /// Told whenever the world may have changed, for those who wait for a message.
    changed: Notify,
    /// `http://127.0.0.1:PORT`
    endpoint: String,
}

impl Shared {
    /// A panic in a test's closure must not take the emulator with it.
    fn world(&self) -> MutexGuard<'_, World> {
        self.world.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Tells those who wait.
    fn tell(&self) {
        self.asked.notify_all();
        self.changed.notify_waiters();
    }

    /// The answer of a pull: as soon as there is a message, or else the empty one when it has waited long enough.
    async fn wait(&self, waiting: &Waiting, empty: Answer) -> Answer {
        let deadline = tokio::time::Instant::now() + self.world().pubsub.pull_wait;
        loop {
            let changed = self.changed.notified();
            tokio::pin!(changed);
            // whatever changes from here on is heard
            changed.as_mut().enable();
            let again = {
                let mut world = self.world();
                world.catch_up();
                if let Some(answer) = waiting.answer(&mut world) {
                    return answer;
                }
                let ahead = waiting.again(&world).map(|time| time.duration_since(world.now()));
                ahead.map(|ahead| Duration::try_from(ahead).unwrap_or_default() + Duration::from_millis(1))
            };
            let wake = again.map_or(deadline, |again| deadline.min(tokio::time::Instant::now() + again));
            tokio::select! {
                () = changed => {}
                () = tokio::time::sleep_until(wake) => {
                    if wake >= deadline {
                        return empty;
                    }
                }
            }
        }
    }
}

impl Emulator {
    /// Serves that world on any free port of 127.0.0.1. It accepts connections when this returns.
    ///
    /// # Errors
    ///
    /// When no socket or thread can be had.
    pub fn start(world: World) -> io::Result<Self> {
        Self::start_on(0, world)
    }

    /// The same on a port of one's own choice; 0 is any.
    ///
    /// # Errors
    ///
    /// When the port is taken, or no thread can be had.
    pub fn start_on(port: u16, world: World) -> io::Result<Self> {
        let listener = StdListener::bind((Ipv4Addr::LOCALHOST, port))?;
        listener.set_nonblocking(true)?;
        let address = listener.local_addr()?;
        let endpoint = format!("http://{address}");
        let shared = Arc::new(Shared { world: Mutex::new(world), asked: Condvar::new(), changed: Notify::new(), endpoint });
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let handle = runtime.handle().clone();
        let listener = {
            let _inside = runtime.enter();
            TcpListener::from_std(listener)?
        };
        let serving = attend(listener, Arc::clone(&shared));
        let (stop, stopped) = oneshot::channel();
        let thread = std::thread::Builder::new().name("emulator".into()).spawn(move || {
            runtime.block_on(async move {
                tokio::select! {
                    () = serving => {}
                    _ = stopped => {}
                }
            });
            // dropping the runtime drops the tasks, and with them the connections
        })?;
        Ok(Self { shared, address, handle, stop: Some(stop), thread: Some(thread) })
    }

    /// Where it listens, as `http://127.0.0.1:PORT`.
    #[must_use]
    pub fn endpoint(&self) -> String {
        self.shared.endpoint.clone()
    }

    /// The port it listens on.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.address.port()
    }

    /// Looks at the world or changes it. No request is answered meanwhile.
    pub fn with<R>(&self, look: impl FnOnce(&mut World) -> R) -> R {
        let seen = look(&mut self.shared.world());
        self.shared.changed.notify_waiters();
        seen
    }

    /// Waits until something holds, asking again after each request. Says whether it came to hold within `patience`.
    pub fn wait_until(&self, patience: Duration, mut holds: impl FnMut(&mut World) -> bool) -> bool {
        let deadline = Instant::now() + patience;
        let mut world = self.shared.world();
        while !holds(&mut world) {
            let left = deadline.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return false;
            }
            let woken = self.shared.asked.wait_timeout(world, left);
            world = woken.unwrap_or_else(PoisonError::into_inner).0;
        }
        true
    }

    /// Lets people come and go in the lively spaces, one step each time that `every` has passed.
    pub fn enliven(&self, every: Duration, seed: u64) {
        let shared = Arc::downgrade(&self.shared);
        self.handle.spawn(async move {
            let mut rng = fastrand::Rng::with_seed(seed);
            loop {
                tokio::time::sleep(every).await;
                let Some(shared) = shared.upgrade() else {
                    return;
                };
                life::step(&mut shared.world(), &mut rng);
                shared.tell();
            }
        });
    }
}

impl Drop for Emulator {
    fn drop(&mut self) {
        if let Some(stop) = self.stop.take() {
            // the thread may be gone already
            let _ = stop.send(());
        }
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

type Response = http::Response<Body>;

/// Serves every connection, each with as many requests as it brings.
async fn attend(listener: TcpListener, shared: Arc<Shared>) {
    loop {
        let (connection, line) = wire::accept(&listener).await;
        let shared = Arc::clone(&shared);
        let service = service_fn(move |request| {
            let answer = handle_request(Arc::clone(&shared), line.clone(), request);
            async move { Ok::<_, Infallible>(answer.await) }
        });
        tokio::spawn(async move {
            // however it ended, nobody is there any more to be told
            let _ = http1::Builder::new().serve_connection(TokioIo::new(connection), service).await;
        });
    }
}

async fn handle_request(shared: Arc<Shared>, line: Line, request: Request<Incoming>) -> Response {
    let (parts, body) = request.into_parts();
    let text = |name: HeaderName| parts.headers.get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
    let has_length = parts.headers.contains_key(header::CONTENT_LENGTH) || parts.headers.contains_key(header::TRANSFER_ENCODING);
    let Ok(body) = Limited::new(body, LARGEST_BODY).collect().await else {
        return whole(too_large(), &shared);
    };
    let call = Call {
        verb: parts.method.as_str().to_owned(),
        path: parts.uri.path().to_owned(),
        query: parts.uri.query().unwrap_or_default().to_owned(),
        authorization: text(header::AUTHORIZATION),
        user_agent: text(header::USER_AGENT),
        host: text(header::HOST),
        content_type: text(header::CONTENT_TYPE),
        has_length,
        body: body.to_bytes().into(),
        endpoint: shared.endpoint.clone(),
    };
    // the world changes now; only the answer may be late or lost
    let (Served { mut answer, trouble, waiting }, latency) = {
        let mut world = shared.world();
        let served = serve(&mut world, &call);
        (served, world.latency)
    };
    shared.tell();
    if let Some(waiting) = waiting {
        answer = shared.wait(&waiting, answer).await;
    }
    if !latency.is_zero() {
        tokio::time::sleep(latency).await;
    }
    let length = answer.body.len();
    match trouble {
        None | Some(Trouble::Refuse(_) | Trouble::Html | Trouble::Paging(_) | Trouble::Vanish) => whole(answer, &shared),
        Some(Trouble::Slow(delay)) => {
            tokio::time::sleep(delay).await;
            whole(answer, &shared)
        }
        Some(Trouble::HangBeforeHeaders) => std::future::pending().await,
        Some(Trouble::Reset) => {
            line.cut();
            whole(answer, &shared)
        }
        Some(Trouble::HangAfterHeaders) => respond(&answer, &shared, length, bodies::never()),
        Some(Trouble::CutBody) => {
            let body = bodies::cut(answer.body.clone());
            respond(&answer, &shared, length, body)
        }
        Some(Trouble::Drip(pause)) => {
            let body = bodies::drip(answer.body.clone(), pause);
            respond(&answer, &shared, length, body)
        }
        Some(Trouble::HugeBody(size)) => {
            let length = bodies::huge_length(size);
            respond(&answer, &shared, length, bodies::huge(size))
        }
    }
}

/// The answer as it should be.
fn whole(mut answer: Answer, shared: &Shared) -> Response {
    let bytes = std::mem::take(&mut answer.body);
    respond(&answer, shared, bytes.len(), bodies::whole(bytes))
}

/// An answer that promises `length` bytes, whatever `body` makes of it.
fn respond(answer: &Answer, shared: &Shared, length: usize, body: Body) -> Response {
    let mut response = Response::new(body);
    *response.status_mut() = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let headers = response.headers_mut();
    set(headers, header::CONTENT_TYPE.as_str(), answer.content_type);
    set(headers, header::CONTENT_LENGTH.as_str(), &length.to_string());
    set(headers, header::VARY.as_str(), "Origin, X-Origin, Referer");
    // the server's clock is the world's
    let now = shared.world().now();
    if let Ok(date) = jiff::fmt::rfc2822::DateTimePrinter::new().timestamp_to_rfc9110_string(&now) {
        set(headers, header::DATE.as_str(), &date);
    }
    for (name, value) in &answer.headers {
        set(headers, name, value);
    }
    response
}

fn set(headers: &mut HeaderMap, name: &str, value: &str) {
    if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value)) {
        headers.insert(name, value);
    }
}

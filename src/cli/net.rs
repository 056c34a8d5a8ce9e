//! The way to Meet of a command without a screen: built when it is needed, bounded by `--timeout`, ended by Ctrl-C.

use std::future::Future;
use std::io::IsTerminal as _;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::time::{Duration, Instant};

use futures_util::future::BoxFuture;
use tokio::runtime::Runtime;

use super::ask::{self, Lines};
use super::base::Base;
use super::{Exit, complain, exit, say};
use crate::auth::vault;
use crate::meet::client::{Client, Settings, Waiting};
use crate::meet::error::MeetError;
use crate::meet::token::TokenSource;

/// What a call that was told its time may take longer, before it is broken off from outside.
const GRACE: Duration = Duration::from_secs(1);

/// A client, and what drives it.
pub(super) struct Net {
    pub(super) client: Client,
    tokens: Arc<dyn TokenSource>,
    driver: Driver,
}

/// A runtime, Ctrl-C and the time that is left.
pub(super) struct Driver {
    runtime: Runtime,
    interrupt: BoxFuture<'static, ()>,
    deadline: Option<(Instant, Duration)>,
}

/// Why something was broken off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Broken {
    /// By Ctrl-C.
    Interrupted,
    /// By `--timeout`, of this length.
    TooLate(Duration),
}

impl Broken {
    /// The end of a command that was broken off while nothing was at stake, or with what is to be said of it.
    pub(super) fn exit(self, unfinished: &str) -> Exit {
        match self {
            Self::Interrupted => {
                if !unfinished.is_empty() {
                    complain(unfinished);
                }
                Exit::Signal(2)
            }
            Self::TooLate(length) => {
                let words = if unfinished.is_empty() { "Nothing was changed." } else { unfinished };
                Exit::Unavailable(format!("not done within {} s (--timeout). {words}", length.as_secs_f64()))
            }
        }
    }
}

impl Driver {
    pub(super) fn new(base: &Base<'_>) -> Result<Self, Exit> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        let runtime = runtime.map_err(|error| Exit::Failed(error.to_string()))?;
        let interrupt = {
            let _inside = runtime.enter();
            ask::interrupt()
        };
        Ok(Self { runtime, interrupt, deadline: base.deadline })
    }

    /// Does it, unless Ctrl-C or the time comes first.
    pub(super) fn wait<T>(&mut self, grace: Duration, work: impl Future<Output = T>) -> Result<T, Broken> {
        let mut done = None;
        let ended = self.drive(grace, pin!(async { done = Some(work.await) }));
        done.ok_or(ended)
    }

    /// The same for any work, so that it is in the program once. What broke it off, if it is not done.
    fn drive(&mut self, grace: Duration, work: Pin<&mut dyn Future<Output = ()>>) -> Broken {
        let Self { runtime, interrupt, deadline } = self;
        runtime.block_on(async {
            let over = async {
                match *deadline {
                    Some((until, length)) => {
                        tokio::time::sleep_until((until + grace).into()).await;
                        length
                    }
                    None => std::future::pending().await,
                }
            };
            tokio::select! {
                biased;
                () = work => Broken::Interrupted,
                () = interrupt => Broken::Interrupted,
                length = over => Broken::TooLate(length),
            }
        })
    }

    /// Asks; everything but a clear yes is no.
    pub(super) fn yes(&mut self, question: &str) -> Result<bool, Exit> {
        let mut lines = Lines::new();
        ask::put(question);
        let answer = self.wait(Duration::ZERO, lines.next()).map_err(|broken| {
            // The answer's line has not ended.
            say("");
            broken.exit("")
        })?;
        Ok(answer.is_some_and(|answer| ask::is_yes(&answer)))
    }

    fn left(&self) -> Option<Duration> {
        self.deadline.map(|(until, _)| until.saturating_duration_since(Instant::now()))
    }
}

impl Net {
    /// Builds it, with the way in that the app would take.
    pub(super) fn open(base: &mut Base<'_>) -> Result<Self, Exit> {
        let vault = vault::open(&base.around.home.data);
        let tokens = base.way.source(&base.around, vault).map_err(|error| exit::auth(&error))?.tokens();
        let driver = Driver::new(base)?;
        let mut settings = Settings::new(base.around.endpoint.clone());
        if let Some(left) = driver.left() {
            settings.total_timeout = settings.total_timeout.min(left.max(Duration::from_millis(1)));
        }
        let built = Client::new(settings, tokens.clone()).map_err(|error| exit::meet("Google could not be asked", &error))?;
        if let Some(warning) = &built.warning {
            complain(warning);
        }
        let tells = !base.args.quiet && std::io::stderr().is_terminal();
        let client = if tells { built.client.observed(Arc::new(|waiting| tell(&waiting))) } else { built.client };
        Ok(Self { client, tokens, driver })
    }

    /// Asks the server. `what` is what failed, where it does: a sentence without its full stop.
    pub(super) fn ask<T, F>(&mut self, what: &str, call: impl FnOnce(Client) -> F) -> Result<T, Exit>
    where
        F: Future<Output = Result<T, MeetError>>,
    {
        self.tried("", call)?.map_err(|error| exit::meet(what, &error))
    }

    /// The same with the server's error; `unfinished` is said where it is broken off.
    pub(super) fn tried<T, F>(&mut self, unfinished: &str, call: impl FnOnce(Client) -> F) -> Result<Result<T, MeetError>, Exit>
    where
        F: Future<Output = Result<T, MeetError>>,
    {
        let work = call(self.client.clone());
        self.driver.wait(Duration::ZERO, work).map_err(|broken| broken.exit(unfinished))
    }

    /// Sends what must not be sent twice. The client itself watches the time, for it knows whether anything was sent; the token is
    /// got before, so that what takes its time then is the request alone.
    pub(super) fn once<T, F>(&mut self, unfinished: &str, call: impl FnOnce(Client) -> F) -> Result<Result<T, MeetError>, Exit>
    where
        F: Future<Output = Result<T, MeetError>>,
    {
        let tokens = self.tokens.clone();
        let got = self.driver.wait(Duration::ZERO, async move { tokens.token().await.map(drop) });
        if let Err(error) = got.map_err(|broken| broken.exit("Nothing was sent."))? {
            return Ok(Err(error.into()));
        }
        let work = call(self.client.clone());
        self.driver.wait(GRACE, work).map_err(|broken| match broken.exit(unfinished) {
            // Whoever takes 6 for something to repeat would do it twice.
            Exit::Unavailable(words) => Exit::Failed(words),
            exit => exit,
        })
    }

    /// Where tasks of its own run.
    pub(super) fn handle(&self) -> tokio::runtime::Handle {
        self.driver.runtime.handle().clone()
    }

    /// Where tokens come from.
    pub(super) fn tokens(&self) -> Arc<dyn TokenSource> {
        self.tokens.clone()
    }

    /// The last thing to do, for so long at the most, whatever ended the rest.
    pub(super) fn finish(&self, patience: Duration, work: impl Future<Output = ()>) {
        let work: Pin<&mut dyn Future<Output = ()>> = pin!(work);
        // It has been tried.
        let _done = self.driver.runtime.block_on(async { tokio::time::timeout(patience, work).await });
    }

    /// Asks the person; everything but a clear yes is no.
    pub(super) fn yes(&mut self, question: &str) -> Result<bool, Exit> {
        self.driver.yes(question)
    }
}

/// A wait that is not told looks like a hang.
fn tell(waiting: &Waiting) {
    let why = if matches!(waiting.cause, MeetError::RateLimited { .. }) { "Google asks for patience" } else { "No answer" };
    say(&format!("{why}: trying again in {:.0} s …", waiting.delay.as_secs_f32().ceil()));
}

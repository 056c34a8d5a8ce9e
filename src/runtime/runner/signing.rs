//! Signing in, performed beside the app: Google's page in the browser, the wait for it, what is kept. Nothing here blocks.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::runtime::Handle;
use tokio::task::AbortHandle;
use tracing::{debug, info, warn};

use super::{Job, Pending, Sender};
use crate::auth::accounts::{Account, Accounts};
use crate::auth::client_file::ClientFile;
use crate::auth::error::AuthError;
use crate::auth::flow::{Order, Paste, SignIn};
use crate::auth::renew::Renewer;
use crate::auth::scopes::{Granted, Scope};
use crate::auth::session;
use crate::auth::vault::{Slot, Vault};
use crate::auth::ways::{Home, Place, State};
use crate::effect::{AccountLine, AuthMsg, AuthOp, Msg, SignedInAs, Trouble, Typed};
use crate::meet::client::{Client, Settings};
use crate::meet::error::{Kind, MeetError};
use crate::share::browser::{self, Opener};
use crate::tasks;

/// Longest wait for the look whether the Cloud project is ready.
const LOOK: Duration = Duration::from_secs(10);

/// What signing in works with.
pub struct Desk {
    /// Folders, and what the environment says.
    pub home: Home,
    /// Where sign-ins are kept.
    pub vault: Arc<dyn Vault>,
    /// The Meet API: whether it lets the new account in is asked once, at the end of a sign-in.
    pub meet: Settings,
    /// What is asked for.
    pub ask: Vec<Scope>,
    /// The tokens of the account at work: told of a new sign-in.
    pub tokens: Option<(Renewer, Slot)>,
    /// A browser here would not be in front of the person; holds why.
    pub elsewhere: Option<String>,
    /// This machine as SSH reaches it, where that is known.
    pub machine: Option<String>,
    /// How long the browser is waited for.
    pub patience: Duration,
}

/// The one sign-in that is under way.
struct Current {
    task: AbortHandle,
    page: Arc<Mutex<Option<(String, Paste)>>>,
}

/// Signing in.
pub struct Signing {
    desk: Arc<Desk>,
    opener: Arc<dyn Opener + Send + Sync>,
    sender: Sender,
    pending: Pending,
    runtime: tokio::runtime::Handle,
    current: Option<Current>,
}

impl Signing {
    /// Nothing is under way yet.
    pub(super) fn new(
        desk: Desk,
        opener: Arc<dyn Opener + Send + Sync>,
        sender: Sender,
        pending: Pending,
        runtime: tokio::runtime::Handle,
    ) -> Self {
        Self { desk: Arc::new(desk), opener, sender, pending, runtime, current: None }
    }

    /// Why a browser that is started here would not be in front of the person.
    pub(super) fn elsewhere(&self) -> Option<String> {
        self.desk.elsewhere.clone()
    }

    /// Starts it; the answers come as messages.
    pub(super) fn perform(&mut self, op: AuthOp) {
        match op {
            AuthOp::Begin { account } => self.begin(account),
            AuthOp::Cancel => self.cancel(),
            AuthOp::Paste(text) => self.paste(&text),
            AuthOp::Browse => {
                if let Some((url, _)) = self.page() {
                    tasks::start(&self.runtime, open(self.opener.clone(), url, self.sender.clone(), self.pending.start()));
                }
            }
            AuthOp::Client(text) => {
                self.beside(move |desk| AuthMsg::Client(keep_client(desk, &text).map_err(told("The client file was not taken"))));
            }
            AuthOp::Gcloud => {
                self.beside(|desk| AuthMsg::Gcloud(gcloud(&desk.home).map_err(told("gcloud's credentials cannot be used"))));
            }
            AuthOp::Accounts => self.beside(|desk| AuthMsg::Accounts(list(desk).map_err(told("The accounts cannot be read")))),
            AuthOp::Stay(email) => self.beside(move |desk| {
                AuthMsg::Stayed(stay(desk, &email).map_err(told("The next start will not begin with this account")))
            }),
            AuthOp::Forget(email) => self
                .beside(move |desk| AuthMsg::Forgot(forget(desk, &email).map_err(told(&format!("{email} was not signed out"))))),
        }
    }

    /// Something with files, off the loop.
    fn beside(&self, work: impl FnOnce(&Desk) -> AuthMsg + Send + 'static) {
        let (desk, sender, job) = (self.desk.clone(), self.sender.clone(), self.pending.start());
        tasks::start_blocking(&self.runtime, move || {
            sender.send(Msg::Auth(work(&desk)));
            drop(job);
        });
    }

    fn page(&self) -> Option<(String, Paste)> {
        self.current.as_ref()?.page.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn cancel(&mut self) {
        if let Some(current) = self.current.take() {
            current.task.abort();
        }
    }

    fn paste(&self, text: &Typed) {
        if let Some((_, paste)) = self.page()
            && let Err(error) = paste.give(&text.0)
        {
            self.sender.send(Msg::Auth(AuthMsg::PasteRefused(told("That cannot be the right address")(error))));
        }
    }

    fn begin(&mut self, account: Option<String>) {
        self.cancel();
        let page = Arc::new(Mutex::new(None));
        let way = Way {
            desk: self.desk.clone(),
            opener: self.opener.clone(),
            sender: self.sender.clone(),
            pending: self.pending.clone(),
            page: page.clone(),
        };
        let job = self.pending.start();
        let task = tasks::start(&self.runtime, async move {
            let sender = way.sender.clone();
            let msg = match way.walk(account, job).await {
                Ok(done) => {
                    info!("signed in");
                    debug!(email = done.email, "signed in");
                    AuthMsg::SignedIn(Box::new(done))
                }
                Err(Stop::NoClient) => AuthMsg::NoClient,
                Err(Stop::Error(error)) => {
                    warn!(error = crate::log::kind_of(&error), "the sign-in failed");
                    AuthMsg::Failed(told("Nobody was signed in")(error))
                }
            };
            sender.send(Msg::Auth(msg));
        });
        self.current = Some(Current { task: task.abort_handle(), page });
    }
}

impl Drop for Signing {
    fn drop(&mut self) {
        self.cancel();
    }
}

/// Why a sign-in stopped.
enum Stop {
    NoClient,
    Error(AuthError),
}

impl From<AuthError> for Stop {
    fn from(error: AuthError) -> Self {
        Self::Error(error)
    }
}

/// One sign-in, from the client file to what is kept.
struct Way {
    desk: Arc<Desk>,
    opener: Arc<dyn Opener + Send + Sync>,
    sender: Sender,
    pending: Pending,
    page: Arc<Mutex<Option<(String, Paste)>>>,
}

impl Way {
    /// `job` counts as under way until the page is there: then it is the person who is waited for.
    async fn walk(self, account: Option<String>, job: Job) -> Result<SignedInAs, Stop> {
        let desk = self.desk.clone();
        let (client, had) = off(move || {
            let path = desk.home.client_file();
            if desk.home.client.is_none() && !path.exists() {
                return Err(Stop::NoClient);
            }
            let had = account.as_deref().and_then(|email| granted(&desk, email)).unwrap_or_default();
            Ok((ClientFile::read(&path)?, (account, had)))
        })
        .await??;
        let (account, had) = had;
        let order = Order {
            client,
            // A new consent replaces the old one: it has to ask for both.
            ask: had.with(&self.desk.ask),
            hint: account,
            port: 0,
            oauth: self.desk.home.oauth.clone(),
            patience: self.desk.patience,
        };
        let sign_in = SignIn::begin(order).await?;
        info!(port = sign_in.port(), "a sign-in has begun");
        let url = sign_in.url().to_owned();
        *self.page.lock().unwrap_or_else(PoisonError::into_inner) = Some((url.clone(), sign_in.paste()));
        self.sender.send(Msg::Auth(AuthMsg::Page { url: url.clone(), port: sign_in.port(), machine: self.desk.machine.clone() }));
        match &self.desk.elsewhere {
            Some(why) => self.sender.send(Msg::Auth(AuthMsg::Opened(Err(why.clone())))),
            None => {
                tasks::start(&Handle::current(), open(self.opener.clone(), url, self.sender.clone(), self.pending.start()));
            }
        }
        drop(job);
        let signed_in = sign_in.finish().await?;
        let _job = self.pending.start();
        let desk = self.desk.clone();
        let account = off(move || session::keep(&desk.home.data, &*desk.vault, signed_in).map_err(Stop::from)).await??;
        let other_client = self.desk.tokens.as_ref().is_some_and(|(_, slot)| *slot != account.slot());
        if let Some((tokens, _)) = &self.desk.tokens {
            tokens.reload();
        }
        let still = self.still(&account).await;
        Ok(SignedInAs {
            still,
            missing: account.granted.lacks(&self.desk.ask),
            email: account.email,
            granted: account.granted,
            place: account.place,
            ends: account.ends,
            other_client,
        })
    }
}

impl Way {
    /// What Google still wants of the Cloud project. Whatever else goes wrong with this one read is told by the next one.
    async fn still(&self, account: &Account) -> Option<Trouble> {
        if ![Scope::Created, Scope::Readonly].into_iter().any(|scope| account.granted.has(scope)) {
            return None;
        }
        let (settings, home) = (self.desk.meet.clone(), &self.desk.home);
        let tokens = Renewer::new(self.desk.vault.clone(), &home.data, account, home.oauth.clone());
        let built = off(move || Client::new(settings, Arc::new(tokens))).await.ok()?.ok()?;
        let error = tokio::time::timeout(LOOK, built.client.has_conferences()).await.ok()?.err()?;
        let projects = error.kind() == Kind::NotPermitted && !matches!(error, MeetError::ScopeMissing { .. });
        let what = "Signed in, but the Cloud project is not ready".to_owned();
        projects.then(|| Trouble { what, why: error.why(), next: error.next_step(), at: jiff::Timestamp::now() })
    }
}

/// Off the loop; a panic there is an error like any other.
async fn off<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, AuthError> {
    tasks::blocking(work).await.map_err(|_| AuthError::Internal("signing in".into()))
}

async fn open(opener: Arc<dyn Opener + Send + Sync>, url: String, sender: Sender, job: Job) {
    let started = tasks::blocking(move || browser::open_sign_in(&*opener, &url)).await;
    let result = match started {
        Ok(result) => result.map_err(|error| error.to_string()),
        Err(_) => Err("a part of greenroom failed".into()),
    };
    sender.send(Msg::Auth(AuthMsg::Opened(result)));
    drop(job);
}

fn told(what: &str) -> impl FnOnce(AuthError) -> Trouble {
    let what = what.to_owned();
    move |error| Trouble { what, why: error.why(), next: error.next_step(), at: jiff::Timestamp::now() }
}

fn granted(desk: &Desk, email: &str) -> Option<Granted> {
    Accounts::load(&desk.home.data).ok()?.get(email).map(|account| account.granted.clone())
}

/// A path or the content of a file. The project's name comes back.
fn keep_client(desk: &Desk, given: &Typed) -> Result<Option<String>, AuthError> {
    let text = if given.0.trim_start().starts_with('{') { given.0.clone() } else { ClientFile::text(&path_of(&given.0))? };
    let file = ClientFile::parse(&text, None)?;
    ClientFile::keep(&text, &desk.home.config)?;
    Ok(file.project)
}

/// A path as terminals paste it when a file is dropped: in quotes, with escaped blanks, as a `file:` address; `~` is the home.
fn path_of(given: &str) -> PathBuf {
    let given = given.trim().trim_matches(['\'', '"']);
    if let Some(path) = url::Url::parse(given).ok().filter(|url| url.scheme() == "file").and_then(|url| url.to_file_path().ok()) {
        return path;
    }
    let plain = if cfg!(windows) { given.to_owned() } else { given.replace("\\ ", " ") };
    match (plain.strip_prefix("~/"), std::env::var_os("HOME")) {
        (Some(rest), Some(home)) => Path::new(&home).join(rest),
        _ => PathBuf::from(plain),
    }
}

/// Whether gcloud's file can be used, or what it is that can.
fn gcloud(home: &Home) -> Result<(), AuthError> {
    let looked = home.look().looked.into_iter().find(|looked| looked.place == Place::Gcloud);
    match looked.map(|looked| (looked.state, looked.detail)) {
        Some((State::Taken | State::Shadowed, _)) => Ok(()),
        Some((State::Unusable(error), _)) => Err(error),
        absent => Err(AuthError::Kept {
            place: "gcloud's folder".into(),
            what: "found",
            detail: absent.map_or_else(String::new, |(_, detail)| detail),
            next: "Run the command below with your client file, then press Enter.".into(),
        }),
    }
}

fn list(desk: &Desk) -> Result<Vec<AccountLine>, AuthError> {
    let line = |account: &Account| AccountLine {
        email: account.email.clone(),
        missing: account.granted.lacks(&desk.ask),
        ends: account.ends,
    };
    Ok(Accounts::load(&desk.home.data)?.list().iter().map(line).collect())
}

fn stay(desk: &Desk, email: &str) -> Result<(), AuthError> {
    match session::switch(&desk.home.data, email) {
        // Signed out meanwhile: there is nothing to begin with.
        Ok(_) | Err(AuthError::UnknownAccount { .. }) => Ok(()),
        Err(error) => Err(error),
    }
}

fn forget(desk: &Desk, email: &str) -> Result<String, AuthError> {
    let accounts = Accounts::load(&desk.home.data)?;
    let account = accounts.get(email).ok_or_else(|| accounts.unknown(email))?;
    session::forget(&desk.home.data, &*desk.vault, account)?;
    Ok(account.email.clone())
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[cfg(unix)]
    #[rstest]
    #[case("/tmp/client.json", "/tmp/client.json")]
    #[case(" '/tmp/my client.json'\n", "/tmp/my client.json")]
    #[case("/tmp/my\\ client.json", "/tmp/my client.json")]
    #[case("file:///tmp/my%20client.json", "/tmp/my client.json")]
    fn a_dropped_file_is_found(#[case] given: &str, #[case] path: &str) {
        assert_eq!(path_of(given), Path::new(path));
    }
}

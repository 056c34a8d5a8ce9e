//! `greenroom auth login`: from a client file to an account that is kept.

use std::io::{self, IsTerminal as _};
use std::path::PathBuf;
use std::pin::pin;
use std::time::Duration;

use tracing::{debug, info, warn};

use super::super::ask::{self, Lines};
use super::super::surroundings::Surroundings;
use super::super::{Args, Exit, app, variable};
use super::{exit, in_the_way, link, say, steps, words};
use crate::auth::accounts::{Account, Accounts};
use crate::auth::client_file::ClientFile;
use crate::auth::error::AuthError;
use crate::auth::flow::{self, Order, SignIn};
use crate::auth::scopes::{Granted, Scope};
use crate::auth::session;
use crate::auth::signed_in::SignedIn;
use crate::auth::vault;
use crate::config::Settings;
use crate::log;
use crate::share::clipboard::Choice;
use crate::tasks;

/// How long it is waited for somebody who carries links and addresses between two machines.
const BY_HAND: Duration = Duration::from_mins(15);

/// How the link gets to a browser.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Browser {
    /// One is started here.
    Here,
    /// The link is shown, as was asked for.
    ByHand,
    /// The link is shown, for a reason.
    Elsewhere(&'static str),
}

/// What is decided before anything is done.
struct Plan {
    client: ClientFile,
    /// The file that was named, where none is kept yet: it is kept once it worked.
    to_keep: Option<PathBuf>,
    ask: Granted,
    browser: Browser,
    clipboard: Choice,
}

pub(super) fn run(args: &Args, around: &Surroundings, port: u16, no_browser: bool) -> Exit {
    let plan = match plan(around, no_browser) {
        Ok(plan) => plan,
        Err(end) => return end,
    };
    let runtime = match tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return Exit::Failed(error.to_string()),
    };
    let mut lines = Lines::new();
    let done = runtime.block_on(async {
        let signed_in = sign_in(around, &plan, port, &mut lines).await?;
        keep(around, &plan, signed_in).await?;
        Ok::<_, Exit>(wants_app(&mut lines).await)
    });
    // A thread that still waits for a line ends with the program.
    runtime.shutdown_background();
    drop(lines);
    match done {
        Ok(true) => app::run(args),
        Ok(false) => Exit::Done,
        Err(end) => end,
    }
}

fn plan(around: &Surroundings, no_browser: bool) -> Result<Plan, Exit> {
    if around.home.impersonate.is_some() {
        return Err(Exit::Usage(
            "--impersonate goes with a service account's key, which needs no sign-in: leave one of them out".into(),
        ));
    }
    let settings = Settings::load(&around.home.config).map_err(|error| Exit::Usage(error.to_string()))?;
    let clipboard = match variable("GREENROOM_CLIPBOARD") {
        Some(word) => word.parse().map_err(|error| Exit::Usage(format!("GREENROOM_CLIPBOARD: {error}")))?,
        None => settings.clipboard.unwrap_or_default(),
    };
    let there = ClientFile::place(&around.home.config).symlink_metadata().is_ok();
    if around.home.client.is_none() && !there {
        return Err(Exit::NotSignedIn(steps::steps()));
    }
    let path = around.home.client_file();
    let client = ClientFile::read(&path).map_err(|error| exit(&error))?;
    let wanted: &[Scope] = if around.read_only || settings.read_only { &Scope::READ_ONLY } else { &Scope::ALL };
    // A new consent is for what it asks for, so that asking for the rest asks for the union.
    let before = around.home.account.as_deref().and_then(|email| {
        let accounts = Accounts::load(&around.home.data).ok()?;
        accounts.get(email).filter(|account| account.client_id == client.client.id).map(|account| account.granted.clone())
    });
    let browser = if no_browser { Browser::ByHand } else { link::no_browser_here().map_or(Browser::Here, Browser::Elsewhere) };
    let to_keep = (!there).then_some(path);
    Ok(Plan { client, to_keep, ask: before.unwrap_or_default().with(wanted), browser, clipboard })
}

/// The browser's part, or the person's: whichever comes first.
async fn sign_in(around: &Surroundings, plan: &Plan, port: u16, lines: &mut Lines) -> Result<SignedIn, Exit> {
    let order = Order {
        ask: plan.ask.clone(),
        hint: around.home.account.clone(),
        port,
        oauth: around.home.oauth.clone(),
        patience: if plan.browser == Browser::Here { flow::PATIENCE } else { BY_HAND },
        ..Order::new(plan.client.clone())
    };
    let under_way = SignIn::begin(order).await.map_err(|error| {
        warn!(error = log::kind_of(&error), "a sign-in could not begin");
        exit(&error)
    })?;
    info!(port = under_way.port(), browser = ?plan.browser, "a sign-in has begun");
    let mut interrupt = ask::interrupt();
    let typed = present(plan, &under_way).await?;
    let paste = under_way.paste();
    let mut finish = pin!(under_way.finish());
    let mut open = typed;
    let mut refused = None;
    loop {
        tokio::select! {
            biased;
            () = &mut interrupt => {
                info!("the sign-in was cancelled");
                say(&format!("\n{} {}", AuthError::Cancelled.why(), AuthError::Cancelled.next_step()));
                return Err(Exit::Signal(2));
            }
            done = &mut finish => {
                return done.map_err(|error| {
                    warn!(error = log::kind_of(&error), "the sign-in failed");
                    exit(&error)
                });
            }
            line = lines.next(), if open => match line {
                Some(line) if line.trim().is_empty() => {}
                Some(line) => match paste.give(&line) {
                    Ok(()) => debug!("an address was pasted"),
                    Err(error) => {
                        debug!(error = log::kind_of(&error), "what was pasted is no answer");
                        say(&words(&error));
                        refused = Some(error);
                    }
                },
                None => {
                    open = false;
                    // A program that sent something wrong and went: nobody will send something right.
                    if let (Some(error), false) = (refused.take(), io::stdin().is_terminal()) {
                        return Err(exit(&error));
                    }
                }
            }
        }
    }
}

/// Brings the link to a browser. True when addresses are taken from standard input.
async fn present(plan: &Plan, under_way: &SignIn) -> Result<bool, Exit> {
    let (url, port, clipboard) = (under_way.url().to_owned(), under_way.port(), plan.clipboard);
    match plan.browser {
        Browser::ByHand => {}
        Browser::Elsewhere(why) => say(why),
        Browser::Here => {
            say(&format!("Opening the browser to sign in. If none opens, open this link yourself:\n{url}"));
            let opening = url.clone();
            let opened = tasks::blocking(move || link::open(&opening)).await;
            match opened.unwrap_or_else(|_| Err("a part of greenroom failed".into())) {
                Ok(()) => {
                    say("Waiting for the browser. Ctrl-C cancels.");
                    return Ok(io::stdin().is_terminal());
                }
                Err(error) => {
                    warn!("no browser could be started");
                    say(&format!("No browser: {error}."));
                }
            }
        }
    }
    let shown = tasks::blocking(move || link::show(&url, port, clipboard)).await;
    shown.unwrap_or_else(|_| Err(Exit::Failed("a part of greenroom failed".into())))?;
    Ok(true)
}

/// Keeps the sign-in, and says what came of it.
async fn keep(around: &Surroundings, plan: &Plan, signed_in: SignedIn) -> Result<(), Exit> {
    let (data, asked) = (around.home.data.clone(), signed_in.asked.clone());
    let before = Accounts::load(&data).ok().and_then(|accounts| accounts.current().map(|account| account.email.clone()));
    let kept = tasks::blocking(move || {
        let vault = vault::open(&data);
        session::keep(&data, &*vault, signed_in).map(|account| (account, vault.notice()))
    });
    let kept = kept.await.unwrap_or_else(|_| Err(AuthError::Internal("the tokens at rest".into())));
    let (account, notice) = kept.map_err(|error| {
        warn!(error = log::kind_of(&error), "the sign-in could not be kept");
        exit(&error)
    })?;
    info!("signed in");
    debug!(email = account.email, "signed in");
    tell(&account, &asked, notice);
    keep_client(around, plan);
    if let Some(wanted) = around.home.account.as_ref().filter(|wanted| !wanted.eq_ignore_ascii_case(&account.email)) {
        // Whoever was in use stays in use: somebody else was meant.
        if let Some(before) = before.filter(|before| *before != account.email) {
            session::switch(&around.home.data, &before).map_err(|error| exit(&error))?;
        }
        return Err(exit(&AuthError::OtherAccount { wanted: wanted.clone(), came: account.email.clone() }));
    }
    if let Some(words) = in_the_way(around, &account.email) {
        say(&words);
    }
    Ok(())
}

fn tell(account: &Account, asked: &Granted, notice: Option<String>) {
    say(&format!("Signed in as {}.", account.email));
    say(&format!("The sign-in is kept in {}: written and read back.", account.place));
    if let Some(notice) = notice {
        say(&notice);
    }
    let asked: Vec<Scope> = Scope::ALL.into_iter().filter(|scope| asked.has(*scope)).collect();
    let missing = account.granted.lacks(&asked);
    for scope in &missing {
        say(&format!("Not granted: {}, to {}.", scope.name(), scope.purpose()));
    }
    if !missing.is_empty() {
        say(&format!("greenroom auth login --account {} asks again: tick every box that Google shows.", account.email));
    }
    if let Some(ends) = account.ends {
        let ends = ends.to_zoned(jiff::tz::TimeZone::system()).strftime("%-d %B, %H:%M");
        say(&format!("This sign-in ends on {ends}, and then has to be done again."));
    }
}

/// A client file that worked is kept where none is, so that it need not be named again.
fn keep_client(around: &Surroundings, plan: &Plan) {
    let Some(path) = &plan.to_keep else { return };
    match ClientFile::text(path).and_then(|text| ClientFile::keep(&text, &around.home.config)) {
        Ok(kept) => say(&format!("The client file is kept as {}.", kept.display())),
        Err(error) => say(&format!("The client file could not be kept, so name it again next time: {}", words(&error))),
    }
}

/// On a terminal the next thing is one key away. A program is not kept waiting.
async fn wants_app(lines: &mut Lines) -> bool {
    if !(io::stdin().is_terminal() && io::stdout().is_terminal() && io::stderr().is_terminal()) {
        return false;
    }
    let interrupt = ask::interrupt();
    say("Press Enter to open greenroom, or Ctrl-C to leave it at that.");
    tokio::select! {
        biased;
        () = interrupt => {
            say("");
            false
        }
        line = lines.next() => line.is_some(),
    }
}

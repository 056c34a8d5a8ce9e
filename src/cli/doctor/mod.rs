//! `greenroom doctor`: is all well, and where not, what is to be done?
//!
//! Each check stands for itself: one that fails or hangs is told, and the rest go on. Nothing is changed but for what
//! `--create-space` asks for, and a token that was due is renewed. What is printed can be pasted anywhere: see [`private`].

mod api;
mod check;
mod here;
mod network;
mod private;
mod signing;

use std::io::IsTerminal as _;
use std::sync::Arc;
use std::time::Duration;

use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use futures_util::stream::{FuturesOrdered, StreamExt as _};
use tracing::info;

use self::check::{Cause, Check, Paper};
use self::here::Seen;
use self::private::Private;
use super::surroundings::Surroundings;
use super::{Args, Exit, print, variable};
use crate::config::Folders;
use crate::share::clipboard::{Choice, Environment};
use crate::tasks;
use crate::ui::theme::Theme;

/// Longest time for something on this computer.
const LOCAL: Duration = Duration::from_secs(5);

pub(super) fn run(args: &Args, create: bool, json: bool) -> Exit {
    let around = match Surroundings::read(args) {
        Ok(around) => around,
        Err(words) => return Exit::Usage(words),
    };
    let clipboard = match variable("GREENROOM_CLIPBOARD").map(|word| word.parse::<Choice>()).transpose() {
        Ok(choice) => choice,
        Err(error) => return Exit::Usage(format!("GREENROOM_CLIPBOARD: {error}")),
    };
    if create && around.read_only {
        return Exit::Usage("--create-space makes a space, and --read-only forbids that: choose one".into());
    }
    let _logging = super::begin_log(&around);
    let runtime = match tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return Exit::Failed(error.to_string()),
    };
    let paper = Paper {
        color: around.color,
        theme: Theme::new(around.color, around.ascii),
        width: if std::io::stdout().is_terminal() {
            crossterm::terminal::size().ok().map(|(columns, _)| columns.into())
        } else {
            None
        },
    };
    let exit = runtime.block_on(report(around, clipboard, create, (!json).then_some(paper)));
    // What hangs ends with the program.
    runtime.shutdown_background();
    exit
}

/// Does all checks at once and tells them in their order, each as soon as it is known.
async fn report(around: Surroundings, clipboard: Option<Choice>, create: bool, paper: Option<Paper>) -> Exit {
    let private = || Private { home: std::env::home_dir(), secrets: around.home.token.iter().cloned().collect() };
    let (shown, hidden) = (private(), private());
    let around = Arc::new(around);
    let mut groups = groups(&around, clipboard, create, hidden);
    let mut all = Vec::new();
    while let Some(checks) = groups.next().await {
        for check in checks {
            let check = check.fit(&shown);
            info!(check = check.name, status = ?check.status, "checked");
            if let Some(paper) = &paper
                && let failed @ Exit::Failed(_) = print(&paper.check(&check))
            {
                return failed;
            }
            all.push(check);
        }
    }
    let end = match &paper {
        Some(_) => Paper::end(&all),
        None => check::json(&all),
    };
    match (print(&end), check::code(&all)) {
        (Exit::Done, 0) => Exit::Done,
        (Exit::Done, code) => Exit::Told(code),
        (failed, _) => failed,
    }
}

type Groups = FuturesOrdered<BoxFuture<'static, Vec<Check>>>;

fn groups(around: &Arc<Surroundings>, clipboard: Option<Choice>, create: bool, private: Private) -> Groups {
    let (config, data) = (around.home.config.clone(), around.home.data.clone());
    let folders = Folders { config: config.clone(), data: data.clone() };
    let (ascii, endpoint) = (around.ascii, around.endpoint.clone());
    let mut groups: Groups = FuturesOrdered::new();
    groups.push_back(async move { one(bounded("terminal", move || here::terminal(&Seen::here(ascii))).await) }.boxed());
    let settings = bounded("settings", move || here::settings(&config)).map(|done| match done {
        Ok((check, settings)) => (check, settings),
        Err(check) => (check, crate::config::Settings::default()),
    });
    // Two wait for it.
    let settings = settings.boxed().shared();
    let chosen = settings.clone();
    groups.push_back(settings.clone().map(|(check, _)| vec![check]).boxed());
    groups.push_back(
        async move {
            let choice = clipboard.or(chosen.await.1.clipboard).unwrap_or_default();
            one(bounded("clipboard", move || here::clipboard(choice, Environment::from_env())).await)
        }
        .boxed(),
    );
    groups.push_back(async move { one(bounded("folders", move || here::folders(&folders)).await) }.boxed());
    groups.push_back(async move { one(bounded("store", move || here::store(&data)).await) }.boxed());
    groups.push_back(
        async move {
            let greeted = network::greet("network", &endpoint, true).await;
            vec![greeted.check, network::clock(greeted.ahead)]
        }
        .boxed(),
    );
    let around = around.clone();
    groups.push_back(
        async move {
            let read_only = around.read_only || settings.await.1.read_only;
            let mut checks = signing::all(around, read_only, create && !read_only, private).await;
            if create && read_only {
                checks.push(Check::untried(api::ROUND_TRIP, "read_only is set in config.toml"));
            }
            checks
        }
        .boxed(),
    );
    groups
}

fn one(check: Result<Check, Check>) -> Vec<Check> {
    vec![check.unwrap_or_else(|check| check)]
}

/// Does something that may block, on a thread for that, and gives up on it after a while.
async fn bounded<T: Send + 'static>(name: &'static str, work: impl FnOnce() -> T + Send + 'static) -> Result<T, Check> {
    within(LOCAL, name, work).await
}

async fn within<T: Send + 'static>(
    longest: Duration,
    name: &'static str,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Check> {
    match tokio::time::timeout(longest, tasks::blocking(work)).await {
        Ok(Ok(done)) => Ok(done),
        Ok(Err(_)) => Err(Check::failed(name, Cause::Other, "this check itself failed", "Please report that.")),
        Err(_) => Err(Check::failed(
            name,
            Cause::Other,
            format!("no answer within {} s", longest.as_secs_f32()),
            "A disk, a keyring or another program does not answer: look at it, then try again.",
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_hangs_or_breaks_is_told() {
        let (keep, waiting) = std::sync::mpsc::channel::<()>();
        let check = within(Duration::from_millis(20), "store", move || waiting.recv().is_ok()).await.unwrap_err();
        assert!(check.detail.starts_with("no answer within 0.02 s"), "{check:?}");
        drop(keep);
        let broken = within::<()>(LOCAL, "store", || panic!("planted")).await.unwrap_err();
        assert!(broken.detail.contains("itself failed") && !broken.detail.contains("planted"), "{broken:?}");
    }
}

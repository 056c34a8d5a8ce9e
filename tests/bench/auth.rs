//! What being signed in costs: a call, the first frame, and refreshes that nobody needs.

use std::num::NonZero;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use futures_util::future::{BoxFuture, join_all};
use greenroom::auth::accounts::Account;
use greenroom::auth::client_file::ClientFile;
use greenroom::auth::credential::{Access, Client as OauthClient, Credential};
use greenroom::auth::flow::{Order, SignIn};
use greenroom::auth::renew::Renewer;
use greenroom::auth::scopes::{Granted, Scope};
use greenroom::auth::session;
use greenroom::auth::signed_in::SignedIn;
use greenroom::auth::vault::{FileVault, Vault};
use greenroom::emulator::{ClientKind, Consent, OAuth};
use greenroom::meet::client::{Client, Settings};
use greenroom::meet::endpoint::Endpoint;
use greenroom::meet::names::SpaceRef;
use greenroom::meet::token::{StaticToken, TokenError, TokenSource};
use greenroom::store::sample;
use jiff::{SignedDuration, Timestamp};
use secrecy::SecretString;

use super::figure::Figure;
use super::pty::FRAME_END;
use super::stage::{ANA, FEW, PROJECT, Served, Stage};
use super::start::{RUNS, WARM_UP, check, once};
use super::stats::Times;

/// Calls of each kind.
const CALLS: usize = 400;
/// Look-ups for one time: one alone is shorter than the clock can tell.
const LOOK_UPS: u32 = 1_000;
/// Calls at once.
const AT_ONCE: usize = 100;

/// A source that can be exchanged, so that the connection stays.
#[derive(Default)]
struct Switch(Mutex<Option<Arc<dyn TokenSource>>>);

impl Switch {
    fn to(&self, source: Arc<dyn TokenSource>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(source);
    }
}

impl TokenSource for Switch {
    fn token(&self) -> BoxFuture<'_, Result<SecretString, TokenError>> {
        let source = self.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
        Box::pin(async move {
            match source {
                Some(source) => source.token().await,
                None => Err(TokenError::NotSignedIn),
            }
        })
    }
}

/// Calls, the first frame, and refreshes.
pub fn measure(stage: &mut Stage) -> Result<Vec<Figure>> {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    let mut figures = runtime.block_on(calls())?;
    figures.extend(first_frame(stage)?);
    Ok(figures)
}

/// Signs Ana in, in the way that a person does, but for the browser.
async fn sign_in(served: &Served, data: &Path) -> Result<Account> {
    let endpoint = served.emulator.endpoint();
    let file = served.emulator.with(|world| {
        world.set_consent(Consent::allow(ANA))?;
        let id = world.add_client(PROJECT, ClientKind::Desktop)?.id().to_owned();
        world.client_file(&id, &endpoint)
    })?;
    let under_way = SignIn::begin(Order::new(ClientFile::parse(&file, None)?)).await?;
    // An error only says that one is installed already.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let browser = reqwest::Client::builder().no_proxy().build()?.get(under_way.url()).send();
    let (signed_in, page) = tokio::join!(under_way.finish(), browser);
    page?.error_for_status()?;
    Ok(session::keep(data, &FileVault::new(data), signed_in?)?)
}

async fn calls() -> Result<Vec<Figure>> {
    let served = Served::new(1, Duration::ZERO)?;
    let folder = tempfile::tempdir()?;
    let data = folder.path();
    // Too short for a call: it counts as run out.
    served.emulator.with(|world| world.set_access_token_life(Duration::from_secs(30)));
    let account = sign_in(&served, data).await?;
    served.emulator.with(|world| world.set_access_token_life(Duration::from_hours(1)));
    let vault: Arc<dyn Vault> = Arc::new(FileVault::new(data));
    let renewer = || -> Arc<dyn TokenSource> { Arc::new(Renewer::new(Arc::clone(&vault), data, &account, None)) };
    let switch = Arc::new(Switch::default());
    let settings = Settings::new(Endpoint::parse(&served.emulator.endpoint())?);
    let client = Client::new(settings, Arc::clone(&switch) as Arc<dyn TokenSource>)?.client;
    let space = SpaceRef::Name(sample::name(0).context("no name")?);

    switch.to(renewer());
    let asked = |served: &Served| served.emulator.with(|world| world.count(OAuth::Token));
    let before = asked(&served);
    for answer in join_all((0..AT_ONCE).map(|_| client.get_space(&space))).await {
        answer?;
    }
    let refreshes = asked(&served) - before;

    let (bare, memory): (Arc<dyn TokenSource>, _) = (Arc::new(StaticToken::new(&served.token)), renewer());
    let (mut of_bare, mut of_memory, mut of_file) = (Times::default(), Times::default(), Times::default());
    for number in 0..CALLS + WARM_UP {
        for (source, times) in [(&bare, &mut of_bare), (&memory, &mut of_memory), (&renewer(), &mut of_file)] {
            switch.to(Arc::clone(source));
            let start = Instant::now();
            client.get_space(&space).await?;
            let time = start.elapsed();
            if number >= WARM_UP {
                times.push(time);
            }
        }
    }
    let start = Instant::now();
    for _ in 0..LOOK_UPS {
        memory.token().await?;
    }
    let look_up = start.elapsed() / LOOK_UPS;
    ensure!(asked(&served) == before + refreshes, "a token was refreshed that was good");

    let (bare, memory, file) = (of_bare.median(), of_memory.median(), of_file.median());
    Ok(vec![
        Figure::time("a call with a bare token, no latency, median", bare, None),
        Figure::time("… signed in, median", memory, None),
        Figure::time("… what that is more", memory.saturating_sub(bare), Some(1.0)),
        Figure::time("… signed in, the first one of a program, median", file, None),
        Figure::time("… what that is more", file.saturating_sub(bare), Some(1.0)),
        Figure::time("… the look-up alone", look_up, Some(1.0)),
        Figure::count("100 calls that find a token that has run out: refreshes", refreshes.try_into()?, Some(1)),
    ])
}

/// A bare token and a signed-in account, one after the other, many times over.
fn first_frame(stage: &mut Stage) -> Result<Vec<Figure>> {
    let endpoint = stage.mute(false);
    let bare = stage.list_of(ANA, FEW, &endpoint, "-bare")?;
    let account = stage.list_of(ANA, FEW, &endpoint, "-account")?;
    let expires = Timestamp::now().checked_add(SignedDuration::from_hours(1))?;
    let credential = Credential {
        client: OauthClient { id: "a-client".into(), secret: "a-secret".into(), token_uri: format!("{endpoint}/token") },
        refresh: "a-refresh-token".into(),
        access: Some(Access { token: "a-token".into(), expires: Some(expires) }),
    };
    let granted = Granted::of(&Scope::ALL);
    let signed_in =
        SignedIn { email: ANA.into(), subject: None, granted: granted.clone(), asked: granted, credential, ends: None };
    session::keep(&account, &FileVault::new(&account), signed_in)?;
    let mut by_token = stage.greenroom(&bare, &endpoint, Some("a-token"));
    by_token.env("GREENROOM_ACCOUNT", ANA);
    let by_account = stage.greenroom(&account, &endpoint, None);

    let (mut of_token, mut of_account) = (Times::default(), Times::default());
    for run in 0..WARM_UP + RUNS {
        // Each comes first as often as the other.
        let mut order = [(&by_token, &mut of_token), (&by_account, &mut of_account)];
        if run % 2 == 1 {
            order.reverse();
        }
        for (command, times) in order {
            let (time, bytes) = once(command.clone(), FRAME_END)?;
            if run == 0 {
                check(&bytes, FEW)?;
                ensure!(shows(&bytes, ANA)?, "the first frame does not name {ANA}");
            }
            if run >= WARM_UP {
                times.push(time);
            }
        }
    }
    let (token, account) = (of_token.median(), of_account.median());
    Ok(vec![
        Figure::time("spawn → first full frame with a bare token, median", token, None),
        Figure::time("… signed in, median", account, None),
        Figure::ratio("… signed in to a bare token", account.as_secs_f64() / token.as_secs_f64(), Some(1.05)),
    ])
}

fn shows(bytes: &[u8], word: &str) -> Result<bool> {
    let (columns, rows) = super::pty::SIZE;
    let size = |number| NonZero::new(number).context("a screen without room");
    let mut screen = vt100::Parser::new(size(rows)?, size(columns)?, 0);
    screen.process(bytes);
    Ok(screen.screen().contents().contains(word))
}

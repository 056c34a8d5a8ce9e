//! From nobody to the first list, and on after a sign-in that ran out: over real HTTP, with the emulator in Google's place and a
//! plain HTTP client in that of the browser.

use std::time::Duration;

use greenroom::auth::accounts::{Account, Accounts};
use greenroom::auth::client_file::ClientFile;
use greenroom::effect::Next;
use greenroom::emulator::{ClientKind, Consent, Method};
use greenroom::runtime::session::Ended;
use serde_json::json;
use tempfile::TempDir;

use super::keep;
use super::support::{ANA, BO, House, Show, Start};

/// A house whose people may sign in by a client of the right kind; the client file is where the person has it.
pub struct Lobby {
    pub house: House,
    pub home: TempDir,
    pub client: String,
}

pub fn lobby() -> Lobby {
    let house = House::new();
    let endpoint = house.endpoint();
    let client = house.with(|world| {
        let id = world.add_client("greenroom", ClientKind::Desktop).unwrap().id().to_owned();
        world.client_file(&id, &endpoint).unwrap()
    });
    Lobby { house, home: keep::folder(), client }
}

impl Lobby {
    pub fn agrees(&self, consent: Consent) {
        self.house.with(|world| world.set_consent(consent)).unwrap();
    }

    /// The client file is in its place.
    pub fn with_client(self) -> Self {
        ClientFile::keep(&self.client, self.home.path()).unwrap();
        self
    }

    pub fn start(&self) -> Start {
        Start { home: Some(self.home.path().to_owned()), ..Start::default() }
    }

    pub fn nobody(&self) -> Show {
        self.house.open_as(&Start { signed_in: false, account: None, ..self.start() })
    }

    pub fn as_account(&self, account: &'static str) -> Show {
        self.house.open_as(&Start { account: Some(account), by_account: true, ..self.start() })
    }

    pub fn accounts(&self) -> Vec<String> {
        Accounts::load(self.home.path()).unwrap().list().iter().map(|account| account.email.clone()).collect()
    }

    /// With whom the next start begins.
    pub fn current(&self) -> String {
        Accounts::load(self.home.path()).unwrap().current().unwrap().email.clone()
    }

    /// An account as it is kept.
    pub fn account(&self, email: &str) -> Account {
        Accounts::load(self.home.path()).unwrap().get(email).unwrap().clone()
    }

    /// Ana is signed in; her program is closed again.
    pub async fn ana(&self) {
        self.agrees(Consent::allow(ANA));
        let mut show = self.nobody();
        // With a list it does not come by itself.
        if !show.screen().contains("Welcome") {
            show.press("A").await;
        }
        show.press("enter").await;
        browse(&mut show).await;
        show.until_screen("Signed in as ana@example.com").await;
        show.close();
    }
}

fn web(redirects: reqwest::redirect::Policy) -> reqwest::Client {
    // An error only says that one is installed already.
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder().no_proxy().redirect(redirects).build().unwrap()
}

pub async fn get(url: &str) -> reqwest::Result<reqwest::Response> {
    web(reqwest::redirect::Policy::default()).get(url).send().await
}

/// The browser: opens what the program opened, and follows where it is sent.
pub async fn browse(show: &mut Show) -> reqwest::Response {
    let before = show.opened().len();
    let pages = |show: &Show| show.opened().iter().filter(|url| url.contains("/o/oauth2/")).count();
    show.until("a page in the browser", |show| show.opened().len() > before || pages(show) > 0).await;
    let url = show.opened().into_iter().rfind(|url| url.contains("/o/oauth2/")).unwrap();
    let browser = tokio::spawn(async move { get(&url).await.unwrap() });
    while !browser.is_finished() {
        let _step = tokio::time::timeout(Duration::from_millis(5), show.session.step()).await;
    }
    browser.await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn from_nothing_to_the_list() {
    let lobby = lobby();
    lobby.agrees(Consent::allow(ANA));
    let file = lobby.home.path().join("client_secret_123.json");
    std::fs::write(&file, &lobby.client).unwrap();
    let mut show = lobby.nobody();
    show.shows("Sign in with Google");
    show.press("enter").await;
    show.until_screen("Make a Cloud project").await;
    show.press("o").await;
    show.until("the console", |show| show.opened() == ["https://console.cloud.google.com/projectcreate"]).await;
    show.press("enter enter enter enter").await;
    show.shows("Give the client file");
    show.type_text(file.to_str().unwrap()).await;
    show.press("enter").await;
    let page = browse(&mut show).await;
    assert!(page.status().is_success());
    show.until_screen("Signed in as ana@example.com").await;
    show.hides("Not granted");
    assert_eq!(show.press_to_end("enter").await, Some(Ended::GoOn(Next::Account(ANA.into()))));
    assert_eq!(lobby.accounts(), [ANA]);
    // The same person goes on with that account: its token is good.
    let name = lobby.house.space("Stand-up");
    let mut show = lobby.as_account(ANA);
    show.settle().await;
    show.shows("ana@example.com");
    show.shows(&lobby.house.link(&name));
    assert!(show.header().contains("synced"), "{}", show.header());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_content_of_the_file_may_be_pasted() {
    let lobby = lobby();
    lobby.agrees(Consent::allow(ANA));
    let mut show = lobby.nobody();
    show.press("enter").await;
    show.until_screen("Make a Cloud project").await;
    show.paste(&lobby.client).await;
    browse(&mut show).await;
    show.until_screen("Signed in as ana@example.com").await;
    assert!(ClientFile::place(lobby.home.path()).exists(), "the next sign-in finds it");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_file_is_told_apart() {
    let lobby = lobby();
    let mut show = lobby.nobody();
    show.press("enter").await;
    show.until_screen("Make a Cloud project").await;
    show.press("f").await;
    show.paste(r#"{"web":{"client_id":"x","client_secret":"planted-secret"}}"#).await;
    show.until_screen("was not taken").await;
    show.shows("Desktop app");
    show.hides("planted-secret");
    show.type_text("/nowhere/client.json").await;
    show.press("enter").await;
    show.until_screen("/nowhere/client.json").await;
    assert!(!ClientFile::place(lobby.home.path()).exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn cancel_at_google_is_said_and_can_be_tried_again() {
    let lobby = lobby().with_client();
    lobby.agrees(Consent::cancel());
    let mut show = lobby.nobody();
    show.press("enter").await;
    browse(&mut show).await;
    show.until_screen("Nobody was signed in").await;
    show.shows("Cancel was pressed");
    lobby.agrees(Consent::allow(ANA));
    let before = show.opened().len();
    show.press("enter").await;
    show.until("another page", |show| show.opened().len() > before).await;
    browse(&mut show).await;
    show.until_screen("Signed in as ana@example.com").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn esc_cancels_and_frees_the_port() {
    let lobby = lobby().with_client();
    let mut show = lobby.nobody();
    show.press("enter").await;
    show.until("a page", |show| !show.opened().is_empty()).await;
    show.until_screen("ssh -L").await;
    let page = show.opened().pop().unwrap();
    let redirect =
        reqwest::Url::parse(&page).unwrap().query_pairs().find(|(name, _)| name == "redirect_uri").unwrap().1.into_owned();
    assert!(get(&redirect).await.is_ok(), "somebody listens at {redirect}");
    show.press("esc").await;
    show.shows("Welcome");
    let closed = async || get(&redirect).await.is_err();
    let end = std::time::Instant::now() + Duration::from_secs(30);
    while !closed().await {
        assert!(std::time::Instant::now() < end, "the port is never closed");
    }
    show.press("esc").await;
    show.shows("No spaces remembered".to_lowercase().as_str());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_address_may_be_pasted_back_from_another_machine() {
    let lobby = lobby().with_client();
    lobby.agrees(Consent::allow(BO));
    let mut show = lobby.nobody();
    show.press("enter").await;
    show.until_screen("ssh -L").await;
    show.until("a page", |show| !show.opened().is_empty()).await;
    let elsewhere = web(reqwest::redirect::Policy::none());
    let answer = elsewhere.get(show.opened().pop().unwrap()).send().await.unwrap();
    let address = answer.headers()["location"].to_str().unwrap().to_owned();
    show.paste("https://meet.google.com/abc-mnop-xyz").await;
    show.until_screen("Paste the whole address").await;
    show.press("esc").await;
    show.paste(&format!(" {address}\n")).await;
    show.until_screen("Signed in as bo@example.com").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_not_granted_is_said_left_out_and_asked_for_again() {
    let lobby = lobby().with_client();
    let created = greenroom::auth::scopes::Scope::Created;
    lobby.agrees(Consent::allow(ANA).without(created.url()));
    let mut show = lobby.nobody();
    show.press("enter").await;
    browse(&mut show).await;
    show.until_screen("Not granted").await;
    show.shows("make spaces");
    show.close();
    let mut show = lobby.as_account(ANA);
    show.settle().await;
    show.press("n").await;
    show.shows("not granted: to make spaces");
    assert_eq!(lobby.house.count(Method::CreateSpace), 0);
    // A, g: the union is asked for, and this very list may go on with it.
    lobby.agrees(Consent::allow(ANA));
    show.press("A").await;
    show.until_screen("lacks meetings.space.created").await;
    show.press("g").await;
    browse(&mut show).await;
    show.until_screen("Signed in as ana@example.com").await;
    show.press("enter").await;
    show.act("n esc").await;
    assert_eq!(lobby.house.count(Method::CreateSpace), 1);
    assert_eq!(lobby.accounts(), [ANA], "it is one sign-in, not two");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sign_in_that_is_over_keeps_the_list_and_goes_on_where_it_stopped() {
    let lobby = lobby().with_client();
    lobby.ana().await;
    let name = lobby.house.space("Stand-up");
    let mut show = lobby.as_account(ANA);
    show.settle().await;
    let before = lobby.house.access(&name);
    lobby.house.with(|world| world.revoke_access(ANA, "greenroom"));
    show.press("t").await;
    show.until_screen("signed out").await;
    show.shows("Stand-up");
    show.settle().await;
    assert_eq!(lobby.house.access(&name), before);
    show.press("n esc").await;
    show.settle().await;
    show.press("A").await;
    show.shows("The sign-in of ana@example.com is over");
    show.press("enter").await;
    browse(&mut show).await;
    show.until_screen("Signed in as ana@example.com").await;
    show.press("enter").await;
    show.settle().await;
    assert_ne!(lobby.house.access(&name), before, "the change that was refused is made now");
    assert_eq!(lobby.house.count(Method::CreateSpace), 0, "but no space that nobody may want any more");
    show.shows("synced");
}

#[tokio::test(flavor = "multi_thread")]
async fn another_account_has_a_list_of_its_own() {
    let lobby = lobby().with_client();
    lobby.ana().await;
    lobby.agrees(Consent::allow(BO));
    let mut show = lobby.as_account(ANA);
    show.settle().await;
    show.press("A").await;
    show.until_screen("here").await;
    show.press("n").await;
    browse(&mut show).await;
    show.until_screen("Signed in as bo@example.com").await;
    assert_eq!(lobby.accounts(), [ANA, BO]);
    assert_eq!(show.press_to_end("enter").await, Some(Ended::GoOn(Next::Account(BO.into()))));
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_signed_out_here_is_gone_from_this_machine_alone() {
    let lobby = lobby().with_client();
    lobby.ana().await;
    lobby.agrees(Consent::allow(BO));
    let mut show = lobby.nobody();
    show.press("enter").await;
    browse(&mut show).await;
    show.until_screen("Signed in as bo@example.com").await;
    show.close();
    let mut show = lobby.as_account(BO);
    show.settle().await;
    show.press("A").await;
    show.until_screen("here").await;
    show.press("k").await;
    // Enter takes the safe answer, and the window is still there.
    show.press("d enter d").await;
    show.shows("Sign ana@example.com out here?");
    assert_eq!(lobby.accounts(), [ANA, BO]);
    show.press("y").await;
    show.until_screen("ana@example.com is signed out here").await;
    assert_eq!(lobby.accounts(), [BO]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_being_changed_is_waited_for() {
    let lobby = lobby().with_client();
    lobby.ana().await;
    lobby.agrees(Consent::allow(BO));
    let mut show = lobby.nobody();
    show.press("enter").await;
    browse(&mut show).await;
    show.until_screen("Signed in as bo@example.com").await;
    show.close();
    let name = lobby.house.space("Stand-up");
    let mut show = lobby.as_account(ANA);
    show.settle().await;
    show.press("t A").await;
    show.until_screen("here").await;
    show.press("j enter").await;
    show.shows("wait until it is answered");
    show.settle().await;
    assert!(!lobby.house.access(&name).is_empty());
    assert_eq!(show.press_to_end("enter").await, Some(Ended::GoOn(Next::Account(BO.into()))));
}

#[tokio::test(flavor = "multi_thread")]
async fn no_secret_is_on_a_screen_or_in_a_problem() {
    let lobby = lobby().with_client();
    lobby.ana().await;
    let client: serde_json::Value = serde_json::from_str(&lobby.client).unwrap();
    let secret = client["installed"]["client_secret"].as_str().unwrap().to_owned();
    lobby.house.space("Stand-up");
    let mut show = lobby.as_account(ANA);
    show.settle().await;
    lobby.house.with(|world| world.revoke_access(ANA, "greenroom"));
    show.press("r").await;
    show.settle().await;
    show.press("!").await;
    show.hides(&secret);
    let told: Vec<String> = show.session.app.problems().map(|trouble| format!("{trouble:?}")).collect();
    assert!(!told.join("\n").contains(&secret) && !told.join("\n").contains("ya29"), "{told:?}");
    assert_ne!(json!(told), json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_api_that_is_not_switched_on_is_said_at_once() {
    let lobby = lobby().with_client();
    lobby.agrees(Consent::allow(ANA));
    lobby.house.with(|world| world.add_project("greenroom").api_enabled = false);
    let mut show = lobby.nobody();
    show.press("enter").await;
    browse(&mut show).await;
    show.until_screen("Signed in as ana@example.com").await;
    show.shows("the Cloud project is not ready");
    show.shows("not switched on");
    show.press("o").await;
    show.until("the page of the API", |show| show.opened().iter().any(|url| url.contains("meet.googleapis.com"))).await;
}
